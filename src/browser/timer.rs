//! Timers after a [`Length`]. Dropping one stops it.

pub use gloo_timers::callback::{Interval, Timeout};
use model::Length;

/// The longest time that a browser's timer takes; a longer one would fire at once.
const LONGEST: i64 = i32::MAX as i64;

/// Calls `handle` once, after `length`.
pub fn once(length: Length, handle: impl FnOnce() + 'static) -> Timeout {
    Timeout::new(millis(length), handle)
}

/// Calls `handle` every `length`, for the first time after it.
pub fn every(length: Length, handle: impl FnMut() + 'static) -> Interval {
    Interval::new(millis(length), handle)
}

fn millis(length: Length) -> u32 {
    // Bounded just before.
    length.millis().min(LONGEST) as u32
}
