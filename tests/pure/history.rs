//! When incidents were open: phases, days, months.

use crate::builders::{any_incident, any_timestamp, at, cases, entry, incident, zone};
use model::history::{self, Event, Share, days, earlier, is_ahead, month_days, months, next_turn};
use model::incident::Timeline;
use model::{Date, Impact, Incident, IncidentList, Month, Phase, Status, StatusData, Timestamp, Utc};
use proptest::prelude::*;

const AS_OF: &str = "2026-11-23T12:00Z";

/// An incident with these times, named by its start; `open` in place of an end has it open, `""` leaves a time unknown.
fn lasting(start: &str, end: &str) -> Incident {
    let status = if end == "open" { Status::Identified } else { Status::Resolved };
    Incident {
        created: Timestamp::parse(start),
        resolved: Timestamp::parse(end),
        ..incident(if start.is_empty() { "undated" } else { start }, status, Impact::Minor)
    }
}

fn list(incidents: &[(&str, &str)]) -> IncidentList {
    IncidentList::new(incidents.iter().map(|(start, end)| lasting(start, end)).collect(), 0)
}

fn share(share: Share) -> String {
    match share {
        Share::Began => "began".into(),
        Share::AllDay => "all day".into(),
        Share::Until(end) => format!("until {}", end.to_iso()),
        Share::SoFar => "so far".into(),
    }
}

#[test]
fn the_phase_follows_status_start_end_and_present() {
    let check = |start: &str, end: &str, expect: Phase| {
        assert_eq!(lasting(start, end).phase(Some(at(AS_OF))), expect, "{start} to {end}");
    };
    check("2026-11-23T11:00Z", "open", Phase::Open);
    check("", "open", Phase::Open);
    check("2026-11-30T12:00Z", "open", Phase::Upcoming);
    // Two clocks differ by less than a minute.
    check("2026-11-23T12:00:59.999Z", "open", Phase::Open);
    check("2026-11-23T12:01Z", "open", Phase::Upcoming);
    check("9999-12-31T23:59Z", "open", Phase::Upcoming);
    check("2026-11-22T11:00Z", "2026-11-23T11:00Z", Phase::Resolved);
    check("2026-11-23T11:00Z", "2026-11-23T11:00Z", Phase::Resolved);
    check("2026-11-23T11:00Z", "", Phase::Resolved);
    check("2026-11-23T11:00Z", "9999-12-31T00:00Z", Phase::Resolved);
    check("", "", Phase::Resolved);
    check("2026-11-23T11:00Z", "2026-11-23T10:59:59.999Z", Phase::Cancelled);
    check("2026-11-30T12:00Z", "2026-11-23T12:00Z", Phase::Cancelled);
    check("2026-11-30T12:00Z", "", Phase::Cancelled);
    check("2026-11-30T12:00Z", "2026-11-30T13:00Z", Phase::Cancelled);
    // Without a present nothing is known to be ahead.
    assert_eq!(lasting("9999-12-31T00:00Z", "open").phase(None), Phase::Open);
}

fn events(list: &IncidentList) -> Vec<Event<'_>> {
    list.incidents().iter().map(Event::Incident).collect()
}

fn id(event: Event<'_>) -> &str {
    match event {
        Event::Incident(incident) => incident.id.as_str(),
        Event::Maintenance(maintenance) => maintenance.id.as_str(),
    }
}

#[test]
fn an_incident_touches_every_day_from_its_start_to_its_end() {
    fn check(zone_name: &str, start: &str, end: &str, expect: &[(&str, &str)]) {
        let list = list(&[(start, end)]);
        let last = Date::parse("2026-11-23").unwrap();
        let days = days(&events(&list), Some(at(AS_OF)), last, 4, &zone(zone_name));
        let shown: Vec<_> = days
            .iter()
            .flat_map(|day| day.touches.iter().map(|touch| (day.date.to_string(), share(touch.share))))
            .collect();
        let expect: Vec<_> = expect.iter().map(|(day, share)| ((*day).to_owned(), (*share).to_owned())).collect();
        assert_eq!(shown, expect, "{start} to {end} in {zone_name}");
    }
    check("UTC", "2026-11-22T10:00Z", "2026-11-22T11:00Z", &[("2026-11-22", "began")]);
    check("UTC", "2026-11-22T10:00Z", "open", &[("2026-11-23", "so far"), ("2026-11-22", "began")]);
    check(
        "UTC",
        "2026-10-19T10:00Z",
        "2026-11-22T18:00Z",
        &[("2026-11-22", "until 2026-11-22T18:00:00Z"), ("2026-11-21", "all day"), ("2026-11-20", "all day")],
    );
    // Midnight ends a day and touches no other; a millisecond more does.
    check("UTC", "2026-11-20T10:00Z", "2026-11-21T00:00Z", &[("2026-11-20", "began")]);
    check(
        "UTC",
        "2026-11-20T10:00Z",
        "2026-11-21T00:00:00.001Z",
        &[("2026-11-21", "until 2026-11-21T00:00:00.001Z"), ("2026-11-20", "began")],
    );
    check(
        "America/New_York",
        "2026-11-21T04:30Z",
        "2026-11-22T05:00Z",
        &[("2026-11-21", "all day"), ("2026-11-20", "began")],
    );
    // An end that is missing, or ahead.
    check("UTC", "2026-11-21T10:00Z", "", &[("2026-11-21", "began")]);
    check("UTC", "2026-11-22T10:00Z", "9999-12-31T00:00Z", &[("2026-11-23", "so far"), ("2026-11-22", "began")]);
    // A start that is not known, ahead, or so little ahead that it has begun.
    check("UTC", "", "2026-11-21T10:00Z", &[("2026-11-21", "until 2026-11-21T10:00:00Z")]);
    check("UTC", "", "open", &[("2026-11-23", "so far")]);
    check("UTC", "", "", &[]);
    check("UTC", "2026-11-23T12:01Z", "open", &[]);
    check("UTC", "2026-11-23T12:01Z", "2026-11-23T12:02Z", &[]);
    check("UTC", "2026-11-23T12:00:30Z", "open", &[("2026-11-23", "began")]);
    // Cancelled: on the day that it was planned for.
    check("UTC", "2026-11-22T10:00Z", "2026-11-20T10:00Z", &[("2026-11-22", "began")]);
    check("UTC", "2026-11-24T10:00Z", "2026-11-20T10:00Z", &[]);
}

