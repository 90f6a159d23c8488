//! Day bars: against a count minute by minute, and at their edges.

use crate::builders::{
    ENDS, FIVE_ZONES, MINUTE, at, component, component_id as id, entry, incident, intervals_up_to, is_during, zone,
};
use model::bars::{DayBar, DayKind, Days, Interval, bars, intervals};
use model::history::Event;
use model::incident::Timeline;
use model::{ComponentId, Date, Impact, Incident, IncidentList, Status, StatusData, Timestamp, Zone};

/// The bars by a look at each minute.
fn naive(
    intervals: &[Interval],
    of: Option<&ComponentId>,
    dates: &[Date],
    as_of: Timestamp,
    zone: &dyn Zone,
) -> Vec<DayBar> {
    let now = (as_of.millis() + MINUTE - 1).div_euclid(MINUTE);
    let mut bars: Vec<DayBar> =
        dates.iter().map(|date| DayBar { date: *date, worst: DayKind::Clear, minutes: 0 }).collect();
    let first = dates[0].start(zone).millis().div_euclid(MINUTE);
    let mut offset = (i64::MIN, 0);
    for minute in first..now {
        let kind = intervals.iter().filter(|interval| is_during(interval, minute)).filter_map(|interval| {
            match (of, &interval.components) {
                (Some(_), None) => Some(DayKind::NoData),
                (Some(id), Some(components)) => components.contains(id).then_some(interval.kind),
                (None, _) => Some(interval.kind),
            }
        });
        let Some(kind) = kind.min() else { continue };
        // Offsets change at quarters of an hour.
        if offset.0 != minute.div_euclid(15) {
            offset = (minute.div_euclid(15), Date::of(Timestamp::from_millis(minute * MINUTE).unwrap(), zone).days());
        }
        let place = usize::try_from(offset.1 - dates[0].days()).unwrap();
        let bar = &mut bars[place];
        if kind < bar.worst {
            *bar = DayBar { worst: kind, minutes: 0, ..*bar };
        }
        bar.minutes += i64::from(kind == bar.worst);
    }
    bars
}

#[test]
fn bars_are_as_a_count_of_minutes_says() {
    let mut random = fastrand::Rng::with_seed(19);
    for name in FIVE_ZONES {
        let zone = zone(name);
        for end in ENDS {
            let as_of = at(end);
            for _ in 0..6 {
                let count = random.u32(1..12);
                let now = as_of.millis().div_euclid(MINUTE);
                let intervals = intervals_up_to(now, &mut random);
                let days = Days::up_to(as_of, count, &zone);
                let dates: Vec<Date> = (0..i64::from(count)).map(|day| days.first.plus_days(day)).collect();
                assert_eq!(*dates.last().unwrap(), Date::of(as_of, &zone));
                for of in [None, Some(id("api")), Some(id("web"))] {
                    let found = bars(&intervals.iter().collect::<Vec<_>>(), of.as_ref(), &days, None, true);
                    let expected = naive(&intervals, of.as_ref(), &dates, as_of, &zone);
                    assert_eq!(found, expected, "{} {end} {of:?}: {intervals:#?}", zone.name());
                }
            }
        }
    }
}

fn past(name: &str, impact: Impact, start: &str, end: &str) -> Incident {
    Incident {
        created: Some(at(start)),
        resolved: Some(at(end)),
        affected: Some(vec![component("api", "major_outage")]),
        ..incident(name, Status::Resolved, impact)
    }
}

