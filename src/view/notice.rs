//! What a visitor should know about the data: the last attempt failed, it is old, or a part of it is missing.

use super::node::{Node, el, live};
use super::{Context, Feed, Waiting};
use crate::message::page;
use leptos::prelude::*;

/// The notices that apply, most urgent first; nothing when all is well.
pub fn notices(feed: Feed) -> Node {
    let context = Context::get();
    live(move || {
        let standing = feed.standing.get();
        let zone = context.zone.get();
        let mut notices = Vec::new();
        if let Some(trouble) = feed.trouble.get() {
            let known = standing.source.is_some();
            let [what, stands, next] = page::trouble(&trouble.error, standing.as_of, known, trouble.next, &*zone);
            notices.push(notice("trouble", what, stands, Some(next)));
        } else if !standing.fresh && standing.unreadable == 0 && feed.waiting.get() == Waiting::Over {
            // An answer came and is not recent. In a page at rest there is no age, and nothing to explain.
            if let Some(age) = feed.age.get() {
                let [what, stands] = page::stale(age);
                notices.push(notice("stale", what, stands, None));
            }
        }
        if standing.unreadable > 0 {
            let [what, stands] = page::unreadable(standing.unreadable);
            notices.push(notice("unreadable", what, stands, None));
        }
        Node::Many(notices)
    })
}

fn notice(kind: &'static str, what: String, stands: String, next: Option<String>) -> Node {
    let next = next.map(|next| el("span").class("next").child(next));
    let text = el("p").child(el("strong").child(what)).child(" ").child(stands).child(" ").child(next);
    el("div").class("notice").set("data-notice", kind).child(text).into()
}
