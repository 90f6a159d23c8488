//! Looks into the database on behalf of many requests: at most once per [`WINDOW`], and at once after a change by this
//! process.

use super::version::version_and_due;
use super::{Store, StoreError};
use crate::clock::Clock;
use crate::single_flight::SingleFlight;
use model::{Duration, MonotonicInstant, Timestamp};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// How long a look is valid. Changes by another process are seen after this time at most.
pub const WINDOW: Duration = Duration::from_millis(100);

/// The result of a look into the database.
#[derive(Clone, Debug)]
pub struct Look {
    /// See [`Store::version`].
    pub version: Arc<str>,
    /// The time before the look. Later changes may be missing.
    pub as_of: Timestamp,
    /// The same on the monotonic clock.
    pub began: MonotonicInstant,
    /// When the next future entry comes due.
    due: Option<Timestamp>,
    /// The number of the last change by this process that the look is certain to include.
    change: u64,
}

type Looked = Result<Look, Arc<StoreError>>;

/// The last look, with the data that decides whether it is still valid.
#[derive(Default)]
pub(super) struct Watch {
    /// Incremented by every change of this process.
    changes: Arc<AtomicU64>,
    last: Mutex<Option<Look>>,
    looking: Arc<SingleFlight<Looked>>,
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch").field("changes", &self.changes).finish_non_exhaustive()
    }
}

impl Watch {
    /// Invalidates all earlier looks.
    pub(super) fn note(&self) {
        self.changes.fetch_add(1, Ordering::SeqCst);
    }

    /// Begins a change by this process.
    pub(super) fn change(&self) -> ChangeGuard {
        ChangeGuard(self.changes.clone())
    }

    /// The last look, if it is valid at this time.
    fn last(&self, now: Timestamp, moment: MonotonicInstant) -> Option<Look> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let look = last.as_ref()?;
        let is_seen = look.change == self.changes.load(Ordering::SeqCst);
        let is_recent = moment.since(look.began) < WINDOW;
        // If the clock jumps in either direction, the data has another time, and other entries are due.
        let is_now = now >= look.as_of && now.since(look.as_of) <= WINDOW;
        let is_due = look.due.is_some_and(|due| now >= due);
        (is_seen && is_recent && is_now && !is_due).then(|| look.clone())
    }
}

/// A change by this process in progress. However it ends, earlier looks are invalid then.
pub(super) struct ChangeGuard(Arc<AtomicU64>);

impl Drop for ChangeGuard {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Store {
    /// The state of the database, now or within the last [`WINDOW`], with all due entries applied. After a change by
    /// this process, there is a new look. Concurrent callers share it.
    ///
    /// # Errors
    /// When the database can't be read. An earlier look is never returned instead.
    pub async fn look(self: &Arc<Self>, clock: &Arc<dyn Clock>) -> Looked {
        if let Some(look) = self.watch.last(clock.now(), clock.moment()) {
            return Ok(look);
        }
        let (store, clock) = (self.clone(), clock.clone());
        let look = async move {
            let (as_of, began) = (clock.now(), clock.moment());
            match store.watch.last(as_of, began) {
                Some(look) => Ok(look),
                None => store.look_anew(as_of, began).await.map_err(Arc::new),
            }
        };
        self.watch.looking.get(look).await
    }

    /// Notes the version of other data that was read. If it differs from that of the last look, the look is dropped:
    /// after someone has seen the newer state, nobody may see the older one.
    pub fn has_seen(&self, version: &str) {
        let mut last = self.watch.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.take_if(|look| *look.version != *version);
    }

    async fn look_anew(&self, as_of: Timestamp, began: MonotonicInstant) -> Result<Look, StoreError> {
        self.apply_due(as_of).await?;
        // After settling, and before the query.
        let change = self.watch.changes.load(Ordering::SeqCst);
        let (version, due) = version_and_due(self, as_of).await?;
        let look = Look { version: version.into(), as_of, began, due, change };
        *self.watch.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(look.clone());
        Ok(look)
    }
}
