//! The page of a component, where its status is from, and components that are hidden, nested or renamed.

use crate::builders::{at, component, entry, open, resolved};
use crate::render::{PageState, tag, text};
use contract::config::Config;
use contract::route::{ItemRef, Route};
use model::affected::{affects, origin};
use model::incident::Timeline;
use model::{
    ComponentId, ComponentStatus, Duration, Entry, EntryId, Impact, Incident, IncidentList, Maintenance, MaintenanceId,
    MaintenanceList, Source, Status, StatusData, Timestamp,
};
use text::PageText;

const TEXT: fn() -> PageText = PageText::english;

fn config(components: &str) -> Config {
    let (config, problems) = Config::decode(&format!(r#"{{"components": [{components}]}}"#));
    assert_eq!(problems, []);
    config
}

fn page(id: &str, state: PageState) -> PageState {
    let config = config(
        r#"{"id": "api", "name": "API", "group": "Cloud/Core", "description": "For programs",
            "url": "https://api.example", "startDate": "2026-11-20"},
           {"id": "web", "name": "Website"}"#,
    );
    PageState { route: Route::Component(ItemRef::Id(id.into())), config, ..state }
}

/// A resolved incident whose entries aren't known, with the components that it affected if these are.
fn past(id: &str, began: &str, affected: Option<&[(&str, ComponentStatus)]>) -> Incident {
    let affected = affected.map(|all| all.iter().map(|(id, status)| component(id, status.clone())).collect());
    Incident { name: format!("Past {id}"), timeline: None, affected, ..resolved(id, began) }
}

fn maintenance(start: &str, end: &str) -> Maintenance {
    Maintenance {
        id: MaintenanceId::new("work").expect("an ID"),
        name: "Database upgrade".into(),
        message: String::new(),
        planned_start: Timestamp::parse(start),
        planned_end: Timestamp::parse(end),
        actual_start: None,
        actual_end: None,
        cancelled: None,
        auto_complete: true,
        components: vec![ComponentId::new("api").expect("an ID")],
        internal: false,
    }
}

fn section<'a>(html: &'a str, heading: &str) -> &'a str {
    let (_, rest) = html.split_once(&format!("<h2>{heading}</h2>")).unwrap_or_else(|| panic!("no {heading}: {html}"));
    rest.split_once("</section>").expect("an end").0
}

/// The days of the history in words, without the bars above them.
fn listed(html: &str) -> &str {
    let history = section(html, TEXT().history());
    let start = history.find("<ol class=\"days\"").or_else(|| history.find("<p class=\"empty\""));
    &history[start.unwrap_or_else(|| panic!("no days: {history}"))..]
}

#[test]
fn the_page_of_a_component_has_its_status_and_claims_no_more_than_is_known() {
    use ComponentStatus::PartialOutage;
    let complete = |incidents| Some(IncidentList::new(incidents, 0));
    let young = Some(Duration::from_seconds(12));
    let silent = Incident { timeline: None, ..open("a", Impact::Major) };
    let cases = [
        ("well", complete(vec![]), Source::Live, young, "operational", "Operational"),
        ("at rest", complete(vec![]), Source::Embedded, None, "unknown", TEXT().no_problem_known()),
        (
            "too old",
            complete(vec![]),
            Source::Live,
            Some(Duration::from_seconds(301)),
            "unknown",
            TEXT().no_problem_known(),
        ),
        ("incomplete", Some(IncidentList::new(vec![], 1)), Source::Live, young, "unknown", TEXT().no_information()),
        ("no answer", None, Source::Live, young, "unknown", TEXT().no_information()),
        ("without entries", complete(vec![silent]), Source::Live, young, "unknown", TEXT().no_information()),
        ("down", complete(vec![open("a", Impact::Major)]), Source::Live, young, "partial_outage", "Partial outage"),
        (
            "down, at rest",
            complete(vec![open("a", Impact::Major)]),
            Source::Embedded,
            None,
            "partial_outage",
            "Partial outage",
        ),
        (
            "another is down",
            complete(vec![past("b", "2026-11-22T10:00:00Z", Some(&[("web", PartialOutage)]))]),
            Source::Live,
            young,
            "operational",
            "Operational",
        ),
    ];
    for (case, list, source, age, status, words) in cases {
        let html = page("api", PageState { list, source, age, ..PageState::running(Vec::new()) }).render();
        let subject = tag(&html, "class=\"subject\"");
        assert!(subject.contains(&format!("data-component=\"api\" data-status=\"{status}\"")), "{case}: {subject}");
        let (_, facts) = html.split_once("<p class=\"facts\">").expect("facts");
        assert!(text(&format!("<p>{facts}")).starts_with(words), "{case}: {}", text(facts));
        let is_bad = status == "partial_outage";
        assert_eq!(subject.contains("data-open"), is_bad, "{case}");
        assert_eq!(
            html.contains("From the update of <time datetime=\"2026-11-23T11:50:00Z\">11:50 UTC</time>"),
            is_bad,
            "{case}"
        );
        assert!(
            html.contains("<h1 tabindex=\"-1\" class=\"name\" id=\"component-api\" dir=\"auto\">API</h1>"),
            "{html}"
        );
    }
}

