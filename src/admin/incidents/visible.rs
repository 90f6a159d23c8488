//! Which incidents are on screen, and in which order: all that are open, and as many past ones as a person has asked for.

use model::{Incident, IncidentId, IncidentList, Timestamp};
use std::cmp::Reverse;

/// How many past incidents are shown at first, and how many more at each step.
pub const PAGE_SIZE: usize = 50;

/// The incidents of a list that are on screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisibleIncidents {
    /// Every open incident, newest first until they are arranged.
    pub open: Vec<Incident>,
    /// The newest of the others.
    pub past: Vec<Incident>,
    /// How many more of the others there are.
    pub hidden: usize,
}

impl VisibleIncidents {
    /// Every open incident, and the newest `limit` of the others.
    ///
    /// `pinned` is the incident whose form for an update is open, as it was when it was opened. Its row neither moves nor
    /// disappears, whatever happens to the incident: the focus and the cursor are in it.
    pub fn new(list: &IncidentList, limit: usize, pinned: Option<&Incident>) -> Self {
        let is_pinned = |incident: &Incident| pinned.is_some_and(|pinned| pinned.id == incident.id);
        let is_open = |incident: &Incident| match pinned {
            Some(pinned) if pinned.id == incident.id => pinned.is_open(),
            _ => incident.is_open(),
        };
        let mut visible = Self { open: Vec::new(), past: Vec::new(), hidden: 0 };
        for incident in list.incidents() {
            if is_open(incident) {
                visible.open.push(incident.clone());
            } else if visible.past.len() < limit || is_pinned(incident) {
                visible.past.push(incident.clone());
            } else {
                visible.hidden += 1;
            }
        }
        if let Some(gone) = pinned.filter(|pinned| list.find(&pinned.id).is_none()) {
            let section = if gone.is_open() { &mut visible.open } else { &mut visible.past };
            let place = section.partition_point(|incident| incident.place() < gone.place());
            section.insert(place, gone.clone());
        }
        visible
    }

    /// Puts the open incidents in the order in which they need somebody: the worst first, and of the same impact those
    /// without an update for the longest time. An unknown time comes first, where it's seen.
    ///
    /// The incidents in `held` keep their order, and others come between them.
    pub fn arrange(&mut self, present: Option<Timestamp>, held: &[IncidentId]) {
        let rank = |incident: &Incident| {
            let newest = incident.newest_entry(present).and_then(|entry| entry.date);
            (Reverse(incident.impact.severity()), newest.or(incident.created))
        };
        self.open.sort_by_key(rank);
        let place = |incident: &Incident| held.iter().position(|id| *id == incident.id);
        let (mut open, others): (Vec<_>, Vec<_>) = self.open.drain(..).partition(|incident| place(incident).is_some());
        open.sort_by_key(place);
        for incident in others {
            let place = open.iter().position(|other| rank(other) > rank(&incident));
            open.insert(place.unwrap_or(open.len()), incident);
        }
        self.open = open;
    }
}
