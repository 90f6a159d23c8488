//! Dates and months.

use crate::builders::{at, cases};
use model::{Date, Month, Utc};
use proptest::prelude::*;

fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

fn month(text: &str) -> Month {
    Month::parse(text).unwrap()
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
fn a_date_has_its_parts() {
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
}

#[test]
fn the_day_of_an_instant_is_the_day_that_has_begun() {
    assert_eq!(Date::of(at("2026-11-22T23:59:59.999Z"), &Utc), date("2026-11-22"));
    assert_eq!(Date::of(at("2026-11-23T00:00:00Z"), &Utc), date("2026-11-23"));
}
