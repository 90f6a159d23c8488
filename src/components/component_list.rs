//! The status of each component. None is called operational unless the answer is fresh and says so.

use super::badge::Badge;
use super::{Formatting, PageView, Tone};
use crate::dom::{Node, attr, el, nothing};
use leptos::prelude::*;
use model::{ComponentId, ComponentStatus, Overview};

/// All configured components in their groups, then those that only open incidents name. Nothing without any.
#[component(transparent)]
pub fn ComponentList<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    if view.is_awaited() {
        return nothing();
    }
    let (formatting, fresh) = (&view.formatting, view.assessment.fresh);
    let overview = view.incidents().map(|list| Overview::of(list, view.present));
    let overview = overview.as_ref();
    let groups: Vec<_> = groups(overview, formatting)
        .into_iter()
        .map(|(heading, components)| {
            let heading = heading.map(|heading| el::h3().class("group").attr(attr::DIR, "auto").child(heading));
            let components =
                components.iter().map(|id| view! { <ComponentItem id overview fresh formatting/> }.into_inner());
            el::li().child(heading).child(el::ul().class("components").children(components)).into()
        })
        .collect();
    if groups.is_empty() {
        return nothing();
    }
    let groups = el::ul().class("groups").children(groups);
    el::section().class("section").child(el::h2().child(formatting.text.components())).child(groups).into()
}

/// Groups in the order in which they first appear; components without one first and without a heading.
fn groups(overview: Option<&Overview>, formatting: &Formatting) -> Vec<(Option<String>, Vec<ComponentId>)> {
    let mut groups: Vec<(Option<String>, Vec<ComponentId>)> = Vec::new();
    let mut put =
        |group: Option<&str>, id: &ComponentId| match groups.iter_mut().find(|(name, _)| name.as_deref() == group) {
            Some((_, ids)) => ids.push(id.clone()),
            None if group.is_none() => groups.insert(0, (None, vec![id.clone()])),
            None => groups.push((group.map(str::to_owned), vec![id.clone()])),
        };
    let configured = &formatting.config.components;
    for component in configured {
        put(component.group.as_deref(), &component.id);
    }
    for id in overview.iter().flat_map(|overview| overview.components.keys()) {
        if !configured.iter().any(|component| component.id == *id) {
            put(Some(formatting.text.other_components()), id);
        }
    }
    groups
}

/// A component with its status.
#[component(transparent)]
fn ComponentItem<'a>(
    /// The component.
    id: &'a ComponentId,
    /// The statuses, if there is an answer.
    overview: Option<&'a Overview>,
    /// Whether the answer is fresh.
    fresh: bool,
    /// The configuration.
    formatting: &'a Formatting,
) -> Node {
    let text = formatting.text;
    let (status, tone, text) = match overview.and_then(|overview| overview.component(id)) {
        Some(ComponentStatus::Operational) if !fresh => {
            ("unknown".to_owned(), Tone::Unknown, text.no_problem_known().to_owned())
        }
        Some(status) => {
            (status.as_str().to_owned(), Tone::from(&status), text.shared().component_status(&status).to_owned())
        }
        None => ("unknown".to_owned(), Tone::Unknown, text.no_information().to_owned()),
    };
    let configured = formatting.config.components.iter().find(|component| component.id == *id);
    let description = configured.and_then(|component| component.description.clone());
    let description = description.map(|text| el::span().class("component-about").attr(attr::DIR, "auto").child(text));
    let name = el::bdi().child(formatting.component(id).to_owned());
    el::li()
        .class("component")
        .attr(attr::DATA_COMPONENT, id.as_str().to_owned())
        .attr(attr::DATA_STATUS, status)
        .child(el::span().class("component-name").child(name).child(description))
        .child(view! { <Badge class="badge" tone=tone.as_str() text/> })
        .into()
}
