//! Passes calls on to the API with the caller's credential, and nothing of ours.
//!
//! A call is passed on once, never repeated. The API's words aren't logged, and a response that repeats the caller's secret
//! isn't passed back.

use super::call_permits::{CallPermits, Caller};
use super::read_cache::ReadCache;
use crate::auth::{Neighbourhood, Throttle};
use crate::client::{ApiClient, NoReply, RawReply, retry_after};
use crate::clock::Clock;
use crate::http::UpstreamError;
use crate::http::idempotency_key::REPLAYED;
use crate::http::{ErrorResponse, HandlerResult, reply};
use axum::http::header::{AGE, DATE, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, Method, StatusCode};
use bytes::Bytes;
use contract::incident_api::Authorization;
use contract::incident_api::credential::SCHEME;
use model::{Duration, MonotonicInstant, Timestamp};
use serde::de::IgnoredAny;
use sha2::{Digest, Sha256};
use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// The number of accepted credentials to remember.
const ACCEPTED: usize = 256;
/// The response headers that matter to the caller.
const PASSED_BACK: [HeaderName; 4] = [AGE, DATE, RETRY_AFTER, REPLAYED];
/// Shorter secrets may occur in a response by chance.
const SECRET_MIN: usize = 8;

/// A call of the contract.
pub struct ForwardedCall {
    /// The method.
    pub method: Method,
    /// The path, relative to the base URL.
    pub path: String,
    /// The caller's credential.
    pub authorization: Authorization,
    /// The body, as JSON.
    pub body: Option<Bytes>,
    /// The `Idempotency-Key`, if the call has one.
    pub idempotency_key: Option<HeaderValue>,
    /// The meaning of a 404 without a usable message from the API.
    pub missing: Missing,
}

/// The thing that doesn't exist when the API responds with 404.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// The incident.
    Incident,
    /// The maintenance, or the call: not every API has maintenances.
    Maintenance,
    /// The call: not every API supports it.
    Call,
}

impl ForwardedCall {
    fn changes(&self) -> bool {
        self.method != Method::GET
    }
}

/// Passes calls on to the API.
pub struct Forwarder {
    client: Arc<ApiClient>,
    clock: Arc<dyn Clock>,
    cache: Arc<ReadCache>,
    permits: CallPermits,
    sign_ins: Arc<Mutex<SignIns>>,
}

#[derive(Default)]
struct SignIns {
    failed: Throttle,
    /// Wrong signatures for an access key that was previously accepted from the same address.
    forged: Throttle<[u8; 32]>,
    /// The hashes of accepted credentials, newest last.
    accepted: VecDeque<[u8; 32]>,
}

/// The recognisable part of a credential. It only decides whether a call is passed on; the API still checks the
/// credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum CredentialHash {
    /// The hash of the whole value. One that was accepted before is valid.
    Whole([u8; 32]),
    /// The hash of a key pair's access key and the address it is used from. Each call has a different signature, which
    /// can't be checked here, and the access key isn't secret.
    Pair([u8; 32]),
}

impl Forwarder {
    /// Passes calls on through `client`. Changes clear the cache.
    pub fn new(client: Arc<ApiClient>, clock: Arc<dyn Clock>, cache: Arc<ReadCache>) -> Self {
        Self { client, clock, cache, permits: CallPermits::new(), sign_ins: Arc::default() }
    }

