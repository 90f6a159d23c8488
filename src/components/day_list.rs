//! Past incidents and maintenances by day, newest first. Days without any share one line, and only where the data is complete.

use super::PageView;
use super::badge::{Badge, ImpactBadge};
use super::facts::{fact, length};
use super::incident_card::{article, name, name_id, short_name};
use super::maintenance_card::{self, MaintenanceBadge, StateBadge, maintenance_article, maintenance_length};
use super::sentence::sentence;
use super::time::{DateWithWeekday, Time};
use crate::dom::{Element, Node, Row, attr, el, live, nothing, rows};
use leptos::prelude::*;
use model::affected::affected_by;
use model::history::{self, Event, Share, Touch};
use model::search;
use model::{ComponentId, Date, MaintenanceState, Month, Phase, StatusData, Timestamp, Zone};
use text::{Printed, as_count};

/// How many events of one day are shown. Nobody reads a longer list to its end.
const MOST: usize = 50;
/// How many of them are visible before the others are unfolded.
const OPEN: usize = 5;
/// How many characters of a message are shown before what was found in it.
const BEFORE: usize = 60;
/// How many components of an event are named.
const NAMES: usize = 3;

/// A day, or several without events.
pub struct Days<'a> {
    /// The earliest and the latest; `None` for events that belong to no day.
    span: Option<(Date, Date)>,
    touches: Vec<Touch<'a>>,
    /// How many more there are.
    rest: usize,
    /// More about it.
    note: Note,
    /// Whether its events are listed elsewhere in the page too: then they are links, without the hooks.
    is_copy: bool,
}

/// A sentence below the events of a day, or in place of them.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Note {
    /// There is nothing else.
    None,
    /// So many open incidents touch it, which are in full above.
    Above(usize),
    /// Only maintenances that go on touch it, which are in full above.
    MaintenanceAbove,
    /// No incidents, as far as could be read.
    Unreadable,
    /// No incidents.
    Empty,
    /// No incidents up to the time of the data.
    EmptyUntil(Timestamp),
}

/// The last `count` days up to the day of the data, days without events included, and last the events without a day. Those
/// that are in full `above` are only counted. Days that an `unknown` event touches may be incomplete.
pub fn recent<'a>(
    data: &'a StatusData,
    above: &[Event<'_>],
    unknown: &[Event<'a>],
    count: u32,
    view: &PageView,
) -> Vec<Days<'a>> {
    let (as_of, zone) = (view.assessment.as_of, &*view.formatting.zone);
    let mut printed: Vec<Days<'a>> = Vec::new();
    let mut events = Event::all(data);
    events.extend_from_slice(unknown);
    let today = last_day(&events, as_of, zone);
    for day in today.map_or_else(Vec::new, |today| history::days(&events, as_of, today, count, zone)) {
        let mut touches = day.touches;
        let all = touches.len();
        touches.retain(|touch| !unknown.iter().any(|unknown| touch.event.is(*unknown)));
        let number = touches.len();
        let is_unsure = number < all || !data.is_complete();
        let mut open = 0;
        touches.retain(|touch| {
            let is_above = above.iter().any(|shown| touch.event.is(*shown));
            open += usize::from(is_above && matches!(touch.event, Event::Incident(_)));
            !is_above
        });
        let note = match (number - touches.len(), as_of) {
            (0, _) if !touches.is_empty() => Note::None,
            (0, _) if is_unsure => Note::Unreadable,
            (0, Some(at)) if Some(day.date) == today => Note::EmptyUntil(at),
            (0, _) => Note::Empty,
            _ if open == 0 => Note::MaintenanceAbove,
            _ => Note::Above(open),
        };
        match printed.last_mut() {
            // Days with the same note are joined. The time of the data ends a span without incidents, so that the day that
            // is today in one zone and not yet in another needs no line of its own.
            Some(Days { span: Some((first, _)), touches: before, note: said, .. })
                if touches.is_empty()
                    && before.is_empty()
                    && (*said == note || matches!((*said, note), (Note::EmptyUntil(_), Note::Empty))) =>
            {
                *first = day.date;
            }
            Some(_) | None => printed.push(Days { note, ..Days::new(Some((day.date, day.date)), touches) }),
        }
    }
    let undated =
        data.incidents.incidents().iter().filter(|incident| !incident.is_open() && incident.created.is_none());
    let undated: Vec<_> =
        undated.map(|incident| Touch { event: Event::Incident(incident), share: Share::Began }).collect();
    if !undated.is_empty() {
        printed.push(Days::new(None, undated));
    }
    printed
}

