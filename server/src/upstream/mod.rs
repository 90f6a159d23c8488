//! An Incident API that is somewhere else: asking it, and being the way to it from the page's own origin.
//!
//! What visitors read is asked for with the key of this server ([`reads`]), once for all of them. What needs a
//! credential is passed on with that of whoever asks ([`passing`]), and never with ours. The two share a connection's
//! settings and nothing else.

mod address;
mod client;
mod credential;
mod internal;
mod passing;
mod places;
mod problem;
mod reads;
mod routes;
mod source;

pub use address::{base, is_readable_on_the_way};
pub use client::{Client, ClientLimits, Exchange, NoExchange, Reply, retry_after};
pub use credential::Credential;
pub use problem::{Problem, whole_seconds};
pub use routes::{private_router, public_router};

use crate::api::Limits;
use crate::clock::Clock;
use crate::forms::{Budget, Forms};
use address::is_on_this_machine;
use axum::http::HeaderValue;
use passing::Passing;
use reads::Reads;
use statuspane::api::Base;
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long the API may take.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For an answer that visitors wait for.
    pub reading: Duration,
    /// For a call that is passed on: less than the admin view waits itself, so that it hears what became of it.
    pub passing: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { reading: Duration::from_secs(10), passing: Duration::from_secs(12) }
    }
}

/// The largest answer that is passed on, in bytes.
const ANSWER_MAX: u64 = 32 * 1024 * 1024;

/// The API behind this server.
pub struct Upstream {
    reads: Arc<Reads>,
    passing: Passing,
    clock: Arc<dyn Clock>,
    limits: Limits,
    pages: source::Pages,
    /// The last list that was given its version, by its own tag.
    last_versioned: Mutex<Option<(HeaderValue, String, Forms)>>,
    documents: Budget,
}

impl Upstream {
    /// The API at this address; visitors' questions are asked with this key.
    pub fn new(
        base: Base,
        credential: Option<Credential>,
        clock: Arc<dyn Clock>,
        limits: Limits,
        patience: Patience,
    ) -> Self {
        // A connection that the other side has closed meanwhile looks like a failure, so they are not kept for long.
        let reading = ClientLimits {
            call_time: patience.reading,
            answer: ANSWER_MAX,
            kept_connections: 8,
            kept_time: Duration::from_secs(2),
        };
        // One connection for each call: then it is known whether a call can have got there.
        let passing = ClientLimits { call_time: patience.passing, kept_connections: 0, ..reading };
        let documents = Budget::default();
        let client = Arc::new(Client::new(base.clone(), credential, reading));
        let reads = Reads::new(client, clock.clone(), documents.clone());
        let way = Arc::new(Client::new(base, None, passing));
        let passing = Passing::new(way, clock.clone(), reads.clone());
        Self {
            reads,
            passing,
            clock,
            limits,
            pages: source::Pages::default(),
            last_versioned: Mutex::default(),
            documents,
        }
    }

    /// The memory that its lists take, and documents that are made of them.
    pub fn documents(&self) -> &Budget {
        &self.documents
    }

    /// What became of the last question for the list; `None` when there was none. Never waits: it has the question
    /// asked again when its answer is over.
    pub fn last(&self) -> Option<Result<(), Problem>> {
        self.reads.last()
    }
}
