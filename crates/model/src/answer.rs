//! Data with the time it speaks of, and how old it is by a clock that never goes back.

use crate::history::ORDINARY;
use crate::instant::{Duration, Timestamp};

/// A reading of a clock that never goes back and knows no date: milliseconds since some start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct MonotonicInstant(i64);

impl MonotonicInstant {
    /// From milliseconds since the clock's start.
    pub fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the clock's start.
    pub fn millis(self) -> i64 {
        self.0
    }

    /// The length from `earlier` to here; zero when `earlier` is later.
    pub fn since(self, earlier: Self) -> Duration {
        Duration::from_millis(self.0.saturating_sub(earlier.0))
    }

    /// The reading a length later.
    #[must_use]
    pub fn after(self, length: Duration) -> Self {
        Self(self.0.saturating_add(length.millis()))
    }
}

/// Where an answer came from, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// The API itself.
    Live,
    /// The snapshot that was published with the page.
    Snapshot,
    /// The last good answer, kept in this browser.
    Stored,
    /// The content of the page as it was published.
    Embedded,
}

impl Source {
    /// The word in `data-source`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Snapshot => "snapshot",
            Self::Stored => "stored",
            Self::Embedded => "embedded",
        }
    }

    /// Whether a running app has just got it from its origin. Only such an answer can be fresh.
    pub fn is_current(self) -> bool {
        match self {
            Self::Live | Self::Snapshot => true,
            Self::Stored | Self::Embedded => false,
        }
    }
}

/// Data with the time it speaks of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer<T> {
    /// The data.
    pub data: T,
    /// Where it came from.
    pub source: Source,
    /// The time of the data, by the clock of its source; `None` when it's unknown.
    pub as_of: Option<Timestamp>,
    /// How old the data was when it came: the answer's `Date` less the data's time. `None` when it's unknown.
    pub age_on_arrival: Option<Duration>,
    /// When it came, by the monotonic clock.
    pub received: MonotonicInstant,
    /// How long it may be called current.
    pub stale_after: Duration,
}

impl<T> Answer<T> {
    /// How old the data is; `None` when that is not known.
    pub fn age(&self, now: MonotonicInstant) -> Option<Duration> {
        self.age_on_arrival
            .map(|age| Duration::from_millis(age.millis().saturating_add(now.since(self.received).millis())))
    }

    /// The present by the clock of the data's source: its time, carried on by the monotonic clock.
    pub fn present(&self, now: MonotonicInstant) -> Option<Timestamp> {
        Some(self.as_of?.plus_millis(self.age(now)?.millis()))
    }

    /// The present, as far as it is known: no later than it is. Where the age of the data on arrival is unknown, it
    /// is taken for new; where no app is running, the data's own time is all that is known.
    pub fn present_at_least(&self, now: Option<MonotonicInstant>) -> Option<Timestamp> {
        let Some(now) = now else { return self.as_of };
        let before = self.age_on_arrival.map_or(0, Duration::millis);
        Some(self.as_of?.plus_millis(before.saturating_add(now.since(self.received).millis())))
    }

    /// Whether the data is young enough, and from a source that can be current.
    pub fn is_recent(&self, now: MonotonicInstant) -> bool {
        self.source.is_current() && self.age(now).is_some_and(|age| age < self.stale_after)
    }

    /// When it stops being recent; `None` when it is not recent at all.
    pub fn recent_until(&self, now: MonotonicInstant) -> Option<MonotonicInstant> {
        let left = self.stale_after.millis() - self.age(now)?.millis();
        self.is_recent(now).then(|| now.after(Duration::from_millis(left)))
    }

    /// Whether this answer may replace `shown` without being asked to: its time must not be earlier. Where a time is
    /// missing, the one that came last counts, but current data is never replaced by data that isn't.
    pub fn replaces(&self, shown: &Self) -> bool {
        let (current, shown_current) = (self.source.is_current(), shown.source.is_current());
        if shown_current && !current {
            return false;
        }
        let (Some(new), Some(old)) = (self.as_of, shown.as_of) else { return true };
        // Stored data may come from another machine, and answers are dated in whole seconds.
        let ordinary = if current && !shown_current { ORDINARY } else { Duration::from_millis(0) };
        old.since(new) <= ordinary
    }

    /// Whether this answer and one that was refused before it come from a clock that runs, behind as it may be. An old
    /// answer from a cache stays the same, and one from another cache jumps.
    pub fn runs_on_from(&self, refused: (Timestamp, MonotonicInstant)) -> bool {
        let (before, then) = refused;
        let gap = self.received.since(then).millis();
        let advance = self.present(self.received).map_or(0, |present| present.since(before).millis());
        self.source.is_current() && gap > 0 && advance >= gap / 2 && advance <= gap.saturating_mul(2)
    }
}
