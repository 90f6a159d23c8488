//! What a visitor should know about the data: the last attempt failed, or a part of it is missing; that it is old has its
//! place in the line that says how fresh the page is.

use super::{Clock, Scene};
use crate::dom::{Node, attr, el, live};
use leptos::prelude::*;
use model::Source;
use text::page;

/// The notices that apply, most urgent first; nothing when all is well.
pub fn notices(scene: &Scene) -> Node {
    let standing = &scene.standing;
    let (clock, zone) = (scene.clock, scene.setting.zone.clone());
    let mut notices = Vec::new();
    if scene.interfered {
        let [what, stands, next] = page::INTERFERED;
        notices.push(notice("changed", what.into(), stands.into(), next.into()));
    }
    if let Some(error) = scene.trouble.clone() {
        let (as_of, known) = (standing.as_of, standing.source.is_some());
        notices.push(live(move || {
            let [what, stands, next] = page::trouble(&error, as_of, known, clock.get().next, &*zone);
            notice("trouble", what, stands, next)
        }));
    }
    if standing.unreadable > 0 {
        let unreadable = standing.unreadable;
        notices.push(live(move || {
            let [what, stands, next] = page::unreadable(unreadable, clock.get().next);
            notice("unreadable", what, stands, next)
        }));
    }
    notices.into()
}

/// Whether an answer came that is not recent, and nothing else says why. In a page at rest there is nothing to explain.
pub fn is_stale(scene: &Scene) -> bool {
    let standing = &scene.standing;
    let is_explained = scene.trouble.is_some() || scene.interfered || standing.unreadable > 0;
    !standing.fresh && standing.source.is_some_and(Source::is_current) && !is_explained
}

/// How old it is then.
pub fn stale(scene: &Scene) -> Option<Node> {
    let (clock, paused) = (scene.clock, scene.paused);
    is_stale(scene).then(|| {
        live(move || {
            let Clock { age, next, .. } = clock.get();
            let [what, stands, next] = page::stale(age, paused, next);
            let next = el::span().class("next").child(next);
            let stands = el::span().class("visually-hidden").child(stands);
            el::span()
                .class("stale")
                .attr(attr::DATA_NOTICE, "stale")
                .child(what)
                .child(" ")
                .child(stands)
                .child(" ")
                .child(next)
                .into()
        })
    })
}

fn notice(kind: &'static str, what: String, stands: String, next: String) -> Node {
    let next = (!next.is_empty()).then(|| el::span().class("next").child(next));
    let text = el::p().child(el::strong().child(what)).child(" ").child(stands).child(" ").child(next);
    el::div().class("notice").attr(attr::DATA_NOTICE, kind).child(text).into()
}
