//! A point in time for people and for machines.

use super::{Scene, SharedZone};
use crate::dom::{Node, attr, el, live};
use leptos::prelude::*;
use model::{Date, Timestamp};
use text::{page, shared};

/// A time as `text` prints it, with the exact one in UTC beside it for machines.
pub fn time(at: Timestamp, text: String) -> Node {
    el::time().attr(attr::DATETIME, at.to_iso()).child(text).into()
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
    live(move || {
        let text = match (clock.get().present, at) {
            (Some(now), Some(at)) if now >= at => shared::ago(now.since(at)),
            _ => String::new(),
        };
        el::span().class("ago").child(text).into()
    })
}

/// "Starts in 6 days · 5 Dec 2026, 12:00 UTC", in a page at rest "Starts 5 Dec 2026, 12:00 UTC".
pub fn starts(at: Timestamp, scene: &Scene) -> Node {
    let (clock, zone) = (scene.clock, scene.setting.zone.clone());
    live(move || {
        let moment = moment(Some(at), &zone);
        let told: [Node; 2] = match clock.get().present.map(|now| at.since(now)) {
            // In an element that a page at rest has not: the time ends there, instead of moving along the line.
            Some(length) => [page::starts(length).into(), el::span().child(moment).into()],
            None => [page::STARTS.into(), moment],
        };
        el::span().children(told).into()
    })
}

/// A day with its weekday.
pub fn day(date: Date) -> Node {
    el::time()
        .attr(attr::DATETIME, date.to_string())
        .child(el::span().class("weekday").child(shared::weekday(date)))
        .child(" ")
        .child(el::span().child(shared::day(date)))
        .into()
}
