//! Behaviour that needs a browser: time zones, timers, storage.
#![cfg(target_arch = "wasm32")]
#![expect(clippy::unwrap_used, reason = "a failed unwrap is a failed test")]

use model::civil::Local;
use model::{Date, Length, Timestamp, Zone};
use statuspane::browser::listen::Listener;
use statuspane::browser::timer::Timer;
use statuspane::browser::wake::Wake;
use statuspane::browser::zone::BrowserZone;
use statuspane::browser::{clock, storage};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

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
    assert!(BrowserZone::named("Atlantis/Capital").is_none());
    assert!(BrowserZone::named("").is_none());
}

#[wasm_bindgen_test]
fn the_visitors_own_zone_agrees_with_its_name() {
    let own = BrowserZone::visitor();
    let named = BrowserZone::named(own.name()).unwrap();
    for instant in ["2026-01-15T12:00:00Z", "2026-07-15T12:00:00Z", "1999-12-31T23:59:59Z"] {
        assert_eq!(own.offset(at(instant)), named.offset(at(instant)), "{} at {instant}", own.name());
    }
}

#[wasm_bindgen_test]
fn a_day_begins_where_the_browser_has_it() {
    let zone = BrowserZone::named("America/Sao_Paulo").unwrap();
    // Clocks went from 00:00 to 01:00.
    assert_eq!(Date::parse("2018-11-04").unwrap().start(&zone), at("2018-11-04T03:00:00Z"));
    assert_eq!(Local::parse("2018-11-04T00:30").unwrap().to_timestamp(&zone), None);
}

#[wasm_bindgen_test]
async fn a_ring_is_remembered_until_somebody_sleeps() {
    let wake = Wake::default();
    wake.ring();
    wake.sleep(None).await;
    wake.ring();
    wake.hush();
    let before = clock::now();
    wake.sleep(Some(Length::from_millis(20))).await;
    assert!(clock::now().since(before) >= Length::from_millis(19), "the ring that was hushed woke nobody");
}

#[wasm_bindgen_test]
async fn a_dropped_timer_never_fires() {
    let fired = Rc::new(Cell::new(0));
    let count = |fired: &Rc<Cell<i32>>| {
        let fired = fired.clone();
        move || fired.set(fired.get() + 1)
    };
    drop(Timer::once(Length::from_millis(1), count(&fired)));
    drop(Timer::every(Length::from_millis(1), count(&fired)));
    let kept = Timer::once(Length::from_millis(1), count(&fired));
    Wake::default().sleep(Some(Length::from_millis(30))).await;
    drop(kept);
    assert_eq!(fired.get(), 1);
}

#[wasm_bindgen_test]
fn a_dropped_listener_gets_no_events() {
    let heard = Rc::new(Cell::new(0));
    let target = web_sys::EventTarget::new().unwrap();
    let listener = Listener::new(&target, "sound", {
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
