//! The screens and their data.

use crate::builders::{at, open, resolved};
use crate::render::{NOW, PageState, headline, tag, text};
use contract::incident_api::{ApiError, Cause};
use contract::route::{IncidentRef, Route};
use model::incident::Timeline;
use model::instant::NamedZone;
use model::{AffectedComponent, ComponentId, ComponentStatus, Entry, Impact, Incident, IncidentId, Month, Status};
use statuspane::components::{Subject, Waiting};
use std::sync::{Arc, LazyLock};
use text::PageText;

static TEXT: LazyLock<PageText> = LazyLock::new(PageText::english);

#[test]
fn an_incident_has_its_hooks_once() {
    let html = PageState::running(vec![open("a", Impact::Major), resolved("b", "2026-11-22T10:00:00Z")]).render();
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
fn a_page_at_rest_has_only_absolute_times() {
    let incidents = vec![open("a", Impact::Minor), resolved("b", "2026-11-22T10:00:00Z")];
    let rest = text(&PageState::at_rest(incidents.clone()).render());
    for word in [" ago", "Today", "Yesterday", "Updated"] {
        assert!(!rest.contains(word), "{word}: {rest}");
    }
    assert!(rest.contains("As of 12:03 UTC, 23 November 2026"), "{rest}");
    assert!(rest.contains("Open for 14 min"), "the length up to the data's time is always true: {rest}");
    let running = text(&PageState::running(incidents).render());
    for words in ["Updated 12 seconds ago", "Today", "Yesterday", "13 minutes ago"] {
        assert!(running.contains(words), "{words}: {running}");
    }
}

#[test]
fn days_follow_the_zone_and_empty_ones_are_joined() {
    let incidents = vec![resolved("late", "2026-11-20T23:30:00Z")];
    let utc = text(&PageState::at_rest(incidents.clone()).render());
    assert!(utc.contains("Friday 20 November 2026"), "{utc}");
    assert!(utc.contains("21–22 November 2026"), "{utc}");
    assert!(utc.contains("10–19 November 2026"), "{utc}");
    assert!(utc.contains("No incidents up to 12:03 UTC"), "the day of the data is not over: {utc}");
    let berlin = Arc::new(NamedZone::new("Europe/Berlin").expect("a zone"));
    let berlin = text(&PageState { zone: berlin, ..PageState::at_rest(incidents) }.render());
    assert!(berlin.contains("Saturday 21 November 2026"), "{berlin}");
    assert!(berlin.contains("00:30 UTC+1"), "{berlin}");
    assert!(berlin.contains("as of 13:03 UTC+1"), "{berlin}");
    assert!(berlin.contains("Times are in Europe/Berlin (UTC+1)."), "{berlin}");
}

#[test]
fn incidents_without_a_certain_day_are_listed() {
    let unknown = Incident { created: None, ..resolved("x", NOW) };
    let html = PageState::running(vec![unknown]).render();
    assert_eq!(html.matches("data-incident=\"x\"").count(), 1);
    assert!(text(&html).contains(TEXT.undated()));
}

/// An open incident that is announced for `start`; its only entry has that date.
fn planned(id: &str, start: &str) -> Incident {
    let created = Some(at(start));
    let entries = open(id, Impact::None).entries().to_vec();
    let entries = entries.into_iter().map(|entry| Entry { date: created, ..entry }).collect();
    Incident { created, timeline: Some(Timeline::new(entries, 0)), ..open(id, Impact::None) }
}

#[test]
fn incidents_in_the_future_are_only_upcoming() {
    let incidents = vec![planned("late", "2026-12-05T12:00:00Z"), planned("soon", "2026-11-30T12:00:00Z")];
    for (state, fresh) in
        [(PageState::running(incidents.clone()), true), (PageState::at_rest(incidents.clone()), false)]
    {
        let html = state.render();
        assert_eq!(
            headline(&html),
            if fresh { "All systems operational" } else { "No open incidents as of 12:03 UTC" }
        );
        assert!(!html.contains("partial_outage"), "no component has a status from it: {html}");
        let (_, rest) = html.split_once("data-section=\"upcoming\"").expect("a section");
        let (section, days) = rest.split_once("</section>").expect("an end");
        let said = text(&format!("<{section}"));
        let order = ["Incident soon", "Incident late"].map(|name| said.find(name).expect("a name"));
        assert!(order.is_sorted(), "{said}");
        for part in ["Upcoming", "API", "We are looking into it.", "30 Nov 2026, 12:00 UTC"] {
            assert!(said.contains(part), "{part}: {said}");
        }
        assert_eq!(said.contains("Starts in 6 days · 30 Nov 2026"), fresh, "{said}");
        assert_eq!(said.contains("Starts 30 Nov 2026, 12:00 UTC"), !fresh, "{said}");
        for word in ["Started", "Open for", "Investigating", "Partial outage", " ago"] {
            assert!(!said.contains(word), "{word}: {said}");
        }
        assert!(!days.contains("data-incident"), "{days}");
        assert_eq!(html.matches("data-incident").count(), 2);
        assert!(!html.contains("id=\"open\""));
        let places = ["data-component", "data-section", "class=\"days\""].map(|hook| html.find(hook).expect(hook));
        assert!(places.is_sorted());
    }
}

#[test]
fn an_upcoming_incident_begins_at_its_time() {
    let incidents = vec![planned("a", "2026-11-23T12:05:00Z")];
    let shown = |present: &str| {
        let age = at(present).since(at(NOW));
        PageState { age: Some(age), ..PageState::running(incidents.clone()) }.render()
    };
    assert!(tag(&shown("2026-11-23T12:04:00Z"), "data-overall").contains("operational"));
    let begun = shown("2026-11-23T12:04:01Z");
    assert!(tag(&begun, "data-overall").contains("notice"), "clocks differ by a minute");
    assert!(tag(&begun, "data-component=\"api\"").contains("partial_outage"));
    assert!(begun.contains("id=\"open\"") && !begun.contains("data-section"));
    assert!(text(&begun).contains("Started 23 Nov 2026, 12:05 UTC"));
    // With old data as well.
    let old = shown("2026-11-23T19:00:00Z");
    assert!(tag(&old, "data-overall").contains("notice"), "{old}");
    assert_eq!(headline(&old), TEXT.state_as_of(TEXT.state_notice(), "12:03 UTC"));
}

#[test]
fn an_entry_in_the_future_has_no_effect_yet() {
    let own = open("a", Impact::Major);
    let ahead = Entry {
        id: None,
        date: Some(at("2026-11-24T12:00:00Z")),
        message: "We will be done.".into(),
        status: Status::Resolved,
        components: vec![AffectedComponent {
            id: ComponentId::new("api").expect("an id"),
            status: ComponentStatus::Operational,
        }],
        edited: None,
    };
    let entries = [own.entries(), &[ahead]].concat();
    let html = PageState::running(vec![Incident { timeline: Some(Timeline::new(entries, 0)), ..own }]).render();
    assert!(tag(&html, "data-component=\"api\"").contains("partial_outage"));
    let said = text(&html);
    assert!(said.contains("Upcoming 24 Nov 2026, 12:00 UTC We will be done."), "{said}");
    assert!(said.contains("Investigating 23 Nov 2026, 11:50 UTC 13 minutes ago"), "{said}");
}

#[test]
fn a_cancelled_incident_is_never_shown_as_having_happened() {
    let cancelled = |start: &str| Incident {
        status: Status::Resolved,
        resolved: Some(at("2026-11-20T10:00:00Z")),
        ..planned("a", start)
    };
    for (start, is_ahead) in [("2026-11-30T12:00:00Z", true), ("2026-11-22T12:00:00Z", false)] {
        let html = PageState::running(vec![cancelled(start)]).render();
        assert_eq!(headline(&html), "All systems operational");
        assert_eq!(html.contains("data-section=\"upcoming\""), is_ahead);
        assert_eq!(html.matches("data-incident").count(), 1);
        let said = text(&html);
        assert_eq!(said.matches("Cancelled before it started").count(), 1, "{said}");
        for words in [TEXT.undated(), "Lasted", "Started", "Starts", "Resolved"] {
            assert!(!said.contains(words), "{words}: {said}");
        }
        let route = Route::Incident(IncidentRef::Id(IncidentId::new("a").expect("an id")));
        let subject = Subject::Found(Arc::new(cancelled(start)));
        let own = text(&PageState { route, subject, ..PageState::running(Vec::new()) }.render());
        for words in ["Cancelled before it started", "Planned for", "Cancelled 20 Nov 2026, 10:00 UTC"] {
            assert!(own.contains(words), "{words}: {own}");
        }
        assert!(!own.contains("Partial outage") && own.contains("API"), "{own}");
        assert!(!own.contains("Investigating") && !own.contains("Upcoming"), "its entry was never posted: {own}");
    }
}

#[test]
fn incidents_from_before_all_months_have_a_link() {
    let html =
        PageState::running(vec![resolved("unix", "1970-01-01T00:00:00Z"), resolved("b", "2026-11-20T10:00:00Z")])
            .render();
    let (_, earlier) = html.split_once(">Earlier<").expect("a list");
    assert!(earlier.contains("href=\"./?incident=unix\"") && earlier.contains("1 January 1970"), "{earlier}");
    assert!(!html.contains("?month=1970"));
    let crowd = (0..51).map(|n| resolved(&format!("r{n}"), "1970-01-01T00:00:00Z")).collect();
    let html = PageState::running(crowd).render();
    assert!(text(&html).contains("Only the latest 50 are listed."));
    assert_eq!(html.matches("?incident=r").count(), 50);
}

#[test]
fn an_outage_of_an_unknown_start_leaves_no_day_without_incidents() {
    let html = PageState::running(vec![Incident { created: None, ..open("a", Impact::Critical) }]).render();
    assert!(!text(&html).contains("No incidents up to"), "{html}");
    assert_eq!(html.matches("data-incident").count(), 1);
}

#[test]
fn an_empty_list_is_friendly() {
    let said = text(&PageState::running(Vec::new()).render());
    assert!(said.contains(TEXT.never()), "{said}");
    assert!(!said.contains("Open incidents"), "{said}");
}

#[test]
fn a_page_that_carries_no_incident_does_not_deny_those_of_its_months() {
    let months = Some(vec![Month::parse("2026-07").expect("a month")]);
    let said = text(&PageState { months, ..PageState::at_rest(Vec::new()) }.render());
    assert!(!said.contains(TEXT.never()), "{said}");
    assert!(said.contains("July 2026"), "{said}");
    // Over time, an incident continues into months that the page did not link to.
    let months = Some(vec![Month::parse("2026-10").expect("a month")]);
    let html = PageState { months, ..PageState::running(vec![open("a", Impact::Minor)]) }.render();
    for month in ["?month=2026-11", "?month=2026-10"] {
        assert!(html.contains(month), "{month}: {html}");
    }
}

#[test]
fn a_component_without_a_name_is_shown_by_its_id() {
    let mut state = PageState::running(vec![open("a", Impact::Minor)]);
    state.config.components.clear();
    let html = state.render();
    assert!(tag(&html, "data-component").contains("data-component=\"api\""));
    assert!(text(&html).contains("Other components"));
}

#[test]
fn the_front_page_shows_no_more_than_anybody_reads() {
    let crowd = |count: usize| (0..count).map(|n| resolved(&format!("r{n}"), "2026-11-22T10:00:00Z")).collect();
    let html = PageState::running(crowd(60)).render();
    assert_eq!(html.matches("data-incident").count(), 50);
    assert!(text(&html).contains(&TEXT.more(10)));
    let open: Vec<_> = (0..60).map(|n| open(&format!("o{n}"), Impact::Minor)).collect();
    let html = PageState::running(open).render();
    assert_eq!(html.matches("data-incident").count(), 50);
    assert!(text(&html).contains(&TEXT.more_open(10)));
    let long = |n: usize| Incident {
        resolved: Some(at("2026-11-22T10:00:00Z")),
        ..resolved(&format!("l{n}"), "2026-09-01T10:00:00Z")
    };
    let html = PageState::running((0..60).map(long).collect()).render();
    assert_eq!(html.matches("Continued until").count(), 50);
    assert_eq!(text(&html).matches(&TEXT.more(10)).count(), 13, "10 to 22 November");
}

#[test]
fn an_incident_has_its_own_page() {
    let route = Route::Incident(IncidentRef::Id(IncidentId::new("a").expect("an id")));
    let about = |subject| PageState { route: route.clone(), subject, ..PageState::running(Vec::new()) }.render();
    let found = about(Subject::Found(Arc::new(open("a", Impact::Major))));
    assert_eq!(headline(&found), "Incident a");
    assert!(tag(&found, "data-incident=\"a\"").starts_with("<article "));
    assert!(text(&found).contains("We are looking into it."));
    assert_eq!(headline(&about(Subject::Missing)), TEXT.missing());
    let failed = about(Subject::Failed(ApiError::of(Cause::TimedOut)));
    assert!(text(&failed).contains(TEXT.shared().timed_out()));
    assert!(about(Subject::Waiting(Waiting::Visibly)).contains("aria-busy"));
    for html in [found, failed] {
        assert!(html.contains(">Current status</a>"));
    }
}

#[test]
fn a_month_has_its_own_page() {
    let route = |month| Route::Month(Month::parse(month).expect("a month"));
    let incidents = vec![resolved("a", "2026-10-31T22:00:00Z"), resolved("b", "2026-08-02T01:00:00Z")];
    let october = PageState { route: route("2026-10"), ..PageState::running(incidents.clone()) }.render();
    assert_eq!(headline(&october), "Incidents in October 2026");
    assert!(october.contains("data-incident=\"a\"") && !october.contains("data-incident=\"b\""));
    assert!(tag(&october, "rel=\"prev\"").contains("?month=2026-08"));
    let said = |month| text(&PageState { route: route(month), ..PageState::running(incidents.clone()) }.render());
    assert!(said("2026-09").contains("No incidents in September 2026."));
    assert!(said("2026-11").contains("No incidents in November 2026 up to 23 November 2026."));
    assert!(said("2026-12").contains(TEXT.month_ahead()));
}

#[test]
fn an_unknown_address_leads_home() {
    let html = PageState { route: Route::NotFound, ..PageState::running(Vec::new()) }.render();
    assert_eq!(headline(&html), TEXT.not_found());
    assert!(html.contains("<a href=\"./\">Current status</a>"), "{html}");
}

#[test]
fn no_markup_violates_the_content_security_policy() {
    let open = open("a", Impact::Major);
    let about = Subject::Found(Arc::new(open.clone()));
    let id = Route::Incident(IncidentRef::Id(open.id.clone()));
    let month = Route::Month(Month::parse("2026-11").expect("a month"));
    for route in [Route::Home, id, month, Route::NotFound] {
        let html = PageState { route, subject: about.clone(), ..PageState::running(vec![open.clone()]) }.render();
        for forbidden in [" style=", "<script", " onclick", "javascript:"] {
            assert!(!html.contains(forbidden), "{forbidden}");
        }
    }
}

#[test]
fn a_time_is_never_without_its_zone() {
    let html = PageState::at_rest(vec![open("a", Impact::Minor), resolved("b", "2026-11-22T10:00:00Z")]).render();
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
        let config = contract::config::Config {
            homepage: Some(address.into()),
            logo: Some(address.into()),
            support_url: Some(address.into()),
            ..crate::render::config()
        };
        PageState { config, ..PageState::at_rest(Vec::new()) }.render()
    };
    for (address, expected) in
        [("about/", "./about/"), ("/about/", "/about/"), ("https://acme.test/", "https://acme.test/")]
    {
        let html = set(address);
        assert_eq!(html.matches(&format!("href=\"{expected}\"")).count(), 2, "{html}");
        assert_eq!(html.matches(&format!("src=\"{expected}\"")).count(), 1, "{html}");
    }
}
