//! The quirks of the contract, by their numbers in its description. Quirk 14 (a POST is never repeated) is a matter of
//! the app that sends; the tests in `requests` only say which calls are POSTs.

use crate::builders::{GET, LIST, any_body, any_json, at, cases};
use contract::incident_api::decode::{
    Unreadable, decode_create, decode_entry, decode_entry_request, decode_incident, decode_list, decode_timeline,
    decode_versioned_list, decode_versioned_timeline,
};
use contract::incident_api::encode::{encode_create, encode_incident, encode_public_entry};
use contract::incident_api::{ApiError, Cause, Endpoint};
use contract::snapshot::AsOf;
use model::draft::{EntryDraft, IncidentDraft};
use model::{Impact, Incident, IncidentList, Overall, Overview, Status, StatusData, Timestamp, Utc};
use proptest::prelude::*;
use serde_json::{Value, json};

/// An incident that can be read, with some fields set otherwise; a field set to the string `ABSENT` is left out.
fn incident_with(fields: Value) -> Value {
    let mut incident = json!({
        "customerId": "c-1", "id": "i-1", "name": "Slow", "incidentStatus": "monitoring", "incidentImpact": "major",
        "creationTime": "1609444309698",
    });
    for (key, value) in fields.as_object().unwrap() {
        if value == "ABSENT" {
            incident.as_object_mut().unwrap().remove(key);
        } else {
            incident[key] = value.clone();
        }
    }
    incident
}

fn read(fields: Value) -> Option<Incident> {
    decode_incident(&incident_with(fields).to_string()).ok()
}

fn list_of(incidents: &[Value]) -> IncidentList {
    decode_list(&json!({"customerId": "c-1", "incidents": incidents}).to_string()).unwrap()
}

fn entry_with(fields: Value) -> Value {
    let mut entry =
        json!({"id": "e-1", "message": "Looking", "date": 1_609_681_547_000_i64, "incidentStatus": "identified"});
    for (key, value) in fields.as_object().unwrap() {
        if value == "ABSENT" {
            entry.as_object_mut().unwrap().remove(key);
        } else {
            entry[key] = value.clone();
        }
    }
    entry
}

#[test]
fn quirk_01_a_time_comes_as_digits_a_number_or_iso_8601_and_else_is_unknown() {
    fn check(time: Value, expect: Option<&str>) {
        let incident = read(json!({"creationTime": time, "resolutionTime": time})).unwrap();
        assert_eq!((incident.created, incident.resolved), (expect.map(at), expect.map(at)), "{time}");
        let entry = decode_entry(&entry_with(json!({"date": time})).to_string()).unwrap();
        assert_eq!(entry.date, expect.map(at), "{time}");
    }
    check(json!("1609681547000"), Some("2021-01-03T13:45:47Z"));
    check(json!("1609681547"), Some("2021-01-03T13:45:47Z"));
    check(json!(1_609_681_547_000_i64), Some("2021-01-03T13:45:47Z"));
    check(json!(1_609_681_547), Some("2021-01-03T13:45:47Z"));
    check(json!(1_609_681_547_000.75), Some("2021-01-03T13:45:47Z"));
    check(json!(1.609681547e9), Some("2021-01-03T13:45:47Z"));
    check(json!("2021-01-03T14:45:47.000+01:00"), Some("2021-01-03T13:45:47Z"));
    check(json!(0), Some("1970-01-01T00:00:00Z"));
    check(json!(-86_400), Some("1969-12-31T00:00:00Z"));
    let nonsense = [
        json!("soon"),
        json!(""),
        json!(true),
        json!([1_609_681_547]),
        json!({"seconds": 1}),
        json!(null),
        json!("ABSENT"),
        json!(u64::MAX),
        json!(1e300),
        json!(-1e300),
    ];
    for time in nonsense {
        check(time, None);
    }
}

