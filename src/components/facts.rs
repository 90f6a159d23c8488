//! The facts of an incident in a line: impact, status, length, and times.

use super::PageView;
use super::badge::{ImpactBadge, PhaseBadge};
use super::sentence::sentence;
use super::time::{DateTime, StartTime, Time};
use crate::dom::{Node, el};
use leptos::prelude::*;
use model::{Duration, Incident, Phase, Timestamp};
use text::Printed;

/// The facts below an incident's name. An open incident's length reaches to the time of the data: that is true whenever it
/// is read. The times come last and have their own room, as the visitor's zone makes them longer, and that must not move
/// anything.
#[component(transparent)]
pub fn Facts<'a>(
    /// The incident.
    incident: &'a Incident,
    /// The page.
    view: &'a PageView,
) -> Node {
    let (phase, text) = (view.phase(incident), view.formatting.text);
    let length = length(incident, phase, view.assessment.as_of).map(|length| {
        let length = text.shared().length(length);
        fact(if phase == Phase::Open { text.open_for(&length) } else { text.lasted(&length) }.into())
    });
    let zone = &view.formatting.zone;
    let start = match (phase, incident.created) {
        (_, None) => text.shared().start_unknown().into(),
        (Phase::Upcoming, Some(at)) => view! { <StartTime at view/> }.into(),
        (Phase::Cancelled | Phase::Open | Phase::Resolved, at) => {
            let at = view! { <DateTime at zone text=text.shared()/> };
            let start = if phase == Phase::Cancelled { text.shared().planned_for() } else { text.shared().began() };
            sentence(start, at.into()).into()
        }
    };
    let end = end(incident).map(|at| {
        let mut above = printed_start(incident, view);
        let at = view! { <Time at text=text.shared().time_below(at, &**zone, &mut above)/> };
        let end = if phase == Phase::Cancelled { text.shared().cancelled_at() } else { text.shared().resolved_at() };
        fact(sentence(end, at.into()).into())
    });
    let class = if end.is_some() { "when both" } else { "when" };
    let times = el::span().class(class).child(fact(start)).child(" ").child(end);
    el::p()
        .class("facts")
        .child(view! { <ImpactBadge impact=&incident.impact text=text.shared()/> })
        .child(" ")
        .child(view! { <PhaseBadge incident phase text=text.shared()/> })
        .child(" ")
        .child(length)
        .child(" ")
        .child(times)
        .into()
}

/// A fact in a line of them.
pub fn fact(fact: Node) -> Node {
    el::span().class("fact").child(fact).into()
}

/// How long the incident lasted, or has been open; `None` when that isn't known.
pub fn length(incident: &Incident, phase: Phase, as_of: Option<Timestamp>) -> Option<Duration> {
    let created = incident.created?;
    match (phase, incident.resolved, as_of) {
        (Phase::Open, _, Some(now)) if now >= created => Some(now.since(created)),
        (Phase::Resolved, Some(resolved), _) => Some(resolved.since(created)),
        (Phase::Upcoming | Phase::Cancelled | Phase::Open | Phase::Resolved, ..) => None,
    }
}

/// The day and the offset that the facts have printed last.
pub fn printed(incident: &Incident, view: &PageView) -> Printed {
    let start = printed_start(incident, view);
    end(incident).map_or(start, |at| Printed::of(at, &*view.formatting.zone))
}

fn printed_start(incident: &Incident, view: &PageView) -> Printed {
    incident.created.map_or_else(Printed::default, |at| Printed::of(at, &*view.formatting.zone))
}

/// When it ended. An open one may have been resolved before.
fn end(incident: &Incident) -> Option<Timestamp> {
    incident.resolved.filter(|_| !incident.is_open())
}
