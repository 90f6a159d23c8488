//! The facts of an incident: impact and status, beginning and length.

use super::badge::{impact_badge, phase_badge};
use super::{Scene, time};
use crate::dom::{Node, el};
use model::{Incident, Phase, Timestamp};
use text::{page, shared};

/// What stands below an incident's name, with when it began and how long it lasted as far as they are to be told. The
/// times stand by themselves: the visitor's zone makes them longer, and that must not move anything else.
pub fn facts(incident: &Incident, phase: Phase, began: Option<Node>, length: Option<String>) -> Node {
    let fact = |fact: Node| el::span().class("fact").child(fact);
    let part = || el::span().class("facts-part");
    let badges = part().child(impact_badge(&incident.impact)).child(" ").child(phase_badge(incident, phase));
    let times = part().child(began.map(fact)).child(" ").child(length.map(|length| fact(length.into())));
    el::p().class("facts").child(badges).child(" ").child(times).into()
}

/// The same with the whole time of the beginning. An open incident's length reaches to the time of the data: that is
/// true whenever it is read.
pub fn full_facts(incident: &Incident, scene: &Scene) -> Node {
    let phase = scene.phase(incident);
    let before = match phase {
        Phase::Upcoming => return facts(incident, phase, incident.created.map(|at| time::starts(at, scene)), None),
        Phase::Cancelled => shared::PLANNED,
        Phase::Open | Phase::Resolved => page::BEGAN,
    };
    let began = [before.into(), " ".into(), time::moment(incident.created, &scene.setting.zone)];
    facts(incident, phase, Some(began.into()), length(incident, phase, scene.standing.as_of))
}

/// How long the incident lasted, or has been open; `None` when that cannot be told.
pub fn length(incident: &Incident, phase: Phase, as_of: Option<Timestamp>) -> Option<String> {
    let created = incident.created?;
    match (phase, incident.resolved, as_of) {
        (Phase::Open, _, Some(now)) if now >= created => Some(page::open_for(now.since(created))),
        (Phase::Resolved, Some(resolved), _) => Some(page::lasted(resolved.since(created))),
        (Phase::Upcoming | Phase::Cancelled | Phase::Open | Phase::Resolved, ..) => None,
    }
}
