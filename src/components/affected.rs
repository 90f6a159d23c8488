//! The components that an incident affects.

use super::badge::Badge;
use super::{PageView, Tone};
use crate::dom::{Node, attr, el, nothing};
use leptos::prelude::*;
use model::overview::components_of;
use model::{Incident, Phase};

/// Each component with its status by the newest entry that names it; nothing without any. If an incident hasn't
/// begun or never did, its components have no status.
#[component(transparent)]
pub fn AffectedComponents<'a>(
    /// The incident.
    incident: &'a Incident,
    /// The page.
    view: &'a PageView,
) -> Node {
    let has_begun = matches!(view.phase(incident), Phase::Open | Phase::Resolved);
    let text = view.formatting.text.shared();
    let components: Vec<Node> = components_of(incident, view.present.filter(|_| has_begun))
        .into_iter()
        .map(|(id, status)| {
            let name = view.formatting.component(&id).to_owned();
            let name = el::span().class("affected-name").attr(attr::DIR, "auto").child(name);
            let badge = || {
                let tone = Tone::from(&status).as_str();
                view! { <Badge class="badge" tone text=text.component_status(&status).to_owned()/> }
            };
            el::li().child(name).child(" ").child(has_begun.then(badge)).into()
        })
        .collect();
    if components.is_empty() { nothing() } else { el::ul().class("affected").children(components).into() }
}
