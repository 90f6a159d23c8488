//! One incident in full.

use super::{BackLink, Message};
use crate::components::affected::AffectedComponents;
use crate::components::facts::FullFacts;
use crate::components::freshness::{Controls, Freshness};
use crate::components::incident_card::article;
use crate::components::notice::Notices;
use crate::components::sentence::sentence;
use crate::components::skeleton::Skeleton;
use crate::components::time::DateTime;
use crate::components::timeline::IncidentTimeline;
use crate::components::{PageView, Subject};
use crate::dom::{Node, attr, el, nothing};
use leptos::prelude::*;
use model::{Incident, Phase};

/// The screen.
#[component(transparent)]
pub fn IncidentScreen<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let text = view.formatting.text;
    let content: Node = match &view.subject {
        Subject::Waiting(waiting) => view! { <Skeleton waiting=*waiting text/> }.into(),
        Subject::Found(incident) => view! { <FullIncident incident view/> }.into(),
        Subject::Missing => view! { <Message heading=text.missing() text=text.missing_next().to_owned()/> }.into(),
        Subject::Failed(error) => {
            let next = text.incident_failed_next(&text.shared().happened(error));
            view! { <Message heading=text.incident_failed() text=next/> }.into()
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
    let text = view.formatting.text;
    let resolved = incident.resolved.filter(|_| !incident.is_open());
    let resolved = resolved.map(|at| {
        let is_cancelled = view.phase(incident) == Phase::Cancelled;
        let at = view! { <DateTime at=Some(at) zone=&view.formatting.zone text=text.shared()/> };
        let ended =
            sentence(if is_cancelled { text.shared().cancelled_at() } else { text.shared().resolved_at() }, at.into());
        el::p().class("facts").child(el::span().children(ended))
    });
    let name = text.shared().name(&incident.name).to_owned();
    let name = el::h1().class("name").attr(attr::TABINDEX, "-1").attr(attr::DIR, "auto").child(name);
    let head = el::div().class("incident").child(name).child(view! { <FullFacts incident view/> }).child(resolved);
    let affected = view! { <AffectedComponents incident view/> }.into();
    let timeline = view! { <IncidentTimeline incident most=usize::MAX view/> }.into();
    article(incident)
        .child(head)
        .child(view! { <Section heading=text.affected() content=affected/> })
        .child(view! { <Section heading=text.timeline() content=timeline/> })
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
