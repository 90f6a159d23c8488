//! Timers after a [`Duration`]. Dropping one stops it.

pub use gloo_timers::callback::{Interval, Timeout};
use model::Duration;

/// The longest time that a browser's timer takes; a longer one would fire at once.
const LONGEST: i64 = i32::MAX as i64;

/// Calls `handle` once, after `length`.
pub fn once(length: Duration, handle: impl FnOnce() + 'static) -> Timeout {
    Timeout::new(millis(length), handle)
}

/// Calls `handle` every `length`, for the first time after it.
pub fn every(length: Duration, handle: impl FnMut() + 'static) -> Interval {
    Interval::new(millis(length), handle)
}

fn millis(length: Duration) -> u32 {
    // Bounded just before.
    length.millis().min(LONGEST) as u32
}
