//! Everything that we encode is decoded as the same.

use crate::builders::{
    any_component, any_entry, any_impact, any_incident, any_timeline, any_timestamp, any_trimmed, cases,
};
use contract::incident_api::decode::{
    CreateRequest, EntryRequest, decode_create, decode_entry, decode_entry_request, decode_incident, decode_list,
    decode_timeline,
};
use contract::incident_api::encode::{encode_create, encode_entry, encode_incident, encode_public_entry};
use model::draft::{EntryDraft, Field, IncidentDraft, Problem, Rule};
use model::{IncidentList, Status, Timestamp, Utc};
use proptest::prelude::*;
use serde_json::{Value, json};

fn any_known_status() -> impl Strategy<Value = Status> {
    proptest::sample::select(Status::KNOWN)
}

fn any_entry_draft() -> impl Strategy<Value = EntryDraft> {
    let components = proptest::collection::vec(any_component(), 0..4);
    (any_known_status(), any_trimmed(), components, any::<bool>()).prop_map(|(status, message, components, notify)| {
        EntryDraft { status, message, date: String::new(), components, notify }
    })
}

fn any_draft() -> impl Strategy<Value = IncidentDraft> {
    (any_trimmed(), any_impact(), any_entry_draft()).prop_map(|(name, impact, entry)| IncidentDraft {
        name,
        impact: Some(impact),
        entry,
    })
}

fn json(body: &str) -> Value {
    serde_json::from_str(body).unwrap()
}

fn public_timeline(entries: &[model::Entry]) -> Value {
    json!({"entries": entries.iter().map(encode_public_entry).collect::<Vec<_>>()})
}

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn an_incident_is_read_as_it_was_written(incident in any_incident(), customer in proptest::option::of("\\PC{0,8}")) {
        let body = encode_incident(&incident, customer.as_deref());
        prop_assert_eq!(decode_incident(&body.to_string()), Ok(incident));
    }

    #[test]
    fn an_entry_and_a_timeline_are_read_as_they_were_written(entry in any_entry(), timeline in any_timeline()) {
        prop_assert_eq!(decode_entry(&encode_public_entry(&entry).to_string()), Ok(entry));
        prop_assert_eq!(decode_timeline(&public_timeline(timeline.entries()).to_string()), Ok(timeline));
    }

    #[test]
    fn a_list_with_timelines_is_read_as_it_was_written(
        incidents in proptest::collection::vec((any_incident(), proptest::option::of(any_timeline())), 0..5)
    ) {
        let incidents: Vec<_> = incidents.into_iter().map(|(mut incident, timeline)| { incident.timeline = timeline; incident }).collect();
        let elements: Vec<Value> = incidents
            .iter()
            .map(|incident| {
                let mut body = encode_incident(incident, None);
                if let Some(timeline) = &incident.timeline {
                    body["entries"] = public_timeline(timeline.entries())["entries"].take();
                }
                body
            })
            .collect();
        let body = json!({"incidents": elements}).to_string();
        prop_assert_eq!(decode_list(&body), Ok(IncidentList::new(incidents, 0)));
    }

    #[test]
    fn a_request_is_read_as_it_was_sent(draft in any_draft(), now in any_timestamp()) {
        let Ok(valid) = draft.validate(&Utc, now) else { return Ok(()) };
        let entry = EntryRequest {
            message: valid.entry().message().to_owned(),
            date: Some(valid.entry().date()),
            status: Some(valid.entry().status().clone()),
            components: valid.entry().components().to_vec(),
            notify: valid.entry().notify(),
        };
        prop_assert_eq!(decode_entry_request(&json(&encode_entry(valid.entry()))), Ok(entry.clone()));
        prop_assert_eq!(decode_create(&json(&encode_create(&valid))), Ok(CreateRequest {
            name: valid.name().to_owned(),
            impact: valid.impact().clone(),
            status: valid.entry().status().clone(),
            entry: Some(entry),
            resolved: None,
        }));
    }
}

