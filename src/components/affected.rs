//! Components by their status: those that an incident affects, and those that an update changed.

use super::badge::Badge;
use super::facts::printed;
use super::sentence::sentence;
use super::time::Time;
use super::{PageView, Tone, component_name};
use crate::dom::{Node, el, nothing};
use contract::config::Config;
use leptos::prelude::*;
use model::affected::{StatusGroup, affected_by, by_severity, components_of, origin};
use model::{ComponentId, ComponentStatus, Incident, Phase};
use text::SharedText;

/// The components of an incident, the worst status first: of an open one as its newest entries say, of a resolved one the
/// worst that each had. Operational ones aren't affected. If it hasn't begun or never did, only their names.
#[component(transparent)]
pub fn AffectedComponents<'a>(
    /// The incident.
    incident: &'a Incident,
    /// Whether each status says which update it's from.
    #[prop(optional)]
    has_origins: bool,
    /// The page.
    view: &'a PageView,
) -> Node {
    let (phase, config, text) = (view.phase(incident), &view.formatting.config, view.formatting.text.shared());
    let components = match phase {
        Phase::Open => components_of(incident, view.present),
        Phase::Resolved => affected_by(incident, view.present),
        Phase::Upcoming | Phase::Cancelled => components_of(incident, None),
    };
    if !matches!(phase, Phase::Open | Phase::Resolved) {
        let names = components.into_iter().map(|(id, _)| id).collect();
        return view! { <AffectedNames names view/> }.into();
    }
    let affected = components.into_iter().filter(|(_, status)| **status != ComponentStatus::Operational);
    let groups = by_severity(affected);
    if !has_origins || phase != Phase::Open || groups.is_empty() {
        return view! { <ComponentGroups class="affected" groups config text/> }.into();
    }
    let groups = groups.iter().map(|(status, ids)| {
        let origin = |id: &ComponentId| origin(incident, id, status, view.present)?.date;
        group(badge(status, text), ids, config, text, &|id, next| {
            // Once for neighbours that are from the same update.
            let at = origin(id).filter(|at| next.and_then(origin) != Some(*at))?;
            let mut above = printed(incident, view);
            let time = view! { <Time at text=text.time_below(at, &*view.formatting.zone, &mut above)/> };
            let origin = sentence(view.formatting.text.from_this_update(), time.into());
            Some(el::span().class("origin").children(origin).into())
        })
    });
    el::dl().class("affected").children(groups).into()
}

/// Components without a status; nothing without any.
#[component(transparent)]
pub fn AffectedNames<'a>(
    /// The components.
    names: Vec<&'a ComponentId>,
    /// The page.
    view: &'a PageView,
) -> Node {
    if names.is_empty() {
        return nothing();
    }
    let formatting = &view.formatting;
    let label = el::dt().child(formatting.text.affected()).into();
    el::dl()
        .class("affected")
        .child(group(label, &names, &formatting.config, formatting.text.shared(), &|_, _| None))
        .into()
}

/// Components by their status; nothing without any.
#[component(transparent)]
pub fn ComponentGroups<'a>(
    /// The class of the list.
    class: &'static str,
    /// Each status with its components.
    groups: Vec<StatusGroup<'a>>,
    /// The configuration, for their names.
    config: &'a Config,
    /// The messages.
    text: SharedText,
) -> Node {
    if groups.is_empty() {
        return nothing();
    }
    let groups = groups.iter().map(|(status, ids)| group(badge(status, text), ids, config, text, &|_, _| None));
    el::dl().class(class).children(groups).into()
}

/// The label of a group.
fn badge(status: &ComponentStatus, text: SharedText) -> Node {
    let (tone, word) = (Tone::from(status).as_str(), text.component_status(status).to_owned());
    el::dt().child(view! { <Badge class="badge" tone text=word/> }).into()
}

/// A group: its label, and the names of its components, each of which keeps its direction to itself. `note` is what follows
/// the name of a component, by it and the next one.
fn group(
    label: Node,
    ids: &[&ComponentId],
    config: &Config,
    text: SharedText,
    note: &dyn Fn(&ComponentId, Option<&ComponentId>) -> Option<Node>,
) -> Node {
    let mut names = el::dd();
    for (place, id) in ids.iter().enumerate() {
        if place > 0 {
            names = names.child(text.comma());
        }
        names = names.child(el::bdi().child(component_name(config, id).to_owned()));
        if let Some(note) = note(id, ids.get(place + 1).copied()) {
            names = names.child(" ").child(note);
        }
    }
    el::div().child(label).child(" ").child(names).into()
}
