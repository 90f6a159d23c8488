//! Maintenances: how far one is by the clock and by what the API says, and what is read and refused.

use crate::builders::at;
use contract::incident_api::decode::{decode_maintenance, decode_maintenance_request, decode_maintenances};
use contract::incident_api::encode::encode_maintenance;
use model::MaintenanceState::{Cancelled, Completed, InProgress, Overrun, Upcoming};
use model::draft::{Field, Rule};
use model::{Maintenance, MaintenanceState};
use serde_json::{Value, json};

/// A window from 12:00 to 14:00, with these members besides.
fn maintenance(more: &Value) -> Maintenance {
    let mut body = json!({
        "id": "m", "name": "Database upgrade", "message": "It pauses.",
        "plannedStartTime": "2026-11-23T12:00:00Z", "plannedEndTime": "2026-11-23T14:00:00Z",
    });
    for (key, value) in more.as_object().expect("members") {
        body[key] = value.clone();
    }
    decode_maintenance(&body.to_string()).unwrap_or_else(|error| panic!("{error:?} in {body}"))
}

#[test]
fn the_clock_and_the_times_say_how_far_a_maintenance_is() {
    let check = |more: Value, states: [(&str, MaintenanceState); 4]| {
        let maintenance = maintenance(&more);
        for (time, expected) in states {
            let present = at(&format!("2026-11-23T{time}Z"));
            assert_eq!(maintenance.state(Some(present)), expected, "{more} at {time}");
        }
    };
    let times = |states: [MaintenanceState; 4]| {
        let [before, start, last, end] = states;
        [("11:59:59", before), ("12:00", start), ("13:59:59", last), ("14:00", end)]
    };
    check(json!({}), times([Upcoming, InProgress, InProgress, Completed]));
    check(json!({"autoComplete": true}), times([Upcoming, InProgress, InProgress, Completed]));
    check(json!({"autoComplete": false}), times([Upcoming, InProgress, InProgress, Overrun]));
    let early = json!({"actualStartTime": "2026-11-23T11:30:00Z"});
    check(early, [("11:29", Upcoming), ("11:30", InProgress), ("13:59", InProgress), ("14:00", Completed)]);
    let late = json!({"actualStartTime": "2026-11-23T12:30:00Z"});
    check(late, [("12:00", Upcoming), ("12:29", Upcoming), ("12:30", InProgress), ("14:00", Completed)]);
    let ended = json!({"actualEndTime": "2026-11-23T13:00:00Z", "autoComplete": false});
    check(ended, [("11:59", Upcoming), ("12:00", InProgress), ("13:00", Completed), ("15:00", Completed)]);
    // Ended later than planned: until then it overran.
    let overran = json!({"actualEndTime": "2026-11-23T15:00:00Z"});
    check(overran, [("13:00", InProgress), ("14:00", Overrun), ("14:59", Overrun), ("15:00", Completed)]);
    let cancelled = json!({"cancelledTime": "2026-11-23T11:00:00Z"});
    check(cancelled, times([Cancelled, Cancelled, Cancelled, Cancelled]));
}

#[test]
fn without_a_known_start_or_present_it_has_not_begun() {
    assert_eq!(maintenance(&json!({})).state(None), Upcoming);
    let unknown = maintenance(&json!({"plannedStartTime": "soon"}));
    assert_eq!(unknown.planned_start, None);
    assert_eq!(unknown.state(Some(at("2026-11-23T13:00Z"))), Upcoming);
    assert_eq!(unknown.state(Some(at("2026-11-23T14:00Z"))), Completed);
}