#[test]
fn intervals_come_from_incidents_and_maintenances() {
    let as_of = at("2026-11-23T12:03:20Z");
    let minute = |text: &str| at(text).millis() / MINUTE;
    let open = Incident {
        created: Some(at("2026-11-23T11:49:30Z")),
        timeline: Some(Timeline::new(vec![entry("1795434570000", &[("web", "major_outage")])], 0)),
        ..incident("open", Status::Investigating, Impact::Critical)
    };
    let unknown =
        Incident { affected: None, ..past("unknown", Impact::None, "2026-11-20T10:00:00Z", "2026-11-20T10:00:00Z") };
    let cancelled = past("cancelled", Impact::Major, "2026-11-22T10:00:00Z", "2026-11-21T10:00:00Z");
    let ahead =
        Incident { created: Some(at("2026-12-01T10:00:00Z")), ..incident("ahead", Status::Identified, Impact::Major) };
    let old = past("old", Impact::Major, "2026-01-01T10:00:00Z", "2026-01-01T11:00:00Z");
    let ended = past("ended", Impact::Minor, "2026-11-21T09:59:59Z", "2026-11-21T10:29:01Z");
    let work = r#"{"maintenances": [
        {"id": "m", "name": "M", "plannedStartTime": "2026-11-22T01:00:00Z", "plannedEndTime": "2026-11-22T02:00:00Z",
         "affectedComponents": ["api"]},
        {"id": "n", "name": "N", "plannedStartTime": "2026-11-22T03:00:00Z", "plannedEndTime": "2026-11-22T04:00:00Z",
         "cancelledTime": "2026-11-22T00:00:00Z"}
    ]}"#;
    let (maintenances, _) = contract::incident_api::decode::decode_maintenances(work).unwrap();
    // Nobody knows since when it's over.
    let endless =
        Incident { resolved: None, ..past("endless", Impact::Major, "2026-11-19T10:00:00Z", "2026-11-19T10:00:00Z") };
    let list = IncidentList::new(vec![open, unknown, cancelled, ahead, old, ended, endless], 0);
    let data = StatusData::new(list, maintenances);
    let mut found = intervals(&Event::all(&data), minute("2026-11-01T00:00:00Z"), as_of);
    found.sort_by_key(|interval| interval.start);
    let expect = [
        Interval {
            start: minute("2026-11-19T10:00:00Z"),
            length: Some(0),
            kind: DayKind::Major,
            components: Some(vec![id("api")]),
        },
        Interval { start: minute("2026-11-20T10:00:00Z"), length: Some(1), kind: DayKind::Notice, components: None },
        Interval {
            start: minute("2026-11-21T09:59:00Z"),
            length: Some(30),
            kind: DayKind::Minor,
            components: Some(vec![id("api")]),
        },
        Interval {
            start: minute("2026-11-22T01:00:00Z"),
            length: Some(60),
            kind: DayKind::Maintenance,
            components: Some(vec![id("api")]),
        },
        Interval {
            start: minute("2026-11-23T11:49:00Z"),
            length: None,
            kind: DayKind::Critical,
            components: Some(vec![id("web")]),
        },
    ];
    assert_eq!(found, expect);
}

#[test]
fn the_day_of_an_incident_that_ended_nobody_knows_when_has_no_minutes() {
    let as_of = at("2026-11-23T12:00:00Z");
    let days = Days::up_to(as_of, 3, &model::Utc);
    let minute = at("2026-11-22T10:00:00Z").minute();
    let one = |kind, length| Interval { start: minute, length: Some(length), kind, components: Some(vec![id("api")]) };
    let endless = one(DayKind::Major, 0);
    let found = |intervals: &[&Interval]| {
        let bars = bars(intervals, Some(&id("api")), &days, None, true);
        bars.into_iter().map(|bar| (bar.worst, bar.minutes)).collect::<Vec<_>>()
    };
    let clear = (DayKind::Clear, 0);
    assert_eq!(found(&[&endless]), [clear, (DayKind::Major, 0), clear]);
    assert_eq!(found(&[&endless, &one(DayKind::Major, 5)]), [clear, (DayKind::Major, 5), clear]);
    assert_eq!(found(&[&endless, &one(DayKind::Minor, 5)]), [clear, (DayKind::Major, 0), clear]);
    assert_eq!(found(&[&one(DayKind::Critical, 5), &endless]), [clear, (DayKind::Critical, 5), clear]);
}

