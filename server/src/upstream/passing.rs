//! Calls that are passed on with the credential of whoever makes them, and with nothing of ours.

use super::client::{Client, Exchange, NoExchange, retry_after};
use super::problem::Problem;
use super::reads::Reads;
use crate::api::idempotency::REPLAYED;
use crate::api::{ApiProblem, reply};
use crate::auth::Throttle;
use crate::clock::Clock;
use axum::http::header::{AGE, DATE, HeaderName, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderValue, Method, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use serde_json::Value;
use sha2::{Digest, Sha256};
use statuspane::api::Authorization;
use statuspane::api::credential::SCHEME;
use statuspane::domain::{Length, Timestamp};
use std::collections::VecDeque;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;

/// How many calls are passed on at once, and how long one waits for its turn.
const AT_ONCE: usize = 16;
const PATIENCE: Duration = Duration::from_secs(3);
/// How many credentials are remembered that the API has let in.
const ACCEPTED: usize = 64;
/// The headers of an answer that concern whoever asked.
const PASSED_BACK: [HeaderName; 4] = [AGE, DATE, RETRY_AFTER, REPLAYED];
/// A secret that is shorter could stand in any answer by chance.
const SECRET_MIN: usize = 8;

/// A call of the contract.
pub struct Call {
    /// Its method.
    pub method: Method,
    /// Its path below the base.
    pub path: String,
    /// Whose it is.
    pub authorization: Authorization,
    /// Its body, JSON.
    pub body: Option<Bytes>,
    /// Its `Idempotency-Key`, where it came with one.
    pub idempotency_key: Option<HeaderValue>,
    /// What a 404 without words of the API means.
    pub missing: Missing,
}

/// What is not there when the API has nothing at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Missing {
    /// The incident.
    Incident,
    /// The call: not every API has it.
    Call,
}

impl Call {
    fn changes(&self) -> bool {
        self.method != Method::GET
    }
}

/// The way to the API.
pub struct Passing {
    client: Arc<Client>,
    clock: Arc<dyn Clock>,
    reads: Arc<Reads>,
    places: Arc<Semaphore>,
    sign_ins: Mutex<SignIns>,
}

#[derive(Default)]
struct SignIns {
    failed: Throttle,
    /// Hashes of credentials that were let in, the newest last: nobody's failures hold them up.
    accepted: VecDeque<[u8; 32]>,
}

impl Passing {
    /// The way to the API that `client` asks. Changes let go of what `reads` keeps.
    pub fn new(client: Arc<Client>, clock: Arc<dyn Clock>, reads: Arc<Reads>) -> Self {
        Self { client, clock, reads, places: Arc::new(Semaphore::new(AT_ONCE)), sign_ins: Mutex::default() }
    }

    /// Passes a call on, once, and its answer back.
    ///
    /// # Errors
    /// When there is no answer that could be passed back.
    pub async fn pass(&self, call: Call, from: IpAddr) -> Result<Response, ApiProblem> {
        let identity = identity(&call.authorization);
        if let Some(wait) = self.slowed(&identity, from) {
            return Err(ApiProblem::Upstream(Problem::Slowed, Some(wait)));
        }
        let place = tokio::time::timeout(PATIENCE, self.places.clone().acquire_owned()).await;
        let Ok(Ok(place)) = place else { return Err(ApiProblem::Upstream(Problem::Occupied, None)) };
        let (client, reads) = (self.client.clone(), self.reads.clone());
        let (authorization, changes, missing) = (call.authorization.clone(), call.changes(), call.missing);
        let clock = self.clock.clone();
        // Whoever asked may leave; what was sent is followed to its end, so that visitors see what came of it.
        let followed = tokio::task::spawn_blocking(move || {
            let Call { method, path, authorization: own, body, idempotency_key, .. } = call;
            let answer = client.exchange(method, &path, Some(&own), body, idempotency_key);
            let may_have_changed = match &answer {
                Ok(exchange) => exchange.status.is_success() || exchange.status.is_server_error(),
                Err(lost) => lost.sent,
            };
            if changes && may_have_changed {
                reads.forget();
            }
            drop(place);
            let exchange = answer.map_err(|lost| told(&lost, changes))?;
            let status = exchange.status;
            Ok::<_, ApiProblem>((status, passed_back(exchange, &authorization, changes, missing, clock.now())))
        });
        let (status, answer) = followed.await.map_err(|_| ApiProblem::Internal)??;
        if status == StatusCode::UNAUTHORIZED {
            self.failed(from)?;
        } else if status.is_success() {
            self.accepted(identity);
        }
        answer
    }

