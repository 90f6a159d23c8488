//! The cache of documents.

use super::rendered::Rendered;
use super::renderer::Printed;
use crate::single_flight::SingleFlight;
use crate::source::Unavailable;
use model::{MonotonicInstant, Month};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The maximum size in bytes of the cached pages of incidents, months and unknown addresses, of which there may be very
/// many. Each other document exists once.
const KEPT: usize = 16 * 1024 * 1024;

/// A document that can be requested.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Sheet {
    /// A document that doesn't depend on the incidents.
    Still(Still),
    /// A document that depends on the incidents.
    Telling(Telling),
}

/// A document that doesn't depend on the incidents.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Still {
    /// The not-found page, for an address this many folders deep.
    Missing(usize),
    /// The app alone, for addresses that only the app can interpret.
    App,
    /// The admin view.
    Admin,
    /// `robots.txt`.
    Robots,
}

/// A document that depends on the incidents.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Telling {
    /// The front page.
    Front,
    /// An incident, by the name of its folder.
    Incident(String),
    /// The page for an incident that doesn't exist.
    NoIncident,
    /// A month.
    Month(Month),
    /// The list of incidents.
    Incidents,
    /// The time and the version of the list.
    AsOf,
    /// The sitemap.
    Sitemap,
}

impl Sheet {
    /// Whether its content depends on the time of the data.
    pub(super) fn tells_time(&self) -> bool {
        match self {
            Self::Still(_) | Self::Telling(Telling::Incidents) => false,
            Self::Telling(
                Telling::Front
                | Telling::Incident(_)
                | Telling::NoIncident
                | Telling::Month(_)
                | Telling::AsOf
                // An open incident reaches into each new month.
                | Telling::Sitemap,
            ) => true,
        }
    }

    fn is_one_of_many(&self) -> bool {
        match self {
            Self::Still(Still::Missing(_)) | Self::Telling(Telling::Incident(_) | Telling::Month(_)) => true,
            Self::Still(Still::App | Still::Admin | Still::Robots)
            | Self::Telling(
                Telling::Front | Telling::NoIncident | Telling::Incidents | Telling::AsOf | Telling::Sitemap,
            ) => false,
        }
    }
}

/// A document, with the version it was made from.
#[derive(Clone)]
pub(super) struct Kept {
    /// The serial number of its frame or edition.
    pub(super) serial: u64,
    /// When it was made.
    pub(super) at: MonotonicInstant,
    pub(super) rendered: Rendered,
}

/// The cache entry of one document.
#[derive(Default)]
pub(super) struct Place {
    kept: Mutex<Option<Kept>>,
    /// Makes the document once for all concurrent requests.
    pub(super) made: Arc<SingleFlight<Result<Printed, Unavailable>>>,
}

impl Place {
    /// The document as it was last made.
    pub(super) fn kept(&self) -> Option<Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Replaces the document.
    pub(super) fn keep(&self, kept: Kept) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
    }
}

/// All cached documents.
#[derive(Default)]
pub(super) struct Shelf(Mutex<HashMap<Sheet, (Arc<Place>, usize)>>);

impl Shelf {
    /// The cache entry of a document.
    pub(super) fn place(&self, sheet: &Sheet) -> Arc<Place> {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match places.get(sheet) {
            Some((place, _)) => place.clone(),
            None => places.entry(sheet.clone()).or_default().0.clone(),
        }
    }

    /// Records the size of an entry, and makes room if the total is too large.
    pub(super) fn weigh(&self, sheet: &Sheet, bytes: usize) {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, weight)) = places.get_mut(sheet) {
            *weight = bytes;
        }
        let many = places.iter().filter(|(sheet, _)| sheet.is_one_of_many());
        if many.map(|(_, (_, weight))| weight).sum::<usize>() > KEPT {
            places.retain(|sheet, _| !sheet.is_one_of_many());
        }
    }

    /// Drops all the documents of which there may be very many.
    pub(super) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|sheet, _| !sheet.is_one_of_many());
    }

    /// Removes an entry that won't be filled.
    pub(super) fn remove(&self, sheet: &Sheet) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(sheet);
    }
}
