//! The status of each component, in groups. None is called operational unless the answer is fresh and says so.

use super::badge::Badge;
use super::{Formatting, PageView, Tone};
use crate::dom::{Node, attr, el, nothing};
use leptos::prelude::*;
use model::ascii::decimal;
use model::{ComponentId, ComponentStatus, Overview};
use text::{PageText, as_count};

/// The most components that are always shown one by one. With more, and several groups, each group folds to one row.
const UNFOLDED: usize = 4;

/// The ID of the section's heading, and the beginning of those of its groups.
const ID: &str = "components";

/// All configured components in their groups, then those that only open incidents name. Nothing without any.
#[component(transparent)]
pub fn ComponentList<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    if view.is_awaited() {
        return nothing();
    }
    let overview = view.data.as_ref().map(|data| Overview::of(data, view.present));
    let (groups, folds) = groups(overview.as_ref(), &view.formatting);
    if groups.is_empty() {
        return nothing();
    }
    let mut nodes = Vec::new();
    for (place, group) in groups.into_iter().enumerate() {
        let overview = overview.as_ref();
        nodes.push(view! { <ComponentGroup group place folds overview view/> }.into());
    }
    let heading = el::h2().attr(attr::ID, ID).child(view.formatting.text.components());
    let groups = el::div().class("groups").children(nodes);
    el::section().class("section").attr(attr::ARIA_LABELLEDBY, ID).child(heading).child(groups).into()
}

/// The name of a group, if it has one, and its components.
type Group<'a> = (Option<&'a str>, Vec<&'a ComponentId>);

/// Groups in the order in which they first appear, components without one first; and whether groups fold. That depends on
/// the configuration alone: the layout doesn't change with an incident.
fn groups<'a>(overview: Option<&Overview<'a>>, formatting: &'a Formatting) -> (Vec<Group<'a>>, bool) {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let configured = &formatting.config.components;
    for component in configured {
        put(&mut groups, component.group.as_deref(), &component.id);
    }
    let folds = configured.len() > UNFOLDED && groups.len() > 1;
    if let Some(overview) = overview {
        for id in overview.components.keys() {
            if formatting.config.component(id).is_none() {
                put(&mut groups, Some(formatting.text.other_components()), id);
            }
        }
    }
    (groups, folds)
}

fn put<'a>(groups: &mut Vec<Group<'a>>, group: Option<&'a str>, id: &'a ComponentId) {
    let place = groups.iter().position(|(name, _)| *name == group).unwrap_or_else(|| {
        let place = if group.is_none() { 0 } else { groups.len() };
        groups.insert(place, (group, Vec::new()));
        place
    });
    groups[place].1.push(id);
}

/// A group: a row that opens it, or its name as a heading, or nothing above components without a group.
///
/// It's open if a component of it isn't well. The attribute changes only when that does, so a group stays as a visitor
/// has left it.
#[component(transparent)]
fn ComponentGroup<'a>(
    /// Its name and its components.
    group: Group<'a>,
    /// Its place among the groups.
    place: usize,
    /// Whether groups fold.
    folds: bool,
    /// The statuses, if there is an answer.
    overview: Option<&'a Overview<'a>>,
    /// The page.
    view: &'a PageView,
) -> Node {
    let (formatting, fresh) = (&view.formatting, view.assessment.fresh);
    let (name, ids) = group;
    let mut worst: Option<Claim<'_>> = None;
    let mut counts = [0; WELL + 1];
    let mut items = Vec::new();
    for id in ids {
        let claim = Claim::of(overview.and_then(|overview| overview.component(id)), fresh, formatting.text);
        counts[claim.place] += 1;
        items.push(view! { <ComponentItem id claim=&claim formatting/> }.into());
        if worst.as_ref().is_none_or(|worst| claim.place < worst.place) {
            worst = Some(claim);
        }
    }
    let list = el::ul().class("components").children(items);
    let (Some(name), Some(worst)) = (name, worst) else {
        return el::div().class("group").child(list).into();
    };
    let id = [ID, "-", &decimal(as_count(place), 1)].concat();
    let name = el::h3().attr(attr::ID, id.clone()).attr(attr::DIR, "auto").child(name.to_owned());
    if !folds {
        let group = el::div().class("group").attr(attr::ROLE, "group").attr(attr::ARIA_LABELLEDBY, id);
        return group.child(el::div().class("group-head").child(name)).child(list).into();
    }
    let text = formatting.text.group(counts, fresh);
    let badge = view! { <Badge class="badge" tone=worst.tone.as_str() text/> };
    let head = el::summary()
        .class("group-head")
        .attr(attr::DATA_STATUS, worst.status.to_owned())
        .child(name)
        .child(" ")
        .child(badge);
    let mut group = el::details().class("group").attr(attr::ARIA_LABELLEDBY, id);
    // Without any answer, there's nothing to see inside.
    if worst.place < WELL && overview.is_some() {
        group = group.attr(attr::OPEN, "");
    }
    group.child(head).child(list).into()
}

/// The place of the claim that a component is well, which may be one about the past.
const WELL: usize = 6;

/// The page's statement about a component.
struct Claim<'a> {
    /// Its place in the order of claims, worst first.
    place: usize,
    /// The word in `data-status`.
    status: &'a str,
    /// Its shape and colour.
    tone: Tone,
    /// Its words.
    text: &'a str,
}

impl<'a> Claim<'a> {
    fn of(status: Option<&'a ComponentStatus>, fresh: bool, text: PageText) -> Self {
        let place = match status {
            Some(ComponentStatus::MajorOutage) => 0,
            Some(ComponentStatus::PartialOutage) => 1,
            Some(ComponentStatus::DegradedPerformance) => 2,
            Some(ComponentStatus::UnderMaintenance) => 3,
            Some(ComponentStatus::Other(_)) => 4,
            None => 5,
            Some(ComponentStatus::Operational) => WELL,
        };
        let (status, tone, text) = match status {
            Some(status) if fresh || place < WELL => {
                (status.as_str(), Tone::from(status), text.shared().component_status(status))
            }
            Some(_) => ("unknown", Tone::Unknown, text.no_problem_known()),
            None => ("unknown", Tone::Unknown, text.no_information()),
        };
        Self { place, status, tone, text }
    }
}

/// A component with its status.
#[component(transparent)]
fn ComponentItem<'a>(
    /// The component.
    id: &'a ComponentId,
    /// The statement about it.
    claim: &'a Claim<'a>,
    /// The configuration.
    formatting: &'a Formatting,
) -> Node {
    let about = formatting.config.component(id).and_then(|component| component.description.clone());
    let about = about.map(|text| el::span().class("component-about").attr(attr::DIR, "auto").child(text));
    let name = el::span().class("component-name").child(el::bdi().child(formatting.component(id).to_owned()));
    el::li()
        .class("component")
        .attr(attr::DATA_COMPONENT, id.as_str().to_owned())
        .attr(attr::DATA_STATUS, claim.status.to_owned())
        .child(name)
        .child(" ")
        .child(view! { <Badge class="badge" tone=claim.tone.as_str() text=claim.text.to_owned()/> })
        .child(" ")
        .child(about)
        .into()
}
