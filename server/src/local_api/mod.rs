//! The Incident API: `/v1` requires a credential, `/public/v1` is open to everyone.

mod error;
mod idempotency;
mod list;
mod maintenances;
mod private;
mod public;
mod source;

pub use private::router as private_router;
pub use public::router as public_router;
pub use source::StoreSource;

use crate::auth::Authenticator;
use crate::clock::Clock;
use crate::http::representations::Budget;
use crate::http::{ErrorResponse, Limits};
use crate::store::Store;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use list::Lists;
use std::sync::Arc;

/// The state that the handlers share.
pub struct LocalApi {
    store: Arc<Store>,
    clock: Arc<dyn Clock>,
    authenticator: Authenticator,
    lists: Lists,
    limits: Limits,
}

impl LocalApi {
    /// Serves the API from this store. The lists take their memory from the `documents` budget.
    pub fn new(store: Arc<Store>, clock: Arc<dyn Clock>, limits: Limits, documents: &Budget) -> Self {
        let authenticator = Authenticator::new(store.clone(), clock.clone());
        Self { store, clock, authenticator, lists: Lists::new(documents), limits }
    }

    /// Reads the public list to check that it works. This is cheap, as the list is cached until the data changes.
    ///
    /// # Errors
    /// When reading that list fails.
    pub async fn check(&self) -> Result<(), ErrorResponse> {
        self.lists.public(&self.store, &self.clock).await.map(drop)
    }
}

/// Applies updates whose time has come before the request reads or changes anything.
async fn apply_due_updates(State(api): State<Arc<LocalApi>>, request: Request, next: Next) -> Response {
    match api.store.look(&api.clock).await {
        Ok(_) => next.run(request).await,
        Err(error) => ErrorResponse::from(error).into_response(),
    }
}
