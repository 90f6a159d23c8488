//! Answers in JSON.

use crate::tagged::Tagged;
use axum::body::Body;
use axum::http::header::{ALLOW, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use serde_json::{Value, json};
use statuspane::domain::Timestamp;

/// The methods of whatever can only be read.
pub(crate) const READ_METHODS: HeaderValue = HeaderValue::from_static("GET, HEAD, OPTIONS");

const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// 200 with a body that nobody may keep.
pub(crate) fn json(value: &Value) -> Response {
    kept_json(value.to_string().into())
}

/// The same from bytes that are there already.
pub(crate) fn kept_json(body: Bytes) -> Response {
    let mut response = Response::new(Body::from(body));
    response.headers_mut().insert(CONTENT_TYPE, JSON);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The answer that says from which second the data is, and which version of it that is.
pub(crate) fn as_of(at: Timestamp, version: &str) -> Response {
    let second = at.plus_millis(-at.millis().rem_euclid(1000));
    json(&json!({"asOf": second.to_wire(), "version": version}))
}

/// 200 without a body.
pub(crate) fn empty() -> Response {
    let mut response = Response::new(Body::empty());
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// 204, naming the methods that a path takes.
pub(crate) fn options(allowed: HeaderValue) -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response.headers_mut().insert(ALLOW, allowed);
    response
}

/// The answer of a public read.
pub(crate) fn tagged_json(tagged: Tagged, asked: &HeaderMap) -> Response {
    tagged.answer(asked, JSON)
}
