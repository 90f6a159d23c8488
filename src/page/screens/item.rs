//! One incident or maintenance in full.

use super::Message;
use crate::components::affected::AffectedComponents;
use crate::components::facts::Facts;
use crate::components::freshness::{Freshness, button};
use crate::components::incident_card::{article, name, name_id, short_name};
use crate::components::maintenance_card::{self, MaintenanceDetails, MaintenanceFacts, maintenance_article};
use crate::components::notice::Notices;
use crate::components::skeleton::Skeleton;
use crate::components::timeline::IncidentTimeline;
use crate::components::{PageAction, PageView, Subject};
use crate::dom::{Node, attr, el, nothing};
use leptos::prelude::*;
use model::history::neighbours;
use model::{Incident, Maintenance, Phase};

/// The screen. One without its item keeps no room for what never comes.
#[component(transparent)]
pub fn ItemScreen<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let (formatting, text) = (&view.formatting, view.formatting.text);
    match &view.subject {
        Subject::Waiting(waiting) => {
            [view! { <Skeleton waiting=*waiting text/> }.into(), view! { <Pulse view/> }.into()].into()
        }
        Subject::Found(incident) => view! { <FullIncident incident view/> }.into(),
        Subject::Maintenance(maintenance) => view! { <FullMaintenance maintenance view/> }.into(),
        Subject::Missing => {
            let heading = text.missing(&view.route);
            let message = view! { <Message formatting heading text=text.not_found_cause().to_owned()/> };
            [message.into(), view! { <Notices view/> }.into()].into()
        }
        Subject::Failed(error) => {
            let next = text.incident_failed_next(&text.shared().happened(error));
            let message = view! { <Message formatting heading=text.incident_failed() text=next/> };
            [message.into(), view! { <Pulse view/> }.into()].into()
        }
    }
}

/// How fresh the screen is, and notices about that.
#[component(transparent)]
pub fn Pulse<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    [view! { <Freshness view/> }.into(), view! { <Notices view/> }.into()].into()
}

/// The incident with its whole timeline. While it's open, the top of the page has its tone.
#[component(transparent)]
fn FullIncident<'a>(
    /// The incident.
    incident: &'a Incident,
    /// The page.
    view: &'a PageView,
) -> Node {
    let text = view.formatting.text;
    let own_name = text.shared().name(&incident.name).to_owned();
    let mut subject = article(incident).class("subject");
    if view.phase(incident) == Phase::Open {
        subject = subject.attr(attr::DATA_OPEN, "true");
    }
    let timeline = view! { <IncidentTimeline incident most=usize::MAX has_links=true view/> };
    let updates = el::section().class("section").child(el::h2().child(text.timeline())).child(timeline);
    let subject = subject
        .child(name(el::h1().attr(attr::TABINDEX, "-1"), name_id(incident)).child(own_name))
        .child(view! { <Facts incident view/> })
        .child(view! { <Pulse view/> })
        .child(view! { <AffectedComponents incident has_origins=true view/> })
        .child(updates)
        .child(view! { <CopyLink view/> });
    [subject.into(), view! { <Neighbours incident view/> }.into()].into()
}

/// The maintenance. While it goes on, the top of the page has its tone.
#[component(transparent)]
fn FullMaintenance<'a>(
    /// The maintenance.
    maintenance: &'a Maintenance,
    /// The page.
    view: &'a PageView,
) -> Node {
    let own_name = view.formatting.text.shared().maintenance_name(&maintenance.name).to_owned();
    let mut subject = maintenance_article(maintenance, view).class("subject");
    if view.state(maintenance).is_active() {
        subject = subject.attr(attr::DATA_OPEN, "true");
    }
    let heading = name(el::h1().attr(attr::TABINDEX, "-1"), maintenance_card::name_id(maintenance)).child(own_name);
    subject
        .child(heading)
        .child(view! { <MaintenanceFacts maintenance view/> })
        .child(view! { <Pulse view/> })
        .child(view! { <MaintenanceDetails maintenance view/> })
        .child(view! { <CopyLink view/> })
        .into()
}

/// A button that copies the address, with the update in it that a visitor has followed the link of.
#[component(transparent)]
fn CopyLink<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let text = view.formatting.text;
    let words = if view.has_copied { text.link_copied() } else { text.copy_link() };
    let copy = button(view, words, PageAction::CopyLink).class("button");
    el::p().class("take-away needs-app").child(copy).into()
}

/// Links to the incidents that began before and after. A published page carries these two beside its own, so that they're
/// the same before and after the list has come.
#[component(transparent)]
fn Neighbours<'a>(
    /// The incident.
    incident: &'a Incident,
    /// The page.
    view: &'a PageView,
) -> Node {
    let Some(list) = view.incidents() else { return nothing() };
    let text = view.formatting.text;
    let mut links = Vec::new();
    let Some(place) = list.incidents().iter().position(|other| other.id == incident.id) else { return nothing() };
    let [before, after] = neighbours(list.incidents(), place);
    for (other, rel, label) in [(before, "prev", text.previous_incident()), (after, "next", text.next_incident())] {
        if let Some(other) = other {
            let name =
                el::span().class("name").attr(attr::DIR, "auto").child(short_name(text.shared().name(&other.name)));
            let label = el::span().class("label").child(label);
            let link = el::a().attr(attr::HREF, view.formatting.links.incident(&other.id)).attr(attr::REL, rel);
            links.push(el::li().class(rel).child(link.child(label).child(" ").child(name)).into());
        }
    }
    if links.is_empty() {
        return nothing();
    }
    let nav = el::nav().class("neighbours").attr(attr::ARIA_LABEL, text.neighbours());
    nav.child(el::ul().children(links)).into()
}
