//! How old the data is, and a visitor's controls for it.

use super::notice::{StaleNotice, is_stale};
use super::sentence::sentence;
use super::time::Time;
use super::{PageAction, PageView};
use crate::dom::{Element, Node, attr, el, live};
use leptos::ev;
use leptos::prelude::*;
use text::SharedText;

/// From this age in minutes, the date is shown with the time.
const ANOTHER_DAY: i64 = 720;

/// "Updated 12 seconds ago · 12:03 UTC" while the app runs, "As of 12:03 UTC, 23 November 2026" at rest.
#[component(transparent)]
pub fn Freshness<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let text = view.formatting.text;
    let paused = if view.paused { text.paused() } else { "" };
    let mut line = el::p().class("as-of");
    // On paper nothing is "12 seconds ago".
    if let Some(at) = view.assessment.as_of {
        let [before, after] = text.as_of();
        let at = text.shared().long_moment(at, &*view.formatting.zone);
        line = line.attr(attr::DATA_PRINT, [before, at, after].concat());
    }
    line.child(view! { <Age view/> })
        .child(el::span().class("paused").child(paused))
        .child(view! { <StaleNotice view/> })
        .into()
}

/// The age of the data, or its time.
#[component(transparent)]
fn Age<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let text = view.formatting.text;
    let at = match (view.assessment.source, view.assessment.as_of) {
        (None, _) if view.is_awaited() => return "".into(),
        (None, _) => return text.no_answer_yet().into(),
        (Some(_), None) => return text.as_of_unknown().into(),
        (Some(_), Some(at)) => at,
    };
    let (clock, zone) = (view.clock, view.formatting.zone.clone());
    let is_partial = view.assessment.unreadable > 0;
    let is_stale = is_stale(view);
    live(move || {
        // The notice next to it already says how many days old stale data is, and so the line keeps the length that it
        // had at rest.
        let age = match clock.get().age.filter(|age| !is_stale || age.minutes() < ANOTHER_DAY) {
            Some(age) => {
                // The time of day alone could be that of another day.
                let of_another_day = age.minutes() >= ANOTHER_DAY;
                let print = if of_another_day { SharedText::long_moment } else { SharedText::clock };
                // In an element that a page at rest doesn't have: the time there has another meaning, and is replaced
                // instead of moving along the line.
                let at = el::span().child(view! { <Time at text=print(text.shared(), at, &*zone)/> });
                let ago = text.shared().ago(age);
                sentence(if is_partial { text.partly_updated(&ago) } else { text.updated(&ago) }, at.into())
            }
            None => {
                let at = view! { <Time at text=text.shared().long_moment(at, &*zone)/> };
                sentence(text.as_of(), at.into())
            }
        };
        el::span().children(age).into()
    })
}

/// Buttons that need the running app: at rest they take up their space and are invisible.
#[component(transparent)]
pub fn Controls<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let (paused, text) = (view.paused, view.formatting.text);
    let pause = if paused { text.resume() } else { text.pause() };
    let asking = if view.asking { "true" } else { "false" };
    let refresh = button(view, text.refresh(), PageAction::Refresh).attr(attr::DATA_ASKING, asking);
    el::div().class("controls needs-app").child(refresh).child(button(view, pause, PageAction::Pause(!paused))).into()
}

/// A button that asks the page for an action.
pub fn button(view: &PageView, text: impl Into<Node>, action: PageAction) -> Element {
    let act = view.act.clone();
    el::button().attr(attr::TYPE, "button").class("button").on(ev::click, move |_| act(action)).child(text)
}
