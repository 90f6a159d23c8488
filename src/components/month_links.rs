//! The way to earlier incidents: a link for each month that has some, and to each incident from before all months.

use super::PageView;
use super::incident_card::short_name;
use super::time::Time;
use crate::dom::{Node, attr, el, nothing};
use contract::route::Route;
use leptos::prelude::*;
use model::history::Event;
use model::{Date, Incident, Month, history};

/// How many months are visible before the older ones are unfolded.
const OPEN: usize = 6;

/// How many incidents from before the first month are listed.
pub const EARLIER_MAX: usize = 50;

/// The months that have a page, newest first, in the zone shown.
pub fn months(view: &PageView) -> Vec<Month> {
    let mut months = view.months.as_ref().map_or_else(Vec::new, |months| months.to_vec());
    let Some(data) = &view.data else { return months };
    // As time passes, and in another zone, the events of the page touch further months.
    for month in history::months(&Event::all(data), view.assessment.as_of, &*view.formatting.zone) {
        let place = months.partition_point(|other| *other > month);
        if months.get(place) != Some(&month) {
            months.insert(place, month);
        }
    }
    months
}

/// Links to all months, the older ones folded away; nothing without any.
#[component(transparent)]
pub fn MonthLinks<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let text = view.formatting.text;
    let link = |month| view! { <MonthLink month rel="" view/> }.into_inner();
    let mut months: Vec<Node> = months(view).into_iter().map(link).collect();
    let earlier = earlier(view);
    if months.is_empty() && earlier.is_empty() {
        return nothing();
    }
    let older = if months.len() > OPEN { months.split_off(OPEN) } else { Vec::new() };
    el::nav()
        .class("section")
        .attr(attr::ARIA_LABELLEDBY, "months")
        .child(el::h2().attr(attr::ID, "months").child(text.months()))
        .child(el::ul().class("months").children(months))
        .child(view! { <FoldedList summary=text.older_months() class="months" items=older/> })
        .child(view! { <FoldedList summary=text.earlier() class="earlier" items=earlier/> })
        .into()
}

/// A list that is folded away; nothing without items.
#[component(transparent)]
fn FoldedList(
    /// The words that are visible.
    summary: &'static str,
    /// The class of the list.
    class: &'static str,
    /// The items.
    items: Vec<Node>,
) -> Node {
    if items.is_empty() {
        return nothing();
    }
    let summary = el::summary().child(summary);
    el::details().child(summary).child(el::ul().class(class).children(items)).into()
}

/// Links to the incidents that began before the first month.
fn earlier(view: &PageView) -> Vec<Node> {
    let Some(list) = view.incidents() else { return Vec::new() };
    let (text, zone) = (view.formatting.text, &*view.formatting.zone);
    let earlier = history::earlier(list.incidents(), zone);
    let item = |(place, incident): (usize, &&Incident)| {
        let item = el::li();
        let Some(at) = incident.created.filter(|_| place < EARLIER_MAX) else {
            return item.child(text.earlier_more()).into();
        };
        let name = el::a()
            .attr(attr::HREF, view.formatting.links.incident(&incident.id))
            .child(short_name(text.shared().name(&incident.name)));
        let name = el::span().attr(attr::DIR, "auto").child(name);
        item.child(name).child(" ").child(view! { <Time at text=text.shared().day(Date::of(at, zone))/> }).into()
    };
    earlier.iter().take(EARLIER_MAX + 1).enumerate().map(item).collect()
}

/// A link to a month.
#[component(transparent)]
pub fn MonthLink<'a>(
    /// The month.
    month: Month,
    /// Its relation to this page, `prev` or `next`; empty if it has none.
    rel: &'static str,
    /// The page.
    view: &'a PageView,
) -> Node {
    let address = view.formatting.links.to(&Route::Month(month));
    let month = view.formatting.text.shared().month(month);
    let link = el::a().attr(attr::HREF, address);
    if rel.is_empty() {
        return el::li().child(link.child(month)).into();
    }
    let label = el::span().class("label").child(month);
    el::li().class(rel).child(link.attr(attr::REL, rel).child(label)).into()
}
