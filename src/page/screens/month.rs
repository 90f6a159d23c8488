//! The incidents and maintenances of one month.

use super::item::Pulse;
use crate::components::PageView;
use crate::components::day_list::{DayList, of_month};
use crate::components::month_links::Neighbours;
use crate::components::skeleton::Skeleton;
use crate::dom::{Node, attr, el, nothing};
use leptos::prelude::*;
use model::{Date, Month};

/// The screen.
#[component(transparent)]
pub fn MonthScreen<'a>(
    /// The page.
    view: &'a PageView,
    /// The month.
    month: Month,
) -> Node {
    let text = view.formatting.text;
    let days = view.data.as_ref().map_or_else(Vec::new, |data| of_month(data, month, view));
    let note = if days.is_empty() { view! { <EmptyMonth view month/> }.into() } else { nothing() };
    [
        el::h1().attr(attr::TABINDEX, "-1").child(text.month_heading(month)).into(),
        view! { <Pulse view/> }.into(),
        view! { <Skeleton waiting=view.waiting text/> }.into(),
        el::h2().class("visually-hidden").child(text.by_day()).into(),
        note,
        view! { <DayList days=&days year=Some(month.year()) view/> }.into(),
        view! { <Neighbours view/> }.into(),
    ]
    .into()
}

/// The meaning of an empty month, by how much is known of it.
#[component(transparent)]
fn EmptyMonth<'a>(
    /// The page.
    view: &'a PageView,
    /// The month.
    month: Month,
) -> Node {
    let Some(data) = &view.data else { return nothing() };
    let text = view.formatting.text;
    let until = view.assessment.as_of.map(|at| Date::of(at, &*view.formatting.zone));
    let text = match until {
        _ if !data.is_complete() => text.no_readable_incidents().to_owned(),
        Some(date) if date.month() < month => text.month_ahead().to_owned(),
        Some(date) if date.month() == month => text.month_empty(month, Some(date)),
        Some(_) | None => text.month_empty(month, None),
    };
    el::p().class("empty").child(text).into()
}
