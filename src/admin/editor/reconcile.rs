//! Finds out from the API's data whether a request has arrived whose answer was lost.
//!
//! The API has no idempotency keys, so requests are never repeated automatically. The list is read instead, and a person
//! decides.

use crate::admin::maintenances::change::is_as_requested;
use contract::incident_api::ApiError;
use model::draft::{ValidEntry, ValidIncident};
use model::incident::Timeline;
use model::maintenance::MaintenanceRequest;
use model::{Duration, IncidentId, IncidentList, Maintenance, MaintenanceId, MaintenanceList, Timestamp};

/// The largest difference between the time that was sent and the one that the API has.
///
/// Our own server stores the date that was sent. Others may store when the request came, and the clock of this browser may
/// be off.
pub const WINDOW: Duration = Duration::from_seconds(600);

/// The thing that a request has created or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Saved {
    /// The incident that was created or updated.
    Incident(IncidentId),
    /// The maintenance that was planned or changed.
    Maintenance(MaintenanceId),
}

/// The result of looking for a lost request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reconciliation {
    /// It was stored.
    Stored(Saved),
    /// It isn't there, and the whole answer could be read.
    Absent,
    /// It wasn't found, but this many elements of the answer couldn't be read.
    Incomplete(usize),
    /// The API gave no answer that could be used.
    Unreachable(ApiError),
}

/// Looks for a new incident. `known` are the ids that existed before it was sent, which prove nothing. `sent_at` is when it
/// was sent, by the API's clock if its time is known.
pub fn find_incident(
    sent: &ValidIncident,
    sent_at: Timestamp,
    known: &[IncidentId],
    list: &IncidentList,
) -> Reconciliation {
    let times = [sent.entry().date(), sent_at];
    let found = list
        .incidents()
        .iter()
        .filter(|incident| incident.name == sent.name() && is_near(incident.created, times))
        .find(|incident| !known.contains(&incident.id));
    match found {
        Some(incident) => Reconciliation::Stored(Saved::Incident(incident.id.clone())),
        None => missing(list.unreadable()),
    }
}

/// Looks for a new entry of the incident `id`. `before` is the timeline before it was sent, if it was known: the same text
/// may have been posted earlier, so it has to be there once more than before.
pub fn find_entry(
    sent: &ValidEntry,
    sent_at: Timestamp,
    id: &IncidentId,
    before: Option<&Timeline>,
    timeline: &Timeline,
) -> Reconciliation {
    let times = [sent.date(), sent_at];
    let count = |timeline: &Timeline| {
        let same = timeline.entries().iter().filter(|entry| {
            entry.message.trim() == sent.message() && entry.status == *sent.status() && is_near(entry.date, times)
        });
        same.count()
    };
    if count(timeline) > before.map_or(0, count) {
        Reconciliation::Stored(Saved::Incident(id.clone()))
    } else {
        missing(timeline.unreadable())
    }
}

/// Looks for a maintenance: one that is as it was asked for. It is the one with this `id`; a new one has none yet, and isn't
/// among those that were `known` before.
pub fn find_maintenance(
    sent: &MaintenanceRequest,
    id: Option<&MaintenanceId>,
    known: &[MaintenanceId],
    list: &MaintenanceList,
) -> Reconciliation {
    let is_it = |maintenance: &Maintenance| match id {
        Some(id) => maintenance.id == *id,
        None => !known.contains(&maintenance.id),
    };
    let mut found = list.maintenances().iter().filter(|maintenance| is_it(maintenance));
    match found.find(|maintenance| is_as_requested(maintenance, sent)) {
        Some(maintenance) => Reconciliation::Stored(Saved::Maintenance(maintenance.id.clone())),
        None => missing(list.unreadable()),
    }
}

fn missing(unreadable: usize) -> Reconciliation {
    if unreadable == 0 { Reconciliation::Absent } else { Reconciliation::Incomplete(unreadable) }
}

/// Whether a time is one of `times`, give or take [`WINDOW`]. A time that couldn't be read counts as near.
fn is_near(time: Option<Timestamp>, times: [Timestamp; 2]) -> bool {
    time.is_none_or(|time| times.iter().any(|at| at.since(time).max(time.since(*at)) <= WINDOW))
}
