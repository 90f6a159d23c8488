//! Components and their groups: the claim of each row, and which groups are open.

use crate::builders::{at, component, entry, open};
use crate::render::{PageState, tag, text};
use contract::config::Config;
use model::incident::Timeline;
use model::{ComponentStatus, Duration, Impact, Incident, IncidentList, Source, Status};
use text::PageText;

/// Six components: one without a group, three in "Core", two in "Regions".
fn grouped() -> Config {
    let (config, problems) = Config::decode(
        r#"{"components": [
            {"id": "web", "name": "Website", "description": "What customers see"},
            {"id": "api", "name": "API", "group": "Core"},
            {"id": "eu", "name": "Frankfurt", "group": "Regions"},
            {"id": "pay", "name": "Payments", "group": "Core"},
            {"id": "db", "name": "Database", "group": "Core"},
            {"id": "us", "name": "Virginia", "group": "Regions"}
        ]}"#,
    );
    assert_eq!(problems, []);
    config
}

/// An open incident that names these components.
fn touching(components: &[(&str, ComponentStatus)]) -> Incident {
    let update = model::Entry {
        components: components.iter().map(|(id, status)| component(id, status.clone())).collect(),
        ..entry("We are looking into it.", Status::Investigating, "2026-11-23T11:50:00Z")
    };
    Incident {
        created: Some(at("2026-11-23T11:49:00Z")),
        timeline: Some(Timeline::new(vec![update], 0)),
        ..open("a", Impact::Major)
    }
}

/// Of each group that folds: its name, its summary, its tone, and whether it's open.
fn folded(html: &str) -> Vec<(String, String, String, bool)> {
    let groups = html.split("<details class=\"group\"").skip(1).map(|group| {
        let (head, _) = group.split_once("</summary>").expect("a summary");
        let (name, summary) = head.split_once("</h3>").expect("a name");
        let (_, tone) = summary.split_once("data-tone=\"").expect("a tone");
        let is_open = tag(&format!("<details{head}"), "aria-labelledby").contains(" open=\"\"");
        (
            text(&format!("<details{name}")),
            text(summary),
            tone.split('"').next().unwrap_or_default().to_owned(),
            is_open,
        )
    });
    groups.collect()
}

