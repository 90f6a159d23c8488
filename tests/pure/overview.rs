//! The overall status of a list, and that of each component.

use crate::builders::{at, component, entry, incident};
use model::affected::{affected_by, by_severity, changes, components_of};
use model::incident::Timeline;
use model::{
    ComponentId, ComponentStatus, Entry, Impact, Incident, IncidentList, Overall, Overview, Status, StatusData,
};

fn with_entries(id: &str, status: Status, entries: Vec<Entry>) -> Incident {
    Incident { timeline: Some(Timeline::new(entries, 0)), ..incident(id, status, Impact::Minor) }
}

#[test]
fn the_worst_open_incident_speaks_for_the_whole() {
    fn check(incidents: &[(Status, &str)], unreadable: usize, expect: Overall) {
        let incidents: Vec<_> = incidents
            .iter()
            .enumerate()
            .map(|(index, (status, impact))| incident(&index.to_string(), status.clone(), Impact::parse(impact)))
            .collect();
        let open = incidents.iter().filter(|incident| incident.is_open()).count();
        let list = IncidentList::new(incidents, unreadable);
        let data = StatusData::of(list);
        let overview = Overview::of(&data, None);
        assert_eq!((overview.overall, overview.open), (expect, open));
    }
    let open = || Status::Investigating;
    check(&[], 0, Overall::Operational);
    check(&[(Status::Resolved, "critical")], 0, Overall::Operational);
    check(&[(open(), "none")], 0, Overall::Notice);
    check(&[(open(), "none"), (Status::Monitoring, "minor")], 0, Overall::Minor);
    check(&[(open(), "apocalyptic"), (open(), "none")], 0, Overall::Minor);
    check(&[(open(), "minor"), (Status::Identified, "major")], 0, Overall::Major);
    check(&[(open(), "critical"), (open(), "major")], 0, Overall::Critical);
    check(&[(Status::Other("escalated".into()), "minor")], 0, Overall::Minor);
    // An unreadable element may be an incident; known open ones still count.
    check(&[], 1, Overall::Unknown);
    check(&[(Status::Resolved, "minor")], 1, Overall::Unknown);
    check(&[(open(), "major")], 1, Overall::Major);
}

#[test]
fn every_overall_state_has_its_word() {
    let all =
        [Overall::Operational, Overall::Notice, Overall::Minor, Overall::Major, Overall::Critical, Overall::Unknown];
    assert_eq!(all.map(Overall::as_str), ["operational", "notice", "minor", "major", "critical", "unknown"]);
    // Age takes back the good news only.
    assert_eq!(all.map(|overall| overall.when_fresh(true)), all);
    let [_, bad @ ..] = all;
    assert_eq!(Overall::Operational.when_fresh(false), Overall::Unknown);
    assert_eq!(bad.map(|overall| overall.when_fresh(false)), bad);
}

#[test]
fn a_component_is_as_its_newest_entry_says() {
    let timeline = with_entries(
        "a",
        Status::Monitoring,
        vec![
            entry("1500000000", &[("api", "major_outage"), ("web", "partial_outage")]),
            entry("1700000000", &[]),
            entry("1600000000", &[("api", "degraded_performance")]),
        ],
    );
    let touched: Vec<_> =
        components_of(&timeline, None).into_iter().map(|(id, status)| (id.as_str(), status.clone())).collect();
    assert_eq!(touched, [("api", ComponentStatus::DegradedPerformance), ("web", ComponentStatus::PartialOutage),]);
}

#[test]
fn a_component_has_a_status_only_if_it_is_known() {
    fn check(incidents: Vec<Incident>, unreadable: usize, expect: Option<&str>) {
        let list = IncidentList::new(incidents, unreadable);
        let api = ComponentId::new("api").unwrap();
        assert_eq!(
            Overview::of(&StatusData::of(list.clone()), None).component(&api).map(ComponentStatus::as_str),
            expect
        );
    }
    let says =
        |id: &str, status: &str| with_entries(id, Status::Identified, vec![entry("1600000000", &[("api", status)])]);
    let silent = || incident("silent", Status::Identified, Impact::Minor);
    check(vec![], 0, Some("operational"));
    check(vec![], 1, None);
    check(vec![says("a", "partial_outage")], 0, Some("partial_outage"));
    check(vec![says("a", "partial_outage")], 1, Some("partial_outage"));
    check(vec![says("a", "operational")], 0, Some("operational"));
    check(vec![says("a", "operational")], 1, None);
    check(vec![says("a", "on fire")], 0, Some("on fire"));
    // The worst of several open incidents, in any order.
    check(
        vec![says("a", "partial_outage"), says("b", "major_outage"), says("c", "degraded_performance")],
        0,
        Some("major_outage"),
    );
    check(vec![says("a", "operational"), says("b", "under_maintenance")], 0, Some("under_maintenance"));
    // Of two statuses with the same severity, that of the first incident.
    check(vec![says("b", "on fire"), says("a", "under_maintenance")], 0, Some("under_maintenance"));
    // An open incident that came without its entries may touch any component.
    check(vec![silent()], 0, None);
    check(vec![silent(), says("a", "operational")], 0, None);
    check(vec![silent(), says("a", "major_outage")], 0, Some("major_outage"));
    // A resolved one touches none, whatever its entries said.
    check(vec![Incident { status: Status::Resolved, ..says("a", "major_outage") }], 0, Some("operational"));
    check(vec![Incident { status: Status::Resolved, ..silent() }], 0, Some("operational"));
    // An open one with an entry that could not be read may touch any.
    check(vec![Incident { timeline: Some(Timeline::new(vec![], 1)), ..silent() }], 0, None);
}

