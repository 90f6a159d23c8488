//! Looking into the database on behalf of many requests: at most every [`WINDOW`], and at once after a change of our own.

use super::version::version_and_due;
use super::{Store, StoreError};
use crate::clock::Clock;
use crate::made::Made;
use statuspane::domain::{Length, Timestamp};
use statuspane::remote::Moment;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// How long one look is good for: what another process changes is seen after this at the latest.
pub const WINDOW: Length = Length::from_millis(100);

/// What a look into the database has found.
#[derive(Clone, Debug)]
pub struct Look {
    /// See [`Store::version`].
    pub version: Arc<str>,
    /// The time before the look: what changed later may be missing in it.
    pub as_of: Timestamp,
    /// The same by the clock that never goes back.
    pub began: Moment,
    /// When an entry comes due that has not yet.
    due: Option<Timestamp>,
    /// The number of the last change of this process that it is sure to have seen.
    change: u64,
}

type Looked = Result<Look, Arc<StoreError>>;

/// The last look, and what tells whether it is still good.
#[derive(Default)]
pub(super) struct Watch {
    /// Grows with every change of this process.
    changes: Arc<AtomicU64>,
    last: Mutex<Option<Look>>,
    looking: Arc<Made<Looked>>,
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Watch").field("changes", &self.changes).finish_non_exhaustive()
    }
}

impl Watch {
    /// From now on every look before this is over.
    pub(super) fn note(&self) {
        self.changes.fetch_add(1, Ordering::SeqCst);
    }

    /// A change of this process begins.
    pub(super) fn change(&self) -> Change {
        Change(self.changes.clone())
    }

    /// The last look, if it is good at this time.
    fn last(&self, now: Timestamp, moment: Moment) -> Option<Look> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let look = last.as_ref()?;
        let is_seen = look.change == self.changes.load(Ordering::SeqCst);
        let is_recent = moment.since(look.began) < WINDOW;
        // A clock that jumps, to either side, has another time for the data and for what is due.
        let is_now = now >= look.as_of && now.since(look.as_of) <= WINDOW;
        let is_due = look.due.is_some_and(|due| now >= due);
        (is_seen && is_recent && is_now && !is_due).then(|| look.clone())
    }
}

/// A change of this process that is under way. However it ends, looks from before that are over then.
pub(super) struct Change(Arc<AtomicU64>);

impl Drop for Change {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

impl Store {
    /// What the database says now, or said within the last [`WINDOW`]; every entry whose time has come has decided. After
    /// a change of this process it is looked at anew. Whoever asks while that is done gets the same look.
    ///
    /// # Errors
    /// When the database does not answer. A look from before is never given in its place.
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

    /// Something else was read, of this version. Where that is another than the last look's, that look is over: nobody is
    /// to hear of the state before after somebody has seen the one behind it.
    pub fn has_seen(&self, version: &str) {
        let mut last = self.watch.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.take_if(|look| *look.version != *version);
    }

    async fn look_anew(&self, as_of: Timestamp, began: Moment) -> Result<Look, StoreError> {
        self.settle(as_of).await?;
        // Behind what was just settled, and before the question.
        let change = self.watch.changes.load(Ordering::SeqCst);
        let (version, due) = version_and_due(self, as_of).await?;
        let look = Look { version: version.into(), as_of, began, due, change };
        *self.watch.last.lock().unwrap_or_else(PoisonError::into_inner) = Some(look.clone());
        Ok(look)
    }
}
