//! A clock that a test sets.

use statuspane::domain::Timestamp;
use statuspane::remote::Moment;
use statuspane_server::clock::Clock;
use std::sync::atomic::{AtomicI64, Ordering};

/// Stands still until it is moved.
#[derive(Debug)]
pub struct TestClock(AtomicI64);

impl TestClock {
    /// 2026-11-23T12:00:00Z.
    pub const START: i64 = 1_795_435_200_000;

    pub fn new() -> Self {
        Self(AtomicI64::new(Self::START))
    }

    /// Moves the time on.
    pub fn pass_seconds(&self, seconds: i64) {
        self.0.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    /// Seconds since 1970.
    pub fn seconds(&self) -> i64 {
        self.0.load(Ordering::SeqCst) / 1000
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.0.load(Ordering::SeqCst)).expect("a time")
    }

    fn moment(&self) -> Moment {
        Moment::from_millis(self.0.load(Ordering::SeqCst))
    }
}
