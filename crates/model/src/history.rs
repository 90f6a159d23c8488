//! When incidents were open and maintenances went on: which are upcoming, and which days and months each of them touches.
//!
//! Every screen, every published page and `check` follow this one rule. An event counts from its start to its end; one
//! that is not over counts to the time of the data, and no end lies behind that.
//!
//! History is as of the time of the data. The present, which is that time carried on by the monotonic clock, only decides
//! what is still upcoming.

use crate::civil::{Date, Month};
use crate::incident::{Entry, Incident};
use crate::instant::{Duration, Timestamp, Zone};
use crate::maintenance::{Maintenance, latest_first};
use crate::status_data::StatusData;

/// The ordinary difference between the clocks of two machines: no more is made of it.
pub const ORDINARY: Duration = Duration::from_seconds(60);

/// The most months that a list can have, whatever its times are: a hundred years.
const MONTHS_MAX: usize = 1_200;

/// How far an incident is at a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Its start is ahead.
    Upcoming,
    /// It was resolved before its start, and was never open.
    Cancelled,
    /// It has begun and is not resolved.
    Open,
    /// It is over.
    Resolved,
}

/// An event of the history.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// An incident.
    Incident(&'a Incident),
    /// A maintenance.
    Maintenance(&'a Maintenance),
}

/// How much of a day an event takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Share {
    /// It began on this day, or was to begin and was cancelled.
    Began,
    /// It began before and went on for the whole day.
    AllDay,
    /// It began before, or at a time that is not known, and ended on this day.
    Until(Timestamp),
    /// It began before and was not over at the time of the data.
    SoFar,
}

/// An event on one of the days that it touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touch<'a> {
    /// Which event.
    pub event: Event<'a>,
    /// How much of the day.
    pub share: Share,
}

/// A day with the events that touch it: those that began on it first, each part newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day<'a> {
    /// Which day.
    pub date: Date,
    /// Its events.
    pub touches: Vec<Touch<'a>>,
}

/// Whether `at` is still ahead, by more than two clocks ordinarily differ. Nothing is, where the present is not known.
pub fn is_ahead(at: Timestamp, present: Option<Timestamp>) -> bool {
    present.is_some_and(|present| at.since(present) >= ORDINARY)
}

impl Incident {
    /// How far it is at `present`. One that is resolved while its start is still ahead was cancelled, whatever its end says.
    pub fn phase(&self, present: Option<Timestamp>) -> Phase {
        let ahead = self.created.is_some_and(|start| is_ahead(start, present));
        let ends_first = self.resolved.zip(self.created).is_some_and(|(end, start)| end < start);
        match (self.is_open(), ahead) {
            (true, true) => Phase::Upcoming,
            (true, false) => Phase::Open,
            (false, true) => Phase::Cancelled,
            (false, false) if ends_first => Phase::Cancelled,
            (false, false) => Phase::Resolved,
        }
    }

    /// Its newest entry that is not ahead of `present`.
    pub fn newest_entry(&self, present: Option<Timestamp>) -> Option<&Entry> {
        self.entries().iter().find(|entry| !entry.is_ahead(present))
    }
}

impl Entry {
    /// Whether it is dated ahead of `present`: it is announced and says nothing of the present yet.
    pub fn is_ahead(&self, present: Option<Timestamp>) -> bool {
        self.date.is_some_and(|date| is_ahead(date, present))
    }
}

impl<'a> Event<'a> {
    /// All events of the data, by their starts, the latest first, after those without one.
    pub fn all(data: &'a StatusData) -> Vec<Self> {
        let mut events: Vec<Self> = data.incidents.incidents().iter().map(Self::Incident).collect();
        // Both lists are in this order.
        let mut place = 0;
        for maintenance in data.maintenances.maintenances() {
            let event = Self::Maintenance(maintenance);
            let at = latest_first(event.start());
            while events.get(place).is_some_and(|other| latest_first(other.start()) <= at) {
                place += 1;
            }
            events.insert(place, event);
        }
        events
    }

