//! The program as it is started: its output, its errors, its end.

use crate::support::client::Call;
use crate::support::process::{PROGRAM, create_token, serve};
use crate::support::{Process, Reply, jwt};
use serde_json::json;
use statuspane_server::clock::{Clock, SystemClock};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// The value of `--database` for this file.
pub fn database(path: PathBuf) -> String {
    format!("sqlite:{}", path.display())
}

/// The result of a run.
pub struct Finished {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Finished {
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}{}", self.stdout, self.stderr);
        self
    }
}

/// Runs the program to its end.
pub async fn run(arguments: &[&str]) -> Finished {
    let mut command = Command::new(PROGRAM);
    command.args(arguments);
    let output = tokio::task::spawn_blocking(move || command.stdin(Stdio::null()).output());
    let output = output.await.expect("it ran").expect("it started");
    Finished {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

fn site() -> TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    crate::support::site::build(folder.path(), "0123456789abcdef");
    folder
}

fn text(path: &Path) -> &str {
    path.to_str().expect("a path of plain text")
}

#[tokio::test]
async fn the_demo_prints_its_addresses_and_key_and_leaves_no_files() {
    for signal in ["INT", "TERM", "HUP"] {
        let (site, temporary) = (site(), tempfile::tempdir().expect("a folder"));
        let mut command = hearing_hang_ups(&["--demo", "--site", text(site.path())]);
        let process = Process::start(command.env("TMPDIR", temporary.path()), 5);
        let base = format!("http://{}", process.address);
        assert_eq!(process.lines[0], format!("Status page: {base}/"));
        assert_eq!(process.lines[1], format!("Admin view: {base}/admin/"));

        let list = process.call("GET /public/v1/incidents").await.expect(200).json();
        let incidents = list["incidents"].as_array().expect("a list");
        assert!(incidents.len() >= 25);
        let open: Vec<_> = incidents.iter().filter(|incident| incident["incidentStatus"] != "resolved").collect();
        let impacts: Vec<_> = open.iter().map(|incident| incident["incidentImpact"].as_str().unwrap_or("")).collect();
        assert_eq!(impacts, ["minor", "major"]);
        for impact in ["none", "minor", "major", "critical"] {
            assert!(incidents.iter().any(|incident| incident["incidentImpact"] == impact), "{impact}");
        }
        let config = process.call("GET /config.json").await.expect(200).json();
        assert_eq!((&config["title"], &config["live"]), (&json!("Acme Cloud"), &json!("public/v1")));
        let known: Vec<_> = config["components"].as_array().expect("components").iter().map(|c| &c["id"]).collect();
        for incident in incidents {
            let path = format!("GET /public/v1/incidents/{}/entries", incident["id"].as_str().expect("an id"));
            let entries = process.call(&path).await.expect(200).json();
            for entry in entries["entries"].as_array().expect("entries") {
                let named = entry["affectedComponents"].as_array().expect("components");
                assert!(named.iter().all(|component| known.contains(&&component["componentId"])), "{entry}");
            }
        }

        let token = process.line("API token: ").to_owned();
        let (access_key, secret) = (process.line("Access key: ").to_owned(), process.line("Secret key: ").to_owned());
        let claims = jwt::claims(&access_key, SystemClock::new().now().millis() / 1000);
        let jwt = jwt::sign(&claims, &secret);
        for authorization in [token.clone(), format!("StatusEntry {access_key}:{jwt}")] {
            let call = Call::new(process.address, "GET /v1/incidents?token=in-the-query").auth(&authorization);
            call.send().await.expect(200);
        }
        let wrong = Call::new(process.address, "GET /v1/incidents").auth("a-wrong-credential").send().await;
        assert_eq!(wrong.status, 401);

        assert_eq!(std::fs::read_dir(temporary.path()).expect("a folder").count(), 1, "the database is there");
        process.signal(signal);
        let (status, log) = process.wait();
        assert_eq!(status.code(), Some(0), "{log}");
        assert_eq!(std::fs::read_dir(temporary.path()).expect("a folder").count(), 0, "the database is gone");
        for secret in [token.as_str(), &secret, &jwt, "a-wrong-credential", "in-the-query"] {
            assert!(!log.contains(secret), "a secret in the log: {log}");
        }
        assert!(log.contains("stopped") && log.contains("status=200"), "{log}");
    }
}

#[tokio::test]
async fn acknowledged_changes_survive_a_stop() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = database(folder.path().join("kept.db"));
    let created = run(&["key", "create", "--token", "--database", &database]).await.expect(0).stdout;
    let token = created.lines().find_map(|line| line.strip_prefix("API token: ")).expect("a token");
    let mut ids = Vec::new();
    // Killed without a chance to tidy up, then stopped in order, then read.
    for signal in ["KILL", "TERM", "TERM"] {
        let process = Process::start(&mut serve(&["--database", &database]), 1);
        let list = process.call("GET /public/v1/incidents").await.expect(200).json();
        let mut got: Vec<String> = list["incidents"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(|i| i["id"].as_str().map(str::to_owned))
            .collect();
        got.sort();
        ids.sort();
        assert_eq!(got, ids);
        let call = Call::new(process.address, "POST /v1/incidents").auth(token).json(&json!({"name": signal}));
        ids.push(call.send().await.expect(200).json()["id"].as_str().expect("an id").to_owned());
        process.signal(signal);
        let (status, log) = process.wait();
        assert_eq!(status.success(), signal == "TERM", "{log}");
    }
    assert!(!folder.path().join("kept.db-wal").exists(), "stopped in order, the log is folded into the file");
}

#[tokio::test]
async fn a_wrong_command_line_ends_with_code_2() {
    for (arguments, part) in [
        (vec!["serve", "--demo", "--database", "sqlite:x.db"], "--database"),
        (vec!["serve", "--listen", "nowhere"], "127.0.0.1:8080"),
        (vec!["serve", "--listen", "::1:9120"], "[::1]:8080"),
        (vec!["serve", "--listen", "http://localhost:9120"], "localhost:8080"),
        (vec!["serve", "--accept-incomplete", "--demo"], "--accept-incomplete"),
        (vec!["serve", "--create", "--demo"], "--create"),
        (vec!["backup"], "FILE"),
        (vec!["restore"], "FILE"),
        (vec!["serve", "--allow-origin", "example.com"], "isn't an origin"),
        (vec!["serve", "--trusted-proxy", "localhost"], "neither an IP address"),
        (vec!["serve", "--database", "postgres://h/d"], "SQLite"),
        (vec!["serve", "--database", "sqlite::memory:"], "file"),
        (vec!["serve", "--nonsense"], "--nonsense"),
        (vec!["key", "revoke"], "ID"),
        (vec!["sevre"], "sevre"),
        (vec![], "Usage"),
    ] {
        let finished = run(&arguments).await.expect(2);
        assert!(finished.stderr.contains(part), "{arguments:?}: {}", finished.stderr);
        assert_eq!(finished.stdout, "", "{arguments:?}");
    }
}

#[tokio::test]
async fn a_failed_start_ends_with_one_line_and_code_1() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let write = |name: &str, content: &str| std::fs::write(path(name), content).expect("a file");
    write("bad.json", "{");
    write("wrong.json", r#"{"title": 7, "refreshSeconds": 1, "logo": "javascript:alert(1)"}"#);
    write("no.db", "this is no database, and never was one: it is text, longer than a page's header");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").to_string();
    let file = |name: &str| path(name).to_str().expect("text").to_owned();
    for (arguments, parts) in [
        (vec!["--listen".into(), port], vec!["already in use by another program", "--listen"]),
        (vec!["--listen".into(), "192.0.2.1:1".into()], vec!["Couldn't listen on 192.0.2.1:1"]),
        (vec!["--listen".into(), "no-such-name.invalid:1".into()], vec!["no-such-name.invalid", "127.0.0.1:8080"]),
        (vec!["--site".into(), file("missing")], vec!["missing", "--site"]),
        (vec!["--site".into(), file("bad.json")], vec!["bad.json", "--site"]),
        (vec!["--config".into(), file("bad.json")], vec!["isn't a JSON object", "--config"]),
        (vec!["--config".into(), file("missing.json")], vec!["Couldn't read", "--config"]),
        (vec!["--config".into(), file("wrong.json")], vec!["title", "refreshSeconds", "logo", "Correct them"]),
        (vec!["--theme".into(), file("missing.css")], vec!["missing.css", "--theme"]),
        (vec!["--database".into(), file("no.db")], vec!["isn't an SQLite database", "--database"]),
        (vec!["--database".into(), file("missing/x.db")], vec!["There is no database at", "key create", "--create"]),
        (vec!["--database".into(), file("missing/x.db"), "--create".into()], vec!["Couldn't create", "--database"]),
    ] {
        let mut all = vec!["serve".to_owned()];
        if !arguments.contains(&"--listen".to_owned()) {
            all.extend(["--listen".into(), "127.0.0.1:0".into()]);
        }
        if !arguments.contains(&"--database".to_owned()) {
            all.extend(["--database".into(), file("good.db")]);
        }
        all.extend(arguments);
        let arguments: Vec<&str> = all.iter().map(String::as_str).collect();
        let finished = run(&arguments).await.expect(1);
        for part in &parts {
            assert!(finished.stderr.contains(part), "{arguments:?}: {}", finished.stderr);
        }
        assert_eq!(finished.stderr.lines().count(), 1, "{arguments:?}: {}", finished.stderr);
        assert_eq!(finished.stdout, "", "{arguments:?}");
        assert!(!path("good.db").exists(), "{arguments:?}: nothing was made");
    }
    assert_eq!(std::fs::read_to_string(path("no.db")).expect("it is there").len(), 79, "it was left as it is");
}

#[tokio::test]
async fn an_unknown_configuration_key_is_reported_and_ignored() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("config.json");
    std::fs::write(&config, r#"{"titel": "misspelt"}"#).expect("a file");
    let process = Process::start(&mut serve(&["--demo", "--config", text(&config)]), 4);
    process.call("GET /config.json").await.expect(200);
    process.signal("TERM");
    let (status, log) = process.wait();
    assert!(status.success() && log.contains("titel"), "{log}");
}

#[tokio::test]
async fn a_server_listens_where_people_say() {
    for (listen, others) in [
        ("localhost:0", &["127.0.0.1"][..]),
        (":0", &["127.0.0.1"][..]),
        ("*:0", &["127.0.0.1"][..]),
        ("0", &["127.0.0.1"][..]),
        ("127.0.0.1:0", &["127.0.0.1"][..]),
    ] {
        let mut command = Command::new(PROGRAM);
        let process = Process::start(command.args(["serve", "--demo", "--listen", listen]), 1);
        let port = process.address.port();
        for other in others {
            let address = format!("{other}:{port}").parse().expect("an address");
            Call::new(address, "GET /healthz").send().await.expect(200);
        }
        // A name means all of its addresses, as far as this machine has them.
        let has_both = std::net::TcpListener::bind("[::1]:0").is_ok();
        let names_both =
            std::net::ToSocketAddrs::to_socket_addrs("localhost:0").is_ok_and(|mut all| all.any(|a| a.is_ipv6()));
        if has_both && (listen.starts_with([':', '*']) || listen.starts_with("localhost") && names_both) {
            let address = format!("[::1]:{port}").parse().expect("an address");
            Call::new(address, "GET /healthz").send().await.expect(200);
        }
        process.signal("TERM");
        assert!(process.wait().0.success(), "{listen}");
    }
}

/// `statuspane serve` that hears of hang-ups although these tests may run below `nohup`.
fn hearing_hang_ups(arguments: &[&str]) -> Command {
    if !cfg!(target_os = "linux") {
        return serve(arguments);
    }
    let mut command = Command::new("env");
    command.args(["--default-signal=HUP", PROGRAM, "serve", "--listen", "127.0.0.1:0"]).args(arguments);
    command
}

/// A request under way is finished and the demo's database removed, as for any other signal to end.
#[tokio::test]
async fn s59_sighup_stops_the_server_in_order_unless_ignored() {
    let temporary = tempfile::tempdir().expect("a folder");
    let process = Process::start(hearing_hang_ups(&["--demo"]).env("TMPDIR", temporary.path()), 4);
    let call = Call::new(process.address, "POST /v1/incidents").auth(process.line("API token: "));
    let body = br#"{"name": "under way"}"#;
    let call = call.header("Expect", "100-continue").header("Content-Length", &body.len().to_string());
    let mut stream = TcpStream::connect(process.address).await.expect("connected");
    stream.write_all(call.body("application/json", b"").head().as_bytes()).await.expect("sent");
    let mut go_on = [0; b"HTTP/1.1 100 Continue\r\n\r\n".len()];
    stream.read_exact(&mut go_on).await.expect("it waits for the body");
    process.signal("HUP");
    while TcpStream::connect(process.address).await.is_ok() {
        tokio::task::yield_now().await;
    }
    stream.write_all(body).await.expect("sent");
    assert_eq!(Reply::read(&mut stream).await.expect(200).json()["name"], "under way");
    let (status, log) = process.wait();
    assert!(status.code() == Some(0) && log.trim_end().ends_with("stopped"), "{log}");
    assert_eq!(std::fs::read_dir(temporary.path()).expect("a folder").count(), 0, "the database is gone");

    // As below `nohup`. Other systems than Linux do not say so.
    #[cfg(target_os = "linux")]
    {
        let mut command = Command::new("sh");
        command.args(["-c", "trap '' HUP; exec \"$0\" \"$@\"", PROGRAM, "serve", "--demo", "--listen", "127.0.0.1:0"]);
        let process = Process::start(command.env("TMPDIR", temporary.path()), 4);
        let status = std::fs::read_to_string(format!("/proc/{}/status", process.id())).expect("Linux says");
        let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).unwrap_or_default().trim();
        assert!(
            ignored.ends_with(['1', '3', '5', '7', '9', 'b', 'd', 'f']),
            "the lowest bit is that of HUP: {ignored}"
        );
        process.signal("HUP");
        process.call("GET /healthz").await.expect(200);
        process.signal("TERM");
        let (status, log) = process.wait();
        assert!(status.code() == Some(0) && log.contains("/healthz"), "{log}");
    }
}

