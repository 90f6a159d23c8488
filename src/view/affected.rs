//! The components that an incident touches.

use super::badge::badge;
use super::node::{Node, el};
use super::{Setting, Tone};
use crate::domain::Incident;
use crate::domain::overview::components_of;
use crate::message::shared;

/// Each component with its status by the newest entry that names it; nothing when there are none.
pub fn affected(incident: &Incident, setting: &Setting) -> Option<Node> {
    let components: Vec<Node> = components_of(incident)
        .into_iter()
        .map(|(id, status)| {
            let name = setting.component(&id).to_owned();
            let status = badge("badge", Tone::from(&status).as_str(), shared::component_status(&status).to_owned());
            let name = el("span").class("affected-name").set("dir", "auto").child(name);
            el("li").child(name).child(" ").child(status).into()
        })
        .collect();
    (!components.is_empty()).then(|| el("ul").class("affected").all(components).into())
}
