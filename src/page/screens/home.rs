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
use leptos::prelude::*;
use model::history::is_ahead;
use model::{Incident, Phase};
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
    let mut incidents: Vec<&Incident> = view.incidents().map_or_else(Vec::new, |list| list.open());
    incidents.retain(|incident| view.phase(incident) == Phase::Open);
    // A published page names it: the browser paints nothing until it is there.
    let hook = (attr::ID, "open");
    view! { <IncidentCards incidents heading=view.formatting.text.open() hook more=PageText::more_open view/> }.into()
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
    let rest = (rest > 0).then(|| el::p().class("hint").child(more(view.formatting.text, as_count(rest))));
    let section = el::section().class("section").attr(hook.0, hook.1);
    section.child(el::h2().child(heading)).child(cards).child(rest).into()
}

/// The last days, as far as there is an answer.
#[component(transparent)]
fn RecentDays<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let Some(list) = view.incidents() else { return nothing() };
    // A page that carries no incident may still know of earlier months.
    let content: Node = if list.incidents().is_empty() && list.is_complete() && months(view).is_empty() {
        el::p().class("empty").child(view.formatting.text.never()).into()
    } else {
        let days = recent(list, view);
        view! { <DayList days=&days view/> }.into()
    };
    el::section().class("section").child(el::h2().child(view.formatting.text.recent())).child(content).into()
}
