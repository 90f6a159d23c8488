//! Dates, months, and the incidents that belong to them.

use crate::given::{any_timestamp, at, cases, incident, zone};
use proptest::prelude::*;
use statuspane::domain::calendar::{Day, days, month_days, months};
use statuspane::domain::time::NamedZone;
use statuspane::domain::{Date, Impact, Incident, IncidentList, Month, Status, Timestamp, Utc};

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
}

/// Incidents that began at these times, each named by its time; a time that cannot be read is unknown.
fn began(times: &[&str]) -> IncidentList {
    let at =
        |time: &&str| Incident { created: Timestamp::parse(time), ..incident(time, Status::Resolved, Impact::Minor) };
    IncidentList::new(times.iter().map(at).collect(), 0)
}

fn shown(days: &[Day<'_>]) -> Vec<(String, Vec<String>)> {
    let ids = |day: &Day<'_>| day.incidents.iter().map(|incident| incident.id.as_str().to_owned()).collect();
    days.iter().map(|day| (day.date.to_string(), ids(day))).collect()
}

#[test]
fn reads_dates_and_months_in_one_form_only() {
    fn check(text: &str, is_date: bool, is_month: bool) {
        assert_eq!(Date::parse(text).map(|date| date.to_string()), is_date.then(|| text.to_owned()), "{text:?}");
        assert_eq!(Month::parse(text).map(|month| month.to_string()), is_month.then(|| text.to_owned()), "{text:?}");
    }
    check("2026-11-23", true, false);
    check("2026-11", false, true);
    check("0000-01-01", true, false);
    check("9999-12", false, true);
    check("2024-02-29", true, false);
    check("2000-02-29", true, false);
    for nonsense in [
        "",
        "-",
        "2026",
        "2026-",
        "2026-1",
        "2026-00",
        "2026-13",
        "02026-11",
        "226-11",
        "+026-11",
        "-026-11",
        "2026-+1",
        "2026/11",
        "2026-11-",
        "2026-11-1",
        "2026-11-00",
        "2026-11-31",
        "2026-11-+1",
        "2026-11-023",
        "2026-11-23 ",
        "2026-11 23",
        "2023-02-29",
        "1900-02-29",
        "２０２６-11",
        "2026-é",
        "2026-1é",
    ] {
        check(nonsense, false, false);
    }
}

#[test]
fn months_have_their_lengths() {
    let lengths = |year: i32| (1..=12).map(|number| Month::new(year, number).unwrap().length()).collect::<Vec<_>>();
    assert_eq!(lengths(2026), [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]);
    for (year, leap) in [(2024, true), (2000, true), (0, true), (1900, false), (2100, false), (2023, false)] {
        assert_eq!(lengths(year)[1], if leap { 29 } else { 28 }, "{year}");
    }
    assert_eq!(
        (Month::new(10_000, 1), Month::new(-1, 1), Month::new(2026, 0), Month::new(2026, 13)),
        (None, None, None, None)
    );
}

#[test]
fn months_follow_each_other() {
    fn check(text: &str, previous: &str, next: &str) {
        let month = month(text);
        assert_eq!((month.previous().to_string().as_str(), month.next().to_string().as_str()), (previous, next));
    }
    check("2026-11", "2026-10", "2026-12");
    check("2026-12", "2026-11", "2027-01");
    check("2026-01", "2025-12", "2026-02");
    check("0000-01", "0000-01", "0000-02");
    check("9999-12", "9999-11", "9999-12");
}

#[test]
fn a_date_tells_its_parts() {
    let date = date("2026-11-23");
    assert_eq!(
        (date.year(), date.month().number(), date.day(), date.month().first().to_string()),
        (2026, 11, 23, "2026-11-01".into())
    );
}

#[test]
fn days_of_an_era_follow_each_other() {
    // Four hundred years, after which the calendar repeats.
    let mut expect = date("1600-01-01");
    for number in expect.days()..expect.days() + 146_097 {
        assert_eq!((Date::from_days(number), expect.days()), (expect, number));
        let next = Date::new(expect.year(), expect.month().number(), expect.day() + 1);
        expect = next.unwrap_or_else(|| expect.month().next().first());
    }
    assert_eq!(expect, date("2000-01-01"));
}

#[test]
fn days_are_kept_within_the_years_that_can_be_written() {
    assert_eq!(date("1970-01-01").days(), 0);
    assert_eq!(date("9999-12-30").plus_days(1), date("9999-12-31"));
    for beyond in [i64::MAX, date("9999-12-31").days() + 1] {
        assert_eq!(Date::from_days(beyond), date("9999-12-31"));
    }
    for before in [i64::MIN, date("0000-01-01").days() - 1] {
        assert_eq!(Date::from_days(before), date("0000-01-01"));
    }
    assert_eq!(date("2026-03-01").plus_days(-1), date("2026-02-28"));
    assert_eq!(date("2026-03-01").plus_days(i64::MIN), date("0000-01-01"));
    assert_eq!(date("2026-03-01").plus_days(i64::MAX), date("9999-12-31"));
}

#[test]
fn an_incident_belongs_to_the_day_on_which_it_began_in_the_zone_shown() {
    fn check(zone: &NamedZone, expect: &[(&str, &[&str])]) {
        let list = began(&[
            "2026-11-22T23:30Z",
            "2026-11-23T10:00Z",
            "2026-11-23T08:00Z",
            "2026-11-24T00:30Z",
            "2026-11-20T00:00Z",
            "soon",
        ]);
        let expect: Vec<_> = expect
            .iter()
            .map(|(date, ids)| (date.to_string(), ids.iter().map(|id| id.to_string()).collect::<Vec<_>>()))
            .collect();
        assert_eq!(shown(&days(list.incidents(), date("2026-11-23"), 3, zone)), expect);
    }
    // What begins after today, before the last day shown, or at an unknown time belongs to none.
    check(
        &zone("UTC"),
        &[
            ("2026-11-23", &["2026-11-23T10:00Z", "2026-11-23T08:00Z"]),
            ("2026-11-22", &["2026-11-22T23:30Z"]),
            ("2026-11-21", &[]),
        ],
    );
    check(
        &zone("Europe/Berlin"),
        &[
            ("2026-11-23", &["2026-11-23T10:00Z", "2026-11-23T08:00Z", "2026-11-22T23:30Z"]),
            ("2026-11-22", &[]),
            ("2026-11-21", &[]),
        ],
    );
    check(
        &zone("America/New_York"),
        &[
            ("2026-11-23", &["2026-11-24T00:30Z", "2026-11-23T10:00Z", "2026-11-23T08:00Z"]),
            ("2026-11-22", &["2026-11-22T23:30Z"]),
            ("2026-11-21", &[]),
        ],
    );
}

#[test]
fn no_days_are_shown_when_none_are_asked_for() {
    assert_eq!(days(began(&["2026-11-23T10:00Z"]).incidents(), date("2026-11-23"), 0, &Utc), []);
}

#[test]
fn a_month_shows_the_days_on_which_incidents_began() {
    fn check(times: &[&str], text: &str, zone: &str, expect: &[&str]) {
        let list = began(times);
        let days = month_days(list.incidents(), month(text), &crate::given::zone(zone));
        assert_eq!(days.iter().map(|day| day.date.to_string()).collect::<Vec<_>>(), expect, "{text} in {zone}");
    }
    let edges = &["2026-10-31T22:59:59Z", "2026-10-31T23:00Z", "2026-11-30T22:59Z", "2026-11-30T23:00Z", "nonsense"];
    check(edges, "2026-11", "Europe/Berlin", &["2026-11-30", "2026-11-01"]);
    check(edges, "2026-11", "UTC", &["2026-11-30"]);
    check(edges, "2026-12", "Europe/Berlin", &["2026-12-01"]);
    check(edges, "2025-11", "UTC", &[]);
    check(&["2024-02-29T12:00Z", "2024-03-01T12:00Z"], "2024-02", "UTC", &["2024-02-29"]);
    // The first and the last month of all.
    check(&["9999-12-01T00:00Z", "9999-12-31T12:00Z"], "9999-12", "UTC", &["9999-12-31", "9999-12-01"]);
    check(&["0000-01-01T00:00Z", "0000-01-31T12:00Z"], "0000-01", "UTC", &["0000-01-31", "0000-01-01"]);
}

#[test]
fn months_are_told_once_and_newest_first_in_the_zone_shown() {
    let list = began(&["2026-10-31T23:30Z", "2025-01-01T00:00Z", "2026-11-02T00:00Z", "2026-11-05T00:00Z", "nonsense"]);
    let told =
        |zone| months(list.incidents(), &crate::given::zone(zone)).iter().map(Month::to_string).collect::<Vec<_>>();
    assert_eq!(told("UTC"), ["2026-11", "2026-10", "2025-01"]);
    assert_eq!(told("Europe/Berlin"), ["2026-11", "2025-01"]);
    assert_eq!(told("America/New_York"), ["2026-11", "2026-10", "2024-12"]);
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn dates_agree_with_jiff(days in -719_528..2_932_897_i64) {
        let ours = Date::from_days(days);
        let theirs = jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().days(days)).unwrap();
        prop_assert_eq!(ours.to_string(), theirs.to_string());
        prop_assert_eq!(i64::from(ours.weekday()), i64::from(theirs.weekday().to_monday_zero_offset()));
        prop_assert_eq!(ours.days(), days);
        prop_assert_eq!(Date::parse(&ours.to_string()), Some(ours));
        prop_assert_eq!(Month::parse(&ours.month().to_string()), Some(ours.month()));
        prop_assert_eq!(Month::new(ours.month().year(), ours.month().number()), Some(ours.month()));
    }

    #[test]
    fn reading_dates_never_panics(text in "\\PC*", close in "[0-9é]{0,5}-[0-9]{0,3}-?[0-9+]{0,3}") {
        for text in [text, close] {
            let _ = (Date::parse(&text), Month::parse(&text));
        }
    }

    #[test]
    fn an_incident_stands_in_the_month_and_on_the_day_of_its_beginning(created in any_timestamp()) {
        let incident = Incident { created: Some(created), ..incident("1", Status::Resolved, Impact::None) };
        let incidents = std::slice::from_ref(&incident);
        let date = Date::of(created, &Utc);
        prop_assert_eq!(months(incidents, &Utc), [date.month()]);
        let shown = month_days(incidents, date.month(), &Utc);
        prop_assert_eq!(shown, [Day { date, incidents: vec![&incident] }]);
    }
}

#[test]
fn the_day_of_an_instant_is_the_day_that_has_begun() {
    assert_eq!(Date::of(at("2026-11-22T23:59:59.999Z"), &Utc), date("2026-11-22"));
    assert_eq!(Date::of(at("2026-11-23T00:00:00Z"), &Utc), date("2026-11-23"));
}
