//! The front page: the overall status, open incidents, components, upcoming incidents, the last days.

use crate::components::banner::Banner;
use crate::components::component_list::ComponentList;
use crate::components::day_list::{DayList, recent};
use crate::components::incident_card::IncidentCard;
use crate::components::month_links::{MonthLinks, months};
use crate::components::notice::Notices;
use crate::components::skeleton::Skeleton;
use crate::components::{PageView, Waiting};
use crate::dom::attr::AttributeName;
use crate::dom::{Node, Row, attr, el, nothing, rows};
use contract::route::Route;
use leptos::prelude::*;
use model::history::is_ahead;
use model::{Date, Incident, Phase};
use text::{PageText, as_count};

/// How many open incidents are shown in full.
const MOST: usize = 50;

/// The screen.
#[component(transparent)]
pub fn HomeScreen<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    // Nothing for the first moments: a banner that changes at once would look like a fault.
    let greeted = view.waiting != Waiting::Briefly || !view.is_awaited();
    [
        if greeted { view! { <Banner view/> }.into() } else { nothing() },
        view! { <Notices view/> }.into(),
        view! { <Skeleton waiting=view.waiting text=view.formatting.text/> }.into(),
        view! { <OpenIncidents view/> }.into(),
        view! { <ComponentList view/> }.into(),
        view! { <UpcomingIncidents view/> }.into(),
        view! { <RecentDays view/> }.into(),
        view! { <MonthLinks view/> }.into(),
    ]
    .into()
}

/// The open incidents that have begun.
#[component(transparent)]
fn OpenIncidents<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let incidents = open_incidents(view);
    // A published page names it: the browser paints nothing until it is there.
    let hook = (attr::ID, "open");
    view! { <IncidentCards incidents heading=view.formatting.text.open() hook more=PageText::more_open view/> }.into()
}

fn open_incidents(view: &PageView) -> Vec<&Incident> {
    let mut incidents: Vec<&Incident> = view.incidents().map_or_else(Vec::new, |list| list.open());
    incidents.retain(|incident| view.phase(incident) == Phase::Open);
    incidents
}

/// Incidents that begin in the future, the soonest first; cancelled ones stay until the day that they were planned for.
#[component(transparent)]
fn UpcomingIncidents<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let mut incidents: Vec<&Incident> =
        view.incidents().map_or_else(Vec::new, |list| list.incidents().iter().collect());
    incidents.retain(|incident| match view.phase(incident) {
        Phase::Upcoming => true,
        Phase::Open => false,
        Phase::Cancelled | Phase::Resolved => {
            incident.created.is_some_and(|start| is_ahead(start, view.assessment.as_of))
        }
    });
    // The list has the latest first.
    incidents.reverse();
    let hook = (attr::DATA_SECTION, "upcoming");
    view! { <IncidentCards incidents heading=view.formatting.text.shared().upcoming() hook more=PageText::more view/> }
        .into()
}

/// A section with a card for each incident; nothing without any.
#[component(transparent)]
fn IncidentCards<'a>(
    /// The incidents.
    incidents: Vec<&'a Incident>,
    /// The heading of the section.
    heading: &'static str,
    /// An attribute by which others find the section.
    hook: (AttributeName, &'static str),
    /// The sentence about those that are too many to be shown.
    more: fn(PageText, i64) -> String,
    /// The page.
    view: &'a PageView,
) -> Node {
    if incidents.is_empty() {
        return nothing();
    }
    let rest = incidents.len().saturating_sub(MOST);
    // The same elements as long as an incident is in the section, wherever its card moves.
    let card = |incident: &&Incident| {
        let incident = *incident;
        Row::new(incident.id.as_str().to_owned(), view! { <IncidentCard incident view/> })
    };
    let cards = el::div().class("cards").child(rows(incidents.iter().take(MOST).map(card).collect()));
    let rest = (rest > 0).then(|| {
        let hint = el::p().class("hint").attr(attr::DATA_REST, rest.to_string());
        hint.child(more(view.formatting.text, as_count(rest)))
    });
    let section = el::section().class("section").attr(hook.0, hook.1);
    // The banner says that incidents are open: in sight, a heading would only push them down.
    let is_hidden = hook.0 == attr::ID;
    let title = if is_hidden { el::h2().class("visually-hidden") } else { el::h2() };
    section.child(title.child(heading)).child(cards).child(rest).into()
}

/// The last days, as far as there is an answer.
#[component(transparent)]
fn RecentDays<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let Some(list) = view.incidents() else { return nothing() };
    // A page that carries no incident may still know of earlier months.
    let text = view.formatting.text;
    let newest = months(view).first().copied();
    let content: Node = if list.incidents().is_empty() && list.is_complete() && newest.is_none() {
        el::p().class("empty").child(text.never()).into()
    } else {
        let mut above = open_incidents(view);
        above.truncate(MOST);
        let days = recent(list, &above, view);
        let year = view.assessment.as_of.map(|at| Date::of(at, &*view.formatting.zone).year());
        view! { <DayList days=&days year view/> }.into()
    };
    let month = newest.map(|month| {
        let address = view.formatting.links.to(&Route::Month(month));
        el::a().class("quiet").attr(attr::HREF, address).child(text.month_heading(month))
    });
    let head = el::div().class("section-head").child(el::h2().child(text.recent())).child(month);
    el::section().class("section").child(head).child(content).into()
}
