//! Behaviour that needs a browser: time zones, timers, storage.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use leptos::prelude::{Render, document};
use leptos::tachys::view::Mountable;
use model::civil::CivilDateTime;
use model::{Date, Duration, Timestamp, Zone};
use statuspane::browser::listen::listen;
use statuspane::browser::notify::Notify;
use statuspane::browser::timer;
use statuspane::browser::zone::BrowserZone;
use statuspane::browser::{clock, storage};
use statuspane::dom::{Node, attr, el, prop, svg};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};
use web_sys::{Element, HtmlInputElement};

// The two programs, which are checked along with these tests and not linked for them.
#[expect(dead_code, reason = "nobody here starts it")]
#[path = "../src/bin/admin.rs"]
mod admin;
#[expect(dead_code, reason = "nobody here starts it")]
#[path = "../src/bin/page.rs"]
mod page;

wasm_bindgen_test_configure!(run_in_browser);

fn main() {}

fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).unwrap()
}

#[wasm_bindgen_test]
fn a_named_zone_has_the_offset_of_the_instant() {
    run_script();
    for (zone, instant, offset) in [
        ("UTC", "2026-07-01T00:00:00Z", "UTC"),
        ("Europe/Berlin", "2026-03-29T00:59:59Z", "UTC+1"),
        ("Europe/Berlin", "2026-03-29T01:00:00Z", "UTC+2"),
        ("Europe/Berlin", "2026-10-25T01:00:00Z", "UTC+1"),
        ("America/St_Johns", "2026-01-15T12:00:00Z", "UTC−3:30"),
        ("Asia/Kathmandu", "2026-01-15T12:00:00Z", "UTC+5:45"),
        ("Australia/Lord_Howe", "2026-01-15T12:00:00Z", "UTC+11"),
        ("Australia/Lord_Howe", "2026-07-15T12:00:00Z", "UTC+10:30"),
        ("Pacific/Apia", "2011-12-29T12:00:00Z", "UTC−10"),
        ("Pacific/Apia", "2011-12-31T12:00:00Z", "UTC+14"),
    ] {
        let zone = BrowserZone::named(zone).unwrap();
        assert_eq!(zone.offset(at(instant)).to_string(), offset, "{} at {instant}", zone.name());
    }
}

#[wasm_bindgen_test]
fn an_unknown_time_zone_is_refused() {
    run_script();
    assert!(BrowserZone::named("Atlantis/Capital").is_none());
    assert!(BrowserZone::named("").is_none());
}

#[wasm_bindgen_test]
fn the_visitors_own_zone_agrees_with_its_name() {
    run_script();
    let own = BrowserZone::visitor();
    let named = BrowserZone::named(own.name()).unwrap();
    for instant in ["2026-01-15T12:00:00Z", "2026-07-15T12:00:00Z", "1999-12-31T23:59:59Z"] {
        assert_eq!(own.offset(at(instant)), named.offset(at(instant)), "{} at {instant}", own.name());
    }
}

#[wasm_bindgen_test]
fn a_day_begins_where_the_browser_has_it() {
    run_script();
    let zone = BrowserZone::named("America/Sao_Paulo").unwrap();
    // Clocks went from 00:00 to 01:00.
    assert_eq!(Date::parse("2018-11-04").unwrap().start(&zone), at("2018-11-04T03:00:00Z"));
    assert_eq!(CivilDateTime::parse("2018-11-04T00:30").unwrap().to_timestamp(&zone), None);
}

#[wasm_bindgen_test]
async fn a_notification_is_kept_for_the_next_wait() {
    let notify = Notify::default();
    notify.notify();
    notify.wait(None).await;
    notify.notify();
    notify.clear();
    let before = clock::now();
    notify.wait(Some(Duration::from_millis(20))).await;
    assert!(clock::now().since(before) >= Duration::from_millis(19), "the notification that was cleared ended no wait");
}

#[wasm_bindgen_test]
async fn a_dropped_timer_never_fires() {
    let fired = Rc::new(Cell::new(0));
    let count = |fired: &Rc<Cell<i32>>| {
        let fired = fired.clone();
        move || fired.set(fired.get() + 1)
    };
    drop(timer::once(Duration::from_millis(1), count(&fired)));
    drop(timer::every(Duration::from_millis(1), count(&fired)));
    let kept = timer::once(Duration::from_millis(1), count(&fired));
    Notify::default().wait(Some(Duration::from_millis(30))).await;
    drop(kept);
    assert_eq!(fired.get(), 1);
}