#[test]
fn a_word_without_a_date_may_be_the_latest_so_the_worse_one_counts() {
    fn check(entries: Vec<Entry>, expect: ComponentStatus) {
        let incident = with_entries("a", Status::Identified, entries);
        let touched = components_of(&incident, None).into_iter().map(|(_, status)| status);
        assert_eq!(touched.collect::<Vec<_>>(), [&expect]);
    }
    let says = |date: &str, status: &str| entry(date, &[("api", status)]);
    let undated = |status: &str| Entry { date: None, ..says("1600000000", status) };
    check(vec![says("1600000000", "operational"), undated("major_outage")], ComponentStatus::MajorOutage);
    check(vec![undated("operational"), says("1600000000", "partial_outage")], ComponentStatus::PartialOutage);
    check(vec![undated("operational"), undated("degraded_performance")], ComponentStatus::DegradedPerformance);
    check(vec![says("1600000000", "operational"), says("1500000000", "major_outage")], ComponentStatus::Operational);
    // Of two that are as bad, the one whose time is known.
    check(vec![says("1600000000", "under_maintenance"), undated("odd")], ComponentStatus::UnderMaintenance);
}

#[test]
fn an_entry_names_components_by_their_ids_as_given() {
    let twice = with_entries(
        "a",
        Status::Identified,
        vec![Entry {
            components: vec![
                component("api", "major_outage"),
                component("api", "operational"),
                component("API", "operational"),
            ],
            ..entry("1600000000", &[])
        }],
    );
    let touched: Vec<_> =
        components_of(&twice, None).into_iter().map(|(id, status)| (id.as_str(), status.clone())).collect();
    assert_eq!(touched, [("API", ComponentStatus::Operational), ("api", ComponentStatus::MajorOutage)]);
}

/// The ids and statuses of components, in order.
fn words<'a>(components: impl IntoIterator<Item = (&'a ComponentId, &'a ComponentStatus)>) -> String {
    let words = components.into_iter().map(|(id, status)| format!("{} {}", id.as_str(), status.as_str()));
    words.collect::<Vec<_>>().join(", ")
}

#[test]
fn each_entry_has_changed_what_was_another_way_before_it() {
    type Given<'a> = (&'a str, &'a [(&'a str, &'a str)]);
    // Entries in any order and what each changed, newest first, without a date last; all before 2030 are over.
    let check = |entries: &[Given<'_>], expect: &[&str]| {
        let entries = entries.iter().map(|(date, components)| entry(date, components)).collect();
        let incident = with_entries("a", Status::Identified, entries);
        let changed: Vec<_> = changes(&incident, Some(at("2030-01-01T00:00Z"))).into_iter().map(words).collect();
        assert_eq!(changed, expect, "{:?}", incident.entries());
    };
    check(&[], &[]);
    check(&[("2021-01-01T00:00Z", &[])], &[""]);
    check(&[("2021-01-01T00:00Z", &[("api", "major_outage")])], &["api major_outage"]);
    // It was operational before anybody said so.
    check(&[("2021-01-01T00:00Z", &[("api", "operational")])], &[""]);
    // In the order of their times, whatever the order they came in; what is said again isn't a change, and silence isn't.
    check(
        &[
            ("2021-01-01T02:00Z", &[("api", "partial_outage"), ("web", "operational")]),
            ("2021-01-01T04:00Z", &[("api", "operational")]),
            ("2021-01-01T01:00Z", &[("web", "degraded_performance"), ("api", "partial_outage")]),
            ("2021-01-01T03:00Z", &[]),
        ],
        &["api operational", "", "web operational", "api partial_outage, web degraded_performance"],
    );
    // Back and forth.
    check(
        &[
            ("2021-01-01T03:00Z", &[("api", "major_outage")]),
            ("2021-01-01T02:00Z", &[("api", "operational")]),
            ("2021-01-01T01:00Z", &[("api", "major_outage")]),
        ],
        &["api major_outage", "api operational", "api major_outage"],
    );
    // Of two words about one component in one entry, the first counts.
    check(
        &[
            ("2021-01-01T02:00Z", &[("api", "major_outage"), ("api", "operational")]),
            ("2021-01-01T01:00Z", &[("api", "operational"), ("api", "major_outage")]),
        ],
        &["api major_outage", ""],
    );
    // Of entries of the same time, the first is the newest, as everywhere.
    check(
        &[("2021-01-01T01:00Z", &[("api", "operational")]), ("2021-01-01T01:00Z", &[("api", "partial_outage")])],
        &["api operational", "api partial_outage"],
    );
    // Nothing tells what was before an entry without a date, nor what came after it.
    check(
        &[("", &[("api", "operational")]), ("2021-01-01T01:00Z", &[("api", "partial_outage")])],
        &["api partial_outage", "api operational"],
    );
    // An entry ahead has changed nothing.
    check(
        &[("2030-01-02T00:00Z", &[("api", "operational")]), ("2021-01-01T01:00Z", &[("api", "partial_outage")])],
        &["", "api partial_outage"],
    );
    // Ids are opaque, and unknown words are words.
    check(
        &[
            ("2021-01-01T02:00Z", &[("api", "smouldering")]),
            ("2021-01-01T01:00Z", &[("API", "on fire"), ("api", "on fire")]),
        ],
        &["api smouldering", "API on fire, api on fire"],
    );
}

