//! The answer to "is it them or me?".

use super::Scene;
use super::pulse::{as_of, controls};
use crate::dom::node::{Node, el};
use model::Source;
use text::page;

/// The banner. Its headline is one text node, so that the guard can put `data-past` there when the app stops.
pub fn banner(scene: &Scene) -> Node {
    let standing = &scene.standing;
    let zone = &*scene.setting.zone;
    let headline = if scene.is_awaited() { page::LOADING.to_owned() } else { page::headline(standing, zone) };
    el("section")
        .class("banner")
        .set("data-overall", standing.overall.as_str())
        .set("data-source", standing.source.map_or("none", Source::as_str))
        .set("data-fresh", if standing.fresh { "true" } else { "false" })
        .set("data-past", page::past_headline(standing, zone))
        .set("data-room", page::headline_room(standing))
        .child(el("span").class("icon").set("aria-hidden", "true"))
        .child(el("h1").set("tabindex", "-1").child(headline))
        .child(as_of(scene))
        .child(controls(scene))
        .into()
}
