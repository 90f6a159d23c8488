//! Notices about the data: a part of it is missing, it's late, or the last attempt failed. The last two have their place in
//! the line that shows how fresh the page is.

use super::PageView;
use crate::dom::{Node, attr, el, live};
use leptos::prelude::*;
use model::Source;
use text::as_count;
use text::page::Sentences;

/// The notices that have their own box, most urgent first; nothing when all is well.
#[component(transparent)]
pub fn Notices<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let (clock, text) = (view.clock.clone(), view.formatting.text);
    let mut notices = Vec::new();
    if view.interfered {
        notices.push(view! { <Notice kind="changed" sentences=text.interference()/> }.into());
    }
    let (unreadable, lacks_maintenances) = (view.assessment.unreadable, view.assessment.lacks_maintenances);
    if unreadable > 0 || lacks_maintenances {
        notices.push(live(move || {
            let sentences = text.incomplete(as_count(unreadable), lacks_maintenances, clock.get().next);
            view! { <Notice kind="unreadable" sentences/> }.into()
        }));
    }
    notices.into()
}

/// Whether the answer isn't recent, and nothing else explains why. A page at rest has nothing to explain.
pub fn is_late(view: &PageView) -> bool {
    let assessment = &view.assessment;
    let is_explained =
        view.trouble.is_some() || view.interfered || assessment.unreadable > 0 || assessment.lacks_maintenances;
    !assessment.fresh && assessment.source.is_some_and(Source::is_current) && !is_explained
}

/// Why the last attempt failed, which data is shown, and when the next attempt is; or how old the data is, where it's late.
/// Small screens show the first sentence and the effect; screen readers have all of it.
#[component(transparent)]
pub fn InlineNotice<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let (clock, paused, text, zone) =
        (view.clock.clone(), view.paused, view.formatting.text, view.formatting.zone.clone());
    let (trouble, as_of, known) = (view.trouble.clone(), view.assessment.as_of, view.assessment.source.is_some());
    live(move || {
        let clock = clock.get();
        let (kind, Sentences { cause, effect, next }) = match &trouble {
            Some(error) => ("trouble", text.trouble(error, as_of, known, clock.age, clock.next, &*zone)),
            None => ("stale", text.late(as_of, clock.age, paused, clock.next, &*zone)),
        };
        // Without data there is room for the cause on every screen.
        let (first, detail) = match trouble.is_some() && known {
            true => (text.refresh_failed().to_owned(), cause),
            false => (cause, String::new()),
        };
        el::span()
            .attr(attr::DATA_NOTICE, kind)
            .child(el::strong().child(first))
            .child(" ")
            .child(el::span().class("detail").child(detail))
            .child(" ")
            .child(el::span().class("effect").child(effect))
            .child(" ")
            .child(el::span().class("next").child(next))
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
