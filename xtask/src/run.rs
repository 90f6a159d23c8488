//! Running other programs.

use crate::failure::Failure;
use crate::output::Output;
use std::cell::Cell;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

thread_local! {
    static GIVES_WAY: Cell<bool> = const { Cell::new(false) };
}

/// Whether what this thread runs from here on leaves the processor to everything else as long as that has a use for it.
/// Where there is no `nice`, nothing does.
pub fn give_way(whether: bool) {
    GIVES_WAY.set(whether && on_path("nice").is_some());
}

/// A program to run, with what it is for and what to do if it fails.
pub struct Run {
    purpose: String,
    command: Command,
    next: Option<String>,
}

impl Run {
    /// `purpose` is the beginning of a sentence that goes on with "failed": "Compiling the server".
    pub fn new(program: impl AsRef<OsStr>, purpose: impl Into<String>) -> Self {
        let command = match GIVES_WAY.get() {
            true => {
                let mut nice = Command::new("nice");
                nice.args(["-n", "10"]).arg(program.as_ref());
                nice
            }
            false => Command::new(program),
        };
        Self { purpose: purpose.into(), command, next: None }
    }

    /// Adds arguments.
    pub fn args(mut self, arguments: impl IntoIterator<Item = impl AsRef<OsStr>>) -> Self {
        self.command.args(arguments);
        self
    }

    /// Sets a variable of the environment.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Sets variables of the environment; `None` removes one.
    pub fn envs(mut self, variables: &[(&'static str, Option<OsString>)]) -> Self {
        for (name, value) in variables {
            match value {
                Some(value) => self.command.env(name, value),
                None => self.command.env_remove(name),
            };
        }
        self
    }

    /// Removes variables from the environment.
    pub fn without(mut self, names: &[&str]) -> Self {
        for name in names {
            self.command.env_remove(name);
        }
        self
    }

    /// Sets the directory to run in.
    pub fn within(mut self, directory: &Path) -> Self {
        self.command.current_dir(directory);
        self
    }

    /// A whole sentence: what to do if it fails.
    pub fn next(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self
    }

    /// Runs it to its end, with its output going where `out` says.
    pub fn stream(mut self, out: &Output) -> Result<(), Failure> {
        let (stdout, stderr) = out.for_command()?;
        let status = self.command.stdin(Stdio::null()).stdout(stdout).stderr(stderr).status();
        match status {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(self.failure(&format!("failed ({status})"))),
            Err(error) => Err(self.failure(&format!("could not start: {error}"))),
        }
    }

    /// Runs it to its end and returns its standard output; its standard error is shown only if it fails.
    pub fn capture(self) -> Result<String, Failure> {
        let (succeeded, stdout, stderr) = self.finish_quietly()?;
        match succeeded {
            Ok(()) => Ok(stdout),
            Err(failure) => {
                Output::complain(&stderr.trim_end());
                Err(failure)
            }
        }
    }

    /// Runs it to its end; its output is shown only if it fails.
    pub fn quietly(self) -> Result<(), Failure> {
        let (succeeded, stdout, stderr) = self.finish_quietly()?;
        if succeeded.is_err() {
            for output in [stdout, stderr].iter().filter(|output| !output.trim().is_empty()) {
                Output::complain(&output.trim_end());
            }
        }
        succeeded
    }

    /// Runs it to its end and returns its standard output whether it succeeded or not.
    pub fn capture_any(self) -> Result<String, Failure> {
        Ok(self.finish_quietly()?.1)
    }

    /// Starts it in the background, with our own output.
    pub fn start(mut self) -> Result<Child, Failure> {
        let child = self.command.stdin(Stdio::null()).spawn();
        child.map_err(|error| self.failure(&format!("could not start: {error}")))
    }

    fn finish_quietly(mut self) -> Result<(Result<(), Failure>, String, String), Failure> {
        match self.command.stdin(Stdio::null()).output() {
            Err(error) => Err(self.failure(&format!("could not start: {error}"))),
            Ok(output) => {
                let verdict = match output.status.success() {
                    true => Ok(()),
                    false => Err(self.failure(&format!("failed ({})", output.status))),
                };
                let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
                Ok((verdict, text(&output.stdout), text(&output.stderr)))
            }
        }
    }

    fn failure(&self, outcome: &str) -> Failure {
        let failure = Failure::new(format!("{} {outcome}.", self.purpose)).command(self.to_string());
        match &self.next {
            Some(next) => failure.next(next),
            None => failure,
        }
    }
}

impl std::fmt::Display for Run {
    /// The command as one could type it, without the search path.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for (name, value) in self.command.get_envs() {
            if let Some(value) = value.filter(|_| name != "PATH") {
                write!(formatter, "{}={} ", name.to_string_lossy(), quoted(value))?;
            }
        }
        write!(formatter, "{}", quoted(self.command.get_program()))?;
        for argument in self.command.get_args() {
            write!(formatter, " {}", quoted(argument))?;
        }
        Ok(())
    }
}

/// The full path of a program that the search path finds.
pub fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|directory| directory.join(program)).find(|file| file.is_file())
}

/// The search path with `first` before everything else.
pub fn path_beginning_with(first: &[&Path]) -> Result<OsString, Failure> {
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    let directories = first.iter().map(|path| path.to_path_buf()).chain(std::env::split_paths(&inherited));
    std::env::join_paths(directories).map_err(|error| {
        Failure::new(format!("A folder of tools can't be part of the search path: {error}."))
            .next("Set STATUSPANE_TOOLS to a folder without a colon in its name.")
    })
}

fn quoted(word: &OsStr) -> String {
    let word = word.to_string_lossy();
    let plain = |character: char| character.is_alphanumeric() || "-_./=:,@+%".contains(character);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.into_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}
