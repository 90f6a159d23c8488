//! Which incidents are on screen: the open ones, and as many past ones as were asked for.

use model::{Incident, IncidentList};

/// How many past incidents are shown at first, and how many more at each step.
pub const STEP: usize = 50;

/// What is on screen of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rows {
    /// Every open incident, newest first.
    pub open: Vec<Incident>,
    /// The newest of the others.
    pub past: Vec<Incident>,
    /// How many more there are.
    pub hidden: usize,
}

impl Rows {
    /// Every open incident, and the newest `limit` of the others.
    ///
    /// `writing` is the incident that somebody is writing about, as it was when they began. Its row neither moves nor
    /// goes, whatever becomes of the incident: with it the focus and the place in the text would go.
    pub fn of(list: &IncidentList, limit: usize, writing: Option<&Incident>) -> Self {
        let is_written = |incident: &Incident| writing.is_some_and(|writing| writing.id == incident.id);
        let is_open = |incident: &Incident| match writing {
            Some(writing) if writing.id == incident.id => writing.is_open(),
            _ => incident.is_open(),
        };
        let mut rows = Self { open: Vec::new(), past: Vec::new(), hidden: 0 };
        for incident in list.incidents() {
            if is_open(incident) {
                rows.open.push(incident.clone());
            } else if rows.past.len() < limit || is_written(incident) {
                rows.past.push(incident.clone());
            } else {
                rows.hidden += 1;
            }
        }
        if let Some(gone) = writing.filter(|writing| list.find(&writing.id).is_none()) {
            let section = if gone.is_open() { &mut rows.open } else { &mut rows.past };
            let place = section.partition_point(|incident| incident.place() < gone.place());
            section.insert(place, gone.clone());
        }
        rows
    }
}
