//! The error types of this program.

use std::fmt::{self, Display};

/// An error message for the terminal: the problem, and what to do next.
#[derive(Clone, Debug)]
pub struct Failure {
    what: String,
    command: Option<String>,
    next: Option<String>,
}

impl Failure {
    /// Takes the problem, as a whole sentence.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), command: None, next: None }
    }

    /// Adds the command that failed, as one could type it.
    pub fn command(mut self, command: impl Into<String>) -> Self {
        self.command = Some(command.into());
        self
    }

    /// Adds what to do about it, as a whole sentence.
    pub fn next(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self
    }
}

impl std::error::Error for Failure {}

/// The command line can't be understood: the problem, and usually the help text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsageError(String);

impl UsageError {
    /// Takes the whole message.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl Display for UsageError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl std::error::Error for UsageError {}

impl From<lexopt::Error> for UsageError {
    fn from(error: lexopt::Error) -> Self {
        Self(format!("Invalid command line: {error}."))
    }
}

impl Display for Failure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.what)?;
        if let Some(command) = &self.command {
            write!(formatter, "\n  command: {command}")?;
        }
        if let Some(next) = &self.next {
            write!(formatter, "\n  next: {next}")?;
        }
        Ok(())
    }
}
