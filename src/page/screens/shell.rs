//! The frame of every screen: header, footer, and the link past them.

use super::component::ComponentScreen;
use super::history::HistoryScreen;
use super::home::HomeScreen;
use super::item::ItemScreen;
use super::month::MonthScreen;
use super::not_found::NotFoundScreen;
use super::year::YearScreen;
use crate::components::banner::Banner;
use crate::components::freshness::{PauseButton, button};
use crate::components::logo::Logo;
use crate::components::skeleton::Skeleton;
use crate::components::{Formatting, PageAction, PageView, SchemeSwitch, Waiting, ZoneChoice};
use crate::dom::{Node, attr, el, nothing, present};
use contract::route::Route;
use leptos::prelude::*;
use text::PageText;

/// The whole page: the screen of its route in the frame.
pub fn page(view: &PageView) -> Node {
    if view.is_embed {
        return view! { <EmbeddedBanner view/> }.into();
    }
    let screen: Node = match &view.route {
        Route::Home => view! { <HomeScreen view/> }.into(),
        Route::Incident(_) | Route::Maintenance(_) => view! { <ItemScreen view/> }.into(),
        Route::Component(of) => view! { <ComponentScreen view of/> }.into(),
        Route::Month(month) => view! { <MonthScreen view month=*month/> }.into(),
        Route::Year(year) => view! { <YearScreen view year=*year/> }.into(),
        Route::History => view! { <HistoryScreen view/> }.into(),
        Route::NotFound => view! { <NotFoundScreen view/> }.into(),
    };
    let announcement =
        el::div().class("visually-hidden").attr(attr::ARIA_LIVE, "polite").child(view.announcement.clone());
    [
        el::a().class("skip").attr(attr::HREF, "#content").child(view.formatting.text.skip()).into(),
        view! { <Header view/> }.into(),
        el::main()
            .attr(attr::ID, "content")
            .attr(attr::TABINDEX, "-1")
            .attr(attr::DATA_MORE, view.formatting.text.wall_more())
            .child(screen)
            .into(),
        view! { <Footer view/> }.into(),
        announcement.into(),
    ]
    .into()
}

/// The banner alone, which leads to the whole page.
#[component(transparent)]
fn EmbeddedBanner<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let Formatting { config, links, .. } = &view.formatting;
    // Over the banner, not around it: its name stays short.
    let link = el::a().class("whole").attr(attr::HREF, links.to(&Route::Home)).attr(attr::TARGET, "_top");
    let link = link.attr(attr::REL, "noopener");
    let link = link.child(el::span().class("visually-hidden").child(config.title.clone()));
    el::main().child(view! { <Banner view/> }).child(link).into()
}

/// The page while even the configuration is awaited.
#[component(transparent)]
pub fn WaitingPage(
    /// The messages.
    text: PageText,
) -> Node {
    el::main().attr(attr::ID, "content").child(view! { <Skeleton waiting=Waiting::Visibly text/> }).into()
}

/// The logo and the title, and the way to the site's other pages.
#[component(transparent)]
fn Header<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let formatting = &view.formatting;
    let (config, links) = (&formatting.config, &formatting.links);
    let home = config.homepage.as_ref().map_or_else(|| links.to(&Route::Home), |home| formatting.address(home));
    let title = el::span().attr(attr::DIR, "auto").child(config.title.clone());
    let site = el::a().class("site").attr(attr::HREF, home).child(view! { <Logo formatting/> }).child(title);
    el::header().class("header").child(site).child(view! { <SiteLinks view/> }).into()
}

/// The front page, the history, and the addresses of the configuration.
#[component(transparent)]
fn SiteLinks<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let Formatting { config, links, text, .. } = &view.formatting;
    let to = |route: Route, words: &'static str| {
        let link = el::a().attr(attr::HREF, links.to(&route));
        let link = if view.route == route { link.attr(attr::ARIA_CURRENT, "page") } else { link };
        el::li().child(link.child(words)).into()
    };
    let outside = |to: &Option<String>, words: &'static str, class: &'static str| {
        let link = el::a().class(class).attr(attr::HREF, view.formatting.address(to.as_deref()?));
        Some(el::li().child(link.child(words)).into())
    };
    let all = present(vec![
        Some(to(Route::Home, text.status())),
        Some(to(Route::History, text.history())),
        outside(&config.support_url, text.support(), "help"),
        outside(&config.subscribe_url, text.subscribe(), "follow"),
    ]);
    let class = if config.homepage.is_none() { "site-links named" } else { "site-links" };
    el::nav().attr(attr::ARIA_LABEL, text.site_links()).child(el::ul().class(class).children(all)).into()
}

/// The zone, the pause, and problems of the configuration.
#[component(transparent)]
fn Footer<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let powered = el::p().class("powered").child(view.formatting.text.powered_by());
    // A page without times needs no zone, and has nothing to refresh.
    let has_data = view.route != Route::NotFound;
    let zone = has_data.then(|| view! { <ZoneSwitch view/> });
    let pause = has_data.then(|| view! { <PauseButton view/> });
    el::footer()
        .class("footer")
        .child(zone)
        .child(
            el::div()
                .class("settings")
                .child(view! { <SchemeSwitch text=view.formatting.text.shared()/> })
                .child(pause),
        )
        .child(powered)
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
    button(view, text, PageAction::Zone(choice)).class("button").attr(attr::ARIA_PRESSED, pressed).into()
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
    let notes = view.config_problems.iter().map(|problem| {
        let is_whole = problem.key.is_empty();
        let note = if is_whole { text.config_unusable().to_owned() } else { text.config_ignored(&problem.key) };
        el::li().child(note).into()
    });
    let summary = el::summary().child(text.config_notes());
    el::details().class("config-notes").child(summary).child(el::ul().children(notes)).into()
}
