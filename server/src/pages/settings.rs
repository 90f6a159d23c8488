//! The configuration and the theme, as the documents need them.

use serde_json::{Map, Value};
use statuspane::config::{Config, ConfigProblem};

/// The deployer's own files.
pub struct Settings {
    /// The configuration, defaults filled in.
    pub config: Config,
    /// The same as a page carries it: what the public page reads of it.
    pub(super) carried: Value,
    /// `config.json` as it goes out.
    pub config_text: String,
    /// `theme.css`.
    pub theme: String,
}

impl Settings {
    /// Reads the text of both; also tells what is wrong with the configuration. `None` when it is no JSON object.
    pub fn of(config_text: String, theme: String) -> Option<(Self, Vec<ConfigProblem>)> {
        let Ok(Value::Object(fields)) = serde_json::from_str::<Value>(&config_text) else { return None };
        let (config, problems) = Config::decode(&config_text);
        let is_carried = |key: &str| !["$schema", "api"].contains(&key);
        let carried: Map<String, Value> = fields.into_iter().filter(|(key, _)| is_carried(key)).collect();
        Some((Self { config, carried: Value::Object(carried), config_text, theme }, problems))
    }
}