#[test]
fn the_page_of_a_component_has_what_is_configured() {
    let html = page("api", PageState::running(Vec::new())).render();
    let facts = text(html.split_once("<p class=\"facts\">").expect("facts").1);
    assert!(facts.contains("Cloud / Core In use since 20 November 2026 https://api.example"), "{facts}");
    assert!(html.contains("<a href=\"https://api.example\" dir=\"ltr\">https://api.example</a>"), "{html}");
    assert!(html.contains("<p class=\"component-about\" dir=\"auto\">For programs</p>"));
    let plain = page("web", PageState::running(Vec::new())).render();
    assert!(!plain.contains("component-about") && !plain.contains("In use since") && !plain.contains("dir=\"ltr\""));
}

#[test]
fn the_page_of_a_component_has_only_its_own_events() {
    use ComponentStatus::{MajorOutage, Operational};
    let on = |id: &str, began, components: &[(&str, ComponentStatus)]| past(id, began, Some(components));
    let other = Incident {
        name: "Mail is late".into(),
        timeline: Some(Timeline::new(
            vec![Entry {
                components: vec![component("web", MajorOutage), component("api", Operational)],
                ..entry("We are on it.", Status::Investigating, "2026-11-23T11:40:00Z")
            }],
            0,
        )),
        ..open("b", Impact::Critical)
    };
    let incidents = vec![
        open("a", Impact::Major),
        other,
        on("mine", "2026-11-21T10:00:00Z", &[("api", MajorOutage)]),
        on("theirs", "2026-11-21T11:00:00Z", &[("web", MajorOutage)]),
        on("nobodys", "2026-11-21T12:00:00Z", &[]),
    ];
    let planned = maintenance("2026-11-24T12:00:00Z", "2026-11-24T13:00:00Z");
    let html = page("api", PageState::running(incidents.clone()).with(vec![planned.clone()])).render();
    assert_eq!(html.matches("<article").count(), 4, "itself, the open one, the planned one, a past one: {html}");
    assert!(html.contains("data-incident=\"a\"") && html.contains("data-incident=\"mine\""));
    assert!(section(&html, "Upcoming").contains("data-maintenance=\"work\""), "{html}");
    for absent in ["Mail is late", "Past theirs", "Past nobodys"] {
        assert!(!html.contains(absent), "{absent}");
    }
    // Its history starts with its use, and says which days had nothing.
    let history = listed(&html);
    assert_eq!(text(history).matches("Nov").count(), 4, "{}", text(history));
    assert!(text(history).contains("Fri 20 Nov No incidents"), "{}", text(history));
    assert!(text(history).contains(&TEXT().open_above(1)));
    let html = page("web", PageState::running(incidents).with(vec![planned])).render();
    assert!(html.contains("Mail is late") && html.contains("Past theirs") && !html.contains("Database upgrade"));
    // Without any, the number of days is said.
    let html = page("api", PageState::running(Vec::new())).render();
    assert_eq!(text(listed(&html)), TEXT().none_in_days(4, "23 Nov 2026, 12:03 UTC"));
    let html = page("web", PageState::running(Vec::new())).render();
    assert_eq!(text(listed(&html)), TEXT().none_in_days(90, "23 Nov 2026, 12:03 UTC"));
}

#[test]
fn days_may_be_incomplete_where_an_incident_may_be_about_the_component() {
    let history = |list: IncidentList| {
        let html = page("api", PageState { list: Some(list), ..PageState::running(Vec::new()) }).render();
        text(listed(&html))
    };
    assert_eq!(history(IncidentList::new(Vec::new(), 1)), format!("20–23 Nov{}", TEXT().no_readable_incidents()));
    // Only the days of that one.
    let unknown = past("who-knows", "2026-11-21T10:00:00Z", None);
    assert_eq!(
        history(IncidentList::new(vec![unknown], 0)),
        format!(
            "22–23 Nov{}Sat 21 Nov {}Fri 20 Nov No incidents",
            "No incidents up to 23 Nov, 12:03 UTC",
            TEXT().no_readable_incidents()
        )
    );
}

