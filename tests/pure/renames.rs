//! Components that had another ID before.

use crate::builders::{component, entry, incident};
use model::affected::{affected_by, components_of};
use model::incident::Timeline;
use model::{ComponentId, ComponentStatus, Incident, IncidentList, MaintenanceList, Renames, Status};

fn id(text: &str) -> ComponentId {
    ComponentId::new(text).unwrap()
}

fn renames(pairs: &[(&str, &str)]) -> Renames {
    Renames::new(pairs.iter().map(|(previous, current)| (id(previous), id(current))).collect())
}

#[test]
fn data_names_a_component_by_its_current_id() {
    let renames = renames(&[("old", "api"), ("older", "api")]);
    let update = |date: &str, components: &[(&str, &str)]| entry(date, components);
    let told = Incident {
        affected: Some(vec![component("older", "major_outage"), component("web", "major_outage")]),
        ..incident("told", Status::Resolved, model::Impact::Minor)
    };
    let open = Incident {
        timeline: Some(Timeline::new(
            vec![
                update("1600000000000", &[("old", "major_outage")]),
                update("1600000060000", &[("api", "operational"), ("web", "degraded_performance")]),
                update("1600000120000", &[("older", "partial_outage"), ("old", "operational")]),
            ],
            0,
        )),
        ..incident("open", Status::Monitoring, model::Impact::Minor)
    };
    let mut incidents = IncidentList::new(vec![told, open], 0);
    let work = r#"{"maintenances": [{"id": "m", "name": "M", "plannedStartTime": 1600000000000,
        "plannedEndTime": 1600000060000, "affectedComponents": ["old", "web", "api", "older"]}]}"#;
    let (mut maintenances, _) = contract::incident_api::decode::decode_maintenances(work).unwrap();
    renames.apply(&mut incidents, &mut maintenances);

    let words = |components: Vec<(&ComponentId, &ComponentStatus)>| -> Vec<String> {
        components.into_iter().map(|(id, status)| format!("{} {}", id.as_str(), status.as_str())).collect()
    };
    let find = |name: &str| incidents.incidents().iter().find(|incident| incident.id.as_str() == name).unwrap();
    assert_eq!(words(affected_by(find("told"), None).into_iter().collect()), ["api major_outage", "web major_outage"]);
    // Two components that became one: each part keeps its last word, and the worst is that of the whole.
    let entries = find("open").entries().iter().map(|entry| {
        words(entry.components.iter().map(|component| (&component.id, &component.status)).collect()).join(", ")
    });
    assert_eq!(
        entries.collect::<Vec<_>>(),
        ["api partial_outage", "api major_outage, web degraded_performance", "api major_outage"]
    );
    assert_eq!(
        words(components_of(find("open"), None).into_iter().collect()),
        ["api partial_outage", "web degraded_performance"]
    );
    let components: Vec<&str> =
        maintenances.maintenances()[0].components.iter().map(|component| component.as_str()).collect();
    assert_eq!(components, ["api", "web"]);
}

#[test]
fn what_is_shared_stays_as_its_owner_left_it() {
    let timeline = Timeline::new(vec![entry("1600000000000", &[("old", "major_outage")])], 0);
    let shared =
        Incident { timeline: Some(timeline.clone()), ..incident("a", Status::Monitoring, model::Impact::Minor) };
    let mut list = IncidentList::new(vec![shared], 0);
    renames(&[("old", "api")]).apply(&mut list, &mut MaintenanceList::default());
    assert_eq!(timeline.entries()[0].components[0].id, id("old"));
}
