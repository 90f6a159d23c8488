//! The way to earlier incidents: a link for each month that has some.

use super::live::live;
use super::{Context, Feed, KnownMonths};
use crate::domain::{Month, calendar};
use crate::message::{page, shared};
use crate::route::{Links, Route};
use leptos::prelude::*;

/// How many months stand in the open.
const OPEN: usize = 6;

/// The months that have a page, newest first, in the zone shown.
pub fn months(feed: Feed) -> Vec<Month> {
    if let Some(KnownMonths(months)) = use_context() {
        return months.get().to_vec();
    }
    let zone = Context::get().zone.get();
    feed.list.with(|list| list.as_ref().map_or_else(Vec::new, |list| calendar::months(list.incidents(), &*zone)))
}

/// Links to all months, the older ones folded away; nothing when there are none.
pub fn month_links(feed: Feed) -> AnyView {
    let context = Context::get();
    live(move || {
        let links = context.links.get();
        let mut months: Vec<AnyView> = months(feed).into_iter().map(|month| link(month, &links)).collect();
        if months.is_empty() {
            return ().into_any();
        }
        let older = if months.len() > OPEN { months.split_off(OPEN) } else { Vec::new() };
        let older = (!older.is_empty()).then(|| {
            view! { <details><summary>{page::OLDER_MONTHS}</summary><ul class="months">{older}</ul></details> }
        });
        view! {
            <nav class="section" aria-labelledby="months">
                <h2 id="months">{page::MONTHS}</h2>
                <ul class="months">{months}</ul>
                {older}
            </nav>
        }
        .into_any()
    })
}

fn link(month: Month, links: &Links) -> AnyView {
    view! { <li><a href=links.to(&Route::Month(month))>{shared::month(month)}</a></li> }.into_any()
}
