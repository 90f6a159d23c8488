//! Days and local times in real zones, with jiff's own answers as the oracle.

use crate::builders::{ZONES, at, cases, zone};
use jiff::tz::{AmbiguousOffset, TimeZone};
use model::civil::CivilDateTime;
use model::instant::NamedZone;
use model::{Date, Timestamp, Utc, Zone};
use proptest::prelude::*;

#[test]
fn finds_when_a_clock_on_the_wall_shows_a_time() {
    fn check(name: &str, local: &str, expect: Option<&str>) {
        let found = CivilDateTime::parse(local).unwrap().to_timestamp(&zone(name));
        assert_eq!(found, expect.map(at), "{local} in {name}");
    }
    // Clocks set forward: the time between does not exist.
    check("Europe/Berlin", "2026-03-29T01:59:59.999", Some("2026-03-29T00:59:59.999Z"));
    check("Europe/Berlin", "2026-03-29T02:00", None);
    check("Europe/Berlin", "2026-03-29T02:59:59.999", None);
    check("Europe/Berlin", "2026-03-29T03:00", Some("2026-03-29T01:00:00Z"));
    check("America/New_York", "2026-03-08T02:30", None);
    check("Australia/Lord_Howe", "2026-10-04T01:59", Some("2026-10-03T15:29:00Z"));
    check("Australia/Lord_Howe", "2026-10-04T02:15", None);
    check("Australia/Lord_Howe", "2026-10-04T02:30", Some("2026-10-03T15:30:00Z"));
    check("America/Sao_Paulo", "2018-11-04T00:30", None);
    check("Africa/Casablanca", "2026-03-22T02:30", None);
    check("Pacific/Apia", "2011-12-29T23:59", Some("2011-12-30T09:59:00Z"));
    check("Pacific/Apia", "2011-12-30T12:00", None);
    check("Pacific/Apia", "2011-12-31T00:00", Some("2011-12-30T10:00:00Z"));
    // Clocks set back: the first of two.
    check("Europe/Berlin", "2026-10-25T01:59:59.999", Some("2026-10-24T23:59:59.999Z"));
    check("Europe/Berlin", "2026-10-25T02:00", Some("2026-10-25T00:00:00Z"));
    check("Europe/Berlin", "2026-10-25T02:59:59.999", Some("2026-10-25T00:59:59.999Z"));
    check("Europe/Berlin", "2026-10-25T03:00", Some("2026-10-25T02:00:00Z"));
    check("America/New_York", "2026-11-01T01:30", Some("2026-11-01T05:30:00Z"));
    check("Australia/Lord_Howe", "2026-04-05T01:45", Some("2026-04-04T14:45:00Z"));
    check("America/Sao_Paulo", "2018-02-17T23:30", Some("2018-02-18T01:30:00Z"));
    check("Africa/Casablanca", "2026-02-15T02:30", Some("2026-02-15T01:30:00Z"));
    check("Asia/Kathmandu", "2026-01-01T00:00", Some("2025-12-31T18:15:00Z"));
}

#[test]
fn a_day_begins_at_its_first_instant() {
    fn check(name: &str, date: &str, expect: &str) {
        let start = Date::parse(date).unwrap().start(&zone(name));
        assert_eq!(start, at(expect), "{date} in {name}: {}", start.to_iso());
    }
    check("UTC", "2026-11-23", "2026-11-23T00:00:00Z");
    check("UTC", "0000-01-01", "0000-01-01T00:00:00Z");
    check("UTC", "9999-12-31", "9999-12-31T00:00:00Z");
    check("Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z");
    check("Europe/Berlin", "2026-03-30", "2026-03-29T22:00:00Z");
    check("Europe/Berlin", "2026-10-25", "2026-10-24T22:00:00Z");
    check("Europe/Berlin", "2026-10-26", "2026-10-25T23:00:00Z");
    check("America/New_York", "2026-03-08", "2026-03-08T05:00:00Z");
    check("America/New_York", "2026-03-09", "2026-03-09T04:00:00Z");
    check("America/New_York", "2026-11-02", "2026-11-02T05:00:00Z");
    check("Australia/Lord_Howe", "2026-04-05", "2026-04-04T13:00:00Z");
    check("Australia/Lord_Howe", "2026-04-06", "2026-04-05T13:30:00Z");
    check("Asia/Kathmandu", "2026-01-01", "2025-12-31T18:15:00Z");
    // Summer time from midnight: the day starts at 01:00. Back at midnight: the day before has two last hours.
    check("America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z");
    check("America/Sao_Paulo", "2018-02-18", "2018-02-18T03:00:00Z");
    // A day that never was begins, and ends, where the next one begins.
    check("Pacific/Apia", "2011-12-29", "2011-12-29T10:00:00Z");
    check("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z");
    check("Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z");
    // Back from 00:01 to 23:01: the day begins twice, and the first time counts.
    check("America/St_Johns", "2006-10-29", "2006-10-29T02:30:00Z");
    // From 23:30 to 00:30: the day begins at neither offset's midnight.
    check("America/Toronto", "1919-03-31", "1919-03-31T04:30:00Z");
}

