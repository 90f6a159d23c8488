//! The credential for a remote API.

use contract::incident_api::{Authorization, KeyPair};
use hmac::{Hmac, Mac};
use model::Timestamp;
use sha2::Sha256;
use std::fmt;

/// The lifetime of a signed token, in seconds.
const TOKEN_TIME: i64 = 300;

/// The credential for a remote API. It is never printed.
#[derive(Clone)]
pub enum Credential {
    /// The whole value of `Authorization`.
    Token(Authorization),
    /// An access key, and the secret key that signs.
    Pair(KeyPair, String),
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential(hidden)")
    }
}

impl Credential {
    /// The value of `Authorization` at this time.
    pub fn authorization(&self, now: Timestamp) -> Authorization {
        match self {
            Self::Token(authorization) => authorization.clone(),
            Self::Pair(pair, secret) => {
                let input = pair.signing_input(now.millis() / 1000, TOKEN_TIME);
                let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any length is a key");
                mac.update(input.as_bytes());
                pair.authorization(&input, &mac.finalize().into_bytes())
            }
        }
    }
}
