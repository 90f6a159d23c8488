//! The change of one click, as a request for the whole maintenance.

use model::maintenance::MaintenanceRequest;
use model::{Maintenance, MaintenanceState, Timestamp};

/// By how much one click extends a maintenance, in milliseconds.
const EXTENSION: i64 = 3_600_000;

/// A change by one click.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum QuickChange {
    /// It begins now.
    Start,
    /// It ends now.
    End,
    /// It is planned to end an hour later: after its planned end, or after now if that has passed.
    Extend,
    /// It is called off.
    Cancel,
}

impl QuickChange {
    /// The changes that make sense in a state. Only an API that has actual times (`has_actual`) has cancellations.
    pub fn offered(state: MaintenanceState, has_actual: bool) -> &'static [Self] {
        match state {
            MaintenanceState::Upcoming if has_actual => &[Self::Start, Self::Cancel],
            MaintenanceState::Upcoming => &[Self::Start],
            MaintenanceState::InProgress | MaintenanceState::Overrun => &[Self::End, Self::Extend],
            MaintenanceState::Completed | MaintenanceState::Cancelled => &[],
        }
    }

    /// When the change takes effect: now, but no end before the start. The present is known to the second only, and an API
    /// may keep whole seconds.
    pub fn time(self, of: &Maintenance, now: Timestamp) -> Timestamp {
        match self {
            Self::Start | Self::Extend | Self::Cancel => now,
            Self::End => of.start().map_or(now, |start| now.max(start.plus_millis(1000))),
        }
    }

    /// The request that makes this change at `now`. An API without actual times gets new planned times. `None` if the
    /// planned times aren't known: the request has to have them.
    pub fn request(self, of: &Maintenance, now: Timestamp, has_actual: bool) -> Option<MaintenanceRequest> {
        let mut request = whole(of, has_actual)?;
        match self {
            Self::Start if has_actual => request.actual_start = Some(Some(now)),
            Self::Start => request.planned_start = now,
            Self::End if has_actual => request.actual_end = Some(Some(now)),
            Self::End => request.planned_end = now,
            Self::Extend => request.planned_end = request.planned_end.max(now).plus_millis(EXTENSION),
            Self::Cancel => request.cancelled = Some(Some(now)),
        }
        Some(request)
    }
}

/// The request that changes nothing. Nobody is notified.
fn whole(of: &Maintenance, has_actual: bool) -> Option<MaintenanceRequest> {
    Some(MaintenanceRequest {
        name: of.name.clone(),
        message: of.message.trim().to_owned(),
        planned_start: of.planned_start?,
        planned_end: of.planned_end?,
        components: Some(of.components.clone()),
        notify: Some(false),
        internal: Some(of.internal),
        auto_complete: has_actual.then_some(of.auto_complete),
        actual_start: None,
        actual_end: None,
        cancelled: None,
    })
}

/// Whether a maintenance is as this request makes it. APIs may keep times to the second only.
pub fn is_as_requested(maintenance: &Maintenance, request: &MaintenanceRequest) -> bool {
    let second = |at: Option<Timestamp>| at.map(|at| at.millis().div_euclid(1000));
    let is_same = |is: Option<Timestamp>, asked: Option<Timestamp>| second(is) == second(asked);
    let is_kept =
        |is: Option<Timestamp>, asked: Option<Option<Timestamp>>| asked.is_none_or(|asked| is_same(is, asked));
    maintenance.name == request.name
        && maintenance.message.trim() == request.message
        && is_same(maintenance.planned_start, Some(request.planned_start))
        && is_same(maintenance.planned_end, Some(request.planned_end))
        && request.components.as_ref().is_none_or(|components| *components == maintenance.components)
        && request.internal.is_none_or(|internal| internal == maintenance.internal)
        && request.auto_complete.is_none_or(|auto_complete| auto_complete == maintenance.auto_complete)
        && is_kept(maintenance.actual_start, request.actual_start)
        && is_kept(maintenance.actual_end, request.actual_end)
        && is_kept(maintenance.cancelled, request.cancelled)
}
