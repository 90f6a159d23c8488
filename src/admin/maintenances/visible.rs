//! Which maintenances are on screen, and in which order: all that aren't over, and as many past ones as a person has asked
//! for.

use model::{Maintenance, MaintenanceId, MaintenanceList, MaintenanceState, Timestamp};

/// The maintenances of a list that are on screen.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VisibleMaintenances {
    /// Those that aren't over: overrun ones first, then those in progress, then what is ahead, each by its start.
    pub current: Vec<Maintenance>,
    /// The latest of the others.
    pub past: Vec<Maintenance>,
    /// How many of the others there are, with those that aren't on screen.
    pub past_count: usize,
}

impl VisibleMaintenances {
    /// Every maintenance that isn't over, and the latest `limit` of the others.
    ///
    /// `pinned` is the one whose form is open, as it was when it was opened, and `held` are those that weren't over then,
    /// in their order. While a form is open no row moves: the focus is in one of them.
    pub fn new(
        list: &MaintenanceList,
        present: Option<Timestamp>,
        limit: usize,
        pinned: Option<&Maintenance>,
        held: &[MaintenanceId],
    ) -> Self {
        let place = |maintenance: &Maintenance| held.iter().position(|id| *id == maintenance.id);
        let is_pinned = |maintenance: &Maintenance| pinned.is_some_and(|pinned| pinned.id == maintenance.id);
        let is_current = |maintenance: &Maintenance| {
            let by_state = || urgency(maintenance.state(present)).is_some() && !is_pinned(maintenance);
            if pinned.is_some() { place(maintenance).is_some() || by_state() } else { by_state() }
        };
        let mut all: Vec<Maintenance> = list.maintenances().iter().map(|shared| Maintenance::clone(shared)).collect();
        all.extend(pinned.filter(|pinned| list.find(&pinned.id).is_none()).cloned());
        let rank = |maintenance: &Maintenance| {
            let place = pinned.and_then(|_| place(maintenance)).unwrap_or(usize::MAX);
            (place, urgency(maintenance.state(present)), maintenance.start())
        };
        let (mut current, mut past) = (Vec::new(), Vec::new());
        for maintenance in all {
            if is_current(&maintenance) {
                // Few are planned at a time. A sort has several kilobytes of code.
                let after = current.iter().position(|other| rank(other) > rank(&maintenance));
                current.insert(after.unwrap_or(current.len()), maintenance);
            } else {
                past.push(maintenance);
            }
        }
        let past_count = past.len();
        let past = past.into_iter().enumerate().filter(|(at, maintenance)| *at < limit || is_pinned(maintenance));
        Self { current, past: past.map(|(_, maintenance)| maintenance).collect(), past_count }
    }
}

/// The smaller the more urgent; `None` if it's over.
fn urgency(state: MaintenanceState) -> Option<u8> {
    match state {
        MaintenanceState::Overrun => Some(0),
        MaintenanceState::InProgress => Some(1),
        MaintenanceState::Upcoming => Some(2),
        MaintenanceState::Completed | MaintenanceState::Cancelled => None,
    }
}
