//! Standard output and standard error that are full, closed, or not read.

use crate::disk::{NEXT_TO_NOTHING, on_a_disk_of};
use crate::program::{database, run};
use crate::support::Process;
use crate::support::client::Call;
use crate::support::process::{PROGRAM, create_token, serve};
use crate::support::script::{Reaction, Script};
use serde_json::json;
use std::fs::{self, OpenOptions};
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use tempfile::TempDir;

/// Unwritable output, as on a full disk.
fn full() -> Stdio {
    OpenOptions::new().write(true).open("/dev/full").expect("Linux and the BSDs have it").into()
}

/// A pipe whose other end is closed.
fn closed() -> Stdio {
    let (reader, writer) = std::io::pipe().expect("a pipe");
    drop(reader);
    writer.into()
}

/// A server whose standard error is the test's affair. It ends with the test.
struct ServerProcess {
    child: Child,
    address: SocketAddr,
    token: String,
    _folder: TempDir,
}

impl ServerProcess {
    fn start(stderr: Stdio) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let database = database(folder.path().join("kept.db"));
        let token = create_token(&database);
        let mut command = serve(&["--database", &database]);
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(stderr).spawn();
        let mut child = child.expect("it starts");
        // Closed once the first line is read, as by `head -1`.
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("an output")).read_line(&mut line).expect("a line");
        let address = line.trim_end().rsplit("http://").next().and_then(|rest| rest.split('/').next()?.parse().ok());
        let address = address.unwrap_or_else(|| panic!("no address in {line:?}"));
        Self { child, address, token, _folder: folder }
    }

    /// That it answers, more often than any buffer would hold lines about it.
    async fn check_answers(&self) {
        let post = Call::new(self.address, "POST /v1/incidents").auth(&self.token).json(&json!({"name": "n"}));
        post.send().await.expect(200);
        let long = "x".repeat(20_000);
        for number in 0..200 {
            Call::new(self.address, &format!("GET /public/v1/{number}/{long}")).send().await.expect(404);
        }
        let list = Call::new(self.address, "GET /public/v1/incidents").send().await.expect(200).json();
        assert_eq!(list["incidents"].as_array().map(Vec::len), Some(1));
    }

    fn signal(&self, name: &str) {
        let status = Command::new("kill").arg(format!("-{name}")).arg(self.child.id().to_string()).status();
        assert!(status.expect("kill is there").success());
    }

    /// Waits for its end. A server that does not end ends the test by its time.
    async fn wait(mut self) -> ExitStatus {
        let waited = tokio::task::spawn_blocking(move || {
            let status = self.child.wait().expect("it ends");
            (self, status)
        });
        tokio::time::timeout(std::time::Duration::from_secs(60), waited).await.expect("it ends").expect("no panic").1
    }
}

impl Drop for ServerProcess {
    fn drop(&mut self) {
        let _gone = self.child.kill();
        let _gone = self.child.wait();
    }
}

#[tokio::test]
async fn s52_an_unwritable_log_does_not_affect_answers() {
    for stderr in [full, closed] {
        let server = ServerProcess::start(stderr());
        server.check_answers().await;
        server.signal("TERM");
        assert_eq!(server.wait().await.code(), Some(0));
    }
    // A pipe that isn't read doesn't delay the end either.
    let server = ServerProcess::start(Stdio::piped());
    server.check_answers().await;
    server.signal("TERM");
    assert_eq!(server.wait().await.code(), Some(0));
}

/// All lines that come until one holds this, and that one.
fn read_until(lines: &mut BufReader<ChildStderr>, part: &str) -> String {
    let mut all = String::new();
    while !all.lines().last().is_some_and(|line| line.contains(part)) {
        assert_ne!(lines.read_line(&mut all).expect("a line"), 0, "no {part:?} in {all}");
    }
    all
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_that_is_read_again_counts_missing_lines_and_continues() {
    let mut server = ServerProcess::start(Stdio::piped());
    server.check_answers().await;
    let mut lines = BufReader::new(server.child.stderr.take().expect("a pipe"));
    let mut lost = read_until(&mut lines, "lost here: the log couldn't be written");
    lost.truncate(lost.trim_end().len());
    let count = lost.rsplit("WARN ").next().and_then(|rest| rest.split(' ').next()?.parse::<usize>().ok());
    assert!(count.is_some_and(|count| (1..250).contains(&count)), "{:?}", lost.lines().last());
    server.signal("TERM");
    let mut rest = String::new();
    lines.read_to_string(&mut rest).expect("text");
    assert!(rest.trim_end().ends_with("stopped"), "{rest}");
    assert_eq!(server.wait().await.code(), Some(0));
}

/// The limit on the size of files is that of a full disk here; `prlimit` makes room again.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn s53_a_log_continues_once_there_is_room_and_counts_missing_lines() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = database(folder.path().join("kept.db"));
    create_token(&database);
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--database", &database];
    let process = Process::start(&mut on_a_disk_of(NEXT_TO_NOTHING, &arguments), 1);
    let long = "x".repeat(1000);
    for _ in 0..100 {
        process.call(&format!("GET /public/v1/{long}")).await.expect(404);
    }
    let room = Command::new("prlimit").args(["--pid", &process.id().to_string(), "--fsize=unlimited"]).status();
    assert!(room.expect("prlimit is there").success());
    process.call("GET /public/v1/with-room-again").await.expect(404);
    process.signal("TERM");
    let (status, log) = process.wait();
    assert_eq!(status.code(), Some(0));
    let lost: usize = log
        .lines()
        .filter_map(|line| line.split_once("WARN ")?.1.split_once(" lines were lost here")?.0.parse::<usize>().ok())
        .sum();
    let written = log.lines().filter(|line| line.contains("answered") && line.contains("xxx\"")).count();
    assert_eq!(lost + written, 100, "each line was written or counted: {log}");
    let after = log.split("lost here").last().expect("some text");
    assert!(after.contains("with-room-again") && after.trim_end().ends_with("stopped"), "{after}");
}

