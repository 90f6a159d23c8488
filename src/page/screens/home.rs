//! The front page: the overall status, open incidents, maintenances that go on, components, what is upcoming, the last
//! days.

use crate::components::banner::Banner;
use crate::components::component_list::ComponentList;
use crate::components::day_bars::HistoryBars;
use crate::components::day_list::{DayList, recent};
use crate::components::incident_card::IncidentCard;
use crate::components::maintenance_card::{self, MaintenanceCard};
use crate::components::month_links::{MonthLinks, months};
use crate::components::notice::Notices;
use crate::components::skeleton::Skeleton;
use crate::components::{PageView, Waiting};
use crate::dom::attr::AttributeName;
use crate::dom::{Element, Node, Row, attr, el, nothing, rows};
use contract::route::Route;
use leptos::prelude::*;
use model::ascii::decimal;
use model::history::{Event, is_ahead};
use model::{Date, MaintenanceState, Overall, Phase};
use text::{PageText, as_count};

/// How many cards a section has.
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
        view! { <ActiveMaintenances view/> }.into(),
        view! { <ComponentList view/> }.into(),
        view! { <UpcomingEvents view/> }.into(),
        view! { <HistoryBars view/> }.into(),
        view! { <RecentDays view/> }.into(),
        view! { <MonthLinks view/> }.into(),
    ]
    .into()
}

/// The open incidents that have begun.
#[component(transparent)]
pub fn OpenIncidents<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let text = view.formatting.text;
    // A published page names it: the browser paints nothing until it is there.
    let hook = (attr::ID, "open");
    // The banner says that incidents are open: in sight, a heading would only push them down.
    let heading = el::h2().class("visually-hidden").child(text.open());
    view! { <EventCards events=open_incidents(view) heading hook more=PageText::more_open view/> }.into()
}

fn open_incidents(view: &PageView) -> Vec<Event<'_>> {
    let mut incidents = view.incidents().map_or_else(Vec::new, |list| list.open());
    incidents.retain(|incident| view.phase(incident) == Phase::Open);
    incidents.into_iter().map(Event::Incident).collect()
}

/// The maintenances that go on.
#[component(transparent)]
pub fn ActiveMaintenances<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let heading = el::h2().child(view.formatting.text.scheduled_maintenance());
    let is_in_banner = view.assessment.overall == Overall::Maintenance;
    let heading = if is_in_banner { heading.class("visually-hidden") } else { heading };
    let hook = (attr::DATA_SECTION, "maintenance");
    view! { <EventCards events=active_maintenances(view) heading hook more=PageText::more view/> }.into()
}

fn active_maintenances(view: &PageView) -> Vec<Event<'_>> {
    let active = view.data.as_ref().map_or_else(Vec::new, |data| data.maintenances.active(view.present));
    active.into_iter().map(Event::Maintenance).collect()
}

/// The events that go on, and are in full above the days.
pub fn events_above(view: &PageView) -> Vec<Event<'_>> {
    let mut above = open_incidents(view);
    above.truncate(MOST);
    above.extend(active_maintenances(view).into_iter().take(MOST));
    above
}

/// Incidents and maintenances that begin in the future, the soonest first; those that are over already stay until the data
/// has reached the time that they were planned for.
#[component(transparent)]
pub fn UpcomingEvents<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let mut events = view.data.as_ref().map_or_else(Vec::new, Event::all);
    let as_of = view.assessment.as_of;
    events.retain(|event| match event {
        Event::Incident(incident) => match view.phase(incident) {
            Phase::Upcoming => true,
            Phase::Open => false,
            Phase::Cancelled | Phase::Resolved => incident.created.is_some_and(|start| is_ahead(start, as_of)),
        },
        Event::Maintenance(maintenance) => match view.state(maintenance) {
            MaintenanceState::Upcoming => true,
            MaintenanceState::InProgress | MaintenanceState::Overrun => false,
            MaintenanceState::Completed | MaintenanceState::Cancelled => maintenance.start() > as_of,
        },
    });
    // The latest come first in it.
    events.reverse();
    let hook = (attr::DATA_SECTION, "upcoming");
    let heading = el::h2().child(view.formatting.text.shared().upcoming());
    view! { <EventCards events heading hook more=PageText::more view/> }.into()
}

/// A section with a card for each event; nothing without any.
#[component(transparent)]
fn EventCards<'a>(
    /// The events.
    events: Vec<Event<'a>>,
    /// The heading of the section.
    heading: Element,
    /// An attribute by which others find the section.
    hook: (AttributeName, &'static str),
    /// The sentence about those that are too many to be shown.
    more: fn(PageText, i64) -> String,
    /// The page.
    view: &'a PageView,
) -> Node {
    if events.is_empty() {
        return nothing();
    }
    let rest = events.len().saturating_sub(MOST);
    // The same elements as long as an event is in the section, wherever its card moves.
    let card = |event: &Event<'_>| match *event {
        Event::Incident(incident) => Row::new(incident.id.as_str().to_owned(), view! { <IncidentCard incident view/> }),
        Event::Maintenance(maintenance) => {
            Row::new(maintenance_card::row_key(maintenance), view! { <MaintenanceCard maintenance view/> })
        }
    };
    let cards = el::div().class("cards").child(rows(events.iter().take(MOST).map(card).collect()));
    let rest = (rest > 0).then(|| {
        let hint = el::p().class("hint").attr(attr::DATA_REST, decimal(as_count(rest), 1));
        hint.child(more(view.formatting.text, as_count(rest)))
    });
    let section = el::section().class("section").attr(hook.0, hook.1);
    section.child(heading).child(cards).child(rest).into()
}

/// The last days, as far as there is an answer.
#[component(transparent)]
fn RecentDays<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let Some(data) = &view.data else { return nothing() };
    // A page that carries no incident may still know of earlier months.
    let text = view.formatting.text;
    let newest = months(view).first().copied();
    let content: Node = if data.incidents.incidents().is_empty() && data.is_complete() && newest.is_none() {
        el::p().class("empty").child(text.never()).into()
    } else {
        let days = recent(data, &events_above(view), &[], view.formatting.config.recent_days, view);
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
