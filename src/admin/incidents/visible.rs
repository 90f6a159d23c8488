//! Which incidents are on screen: all that are open, and as many past ones as a person has asked for.

use model::{Incident, IncidentList};

/// How many past incidents are shown at first, and how many more at each step.
pub const PAGE_SIZE: usize = 50;

/// The incidents of a list that are on screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VisibleIncidents {
    /// Every open incident, newest first.
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
}
