//! One incident in full.

use super::{back, plain};
use crate::domain::{Incident, Phase};
use crate::message::{page, shared};
use crate::view::affected::affected;
use crate::view::facts::full_facts;
use crate::view::incident_card::article;
use crate::view::node::{Node, el};
use crate::view::notice::notices;
use crate::view::pulse::{as_of, controls};
use crate::view::skeleton::skeleton;
use crate::view::timeline::timeline;
use crate::view::{Scene, Subject, time};

/// The screen.
pub fn incident(scene: &Scene) -> Node {
    let content = match &scene.subject {
        Subject::Waiting(waiting) => skeleton(*waiting),
        Subject::Found(incident) => full(incident, scene),
        Subject::Missing => plain(page::MISSING, page::MISSING_NEXT.to_owned()),
        Subject::Failed(error) => plain(page::INCIDENT_FAILED, page::incident_failed(error)),
    };
    let pulse = el("div").class("pulse").child(as_of(scene)).child(controls(scene));
    [back(scene), content, pulse.into(), notices(scene)].into()
}

fn full(incident: &Incident, scene: &Scene) -> Node {
    let resolved = incident.resolved.filter(|_| !incident.is_open());
    let resolved = resolved.map(|at| {
        let moment = time::moment(Some(at), &scene.setting.zone);
        let ended = if scene.phase(incident) == Phase::Cancelled { shared::CALLED_OFF } else { page::RESOLVED };
        el("p").class("facts").child(el("span").child(ended).child(" ").child(moment))
    });
    let name = shared::name(&incident.name).to_owned();
    let name = el("h1").class("name").set("tabindex", "-1").set("dir", "auto").child(name);
    let head = el("div").class("incident").child(name).child(full_facts(incident, scene)).child(resolved);
    article(incident)
        .child(head)
        .child(section(page::AFFECTED, affected(incident, scene)))
        .child(section(page::TIMELINE, Some(timeline(incident, usize::MAX, scene))))
        .into()
}

fn section(heading: &'static str, content: Option<Node>) -> Option<Node> {
    let section =
        |content| el("section").class("section").child(el("h2").child(heading)).child(el("div").child(content));
    content.map(|content: Node| section(content).into())
}