    /// Whether both are the same one of the same data.
    pub fn is(self, other: Event<'_>) -> bool {
        match (self, other) {
            (Self::Incident(one), Event::Incident(other)) => std::ptr::eq(one, other),
            (Self::Maintenance(one), Event::Maintenance(other)) => std::ptr::eq(one, other),
            (Self::Incident(_), Event::Maintenance(_)) | (Self::Maintenance(_), Event::Incident(_)) => false,
        }
    }

    /// When it began; `None` if that isn't known.
    pub fn start(self) -> Option<Timestamp> {
        match self {
            Self::Incident(incident) => incident.created,
            Self::Maintenance(maintenance) => maintenance.start(),
        }
    }

    /// When it ended, or will by itself.
    pub fn end(self) -> Option<Timestamp> {
        match self {
            Self::Incident(incident) => incident.resolved,
            Self::Maintenance(maintenance) => maintenance.cancelled.or(maintenance.end()),
        }
    }

    /// Whether it has begun and goes on, by data of `at`.
    pub fn is_open(self, at: Option<Timestamp>) -> bool {
        match self {
            Self::Incident(incident) => incident.is_open(),
            Self::Maintenance(maintenance) => maintenance.state(at).is_active(),
        }
    }

    /// Whether it touches the time from `from` to `to`, by data of `as_of`.
    pub fn touches(self, as_of: Timestamp, from: Timestamp, to: Timestamp) -> bool {
        self.span(as_of).is_some_and(|(start, end)| start < to && (end > from || start >= from))
    }

    /// Whether it was not over at `as_of`, though it has begun: its place in a history changes with time.
    pub fn is_cut(self, as_of: Timestamp) -> bool {
        self.is_open(Some(as_of)) || self.end().is_some_and(|end| end > as_of)
    }

    /// From when to when it went on; both are the same where it did not, and still belongs somewhere. `None` where it
    /// belongs to no day: its start is ahead, or none of its times is known.
    pub(crate) fn span(self, horizon: Timestamp) -> Option<(Timestamp, Timestamp)> {
        let end = if self.is_open(Some(horizon)) { Some(horizon) } else { self.end() };
        let Some(start) = self.start() else {
            let end = end?.min(horizon);
            return Some((end.plus_millis(-1), end));
        };
        let is_ahead = match self {
            Self::Incident(_) => is_ahead(start, Some(horizon)),
            Self::Maintenance(_) => start > horizon,
        };
        if is_ahead {
            return None;
        }
        // Without an end that can be read nothing is known of it but its start.
        let end = end.unwrap_or(start).min(horizon);
        let start = start.min(horizon);
        Some((start, end.max(start)))
    }
}

/// Until when nothing that is ahead of `present` counts: then an incident or a maintenance begins, a maintenance ends, or an
/// entry says something.
pub fn next_turn(data: &StatusData, present: Timestamp) -> Option<Timestamp> {
    let mut turn = Timestamp::MAX;
    let mut take = |at: Option<Timestamp>, slack: i64| {
        if let Some(at) = at.map(|at| at.plus_millis(-slack)).filter(|at| *at >= present) {
            turn = turn.min(at);
        }
    };
    for incident in data.incidents.incidents() {
        take(incident.created, ORDINARY.millis());
        incident.entries().iter().for_each(|entry| take(entry.date, ORDINARY.millis()));
    }
    for maintenance in data.maintenances.maintenances() {
        // At its start or end itself, it has begun or ended.
        for at in [maintenance.start(), maintenance.planned_end, maintenance.actual_end] {
            take(at, 1);
        }
    }
    (turn < Timestamp::MAX).then_some(turn)
}

