//! The program in a separate process.

use super::Reply;
use super::client::Call;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, ExitStatus, Stdio};
use tempfile::TempDir;

/// Where it is.
pub const PROGRAM: &str = env!("CARGO_BIN_EXE_statuspane");

/// `statuspane serve` on a free port.
pub fn serve(arguments: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(["serve", "--listen", "127.0.0.1:0"]).args(arguments);
    command
}

/// A token for this database, which is created if it's missing.
pub fn create_token(database: &str) -> String {
    let output = Command::new(PROGRAM).args(["key", "create", "--token", "--database", database]).output();
    let output = String::from_utf8(output.expect("it ran").stdout).expect("text");
    let token = output.lines().find_map(|line| line.strip_prefix("API token: "));
    token.unwrap_or_else(|| panic!("no token in {output:?}")).to_owned()
}

/// A server in a separate process. It ends with the test.
pub struct Process {
    child: Child,
    pub address: SocketAddr,
    pub lines: Vec<String>,
    /// Its log goes into a file, as an unread pipe would block the server.
    folder: TempDir,
}

impl Process {
    /// Starts `command` and reads `lines` lines from it.
    pub fn start(command: &mut Command, lines: usize) -> Self {
        Self::try_to_start(command, lines).unwrap_or_else(|log| panic!("it did not start: {log}"))
    }

    /// The same; or the error of a program that ended at once.
    pub fn try_to_start(command: &mut Command, lines: usize) -> Result<Self, String> {
        let folder = tempfile::tempdir().expect("a folder");
        let log = File::create(folder.path().join("log")).expect("a file");
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log).spawn();
        let mut child = child.expect("it starts");
        let mut reader = BufReader::new(child.stdout.take().expect("an output"));
        let mut read = || {
            let mut line = String::new();
            reader.read_line(&mut line).expect("a line");
            line.trim_end().to_owned()
        };
        let lines: Vec<String> = (0..lines).map(|_| read()).collect();
        let address = lines[0].split("http://").nth(1).and_then(|rest| rest.split('/').next()?.parse().ok());
        let Some(address) = address else {
            let _gone = child.wait();
            return Err(log_in(&folder));
        };
        Ok(Self { child, address, lines, folder })
    }

    /// Its number among the processes of this machine.
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    pub fn signal(&self, name: &str) {
        let status = Command::new("kill").arg(format!("-{name}")).arg(self.child.id().to_string()).status();
        assert!(status.expect("kill is there").success());
    }

    /// Ends it at once and without warning.
    pub fn kill(&mut self) {
        self.child.kill().expect("it was running");
        self.child.wait().expect("it ends");
    }

    /// Its log so far.
    pub fn log(&self) -> String {
        log_in(&self.folder)
    }

    /// Waits for its end, and returns its log too.
    pub fn wait(mut self) -> (ExitStatus, String) {
        let status = self.child.wait().expect("it ends");
        (status, self.log())
    }

    pub fn line(&self, start: &str) -> &str {
        let found = self.lines.iter().find_map(|line| line.strip_prefix(start));
        found.unwrap_or_else(|| panic!("no line `{start}` in {:?}", self.lines))
    }

    pub async fn call(&self, line: &str) -> Reply {
        Call::new(self.address, line).send().await
    }
}

fn log_in(folder: &TempDir) -> String {
    std::fs::read_to_string(folder.path().join("log")).expect("text")
}

impl Drop for Process {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}
