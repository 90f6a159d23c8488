//! Checks that the configuration says where the API is. Until it does, nobody can enter a credential: it could go to
//! whatever answers at the default address.

mod view;

#[cfg(feature = "browser")]
pub(super) mod loading;

use contract::config::{Config, ConfigProblem};
use contract::incident_api::ApiError;

pub use view::ConfigErrorView;
pub(super) use view::ConfigProblems;

/// Why nobody can sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ConfigError {
    /// The file couldn't be loaded.
    Unavailable(ApiError),
    /// The answer isn't a configuration. It may come from something in between, such as a network's sign-in page.
    Malformed,
    /// The address of the API can't be used.
    InvalidApiAddress,
}

/// Checks the result of loading the file, and returns the configuration with its harmless problems.
///
/// # Errors
/// The reason why nobody can sign in.
pub fn check(
    loaded: Result<(Config, Vec<ConfigProblem>), ApiError>,
) -> Result<(Config, Vec<ConfigProblem>), ConfigError> {
    let (config, problems) = loaded.map_err(ConfigError::Unavailable)?;
    if problems.iter().any(|problem| problem.key.is_empty()) {
        return Err(ConfigError::Malformed);
    }
    if problems.iter().any(|problem| problem.key == "api") {
        return Err(ConfigError::InvalidApiAddress);
    }
    Ok((config, problems))
}
