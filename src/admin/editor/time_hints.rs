//! Hints below the fields of times: the zone, and how long something lasts.

use super::date_warning::DateWarning;
use super::maintenance_draft::typed_time;
use crate::admin::Context;
use leptos::prelude::*;
use model::Timestamp;

/// The zone of a time, and whether the time occurs twice.
pub fn zone_hint(value: Signal<String>) -> String {
    let Context { zone, present, text, .. } = Context::get();
    let (zone, now) = (zone.get(), present.get().unwrap_or(Timestamp::FIRST_UNAMBIGUOUS));
    let hint = text.maintenance.zone_hint(zone.name(), &zone.offset(now).to_string());
    match value.with(|value| DateWarning::of(value, &*zone, now)) {
        Some(DateWarning::Ambiguous) => text.form.date_twice(&hint),
        // These times are planned, or long past.
        Some(DateWarning::Future) | None => hint,
    }
}

/// The hint, and how long it lasts from one time to the other.
pub fn lasting(start: Signal<String>, end: Signal<String>, hint: &str) -> String {
    let Context { zone, text, .. } = Context::get();
    let zone = zone.get();
    match (start.with(|start| typed_time(start, &*zone)), end.with(|end| typed_time(end, &*zone))) {
        (Ok(start), Ok(end)) if end > start => text.maintenance.lasts(&text.shared.length(end.since(start)), hint),
        _ => hint.to_owned(),
    }
}
