//! The facts of an incident: impact and status, beginning and length.

use super::PageView;
use super::badge::{ImpactBadge, PhaseBadge};
use super::sentence::sentence;
use super::time::{DateTime, StartTime};
use crate::dom::{Node, el};
use leptos::prelude::*;
use model::{Incident, Phase, Timestamp};
use text::PageText;

/// The facts below an incident's name. The times have their own part: the visitor's zone makes them longer, and that must
/// not move anything else.
#[component(transparent)]
pub fn Facts<'a>(
    /// The incident.
    incident: &'a Incident,
    /// How far it is.
    phase: Phase,
    /// When it began, if it's shown.
    began: Option<Node>,
    /// How long it lasted, if it's shown.
    length: Option<String>,
    /// The messages.
    text: PageText,
) -> Node {
    let fact = |fact: Node| el::span().class("fact").child(fact);
    let part = || el::span().class("facts-part");
    let badges = part().child(view! { <ImpactBadge impact=&incident.impact text=text.shared()/> }).child(" ");
    let badges = badges.child(view! { <PhaseBadge incident phase text=text.shared()/> });
    let times = part().child(began.map(fact)).child(" ").child(length.map(|length| fact(length.into())));
    el::p().class("facts").child(badges).child(" ").child(times).into()
}

/// The same with the whole time of the beginning. An open incident's length reaches to the time of the data: that is
/// true whenever it is read.
#[component(transparent)]
pub fn FullFacts<'a>(
    /// The incident.
    incident: &'a Incident,
    /// The page.
    view: &'a PageView,
) -> Node {
    let (phase, text) = (view.phase(incident), view.formatting.text);
    let began = match phase {
        Phase::Upcoming => {
            let began = incident.created.map(|at| view! { <StartTime at view/> }.into_inner());
            return view! { <Facts incident phase began length=None text/> }.into();
        }
        Phase::Cancelled => text.shared().planned_for(),
        Phase::Open | Phase::Resolved => text.shared().began(),
    };
    let began = match incident.created {
        Some(at) => {
            let at = view! { <DateTime at=Some(at) zone=&view.formatting.zone text=text.shared()/> };
            sentence(began, at.into()).into()
        }
        None => text.shared().start_unknown().into(),
    };
    let began = Some(began);
    let length = length(incident, phase, view.assessment.as_of, text);
    view! { <Facts incident phase began length text/> }.into()
}

/// How long the incident lasted, or has been open; `None` when that isn't known.
pub fn length(incident: &Incident, phase: Phase, as_of: Option<Timestamp>, text: PageText) -> Option<String> {
    let created = incident.created?;
    match (phase, incident.resolved, as_of) {
        (Phase::Open, _, Some(now)) if now >= created => Some(text.open_for(&text.shared().length(now.since(created)))),
        (Phase::Resolved, Some(resolved), _) => Some(text.lasted(&text.shared().length(resolved.since(created)))),
        (Phase::Upcoming | Phase::Cancelled | Phase::Open | Phase::Resolved, ..) => None,
    }
}
