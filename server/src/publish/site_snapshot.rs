//! Generates every file of a site from one read of the API.

use super::bundle::Bundle;
use super::generations::Notes;
use super::source::Fetched;
use super::tree::NewGeneration;
use crate::compress::Effort;
use crate::failure::Failure;
use crate::parallel::{parallel_map, processors};
use crate::render::{Delivery, Documents, Frame, Leaf, PublicUrl, SiteSettings, version_of};
use contract::document::Document;
use data_encoding::HEXLOWER;
use model::Timestamp;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The site that a run publishes.
pub(super) struct SiteSnapshot {
    bundle: Bundle,
    documents: Documents,
    as_of: Timestamp,
    every_seconds: u32,
}

impl SiteSnapshot {
    /// # Errors
    /// If two incidents or two maintenances would have the same page.
    pub(super) fn new(
        bundle: Bundle,
        settings: SiteSettings,
        fetched: Fetched,
        every_seconds: u32,
        url: Option<PublicUrl>,
    ) -> Result<Self, Failure> {
        let Fetched { data, as_of } = fetched;
        let frame = Frame::new(&bundle.parts, settings, url, Delivery::Published);
        let version = version_of(&data);
        let documents = Documents::new(Arc::new(frame), data, version);
        if let Some((one, other)) = documents.slug_collision() {
            return Err(Failure::new(format!(
                "The IDs {one:?} and {other:?} would have the same page. {} Delete one of the two in the API.",
                super::UNTOUCHED
            )));
        }
        Ok(Self { bundle, documents, as_of, every_seconds })
    }

    /// Writes every file. `before` has the notes of the previous generation; returns those of this one.
    ///
    /// # Errors
    /// If a file can't be written.
    pub(super) fn write(&self, generation: &NewGeneration, before: &Notes) -> Result<Notes, Failure> {
        let retired = self.bundle.write(generation, &before.retired, self.as_of.millis())?;
        let leaves = self.documents.leaves(self.as_of);
        for document in Document::FIXED {
            if let Some((text, effort)) = self.content(&document, &leaves) {
                generation.put(&document.path(), text.as_bytes(), effort)?;
            }
        }
        let pages = self.write_leaves(generation, &leaves, before)?;
        Ok(Notes { pages, retired, seals: Arc::new(generation.take_seals()) })
    }

    /// The content of a document that exists once, and how well it is compressed; `None` if this site doesn't have it.
    fn content(&self, document: &Document, leaves: &[Leaf<'_>]) -> Option<(Cow<'_, str>, Option<Effort>)> {
        let (documents, frame, as_of) = (&self.documents, self.documents.frame(), self.as_of);
        let best = Some(Effort::Best);
        Some(match document {
            Document::Home => (documents.front(as_of).into(), best),
            Document::Embed => (documents.embed(as_of)?.into(), best),
            Document::NotFound => (self.missing().into(), best),
            Document::Admin => (frame.admin().into(), best),
            Document::Config => (frame.settings().config_text.as_str().into(), None),
            Document::Manifest => (frame.manifest().into(), None),
            Document::Theme => (frame.settings().theme.as_str().into(), None),
            Document::Incidents => (documents.incidents_json().into(), best),
            Document::Maintenances => (documents.maintenances_json().into(), best),
            Document::AsOf => (documents.as_of_json(as_of, self.every_seconds).into(), best),
            Document::Robots => (frame.robots().into(), None),
            Document::Sitemap => (documents.sitemap(leaves)?.into(), best),
            // Only the build needs these.
            Document::Assets | Document::AdminAssets => return None,
            // Written in parallel, see `write_leaves`.
            Document::Incident(_)
            | Document::Maintenance(_)
            | Document::Component(_)
            | Document::Month(_)
            | Document::Year(_)
            | Document::History => return None,
        })
    }

    /// Writes the pages that have changed, in parallel.
    fn write_leaves(
        &self,
        generation: &NewGeneration,
        leaves: &[Leaf<'_>],
        before: &Notes,
    ) -> Result<BTreeMap<String, String>, Failure> {
        let fingerprint = Sha256::digest(self.documents.frame().fingerprint());
        let made = parallel_map(leaves, processors(), |leaf| {
            let key = self.write_one(generation, leaf, &fingerprint, before)?;
            Ok::<_, Failure>((leaf.address.clone(), key))
        });
        Ok(made?.into_iter().collect())
    }

    /// Writes a page if it has changed, and returns a hash of its content. The time isn't part of the content: an
    /// unchanged page keeps the time when it was written.
    fn write_one(
        &self,
        generation: &NewGeneration,
        leaf: &Leaf<'_>,
        shared: &[u8],
        before: &Notes,
    ) -> Result<String, Failure> {
        let key = HEXLOWER.encode(&Sha256::new().chain_update(shared).chain_update(leaf.content()).finalize()[..16]);
        let file = leaf.document.path();
        if before.pages.get(&leaf.address) == Some(&key) && generation.keep(&file, Effort::Quick)? {
            return Ok(key);
        }
        let document = self.documents.leaf(leaf, self.as_of);
        generation.put(&file, document.as_bytes(), Some(Effort::Quick))?;
        Ok(key)
    }

    /// The 404 page. It is served for missing files in any folder, so it can't use its own relative path to the root.
    /// It uses the path of the public address, or else the relative path from the page of an incident or month.
    fn missing(&self) -> String {
        let frame = self.documents.frame();
        frame.missing(frame.url().map_or("../../", PublicUrl::path))
    }
}
