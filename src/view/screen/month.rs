//! The incidents of one month.

use super::back;
use crate::domain::{Date, Month};
use crate::message::{page, shared};
use crate::route::Route;
use crate::view::day_list::{day_list, of_month};
use crate::view::month_links::months;
use crate::view::node::{Node, el, live, nothing};
use crate::view::notice::notices;
use crate::view::pulse::{as_of, controls};
use crate::view::skeleton::awaited;
use crate::view::{Context, Feed};
use leptos::prelude::*;

/// The screen.
pub fn month(feed: Feed, month: Month) -> Node {
    let context = Context::get();
    let days = Memo::new({
        let context = context.clone();
        move |_| {
            let setting = context.setting();
            feed.list.with(|list| list.as_ref().map_or_else(Vec::new, |list| of_month(list, month, &setting)))
        }
    });
    let zone = context.zone;
    let note = live(move || {
        let complete = feed.list.with(|list| list.as_ref().map(|list| list.is_complete()));
        let Some(complete) = complete.filter(|_| days.with(Vec::is_empty)) else { return nothing() };
        let until = feed.standing.with(|standing| standing.as_of).map(|at| Date::of(at, &*zone.get()));
        let text = match until {
            _ if !complete => page::NO_READABLE_INCIDENTS.to_owned(),
            Some(date) if date.month() < month => page::MONTH_AHEAD.to_owned(),
            Some(date) if date.month() == month => page::month_empty(month, Some(date)),
            Some(_) | None => page::month_empty(month, None),
        };
        el("p").class("empty").child(text).into()
    });
    [
        back(),
        el("h1").set("tabindex", "-1").child(page::month_heading(month)).into(),
        awaited(feed),
        el("h2").class("visually-hidden").child(page::BY_DAY).into(),
        note,
        day_list(days),
        neighbours(feed, month),
        el("div").class("pulse").child(as_of(feed)).child(controls(feed)).into(),
        notices(feed),
    ]
    .into()
}

/// The next months before and after that have a page.
fn neighbours(feed: Feed, month: Month) -> Node {
    let links = Context::get().links;
    live(move || {
        let months = months(feed);
        let links = links.get();
        let link = |to: Option<Month>, rel: &'static str| {
            to.map(|to| {
                let link = el("a").set("rel", rel).set("href", links.to(&Route::Month(to)));
                el("li").child(link.child(shared::month(to)))
            })
        };
        let later = months.iter().copied().filter(|other| *other > month).min();
        let earlier = months.iter().copied().filter(|other| *other < month).max();
        if later.is_none() && earlier.is_none() {
            return nothing();
        }
        let links = el("ul").class("months").child(link(earlier, "prev")).child(link(later, "next"));
        el("nav").class("neighbours").set("aria-label", page::MONTHS).child(links).into()
    })
}
