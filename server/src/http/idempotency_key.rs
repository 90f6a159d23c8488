//! The headers of requests that may be repeated safely.

use axum::http::HeaderName;

/// The request header with the key.
pub(crate) const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The response header that marks a replayed response.
pub(crate) const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// The maximum length of a key, in characters.
pub(crate) const KEY_MAX: usize = 255;
