//! Answers that come late, go stale or fail: what is held, what it may be called, and when to ask again.

use crate::api::ApiError;
use crate::domain::{IncidentList, Length, Overall, Overview, Timestamp};
use std::borrow::Borrow;

/// A reading of a clock that never goes back and knows no date: milliseconds since some start.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Moment(i64);

impl Moment {
    /// From milliseconds since the clock's start.
    pub fn from_millis(millis: i64) -> Self {
        Self(millis)
    }

    /// Milliseconds since the clock's start.
    pub fn millis(self) -> i64 {
        self.0
    }

    /// The length from `earlier` to here; zero when `earlier` is later.
    pub fn since(self, earlier: Self) -> Length {
        Length::from_millis(self.0.saturating_sub(earlier.0))
    }

    /// The reading a length later.
    #[must_use]
    pub fn after(self, length: Length) -> Self {
        Self(self.0.saturating_add(length.millis()))
    }
}

/// The ordinary difference between the clocks of two machines: no more is made of it.
pub const ORDINARY: Length = crate::domain::history::ORDINARY;

/// Where an answer came from, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Source {
    /// The API itself.
    Live,
    /// The snapshot that was published beside the page.
    Snapshot,
    /// The last good answer, kept in this browser.
    Stored,
    /// The content of the page as it was published.
    Embedded,
}

impl Source {
    /// The word that stands in `data-source`.
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
    /// The time that the data speaks of, by the clock of whoever gave it; `None` when nothing told it.
    pub as_of: Option<Timestamp>,
    /// How old the data was when it came: the answer's `Date` less the data's time. `None` when nothing told it.
    pub age_on_arrival: Option<Length>,
    /// When it came, by the monotonic clock.
    pub received: Moment,
    /// How long it may be called current.
    pub stale_after: Length,
}

impl<T> Answer<T> {
    /// How old the data is; `None` when that is not known.
    pub fn age(&self, now: Moment) -> Option<Length> {
        self.age_on_arrival
            .map(|age| Length::from_millis(age.millis().saturating_add(now.since(self.received).millis())))
    }

    /// The present by the clock of whoever gave the data: its time, carried on by the monotonic clock.
    pub fn present(&self, now: Moment) -> Option<Timestamp> {
        Some(self.as_of?.plus_millis(self.age(now)?.millis()))
    }

    /// The present, as far as it is known: no later than it is. Where nothing told how old the data was when it came, it is
    /// taken for new; where no app is running, the data's own time is all that is known.
    pub fn present_at_least(&self, now: Option<Moment>) -> Option<Timestamp> {
        let Some(now) = now else { return self.as_of };
        let before = self.age_on_arrival.map_or(0, Length::millis);
        Some(self.as_of?.plus_millis(before.saturating_add(now.since(self.received).millis())))
    }

    /// Whether the data is young enough, and from a source that can be current.
    pub fn is_recent(&self, now: Moment) -> bool {
        self.source.is_current() && self.age(now).is_some_and(|age| age < self.stale_after)
    }

    /// When it stops being recent; `None` when it is not recent at all.
    pub fn recent_until(&self, now: Moment) -> Option<Moment> {
        let left = self.stale_after.millis() - self.age(now)?.millis();
        self.is_recent(now).then(|| now.after(Length::from_millis(left)))
    }

    /// Whether this answer may replace `shown` by itself: it must not speak of an earlier time. Where a time is missing,
    /// the one that came last counts, but what is current is never replaced by what is not.
    fn replaces(&self, shown: &Self) -> bool {
        let (current, shown_current) = (self.source.is_current(), shown.source.is_current());
        if shown_current && !current {
            return false;
        }
        let (Some(new), Some(old)) = (self.as_of, shown.as_of) else { return true };
        // What is kept may be from another machine, and dates of answers are told in whole seconds.
        let ordinary = if current && !shown_current { ORDINARY } else { Length::from_millis(0) };
        old.since(new) <= ordinary
    }

    /// Whether this answer and one that was refused before it come from a clock that runs, behind as it may be. An old
    /// answer from a cache stands still, and one from another cache jumps.
    fn runs_on_from(&self, refused: (Timestamp, Moment)) -> bool {
        let (before, then) = refused;
        let gap = self.received.since(then).millis();
        let advance = self.present(self.received).map_or(0, |present| present.since(before).millis());
        self.source.is_current() && gap > 0 && advance >= gap / 2 && advance <= gap.saturating_mul(2)
    }
}

/// An attempt that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Why.
    pub error: ApiError,
    /// When.
    pub at: Moment,
    /// How many attempts in a row have failed, at least one.
    pub attempts: u32,
}

/// What is known of something that is fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remote<T> {
    /// Nothing yet.
    Loading {
        /// Since when.
        since: Moment,
    },
    /// An answer, and the last attempt was good.
    Ready(Answer<T>),
    /// An answer, but the last attempt failed.
    Stale(Answer<T>, Failure),
    /// No answer, and the last attempt failed.
    Failed(Failure),
}

impl<T> Remote<T> {
    /// The answer, whatever became of the attempts after it.
    pub fn answer(&self) -> Option<&Answer<T>> {
        match self {
            Self::Ready(answer) | Self::Stale(answer, _) => Some(answer),
            Self::Loading { .. } | Self::Failed(_) => None,
        }
    }

    /// The last attempt, if it failed.
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Self::Stale(_, failure) | Self::Failed(failure) => Some(failure),
            Self::Loading { .. } | Self::Ready(_) => None,
        }
    }
}

/// Proof that an attempt was begun; needed to settle it.
#[derive(Debug, PartialEq, Eq)]
pub struct Ticket(u64);

