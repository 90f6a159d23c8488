//! Day bars: the worst of each day, for the whole and for each component.
//!
//! They follow from intervals, in whole minutes, which documents carry in place of all incidents. A day counts from its
//! start to its end in the zone shown; the last one ends with the time of the data.

use crate::affected::{affected_by, may_affect_others};
use crate::civil::Date;
use crate::history::{Event, Phase};
use crate::incident::{ComponentId, Impact};
use crate::instant::{Timestamp, Zone};
use crate::maintenance::MaintenanceState;

const MINUTE: i64 = 60_000;

/// The worst of a day, the worst first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DayKind {
    /// An incident of impact critical was open.
    Critical,
    /// An incident of impact major was open.
    Major,
    /// An incident of impact minor, or of an unknown one, was open.
    Minor,
    /// A maintenance went on.
    Maintenance,
    /// Only incidents of impact none were open.
    Notice,
    /// Something may have been open: a part of the data is missing, or it doesn't go back that far.
    NoData,
    /// Nothing was open.
    Clear,
}

impl DayKind {
    /// All kinds.
    pub const ALL: [Self; 7] =
        [Self::Critical, Self::Major, Self::Minor, Self::Maintenance, Self::Notice, Self::NoData, Self::Clear];

    /// The word in `data-worst`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::Major => "major",
            Self::Minor => "minor",
            Self::Maintenance => "maintenance",
            Self::Notice => "notice",
            Self::NoData => "no-data",
            Self::Clear => "clear",
        }
    }

    /// Its place among all kinds, in data blocks.
    pub fn number(self) -> u64 {
        self as u64
    }

    /// The kind at this place.
    pub fn numbered(number: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }
}

impl From<&Impact> for DayKind {
    fn from(impact: &Impact) -> Self {
        match impact {
            Impact::Critical => Self::Critical,
            Impact::Major => Self::Major,
            Impact::Minor | Impact::Other(_) => Self::Minor,
            Impact::None => Self::Notice,
        }
    }
}

/// The time in which something went on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The minute in which it began, since 1970.
    pub start: i64,
    /// How many minutes it lasted, rounded up. `None` if it isn't over, and 0 if nobody knows when it ended.
    pub length: Option<i64>,
    /// Its kind.
    pub kind: DayKind,
    /// The components that it affected; `None` for those of which that isn't known.
    pub components: Option<Vec<ComponentId>>,
}

/// The intervals of a time of which a part of the data is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Past {
    /// The minute from which all events are known, as these intervals or in the data itself. `None` if they are known for no
    /// more than the days that the page shows.
    pub since: Option<i64>,
    /// The intervals of the events that the data doesn't have.
    pub intervals: Vec<Interval>,
}

/// A day of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DayBar {
    /// Which day.
    pub date: Date,
    /// The worst of it.
    pub worst: DayKind,
    /// For how many of its minutes; 0 if that isn't known.
    pub minutes: i64,
}

/// The days of all rows, oldest first, with the minutes at which each begins and the last one ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Days {
    /// The first day.
    pub first: Date,
    borders: Vec<i64>,
    /// Whether the last one ends with the time of the data.
    is_cut: bool,
}

impl Days {
    /// The last `count` days up to that of `as_of`, in `zone`.
    pub fn up_to(as_of: Timestamp, count: u32, zone: &dyn Zone) -> Self {
        let last = Date::of(as_of, zone);
        Self::between(last.plus_days(1 - i64::from(count)), last, as_of, zone)
    }

    /// The days from `first` to `last`, without those that begin after `as_of`; there may be none.
    pub fn between(first: Date, last: Date, as_of: Timestamp, zone: &dyn Zone) -> Self {
        let mut borders = Vec::new();
        let mut date = first;
        while date <= last && date.start(zone) <= as_of {
            borders.push(date.start(zone).minute());
            date = date.plus_days(1);
        }
        let end = date.start(zone);
        borders.push(minute_up(end.min(as_of).millis()));
        Self { first, borders, is_cut: end > as_of }
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.borders.len() - 1
    }

    /// The minute at which the first one begins.
    pub fn begin(&self) -> i64 {
        self.borders[0]
    }

    /// The minute in which the data ends.
    fn end(&self) -> i64 {
        self.borders[self.borders.len() - 1]
    }
}

