//! The database as the source of the incidents on served pages.

use crate::clock::Clock;
use crate::source::{IncidentSource, Reading, Unavailable};
use crate::store::{Store, StoreError, Versioned};
use futures_util::future::BoxFuture;
use model::incident::Timeline;
use model::{Incident, StatusData};
use std::sync::Arc;
use tokio::sync::Mutex;
use tokio::sync::mpsc::Sender;

/// Reads the incidents from the database, and reads the list again only when its version changes.
pub struct StoreSource {
    store: Arc<Store>,
    clock: Arc<dyn Clock>,
    /// Held while the list is read, so that concurrent requests share the result.
    kept: Mutex<Option<(String, StatusData)>>,
}

impl StoreSource {
    /// Reads from this store.
    pub fn new(store: Arc<Store>, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock, kept: Mutex::new(None) }
    }

    async fn current(&self) -> Result<Reading, Arc<StoreError>> {
        let mut kept = self.kept.lock().await;
        let look = self.store.look(&self.clock).await?;
        if let Some((version, data)) = kept.as_ref().filter(|(of, _)| **of == *look.version) {
            return Ok(Reading { version: version.clone(), data: data.clone(), as_of: look.as_of });
        }
        let Versioned { version, data } = self.store.status_data().await?;
        self.store.has_seen(&version);
        *kept = Some((version.clone(), data.clone()));
        Ok(Reading { version, data, as_of: look.as_of })
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
