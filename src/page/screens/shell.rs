//! The frame of every screen: header, footer, and the link past them.

use super::home::HomeScreen;
use super::incident::IncidentScreen;
use super::month::MonthScreen;
use super::not_found::NotFoundScreen;
use crate::components::freshness::button;
use crate::components::skeleton::Skeleton;
use crate::components::{Formatting, PageAction, PageView, Waiting, ZoneChoice};
use crate::dom::{Node, attr, el, nothing, present};
use contract::route::{Route, SiteUrls};
use leptos::prelude::*;
use text::PageText;

/// The whole page: the screen of its route in the frame.
pub fn page(view: &PageView) -> Node {
    let screen: Node = match &view.route {
        Route::Home => view! { <HomeScreen view/> }.into(),
        Route::Incident(_) => view! { <IncidentScreen view/> }.into(),
        Route::Month(month) => view! { <MonthScreen view month=*month/> }.into(),
        Route::NotFound => view! { <NotFoundScreen view/> }.into(),
    };
    let announcement =
        el::div().class("visually-hidden").attr(attr::ARIA_LIVE, "polite").child(view.announcement.clone());
    [
        el::a().class("skip").attr(attr::HREF, "#content").child(view.formatting.text.skip()).into(),
        view! { <Header view/> }.into(),
        el::main().attr(attr::ID, "content").attr(attr::TABINDEX, "-1").child(screen).into(),
        view! { <Footer view/> }.into(),
        announcement.into(),
    ]
    .into()
}

/// The page while even the configuration is awaited.
#[component(transparent)]
pub fn WaitingPage(
    /// The messages.
    text: PageText,
) -> Node {
    el::main().attr(attr::ID, "content").child(view! { <Skeleton waiting=Waiting::Visibly text/> }).into()
}

/// The logo and the title, which link to the front page.
#[component(transparent)]
fn Header<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let (config, links) = (&view.formatting.config, &view.formatting.links);
    let home = config.homepage.as_ref().map_or_else(|| links.to(&Route::Home), |home| address(links, home));
    let picture = |logo: &String| {
        let picture = el::img().class("logo").attr(attr::SRC, address(links, logo));
        picture.attr(attr::ALT, "").attr(attr::HEIGHT, "32")
    };
    let title = el::span().attr(attr::DIR, "auto").child(config.title.clone());
    let site = el::a().class("site").attr(attr::HREF, home).child(config.logo.as_ref().map(picture)).child(title);
    el::header().class("header").child(site).into()
}

/// An address of the configuration is relative to the site's root, not to the page.
fn address(links: &SiteUrls, address: &str) -> String {
    let mut first = address.bytes().take_while(|byte| !b"/?#".contains(byte));
    let absolute = address.starts_with('/') || first.any(|byte| byte == b':');
    if absolute { address.to_owned() } else { links.file(address) }
}

/// The zone, links to other sites, and problems of the configuration.
#[component(transparent)]
fn Footer<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let powered = el::p().class("powered").child(view.formatting.text.powered_by());
    // A page without times needs no zone.
    let zone = (view.route != Route::NotFound).then(|| view! { <ZoneSwitch view/> });
    el::footer()
        .class("footer")
        .child(zone)
        .child(el::div().class("outside").child(view! { <OutsideLinks view/> }).child(powered))
        .child(view! { <ConfigNotes view/> })
        .into()
}

/// The zone in which times are shown, and the choice of another.
#[component(transparent)]
fn ZoneSwitch<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let text = view.formatting.text;
    let name = text.zone_name(&*view.formatting.zone, view.assessment.as_of);
    // A configured zone isn't anybody's local time.
    let own = view.formatting.config.time_zone.clone().unwrap_or_else(|| text.zone_local().to_owned());
    let switch = el::div()
        .class("zone-switch needs-app")
        .attr(attr::ROLE, "group")
        .attr(attr::ARIA_LABEL, text.zone_switch())
        .child(view! { <ZoneButton view choice=ZoneChoice::Local text=own/> })
        .child(view! { <ZoneButton view choice=ZoneChoice::Utc text=text.zone_utc().to_owned()/> });
    el::div().class("zone").child(el::p().child(name)).child(switch).into()
}

/// A choice of zone.
#[component(transparent)]
fn ZoneButton<'a>(
    /// The page.
    view: &'a PageView,
    /// The choice.
    choice: ZoneChoice,
    /// Its name.
    text: String,
) -> Node {
    let pressed = if view.zone_choice == choice { "true" } else { "false" };
    button(view, text, PageAction::Zone(choice)).attr(attr::ARIA_PRESSED, pressed).into()
}

/// Links to subscribe and to support; nothing without any.
#[component(transparent)]
fn OutsideLinks<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let Formatting { config, links, text, .. } = &view.formatting;
    let link = |to: &Option<String>, text: &'static str| {
        let to = address(links, to.as_deref()?);
        Some(el::li().child(el::a().attr(attr::HREF, to).child(text)).into())
    };
    let all = [link(&config.subscribe_url, text.subscribe()), link(&config.support_url, text.support())];
    let all = present(all);
    if all.is_empty() { nothing() } else { el::ul().class("links").children(all).into() }
}

/// Problems of the configuration, folded away; nothing without any.
#[component(transparent)]
fn ConfigNotes<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    if view.config_problems.is_empty() {
        return nothing();
    }
    let text = view.formatting.text;
    let notes = view.config_problems.iter();
    let notes = notes.map(|problem| el::li().child(text.shared().config_problem(problem)).into());
    let summary = el::summary().child(text.config_notes());
    el::details().class("config-notes").child(summary).child(el::ul().children(notes)).into()
}
