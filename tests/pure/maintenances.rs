//! Maintenances: how far one is by the clock and by what the API says, and what is read and refused.

use crate::builders::{at, incident, zone};
use contract::incident_api::decode::{decode_maintenance, decode_maintenance_request, decode_maintenances};
use contract::incident_api::encode::encode_maintenance;
use model::MaintenanceState::{Cancelled, Completed, InProgress, Overrun, Upcoming};
use model::draft::{Field, Rule};
use model::history::{self, Event, Share};
use model::{
    Answer, Assessment, ComponentId, ComponentStatus, Date, Duration, Impact, Incident, IncidentList, Maintenance,
    MaintenanceList, MaintenanceState, MonotonicInstant, Month, Overall, Overview, Source, Status, StatusData,
    Timestamp,
};
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
    assert_eq!(again, **maintenance);
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

/// A list of maintenances with these members besides the usual ones.
fn list(all: &[Value]) -> MaintenanceList {
    let named = |(place, more): (usize, &Value)| {
        let mut more = more.clone();
        more["id"] = more.get("id").cloned().unwrap_or(json!(format!("m{place}")));
        maintenance(&more)
    };
    MaintenanceList::new(all.iter().enumerate().map(named).collect(), 0)
}

fn data(impacts: &[&str], maintenances: &[Value]) -> StatusData {
    let open = |(place, impact): (usize, &&str)| Incident {
        created: Some(at("2026-11-23T10:00Z")),
        ..incident(&place.to_string(), Status::Investigating, Impact::parse(impact))
    };
    let incidents = impacts.iter().enumerate().map(open).collect();
    StatusData::new(IncidentList::new(incidents, 0), list(maintenances))
}

#[test]
fn a_maintenance_that_goes_on_is_worse_than_a_notice_and_better_than_any_impact() {
    let check = |impacts: &[&str], time: &str, expected: Overall| {
        let present = at(&format!("2026-11-23T{time}Z"));
        let data = data(impacts, &[json!({})]);
        assert_eq!(Overview::of(&data, Some(present)).overall, expected, "{impacts:?} at {time}");
    };
    check(&[], "11:59", Overall::Operational);
    check(&[], "12:00", Overall::Maintenance);
    check(&[], "13:59", Overall::Maintenance);
    check(&[], "14:00", Overall::Operational);
    check(&["none"], "11:59", Overall::Notice);
    check(&["none"], "12:00", Overall::Maintenance);
    check(&["minor"], "12:00", Overall::Minor);
    check(&["odd"], "12:00", Overall::Minor);
    check(&["none", "critical"], "12:00", Overall::Critical);
}

