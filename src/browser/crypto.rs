//! HMAC-SHA-256 by WebCrypto. The key is the browser's: it signs, and it can't be read back, by this app or any other
//! script.

use super::window;
use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{CryptoKey, SubtleCrypto};

/// The browser did not sign: it has no WebCrypto here, or it refused the key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotSigned;

impl From<JsValue> for NotSigned {
    /// The browser's message is left out: it's useless to a person, and might name the key.
    fn from(_: JsValue) -> Self {
        Self
    }
}

/// A key that the browser keeps to itself.
#[derive(Clone)]
pub struct SigningKey(CryptoKey);

/// Whether there is WebCrypto: only on HTTPS and on localhost.
pub fn is_available() -> bool {
    subtle().is_ok()
}

impl SigningKey {
    /// Hands a secret to the browser, which lets it be used for signing and for nothing else.
    ///
    /// # Errors
    /// [`NotSigned`], also for a secret without any bytes.
    pub async fn import(secret: &[u8]) -> Result<Self, NotSigned> {
        let algorithm = Object::new();
        Reflect::set(&algorithm, &"name".into(), &"HMAC".into())?;
        Reflect::set(&algorithm, &"hash".into(), &"SHA-256".into())?;
        let bytes = Uint8Array::from(secret);
        let usages = Array::of1(&"sign".into());
        let extractable = false;
        let key = subtle()?.import_key_with_object("raw", &bytes, &algorithm, extractable, &usages);
        let key = JsFuture::from(key?).await;
        // The browser has its own copy now.
        bytes.fill(0, 0, bytes.length());
        Ok(Self(key?.dyn_into()?))
    }

    /// The HMAC-SHA-256 of a text.
    ///
    /// # Errors
    /// [`NotSigned`].
    pub async fn sign(&self, text: &str) -> Result<Vec<u8>, NotSigned> {
        let bytes = Uint8Array::from(text.as_bytes());
        let signature = subtle()?.sign_with_str_and_buffer_source("HMAC", &self.0, &bytes);
        let signature = JsFuture::from(signature?).await?;
        Ok(Uint8Array::new(&signature).to_vec())
    }
}

/// Outside a secure context the property is missing, though its type says otherwise.
fn subtle() -> Result<SubtleCrypto, NotSigned> {
    let crypto = window().crypto()?;
    Ok(Reflect::get(&crypto, &"subtle".into())?.dyn_into()?)
}
