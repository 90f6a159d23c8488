//! `statuspane publish`.

use super::{PublishArguments, say};
use crate::bundle::BuiltPage;
use crate::clock::SystemClock;
use crate::failure::Failure;
use crate::publish::{self, Credential, Options};
use statuspane::api::{Authorization, Base, KeyPair};
use std::path::Path;

/// Where a credential is looked for when no file is named.
const KEY: &str = "STATUSPANE_KEY";
const ACCESS_KEY: &str = "STATUSPANE_ACCESS_KEY";
const SECRET_KEY: &str = "STATUSPANE_SECRET_KEY";

pub(super) fn publish(arguments: PublishArguments) -> Result<(), Failure> {
    let credential = match &arguments.key_file {
        Some(file) => Some(of_file(file)?),
        None => of_environment()?,
    };
    let from = Base::new(&arguments.from);
    let is_absolute = ["http://", "https://"].iter().any(|scheme| from.as_str().starts_with(scheme));
    if !is_absolute || from.as_str().contains(['?', '#', '@', ' ']) {
        return Err(Failure::new(
            "The address in --from is none that can be asked. Nothing was published. Give the base address of the \
             Incident API with its version, such as https://api.example.com/v1; the key goes into a file or into the \
             environment.",
        ));
    }
    if credential.is_some() && is_readable_on_the_way(from.as_str()) {
        tracing::warn!("the key is sent over http, where anybody on the way can read it; use https");
    }
    let site = BuiltPage::of(arguments.site).ok_or_else(|| {
        Failure::new(
            "There is no page to publish. Nothing was published. Name the folder of the built page with --site.",
        )
    })?;
    let options = Options {
        from,
        credential,
        site,
        to: arguments.to,
        config: arguments.config,
        theme: arguments.theme,
        every_seconds: arguments.every,
        url: arguments.url,
    };
    let report = publish::publish(&options, &SystemClock::new())?;
    say(&format!(
        "Published {} incidents to {}: {} files written, {} as before.",
        report.incidents,
        options.to.display(),
        report.written,
        report.kept
    ));
    Ok(())
}

/// Whether what is sent leaves this machine in plain text.
fn is_readable_on_the_way(address: &str) -> bool {
    let here = ["localhost", "127.", "[::1]"];
    address.strip_prefix("http://").is_some_and(|host| !here.iter().any(|start| host.starts_with(start)))
}

/// One line with a token, or an access key and a secret key on two lines.
fn of_file(file: &Path) -> Result<Credential, Failure> {
    let told = |what: &str| {
        Failure::new(format!(
            "The key in {} can't be used: {what}. Nothing was published. The file holds a token on one line, or an \
             access key and a secret key on two.",
            file.display()
        ))
    };
    let text = std::fs::read_to_string(file).map_err(|error| told(&error.to_string()))?;
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let credential = match lines[..] {
        [value] => token(value),
        [access, secret] => pair(access, secret),
        _ => return Err(told("it has neither one line nor two")),
    };
    credential.ok_or_else(|| told("it has characters that no key has"))
}

fn of_environment() -> Result<Option<Credential>, Failure> {
    let variable = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    let credential = match (variable(KEY), variable(ACCESS_KEY), variable(SECRET_KEY)) {
        (Some(value), _, _) => token(&value),
        (None, Some(access), Some(secret)) => pair(&access, &secret),
        (None, None, None) => return Ok(None),
        (None, Some(_), None) | (None, None, Some(_)) => None,
    };
    credential.map(Some).ok_or_else(|| {
        Failure::new(format!(
            "The key in the environment can't be used. Nothing was published. Set {KEY} to a token, or both \
             {ACCESS_KEY} and {SECRET_KEY}."
        ))
    })
}

fn token(value: &str) -> Option<Credential> {
    Authorization::new(value).map(Credential::Token)
}

fn pair(access: &str, secret: &str) -> Option<Credential> {
    KeyPair::new(access).map(|pair| Credential::Pair(pair, secret.trim().to_owned()))
}
