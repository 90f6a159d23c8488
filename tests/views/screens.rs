//! What the screens show of their data.

use crate::stage::{NOW, Stage, at, headline, open, resolved, tag, text};
use statuspane::api::{ApiError, Cause};
use statuspane::domain::time::NamedZone;
use statuspane::domain::{Impact, IncidentId, Month};
use statuspane::route::{IncidentRef, Route};
use statuspane::view::{Subject, Waiting};
use std::sync::Arc;

#[test]
fn an_incident_has_its_hooks_once() {
    let html = Stage::running(vec![open("a", Impact::Major), resolved("b", "2026-11-22T10:00:00Z")]).render();
    for (id, status, impact) in [("a", "investigating", "major"), ("b", "resolved", "minor")] {
        let hook = format!("data-incident=\"{id}\"");
        assert_eq!(html.matches(&hook).count(), 1, "{id}");
        let article = tag(&html, &hook);
        assert!(article.starts_with("<article "), "{article}");
        assert!(article.contains(&format!("data-status=\"{status}\"")), "{article}");
        assert!(article.contains(&format!("data-impact=\"{impact}\"")), "{article}");
    }
    assert!(html.contains("<time datetime=\"2026-11-23T11:49:00Z\">23 Nov 2026, 11:49 UTC</time>"), "{html}");
    assert!(html.contains("href=\"./?incident=a\""));
}

#[test]
fn a_page_at_rest_says_nothing_relative() {
    let incidents = vec![open("a", Impact::Minor), resolved("b", "2026-11-22T10:00:00Z")];
    let rest = text(&Stage::at_rest(incidents.clone()).render());
    for word in [" ago", "Today", "Yesterday", "Updated"] {
        assert!(!rest.contains(word), "{word}: {rest}");
    }
    assert!(rest.contains("As of 12:03 UTC, 23 November 2026"), "{rest}");
    assert!(rest.contains("Open for 14 min"), "the length up to the data's time is always true: {rest}");
    let running = text(&Stage::running(incidents).render());
    for words in ["Updated 12 seconds ago", "Today", "Yesterday", "13 minutes ago"] {
        assert!(running.contains(words), "{words}: {running}");
    }
}

#[test]
fn days_follow_the_zone_and_empty_ones_are_joined() {
    let incidents = vec![resolved("late", "2026-11-20T23:30:00Z")];
    let utc = text(&Stage::at_rest(incidents.clone()).render());
    assert!(utc.contains("Friday 20 November 2026"), "{utc}");
    assert!(utc.contains("21–22 November 2026"), "{utc}");
    assert!(utc.contains("10–19 November 2026"), "{utc}");
    assert!(utc.contains("No incidents up to 12:03 UTC"), "the day of the data is not over: {utc}");
    let berlin = Arc::new(NamedZone::new("Europe/Berlin").expect("a zone"));
    let berlin = text(&Stage { zone: berlin, ..Stage::at_rest(incidents) }.render());
    assert!(berlin.contains("Saturday 21 November 2026"), "{berlin}");
    assert!(berlin.contains("00:30 UTC+1"), "{berlin}");
    assert!(berlin.contains("as of 13:03 UTC+1"), "{berlin}");
    assert!(berlin.contains("Times are in Europe/Berlin (UTC+1)."), "{berlin}");
}

#[test]
fn what_has_no_certain_day_is_still_listed() {
    let unknown = statuspane::domain::Incident { created: None, ..resolved("x", NOW) };
    let html = Stage::running(vec![unknown, resolved("y", "2031-01-01T00:00:00Z")]).render();
    assert!(html.contains("data-incident=\"x\"") && html.contains("data-incident=\"y\""));
    assert!(text(&html).contains("Without a certain date"));
}

#[test]
fn an_empty_list_is_friendly() {
    let said = text(&Stage::running(Vec::new()).render());
    assert!(said.contains("No incidents have been reported yet."), "{said}");
    assert!(!said.contains("Open incidents"), "{said}");
}

#[test]
fn a_component_without_a_name_is_shown_by_its_id() {
    let mut scene = Stage::running(vec![open("a", Impact::Minor)]);
    scene.config.components.clear();
    let html = scene.render();
    assert!(tag(&html, "data-component").contains("data-component=\"api\""));
    assert!(text(&html).contains("Other components"));
}

