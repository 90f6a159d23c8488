//! What stands around every screen: header, footer, and the way past them.

use crate::components::pulse::button;
use crate::components::skeleton::skeleton;
use crate::components::{Scene, Waiting, Wish, ZoneChoice};
use crate::dom::{Node, attr, el, nothing};
use contract::route::{Links, Route};
use text::{page, shared};

/// The whole page: the screen of the scene's route in its frame.
pub fn page(scene: &Scene) -> Node {
    let screen = match &scene.route {
        Route::Home => super::home(scene),
        Route::Incident(_) => super::incident(scene),
        Route::Month(month) => super::month(scene, *month),
        Route::NotFound => super::not_found(scene),
    };
    let said = el::div().class("visually-hidden").attr(attr::ARIA_LIVE, "polite").child(scene.announcement.clone());
    [
        el::a().class("skip").attr(attr::HREF, "#content").child(page::SKIP).into(),
        header(scene),
        el::main().attr(attr::ID, "content").attr(attr::TABINDEX, "-1").child(screen).into(),
        footer(scene),
        said.into(),
    ]
    .into()
}

/// What is shown while even the configuration is awaited.
pub fn waiting_page() -> Node {
    el::main().attr(attr::ID, "content").child(skeleton(Waiting::Visibly)).into()
}

fn header(scene: &Scene) -> Node {
    let (config, links) = (&scene.setting.config, &scene.setting.links);
    let home = config.homepage.as_ref().map_or_else(|| links.to(&Route::Home), |home| address(links, home));
    let picture = |logo: &String| {
        el::img().class("logo").attr(attr::SRC, address(links, logo)).attr(attr::ALT, "").attr(attr::HEIGHT, "32")
    };
    let title = el::span().attr(attr::DIR, "auto").child(config.title.clone());
    let site = el::a().class("site").attr(attr::HREF, home).child(config.logo.as_ref().map(picture)).child(title);
    el::header().class("header").child(site).into()
}

/// An address of the configuration is relative to the site's root, not to the page.
fn address(links: &Links, address: &str) -> String {
    let absolute = address.starts_with('/') || address.split(['/', '?', '#']).next().unwrap_or("").contains(':');
    if absolute { address.to_owned() } else { links.file(address) }
}

fn footer(scene: &Scene) -> Node {
    let zone_name = page::zone_name(&*scene.setting.zone, scene.standing.as_of);
    // A configured zone is nobody's local time.
    let own = scene.setting.config.time_zone.clone().unwrap_or_else(|| page::ZONE_LOCAL.into());
    let switch = el::div()
        .class("zone-switch needs-app")
        .attr(attr::ROLE, "group")
        .attr(attr::ARIA_LABEL, page::ZONE_SWITCH)
        .child(zone_button(scene, ZoneChoice::Local, own))
        .child(zone_button(scene, ZoneChoice::Utc, page::ZONE_UTC.into()));
    let powered = el::p().class("powered").child(page::POWERED_BY);
    // A page without any time has no zone to speak of.
    let has_times = scene.route != Route::NotFound;
    let zone = has_times.then(|| el::div().class("zone").child(el::p().child(zone_name)).child(switch));
    el::footer()
        .class("footer")
        .child(zone)
        .child(el::div().class("outside").child(outside(scene)).child(powered))
        .child(config_notes(scene))
        .into()
}

fn outside(scene: &Scene) -> Node {
    let (config, links) = (&scene.setting.config, &scene.setting.links);
    let link = |to: &Option<String>, text: &'static str| {
        to.as_deref().map(|to| el::li().child(el::a().attr(attr::HREF, address(links, to)).child(text)).into())
    };
    let all = [link(&config.subscribe_url, page::SUBSCRIBE), link(&config.support_url, page::SUPPORT)];
    let all: Vec<Node> = all.into_iter().flatten().collect();
    if all.is_empty() { nothing() } else { el::ul().class("links").children(all).into() }
}

fn zone_button(scene: &Scene, choice: ZoneChoice, text: String) -> Node {
    let pressed = if scene.zone_choice == choice { "true" } else { "false" };
    button(scene, text, Wish::Zone(choice)).attr(attr::ARIA_PRESSED, pressed).into()
}

fn config_notes(scene: &Scene) -> Node {
    if scene.config_problems.is_empty() {
        return nothing();
    }
    let notes = scene.config_problems.iter().map(|problem| el::li().child(shared::config_problem(problem)).into());
    let summary = el::summary().child(page::CONFIG_NOTES);
    el::details().class("config-notes").child(summary).child(el::ul().children(notes)).into()
}