#[wasm_bindgen_test]
fn a_dropped_listener_gets_no_events() {
    let heard = Rc::new(Cell::new(0));
    let target = web_sys::EventTarget::new().unwrap();
    let listener = listen(&target, "sound", {
        let heard = heard.clone();
        move |_| heard.set(heard.get() + 1)
    });
    let sound = || target.dispatch_event(&web_sys::Event::new("sound").unwrap()).unwrap();
    sound();
    drop(listener);
    sound();
    assert_eq!(heard.get(), 1);
}

#[wasm_bindgen_test]
fn storage_returns_the_stored_value() {
    storage::write("statuspane-test", "kept").unwrap();
    assert_eq!(storage::read("statuspane-test").as_deref(), Some("kept"));
    storage::forget("statuspane-test");
    assert_eq!(storage::read("statuspane-test"), None);
}

#[wasm_bindgen_test]
fn a_date_of_http_is_read() {
    assert_eq!(clock::parse_http_date("Mon, 23 Nov 2026 12:03:00 GMT"), Some(at("2026-11-23T12:03:00Z")));
    assert_eq!(clock::parse_http_date("yesterday"), None);
}

// The functions of the script beside the app, which the release build bundles with it.
#[wasm_bindgen]
extern "C" {
    fn difference() -> String;
}

/// Runs the script beside the app.
fn run_script() {
    let document = document();
    let source = include_str!("../web/document.js");
    let exported = source.split("export const ").skip(1).filter_map(|after| after.split(' ').next());
    let names = exported.collect::<Vec<_>>().join(", ");
    let body = source.replace("export const", "const");
    let script = document.create_element("script").unwrap();
    script.set_text_content(Some(&format!("Object.assign(globalThis, (() => {{ {body} return {{ {names} }} }})())")));
    document.body().unwrap().append_child(&script).unwrap();
    script.remove();
}

/// Runs the script, and gives it a place with this markup.
fn mount_point_with(markup: &str) -> Element {
    let document = document();
    run_script();
    if let Some(old) = document.get_element_by_id("app") {
        old.remove();
    }
    let point = document.create_element("div").unwrap();
    point.set_id("app");
    point.set_inner_html(markup);
    document.body().unwrap().append_child(&point).unwrap();
    statuspane::browser::document::mount_point().into()
}

#[wasm_bindgen_test]
fn svg_is_mounted_in_its_own_namespace() {
    let point = mount_point_with("");
    let image: Node = svg::svg().attr(attr::VIEW_BOX, "0 0 8 8").child(svg::path().attr(attr::D, "M0 0h8")).into();
    image.build().mount(&point, None);
    for selector in ["svg", "path"] {
        let element = point.query_selector(selector).unwrap().unwrap();
        assert_eq!(element.namespace_uri().as_deref(), Some("http://www.w3.org/2000/svg"), "{selector}");
    }
    // Attributes of SVG keep their upper case.
    assert!(point.query_selector("[viewBox]").unwrap().is_some());
}

#[wasm_bindgen_test]
fn a_property_is_set_again_only_when_it_changes() {
    let point = mount_point_with("");
    let field = |text: &'static str, ticked: bool| -> Node {
        let field = el::input().prop(prop::VALUE, text).prop(prop::CHECKED, ticked);
        field.into()
    };
    let mut shown = field("first", true).build();
    shown.mount(&point, None);
    let input: HtmlInputElement = point.first_element_child().unwrap().unchecked_into();
    assert_eq!((input.value().as_str(), input.checked()), ("first", true));
    input.set_value("typed");
    field("first", false).rebuild(&mut shown);
    assert_eq!((input.value().as_str(), input.checked()), ("typed", false));
    field("second", false).rebuild(&mut shown);
    assert_eq!(input.value(), "second");
}

#[wasm_bindgen_test]
fn markup_is_taken_over_if_it_is_the_same() {
    let node = || -> Node { el::p().class("a").child("text").into() };
    let point = mount_point_with("<p class=\"a\">text</p>");
    let before = point.first_child();
    assert!(node().take_over().is_some());
    assert_eq!(point.first_child(), before);
    for (markup, expected, found) in [
        ("<p class=\"b\">text</p>", "class=a p", "class=b p"),
        ("<p class=\"a\">other</p>", "3text", "3other"),
        ("<div class=\"a\">text</div>", "class=a p", "class=a div"),
        ("", "class=a p", "found: "),
    ] {
        mount_point_with(markup);
        assert!(node().take_over().is_none(), "{markup}");
        let difference = difference();
        assert!(difference.contains(expected) && difference.contains(found), "{markup}: {difference}");
    }
}
