//! Where served pages have their incidents from.

use crate::clock::Clock;
use crate::forms::OverBudget;
use crate::store::{Store, StoreError};
use futures_util::future::BoxFuture;
use statuspane::domain::incident::Timeline;
use statuspane::domain::{Incident, IncidentList, Timestamp};
use std::fmt::{self, Display};
use std::sync::Arc;
use tokio::sync::Mutex;
use tokio::sync::mpsc::Sender;

/// How many incidents are sent at once where all of them are asked for.
const AT_ONCE: usize = 256;

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

impl From<OverBudget> for Unavailable {
    fn from(_: OverBudget) -> Self {
        Self::new("all kept documents together would take too much memory")
    }
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

    /// The version of the incidents as they are now. Asked for with every request.
    fn version(&self) -> BoxFuture<'_, Result<Arc<str>, Unavailable>> {
        Box::pin(async { Ok(self.reading().await?.version.into()) })
    }

    /// Sends all incidents, each with its entries where those can be had, a few at a time: together they may be large.
    /// `None` for each that could not be read. Returns their version.
    fn stream(&self, to: Sender<Vec<Option<Incident>>>) -> BoxFuture<'_, Result<Arc<str>, Unavailable>> {
        Box::pin(async move {
            let Reading { version, list, .. } = self.reading().await?;
            for some in list.incidents().chunks(AT_ONCE) {
                to.send(some.iter().cloned().map(Some).collect()).await.map_err(Unavailable::new)?;
            }
            to.send(vec![None; list.unreadable()]).await.map_err(Unavailable::new)?;
            Ok(version.into())
        })
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

    async fn current(&self) -> Result<Reading, Arc<StoreError>> {
        let mut kept = self.kept.lock().await;
        let look = self.store.look(&self.clock).await?;
        if let Some((version, list)) = kept.as_ref().filter(|(of, _)| **of == *look.version) {
            return Ok(Reading { version: version.clone(), list: list.clone(), as_of: look.as_of });
        }
        let listing = self.store.incidents_told().await?;
        self.store.has_seen(&listing.version);
        let list = Arc::new(IncidentList::new(listing.incidents, 0));
        *kept = Some((listing.version.clone(), list.clone()));
        Ok(Reading { version: listing.version, list, as_of: look.as_of })
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

    fn version(&self) -> BoxFuture<'_, Result<Arc<str>, Unavailable>> {
        Box::pin(async { Ok(self.store.look(&self.clock).await.map_err(Unavailable::new)?.version) })
    }

    fn stream(&self, to: Sender<Vec<Option<Incident>>>) -> BoxFuture<'_, Result<Arc<str>, Unavailable>> {
        Box::pin(async move {
            self.store.look(&self.clock).await.map_err(Unavailable::new)?;
            let version = self.store.stream(to).await.map_err(Unavailable::new)?;
            self.store.has_seen(&version);
            Ok(version.into())
        })
    }
}
