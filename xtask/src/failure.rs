//! The error type of this program.

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
