//! Answers that come late or fail: the data that is kept, and when to ask again.

use contract::incident_api::ApiError;
use model::{Answer, Duration, MonotonicInstant, Timestamp};

/// An attempt that failed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Why.
    pub error: ApiError,
    /// When.
    pub at: MonotonicInstant,
    /// How many attempts in a row have failed, at least one.
    pub attempts: u32,
}

/// The state of something that is fetched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Remote<T> {
    /// Nothing yet.
    Loading {
        /// Since when.
        since: MonotonicInstant,
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
    refused: Option<(Timestamp, MonotonicInstant)>,
}

impl<T> Slot<T> {
    /// Nothing known yet.
    pub fn new(now: MonotonicInstant) -> Self {
        Self { state: Remote::Loading { since: now }, begun: 0, settled: 0, refused: None }
    }

    /// The state.
    pub fn state(&self) -> &Remote<T> {
        &self.state
    }

    /// Begins an attempt. The data shown stays.
    pub fn begin(&mut self) -> Ticket {
        self.begun += 1;
        Ticket(self.begun)
    }

    /// Takes data from elsewhere: the page's own, or this browser's copy. Returns whether it is
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
    /// where both show that the clock runs: then the data shown came from another one, which was ahead.
    pub fn settle(&mut self, ticket: Ticket, result: Result<Answer<T>, ApiError>, now: MonotonicInstant) -> bool {
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

/// The longest pause between two automatic attempts.
pub const LONGEST_PAUSE: Duration = Duration::from_seconds(300);

/// How long to wait before asking again.
///
/// `refresh` after a success. After failures it doubles each time, up to [`LONGEST_PAUSE`]. A tenth more or less by
/// `random` (0 to 1) keeps many pages from asking at the same instant. The server's request is the least, with up to
/// a tenth more: all who were sent away together would come back together.
pub fn pause(refresh: Duration, failures: u32, retry_after: Option<Duration>, random: f64) -> Duration {
    let factor = 1_i64 << failures.min(16);
    // A tenth more must stay within the bound as well.
    let longest = (LONGEST_PAUSE.millis() * 10 / 11).max(refresh.millis());
    let base = refresh.millis().saturating_mul(factor).min(longest);
    let random = random.clamp(0.0, 1.0);
    let spread = 0.9 + 0.2 * random;
    let spread_out = Duration::from_millis((base as f64 * spread) as i64);
    let asked = |asked: Duration| Duration::from_millis((asked.millis() as f64 * (1.0 + 0.1 * random)) as i64);
    retry_after.map_or(spread_out, |length| asked(length).max(spread_out))
}
