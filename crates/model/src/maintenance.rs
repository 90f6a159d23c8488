//! Maintenances: planned work, in a window of time. The clock decides how far one is; an API may also say when it really
//! began and ended.

use crate::draft::{Field, Problem, Rule};
use crate::incident::{ComponentId, id};
use crate::instant::{DAY, Duration, Timestamp};
use std::sync::Arc;

/// The longest window. A longer one is more likely a mistyped year.
pub const WINDOW_MAX: Duration = Duration::from_millis(90 * DAY);

id! {
    /// A maintenance's id.
    MaintenanceId
}

/// Planned work.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Maintenance {
    /// Its id.
    pub id: MaintenanceId,
    /// Its name, trimmed; may be empty.
    pub name: String,
    /// What it is about, with the markup that [`markup`](crate::markup) reads.
    pub message: String,
    /// When it is planned to begin; `None` where the time could not be read.
    pub planned_start: Option<Timestamp>,
    /// When it is planned to end; `None` where the time could not be read.
    pub planned_end: Option<Timestamp>,
    /// When it began, where somebody said so.
    pub actual_start: Option<Timestamp>,
    /// When it ended, where somebody said so.
    pub actual_end: Option<Timestamp>,
    /// When it was cancelled, if it was.
    pub cancelled: Option<Timestamp>,
    /// Whether it ends by itself at its planned end. Otherwise it goes on until somebody ends it.
    pub auto_complete: bool,
    /// The components that are worked on.
    pub components: Vec<ComponentId>,
    /// Whether it is for the team alone. Visitors never see such a one.
    pub internal: bool,
}

/// How far a maintenance is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum MaintenanceState {
    /// It has not begun.
    Upcoming,
    /// It has begun, and goes on.
    InProgress,
    /// Its planned end has passed, and nobody has ended it.
    Overrun,
    /// It is over.
    Completed,
    /// It was called off.
    Cancelled,
}

impl MaintenanceState {
    /// The word in `data-state`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Upcoming => "upcoming",
            Self::InProgress => "in-progress",
            Self::Overrun => "overrun",
            Self::Completed => "completed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether the work goes on.
    pub fn is_active(self) -> bool {
        match self {
            Self::InProgress | Self::Overrun => true,
            Self::Upcoming | Self::Completed | Self::Cancelled => false,
        }
    }
}

impl Maintenance {
    /// When it begins or began.
    pub fn start(&self) -> Option<Timestamp> {
        self.actual_start.or(self.planned_start)
    }

    /// When it ended, or will by itself; `None` where that isn't known.
    pub fn end(&self) -> Option<Timestamp> {
        self.actual_end.or(self.planned_end.filter(|_| self.auto_complete))
    }

    /// How far it is at `present`. Without a present, and without a start that could be read, it has not begun.
    pub fn state(&self, present: Option<Timestamp>) -> MaintenanceState {
        let has_come = |at: Option<Timestamp>| at.zip(present).is_some_and(|(at, present)| at <= present);
        if self.cancelled.is_some() {
            MaintenanceState::Cancelled
        } else if has_come(self.end()) {
            MaintenanceState::Completed
        } else if !has_come(self.start()) {
            MaintenanceState::Upcoming
        } else if has_come(self.planned_end) {
            MaintenanceState::Overrun
        } else {
            MaintenanceState::InProgress
        }
    }

    /// Whether the times say when it begins and ends.
    fn has_window(&self) -> bool {
        self.cancelled.is_some() || self.start().is_some() && (self.planned_end.is_some() || self.actual_end.is_some())
    }
}

/// Maintenances, and what is missing of them. The list of an API that has none is empty. Cheap to clone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MaintenanceList {
    maintenances: Vec<Arc<Maintenance>>,
    lost: usize,
    is_outdated: bool,
}

impl MaintenanceList {
    /// Sorts by start, the latest first, after those without one that could be read; no order is promised, and of two with the
    /// same id the first is kept. `lost` is how many elements could not be read at all.
    pub fn new(maintenances: Vec<Maintenance>, lost: usize) -> Self {
        // They are few, and most often in this order already: the library's sort is 0.4 KB more for each visitor.
        let mut kept: Vec<Arc<Maintenance>> = Vec::new();
        for maintenance in maintenances {
            if kept.iter().all(|other| other.id != maintenance.id) {
                let place =
                    kept.partition_point(|other| latest_first(other.start()) <= latest_first(maintenance.start()));
                kept.insert(place, Arc::new(maintenance));
            }
        }
        Self { maintenances: kept, lost, is_outdated: false }
    }

    /// The same list where a newer one could not be had: there may be more by now.
    #[must_use]
    pub fn outdated(self) -> Self {
        Self { is_outdated: true, ..self }
    }

    /// The same without those that are for the team alone.
    #[must_use]
    pub fn public(mut self) -> Self {
        self.maintenances.retain(|maintenance| !maintenance.internal);
        self
    }

    /// A part of the list. It counts everything in the whole list that could not be read, so that an incomplete list can't
    /// pass for a complete one.
    #[must_use]
    pub fn part(&self, is_wanted: impl Fn(&Maintenance) -> bool) -> Self {
        let maintenances = self.maintenances.iter().filter(|maintenance| is_wanted(maintenance)).cloned().collect();
        let mut part = Self { maintenances, lost: 0, is_outdated: self.is_outdated };
        part.lost = self.unreadable() - part.unreadable();
        part
    }