#[test]
fn quirk_02_an_id_is_opaque_and_percent_encoded_in_a_path() {
    for (id, expect) in [
        (json!("fb5e3cdc-4550-47d9-a96d-287c987f2ba02"), "fb5e3cdc-4550-47d9-a96d-287c987f2ba02"),
        (json!(" padded "), "padded"),
        (json!("../a/%2e?x#y"), "../a/%2e?x#y"),
        (json!(42), "42"),
    ] {
        assert_eq!(read(json!({"id": id})).unwrap().id.as_str(), expect);
    }
    for id in [json!("ABSENT"), json!(null), json!(""), json!("  "), json!(true), json!(["i-1"]), json!({})] {
        assert_eq!(read(json!({"id": id})), None, "{id}");
    }
    let id = read(json!({"id": "../a/%2e?x#y"})).unwrap().id;
    assert_eq!(Endpoint::Get(&id).path(), "/incidents/..%2Fa%2F%252e%3Fx%23y");
}

#[test]
fn quirk_03_the_status_decides_whatever_times_there_are() {
    fn check(status: &str, resolution: Value, open: bool, resolved: bool) {
        let incident = read(json!({"incidentStatus": status, "resolutionTime": resolution})).unwrap();
        assert_eq!((incident.is_open(), incident.resolved.is_some()), (open, resolved), "{status} {resolution}");
    }
    check("resolved", json!("1609444055138"), false, true);
    check("resolved", json!("ABSENT"), false, false);
    check("resolved", json!(null), false, false);
    check("monitoring", json!("1609444055138"), true, true);
    check("monitoring", json!("ABSENT"), true, false);
}

#[test]
fn quirk_04_a_delete_of_a_missing_incident_differs_from_other_errors() {
    assert_eq!(ApiError::from_response(404, "", None), ApiError::of(Cause::NotFound));
    assert_eq!(ApiError::from_response(410, "", None), ApiError::of(Cause::NotFound));
}

#[test]
fn quirk_05_the_answer_of_a_create_has_no_timeline_which_is_not_an_empty_one() {
    assert_eq!(read(json!({})).unwrap().timeline, None);
    assert_eq!(read(json!({"entries": null})).unwrap().timeline, None);
    let empty = read(json!({"entries": []})).unwrap().timeline.unwrap();
    assert_eq!((empty.entries().len(), empty.unreadable()), (0, 0));
}

#[test]
fn quirk_06_one_id_may_have_two_names() {
    let got = decode_incident(GET).unwrap();
    let list = decode_list(LIST).unwrap();
    let listed = list.find(&got.id).unwrap();
    assert_eq!((got.name.as_str(), listed.name.as_str()), ("C", "Signup page is having intermittent errors."));
}

#[test]
fn the_time_in_the_body_comes_with_a_version_or_not_at_all() {
    let decoded = |body: &Value| AsOf::decode(&body.to_string());
    let (as_of, version) = (at("2026-11-28T12:00:00Z"), "a1b2".to_owned());
    let expected = AsOf { as_of, version, every_seconds: None };
    for time in [json!("1795867200000"), json!(1_795_867_200_000_i64), json!("2026-11-28T12:00:00Z")] {
        assert_eq!(decoded(&json!({"asOf": time, "version": "a1b2", "more": 1})), Ok(expected.clone()), "{time}");
    }
    let every = decoded(&json!({"asOf": "1795867200000", "version": "a1b2", "everySeconds": 60}));
    assert_eq!(every, Ok(AsOf { every_seconds: Some(60), ..expected }));
    for body in [
        json!(null),
        json!([]),
        json!({}),
        json!({"asOf": "1795867200000"}),
        json!({"version": "a1b2"}),
        json!({"asOf": "soon", "version": "a1b2"}),
        json!({"asOf": "1795867200000", "version": 7}),
        json!({"asOf": "1795867200000", "version": ""}),
    ] {
        assert_eq!(decoded(&body), Err(Unreadable::OtherShape), "{body}");
    }
    for body in ["", "<!doctype html>", r#"{"asOf": "1795867200000", "version": "a1"#] {
        assert_eq!(AsOf::decode(body), Err(Unreadable::NotJson), "{body}");
    }
    // The incident of an answer, if it names one.
    for (version, expected) in [(json!("a1b2"), Some("a1b2")), (json!(""), None), (json!(9), None), (json!(null), None)]
    {
        let list = json!({"incidents": [], "version": version}).to_string();
        assert_eq!(decode_versioned_list(&list).map(|(_, version)| version), Ok(expected.map(str::to_owned)));
        let entries = json!({"entries": [], "version": version}).to_string();
        assert_eq!(decode_versioned_timeline(&entries).map(|(_, version)| version), Ok(expected.map(str::to_owned)));
    }
}