/// A [`Remote`] and the order of its attempts: a late answer never overwrites a newer one.
#[derive(Clone, Debug)]
pub struct Slot<T> {
    state: Remote<T>,
    begun: u64,
    settled: u64,
    /// The present of the last answer, where it was not shown for its age, and when it came.
    refused: Option<(Timestamp, Moment)>,
}

impl<T> Slot<T> {
    /// Nothing known yet.
    pub fn new(now: Moment) -> Self {
        Self { state: Remote::Loading { since: now }, begun: 0, settled: 0, refused: None }
    }

    /// What is known.
    pub fn state(&self) -> &Remote<T> {
        &self.state
    }

    /// Begins an attempt. What is shown stays.
    pub fn begin(&mut self) -> Ticket {
        self.begun += 1;
        Ticket(self.begun)
    }

    /// Takes data that no attempt brought: what the page carries, or what this browser kept. Returns whether it is
    /// shown now.
    pub fn offer(&mut self, answer: Answer<T>) -> bool {
        let taken = self.state.answer().is_none_or(|shown| answer.replaces(shown));
        if taken {
            let failure = self.state.failure().cloned();
            self.state = match failure {
                Some(failure) => Remote::Stale(answer, failure),
                None => Remote::Ready(answer),
            };
        }
        taken
    }

    /// Ends an attempt. Returns whether it counted: an attempt that began before the last settled one comes too late.
    /// An answer older than the one shown is not shown either, but it ends a failure. The second such answer is shown,
    /// where the two tell of a clock that runs: then what is shown came from another one, which was ahead.
    pub fn settle(&mut self, ticket: Ticket, result: Result<Answer<T>, ApiError>, now: Moment) -> bool {
        if ticket.0 <= self.settled {
            return false;
        }
        self.settled = ticket.0;
        let attempts = self.state.failure().map_or(0, |failure| failure.attempts);
        // A placeholder while the answer moves from one state to the next.
        let before = std::mem::replace(&mut self.state, Remote::Loading { since: now });
        let shown = match before {
            Remote::Ready(answer) | Remote::Stale(answer, _) => Some(answer),
            Remote::Loading { .. } | Remote::Failed(_) => None,
        };
        self.state = match (result, shown) {
            (Ok(answer), Some(shown))
                if !answer.replaces(&shown) && !self.refused.is_some_and(|refused| answer.runs_on_from(refused)) =>
            {
                self.refused = answer.present(answer.received).map(|present| (present, answer.received));
                self.state = Remote::Ready(shown);
                return false;
            }
            (Ok(answer), _) => {
                self.refused = None;
                Remote::Ready(answer)
            }
            (Err(error), shown) => {
                let failure = Failure { error, at: now, attempts: attempts.saturating_add(1) };
                match shown {
                    Some(answer) => Remote::Stale(answer, failure),
                    None => Remote::Failed(failure),
                }
            }
        };
        true
    }
}

/// What may be said of a list of incidents now. The first promise is kept here: operational needs a complete list
/// and a recent answer, seen by a running app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// What may be called the overall state.
    pub overall: Overall,
    /// Whether the answer is complete and recent.
    pub fresh: bool,
    /// Where the answer came from; `None` without one.
    pub source: Option<Source>,
    /// The time that the data speaks of.
    pub as_of: Option<Timestamp>,
    /// How many incidents are open, as far as is known.
    pub open: usize,
    /// How many elements could not be read.
    pub unreadable: usize,
}

impl Standing {
    /// Without any answer.
    pub const NONE: Self =
        Self { overall: Overall::Unknown, fresh: false, source: None, as_of: None, open: 0, unreadable: 0 };

    /// The same when it can no longer be called the present.
    #[must_use]
    pub fn in_the_past(&self) -> Self {
        Self { overall: self.overall.when_fresh(false), fresh: false, ..self.clone() }
    }

    /// What the state of things allows to be said at `now`; `None` where no app is running, as in a page at rest.
    pub fn of(remote: &Remote<impl Borrow<IncidentList>>, now: Option<Moment>) -> Self {
        let Some(answer) = remote.answer() else { return Self::NONE };
        let list = answer.data.borrow();
        let overview = Overview::of(list, answer.present_at_least(now));
        let fresh = list.is_complete() && now.is_some_and(|now| answer.is_recent(now));
        Self {
            overall: overview.overall.when_fresh(fresh),
            fresh,
            source: Some(answer.source),
            as_of: answer.as_of,
            open: overview.open,
            unreadable: list.unreadable(),
        }
    }
}

/// The longest pause between two attempts that the page takes by itself.
pub const LONGEST_PAUSE: Length = Length::from_seconds(300);

/// How long to wait before asking again.
///
/// `refresh` after a success. After failures it doubles each time, up to [`LONGEST_PAUSE`]. A tenth more or less by
/// `random` (0 to 1) keeps many pages from asking at the same instant. What the server asks for is the least, with up to a
/// tenth more: all who were sent away together would come back together.
pub fn pause(refresh: Length, failures: u32, retry_after: Option<Length>, random: f64) -> Length {
    let factor = 1_i64 << failures.min(16);
    // A tenth more must stay within the bound as well.
    let longest = (LONGEST_PAUSE.millis() * 10 / 11).max(refresh.millis());
    let base = refresh.millis().saturating_mul(factor).min(longest);
    let random = random.clamp(0.0, 1.0);
    let spread = 0.9 + 0.2 * random;
    let spread_out = Length::from_millis((base as f64 * spread) as i64);
    let asked = |asked: Length| Length::from_millis((asked.millis() as f64 * (1.0 + 0.1 * random)) as i64);
    retry_after.map_or(spread_out, |length| asked(length).max(spread_out))
}
