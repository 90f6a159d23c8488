//! The way to earlier incidents: a link for each month that has some.

use super::Scene;
use super::node::{Node, el, nothing};
use crate::domain::{Month, calendar};
use crate::message::{page, shared};
use crate::route::Route;

/// How many months stand in the open.
const OPEN: usize = 6;

/// The months that have a page, newest first, in the zone shown.
pub fn months(scene: &Scene) -> Vec<Month> {
    match (&scene.months, &scene.list) {
        (Some(months), _) => months.to_vec(),
        (None, Some(list)) => calendar::months(list.incidents(), &*scene.setting.zone),
        (None, None) => Vec::new(),
    }
}

/// Links to all months, the older ones folded away; nothing when there are none.
pub fn month_links(scene: &Scene) -> Node {
    let mut months: Vec<Node> = months(scene).into_iter().map(|month| month_link(month, "", scene)).collect();
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
}

/// A link to a month; `rel` says how it stands to this page, if it does.
pub fn month_link(month: Month, rel: &'static str, scene: &Scene) -> Node {
    let link = el("a").set("href", scene.setting.links.to(&Route::Month(month))).child(shared::month(month));
    el("li").child(if rel.is_empty() { link } else { link.set("rel", rel) }).into()
}
