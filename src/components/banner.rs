//! The answer to "is it them or me?".

use super::PageView;
use super::freshness::{Controls, Freshness};
use crate::dom::{Node, attr, el};
use leptos::prelude::*;
use model::Source;

/// The banner. Its headline is one text node, so that the guard can put `data-past` there when the app stops.
#[component(transparent)]
pub fn Banner<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let assessment = &view.assessment;
    let (text, zone) = (view.formatting.text, &*view.formatting.zone);
    let headline = if view.is_awaited() { text.loading().to_owned() } else { text.headline(assessment, zone) };
    el::section()
        .class("banner")
        .attr(attr::DATA_OVERALL, assessment.overall.as_str())
        .attr(attr::DATA_SOURCE, assessment.source.map_or("none", Source::as_str))
        .attr(attr::DATA_FRESH, if assessment.fresh { "true" } else { "false" })
        .attr(attr::DATA_PAST, text.past_headline(assessment, zone))
        .attr(attr::DATA_ROOM, text.headline_room(assessment))
        .child(el::span().class("icon").attr(attr::ARIA_HIDDEN, "true"))
        .child(el::h1().attr(attr::TABINDEX, "-1").child(headline))
        .child(view! { <Freshness view/> })
        .child(view! { <Controls view/> })
        .into()
}
