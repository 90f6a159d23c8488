//! The data of a site that its files are checked against.

use super::SiteKind;
use super::digests::{Digests, source};
use super::finding::Findings;
use super::folder::Folder;
use super::html_document::HtmlDocument;
use super::incidents;
use super::settings;
use contract::config::{Config, KEYS_OF_SERVERS};
use contract::document::path::{ADMIN, AS_OF, CONFIG, HOME, INCIDENTS, MAINTENANCES};
use contract::route::slug;
use contract::snapshot::Snapshot;
use model::history::Event;
use model::{Incident, Maintenance, Month, Timestamp, Utc};
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::sync::Arc;

/// A folder, and the data from its main files.
pub(super) struct CheckedSite<'a> {
    pub(super) folder: &'a Folder,
    pub(super) kind: SiteKind,
    pub(super) config: Config,
    /// The configuration as embedded in the pages.
    pub(super) carried: Map<String, Value>,
    /// `incidents.json` and `maintenances.json`.
    pub(super) snapshot: Option<Snapshot>,
    /// Whether `maintenances.json` could be read, so that pages can be compared with it.
    pub(super) lists_maintenances: bool,
    /// The index of each incident, by the folder of its page.
    by_slug: HashMap<String, usize>,
    /// The value of `asOf`.
    as_of: Option<Timestamp>,
    /// The site's public address, if the front page has it.
    pub(super) url: Option<String>,
    pub(super) digests: Digests,
    /// The hash of the script in the head of every page.
    pub(super) script: Option<String>,
}

impl<'a> CheckedSite<'a> {
    /// Reads the data to check the rest against. Returns `None` and adds a finding if the folder isn't a status page.
    pub(super) fn read(folder: &'a Folder, now: Timestamp, findings: &mut Findings) -> Option<Self> {
        // An error is reported later, when this file itself is checked.
        let front = folder.bytes(HOME).map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        let front = front.map(|html| HtmlDocument::read(&html)).ok();
        let says_published = |document: &HtmlDocument| {
            document.named("html").any(|html| html.attributes().any(|attribute| attribute == "data-snapshot"))
        };
        let kind = match (folder.has(AS_OF) || folder.has(INCIDENTS), &front) {
            (true, _) => SiteKind::Published,
            (false, Some(front)) if says_published(front) => SiteKind::Published,
            (false, Some(_)) => SiteKind::Built,
            (false, None) => {
                findings.error(
                    folder.shown(),
                    "",
                    "This folder has no status page: neither index.html nor as-of.json. Name the folder of a \
                     published site or a built page.",
                );
                return None;
            }
        };
        let config = folder.text(CONFIG, findings);
        let (config, mut carried) = config.map(|text| settings::of_text(CONFIG, &text, findings)).unwrap_or_default();
        carried.retain(|key, _| !["$schema", "api"].iter().chain(&KEYS_OF_SERVERS).any(|own| own == key));
        let url = front.as_ref().and_then(|front| {
            front.named("link").find(|link| link.is_rel("canonical"))?.get("href").map(str::to_owned)
        });
        let incidents = folder.text(INCIDENTS, findings);
        let published =
            incidents.and_then(|text| incidents::public(INCIDENTS, "", &text, Snapshot::from_value, findings));
        if let Some((snapshot, _)) = &published {
            incidents::complete(INCIDENTS, "", &snapshot.data, findings);
        }
        let maintenances = if kind == SiteKind::Published { folder.text(MAINTENANCES, findings) } else { None };
        let maintenances = maintenances.and_then(|text| incidents::maintenances(&text, findings));
        let as_of = incidents::about(folder, &config, published.as_ref(), maintenances.as_ref(), now, findings);
        let lists_maintenances = maintenances.is_some();
        let mut snapshot = published.map(|(snapshot, _)| snapshot);
        if let (Some(snapshot), Some((list, _, _))) = (&mut snapshot, maintenances) {
            snapshot.data.maintenances = list.into();
        }
        let incidents = snapshot.as_ref().map_or(&[][..], |snapshot| snapshot.data.incidents.incidents());
        let by_slug =
            incidents.iter().enumerate().map(|(index, incident)| (slug(incident.id.as_str()), index)).collect();
        let digests = Digests::default();
        let script = head_script(folder);
        Some(Self { folder, kind, config, carried, snapshot, lists_maintenances, by_slug, as_of, url, digests, script })
    }

    /// When the site was published.
    pub(super) fn as_of(&self) -> Option<Timestamp> {
        self.as_of
    }

    /// The site's path on its host, with a slash at both ends.
    pub(super) fn path(&self) -> &str {
        let rest = self.url.as_deref().and_then(|url| url.split_once("://")).map_or("/", |(_, rest)| rest);
        rest.find('/').map_or("/", |slash| &rest[slash..])
    }

    /// The incident whose page is in this folder of `incidents/`.
    pub(super) fn at(&self, slug: &str) -> Option<&Incident> {
        self.incidents().get(*self.by_slug.get(slug)?)
    }

    pub(super) fn maintenances(&self) -> &[Arc<Maintenance>] {
        self.snapshot.as_ref().map_or(&[], |snapshot| snapshot.data.maintenances.maintenances())
    }

    pub(super) fn incidents(&self) -> &[Incident] {
        self.snapshot.as_ref().map_or(&[], |snapshot| snapshot.data.incidents.incidents())
    }
}

/// The hash of the first script in the admin view: `publish` takes it from there for the other pages.
fn head_script(folder: &Folder) -> Option<String> {
    let admin = folder.bytes(ADMIN).ok()?;
    let admin = HtmlDocument::read(&String::from_utf8_lossy(&admin));
    admin.named("script").find(|script| script.get("src").is_none()).map(|script| source(&script.text))
}

/// Whether an event is listed in a month, in UTC.
pub(super) fn is_in(month: Month, event: Event<'_>, as_of: Option<Timestamp>) -> bool {
    as_of.is_some_and(|as_of| event.touches(as_of, month.first().start(&Utc), month.end(&Utc)))
}
