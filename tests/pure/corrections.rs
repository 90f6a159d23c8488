//! Correcting an incident: how the request is read, and the incident as it is afterwards.

use crate::builders::{at, incident};
use contract::incident_api::decode::{decode_correction, decode_create, decode_entry};
use contract::incident_api::encode::encode_public_entry;
use model::correction::Correction;
use model::draft::{Field, Problem, Rule};
use model::{Impact, Incident, Status, Timestamp};
use serde_json::{Value, json};

fn broken(problems: Vec<Problem>) -> Vec<(Field, Rule)> {
    problems.into_iter().map(|Problem { field, rule }| (field, rule)).collect()
}

#[test]
fn a_correction_is_read_member_by_member() {
    let read = |body: Value| decode_correction(&body).map_err(broken);
    let time = || Timestamp::from_millis(1_700_000_000_000);
    for (body, expected) in [
        (json!({}), Correction::default()),
        (json!({"name": " New "}), Correction { name: Some("New".into()), ..Correction::default() }),
        (json!({"incidentImpact": "Major"}), Correction { impact: Some(Impact::Major), ..Correction::default() }),
        (json!({"creationTime": "1700000000000"}), Correction { created: time(), ..Correction::default() }),
        (json!({"creationTime": 1_700_000_000_i64}), Correction { created: time(), ..Correction::default() }),
        (json!({"resolutionTime": "2023-11-14T22:13:20Z"}), Correction { resolved: time(), ..Correction::default() }),
        (json!({"incidentStatus": "resolved", "entry": 7, "other": null}), Correction::default()),
    ] {
        assert_eq!(read(body.clone()), Ok(expected), "{body}");
    }
    for (body, expected) in [
        (json!([]), vec![(Field::Name, Rule::NotAnObject)]),
        (json!("name"), vec![(Field::Name, Rule::NotAnObject)]),
        (
            json!({"name": null, "incidentImpact": null, "creationTime": null, "resolutionTime": null}),
            [Field::Name, Field::Impact, Field::CreationTime, Field::ResolutionTime].map(|f| (f, Rule::Null)).into(),
        ),
        (json!({"name": " "}), vec![(Field::Name, Rule::Required)]),
        (
            json!({"name": 7, "incidentImpact": "huge"}),
            vec![(Field::Name, Rule::WrongType), (Field::Impact, Rule::UnknownWord)],
        ),
        (json!({"name": "x".repeat(201)}), vec![(Field::Name, Rule::TooLong(200))]),
        (json!({"incidentImpact": ["minor"]}), vec![(Field::Impact, Rule::WrongType)]),
        (
            json!({"creationTime": "soon", "resolutionTime": {}}),
            vec![(Field::CreationTime, Rule::NotADate), (Field::ResolutionTime, Rule::NotADate)],
        ),
        (json!({"creationTime": "1"}), vec![(Field::CreationTime, Rule::TooEarly)]),
    ] {
        assert_eq!(read(body.clone()), Err(expected), "{body}");
    }
}

#[test]
fn an_end_belongs_to_a_resolved_incident_and_comes_after_its_start() {
    const START: &str = "2026-11-23T10:00Z";
    const END: &str = "2026-11-23T12:00Z";
    let check =
        |status: Status, end: Option<&str>, start: Option<&str>, new: Option<&str>, expected: Option<(Field, Rule)>| {
            let created = Some(at(START));
            let before = Incident { created, resolved: end.map(at), ..incident("i", status, Impact::Minor) };
            let correction = Correction { created: start.map(at), resolved: new.map(at), ..Correction::default() };
            let got = correction.apply(&before).map_err(broken);
            let after = Incident {
                created: start.map(at).or(before.created),
                resolved: new.map(at).or(before.resolved),
                ..before.clone()
            };
            assert_eq!(got, expected.map_or(Ok(after), |problem| Err(vec![problem])), "{end:?} {start:?} {new:?}");
        };
    use Status::{Monitoring, Resolved};
    let (end, start) = (|rule| Some((Field::ResolutionTime, rule)), |rule| Some((Field::CreationTime, rule)));
    check(Resolved, Some(END), None, Some("2026-11-23T11:00Z"), None);
    check(Resolved, Some(END), None, Some(START), None);
    check(Resolved, Some(END), None, Some("2026-11-23T09:59Z"), end(Rule::BeforeStart));
    check(Resolved, Some(END), Some("2026-11-23T09:00Z"), Some("2026-11-23T09:30Z"), None);
    check(Resolved, Some(END), Some("2026-11-23T11:00Z"), Some("2026-11-23T10:30Z"), end(Rule::BeforeStart));
    check(Resolved, Some(END), Some("2026-11-23T12:00Z"), None, None);
    check(Resolved, Some(END), Some("2026-11-23T12:01Z"), None, start(Rule::AfterEnd));
    check(Monitoring, None, Some("2026-11-24T12:01Z"), None, None);
    check(Monitoring, None, None, Some(END), end(Rule::NotResolved));
    // Called off before it began: its existing dates break no rule.
    check(Resolved, Some("2026-11-20T10:00Z"), None, Some("2026-11-20T10:00Z"), None);
    check(Resolved, Some("2026-11-20T10:00Z"), Some("2026-11-24T10:00Z"), None, None);
    check(Resolved, Some("2026-11-20T10:00Z"), None, Some("2026-11-20T11:00Z"), end(Rule::BeforeStart));
    check(Resolved, Some("2026-11-20T10:00Z"), None, Some(END), None);
}

#[test]
fn a_create_may_have_an_end_when_it_is_resolved() {
    let read = |status: &str, end: Value| {
        let body = json!({"name": "n", "incidentStatus": status, "resolutionTime": end});
        decode_create(&body).map(|create| create.resolved).map_err(broken)
    };
    let time = Timestamp::from_millis(1_700_000_000_000);
    assert_eq!(read("resolved", json!("1700000000000")), Ok(time));
    assert_eq!(read("resolved", json!(null)), Ok(None));
    assert_eq!(read("monitoring", json!(null)), Ok(None));
    assert_eq!(read("monitoring", json!("1700000000000")), Err(vec![(Field::ResolutionTime, Rule::NotResolved)]));
    assert_eq!(read("resolved", json!("soon")), Err(vec![(Field::ResolutionTime, Rule::NotADate)]));
    let by_entry = json!({"name": "n", "resolutionTime": "1700000000000", "entry": {"message": "m", "incidentStatus": "resolved"}});
    assert_eq!(decode_create(&by_entry).map(|create| create.resolved), Ok(time));
}

#[test]
fn an_entry_has_the_time_of_its_change_unless_that_is_unreadable() {
    let read = |edited: Value| {
        let body = json!({"message": "m", "incidentStatus": "resolved", "editedTime": edited});
        decode_entry(&body.to_string()).unwrap()
    };
    for (edited, expected) in [
        (json!("1700000000000"), Some(1_700_000_000_000)),
        (json!(1_700_000_000), Some(1_700_000_000_000)),
        (json!("2023-11-14T22:13:20Z"), Some(1_700_000_000_000)),
        (json!("once"), None),
        (json!(null), None),
        (json!([]), None),
    ] {
        assert_eq!(read(edited.clone()).edited.map(Timestamp::millis), expected, "{edited}");
    }
    assert_eq!(encode_public_entry(&read(json!("1700000000000")))["editedTime"], "1700000000000");
    assert!(encode_public_entry(&read(json!(null))).get("editedTime").is_none());
}
