//! A word with its shape: how serious something is, and how far the work on it is.

use super::Tone;
use super::node::{Node, el};
use crate::domain::{Impact, Status};
use crate::message::shared;

/// An impact: a shape in its colour, and its words.
pub fn impact_badge(impact: &Impact) -> Node {
    badge("badge", Tone::from(impact).as_str(), shared::impact_alone(impact).to_owned())
}

/// How far the work is: a disc that fills from investigating to resolved, and the word.
pub fn stage_badge(status: &Status) -> Node {
    badge("stage", stage(status), shared::status(status).to_owned())
}

/// Text behind a shape that the style sheets draw for `tone`.
pub fn badge(class: &'static str, tone: &'static str, text: String) -> Node {
    let icon = el("span").class("icon").set("aria-hidden", "true");
    el("span").class(class).set("data-tone", tone).child(icon).child(text).into()
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