/// The last `count` days up to `last` in `zone`, newest first, each with the events that touch it by data of `as_of`.
///
/// An event that begins after `as_of` touches no day. One whose start is not known touches the day on which it is
/// known to have gone on: that of its end, or of `as_of`.
pub fn days<'a>(
    events: &[Event<'a>],
    as_of: Option<Timestamp>,
    last: Date,
    count: u32,
    zone: &dyn Zone,
) -> Vec<Day<'a>> {
    let dates = (0..i64::from(count)).map(|back| last.plus_days(-back));
    let mut days: Vec<Day<'a>> = dates.map(|date| Day { date, touches: Vec::new() }).collect();
    let (Some(horizon), Some(first)) = (horizon(events, as_of), days.last()) else { return days };
    let begin = begin(first.date, zone);
    let within = events.iter().filter_map(|event| {
        let (from, to) = event.span(horizon)?;
        (to.millis() >= begin).then_some((*event, from.millis(), to.millis()))
    });
    let within: Vec<_> = within.collect();
    let mut next = if last.plus_days(1) == last { i64::MAX } else { self::begin(last.plus_days(1), zone) };
    for day in &mut days {
        let start = self::begin(day.date, zone);
        for began in [true, false] {
            for (event, from, to) in &within {
                let is_dated = event.start().is_some();
                let is_first = *from >= start && is_dated;
                // A day that the zone has left out has no time that anything could touch.
                let is_touched = start < next && *from < next && (*to > start || *from >= start);
                if !is_touched || is_first != began {
                    continue;
                }
                let share = match event.end() {
                    _ if began => Share::Began,
                    _ if *to >= next && is_dated => Share::AllDay,
                    Some(end) if !event.is_open(Some(horizon)) && end <= horizon => Share::Until(end),
                    Some(_) | None => Share::SoFar,
                };
                day.touches.push(Touch { event: *event, share });
            }
        }
        next = start;
    }
    days
}

/// The incidents right before and after the one at this place of a list, in its order, by their starts. One whose start is
/// not known has none, and is none.
pub fn neighbours(incidents: &[Incident], place: usize) -> [Option<&Incident>; 2] {
    let dated = |place: usize| incidents.get(place).filter(|incident| incident.created.is_some());
    match dated(place) {
        Some(_) => [dated(place + 1), place.checked_sub(1).and_then(dated)],
        None => [None, None],
    }
}

/// When a day begins, in milliseconds; the first day of all has always been.
fn begin(date: Date, zone: &dyn Zone) -> i64 {
    if date.plus_days(-1) == date { i64::MIN } else { date.start(zone).millis() }
}

/// The days of `month` that events touch, newest first.
pub fn month_days<'a>(events: &[Event<'a>], as_of: Option<Timestamp>, month: Month, zone: &dyn Zone) -> Vec<Day<'a>> {
    let last = month.first().plus_days(i64::from(month.length()) - 1);
    let mut days = days(events, as_of, last, u32::from(month.length()), zone);
    days.retain(|day| !day.touches.is_empty());
    days
}

/// The months that events touch, newest first, from [`Month::FIRST`] on. The events are in the order of [`Event::all`].
pub fn months(events: &[Event<'_>], as_of: Option<Timestamp>, zone: &dyn Zone) -> Vec<Month> {
    let Some(horizon) = horizon(events, as_of) else { return Vec::new() };
    let mut months: Vec<Month> = Vec::new();
    // Asking a zone for an offset is dear in a browser: each month is asked for once. Of those that began before, none
    // reaches beyond `next`.
    let first = Month::FIRST.first().start(zone);
    let mut next = first;
    for event in events.iter().rev() {
        let Some((from, to)) = event.span(horizon) else { continue };
        // Those whose start is not known come last, and their ends in no order.
        let mut at = from.max(if event.start().is_some() { next } else { first });
        while (at < to || at == from) && months.len() < MONTHS_MAX {
            let month = Date::of(at, zone).month();
            let place = months.partition_point(|other| *other > month);
            if months.get(place) != Some(&month) {
                months.insert(place, month);
            }
            next = month.end(zone);
            if next <= at {
                // The last month of all.
                break;
            }
            at = next;
        }
    }
    months
}

/// The incidents that began before [`Month::FIRST`] in `zone`, newest first.
pub fn earlier<'a>(incidents: &'a [Incident], zone: &dyn Zone) -> Vec<&'a Incident> {
    let first = Month::FIRST.first().start(zone);
    incidents.iter().filter(|incident| incident.created.is_some_and(|start| start < first)).collect()
}

/// The time that a history reaches to: that of the data; without it, the newest start.
pub fn horizon(events: &[Event<'_>], as_of: Option<Timestamp>) -> Option<Timestamp> {
    as_of.or_else(|| events.iter().filter_map(|event| event.start()).max())
}
