//! Figures of a span of time: the share of it without an incident, the number of incidents, and how long they took.
//!
//! Like day bars, they follow from intervals in whole minutes. A figure that the data doesn't support is `None`, never a
//! good one.

use crate::bars::{DayKind, Interval, covered, insert};
use crate::civil::first_shown;
use crate::incident::ComponentId;
use crate::instant::{MINUTE, Zone};

/// Minutes in a day.
const DAY: i64 = 1_440;

/// The windows of a service that has no hours: all of the time.
pub const ALWAYS: &[(i64, i64)] = &[(i64::MIN, i64::MAX)];

/// The figures of a span of time, for a component or for the whole.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// The time without an incident of impact minor or worse. `None` also where no service hours lie in the span.
    pub share: Option<TimeShare>,
    /// How many incidents of any impact began in the span, so that those of months add up.
    pub incidents: Option<usize>,
    /// How many minutes these took, the median of those that are over, rounded down. All of an incident's time counts,
    /// also outside the service hours and after the span.
    pub median: Option<i64>,
    /// How many minutes the longest of them took.
    pub longest: Option<i64>,
    /// How many of the incidents are of each kind, by its [`DayKind::number`].
    pub kinds: [usize; DayKind::ALL.len()],
}

/// A part of a time, in minutes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeShare {
    /// The minutes without an incident. Maintenance makes no difference to them.
    pub good: i64,
    /// All minutes, at least one.
    pub total: i64,
}

impl TimeShare {
    /// In hundredths of a percent, rounded down: anything short of all is under 10,000.
    pub fn hundredths(self) -> i64 {
        (self.good * 10_000).checked_div(self.total).unwrap_or_default()
    }
}

/// The hours in which a service is promised, by the clocks of a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServiceHours {
    /// The days on which they begin, from Monday on.
    pub days: [bool; 7],
    /// The minute of the day at which they begin.
    pub from: i64,
    /// The minute of the day at which they end, up to 1,440; on the next day if that isn't after `from`.
    pub to: i64,
}

impl ServiceHours {
    /// The windows that reach into the time from `from` to `to`, both in minutes since 1970: the first minute of each, and
    /// that after the last, in order and apart.
    ///
    /// A time that clocks skip is the moment at which they do. The first counts of a time that comes twice: hours that
    /// contain the change are longer by it, and hours that end within the repeated time end before it is repeated.
    pub fn windows(&self, from: i64, to: i64, zone: &dyn Zone) -> Vec<(i64, i64)> {
        let mut windows = Vec::new();
        let length = if self.to > self.from { self.to - self.from } else { self.to - self.from + DAY };
        // Zones are up to a day apart from UTC, and hours that begin on one day reach into the next.
        for day in from.div_euclid(DAY) - 2..to.div_euclid(DAY) + 2 {
            // 1970 began on a Thursday.
            if self.days[(day + 3).rem_euclid(7) as usize] {
                let at = |local: i64| first_shown(local * MINUTE, zone).minute();
                let begin = day * DAY + self.from;
                let (begin, end) = (at(begin), at(begin + length));
                // Nothing is left of those that clocks skip.
                if begin < end && begin < to && end > from {
                    windows.push((begin, end));
                }
            }
        }
        windows
    }
}

/// The figures of a component, or of the whole, for the time from `from` to `to`, both in minutes since 1970. Without a
/// `since`, or with one after `from`, the data doesn't reach back far enough, and there are none; an incident that may have
/// affected the component has the same effect. One of impact none leaves the share, which it can't change. One that
/// began in the span and ended nobody knows when leaves no share.
///
/// The share counts only time in `windows`, which are in order and apart: see [`ServiceHours::windows`] and [`ALWAYS`].
/// An incident that isn't over goes on to the end of the span, so that must not lie after the minute of the data.
pub fn figures(
    intervals: &[&Interval],
    of: Option<&ComponentId>,
    from: i64,
    to: i64,
    since: Option<i64>,
    windows: &[(i64, i64)],
) -> Figures {
    let none = Figures::default();
    if since.is_none_or(|since| since > from) {
        return none;
    }
    let mut spans = Vec::new();
    let mut lengths = Vec::new();
    let mut incidents = 0;
    let mut kinds = none.kinds;
    let (mut is_counted, mut is_timed) = (true, true);
    for interval in intervals {
        let (start, kind) = (interval.start, interval.kind);
        let end = interval.length.map_or(to, |length| start + length.max(1));
        if kind == DayKind::Maintenance || start >= to || end <= from {
            continue;
        }
        if let Some(id) = of {
            match &interval.components {
                None if kind == DayKind::Notice => {
                    is_counted = false;
                    continue;
                }
                None => return none,
                Some(components) if !components.contains(id) => continue,
                Some(_) => {}
            }
        }
        if kind < DayKind::Maintenance {
            is_timed &= interval.length != Some(0);
            insert(&mut spans, (start, end));
        }
        if start >= from {
            incidents += 1;
            kinds[kind as usize] += 1;
            if let Some(length) = interval.length.filter(|length| *length > 0) {
                insert(&mut lengths, (length, 0));
            }
        }
    }
    let mut share = TimeShare { good: 0, total: 0 };
    for (begin, end) in windows {
        let (begin, end) = ((*begin).max(from), (*end).min(to));
        if begin < end {
            share.total += end - begin;
            share.good += end - begin - covered(&spans, begin, end);
        }
    }
    let share = Some(share).filter(|share| is_timed && share.total > 0);
    if !is_counted {
        return Figures { share, ..none };
    }
    let longest = lengths.last().map(|(length, _)| *length);
    let middle = |place: usize| lengths.get(place / 2).map_or(0, |(length, _)| *length);
    Figures {
        share,
        incidents: Some(incidents),
        // The same one twice where their number is odd.
        median: longest.map(|_| (middle(lengths.len() - 1) + middle(lengths.len())) / 2),
        longest,
        kinds,
    }
}
