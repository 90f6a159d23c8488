//! Runs other programs.

use crate::failure::Failure;
use crate::output::Output;
use std::cell::Cell;
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

thread_local! {
    static GIVES_WAY: Cell<bool> = const { Cell::new(false) };
}

/// Sets whether the programs that this thread starts from now on run at low priority. Has no effect without `nice`.
pub fn give_way(whether: bool) {
    GIVES_WAY.set(whether && on_path("nice").is_some());
}

/// A program to run, with its purpose and a remedy for the error message.
pub struct Run {
    purpose: String,
    command: Command,
    next: Option<String>,
}

impl Run {
    /// `purpose` is the subject of "… failed", such as "Compiling the server".
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

    /// Sets an environment variable.
    pub fn env(mut self, name: &str, value: impl AsRef<OsStr>) -> Self {
        self.command.env(name, value);
        self
    }

    /// Sets environment variables; `None` removes one.
    pub fn envs(mut self, variables: &[(&'static str, Option<OsString>)]) -> Self {
        for (name, value) in variables {
            match value {
                Some(value) => self.command.env(name, value),
                None => self.command.env_remove(name),
            };
        }
        self
    }

    /// Removes environment variables.
    pub fn without(mut self, names: &[&str]) -> Self {
        for name in names {
            self.command.env_remove(name);
        }
        self
    }

    /// Sets the working directory.
    pub fn within(mut self, directory: &Path) -> Self {
        self.command.current_dir(directory);
        self
    }

    /// Sets what to do if it fails, as a whole sentence.
    pub fn next(mut self, next: impl Into<String>) -> Self {
        self.next = Some(next.into());
        self
    }

    /// Runs the program, with its output going to `out`.
    pub fn stream(mut self, out: &Output) -> Result<(), Failure> {
        let (stdout, stderr) = out.for_command()?;
        let status = self.command.stdin(Stdio::null()).stdout(stdout).stderr(stderr).status();
        match status {
            Ok(status) if status.success() => Ok(()),
            Ok(status) => Err(self.failure(&format!("failed ({status})"))),
            Err(error) => Err(self.failure(&format!("couldn't start: {error}"))),
        }
    }

    /// Runs the program and returns its standard output; standard error is printed only on failure.
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

    /// Runs the program; its output is printed only on failure.
    pub fn quietly(self) -> Result<(), Failure> {
        let (succeeded, stdout, stderr) = self.finish_quietly()?;
        if succeeded.is_err() {
            for output in [stdout, stderr].iter().filter(|output| !output.trim().is_empty()) {
                Output::complain(&output.trim_end());
            }
        }
        succeeded
    }

    /// Runs the program and returns its standard output, even if its exit code isn't zero.
    pub fn capture_any(self) -> Result<String, Failure> {
        Ok(self.finish_quietly()?.1)
    }

    /// Starts the program in the background, with this program's output.
    pub fn start(mut self) -> Result<Child, Failure> {
        let child = self.command.stdin(Stdio::null()).spawn();
        child.map_err(|error| self.failure(&format!("couldn't start: {error}")))
    }

    fn finish_quietly(mut self) -> Result<(Result<(), Failure>, String, String), Failure> {
        match self.command.stdin(Stdio::null()).output() {
            Err(error) => Err(self.failure(&format!("couldn't start: {error}"))),
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
    /// The command as one could type it, without `PATH`.
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

/// The path of a program on `PATH`.
pub fn on_path(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|directory| directory.join(program)).find(|file| file.is_file())
}

/// `PATH` with the folders of `first` in front.
pub fn path_beginning_with(first: &[&Path]) -> Result<OsString, Failure> {
    let inherited = std::env::var_os("PATH").unwrap_or_default();
    let directories = first.iter().map(|path| path.to_path_buf()).chain(std::env::split_paths(&inherited));
    std::env::join_paths(directories).map_err(|error| {
        Failure::new(format!("A folder of tools can't be part of PATH: {error}."))
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
