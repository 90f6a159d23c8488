//! The cache of documents.

use super::rendered::Rendered;
use super::renderer::RenderResult;
use crate::single_flight::SingleFlight;
use crate::source::Unavailable;
use contract::document::Document;
use model::{MonotonicInstant, Month};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The maximum size in bytes of the cached pages of incidents, months and unknown addresses, of which there may be very
/// many. Each other document exists once.
const KEPT: usize = 16 * 1024 * 1024;

/// A document that can be requested.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum DocumentId {
    /// A document that doesn't depend on the incidents.
    Fixed(FixedDocument),
    /// A document that depends on the incidents.
    Data(DataDocument),
}

/// A document that doesn't depend on the incidents.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum FixedDocument {
    /// The not-found page, for an address this many folders deep.
    NotFound(usize),
    /// The app alone, for addresses that only the app can interpret.
    App,
    /// The admin view.
    Admin,
    /// The web app manifest.
    Manifest,
    /// `robots.txt`.
    Robots,
}

/// A document that depends on the incidents.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum DataDocument {
    /// The front page.
    Home,
    /// The banner for frames, where other sites may frame it.
    Embed,
    /// An incident, by the name of its folder.
    Incident(String),
    /// The page for an incident that doesn't exist.
    UnknownIncident,
    /// A maintenance, by the name of its folder.
    Maintenance(String),
    /// The page for a maintenance that doesn't exist.
    UnknownMaintenance,
    /// A component, by the name of its folder.
    Component(String),
    /// The page for a component that the configuration doesn't name.
    UnknownComponent,
    /// A month.
    Month(Month),
    /// The page of a year.
    Year(i32),
    /// The history.
    History,
    /// The list of incidents.
    Incidents,
    /// The list of maintenances.
    Maintenances,
    /// The time and the version of the list.
    AsOf,
    /// The sitemap.
    Sitemap,
}

impl DocumentId {
    /// The rendered document for a document of the site; `None` for those that are read from files for each request, and
    /// the not-found page, which depends on the address.
    pub(super) fn of(document: Document) -> Option<Self> {
        Some(match document {
            Document::Home => Self::Data(DataDocument::Home),
            Document::Embed => Self::Data(DataDocument::Embed),
            Document::Incident(slug) => Self::Data(DataDocument::Incident(slug)),
            Document::Maintenance(slug) => Self::Data(DataDocument::Maintenance(slug)),
            Document::Component(slug) => Self::Data(DataDocument::Component(slug)),
            Document::Month(month) => Self::Data(DataDocument::Month(month)),
            Document::Year(year) => Self::Data(DataDocument::Year(year)),
            Document::History => Self::Data(DataDocument::History),
            Document::Incidents => Self::Data(DataDocument::Incidents),
            Document::Maintenances => Self::Data(DataDocument::Maintenances),
            Document::AsOf => Self::Data(DataDocument::AsOf),
            Document::Sitemap => Self::Data(DataDocument::Sitemap),
            Document::Admin => Self::Fixed(FixedDocument::Admin),
            Document::Manifest => Self::Fixed(FixedDocument::Manifest),
            Document::Robots => Self::Fixed(FixedDocument::Robots),
            Document::NotFound | Document::Config | Document::Theme | Document::Assets | Document::AdminAssets => {
                return None;
            }
        })
    }

    /// Whether its content depends on the time of the data.
    pub(super) fn depends_on_time(&self) -> bool {
        match self {
            Self::Fixed(_) | Self::Data(DataDocument::Incidents | DataDocument::Maintenances) => false,
            Self::Data(
                DataDocument::Home
                | DataDocument::Embed
                | DataDocument::Incident(_)
                | DataDocument::UnknownIncident
                | DataDocument::Maintenance(_)
                | DataDocument::UnknownMaintenance
                | DataDocument::Component(_)
                | DataDocument::UnknownComponent
                | DataDocument::Month(_)
                | DataDocument::Year(_)
                | DataDocument::History
                | DataDocument::AsOf
                // An open incident reaches into each new month.
                | DataDocument::Sitemap,
            ) => true,
        }
    }

    fn is_one_of_many(&self) -> bool {
        match self {
            Self::Fixed(FixedDocument::NotFound(_))
            | Self::Data(
                DataDocument::Incident(_)
                | DataDocument::Maintenance(_)
                | DataDocument::Component(_)
                | DataDocument::Month(_)
                | DataDocument::Year(_),
            ) => true,
            Self::Fixed(
                FixedDocument::App | FixedDocument::Admin | FixedDocument::Manifest | FixedDocument::Robots,
            )
            | Self::Data(
                DataDocument::Home
                | DataDocument::Embed
                | DataDocument::History
                | DataDocument::UnknownIncident
                | DataDocument::UnknownMaintenance
                | DataDocument::UnknownComponent
                | DataDocument::Incidents
                | DataDocument::Maintenances
                | DataDocument::AsOf
                | DataDocument::Sitemap,
            ) => false,
        }
    }
}

/// A document, with the version it was made from.
#[derive(Clone)]
pub(super) struct CachedDocument {
    /// The serial number of its frame or edition.
    pub(super) serial: u64,
    /// When it was made.
    pub(super) at: MonotonicInstant,
    pub(super) rendered: Rendered,
}

/// The cache entry of one document.
#[derive(Default)]
pub(super) struct DocumentEntry {
    kept: Mutex<Option<CachedDocument>>,
    /// Makes the document once for all concurrent requests.
    pub(super) made: Arc<SingleFlight<Result<RenderResult, Unavailable>>>,
}

impl DocumentEntry {
    /// The document as it was last made.
    pub(super) fn kept(&self) -> Option<CachedDocument> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the document.
    pub(super) fn keep(&self, kept: CachedDocument) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
    }
}

/// All cached documents.
#[derive(Default)]
pub(super) struct DocumentCache(Mutex<HashMap<DocumentId, (Arc<DocumentEntry>, usize)>>);

impl DocumentCache {
    /// The cache entry of a document.
    pub(super) fn entry(&self, id: &DocumentId) -> Arc<DocumentEntry> {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match places.get(id) {
            Some((entry, _)) => entry.clone(),
            None => places.entry(id.clone()).or_default().0.clone(),
        }
    }

    /// Records the size of an entry, and makes room if the total is too large.
    pub(super) fn weigh(&self, id: &DocumentId, bytes: usize) {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, weight)) = places.get_mut(id) {
            *weight = bytes;
        }
        let many = places.iter().filter(|(id, _)| id.is_one_of_many());
        if many.map(|(_, (_, weight))| weight).sum::<usize>() > KEPT {
            places.retain(|id, _| !id.is_one_of_many());
        }
    }

    /// Drops all the documents of which there may be very many.
    pub(super) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|id, _| !id.is_one_of_many());
    }

    /// Removes an entry that won't be filled.
    pub(super) fn remove(&self, id: &DocumentId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
    }
}
