//! The way to earlier incidents: a link for each year and each month that has some, and to each incident from before all months.

use super::PageView;
use super::incident_card::short_name;
use super::time::Time;
use crate::dom::{Node, attr, el, nothing, present};
use contract::route::Route;
use leptos::prelude::*;
use model::ascii::decimal;
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
    let link = |route| view! { <SpanLink route rel="" view/> }.into_inner();
    let mut months: Vec<Node> = months(view).into_iter().map(|month| link(Route::Month(month))).collect();
    // The front page has no room for them in its first bytes.
    let years = (view.route == Route::History)
        .then(|| el::ul().class("months").children(years(view).into_iter().map(|year| link(Route::Year(year)))));
    let earlier = earlier(view);
    if months.is_empty() && earlier.is_empty() {
        return nothing();
    }
    let older = if months.len() > OPEN { months.split_off(OPEN) } else { Vec::new() };
    el::nav()
        .class("section")
        .attr(attr::ARIA_LABELLEDBY, "months")
        .child(el::h2().attr(attr::ID, "months").child(text.months()))
        .child(years)
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

/// The years of the months that have a page, newest first.
fn years(view: &PageView) -> Vec<i32> {
    let mut years: Vec<i32> = months(view).into_iter().map(Month::year).collect();
    years.dedup();
    years
}

/// A link to a month with these words, if it has a page.
pub fn month_link(month: Month, words: &str, view: &PageView) -> Option<Node> {
    let has_page = months(view).contains(&month);
    let link = || el::a().attr(attr::HREF, view.formatting.links.to(&Route::Month(month))).child(words.to_owned());
    has_page.then(|| link().into())
}

/// Links to the next months or years before and after this one that have a page, and from a month to its year.
#[component(transparent)]
pub fn Neighbours<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let (mut earlier, mut later, mut whole) = (None, None, None);
    let mut place = |is_later, route| {
        if is_later {
            later = Some(route);
        } else if earlier.is_none() {
            earlier = Some(route);
        }
    };
    match view.route {
        Route::Month(own) => {
            whole = years(view).contains(&own.year()).then_some(Route::Year(own.year()));
            for month in months(view).into_iter().filter(|month| *month != own) {
                place(month > own, Route::Month(month));
            }
        }
        Route::Year(own) => {
            for year in years(view).into_iter().filter(|year| *year != own) {
                place(year > own, Route::Year(year));
            }
        }
        _ => {}
    }
    let link = |route: Option<Route>, rel| Some(view! { <SpanLink route=route? rel view/> }.into_inner());
    let links = present(vec![link(earlier, "prev"), link(later, "next"), link(whole, "")]);
    if links.is_empty() {
        return nothing();
    }
    let label = view.formatting.text.months();
    el::nav().class("neighbours").attr(attr::ARIA_LABEL, label).child(el::ul().children(links)).into()
}

/// A link to a month or a year.
#[component(transparent)]
fn SpanLink<'a>(
    /// The month or the year.
    route: Route,
    /// Its relation to this page, `prev` or `next`; empty if it has none.
    rel: &'static str,
    /// The page.
    view: &'a PageView,
) -> Node {
    let link = el::a().attr(attr::HREF, view.formatting.links.to(&route));
    let words = match route {
        Route::Year(year) => decimal(year.into(), 4),
        Route::Month(month) => view.formatting.text.shared().month(month),
        _ => String::new(),
    };
    if rel.is_empty() {
        return el::li().child(link.child(words)).into();
    }
    let label = el::span().class("label").child(words);
    el::li().class(rel).child(link.attr(attr::REL, rel).child(label)).into()
}
