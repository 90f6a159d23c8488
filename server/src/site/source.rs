//! Where served pages have their incidents from.

use crate::clock::Clock;
use crate::store::{Store, StoreError, Told};
use futures_util::future::BoxFuture;
use statuspane::domain::incident::Timeline;
use statuspane::domain::{Incident, IncidentList, Timestamp};
use std::fmt::{self, Display};
use std::sync::Arc;
use tokio::sync::Mutex;

/// The incidents at a time.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Another one exactly when something about the incidents is another that visitors see.
    pub version: String,
    /// All incidents; those that are open with their entries, as far as they are known.
    pub list: Arc<IncidentList>,
    /// The time that the list is good for: now, where it was just asked for.
    pub as_of: Timestamp,
}

/// The incidents cannot be had just now. Its words are for the log alone.
#[derive(Clone, Debug)]
pub struct Unavailable(String);

impl Unavailable {
    /// For this reason.
    pub fn new(reason: impl Display) -> Self {
        Self(reason.to_string())
    }
}

impl Display for Unavailable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Where served pages have their incidents from: the database here, or any other list that is kept up to date.
pub trait IncidentSource: Send + Sync + 'static {
    /// The incidents as they are now. Asked for with every page, so it has to be cheap while nothing changes.
    fn reading(&self) -> BoxFuture<'_, Result<Reading, Unavailable>>;

    /// The entries of one incident of the list; `None` when the source has none.
    fn timeline<'a>(&'a self, of: &'a Incident) -> BoxFuture<'a, Result<Option<Timeline>, Unavailable>>;

    /// The same as [`reading`](Self::reading), every incident with its entries where that can be had.
    fn whole(&self) -> BoxFuture<'_, Result<Reading, Unavailable>> {
        self.reading()
    }
}

/// The incidents of the database. The list is read again only when its version is another.
pub struct StoreSource {
    store: Arc<Store>,
    clock: Arc<dyn Clock>,
    /// The lock is held while the list is read: whoever else asks meanwhile gets the same one.
    kept: Mutex<Option<(String, Arc<IncidentList>)>>,
}

impl StoreSource {
    /// Of this database.
    pub fn new(store: Arc<Store>, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock, kept: Mutex::new(None) }
    }

    async fn current(&self) -> Result<Reading, StoreError> {
        let mut kept = self.kept.lock().await;
        // Before the question: what changes while it is answered may be missing in the answer.
        let as_of = self.clock.now();
        self.store.settle(as_of).await?;
        let version = self.store.version().await?;
        if let Some((_, list)) = kept.as_ref().filter(|(of, _)| *of == version) {
            return Ok(Reading { version, list: list.clone(), as_of });
        }
        let reading = self.read(Told::Open, as_of).await?;
        *kept = Some((reading.version.clone(), reading.list.clone()));
        Ok(reading)
    }

    async fn read(&self, told: Told, as_of: Timestamp) -> Result<Reading, StoreError> {
        self.store.settle(as_of).await?;
        let listing = self.store.incidents_told(told).await?;
        let list = Arc::new(IncidentList::new(listing.incidents, 0));
        Ok(Reading { version: listing.version, list, as_of })
    }
}

impl IncidentSource for StoreSource {
    fn reading(&self) -> BoxFuture<'_, Result<Reading, Unavailable>> {
        Box::pin(async { self.current().await.map_err(Unavailable::new) })
    }

    fn timeline<'a>(&'a self, of: &'a Incident) -> BoxFuture<'a, Result<Option<Timeline>, Unavailable>> {
        Box::pin(async {
            let entries = self.store.entries(&of.id).await.map_err(Unavailable::new)?;
            Ok(entries.map(|entries| Timeline::new(entries.into_iter().map(|stored| stored.entry).collect(), 0)))
        })
    }

    fn whole(&self) -> BoxFuture<'_, Result<Reading, Unavailable>> {
        Box::pin(async {
            let as_of = self.clock.now();
            self.read(Told::All, as_of).await.map_err(Unavailable::new)
        })
    }
}
