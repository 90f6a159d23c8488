//! Requests that may come again: `Idempotency-Key`.

use super::{Api, ApiProblem, reply};
use crate::store::{ChangedBy, IdempotentRequest, KeyIdentity, Posted};
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Request};
use axum::response::Response;
use serde_json::Value;

/// The header of a request that may come again.
pub(crate) const KEY: HeaderName = HeaderName::from_static("idempotency-key");
/// The header of an answer that was given before.
pub(crate) const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// The most characters that a key may have.
pub(super) const KEY_MAX: usize = 255;

/// A request that may come again, before its body was read.
pub(super) struct Asked {
    credential: String,
    key: String,
    path: String,
}

impl Asked {
    /// The same with its body.
    pub(super) fn with(&self, body: &Value) -> IdempotentRequest {
        IdempotentRequest::new(&self.credential, &self.key, &self.path, body)
    }
}

/// Reads the key, if there is one.
pub(super) fn asked(request: &Request<Body>, credential: &KeyIdentity) -> Result<Option<Asked>, ApiProblem> {
    let mut values = request.headers().get_all(KEY).iter();
    let Some(value) = values.next() else { return Ok(None) };
    let text = value.to_str().map(str::trim).unwrap_or("");
    let is_fit = (1..=KEY_MAX).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_fit || values.next().is_some() {
        return Err(ApiProblem::WrongIdempotencyKey);
    }
    let path = request.uri().path().to_owned();
    Ok(Some(Asked { credential: credential.id.clone(), key: text.to_owned(), path }))
}

/// What the request was answered with before, if it came before.
pub(super) async fn known(api: &Api, by: &ChangedBy) -> Result<Option<Result<Response, ApiProblem>>, ApiProblem> {
    let Some(request) = &by.request else { return Ok(None) };
    Ok(api.store.posted_before(request, by.at).await?.map(answer))
}

/// The answer of a request that may have come before.
pub(super) fn answer(posted: Posted) -> Result<Response, ApiProblem> {
    match posted {
        Posted::Made(body) => Ok(reply::kept_json(body.into())),
        Posted::Replayed(body) => {
            let mut response = reply::kept_json(body.into());
            response.headers_mut().insert(REPLAYED, HeaderValue::from_static("true"));
            Ok(response)
        }
        Posted::Conflict => Err(ApiProblem::ReusedIdempotencyKey),
    }
}