/// The program below a shell with this limit on open files.
#[cfg(target_os = "linux")]
fn with_open_files(limit: &str, database: &str) -> Command {
    let script = format!("ulimit {limit}; exec \"$0\" \"$@\"");
    let mut command = Command::new("sh");
    command.args(["-c", &script, PROGRAM, "serve", "--listen", "127.0.0.1:0", "--database", database]);
    command
}

#[cfg(target_os = "linux")]
#[tokio::test]
async fn s58_a_limit_on_open_files_is_raised_or_reported_and_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = database(folder.path().join("kept.db"));
    let token = create_token(&database);
    let warning = "the limit on open files allows fewer connections";
    // Where it may be raised, it is, without a message.
    let process = Process::start(&mut with_open_files("-S -n 256", &database), 1);
    let limits = std::fs::read_to_string(format!("/proc/{}/limits", process.id())).expect("Linux tells");
    let open = limits.lines().find(|line| line.starts_with("Max open files")).unwrap_or_default();
    assert_eq!(open.split_whitespace().nth(3), Some("2176"), "{limits}");
    process.signal("TERM");
    let (_, log) = process.wait();
    assert!(!log.contains(warning), "{log}");

    // If it isn't allowed to, one warning says so, and the server's own files stay available.
    let process = Process::start(&mut with_open_files("-n 256", &database), 1);
    let mut idle = Vec::new();
    for _ in 0..127 {
        idle.push(TcpStream::connect(process.address).await.expect("connected"));
    }
    for _ in 0..5 {
        let call = Call::new(process.address, "POST /v1/incidents").auth(&token).json(&json!({"name": "n"}));
        call.send().await.expect(200);
    }
    // More than there are places: they wait, and are served once others have left.
    for _ in 0..200 {
        idle.push(TcpStream::connect(process.address).await.expect("connected"));
    }
    let waiting = tokio::spawn(Call::new(process.address, "GET /public/v1/incidents").send());
    drop(idle);
    waiting.await.expect("no panic").expect(200);
    process.signal("TERM");
    let (status, log) = process.wait();
    assert_eq!(log.matches(warning).count(), 1, "{log}");
    assert!(log.contains("limit=256 connections=128 wanted=2176") && log.contains("LimitNOFILE="), "{log}");
    assert!(status.success() && !log.contains("couldn't accept"), "{log}");
}

