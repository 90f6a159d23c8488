//! The browser's clocks.

use super::window;
use model::{MonotonicInstant, Timestamp};

/// The monotonic clock: milliseconds since the page began. The age of data is measured with it alone.
pub fn now() -> MonotonicInstant {
    // Fractions of a millisecond do not matter; a page does not live long enough to leave the range.
    MonotonicInstant::from_millis(window().performance().map_or(0.0, |performance| performance.now()) as i64)
}

/// The wall clock, which may be wrong by years: for text that a person is about to write, never for the age of data.
pub fn wall() -> Timestamp {
    Timestamp::from_millis(js_sys::Date::now() as i64).unwrap_or(Timestamp::FIRST_UNAMBIGUOUS)
}

/// Reads a date as HTTP writes it.
pub fn parse_http_date(text: &str) -> Option<Timestamp> {
    let millis = js_sys::Date::parse(text);
    (!millis.is_nan()).then(|| Timestamp::from_millis(millis as i64)).flatten()
}