    /// Passes a call on, once, and returns its response.
    ///
    /// # Errors
    /// When there is no response that can be passed back.
    pub async fn forward(&self, call: ForwardedCall, from: IpAddr) -> HandlerResult {
        let from = Neighbourhood::from(from);
        let identity = CredentialHash::of(&call.authorization, from);
        let admit = || {
            let wait = sign_ins(&self.sign_ins).wait(identity, from, self.clock.moment());
            wait.map_or(Ok(()), |wait| Err(ErrorResponse::Upstream(UpstreamError::Slowed, Some(wait))))
        };
        admit()?;
        let caller = match sign_ins(&self.sign_ins).knows(identity) {
            true => Caller::Known(identity.hash()),
            false => Caller::Unknown(from.address()),
        };
        let permit = self.permits.take(caller).await;
        let Some(permit) = permit else { return Err(ErrorResponse::Upstream(UpstreamError::Occupied, None)) };
        // Others may have failed in the meantime.
        admit()?;
        let (client, cache) = (self.client.clone(), self.cache.clone());
        let (authorization, changes, missing) = (call.authorization.clone(), call.changes(), call.missing);
        let (clock, all) = (self.clock.clone(), self.sign_ins.clone());
        // The caller may leave, but the call is followed to its end, so that visitors see the result.
        let followed = tokio::task::spawn_blocking(move || {
            let ForwardedCall { method, path, authorization: own, body, idempotency_key, .. } = call;
            let answer = client.exchange(method, &path, Some(&own), body, idempotency_key);
            let may_have_changed = match &answer {
                Ok(exchange) => exchange.status.is_success() || exchange.status.is_server_error(),
                Err(lost) => lost.sent,
            };
            if changes && may_have_changed {
                cache.forget();
            }
            let exchange = answer.map_err(|lost| error_of(&lost, changes))?;
            let status = exchange.status;
            let passed = passed_back(exchange, &authorization, changes, missing, clock.now());
            let outcome = match status {
                StatusCode::UNAUTHORIZED => SignInResult::Refused,
                // For a known credential, 403 concerns this call alone.
                StatusCode::FORBIDDEN if !sign_ins(&all).knows(identity) => SignInResult::Refused,
                // An API may list its optional features without checking the credential.
                _ if status.is_success() && passed.is_ok() && missing == Missing::Incident => SignInResult::LetIn,
                _ => SignInResult::Unclear,
            };
            let exceeded = sign_ins(&all).record(identity, from, outcome, clock.moment());
            // Only now, so that the next call is judged by the outcome.
            drop(permit);
            exceeded.map_or(passed, |wait| Err(ErrorResponse::Upstream(UpstreamError::Slowed, Some(wait))))
        });
        followed.await.map_err(|_| ErrorResponse::Internal)?
    }
}

/// The result for the caller's credential, as far as a response reveals it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum SignInResult {
    LetIn,
    Refused,
    Unclear,
}

impl SignIns {
    /// How long a call isn't passed on because of failures. A credential that was accepted before is always passed on;
    /// a key pair, only while there weren't too many wrong signatures for its access key from the same address.
    fn wait(&self, identity: CredentialHash, from: Neighbourhood, now: MonotonicInstant) -> Option<Duration> {
        match (identity, self.knows(identity)) {
            (CredentialHash::Whole(_), true) => None,
            (CredentialHash::Pair(hash), true) => self.forged.left(hash, now),
            (CredentialHash::Whole(_) | CredentialHash::Pair(_), false) => self.failed.left(from, now),
        }
    }

    fn knows(&self, identity: CredentialHash) -> bool {
        self.accepted.contains(&identity.hash())
    }

    /// Records the outcome of a call. Returns the time to wait if the client has exceeded its limit of failures.
    fn record(
        &mut self,
        identity: CredentialHash,
        from: Neighbourhood,
        outcome: SignInResult,
        now: MonotonicInstant,
    ) -> Option<Duration> {
        let (hash, is_known) = (identity.hash(), self.knows(identity));
        match outcome {
            SignInResult::Unclear => None,
            SignInResult::LetIn => {
                self.accepted.retain(|known| *known != hash);
                if self.accepted.len() >= ACCEPTED {
                    self.accepted.pop_front();
                }
                self.accepted.push_back(hash);
                None
            }
            SignInResult::Refused => {
                // Log the address, but nothing of the credential.
                tracing::warn!(client = %from.address(), "the upstream API refused a request for its credentials");
                let by_address = self.failed.fail(from, now);
                let exceeded = match identity {
                    CredentialHash::Pair(_) if is_known => self.forged.fail(hash, now),
                    CredentialHash::Pair(_) => by_address,
                    // It may have been accepted before, but no longer is.
                    CredentialHash::Whole(_) => {
                        self.accepted.retain(|known| *known != hash);
                        by_address
                    }
                };
                exceeded.map(|exceeded| exceeded.wait)
            }
        }
    }
}