#[test]
fn components_are_under_maintenance_during_the_window_unless_an_incident_says_worse() {
    let present = |time: &str| Some(at(&format!("2026-11-23T{time}Z")));
    let mut data = data(&[], &[json!({"affectedComponents": ["api", "web"]}), json!({"affectedComponents": ["web"]})]);
    let status = |data: &StatusData, id: &str, time: &str| {
        let overview = Overview::of(data, present(time));
        overview.component(&ComponentId::new(id).expect("an ID")).map(|status| status.as_str().to_owned())
    };
    for (time, expected) in [("11:59", "operational"), ("12:00", "under_maintenance"), ("14:00", "operational")] {
        assert_eq!(status(&data, "api", time).as_deref(), Some(expected), "{time}");
    }
    assert_eq!(status(&data, "db", "12:00").as_deref(), Some("operational"));
    let subjects = |data: &StatusData| {
        let overview = Overview::of(data, present("12:00"));
        overview.subjects.iter().map(|id| id.as_str().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(subjects(&data), ["api", "web"], "each once");
    let mut broken = incident("a", Status::Investigating, Impact::Minor);
    broken.timeline = Some(model::incident::Timeline::new(
        vec![model::Entry {
            id: None,
            message: "m".into(),
            date: None,
            status: Status::Investigating,
            components: [("api", ComponentStatus::MajorOutage), ("web", ComponentStatus::Operational)]
                .into_iter()
                .map(|(id, status)| model::AffectedComponent { id: ComponentId::new(id).expect("an ID"), status })
                .collect(),
            edited: None,
        }],
        0,
    ));
    data.incidents = IncidentList::new(vec![broken], 0).into();
    assert_eq!(status(&data, "api", "12:00").as_deref(), Some("major_outage"));
    assert_eq!(status(&data, "web", "12:00").as_deref(), Some("under_maintenance"));
    assert_eq!(subjects(&data), ["api"], "an incident comes first");
}

#[test]
fn a_list_of_maintenances_that_is_not_whole_is_never_operational() {
    let assess = |maintenances: MaintenanceList| {
        let answer = Answer {
            data: StatusData::new(IncidentList::default(), maintenances),
            source: Source::Live,
            as_of: Some(at("2026-11-23T10:00Z")),
            age_on_arrival: Some(Duration::from_seconds(1)),
            received: MonotonicInstant::from_millis(0),
            stale_after: Duration::from_seconds(300),
        };
        Assessment::of(Some(&answer), Some(MonotonicInstant::from_millis(0)))
    };
    let whole = assess(list(&[json!({})]));
    assert_eq!((whole.overall, whole.fresh, whole.unreadable), (Overall::Operational, true, 0));
    let read = |maintenances: Value| {
        decode_maintenances(&json!({ "maintenances": maintenances }).to_string()).expect("a list").0
    };
    let one = |more: Value| {
        let mut value =
            json!({"id": "m", "name": "n", "plannedStartTime": "1795435200000", "plannedEndTime": "1795438800000"});
        for (key, member) in more.as_object().expect("members") {
            value[key] = member.clone();
        }
        value
    };
    for (case, maintenances) in [
        ("an element that isn't one", read(json!([null]))),
        ("no name", read(json!([one(json!({"name": null}))]))),
        ("a start that can't be read", read(json!([one(json!({"plannedStartTime": "soon"}))]))),
        ("an end that can't be read", read(json!([one(json!({"plannedEndTime": {}}))]))),
        ("a component that can't be read", read(json!([one(json!({"affectedComponents": [{}]}))]))),
        ("internal or not", read(json!([one(json!({"internal": "maybe"}))]))),
        ("a part of such a list", read(json!([null, one(json!({}))])).part(|_| false)),
        (
            "a part without the one whose window is unknown",
            read(json!([one(json!({"plannedStartTime": 1.5e300}))])).part(|_| false),
        ),
    ] {
        let assessment = assess(maintenances);
        assert_eq!((assessment.overall, assessment.fresh), (Overall::Unknown, false), "{case}");
        assert_eq!((assessment.unreadable, assessment.lacks_maintenances), (1, false), "{case}");
    }
    for outdated in [MaintenanceList::default(), list(&[json!({})])].map(MaintenanceList::outdated) {
        let assessment = assess(outdated.part(|_| true));
        assert_eq!((assessment.overall, assessment.fresh), (Overall::Unknown, false));
        assert!(assessment.lacks_maintenances);
    }
    // Those of the team alone are left out.
    assert_eq!(read(json!([one(json!({"internal": true}))])).public(), MaintenanceList::default());
}

#[test]
fn a_maintenance_is_on_the_days_of_its_window_as_far_as_the_data_reaches() {
    let check = |zone_name: &str, as_of: &str, more: Value, expected: &[(&str, Share)]| {
        let data = data(&[], std::slice::from_ref(&more));
        let zone = zone(zone_name);
        let last = Date::parse("2026-11-24").expect("a date");
        let days = history::days(&Event::all(&data), Some(at(as_of)), last, 3, &zone);
        let shown: Vec<_> =
            days.iter().flat_map(|day| day.touches.iter().map(|touch| (day.date.to_string(), touch.share))).collect();
        let expected: Vec<_> = expected.iter().map(|(day, share)| ((*day).to_owned(), *share)).collect();
        assert_eq!(shown, expected, "{more} in {zone_name} as of {as_of}");
    };
    check("UTC", "2026-11-23T11:59:59Z", json!({}), &[]);
    check("UTC", "2026-11-23T12:00Z", json!({}), &[("2026-11-23", Share::Began)]);
    check("UTC", "2026-11-24T12:00Z", json!({}), &[("2026-11-23", Share::Began)]);
    let overnight = json!({"plannedEndTime": "2026-11-24T02:00:00Z"});
    let end = at("2026-11-24T02:00:00Z");
    check("UTC", "2026-11-23T13:00Z", overnight.clone(), &[("2026-11-23", Share::Began)]);
    check("UTC", "2026-11-24T01:00Z", overnight.clone(), &[("2026-11-24", Share::SoFar), ("2026-11-23", Share::Began)]);
    check(
        "UTC",
        "2026-11-24T05:00Z",
        overnight.clone(),
        &[("2026-11-24", Share::Until(end)), ("2026-11-23", Share::Began)],
    );
    check("America/New_York", "2026-11-24T05:00Z", overnight, &[("2026-11-23", Share::Began)]);
    // It goes on until somebody ends it.
    check(
        "UTC",
        "2026-11-24T01:00Z",
        json!({"autoComplete": false}),
        &[("2026-11-24", Share::SoFar), ("2026-11-23", Share::Began)],
    );
    // Cancelled: on the day that it was planned for, once that has come.
    let cancelled = json!({"cancelledTime": "2026-11-22T12:00:00Z"});
    check("UTC", "2026-11-23T11:00Z", cancelled.clone(), &[]);
    check("UTC", "2026-11-24T11:00Z", cancelled, &[("2026-11-23", Share::Began)]);
}

#[test]
fn incidents_and_maintenances_of_a_day_are_in_one_order_and_months_have_both() {
    let mut data = data(&[], &[json!({"id": "b"}), json!({"id": "d", "plannedStartTime": "2026-11-23T08:00:00Z"})]);
    let began = |id: &str, start: &str| Incident {
        created: Timestamp::parse(start),
        ..incident(id, Status::Resolved, Impact::Minor)
    };
    let incidents = vec![began("a", "2026-11-23T13:00Z"), began("c", "2026-11-23T09:00Z"), began("e", "never")];
    data.incidents = IncidentList::new(incidents, 0).into();
    let ids = |events: &[Event<'_>]| {
        let id = |event: &Event<'_>| match event {
            Event::Incident(incident) => incident.id.as_str().to_owned(),
            Event::Maintenance(maintenance) => maintenance.id.as_str().to_owned(),
        };
        events.iter().map(id).collect::<Vec<_>>()
    };
    let events = Event::all(&data);
    assert_eq!(ids(&events), ["e", "a", "b", "c", "d"], "one without a start comes first, as in a list of incidents");
    for (place, event) in events.iter().enumerate() {
        for (other_place, other) in events.iter().enumerate() {
            assert_eq!(event.is(*other), place == other_place);
        }
    }
    let as_of = Some(at("2026-11-24T00:00Z"));
    let found = history::months(&Event::all(&StatusData { incidents: Default::default(), ..data }), as_of, &model::Utc);
    assert_eq!(found, [Month::parse("2026-11").expect("a month")]);
}

#[test]
fn the_next_turn_is_also_that_of_a_maintenance() {
    let data = data(&[], &[json!({"actualStartTime": "2026-11-23T12:30:00Z"})]);
    let turn = |present: &str| history::next_turn(&data, at(present));
    // A millisecond early: at the time itself it has begun, or ended.
    assert_eq!(turn("2026-11-23T12:00Z"), Some(at("2026-11-23T12:29:59.999Z")));
    assert_eq!(turn("2026-11-23T12:30Z"), Some(at("2026-11-23T13:59:59.999Z")));
    assert_eq!(turn("2026-11-23T14:00Z"), None);
}

#[test]
fn a_preview_says_how_far_a_maintenance_is() {
    let text = text::DocumentText::english();
    let check = |more: Value, time: &str, expected: &str| {
        let now = at(&format!("2026-11-23T{time}Z"));
        assert_eq!(text.maintenance_title(&maintenance(&more), now, &model::Utc), expected);
    };
    let [day, planned] = ["23 Nov 2026", "planned to end 23 Nov 2026, 14:00 UTC"];
    check(
        json!({}),
        "11:00",
        &format!("Maintenance planned for {day}, 12:00 UTC as of {day}, 11:00 UTC: Database upgrade"),
    );
    check(json!({}), "13:00", &format!("Maintenance in progress, {planned}, as of {day}, 13:00 UTC: Database upgrade"));
    check(json!({}), "15:00", &format!("Maintenance completed {day}, 14:00 UTC: Database upgrade"));
    let overrun = format!("Maintenance taking longer than planned as of {day}, 15:00 UTC: Untitled maintenance");
    check(json!({"autoComplete": false, "name": " "}), "15:00", &overrun);
    let cancelled = format!("Maintenance cancelled as of {day}, 11:00 UTC: Database upgrade");
    check(json!({"cancelledTime": "2026-11-22T12:00:00Z"}), "11:00", &cancelled);
    let said = text.maintenance_preview(&maintenance(&json!({})), "It pauses.", at("2026-11-23T15:00Z"), &model::Utc);
    assert_eq!(said, "Maintenance completed 23 Nov 2026, 14:00 UTC. It pauses.");
}
