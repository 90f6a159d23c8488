//! What stands around every screen: header, footer, and the way past them.

use super::announcer::announcer;
use super::node::{Node, el, live, live_text, nothing};
use super::skeleton::skeleton;
use super::{Context, Feed, Subject, Waiting, ZoneChoice, screen};
use crate::message::{page, shared};
use crate::route::Route;
use leptos::prelude::*;

/// The whole page: the screen of `route` in its frame.
pub fn page(feed: Feed, route: Signal<Route>, subject: Signal<Subject>) -> Node {
    let screen = live(move || match route.get() {
        Route::Home => screen::home(feed),
        Route::Incident(_) => screen::incident(feed, subject),
        Route::Month(month) => screen::month(feed, month),
        Route::NotFound => screen::not_found(),
    });
    [
        el("a").class("skip").set("href", "#content").child(page::SKIP).into(),
        header(),
        el("main").set("id", "content").set("tabindex", "-1").child(screen).into(),
        footer(feed),
        announcer(feed),
    ]
    .into()
}

/// What is shown while even the configuration is awaited.
pub fn waiting_page() -> Node {
    el("main").set("id", "content").child(skeleton(Waiting::Visibly)).into()
}

fn header() -> Node {
    let Context { config, links, .. } = Context::get();
    live(move || {
        let links = links.get();
        let home = config.homepage.clone().unwrap_or_else(|| links.to(&Route::Home));
        let logo = config
            .logo
            .as_deref()
            .map(|logo| el("img").class("logo").set("src", address(&links, logo)).set("alt", "").set("height", "32"));
        let title = el("span").set("dir", "auto").child(config.title.clone());
        el("header").class("header").child(el("a").class("site").set("href", home).child(logo).child(title)).into()
    })
}

/// An address of the configuration is relative to the site's root, not to the page.
fn address(links: &crate::route::Links, address: &str) -> String {
    let absolute = address.starts_with('/') || address.split(['/', '?', '#']).next().unwrap_or("").contains(':');
    if absolute { address.to_owned() } else { links.file(address) }
}

fn footer(feed: Feed) -> Node {
    let Context { config, links, zone, .. } = Context::get();
    let zone_name = live_text(move || page::zone_name(&*zone.get(), feed.standing.with(|standing| standing.as_of)));
    let outside = live(move || {
        let links = links.get();
        let link = |to: &Option<String>, text: &'static str| {
            to.as_deref().map(|to| el("li").child(el("a").set("href", address(&links, to)).child(text)))
        };
        let (support, subscribe) =
            (link(&config.support_url, page::SUPPORT), link(&config.subscribe_url, page::SUBSCRIBE));
        if support.is_none() && subscribe.is_none() {
            return nothing();
        }
        el("ul").class("links").child(subscribe).child(support).into()
    });
    let switch = el("div")
        .class("zone-switch needs-app")
        .set("role", "group")
        .set("aria-label", page::ZONE_SWITCH)
        .child(zone_button(feed, ZoneChoice::Local, page::ZONE_LOCAL))
        .child(zone_button(feed, ZoneChoice::Utc, page::ZONE_UTC));
    let powered = el("p").class("powered").child(page::POWERED_BY);
    el("footer")
        .class("footer")
        .child(el("div").class("zone").child(el("p").child(zone_name)).child(switch))
        .child(el("div").class("outside").child(outside).child(powered))
        .child(config_notes(feed))
        .into()
}

fn zone_button(feed: Feed, choice: ZoneChoice, text: &'static str) -> Node {
    let pressed = move || if feed.zone_choice.get() == choice { "true" } else { "false" };
    el("button")
        .set("type", "button")
        .class("button")
        .follow("aria-pressed", pressed)
        .on("click", move |_| feed.choose_zone.run(choice))
        .child(text)
        .into()
}

fn config_notes(feed: Feed) -> Node {
    live(move || {
        let problems = feed.config_problems.get();
        if problems.is_empty() {
            return nothing();
        }
        let notes = problems.iter().map(|problem| el("li").child(shared::config_problem(problem)).into());
        let summary = el("summary").child(page::CONFIG_NOTES);
        el("details").class("config-notes").child(summary).child(el("ul").all(notes)).into()
    })
}