#[test]
fn a_group_says_how_its_components_are_and_is_open_while_one_is_not_well() {
    use ComponentStatus::{DegradedPerformance, MajorOutage, Operational, Other, PartialOutage, UnderMaintenance};
    let complete = |incidents| Some(IncidentList::new(incidents, 0));
    let (young, old) = (Some(Duration::from_seconds(12)), Some(Duration::from_seconds(301)));
    type Groups = [(&'static str, &'static str, bool); 2];
    type Case = (&'static str, Option<IncidentList>, Source, Option<Duration>, Groups);
    let cases: Vec<Case> = vec![
        (
            "all well",
            complete(vec![]),
            Source::Live,
            young,
            [("3 operational", "operational", false), ("2 operational", "operational", false)],
        ),
        (
            "at rest",
            complete(vec![]),
            Source::Embedded,
            None,
            [("3 with no known issues", "unknown", false), ("2 with no known issues", "unknown", false)],
        ),
        (
            "too old",
            complete(vec![]),
            Source::Live,
            old,
            [("3 with no known issues", "unknown", false), ("2 with no known issues", "unknown", false)],
        ),
        (
            "incomplete",
            Some(IncidentList::new(vec![], 1)),
            Source::Live,
            young,
            [("3 unknown", "unknown", true), ("2 unknown", "unknown", true)],
        ),
        ("no answer", None, Source::Live, young, [("3 unknown", "unknown", false), ("2 unknown", "unknown", false)]),
        (
            "one of them",
            complete(vec![touching(&[("pay", PartialOutage)])]),
            Source::Live,
            young,
            [("1 partial outage", "major", true), ("2 operational", "operational", false)],
        ),
        (
            "one of them, at rest",
            complete(vec![touching(&[("pay", PartialOutage)])]),
            Source::Embedded,
            None,
            [("1 partial outage", "major", true), ("2 with no known issues", "unknown", false)],
        ),
        (
            "worst first",
            complete(vec![touching(&[
                ("api", DegradedPerformance),
                ("db", DegradedPerformance),
                ("pay", MajorOutage),
            ])]),
            Source::Live,
            young,
            [("1 major outage, 2 degraded", "critical", true), ("2 operational", "operational", false)],
        ),
        (
            "several",
            complete(vec![touching(&[
                ("eu", MajorOutage),
                ("us", MajorOutage),
                ("api", UnderMaintenance),
                ("pay", Other("odd".into())),
            ])]),
            Source::Live,
            young,
            [
                ("1 under maintenance, 1 with another status", "maintenance", true),
                ("2 major outages", "critical", true),
            ],
        ),
        (
            "named as operational",
            complete(vec![touching(&[("api", Operational), ("eu", UnderMaintenance)])]),
            Source::Live,
            young,
            [("3 operational", "operational", false), ("1 under maintenance", "maintenance", true)],
        ),
        (
            "incomplete, and one is known",
            Some(IncidentList::new(vec![touching(&[("api", PartialOutage)])], 1)),
            Source::Live,
            young,
            [("1 partial outage, 2 unknown", "major", true), ("2 unknown", "unknown", true)],
        ),
    ];
    for (case, list, source, age, expected) in cases {
        let html = PageState { list, source, age, config: grouped(), ..PageState::running(Vec::new()) }.render();
        let [core, regions] = expected;
        let row = |name: &str, (summary, tone, is_open): (&str, &str, bool)| {
            (name.to_owned(), summary.to_owned(), tone.to_owned(), is_open)
        };
        assert_eq!(folded(&html), [row("Core", core), row("Regions", regions)], "{case}");
        let is_green = expected.iter().any(|(_, tone, _)| *tone == "operational");
        assert_eq!(html.contains("<summary class=\"group-head\" data-status=\"operational\">"), is_green, "{case}");
    }
}

#[test]
fn few_components_or_a_single_group_never_fold() {
    let config = |components: &[(&str, Option<&str>)]| {
        let list: Vec<String> = components
            .iter()
            .map(|(id, group)| match group {
                Some(group) => format!(r#"{{"id": "{id}", "name": "{id}", "group": "{group}"}}"#),
                None => format!(r#"{{"id": "{id}", "name": "{id}"}}"#),
            })
            .collect();
        Config::decode(&format!(r#"{{"components": [{}]}}"#, list.join(","))).0
    };
    let (a, b) = (Some("A"), Some("B"));
    for (components, folds, headings) in [
        (&[("1", None), ("2", None)][..], 0, 0),
        (&[("1", None), ("2", None), ("3", None), ("4", None), ("5", None), ("6", None)], 0, 0),
        (&[("1", a), ("2", a), ("3", b), ("4", b)], 0, 2),
        (&[("1", a), ("2", a), ("3", a), ("4", a), ("5", a), ("6", a)], 0, 1),
        (&[("1", None), ("2", a), ("3", a), ("4", a), ("5", a)], 1, 1),
        (&[("1", a), ("2", a), ("3", a), ("4", a), ("5", b)], 2, 2),
    ] {
        let config = config(components);
        let html = PageState { config: config.clone(), ..PageState::running(vec![]) }.render();
        assert_eq!(html.matches("<details class=\"group\"").count(), folds, "{components:?}");
        assert_eq!(html.matches("<h3 id=\"components-").count(), headings, "{components:?}");
        let named = html.matches("role=\"group\" aria-labelledby=\"components-").count();
        assert_eq!(named, headings - folds, "{components:?}");
        assert_eq!(html.matches("<li class=\"component\"").count(), components.len());
        // A component that only an incident names changes nothing of it.
        let incident = touching(&[("unheard-of", ComponentStatus::PartialOutage)]);
        let html = PageState { config, ..PageState::running(vec![incident]) }.render();
        let others = usize::from(folds > 0);
        assert_eq!(html.matches("<details class=\"group\"").count(), folds + others, "{components:?}");
        assert!(text(&html).contains(PageText::english().other_components()));
    }
}

#[test]
fn rows_and_groups_have_names() {
    let html = PageState { config: grouped(), ..PageState::running(vec![]) }.render();
    assert!(
        html.contains("<section class=\"section\" aria-labelledby=\"components\"><h2 id=\"components\">"),
        "{html}"
    );
    for (id, name) in [("components-0", "Core"), ("components-1", "Regions")] {
        assert!(tag(&html, &format!("aria-labelledby=\"{id}\"")).starts_with("<details "));
        assert!(html.contains(&format!("<h3 id=\"{id}\" dir=\"auto\">{name}</h3>")), "{html}");
    }
    let (_, row) = html.split_once("data-component=\"web\"").expect("a row");
    let (row, _) = row.split_once("</li>").expect("an end");
    assert_eq!(text(&format!("<li{row}")), "Website Operational What customers see");
}
