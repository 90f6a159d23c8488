//! A point in time for people and for machines.

use super::sentence::sentence;
use super::{PageView, SharedZone};
use crate::dom::{Node, attr, el, live};
use leptos::prelude::*;
use model::{Date, Timestamp};
use text::{PageText, SharedText};

/// A time in words, with the exact one in UTC for machines.
#[component(transparent)]
pub fn Time(
    /// The time.
    at: Timestamp,
    /// The words.
    text: String,
) -> Node {
    el::time().attr(attr::DATETIME, at.to_iso()).child(text).into()
}

/// "23 Nov 2026, 12:03 UTC", or that it is not known.
#[component(transparent)]
pub fn DateTime<'a>(
    /// The time.
    at: Option<Timestamp>,
    /// The zone to show it in.
    zone: &'a SharedZone,
    /// The messages.
    text: SharedText,
) -> Node {
    match at {
        Some(at) => view! { <Time at text=text.moment(at, &**zone)/> }.into(),
        None => text.time_unknown().into(),
    }
}

/// "3 minutes ago", in addition to a time; nothing in a page at rest, and nothing for a time still to come.
#[component(transparent)]
pub fn RelativeTime<'a>(
    /// The time.
    at: Option<Timestamp>,
    /// The page.
    view: &'a PageView,
) -> Node {
    let (clock, text) = (view.clock.clone(), view.formatting.text.shared());
    live(move || {
        let text = match (clock.get().present, at) {
            (Some(now), Some(at)) if now >= at => text.ago(now.since(at)),
            _ => String::new(),
        };
        el::span().class("ago").child(text).into()
    })
}

/// "Starts in 6 days · 5 Dec 2026, 12:00 UTC", in a page at rest "Starts 5 Dec 2026, 12:00 UTC".
#[component(transparent)]
pub fn StartTime<'a>(
    /// The time.
    at: Timestamp,
    /// The page.
    view: &'a PageView,
) -> Node {
    let (text, zone) = (view.formatting.text, &*view.formatting.zone);
    let time = text.shared().moment(at, zone);
    view! { <TimeAhead at time words=text.shared().starts() words_in=PageText::starts_in view/> }.into()
}

/// A time that is ahead, with how long until then, where there is a present.
#[component(transparent)]
pub fn TimeAhead<'a>(
    /// The time.
    at: Timestamp,
    /// The same in words.
    time: String,
    /// The sentence for a page at rest.
    words: [String; 2],
    /// The sentence with how long until then.
    words_in: fn(PageText, &str) -> [String; 2],
    /// The page.
    view: &'a PageView,
) -> Node {
    let (clock, text) = (view.clock.clone(), view.formatting.text);
    live(move || {
        let time = view! { <Time at text=time.clone()/> };
        let said = match clock.get().present.map(|now| at.since(now)) {
            // In an element that a page at rest doesn't have: the time there is replaced, instead of moving along the
            // line.
            Some(length) => sentence(words_in(text, &text.shared().in_time(length)), el::span().child(time).into()),
            None => sentence(words.clone(), time.into()),
        };
        el::span().children(said).into()
    })
}

/// A day with its weekday.
#[component(transparent)]
pub fn DateWithWeekday(
    /// The day.
    date: Date,
    /// The year that needs no mention.
    year: Option<i32>,
    /// The messages.
    text: SharedText,
) -> Node {
    el::time()
        .attr(attr::DATETIME, date.to_iso())
        .child(el::span().class("weekday").child(text.weekday(date)))
        .child(" ")
        .child(el::span().child(text.near_day(date, year)))
        .into()
}
