//! A maintenance that goes on or is planned: its name, how far it is, its window, message and components.

use super::affected::AffectedNames;
use super::badge::Badge;
use super::facts::fact;
use super::incident_card::{name, short_name};
use super::message::Message;
use super::sentence::sentence;
use super::time::{DateTime, StartTime, Time, TimeAhead};
use super::{PageView, Tone};
use crate::dom::{Element, Node, attr, el};
use contract::route::slug;
use leptos::prelude::*;
use model::{Duration, Maintenance, MaintenanceState};
use text::{PageText, Printed, SharedText};

/// The card.
#[component(transparent)]
pub fn MaintenanceCard<'a>(
    /// The maintenance.
    maintenance: &'a Maintenance,
    /// The page.
    view: &'a PageView,
) -> Node {
    let address = view.formatting.links.maintenance(&maintenance.id);
    let own_name = short_name(view.formatting.text.shared().maintenance_name(&maintenance.name));
    let link = el::a().attr(attr::HREF, address).child(own_name);
    maintenance_article(maintenance, view)
        .class("incident")
        .child(name(el::h3(), name_id(maintenance)).child(link))
        .child(view! { <MaintenanceFacts maintenance view/> })
        .child(view! { <MaintenanceDetails maintenance view/> })
        .into()
}

/// The components that are worked on, and the message.
#[component(transparent)]
pub fn MaintenanceDetails<'a>(
    /// The maintenance.
    maintenance: &'a Maintenance,
    /// The page.
    view: &'a PageView,
) -> Node {
    let message = (!maintenance.message.trim().is_empty()).then(|| view! { <Message text=&maintenance.message/> });
    let names = maintenance.components.iter().collect();
    [view! { <AffectedNames names view/> }.into(), message.into()].into()
}

/// The element of a maintenance, with the hooks that styles, tests and users rely on.
pub fn maintenance_article(maintenance: &Maintenance, view: &PageView) -> Element {
    el::article()
        .attr(attr::DATA_MAINTENANCE, maintenance.id.as_str().to_owned())
        .attr(attr::DATA_STATE, view.state(maintenance).as_str())
        .attr(attr::DATA_TONE, Tone::Maintenance.as_str())
        .attr(attr::ARIA_LABELLEDBY, name_id(maintenance))
}

/// The ID of its name.
pub fn name_id(maintenance: &Maintenance) -> String {
    ["maintenance-", &slug(maintenance.id.as_str())].concat()
}

/// Its key among incidents, whose ids never begin with a blank.
pub fn row_key(maintenance: &Maintenance) -> String {
    [" ", maintenance.id.as_str()].concat()
}

/// That it is a maintenance: a shape in its colour, and the word.
#[component(transparent)]
pub fn MaintenanceBadge(
    /// The messages.
    text: SharedText,
) -> Node {
    view! { <Badge class="badge" tone=Tone::Maintenance.as_str() text=text.maintenance().to_owned()/> }.into()
}

/// How far a maintenance is.
#[component(transparent)]
pub fn StateBadge(
    /// How far.
    state: MaintenanceState,
    /// The messages.
    text: SharedText,
) -> Node {
    let tone = match state {
        MaintenanceState::Upcoming => "upcoming",
        MaintenanceState::InProgress => "monitoring",
        MaintenanceState::Overrun => "identified",
        MaintenanceState::Completed => "resolved",
        MaintenanceState::Cancelled => "cancelled",
    };
    view! { <Badge class="stage" tone text=text.maintenance_state(state).to_owned()/> }.into()
}

/// How far it is, how long it takes, and its window; of a planned end that is ahead, how long until then.
#[component(transparent)]
pub fn MaintenanceFacts<'a>(
    /// The maintenance.
    maintenance: &'a Maintenance,
    /// The page.
    view: &'a PageView,
) -> Node {
    let (state, text, zone) = (view.state(maintenance), view.formatting.text, &view.formatting.zone);
    let length = maintenance_length(maintenance, state).map(|length| {
        let length = text.shared().length(length);
        let is_over = state == MaintenanceState::Completed;
        fact(if is_over { text.lasted(&length) } else { text.expected(&length) }.into())
    });
    let start: Node = match (state, maintenance.start()) {
        (_, None) => text.shared().start_unknown().into(),
        (MaintenanceState::Upcoming, Some(at)) => view! { <StartTime at view/> }.into(),
        (_, at) => {
            let at = view! { <DateTime at zone text=text.shared()/> };
            let is_planned = state == MaintenanceState::Cancelled;
            let start = if is_planned { text.shared().planned_for() } else { text.shared().began() };
            sentence(start, at.into()).into()
        }
    };
    let (words, at): (fn(PageText) -> [String; 2], _) = match state {
        MaintenanceState::Upcoming | MaintenanceState::InProgress => (PageText::ends, maintenance.planned_end),
        MaintenanceState::Overrun => (PageText::overran, maintenance.planned_end),
        MaintenanceState::Completed => (PageText::ended, maintenance.end()),
        MaintenanceState::Cancelled => (|text| text.shared().cancelled_at(), maintenance.cancelled),
    };
    let end = at.map(|at| {
        let mut above = maintenance.start().map_or_else(Printed::default, |at| Printed::of(at, &**zone));
        let time = text.shared().time_below(at, &**zone, &mut above);
        fact(match state {
            MaintenanceState::InProgress => {
                view! { <TimeAhead at time words=words(text) words_in=PageText::ends_in view/> }.into()
            }
            _ => sentence(words(text), view! { <Time at text=time/> }.into()).into(),
        })
    });
    let class = if end.is_some() { "when both" } else { "when" };
    let times = el::span().class(class).child(fact(start)).child(" ").child(end);
    el::p()
        .class("facts")
        .child(view! { <MaintenanceBadge text=text.shared()/> })
        .child(" ")
        .child(view! { <StateBadge state text=text.shared()/> })
        .child(" ")
        .child(length)
        .child(" ")
        .child(times)
        .into()
}

/// How long it took, or is expected to take; `None` where that isn't known, or no longer holds.
pub fn maintenance_length(maintenance: &Maintenance, state: MaintenanceState) -> Option<Duration> {
    match state {
        MaintenanceState::Completed => Some(maintenance.end()?.since(maintenance.start()?)),
        MaintenanceState::Upcoming | MaintenanceState::InProgress => {
            Some(maintenance.planned_end?.since(maintenance.planned_start?))
        }
        MaintenanceState::Overrun | MaintenanceState::Cancelled => None,
    }
}