#[test]
fn quirk_07_a_list_is_an_envelope_an_incident_is_bare_and_a_list_is_sorted_here() {
    assert_eq!(decode_list(GET), Err(Unreadable::OtherShape));
    assert_eq!(decode_incident(LIST), Err(Unreadable::OtherShape));
    for body in [
        "null",
        "[]",
        "{}",
        "1",
        "\"incidents\"",
        r#"{"incidents": null}"#,
        r#"{"incidents": {}}"#,
        r#"[{"incidents": []}]"#,
    ] {
        assert_eq!(decode_list(body), Err(Unreadable::OtherShape), "{body}");
    }
    for body in [
        "",
        " ",
        "<!doctype html><title>Login</title>",
        r#"{"incidents": [{"id": "a""#,
        r#"{"incidents": []} trailing"#,
        "nul",
    ] {
        assert_eq!(decode_list(body), Err(Unreadable::NotJson), "{body}");
        assert_eq!(decode_incident(body), Err(Unreadable::NotJson), "{body}");
        assert_eq!(decode_timeline(body), Err(Unreadable::NotJson), "{body}");
        assert_eq!(decode_entry(body), Err(Unreadable::NotJson), "{body}");
    }
    let list = list_of(&[
        incident_with(json!({"id": "old", "creationTime": "1000000000"})),
        incident_with(json!({"id": "unknown", "creationTime": "soon"})),
        incident_with(json!({"id": "new", "creationTime": "1700000000000"})),
    ]);
    assert_eq!(
        list.incidents().iter().map(|incident| incident.id.as_str()).collect::<Vec<_>>(),
        ["unknown", "new", "old"]
    );
}

#[test]
fn quirk_08_words_are_read_in_any_case_and_unknown_ones_kept_as_they_came() {
    fn check(status: &str, impact: &str, expect: (Status, Impact)) {
        let incident = read(json!({"incidentStatus": status, "incidentImpact": impact})).unwrap();
        assert_eq!((incident.status, incident.impact), expect);
    }
    check("Investigating", "NONE", (Status::Investigating, Impact::None));
    check(" IDENTIFIED ", "\tMinor\n", (Status::Identified, Impact::Minor));
    check("monitoring", "major", (Status::Monitoring, Impact::Major));
    check("ResolveD", "critical ", (Status::Resolved, Impact::Critical));
    check(" Escalated ", "Catastrophic", (Status::Other("Escalated".into()), Impact::Other("Catastrophic".into())));
    check("resolved!", "no ne", (Status::Other("resolved!".into()), Impact::Other("no ne".into())));
    // An unknown status is not resolved, an unknown impact at least minor.
    let unknown = list_of(&[incident_with(json!({"incidentStatus": "escalated", "incidentImpact": "catastrophic"}))]);
    assert_eq!(Overview::of(&StatusData::of(unknown.clone()), None).overall, Overall::Minor);
    // Unknown fields are ignored.
    assert!(read(json!({"maintenance": {"internal": true}, "entry": 1})).is_some());
    // A value of another type isn't a word: its meaning can't be guessed.
    for fields in [
        json!({"incidentStatus": 1}),
        json!({"incidentStatus": null}),
        json!({"incidentStatus": "ABSENT"}),
        json!({"incidentImpact": 3}),
    ] {
        assert_eq!(read(fields.clone()), None, "{fields}");
    }
}

#[test]
fn quirk_09_a_missing_impact_is_the_impact_none() {
    for impact in [json!("ABSENT"), json!(null)] {
        assert_eq!(read(json!({"incidentImpact": impact})).unwrap().impact, Impact::None);
    }
}

