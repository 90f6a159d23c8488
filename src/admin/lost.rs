//! What became of a request whose answer never came: told from what the API has now.
//!
//! There is no idempotency key, so nothing is ever sent again by itself. The list is read instead, and a person
//! decides.

use contract::incident_api::ApiError;
use model::draft::{ValidEntry, ValidIncident};
use model::incident::Timeline;
use model::{Duration, IncidentId, IncidentList, Timestamp};

/// How far the API's own time for something may be from the one that was sent.
///
/// The embedded server takes over the date of the entry; another may write down when the request reached it, and the
/// clock of this browser may be off.
pub const WINDOW: Duration = Duration::from_seconds(600);

/// What the API has of a lost request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Finding {
    /// It is there: the incident that was created, or the one that got the update.
    There(IncidentId),
    /// It is not there, by an answer of which everything could be read.
    NotThere,
    /// It was not seen, but this many elements of the answer could not be read.
    NotSeen(usize),
    /// The API could not be asked.
    NotAsked(ApiError),
}

/// Looks for a new incident. `known` are the ids that were there before it was sent: what is older is no evidence.
/// `sent_at` is when it was sent, by the best clock there is.
pub fn find_incident(sent: &ValidIncident, sent_at: Timestamp, known: &[IncidentId], list: &IncidentList) -> Finding {
    let times = [sent.entry().date(), sent_at];
    let found = list
        .incidents()
        .iter()
        .filter(|incident| incident.name == sent.name() && is_near(incident.created, times))
        .find(|incident| !known.contains(&incident.id));
    match found {
        Some(incident) => Finding::There(incident.id.clone()),
        None => missing(list.unreadable()),
    }
}

/// Looks for a new entry of the incident `id`. `before` is the timeline before it was sent, as far as it was known:
/// the same words may have been posted earlier, so only one more of them is evidence.
pub fn find_entry(
    sent: &ValidEntry,
    sent_at: Timestamp,
    id: &IncidentId,
    before: Option<&Timeline>,
    timeline: &Timeline,
) -> Finding {
    let times = [sent.date(), sent_at];
    let count = |timeline: &Timeline| {
        let same = timeline.entries().iter().filter(|entry| {
            entry.message.trim() == sent.message() && entry.status == *sent.status() && is_near(entry.date, times)
        });
        same.count()
    };
    if count(timeline) > before.map_or(0, count) { Finding::There(id.clone()) } else { missing(timeline.unreadable()) }
}

fn missing(unreadable: usize) -> Finding {
    if unreadable == 0 { Finding::NotThere } else { Finding::NotSeen(unreadable) }
}

/// Whether a time is one of `times`, give or take [`WINDOW`]. A time that could not be read speaks against nothing.
fn is_near(time: Option<Timestamp>, times: [Timestamp; 2]) -> bool {
    time.is_none_or(|time| times.iter().any(|at| at.since(time).max(time.since(*at)) <= WINDOW))
}
