//! Wording: lengths, dates, and the next attempt after a failure.

use crate::builders::{CAUSES, at};
use contract::incident_api::ApiError;
use model::{Date, Duration, Utc};
use std::sync::LazyLock;
use text::{PageText, SharedText};

static SHARED: LazyLock<SharedText> = LazyLock::new(SharedText::english);

#[test]
fn lengths_have_at_most_two_units() {
    let cases = [
        (0, "less than 1 min", "just now", "now"),
        (1, "less than 1 min", "1 second ago", "in 1 second"),
        (59, "less than 1 min", "59 seconds ago", "in 59 seconds"),
        (60, "1 min", "1 minute ago", "in 1 minute"),
        (3_599, "59 min", "59 minutes ago", "in 59 minutes"),
        (3_600, "1 h", "1 hour ago", "in 1 hour"),
        (8_040, "2 h 14 min", "2 hours ago", "in 2 hours"),
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
        ("2026-11-20", "2026-11-20", "20 November 2026"),
        ("2026-11-20", "2026-11-22", "20–22 November 2026"),
        ("2026-10-29", "2026-11-02", "29 October – 2 November 2026"),
        ("2025-12-30", "2026-01-02", "30 December 2025 – 2 January 2026"),
    ];
    for (first, last, expected) in cases {
        let date = |text| Date::parse(text).expect("a date");
        assert_eq!(SHARED.days(date(first), date(last)), expected);
    }
}

#[test]
fn every_failure_names_the_next_attempt_if_there_is_one() {
    let now = at(crate::render::NOW);
    for &cause in CAUSES {
        for (known, next) in [(true, Some(Duration::from_seconds(40))), (false, None)] {
            let sentences = PageText::english().trouble(&ApiError::of(cause), known.then_some(now), known, next, &Utc);
            assert_eq!(sentences.next.contains("in 40 seconds"), next.is_some(), "{cause:?}");
        }
    }
}