#[test]
fn incidents_that_began_on_a_day_come_before_continued_ones() {
    let list = list(&[("2026-11-20T10:00Z", "open"), ("2026-11-21T10:00Z", "open"), ("2026-11-22T08:00Z", "open")]);
    let days = days(&events(&list), Some(at(AS_OF)), Date::parse("2026-11-22").unwrap(), 1, &Utc);
    let ids: Vec<_> = days[0].touches.iter().map(|touch| id(touch.event)).collect();
    assert_eq!(ids, ["2026-11-22T08:00Z", "2026-11-21T10:00Z", "2026-11-20T10:00Z"]);
}

#[test]
fn days_that_a_zone_leaves_out_or_begins_late_are_right() {
    fn check(zone_name: &str, start: &str, end: &str, month: &str, expect: &[&str]) {
        let list = list(&[(start, end)]);
        let days = month_days(&events(&list), Some(at(AS_OF)), Month::parse(month).unwrap(), &zone(zone_name));
        let shown: Vec<_> =
            days.iter().map(|day| format!("{} {}", day.date.day(), share(day.touches[0].share))).collect();
        assert_eq!(shown, expect, "{zone_name}");
    }
    // Samoa went from the 29th to the 31st of December 2011.
    check("Pacific/Apia", "2011-12-30T08:00Z", "2012-01-02T00:00Z", "2011-12", &["31 all day", "29 began"]);
    // Clocks in São Paulo went from midnight to one o'clock on 4 November 2018.
    check(
        "America/Sao_Paulo",
        "2018-11-03T15:00Z",
        "2018-11-04T03:30Z",
        "2018-11",
        &["4 until 2018-11-04T03:30:00Z", "3 began"],
    );
    check("America/Sao_Paulo", "2018-11-03T15:00Z", "2018-11-04T03:00Z", "2018-11", &["3 began"]);
}

#[test]
fn months_are_those_that_something_touches() {
    fn check(incidents: &[(&str, &str)], zone_name: &str, expect: &[&str]) {
        let list = list(incidents);
        let months = months(&events(&list), Some(at(AS_OF)), &zone(zone_name));
        assert_eq!(months.iter().map(Month::to_string).collect::<Vec<_>>(), expect, "{incidents:?} in {zone_name}");
    }
    let edges =
        &[("2026-10-31T23:30Z", "2026-10-31T23:40Z"), ("2025-01-01T00:00Z", "2025-01-01T00:10Z"), ("nonsense", "")];
    check(edges, "UTC", &["2026-10", "2025-01"]);
    check(edges, "Europe/Berlin", &["2026-11", "2025-01"]);
    check(edges, "America/New_York", &["2026-10", "2024-12"]);
    check(&[("2026-08-31T10:00Z", "open")], "UTC", &["2026-11", "2026-10", "2026-09", "2026-08"]);
    check(&[("2026-08-31T10:00Z", "2026-10-01T00:00Z"), ("2026-08-02T10:00Z", "")], "UTC", &["2026-09", "2026-08"]);
    check(&[("2026-08-31T10:00Z", "2026-10-01T00:00:01Z")], "UTC", &["2026-10", "2026-09", "2026-08"]);
    // Nothing before the year 2000, nothing after the present.
    check(&[("1970-01-01T00:00Z", "1970-01-02T00:00Z")], "UTC", &[]);
    check(&[("1970-01-01T00:00Z", "2000-02-01T00:00Z")], "UTC", &["2000-01"]);
    check(&[("2026-10-31T00:00Z", "9999-12-31T00:00Z")], "UTC", &["2026-11", "2026-10"]);
    check(&[("2026-12-31T00:00Z", "open"), ("9999-12-31T00:00Z", "")], "UTC", &[]);
    // Cancelled: where it was planned.
    check(&[("2026-10-20T00:00Z", "2026-09-20T00:00Z")], "UTC", &["2026-10"]);
    // Without the time of the data it reaches to the newest start.
    let list = list(&[("2026-08-31T10:00Z", "open"), ("2026-09-05T10:00Z", "")]);
    let found: Vec<_> = months(&events(&list), None, &Utc).iter().map(Month::to_string).collect();
    assert_eq!(found, ["2026-09", "2026-08"]);
}

