//! Reads the address and the key of an Incident API, for every command that uses one.

use crate::client::{self, Credential};
use crate::failure::Failure;
use contract::incident_api::{Authorization, Base, KeyPair};
use std::path::Path;

/// The environment variables for credentials, read if no file is given.
const KEY: &str = "STATUSPANE_KEY";
const ACCESS_KEY: &str = "STATUSPANE_ACCESS_KEY";
const SECRET_KEY: &str = "STATUSPANE_SECRET_KEY";

/// The parts of messages that differ between commands.
pub(super) struct ApiOption {
    /// The option for the address.
    pub(super) option: &'static str,
    /// A sentence that says that nothing was done.
    pub(super) nothing: &'static str,
}

impl ApiOption {
    /// Parses the address. Warns if the key would be sent unencrypted.
    pub(super) fn base(&self, text: &str, with_key: bool) -> Result<Base, Failure> {
        let Self { option, nothing } = self;
        let base = client::base(text).ok_or_else(|| {
            Failure::new(format!(
                "{option} isn't a usable API address. {nothing} Give the base URL of the Incident API with its \
                 version, such as https://api.example.com/v1. Credentials go in a key file or the environment, not in \
                 the URL."
            ))
        })?;
        if with_key && client::is_readable_on_the_way(&base) {
            tracing::warn!("the key is sent over http, where others on the network can read it; use https");
        }
        Ok(base)
    }

    /// Reads the key from the file, or from the environment.
    pub(super) fn credential(&self, file: Option<&Path>) -> Result<Option<Credential>, Failure> {
        match file {
            Some(file) => self.of_file(file).map(Some),
            None => self.of_environment(),
        }
    }

    /// Reads a file with a token on one line, or an access key and a secret key on two.
    fn of_file(&self, file: &Path) -> Result<Credential, Failure> {
        let unusable = |what: &str| {
            Failure::new(format!(
                "Can't use the key in {}: {what}. {} The file must have a token on one line, or an access key and a \
                 secret key on two.",
                file.display(),
                self.nothing
            ))
        };
        let text = crate::text_file::read(file).map_err(|error| unusable(&error.to_string()))?;
        let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        let credential = match lines[..] {
            [value] => token(value),
            [access, secret] => pair(access, secret),
            _ => return Err(unusable("it doesn't have one or two lines")),
        };
        credential.ok_or_else(|| unusable("it contains characters that a key can't have"))
    }

    fn of_environment(&self) -> Result<Option<Credential>, Failure> {
        let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
        let credential = match (variable(KEY), variable(ACCESS_KEY), variable(SECRET_KEY)) {
            (Some(value), _, _) => token(&value),
            (None, Some(access), Some(secret)) => pair(&access, &secret),
            (None, None, None) => return Ok(None),
            (None, Some(_), None) | (None, None, Some(_)) => None,
        };
        credential.map(Some).ok_or_else(|| {
            Failure::new(format!(
                "Can't use the key in the environment. {} Set {KEY} to a token, or both {ACCESS_KEY} and {SECRET_KEY}.",
                self.nothing
            ))
        })
    }
}

fn token(value: &str) -> Option<Credential> {
    Authorization::new(value).map(Credential::Token)
}

fn pair(access: &str, secret: &str) -> Option<Credential> {
    KeyPair::new(access).map(|pair| Credential::Pair(pair, secret.trim().to_owned()))
}
