//! The text of the program: its help, what it says on success, and its sentences of failure.

use super::Stable;
use super::stored::Reference;
use crate::support::bundle::TestBundle;
use crate::support::process::PROGRAM;
use crate::support::stub::Stub;
use serde_json::json;
use statuspane_server::demo;
use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// Runs of the program in a folder of their own, written down.
struct Transcript {
    folder: TempDir,
    stable: Stable,
    text: String,
    /// How many keys were made.
    keys: usize,
}

impl Transcript {
    fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut stable = Stable::default();
        stable.hide(folder.path().to_str().expect("text"), "<folder>");
        Self { folder, stable, text: String::new(), keys: 0 }
    }

    fn write(&self, name: &str, content: &str) {
        let path = self.folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, content).expect("a file");
    }

    /// Runs it with these words and gives back what it printed.
    fn run(&mut self, words: &str) -> String {
        let words: Vec<&str> = words.split_whitespace().collect();
        self.run_words(&words)
    }

    fn run_words(&mut self, words: &[&str]) -> String {
        let output = command(self.folder.path(), words).output().expect("it ran");
        let said = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        let (stdout, stderr) = (said(&output.stdout), said(&output.stderr));
        // A key is shown once, and differs each time, as its id does.
        if let Some(id) = stdout.lines().find_map(|line| line.strip_prefix("ID: ")) {
            self.keys += 1;
            self.stable.hide(id, &format!("<key {}>", self.keys));
        }
        for line in stdout.lines() {
            for (label, placeholder) in
                [("Access key: ", "<access key>"), ("Secret key: ", "<secret>"), ("API token: ", "<token>")]
            {
                if let Some(key) = line.strip_prefix(label) {
                    if label != "Secret key: " {
                        self.stable.hide(&format!("  {}  ", &key[key.len() - 4..]), "  <end>  ");
                    }
                    self.stable.hide(key, placeholder);
                }
            }
        }
        let shown: String = stdout.lines().map(|line| without_times(line) + "\n").collect();
        let mut text = format!("$ statuspane {}\n{shown}", words.join(" "));
        for line in stderr.lines() {
            text += &format!("! {}\n", without_times(line));
        }
        text += &format!("({})\n\n", output.status.code().expect("it ended by itself"));
        self.text += &self.stable.text(&text).replace(env!("CARGO_PKG_VERSION"), "<version>");
        stdout
    }

    fn done(&mut self) -> String {
        std::mem::take(&mut self.text)
    }
}

fn command(folder: &Path, words: &[&str]) -> Command {
    let mut command = Command::new(PROGRAM);
    command.args(words).current_dir(folder).stdin(Stdio::null());
    for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        command.env_remove(name);
    }
    for name in ["STATUSPANE_KEY", "STATUSPANE_ACCESS_KEY", "STATUSPANE_SECRET_KEY"] {
        command.env_remove(name);
    }
    command
}

/// A line without the times in it, to the second or closer, and without numbers of files: how many are written anew
/// depends on how much time has passed.
fn without_times(line: &str) -> String {
    let is_time = |word: &str| word.len() > 19 && word.ends_with('Z') && word.as_bytes()[10] == b'T';
    let words: Vec<&str> = line.split(' ').collect();
    let stable = words.iter().enumerate().map(|(place, word)| {
        let number = word.trim_start_matches('(');
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        let counts = words.get(place + 1).is_some_and(|next| next.starts_with("file") || next.starts_with("unchanged"));
        match (is_time(word), is_number && counts) {
            (true, _) => "<time>".to_owned(),
            (false, true) => word.replace(number, "<number>"),
            (false, false) => (*word).to_owned(),
        }
    });
    stable.collect::<Vec<_>>().join(" ")
}

