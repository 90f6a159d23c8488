//! The wall clock and the monotonic clock, passed to everything that needs the time, so that tests can set them.

use model::{MonotonicInstant, Timestamp};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// A source of the time.
pub trait Clock: Send + Sync + 'static {
    /// The wall-clock time, for stored times and the claims of tokens.
    fn now(&self) -> Timestamp;
    /// The monotonic time, for durations.
    fn moment(&self) -> MonotonicInstant;
}

/// The system's clocks.
#[derive(Debug)]
pub struct SystemClock {
    start: Instant,
}

impl SystemClock {
    /// Starts the monotonic clock.
    pub fn new() -> Self {
        Self { start: Instant::now() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Timestamp {
        let millis = match SystemTime::now().duration_since(UNIX_EPOCH) {
            Ok(after) => i64::try_from(after.as_millis()).unwrap_or(i64::MAX),
            Err(before) => i64::try_from(before.duration().as_millis()).map_or(i64::MIN, |millis| -millis),
        };
        Timestamp::from_millis(millis).unwrap_or(if millis < 0 { Timestamp::MIN } else { Timestamp::MAX })
    }

    fn moment(&self) -> MonotonicInstant {
        MonotonicInstant::from_millis(i64::try_from(self.start.elapsed().as_millis()).unwrap_or(i64::MAX))
    }
}
