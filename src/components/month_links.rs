//! The way to earlier incidents: a link for each month that has some, and to each incident from before all months.

use super::incident_card::short_name;
use super::{Scene, time};
use crate::dom::{Node, attr, el, nothing};
use contract::route::Route;
use model::{Date, Incident, Month, history};
use text::{page, shared};

/// How many months stand in the open.
const OPEN: usize = 6;

/// How many incidents from before the first month are listed.
pub const EARLIER_MAX: usize = 50;

/// The months that have a page, newest first, in the zone shown.
pub fn months(scene: &Scene) -> Vec<Month> {
    let mut months = scene.months.as_ref().map_or_else(Vec::new, |months| months.to_vec());
    let Some(list) = &scene.list else { return months };
    // With time, and in another zone, what the page carries touches further months.
    for month in history::months(list.incidents(), scene.standing.as_of, &*scene.setting.zone) {
        let place = months.partition_point(|other| *other > month);
        if months.get(place) != Some(&month) {
            months.insert(place, month);
        }
    }
    months
}

/// Links to all months, the older ones folded away; nothing when there are none.
pub fn month_links(scene: &Scene) -> Node {
    let mut months: Vec<Node> = months(scene).into_iter().map(|month| month_link(month, "", scene)).collect();
    let earlier = earlier(scene);
    if months.is_empty() && earlier.is_empty() {
        return nothing();
    }
    let older = if months.len() > OPEN { months.split_off(OPEN) } else { Vec::new() };
    let older = folded(page::OLDER_MONTHS, "months", older);
    el::nav()
        .class("section")
        .attr(attr::ARIA_LABELLEDBY, "months")
        .child(el::h2().attr(attr::ID, "months").child(page::MONTHS))
        .child(el::ul().class("months").children(months))
        .child(older)
        .child(folded(page::EARLIER, "earlier", earlier))
        .into()
}

/// A list that is folded away; nothing without items.
fn folded(summary: &'static str, class: &'static str, items: Vec<Node>) -> Option<Node> {
    let summary = el::summary().child(summary);
    (!items.is_empty()).then(|| el::details().child(summary).child(el::ul().class(class).children(items)).into())
}

/// Links to the incidents that began before the first month.
fn earlier(scene: &Scene) -> Vec<Node> {
    let Some(list) = &scene.list else { return Vec::new() };
    let zone = &*scene.setting.zone;
    let earlier = history::earlier(list.incidents(), zone);
    let item = |(place, incident): (usize, &&Incident)| {
        let item = el::li();
        let Some(at) = incident.created.filter(|_| place < EARLIER_MAX) else {
            return item.child(page::EARLIER_MORE).into();
        };
        let name = el::a().attr(attr::HREF, scene.setting.links.incident(&incident.id)).child(short_name(incident));
        let name = el::span().attr(attr::DIR, "auto").child(name);
        item.child(name).child(" ").child(time::time(at, shared::day(Date::of(at, zone)))).into()
    };
    earlier.iter().take(EARLIER_MAX + 1).enumerate().map(item).collect()
}

/// A link to a month; `rel` says how it stands to this page, if it does.
pub fn month_link(month: Month, rel: &'static str, scene: &Scene) -> Node {
    let link = el::a().attr(attr::HREF, scene.setting.links.to(&Route::Month(month))).child(shared::month(month));
    el::li().child(if rel.is_empty() { link } else { link.attr(attr::REL, rel) }).into()
}