/// The intervals of events that reach into the time from `begin` on, a minute since 1970.
pub fn intervals(events: &[Event<'_>], begin: i64, as_of: Timestamp) -> Vec<Interval> {
    let mut intervals = Vec::new();
    for event in events {
        let Some((from, to)) = event.span(as_of) else { continue };
        let start = from.minute();
        let length = minute_up(to.since(from).millis()).max(1);
        if start.saturating_add(length) <= begin {
            continue;
        }
        let length = if event.end().is_none() { 0 } else { length };
        let length = Some(length).filter(|_| !event.is_cut(as_of));
        let mut push = |kind, components| intervals.push(Interval { start, length, kind, components });
        match *event {
            Event::Incident(incident) if incident.phase(Some(as_of)) != Phase::Cancelled => {
                let (kind, affected) = ((&incident.impact).into(), affected_by(incident, None));
                let may_affect_others = may_affect_others(incident, &affected);
                if !may_affect_others || !affected.is_empty() {
                    push(kind, Some(affected.keys().cloned().collect()));
                }
                if may_affect_others {
                    push(kind, None);
                }
            }
            Event::Maintenance(maintenance) if maintenance.state(Some(as_of)) != MaintenanceState::Cancelled => {
                push(DayKind::Maintenance, Some(maintenance.components.clone()));
            }
            Event::Incident(_) | Event::Maintenance(_) => {}
        }
    }
    intervals
}

/// The minute in which the first of these events began: how far a list reaches back that has all that happened since it was
/// begun; one that is ahead counts. `None` also if the start of one isn't known. `events` are in the order of [`Event::all`].
pub fn first_minute(events: &[Event<'_>]) -> Option<i64> {
    // Those that nobody knows the start of are the first.
    events.first()?.start()?;
    Some(events.last()?.start()?.minute())
}

/// The bars of a component, or of the whole. Before the day of `since`, and where the data is not complete and says nothing
/// else, there is no data.
pub fn bars(
    intervals: &[&Interval],
    of: Option<&ComponentId>,
    days: &Days,
    since: Option<Date>,
    is_complete: bool,
) -> Vec<DayBar> {
    let mut own = Vec::new();
    for interval in intervals {
        match (of, &interval.components) {
            (None, _) => own.push((interval, interval.kind)),
            (Some(id), Some(components)) if components.contains(id) => own.push((interval, interval.kind)),
            // It may have been affected.
            (Some(_), None) => own.push((interval, DayKind::NoData)),
            (Some(_), Some(_)) => {}
        }
    }
    let mut bars = Vec::new();
    for place in 0..days.count() {
        let date = days.first.plus_days(i64::try_from(place).unwrap_or(i64::MAX));
        let (begin, end) = (days.borders[place], days.borders[place + 1]);
        let is_known = is_complete && since.is_none_or(|since| date >= since);
        let mut bar = DayBar { date, worst: if is_known { DayKind::Clear } else { DayKind::NoData }, minutes: 0 };
        let mut spans: Vec<(i64, i64)> = Vec::new();
        for (interval, kind) in &own {
            // Of one that nobody knows the end of, only its first day is certain, and not for how long.
            let is_timed = interval.length != Some(0);
            let until = interval.length.map_or(days.end(), |length| interval.start.saturating_add(length.max(1)));
            // Of an event that began with the time of the data, the last minute is all that there is.
            let is_last = days.is_cut && interval.start == days.end();
            let span = ((interval.start - i64::from(is_last)).max(begin), until.min(end));
            if span.0 >= span.1 || *kind > bar.worst {
                continue;
            }
            if *kind < bar.worst {
                bar.worst = *kind;
                spans.clear();
            }
            if is_timed {
                insert(&mut spans, span);
            }
        }
        bar.minutes = covered(&spans, begin, end);
        bars.push(bar);
    }
    bars
}

/// Inserts a span among others, in the order of their starts.
pub(crate) fn insert(spans: &mut Vec<(i64, i64)>, span: (i64, i64)) {
    let place = spans.partition_point(|(start, _)| *start < span.0);
    spans.insert(place, span);
}

/// How many minutes from `begin` to `end` are in any of these spans, which are in the order of their starts. Those in
/// several count once.
pub(crate) fn covered(spans: &[(i64, i64)], begin: i64, end: i64) -> i64 {
    let (mut minutes, mut until) = (0, begin);
    for (from, to) in spans {
        let to = (*to).min(end);
        minutes += (to - (*from).max(until)).max(0);
        until = until.max(to);
    }
    minutes
}

fn minute_up(millis: i64) -> i64 {
    -(-millis).div_euclid(MINUTE)
}
