//! Whether the configuration says for sure where the API is. Until it does, nobody is asked for a credential: it could
//! go to whoever answers at the default address.

use contract::config::{Config, ConfigProblem};
use contract::incident_api::ApiError;

/// Why nobody can sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Obstacle {
    /// The file did not come.
    NotRead(ApiError),
    /// What came is no configuration; it may be a page of something in between.
    NotAConfiguration,
    /// The address of the API can't be used.
    NoAddress,
}

/// What an attempt to read the file brought: the configuration with its harmless problems.
///
/// # Errors
/// What stands in the way of signing in.
pub fn check(read: Result<(Config, Vec<ConfigProblem>), ApiError>) -> Result<(Config, Vec<ConfigProblem>), Obstacle> {
    let (config, problems) = read.map_err(Obstacle::NotRead)?;
    if problems.iter().any(|problem| problem.key.is_empty()) {
        return Err(Obstacle::NotAConfiguration);
    }
    if problems.iter().any(|problem| problem.key == "api") {
        return Err(Obstacle::NoAddress);
    }
    Ok((config, problems))
}
