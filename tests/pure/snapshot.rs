//! The data that a site carries and publishes is decoded as it was encoded.

use crate::builders::{any_incident, any_json, any_timeline, any_timestamp, any_trimmed, at, cases, component_id};
use contract::incident_api::decode::decode_maintenances;
use contract::snapshot::{AsOf, AsOfMembers, DataBlock, Snapshot};
use model::bars::{DayKind, Interval, Past};
use model::{ComponentId, IncidentList, Maintenance, MaintenanceId, MaintenanceList, Month, StatusData};
use proptest::option::of;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

fn any_version() -> impl Strategy<Value = String> {
    "\\PC{1,20}"
}

fn any_snapshot() -> impl Strategy<Value = Snapshot> {
    let incident = (any_incident(), of(any_timeline())).prop_map(|(mut incident, timeline)| {
        incident.timeline = timeline;
        incident
    });
    let list = (proptest::collection::vec(incident, 0..5), 0..3_usize);
    (list, of(any_version())).prop_map(|((incidents, unreadable), version)| Snapshot {
        data: StatusData::of(IncidentList::new(incidents, unreadable)),
        version,
    })
}

/// As visitors may read it.
fn any_maintenance() -> impl Strategy<Value = Maintenance> {
    let texts = ("[a-zA-Z0-9]{1,8}", "[^\\s](\\PC{0,8}[^\\s])?", "\\PC{0,20}");
    let times = [(); 5].map(|()| of(any_timestamp()));
    let components = proptest::collection::vec("[a-z]{1,4}", 0..3);
    (texts, times, components, any::<bool>()).prop_map(|((id, name, message), times, components, auto_complete)| {
        let [planned_start, planned_end, actual_start, actual_end, cancelled] = times;
        Maintenance {
            id: MaintenanceId::new(&id).expect("an ID"),
            name: name.trim().to_owned(),
            message,
            planned_start,
            planned_end,
            actual_start,
            actual_end,
            cancelled,
            auto_complete,
            components: components.iter().filter_map(|id| ComponentId::new(id)).collect(),
            internal: false,
        }
    })
}

fn any_maintenances() -> impl Strategy<Value = MaintenanceList> {
    let list = (proptest::collection::vec(any_maintenance(), 0..4), 0..3_usize);
    list.prop_map(|(maintenances, lost)| MaintenanceList::new(maintenances, lost))
}

fn any_interval() -> impl Strategy<Value = Interval> {
    let components = of(proptest::collection::vec(any_trimmed().prop_map(|id| component_id(&id)), 0..3));
    let kinds = proptest::sample::select(&DayKind::ALL);
    (any::<i64>(), of(any::<i64>()), kinds, components).prop_map(|(start, length, kind, components)| Interval {
        start,
        length,
        kind,
        components,
    })
}

fn any_block() -> impl Strategy<Value = DataBlock> {
    let month =
        (1970..2100_u16, 1..=12_u8).prop_map(|(year, month)| Month::parse(&format!("{year}-{month:02}")).unwrap());
    let months = of(proptest::collection::vec(month, 0..4));
    let config = proptest::collection::btree_map("[a-z]{0,4}", "\\PC{0,4}", 0..3).prop_map(|config| json!(config));
    let maintenances = (any_maintenances(), any::<bool>());
    let past = (of(any::<i64>()), proptest::collection::vec(any_interval(), 0..4));
    let past = of(past.prop_map(|(since, intervals)| Past { since, intervals }));
    (of(any_timestamp()), config, any_snapshot(), months, maintenances, past).prop_map(
        |(as_of, config, mut part, months, (maintenances, is_outdated), past)| {
            part.data.maintenances = if is_outdated { maintenances.outdated() } else { maintenances }.into();
            DataBlock { as_of, config, part, months, past }
        },
    )
}

