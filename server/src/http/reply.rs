//! JSON responses.

use super::cache_control;
use super::etag::Etagged;
use axum::body::Body;
use axum::http::header::{ALLOW, CONTENT_TYPE, DATE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use contract::document::CacheRule;
use contract::snapshot::AsOf;
use model::Timestamp;
use serde_json::Value;
use std::time::{Duration, UNIX_EPOCH};

/// The methods of read-only resources.
pub(crate) const READ_METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, OPTIONS");

/// The last second that a `Date` header can hold, as its year has four digits.
const LAST_DATE: u64 = 253_402_300_799;

pub(crate) const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// 200 with a JSON body that must not be cached.
pub(crate) fn json(value: &Value) -> Response {
    kept_json(value.to_string().into())
}

/// As [`json`], from bytes that are already encoded.
pub(crate) fn kept_json(body: Bytes) -> Response {
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    cache_control::set(response.headers_mut(), CacheRule::Never);
    response
}

/// The response with the time of the data, in whole seconds, and its version.
pub(crate) fn as_of(at: Timestamp, version: &str) -> Response {
    let second = at.plus_millis(-at.millis().rem_euclid(1000));
    kept_json(AsOf { as_of: second, version: version.to_owned(), every_seconds: None }.encode().into())
}

/// Sets the `Date` of a response, in seconds since 1970.
pub(crate) fn set_date(response: &mut Response, seconds: i64) {
    let date = UNIX_EPOCH + Duration::from_secs(u64::try_from(seconds).unwrap_or(0).min(LAST_DATE));
    if let Ok(date) = HeaderValue::from_str(&httpdate::fmt_http_date(date)) {
        response.headers_mut().insert(DATE, date);
    }
}

/// 200 without a body.
pub(crate) fn empty() -> Response {
    let mut response = Response::new(Body::empty());
    cache_control::set(response.headers_mut(), CacheRule::Never);
    response
}

/// 204 with the allowed methods.
pub(crate) fn options(allowed: HeaderValue) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response.headers_mut().insert(ALLOW, allowed);
    response
}

/// The response to a public read, to be revalidated before each use.
pub(crate) fn tagged_json(tagged: Etagged, asked: &HeaderMap) -> Response {
    tagged.answer(asked, JSON, CacheRule::Revalidate)
}
