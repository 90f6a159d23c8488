//! A word with its shape: an incident's impact, its status, or how far it is.

use super::Tone;
use crate::dom::{Node, attr, el};
use leptos::prelude::*;
use model::{Impact, Incident, Phase, Status};
use text::SharedText;

/// An impact: a shape in its colour, and its word.
#[component(transparent)]
pub fn ImpactBadge<'a>(
    /// The impact.
    impact: &'a Impact,
    /// The messages.
    text: SharedText,
) -> Node {
    let text = text.impact(impact).to_owned();
    view! { <Badge class="badge" tone=Tone::from(impact).as_str() text/> }.into()
}

/// A status: a disc that fills from investigating to resolved, and the word.
#[component(transparent)]
pub fn StatusBadge<'a>(
    /// The status.
    status: &'a Status,
    /// The messages.
    text: SharedText,
) -> Node {
    view! { <Badge class="stage" tone=stage(status) text=text.status(status).to_owned()/> }.into()
}

/// The status of an incident, unless it hasn't begun or never did.
#[component(transparent)]
pub fn PhaseBadge<'a>(
    /// The incident.
    incident: &'a Incident,
    /// How far it is.
    phase: Phase,
    /// The messages.
    text: SharedText,
) -> Node {
    let (tone, text) = match phase {
        Phase::Upcoming => ("upcoming", text.upcoming()),
        Phase::Cancelled => ("cancelled", text.cancelled_before_start()),
        Phase::Open | Phase::Resolved => return view! { <StatusBadge status=&incident.status text/> }.into(),
    };
    view! { <Badge class="stage" tone text=text.to_owned()/> }.into()
}

/// Text after a shape, which the style sheets draw for `tone`.
#[component(transparent)]
pub fn Badge(
    /// `badge` or `stage`.
    class: &'static str,
    /// Selects the shape and its colour.
    tone: &'static str,
    /// The words.
    text: String,
) -> Node {
    let icon = el::span().class("icon").attr(attr::ARIA_HIDDEN, "true");
    el::span().class(class).attr(attr::DATA_TONE, tone).child(icon).child(text).into()
}

/// The style sheets' word for a status. All unknown ones share one.
pub fn stage(status: &Status) -> &'static str {
    match status {
        Status::Investigating => "investigating",
        Status::Identified => "identified",
        Status::Monitoring => "monitoring",
        Status::Resolved => "resolved",
        Status::Other(_) => "other",
    }
}