/// The days of a month that events touch.
pub fn of_month<'a>(data: &'a StatusData, month: Month, view: &PageView) -> Vec<Days<'a>> {
    let days = history::month_days(&Event::all(data), view.assessment.as_of, month, &*view.formatting.zone);
    days.into_iter().map(|day| Days::new(Some((day.date, day.date)), day.touches)).collect()
}

/// Events by the days on which they begin, in their order.
pub fn found<'a>(events: &[Event<'a>], view: &PageView) -> Vec<Days<'a>> {
    let mut printed: Vec<Days<'a>> = Vec::new();
    for event in events {
        let date = event.start().map(|at| Date::of(at, &*view.formatting.zone));
        let span = date.map(|date| (date, date));
        let touch = Touch { event: *event, share: Share::Began };
        match printed.last_mut() {
            Some(day) if day.span == span => day.touches.push(touch),
            _ => printed.push(Days::new(span, vec![touch])),
        }
    }
    printed
}

/// A day that is in the page a second time.
///
/// Without events it's called a day without incidents only if it `is_clear`.
pub fn of_day<'a>(data: &'a StatusData, date: Date, is_clear: bool, view: &PageView) -> [Days<'a>; 1] {
    let day = history::days(&Event::all(data), view.assessment.as_of, date, 1, &*view.formatting.zone).pop();
    let touches = day.map_or_else(Vec::new, |day| day.touches);
    let note = match touches.len() {
        0 if is_clear => Note::Empty,
        0 => Note::Unreadable,
        _ => Note::None,
    };
    [Days { note, is_copy: true, ..Days::new(Some((date, date)), touches) }]
}

/// The days as a list. A day stays as it is while others change around it.
#[component(transparent)]
pub fn DayList<'a>(
    /// The days, newest first.
    days: &'a [Days<'a>],
    /// The year that needs no mention.
    year: Option<i32>,
    /// The page.
    view: &'a PageView,
) -> Node {
    if days.is_empty() {
        return nothing();
    }
    // The zone is printed with the first time, and where it's another.
    let mut above = Printed::default();
    let row = |days: &Days<'_>| {
        let key = days.span.map(|(first, last)| [&*first.to_iso(), &last.to_iso()].concat()).unwrap_or_default();
        Row::new(key, view! { <DayItem days year above=&mut above view/> })
    };
    el::ol().class("days").child(rows(days.iter().map(row).collect())).into()
}

/// The day of the data; without its time, the newest day that an event names.
fn last_day(events: &[Event<'_>], as_of: Option<Timestamp>, zone: &dyn Zone) -> Option<Date> {
    history::horizon(events, as_of).map(|at| Date::of(at, zone))
}

impl<'a> Days<'a> {
    fn new(span: Option<(Date, Date)>, mut touches: Vec<Touch<'a>>) -> Self {
        let rest = touches.len().saturating_sub(MOST);
        touches.truncate(MOST);
        Self { span, touches, rest, note: Note::None, is_copy: false }
    }
}

/// A day, or several without events.
#[component(transparent)]
fn DayItem<'a>(
    /// The day.
    days: &'a Days<'a>,
    /// The year that needs no mention.
    year: Option<i32>,
    /// The day and the zone that are printed above.
    above: &'a mut Printed,
    /// The page.
    view: &'a PageView,
) -> Node {
    let text = view.formatting.text;
    let mut items = Vec::new();
    let date = days.span.map(|(first, _)| first);
    for touch in &days.touches {
        // Every line stands below the day's heading, whatever day the line before it names.
        above.date = date;
        let key = match touch.event {
            Event::Incident(incident) => incident.id.as_str().to_owned(),
            Event::Maintenance(maintenance) => maintenance_card::row_key(maintenance),
        };
        items.push(Row::new(key, view! { <DayEvent touch=*touch is_copy=days.is_copy above=&mut *above view/> }));
    }
    above.date = date;
    let hint = |text: String| el::p().class("hint").child(text);
    let folded = if items.len() > OPEN && !view.search.is_any() { items.split_off(OPEN) } else { Vec::new() };
    let folded = (!folded.is_empty()).then(|| {
        let summary = text.more_of_day(as_count(folded.len()));
        let rest = (days.rest > 0).then(|| hint(text.more(as_count(days.rest))));
        let list = el::ul().class("day-items").child(rows(folded));
        el::details().child(el::summary().child(summary)).child(list).child(rest)
    });
    let items = (!items.is_empty()).then(|| el::ul().class("day-items").child(rows(items)));
    let note = match days.note {
        Note::None => None,
        Note::Above(open) => Some(text.open_above(as_count(open))),
        Note::MaintenanceAbove => Some(text.maintenance_above().to_owned()),
        Note::Unreadable => Some(text.no_readable_incidents().to_owned()),
        Note::Empty => Some(text.no_incidents().to_owned()),
        Note::EmptyUntil(at) => {
            Some(text.no_incidents_up_to(&text.shared().time_below(at, &*view.formatting.zone, above)))
        }
    };
    let date = el::h3().class("date").child(view! { <DayHeading span=days.span year view/> });
    el::li().class("day").child(date).child(items).child(folded).child(note.map(hint)).into()
}

