//! Wording: lengths, dates, and the next attempt after a failure.

use crate::builders::{CAUSES, at};
use contract::incident_api::ApiError;
use model::instant::NamedZone;
use model::{Date, Duration, Utc, Zone};
use std::sync::LazyLock;
use text::{PageText, Printed, SharedText};

static SHARED: LazyLock<SharedText> = LazyLock::new(SharedText::english);

#[test]
fn lengths_have_at_most_two_units() {
    let cases = [
        (0, "less than 1 min", "just now", "now"),
        (1, "less than 1 min", "1 s ago", "in 1 second"),
        (59, "less than 1 min", "59 s ago", "in 59 seconds"),
        (60, "1 min", "1 min ago", "in 1 minute"),
        (3_599, "59 min", "59 min ago", "in 59 minutes"),
        (3_600, "1 h", "1 h ago", "in 1 hour"),
        (8_040, "2 h 14 min", "2 h ago", "in 2 hours"),
        (86_400, "1 d", "1 day ago", "in 1 day"),
        (360_000, "4 d 4 h", "4 days ago", "in 4 days"),
    ];
    for (seconds, length, ago, in_time) in cases {
        let given = Duration::from_seconds(seconds);
        assert_eq!(SHARED.length(given), length, "{seconds}");
        assert_eq!(SHARED.ago(given), ago, "{seconds}");
        assert_eq!(SHARED.in_time(given), in_time, "{seconds}");
    }
}

#[test]
fn spans_of_days_do_not_repeat_what_both_share() {
    let cases = [
        (Some(2026), "2026-11-20", "2026-11-20", "20 Nov"),
        (Some(2026), "2026-11-20", "2026-11-22", "20–22 Nov"),
        (Some(2026), "2026-10-29", "2026-11-02", "29 Oct – 2 Nov"),
        (Some(2026), "2025-12-30", "2026-01-02", "30 Dec 2025 – 2 Jan 2026"),
        (Some(2026), "2025-11-20", "2025-11-20", "20 Nov 2025"),
        (None, "2026-11-20", "2026-11-22", "20–22 Nov 2026"),
        (Some(2026), "2025-10-29", "2025-11-02", "29 Oct – 2 Nov 2025"),
    ];
    for (year, first, last, expected) in cases {
        let date = |text| Date::parse(text).expect("a date");
        assert_eq!(SHARED.days(date(first), date(last), year), expected);
    }
}

#[test]
fn below_a_time_day_and_zone_are_printed_only_where_they_are_others() {
    let check = |zone: &str, times: &[&str], expect: &[&str]| {
        let zone = NamedZone::new(zone).expect("a zone");
        let mut above = Printed::default();
        let said: Vec<_> = times.iter().map(|time| SHARED.time_below(at(time), &zone, &mut above)).collect();
        assert_eq!(said, expect, "{times:?} in {}", zone.name());
        assert_eq!(above, Printed::of(at(times.last().expect("a time")), &zone));
    };
    check("UTC", &["2026-11-23T11:49:00Z", "2026-11-23T11:50:59Z"], &["23 Nov 2026, 11:49 UTC", "11:50"]);
    // Over midnight and back, and what is below compares with what was printed last.
    check(
        "UTC",
        &["2026-11-23T23:59:59Z", "2026-11-24T00:00:00Z", "2026-11-24T00:01:00Z", "2026-11-23T23:00:00Z"],
        &["23 Nov 2026, 23:59 UTC", "24 Nov, 00:00", "00:01", "23 Nov, 23:00"],
    );
    // The same two are of one day elsewhere.
    check(
        "Asia/Kathmandu",
        &["2026-11-23T23:59:00Z", "2026-11-24T00:00:00Z"],
        &["24 Nov 2026, 05:44 UTC+5:45", "05:45"],
    );
    check(
        "America/St_Johns",
        &["2026-11-24T03:29:00Z", "2026-11-24T03:30:00Z"],
        &["23 Nov 2026, 23:59 UTC−3:30", "24 Nov, 00:00"],
    );
    // Over New Year, and in the same day of another year.
    check(
        "UTC",
        &["2026-01-01T00:10:00Z", "2025-12-31T23:50:00Z", "2025-01-01T00:10:00Z"],
        &["1 Jan 2026, 00:10 UTC", "31 Dec 2025, 23:50", "1 Jan, 00:10"],
    );
    // The hour that is there twice.
    check(
        "Europe/Berlin",
        &["2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z", "2026-10-25T01:40:00Z", "2026-10-25T00:40:00Z"],
        &["25 Oct 2026, 02:30 UTC+2", "02:30 UTC+1", "02:40", "02:40 UTC+2"],
    );
    check(
        "Europe/London",
        &["2026-07-01T12:00:00Z", "2026-12-01T12:00:00Z"],
        &["1 Jul 2026, 13:00 UTC+1", "1 Dec, 12:00 UTC"],
    );
}

#[test]
fn every_failure_names_the_next_attempt_if_there_is_one() {
    let now = at(crate::render::NOW);
    for &cause in CAUSES {
        for (known, next) in [(true, Some(Duration::from_seconds(40))), (false, None)] {
            let sentences =
                PageText::english().trouble(&ApiError::of(cause), known.then_some(now), known, None, next, &Utc);
            assert_eq!(sentences.next.contains("in 40 seconds"), next.is_some(), "{cause:?}");
        }
    }
}