#[test]
fn a_day_without_data_is_never_clear() {
    let as_of = at("2026-11-23T12:00:00Z");
    let days = Days::up_to(as_of, 4, &model::Utc);
    let kinds = |bars: Vec<DayBar>| bars.into_iter().map(|bar| bar.worst).collect::<Vec<_>>();
    let (clear, none) = (DayKind::Clear, DayKind::NoData);
    let minute = at("2026-11-21T10:00:00Z").millis() / MINUTE;
    let one = |components| Interval { start: minute, length: Some(5), kind: DayKind::Minor, components };
    assert_eq!(kinds(bars(&[], None, &days, None, true)), [clear; 4]);
    assert_eq!(kinds(bars(&[], None, &days, None, false)), [none; 4]);
    assert_eq!(kinds(bars(&[], None, &days, Date::parse("2026-11-22"), true)), [none, none, clear, clear]);
    assert_eq!(kinds(bars(&[&one(None)], None, &days, None, false)), [none, DayKind::Minor, none, none]);
    assert_eq!(kinds(bars(&[&one(None)], Some(&id("api")), &days, None, true)), [clear, none, clear, clear]);
    assert_eq!(kinds(bars(&[&one(Some(vec![]))], Some(&id("api")), &days, None, true)), [clear; 4]);
    for kind in DayKind::ALL {
        assert_eq!(DayKind::numbered(kind.number()), Some(kind));
    }
}

#[test]
fn rows_of_months_say_the_same_as_one_row() {
    let mut random = fastrand::Rng::with_seed(26);
    for name in FIVE_ZONES {
        let zone = zone(name);
        for end in ENDS {
            let as_of = at(end);
            let intervals = intervals_up_to(as_of.millis().div_euclid(MINUTE), &mut random);
            let intervals: Vec<&Interval> = intervals.iter().collect();
            let whole = Days::up_to(as_of, 70, &zone);
            let last = Date::of(as_of, &zone);
            let mut found = Vec::new();
            let mut first = whole.first;
            while first <= last {
                let month = first.month();
                let end = month.first().plus_days(i64::from(month.length()) - 1);
                let days = Days::between(first, end, as_of, &zone);
                assert_eq!(days.first, first);
                found.extend(bars(&intervals, None, &days, None, true));
                first = end.plus_days(1);
            }
            assert_eq!(found, bars(&intervals, None, &whole, None, true), "{name} {end}: {intervals:#?}");
        }
    }
}

#[test]
fn days_end_with_the_last_one_or_with_the_data() {
    let as_of = at("2026-11-23T12:03:20Z");
    let count = |first: &str, last: &str| {
        let [first, last] = [first, last].map(|date| Date::parse(date).unwrap());
        Days::between(first, last, as_of, &model::Utc).count()
    };
    for (first, last, expected) in [
        ("2026-10-01", "2026-10-31", 31),
        ("2026-11-01", "2026-11-30", 23),
        ("2026-11-23", "2026-11-23", 1),
        ("2026-11-24", "2026-11-30", 0),
        ("2026-10-31", "2026-10-01", 0),
        ("2024-02-01", "2024-02-29", 29),
    ] {
        assert_eq!(count(first, last), expected, "{first} to {last}");
    }
    // Something that isn't over fills each whole day before the one of the data, however long the clocks make it.
    let berlin = zone("Europe/Berlin");
    let minute = at("2026-10-24T10:00:00Z").millis() / MINUTE;
    let open = Interval { start: minute, length: None, kind: DayKind::Major, components: None };
    let minutes = |first: &str, last: &str| {
        let [first, last] = [first, last].map(|date| Date::parse(date).unwrap());
        let bars = bars(&[&open], None, &Days::between(first, last, as_of, &berlin), None, true);
        bars.iter().map(|bar| bar.minutes).collect::<Vec<_>>()
    };
    assert_eq!(minutes("2026-10-23", "2026-10-26"), [0, 720, 1_500, 1_440]);
    assert_eq!(minutes("2026-11-22", "2026-11-30"), [1_440, 784], "up to 13:03:20 there, and minutes are rounded up");
}
