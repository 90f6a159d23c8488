//! From what somebody typed to sign in to a credential, or to problems by field.

use contract::incident_api::ApiError;
use contract::incident_api::credential::{Authorization, KeyPair};
use std::fmt;

/// Seconds for which a signed token is valid. Every call gets its own, so it only has to survive the call.
pub const TOKEN_SECONDS: i64 = 300;
/// Seconds by which a clock may be off before a refused sign-in is tried again with the API's own time.
pub const SKEW_SECONDS: i64 = 30;

/// The ways to sign in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// With a complete value of the `Authorization` header.
    Value,
    /// With an access key and its secret key.
    KeyPair,
}

/// What somebody typed.
#[derive(Clone, PartialEq, Eq)]
pub struct SignInForm {
    /// The way chosen; only its fields count.
    pub way: Way,
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
    /// There is nothing but blanks.
    Required,
    /// It holds a character that no header can carry, so it is not what was issued.
    NotSendable,
}

/// A field and the rule that it breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignInProblem {
    /// Where.
    pub field: SignInField,
    /// Why.
    pub rule: SignInRule,
}

/// How far an attempt to sign in is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Attempt {
    /// The person is typing.
    Editing,
    /// The API is being asked.
    Checking,
    /// Fields break rules; nothing was sent.
    Rejected(Vec<SignInProblem>),
    /// The API did not accept it, or could not be asked.
    Failed(ApiError),
    /// This browser did not sign with the key.
    NotSigned,
}

/// The text of a secret key on its way to the browser's keeping. It is never printed.
pub struct Secret(String);

impl Secret {
    /// The bytes that become the key, and nothing else.
    pub fn expose(&self) -> &[u8] {
        self.0.as_bytes()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(hidden)")
    }
}

/// What a complete form gives.
#[derive(Debug)]
pub enum Credential {
    /// A value that can be sent as it is.
    Value(Authorization),
    /// An access key, and the secret that signs for it.
    KeyPair(KeyPair, Secret),
}

impl Default for SignInForm {
    fn default() -> Self {
        Self { way: Way::Value, authorization: String::new(), access_key: String::new(), secret: String::new() }
    }
}

impl fmt::Debug for SignInForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SignInForm({:?}, hidden)", self.way)
    }
}

impl SignInForm {
    /// Whether nothing is typed.
    pub fn is_empty(&self) -> bool {
        self.authorization.is_empty() && self.access_key.is_empty() && self.secret.is_empty()
    }

    /// Reads the fields of the chosen way.
    ///
    /// # Errors
    /// The problems, at least one, in the order of the form.
    pub fn parse(&self) -> Result<Credential, Vec<SignInProblem>> {
        match self.way {
            Way::Value => {
                let value = without_header_name(&self.authorization);
                Authorization::new(value)
                    .map(Credential::Value)
                    .ok_or_else(|| vec![problem(SignInField::Authorization, value)])
            }
            Way::KeyPair => {
                let pair = KeyPair::new(&self.access_key);
                let secret = self.secret.trim();
                match pair {
                    Some(pair) if !secret.is_empty() => Ok(Credential::KeyPair(pair, Secret(secret.to_owned()))),
                    pair => {
                        let access_key = pair.is_none().then(|| problem(SignInField::AccessKey, &self.access_key));
                        let secret = secret
                            .is_empty()
                            .then_some(SignInProblem { field: SignInField::Secret, rule: SignInRule::Required });
                        Err(access_key.into_iter().chain(secret).collect())
                    }
                }
            }
        }
    }

    /// Forgets what is secret, and keeps the rest for another attempt.
    pub fn clear_secrets(&mut self) {
        self.authorization = String::new();
        self.secret = String::new();
    }
}

/// Which rule a text breaks that could not be used.
fn problem(field: SignInField, text: &str) -> SignInProblem {
    let rule = if text.trim().is_empty() { SignInRule::Required } else { SignInRule::NotSendable };
    SignInProblem { field, rule }
}

/// People copy the whole line of a command or a log, with the header's name before its value.
fn without_header_name(text: &str) -> &str {
    let text = text.trim();
    match text.split_at_checked("authorization:".len()) {
        Some((name, value)) if name.eq_ignore_ascii_case("authorization:") => value.trim(),
        _ => text,
    }
}
