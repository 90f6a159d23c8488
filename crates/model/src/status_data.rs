//! Everything that a status page shows.

use crate::incident::IncidentList;
use crate::maintenance::MaintenanceList;
use std::sync::Arc;

/// Everything that a status page shows, read at one time. Sources, documents and screens pass it on as a whole, so that
/// another kind of data is one more member here. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StatusData {
    /// The incidents.
    pub incidents: Arc<IncidentList>,
    /// The maintenances, without those that are for the team alone.
    pub maintenances: Arc<MaintenanceList>,
}

impl StatusData {
    /// Data with these incidents and maintenances.
    pub fn new(incidents: impl Into<Arc<IncidentList>>, maintenances: impl Into<Arc<MaintenanceList>>) -> Self {
        Self { incidents: incidents.into(), maintenances: maintenances.into() }
    }

    /// Data with these incidents, and without maintenances.
    pub fn of(incidents: impl Into<Arc<IncidentList>>) -> Self {
        Self::new(incidents, MaintenanceList::default())
    }

    /// The number of elements that couldn't be read.
    pub fn unreadable(&self) -> usize {
        self.incidents.unreadable() + self.maintenances.unreadable()
    }

    /// Whether everything could be had, and every element was readable. Incomplete data is never called operational.
    pub fn is_complete(&self) -> bool {
        self.unreadable() == 0 && !self.maintenances.is_outdated()
    }
}
