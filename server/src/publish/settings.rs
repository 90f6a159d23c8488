//! The configuration and the theme as they are published.

use crate::failure::Failure;
use crate::site::told;
use serde_json::{Map, Value};
use statuspane::config::{Config, Expected};
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

/// The deployer's own files.
pub(super) struct Settings {
    /// The configuration, defaults filled in.
    pub(super) config: Config,
    /// The same as the page carries it: what the public page reads of it.
    pub(super) carried: Value,
    /// `config.json` as it is published.
    pub(super) config_text: String,
    /// `theme.css`.
    pub(super) theme: String,
}

impl Settings {
    /// Reads the files that were named, else those of the built page, else none.
    ///
    /// # Errors
    /// When a file that was named cannot be read, or the configuration has a value that cannot be used. A key that is
    /// not known is only told: a newer page may know it.
    pub(super) fn read(config: Option<&Path>, theme: Option<&Path>, site: &Path) -> Result<Self, Failure> {
        let (config_text, shown) = read("configuration", config, &site.join("config.json"))?;
        let config_text = if config_text.trim().is_empty() { "{}".to_owned() } else { config_text };
        let wrong = |what: String| {
            Failure::new(format!(
                "The configuration {shown} {what}. Nothing was published. Correct it, then publish again."
            ))
        };
        let fields: Map<String, Value> = match serde_json::from_str(&config_text) {
            Ok(Value::Object(fields)) => fields,
            Ok(_) | Err(_) => return Err(wrong("is no JSON object".into())),
        };
        let carried = fields.into_iter().filter(|(key, _)| !["$schema", "api"].contains(&key.as_str())).collect();
        let (config, problems) = Config::decode(&config_text);
        for problem in problems.iter().filter(|problem| problem.expected == Expected::KnownKey) {
            tracing::warn!(key = %problem.key, "the configuration has a key that is not known; it may be misspelt");
        }
        let unusable: Vec<String> =
            problems.iter().filter(|problem| problem.expected != Expected::KnownKey).map(told).collect();
        if !unusable.is_empty() {
            return Err(wrong(format!("has values that can't be used: {}", unusable.join("; "))));
        }
        let (theme, _) = read("theme", theme, &site.join("theme.css"))?;
        Ok(Self { config, carried: Value::Object(carried), config_text, theme })
    }
}

/// The text of a file, and what messages call it.
fn read(what: &str, named: Option<&Path>, usual: &Path) -> Result<(String, String), Failure> {
    let path = named.unwrap_or(usual);
    match fs::read_to_string(path) {
        Ok(text) => Ok((text, path.display().to_string())),
        Err(error) if named.is_none() && error.kind() == ErrorKind::NotFound => Ok((String::new(), String::new())),
        Err(error) => Err(Failure::new(format!(
            "The {what} {} could not be read: {error}. Nothing was published. Name another file, or leave it out.",
            path.display()
        ))),
    }
}
