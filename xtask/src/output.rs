//! Where messages and the output of commands go.

use crate::failure::Failure;
use std::fmt::Display;
use std::fs::File;
use std::io::Write;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Instant;

/// Where a step's messages and the output of its commands go: to the terminal, or to a file when two steps run at once.
#[derive(Clone)]
pub enum Output {
    /// Seen as it comes.
    Terminal,
    /// Kept, to be shown in one piece.
    File(Arc<File>),
}

impl Output {
    /// One message, on a line of its own.
    pub fn say(&self, message: impl Display) {
        // A closed terminal is no reason to stop a build: what can't be said is left unsaid.
        let _unsaid = match self {
            Self::Terminal => writeln!(std::io::stdout(), "{message}"),
            Self::File(file) => writeln!(file.as_ref(), "{message}"),
        };
    }

    /// Says what begins, does it, and says how long it took.
    pub fn step<T>(&self, what: &str, work: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
        let started = Instant::now();
        self.say(format!("{what} …"));
        let result = work();
        let outcome = if result.is_ok() { "done" } else { "failed" };
        self.say(format!("{what}: {outcome} after {:.0} s", started.elapsed().as_secs_f32()));
        result
    }

    /// One message about something that went wrong, to the terminal.
    pub fn complain(message: &impl Display) {
        let _unsaid = writeln!(std::io::stderr(), "{message}");
    }

    /// The standard output and standard error for a command.
    pub fn for_command(&self) -> Result<(Stdio, Stdio), Failure> {
        let copy = |file: &File| {
            file.try_clone().map(Stdio::from).map_err(|error| {
                Failure::new(format!("The log of this step could not be opened a second time: {error}."))
            })
        };
        Ok(match self {
            Self::Terminal => (Stdio::inherit(), Stdio::inherit()),
            Self::File(file) => (copy(file)?, copy(file)?),
        })
    }
}
