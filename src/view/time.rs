//! A point in time for people and for machines.

use super::node::{Node, el, live_text};
use super::{Scene, SharedZone};
use crate::domain::{Date, Timestamp};
use crate::message::shared;
use leptos::prelude::*;

/// A time as `text` prints it, with the exact one in UTC beside it for machines.
pub fn time(at: Timestamp, text: String) -> Node {
    el("time").set("datetime", at.to_iso()).child(text).into()
}

/// "23 Nov 2026, 12:03 UTC", or that it is not known.
pub fn moment(at: Option<Timestamp>, zone: &SharedZone) -> Node {
    match at {
        Some(at) => time(at, shared::moment(at, &**zone)),
        None => shared::TIME_UNKNOWN.into(),
    }
}

/// "3 minutes ago", in addition to a time; nothing in a page at rest, and nothing for a time still to come.
pub fn ago(at: Option<Timestamp>, scene: &Scene) -> Node {
    let clock = scene.clock;
    let text = live_text(move || match (clock.get().present, at) {
        (Some(now), Some(at)) if now >= at => shared::ago(now.since(at)),
        _ => String::new(),
    });
    el("span").class("ago").child(text).into()
}

/// A day with its weekday.
pub fn day(date: Date) -> Node {
    el("time")
        .set("datetime", date.to_string())
        .child(el("span").class("weekday").child(shared::weekday(date)))
        .child(" ")
        .child(el("span").child(shared::day(date)))
        .into()
}
