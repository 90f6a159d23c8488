//! The sign-in form: from its fields to a credential, or to errors by field.

use contract::incident_api::ApiError;
use contract::incident_api::credential::{Authorization, KeyPair};
use std::fmt;

/// Seconds by which this device's clock may be off. Beyond that, a refused sign-in is tried once more with the API's time.
pub const SKEW_SECONDS: i64 = 30;

/// The content of the form: one field that takes every kind of credential, and one for the secret key where it's needed.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct SignInForm {
    /// The first field as typed or pasted.
    pub text: String,
    /// The secret key as typed.
    pub secret: String,
    /// Whether a person has said that the first field is an access key, although it doesn't look like one.
    pub is_pair: bool,
}

/// What the first field holds.
#[derive(PartialEq, Eq)]
enum Typed<'a> {
    /// A complete value of the `Authorization` header.
    Token(&'a str),
    /// An access key, whose secret key has its own field.
    AccessKey(&'a str),
    /// Both keys.
    Pair(&'a str, &'a str),
}

/// A field of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignInField {
    /// The first field.
    Credential,
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
    /// It is a secret key without its access key.
    SecretAlone,
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

impl fmt::Debug for SignInForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SignInForm(hidden)")
    }
}

impl SignInForm {
    /// Whether all fields are empty.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.secret.is_empty()
    }

    /// Whether the first field is an access key, so that the secret key has its own.
    pub fn needs_secret(&self) -> bool {
        matches!(self.typed(), Typed::AccessKey(_))
    }

    fn typed(&self) -> Typed<'_> {
        match recognize(&self.text) {
            Typed::Token(text) if self.is_pair => Typed::AccessKey(text),
            typed => typed,
        }
    }

    /// Reads the fields.
    ///
    /// # Errors
    /// The errors, at least one, in the order of the form.
    pub fn parse(&self) -> Result<Credential, Vec<SignInError>> {
        let (access_key, secret) = match self.typed() {
            Typed::Token(text) if is_secret_key(text) => {
                return Err(vec![SignInError { field: SignInField::Credential, rule: SignInRule::SecretAlone }]);
            }
            Typed::Token(text) => {
                return Authorization::new(text).map(Credential::Token).ok_or_else(|| vec![error(text)]);
            }
            Typed::AccessKey(access_key) => (access_key, self.secret.trim()),
            Typed::Pair(access_key, secret) => (access_key, secret),
        };
        match KeyPair::new(access_key) {
            Some(pair) if !secret.is_empty() => Ok(Credential::KeyPair(pair, Secret(secret.to_owned()))),
            pair => {
                let access_key = pair.is_none().then(|| error(access_key));
                let secret = SignInError { field: SignInField::Secret, rule: SignInRule::Required };
                let secret = self.secret.trim().is_empty().then_some(secret);
                Err(access_key.into_iter().chain(secret).collect())
            }
        }
    }

    /// Clears everything but an access key, which isn't secret.
    pub fn clear_secrets(&mut self) {
        self.text = match self.typed() {
            Typed::Token(_) => String::new(),
            Typed::AccessKey(access_key) | Typed::Pair(access_key, _) => access_key.to_owned(),
        };
        self.secret = String::new();
    }
}

/// The error of the first field, whose text can't be used.
fn error(text: &str) -> SignInError {
    let rule = if text.trim().is_empty() { SignInRule::Required } else { SignInRule::NotSendable };
    SignInError { field: SignInField::Credential, rule }
}

/// What a text is: as it was issued, or as people copy it, with labels, with the header's name, or both keys at once. A
/// field of one line may have lost the breaks between lines.
fn recognize(text: &str) -> Typed<'_> {
    let text = after(text, "authorization:").filter(|(before, _)| before.is_empty()).map_or(text, |(_, value)| value);
    let text = text.trim();
    if let (Some((_, access_key)), Some((_, secret))) = (after(text, "access key"), after(text, "secret key")) {
        let access_key = after(access_key, "secret key").map_or(access_key, |(before, _)| before);
        return Typed::Pair(value(access_key), value(secret));
    }
    for (label, typed) in [("access key", Typed::AccessKey as fn(_) -> _), ("api token", Typed::Token as fn(_) -> _)] {
        if let Some((_, labelled)) = after(text, label) {
            return typed(value(labelled));
        }
    }
    let words: Vec<&str> = text.split([' ', '\t', '\n', '\r', ',', ';']).filter(|word| !word.is_empty()).collect();
    match words[..] {
        [key, secret] if is_access_key(key) => Typed::Pair(key.trim_end_matches(':'), secret),
        [secret, key] if is_access_key(key) && is_secret_key(secret) => Typed::Pair(key, secret),
        [key] if is_access_key(key) => match (key.split_once(':'), key.find("sk_")) {
            (Some((key, secret)), _) => Typed::Pair(key, secret),
            (None, Some(place)) => Typed::Pair(&key[..place], &key[place..]),
            (None, None) => Typed::AccessKey(key),
        },
        _ => Typed::Token(text),
    }
}

/// Whether a word begins as an access key does: `ak_`, or `AK` and a UUID.
fn is_access_key(word: &str) -> bool {
    let uuid = word.strip_prefix("AK").map(|rest| rest.trim_start_matches(['-', '_']));
    let is_uuid = |text: &str| text.len() >= 36 && text.bytes().take(36).all(|b| b.is_ascii_hexdigit() || b == b'-');
    word.starts_with("ak_") || uuid.is_some_and(is_uuid)
}

fn is_secret_key(word: &str) -> bool {
    word.starts_with("sk_") && !word.contains(' ')
}

/// The text before and after a label, in whichever case.
fn after<'a>(text: &'a str, label: &str) -> Option<(&'a str, &'a str)> {
    // Lowercase ASCII has the same places.
    let place = text.to_ascii_lowercase().find(label)?;
    Some((text[..place].trim(), &text[place + label.len()..]))
}

/// The first word after a label.
fn value(text: &str) -> &str {
    let text = text.trim_start_matches([':', '=', ' ', '\t', '\n', '\r']);
    text.split([' ', '\t', '\n', '\r', ',', ';']).next().unwrap_or_default()
}