#[test]
fn the_sample_is_read_whole() {
    let sample = include_str!("../fixtures/maintenances.json");
    let (list, version) = decode_maintenances(sample).expect("a list");
    assert_eq!((list.maintenances().len(), list.unreadable(), version), (1, 0, None));
    let maintenance = &list.maintenances()[0];
    assert_eq!(maintenance.name, "Database upgrade");
    assert_eq!(maintenance.planned_start, Some(at("2021-04-03T21:19:00.791Z")));
    assert_eq!(maintenance.planned_end, Some(at("2021-04-03T21:24:00.791Z")));
    assert_eq!(maintenance.components[0].as_str(), "29db6fd6-9d5d-4c8c-8cc7-e072f3e08f67");
    assert!(maintenance.auto_complete && !maintenance.internal);
    // As a visitor may read it: nothing of the customer, of notifications and of the team.
    let public = encode_maintenance(maintenance, None).to_string();
    for word in ["customerId", "sendNotification", "internal"] {
        assert!(!public.contains(word), "{word} in {public}");
    }
    let again = decode_maintenance(&public).expect("our own client reads it");
    assert_eq!(&again, maintenance);
}

#[test]
fn times_and_components_are_read_in_every_shape() {
    for (time, expected) in [
        (json!("2026-11-23T12:00:00+01:00"), Some("2026-11-23T11:00Z")),
        (json!("1795435200000"), Some("2026-11-23T12:00Z")),
        (json!(1_795_435_200_000_i64), Some("2026-11-23T12:00Z")),
        (json!(1_795_435_200), Some("2026-11-23T12:00Z")),
        (json!("10000-01-01T00:00:00Z"), None),
        (json!(253_402_300_800_000_i64), None),
        (json!(""), None),
        (json!(null), None),
        (json!({}), None),
    ] {
        let read = maintenance(&json!({"plannedStartTime": time})).planned_start;
        assert_eq!(read, expected.map(at), "{time}");
    }
    for (components, expected) in [
        (json!([{"componentId": "a"}, {"componentId": 7}]), vec!["a", "7"]),
        (json!(["a", "b"]), vec!["a", "b"]),
        (json!(null), vec![]),
    ] {
        let read = maintenance(&json!({"affectedComponents": components}));
        let ids: Vec<&str> = read.components.iter().map(|id| id.as_str()).collect();
        assert_eq!(ids, expected, "{components}");
    }
}

#[test]
fn what_cannot_be_read_is_counted() {
    let check = |element: Value, unreadable: usize, kept: usize| {
        let good = json!({
            "id": "good", "name": "n",
            "plannedStartTime": "2026-11-23T12:00:00Z", "plannedEndTime": "2026-11-23T14:00:00Z",
        });
        let body = json!({"maintenances": [element, good]}).to_string();
        let (list, _) = decode_maintenances(&body).expect("a list");
        assert_eq!((list.unreadable(), list.maintenances().len()), (unreadable, kept), "{body}");
    };
    let with = |key: &str, value: Value| {
        let mut element = json!({
            "id": "m", "name": "n",
            "plannedStartTime": "2026-11-24T12:00:00Z", "plannedEndTime": "2026-11-24T14:00:00Z",
        });
        element[key] = value;
        element
    };
    check(Value::Null, 1, 1);
    check(json!({}), 1, 1);
    check(with("id", json!(" ")), 1, 1);
    check(with("name", json!(3)), 1, 1);
    check(with("name", json!("")), 0, 2);
    check(with("affectedComponents", json!([{}])), 1, 1);
    // Whether it may be shown, ends by itself or is off isn't known.
    check(with("internal", json!("yes")), 1, 1);
    check(with("autoComplete", json!("no")), 1, 1);
    check(with("cancelledTime", json!("soon")), 1, 1);
    // It is shown, and counted: nobody knows when it begins or ends.
    check(with("plannedStartTime", json!("soon")), 1, 2);
    check(with("plannedEndTime", json!("soon")), 1, 2);
    // The same one twice.
    check(with("id", json!("good")), 0, 1);
    for body in ["", "<html>", "[]", "{}", r#"{"maintenances": {}}"#] {
        assert!(decode_maintenances(body).is_err(), "{body}");
    }
}

