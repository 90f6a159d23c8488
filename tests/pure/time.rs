//! Points in time and lengths: reading, writing, and no overflow.

use crate::builders::{any_timestamp, at, cases};
use model::civil::CivilDateTime;
use model::{Duration, Offset, Timestamp, Utc};
use proptest::prelude::*;

const SAMPLE: i64 = 1_609_681_547_000; // 2021-01-03T13:45:47Z

#[test]
fn reads_digits_as_seconds_or_milliseconds() {
    fn check(input: &str, expect: Option<i64>) {
        assert_eq!(Timestamp::parse(input).map(Timestamp::millis), expect, "{input:?}");
    }
    check("1609443863653", Some(1_609_443_863_653));
    check("1609681547", Some(SAMPLE));
    check("  1609681547\n", Some(SAMPLE));
    check("+1609681547", Some(SAMPLE));
    check("-1609681547", Some(-SAMPLE));
    check("0", Some(0));
    // The border of the units, on both sides of 1970.
    check("99999999999", Some(99_999_999_999_000));
    check("100000000000", Some(100_000_000_000));
    check("-62167219200", Some(-62_167_219_200_000));
    check("-99999999999", None);
    check("-100000000000", Some(-100_000_000_000));
    // The bounds.
    check("-62167219200000", Some(Timestamp::MIN.millis()));
    check("-62167219200001", None);
    check("253402300799999", Some(Timestamp::MAX.millis()));
    check("253402300800000", None);
    check("-9223372036854775808", None);
    check("99999999999999999999", None);
    for nonsense in ["", " ", "-", "+", "--1", "+-1", "1.5", "1e9", "12a", "0x10", "１２３", "1 2", "NaN", "soon"] {
        check(nonsense, None);
    }
}

#[test]
fn reads_iso_8601_with_a_zone() {
    fn check(input: &str, expect: i64) {
        assert_eq!(Timestamp::parse(input).map(Timestamp::millis), Some(expect), "{input:?}");
    }
    check("2021-01-03T13:45:47Z", SAMPLE);
    check("2021-01-03t13:45:47z", SAMPLE);
    check(" 2021-01-03 13:45:47Z ", SAMPLE);
    check("2021-01-03T13:45Z", SAMPLE - 47_000);
    check("2021-01-03T13:45:47.6Z", SAMPLE + 600);
    check("2021-01-03T13:45:47,65Z", SAMPLE + 650);
    check("2021-01-03T13:45:47.653Z", SAMPLE + 653);
    check("2021-01-03T13:45:47.653999999Z", SAMPLE + 653);
    check("2021-01-03T13:45:47.004+00:00", SAMPLE + 4);
    check("2021-01-03T13:45:47+01:00", SAMPLE - 3_600_000);
    check("2021-01-03T13:45:47-03:30", SAMPLE + 12_600_000);
    check("2021-01-03T13:45:47−03:30", SAMPLE + 12_600_000);
    check("2021-01-03T13:45:47+0545", SAMPLE - 20_700_000);
    check("2021-01-03T13:45:47-05", SAMPLE + 18_000_000);
    check("2021-01-03T13:45:47+23:59", SAMPLE - 86_340_000);
    check("2020-02-29T00:00:00Z", 1_582_934_400_000);
    // A leap second is the second before it.
    check("2016-12-31T23:59:60Z", 1_483_228_799_000);
    check("0000-01-01T00:00:00Z", Timestamp::MIN.millis());
    check("9999-12-31T23:59:59.999Z", Timestamp::MAX.millis());
}

#[test]
fn refuses_ambiguous_times() {
    for input in [
        // Without a zone: read in the wrong one, it would be wrong.
        "2021-01-03",
        "2021-01-03T13:45:47",
        "2021-01-03T13:45:47.653",
        "20210103T134547Z",
        "2021-1-3T13:45:47Z",
        "21-01-03T13:45:47Z",
        "2021-01-03T13Z",
        "2021-01-03T1:45Z",
        "2021-01-03T+1:45Z",
        "2021-01-03T13:-5Z",
        "2021-01-03-13:45Z",
        "2021-02-29T00:00Z",
        "2021-00-03T13:45Z",
        "2021-13-03T13:45Z",
        "2021-01-00T13:45Z",
        "2021-01-03T24:00Z",
        "2021-01-03T13:60Z",
        "2021-01-03T13:45:61Z",
        "2021-01-03T13:45:47.Z",
        "2021-01-03T13:45:47Zulu",
        "2021-01-03T13:45:47 Z",
        "2021-01-03T13:45:47+24:00",
        "2021-01-03T13:45:47+01:60",
        "2021-01-03T13:45:47+1:00",
        "2021-01-03T13:45:47+01:0",
        "2021-01-03T13:45:47+01:000",
        "2021-01-03T13:45:47+01:",
        "2021-01-03T13:45:47+-01:00",
        "2021-01-03T13:45:47--01:00",
        "2021-01-03T13:45:47*01:00",
        "2021-01-0éT13:45Z",
        "2021-01-03T13:45:4éZ",
        // Outside the years 0 to 9999.
        "0000-01-01T00:00:00+00:01",
        "9999-12-31T23:59:59-00:01",
        "-001-01-01T00:00:00Z",
        "10000-01-01T00:00:00Z",
    ] {
        assert_eq!(Timestamp::parse(input), None, "{input:?}");
    }
}

