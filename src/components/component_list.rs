//! The status of each component, in groups. None is called operational unless the answer is fresh and says so.

use super::badge::Badge;
use super::incident_card::short_name;
use super::{PageView, Tone};
use crate::dom::{Node, attr, el, nothing};
use leptos::prelude::*;
use model::ascii::decimal;
use model::history::Event;
use model::{ComponentId, ComponentStatus, Date, Overview, Timestamp};
use text::{PageText, Printed, as_count};

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
    let (all, folds) = groups(overview.as_ref(), view);
    let mut nodes = Vec::new();
    if !all.items.is_empty() {
        nodes.push(el::div().class("group").child(items(&all.items, view)).into());
    }
    for (place, group) in all.groups.iter().enumerate() {
        let id = [ID, "-", &decimal(as_count(place), 1)].concat();
        nodes.push(view! { <ComponentGroup group id folds depth=0 view/> }.into());
    }
    if nodes.is_empty() {
        return nothing();
    }
    let heading = el::h2().attr(attr::ID, ID).child(view.formatting.text.components());
    let groups = el::div().class("groups").children(nodes);
    el::section().class("section").attr(attr::ARIA_LABELLEDBY, ID).child(heading).child(groups).into()
}

/// Components, and groups of them.
#[derive(Default)]
struct Group<'a> {
    name: &'a str,
    items: Vec<(&'a ComponentId, Claim<'a>)>,
    groups: Vec<Group<'a>>,
    /// How many components in it there are of each claim, and the worst claim.
    counts: [i64; WELL + 1],
    worst: Option<Claim<'a>>,
}

impl<'a> Group<'a> {
    /// Puts a component into the group at this path below it.
    fn put(&mut self, path: &[&'a str], id: &'a ComponentId, claim: Claim<'a>) {
        self.counts[claim.place] += 1;
        if self.worst.is_none_or(|worst| claim.place < worst.place) {
            self.worst = Some(claim);
        }
        let Some((name, below)) = path.split_first() else { return self.items.push((id, claim)) };
        let place = self.groups.iter().position(|group| group.name == *name).unwrap_or_else(|| {
            self.groups.push(Group { name, ..Group::default() });
            self.groups.len() - 1
        });
        self.groups[place].put(below, id, claim);
    }
}

/// All components in their groups, which are in the order in which they first appear; and whether groups fold. That depends
/// on the configuration alone: the layout doesn't change with an incident.
fn groups<'a>(overview: Option<&Overview<'a>>, view: &'a PageView) -> (Group<'a>, bool) {
    let (config, text) = (&view.formatting.config, view.formatting.text);
    let claim_of =
        |id: &ComponentId| Claim::of(overview.and_then(|overview| overview.component(id)), view.assessment.fresh, text);
    let mut all = Group::default();
    let mut outermost: Vec<Option<&str>> = Vec::new();
    for component in &config.components {
        let (path, claim) = (component.path(), claim_of(&component.id));
        if !outermost.contains(&path.first().copied()) {
            outermost.push(path.first().copied());
        }
        if !component.only_show_if_degraded || claim.place < WELL {
            all.put(&path, &component.id, claim);
        }
    }
    let folds = config.components.len() > UNFOLDED && outermost.len() > 1;
    if let Some(overview) = overview {
        for id in overview.components.keys() {
            if config.component(id).is_none() {
                all.put(&[text.other_components()], id, claim_of(id));
            }
        }
    }
    (all, folds)
}

