//! How old the data is, and what a visitor can do about it.

use super::notice::{is_stale, stale};
use super::{Scene, Wish, time};
use crate::dom::{Node, attr, el, live};
use leptos::ev;
use leptos::prelude::*;
use text::{page, shared};

/// From how many minutes on the day is said as well.
const ANOTHER_DAY: i64 = 720;

/// "Updated 12 seconds ago · 12:03 UTC" while the app runs, "As of 12:03 UTC, 23 November 2026" at rest.
pub fn as_of(scene: &Scene) -> Node {
    let told: Node = match (scene.standing.source, scene.standing.as_of) {
        (None, _) if scene.is_awaited() => "".into(),
        (None, _) => page::NO_ANSWER_YET.into(),
        (Some(_), None) => page::AS_OF_UNKNOWN.into(),
        (Some(_), Some(at)) => {
            let (clock, zone) = (scene.clock, scene.setting.zone.clone());
            let is_partial = scene.standing.unreadable > 0;
            let is_stale = is_stale(scene);
            live(move || {
                // Beside what says that it is days old, that is said once, and the line stays as short as it was at rest.
                let told: [Node; 3] = match clock.get().age.filter(|age| !is_stale || age.minutes() < ANOTHER_DAY) {
                    Some(age) => {
                        // Where "today" may be over, the time of day alone would mislead.
                        let of_another_day = age.minutes() >= ANOTHER_DAY;
                        let print = if of_another_day { shared::long_moment } else { shared::clock };
                        // In an element that a page at rest has not: the time there tells something else and ends, instead
                        // of moving along the line.
                        let at = el::span().child(time::time(at, print(at, &*zone)));
                        [page::updated(age, is_partial).into(), " · ".into(), at.into()]
                    }
                    None => [page::AS_OF.into(), " ".into(), time::time(at, shared::long_moment(at, &*zone))],
                };
                el::span().children(told).into()
            })
        }
    };
    let paused = if scene.paused { format!(" · {}", page::PAUSED) } else { String::new() };
    let mut line = el::p().class("as-of");
    // On paper nothing is "12 seconds ago".
    if let Some(at) = scene.standing.as_of {
        let text = format!("{} {}", page::AS_OF, shared::long_moment(at, &*scene.setting.zone));
        line = line.attr(attr::DATA_PRINT, text);
    }
    line.child(told).child(el::span().class("paused").child(paused)).child(stale(scene)).into()
}

/// Buttons that need the running app: at rest they take their room and are not seen.
pub fn controls(scene: &Scene) -> Node {
    let paused = scene.paused;
    let pause = if paused { page::RESUME } else { page::PAUSE };
    let refresh = button(scene, page::REFRESH, Wish::Refresh)
        .attr(attr::DATA_ASKING, if scene.asking { "true" } else { "false" });
    el::div().class("controls needs-app").child(refresh).child(button(scene, pause, Wish::Pause(!paused))).into()
}

/// A button that tells the page a wish.
pub fn button(scene: &Scene, text: impl Into<Node>, wish: Wish) -> crate::dom::Element {
    let act = scene.act.clone();
    el::button().attr(attr::TYPE, "button").class("button").on(ev::click, move |_| act(wish)).child(text)
}
