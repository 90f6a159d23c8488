//! The facts of an incident: impact and status, beginning and length.

use super::badge::{impact_badge, stage_badge};
use super::node::{Node, el};
use super::{Scene, time};
use crate::domain::{Incident, Timestamp};
use crate::message::page;

/// What stands below an incident's name, with when it began and how long it lasted as far as they are to be told. The
/// times stand by themselves: the visitor's zone makes them longer, and that must not move anything else.
pub fn facts(incident: &Incident, began: Option<Node>, length: Option<String>) -> Node {
    let fact = |fact: Node| el("span").class("fact").child(fact);
    let part = || el("span").class("facts-part");
    let badges = part().child(impact_badge(&incident.impact)).child(" ").child(stage_badge(&incident.status));
    let times = part().child(began.map(fact)).child(" ").child(length.map(|length| fact(length.into())));
    el("p").class("facts").child(badges).child(" ").child(times).into()
}

/// The same with the whole time of the beginning. An open incident's length reaches to the time of the data: that is
/// true whenever it is read.
pub fn full_facts(incident: &Incident, scene: &Scene) -> Node {
    let began = [page::BEGAN.into(), " ".into(), time::moment(incident.created, &scene.setting.zone)];
    facts(incident, Some(began.into()), length(incident, scene.standing.as_of))
}

/// How long the incident lasted, or has been open; `None` when that cannot be told.
pub fn length(incident: &Incident, as_of: Option<Timestamp>) -> Option<String> {
    let created = incident.created?;
    match (incident.is_open(), incident.resolved, as_of) {
        (true, _, Some(now)) if now >= created => Some(page::open_for(now.since(created))),
        (false, Some(resolved), _) if resolved >= created => Some(page::lasted(resolved.since(created))),
        (true, ..) | (false, ..) => None,
    }
}
