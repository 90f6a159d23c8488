//! The part of the data that is about one component.

use crate::affected::{affects, components_of, origin};
use crate::history::{Event, Phase};
use crate::incident::{ComponentId, ComponentStatus, IncidentList};
use crate::instant::Timestamp;
use crate::status_data::StatusData;

impl StatusData {
    /// The incidents and maintenances that affect a component, and the incidents that may do so.
    pub fn about(&self, id: &ComponentId) -> (Self, Vec<Event<'_>>) {
        let (mut incidents, mut unknown) = (Vec::new(), Vec::new());
        for incident in self.incidents.incidents() {
            match affects(incident, id) {
                Some(true) => incidents.push(incident.clone()),
                Some(false) => {}
                None => unknown.push(Event::Incident(incident)),
            }
        }
        let maintenances = self.maintenances.part(|maintenance| maintenance.components.contains(id));
        (Self::new(IncidentList::part(incidents, &self.incidents), maintenances), unknown)
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
                && components_of(incident, present).get(id) == Some(status)
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
