//! The four documented samples, read as they are.

use crate::builders::{CREATE_REQUEST, CREATE_RESPONSE, GET, LIST, at, component};
use contract::incident_api::decode::{decode_create, decode_incident, decode_list};
use contract::incident_api::encode::{encode_create, encode_entry};
use model::draft::{EntryDraft, IncidentDraft};
use model::{Impact, Incident, IncidentId, Status, Utc};
use serde_json::Value;

fn summary(incident: &Incident) -> (&str, &str, &str, &str, Option<String>, Option<String>) {
    let iso = |at: Option<model::Timestamp>| at.map(|at| at.to_iso());
    (
        incident.id.as_str(),
        &incident.name,
        incident.status.as_str(),
        incident.impact.as_str(),
        iso(incident.created),
        iso(incident.resolved),
    )
}

fn sample_draft() -> IncidentDraft {
    IncidentDraft {
        name: "Signup page is having intermittent errors.".into(),
        impact: Some(Impact::Minor),
        entry: EntryDraft {
            status: Status::Investigating,
            message:
                "We are investigating a problem in our signup flow. We will provide an update as soon as we have more \
                      information or within 10 minutes."
                    .into(),
            date: "2021-01-03T13:45:47".into(),
            components: vec![component("fb5e3cdc-4550-47d9-a96d-287c987f2ba02", "degraded_performance")],
            notify: true,
        },
    }
}

#[test]
fn the_list() {
    let list = decode_list(LIST).unwrap();
    assert!(list.is_complete());
    let summaries: Vec<_> = list.incidents().iter().map(summary).collect();
    assert_eq!(
        summaries,
        [
            (
                "5996776d-21d1-4d72-92be-7517a355ca96",
                "Signup page is having intermittent errors.",
                "investigating",
                "minor",
                Some("2020-12-31T19:51:49.698Z".into()),
                None,
            ),
            (
                "bf0c3fca-6eb7-4046-b257-833138a0be3e",
                "Test incident",
                "resolved",
                "none",
                Some("2020-12-31T19:44:23.653Z".into()),
                Some("2020-12-31T19:47:35.138Z".into()),
            ),
        ]
    );
    assert!(list.incidents().iter().all(|incident| incident.timeline.is_none()));
}

#[test]
fn one_incident() {
    let incident = decode_incident(GET).unwrap();
    assert_eq!(
        summary(&incident),
        (
            "5996776d-21d1-4d72-92be-7517a355ca96",
            "C",
            "investigating",
            "minor",
            Some("2020-12-31T19:51:49.698Z".into()),
            None,
        )
    );
}

#[test]
fn the_answer_of_a_create() {
    let incident = decode_incident(CREATE_RESPONSE).unwrap();
    assert_eq!(
        summary(&incident),
        (
            "a2e22f11-8955-4873-96f3-0f943b325943",
            "Signup page is having intermittent errors.",
            "investigating",
            "minor",
            Some("2021-01-03T13:45:47Z".into()),
            None,
        )
    );
}

#[test]
fn the_request_of_a_create_as_a_server_reads_it() {
    let request = decode_create(&serde_json::from_str(CREATE_REQUEST).unwrap()).unwrap();
    let draft = sample_draft();
    assert_eq!((request.name, Some(request.impact), request.status), (draft.name, draft.impact, Status::Investigating));
    let entry = request.entry.unwrap();
    assert_eq!((entry.message, entry.components, entry.notify), (draft.entry.message, draft.entry.components, true));
    assert_eq!((entry.date, entry.status), (Some(at("2021-01-03T13:45:47Z")), Some(Status::Investigating)));
}

#[test]
fn a_draft_becomes_the_documented_request_but_for_the_unit_of_its_date() {
    let valid = sample_draft().validate(&Utc, at("2026-01-01T00:00Z")).unwrap();
    let mut expect: Value = serde_json::from_str(CREATE_REQUEST).unwrap();
    expect["entry"]["date"] = "1609681547000".into();
    let sent: Value = serde_json::from_str(&encode_create(&valid)).unwrap();
    assert_eq!(sent, expect);

    let entry: Value = serde_json::from_str(&encode_entry(valid.entry())).unwrap();
    assert_eq!(entry, expect["entry"]);
}

#[test]
fn both_readings_of_the_sample_incident_have_one_id() {
    let id = IncidentId::new("5996776d-21d1-4d72-92be-7517a355ca96").unwrap();
    assert!(decode_list(LIST).unwrap().find(&id).is_some());
    assert!(decode_list(LIST).unwrap().find(&IncidentId::new("5996776d").unwrap()).is_none());
}
