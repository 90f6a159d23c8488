//! Documents that are kept until they would be others.

use super::printer::Printed;
use super::rendered::Rendered;
use super::source::Unavailable;
use crate::made::Made;
use statuspane::domain::Month;
use statuspane::remote::Moment;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The most bytes that the pages of incidents, months and unknown addresses may take. There may be very many of them;
/// each of the others there is once.
const KEPT: usize = 16 * 1024 * 1024;

/// What can be asked for.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Sheet {
    /// What is the same whatever incidents there are.
    Still(Still),
    /// What tells of incidents.
    Telling(Telling),
}

/// What is the same whatever incidents there are.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Still {
    /// What stands in place of an address that there is not, so many folders deep.
    Missing(usize),
    /// The app alone, for addresses that only it can read.
    App,
    /// The admin view.
    Admin,
    /// What search engines may read.
    Robots,
}

/// What tells of incidents.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Telling {
    /// The front page.
    Front,
    /// An incident, by the name of its folder.
    Incident(String),
    /// What stands in place of an incident that is not there.
    NoIncident,
    /// A month.
    Month(Month),
    /// The list of incidents.
    Incidents,
    /// The time of that list.
    AsOf,
    /// The addresses of all pages.
    Sitemap,
}

impl Sheet {
    /// Whether it says of what time it is.
    pub(super) fn tells_time(&self) -> bool {
        match self {
            Self::Still(_) | Self::Telling(Telling::Incidents) => false,
            Self::Telling(
                Telling::Front
                | Telling::Incident(_)
                | Telling::NoIncident
                | Telling::Month(_)
                | Telling::AsOf
                // With an incident that is open a month begins.
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

/// A document with what it was made from.
#[derive(Clone)]
pub(super) struct Kept {
    /// The number of the frame or of the edition.
    pub(super) serial: u64,
    /// When it was made.
    pub(super) at: Moment,
    pub(super) rendered: Rendered,
}

/// The place of one document.
#[derive(Default)]
pub(super) struct Place {
    kept: Mutex<Option<Kept>>,
    /// It is made once for everybody who asks meanwhile.
    pub(super) made: Arc<Made<Result<Printed, Unavailable>>>,
}

impl Place {
    /// The document as it was last made.
    pub(super) fn kept(&self) -> Option<Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Puts another in its place.
    pub(super) fn keep(&self, kept: Kept) {
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept);
    }
}

/// The documents that are kept.
#[derive(Default)]
pub(super) struct Shelf(Mutex<HashMap<Sheet, (Arc<Place>, usize)>>);

impl Shelf {
    /// The place of a document.
    pub(super) fn place(&self, sheet: &Sheet) -> Arc<Place> {
        let mut places = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match places.get(sheet) {
            Some((place, _)) => place.clone(),
            None => places.entry(sheet.clone()).or_default().0.clone(),
        }
    }

    /// Notes how much a place takes now, and makes room when that is too much in all.
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

    /// Makes room: those that there may be very many of are let go.
    pub(super) fn clear(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|sheet, _| !sheet.is_one_of_many());
    }

    /// Takes a place away that nothing will be put into.
    pub(super) fn remove(&self, sheet: &Sheet) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(sheet);
    }
}
