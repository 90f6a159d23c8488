//! The incidents of one month.

use super::back;
use crate::components::Scene;
use crate::components::day_list::{day_list, of_month};
use crate::components::month_links::{month_link, months};
use crate::components::notice::notices;
use crate::components::pulse::{as_of, controls};
use crate::components::skeleton::skeleton;
use crate::dom::{Node, attr, el, nothing};
use model::{Date, Month};
use text::page;

/// The screen.
pub fn month(scene: &Scene, month: Month) -> Node {
    let days = scene.list.as_ref().map_or_else(Vec::new, |list| of_month(list, month, scene));
    let note = if days.is_empty() { note(scene, month) } else { nothing() };
    [
        back(scene),
        el::h1().attr(attr::TABINDEX, "-1").child(page::month_heading(month)).into(),
        skeleton(scene.waiting),
        el::h2().class("visually-hidden").child(page::BY_DAY).into(),
        note,
        day_list(&days, scene),
        neighbours(scene, month),
        el::div().class("pulse").child(as_of(scene)).child(controls(scene)).into(),
        notices(scene),
    ]
    .into()
}

/// What an empty month means, by how much is known of it.
fn note(scene: &Scene, month: Month) -> Node {
    let Some(list) = &scene.list else { return nothing() };
    let until = scene.standing.as_of.map(|at| Date::of(at, &*scene.setting.zone));
    let text = match until {
        _ if !list.is_complete() => page::NO_READABLE_INCIDENTS.to_owned(),
        Some(date) if date.month() < month => page::MONTH_AHEAD.to_owned(),
        Some(date) if date.month() == month => page::month_empty(month, Some(date)),
        Some(_) | None => page::month_empty(month, None),
    };
    el::p().class("empty").child(text).into()
}

/// The next months before and after that have a page.
fn neighbours(scene: &Scene, month: Month) -> Node {
    let months = months(scene);
    let later = months.iter().copied().filter(|other| *other > month).min();
    let earlier = months.iter().copied().filter(|other| *other < month).max();
    let links = [earlier.map(|to| month_link(to, "prev", scene)), later.map(|to| month_link(to, "next", scene))];
    let links: Vec<Node> = links.into_iter().flatten().collect();
    if links.is_empty() {
        return nothing();
    }
    el::nav()
        .class("neighbours")
        .attr(attr::ARIA_LABEL, page::MONTHS)
        .child(el::ul().class("months").children(links))
        .into()
}
