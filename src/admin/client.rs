//! Calls of the Incident API with the credential of the person who is signed in. The credential is held in memory only.

use crate::browser::clock;
use crate::browser::crypto::{NotSigned, SigningKey};
use crate::browser::fetch::{self, Exchange, Reply};
use contract::incident_api::credential::{Authorization, KeyPair};
use contract::incident_api::error::{ApiError, Cause};
use contract::incident_api::{Base, Endpoint};
use model::{Duration, MonotonicInstant, Timestamp};
use std::cell::{Cell, RefCell};

/// Seconds for which a signed token is valid. Every call gets a new one, so it only has to last for that call.
const TOKEN_SECONDS: i64 = 300;

/// The credential of a session.
#[derive(Clone)]
pub enum SessionCredential {
    /// A complete value of the `Authorization` header.
    Token(Authorization),
    /// An access key, and the signing key that the browser holds.
    KeyPair(KeyPair, SigningKey),
}

/// A call without success.
pub struct FailedCall {
    /// Why it failed.
    pub error: ApiError,
    /// The body of the answer; empty without an answer.
    pub body: String,
}

/// The API, and the session's credential for it.
pub struct Client {
    base: Base,
    credential: RefCell<Option<SessionCredential>>,
    /// The last time that the API sent, and when it came.
    server_time: Cell<Option<(Timestamp, MonotonicInstant)>>,
    /// The API asked for no automatic requests until then.
    retry_not_before: Cell<Option<MonotonicInstant>>,
    /// Goes up at each sign-in and sign-out. Answers to calls of an earlier session are dropped.
    session_epoch: Cell<u64>,
}

impl SessionCredential {
    /// The header's value for one call.
    async fn authorization(&self, now: Timestamp) -> Result<Authorization, NotSigned> {
        match self {
            Self::Token(value) => Ok(value.clone()),
            Self::KeyPair(pair, key) => {
                let input = pair.signing_input(now.millis().div_euclid(1000), TOKEN_SECONDS);
                let signature = key.sign(&input).await?;
                Ok(pair.authorization(&input, &signature))
            }
        }
    }
}

impl Client {
    /// A client without a credential.
    pub fn new(base: Base) -> Self {
        Self {
            base,
            credential: RefCell::new(None),
            server_time: Cell::new(None),
            retry_not_before: Cell::new(None),
            session_epoch: Cell::new(0),
        }
    }

    /// The present by the API's clock, or by this device's as long as the API has not sent a time.
    pub fn present(&self) -> Timestamp {
        match self.server_time.get() {
            Some((time, at)) => time.plus_millis(clock::now().since(at).millis()),
            None => clock::wall(),
        }
    }

    /// The difference between this device's clock and the API's, as far as it is known.
    pub fn clock_skew(&self) -> Duration {
        let (wall, present) = (clock::wall(), self.present());
        wall.since(present).max(present.since(wall))
    }

    /// The number of the session; see the field.
    pub fn session_epoch(&self) -> u64 {
        self.session_epoch.get()
    }

    /// Begins a session with a credential that the API has accepted.
    pub fn sign_in(&self, credential: SessionCredential) {
        self.credential.replace(Some(credential));
        self.session_epoch.set(self.session_epoch.get() + 1);
    }

    /// Ends the session and forgets its credential.
    pub fn sign_out(&self) {
        self.credential.replace(None);
        self.session_epoch.set(self.session_epoch.get() + 1);
    }

    /// Makes a call.
    ///
    /// # Errors
    /// Any answer but a success, and no answer. Without a credential the API isn't called.
    pub async fn call(&self, endpoint: Endpoint<'_>, body: Option<&str>) -> Result<Reply, FailedCall> {
        let credential = self.credential.borrow().clone();
        let Some(credential) = credential else { return Err(FailedCall::of(ApiError::of(Cause::SignedOut))) };
        let result = self.call_with(&credential, endpoint, body).await;
        if let Err(FailedCall { error: ApiError { retry_after: Some(length), .. }, .. }) = &result {
            self.retry_not_before.set(self.retry_not_before.get().max(Some(clock::now().after(*length))));
        }
        result
    }

    /// How much longer the API asks for no automatic requests. A request that a person makes doesn't wait for it.
    pub fn retry_delay(&self) -> Option<Duration> {
        let now = clock::now();
        self.retry_not_before.get().filter(|until| *until > now).map(|until| until.since(now))
    }

    /// Makes a call with a credential that the API hasn't accepted yet.
    ///
    /// # Errors
    /// As of [`Client::call`]. A browser that can't sign counts as a credential that was refused.
    pub async fn call_with(
        &self,
        credential: &SessionCredential,
        endpoint: Endpoint<'_>,
        body: Option<&str>,
    ) -> Result<Reply, FailedCall> {
        let authorization = credential.authorization(self.present()).await;
        let authorization = authorization.map_err(|NotSigned| FailedCall::of(ApiError::of(Cause::SignedOut)))?;
        let address = self.base.address(endpoint);
        let exchange = fetch::exchange(endpoint.method(), &address, &authorization, body).await;
        let Exchange { status, reply, retry_after } = exchange.map_err(FailedCall::of)?;
        if let Some(date) = reply.date {
            self.server_time.set(Some((date, clock::now())));
        }
        if ApiError::is_complete_success(status) {
            return Ok(reply);
        }
        Err(FailedCall { error: ApiError::from_response(status, &reply.body, retry_after), body: reply.body })
    }
}

impl FailedCall {
    /// A failure without a body.
    pub fn of(error: ApiError) -> Self {
        Self { error, body: String::new() }
    }
}