    /// How long an address with too many failures has to wait. A credential that was let in before need not.
    fn slowed(&self, identity: &[u8; 32], from: IpAddr) -> Option<Length> {
        let sign_ins = self.sign_ins();
        let wait = sign_ins.failed.left(from, self.clock.moment());
        wait.filter(|_| !sign_ins.accepted.contains(identity))
    }

    fn failed(&self, from: IpAddr) -> Result<(), ApiProblem> {
        // The address and nothing of what was presented.
        tracing::warn!(client = %from, "a request was not let in by the upstream");
        match self.sign_ins().failed.fail(from, self.clock.moment()) {
            None => Ok(()),
            Some(wait) => Err(ApiProblem::Upstream(Problem::Slowed, Some(wait))),
        }
    }

    fn accepted(&self, identity: [u8; 32]) {
        let accepted = &mut self.sign_ins().accepted;
        accepted.retain(|known| *known != identity);
        if accepted.len() >= ACCEPTED {
            accepted.pop_front();
        }
        accepted.push_back(identity);
    }

    fn sign_ins(&self) -> MutexGuard<'_, SignIns> {
        self.sign_ins.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What stays the same of a credential from call to call: of a key pair the access key, as each call has a signature of
/// its own. It opens nothing here but the way to the API, which judges the rest.
fn identity(authorization: &Authorization) -> [u8; 32] {
    let value = authorization.expose();
    let lasting = match value.split_once(' ') {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case(SCHEME) => rest.split(':').next().unwrap_or(rest),
        Some(_) | None => value,
    };
    Sha256::digest(lasting).into()
}

/// An exchange that came to nothing.
fn told(lost: &NoExchange, changes: bool) -> ApiProblem {
    tracing::warn!(reason = %lost, "the upstream gave no answer to a call that was passed on");
    let problem = Problem::from(lost.cause);
    if changes && lost.sent {
        return ApiProblem::Upstream(Problem::OutcomeUnknown { timed_out: problem == Problem::TimedOut }, None);
    }
    ApiProblem::Upstream(problem, None)
}

/// The answer as it goes to whoever asked: status, JSON, and the few headers that say something to them.
fn passed_back(
    exchange: Exchange,
    whose: &Authorization,
    changes: bool,
    missing: Missing,
    now: Timestamp,
) -> Result<Response, ApiProblem> {
    let Exchange { status, headers, body } = exchange;
    let is_json = serde_json::from_slice::<Value>(&body).is_ok();
    let is_useful = match status.as_u16() {
        // Only part of the answer.
        206 => false,
        200..=299 => is_json || body.is_empty(),
        // What is not for clients of the API is of no use to them: the page of a proxy, for instance.
        400..=599 => is_json && !repeats(&body, whose),
        // A redirect, above all: the credential goes to the address that was named, and nowhere else.
        _ => false,
    };
    if !is_useful {
        let wait = retry_after(&headers, now);
        let problem = match status.as_u16() {
            401 => return Err(ApiProblem::WrongCredential),
            404 => {
                return Err(match missing {
                    Missing::Incident => ApiProblem::UnknownIncident,
                    Missing::Call => ApiProblem::UnknownPath,
                });
            }
            // Something on the way has answered: nobody knows whether the call got to the API.
            200..=299 | 500..=599 if changes => {
                Problem::OutcomeUnknown { timed_out: status == StatusCode::GATEWAY_TIMEOUT }
            }
            200..=299 => Problem::Unreadable,
            503 => Problem::Resting,
            code @ 400..=499 => Problem::Refused(code),
            code @ 500..=599 => Problem::Failed(code),
            code => Problem::Unexpected(code),
        };
        tracing::warn!(status = status.as_u16(), "the upstream answered a call with something that can't be passed on");
        return Err(ApiProblem::Upstream(problem, wait));
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
        // Another scheme would have the browser ask for a password.
        own.insert(WWW_AUTHENTICATE, HeaderValue::from_static(SCHEME));
    }
    Ok(response)
}

/// Whether an answer holds the secret part of what it was asked with.
fn repeats(body: &[u8], whose: &Authorization) -> bool {
    let secret = whose.expose().rsplit([' ', ':']).next().unwrap_or("").as_bytes();
    secret.len() >= SECRET_MIN && body.windows(secret.len()).any(|part| part == secret)
}
