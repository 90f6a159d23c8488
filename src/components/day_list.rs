//! Past incidents by day, newest first. Days without any share one line, and only where the data is complete.

use super::PageView;
use super::badge::ImpactBadge;
use super::facts::{Facts, length};
use super::incident_card::{article, short_name};
use super::sentence::sentence;
use super::time::{DateWithWeekday, Time};
use crate::dom::{Node, Row, attr, el, live, nothing, rows};
use leptos::prelude::*;
use model::history::{self, Share, Touch};
use model::{Date, Incident, IncidentList, Month, Timestamp, Zone};
use text::{PageText, as_count};

/// How many incidents of one day are shown. Nobody reads a longer list to its end.
const MOST: usize = 50;

/// A day, or several without incidents.
pub struct Days<'a> {
    /// The earliest and the latest; `None` for incidents that belong to no day.
    span: Option<(Date, Date)>,
    touches: Vec<Touch<'a>>,
    /// A sentence below the incidents, or in place of them.
    note: Option<String>,
}

/// The last days up to the day of the data, days without incidents included, and last the incidents without a day.
pub fn recent<'a>(list: &'a IncidentList, view: &PageView) -> Vec<Days<'a>> {
    let (text, as_of, zone) = (view.formatting.text, view.assessment.as_of, &*view.formatting.zone);
    let mut printed: Vec<Days<'a>> = Vec::new();
    let today = last_day(list, as_of, zone);
    let count = view.formatting.config.recent_days;
    for day in today.map_or_else(Vec::new, |today| history::days(list.incidents(), as_of, today, count, zone)) {
        if !day.touches.is_empty() {
            printed.push(Days::new(Some((day.date, day.date)), day.touches, text));
            continue;
        }
        match printed.last_mut() {
            // The day of the data isn't over, so it has its own line; earlier empty days are joined.
            Some(Days { span: Some((first, last)), touches, .. }) if touches.is_empty() && Some(*last) != today => {
                *first = day.date;
            }
            Some(_) | None => {
                let note = match as_of {
                    _ if !list.is_complete() => text.no_readable_incidents().to_owned(),
                    Some(at) if Some(day.date) == today => text.no_incidents_up_to(&text.shared().clock(at, zone)),
                    Some(_) | None => text.no_incidents().to_owned(),
                };
                let span = Some((day.date, day.date));
                printed.push(Days { span, touches: Vec::new(), note: Some(note) });
            }
        }
    }
    let undated = list.incidents().iter().filter(|incident| !incident.is_open() && incident.created.is_none());
    let undated: Vec<_> = undated.map(|incident| Touch { incident, share: Share::Began }).collect();
    if !undated.is_empty() {
        printed.push(Days::new(None, undated, text));
    }
    printed
}

/// The days of a month that incidents touch.
pub fn of_month<'a>(list: &'a IncidentList, month: Month, view: &PageView) -> Vec<Days<'a>> {
    let text = view.formatting.text;
    let days = history::month_days(list.incidents(), view.assessment.as_of, month, &*view.formatting.zone);
    days.into_iter().map(|day| Days::new(Some((day.date, day.date)), day.touches, text)).collect()
}

/// The days as a list. A day stays as it is while others change around it.
#[component(transparent)]
pub fn DayList<'a>(
    /// The days, newest first.
    days: &'a [Days<'a>],
    /// The page.
    view: &'a PageView,
) -> Node {
    if days.is_empty() {
        return nothing();
    }
    let row = |days: &Days<'_>| {
        let key = days.span.map(|(first, last)| format!("{first}{last}")).unwrap_or_default();
        Row::new(key, view! { <DayItem days view/> })
    };
    el::ol().class("days").child(rows(days.iter().map(row).collect())).into()
}

/// The day of the data; without its time, the newest day that an incident names.
fn last_day(list: &IncidentList, as_of: Option<Timestamp>, zone: &dyn Zone) -> Option<Date> {
    history::horizon(list.incidents(), as_of).map(|at| Date::of(at, zone))
}

