//! Problems in `config.json`, in words for the log and the command line.

use contract::config::{ConfigProblem, Expected, WEEKDAYS};

/// Logs unknown keys, but not their values, which may be secrets put there by mistake.
pub(crate) fn warn_of_unknown(problems: &[ConfigProblem]) {
    for problem in problems.iter().filter(|problem| problem.expected == Expected::KnownKey) {
        tracing::warn!(
            key = %problem.key,
            "the configuration has an unknown setting, which is ignored; it may be misspelt"
        );
    }
}

/// Describes the value that a key must have.
pub(crate) fn describe(problem: &ConfigProblem) -> String {
    let expected = match problem.expected {
        Expected::Object => "an object".to_owned(),
        Expected::KnownKey => "a known key".to_owned(),
        Expected::Text => "text that isn't blank".to_owned(),
        Expected::Address if matches!(problem.key.as_str(), "supportUrl" | "subscribeUrl") => {
            "an http, https, mailto or tel URL without credentials, or a URL relative to the site".to_owned()
        }
        Expected::Address => {
            "an http or https URL of a single host without credentials, or a URL relative to the site".to_owned()
        }
        Expected::Number(min, max) => format!("a whole number from {min} to {max}"),
        Expected::List => "a list".to_owned(),
        Expected::UniqueId => "an ID that no other component has".to_owned(),
        Expected::Origin => "an origin without a path, such as https://intranet.example.com".to_owned(),
        Expected::Flag => "true or false".to_owned(),
        Expected::Day => "a date such as 2026-11-23".to_owned(),
        Expected::Weekdays => format!("a list of at least one of {}", WEEKDAYS.join(", ")),
        Expected::TimeOfDay => "a time from 00:00 to 24:00".to_owned(),
    };
    format!("{} must be {expected}", problem.key)
}