#[test]
fn incidents_from_before_all_months_are_listed_separately() {
    let list =
        list(&[("1999-12-31T23:30Z", "2026-01-01T00:00Z"), ("1970-01-01T00:00Z", ""), ("2000-01-01T00:00Z", "")]);
    let count = |zone_name: &str| earlier(list.incidents(), &zone(zone_name)).len();
    assert_eq!((count("UTC"), count("Europe/Berlin"), count("America/New_York")), (2, 1, 3));
}

#[test]
fn the_next_turn_is_the_first_time_ahead() {
    let mut planned = lasting("2026-11-30T12:00Z", "open");
    planned.timeline = Some(Timeline::new(vec![entry("2026-11-25T12:00Z", &[]), entry("2026-11-20T12:00Z", &[])], 0));
    let list = IncidentList::new(vec![planned, lasting("2026-11-23T12:00:30Z", "open")], 0);
    let data = StatusData::of(list);
    let turn = |present: &str| next_turn(&data, at(present));
    // A minute early, as clocks differ by that.
    assert_eq!(turn(AS_OF), Some(at("2026-11-25T11:59Z")));
    assert_eq!(turn("2026-11-25T11:59Z"), Some(at("2026-11-25T11:59Z")));
    assert_eq!(turn("2026-11-25T11:59:00.001Z"), Some(at("2026-11-30T11:59Z")));
    assert_eq!(turn("2026-12-01T00:00Z"), None);
}

proptest! {
    #![proptest_config(cases(512))]

    /// Whatever times an incident has: no panic, a bounded number of months, and all parts of the rule agree.
    #[test]
    fn f07_incidents_of_any_times(incidents in proptest::collection::vec(any_incident(), 0..6), as_of in any_timestamp(), near in any::<bool>()) {
        let list = IncidentList::new(incidents, 0);
        let as_of = if near { at(AS_OF) } else { as_of };
        for zone in [&Utc as &dyn model::Zone, &zone("Australia/Lord_Howe"), &zone("Pacific/Apia")] {
            for time in [Some(as_of), None] {
                let all = months(&events(&list), time, zone);
                prop_assert!(all.len() <= 1_200);
                prop_assert!(all.is_sorted_by(|a, b| a > b) && all.iter().all(|month| *month >= Month::FIRST));
            }
            for incident in list.incidents() {
                let phase = incident.phase(Some(as_of));
                prop_assert_eq!(phase == Phase::Upcoming, incident.is_open() && incident.created.is_some_and(|start| is_ahead(start, Some(as_of))));
                let Some(start) = incident.created else { continue };
                let date = Date::of(start, zone);
                let own = month_days(&[Event::Incident(incident)], Some(as_of), date.month(), zone);
                if is_ahead(start, Some(as_of)) {
                    prop_assert!(own.is_empty(), "{own:?}");
                } else if start <= as_of {
                    prop_assert_eq!(own.last().map(|day| day.date), Some(date));
                    prop_assert!(Event::Incident(incident).touches(as_of, start, Timestamp::MAX) || start == Timestamp::MAX);
                }
            }
            let recent = days(&events(&list), Some(as_of), Date::of(as_of, zone), 90, zone);
            prop_assert_eq!(recent.len(), 90);
        }
    }
}

#[test]
fn the_neighbours_of_an_incident_are_those_that_began_right_before_and_after() {
    let check = |starts: &[&str], of: &str, expect: [Option<&str>; 2]| {
        let incidents: Vec<_> = starts.iter().map(|start| (*start, "open")).collect();
        let list = list(&incidents);
        let place = list.incidents().iter().position(|incident| incident.id.as_str() == of).unwrap();
        let neighbours = history::neighbours(list.incidents(), place);
        assert_eq!(neighbours.map(|found| found.map(|incident| incident.id.as_str())), expect, "{of} of {starts:?}");
    };
    let [a, b, c] = ["2026-11-01T00:00Z", "2026-11-02T00:00Z", "2026-12-24T00:00Z"];
    check(&[a], a, [None, None]);
    check(&[b, a, c], a, [None, Some(b)]);
    check(&[b, a, c], b, [Some(a), Some(c)]);
    check(&[b, a, c], c, [Some(b), None]);
    // One without a known start stands nowhere.
    check(&["", b, a], "undated", [None, None]);
    check(&["", b, a], b, [Some(a), None]);
    assert_eq!(history::neighbours(&[], 0), [None, None]);
}
