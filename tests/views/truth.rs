//! Never a false green.

use crate::builders::{at, open, resolved};
use crate::render::{NOW, PageState, headline, tag, text};
use contract::config::Config;
use contract::incident_api::{ApiError, Cause};
use contract::route::{ItemRef, Route};
use model::incident::{AffectedComponent, Timeline};
use model::{Assessment, ComponentId, ComponentStatus, Duration, Entry, Impact, Incident, IncidentList, Source, Utc};
use statuspane::components::{Subject, Waiting};
use std::sync::Arc;
use text::{PageText, SharedText};

const PRESENT: &str = "All systems operational";

#[test]
fn green_needs_a_fresh_and_complete_answer_of_a_running_app() {
    let young = Some(Duration::from_seconds(12));
    let old = Some(Duration::from_seconds(301));
    let list = |unreadable| Some(IncidentList::new(vec![resolved("a", "2026-11-20T10:00:00Z")], unreadable));
    let cases = [
        (Source::Live, young, list(0), "operational"),
        (Source::Snapshot, young, list(0), "operational"),
        (Source::Stored, young, list(0), "unknown"),
        (Source::Embedded, young, list(0), "unknown"),
        (Source::Live, old, list(0), "unknown"),
        (Source::Live, None, list(0), "unknown"),
        (Source::Embedded, None, list(0), "unknown"),
        (Source::Live, young, list(1), "unknown"),
        (Source::Live, young, None, "unknown"),
    ];
    for (source, age, list, expected) in cases {
        let state = PageState { source, age, list, ..PageState::running(Vec::new()) };
        let html = state.render();
        let case = format!("{source:?} {age:?} {:?}", state.list.as_ref().map(IncidentList::unreadable));
        assert!(tag(&html, "data-overall").contains(&format!("data-overall=\"{expected}\"")), "{case}: {html}");
        let green = expected == "operational";
        assert!(tag(&html, "data-fresh").contains(if green { "\"true\"" } else { "\"false\"" }), "{case}");
        assert_eq!(html.contains(PRESENT), green, "{case}");
        assert_eq!(html.contains("data-status=\"operational\""), green, "{case}: components");
        assert_eq!(html.contains("data-tone=\"operational\""), green, "{case}: colours");
    }
}

#[test]
fn an_unreadable_list_is_never_called_free_of_open_incidents() {
    for (as_of, unreadable, expected) in [
        (Some(at(NOW)), 0, "No open incidents as of 12:03 UTC"),
        (Some(at(NOW)), 1, "Status unclear as of 12:03 UTC"),
        (None, 0, "No open incidents when last checked"),
        (None, 1, "Status unclear when last checked"),
    ] {
        let assessment = Assessment { source: Some(Source::Live), as_of, unreadable, ..Assessment::NONE };
        assert_eq!(PageText::english().past_headline(&assessment, "", &Utc).whole(), expected);
    }
}

#[test]
fn the_worst_open_incident_is_shown_even_if_the_data_is_old() {
    let cases = [
        (Impact::None, "notice", PageText::english().state_notice()),
        (Impact::Minor, "minor", "Minor disruption"),
        (Impact::Other("odd".into()), "minor", "Minor disruption"),
        (Impact::Major, "major", "Major disruption"),
        (Impact::Critical, "critical", "Critical outage"),
    ];
    for (impact, overall, words) in cases {
        let fresh = PageState::running(vec![open("a", impact.clone())]).render();
        assert!(tag(&fresh, "data-overall").contains(overall));
        assert_eq!(headline(&fresh), format!("{words}: API"));
        let rest = PageState::at_rest(vec![open("a", impact)]).render();
        assert!(tag(&rest, "data-overall").contains(overall));
        assert_eq!(headline(&rest), format!("{words}: API as of 12:03 UTC"));
    }
}

#[test]
fn the_banner_always_carries_its_past() {
    for incidents in [Vec::new(), vec![open("a", Impact::Major)]] {
        let rest = PageState::at_rest(incidents.clone()).render();
        let running = PageState::running(incidents).render();
        let state = headline(&rest).replace(" as of 12:03 UTC", "");
        let past = format!("data-past=\"{state}\" data-past-time=\" as of 12:03 UTC\"");
        assert!(tag(&running, "data-past").contains(&past), "{past}");
        assert!(tag(&rest, "data-past").contains(&past), "{past}");
    }
    assert_eq!(PageText::english().past_headline(&Assessment::NONE, "", &Utc).whole(), "Current status unknown");
}

#[test]
fn a_component_that_an_open_incident_touches_is_never_green() {
    let html = PageState::running(vec![open("a", Impact::Minor)]).render();
    assert!(tag(&html, "data-component=\"api\"").contains("data-status=\"partial_outage\""));
    assert!(tag(&html, "data-component=\"web\"").contains("data-status=\"operational\""));
    let unknown = vec![Incident { timeline: None, ..open("a", Impact::Minor) }];
    let html = PageState::running(unknown).render();
    assert!(!html.contains("data-status=\"operational\""), "which components it touches is not known");
}

