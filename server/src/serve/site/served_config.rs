//! `config.json` as it is served: the public part of the deployer's file, plus the addresses of this server's API.

use super::files::Files;
use crate::config_report::{describe, warn_of_unknown};
use crate::failure::Failure;
use crate::render::for_everybody;
use axum::http::HeaderValue;
use contract::config::{Config, Expected};
use contract::document::path;
use serde_json::{Map, Value};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The source of the configuration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigSource {
    /// The given file.
    File(PathBuf),
    /// Text built into the program.
    Text(String),
    /// The site's own `config.json`.
    Site,
}

/// The configuration that is served.
#[derive(Debug)]
pub struct ServedConfig {
    source: ConfigSource,
    last: Mutex<Last>,
}

/// The result of the last read.
#[derive(Debug, Default)]
struct Last {
    /// The text that was read.
    text: Option<String>,
    /// The last valid configuration, for when an editor is half-way through writing the file.
    good: Option<Map<String, Value>>,
    /// The text that is served.
    served: String,
    /// The settings that are sent as headers.
    headers: InHeaders,
}

/// The settings of a configuration that are sent as headers.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct InHeaders {
    /// The policy that says who may frame the public pages; `None` if nobody may.
    pub(super) frame_ancestors: Option<HeaderValue>,
    /// Whether search engines are asked not to index the site.
    pub(super) noindex: bool,
}

impl InHeaders {
    fn of(own: Option<&Map<String, Value>>) -> Self {
        let Some(own) = own else { return Self::default() };
        let (config, _) = Config::from_value(&Value::Object(own.clone()));
        let policy = format!("frame-ancestors {}", config.frame_ancestors.join(" "));
        let policy = HeaderValue::from_str(&policy).ok();
        Self { frame_ancestors: policy.filter(|_| !config.frame_ancestors.is_empty()), noindex: config.noindex }
    }
}

impl ServedConfig {
    /// Reads the configuration for the first time.
    ///
    /// # Errors
    /// When the given file can't be read, isn't a JSON object or has an invalid value. An unknown key is only logged,
    /// as a newer page may know it.
    pub fn load(source: ConfigSource) -> Result<Self, Failure> {
        let (text, good) = match &source {
            ConfigSource::File(path) => load(path).map(|(text, known)| (Some(text), Some(known)))?,
            ConfigSource::Text(text) => (None, for_everybody(text).map(|(known, _)| known)),
            ConfigSource::Site => (None, None),
        };
        let (served, headers) = (served(good.as_ref()), InHeaders::of(good.as_ref()));
        let last = Last { served, headers, good, text };
        Ok(Self { source, last: Mutex::new(last) })
    }

    /// The current configuration, read again so that a change needs no restart.
    pub(super) fn current(&self, files: Option<&Files>) -> String {
        self.read(files).served.clone()
    }

    /// The settings that are sent as headers.
    pub(super) fn in_headers(&self, files: Option<&Files>) -> InHeaders {
        self.read(files).headers.clone()
    }

    fn read(&self, files: Option<&Files>) -> MutexGuard<'_, Last> {
        let text = match &self.source {
            ConfigSource::File(path) => crate::text_file::read(path).ok(),
            ConfigSource::Text(text) => Some(text.clone()),
            ConfigSource::Site => files.and_then(|files| files.text(path::CONFIG).ok()),
        };
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if text.is_some() && text == last.text {
            return last;
        }
        match text.as_deref().and_then(for_everybody) {
            Some((known, problems)) => {
                warn_of_unknown(&problems);
                last.good = Some(known);
            }
            None if self.source == ConfigSource::Site && text.is_none() => {}
            None => tracing::warn!("the configuration can't be read right now; the last valid one stays in use"),
        }
        last.text = text;
        last.served = served(last.good.as_ref());
        last.headers = InHeaders::of(last.good.as_ref());
        last
    }
}

/// Adds the addresses of this server's API to a configuration.
fn served(own: Option<&Map<String, Value>>) -> String {
    let mut fields = own.cloned().unwrap_or_default();
    for (key, own) in [("api", "v1"), ("live", "public/v1")] {
        fields.entry(key).or_insert_with(|| own.into());
    }
    Value::Object(fields).to_string()
}

fn load(path: &Path) -> Result<(String, Map<String, Value>), Failure> {
    let shown = path.display();
    let text = crate::text_file::read(path).map_err(|error| {
        Failure::new(format!(
            "Couldn't read the configuration {shown}: {error}. Nothing was started. Name another file with --config, \
             or leave the option out."
        ))
    })?;
    let Some((known, problems)) = for_everybody(&text) else {
        return Err(Failure::new(format!(
            "The configuration {shown} isn't a JSON object. Nothing was started. Correct it, or leave out --config."
        )));
    };
    warn_of_unknown(&problems);
    let wrong = problems.iter().filter(|problem| problem.expected != Expected::KnownKey);
    let list: Vec<String> = wrong.map(describe).collect();
    if list.is_empty() {
        return Ok((text, known));
    }
    Err(Failure::new(format!(
        "The configuration {shown} has invalid values: {}. Nothing was started. Correct them, or remove the keys to \
         use the defaults.",
        list.join("; ")
    )))
}
