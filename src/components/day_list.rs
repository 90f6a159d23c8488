//! Past incidents by day, newest first. Days without any are told in one line, and only where the data is complete.

use super::badge::impact_badge;
use super::facts::{facts, length};
use super::incident_card::{article, short_name};
use super::{Scene, time};
use crate::dom::{Node, Row, attr, el, live, nothing, rows};
use leptos::prelude::*;
use model::history::{self, Share, Touch};
use model::{Date, Incident, IncidentList, Month, Timestamp, Zone};
use text::{page, shared};

/// How many incidents of one day are shown. A day with more is no day that anybody reads to its end.
const MOST: usize = 50;

/// A day, or several without incidents.
pub struct Days<'a> {
    /// The earliest and the latest; `None` for incidents that belong to no day.
    span: Option<(Date, Date)>,
    touches: Vec<Touch<'a>>,
    /// What is said below the incidents, or in place of them.
    note: Option<String>,
}

/// The last days up to the day of the data, days without incidents included; last, what belongs to no day.
pub fn recent<'a>(list: &'a IncidentList, scene: &Scene) -> Vec<Days<'a>> {
    let (as_of, zone) = (scene.standing.as_of, &*scene.setting.zone);
    let mut printed: Vec<Days<'a>> = Vec::new();
    let today = last_day(list, as_of, zone);
    let count = scene.setting.config.recent_days;
    for day in today.map_or_else(Vec::new, |today| history::days(list.incidents(), as_of, today, count, zone)) {
        if !day.touches.is_empty() {
            printed.push(Days::new(Some((day.date, day.date)), day.touches));
            continue;
        }
        match printed.last_mut() {
            // The day of the data is not over, so it stands alone; earlier empty days are joined.
            Some(Days { span: Some((first, last)), touches, .. }) if touches.is_empty() && Some(*last) != today => {
                *first = day.date;
            }
            Some(_) | None => {
                let note = match as_of {
                    _ if !list.is_complete() => page::NO_READABLE_INCIDENTS.to_owned(),
                    Some(at) if Some(day.date) == today => page::no_incidents_until(at, zone),
                    Some(_) | None => page::NO_INCIDENTS.to_owned(),
                };
                let span = Some((day.date, day.date));
                printed.push(Days { span, touches: Vec::new(), note: Some(note) });
            }
        }
    }
    let undated = list.incidents().iter().filter(|incident| !incident.is_open() && incident.created.is_none());
    let undated: Vec<_> = undated.map(|incident| Touch { incident, share: Share::Began }).collect();
    if !undated.is_empty() {
        printed.push(Days::new(None, undated));
    }
    printed
}

/// The days of a month that incidents touch.
pub fn of_month<'a>(list: &'a IncidentList, month: Month, scene: &Scene) -> Vec<Days<'a>> {
    let days = history::month_days(list.incidents(), scene.standing.as_of, month, &*scene.setting.zone);
    days.into_iter().map(|day| Days::new(Some((day.date, day.date)), day.touches)).collect()
}

/// The days as a list. A day stays as it is while others change around it.
pub fn day_list(days: &[Days<'_>], scene: &Scene) -> Node {
    if days.is_empty() {
        return nothing();
    }
    let row = |days: &Days<'_>| {
        let key = days.span.map(|(first, last)| format!("{first}{last}")).unwrap_or_default();
        Row::new(key, days.view(scene))
    };
    el::ol().class("days").child(rows(days.iter().map(row).collect())).into()
}

/// The day of the data; without its time, the newest day that an incident names.
fn last_day(list: &IncidentList, as_of: Option<Timestamp>, zone: &dyn Zone) -> Option<Date> {
    history::horizon(list.incidents(), as_of).map(|at| Date::of(at, zone))
}

impl<'a> Days<'a> {
    fn new(span: Option<(Date, Date)>, mut touches: Vec<Touch<'a>>) -> Self {
        let rest = touches.len().saturating_sub(MOST);
        touches.truncate(MOST);
        Self { span, touches, note: (rest > 0).then(|| page::more(rest)) }
    }

    fn view(&self, scene: &Scene) -> Node {
        let row = |touch: &Touch<'_>| Row::new(touch.incident.id.as_str().to_owned(), item(*touch, scene));
        let items: Vec<Row> = self.touches.iter().map(row).collect();
        let items = (!items.is_empty()).then(|| el::ul().class("day-items").child(rows(items)));
        let note = self.note.clone().map(|note| el::p().class("hint").child(note));
        let date = el::h3().class("date").child(heading(self.span, scene));
        el::li().class("day").child(date).child(items).child(note).into()
    }
}

/// An incident of a day. An open one stands in full above, and one that began before on its first day: here only the name
/// leads to it, without the hooks.
fn item(touch: Touch<'_>, scene: &Scene) -> Node {
    let Touch { incident, share } = touch;
    let name = el::a().attr(attr::HREF, scene.setting.links.incident(&incident.id)).child(short_name(incident));
    let name = el::h4().class("name").attr(attr::DIR, "auto").child(name);
    if let Some(share) = continued(incident, share, scene) {
        let share = el::p().class("facts").child(impact_badge(&incident.impact)).child(" ").child(share);
        return el::li().class("past").child(name).child(share).into();
    }
    let phase = scene.phase(incident);
    let began = incident.created.map(|at| time::time(at, shared::clock(at, &*scene.setting.zone)));
    let open = incident.is_open();
    let length = if open { Some(page::STILL_OPEN.to_owned()) } else { length(incident, phase, None) };
    let facts = facts(incident, phase, began, length);
    if open {
        return el::li().class("past").child(name).child(facts).into();
    }
    el::li().child(article(incident).class("past").child(name).child(facts)).into()
}

/// How much of the day it took, where it began before.
fn continued(incident: &Incident, share: Share, scene: &Scene) -> Option<Node> {
    let is_dated = incident.created.is_some();
    let share: Node = match share {
        Share::Began => return None,
        Share::AllDay => page::CONTINUED_ALL_DAY.into(),
        Share::Until(end) => {
            let until = if is_dated { page::CONTINUED_UNTIL } else { page::UNTIL };
            [until.into(), " ".into(), time::time(end, shared::clock(end, &*scene.setting.zone))].into()
        }
        Share::SoFar if !incident.is_open() => page::CONTINUED.into(),
        Share::SoFar if is_dated => page::CONTINUED_OPEN.into(),
        Share::SoFar => page::STILL_OPEN.into(),
    };
    Some(el::span().class("fact").child(share).into())
}

/// One day with its weekday, or a span of days. "Today" and "Yesterday" need a present.
fn heading(span: Option<(Date, Date)>, scene: &Scene) -> Node {
    let Some((first, last)) = span else { return page::UNDATED.into() };
    if first != last {
        return shared::days(first, last).into();
    }
    let (clock, zone) = (scene.clock, scene.setting.zone.clone());
    let relative = live(move || {
        let today = clock.get().present.map(|now| Date::of(now, &*zone).days());
        let relative = match today.map(|today| today - last.days()) {
            Some(0) => page::TODAY,
            Some(1) => page::YESTERDAY,
            Some(_) | None => "",
        };
        el::span().class("relative").child(relative).into()
    });
    [time::day(last), relative].into()
}
