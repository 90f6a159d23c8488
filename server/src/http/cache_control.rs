//! The header `Cache-Control`.

use axum::http::header::CACHE_CONTROL;
use axum::http::{HeaderMap, HeaderValue};
use contract::document::CacheRule;

/// Sets how a response may be cached.
pub(crate) fn set(headers: &mut HeaderMap, rule: CacheRule) {
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(rule.header()));
}
