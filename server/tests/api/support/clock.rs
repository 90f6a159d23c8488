//! Clocks that a test sets: the one of the program, and the one of the runtime, which time limits go by.

use model::{MonotonicInstant, Timestamp};
use statuspane_server::clock::Clock;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc;
use std::time::Duration;

/// Stands still until it is moved.
#[derive(Debug)]
pub struct TestClock(AtomicI64, AtomicI64);

impl TestClock {
    /// 2026-11-23T12:00:00Z.
    pub const START: i64 = 1_795_435_200_000;

    pub fn new() -> Self {
        Self(AtomicI64::new(Self::START), AtomicI64::new(0))
    }

    /// Moves the time on.
    pub fn pass_seconds(&self, seconds: i64) {
        self.pass_millis(seconds * 1000);
    }

    /// The same in milliseconds.
    pub fn pass_millis(&self, millis: i64) {
        self.0.fetch_add(millis, Ordering::SeqCst);
    }

    /// Sets the date and time forward, or back, while no time passes.
    pub fn set_seconds(&self, seconds: i64) {
        self.1.fetch_add(seconds * 1000, Ordering::SeqCst);
    }

    /// Milliseconds since 1970.
    pub fn millis(&self) -> i64 {
        self.0.load(Ordering::SeqCst) + self.1.load(Ordering::SeqCst)
    }

    /// Seconds since 1970.
    pub fn seconds(&self) -> i64 {
        self.millis() / 1000
    }
}

impl Clock for TestClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millis(self.millis()).expect("a time")
    }

    fn moment(&self) -> MonotonicInstant {
        MonotonicInstant::from_millis(self.0.load(Ordering::SeqCst))
    }
}

/// A clock that doesn't move.
#[derive(Debug)]
pub struct FixedClock(pub Timestamp);

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        self.0
    }

    fn moment(&self) -> MonotonicInstant {
        MonotonicInstant::from_millis(0)
    }
}

/// The runtime's clock, standing still until it is moved, however long a socket or the database takes.
pub struct StoppedClock {
    _held: mpsc::Sender<()>,
}

impl StoppedClock {
    /// From now on, for as long as this lives.
    pub fn stop() -> Self {
        tokio::time::pause();
        // A stopped clock moves to the next limit as soon as the runtime is idle, which it also is while it waits for a
        // socket. Work on another thread prevents that.
        let (held, dropped) = mpsc::channel();
        tokio::task::spawn_blocking(move || dropped.recv().is_err());
        Self { _held: held }
    }

    /// Moves the time on.
    pub async fn pass(&self, length: Duration) {
        tokio::time::advance(length).await;
    }
}

impl Drop for StoppedClock {
    fn drop(&mut self) {
        tokio::time::resume();
    }
}
