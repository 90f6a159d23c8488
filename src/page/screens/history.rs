//! The history: a search over all incidents and maintenances, and the way to the months and years.

use super::item::Pulse;
use crate::components::day_list::{DayList, affected, found};
use crate::components::freshness::button;
use crate::components::month_links::MonthLinks;
use crate::components::skeleton::Skeleton;
use crate::components::{Figures, FileFormat, PageAction, PageView};
use crate::dom::{Node, attr, el, live, nothing};
use leptos::prelude::*;
use model::ascii::decimal;
use model::history::Event;
use model::search::contains;
use model::{Date, Impact, IncidentList, Status, Timestamp};
use text::{PageText, as_count, counted};

/// How many results are shown at first, and how many more each time.
const PAGE: usize = 50;

const IMPACTS: &[Impact; 4] = &[Impact::Critical, Impact::Major, Impact::Minor, Impact::None];
const STATUSES: &[Status; 4] = &[Status::Investigating, Status::Identified, Status::Monitoring, Status::Resolved];

/// The screen.
#[component(transparent)]
pub fn HistoryScreen<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let text = view.formatting.text;
    [
        el::h1().attr(attr::TABINDEX, "-1").child(text.history()).into(),
        view! { <Pulse view/> }.into(),
        view! { <SearchForm view/> }.into(),
        view! { <Skeleton waiting=view.waiting text/> }.into(),
        view! { <Results view/> }.into(),
        // They are those of everything.
        if view.search.is_any() { nothing() } else { view! { <Figures component=None view/> }.into() },
        view! { <MonthLinks view/> }.into(),
    ]
    .into()
}

/// The form. The address says what is in it, and a script keeps the two the same (`web/document.js`).
#[component(transparent)]
fn SearchForm<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let (text, shared) = (view.formatting.text, view.formatting.text.shared());
    let mut components = Vec::new();
    for component in &view.formatting.config.components {
        components.push((component.id.as_str(), &*component.name));
    }
    let impact = |impact: &'static Impact| (impact.as_str(), shared.impact(impact));
    let status = |status: &'static Status| (status.as_str(), shared.status(status));
    let fields = [
        field("q", "search", text.search(), &[], text),
        field("component", "", text.component(), &components, text),
        field("impact", "", text.impact(), &IMPACTS.each_ref().map(impact), text),
        field("status", "", text.status(), &STATUSES.each_ref().map(status), text),
        field("kind", "", text.kind(), &[("incident", text.incident()), ("maintenance", shared.maintenance())], text),
        field("from", "date", text.from_day(), &[], text),
        field("to", "date", text.to_day(), &[], text),
        field("open", "checkbox", text.only_open(), &[], text),
    ];
    el::div().class("search needs-app").attr(attr::ROLE, "search").children(fields).into()
}

/// A field with its label: of a type, or without one a choice of these values with their words.
fn field(
    name: &'static str,
    kind: &'static str,
    words: &'static str,
    options: &[(&str, &str)],
    text: PageText,
) -> Node {
    let mut field = el::input().attr(attr::TYPE, kind);
    if kind.is_empty() {
        field = el::select();
        for (value, words) in [("", text.any())].iter().chain(options) {
            field.push(el::option().attr(attr::VALUE, (*value).to_owned()).child((*words).to_owned()).into());
        }
    }
    el::label().child(words).child(" ").child(field.attr(attr::NAME, name)).into()
}