#[test]
fn the_text_of_the_program_is_as_before() {
    let mut reference = Reference::new("cli");
    let mut session = Transcript::new();
    session.run("");
    session.run("--version");
    for words in ["", "serve", "publish", "check", "key", "key create", "key list", "key revoke", "backup", "restore"] {
        session.run(&format!("{words} --help"));
    }
    reference.text("help.txt", &session.done());

    for words in [
        "sevre",
        "serve --nonsense",
        "serve --demo --database sqlite:x.db",
        "serve --demo --create",
        "serve --demo --accept-incomplete",
        "serve --demo --upstream https://api.example.com/v1",
        "serve --key-file key",
        "serve --listen nowhere",
        "serve --listen ::1:9120",
        "serve --listen http://localhost:9120",
        "serve --allow-origin example.com",
        "serve --trusted-proxy localhost",
        "serve --database postgres://h/d",
        "serve --database sqlite::memory:",
        "serve --url example.com",
        "publish",
        "publish --from https://api.example.com/v1 --site dist --to out --every 1",
        "check",
        "key",
        "key revoke",
        "key list --database",
        "backup",
        "restore",
    ] {
        session.run(words);
    }
    reference.text("command-lines.txt", &session.done());

    serve(&mut session);
    reference.text("serve.txt", &session.done());
    keys(&mut session);
    reference.text("keys-and-backups.txt", &session.done());
    publish(&mut session);
    reference.text("publish.txt", &session.done());
    check(&mut session);
    reference.text("check.txt", &session.done());
    reference.check();
}

