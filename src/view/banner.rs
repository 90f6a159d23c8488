//! The answer to "is it them or me?".

use super::live::live_text;
use super::pulse::{as_of, controls};
use super::{Context, Feed};
use crate::message::page;
use crate::remote::Source;
use leptos::prelude::*;

/// The banner. Its headline is one text node, so that the guard can put `data-past` there when the app stops.
pub fn banner(feed: Feed) -> impl IntoView {
    let zone = Context::get().zone;
    let past = live_text(move || feed.standing.with(|standing| page::past_headline(standing, &*zone.get())));
    let headline = live_text(move || feed.standing.with(|standing| page::headline(standing, &*zone.get())));
    view! {
        <section
            class="banner"
            data-overall=move || feed.standing.with(|standing| standing.overall.as_str())
            data-source=move || feed.standing.with(|standing| standing.source.map_or("none", Source::as_str))
            data-fresh=move || feed.standing.with(|standing| if standing.fresh { "true" } else { "false" })
            data-past=past
        >
            <span class="icon" aria-hidden="true"></span>
            <h1 tabindex="-1">{headline}</h1>
            {as_of(feed)}
            {controls(feed)}
        </section>
    }
}
