//! What a visitor should know about the data: the last attempt failed, it is old, or a part of it is missing.

use super::live::live;
use super::{Context, Feed, Waiting};
use crate::message::page;
use leptos::prelude::*;

/// The notices that apply, most urgent first; nothing when all is well.
pub fn notices(feed: Feed) -> AnyView {
    let context = Context::get();
    live(move || {
        let standing = feed.standing.get();
        let zone = context.zone.get();
        let mut notices = Vec::new();
        if let Some(trouble) = feed.trouble.get() {
            let known = standing.source.is_some();
            let [what, stands, next] = page::trouble(&trouble.error, standing.as_of, known, trouble.next, &*zone);
            notices.push(notice("trouble", what, stands, Some(next)));
        } else if !standing.fresh && standing.unreadable == 0 && feed.waiting.get() == Waiting::Over {
            // An answer came and is not recent. In a page at rest there is no age, and nothing to explain.
            if let Some(age) = feed.age.get() {
                let [what, stands] = page::stale(age);
                notices.push(notice("stale", what, stands, None));
            }
        }
        if standing.unreadable > 0 {
            let [what, stands] = page::unreadable(standing.unreadable);
            notices.push(notice("unreadable", what, stands, None));
        }
        notices.into_any()
    })
}

fn notice(kind: &'static str, what: String, stands: String, next: Option<String>) -> AnyView {
    let next = next.map(|next| view! { <span class="next">{next}</span> });
    view! {
        <div class="notice" data-notice=kind>
            <p><strong>{what}</strong> " " {stands} " " {next}</p>
        </div>
    }
    .into_any()
}