#[test]
fn an_open_incident_that_names_no_component_is_mentioned_on_the_page_of_each() {
    let silent = Incident {
        name: "Something is wrong".into(),
        timeline: Some(Timeline::new(vec![entry("We look.", Status::Investigating, "2026-11-23T11:50:00Z")], 0)),
        ..open("a", Impact::Critical)
    };
    let html = page("api", PageState::running(vec![silent.clone()])).render();
    assert!(text(&html).contains(&TEXT().open_unknown(1)), "{html}");
    assert!(!text(&html).contains("No incidents up to") && !text(&html).contains("No incidents in"), "{html}");
    let resolved = Incident { status: Status::Resolved, resolved: Some(at("2026-11-23T12:00:00Z")), ..silent };
    let html = page("api", PageState::running(vec![resolved])).render();
    assert!(!text(&html).contains(&TEXT().open_unknown(1)));
}

#[test]
fn the_origin_of_a_status_is_an_incident_that_still_says_so() {
    use ComponentStatus::{MajorOutage, Operational};
    let on = |id: &str, impact, entries: &[(&str, ComponentStatus)]| {
        let entries = entries.iter().map(|(date, status)| Entry {
            components: vec![component("api", status.clone())],
            ..entry("x", Status::Monitoring, date)
        });
        Incident {
            name: format!("Incident {id}"),
            timeline: Some(Timeline::new(entries.collect(), 0)),
            ..open(id, impact)
        }
    };
    let recovered =
        on("a", Impact::Critical, &[("2026-11-23T10:00:00Z", MajorOutage), ("2026-11-23T11:00:00Z", Operational)]);
    let ongoing = on("b", Impact::Minor, &[("2026-11-23T11:30:00Z", MajorOutage)]);
    let html = PageState::running(vec![recovered, ongoing]).render();
    let row = tag(&html, "data-component=\"api\"");
    assert!(row.contains("title=\"From the update of 11:30 UTC: Incident b\""), "{row}");
}

