//! Verifies the token that a key pair signs: a JWT with HS256.
//!
//! Source: the service's page on key pairs. This isn't a JWT library: there is one algorithm and one key, and the token
//! can't choose either.

use super::keys::SecretKey;
use crate::http::path::are_same;
use contract::incident_api::credential::AUDIENCE;
use data_encoding::BASE64URL_NOPAD;
use model::Timestamp;
use serde_json::{Map, Value};

/// The tolerated difference between two clocks, in seconds.
const SKEW: f64 = 60.0;
/// The maximum lifetime of a token, in seconds: 400 days. Beyond that, nobody remembers that it exists.
const LIFETIME: f64 = 400.0 * 86_400.0;

/// The result of checking a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verification {
    /// Valid for this request.
    Right,
    /// Signed with the right secret, but expired.
    Expired,
    /// Anything else.
    Wrong,
}

/// Verifies a token for a request to `path` that claims to come from `access_key`.
///
/// The signature is checked first, in constant time. The claims of a token are read only if its signature is valid.
pub(crate) fn verify(token: &str, access_key: &str, secret: &SecretKey, path: &str, now: Timestamp) -> Verification {
    match claims(token, secret) {
        Some(claims) => judge(&claims, access_key, path, now),
        None => Verification::Wrong,
    }
}

/// The claims of a token signed with this secret; `None` if the signature or the header isn't valid.
fn claims(token: &str, secret: &SecretKey) -> Option<Map<String, Value>> {
    let (signed, signature) = token.rsplit_once('.')?;
    let (header, claims) = signed.split_once('.')?;
    if !secret.has_signed(signed.as_bytes(), &decode(signature)?) {
        return None;
    }
    let header = object(header)?;
    // A token with extensions that aren't understood must be rejected (`crit`: RFC 7515, section 4.1.11).
    let usable = header.get("alg").and_then(Value::as_str) == Some("HS256") && !header.contains_key("crit");
    object(claims).filter(|_| usable)
}

fn judge(claims: &Map<String, Value>, access_key: &str, path: &str, now: Timestamp) -> Verification {
    let text = |key: &str| claims.get(key).map(Value::as_str);
    let audience = match claims.get("aud") {
        Some(Value::String(audience)) => audience == AUDIENCE,
        Some(Value::Array(audiences)) => audiences.iter().any(|audience| audience.as_str() == Some(AUDIENCE)),
        _ => false,
    };
    let meant_for_this = text("iss") == Some(Some(access_key))
        && audience
        && matches!(text("sub"), None | Some(Some(_)))
        && text("sub").flatten().is_none_or(|subject| are_same(subject, path));
    // Seconds since 1970, possibly with a fraction (RFC 7519, section 2).
    let now = now.millis() as f64 / 1000.0;
    let seconds = |key: &str| claims.get(key).map(|value| value.as_f64().filter(|seconds| seconds.is_finite()));
    let begun = |key: &str| seconds(key).is_none_or(|begin| begin.is_some_and(|begin| begin <= now + SKEW));
    let Some(end) = seconds("exp").flatten().filter(|_| meant_for_this && begun("nbf") && begun("iat")) else {
        return Verification::Wrong;
    };
    let made = seconds("iat").flatten().map_or(now, |made| made.min(now));
    if end - made > LIFETIME + SKEW {
        tracing::warn!("a signed token valid for more than 400 days was refused; sign one with a shorter lifetime");
        return Verification::Wrong;
    }
    if now < end + SKEW { Verification::Right } else { Verification::Expired }
}

/// Decodes a part. No two texts decode to the same bytes: padding and non-zero trailing bits are rejected.
fn decode(part: &str) -> Option<Vec<u8>> {
    BASE64URL_NOPAD.decode(part.as_bytes()).ok()
}

fn object(part: &str) -> Option<Map<String, Value>> {
    match serde_json::from_slice(&decode(part)?) {
        Ok(Value::Object(fields)) => Some(fields),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_canonical_base64url_is_decoded() {
        for (text, expected) in
            [("", ""), ("QQ", "A"), ("QUI", "AB"), ("QUJD", "ABC"), ("Pz8_", "???"), ("Pj4-", ">>>")]
        {
            assert_eq!(decode(text).as_deref(), Some(expected.as_bytes()), "{text}");
        }
        for text in ["A", "AAAAA", "AA==", "A A", "AA\n", "AB", "AAB", "++++", "////", "\u{e4}"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
