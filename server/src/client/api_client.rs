//! A client of a remote Incident API. Calls block, so async tasks run them on a separate thread.

use super::Credential;
use crate::http::idempotency_key::KEY;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode};
use bytes::Bytes;
use contract::incident_api::decode::Unreadable;
use contract::incident_api::error::retry_after_seconds;
use contract::incident_api::{ApiError, Authorization, Base, Cause, Endpoint};
use contract::snapshot::AsOf;
use model::Timestamp;
use std::io;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, UNIX_EPOCH};
use ureq::Agent;

/// The part of a call's time that resolving and connecting may take.
const CONNECT_TIME: Duration = Duration::from_secs(5);
/// The difference between two clocks, in milliseconds, beyond which tokens are signed with the API's time.
const ORDINARY: i64 = 30_000;

/// Limits on a call.
#[derive(Clone, Copy, Debug)]
pub struct ClientLimits {
    /// How long a call may take, including its response.
    pub call_time: Duration,
    /// The maximum size of a response after decompression, in bytes.
    pub answer: u64,
    /// The number of idle connections to keep.
    pub kept_connections: usize,
    /// How long idle connections are kept.
    pub kept_time: Duration,
}

/// A client of an API, with the key that this server reads with.
pub struct ApiClient {
    agent: Agent,
    base: Base,
    credential: Option<Credential>,
    limits: ClientLimits,
    /// How far the API's clock is ahead of ours, in milliseconds. Updated only when a token was refused because of it.
    ahead: AtomicI64,
}

/// A successful response.
#[derive(Debug)]
pub struct ApiReply {
    /// The body.
    pub body: String,
    /// When the response was made: its `Date` minus its `Age`.
    pub date: Option<Timestamp>,
    /// How long a cache has held it: its `Age`.
    pub held: model::Duration,
}

/// A response with any status.
#[derive(Debug)]
pub struct RawReply {
    /// The status.
    pub status: StatusCode,
    /// The headers, unchanged.
    pub headers: HeaderMap,
    /// The body.
    pub body: Bytes,
}

/// A call without a complete response.
#[derive(Debug, thiserror::Error)]
#[error("{words}")]
pub struct NoReply {
    /// The cause.
    pub cause: Cause,
    /// Whether the API may have received the request or a part of it.
    pub sent: bool,
    /// The reason, for the log. Doesn't include headers.
    words: String,
}

impl ApiClient {
    /// A client of the API at this base URL.
    pub fn new(base: Base, credential: Option<Credential>, limits: ClientLimits) -> Self {
        let mut config = Agent::config_builder()
            .http_status_as_error(false)
            // Don't follow redirects: the credential goes only to the given address.
            .max_redirects(0)
            .timeout_global(Some(limits.call_time))
            .timeout_resolve(Some(CONNECT_TIME))
            .timeout_connect(Some(CONNECT_TIME))
            .max_idle_connections(limits.kept_connections)
            .max_idle_connections_per_host(limits.kept_connections)
            .max_idle_age(limits.kept_time)
            .user_agent(concat!("statuspane/", env!("CARGO_PKG_VERSION")));
        if super::address::is_on_this_machine(&base) {
            // A proxy from the environment would look for the API on its own machine.
            config = config.proxy(None);
        }
        Self { agent: config.build().into(), base, credential, limits, ahead: AtomicI64::new(0) }
    }

    /// The base URL of the API.
    pub fn base(&self) -> &Base {
        &self.base
    }

    /// Whether it has a key to read with.
    pub fn has_credential(&self) -> bool {
        self.credential.is_some()
    }

    /// Reads once, with this server's key, for visitors: incidents and entries marked as internal are removed, and an
    /// internal incident isn't found. If a token is refused because the clocks differ, it is signed again with the
    /// API's time.
    ///
    /// # Errors
    /// When there is no response, or it isn't a success. The detail is the API's message, which may repeat parts of the
    /// request.
    pub fn get(&self, endpoint: Endpoint<'_>, now: Timestamp) -> Result<ApiReply, ApiError> {
        let ask = || {
            let by = now.plus_millis(self.ahead.load(Ordering::Relaxed));
            let own = self.credential.as_ref().map(|credential| credential.authorization(by));
            self.exchange(Method::GET, &endpoint.path(), own.as_ref(), None, None)
        };
        let mut exchange = ask();
        if exchange.as_ref().is_ok_and(|exchange| self.was_signed_at_another_time(exchange, now)) {
            exchange = ask();
        }
        let RawReply { status, headers, body } = exchange.map_err(|error| ApiError {
            // Our own words, never those of a response.
            detail: Some(error.words),
            ..ApiError::of(error.cause)
        })?;
        let (date, held) = (date(&headers), held(&headers));
        if !ApiError::is_complete_success(status.as_u16()) {
            let retry_after = retry_after(&headers, now);
            return Err(ApiError::from_response(status.as_u16(), &String::from_utf8_lossy(&body), retry_after));
        }
        let body = crate::text_file::decode(body.into()).map_err(|_| ApiError::from(Unreadable::NotJson))?;
        let body = super::internal::without(body).ok_or_else(|| ApiError::of(Cause::NotFound))?;
        Ok(ApiReply { body, date: date.map(|date| date.plus_millis(-held.millis())), held })
    }

