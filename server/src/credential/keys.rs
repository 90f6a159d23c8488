//! Access keys, secret keys and tokens. To keep secrets out of logs, the secret types have no `Display`, and their
//! `Debug` hides the value. They have no `PartialEq` either, as the time that a comparison takes would reveal how much
//! of a guess was right.

use crate::random;
use data_encoding::{BASE64URL_NOPAD, HEXLOWER};
use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};
use std::fmt;
use subtle::ConstantTimeEq;

/// The number of characters at the end of a key that lists show.
const HINT: usize = 4;

/// The part of a key pair that identifies it. It isn't secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccessKey(String);

impl AccessKey {
    /// Generates a random access key.
    pub fn generate() -> Self {
        Self(format!("ak_{}", HEXLOWER.encode(&random::bytes::<12>())))
    }

    /// The whole key.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The last characters, shown in lists.
    pub fn hint(&self) -> &str {
        end(&self.0)
    }
}

/// The part of a key pair that signs: 256 random bits.
#[derive(Clone)]
pub struct SecretKey(String);

impl SecretKey {
    /// Generates a random secret key.
    pub fn generate() -> Self {
        Self(format!("sk_{}", BASE64URL_NOPAD.encode(&random::bytes::<32>())))
    }

    /// Restores a key read from the database.
    pub(crate) fn from_store(text: String) -> Self {
        Self(text)
    }

    /// The secret itself, for storing it or showing it once.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether `signature` is this key's HMAC-SHA-256 of `signed`. Compares in constant time.
    pub(super) fn has_signed(&self, signed: &[u8], signature: &[u8]) -> bool {
        let mac = Hmac::<Sha256>::new_from_slice(self.0.as_bytes());
        mac.is_ok_and(|mac| mac.chain_update(signed).verify_slice(signature).is_ok())
    }
}

/// A plain token, 256 random bits, sent as the value of `Authorization`.
#[derive(Clone)]
pub struct ApiToken(String);

impl ApiToken {
    /// Generates a random token.
    pub fn generate() -> Self {
        Self(format!("st_{}", BASE64URL_NOPAD.encode(&random::bytes::<32>())))
    }

    /// A token as a client sent it.
    pub(crate) fn presented(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The token itself, for showing it once.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The hash to store. Plain SHA-256 is enough, as 256 random bits can't be guessed.
    pub fn hash(&self) -> TokenHash {
        TokenHash(Sha256::digest(self.0.as_bytes()).into())
    }

    /// The last characters, shown in lists.
    pub fn hint(&self) -> &str {
        end(&self.0)
    }
}

/// The stored hash of a token.
#[derive(Clone)]
pub struct TokenHash([u8; 32]);

impl TokenHash {
    /// The bytes to store.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// Whether the stored hash is this one. Compares in constant time.
    pub(crate) fn is(&self, kept: &[u8]) -> bool {
        self.0.as_slice().ct_eq(kept).into()
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(hidden)")
    }
}

impl fmt::Debug for ApiToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiToken(hidden)")
    }
}

impl fmt::Debug for TokenHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenHash(hidden)")
    }
}

/// Generated keys are ASCII, so any index is a character boundary.
fn end(text: &str) -> &str {
    text.get(text.len().saturating_sub(HINT)..).unwrap_or("")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_secret_does_not_show_in_debug_output() {
        let (secret, token) = (SecretKey::generate(), ApiToken::generate());
        assert_eq!(
            format!("{secret:?} {token:?} {:?}", token.hash()),
            "SecretKey(hidden) ApiToken(hidden) TokenHash(hidden)"
        );
    }

    #[test]
    fn a_hash_is_itself_and_no_other() {
        let (token, other) = (ApiToken::generate(), ApiToken::generate());
        let hash = token.hash();
        assert!(hash.is(ApiToken::presented(token.expose()).hash().bytes()));
        for wrong in [other.hash().bytes(), &hash.bytes()[..31], &[hash.bytes(), &[0]].concat(), &[]] {
            assert!(!hash.is(wrong));
        }
    }

    #[test]
    fn keys_differ_and_are_long() {
        assert_ne!(SecretKey::generate().expose(), SecretKey::generate().expose());
        assert_ne!(ApiToken::generate().expose(), ApiToken::generate().expose());
        assert_ne!(AccessKey::generate(), AccessKey::generate());
        assert!(SecretKey::generate().expose().len() >= 43 && ApiToken::generate().expose().len() >= 43);
    }
}
