//! How each component is doing. None is called operational unless the answer is fresh and says so.

use super::badge::badge;
use super::live::live;
use super::{Context, Feed, Setting, Tone};
use crate::domain::{ComponentId, ComponentStatus, IncidentList, Overview};
use crate::message::{page, shared};
use crate::remote::Standing;
use leptos::prelude::*;

/// All configured components in their groups, then those that only open incidents name. Nothing when there are none.
pub fn component_list(feed: Feed) -> AnyView {
    let context = Context::get();
    live(move || {
        let setting = context.setting();
        let standing = feed.standing.get();
        feed.list.with(|list| section(list.as_deref(), &standing, &setting))
    })
}

fn section(list: Option<&IncidentList>, standing: &Standing, setting: &Setting) -> AnyView {
    let overview = list.map(Overview::of);
    let groups: Vec<_> = groups(overview.as_ref(), setting)
        .into_iter()
        .map(|(heading, components)| {
            let heading = heading.map(|heading| view! { <h3 class="group" dir="auto">{heading}</h3> });
            let components: Vec<_> =
                components.iter().map(|id| component(id, overview.as_ref(), standing, setting)).collect();
            view! { <li>{heading}<ul class="components">{components}</ul></li> }
        })
        .collect();
    if groups.is_empty() {
        return ().into_any();
    }
    view! {
        <section class="section">
            <h2>{page::COMPONENTS}</h2>
            <ul class="groups">{groups}</ul>
        </section>
    }
    .into_any()
}

/// Groups in the order in which they first appear; components without one first and without a heading.
fn groups(overview: Option<&Overview>, setting: &Setting) -> Vec<(Option<String>, Vec<ComponentId>)> {
    let mut groups: Vec<(Option<String>, Vec<ComponentId>)> = Vec::new();
    let mut put =
        |group: Option<&str>, id: &ComponentId| match groups.iter_mut().find(|(name, _)| name.as_deref() == group) {
            Some((_, ids)) => ids.push(id.clone()),
            None if group.is_none() => groups.insert(0, (None, vec![id.clone()])),
            None => groups.push((group.map(str::to_owned), vec![id.clone()])),
        };
    let configured = &setting.config.components;
    for component in configured {
        put(component.group.as_deref(), &component.id);
    }
    for id in overview.iter().flat_map(|overview| overview.components.keys()) {
        if !configured.iter().any(|component| component.id == *id) {
            put(Some(page::OTHER_COMPONENTS), id);
        }
    }
    groups
}

fn component(id: &ComponentId, overview: Option<&Overview>, standing: &Standing, setting: &Setting) -> AnyView {
    let (status, tone, text) = match overview.and_then(|overview| overview.component(id)) {
        Some(ComponentStatus::Operational) if !standing.fresh => {
            let text = standing.as_of.map(|at| page::no_problem_at(at, &*setting.zone));
            ("unknown".to_owned(), Tone::Unknown, text.unwrap_or_else(|| page::NO_INFORMATION.into()))
        }
        Some(status) => (status.as_str().to_owned(), Tone::from(&status), shared::component_status(&status).to_owned()),
        None => ("unknown".to_owned(), Tone::Unknown, page::NO_INFORMATION.into()),
    };
    let configured = setting.config.components.iter().find(|component| component.id == *id);
    let description = configured.and_then(|component| component.description.clone());
    let description = description.map(|text| view! { <span class="component-about" dir="auto">{text}</span> });
    view! {
        <li class="component" data-component=id.as_str().to_owned() data-status=status>
            <span class="component-name"><bdi>{setting.component(id).to_owned()}</bdi>{description}</span>
            {badge("badge", tone.as_str(), text)}
        </li>
    }
    .into_any()
}
