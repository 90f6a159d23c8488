//! The history: a search over all incidents and maintenances, and the way to the months and years.

use super::item::Pulse;
use crate::components::day_list::{DayList, found};
use crate::components::freshness::button;
use crate::components::month_links::MonthLinks;
use crate::components::notice::Notices;
use crate::components::skeleton::Skeleton;
use crate::components::{Figures, PageAction, PageView};
use crate::dom::{Node, attr, el, live, nothing};
use leptos::prelude::*;
use model::ascii::decimal;
use model::history::Event;
use model::search::contains;
use model::{Impact, Status, Timestamp};
use text::{PageText, as_count};

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
        view! { <Notices view/> }.into(),
        view! { <SearchForm view/> }.into(),
        view! { <Skeleton waiting=view.waiting text/> }.into(),
        view! { <Results view/> }.into(),
        view! { <Figures component=None view/> }.into(),
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
    el::form().class("search needs-app").attr(attr::ROLE, "search").children(fields).into()
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

/// What was found, the latest first, and how much it is.
#[component(transparent)]
fn Results<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let Some(data) = &view.data else { return nothing() };
    let (text, search) = (view.formatting.text, &view.search);
    let as_of = view.assessment.as_of.unwrap_or(Timestamp::MAX);
    let span = search.filters.span(&*view.formatting.zone);
    let mut events: Vec<Event<'_>> = Vec::new();
    for (place, event) in Event::all(data).into_iter().enumerate() {
        let has_words = view.searched.as_ref().is_none_or(|texts| contains(&texts[place], &search.words));
        if has_words && search.filters.pass(event, as_of, span) {
            events.push(event);
        }
    }
    let count = events.len();
    events.truncate(PAGE * (view.more_results + 1));
    let days = found(&events, view);
    let more = (count > events.len()).then(|| {
        let words = text.show_more(as_count(PAGE.min(count - events.len())));
        button(view, words, PageAction::More).class("button needs-app")
    });
    let mut said = el::p().class("found").attr(attr::ROLE, "status");
    if search.is_any() {
        said = said.child(if count > 0 { text.found(as_count(count)) } else { text.found_nothing().to_owned() });
        // The page's own data is a part of it.
        if view.months.is_some() {
            let (clock, has_failed) = (view.clock.clone(), view.trouble.is_some());
            said = said.child(" ").child(live(move || {
                let tenths = i64::from(clock.get().received);
                let size = [&*decimal(tenths / 10, 1), ".", &decimal(tenths % 10, 1)].concat();
                let words = if has_failed { text.latest_only().to_owned() } else { text.loading_history(&size) };
                el::span().child(words).into()
            }));
        }
    }
    [said.into(), view! { <DayList days=&days year=None view/> }.into(), more.into()].into()
}
