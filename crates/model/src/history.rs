//! When incidents were open: which are upcoming, and which days and months each of them touches.
//!
//! Every screen, every published page and `check` follow this one rule. An incident counts from its start to its end; one
//! that is open counts to the time of the data, and no end lies behind that.
//!
//! History is as of the time of the data. The present, which is that time carried on by the monotonic clock, only decides
//! what is still upcoming.

use crate::civil::{Date, Month};
use crate::incident::{Entry, Incident};
use crate::instant::{Duration, Timestamp, Zone};

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

/// How much of a day an incident takes.
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

/// An incident on one of the days that it touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Touch<'a> {
    /// Which incident.
    pub incident: &'a Incident,
    /// How much of the day.
    pub share: Share,
}

/// A day with the incidents that touch it: those that began on it first, each part newest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Day<'a> {
    /// Which day.
    pub date: Date,
    /// Its incidents.
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

/// Until when nothing that is ahead of `present` counts: then an incident begins, or an entry says something.
pub fn next_turn(incidents: &[Incident], present: Timestamp) -> Option<Timestamp> {
    let mut turn = Timestamp::MAX;
    let mut take = |at: Option<Timestamp>| {
        if let Some(at) = at.map(|at| at.plus_millis(-ORDINARY.millis())).filter(|at| *at >= present) {
            turn = turn.min(at);
        }
    };
    for incident in incidents {
        take(incident.created);
        incident.entries().iter().for_each(|entry| take(entry.date));
    }
    (turn < Timestamp::MAX).then_some(turn)
}

/// The last `count` days up to `last` in `zone`, newest first, each with the incidents that touch it by data of `as_of`.
///
/// An incident that begins after `as_of` touches no day. One whose start is not known touches the day on which it is
/// known to have been open: that of its end, or of `as_of`.
pub fn days<'a>(
    incidents: &'a [Incident],
    as_of: Option<Timestamp>,
    last: Date,
    count: u32,
    zone: &dyn Zone,
) -> Vec<Day<'a>> {
    let dates = (0..i64::from(count)).map(|back| last.plus_days(-back));
    let mut days: Vec<Day<'a>> = dates.map(|date| Day { date, touches: Vec::new() }).collect();
    let (Some(horizon), Some(first)) = (horizon(incidents, as_of), days.last()) else { return days };
    let begin = begin(first.date, zone);
    let within = incidents.iter().filter_map(|incident| {
        let (from, to) = span(incident, horizon)?;
        (to.millis() >= begin).then_some((incident, from.millis(), to.millis()))
    });
    let within: Vec<_> = within.collect();
    let mut next = if last.plus_days(1) == last { i64::MAX } else { self::begin(last.plus_days(1), zone) };
    for day in &mut days {
        let start = self::begin(day.date, zone);
        for began in [true, false] {
            for (incident, from, to) in &within {
                let is_dated = incident.created.is_some();
                let is_first = *from >= start && is_dated;
                // A day that the zone has left out has no time that anything could touch.
                let is_touched = start < next && *from < next && (*to > start || *from >= start);
                if !is_touched || is_first != began {
                    continue;
                }
                let share = match incident.resolved {
                    _ if began => Share::Began,
                    _ if *to >= next && is_dated => Share::AllDay,
                    Some(end) if !incident.is_open() && end <= horizon => Share::Until(end),
                    Some(_) | None => Share::SoFar,
                };
                day.touches.push(Touch { incident, share });
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

/// The days of `month` that incidents touch, newest first.
pub fn month_days<'a>(
    incidents: &'a [Incident],
    as_of: Option<Timestamp>,
    month: Month,
    zone: &dyn Zone,
) -> Vec<Day<'a>> {
    let last = month.first().plus_days(i64::from(month.length()) - 1);
    let mut days = days(incidents, as_of, last, u32::from(month.length()), zone);
    days.retain(|day| !day.touches.is_empty());
    days
}

/// The months that incidents touch, newest first, from [`Month::FIRST`] on. The incidents are those of a list, in its order.
pub fn months(incidents: &[Incident], as_of: Option<Timestamp>, zone: &dyn Zone) -> Vec<Month> {
    let Some(horizon) = horizon(incidents, as_of) else { return Vec::new() };
    let mut months: Vec<Month> = Vec::new();
    // Asking a zone for an offset is dear in a browser: each month is asked for once. Of those that began before, none
    // reaches beyond `next`.
    let first = Month::FIRST.first().start(zone);
    let mut next = first;
    for incident in incidents.iter().rev() {
        let Some((from, to)) = span(incident, horizon) else { continue };
        // Those whose start is not known come last, and their ends in no order.
        let mut at = from.max(if incident.created.is_some() { next } else { first });
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

/// Whether an incident touches the time from `from` to `to`, by data of `as_of`.
pub fn touches(incident: &Incident, as_of: Timestamp, from: Timestamp, to: Timestamp) -> bool {
    span(incident, as_of).is_some_and(|(start, end)| start < to && (end > from || start >= from))
}

/// Whether an incident was not over at `as_of`, though it has begun: its place in a history changes with time.
pub fn is_cut(incident: &Incident, as_of: Timestamp) -> bool {
    incident.is_open() || incident.resolved.is_some_and(|end| end > as_of)
}

/// The time that a history reaches to: that of the data; without it, the newest start.
pub fn horizon(incidents: &[Incident], as_of: Option<Timestamp>) -> Option<Timestamp> {
    as_of.or_else(|| incidents.iter().filter_map(|incident| incident.created).max())
}

/// From when to when an incident was open; both are the same where it was not, and still belongs somewhere. `None` where
/// it belongs to no day: its start is ahead, or none of its times is known.
fn span(incident: &Incident, horizon: Timestamp) -> Option<(Timestamp, Timestamp)> {
    let end = if incident.is_open() { Some(horizon) } else { incident.resolved };
    let Some(start) = incident.created else {
        let end = end?.min(horizon);
        return Some((end.plus_millis(-1), end));
    };
    if is_ahead(start, Some(horizon)) {
        return None;
    }
    // Without an end that can be read nothing is known of it but its start.
    let end = end.unwrap_or(start).min(horizon);
    let start = start.min(horizon);
    Some((start, end.max(start)))
}
