//! The sign-in form: from its fields to a credential, or to errors by field.

use contract::incident_api::ApiError;
use contract::incident_api::credential::{Authorization, KeyPair};
use std::fmt;

/// Seconds by which this device's clock may be off. Beyond that, a refused sign-in is tried once more with the API's time.
pub const SKEW_SECONDS: i64 = 30;

/// The ways to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInMethod {
    /// With a complete value of the `Authorization` header.
    Token,
    /// With an access key and its secret key.
    KeyPair,
}

/// The content of the form.
#[derive(Clone, PartialEq, Eq)]
pub struct SignInForm {
    /// The chosen method; only its fields count.
    pub method: SignInMethod,
    /// The header's value as typed.
    pub authorization: String,
    /// The access key as typed.
    pub access_key: String,
    /// The secret key as typed.
    pub secret: String,
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInField {
    /// The header's value.
    Authorization,
    /// The access key.
    AccessKey,
    /// The secret key.
    Secret,
}

/// A rule that a field breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInRule {
    /// It is blank.
    Required,
    /// It has a character that a header can't contain, so it isn't what was issued.
    NotSendable,
}

/// An error in the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignInError {
    /// The field.
    pub field: SignInField,
    /// The rule that it breaks.
    pub rule: SignInRule,
}

/// The progress of signing in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignInStatus {
    /// The person is typing.
    Editing,
    /// The API is checking the credential.
    Checking,
    /// Fields are invalid; nothing was sent.
    Invalid(Vec<SignInError>),
    /// The API didn't accept the credential, or gave no answer.
    Failed(ApiError),
    /// This browser couldn't sign with the secret key.
    SigningFailed,
}

/// The text of a secret key, until the browser has made a signing key from it. It is never printed.
pub struct Secret(String);

impl Secret {
    /// The bytes of the key.
    pub fn expose(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(hidden)")
    }
}

/// The credential in a valid form.
#[derive(Debug)]
pub enum Credential {
    /// A value that can be sent as it is.
    Token(Authorization),
    /// An access key, and the secret that signs for it.
    KeyPair(KeyPair, Secret),
}

impl Default for SignInForm {
    fn default() -> Self {
        Self {
            method: SignInMethod::Token,
            authorization: String::new(),
            access_key: String::new(),
            secret: String::new(),
        }
    }
}

impl fmt::Debug for SignInForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignInForm({:?}, hidden)", self.method)
    }
}

impl SignInForm {
    /// Whether all fields are empty.
    pub fn is_empty(&self) -> bool {
        self.authorization.is_empty() && self.access_key.is_empty() && self.secret.is_empty()
    }

    /// Reads the fields of the chosen method.
    ///
    /// # Errors
    /// The errors, at least one, in the order of the form.
    pub fn parse(&self) -> Result<Credential, Vec<SignInError>> {
        match self.method {
            SignInMethod::Token => {
                let value = without_header_name(&self.authorization);
                Authorization::new(value)
                    .map(Credential::Token)
                    .ok_or_else(|| vec![error(SignInField::Authorization, value)])
            }
            SignInMethod::KeyPair => {
                let pair = KeyPair::new(&self.access_key);
                let secret = self.secret.trim();
                match pair {
                    Some(pair) if !secret.is_empty() => Ok(Credential::KeyPair(pair, Secret(secret.to_owned()))),
                    pair => {
                        let access_key = pair.is_none().then(|| error(SignInField::AccessKey, &self.access_key));
                        let secret = secret
                            .is_empty()
                            .then_some(SignInError { field: SignInField::Secret, rule: SignInRule::Required });
                        Err(access_key.into_iter().chain(secret).collect())
                    }
                }
            }
        }
    }

    /// Clears the secret fields, and keeps the others for another attempt.
    pub fn clear_secrets(&mut self) {
        self.authorization = String::new();
        self.secret = String::new();
    }
}

/// The error of a field whose text can't be used.
fn error(field: SignInField, text: &str) -> SignInError {
    let rule = if text.trim().is_empty() { SignInRule::Required } else { SignInRule::NotSendable };
    SignInError { field, rule }
}

/// People copy a whole line, with the header's name before its value.
fn without_header_name(text: &str) -> &str {
    let text = text.trim();
    match text.split_at_checked("authorization:".len()) {
        Some((name, value)) if name.eq_ignore_ascii_case("authorization:") => value.trim(),
        _ => text,
    }
}