#[test]
fn a_server_refuses_a_body_by_field_and_rule_and_names_them_all() {
    fn check(body: Value, expect: &[(Field, Rule)]) {
        let problems = decode_create(&body).map(|request| format!("accepted as {request:?}")).unwrap_err();
        let mut found: Vec<_> = problems.iter().map(|Problem { field, rule }| format!("{field:?} {rule:?}")).collect();
        let mut expect: Vec<_> = expect.iter().map(|(field, rule)| format!("{field:?} {rule:?}")).collect();
        found.sort();
        expect.sort();
        assert_eq!(found, expect, "{body}");
    }
    check(json!([]), &[(Field::Name, Rule::NotAnObject)]);
    check(json!(null), &[(Field::Name, Rule::NotAnObject)]);
    check(json!({}), &[(Field::Name, Rule::Required)]);
    check(json!({"name": null}), &[(Field::Name, Rule::Required)]);
    check(json!({"name": " "}), &[(Field::Name, Rule::Required)]);
    check(json!({"name": 5}), &[(Field::Name, Rule::WrongType)]);
    check(json!({"name": "é".repeat(201)}), &[(Field::Name, Rule::TooLong(200))]);
    check(
        json!({"name": "n", "incidentImpact": "huge", "incidentStatus": "gone"}),
        &[(Field::Impact, Rule::UnknownWord), (Field::Status, Rule::UnknownWord)],
    );
    check(
        json!({"name": "n", "incidentImpact": 1, "incidentStatus": []}),
        &[(Field::Impact, Rule::WrongType), (Field::Status, Rule::WrongType)],
    );
    check(json!({"name": "n", "entry": "text"}), &[(Field::Message, Rule::NotAnObject)]);
    check(json!({"name": "n", "entry": {}}), &[(Field::Message, Rule::Required)]);
    check(
        json!({"name": 1, "entry": {
            "message": {}, "date": "soon", "incidentStatus": "gone", "affectedComponents": {}, "sendNotification": "false"
        }}),
        &[
            (Field::Name, Rule::WrongType),
            (Field::Message, Rule::WrongType),
            (Field::Date, Rule::NotADate),
            (Field::Status, Rule::UnknownWord),
            (Field::Components, Rule::WrongType),
            (Field::Notify, Rule::WrongType),
        ],
    );
    let with = |key: &str, value: Value| json!({"name": "n", "entry": {"message": "m", key: value}});
    check(with("date", json!("")), &[(Field::Date, Rule::NotADate)]);
    check(with("date", json!(true)), &[(Field::Date, Rule::NotADate)]);
    check(with("date", json!("99999999")), &[(Field::Date, Rule::TooEarly)]);
    check(with("date", json!(0)), &[(Field::Date, Rule::TooEarly)]);
    let component = |id: &str, status: &str| json!({"componentId": id, "componentStatus": status});
    check(with("affectedComponents", json!([component("a", "on fire")])), &[(Field::Components, Rule::UnknownWord)]);
    check(
        with("affectedComponents", json!([component("a", "operational"), {}])),
        &[(Field::Components, Rule::WrongType)],
    );
    check(
        with("affectedComponents", json!([component("a", "operational"), component(" a ", "major_outage")])),
        &[(Field::Components, Rule::Repeated)],
    );
}

#[test]
fn a_server_accepts_a_body_without_optional_fields() {
    for extra in [json!({}), json!({"incidentImpact": null, "incidentStatus": null, "entry": null})] {
        let mut body = json!({"name": " n "});
        body.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        let request = decode_create(&body).unwrap();
        assert_eq!(
            (request.name.as_str(), request.impact.as_str(), request.status.as_str(), request.entry),
            ("n", "none", "investigating", None)
        );
    }
    let nulls = json!({"message": " m ", "date": null, "incidentStatus": null, "affectedComponents": null, "sendNotification": null});
    for body in [json!({"message": "m"}), nulls] {
        let expect =
            EntryRequest { message: "m".into(), date: None, status: None, components: Vec::new(), notify: true };
        assert_eq!(decode_entry_request(&body), Ok(expect));
    }
    let first = json!({"message": "m", "date": Timestamp::FIRST_UNAMBIGUOUS.to_wire()});
    assert_eq!(decode_entry_request(&first).unwrap().date, Some(Timestamp::FIRST_UNAMBIGUOUS));
}