#[test]
fn quirk_10_an_unreadable_element_hides_no_other_and_leaves_the_list_incomplete() {
    fn check(incidents: &[Value], readable: usize, unreadable: usize) {
        let list = list_of(incidents);
        assert_eq!(
            (list.incidents().len(), list.unreadable(), list.is_complete()),
            (readable, unreadable, unreadable == 0)
        );
        if unreadable > 0 {
            assert_ne!(Overview::of(&StatusData::of(list.clone()), None).overall, Overall::Operational);
        }
    }
    let resolved = |id: &str| incident_with(json!({"id": id, "incidentStatus": "resolved"}));
    check(&[], 0, 0);
    check(&[resolved("a"), resolved("b")], 2, 0);
    check(&[resolved("a"), json!({"name": "no id"}), resolved("b")], 2, 1);
    check(&[json!(null), json!("incident"), json!([resolved("a")]), json!(7)], 0, 4);
    for name in [json!("ABSENT"), json!(null), json!(5), json!(["n"])] {
        check(&[incident_with(json!({"name": name})), resolved("b")], 1, 1);
    }
    // A blank name hides no outage.
    for name in [json!(""), json!(" \n")] {
        check(&[incident_with(json!({"name": name})), resolved("b")], 2, 0);
        assert_eq!(read(json!({"name": name})).unwrap().name, "");
    }
    // Entries that cannot be read count as well, but take neither their incident nor the other entries with them.
    let with_entries = |entries: Value| incident_with(json!({"incidentStatus": "resolved", "entries": entries}));
    check(&[with_entries(json!([entry_with(json!({})), null, {"message": "no status"}]))], 1, 2);
    check(&[with_entries(json!([entry_with(json!({}))]))], 1, 0);
    check(&[with_entries(json!("lost"))], 1, 1);
    check(&[with_entries(json!({"0": entry_with(json!({}))}))], 1, 1);
}

#[test]
fn quirk_10_an_entry_is_readable_or_counted() {
    fn check(entry: Value, readable: bool) {
        let body =
            json!({"customerId": "c-1", "incidentId": "i-1", "entries": [entry_with(json!({})), entry]}).to_string();
        let timeline = decode_timeline(&body).unwrap();
        assert_eq!((timeline.entries().len(), timeline.unreadable()), if readable { (2, 0) } else { (1, 1) }, "{body}");
    }
    check(entry_with(json!({"id": "ABSENT", "date": "ABSENT", "message": ""})), true);
    check(entry_with(json!({"affectedComponents": null})), true);
    check(entry_with(json!({"affectedComponents": [{"componentId": 7, "componentStatus": "on fire"}]})), true);
    check(entry_with(json!({"message": "ABSENT"})), false);
    check(entry_with(json!({"message": 1})), false);
    check(entry_with(json!({"incidentStatus": "ABSENT"})), false);
    check(json!([]), false);
    // A component left out would seem to work.
    check(entry_with(json!({"affectedComponents": "all"})), false);
    check(
        entry_with(json!({"affectedComponents": [{"componentId": "c", "componentStatus": "operational"}, {}]})),
        false,
    );
    check(entry_with(json!({"affectedComponents": [{"componentId": "c"}]})), false);
    check(entry_with(json!({"affectedComponents": [{"componentId": " ", "componentStatus": "operational"}]})), false);
    for body in ["{}", "[]", "null", r#"{"entries": null}"#, r#"{"entries": {}}"#] {
        assert_eq!(decode_timeline(body), Err(Unreadable::OtherShape), "{body}");
    }
}

