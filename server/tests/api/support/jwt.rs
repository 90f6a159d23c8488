//! Tokens as a key pair signs them, right ones and others.

use contract::incident_api::credential::base64url;
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::{Sha256, Sha512};

/// Claims that are right at `now`.
pub fn claims(access_key: &str, now: i64) -> Value {
    json!({"iss": access_key, "aud": "www.statusentry.com", "iat": now, "exp": now + 300})
}

/// A token with these claims, signed with HS256.
pub fn sign(claims: &Value, secret: &str) -> String {
    let input = input(&json!({"alg": "HS256", "typ": "JWT"}), claims);
    format!("{input}.{}", base64url(&hs256(&input, secret)))
}

/// A token with any header, signed with HMAC-SHA-256 nevertheless.
pub fn sign_with_header(header: &Value, claims: &Value, secret: &str) -> String {
    let input = input(header, claims);
    format!("{input}.{}", base64url(&hs256(&input, secret)))
}

/// A token signed with HS512.
pub fn sign_hs512(claims: &Value, secret: &str) -> String {
    let input = input(&json!({"alg": "HS512", "typ": "JWT"}), claims);
    let mut mac = Hmac::<Sha512>::new_from_slice(secret.as_bytes()).expect("any key");
    mac.update(input.as_bytes());
    format!("{input}.{}", base64url(&mac.finalize().into_bytes()))
}

/// A token that is not signed at all.
pub fn unsigned(claims: &Value) -> String {
    format!("{}.", input(&json!({"alg": "none", "typ": "JWT"}), claims))
}

fn input(header: &Value, claims: &Value) -> String {
    format!("{}.{}", base64url(header.to_string().as_bytes()), base64url(claims.to_string().as_bytes()))
}

fn hs256(input: &str, secret: &str) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any key");
    mac.update(input.as_bytes());
    mac.finalize().into_bytes().to_vec()
}

/// The claims of a token, without a check of its signature.
pub fn claims_of(token: &str) -> Option<Value> {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let (mut bits, mut number, mut bytes) = (0_u32, 0, Vec::new());
    for byte in token.split('.').nth(1)?.bytes() {
        bits = bits << 6 | u32::try_from(ALPHABET.iter().position(|own| *own == byte)?).ok()?;
        number += 6;
        if number >= 8 {
            number -= 8;
            bytes.push(u8::try_from(bits >> number & 255).ok()?);
        }
    }
    serde_json::from_slice(&bytes).ok()
}
