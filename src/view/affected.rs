//! The components that an incident touches.

use super::badge::badge;
use super::{Setting, Tone};
use crate::domain::Incident;
use crate::domain::overview::components_of;
use crate::message::{page, shared};
use leptos::prelude::*;

/// Each component with its status by the newest entry that names it; nothing when there are none.
pub fn affected(incident: &Incident, setting: &Setting) -> AnyView {
    let components: Vec<_> = components_of(incident)
        .into_iter()
        .map(|(id, status)| {
            let name = setting.component(&id).to_owned();
            let status = badge("badge", Tone::from(&status).as_str(), shared::component_status(&status).to_owned());
            view! { <li><span class="affected-name" dir="auto">{name}</span> {status}</li> }
        })
        .collect();
    if components.is_empty() {
        return ().into_any();
    }
    view! { <ul class="affected" aria-label=page::AFFECTED>{components}</ul> }.into_any()
}
