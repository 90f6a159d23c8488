//! How old the data is, and what a visitor can do about it.

use super::node::{Node, Text, el, live, live_text, nothing};
use super::{Context, Feed, time};
use crate::message::{page, shared};
use leptos::prelude::*;

/// "Updated 12 seconds ago · 12:03 UTC" while the app runs, "As of 12:03 UTC, 23 November 2026" at rest.
pub fn as_of(feed: Feed) -> Node {
    let context = Context::get();
    let told = live(move || {
        let zone = context.zone.get();
        let standing = feed.standing.get();
        match (standing.source, standing.as_of) {
            (None, _) if feed.is_awaited() => nothing(),
            (None, _) => page::NO_ANSWER_YET.into(),
            (Some(_), None) => page::AS_OF_UNKNOWN.into(),
            (Some(_), Some(at)) => match feed.age.get() {
                Some(age) => {
                    // Where "today" may be over, the time of day alone would mislead.
                    let of_another_day = age.minutes() >= 720;
                    let print = if of_another_day { shared::long_moment } else { shared::clock };
                    [page::updated(age).into(), " · ".into(), time::time(at, print(at, &*zone))].into()
                }
                None => [page::AS_OF.into(), " ".into(), time::time(at, shared::long_moment(at, &*zone))].into(),
            },
        }
    });
    let paused =
        live_text(move || if feed.paused.get() { Text::from(format!(" · {}", page::PAUSED)) } else { "".into() });
    el("p").class("as-of").child(told).child(el("span").class("paused").child(paused)).into()
}

/// Buttons that need the running app: at rest they take their room and are not seen.
pub fn controls(feed: Feed) -> Node {
    let pause = live_text(move || if feed.paused.get() { page::RESUME } else { page::PAUSE });
    let refresh = el("button")
        .set("type", "button")
        .class("button")
        .follow("data-asking", move || if feed.asking.get() { "true" } else { "false" })
        .on("click", move |_| feed.refresh.run(()))
        .child(page::REFRESH);
    let pause = el("button")
        .set("type", "button")
        .class("button")
        .on("click", move |_| feed.pause.run(!feed.paused.get_untracked()))
        .child(pause);
    el("div").class("controls needs-app").child(refresh).child(pause).into()
}
