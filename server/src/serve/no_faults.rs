//! Replaces the module `faults` if the feature of that name is off. The types have no values.

use axum::body::Body;
use axum::http::Request;
use axum::response::Response;

/// Faults, which this program can't inject.
#[derive(Debug)]
pub enum Faults {}

impl Faults {
    /// Never called.
    ///
    /// # Errors
    /// Never.
    pub async fn around<F>(
        &self,
        _request: Request<Body>,
        _answer: impl FnOnce(Request<Body>) -> F,
    ) -> Result<Response, Closed>
    where
        F: Future<Output = Response>,
    {
        match *self {}
    }
}

/// A connection that a fault closes, which never happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Closed {}
