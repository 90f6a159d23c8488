//! Components that had another ID before: data that names them by it is about them all the same.

use crate::incident::{ComponentId, Incident, IncidentList};
use crate::maintenance::MaintenanceList;

/// Pairs of a previous ID and the current one. No ID is both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Renames(Vec<(ComponentId, ComponentId)>);

impl Renames {
    /// The renames of these pairs.
    pub fn new(pairs: Vec<(ComponentId, ComponentId)>) -> Self {
        Self(pairs)
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Gives every component in lists that have just been read its current ID. Entries and maintenances that something else
    /// holds as well are as it left them: the code that copies them has a weight, and readers rename before they share.
    pub fn apply(&self, incidents: &mut IncidentList, maintenances: &mut MaintenanceList) {
        incidents.incidents_mut().iter_mut().for_each(|incident| self.rename_in(incident));
        for maintenance in maintenances.unshared_mut() {
            for mut id in std::mem::take(&mut maintenance.components) {
                self.rename(&mut id);
                if !maintenance.components.contains(&id) {
                    maintenance.components.push(id);
                }
            }
        }
    }

    /// The same for one incident. Of two words about one component in an entry the first counts, as everywhere.
    pub fn rename_in(&self, incident: &mut Incident) {
        for component in incident.affected.iter_mut().flatten() {
            self.rename(&mut component.id);
        }
        for entry in incident.timeline.iter_mut().flat_map(|timeline| timeline.unshared_mut()) {
            for component in &mut entry.components {
                self.rename(&mut component.id);
            }
        }
    }

    fn rename(&self, id: &mut ComponentId) {
        for (previous, current) in &self.0 {
            if id == previous {
                *id = current.clone();
            }
        }
    }
}
