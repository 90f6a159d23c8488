//! The source of the incidents on served pages.

use crate::http::representations::OverBudget;
use futures_util::future::BoxFuture;
use model::incident::Timeline;
use model::{Incident, StatusData, Timestamp};
use std::fmt::Display;
use std::sync::Arc;
use tokio::sync::mpsc::Sender;

/// The number of incidents per message when all of them are streamed.
const AT_ONCE: usize = 256;

/// The data at one time.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Changes exactly when something that visitors see changes.
    pub version: String,
    /// The data. Open incidents include their entries, as far as those are known.
    pub data: StatusData,
    /// The time that the data is valid for: now, if it was read just now.
    pub as_of: Timestamp,
}

impl From<OverBudget> for Unavailable {
    fn from(_: OverBudget) -> Self {
        Self::new("all cached documents together would take too much memory")
    }
}

/// The incidents are currently unavailable. The reason is only for the log.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub struct Unavailable(String);

impl Unavailable {
    /// With this reason.
    pub fn new(reason: impl Display) -> Self {
        Self(reason.to_string())
    }
}

/// A source of incidents for served pages: the local database, or another list that is kept up to date.
pub trait IncidentSource: Send + Sync + 'static {
    /// The current incidents. Called for every page, so it must be cheap while nothing changes.
    fn reading(&self) -> BoxFuture<'_, Result<Reading, Unavailable>>;

    /// The entries of an incident in the list; `None` if the source has none.
    fn timeline<'a>(&'a self, of: &'a Incident) -> BoxFuture<'a, Result<Option<Timeline>, Unavailable>>;

    /// The version of the current incidents. Called for every request.
    fn version(&self) -> BoxFuture<'_, Result<Arc<str>, Unavailable>> {
        Box::pin(async { Ok(self.reading().await?.version.into()) })
    }

    /// Sends all incidents in small batches, as together they may be large, with entries where available and `None` for
    /// each that couldn't be read. Returns their version.
    fn stream(&self, to: Sender<Vec<Option<Incident>>>) -> BoxFuture<'_, Result<Arc<str>, Unavailable>> {
        Box::pin(async move {
            let Reading { version, data, .. } = self.reading().await?;
            let list = data.incidents;
            for some in list.incidents().chunks(AT_ONCE) {
                to.send(some.iter().cloned().map(Some).collect()).await.map_err(Unavailable::new)?;
            }
            to.send(vec![None; list.unreadable()]).await.map_err(Unavailable::new)?;
            Ok(version.into())
        })
    }
}
