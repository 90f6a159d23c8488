//! What stands around every screen: header, footer, and the way past them.

use super::announcer::announcer;
use super::live::{live, live_text};
use super::skeleton::skeleton;
use super::{Context, Feed, Subject, Waiting, ZoneChoice, screen};
use crate::message::{page, shared};
use crate::route::Route;
use leptos::prelude::*;

/// The whole page: the screen of `route` in its frame.
pub fn page(feed: Feed, route: Signal<Route>, subject: Signal<Subject>) -> impl IntoView {
    let screen = live(move || match route.get() {
        Route::Home => screen::home(feed),
        Route::Incident(_) => screen::incident(feed, subject),
        Route::Month(month) => screen::month(feed, month),
        Route::NotFound => screen::not_found(),
    });
    view! {
        <a class="skip" href="#content">{page::SKIP}</a>
        {header()}
        <main id="content" tabindex="-1">{screen}</main>
        {footer(feed)}
        {announcer(feed)}
    }
}

/// What is shown while even the configuration is awaited.
pub fn waiting_page() -> impl IntoView {
    view! { <main id="content">{skeleton(Waiting::Visibly)}</main> }
}

fn header() -> impl IntoView {
    let Context { config, links, .. } = Context::get();
    live(move || {
        let links = links.get();
        let home = config.homepage.clone().unwrap_or_else(|| links.to(&Route::Home));
        let logo = config.logo.as_deref().map(|logo| {
            view! { <img class="logo" src=address(&links, logo) alt="" height="32"/> }
        });
        view! {
            <header class="header">
                <a class="site" href=home>{logo}<span dir="auto">{config.title.clone()}</span></a>
            </header>
        }
        .into_any()
    })
}

/// An address of the configuration is relative to the site's root, not to the page.
fn address(links: &crate::route::Links, address: &str) -> String {
    let absolute = address.starts_with('/') || address.split(['/', '?', '#']).next().unwrap_or("").contains(':');
    if absolute { address.to_owned() } else { links.file(address) }
}

fn footer(feed: Feed) -> impl IntoView {
    let Context { config, links, zone, .. } = Context::get();
    let zone_name = live_text(move || page::zone_name(&*zone.get(), feed.standing.with(|standing| standing.as_of)));
    let outside = live(move || {
        let links = links.get();
        let link = |to: &Option<String>, text: &'static str| {
            to.as_deref().map(|to| view! { <li><a href=address(&links, to)>{text}</a></li> })
        };
        let (support, subscribe) =
            (link(&config.support_url, page::SUPPORT), link(&config.subscribe_url, page::SUBSCRIBE));
        if support.is_none() && subscribe.is_none() {
            return ().into_any();
        }
        view! { <ul class="links">{subscribe}{support}</ul> }.into_any()
    });
    view! {
        <footer class="footer">
            <div class="zone">
                <p>{zone_name}</p>
                <div class="zone-switch needs-app" role="group" aria-label=page::ZONE_SWITCH>
                    {zone_button(feed, ZoneChoice::Local, page::ZONE_LOCAL)}
                    {zone_button(feed, ZoneChoice::Utc, page::ZONE_UTC)}
                </div>
            </div>
            {outside}
            {config_notes(feed)}
            <p class="powered">{page::POWERED_BY}</p>
        </footer>
    }
}

fn zone_button(feed: Feed, choice: ZoneChoice, text: &'static str) -> AnyView {
    let pressed = move || if feed.zone_choice.get() == choice { "true" } else { "false" };
    view! {
        <button type="button" class="button" aria-pressed=pressed on:click=move |_| feed.choose_zone.run(choice)>{text}</button>
    }
    .into_any()
}

fn config_notes(feed: Feed) -> AnyView {
    live(move || {
        let problems = feed.config_problems.get();
        if problems.is_empty() {
            return ().into_any();
        }
        let notes: Vec<_> =
            problems.iter().map(|problem| view! { <li>{shared::config_problem(problem)}</li> }).collect();
        view! {
            <details class="config-notes"><summary>{page::CONFIG_NOTES}</summary><ul>{notes}</ul></details>
        }
        .into_any()
    })
}