/// An incident or a maintenance of a day in one line. One that goes on has its full entry elsewhere, and one that began
/// before on its first day: here only the name links to it, without the hooks.
#[component(transparent)]
fn DayEvent<'a>(
    /// The event, and its share of the day.
    touch: Touch<'a>,
    /// Whether it's listed elsewhere in the page too.
    is_copy: bool,
    /// The day and the zone that are printed above.
    above: &'a mut Printed,
    /// The page.
    view: &'a PageView,
) -> Node {
    let Touch { event, share } = touch;
    let (text, links) = (view.formatting.text, &view.formatting.links);
    let shared = text.shared();
    let is_open = event.is_open(view.present);
    let start = event.start();
    let is_ahead = match event {
        Event::Incident(incident) => view.phase(incident) == Phase::Upcoming,
        Event::Maintenance(maintenance) => view.state(maintenance) == MaintenanceState::Upcoming,
    };
    let going_on = match event {
        Event::Incident(_) if is_ahead => shared.upcoming(),
        Event::Incident(_) => text.still_open(),
        Event::Maintenance(maintenance) => shared.maintenance_state(view.state(maintenance)),
    };
    let (badge, stage, length, own_name, address): (Node, Option<Node>, _, _, _) = match event {
        Event::Incident(incident) => {
            let phase = view.phase(incident);
            let cancelled = (phase == Phase::Cancelled).then(|| {
                let words = shared.cancelled_before_start().to_owned();
                view! { <Badge class="stage" tone="cancelled" text=words/> }.into()
            });
            let badge = view! { <ImpactBadge impact=&incident.impact text=shared/> };
            let length = length(incident, phase, None);
            (badge.into(), cancelled, length, shared.name(&incident.name), links.incident(&incident.id))
        }
        Event::Maintenance(maintenance) => {
            let state = view.state(maintenance);
            let cancelled =
                (state == MaintenanceState::Cancelled).then(|| view! { <StateBadge state text=shared/> }.into());
            let (badge, name) = (view! { <MaintenanceBadge text=shared/> }, shared.maintenance_name(&maintenance.name));
            let length = maintenance_length(maintenance, state);
            (badge.into(), cancelled, length, name, links.maintenance(&maintenance.id))
        }
    };
    let mut time = |at: Timestamp| {
        let text = shared.time_below(at, &*view.formatting.zone, above);
        view! { <Time at text/> }.into_inner()
    };
    let continued = match share {
        Share::Began => None,
        Share::AllDay => Some(text.continued_all_day().into()),
        Share::Until(end) => {
            let words = if start.is_some() { text.continued_until() } else { text.until() };
            Some(sentence(words, time(end)).into())
        }
        Share::SoFar if !is_open || matches!(event, Event::Maintenance(_)) => Some(text.continued().into()),
        Share::SoFar if start.is_some() => Some(text.continued_open().into()),
        Share::SoFar => Some(text.still_open().into()),
    };
    let has_hooks = continued.is_none() && !is_open && !is_ahead && !is_copy;
    let mut facts = el::p().class("facts").child(badge);
    if continued.is_none() {
        if let Some(stage) = stage {
            facts = facts.child(" ").child(stage);
        }
        let began = start.map(|at| fact(time(at)));
        let length =
            if is_open || is_ahead { Some(going_on.to_owned()) } else { length.map(|length| shared.length(length)) };
        facts = facts.child(" ").child(began).child(" ").child(length.map(|length| fact(length.into())));
    }
    let names = names(event, view).map(|names| fact(el::span().attr(attr::DIR, "auto").child(names).into()));
    let facts = facts.child(" ").child(continued.map(fact)).child(" ").child(names);
    let link = marked(el::a().attr(attr::HREF, address), &short_name(own_name), view);
    if !has_hooks {
        let name = el::h4().class("name").attr(attr::DIR, "auto").child(link);
        return with_excerpt(el::li().class("past").child(name).child(facts), event, view);
    }
    let (article, id) = match event {
        Event::Incident(incident) => (article(incident), name_id(incident)),
        Event::Maintenance(maintenance) => {
            (maintenance_article(maintenance, view), maintenance_card::name_id(maintenance))
        }
    };
    let article = article.class("past").child(name(el::h4(), id).child(link)).child(facts);
    el::li().child(with_excerpt(article, event, view)).into()
}