#[test]
fn writes_iso_with_milliseconds_only_when_there_are_any() {
    fn check(millis: i64, expect: &str) {
        assert_eq!(Timestamp::from_millis(millis).unwrap().to_iso(), expect);
    }
    check(SAMPLE, "2021-01-03T13:45:47Z");
    check(SAMPLE + 7, "2021-01-03T13:45:47.007Z");
    check(-1, "1969-12-31T23:59:59.999Z");
    check(Timestamp::MIN.millis(), "0000-01-01T00:00:00Z");
    check(Timestamp::MAX.millis(), "9999-12-31T23:59:59.999Z");
}

#[test]
fn writes_thirteen_digits_that_never_read_as_seconds() {
    fn check(at: Timestamp, expect: &str) {
        assert_eq!(at.to_wire(), expect);
    }
    check(at("2021-01-03T13:45:47.653Z"), "1609681547653");
    check(Timestamp::FIRST_UNAMBIGUOUS, "100000000000");
    check(Timestamp::FIRST_UNAMBIGUOUS.plus_millis(-1), "1973-03-03T09:46:39.999Z");
    check(at("1970-01-01T00:00:00Z"), "1970-01-01T00:00:00Z");
    check(at("1960-01-01T00:00:00Z"), "-315619200000");
}

#[test]
fn arithmetic_stays_within_the_years_that_can_be_written() {
    let now = at("2021-01-03T13:45:47Z");
    assert_eq!(now.plus_millis(-1_500).since(now), Duration::from_millis(0));
    assert_eq!(now.plus_millis(1_500).since(now), Duration::from_millis(1_500));
    assert_eq!(now.plus_millis(i64::MAX), Timestamp::MAX);
    assert_eq!(now.plus_millis(i64::MIN), Timestamp::MIN);
    assert_eq!(Timestamp::MIN.since(Timestamp::MAX).millis(), 0);
    assert_eq!(Timestamp::MAX.since(Timestamp::MIN).millis(), Timestamp::MAX.millis() - Timestamp::MIN.millis());
    assert_eq!(Timestamp::from_millis(Timestamp::MAX.millis() + 1), None);
    assert_eq!(Timestamp::from_millis(Timestamp::MIN.millis() - 1), None);
}

#[test]
fn lengths_are_cut_to_whole_units_and_never_negative() {
    fn check(length: Duration, expect: (i64, i64, i64)) {
        assert_eq!((length.millis(), length.seconds(), length.minutes()), expect);
    }
    check(Duration::from_millis(-1), (0, 0, 0));
    check(Duration::from_millis(119_999), (119_999, 119, 1));
    check(Duration::from_millis(120_000), (120_000, 120, 2));
    check(Duration::from_seconds(u32::MAX), (4_294_967_295_000, 4_294_967_295, 71_582_788));
}

#[test]
fn an_offset_names_itself() {
    fn check(seconds: i32, expect: &str) {
        assert_eq!(Offset::from_seconds(seconds).to_string(), expect);
    }
    check(0, "UTC");
    check(3_600, "UTC+1");
    check(-3_600, "UTC−1");
    check(50_400, "UTC+14");
    check(-12_600, "UTC−3:30");
    check(20_700, "UTC+5:45");
    check(-300, "UTC−0:05");
    // No clock differs by a day or more.
    check(100_000, "UTC+23:59");
    check(i32::MIN, "UTC−23:59");
}

#[test]
fn reads_the_value_of_a_date_and_time_field() {
    fn check(input: &str, expect: Option<&str>) {
        let millis = |text| Timestamp::parse(text).unwrap();
        let local = CivilDateTime::parse(input).map(|local| local.to_timestamp(&Utc).unwrap());
        assert_eq!(local, expect.map(millis), "{input:?}");
    }
    check("2026-11-23T03:12", Some("2026-11-23T03:12:00Z"));
    check(" 2026-11-23 03:12 ", Some("2026-11-23T03:12:00Z"));
    check("2026-11-23T03:12:59.5", Some("2026-11-23T03:12:59.5Z"));
    check("0000-01-01T00:00", Some("0000-01-01T00:00:00Z"));
    check("9999-12-31T23:59", Some("9999-12-31T23:59:00Z"));
    for nonsense in
        ["", "now", "2026-11-23", "2026-11-23T", "2026-11-23T03:12Z", "2026-11-23T03:12+01:00", "2026-11-31T03:12"]
    {
        check(nonsense, None);
    }
}

#[test]
fn a_local_time_has_its_parts_and_writes_its_field() {
    let local = CivilDateTime::in_zone(at("1969-12-31T23:58:57.999Z"), &Utc);
    assert_eq!((local.hour(), local.minute(), local.second()), (23, 58, 57));
    assert_eq!(local.to_field(), "1969-12-31T23:58");
    assert_eq!(CivilDateTime::in_zone(at("2026-01-02T03:04:05Z"), &Utc).to_field(), "2026-01-02T03:04");
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn reading_text_never_panics(text in "\\PC*", digits in "[+\\-−]?[0-9TZ:. −]{0,30}") {
        for text in [text, digits] {
            let _ = Timestamp::parse(&text);
            let _ = CivilDateTime::parse(&text);
        }
    }

    #[test]
    fn a_written_time_is_read_as_the_same(at in any_timestamp()) {
        prop_assert_eq!(Timestamp::parse(&at.to_iso()), Some(at));
        prop_assert_eq!(Timestamp::parse(&at.to_wire()), Some(at));
    }

    #[test]
    fn agrees_with_jiff_on_iso_8601(millis in -62_167_000_000_000..253_402_000_000_000_i64) {
        let ours = Timestamp::from_millis(millis).unwrap();
        let theirs = jiff::Timestamp::from_millisecond(millis).unwrap();
        prop_assert_eq!(ours.to_iso().parse::<jiff::Timestamp>().unwrap(), theirs);
        prop_assert_eq!(Timestamp::parse(&theirs.to_string()), Some(ours));
    }
}
