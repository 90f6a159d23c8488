//! Calls of an Incident API that is somewhere else. They block: an async task hands them to a thread.

use super::Credential;
use crate::api::idempotency::KEY;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use bytes::Bytes;
use statuspane::api::error::retry_after_seconds;
use statuspane::api::wire::{Unreadable, decode_as_of};
use statuspane::api::{ApiError, Authorization, Base, Cause, Endpoint};
use statuspane::domain::{Length, Timestamp};
use std::fmt::{self, Display};
use std::io;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, UNIX_EPOCH};
use ureq::Agent;

/// How long finding and reaching the API may take, of the time for a whole call.
const CONNECT_TIME: Duration = Duration::from_secs(5);
/// By how many milliseconds two clocks may differ before a token is signed by that of the API.
const ORDINARY: i64 = 30_000;

/// How much a call may ask for.
#[derive(Clone, Copy, Debug)]
pub struct ClientLimits {
    /// How long a call may take, its answer included.
    pub call_time: Duration,
    /// The largest answer that is read, in bytes, after it was unpacked.
    pub answer: u64,
    /// How many connections are kept for the next call.
    pub kept_connections: usize,
    /// For how long.
    pub kept_time: Duration,
}

/// An API, and the key that this program reads it with.
pub struct Client {
    agent: Agent,
    base: Base,
    credential: Option<Credential>,
    limits: ClientLimits,
    /// By how many milliseconds the API's clock is ahead of ours, as far as it mattered so far.
    ahead: AtomicI64,
}

/// A success.
#[derive(Debug)]
pub struct Reply {
    /// The body.
    pub body: String,
    /// When the answer was made: its `Date` less the time that a cache on the way has held it.
    pub date: Option<Timestamp>,
    /// How long a cache on the way has held it.
    pub held: Length,
}

/// An answer of any status.
#[derive(Debug)]
pub struct Exchange {
    /// The status.
    pub status: StatusCode,
    /// The headers as they came.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// A call without a whole answer.
#[derive(Debug)]
pub struct NoExchange {
    /// Why.
    pub cause: Cause,
    /// Whether the API can have got the request, or a part of it.
    pub sent: bool,
    /// The reason, for the log; it names no header.
    words: String,
}

impl Display for NoExchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}

impl Client {
    /// Calls of the API at this address.
    pub fn new(base: Base, credential: Option<Credential>, limits: ClientLimits) -> Self {
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            // A credential goes to the address that was named, and nowhere else.
            .max_redirects(0)
            .timeout_global(Some(limits.call_time))
            .timeout_resolve(Some(CONNECT_TIME))
            .timeout_connect(Some(CONNECT_TIME))
            .max_idle_connections(limits.kept_connections)
            .max_idle_connections_per_host(limits.kept_connections)
            .max_idle_age(limits.kept_time)
            .user_agent(concat!("statuspane/", env!("CARGO_PKG_VERSION")));
        if super::is_on_this_machine(&base) {
            // A proxy of the environment would look for the API on its own machine.
            config = config.proxy(None);
        }
        Self { agent: config.build().into(), base, credential, limits, ahead: AtomicI64::new(0) }
    }

    /// Where the API is.
    pub fn base(&self) -> &Base {
        &self.base
    }

    /// Whether there is a key to read with.
    pub fn has_credential(&self) -> bool {
        self.credential.is_some()
    }

    /// Reads, once, with the key of this program, for visitors: what is marked as internal is left out, and an incident
    /// that is marked is not found. A token that was signed by a clock that goes wrong is signed again by that of the API.
    ///
    /// # Errors
    /// No answer, or one that is no success. The detail is what the API says of it, which may repeat what was sent.
    pub fn get(&self, endpoint: Endpoint<'_>, now: Timestamp) -> Result<Reply, ApiError> {
        let ask = || {
            let by = now.plus_millis(self.ahead.load(Ordering::Relaxed));
            let own = self.credential.as_ref().map(|credential| credential.authorization(by));
            self.exchange(Method::GET, &endpoint.path(), own.as_ref(), None, None)
        };
        let mut exchange = ask();
        if exchange.as_ref().is_ok_and(|exchange| self.was_signed_at_another_time(exchange, now)) {
            exchange = ask();
        }
        let Exchange { status, headers, body } = exchange.map_err(|error| ApiError {
            // Words of our own, never those of an answer.
            detail: Some(error.words),
            ..ApiError::of(error.cause)
        })?;
        let (date, held) = (date(&headers), held(&headers));
        if !ApiError::is_complete_success(status.as_u16()) {
            let retry_after = retry_after(&headers, now);
            return Err(ApiError::from_response(status.as_u16(), &String::from_utf8_lossy(&body), retry_after));
        }
        let body = crate::text::decode(body.into()).map_err(|_| ApiError::from(Unreadable::NotJson))?;
        let body = super::internal::without(body).ok_or_else(|| ApiError::of(Cause::NotFound))?;
        Ok(Reply { body, date: date.map(|date| date.plus_millis(-held.millis())), held })
    }