    /// Whether a token was refused that was signed with a time other than the API's. If so, later tokens use the API's
    /// time.
    fn was_signed_at_another_time(&self, exchange: &RawReply, now: Timestamp) -> bool {
        let is_signed = matches!(self.credential, Some(Credential::Pair(..)));
        // A cached response doesn't have the current time.
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
                "the clocks of this machine and the API differ; tokens use the API's time"
            );
            self.ahead.store(ahead, Ordering::Relaxed);
        }
        is_another
    }

    /// The time and age of the list with this version, as reported by the API; `None` if the API doesn't report it.
    /// Needed because a cache in front of the API may have put its own date on an old list.
    ///
    /// # Errors
    /// When the call fails, or the API has another version by now.
    pub fn dated(&self, version: &str, now: Timestamp) -> Result<Option<(Timestamp, model::Duration)>, ApiError> {
        let reply = match self.get(Endpoint::AsOf, now) {
            Ok(reply) => reply,
            Err(error) if error.cause == Cause::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let about = AsOf::decode(&reply.body)?;
        if about.version != version {
            return Err(Unreadable::OtherShape.into());
        }
        let answered = reply.date.map_or(now, |date| date.plus_millis(reply.held.millis()));
        Ok(Some((about.as_of, answered.since(about.as_of).max(reply.held))))
    }

    /// Makes a call once, with the given credential and no other. `path` is relative to the base URL, and
    /// `idempotency_key` is sent if given.
    ///
    /// # Errors
    /// When there is no response, or not a complete one.
    pub fn exchange(
        &self,
        method: Method,
        path: &str,
        authorization: Option<&Authorization>,
        body: Option<Bytes>,
        idempotency_key: Option<HeaderValue>,
    ) -> Result<RawReply, NoReply> {
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
            // The body of an error is only additional information.
            Err(_) if !status.is_success() => Vec::new(),
            Err(error) => return Err(NoReply { sent: true, ..no_exchange(&error) }),
        };
        let (parts, _) = response.into_parts();
        Ok(RawReply { status, headers: parts.headers, body: body.into() })
    }
}

fn no_exchange(error: &ureq::Error) -> NoReply {
    use ureq::{Error, Timeout};
    let cause = match error {
        Error::Timeout(_) => Cause::TimedOut,
        Error::BodyExceedsLimit(_) | Error::Decompress(..) | Error::Protocol(_) | Error::LargeResponseHeader(..) => {
            Cause::Unreadable(Unreadable::OtherShape)
        }
        _ => Cause::NoAnswer,
    };
    // Only a failure before the connection is established guarantees that nothing was sent.
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
    NoReply { cause, sent, words: error.to_string() }
}

/// How long the API asks clients to wait: seconds, or a date relative to the response's own date, or else to `now`.
pub fn retry_after(headers: &HeaderMap, now: Timestamp) -> Option<model::Duration> {
    let value = text(headers, "retry-after")?;
    retry_after_seconds(value).or_else(|| Some(timestamp(value)?.since(date(headers).unwrap_or(now))))
}

fn date(headers: &HeaderMap) -> Option<Timestamp> {
    text(headers, "date").and_then(timestamp)
}

fn held(headers: &HeaderMap) -> model::Duration {
    text(headers, "age").and_then(retry_after_seconds).unwrap_or(model::Duration::from_millis(0))
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Parses the date in a header (RFC 9110, section 5.6.7).
fn timestamp(date: &str) -> Option<Timestamp> {
    let since = httpdate::parse_http_date(date).ok()?.duration_since(UNIX_EPOCH).ok()?;
    Timestamp::from_millis(i64::try_from(since.as_millis()).ok()?)
}