#[test]
fn every_day_on_which_any_clock_changes_begins_where_its_date_does() {
    let first: jiff::Timestamp = "1970-01-01T00:00:00Z".parse().unwrap();
    let last: jiff::Timestamp = "2030-01-01T00:00:00Z".parse().unwrap();
    let mut changes = 0;
    for name in jiff::tz::db().available() {
        let (theirs, ours) = (TimeZone::get(name.as_str()).unwrap(), zone(name.as_str()));
        for change in theirs.following(first).take_while(|change| change.timestamp() < last) {
            changes += 1;
            let after = Timestamp::from_millis(change.timestamp().as_millisecond()).unwrap();
            let dates = [Date::of(after.plus_millis(-1), &ours), Date::of(after, &ours).plus_days(1)];
            for date in [dates[0], dates[0].plus_days(1), dates[1]] {
                let start = date.start(&ours);
                assert!(Date::of(start, &ours) >= date, "{date} in {name:?}");
                assert!(Date::of(start.plus_millis(-1), &ours) < date, "{date} in {name:?}");
            }
        }
    }
    assert!(changes > 10_000, "the database has zones that change");
}

#[test]
fn a_zone_has_the_name_it_was_asked_for() {
    assert_eq!(zone("Europe/Berlin").name(), "Europe/Berlin");
    assert_eq!(Utc.name(), "UTC");
    assert!(NamedZone::new("Europe/Atlantis").is_none());
    assert!(NamedZone::new("../etc/passwd").is_none());
}

/// A zone and an instant within three days of a change of its clocks, where there is one.
fn near_a_change() -> impl Strategy<Value = (&'static str, i64)> {
    let span = -2_208_988_800..4_102_444_800_i64; // 1900 to 2100
    (proptest::sample::select(ZONES), span, -259_200_000..259_200_000_i64).prop_map(|(name, seconds, shift)| {
        let at = jiff::Timestamp::from_second(seconds).unwrap();
        let change = TimeZone::get(name).unwrap().following(at).next().map_or(at, |change| change.timestamp());
        // Half of the time within an hour or two of the change.
        let shift = if seconds % 2 == 0 { shift / 36 } else { shift };
        (name, change.as_millisecond() + shift)
    })
}

proptest! {
    #![proptest_config(cases(1_000))]

    #[test]
    fn local_times_and_days_agree_with_jiff((name, millis) in near_a_change()) {
        let (theirs, ours) = (TimeZone::get(name).unwrap(), zone(name));
        let at = Timestamp::from_millis(millis).unwrap();
        let expect = theirs.to_datetime(jiff::Timestamp::from_millisecond(millis).unwrap());
        let local = CivilDateTime::in_zone(at, &ours);
        prop_assert_eq!(local, CivilDateTime::parse(&expect.to_string()).unwrap());
        prop_assert_eq!(Date::of(at, &ours).to_string(), expect.date().to_string());

        // The same wall clock, back to an instant: the first of two.
        let back = theirs.to_ambiguous_timestamp(expect).earlier().unwrap();
        prop_assert_eq!(local.to_timestamp(&ours).map(Timestamp::millis), Some(back.as_millisecond()));
    }

    #[test]
    fn any_wall_clock_time_agrees_with_jiff((name, millis) in near_a_change()) {
        let (theirs, ours) = (TimeZone::get(name).unwrap(), zone(name));
        let wall = jiff::tz::Offset::UTC.to_datetime(jiff::Timestamp::from_millisecond(millis).unwrap());
        let ambiguous = theirs.to_ambiguous_timestamp(wall);
        let expect = match ambiguous.offset() {
            AmbiguousOffset::Gap { .. } => None,
            AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => Some(ambiguous.earlier().unwrap().as_millisecond()),
        };
        let local = CivilDateTime::parse(&wall.to_string()).unwrap();
        prop_assert_eq!(local.to_timestamp(&ours).map(Timestamp::millis), expect);
    }

    #[test]
    fn a_day_holds_exactly_the_instants_of_its_date((name, millis) in near_a_change()) {
        let zone = zone(name);
        let at = Timestamp::from_millis(millis).unwrap();
        let date = Date::of(at, &zone);
        prop_assert!(date.start(&zone) <= at);
        // Where clocks go back over midnight a day begins twice, so its end may lie before its last instant.
        if !name.ends_with("St_Johns") {
            prop_assert!(at < date.plus_days(1).start(&zone));
        }
    }
}
