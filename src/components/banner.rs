//! The answer to "is it them or me?".

use super::PageView;
use super::freshness::Freshness;
use crate::dom::{Node, attr, el};
use leptos::prelude::*;
use model::Source;
use text::page::Headline;

/// The banner. State and time are one text node each, so that the guard can put `data-past` and `data-past-time` there
/// when the app stops.
#[component(transparent)]
pub fn Banner<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let (assessment, formatting) = (&view.assessment, &view.formatting);
    let Headline { state, when } = match view.is_awaited() {
        true => Headline { state: formatting.text.loading().to_owned(), when: String::new() },
        false => formatting.headline(assessment),
    };
    let past = formatting.past_headline(assessment);
    el::section()
        .class("banner")
        .attr(attr::DATA_OVERALL, assessment.overall.as_str())
        .attr(attr::DATA_SOURCE, assessment.source.map_or("none", Source::as_str))
        .attr(attr::DATA_FRESH, if assessment.fresh { "true" } else { "false" })
        .attr(attr::DATA_PAST, past.state)
        .attr(attr::DATA_PAST_TIME, past.when)
        .child(el::span().class("icon").attr(attr::ARIA_HIDDEN, "true"))
        .child(el::h1().attr(attr::TABINDEX, "-1").child(state).child(el::small().child(when)))
        .child(view! { <Freshness view/> })
        .into()
}
