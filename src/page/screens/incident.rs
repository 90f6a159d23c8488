//! One incident in full.

use super::{BackLink, Message};
use crate::components::affected::AffectedComponents;
use crate::components::facts::FullFacts;
use crate::components::freshness::{Controls, Freshness};
use crate::components::incident_card::article;
use crate::components::notice::Notices;
use crate::components::skeleton::Skeleton;
use crate::components::time::DateTime;
use crate::components::timeline::IncidentTimeline;
use crate::components::{PageView, Subject};
use crate::dom::{Node, attr, el, nothing};
use leptos::prelude::*;
use model::{Incident, Phase};
use text::{page, shared};

/// The screen.
#[component(transparent)]
pub fn IncidentScreen<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let content: Node = match &view.subject {
        Subject::Waiting(waiting) => view! { <Skeleton waiting=*waiting/> }.into(),
        Subject::Found(incident) => view! { <FullIncident incident view/> }.into(),
        Subject::Missing => view! { <Message heading=page::MISSING text=page::MISSING_NEXT.to_owned()/> }.into(),
        Subject::Failed(error) => {
            view! { <Message heading=page::INCIDENT_FAILED text=page::incident_failed(error)/> }.into()
        }
    };
    let freshness = el::div().class("pulse").child(view! { <Freshness view/> }).child(view! { <Controls view/> });
    [view! { <BackLink view/> }.into(), content, freshness.into(), view! { <Notices view/> }.into()].into()
}

/// The incident with its whole timeline.
#[component(transparent)]
fn FullIncident<'a>(
    /// The incident.
    incident: &'a Incident,
    /// The page.
    view: &'a PageView,
) -> Node {
    let resolved = incident.resolved.filter(|_| !incident.is_open());
    let resolved = resolved.map(|at| {
        let ended = if view.phase(incident) == Phase::Cancelled { shared::CALLED_OFF } else { page::RESOLVED };
        let at = view! { <DateTime at=Some(at) zone=&view.formatting.zone/> };
        el::p().class("facts").child(el::span().child(ended).child(" ").child(at))
    });
    let name = shared::name(&incident.name).to_owned();
    let name = el::h1().class("name").attr(attr::TABINDEX, "-1").attr(attr::DIR, "auto").child(name);
    let head = el::div().class("incident").child(name).child(view! { <FullFacts incident view/> }).child(resolved);
    let affected = view! { <AffectedComponents incident view/> }.into();
    let timeline = view! { <IncidentTimeline incident most=usize::MAX view/> }.into();
    article(incident)
        .child(head)
        .child(view! { <Section heading=page::AFFECTED content=affected/> })
        .child(view! { <Section heading=page::TIMELINE content=timeline/> })
        .into()
}

/// A section with a heading; nothing if it would be empty.
#[component(transparent)]
fn Section(
    /// The heading.
    heading: &'static str,
    /// The content.
    content: Node,
) -> Node {
    if content.is_nothing() {
        return nothing();
    }
    el::section().class("section").child(el::h2().child(heading)).child(el::div().child(content)).into()
}
