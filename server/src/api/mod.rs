//! The Incident API: `/v1` requires a credential, `/public/v1` is open to everyone.

pub(crate) mod body;
pub mod cors;
pub(crate) mod idempotency;
mod list;
mod private;
mod problem;
mod public;
pub(crate) mod reply;

pub use private::router as private_router;
pub use problem::ApiProblem;
pub use public::router as public_router;

use crate::auth::Authenticator;
use crate::clock::Clock;
use crate::forms::Budget;
use crate::store::Store;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRequestParts, Path, Request, State};
use axum::http::request::Parts;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use list::Lists;
use model::{EntryId, IncidentId};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// Limits on a request body.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Maximum size, in bytes.
    pub body: usize,
    /// How long the body may take to arrive.
    pub body_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { body: 256 * 1024, body_time: Duration::from_secs(20) }
    }
}

/// The state that the handlers share.
pub struct Api {
    store: Arc<Store>,
    clock: Arc<dyn Clock>,
    authenticator: Authenticator,
    lists: Lists,
    limits: Limits,
}

impl Api {
    /// Serves the API from this store. The lists take their memory from the `documents` budget.
    pub fn new(store: Arc<Store>, clock: Arc<dyn Clock>, limits: Limits, documents: &Budget) -> Self {
        let authenticator = Authenticator::new(store.clone(), clock.clone());
        Self { store, clock, authenticator, lists: Lists::new(documents), limits }
    }

    /// Reads the public list to check that it works. This is cheap, as the list is cached until the data changes.
    ///
    /// # Errors
    /// When reading that list fails.
    pub async fn check(&self) -> Result<(), ApiProblem> {
        self.lists.public(&self.store, &self.clock).await.map(drop)
    }
}

/// Applies updates whose time has come before the request reads or changes anything.
async fn settled(State(api): State<Arc<Api>>, request: Request, next: Next) -> Response {
    match api.store.look(&api.clock).await {
        Ok(_) => next.run(request).await,
        Err(error) => ApiProblem::from(error).into_response(),
    }
}

/// The client's address, as determined behind the trusted proxies.
#[derive(Clone, Copy, Debug)]
pub struct Client(pub IpAddr);

/// The incident ID in the path.
pub(crate) struct InPath(pub(crate) IncidentId);

/// The incident ID and the entry ID in the path.
pub(crate) struct EntryInPath(pub(crate) IncidentId, pub(crate) EntryId);

impl<S: Send + Sync> FromRequestParts<S> for InPath {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiProblem> {
        let id: Result<Path<String>, PathRejection> = Path::from_request_parts(parts, state).await;
        id.ok().and_then(|id| incident_id(&id.0)).map(Self).ok_or(ApiProblem::UnknownIncident)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for EntryInPath {
    type Rejection = ApiProblem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiProblem> {
        let ids: Result<Path<(String, String)>, PathRejection> = Path::from_request_parts(parts, state).await;
        let Ok(Path((incident, entry))) = ids else { return Err(ApiProblem::UnknownEntry) };
        let incident = incident_id(&incident).ok_or(ApiProblem::UnknownIncident)?;
        let id = EntryId::new(&entry).filter(|id| id.as_str() == entry).ok_or(ApiProblem::UnknownEntry)?;
        Ok(Self(incident, id))
    }
}

/// IDs are opaque and compared exactly, so an ID with surrounding whitespace is a different one.
fn incident_id(text: &str) -> Option<IncidentId> {
    IncidentId::new(text).filter(|id| id.as_str() == text)
}
