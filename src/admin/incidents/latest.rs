//! Which timelines of open incidents are read next: rows show the newest update, and the list has none.

use model::{Incident, IncidentId, IncidentList};
use std::collections::HashMap;

/// The most timelines that are read after each list. With more open incidents they take turns.
const TIMELINES_AT_ONCE: usize = 10;

/// The number of the last attempt to read the timeline of each open incident.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Attempts {
    last: HashMap<IncidentId, u64>,
    count: u64,
}

impl Attempts {
    /// The open incidents whose timelines are read after this list: the worst that were never read first, then those that
    /// were read the longest time ago. An API whose list has timelines isn't asked for them again.
    pub fn due(&self, list: &IncidentList) -> Vec<IncidentId> {
        let mut due = list.open();
        due.retain(|incident| incident.timeline.is_none());
        due.sort_by_key(|incident: &&Incident| self.last.get(&incident.id));
        due.into_iter().take(TIMELINES_AT_ONCE).map(|incident| incident.id.clone()).collect()
    }

    /// Notes an attempt, successful or not.
    pub fn note(&mut self, id: &IncidentId) {
        self.count += 1;
        self.last.insert(id.clone(), self.count);
    }
}
