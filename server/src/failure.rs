//! The error type of the commands.

/// A message for the user: what happened, what is unaffected, and what to do next.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Failure(String);

impl Failure {
    /// Takes whole sentences, on one line.
    pub fn new(sentences: impl Into<String>) -> Self {
        Self(sentences.into())
    }
}
