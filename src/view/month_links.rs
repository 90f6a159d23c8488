//! The way to earlier incidents: a link for each month that has some.

use super::node::{Node, el, live, nothing};
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
pub fn month_links(feed: Feed) -> Node {
    let context = Context::get();
    live(move || {
        let links = context.links.get();
        let mut months: Vec<Node> = months(feed).into_iter().map(|month| link(month, &links)).collect();
        if months.is_empty() {
            return nothing();
        }
        let older = if months.len() > OPEN { months.split_off(OPEN) } else { Vec::new() };
        let older = (!older.is_empty()).then(|| {
            el("details").child(el("summary").child(page::OLDER_MONTHS)).child(el("ul").class("months").all(older))
        });
        el("nav")
            .class("section")
            .set("aria-labelledby", "months")
            .child(el("h2").set("id", "months").child(page::MONTHS))
            .child(el("ul").class("months").all(months))
            .child(older)
            .into()
    })
}

fn link(month: Month, links: &Links) -> Node {
    let to = links.to(&Route::Month(month));
    el("li").child(el("a").set("href", to).child(shared::month(month))).into()
}