impl<'a> Days<'a> {
    fn new(span: Option<(Date, Date)>, mut touches: Vec<Touch<'a>>, text: PageText) -> Self {
        let rest = touches.len().saturating_sub(MOST);
        touches.truncate(MOST);
        Self { span, touches, note: (rest > 0).then(|| text.more(as_count(rest))) }
    }
}

/// A day, or several without incidents.
#[component(transparent)]
fn DayItem<'a>(
    /// The day.
    days: &'a Days<'a>,
    /// The page.
    view: &'a PageView,
) -> Node {
    let row =
        |touch: &Touch<'_>| Row::new(touch.incident.id.as_str().to_owned(), view! { <DayIncident touch=*touch view/> });
    let items: Vec<Row> = days.touches.iter().map(row).collect();
    let items = (!items.is_empty()).then(|| el::ul().class("day-items").child(rows(items)));
    let note = days.note.clone().map(|note| el::p().class("hint").child(note));
    let date = el::h3().class("date").child(view! { <DayHeading span=days.span view/> });
    el::li().class("day").child(date).child(items).child(note).into()
}

/// An incident of a day. An open one has its full entry above, and one that began before on its first day: here only the
/// name links to it, without the hooks.
#[component(transparent)]
fn DayIncident<'a>(
    /// The incident, and its share of the day.
    touch: Touch<'a>,
    /// The page.
    view: &'a PageView,
) -> Node {
    let Touch { incident, share } = touch;
    let text = view.formatting.text;
    let name = el::a()
        .attr(attr::HREF, view.formatting.links.incident(&incident.id))
        .child(short_name(incident, text.shared()));
    let name = el::h4().class("name").attr(attr::DIR, "auto").child(name);
    if let Some(share) = continued(incident, share, view) {
        let badge = view! { <ImpactBadge impact=&incident.impact text=text.shared()/> };
        let share = el::p().class("facts").child(badge).child(" ").child(share);
        return el::li().class("past").child(name).child(share).into();
    }
    let phase = view.phase(incident);
    let zone = &*view.formatting.zone;
    let began = incident.created.map(|at| view! { <Time at text=text.shared().clock(at, zone)/> }.into_inner());
    let open = incident.is_open();
    let length = if open { Some(text.still_open().to_owned()) } else { length(incident, phase, None, text) };
    let facts = view! { <Facts incident phase began length text/> };
    if open {
        return el::li().class("past").child(name).child(facts).into();
    }
    el::li().child(article(incident).class("past").child(name).child(facts)).into()
}

/// How much of the day it took, where it began before.
fn continued(incident: &Incident, share: Share, view: &PageView) -> Option<Node> {
    let is_dated = incident.created.is_some();
    let text = view.formatting.text;
    let share: Node = match share {
        Share::Began => return None,
        Share::AllDay => text.continued_all_day().into(),
        Share::Until(end) => {
            let time = view! { <Time at=end text=text.shared().clock(end, &*view.formatting.zone)/> }.into();
            sentence(if is_dated { text.continued_until() } else { text.until() }, time).into()
        }
        Share::SoFar if !incident.is_open() => text.continued().into(),
        Share::SoFar if is_dated => text.continued_open().into(),
        Share::SoFar => text.still_open().into(),
    };
    Some(el::span().class("fact").child(share).into())
}

/// One day with its weekday, or a span of days. "Today" and "Yesterday" need a present.
#[component(transparent)]
fn DayHeading<'a>(
    /// The first and the last day.
    span: Option<(Date, Date)>,
    /// The page.
    view: &'a PageView,
) -> Node {
    let text = view.formatting.text;
    let Some((first, last)) = span else { return text.undated().into() };
    if first != last {
        return text.shared().days(first, last).into();
    }
    let (clock, zone) = (view.clock, view.formatting.zone.clone());
    let relative = live(move || {
        let today = clock.get().present.map(|now| Date::of(now, &*zone).days());
        let relative = match today.map(|today| today - last.days()) {
            Some(0) => text.today(),
            Some(1) => text.yesterday(),
            Some(_) | None => "",
        };
        el::span().class("relative").child(relative).into()
    });
    [view! { <DateWithWeekday date=last text=text.shared()/> }.into(), relative].into()
}
