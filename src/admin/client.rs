//! Calls of the Incident API with the credential of whoever is signed in. It is held in memory and nowhere else.

use super::gate::Who;
use super::objection::{self, Objection};
use super::sign_in::TOKEN_SECONDS;
use crate::browser::clock;
use crate::browser::crypto::{NotSigned, SigningKey};
use crate::browser::fetch::{self, Exchange, Reply};
use contract::incident_api::credential::{Authorization, KeyPair};
use contract::incident_api::error::{ApiError, Cause};
use contract::incident_api::{Base, Endpoint};
use model::{Duration, MonotonicInstant, Timestamp};
use std::cell::{Cell, RefCell};

/// What opens the API.
#[derive(Clone)]
pub enum Key {
    /// A complete value of the header.
    Value(Authorization),
    /// An access key, and the key in the browser's keeping that signs for it.
    Pair(KeyPair, SigningKey),
}

/// A call that gave no success, with the fields that the API named.
pub struct Refused {
    /// Why.
    pub error: ApiError,
    /// Field by field.
    pub objections: Vec<Objection>,
}

/// The API, as far as this page knows it.
pub struct Client {
    base: Base,
    key: RefCell<Option<Key>>,
    /// The last time that the API told, and when.
    heard: Cell<Option<(Timestamp, MonotonicInstant)>>,
    /// Until when the API asks to be left alone by what nobody waits for.
    not_before: Cell<Option<MonotonicInstant>>,
    /// Goes up whenever somebody signs in or out: what was asked for somebody else is not shown.
    era: Cell<u64>,
}

impl Key {
    /// As whom it signs in.
    pub fn who(&self) -> Who {
        match self {
            Self::Value(value) => Who::from(value),
            Self::Pair(pair, _) => Who::from(pair),
        }
    }

    /// A value for one call.
    async fn authorization(&self, now: Timestamp) -> Result<Authorization, NotSigned> {
        match self {
            Self::Value(value) => Ok(value.clone()),
            Self::Pair(pair, key) => {
                let input = pair.signing_input(now.millis().div_euclid(1000), TOKEN_SECONDS);
                let signature = key.sign(&input).await?;
                Ok(pair.authorization(&input, &signature))
            }
        }
    }
}

impl Client {
    /// Nobody is signed in yet.
    pub fn new(base: Base) -> Self {
        Self { base, key: RefCell::new(None), heard: Cell::new(None), not_before: Cell::new(None), era: Cell::new(0) }
    }

    /// The present: by the API's clock where it has told its time, else by this device's.
    pub fn present(&self) -> Timestamp {
        match self.heard.get() {
            Some((told, at)) => told.plus_millis(clock::now().since(at).millis()),
            None => clock::wall(),
        }
    }

    /// How far this device's clock is from the API's, as far as that is known.
    pub fn skew(&self) -> Duration {
        let (wall, present) = (clock::wall(), self.present());
        wall.since(present).max(present.since(wall))
    }

    /// Which sign-in this is.
    pub fn era(&self) -> u64 {
        self.era.get()
    }

    /// Takes the key of somebody whom the API has accepted.
    pub fn sign_in(&self, key: Key) {
        self.key.replace(Some(key));
        self.era.set(self.era.get() + 1);
    }

    /// Forgets the key.
    pub fn sign_out(&self) {
        self.key.replace(None);
        self.era.set(self.era.get() + 1);
    }

    /// Makes a call.
    ///
    /// # Errors
    /// No answer, or no success. Without a key the API is not even asked.
    pub async fn call(&self, endpoint: Endpoint<'_>, body: Option<&str>) -> Result<Reply, Refused> {
        let key = self.key.borrow().clone();
        let Some(key) = key else { return Err(Refused::of(ApiError::of(Cause::SignedOut))) };
        let result = self.call_with(&key, endpoint, body).await;
        if let Err(Refused { error: ApiError { retry_after: Some(length), .. }, .. }) = &result {
            self.not_before.set(self.not_before.get().max(Some(clock::now().after(*length))));
        }
        result
    }

    /// How much longer the API asks to be left alone; only a person's own wish is earlier.
    pub fn rest(&self) -> Option<Duration> {
        let now = clock::now();
        self.not_before.get().filter(|until| *until > now).map(|until| until.since(now))
    }

    /// Makes a call with a key that is not proven yet.
    ///
    /// # Errors
    /// No answer, or no success. A browser that does not sign is the same as a credential that is not accepted.
    pub async fn call_with(&self, key: &Key, endpoint: Endpoint<'_>, body: Option<&str>) -> Result<Reply, Refused> {
        let authorization = key.authorization(self.present()).await;
        let authorization = authorization.map_err(|NotSigned| Refused::of(ApiError::of(Cause::SignedOut)))?;
        let address = self.base.address(endpoint);
        let exchange = fetch::exchange(endpoint.method(), &address, Some(&authorization), body).await;
        let Exchange { status, reply, retry_after } = exchange.map_err(Refused::of)?;
        if let Some(date) = reply.date {
            self.heard.set(Some((date, clock::now())));
        }
        if ApiError::is_complete_success(status) {
            return Ok(reply);
        }
        Err(Refused {
            error: ApiError::from_response(status, &reply.body, retry_after),
            objections: objection::of_body(&reply.body),
        })
    }
}

impl Refused {
    fn of(error: ApiError) -> Self {
        Self { error, objections: Vec::new() }
    }
}
