//! The components that an incident touches.

use super::badge::badge;
use super::{Scene, Tone};
use crate::dom::{Node, attr, el};
use model::overview::components_of;
use model::{Incident, Phase};
use text::shared;

/// Each component with its status by the newest entry that names it; nothing when there are none. Of an incident that has
/// not begun, or never did, the components have no status.
pub fn affected(incident: &Incident, scene: &Scene) -> Option<Node> {
    let has_begun = matches!(scene.phase(incident), Phase::Open | Phase::Resolved);
    let components: Vec<Node> = components_of(incident, scene.present.filter(|_| has_begun))
        .into_iter()
        .map(|(id, status)| {
            let name = scene.setting.component(&id).to_owned();
            let name = el::span().class("affected-name").attr(attr::DIR, "auto").child(name);
            let badge = || badge("badge", Tone::from(&status).as_str(), shared::component_status(&status).to_owned());
            el::li().child(name).child(" ").child(has_begun.then(badge)).into()
        })
        .collect();
    (!components.is_empty()).then(|| el::ul().class("affected").children(components).into())
}
