//! Checks the configuration.

use super::finding::Findings;
use super::folder::unreadable;
use crate::config_report::describe;
use contract::config::{Config, Expected};
use model::instant::NamedZone;
use serde_json::{Map, Value};
use std::fs;
use std::path::Path;

/// Checks a configuration file outside a site.
pub(super) fn of_file(path: &Path, findings: &mut Findings) {
    let shown = path.display().to_string();
    match fs::read(path).map(crate::text_file::decode) {
        Ok(Ok(text)) => {
            of_text(&shown, &text, findings);
        }
        Ok(Err(_)) => findings.error(&shown, "", "This isn't UTF-8 text. Save it as UTF-8, not UTF-16."),
        Err(error) => findings.error(&shown, "", unreadable(&error)),
    }
}

/// Checks the text of a configuration. Returns the usable settings, and the JSON object.
pub(super) fn of_text(file: &str, text: &str, findings: &mut Findings) -> (Config, Map<String, Value>) {
    let value: Value = match serde_json::from_str(text) {
        Ok(value) => value,
        Err(error) => {
            findings.error(
                file,
                format!("line {}, column {}", error.line(), error.column()),
                format!("This isn't valid JSON: {}. Fix the mistake here or just before.", reason(&error)),
            );
            return (Config::default(), Map::new());
        }
    };
    let (config, problems) = Config::from_value(&value);
    for problem in &problems {
        match problem.expected {
            Expected::KnownKey => findings.warn(
                file,
                &problem.key,
                "Unknown setting: it has no effect and may be misspelt. Correct or remove it.",
            ),
            Expected::Object if problem.key.is_empty() => {
                findings.error(file, "", "The whole file must be a JSON object: keys and values between { and }.");
            }
            Expected::Object
            | Expected::Text
            | Expected::Address
            | Expected::Number(..)
            | Expected::List
            | Expected::UniqueId
            | Expected::Origin
            | Expected::Flag
            | Expected::Day
            | Expected::Weekdays
            | Expected::TimeOfDay => findings.error(
                file,
                &problem.key,
                format!("{}. Correct it, or remove the key to use the default.", describe(problem)),
            ),
        }
    }
    if let Some(zone) = config.time_zone.as_deref().filter(|zone| NamedZone::new(zone).is_none()) {
        findings.warn(
            file,
            "timeZone",
            format!("Unknown time zone {zone:?}, so times are in UTC. Use a name such as Europe/Berlin."),
        );
    }
    let service_zone = config.service_hours.as_ref().map(|hours| &*hours.zone);
    if let Some(zone) = service_zone.filter(|zone| NamedZone::new(zone).is_none()) {
        findings.warn(
            file,
            "serviceHours.zone",
            format!("Unknown time zone {zone:?}, so figures count all of the time. Use a name such as Europe/Berlin."),
        );
    }
    let fields = match value {
        Value::Object(fields) => fields,
        _ => Map::new(),
    };
    (config, fields)
}

/// The message of a JSON error, without the place.
pub(super) fn reason(error: &serde_json::Error) -> String {
    let text = error.to_string();
    text.split(" at line ").next().unwrap_or_default().to_owned()
}