    /// The maintenances, by start, the latest first.
    pub fn maintenances(&self) -> &[Arc<Maintenance>] {
        &self.maintenances
    }

    /// The maintenances, to be changed where they are, without those that another list shares.
    pub(crate) fn unshared_mut(&mut self) -> impl Iterator<Item = &mut Maintenance> {
        self.maintenances.iter_mut().filter_map(Arc::get_mut)
    }

    /// How many elements could not be read at all.
    pub fn lost(&self) -> usize {
        self.lost
    }

    /// How many elements could not be read, wholly or in their times: what one without a window affects, and when, isn't
    /// known.
    pub fn unreadable(&self) -> usize {
        self.lost + self.maintenances.iter().filter(|maintenance| !maintenance.has_window()).count()
    }

    /// Whether a newer list could not be had.
    pub fn is_outdated(&self) -> bool {
        self.is_outdated
    }

    /// The maintenances that are going on at `present`.
    pub fn active(&self, present: Option<Timestamp>) -> Vec<&Maintenance> {
        let mut active = Vec::new();
        for maintenance in &self.maintenances {
            if maintenance.state(present).is_active() {
                active.push(&**maintenance);
            }
        }
        active
    }

    /// The maintenance with this id.
    pub fn find(&self, id: &MaintenanceId) -> Option<&Maintenance> {
        self.maintenances.iter().map(|maintenance| &**maintenance).find(|maintenance| maintenance.id == *id)
    }
}

/// A number by which starts are in the order of lists: the latest first, after those that aren't known.
pub(crate) fn latest_first(start: Option<Timestamp>) -> i64 {
    start.map_or(i64::MIN, |start| -start.millis())
}

/// A request to create a maintenance, or to change one, that keeps every rule.
///
/// A member that an API's documents don't require may be left out. A change then keeps what is there, so that a client
/// that knows fewer members takes nothing away, and never makes an internal maintenance public.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaintenanceRequest {
    /// The name, trimmed.
    pub name: String,
    /// The message, trimmed.
    pub message: String,
    /// When it is planned to begin.
    pub planned_start: Timestamp,
    /// When it is planned to end: after its start.
    pub planned_end: Timestamp,
    /// The components, none of them twice.
    pub components: Option<Vec<ComponentId>>,
    /// Whether subscribers are notified.
    pub notify: Option<bool>,
    /// Whether it is for the team alone.
    pub internal: Option<bool>,
    /// Whether it ends by itself.
    pub auto_complete: Option<bool>,
    /// When it began; `Some(None)` takes the time back.
    pub actual_start: Option<Option<Timestamp>>,
    /// When it ended; `Some(None)` takes the time back.
    pub actual_end: Option<Option<Timestamp>>,
    /// When it was cancelled; `Some(None)` takes it back.
    pub cancelled: Option<Option<Timestamp>>,
}

impl MaintenanceRequest {
    /// The maintenance as it is after this request; `before` is the one that is there.
    ///
    /// # Errors
    /// The rule that its actual times break.
    pub fn apply(&self, id: MaintenanceId, before: Option<&Maintenance>) -> Result<Maintenance, Vec<Problem>> {
        let of = |given: Option<Option<Timestamp>>, was: fn(&Maintenance) -> Option<Timestamp>| {
            given.unwrap_or_else(|| before.and_then(was))
        };
        let after = Maintenance {
            id,
            name: self.name.clone(),
            message: self.message.clone(),
            planned_start: Some(self.planned_start),
            planned_end: Some(self.planned_end),
            actual_start: of(self.actual_start, |before| before.actual_start),
            actual_end: of(self.actual_end, |before| before.actual_end),
            cancelled: of(self.cancelled, |before| before.cancelled),
            auto_complete: self.auto_complete.unwrap_or_else(|| before.is_none_or(|before| before.auto_complete)),
            components: self
                .components
                .clone()
                .unwrap_or_else(|| before.map_or_else(Vec::new, |before| before.components.clone())),
            internal: self.internal.unwrap_or_else(|| before.is_some_and(|before| before.internal)),
        };
        // Work may be ended early, but not before it began.
        match (after.actual_end, after.actual_start) {
            (Some(end), Some(start)) if end < start => {
                Err(vec![Problem { field: Field::ActualEnd, rule: Rule::BeforeStart }])
            }
            _ => Ok(after),
        }
    }
}

/// A window of time: its end is after its start, by at most [`WINDOW_MAX`].
///
/// # Errors
/// The rule that it breaks, to be told at its end.
pub fn window(start: Timestamp, end: Timestamp) -> Result<(), Rule> {
    if end <= start {
        Err(Rule::BeforeStart)
    } else if end.since(start) > WINDOW_MAX {
        Err(Rule::WindowTooLong)
    } else {
        Ok(())
    }
}

/// Components, none of them twice.
///
/// # Errors
/// [`Rule::Repeated`].
pub fn components(components: Vec<ComponentId>) -> Result<Vec<ComponentId>, Rule> {
    let mut seen: Vec<&ComponentId> = components.iter().collect();
    seen.sort();
    if seen.windows(2).any(|pair| pair[0] == pair[1]) { Err(Rule::Repeated) } else { Ok(components) }
}