#[test]
fn the_front_page_shows_no_more_than_anybody_reads() {
    let crowd = |count: usize| (0..count).map(|n| resolved(&format!("r{n}"), "2026-11-22T10:00:00Z")).collect();
    let html = Stage::running(crowd(60)).render();
    assert_eq!(html.matches("data-incident").count(), 50);
    assert!(text(&html).contains("10 incidents more"));
    let open: Vec<_> = (0..60).map(|n| open(&format!("o{n}"), Impact::Minor)).collect();
    let html = Stage::running(open).render();
    assert_eq!(html.matches("data-incident").count(), 50);
    assert!(text(&html).contains("10 open incidents more"));
}

#[test]
fn an_incident_has_its_own_page() {
    let route = Route::Incident(IncidentRef::Id(IncidentId::new("a").expect("an id")));
    let about = |subject| Stage { route: route.clone(), subject, ..Stage::running(Vec::new()) }.render();
    let found = about(Subject::Found(Arc::new(open("a", Impact::Major))));
    assert_eq!(headline(&found), "Incident a");
    assert!(tag(&found, "data-incident=\"a\"").starts_with("<article "));
    assert!(text(&found).contains("We are looking into it."));
    assert_eq!(headline(&about(Subject::Missing)), "This incident is not here");
    let failed = about(Subject::Failed(ApiError::of(Cause::TimedOut)));
    assert!(text(&failed).contains("The server took too long to answer."));
    assert!(about(Subject::Waiting(Waiting::Visibly)).contains("aria-busy"));
    for html in [found, failed] {
        assert!(html.contains(">Current status</a>"));
    }
}

#[test]
fn a_month_has_its_own_page() {
    let route = |month| Route::Month(Month::parse(month).expect("a month"));
    let incidents = vec![resolved("a", "2026-10-31T22:00:00Z"), resolved("b", "2026-08-02T01:00:00Z")];
    let october = Stage { route: route("2026-10"), ..Stage::running(incidents.clone()) }.render();
    assert_eq!(headline(&october), "Incidents in October 2026");
    assert!(october.contains("data-incident=\"a\"") && !october.contains("data-incident=\"b\""));
    assert!(tag(&october, "rel=\"prev\"").contains("?month=2026-08"));
    let said = |month| text(&Stage { route: route(month), ..Stage::running(incidents.clone()) }.render());
    assert!(said("2026-09").contains("No incidents in September 2026."));
    assert!(said("2026-11").contains("No incidents in November 2026 up to 23 November 2026."));
    assert!(said("2026-12").contains("Nothing is known of this month yet."));
}

#[test]
fn an_unknown_address_leads_home() {
    let html = Stage { route: Route::NotFound, ..Stage::running(Vec::new()) }.render();
    assert_eq!(headline(&html), "There is no page at this address");
    assert!(html.contains("<a href=\"./\">Current status</a>"), "{html}");
}

#[test]
fn no_markup_needs_what_the_policy_forbids() {
    let open = open("a", Impact::Major);
    let about = Subject::Found(Arc::new(open.clone()));
    let id = Route::Incident(IncidentRef::Id(open.id.clone()));
    let month = Route::Month(Month::parse("2026-11").expect("a month"));
    for route in [Route::Home, id, month, Route::NotFound] {
        let html = Stage { route, subject: about.clone(), ..Stage::running(vec![open.clone()]) }.render();
        for forbidden in [" style=", "<script", " onclick", "javascript:"] {
            assert!(!html.contains(forbidden), "{forbidden}");
        }
    }
}

#[test]
fn a_time_is_never_without_its_zone() {
    let html = Stage::at_rest(vec![open("a", Impact::Minor), resolved("b", "2026-11-22T10:00:00Z")]).render();
    for piece in html.split("<time datetime=\"").skip(1) {
        let (exact, rest) = piece.split_once("\">").expect("a time");
        let shown = rest.split('<').next().unwrap_or_default();
        assert!(exact.len() == 10 || exact.ends_with('Z') && shown.contains("UTC"), "{exact}: {shown}");
    }
    assert_eq!(at(NOW).to_iso(), NOW);
}

#[test]
fn addresses_of_the_configuration_are_relative_to_the_site() {
    let set = |address: &str| {
        let config = statuspane::config::Config {
            homepage: Some(address.into()),
            logo: Some(address.into()),
            support_url: Some(address.into()),
            ..crate::stage::config()
        };
        Stage { config, ..Stage::at_rest(Vec::new()) }.render()
    };
    for (address, expected) in
        [("about/", "./about/"), ("/about/", "/about/"), ("https://acme.test/", "https://acme.test/")]
    {
        let html = set(address);
        assert_eq!(html.matches(&format!("href=\"{expected}\"")).count(), 2, "{html}");
        assert_eq!(html.matches(&format!("src=\"{expected}\"")).count(), 1, "{html}");
    }
}