    /// Whether a token was refused that was signed for another time than the one that the API has. Its clock counts from
    /// then on.
    fn was_signed_at_another_time(&self, exchange: &Exchange, now: Timestamp) -> bool {
        let is_signed = matches!(self.credential, Some(Credential::Pair(..)));
        // What a cache has kept says nothing of the present.
        let date = date(&exchange.headers).filter(|_| held(&exchange.headers).millis() == 0);
        let Some(date) = date.filter(|_| is_signed && exchange.status == StatusCode::UNAUTHORIZED) else {
            return false;
        };
        let ahead = date.millis() - now.millis();
        let before = self.ahead.load(Ordering::Relaxed);
        let is_another = (ahead - before).abs() > ORDINARY;
        if is_another {
            tracing::warn!(
                seconds = ahead / 1000,
                "the clocks of this machine and the API differ; tokens go by the API's"
            );
            self.ahead.store(ahead, Ordering::Relaxed);
        }
        is_another
    }

    /// From when a list of this version is, and how old that is now, by an API that says so; `None` by any other. A cache
    /// before the API may have put its own date on an old list.
    ///
    /// # Errors
    /// Those of the call, and when the API has another version by now.
    pub fn dated(&self, version: &str, now: Timestamp) -> Result<Option<(Timestamp, Length)>, ApiError> {
        let reply = match self.get(Endpoint::AsOf, now) {
            Ok(reply) => reply,
            Err(error) if error.cause == Cause::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let about = decode_as_of(&reply.body)?;
        if about.version != version {
            return Err(Unreadable::OtherShape.into());
        }
        let answered = reply.date.map_or(now, |date| date.plus_millis(reply.held.millis()));
        Ok(Some((about.as_of, answered.since(about.as_of).max(reply.held))))
    }

    /// Makes a call, once, with the credential that is given and no other. `path` is below the base, and
    /// `idempotency_key` goes along where there is one.
    ///
    /// # Errors
    /// No answer, or not the whole of it.
    pub fn exchange(
        &self,
        method: Method,
        path: &str,
        authorization: Option<&Authorization>,
        body: Option<Bytes>,
        idempotency_key: Option<HeaderValue>,
    ) -> Result<Exchange, NoExchange> {
        let mut request = axum::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.base.as_str()))
            .header("Accept", "application/json");
        if let Some(authorization) = authorization {
            request = request.header("Authorization", authorization.expose());
        }
        if let Some(key) = idempotency_key {
            request = request.header(KEY, key);
        }
        let built = match body {
            Some(body) => {
                let request = request.header("Content-Type", "application/json").body(body.to_vec());
                request.map(|request| self.agent.run(request))
            }
            None => request.body(()).map(|request| self.agent.run(request)),
        };
        let mut response = built.map_err(|error| no_exchange(&error.into()))?.map_err(|error| no_exchange(&error))?;
        let status = response.status();
        let read = response.body_mut().with_config().limit(self.limits.answer).read_to_vec();
        let body = match read {
            Ok(body) => body,
            // What is told of a failure is a help, and no more.
            Err(_) if !status.is_success() => Vec::new(),
            Err(error) => return Err(NoExchange { sent: true, ..no_exchange(&error) }),
        };
        let (parts, _) = response.into_parts();
        Ok(Exchange { status, headers: parts.headers, body: body.into() })
    }
}

fn no_exchange(error: &ureq::Error) -> NoExchange {
    use ureq::{Error, Timeout};
    let cause = match error {
        Error::Timeout(_) => Cause::TimedOut,
        Error::BodyExceedsLimit(_) | Error::Decompress(..) | Error::Protocol(_) | Error::LargeResponseHeader(..) => {
            Cause::Unreadable(Unreadable::OtherShape)
        }
        _ => Cause::NoAnswer,
    };
    // Only what comes before there is a connection is sure not to have been sent.
    let sent = match error {
        Error::Timeout(Timeout::Resolve | Timeout::Connect)
        | Error::HostNotFound
        | Error::ConnectionFailed
        | Error::BadUri(_)
        | Error::Http(_)
        | Error::ConnectProxyFailed(_) => false,
        Error::Io(error) => error.kind() != io::ErrorKind::ConnectionRefused,
        _ => true,
    };
    NoExchange { cause, sent, words: error.to_string() }
}

/// How long the API asks to be left alone: seconds, or a date, counted from the answer's own or from `now`.
pub fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<Length> {
    let value = text(headers, "retry-after")?;
    retry_after_seconds(value).or_else(|| Some(timestamp(value)?.since(date(headers).unwrap_or(now))))
}

fn date(headers: &HeaderMap) -> Option<Timestamp> {
    text(headers, "date").and_then(timestamp)
}

fn held(headers: &HeaderMap) -> Length {
    text(headers, "age").and_then(retry_after_seconds).unwrap_or(Length::from_millis(0))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The date of a header (RFC 9110, section 5.6.7).
fn timestamp(date: &str) -> Option<Timestamp> {
    let since = httpdate::parse_http_date(date).ok()?.duration_since(UNIX_EPOCH).ok()?;
    Timestamp::from_millis(i64::try_from(since.as_millis()).ok()?)
}
