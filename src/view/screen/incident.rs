//! One incident in full.

use super::{back, plain};
use crate::domain::{Incident, Timestamp};
use crate::message::{page, shared};
use crate::view::affected::affected;
use crate::view::facts::facts;
use crate::view::incident_card::article;
use crate::view::node::{Node, el, live};
use crate::view::notice::notices;
use crate::view::pulse::{as_of, controls};
use crate::view::skeleton::skeleton;
use crate::view::timeline::timeline;
use crate::view::{Context, Feed, Setting, Subject, time};
use leptos::prelude::*;

/// The screen.
pub fn incident(feed: Feed, subject: Signal<Subject>) -> Node {
    let context = Context::get();
    let content = live(move || {
        let setting = context.setting();
        let now = feed.standing.with(|standing| standing.as_of);
        match subject.get() {
            Subject::Waiting(waiting) => skeleton(waiting),
            Subject::Found(incident) => full(&incident, now, &setting),
            Subject::Missing => message(page::MISSING, page::MISSING_NEXT.to_owned()),
            Subject::Failed(error) => message(page::INCIDENT_FAILED, page::incident_failed(&error)),
        }
    });
    let pulse = el("div").class("pulse").child(as_of(feed)).child(controls(feed));
    [back(), content, pulse.into(), notices(feed)].into()
}

fn full(incident: &Incident, as_of: Option<Timestamp>, setting: &Setting) -> Node {
    let resolved = incident.resolved.filter(|_| !incident.is_open());
    let resolved = resolved.map(|at| {
        let moment = time::moment(Some(at), &setting.zone);
        el("p").class("facts").child(el("span").child(page::RESOLVED).child(" ").child(moment))
    });
    let name = shared::name(&incident.name).to_owned();
    let name = el("h1").class("name").set("tabindex", "-1").set("dir", "auto").child(name);
    let head = el("div").class("incident").child(name).child(facts(incident, as_of, setting)).child(resolved);
    article(&incident.id, &incident.status, &incident.impact)
        .child(head)
        .child(section(page::AFFECTED, affected(incident, setting)))
        .child(section(page::TIMELINE, Some(timeline(incident, usize::MAX, setting))))
        .into()
}

fn section(heading: &'static str, content: Option<Node>) -> Option<Node> {
    let section =
        |content| el("section").class("section").child(el("h2").child(heading)).child(el("div").child(content));
    content.map(|content: Node| section(content).into())
}

fn message(heading: &'static str, text: String) -> Node {
    plain(heading, text)
}