#[test]
fn quirk_11_visitors_see_neither_the_customer_nor_notifications() {
    let incident = read(json!({"resolutionTime": "1609444055138"})).unwrap();
    let keys = |value: &Value| value.as_object().unwrap().keys().map(String::as_str).collect::<Vec<_>>().join(" ");
    let public = encode_incident(&incident, None);
    assert_eq!(keys(&public), "creationTime id incidentImpact incidentStatus name resolutionTime");
    let body = entry_with(
        json!({"customerId": "c-1", "incidentId": "i-1", "sendNotification": true, "affectedComponents": []}),
    );
    let entry = encode_public_entry(&decode_entry(&body.to_string()).unwrap());
    assert_eq!(keys(&entry), "affectedComponents date id incidentStatus message");
    // The API's own answer names it.
    assert_eq!(encode_incident(&incident, Some("c-1"))["customerId"], "c-1");
}

/// The request of a draft with this status.
fn sent(status: Status, notify: bool) -> Value {
    let entry = EntryDraft { status, message: "m".into(), notify, ..EntryDraft::default() };
    let draft = IncidentDraft { name: "n".into(), impact: Some(Impact::Minor), entry };
    serde_json::from_str(&encode_create(&draft.validate(&Utc, at("2026-01-01T00:00Z")).unwrap())).unwrap()
}

#[test]
fn quirk_12_the_status_is_sent_twice_and_is_the_same() {
    for status in Status::KNOWN {
        let sent = sent(status.clone(), false);
        assert_eq!(sent["incidentStatus"], status.as_str());
        assert_eq!(sent["entry"]["incidentStatus"], status.as_str());
    }
    // A server that reads two takes the incident's own, then the entry's, then the first of all.
    fn check(body: Value, expect: Status) {
        assert_eq!(decode_create(&body).unwrap().status, expect, "{body}");
    }
    let entry = json!({"message": "m", "incidentStatus": "identified"});
    check(json!({"name": "n", "incidentStatus": "monitoring", "entry": entry}), Status::Monitoring);
    check(json!({"name": "n", "entry": entry}), Status::Identified);
    check(json!({"name": "n", "entry": {"message": "m"}}), Status::Investigating);
    check(json!({"name": "n", "entry": null}), Status::Investigating);
}

#[test]
fn quirk_13_the_choice_to_notify_is_always_sent_and_defaults_to_no() {
    assert_eq!(sent(Status::Investigating, false)["entry"]["sendNotification"], json!(false));
    assert_eq!(sent(Status::Investigating, true)["entry"]["sendNotification"], json!(true));
    assert!(!EntryDraft::default().notify);
    // The contract's default, which a server has to keep.
    for (body, expect) in [
        (json!({"message": "m"}), true),
        (json!({"message": "m", "sendNotification": null}), true),
        (json!({"message": "m", "sendNotification": false}), false),
    ] {
        assert_eq!(decode_entry_request(&body).unwrap().notify, expect, "{body}");
    }
}

#[test]
fn quirk_15_an_open_incident_of_impact_none_is_active() {
    let list = list_of(&[incident_with(json!({"incidentImpact": "none"}))]);
    let data = StatusData::of(list);
    let overview = Overview::of(&data, None);
    assert_eq!((overview.overall, overview.open), (Overall::Notice, 1));
}

#[test]
fn times_far_from_now_are_read_like_any_other() {
    let incident =
        read(json!({"creationTime": "1960-05-05T00:00:00Z", "resolutionTime": "9999-12-31T23:59:59.999Z"})).unwrap();
    assert_eq!((incident.created, incident.resolved), (Some(at("1960-05-05T00:00Z")), Some(Timestamp::MAX)));
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn no_answer_and_no_request_makes_a_reader_panic(body in any_body(), json in any_json()) {
        let _ = (decode_list(&body), decode_incident(&body), decode_timeline(&body), decode_entry(&body));
        let _ = (decode_create(&json), decode_entry_request(&json));
    }

    #[test]
    fn every_element_of_a_list_is_shown_or_counted(elements in proptest::collection::vec(any_json(), 0..6)) {
        let list = list_of(&elements);
        prop_assert!(list.incidents().len() + list.unreadable() >= elements.len());
        prop_assert!(list.incidents().len() <= elements.len());
        let timeline = decode_timeline(&json!({"entries": elements}).to_string()).unwrap();
        prop_assert_eq!(timeline.entries().len() + timeline.unreadable(), elements.len());
    }
}
