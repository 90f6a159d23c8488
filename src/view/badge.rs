//! A word with its shape: how serious something is, and how far the work on it is.

use super::Tone;
use crate::domain::{Impact, Status};
use crate::message::shared;
use leptos::prelude::*;

/// An impact: a shape in its colour, and its words.
pub fn impact_badge(impact: &Impact) -> impl IntoView + use<> {
    badge("badge", Tone::from(impact).as_str(), shared::impact_alone(impact).to_owned())
}

/// How far the work is: a disc that fills from investigating to resolved, and the word.
pub fn stage_badge(status: &Status) -> impl IntoView + use<> {
    badge("stage", stage(status), shared::status(status).to_owned())
}

/// Text behind a shape that the style sheets draw for `tone`.
pub fn badge(class: &'static str, tone: &'static str, text: String) -> impl IntoView + use<> {
    view! { <span class=class data-tone=tone><span class="icon" aria-hidden="true"></span>{text}</span> }
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
