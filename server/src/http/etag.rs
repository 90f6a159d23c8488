//! Responses with an ETag.

use super::cache_control;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::Response;
use bytes::Bytes;
use contract::document::CacheRule;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// A body with its ETag.
#[derive(Clone, Debug)]
pub struct Etagged {
    /// The bytes.
    pub body: Bytes,
    /// The ETag, in quotes.
    pub tag: HeaderValue,
}

impl Etagged {
    /// Adds a strong ETag: a hash of the bytes.
    pub fn new(body: impl Into<Bytes>) -> Self {
        let body = body.into();
        let hash = Sha256::digest(&body);
        let tag = format!("\"{}\"", HEXLOWER.encode(&hash[..16]));
        let tag = HeaderValue::from_str(&tag).expect("digits and quotes can stand in a header");
        Self { body, tag }
    }

    /// The response; 304 if the client has the body.
    pub fn answer(self, asked: &HeaderMap, content_type: HeaderValue, cache: CacheRule) -> Response {
        let mut response = if is_known(&self.tag, asked) {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::NOT_MODIFIED;
            response
        } else {
            let mut response = Response::new(Body::from(self.body));
            response.headers_mut().insert(CONTENT_TYPE, content_type);
            response
        };
        cache_control::set(response.headers_mut(), cache);
        response.headers_mut().insert(ETAG, self.tag);
        response
    }
}

/// Whether `If-None-Match` has this tag. Tags are compared weakly, as proxies may weaken them (RFC 9110, section
/// 13.1.2).
pub(crate) fn is_known(tag: &HeaderValue, asked: &HeaderMap) -> bool {
    let named = asked.get_all(IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    named
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .any(|named| named == "*" || named.strip_prefix("W/").unwrap_or(named).as_bytes() == tag.as_bytes())
}
