//! Changes of an incident, for those who can't see the page change.

use crate::history::Phase;
use crate::incident::Incident;
use crate::instant::Timestamp;

/// A change that is worth an announcement. Corrections of an incident's name, times and past updates aren't.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// It was not there before, and is open.
    New,
    /// It will begin.
    Upcoming,
    /// It was upcoming, and its time has come.
    Started,
    /// It was over, and is open.
    Reopened,
    /// It is over.
    Resolved,
    /// It was called off before it began.
    Cancelled,
    /// Its impact is another.
    Impact,
    /// It has a new update, or another status.
    Updated,
}

/// The change from `before`, as it was seen at `then`, to `after` at `now`.
pub fn news(
    before: Option<&Incident>,
    then: Option<Timestamp>,
    after: &Incident,
    now: Option<Timestamp>,
) -> Option<News> {
    let phase = after.phase(now);
    let Some(before) = before else {
        return match phase {
            Phase::Open => Some(News::New),
            Phase::Upcoming => Some(News::Upcoming),
            Phase::Cancelled | Phase::Resolved => None,
        };
    };
    match (before.phase(then), phase) {
        (Phase::Upcoming, Phase::Open) => Some(News::Started),
        (Phase::Cancelled | Phase::Resolved, Phase::Open) => Some(News::Reopened),
        (Phase::Open | Phase::Upcoming, Phase::Resolved) => Some(News::Resolved),
        (Phase::Open | Phase::Upcoming, Phase::Cancelled) => Some(News::Cancelled),
        (Phase::Open | Phase::Cancelled | Phase::Resolved, Phase::Upcoming) => Some(News::Upcoming),
        (Phase::Open, Phase::Open)
        | (Phase::Upcoming, Phase::Upcoming)
        | (Phase::Cancelled | Phase::Resolved, Phase::Cancelled | Phase::Resolved) => {
            if before.impact != after.impact && after.is_open() {
                Some(News::Impact)
            } else if before.status != after.status || has_update(before, then, after, now) {
                Some(News::Updated)
            } else {
                None
            }
        }
    }
}

/// Whether the newest update is another and not an earlier one, which is left where the newest was deleted.
fn has_update(before: &Incident, then: Option<Timestamp>, after: &Incident, now: Option<Timestamp>) -> bool {
    let Some(new) = after.newest_entry(now).filter(|_| before.timeline.is_some()) else { return false };
    before.newest_entry(then).is_none_or(|old| {
        let is_other = if new.id.is_some() { new.id != old.id } else { new.date != old.date };
        is_other && new.date >= old.date
    })
}
