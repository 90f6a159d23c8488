//! Problems in `config.json`, in words for the log and the command line.

use contract::config::{ConfigProblem, Expected};

/// Logs unknown keys, but not their values, which may be secrets put there by mistake.
pub(crate) fn warn_of_unknown(problems: &[ConfigProblem]) {
    for problem in problems.iter().filter(|problem| problem.expected == Expected::KnownKey) {
        tracing::warn!(
            key = %problem.key,
            "the configuration has a key that is not known; it is left out, and may be misspelt"
        );
    }
}

/// Describes the value that a key must have.
pub(crate) fn describe(problem: &ConfigProblem) -> String {
    let expected = match problem.expected {
        Expected::Object => "an object".to_owned(),
        Expected::KnownKey => "a known key".to_owned(),
        Expected::Text => "text that is not blank".to_owned(),
        Expected::Address => {
            "an http or https address of one host, without a name or a password in it, or one relative to the site"
                .to_owned()
        }
        Expected::Number(min, max) => format!("a whole number from {min} to {max}"),
        Expected::List => "a list".to_owned(),
        Expected::UniqueId => "an id that no other component has".to_owned(),
        Expected::Origin => "an origin, such as https://intranet.example.com, without a path".to_owned(),
        Expected::Flag => "true or false".to_owned(),
    };
    format!("{} has to be {expected}", problem.key)
}
