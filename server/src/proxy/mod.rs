//! A remote Incident API: reading it for visitors, and proxying it on the page's own origin.
//!
//! Public data is requested with this server's key, once for all visitors ([`read_cache`]). Calls that need a credential are
//! passed on with the caller's ([`forward`]), never with ours. The two share connection settings and nothing else.
//!
//! The version of the data is a hash, so two servers in front of one API agree. An API that gives its list a version is
//! asked for its own `as-of` too, as there may be a cache in front of it. Data marked as internal is removed for visitors
//! only; responses to admins are passed on unchanged.

mod call_permits;
mod forward;
mod read_cache;
mod routes;
mod source;

pub use routes::{private_router, public_router};

use crate::client::{ApiClient, ClientLimits, Credential};
use crate::clock::Clock;
use crate::http::representations::{Budget, Representations};
use crate::http::{Limits, UpstreamError};
use axum::http::HeaderValue;
use contract::incident_api::Base;
use forward::Forwarder;
use read_cache::ReadCache;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long to wait for the API.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For a response that visitors wait for.
    pub reading: Duration,
    /// For a call that is passed on. Shorter than the admin view's own timeout, so that it learns the outcome.
    pub forwarding: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { reading: Duration::from_secs(10), forwarding: Duration::from_secs(12) }
    }
}

/// The maximum size of a response that is passed on, in bytes.
const ANSWER_MAX: u64 = 32 * 1024 * 1024;

/// The API behind this server.
pub struct Upstream {
    cache: Arc<ReadCache>,
    forwarder: Forwarder,
    clock: Arc<dyn Clock>,
    limits: Limits,
    pages: source::Pages,
    /// The last list that was combined with its version, and its tag.
    last_versioned: Mutex<Option<(HeaderValue, String, Representations)>>,
    documents: Budget,
}

impl Upstream {
    /// Connects to the API at `base`. Public data is read with `credential`.
    pub fn new(
        base: Base,
        credential: Option<Credential>,
        clock: Arc<dyn Clock>,
        limits: Limits,
        patience: Patience,
    ) -> Self {
        // A connection that the other side has closed looks like a failure, so connections aren't kept for long.
        let reading = ClientLimits {
            call_time: patience.reading,
            answer: ANSWER_MAX,
            kept_connections: 8,
            kept_time: Duration::from_secs(2),
        };
        // A new connection for each call makes it certain whether the call may have reached the API.
        let forwarding = ClientLimits { call_time: patience.forwarding, kept_connections: 0, ..reading };
        let documents = Budget::default();
        let client = Arc::new(ApiClient::new(base.clone(), credential, reading));
        let cache = ReadCache::new(client, clock.clone(), documents.clone());
        let way = Arc::new(ApiClient::new(base, None, forwarding));
        let forwarder = Forwarder::new(way, clock.clone(), cache.clone());
        Self {
            cache,
            forwarder,
            clock,
            limits,
            pages: source::Pages::default(),
            last_versioned: Mutex::default(),
            documents,
        }
    }

    /// The memory budget for its lists and the documents made from them.
    pub fn documents(&self) -> &Budget {
        &self.documents
    }

    /// The result of the last read of the list; `None` if there was none. Never waits: it starts another read once the
    /// result has expired.
    pub fn last(&self) -> Option<Result<(), UpstreamError>> {
        self.cache.last()
    }
}