proptest! {
    #![proptest_config(cases(192))]

    #[test]
    fn the_time_and_the_version_are_decoded_as_they_were_encoded(
        as_of in any_timestamp(), version in any_version(), every_seconds in of(any::<u32>())
    ) {
        let about = AsOf { as_of, version, every_seconds };
        prop_assert_eq!(AsOf::decode(&about.encode()), Ok(about));
    }

    #[test]
    fn a_snapshot_is_decoded_as_it_was_encoded(snapshot in any_snapshot()) {
        prop_assert_eq!(Snapshot::decode(&snapshot.encode()), Ok(snapshot));
    }

    #[test]
    fn a_snapshot_in_parts_is_the_whole_snapshot(snapshot in any_snapshot()) {
        let readable = snapshot.data.incidents.incidents().iter().map(|incident| Snapshot::element(incident, true).to_string());
        let unreadable = vec![Snapshot::UNREADABLE.to_string(); snapshot.data.unreadable()];
        let elements: Vec<String> = readable.chain(unreadable).collect();
        let parts = [Snapshot::START, &elements.join(","), &Snapshot::end(snapshot.version.as_deref())].concat();
        prop_assert_eq!(parts, snapshot.encode());
    }

    #[test]
    fn maintenances_are_decoded_as_they_were_encoded(maintenances in any_maintenances(), version in of(any_version())) {
        let snapshot = Snapshot { data: StatusData::new(IncidentList::default(), maintenances), version };
        let read = decode_maintenances(&snapshot.encode_maintenances());
        prop_assert_eq!(read, Ok((MaintenanceList::clone(&snapshot.data.maintenances), snapshot.version)));
    }

    #[test]
    fn a_data_block_is_decoded_as_it_was_encoded(block in any_block()) {
        prop_assert_eq!(DataBlock::decode(&block.encode()), Ok(block));
    }

    #[test]
    fn any_json_is_decoded_without_a_panic(value in any_json()) {
        let text = value.to_string();
        // A float may be another after one round.
        let value: Value = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(Snapshot::decode(&text), Snapshot::from_value(&value));
        let AsOfMembers { as_of, version, .. } = AsOf::members(&value);
        prop_assert_eq!(AsOf::decode(&text).is_ok(), as_of.is_some() && version.is_some());
        prop_assert_eq!(DataBlock::decode(&text), DataBlock::from_value(value));
    }
}

#[test]
fn the_formats_have_these_keys() {
    let as_of = at("2026-11-28T12:00:00Z");
    let about = AsOf { as_of, version: "v".into(), every_seconds: Some(60) };
    assert_eq!(about.encode(), r#"{"asOf":"1795867200000","everySeconds":60,"version":"v"}"#);
    let about = AsOf { every_seconds: None, ..about };
    assert_eq!(about.encode(), r#"{"asOf":"1795867200000","version":"v"}"#);
    let part = Snapshot { data: StatusData::of(IncidentList::new(Vec::new(), 1)), version: Some("v".into()) };
    assert_eq!(part.encode(), r#"{"incidents":[null],"version":"v"}"#);
    let months = Some(vec![Month::parse("2026-11").unwrap()]);
    let interval = |start, length, kind, components| Interval { start, length, kind, components };
    let intervals = vec![
        interval(29_931_120, Some(90), DayKind::Major, Some(vec![component_id("api"), component_id("web")])),
        interval(29_931_100, None, DayKind::Minor, None),
        interval(29_931_130, Some(1), DayKind::Notice, Some(Vec::new())),
    ];
    let past = Past { since: None, intervals };
    let block =
        DataBlock { as_of: Some(as_of), config: Value::Object(Map::new()), part, months, past: Some(past.clone()) };
    let expected = json!({
        "asOf": "1795867200000", "config": {}, "incidents": [null], "months": ["2026-11"], "version": "v",
        "past": [
            [29_931_120, 90, 1, ["api", "web"]], [20, null, 2, null], [-30, 1, 4, []],
        ],
    });
    assert_eq!(block.encode(), expected.to_string(), "a block that says no more than its page shows");
    let block = DataBlock { past: Some(Past { since: Some(29_000_000), ..past }), ..block };
    let mut expected = expected;
    expected["since"] = 29_000_000.into();
    assert_eq!(block.encode(), expected.to_string());
    // What can't be read says nothing.
    for since in [json!(null), json!("29000000"), json!(0.5), json!([])] {
        expected["since"] = since;
        let past = DataBlock::from_value(expected.clone()).unwrap().past.unwrap();
        assert_eq!((past.since, past.intervals.len()), (None, 3));
    }
}

#[test]
fn a_timeline_that_is_left_out_is_not_an_empty_one() {
    let incident = crate::builders::incident("a", model::Status::Investigating, model::Impact::Minor);
    let incident = model::Incident { timeline: Some(model::incident::Timeline::default()), ..incident };
    assert_eq!(Snapshot::element(&incident, true)["entries"], json!([]));
    assert_eq!(Snapshot::element(&incident, false).get("entries"), None);
}
