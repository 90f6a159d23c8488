//! Components whose ID has changed: data that names one by its old ID is still about it.

use crate::incident::{AffectedComponent, ComponentId, Incident, IncidentList, Timeline};
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

    /// Gives every component in lists that have just been read its current ID. Entries and maintenances that are shared stay
    /// as they are: copying them would add code to the page, and readers rename before they share.
    pub fn apply(&self, incidents: &mut IncidentList, maintenances: &mut MaintenanceList) {
        incidents.incidents_mut().iter_mut().for_each(|incident| self.rename_in(incident));
        self.rename_maintenances(maintenances);
    }

    /// The same for maintenances alone.
    pub fn rename_maintenances(&self, maintenances: &mut MaintenanceList) {
        for maintenance in maintenances.unshared_mut() {
            for mut id in std::mem::take(&mut maintenance.components) {
                self.rename(&mut id);
                if !maintenance.components.contains(&id) {
                    maintenance.components.push(id);
                }
            }
        }
    }

    /// The same for one incident.
    pub fn rename_in(&self, incident: &mut Incident) {
        for component in incident.affected.iter_mut().flatten() {
            self.rename(&mut component.id);
        }
        if let Some(timeline) = &mut incident.timeline {
            self.rename_entries(timeline);
        }
    }

    /// The same for a timeline. What was several components before is as its worst part: each earlier ID keeps its last word
    /// until another update names it again.
    pub fn rename_entries(&self, timeline: &mut Timeline) {
        if self.is_empty() {
            return;
        }
        // The last word about each earlier ID, from the oldest entry on.
        let mut known: Vec<(ComponentId, AffectedComponent)> = Vec::new();
        for entry in timeline.unshared_mut().iter_mut().rev() {
            // Of two words about one ID in an entry the first counts, as everywhere.
            for mut component in std::mem::take(&mut entry.components).into_iter().rev() {
                let previous = component.id.clone();
                self.rename(&mut component.id);
                entry.components.retain(|other| other.id != component.id);
                entry.components.insert(0, component.clone());
                known.retain(|(other, _)| *other != previous);
                known.push((previous, component));
            }
            for whole in &mut entry.components {
                for (_, part) in known.iter().filter(|(_, part)| part.id == whole.id) {
                    if part.status.severity() > whole.status.severity() {
                        whole.status = part.status.clone();
                    }
                }
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
