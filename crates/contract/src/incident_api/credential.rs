//! The value of the `Authorization` header, and the token that a key pair signs.
//!
//! Source: the service's page on key pairs; the form is `StatusEntry <AccessKey>:<JWT>`, the token an HS256 JWT.

use std::fmt;

/// The scheme of the header's value.
pub const SCHEME: &str = "StatusEntry";
/// The audience of a token.
pub const AUDIENCE: &str = "www.statusentry.com";

/// A complete value of the `Authorization` header. It is never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct Authorization(String);

impl Authorization {
    /// The value as given, trimmed; `None` when it's empty or not valid in a header.
    pub fn new(value: &str) -> Option<Self> {
        let value = value.trim();
        let sendable = !value.is_empty() && value.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        sendable.then(|| Self(value.to_owned()))
    }

    /// The value that goes into the header, and nowhere else.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Authorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Authorization(hidden)")
    }
}

/// The access key of a key pair, once the browser holds its secret as a key that can't be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyPair {
    access_key: String,
}

impl KeyPair {
    /// An access key as given, trimmed; `None` when it isn't valid in the header.
    pub fn new(access_key: &str) -> Option<Self> {
        let access_key = access_key.trim();
        let usable = !access_key.is_empty() && access_key.bytes().all(|byte| byte.is_ascii_graphic() && byte != b':');
        usable.then(|| Self { access_key: access_key.to_owned() })
    }

    /// The access key.
    pub fn access_key(&self) -> &str {
        &self.access_key
    }

    /// The text to sign: header and claims, for a token that is valid from `now` for `valid` seconds (both in
    /// seconds).
    pub fn signing_input(&self, now: i64, valid: i64) -> String {
        let header = r#"{"alg":"HS256","typ":"JWT"}"#;
        // `serde_json` writes the access key, so that no quote in it can end its string.
        let issuer = serde_json::Value::from(self.access_key.as_str());
        let claims = format!(r#"{{"iss":{issuer},"aud":"{AUDIENCE}","iat":{now},"exp":{}}}"#, now + valid);
        format!("{}.{}", base64url(header.as_bytes()), base64url(claims.as_bytes()))
    }

    /// The header's value from the signing input and its HMAC-SHA-256.
    pub fn authorization(&self, signing_input: &str, signature: &[u8]) -> Authorization {
        Authorization(format!("{SCHEME} {}:{signing_input}.{}", self.access_key, base64url(signature)))
    }
}

/// Base64 with the alphabet for addresses and without padding (RFC 4648, section 5), as JWTs use it.
pub fn base64url(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let group = chunk.iter().fold(0_u32, |group, byte| group << 8 | u32::from(*byte)) << (8 * (3 - chunk.len()));
        for place in 0..=chunk.len() {
            let index = (group >> (18 - 6 * place)) & 63;
            text.push(char::from(ALPHABET[index as usize]));
        }
    }
    text
}
