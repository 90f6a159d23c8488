//! The overall status of a list, and that of each component.

use crate::builders::{component, entry, incident};
use model::incident::Timeline;
use model::overview::components_of;
use model::{ComponentId, ComponentStatus, Entry, Impact, Incident, IncidentList, Overall, Overview, Status};

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
        let overview = Overview::of(&IncidentList::new(incidents, unreadable), None);
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
        components_of(&timeline, None).into_iter().map(|(id, status)| (id.as_str().to_owned(), status)).collect();
    assert_eq!(
        touched,
        [("api".into(), ComponentStatus::DegradedPerformance), ("web".into(), ComponentStatus::PartialOutage),]
    );
}

#[test]
fn a_component_has_a_status_only_if_it_is_known() {
    fn check(incidents: Vec<Incident>, unreadable: usize, expect: Option<&str>) {
        let overview = Overview::of(&IncidentList::new(incidents, unreadable), None);
        let api = ComponentId::new("api").unwrap();
        assert_eq!(overview.component(&api).as_ref().map(ComponentStatus::as_str), expect);
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
        let touched = components_of(&with_entries("a", Status::Identified, entries), None);
        assert_eq!(touched.into_values().collect::<Vec<_>>(), [expect]);
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
        components_of(&twice, None).into_iter().map(|(id, status)| (id.as_str().to_owned(), status)).collect();
    assert_eq!(touched, [("API".into(), ComponentStatus::Operational), ("api".into(), ComponentStatus::MajorOutage)]);
}
