//! A point in time for people and for machines.

use super::{Context, SharedZone};
use crate::domain::{Date, Timestamp};
use crate::message::shared;
use leptos::prelude::*;

/// A time as `text` prints it, with the exact one in UTC beside it for machines.
pub fn time(at: Timestamp, text: String) -> impl IntoView + use<> {
    view! { <time datetime=at.to_iso()>{text}</time> }
}

/// "23 Nov 2026, 12:03 UTC", or that it is not known.
pub fn moment(at: Option<Timestamp>, zone: &SharedZone) -> AnyView {
    match at {
        Some(at) => time(at, shared::moment(at, &**zone)).into_any(),
        None => shared::TIME_UNKNOWN.into_any(),
    }
}

/// "3 minutes ago", in addition to a time; nothing in a page at rest, and nothing for a time still to come.
pub fn ago(at: Option<Timestamp>) -> AnyView {
    let present = Context::get().present;
    let text = super::live::live_text(move || match (present.get(), at) {
        (Some(now), Some(at)) if now >= at => shared::ago(now.since(at)),
        _ => String::new(),
    });
    view! { <span class="ago">{text}</span> }.into_any()
}

/// A day with its weekday.
pub fn day(date: Date) -> impl IntoView + use<> {
    view! { <time datetime=date.to_string()><span class="weekday">{shared::weekday(date)}</span> " " <span>{shared::day(date)}</span></time> }
}
