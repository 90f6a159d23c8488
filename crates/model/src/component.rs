//! The part of the data that is about one component.

use crate::affected::{affects, origin};
use crate::history::{Event, Phase};
use crate::incident::{ComponentId, ComponentStatus, IncidentList};
use crate::instant::Timestamp;
use crate::status_data::StatusData;

impl StatusData {
    /// The incidents and maintenances that affect a component. One whose components aren't known may do so, and counts as
    /// unreadable: without it, what is there isn't all.
    #[must_use]
    pub fn about(&self, id: &ComponentId) -> Self {
        let (mut incidents, mut unknown) = (Vec::new(), 0);
        for incident in self.incidents.incidents() {
            match affects(incident, id) {
                Some(true) => incidents.push(incident.clone()),
                Some(false) => {}
                None => unknown += 1,
            }
        }
        let maintenances = self.maintenances.part(|maintenance| maintenance.components.contains(id));
        Self::new(IncidentList::part(incidents, &self.incidents, unknown), maintenances)
    }

    /// Where a component's status is from: the incident or maintenance, and the time of the incident's update. It's the one
    /// answer to that question, by the same rule by which [`crate::Overview`] finds the status.
    pub fn origin(
        &self,
        id: &ComponentId,
        status: &ComponentStatus,
        present: Option<Timestamp>,
    ) -> Option<(Event<'_>, Option<Timestamp>)> {
        for incident in self.incidents.open() {
            if incident.phase(present) == Phase::Open
                && let Some(entry) = origin(incident, id, status, present)
            {
                return Some((Event::Incident(incident), entry.date));
            }
        }
        let active = self.maintenances.active(present);
        let maintenance = active.into_iter().find(|maintenance| maintenance.components.contains(id))?;
        (*status == ComponentStatus::UnderMaintenance).then_some((Event::Maintenance(maintenance), None))
    }
}