#[test]
fn a_request_that_breaks_rules_names_each_field() {
    let sample: Value = serde_json::from_str(include_str!("../fixtures/maintenance-request.json")).expect("JSON");
    assert!(decode_maintenance_request(&sample).is_ok());
    let check = |members: Value, expected: &[(Field, Rule)]| {
        let mut body = sample.clone();
        for (key, value) in members.as_object().expect("members") {
            body[key] = value.clone();
        }
        let problems = decode_maintenance_request(&body).expect_err(&body.to_string());
        let found: Vec<(Field, Rule)> = problems.iter().map(|problem| (problem.field, problem.rule)).collect();
        assert_eq!(found, expected, "{members}");
    };
    let (start, end) = (Field::PlannedStart, Field::PlannedEnd);
    check(json!({"name": " "}), &[(Field::Name, Rule::Required)]);
    check(json!({"name": "x".repeat(201)}), &[(Field::Name, Rule::TooLong(200))]);
    check(json!({"message": null}), &[(Field::Message, Rule::Required)]);
    check(json!({"plannedStartTime": null}), &[(start, Rule::Required)]);
    check(json!({"plannedStartTime": "soon", "plannedEndTime": []}), &[(start, Rule::NotADate), (end, Rule::NotADate)]);
    check(json!({"plannedEndTime": "+10000-01-01T00:00:00Z"}), &[(end, Rule::NotADate)]);
    check(json!({"plannedStartTime": 1}), &[(start, Rule::TooEarly)]);
    check(json!({"plannedEndTime": 1_617_484_740_791_i64}), &[(end, Rule::BeforeStart)]);
    check(json!({"plannedEndTime": 1_617_484_740_790_i64}), &[(end, Rule::BeforeStart)]);
    check(json!({"plannedEndTime": 1_625_260_740_792_i64}), &[(end, Rule::WindowTooLong)]);
    check(json!({"affectedComponents": "a"}), &[(Field::Components, Rule::WrongType)]);
    check(json!({"affectedComponents": ["a", {"componentId": "a"}]}), &[(Field::Components, Rule::Repeated)]);
    check(json!({"sendNotification": 1}), &[(Field::Notify, Rule::WrongType)]);
    check(
        json!({"internal": "no", "autoComplete": 0}),
        &[(Field::Internal, Rule::WrongType), (Field::AutoComplete, Rule::WrongType)],
    );
    check(json!({"actualEndTime": "soon"}), &[(Field::ActualEnd, Rule::NotADate)]);
    // 90 days to the millisecond are allowed.
    let mut longest = sample.clone();
    longest["plannedEndTime"] = json!(1_625_260_740_791_i64);
    assert!(decode_maintenance_request(&longest).is_ok());
    assert!(decode_maintenance_request(&json!([])).is_err());
}

#[test]
fn a_change_keeps_what_it_leaves_out() {
    let before = maintenance(&json!({
        "internal": true, "autoComplete": false, "affectedComponents": ["db"],
        "actualStartTime": "2026-11-23T12:05:00Z", "cancelledTime": "2026-11-23T12:10:00Z",
    }));
    let documented = json!({
        "name": "Renamed", "message": "It pauses.",
        "plannedStartTime": "2026-11-23T12:00:00Z", "plannedEndTime": "2026-11-23T14:00:00Z",
    });
    let apply = |more: Value| {
        let mut body = documented.clone();
        for (key, value) in more.as_object().expect("members") {
            body[key] = value.clone();
        }
        decode_maintenance_request(&body).and_then(|request| request.apply(before.id.clone(), Some(&before)))
    };
    assert_eq!(apply(json!({})), Ok(Maintenance { name: "Renamed".into(), ..before.clone() }));
    let back =
        apply(json!({"cancelledTime": null, "actualStartTime": null, "internal": false})).expect("it keeps the rules");
    assert_eq!((back.cancelled, back.actual_start, back.internal), (None, None, false));
    let problems = apply(json!({"actualEndTime": "2026-11-23T12:00:00Z"})).expect_err("it ends before it began");
    assert_eq!((problems[0].field, problems[0].rule), (Field::ActualEnd, Rule::BeforeStart));
}