#[test]
fn without_an_answer_the_reason_and_the_next_attempt_are_shown() {
    let trouble = (ApiError::of(Cause::NoAnswer), Some(Duration::from_seconds(40)));
    let html = PageState { list: None, trouble: Some(trouble.clone()), ..PageState::running(Vec::new()) }.render();
    assert!(tag(&html, "data-source").contains("data-source=\"none\""));
    assert_eq!(headline(&html), "Current status unknown");
    let said = text(&html);
    for part in [SharedText::english().no_answer(), "Trying again in 40 seconds."] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let known = PageState { trouble: Some(trouble), ..PageState::running(vec![open("a", Impact::Major)]) }.render();
    assert!(text(&known).contains(&PageText::english().shown_from("12:03 UTC")));
    assert!(known.contains("data-incident=\"a\""), "what was known stays");
}

#[test]
fn one_cause_has_one_notice_and_the_line_with_the_time_agrees() {
    let notices = |html: &str| html.matches("data-notice=").count();
    let late = PageState { age: Some(Duration::from_seconds(2400)), ..PageState::running(Vec::new()) }.render();
    let line = late.split("class=\"as-of\"").nth(1).and_then(|rest| rest.split("</p>").next()).expect("the line");
    assert!(
        line.contains("data-notice=\"stale\"") && line.contains(&PageText::english().stale("40 min", "12:03 UTC")),
        "{line}"
    );
    assert_eq!(notices(&late), 1);
    // An open incident of which an update could not be had, on the front page and on its own.
    let mut incident = open("a", Impact::Minor);
    incident.timeline = incident.timeline.map(|known| Timeline::new(known.entries().to_vec(), 1));
    let route = Route::Incident(ItemRef::Id(incident.id.as_str().to_owned()));
    let subject = Subject::Found(Arc::new(incident.clone()));
    let front = PageState::running(vec![incident.clone()]);
    let own = PageState { route, subject, ..PageState::running(vec![incident]) };
    for html in [front.render(), own.render()] {
        assert_eq!(notices(&html), 1, "{html}");
        assert_eq!(html.matches("couldn’t be loaded").count(), 1, "{html}");
        assert!(text(&html).contains("Checked 12 s ago, incomplete"), "{html}");
    }
}

#[test]
fn an_incomplete_list_says_so_and_claims_no_empty_day() {
    let list = Some(IncidentList::new(vec![resolved("a", "2026-11-20T10:00:00Z")], 2));
    let said = text(&PageState { list, ..PageState::running(Vec::new()) }.render());
    assert!(said.contains(&PageText::english().unreadable(2)), "{said}");
    assert!(!said.contains("No incidents"), "{said}");
}

#[test]
fn a_placeholder_appears_only_after_a_moment() {
    let waiting = |waiting| PageState { list: None, waiting, ..PageState::running(Vec::new()) }.render();
    let briefly = waiting(Waiting::Briefly);
    assert!(!briefly.contains("class=\"banner\"") && !briefly.contains("skeleton"), "{briefly}");
    let visibly = waiting(Waiting::Visibly);
    assert!(visibly.contains("aria-busy=\"true\""));
    assert!(tag(&visibly, "data-overall").contains("data-overall=\"unknown\""));
}

#[test]
fn the_headline_names_the_components_of_the_worst_open_incidents() {
    let (config, _) = Config::decode(
        r#"{"components": [{"id": "a", "name": "API"}, {"id": "b", "name": "Mail"}, {"id": "c", "name": "Search"}]}"#,
    );
    let incident = |id: &str, impact: Impact, components: &[(&str, ComponentStatus)]| {
        let mut incident = open(id, impact);
        let entry = &incident.entries()[0];
        let components = components
            .iter()
            .map(|(id, status)| AffectedComponent { id: ComponentId::new(id).expect("an ID"), status: status.clone() });
        let entries = vec![Entry { components: components.collect(), ..entry.clone() }];
        incident.timeline = Some(Timeline::new(entries, 0));
        incident
    };
    use ComponentStatus::{DegradedPerformance as Degraded, MajorOutage, Operational, PartialOutage};
    let cases: &[(Vec<Incident>, &str)] = &[
        (vec![incident("1", Impact::Major, &[("b", Degraded)])], "Major disruption: Mail"),
        // The worst affected first; what works isn't affected.
        (
            vec![incident("1", Impact::Major, &[("a", Operational), ("b", Degraded), ("c", MajorOutage)])],
            "Major disruption: Search and Mail",
        ),
        (
            vec![incident("1", Impact::Critical, &[("a", Degraded), ("b", PartialOutage), ("c", Degraded)])],
            "Critical outage: Mail and 2 more",
        ),
        // Only the worst incidents count, and a component once.
        (
            vec![incident("1", Impact::Minor, &[("a", MajorOutage)]), incident("2", Impact::Major, &[("b", Degraded)])],
            "Major disruption: Mail",
        ),
        (
            vec![incident("1", Impact::Minor, &[("a", Degraded)]), incident("2", Impact::Minor, &[("a", MajorOutage)])],
            "Minor disruption: API",
        ),
        // Without a name there is nothing to say.
        (vec![incident("1", Impact::Minor, &[("x", MajorOutage)])], "Minor disruption"),
        (vec![incident("1", Impact::Minor, &[])], "Minor disruption"),
    ];
    for (incidents, expected) in cases {
        let state = PageState { config: config.clone(), ..PageState::running(incidents.clone()) };
        assert_eq!(headline(&state.render()), *expected);
    }
}