#[test]
fn a_component_that_is_not_in_use_yet_says_so() {
    let config = config(r#"{"id": "api", "name": "API", "startDate": "2027-03-01"}"#);
    let route = Route::Component(ItemRef::Id("api".into()));
    let html = PageState { config, route, ..PageState::running(Vec::new()) }.render();
    assert!(text(&html).contains("In use from 1 March 2027"), "{html}");
}

#[test]
fn a_maintenance_shows_on_the_page_of_its_component() {
    let at_work = || vec![maintenance("2026-11-23T11:00:00Z", "2026-11-23T13:00:00Z")];
    let html = page("api", PageState::running(Vec::new()).with(at_work())).render();
    assert!(tag(&html, "class=\"subject\"").contains("data-status=\"under_maintenance\""), "{html}");
    assert!(html.contains("data-maintenance=\"work\" data-state=\"in-progress\""));
    assert!(!html.contains("From the update of"));
    let html = page("web", PageState::running(Vec::new()).with(at_work())).render();
    assert!(tag(&html, "class=\"subject\"").contains("data-status=\"operational\""));
    assert!(!html.contains("data-maintenance"));
    let outdated = MaintenanceList::new(Vec::new(), 0).outdated();
    let html = page("web", PageState { maintenances: outdated, ..PageState::running(Vec::new()) }).render();
    assert!(tag(&html, "class=\"subject\"").contains("data-status=\"unknown\""));
}

#[test]
fn a_component_that_is_not_configured_has_no_page() {
    for id in ["gone", "", "API", "<b>"] {
        let html = page(id, PageState::running(vec![open("a", Impact::Major)])).render();
        assert!(html.contains(&format!("<h1 tabindex=\"-1\">{}</h1>", TEXT().missing_component())), "{id}: {html}");
        assert!(!html.contains("class=\"subject\""), "{id}");
    }
    let awaited = page("gone", PageState { list: None, ..PageState::running(Vec::new()) }).render();
    assert!(!awaited.contains(TEXT().missing_component()), "without an answer, the configuration may still come");
}

#[test]
fn the_list_shows_where_a_status_is_from_and_links_to_the_page() {
    let incident = Incident { name: "Sign-in “fails”".into(), ..open("a", Impact::Major) };
    let html = PageState::running(vec![incident]).render();
    let row = tag(&html, "data-component=\"api\"");
    assert!(row.contains("title=\"From the update of 11:50 UTC: Sign-in “fails”\""), "{row}");
    assert!(!tag(&html, "data-component=\"web\"").contains("title"));
    assert!(html.contains("<a href=\"./?component-page=api\"><bdi>API</bdi></a>"));
    let html = PageState::running(Vec::new()).with(vec![maintenance("2026-11-23T11:00:00Z", "2026-11-23T13:00:00Z")]);
    assert!(tag(&html.render(), "data-component=\"api\"").contains("title=\"Database upgrade\""));
    // One that only an incident names has no page.
    let stray = PageState { config: Config::default(), ..PageState::running(vec![open("a", Impact::Major)]) }.render();
    assert!(stray.contains("<span class=\"component-name\"><bdi>api</bdi></span>"), "{stray}");
}

#[test]
fn an_incident_says_which_update_each_status_is_from() {
    use ComponentStatus::{DegradedPerformance, MajorOutage};
    let update = |id: &str, date: &str, components: &[(&str, ComponentStatus)]| Entry {
        id: EntryId::new(id),
        components: components.iter().map(|(id, status)| component(id, status.clone())).collect(),
        ..entry("Update.", Status::Identified, date)
    };
    let incident = Incident {
        timeline: Some(Timeline::new(
            vec![
                update(
                    "one",
                    "2026-11-23T11:49:00Z",
                    &[("api", MajorOutage), ("web", MajorOutage), ("db", MajorOutage)],
                ),
                update("two", "2026-11-23T11:55:00Z", &[("web", DegradedPerformance)]),
                update("three", "2026-11-23T12:00:00Z", &[("db", MajorOutage)]),
                update("ahead", "2026-11-24T12:00:00Z", &[("api", DegradedPerformance)]),
            ],
            0,
        )),
        ..open("a", Impact::Major)
    };
    let route = Route::Incident(ItemRef::Id("a".into()));
    let subject = statuspane::components::Subject::Found(std::sync::Arc::new(incident.clone()));
    let html = PageState { route, subject, ..PageState::running(vec![incident.clone()]) }.render();
    let (_, affected) = html.split_once("<dl class=\"affected\">").expect("a list");
    let (affected, _) = affected.split_once("</dl>").expect("an end");
    assert_eq!(
        text(affected),
        "Major outage API (from the update of 11:49), db (from the update of 12:00)Degraded performance Website (from the \
         update of 11:55)"
    );
    let from = |id: &str, status: &ComponentStatus| {
        let id = ComponentId::new(id).expect("an ID");
        origin(&incident, &id, status, Some(at("2026-11-23T12:03:00Z")))?.id.clone()
    };
    assert_eq!(from("api", &MajorOutage), EntryId::new("one"));
    assert_eq!(from("db", &MajorOutage), EntryId::new("three"));
    assert_eq!(from("api", &DegradedPerformance), None, "that update is ahead");
}

#[test]
fn a_component_may_be_hidden_while_it_works() {
    let config = || config(r#"{"id": "fax", "name": "Fax", "onlyShowIfDegraded": true}, {"id": "api", "name": "API"}"#);
    let shown = |state: PageState| PageState { config: config(), ..state }.render().contains("data-component=\"fax\"");
    let named = |id: &str| {
        let update = Entry {
            components: vec![component(id, ComponentStatus::MajorOutage)],
            ..entry("x", Status::Investigating, "2026-11-23T11:50:00Z")
        };
        Incident { timeline: Some(Timeline::new(vec![update], 0)), ..open("a", Impact::Major) }
    };
    assert!(!shown(PageState::running(Vec::new())));
    assert!(!shown(PageState::at_rest(Vec::new())));
    assert!(!shown(PageState::running(vec![named("api")])));
    assert!(shown(PageState::running(vec![named("fax")])));
    // Whether it works isn't known: silence would say that it does.
    assert!(shown(PageState { list: Some(IncidentList::new(Vec::new(), 1)), ..PageState::running(Vec::new()) }));
    // It has its page all the same.
    let html = PageState {
        config: config(),
        route: Route::Component(ItemRef::Slug("fax".into())),
        ..PageState::running(Vec::new())
    };
    assert!(html.render().contains("class=\"subject\" data-component=\"fax\" data-status=\"operational\""));
}

#[test]
fn groups_are_nested_and_open_down_to_what_is_not_well() {
    let nested = || {
        config(
            r#"{"id": "web", "name": "Website"},
               {"id": "api", "name": "API", "group": "Cloud/Compute/Core"},
               {"id": "db", "name": "Database", "group": "Cloud/Storage"},
               {"id": "s3", "name": "Files", "group": "Cloud/Storage"},
               {"id": "vm", "name": "Machines", "group": "Cloud/Compute"},
               {"id": "mail", "name": "Mail", "group": "Office"}"#,
        )
    };
    let groups = |incidents: Vec<Incident>| {
        let html = PageState { config: nested(), ..PageState::running(incidents) }.render();
        let mut found = Vec::new();
        for group in html.split("<details class=\"group\"").skip(1) {
            let (head, _) = group.split_once("</summary>").expect("a summary");
            let level = head.split_once("<h").expect("a heading").1.chars().next().expect("a level");
            let is_open = head.split('>').next().unwrap_or_default().contains("open");
            found.push(format!("{level} {}{}", text(&format!("<details{head}")), if is_open { " (open)" } else { "" }));
        }
        // Nothing is listed twice, or left out.
        for id in ["web", "api", "db", "s3", "vm", "mail"] {
            assert_eq!(html.matches(&format!("data-component=\"{id}\"")).count(), 1, "{id}");
        }
        let ids: std::collections::BTreeSet<_> =
            html.split(" id=\"").skip(1).map(|rest| rest.split('"').next()).collect();
        assert_eq!(ids.len(), html.matches(" id=\"").count(), "each ID occurs once");
        found
    };
    assert_eq!(
        groups(Vec::new()),
        [
            "3 Cloud 4 operational",
            "4 Compute 2 operational",
            "5 Core 1 operational",
            "4 Storage 2 operational",
            "3 Office 1 operational"
        ]
    );
    assert_eq!(
        groups(vec![open("a", Impact::Major)]),
        [
            "3 Cloud 1 partial outage (open)",
            "4 Compute 1 partial outage (open)",
            "5 Core 1 partial outage (open)",
            "4 Storage 2 operational",
            "3 Office 1 operational"
        ]
    );
}

#[test]
fn an_edited_update_says_when() {
    let edited = |date: Option<&str>| {
        let update = Entry {
            id: EntryId::new("e1"),
            edited: date.map(at),
            ..entry("We are looking into it.", Status::Investigating, "2026-11-23T11:50:00Z")
        };
        let incident = Incident { timeline: Some(Timeline::new(vec![update], 0)), ..open("a", Impact::Major) };
        PageState::running(vec![incident]).render()
    };
    assert!(!edited(None).contains("Edited"));
    let html = edited(Some("2026-11-23T12:01:00Z"));
    assert!(
        html.contains("<span class=\"edited\">Edited <time datetime=\"2026-11-23T12:01:00Z\">12:01</time></span>"),
        "{html}"
    );
    assert!(
        edited(Some("2026-11-24T12:01:00Z"))
            .contains("Edited <time datetime=\"2026-11-24T12:01:00Z\">24 Nov, 12:01</time>")
    );
}

#[test]
fn an_incident_affects_a_component_or_does_not_or_nobody_knows() {
    use ComponentStatus::{MajorOutage, Operational};
    let id = ComponentId::new("api").expect("an ID");
    let entries = |components: &[(&str, ComponentStatus)], unreadable: usize| {
        let components = components.iter().map(|(id, status)| component(id, status.clone())).collect();
        let update = Entry { components, ..entry("x", Status::Investigating, "2026-11-23T11:50:00Z") };
        Incident { timeline: Some(Timeline::new(vec![update], unreadable)), ..open("a", Impact::Major) }
    };
    let began = "2026-11-21T10:00:00Z";
    for (case, incident, expect) in [
        ("named", entries(&[("api", MajorOutage)], 0), Some(true)),
        ("another is named", entries(&[("web", MajorOutage)], 0), Some(false)),
        ("named as well", entries(&[("api", Operational), ("web", MajorOutage)], 0), Some(false)),
        ("an entry is missing", entries(&[("web", MajorOutage)], 1), None),
        ("named, and an entry is missing", entries(&[("api", MajorOutage)], 1), Some(true)),
        ("nothing is named yet", entries(&[], 0), None),
        ("in a list", past("a", began, Some(&[("api", MajorOutage)])), Some(true)),
        ("not in a list", past("a", began, Some(&[])), Some(false)),
        ("without either", past("a", began, None), None),
    ] {
        assert_eq!(affects(&incident, &id), expect, "{case}");
        let data = StatusData::of(IncidentList::new(vec![incident], 0));
        let (own, unknown) = data.about(&id);
        assert_eq!(own.incidents.incidents().len(), usize::from(expect == Some(true)), "{case}");
        assert_eq!(unknown.len(), usize::from(expect.is_none()), "{case}");
    }
}
