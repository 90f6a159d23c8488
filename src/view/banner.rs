//! The answer to "is it them or me?".

use super::node::{Node, Text, el, live_text};
use super::pulse::{as_of, controls};
use super::{Context, Feed};
use crate::message::page;
use crate::remote::Source;
use leptos::prelude::*;

/// The banner. Its headline is one text node, so that the guard can put `data-past` there when the app stops.
pub fn banner(feed: Feed) -> Node {
    let zone = Context::get().zone;
    let headline = live_text(move || {
        let loading = feed.is_awaited();
        if loading {
            Text::from(page::LOADING)
        } else {
            feed.standing.with(|standing| page::headline(standing, &*zone.get()).into())
        }
    });
    el("section")
        .class("banner")
        .follow("data-overall", move || feed.standing.with(|standing| standing.overall.as_str()))
        .follow("data-source", move || feed.standing.with(|standing| standing.source.map_or("none", Source::as_str)))
        .follow("data-fresh", move || feed.standing.with(|standing| if standing.fresh { "true" } else { "false" }))
        .follow("data-past", move || feed.standing.with(|standing| page::past_headline(standing, &*zone.get())))
        .child(el("span").class("icon").set("aria-hidden", "true"))
        .child(el("h1").set("tabindex", "-1").child(headline))
        .child(as_of(feed))
        .child(controls(feed))
        .into()
}