fn sign_ins(all: &Mutex<SignIns>) -> MutexGuard<'_, SignIns> {
    all.lock().unwrap_or_else(PoisonError::into_inner)
}

impl CredentialHash {
    fn of(authorization: &Authorization, from: Neighbourhood) -> Self {
        let value = authorization.expose();
        match value.split_once(' ') {
            Some((scheme, rest)) if scheme.eq_ignore_ascii_case(SCHEME) => {
                let access_key = rest.trim_start().split(':').next().unwrap_or(rest);
                let hash = Sha256::new().chain_update(from.address().to_string()).chain_update(" ");
                Self::Pair(hash.chain_update(access_key).finalize().into())
            }
            Some(_) | None => Self::Whole(Sha256::digest(value).into()),
        }
    }

    fn hash(self) -> [u8; 32] {
        match self {
            Self::Whole(hash) | Self::Pair(hash) => hash,
        }
    }
}

/// The error for a call without a response.
fn error_of(lost: &NoReply, changes: bool) -> ErrorResponse {
    tracing::warn!(reason = %lost, "the upstream API didn't respond to a forwarded call");
    let problem = UpstreamError::from(lost.cause);
    if changes && lost.sent {
        return ErrorResponse::Upstream(
            UpstreamError::OutcomeUnknown { timed_out: problem == UpstreamError::TimedOut },
            None,
        );
    }
    ErrorResponse::Upstream(problem, None)
}

/// The response for the caller: the status, the JSON and the few headers that matter to them.
fn passed_back(
    exchange: RawReply,
    whose: &Authorization,
    changes: bool,
    missing: Missing,
    now: Timestamp,
) -> HandlerResult {
    let RawReply { status, headers, body } = exchange;
    // Validate it without building a value: the list of a long history is large.
    let is_json = serde_json::from_slice::<IgnoredAny>(&body).is_ok();
    let is_useful = match status.as_u16() {
        // Partial content.
        206 => false,
        200..=299 => is_json || body.is_empty(),
        // Anything else, such as a proxy's error page, is of no use to a client of the API.
        400..=599 => is_json && !repeats(&body, whose),
        // Redirects, in particular: the credential goes only to the given address.
        _ => false,
    };
    if !is_useful {
        let wait = retry_after(&headers, now);
        let problem = match status.as_u16() {
            401 => return Err(ErrorResponse::WrongCredential),
            404 => {
                return Err(match missing {
                    Missing::Incident => ErrorResponse::UnknownIncident,
                    Missing::Maintenance => ErrorResponse::UnknownMaintenance,
                    Missing::Call => ErrorResponse::UnknownPath,
                });
            }
            // Something in between has responded, so the call may or may not have reached the API.
            200..=299 | 500..=599 if changes => {
                UpstreamError::OutcomeUnknown { timed_out: status == StatusCode::GATEWAY_TIMEOUT }
            }
            200..=299 => UpstreamError::Unreadable,
            503 => UpstreamError::Resting,
            code @ 400..=499 => UpstreamError::Refused(code),
            code @ 500..=599 => UpstreamError::Failed(code),
            code => UpstreamError::Unexpected(code),
        };
        tracing::warn!(status = status.as_u16(), "the upstream API's response to a call can't be passed on");
        return Err(ErrorResponse::Upstream(problem, wait));
    }
    let mut response = if body.is_empty() { reply::empty() } else { reply::kept_json(body) };
    *response.status_mut() = status;
    let own = response.headers_mut();
    for name in PASSED_BACK {
        if let Some(value) = headers.get(&name) {
            own.insert(name, value.clone());
        }
    }
    if status == StatusCode::UNAUTHORIZED {
        // With another scheme, the browser would ask for a password.
        own.insert(WWW_AUTHENTICATE, HeaderValue::from_static(SCHEME));
    }
    Ok(response)
}

/// Whether a response contains the secret part of the caller's credential.
fn repeats(body: &[u8], whose: &Authorization) -> bool {
    let secret = whose.expose().rsplit([' ', ':']).next().unwrap_or("").as_bytes();
    secret.len() >= SECRET_MIN && body.windows(secret.len()).any(|part| part == secret)
}
