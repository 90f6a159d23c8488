//! Retries with an `Idempotency-Key`.

use super::LocalApi;
use crate::http::idempotency_key::{KEY, KEY_MAX, REPLAYED};
use crate::http::{ErrorResponse, HandlerResult, reply};
use crate::store::{ChangedBy, IdempotentRequest, KeyIdentity, Posted};
use axum::body::Body;
use axum::http::{HeaderValue, Request};
use serde_json::Value;

/// The idempotency key of a request whose body hasn't been read yet, with the credential and the path it applies to.
pub(super) struct IdempotencyKey {
    credential: String,
    key: String,
    path: String,
}

impl IdempotencyKey {
    /// Adds the body.
    pub(super) fn with(&self, body: &Value) -> IdempotentRequest {
        IdempotentRequest::new(&self.credential, &self.key, &self.path, body)
    }
}

/// Reads the `Idempotency-Key` header; `None` if the request has none.
pub(super) fn key_of(
    request: &Request<Body>,
    credential: &KeyIdentity,
) -> Result<Option<IdempotencyKey>, ErrorResponse> {
    let mut values = request.headers().get_all(KEY).iter();
    let Some(value) = values.next() else { return Ok(None) };
    let text = value.to_str().map(str::trim).unwrap_or("");
    let is_fit = (1..=KEY_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_fit || values.next().is_some() {
        return Err(ErrorResponse::WrongIdempotencyKey);
    }
    let path = request.uri().path().to_owned();
    Ok(Some(IdempotencyKey { credential: credential.id.clone(), key: text.to_owned(), path }))
}

/// The response that an earlier request with the same key got, if there was one.
pub(super) async fn known(api: &LocalApi, by: &ChangedBy) -> Result<Option<HandlerResult>, ErrorResponse> {
    let Some(request) = &by.request else { return Ok(None) };
    Ok(api.store.posted_before(request, by.at).await?.map(answer))
}

/// Builds the response to a new or repeated request.
pub(super) fn answer(posted: Posted) -> HandlerResult {
    match posted {
        Posted::Made(body) => Ok(reply::kept_json(body.into())),
        Posted::Replayed(body) => {
            let mut response = reply::kept_json(body.into());
            response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
            Ok(response)
        }
        Posted::Conflict => Err(ErrorResponse::ReusedIdempotencyKey),
    }
}