/// A group with its name: a row that opens it, or a heading.
///
/// It's open if a component in it isn't well. The attribute changes only when that does, so a group stays as a visitor
/// has left it.
#[component(transparent)]
fn ComponentGroup<'a>(
    /// The group.
    group: &'a Group<'a>,
    /// The ID of its heading.
    id: String,
    /// Whether groups fold.
    folds: bool,
    /// How many groups it's in.
    depth: usize,
    /// The page.
    view: &'a PageView,
) -> Node {
    let heading = [el::h3, el::h4, el::h5, el::h6][depth.min(3)]();
    let name = heading.attr(attr::ID, id.clone()).attr(attr::DIR, "auto").child(group.name.to_owned());
    let mut content = Vec::new();
    if !group.items.is_empty() {
        content.push(items(&group.items, view));
    }
    for (place, group) in group.groups.iter().enumerate() {
        let id = [&*id, "-", &decimal(as_count(place), 1)].concat();
        content.push(view! { <ComponentGroup group id folds depth=depth + 1 view/> }.into());
    }
    let Some(worst) = group.worst.filter(|_| folds) else {
        let group = el::div().class("group").attr(attr::ROLE, "group").attr(attr::ARIA_LABELLEDBY, id);
        return group.child(el::div().class("group-head").child(name)).children(content).into();
    };
    let text = view.formatting.text.group(group.counts, view.assessment.fresh);
    let badge = view! { <Badge class="badge" tone=worst.tone.as_str() text/> };
    let head = el::summary()
        .class("group-head")
        .attr(attr::DATA_STATUS, worst.status.to_owned())
        .child(name)
        .child(" ")
        .child(badge);
    let mut group = el::details().class("group").attr(attr::ARIA_LABELLEDBY, id);
    // Without any answer, there's nothing to see inside.
    if worst.place < WELL && view.data.is_some() {
        group = group.attr(attr::OPEN, "");
    }
    group.child(head).children(content).into()
}

/// Components, one by one.
fn items(items: &[(&ComponentId, Claim<'_>)], view: &PageView) -> Node {
    let item = |(id, claim): &(&ComponentId, Claim<'_>)| view! { <ComponentItem id=*id claim view/> }.into();
    el::ul().class("components").children(items.iter().map(item)).into()
}

/// The place of the claim that a component is well, which may be one about the past.
const WELL: usize = 6;

/// The page's statement about a component.
#[derive(Clone, Copy)]
pub struct Claim<'a> {
    /// Its place in the order of claims, worst first.
    place: usize,
    /// The word in `data-status`.
    pub status: &'a str,
    /// Its shape and colour.
    pub tone: Tone,
    /// Its words.
    pub text: &'a str,
}

impl<'a> Claim<'a> {
    /// The statement about a component of this status, if its status is known.
    pub fn of(status: Option<&'a ComponentStatus>, fresh: bool, text: PageText) -> Self {
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

/// A component with its status, and a link to its page if it has one. Its tooltip says where its status is from.
#[component(transparent)]
fn ComponentItem<'a>(
    /// The component.
    id: &'a ComponentId,
    /// The statement about it.
    claim: &'a Claim<'a>,
    /// The page.
    view: &'a PageView,
) -> Node {
    let formatting = &view.formatting;
    let configured = formatting.config.component(id);
    let about = configured.and_then(|component| component.description.clone());
    let about = about.map(|text| el::span().class("component-about").attr(attr::DIR, "auto").child(text));
    let name = el::bdi().child(formatting.component(id).to_owned());
    let name: Node = match configured {
        Some(_) => el::a().attr(attr::HREF, formatting.links.component(id)).child(name).into(),
        None => name.into(),
    };
    let mut item = el::li()
        .class("component")
        .attr(attr::DATA_COMPONENT, id.as_str().to_owned())
        .attr(attr::DATA_STATUS, claim.status.to_owned());
    if let Some((event, at)) = origin(id, claim, view) {
        let name = short_name(match event {
            Event::Incident(incident) => formatting.text.shared().name(&incident.name),
            Event::Maintenance(maintenance) => formatting.text.shared().maintenance_name(&maintenance.name),
        });
        let origin = at.map(|at| formatting.text.from_update_of(&name, &time_of_update(at, view)));
        item = item.attr(attr::TITLE, origin.unwrap_or(name));
    }
    item.child(el::span().class("component-name").child(name))
        .child(" ")
        .child(view! { <Badge class="badge" tone=claim.tone.as_str() text=claim.text.to_owned()/> })
        .child(" ")
        .child(about)
        .into()
}

/// Where a component's status is from, if it isn't well.
pub fn origin<'a>(id: &ComponentId, claim: &Claim<'_>, view: &'a PageView) -> Option<(Event<'a>, Option<Timestamp>)> {
    let data = view.data.as_ref().filter(|_| claim.place < WELL)?;
    data.origin(id, &ComponentStatus::parse(claim.status), view.present)
}

/// The time of an update with its zone, and with its day where it's another than the data's.
pub fn time_of_update(at: Timestamp, view: &PageView) -> String {
    let zone = &*view.formatting.zone;
    let date = view.assessment.as_of.map(|as_of| Date::of(as_of, zone));
    view.formatting.text.shared().time_below(at, zone, &mut Printed { date, offset: None })
}
