//! The notices about a date before it is sent.

use crate::builders::at;
use model::{Offset, Timestamp, Utc, Zone};
use statuspane::admin::editor::date_warning::DateWarning;

/// Two hours ahead of UTC until 01:00 UTC on 25 October 2026, one hour from then on.
struct Autumn;

impl Zone for Autumn {
    fn offset(&self, time: Timestamp) -> Offset {
        Offset::from_seconds(if time < at("2026-10-25T01:00:00Z") { 7_200 } else { 3_600 })
    }

    fn name(&self) -> &str {
        "Europe/Berlin"
    }
}

#[test]
fn future_and_repeated_dates_have_a_notice() {
    fn check(text: &str, zone: &dyn Zone, now: &str, expect: Option<DateWarning>) {
        assert_eq!(DateWarning::of(text, zone, at(now)), expect, "{text} at {now}");
    }
    let now = "2026-11-23T03:12:00Z";
    for text in ["", "soon", "2026-11-23", "2026-11-23T03:12", "2026-11-23T03:22", "2020-01-01T00:00"] {
        check(text, &Utc, now, None);
    }
    for text in ["2026-11-23T03:23", "2062-11-23T03:12", "9999-12-31T23:59"] {
        check(text, &Utc, now, Some(DateWarning::Future));
    }
    for text in ["2026-10-25T02:00", "2026-10-25T02:30", "2026-10-25T02:59"] {
        check(text, &Autumn, now, Some(DateWarning::Ambiguous));
    }
    for text in ["2026-10-25T01:59", "2026-10-25T03:00", "2026-10-24T02:30", "2026-10-26T02:30"] {
        check(text, &Autumn, now, None);
    }
    check("2026-10-25T02:30", &Autumn, "2026-10-24T00:00:00Z", Some(DateWarning::Future));
}
