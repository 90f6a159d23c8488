//! A placeholder for content on its way. It appears only after a while: a flash of it would look like a fault.

use super::{Feed, Waiting};
use crate::message::page;
use leptos::prelude::*;

/// The placeholder, when something is visibly awaited.
pub fn skeleton(waiting: Waiting) -> AnyView {
    match waiting {
        Waiting::Briefly | Waiting::Over => ().into_any(),
        Waiting::Visibly => view! {
            <div class="skeleton" aria-busy="true">
                <p class="visually-hidden" role="status">{page::LOADING}</p>
                <div class="bone"></div>
                <div class="bone"></div>
                <div class="bone"></div>
            </div>
        }
        .into_any(),
    }
}

/// The same for whatever waits for the list.
pub fn awaited(feed: Feed) -> AnyView {
    super::live::live(move || skeleton(feed.waiting.get()))
}
