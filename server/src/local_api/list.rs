//! The list of incidents: encoded and compressed once, and cached until the data changes.

use super::ApiProblem;
use crate::clock::Clock;
use crate::http::forms::{Budget, Forms, OverBudget, Parts, PartsWriter};
use crate::single_flight::Made;
use crate::store::{Listing, Store, StoreError};
use contract::incident_api::encode::encode_incident;
use serde_json::json;
use std::sync::{Arc, Mutex, PoisonError};

/// The private and the public list.
pub(super) struct Lists {
    private: Arc<Place>,
    public: Arc<Place>,
}

/// The cache of one list.
#[derive(Default)]
struct Place {
    kept: Mutex<Option<Kept>>,
    made: Arc<Made<Result<Forms, ListProblem>>>,
    budget: Budget,
}

/// A list and the version of the data that it was made from.
#[derive(Clone)]
struct Kept {
    version: Arc<str>,
    parts: Arc<Parts>,
    forms: Forms,
}

/// Why a list couldn't be made.
#[derive(Clone)]
enum ListProblem {
    Store(Arc<StoreError>),
    TooLarge,
    Failed,
}

impl From<Arc<StoreError>> for ListProblem {
    fn from(error: Arc<StoreError>) -> Self {
        Self::Store(error)
    }
}

impl From<OverBudget> for ListProblem {
    fn from(_: OverBudget) -> Self {
        Self::TooLarge
    }
}

impl From<ListProblem> for ApiProblem {
    fn from(problem: ListProblem) -> Self {
        match problem {
            ListProblem::Store(error) => error.into(),
            ListProblem::TooLarge => {
                tracing::error!("the list of incidents takes more memory than all kept documents may take together");
                Self::Busy
            }
            ListProblem::Failed => Self::Internal,
        }
    }
}

impl Lists {
    /// Starts with empty caches.
    pub(super) fn new(budget: &Budget) -> Self {
        let place = || Arc::new(Place { budget: budget.clone(), ..Place::default() });
        Self { private: place(), public: place() }
    }

    /// The list for authenticated clients.
    pub(super) async fn private(&self, store: &Arc<Store>, clock: &Arc<dyn Clock>) -> Result<Forms, ApiProblem> {
        let customer = Some(store.customer().to_owned());
        self.private.current(store, clock, customer).await
    }

    /// The list for visitors.
    pub(super) async fn public(&self, store: &Arc<Store>, clock: &Arc<dyn Clock>) -> Result<Forms, ApiProblem> {
        self.public.current(store, clock, None).await
    }
}

impl Place {
    async fn current(
        self: &Arc<Self>,
        store: &Arc<Store>,
        clock: &Arc<dyn Clock>,
        customer: Option<String>,
    ) -> Result<Forms, ApiProblem> {
        let look = store.look(clock).await?;
        if let Some(kept) = self.kept().filter(|kept| kept.version == look.version) {
            return Ok(kept.forms);
        }
        let (place, store, clock) = (self.clone(), store.clone(), clock.clone());
        Ok(self.made.get(async move { place.make(store, clock, customer).await }).await?)
    }

    async fn make(
        self: Arc<Self>,
        store: Arc<Store>,
        clock: Arc<dyn Clock>,
        customer: Option<String>,
    ) -> Result<Forms, ListProblem> {
        let look = store.look(&clock).await?;
        let last = self.kept();
        if let Some(kept) = last.as_ref().filter(|kept| kept.version == look.version) {
            return Ok(kept.forms.clone());
        }
        let Listing { version, incidents } = store.incidents().await.map_err(Arc::new)?;
        store.has_seen(&version);
        let budget = self.budget.clone();
        let kept = tokio::task::spawn_blocking(move || {
            let mut writer = PartsWriter::after(last.as_ref().map(|last| &*last.parts), budget);
            for incident in incidents {
                writer.push(incident.id.as_str(), &encode_incident(&incident, customer.as_deref()))?;
            }
            let parts = Arc::new(writer.finish()?);
            let forms = match &customer {
                Some(customer) => parts.within(&format!("{{\"customerId\":{},\"incidents\":[", json!(customer)), "]}"),
                None => parts.within("{\"incidents\":[", &format!("],\"version\":{}}}", json!(version))),
            };
            Ok::<_, OverBudget>(Kept { version: version.into(), parts, forms: forms? })
        });
        let kept = kept.await.map_err(|_| ListProblem::Failed)??;
        *self.kept.lock().unwrap_or_else(PoisonError::into_inner) = Some(kept.clone());
        Ok(kept.forms)
    }

    fn kept(&self) -> Option<Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