/// The number of glibc's arenas beside the main one. Each is a range of 64 MiB, of which the beginning is in use.
#[cfg(all(target_os = "linux", target_env = "gnu", target_pointer_width = "64"))]
fn arenas(process: &Process) -> usize {
    const RANGE: u64 = 64 << 20;
    let maps = std::fs::read_to_string(format!("/proc/{}/maps", process.id())).expect("Linux says");
    let area = |line: &str| {
        let words: Vec<_> = line.split_whitespace().collect();
        let [range, rights, _, _, _] = words[..] else { return None };
        let (start, end) = range.split_once('-')?;
        Some((u64::from_str_radix(start, 16).ok()?, u64::from_str_radix(end, 16).ok()?, rights.to_owned()))
    };
    let areas: Vec<_> = maps.lines().filter_map(area).collect();
    let is_arena = |(start, used, rights): &&(u64, u64, String)| {
        let is_rest =
            |(rest, end, rights): &(u64, u64, String)| rest == used && *end >= start + RANGE && rights == "---p";
        start % RANGE == 0 && rights == "rw-p" && areas.iter().any(is_rest)
    };
    areas.iter().filter(is_arena).count()
}

/// A variable of a process, or a line of its status.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn entry(process: &Process, file: &str, name: &str) -> Option<String> {
    let entries = std::fs::read_to_string(format!("/proc/{}/{file}", process.id())).expect("Linux says");
    let mut entries = entries.split(['\0', '\n']);
    entries.find_map(|entry| Some(entry.strip_prefix(name)?.strip_prefix(['=', ':'])?.trim().to_owned()))
}

