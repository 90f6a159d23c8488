//! Warnings about a date before it is sent. The date of an update can't be changed afterwards.

use model::civil::CivilDateTime;
use model::incident::AHEAD;
use model::{Timestamp, Zone};

/// A warning about a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateWarning {
    /// It is in the future, and every later update will be dated after it.
    Future,
    /// It occurs twice, because clocks are set back. The first time counts.
    Ambiguous,
}

impl DateWarning {
    /// The warning about a date as typed in `zone`. A date that can't be read becomes an error when the form is sent.
    pub fn of(text: &str, zone: &dyn Zone, now: Timestamp) -> Option<Self> {
        let local = CivilDateTime::parse(text)?;
        let at = local.to_timestamp(zone)?;
        if at.since(now) > AHEAD {
            return Some(Self::Future);
        }
        let tomorrow = at.plus_millis(24 * 3_600_000);
        let set_back = zone.offset(at).millis() - zone.offset(tomorrow).millis();
        let again = at.plus_millis(set_back);
        (set_back > 0 && CivilDateTime::in_zone(again, zone) == local).then_some(Self::Ambiguous)
    }
}
