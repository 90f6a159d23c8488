//! What a visitor should know about the data: the last attempt failed, it is old, or a part of it is missing.

use super::node::{Node, el, live};
use super::{Clock, Scene};
use crate::message::page;
use crate::remote::Source;
use leptos::prelude::*;

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
    } else if !standing.fresh
        && !scene.interfered
        && standing.unreadable == 0
        && standing.source.is_some_and(Source::is_current)
    {
        // An answer came and is not recent. In a page at rest there is nothing to explain.
        let paused = scene.paused;
        notices.push(live(move || {
            let Clock { age, next, .. } = clock.get();
            let [what, stands, next] = page::stale(age, paused, next);
            notice("stale", what, stands, next)
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

fn notice(kind: &'static str, what: String, stands: String, next: String) -> Node {
    let next = (!next.is_empty()).then(|| el("span").class("next").child(next));
    let text = el("p").child(el("strong").child(what)).child(" ").child(stands).child(" ").child(next);
    el("div").class("notice").set("data-notice", kind).child(text).into()
}
