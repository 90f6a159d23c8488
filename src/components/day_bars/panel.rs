//! The events of a day, right below its row.

use crate::components::PageView;
use crate::components::day_list::{DayList, of_day};
use crate::components::month_links::month_link;
use crate::dom::{Node, el, nothing};
use contract::config::Component;
use contract::route::Route;
use leptos::prelude::*;
use model::bars::{DayBar, DayKind};

/// The day that was opened, with a link to its month.
#[component(transparent)]
pub fn DayPanel<'a>(
    /// The day.
    bar: DayBar,
    /// The component that its row is about, if it isn't the whole.
    component: Option<&'a Component>,
    /// The page.
    view: &'a PageView,
) -> Node {
    let Some(data) = &view.data else { return nothing() };
    let text = view.formatting.text;
    let own = component.map(|component| data.about(&component.id).0);
    let days = of_day(own.as_ref().unwrap_or(data), bar.date, bar.worst == DayKind::Clear, view);
    // The page's own data doesn't have the events of all days, unless it's about one component.
    let is_held_up = view.paused || view.trouble.is_some();
    let loading = if is_held_up { text.no_readable_incidents() } else { text.loading_day() };
    let is_partial = view.past.is_some() && !matches!(view.route, Route::Component(_));
    let loading = is_partial.then(|| el::p().class("hint").child(loading));
    let month = month_link(bar.date.month(), &text.month_heading(bar.date.month()), view);
    el::div()
        .class("day-panel")
        .child(view! { <DayList days=&days year=None view/> })
        .child(loading)
        .child(month.map(|month| el::p().child(month)))
        .into()
}
