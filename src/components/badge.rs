//! A word with its shape: how serious something is, and how far the work on it is.

use super::Tone;
use crate::dom::{Node, attr, el};
use model::{Impact, Incident, Phase, Status};
use text::shared;

/// An impact: a shape in its colour, and its words.
pub fn impact_badge(impact: &Impact) -> Node {
    badge("badge", Tone::from(impact).as_str(), shared::impact_alone(impact).to_owned())
}

/// How far the work is: a disc that fills from investigating to resolved, and the word.
pub fn stage_badge(status: &Status) -> Node {
    badge("stage", stage(status), shared::status(status).to_owned())
}

/// How far an incident is: its status, unless it has not begun or never did.
pub fn phase_badge(incident: &Incident, phase: Phase) -> Node {
    match phase {
        Phase::Upcoming => badge("stage", "upcoming", shared::UPCOMING.to_owned()),
        Phase::Cancelled => badge("stage", "cancelled", shared::CANCELLED.to_owned()),
        Phase::Open | Phase::Resolved => stage_badge(&incident.status),
    }
}

/// Text behind a shape that the style sheets draw for `tone`.
pub fn badge(class: &'static str, tone: &'static str, text: String) -> Node {
    let icon = el::span().class("icon").attr(attr::ARIA_HIDDEN, "true");
    el::span().class(class).attr(attr::DATA_TONE, tone).child(icon).child(text).into()
}

/// The style's word for a status; an unknown one has none of its own.
pub fn stage(status: &Status) -> &'static str {
    match status {
        Status::Investigating => "investigating",
        Status::Identified => "identified",
        Status::Monitoring => "monitoring",
        Status::Resolved => "resolved",
        Status::Other(_) => "other",
    }
}
