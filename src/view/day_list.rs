//! Past incidents by day, newest first. Days without any are told in one line, and only where the data is complete.

use super::badge::{impact_badge, stage_badge};
use super::facts::length;
use super::incident_card::{article, short_name};
use super::node::{Node, Row, el, live_text, nothing, rows};
use super::{Scene, Setting, Tone, time};
use crate::domain::calendar;
use crate::domain::{Date, Impact, Incident, IncidentId, IncidentList, Month, Status, Timestamp};
use crate::message::{page, shared};
use leptos::prelude::*;

/// How many incidents of one day are shown. A day with more is no day that anybody reads to its end.
const MOST: usize = 50;

/// A day, or several without incidents, as it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DayText {
    first: Option<Date>,
    last: Option<Date>,
    items: Vec<Item>,
    note: Option<String>,
}

/// An incident of a day, as it is printed.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Item {
    id: IncidentId,
    name: String,
    address: String,
    status: Status,
    impact: Impact,
    began: Option<(Timestamp, String)>,
    length: Option<String>,
}

/// The last days up to the day of the data, days without incidents included; last, what belongs to no day.
pub fn recent(list: &IncidentList, as_of: Option<Timestamp>, setting: &Setting) -> Vec<DayText> {
    let Some(today) = last_day(list, as_of, setting) else { return undated(list, None, setting).into_iter().collect() };
    let days = calendar::days(list.incidents(), today, setting.config.recent_days, &*setting.zone);
    let mut printed: Vec<DayText> = Vec::new();
    for day in &days {
        if !day.incidents.is_empty() {
            printed.push(DayText::full(day.date, &day.incidents, setting));
            continue;
        }
        match printed.last_mut() {
            // The day of the data is not over, so it stands alone; earlier empty days are joined.
            Some(before) if before.items.is_empty() && before.last != Some(today) => before.first = Some(day.date),
            Some(_) | None => printed.push(DayText::empty(day.date, today, list, as_of, setting)),
        }
    }
    printed.extend(undated(list, Some(today), setting));
    printed
}

/// The days of a month on which incidents began.
pub fn of_month(list: &IncidentList, month: Month, setting: &Setting) -> Vec<DayText> {
    let days = calendar::month_days(list.incidents(), month, &*setting.zone);
    days.iter().map(|day| DayText::full(day.date, &day.incidents, setting)).collect()
}

/// The days as a list. A day stays as it is while others change around it.
pub fn day_list(days: Vec<DayText>, scene: &Scene) -> Node {
    if days.is_empty() {
        return nothing();
    }
    let text = |date: Option<Date>| date.map(|date| date.to_string()).unwrap_or_default();
    let row = |day: DayText| Row::new(text(day.first) + &text(day.last), day.view(scene));
    el("ol").class("days").child(rows(days.into_iter().map(row).collect())).into()
}

/// The day of the data; without its time, the newest day that an incident names.
fn last_day(list: &IncidentList, as_of: Option<Timestamp>, setting: &Setting) -> Option<Date> {
    let newest = || list.incidents().iter().filter_map(|incident| incident.created).max();
    as_of.or_else(newest).map(|at| Date::of(at, &*setting.zone))
}

/// Past incidents that belong to no day: their time is unknown, or lies after the data's.
fn undated(list: &IncidentList, today: Option<Date>, setting: &Setting) -> Option<DayText> {
    let ahead = |at| today.is_none_or(|today| Date::of(at, &*setting.zone) > today);
    let incidents: Vec<&Incident> =
        list.incidents().iter().filter(|incident| !incident.is_open() && incident.created.is_none_or(ahead)).collect();
    (!incidents.is_empty()).then(|| DayText { first: None, last: None, ..DayText::of(&incidents, setting) })
}

impl DayText {
    fn full(date: Date, incidents: &[&Incident], setting: &Setting) -> Self {
        Self { first: Some(date), last: Some(date), ..Self::of(incidents, setting) }
    }

    fn of(incidents: &[&Incident], setting: &Setting) -> Self {
        let items = incidents.iter().take(MOST).map(|incident| Item::of(incident, setting)).collect();
        let rest = incidents.len().saturating_sub(MOST);
        Self { first: None, last: None, items, note: (rest > 0).then(|| page::more(rest)) }
    }

    fn empty(date: Date, today: Date, list: &IncidentList, as_of: Option<Timestamp>, setting: &Setting) -> Self {
        let note = match as_of {
            _ if !list.is_complete() => page::NO_READABLE_INCIDENTS.to_owned(),
            Some(at) if date == today => page::no_incidents_until(at, &*setting.zone),
            Some(_) | None => page::NO_INCIDENTS.to_owned(),
        };
        Self { first: Some(date), last: Some(date), items: Vec::new(), note: Some(note) }
    }

    fn view(self, scene: &Scene) -> Node {
        let items: Vec<Row> = self.items.into_iter().map(Item::row).collect();
        let items = (!items.is_empty()).then(|| el("ul").class("day-items").child(rows(items)));
        let note = self.note.map(|note| el("p").class("hint").child(note));
        let date = el("h3").class("date").child(heading(self.first, self.last, scene));
        el("li").class("day").child(date).child(items).child(note).into()
    }
}

impl Item {
    fn of(incident: &Incident, setting: &Setting) -> Self {
        Self {
            id: incident.id.clone(),
            name: short_name(incident),
            address: setting.links.incident(&incident.id),
            status: incident.status.clone(),
            impact: incident.impact.clone(),
            began: incident.created.map(|at| (at, shared::clock(at, &*setting.zone))),
            length: if incident.is_open() { Some(page::STILL_OPEN.to_owned()) } else { length(incident, None) },
        }
    }

    fn row(self) -> Row {
        Row::new(self.id.as_str().to_owned(), self.view())
    }

    /// An open incident stands in full above: here only its name leads to it, without the hooks of an incident.
    fn view(self) -> Node {
        let open = self.status.is_open();
        let began = self.began.map(|(at, text)| el("span").class("fact").child(time::time(at, text)));
        let name = el("a").set("href", self.address).child(self.name);
        let name = el("h4").class("name").set("dir", "auto").child(name);
        let facts = el("p")
            .class("facts")
            .child(impact_badge(&self.impact))
            .child(" ")
            .child(stage_badge(&self.status))
            .child(" ")
            .child(began)
            .child(" ")
            .child(self.length.map(|length| el("span").class("fact").child(length)));
        if open {
            return el("li").class("past").child(name).child(facts).into();
        }
        let article = article(&self.id, &self.status, &self.impact)
            .class("past")
            .set("data-tone", Tone::from(&self.impact).as_str())
            .child(name)
            .child(facts);
        el("li").child(article).into()
    }
}

/// One day with its weekday, or a span of days. "Today" and "Yesterday" need a present.
fn heading(first: Option<Date>, last: Option<Date>, scene: &Scene) -> Node {
    let (Some(first), Some(last)) = (first, last) else { return page::UNDATED.into() };
    if first != last {
        return shared::days(first, last).into();
    }
    let (clock, zone) = (scene.clock, scene.setting.zone.clone());
    let relative = live_text(move || {
        let today = clock.get().present.map(|now| Date::of(now, &*zone).days());
        match today.map(|today| today - last.days()) {
            Some(0) => page::TODAY,
            Some(1) => page::YESTERDAY,
            Some(_) | None => "",
        }
    });
    [time::day(last), " ".into(), el("span").class("relative").child(relative).into()].into()
}