/// The results, the latest first, and how many there are.
#[component(transparent)]
fn Results<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let Some(data) = &view.data else { return nothing() };
    let (text, search) = (view.formatting.text, &view.search);
    let mut events = found_events(view);
    let count = events.len();
    let day = |event: &Event<'_>| event.start().map(|at| Date::of(at, &*view.formatting.zone));
    // The page's own data has the latest, and what is open: what was between them isn't there.
    let is_partial = view.months.is_some();
    let is_latest_only = is_partial && !search.is_any();
    let least = if is_latest_only { PAGE } else { PAGE * (view.more_results + 1) };
    let mut end = least;
    // A day that was cut off would look like a whole one.
    while end < count.min(least + PAGE) && day(&events[end]) == day(&events[end - 1]) {
        end += 1;
    }
    events.truncate(end);
    let days = found(&events, view);
    let rest = if is_latest_only && count >= PAGE { PAGE } else { PAGE.min(count - events.len()) };
    let more = (rest > 0).then(|| {
        let words = text.show_more(as_count(rest));
        button(view, words, PageAction::More).class("button needs-app")
    });
    let mut said = el::p().class("found").attr(attr::ROLE, "status");
    let mut more_said = el::p().class("hint");
    let is_held_up = view.paused || view.trouble.is_some();
    if is_partial && (search.is_any() || view.more_results > 0) {
        let clock = view.clock.clone();
        more_said.push(live(move || {
            let tenths = i64::from(clock.get().received);
            let size = [&*decimal(tenths / 10, 1), ".", &decimal(tenths % 10, 1)].concat();
            let words = if is_held_up { text.latest_only().to_owned() } else { text.loading_history(&size) };
            el::span().child(words).into()
        }));
    }
    if search.is_any() {
        said = said.child(match (count, events.len()) {
            // There may be some in the rest.
            (0, _) if is_partial && !is_held_up => String::new(),
            (0, _) => text.found_nothing().to_owned(),
            (_, shown) if shown < count => text.found_some(&counted(as_count(count)), &counted(as_count(shown))),
            _ => text.found(as_count(count)),
        });
        if !is_partial && !search.words.is_empty() && view.incidents().is_some_and(IncidentList::lacks_updates) {
            more_said = more_said.child(text.updates_not_searched());
        }
    } else if count == 0 && data.is_complete() {
        said = said.child(text.never());
    }
    // Also on paper it has to be clear which year a day is in.
    let list = view! { <DayList days=&days year=None view/> };
    let heading = el::h2().class("visually-hidden").child(text.by_day());
    let save = |words: &'static str, action| button(view, words, action).class("button").into();
    let buttons: [Node; 3] = [
        save(text.save_csv(), PageAction::Save(FileFormat::Csv)),
        save(text.save_json(), PageAction::Save(FileFormat::Json)),
        save(text.print(), PageAction::Print),
    ];
    let buttons = (count > 0).then(|| el::div().class("take-away needs-app").children(buttons));
    let report = view! { <Report events=&events view/> };
    [heading.into(), said.into(), more_said.into(), report.into(), list.into(), more.into(), buttons.into()].into()
}

/// The results of a search, the latest first.
fn found_events(view: &PageView) -> Vec<Event<'_>> {
    let Some(data) = &view.data else { return Vec::new() };
    let search = &view.search;
    let as_of = view.assessment.as_of.unwrap_or(Timestamp::MAX);
    let span = search.filters.span(&*view.formatting.zone);
    let mut events: Vec<Event<'_>> = Vec::new();
    for (place, event) in Event::all(data).into_iter().enumerate() {
        let has_words = view.searched.as_ref().is_none_or(|texts| contains(&texts[place], &search.words));
        if has_words && search.filters.pass(event, as_of, span) {
            events.push(event);
        }
    }
    events
}

/// On paper: what this is, which days it covers, and when it was printed.
#[component(transparent)]
fn Report<'a>(
    /// The events shown, the latest first.
    events: &'a [Event<'a>],
    /// The page.
    view: &'a PageView,
) -> Node {
    let (formatting, text) = (&view.formatting, view.formatting.text);
    let starts = || events.iter().filter_map(|event| event.start());
    let (Some(first), Some(last)) = (starts().min(), starts().max()) else { return nothing() };
    let zone = &*formatting.zone;
    let days = text.shared().days(Date::of(first, zone), Date::of(last, zone), None);
    let (site, clock, zone) = (formatting.config.title.clone(), view.clock.clone(), formatting.zone.clone());
    let line = live(move || {
        let time = clock.get().present.map(|now| text.shared().long_moment(now, &*zone)).unwrap_or_default();
        el::span().child(text.report(&site, &days, &time)).into()
    });
    el::p().class("report").child(line).into()
}

/// All that a search finds, as a table of texts: fields end with a unit separator, rows with a record separator. The first
/// row has the names of the fields.
pub fn table_of_results(view: &PageView) -> String {
    let (links, text) = (&view.formatting.links, view.formatting.text.shared());
    let mut table = String::new();
    let mut row = |fields: [&str; 9]| {
        for field in fields {
            for c in field.chars() {
                table.push(if c.is_control() { ' ' } else { c });
            }
            table.push('\u{1f}');
        }
        table.push('\u{1e}');
    };
    row(["kind", "id", "name", "impact", "status", "started", "ended", "components", "address"]);
    for event in found_events(view) {
        let time = |at: Option<Timestamp>| at.map(Timestamp::to_iso).unwrap_or_default();
        let mut components = String::new();
        for id in affected(event, view) {
            components += if components.is_empty() { "" } else { ", " };
            components += view.formatting.config.component(id).map_or(id.as_str(), |component| &component.name);
        }
        let (started, ended) = (time(event.start()), time(event.end().filter(|_| !event.is_open(view.present))));
        match event {
            Event::Incident(of) => row([
                "incident",
                of.id.as_str(),
                text.name(&of.name),
                of.impact.as_str(),
                of.status.as_str(),
                &started,
                &ended,
                &components,
                &links.incident(&of.id),
            ]),
            Event::Maintenance(of) => row([
                "maintenance",
                of.id.as_str(),
                text.maintenance_name(&of.name),
                "",
                view.state(of).as_str(),
                &started,
                &ended,
                &components,
                &links.maintenance(&of.id),
            ]),
        }
    }
    table
}
