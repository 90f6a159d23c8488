//! The days of one year, a row for each month.

use super::item::Pulse;
use crate::components::PageView;
use crate::components::day_bars::YearBars;
use crate::components::month_links::Neighbours;
use crate::components::skeleton::Skeleton;
use crate::dom::{Node, attr, el};
use leptos::prelude::*;

/// The screen.
#[component(transparent)]
pub fn YearScreen<'a>(
    /// The page.
    view: &'a PageView,
    /// The year.
    year: i32,
) -> Node {
    let text = view.formatting.text;
    [
        el::h1().attr(attr::TABINDEX, "-1").child(text.year_heading(year)).into(),
        view! { <Pulse view/> }.into(),
        view! { <Skeleton waiting=view.waiting text/> }.into(),
        view! { <YearBars view year/> }.into(),
        view! { <Neighbours view/> }.into(),
    ]
    .into()
}
