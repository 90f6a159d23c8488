//! The list of incidents: encoded and compressed once, and cached until the data changes.

use super::ErrorResponse;
use crate::clock::Clock;
use crate::http::representations::{Budget, ListParts, ListPartsWriter, OverBudget, Representations};
use crate::single_flight::SingleFlight;
use crate::store::{Listing, Store, StoreError};
use contract::incident_api::encode::encode_incident;
use contract::snapshot::Snapshot;
use serde_json::json;
use std::sync::{Arc, Mutex, PoisonError};

/// The private and the public list.
pub(super) struct Lists {
    private: Arc<ListCache>,
    public: Arc<ListCache>,
}

/// The cache of one list.
#[derive(Default)]
struct ListCache {
    kept: Mutex<Option<CachedList>>,
    flight: Arc<SingleFlight<Result<Representations, ListProblem>>>,
    budget: Budget,
}

/// A list and the version of the data that it was made from.
#[derive(Clone)]
struct CachedList {
    version: Arc<str>,
    parts: Arc<ListParts>,
    representations: Representations,
}

/// Why a list couldn't be made.
#[derive(Clone, Debug, thiserror::Error)]
enum ListProblem {
    #[error(transparent)]
    Store(#[from] Arc<StoreError>),
    #[error(transparent)]
    TooLarge(#[from] OverBudget),
    #[error("the list couldn't be encoded")]
    Failed,
}

impl From<ListProblem> for ErrorResponse {
    fn from(problem: ListProblem) -> Self {
        match problem {
            ListProblem::Store(error) => error.into(),
            ListProblem::TooLarge(_) => {
                tracing::error!("the list of incidents needs more memory than all cached documents together may use");
                Self::Busy
            }
            ListProblem::Failed => Self::Internal,
        }
    }
}

impl Lists {
    /// Starts with empty caches.
    pub(super) fn new(budget: &Budget) -> Self {
        let cache = || Arc::new(ListCache { budget: budget.clone(), ..ListCache::default() });
        Self { private: cache(), public: cache() }
    }

    /// The list for authenticated clients.
    pub(super) async fn private(
        &self,
        store: &Arc<Store>,
        clock: &Arc<dyn Clock>,
    ) -> Result<Representations, ErrorResponse> {
        let customer = Some(store.customer().to_owned());
        self.private.current(store, clock, customer).await
    }

    /// The list for visitors.
    pub(super) async fn public(
        &self,
        store: &Arc<Store>,
        clock: &Arc<dyn Clock>,
    ) -> Result<Representations, ErrorResponse> {
        self.public.current(store, clock, None).await
    }
}

impl ListCache {
    async fn current(
        self: &Arc<Self>,
        store: &Arc<Store>,
        clock: &Arc<dyn Clock>,
        customer: Option<String>,
    ) -> Result<Representations, ErrorResponse> {
        let look = store.look(clock).await?;
        if let Some(kept) = self.kept().filter(|kept| kept.version == look.version) {
            return Ok(kept.representations);
        }
        let (cache, store, clock) = (self.clone(), store.clone(), clock.clone());
        Ok(self.flight.get(async move { cache.make(store, clock, customer).await }).await?)
    }

    async fn make(
        self: Arc<Self>,
        store: Arc<Store>,
        clock: Arc<dyn Clock>,
        customer: Option<String>,
    ) -> Result<Representations, ListProblem> {
        let look = store.look(&clock).await?;
        let last = self.kept();
        if let Some(kept) = last.as_ref().filter(|kept| kept.version == look.version) {
            return Ok(kept.representations.clone());
        }
        let listing = match customer {
            Some(_) => store.incidents().await,
            None => store.public_incidents().await,
        };
        let Listing { version, incidents } = listing.map_err(Arc::new)?;
        store.has_seen(&version);
        let budget = self.budget.clone();
        let kept = tokio::task::spawn_blocking(move || {
            let mut writer = ListPartsWriter::after(last.as_ref().map(|last| &*last.parts), budget);
            for incident in incidents {
                let element = match &customer {
                    Some(customer) => encode_incident(&incident, Some(customer)),
                    None => Snapshot::element(&incident, false),
                };
                writer.push(incident.id.as_str(), &element)?;
            }
            let parts = Arc::new(writer.finish()?);
            let representations = match &customer {
                Some(customer) => parts.within(&format!("{{\"customerId\":{},\"incidents\":[", json!(customer)), "]}"),
                None => parts.within(Snapshot::START, &Snapshot::end(Some(&version))),
            };
            Ok::<_, OverBudget>(CachedList { version: version.into(), parts, representations: representations? })
        });
        let kept = kept.await.map_err(|_| ListProblem::Failed)??;
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept.clone());
        Ok(kept.representations)
    }

    fn kept(&self) -> Option<CachedList> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
