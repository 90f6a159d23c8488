//! The one error type of this program.

use std::fmt::{self, Display};

/// What went wrong, in words for the person at the terminal: what happened, and what to do next.
#[derive(Clone, Debug)]
pub struct Failure {
    what: String,
    command: Option<String>,
    next: Option<String>,
}

impl Failure {
    /// A whole sentence: what happened.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), command: None, next: None }
    }

    /// The command that failed, as one could type it.
    pub fn command(mut self, command: impl Into<String>) -> Self {
        self.command = Some(command.into());
        self
    }

    /// A whole sentence: what to do about it.
    pub fn next(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self
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