/// Runs a command to its end with these outputs, and returns its standard error too.
async fn run_with(arguments: &[&str], stdout: Stdio, stderr: Stdio) -> (Option<i32>, String) {
    let mut command = Command::new(PROGRAM);
    command.args(arguments).stdin(Stdio::null()).stdout(stdout).stderr(stderr);
    let output = tokio::task::spawn_blocking(move || command.spawn()?.wait_with_output());
    let output = output.await.expect("no panic").expect("it ran");
    (output.status.code(), String::from_utf8_lossy(&output.stderr).into_owned())
}

#[tokio::test]
async fn s54_commands_with_unwritable_output_report_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name).display().to_string();
    let database = database(folder.path().join("kept.db"));
    create_token(&database);
    let keys = async || run(&["key", "list", "--database", &database]).await.expect(0).stdout;
    let before = keys().await;
    crate::support::site::build(&folder.path().join("site"), "0123456789abcdef");
    fs::write(path("wrong.json"), r#"{"title": 7}"#).expect("a file");
    let script = Script::always(Reaction::json(200, json!({"customerId": "c", "incidents": []})));
    let (site, wrong, from) = (path("site"), path("wrong.json"), script.base());
    for (name, output) in [("full", full as fn() -> Stdio), ("closed", closed)] {
        let (backup, restored, to) = (path(&format!("{name}.backup")), path(&format!("{name}.db")), path(name));
        let restored = format!("sqlite:{restored}");
        for (arguments, part) in [
            (vec!["key", "create", "--token", "--database", &database], "No key was created."),
            (vec!["key", "create", "--database", &database], "No key was created."),
            (vec!["key", "list", "--database", &database], "Not all keys were listed"),
            (vec!["backup", &backup, "--database", &database], "The backup is complete"),
            (vec!["restore", &backup, "--database", &restored], "The restored database is complete"),
            (vec!["publish", "--from", &from, "--site", &site, "--to", &to], "The site was published"),
            (vec!["check", "--config", &wrong], "Not all problems were shown"),
            (vec!["--help"], "Nothing was done."),
            (vec!["--version"], "Nothing was done."),
        ] {
            let (code, message) = run_with(&arguments, output(), Stdio::piped()).await;
            assert_eq!(code, Some(1), "{name} {arguments:?}: {message}");
            let last = message.lines().last().unwrap_or_default();
            assert!(last.starts_with("statuspane: Couldn't write to standard output: "), "{arguments:?}: {message}");
            assert!(last.contains(part), "{arguments:?}: {message}");
        }
        assert_eq!(keys().await, before, "a key that nobody has seen is none");
        // Without standard error, only the exit code reports it.
        let missing = path("missing.db");
        let missing = format!("sqlite:{missing}");
        for (arguments, code) in [
            (vec!["key", "list", "--database", &database], 0),
            (vec!["key", "list", "--database", &missing], 1),
            (vec!["check", "--config", &wrong], 1),
            (vec!["serve", "--config", "missing.json"], 1),
            (vec!["serve", "--nonsense"], 2),
            (vec!["--version"], 0),
        ] {
            assert_eq!(run_with(&arguments, Stdio::null(), output()).await.0, Some(code), "{name} {arguments:?}");
        }
    }
}

/// The server starts even if its first lines aren't read.
#[tokio::test]
async fn a_server_starts_and_ends_whatever_becomes_of_its_first_lines() {
    for stdout in [full, closed] {
        let mut command = serve(&["--demo"]);
        let folder = tempfile::tempdir().expect("a folder");
        let child = command.env("TMPDIR", folder.path()).stdout(stdout()).stderr(Stdio::piped()).spawn();
        let mut child = child.expect("it starts");
        let mut log = BufReader::new(child.stderr.take().expect("a pipe"));
        let said = read_until(&mut log, "started");
        let address = said.trim_end().rsplit("address=").next().and_then(|address| address.parse().ok());
        let address: SocketAddr = address.unwrap_or_else(|| panic!("no address in {said}"));
        Call::new(address, "GET /healthz").send().await.expect(200);
        let status = Command::new("kill").arg(child.id().to_string()).status();
        assert!(status.expect("kill is there").success());
        assert_eq!(child.wait().expect("it ends").code(), Some(0));
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0, "the demo's database is gone");
    }
}