/// The element with a text, with marks where it has words that a visitor searches for.
fn marked(mut element: Element, text: &str, view: &PageView) -> Element {
    let mut from = 0;
    let push = |element: &mut Element, text: &str| {
        if !text.is_empty() {
            element.push(text.to_owned().into());
        }
    };
    for mark in view.search.marks(text) {
        push(&mut element, &text[from..mark.start]);
        element.push(el::mark().child(text[mark.clone()].to_owned()).into());
        from = mark.end;
    }
    push(&mut element, &text[from..]);
    element
}

/// The element with the part of the first message that has a word that a visitor searches for.
fn with_excerpt(mut element: Element, event: Event<'_>, view: &PageView) -> Node {
    for message in search::texts(event).into_iter().skip(1) {
        let Some(mark) = view.search.marks(message).into_iter().next() else { continue };
        let mut before = message[..mark.start].char_indices().rev();
        let start = before.nth(BEFORE).map_or(0, |(place, _)| place);
        let part = el::p().class("excerpt").attr(attr::DIR, "auto").child((start > 0).then_some("…"));
        element.push(marked(part, &short_name(&message[start..]), view).into());
        break;
    }
    element.into()
}

/// The components that the event affected, as far as the configuration names them; `None` without any.
fn names(event: Event<'_>, view: &PageView) -> Option<String> {
    let text = view.formatting.text;
    let (mut names, mut count) = (String::new(), 0);
    let affected = affected(event, view);
    for component in &view.formatting.config.components {
        if !affected.contains(&&component.id) {
            continue;
        }
        count += 1;
        if count <= NAMES {
            names += if count > 1 { text.shared().comma() } else { "" };
            names += &component.name;
        }
    }
    match count {
        0 => None,
        _ if count > NAMES => Some(text.names_and_more(as_count(count - NAMES), &names)),
        _ => Some(names),
    }
}

/// The components that the event affected.
pub fn affected<'a>(event: Event<'a>, view: &PageView) -> Vec<&'a ComponentId> {
    match event {
        Event::Incident(incident) => affected_by(incident, view.present).keys().collect(),
        Event::Maintenance(maintenance) => maintenance.components.iter().collect(),
    }
}

/// One day with its weekday, or a span of days. "Today" and "Yesterday" need a present.
#[component(transparent)]
fn DayHeading<'a>(
    /// The first and the last day.
    span: Option<(Date, Date)>,
    /// The year that needs no mention.
    year: Option<i32>,
    /// The page.
    view: &'a PageView,
) -> Node {
    let text = view.formatting.text;
    let Some((first, last)) = span else { return text.undated().into() };
    if first != last {
        return text.shared().days(first, last, year).into();
    }
    let (clock, zone) = (view.clock.clone(), view.formatting.zone.clone());
    let relative = live(move || {
        let today = clock.get().present.map(|now| Date::of(now, &*zone).days());
        let relative = match today.map(|today| today - last.days()) {
            Some(0) => text.today(),
            Some(1) => text.yesterday(),
            Some(_) | None => "",
        };
        el::span().class("relative").child(relative).into()
    });
    [view! { <DateWithWeekday date=last year text=text.shared()/> }.into(), relative].into()
}
