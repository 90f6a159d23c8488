//! Reads request bodies.

use super::error::ErrorResponse;
use axum::body::Body;
use axum::http::header::{CONTENT_LENGTH, CONTENT_TYPE};
use axum::http::{HeaderMap, Request};
use bytes::Bytes;
use http_body_util::{BodyExt, LengthLimitError, Limited};
use serde_json::Value;
use std::time::Duration;

/// Limits on a request body.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Maximum size, in bytes.
    pub body: usize,
    /// How long the body may take to arrive.
    pub body_time: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { body: 256 * 1024, body_time: Duration::from_secs(20) }
    }
}

/// Reads the body as JSON. Fails unless the content type is JSON, the size is within the limit and it arrives in time.
pub(crate) async fn read(request: Request<Body>, limits: Limits) -> Result<Value, ErrorResponse> {
    Ok(read_both(request, limits).await?.0)
}

/// As [`read`], and also returns the raw bytes, without a byte order mark.
pub(crate) async fn read_both(request: Request<Body>, limits: Limits) -> Result<(Value, Bytes), ErrorResponse> {
    let (parts, body) = request.into_parts();
    if !is_json(&parts.headers) {
        return Err(ErrorResponse::WrongType);
    }
    let announced = parts.headers.get(CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse::<u64>().ok());
    if announced.is_some_and(|length| length > limits.body as u64) {
        return Err(ErrorResponse::TooLarge(limits.body));
    }
    let collected = tokio::time::timeout(limits.body_time, Limited::new(body, limits.body).collect()).await;
    let bytes = match collected {
        Ok(Ok(collected)) => collected.to_bytes(),
        Ok(Err(error)) if error.is::<LengthLimitError>() => return Err(ErrorResponse::TooLarge(limits.body)),
        Ok(Err(_)) | Err(_) => return Err(ErrorResponse::SlowBody),
    };
    // RFC 8259, section 8.1: a byte order mark may be ignored. The bytes that are passed on don't have one.
    let bytes = if bytes.starts_with(b"\xef\xbb\xbf") { bytes.slice(3..) } else { bytes };
    let value = serde_json::from_slice(&bytes).map_err(|_| ErrorResponse::NotJson)?;
    Ok((value, bytes))
}

/// Whether the content type is `application/json`, with or without parameters.
fn is_json(headers: &HeaderMap) -> bool {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    value.split(';').next().unwrap_or("").trim().eq_ignore_ascii_case("application/json")
}
