//! Pages of years: which ones a published site has, and when one is rewritten.

use crate::history::{HistoryPress, changed, names, years};
use crate::publish::between;
use contract::snapshot::DataBlock;
use serde_json::{Value, json};
use statuspane_server::demo;
use std::collections::{BTreeMap, BTreeSet};

/// An incident without entries that is over, or open without an end.
fn incident(id: &str, start: &str, end: Option<&str>) -> Value {
    let component = json!({"componentId": "api", "componentStatus": "major_outage"});
    let entry = json!({"id": "e", "message": "We look into it.", "date": start, "affectedComponents": [component],
        "incidentStatus": if end.is_some() { "resolved" } else { "investigating" }});
    json!({"id": id, "name": format!("Incident {id}"), "incidentImpact": "major", "creationTime": start,
        "resolutionTime": end, "incidentStatus": entry["incidentStatus"], "entries": [entry]})
}

fn page(year: &str) -> String {
    format!("history/{year}/index.html")
}

/// The years whose pages differ.
fn rewritten(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> BTreeSet<String> {
    let changed = changed(before, after).into_iter();
    let changed =
        changed.filter_map(|name| Some(name.strip_prefix("history/")?.strip_suffix("/index.html")?.to_owned()));
    changed.filter(|span| !span.contains('-')).collect()
}

fn past(html: &str) -> usize {
    let block = between(html, "<script type=\"application/json\" id=\"statuspane-data\">", "</script>");
    DataBlock::decode(block).expect("data").past.expect("a past").intervals.len()
}

fn old() -> Vec<Value> {
    vec![
        incident("2024", "2024-03-05T10:00:00Z", Some("2024-03-05T11:00:00Z")),
        incident("2025", "2025-03-05T10:00:00Z", Some("2025-03-05T11:00:00Z")),
        incident("2026", "2026-03-05T10:00:00Z", Some("2026-03-05T11:00:00Z")),
    ]
}

/// A press and the pages of these incidents.
fn published(incidents: Vec<Value>) -> (HistoryPress, BTreeMap<String, String>) {
    let press = HistoryPress::configured(&demo::config());
    press.have_all(incidents, Vec::new());
    let pages = press.publish("2026-11-23T12:00:00Z");
    (press, pages)
}

#[test]
fn each_year_with_an_event_has_a_page_with_that_year_alone() {
    let over = incident("over", "2022-12-31T23:00:00Z", Some("2023-01-01T01:00:00Z"));
    let (_, pages) = published([old(), vec![over]].concat());
    assert_eq!(years(&pages), ["2022", "2023", "2024", "2025", "2026"]);
    for (year, events) in [("2022", 1), ("2023", 1), ("2024", 1), ("2025", 1), ("2026", 1)] {
        let html = &pages[&page(year)];
        assert_eq!(past(html), events, "{year}");
        assert!(html.contains(&format!(">Incidents in {year}</h1>")), "{year}: {html}");
        let months = html.matches("<div class=\"row\" data-history=\"all\">").count();
        assert_eq!(months, if year == "2026" { 11 } else { 12 }, "{year}");
        assert!(!html.contains("data-incident"), "{year}");
    }
    // Each leads to the ones before and after.
    let middle = &pages[&page("2024")];
    assert!(
        middle.contains("href=\"../../history/2023/\" rel=\"prev\"")
            && middle.contains("href=\"../../history/2025/\" rel=\"next\""),
        "{middle}"
    );
    assert!(!pages[&page("2022")].contains("rel=\"prev\"") && !pages[&page("2026")].contains("rel=\"next\""));
    let history = &pages["history/index.html"];
    for year in 2022..=2026 {
        assert!(history.contains(&format!("href=\"../history/{year}/\"")), "{year}");
    }
}

#[test]
fn a_year_that_begins_or_ends_for_some_visitors_has_its_page() {
    // In the zones furthest ahead of UTC and behind it.
    for (time, expected) in [
        ("2025-12-31T09:00:00Z", &["2025"][..]),
        ("2025-12-31T12:00:00Z", &["2025", "2026"]),
        ("2026-01-01T10:00:00Z", &["2025", "2026"]),
        ("2026-01-01T15:00:00Z", &["2026"]),
    ] {
        let end = format!("{}30:00Z", &time[..14]);
        let (_, pages) = published(vec![incident("a", time, Some(&end))]);
        assert_eq!(years(&pages), expected, "{time}");
        assert!(expected.iter().all(|year| past(&pages[&page(year)]) == 1), "{time}");
    }
}

#[test]
fn a_year_is_rewritten_only_when_its_own_events_change() {
    let (press, first) = published(old());
    let mut last = first;
    let change = |incidents: Vec<Value>, now: &str, last: &mut BTreeMap<String, String>| {
        press.have_all(incidents, Vec::new());
        let next = press.publish_unchecked(now);
        let years = rewritten(last, &next);
        *last = next;
        years
    };
    let edited = |place: usize, key: &str, value: Value| {
        let mut incidents = old();
        incidents[place][key] = value;
        incidents
    };
    // Words aren't in it.
    let renamed = edited(1, "name", json!("Another name"));
    assert_eq!(change(renamed, "2026-11-23T12:01:00Z", &mut last), names(&[]));
    let longer = edited(1, "resolutionTime", json!("2025-03-05T12:00:00Z"));
    assert_eq!(change(longer, "2026-11-23T12:02:00Z", &mut last), names(&["2025"]));
    let worse = edited(0, "incidentImpact", json!("critical"));
    assert_eq!(
        change(worse, "2026-11-23T12:03:00Z", &mut last),
        names(&["2024", "2025"]),
        "the other one is as before"
    );
    assert_eq!(change(old(), "2026-11-23T12:04:00Z", &mut last), names(&["2024"]));
    // The day turns: only this year goes on.
    assert_eq!(change(old(), "2026-11-24T00:01:00Z", &mut last), names(&["2026"]));
    // Another incident in a month that has a page already.
    let more = incident("more", "2026-03-06T10:00:00Z", Some("2026-03-06T11:00:00Z"));
    assert_eq!(change([old(), vec![more]].concat(), "2026-11-24T00:02:00Z", &mut last), names(&["2026"]));
    // One that is over in the next year belongs to both.
    let mut over = edited(1, "creationTime", json!("2025-12-31T10:00:00Z"));
    over[1]["resolutionTime"] = json!("2026-01-01T20:00:00Z");
    over[1]["entries"][0]["date"] = json!("2025-12-31T10:00:00Z");
    let both = change(over, "2026-11-24T00:03:00Z", &mut last);
    assert!(both.contains("2025") && both.contains("2026"), "{both:?}");
}

#[test]
fn a_past_year_is_not_rewritten_when_another_year_gets_an_event_in_another_month() {
    let (press, first) = published(old());
    let more = incident("more", "2026-05-06T10:00:00Z", Some("2026-05-06T11:00:00Z"));
    press.have_all([old(), vec![more]].concat(), Vec::new());
    let second = press.publish("2026-11-23T12:01:00Z");
    assert_eq!(rewritten(&first, &second), names(&["2026"]));
}

#[test]
fn an_open_incident_of_a_past_year_changes_that_year_once_it_is_over() {
    let open = incident("open", "2025-06-01T10:00:00Z", None);
    let (press, first) = published([old(), vec![open]].concat());
    let second = press.publish("2026-11-24T12:00:00Z");
    assert_eq!(rewritten(&first, &second), names(&["2026"]), "it's the next day");
    let over = incident("open", "2025-06-01T10:00:00Z", Some("2026-11-24T12:00:30Z"));
    press.have_all([old(), vec![over]].concat(), Vec::new());
    let third = press.publish_unchecked("2026-11-24T12:01:00Z");
    assert_eq!(rewritten(&second, &third), names(&["2025", "2026"]));
}

#[test]
fn the_last_page_of_a_year_is_final() {
    let press = HistoryPress::configured(&demo::config());
    press.have_all(vec![incident("a", "2026-12-30T10:00:00Z", Some("2026-12-30T11:00:00Z"))], Vec::new());
    let mut last = press.publish("2026-12-31T12:00:00Z");
    // Until the year is over everywhere, and no longer.
    for (now, expected) in [
        ("2026-12-31T23:59:00Z", &[][..]),
        ("2027-01-01T00:01:00Z", &["2026"]),
        ("2027-01-01T14:01:00Z", &["2026"]),
        ("2027-01-02T14:01:00Z", &[]),
        ("2027-06-01T14:01:00Z", &[]),
    ] {
        let next = press.publish(now);
        assert_eq!(rewritten(&last, &next), names(expected), "{now}");
        last = next;
    }
    assert_eq!(last[&page("2026")].matches(" data-days=\"31\"").count(), 7, "December is whole");
}
