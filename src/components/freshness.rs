//! How old the data is, and a visitor's controls for it.

use super::notice::{StaleNotice, is_stale};
use super::time::Time;
use super::{PageAction, PageView};
use crate::dom::{Element, Node, attr, el, live};
use leptos::ev;
use leptos::prelude::*;
use text::{page, shared};

/// From this age in minutes, the date is shown with the time.
const ANOTHER_DAY: i64 = 720;

/// "Updated 12 seconds ago · 12:03 UTC" while the app runs, "As of 12:03 UTC, 23 November 2026" at rest.
#[component(transparent)]
pub fn Freshness<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let paused = if view.paused { format!(" · {}", page::PAUSED) } else { String::new() };
    let mut line = el::p().class("as-of");
    // On paper nothing is "12 seconds ago".
    if let Some(at) = view.assessment.as_of {
        let text = format!("{} {}", page::AS_OF, shared::long_moment(at, &*view.formatting.zone));
        line = line.attr(attr::DATA_PRINT, text);
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
    let at = match (view.assessment.source, view.assessment.as_of) {
        (None, _) if view.is_awaited() => return "".into(),
        (None, _) => return page::NO_ANSWER_YET.into(),
        (Some(_), None) => return page::AS_OF_UNKNOWN.into(),
        (Some(_), Some(at)) => at,
    };
    let (clock, zone) = (view.clock, view.formatting.zone.clone());
    let is_partial = view.assessment.unreadable > 0;
    let is_stale = is_stale(view);
    live(move || {
        // The notice next to it already says how many days old stale data is, and so the line keeps the length that it
        // had at rest.
        let age: [Node; 3] = match clock.get().age.filter(|age| !is_stale || age.minutes() < ANOTHER_DAY) {
            Some(age) => {
                // The time of day alone could be that of another day.
                let of_another_day = age.minutes() >= ANOTHER_DAY;
                let print = if of_another_day { shared::long_moment } else { shared::clock };
                // In an element that a page at rest doesn't have: the time there has another meaning, and is replaced
                // instead of moving along the line.
                let at = el::span().child(view! { <Time at text=print(at, &*zone)/> });
                [page::updated(age, is_partial).into(), " · ".into(), at.into()]
            }
            None => {
                let at = view! { <Time at text=shared::long_moment(at, &*zone)/> };
                [page::AS_OF.into(), " ".into(), at.into()]
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
    let paused = view.paused;
    let pause = if paused { page::RESUME } else { page::PAUSE };
    let asking = if view.asking { "true" } else { "false" };
    let refresh = button(view, page::REFRESH, PageAction::Refresh).attr(attr::DATA_ASKING, asking);
    el::div().class("controls needs-app").child(refresh).child(button(view, pause, PageAction::Pause(!paused))).into()
}

/// A button that asks the page for an action.
pub fn button(view: &PageView, text: impl Into<Node>, action: PageAction) -> Element {
    let act = view.act.clone();
    el::button().attr(attr::TYPE, "button").class("button").on(ev::click, move |_| act(action)).child(text)
}
