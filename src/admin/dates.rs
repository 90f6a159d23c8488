//! What a person should know of a date before it is sent: an update can't be given another one afterwards.

use model::civil::CivilDateTime;
use model::incident::AHEAD;
use model::{Timestamp, Zone};

/// What is said of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notice {
    /// It lies ahead, and every later update will be dated after it.
    Ahead,
    /// Clocks are set back over it, so it comes twice; the first time is meant.
    Twice,
}

/// What there is to say of a date as typed in `zone`. One that can't be read is told when the form is sent.
pub fn notice(text: &str, zone: &dyn Zone, now: Timestamp) -> Option<Notice> {
    let local = CivilDateTime::parse(text)?;
    let at = local.to_timestamp(zone)?;
    if at.since(now) > AHEAD {
        return Some(Notice::Ahead);
    }
    let tomorrow = at.plus_millis(24 * 3_600_000);
    let set_back = zone.offset(at).millis() - zone.offset(tomorrow).millis();
    let again = at.plus_millis(set_back);
    (set_back > 0 && CivilDateTime::in_zone(again, zone) == local).then_some(Notice::Twice)
}
