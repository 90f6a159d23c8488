//! The destination of messages and of commands' output.

use crate::failure::Failure;
use std::fmt::Display;
use std::fs::File;
use std::io::Write;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Instant;

/// The destination of a step's messages and of its commands' output: a file when two steps run at once.
#[derive(Clone)]
pub enum Output {
    /// Printed immediately.
    Terminal,
    /// Written to a log, to be printed as a whole.
    File(Arc<File>),
}

impl Output {
    /// Writes a message and a line break.
    pub fn say(&self, message: impl Display) {
        // A closed terminal must not stop a build.
        let _unsaid = match self {
            Self::Terminal => writeln!(std::io::stdout(), "{message}"),
            Self::File(file) => writeln!(file.as_ref(), "{message}"),
        };
    }

    /// Runs a step, with a message before it, and one after it with the time it took.
    pub fn step<T>(&self, what: &str, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
        let started = Instant::now();
        self.say(format!("{what} …"));
        let result = work();
        let outcome = if result.is_ok() { "done" } else { "failed" };
        self.say(format!("{what}: {outcome} after {:.0} s", started.elapsed().as_secs_f32()));
        result
    }

    /// Writes a message to standard error.
    pub fn complain(message: &impl Display) {
        let _unsaid = writeln!(std::io::stderr(), "{message}");
    }

    /// The standard output and standard error to give a command.
    pub fn for_command(&self) -> Result<(Stdio, Stdio), Failure> {
        let copy = |file: &File| {
            file.try_clone()
                .map(Stdio::from)
                .map_err(|error| Failure::new(format!("Couldn't open this step's log a second time: {error}.")))
        };
        Ok(match self {
            Self::Terminal => (Stdio::inherit(), Stdio::inherit()),
            Self::File(file) => (copy(file)?, copy(file)?),
        })
    }
}