fn serve(session: &mut Transcript) {
    session.write("bad.json", "{");
    session.write("wrong.json", r#"{"title": 7, "refreshSeconds": 1, "logo": "javascript:alert(1)"}"#);
    session.write("no.db", &"this is no database, and never was one ".repeat(20));
    session.write("empty/file", "");
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address");
    let port = address.to_string();
    session.stable.hide(&format!("127.0.0.1:{}", address.port().saturating_add(1)), "<next>");
    session.stable.hide(&format!("Port {}", address.port()), "Port <port>");
    session.stable.hide(&port, "<taken>");
    // No run here may find a database: it would start.
    session.run("serve --listen 127.0.0.1:0");
    session.run(&format!("serve --listen {port}"));
    for words in [
        "--site missing",
        "--site bad.json",
        "--site empty",
        "--config bad.json",
        "--config missing.json",
        "--config wrong.json",
        "--theme missing.css",
        "--database no.db",
        "--database missing/x.db",
        "--database missing/x.db --create",
        "--upstream api.example.com",
        "--upstream https://api.example.com/v1 --key-file missing",
        "--upstream https://api.example.com/v1 --key-file empty/file",
    ] {
        let listen = if words.contains("--listen") { "" } else { "--listen 127.0.0.1:0" };
        session.run(&format!("serve {listen} {words}"));
    }
}

fn keys(session: &mut Transcript) {
    for words in ["key list", "key revoke some", "backup copy.db", "restore missing.db", "key list --database no.db"] {
        session.run(words);
    }
    session.run("key create --database sqlite:missing/x.db");
    session.run("key create --name Ada");
    let listed = session.run("key create --token --name CI");
    session.run("key list");
    session.run("key revoke some");
    let id = listed.lines().find_map(|line| line.strip_prefix("ID: ")).map(str::to_owned);
    if let Some(id) = id {
        session.run(&format!("key revoke {id}"));
        session.run("key list");
    }
    session.run("backup copy.db");
    session.run("backup copy.db");
    session.run("backup missing/copy.db");
    session.run("restore copy.db");
    session.run("restore copy.db --database sqlite:other.db");
    session.run("restore no.db --database sqlite:third.db");
    session.run("key list --database sqlite:other.db");
}

fn publish(session: &mut Transcript) {
    TestBundle::write(&session.folder.path().join("dist"));
    session.write("key", "a-token-0123456789\n");
    session.write("three-lines", "a\nb\nc\n");
    session.write("in-the-way/file", "");
    let incident = json!({"customerId": "c", "id": "a", "name": "n", "incidentStatus": "resolved",
        "incidentImpact": "minor", "creationTime": "1700000000000", "resolutionTime": "1700003600000", "entries": []});
    let list = json!({"customerId": "c", "incidents": [incident]});
    let good = list.clone();
    let stub = Stub::start(move |_| (200, good.to_string()));
    let base = stub.base();
    session.stable.hide(&base, "<api>");
    let from = format!("publish --from {base} --site dist");
    for words in [
        "publish --from api.example.com --site dist --to out".to_owned(),
        "publish --from https://ada:secret@api.example.com/v1 --site dist --to out".to_owned(),
        format!("{from} --to out --url example.com"),
        format!("{from} --to out --key-file missing"),
        format!("{from} --to out --key-file three-lines"),
        format!("{from} --to out --config bad.json"),
        format!("{from} --to out --config missing.json"),
        format!("{from} --to out --config wrong.json"),
        format!("{from} --to out --theme missing.css"),
        format!("{from} --to in-the-way"),
        format!("{from} --to key"),
        format!("publish --from {base} --site missing --to out"),
        format!("publish --from {base} --site empty --to out"),
        format!("{from} --to out"),
        format!("{from} --to out --key-file key"),
        format!("{from} --to out --all"),
    ] {
        session.run(&words);
    }
    let entry = session.folder.path().join("out/index.html");
    fs::write(entry, "damaged").expect("a file");
    session.run(&format!("{from} --to out"));
    for (status, body) in [
        (401, "{}"),
        (403, r#"{"error": {"message": "This key is not for reading."}}"#),
        (404, "{}"),
        (422, "{}"),
        (500, "{}"),
        (302, "{}"),
        (200, "<html>"),
        (200, "[]"),
        (200, r#"{"incidents": [7]}"#),
    ] {
        stub.change(move |_| (status, body.to_owned()));
        session.run(&format!("{from} --to out"));
        session.run(&format!("{from} --to out --key-file key"));
    }
    let mut twins = list;
    let again = twins["incidents"][0].clone();
    twins["incidents"].as_array_mut().expect("a list").push(again);
    stub.change(move |_| (200, twins.to_string()));
    session.run(&format!("{from} --to out"));
    let free = TcpListener::bind("127.0.0.1:0").and_then(|free| free.local_addr()).expect("a port");
    let nobody = format!("http://{free}/v1");
    session.stable.hide(&nobody, "<nobody>");
    session.run(&format!("publish --from {nobody} --site dist --to out"));
}

fn check(session: &mut Transcript) {
    session.write("good.json", &demo::config());
    let wrong = json!({"title": 7, "titel": "x", "logo": "javascript:alert(1)", "api": 7, "live": "//x", "refreshSeconds": 1,
        "recentDays": 1000, "components": [{"id": "a", "name": "A"}, {"id": "a"}, {"id": 7, "colour": "red"}, "b"],
        "timeZone": "Mars/Olympus", "language": 7, "frameAncestors": ["example.com"], "noindex": "yes"});
    session.write("all-wrong.json", &wrong.to_string());
    session.write("array.json", "[]");
    session.write("empty.json", "");
    for words in [
        "check --config good.json",
        "check --config all-wrong.json",
        "check --config wrong.json",
        "check --config bad.json",
        "check --config array.json",
        "check --config empty.json",
        "check --config missing.json",
        "check --site missing",
        "check --site empty",
        "check --site dist",
        "check --site out",
    ] {
        session.run(words);
    }
    let dist = session.folder.path().join("dist");
    let _there = fs::remove_file(dist.join("favicon.ico"));
    let assets = fs::read_to_string(dist.join("assets.json")).expect("text");
    fs::write(dist.join("assets.json"), assets.replace("guard", "guart")).expect("a file");
    fs::write(dist.join("theme.css"), "body { background: url(https://elsewhere.example/x.png) } @import 'x';")
        .expect("a file");
    fs::write(dist.join("config.json"), "{").expect("a file");
    session.run("check --site dist");
    let out = session.folder.path().join("out");
    // Whether so short a file has compressed copies depends on its time.
    for copy in ["as-of.json.br", "as-of.json.gz"] {
        let _there = fs::remove_file(out.join(copy));
    }
    for name in ["as-of.json", "incidents.json", "index.html"] {
        let path = out.join(name);
        let text = fs::read_to_string(&path).expect("text");
        fs::write(&path, &text[..text.len() / 2]).expect("a file");
        session.run("check --site out");
    }
    let _there = fs::remove_file(out.join("404.html"));
    fs::write(out.join("secret.txt"), "API token: sp_0123456789012345678901234567890123456789").expect("a file");
    session.run("check --site out");
}
