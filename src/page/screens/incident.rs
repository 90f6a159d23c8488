//! One incident in full.

use super::{back, plain};
use crate::components::affected::affected;
use crate::components::facts::full_facts;
use crate::components::incident_card::article;
use crate::components::notice::notices;
use crate::components::pulse::{as_of, controls};
use crate::components::skeleton::skeleton;
use crate::components::timeline::timeline;
use crate::components::{Scene, Subject, time};
use crate::dom::{Node, attr, el};
use model::{Incident, Phase};
use text::{page, shared};

/// The screen.
pub fn incident(scene: &Scene) -> Node {
    let content = match &scene.subject {
        Subject::Waiting(waiting) => skeleton(*waiting),
        Subject::Found(incident) => full(incident, scene),
        Subject::Missing => plain(page::MISSING, page::MISSING_NEXT.to_owned()),
        Subject::Failed(error) => plain(page::INCIDENT_FAILED, page::incident_failed(error)),
    };
    let pulse = el::div().class("pulse").child(as_of(scene)).child(controls(scene));
    [back(scene), content, pulse.into(), notices(scene)].into()
}

fn full(incident: &Incident, scene: &Scene) -> Node {
    let resolved = incident.resolved.filter(|_| !incident.is_open());
    let resolved = resolved.map(|at| {
        let moment = time::moment(Some(at), &scene.setting.zone);
        let ended = if scene.phase(incident) == Phase::Cancelled { shared::CALLED_OFF } else { page::RESOLVED };
        el::p().class("facts").child(el::span().child(ended).child(" ").child(moment))
    });
    let name = shared::name(&incident.name).to_owned();
    let name = el::h1().class("name").attr(attr::TABINDEX, "-1").attr(attr::DIR, "auto").child(name);
    let head = el::div().class("incident").child(name).child(full_facts(incident, scene)).child(resolved);
    article(incident)
        .child(head)
        .child(section(page::AFFECTED, affected(incident, scene)))
        .child(section(page::TIMELINE, Some(timeline(incident, usize::MAX, scene))))
        .into()
}

fn section(heading: &'static str, content: Option<Node>) -> Option<Node> {
    let section =
        |content| el::section().class("section").child(el::h2().child(heading)).child(el::div().child(content));
    content.map(|content: Node| section(content).into())
}