/// `serve` in an environment without a limit, started through this program, such as a shell, with these arguments.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
fn unlimited(program: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).args(["serve", "--demo", "--listen", "127.0.0.1:0"]);
    for name in ["MALLOC_ARENA_MAX", "MALLOC_MMAP_THRESHOLD_", "GLIBC_TUNABLES", "STATUSPANE_RESTARTED"] {
        command.env_remove(name);
    }
    command
}

#[cfg(all(target_os = "linux", target_env = "gnu", target_pointer_width = "64"))]
#[tokio::test]
async fn a_server_with_many_threads_has_two_arenas() {
    let mut command = unlimited(PROGRAM, &[]);
    let process = Process::start(std::os::unix::process::CommandExt::arg0(&mut command, "another name"), 4);
    for path in ["GET /public/v1/incidents", "GET /healthz", "GET /public/v1/as-of"] {
        process.call(path).await.expect(200);
    }
    let threads = entry(&process, "status", "Threads").and_then(|count| count.parse::<usize>().ok());
    assert!(threads.is_some_and(|threads| threads > 4), "{threads:?}");
    assert!(arenas(&process) < 2, "{} beside the main one", arenas(&process));
    let line = std::fs::read_to_string(format!("/proc/{}/cmdline", process.id())).expect("Linux says");
    assert_eq!(line, "another name\0serve\0--demo\0--listen\x00127.0.0.1:0\0");
    assert_eq!(entry(&process, "status", "Name").as_deref(), Some("statuspane"));
    assert_eq!(entry(&process, "environ", "MALLOC_MMAP_THRESHOLD_").as_deref(), Some("131072"));
    process.signal("TERM");
    let (status, log) = process.wait();
    assert!(status.success() && log.matches("started").count() == 1, "{log}");
}

