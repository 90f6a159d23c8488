//! Notices about the data: the last attempt failed, or a part of it is missing. Stale data has its place in the line that
//! shows how fresh the page is.

use super::{Clock, PageView};
use crate::dom::{Node, attr, el, live, nothing};
use leptos::prelude::*;
use model::Source;
use text::as_count;
use text::page::Sentences;

/// The notices that apply, most urgent first; nothing when all is well.
#[component(transparent)]
pub fn Notices<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let assessment = &view.assessment;
    let (clock, text, zone) = (view.clock, view.formatting.text, view.formatting.zone.clone());
    let mut notices = Vec::new();
    if view.interfered {
        notices.push(view! { <Notice kind="changed" sentences=text.interference()/> }.into());
    }
    if let Some(error) = view.trouble.clone() {
        let (as_of, known) = (assessment.as_of, assessment.source.is_some());
        notices.push(live(move || {
            let sentences = text.trouble(&error, as_of, known, clock.get().next, &*zone);
            view! { <Notice kind="trouble" sentences/> }.into()
        }));
    }
    if assessment.unreadable > 0 {
        let unreadable = as_count(assessment.unreadable);
        notices.push(live(move || {
            let sentences = text.incomplete(unreadable, clock.get().next);
            view! { <Notice kind="unreadable" sentences/> }.into()
        }));
    }
    notices.into()
}

/// Whether the answer isn't recent, and nothing else explains why. A page at rest has nothing to explain.
pub fn is_stale(view: &PageView) -> bool {
    let assessment = &view.assessment;
    let is_explained = view.trouble.is_some() || view.interfered || assessment.unreadable > 0;
    !assessment.fresh && assessment.source.is_some_and(Source::is_current) && !is_explained
}

/// How old the answer is, if it's stale.
#[component(transparent)]
pub fn StaleNotice<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    if !is_stale(view) {
        return nothing();
    }
    let (clock, paused, text) = (view.clock, view.paused, view.formatting.text);
    live(move || {
        let Clock { age, next, .. } = clock.get();
        let Sentences { cause, effect, next } = text.late(age, paused, next);
        let next = el::span().class("next").child(next);
        let effect = el::span().class("visually-hidden").child(effect);
        el::span()
            .class("stale")
            .attr(attr::DATA_NOTICE, "stale")
            .child(cause)
            .child(" ")
            .child(effect)
            .child(" ")
            .child(next)
            .into()
    })
}

/// A notice.
#[component(transparent)]
fn Notice(
    /// The hook of styles and tests.
    kind: &'static str,
    /// Its text.
    sentences: Sentences,
) -> Node {
    let Sentences { cause, effect, next } = sentences;
    let next = (!next.is_empty()).then(|| el::span().class("next").child(next));
    let text = el::p().child(el::strong().child(cause)).child(" ").child(effect).child(" ").child(next);
    el::div().class("notice").attr(attr::DATA_NOTICE, kind).child(text).into()
}
