//! How old the data is, and what a visitor can do about it.

use super::live::{live, live_text};
use super::{Context, Feed, Waiting, time};
use crate::message::{page, shared};
use leptos::prelude::*;

/// "Updated 12 seconds ago · 12:03 UTC" while the app runs, "As of 12:03 UTC, 23 November 2026" at rest.
pub fn as_of(feed: Feed) -> AnyView {
    let context = Context::get();
    let told = live(move || {
        let zone = context.zone.get();
        let standing = feed.standing.get();
        match (standing.source, standing.as_of) {
            (None, _) if feed.waiting.get() == Waiting::Over => page::NO_ANSWER_YET.into_any(),
            (None, _) => page::LOADING.into_any(),
            (Some(_), None) => page::AS_OF_UNKNOWN.into_any(),
            (Some(_), Some(at)) => match feed.age.get() {
                Some(age) => {
                    let clock = shared::clock(at, &*zone);
                    view! { {page::updated(age)} " · " {time::time(at, clock)} }.into_any()
                }
                None => view! { "As of " {time::time(at, shared::long_moment(at, &*zone))} }.into_any(),
            },
        }
    });
    let paused = live_text(move || if feed.paused.get() { format!(" · {}", page::PAUSED) } else { String::new() });
    view! { <p class="as-of">{told} <span class="paused">{paused}</span></p> }.into_any()
}

/// Buttons that need the running app: at rest they take their room and are not seen.
pub fn controls(feed: Feed) -> impl IntoView {
    let pause = live_text(move || if feed.paused.get() { page::RESUME.into() } else { page::PAUSE.into() });
    view! {
        <div class="controls needs-app">
            <button type="button" class="button" data-asking=move || feed.asking.get().to_string() on:click=move |_| feed.refresh.run(())>
                {page::REFRESH}
            </button>
            <button type="button" class="button" on:click=move |_| feed.pause.run(!feed.paused.get_untracked())>
                {pause}
            </button>
        </div>
    }
}