#[cfg(all(target_os = "linux", target_env = "gnu"))]
#[tokio::test]
async fn a_limit_on_arenas_is_kept_and_a_server_that_cannot_set_one_runs_without() {
    let limit = |process: &Process| entry(process, "environ", "MALLOC_ARENA_MAX");
    for (name, value) in [("MALLOC_ARENA_MAX", "5"), ("GLIBC_TUNABLES", "glibc.malloc.arena_max=5")] {
        let process = Process::start(unlimited(PROGRAM, &[]).env(name, value), 4);
        assert_eq!(entry(&process, "environ", name).as_deref(), Some(value));
        assert_eq!(entry(&process, "environ", "STATUSPANE_RESTARTED"), None);
    }
    // If the limit was removed after the restart, there is no second restart.
    let process = Process::start(unlimited(PROGRAM, &[]).env("STATUSPANE_RESTARTED", "1"), 4);
    assert_eq!(limit(&process), None);

    // Started through the loader, which then is the program that runs.
    let maps = std::fs::read_to_string("/proc/self/maps").expect("Linux says");
    let loader = maps.lines().filter_map(|line| line.split_whitespace().nth(5)).find(|path| path.contains("/ld-"));
    let process = Process::start(&mut unlimited(loader.expect("a loader"), &[PROGRAM]), 4);
    assert_eq!(limit(&process), None);

    // The program's file was removed.
    let folder = tempfile::tempdir().expect("a folder");
    let gone = "cp \"$0\" \"$HERE/gone\" && exec 9< \"$HERE/gone\" && rm \"$HERE/gone\" && exec /proc/self/fd/9 \"$@\"";
    let process = Process::start(unlimited("sh", &["-c", gone, PROGRAM]).env("HERE", folder.path()), 4);
    assert_eq!(limit(&process), None);
    // SIGPIPE (13) is still ignored.
    let ignored = entry(&process, "status", "SigIgn").and_then(|mask| u64::from_str_radix(&mask, 16).ok());
    assert!(ignored.is_some_and(|ignored| ignored & 1 << 12 != 0), "{ignored:?}");
    process.call("GET /healthz").await.expect(200);
}