#[test]
fn a_resolved_incident_is_told_by_the_worst_of_each_component() {
    let check = |entries: Vec<Entry>, expect: &str| {
        let incident = with_entries("a", Status::Resolved, entries);
        let affected = affected_by(&incident, Some(at("2030-01-01T00:00Z")));
        assert_eq!(words(affected), expect);
    };
    check(vec![], "");
    check(
        vec![
            entry("2021-01-01T03:00Z", &[("api", "operational"), ("web", "operational")]),
            entry("2021-01-01T02:00Z", &[("api", "degraded_performance")]),
            entry("2021-01-01T01:00Z", &[("api", "major_outage")]),
        ],
        "api major_outage",
    );
    check(
        vec![
            entry("2030-01-02T00:00Z", &[("api", "major_outage")]),
            entry("", &[("api", "partial_outage")]),
            entry("2021-01-01T01:00Z", &[("api", "degraded_performance")]),
        ],
        "api partial_outage",
    );
}

#[test]
fn components_are_grouped_by_status_the_worst_first() {
    let given = [
        ("a", "degraded_performance"),
        ("b", "major_outage"),
        ("c", "on fire"),
        ("d", "operational"),
        ("e", "major_outage"),
        ("f", "under_maintenance"),
        ("g", "on fire"),
        ("h", "partial_outage"),
    ];
    let given = given.map(|(id, status)| component(id, status));
    let groups = by_severity(given.iter().map(|component| (&component.id, &component.status)));
    let groups = groups.into_iter().map(|(status, ids)| {
        let ids: Vec<_> = ids.into_iter().map(ComponentId::as_str).collect();
        format!("{}: {}", status.as_str(), ids.join(" "))
    });
    let expect = [
        "major_outage: b e",
        "partial_outage: h",
        "degraded_performance: a",
        "on fire: c g",
        "under_maintenance: f",
        "operational: d",
    ];
    assert_eq!(groups.collect::<Vec<_>>(), expect);
}

#[test]
fn a_list_without_entries_keeps_what_was_known_of_components() {
    let told = |affected: &[(&str, &str)]| Incident {
        affected: Some(affected.iter().map(|(id, status)| component(id, status)).collect()),
        ..incident("a", Status::Resolved, Impact::Minor)
    };
    let entries = |status: &str| with_entries("a", Status::Resolved, vec![entry("1600000000", &[("api", status)])]);
    let check = |known: Incident, new: Incident, expect: &str| {
        let mut list = IncidentList::new(vec![new, incident("b", Status::Resolved, Impact::Minor)], 0);
        list.keep_affected(&IncidentList::new(vec![known], 0), None);
        assert_eq!(words(list.incidents().iter().flat_map(|incident| affected_by(incident, None))), expect);
    };
    let untold = || incident("a", Status::Resolved, Impact::Minor);
    check(untold(), untold(), "");
    check(told(&[("api", "major_outage")]), untold(), "api major_outage");
    check(entries("major_outage"), untold(), "api major_outage");
    check(entries("operational"), untold(), "");
    // The source's own statement counts.
    check(told(&[("api", "major_outage")]), told(&[]), "");
    check(told(&[("api", "major_outage")]), told(&[("web", "partial_outage")]), "web partial_outage");
    check(told(&[("api", "major_outage")]), entries("operational"), "");
}
