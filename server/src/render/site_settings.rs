//! The configuration and the theme, as the documents need them.

use contract::config::{COMPONENT_KEYS, Config, ConfigProblem, Expected, KEYS_OF_SERVERS, SERVICE_KEYS};
use serde_json::{Map, Value};

/// The deployer's own files.
pub struct SiteSettings {
    /// The configuration with defaults.
    pub config: Config,
    /// The part of the configuration that pages carry: the keys that the public page reads.
    pub(super) carried: Value,
    /// `config.json` as it is served or published.
    pub config_text: String,
    /// `theme.css`.
    pub theme: String,
}

impl SiteSettings {
    /// Reads both files, and returns the problems of the configuration as well. `None` if it isn't a JSON object.
    pub fn of(config_text: &str, theme: String) -> Option<(Self, Vec<ConfigProblem>)> {
        let (known, problems) = for_everybody(config_text)?;
        let config_text = Value::Object(known.clone()).to_string();
        let (config, _) = Config::decode(&config_text);
        let is_unknown =
            |key: &str| problems.iter().any(|problem| problem.key == key && problem.expected == Expected::KnownKey);
        let carried: Map<String, Value> = known
            .into_iter()
            .filter(|(key, _)| key != "api" && !KEYS_OF_SERVERS.contains(&key.as_str()) && !is_unknown(key))
            .collect();
        Some((Self { config, carried: Value::Object(carried), config_text, theme }, problems))
    }
}

/// The public part of a configuration, and its problems. `None` if it isn't a JSON object.
///
/// A key that is unknown or has an invalid value is kept, so that the page can name it. Its value isn't, as it may be a
/// secret put there by mistake.
pub(crate) fn for_everybody(text: &str) -> Option<(Map<String, Value>, Vec<ConfigProblem>)> {
    let value: Value = serde_json::from_str(text).ok()?;
    let (_, problems) = Config::from_value(&value);
    let Value::Object(fields) = value else { return None };
    let mut known = Map::new();
    for (key, value) in fields.into_iter().filter(|(key, _)| key != "$schema") {
        let value = match problems.iter().any(|problem| problem.key == key) {
            true => Value::Bool(false),
            false if key == "components" => {
                let elements = value.as_array().into_iter().flatten().enumerate();
                let component = |(place, element)| {
                    usable_fields(element, &format!("components[{place}]"), &COMPONENT_KEYS, &problems)
                };
                elements.map(component).collect()
            }
            false if key == "serviceHours" && value.is_object() => {
                usable_fields(&value, &key, &SERVICE_KEYS, &problems)
            }
            false => value,
        };
        known.insert(key, value);
    }
    Some((known, problems))
}

/// The same of an object within it, by its path. Unknown keys are left out.
fn usable_fields(value: &Value, path: &str, keys: &[&str], problems: &[ConfigProblem]) -> Value {
    let Some(fields) = value.as_object() else { return Value::Bool(false) };
    let known = fields.iter().filter(|(key, _)| keys.contains(&key.as_str()));
    let known = known.map(|(key, value)| {
        let path = format!("{path}.{key}");
        let is_usable = problems.iter().all(|problem| problem.key != path);
        (key.clone(), if is_usable { value.clone() } else { Value::Bool(false) })
    });
    Value::Object(known.collect())
}
