//! The front page: the state of things, what is open, the components, what is upcoming, the last days.

use crate::components::banner::banner;
use crate::components::component_list::component_list;
use crate::components::day_list::{day_list, recent};
use crate::components::incident_card::incident_card;
use crate::components::month_links::{month_links, months};
use crate::components::notice::notices;
use crate::components::skeleton::skeleton;
use crate::components::{Scene, Waiting};
use crate::dom::attr::AttributeName;
use crate::dom::{Node, Row, attr, el, nothing, rows};
use model::history::is_ahead;
use model::{Incident, Phase};
use text::{page, shared};

/// How many open incidents are shown in full.
const MOST: usize = 50;

/// The screen.
pub fn home(scene: &Scene) -> Node {
    // Nothing for the first moments: a banner that changes at once would look like a fault.
    let greeted = scene.waiting != Waiting::Briefly || !scene.is_awaited();
    [
        if greeted { banner(scene) } else { nothing() },
        notices(scene),
        skeleton(scene.waiting),
        open_incidents(scene),
        component_list(scene),
        upcoming(scene),
        recent_days(scene),
        month_links(scene),
    ]
    .into()
}

fn open_incidents(scene: &Scene) -> Node {
    let mut open: Vec<&Incident> = scene.list.as_ref().map_or_else(Vec::new, |list| list.open());
    open.retain(|incident| scene.phase(incident) == Phase::Open);
    // A published page names it: the browser paints nothing until it is there.
    cards(&open, page::OPEN, (attr::ID, "open"), page::more_open, scene)
}

/// What begins in the future, the soonest first; what was cancelled stays until the day that it was planned for.
fn upcoming(scene: &Scene) -> Node {
    let mut upcoming: Vec<&Incident> =
        scene.list.as_ref().map_or_else(Vec::new, |list| list.incidents().iter().collect());
    upcoming.retain(|incident| match scene.phase(incident) {
        Phase::Upcoming => true,
        Phase::Open => false,
        Phase::Cancelled | Phase::Resolved => {
            incident.created.is_some_and(|start| is_ahead(start, scene.standing.as_of))
        }
    });
    // The list has the latest first.
    upcoming.reverse();
    cards(&upcoming, shared::UPCOMING, (attr::DATA_SECTION, "upcoming"), page::more, scene)
}

/// A section with a card for each incident; nothing when there are none.
fn cards(
    incidents: &[&Incident],
    heading: &'static str,
    hook: (AttributeName, &'static str),
    more: fn(usize) -> String,
    scene: &Scene,
) -> Node {
    if incidents.is_empty() {
        return nothing();
    }
    let rest = incidents.len().saturating_sub(MOST);
    // The same elements as long as an incident is in the section, wherever its card moves.
    let card = |incident: &&Incident| Row::new(incident.id.as_str().to_owned(), incident_card(incident, scene));
    let cards = el::div().class("cards").child(rows(incidents.iter().take(MOST).map(card).collect()));
    let rest = (rest > 0).then(|| el::p().class("hint").child(more(rest)));
    let section = el::section().class("section").attr(hook.0, hook.1);
    section.child(el::h2().child(heading)).child(cards).child(rest).into()
}

fn recent_days(scene: &Scene) -> Node {
    let Some(list) = &scene.list else { return nothing() };
    // A page that carries no incident may still know of earlier months.
    let content = if list.incidents().is_empty() && list.is_complete() && months(scene).is_empty() {
        el::p().class("empty").child(page::NEVER).into()
    } else {
        day_list(&recent(list, scene), scene)
    };
    el::section().class("section").child(el::h2().child(page::RECENT)).child(content).into()
}
