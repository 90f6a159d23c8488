//! Everything that a status page shows.

use crate::incident::IncidentList;
use std::sync::Arc;

/// Everything that a status page shows, read at one time. Sources, documents and screens pass it on as a whole, so that
/// another kind of data is one more member here. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatusData {
    /// The incidents.
    pub incidents: Arc<IncidentList>,
}

impl StatusData {
    /// Data with these incidents.
    pub fn of(incidents: impl Into<Arc<IncidentList>>) -> Self {
        Self { incidents: incidents.into() }
    }

    /// The number of elements that couldn't be read.
    pub fn unreadable(&self) -> usize {
        self.incidents.unreadable()
    }

    /// Whether every element was readable. Incomplete data is never called operational.
    pub fn is_complete(&self) -> bool {
        self.unreadable() == 0
    }
}
