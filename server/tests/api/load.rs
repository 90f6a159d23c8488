//! How much the program takes, and how fast. Run on demand, on an optimised build; `docs/load.md` has the figures.
//!
//! `cargo xtask load` runs the last two: STATUSPANE_PROGRAM names the optimised program, STATUSPANE_DIST the built page.

use crate::polling::incident;
use crate::program::database;
use crate::support::client::Call;
use crate::support::process::{create_token, serve};
use crate::support::{Process, busy};
use contract::incident_api::decode::decode_list;
use model::{Entry, EntryId, Incident, Status};
use serde_json::{Value, json};
use statuspane_server::clock::{Clock, SystemClock};
use statuspane_server::store::{Location, NewEntry, NewIncident, Store};
use std::ffi::OsString;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use uuid::Uuid;

/// Requests of each kind, and the connections that they come over.
const REQUESTS: usize = 20_000;
const CONNECTIONS: usize = 64;
/// Incidents in the list, and clients that write while others read.
const INCIDENTS: i64 = 200;
const WRITERS: usize = 2;

/// A connection that stays open.
struct Line {
    stream: TcpStream,
    bytes: Vec<u8>,
}

struct LoadReply {
    status: u16,
    head: String,
    body: Vec<u8>,
}

impl Line {
    async fn open(address: SocketAddr) -> Self {
        let stream = TcpStream::connect(address).await.expect("the server listens");
        stream.set_nodelay(true).expect("a socket");
        Self { stream, bytes: Vec::new() }
    }

    async fn ask(&mut self, request: &[u8]) -> LoadReply {
        self.stream.write_all(request).await.expect("sent");
        self.bytes.clear();
        let end = loop {
            if let Some(end) = self.bytes.windows(4).position(|window| window == b"\r\n\r\n") {
                break end;
            }
            self.more().await;
        };
        let head = String::from_utf8_lossy(&self.bytes[..end]).to_ascii_lowercase();
        let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        let length = head.split("content-length: ").nth(1).and_then(|rest| rest.split("\r\n").next()?.parse().ok());
        let whole = end + 4 + if status == 304 { 0 } else { length.unwrap_or(0) };
        while self.bytes.len() < whole {
            self.more().await;
        }
        LoadReply { status, head, body: self.bytes[end + 4..whole].to_vec() }
    }

    async fn more(&mut self) {
        let length = self.stream.read_buf(&mut self.bytes).await.expect("an answer");
        assert_ne!(length, 0, "the server keeps the connection");
    }
}

fn get(path: &str, more: &str) -> Vec<u8> {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n{more}\r\n").into_bytes()
}

/// How one kind of requests went.
struct Figures {
    rate: f64,
    median: Duration,
    slow: Duration,
    errors: usize,
}

impl Figures {
    fn of(mut took: Vec<Duration>, whole: Duration, errors: usize) -> Self {
        took.sort_unstable();
        let at = |share: f64| took[((took.len() - 1) as f64 * share) as usize];
        Self { rate: took.len() as f64 / whole.as_secs_f64(), median: at(0.5), slow: at(0.99), errors }
    }

    fn tell(&self, name: &str, base: &Self) {
        let millis = |time: Duration| time.as_secs_f64() * 1000.0;
        eprintln!(
            "| {name} | {:.0} | {:.2} | {:.2} | {:.2} | {} |",
            self.rate,
            self.rate / base.rate,
            millis(self.median),
            millis(self.slow),
            self.errors
        );
    }
}

/// Sends the request again and again over all connections.
async fn read(address: SocketAddr, request: Vec<u8>, expected: u16) -> Figures {
    let (left, request) = (Arc::new(AtomicUsize::new(REQUESTS)), Arc::new(request));
    let mut lines = Vec::new();
    for _ in 0..CONNECTIONS {
        lines.push(Line::open(address).await);
    }
    let start = Instant::now();
    let tasks: Vec<_> = lines
        .into_iter()
        .map(|mut line| {
            let (left, request) = (left.clone(), request.clone());
            tokio::spawn(async move {
                let (mut took, mut errors) = (Vec::new(), 0);
                while left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(1)).is_ok() {
                    let asked = Instant::now();
                    errors += usize::from(line.ask(&request).await.status != expected);
                    took.push(asked.elapsed());
                }
                (took, errors)
            })
        })
        .collect();
    let (mut took, mut errors) = (Vec::new(), 0);
    for task in tasks {
        let (more, wrong) = task.await.expect("no panic");
        took.extend(more);
        errors += wrong;
    }
    Figures::of(took, start.elapsed(), errors)
}

/// Creates and deletes incidents until it is stopped.
async fn write(address: SocketAddr, token: String, stop: Arc<AtomicBool>) -> (Vec<Duration>, usize) {
    let mut line = Line::open(address).await;
    let (mut took, mut errors) = (Vec::new(), 0);
    let auth = format!("Host: localhost\r\nAuthorization: {token}\r\n");
    let body = json!({"name": "written under load", "entry": {"message": "m".repeat(500)}}).to_string();
    let length = body.len();
    let create = format!(
        "POST /v1/incidents HTTP/1.1\r\n{auth}Content-Type: application/json\r\nContent-Length: {length}\r\n\r\n{body}"
    );
    while !stop.load(Ordering::Relaxed) {
        let asked = Instant::now();
        let created = line.ask(create.as_bytes()).await;
        took.push(asked.elapsed());
        let id: Value = serde_json::from_slice(&created.body).unwrap_or_default();
        let path = format!("/v1/incidents/{}", id["id"].as_str().unwrap_or(""));
        let asked = Instant::now();
        let deleted = line.ask(format!("DELETE {path} HTTP/1.1\r\n{auth}\r\n").as_bytes()).await;
        took.push(asked.elapsed());
        errors += usize::from(created.status != 200) + usize::from(deleted.status != 200);
    }
    (took, errors)
}

/// A line of `/proc/<id>/status`, in KiB.
fn memory(id: u32, key: &str) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{id}/status")).expect("Linux tells");
    let line = status.lines().find_map(|line| line.strip_prefix(key)).expect("a line");
    line.trim_matches([':', '\t', ' ']).split(' ').next().and_then(|number| number.parse().ok()).expect("a number")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement: cargo test --release -p statuspane-server --test api load -- --ignored --nocapture"]
async fn load() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("load.db");
    let database = database(path.clone());
    let token = create_token(&database);
    let store = Store::open(&Location::from(path)).await.unwrap_or_else(|failure| panic!("{failure}"));
    store.import((0..INCIDENTS).map(incident).collect()).await.expect("imported");
    store.close().await;
    let process = Process::start(&mut serve(&["--database", &database]), 1);
    let address = process.address;
    let before = memory(process.id(), "VmRSS");
    let list = "/public/v1/incidents";
    let first = Line::open(address).await.ask(&get(list, "")).await;
    let tag = first.head.split("etag: ").nth(1).and_then(|rest| rest.split("\r\n").next()).expect("a tag").to_owned();
    eprintln!("{REQUESTS} requests of each kind over {CONNECTIONS} connections; a list of {} bytes", first.body.len());
    eprintln!(
        "| requests | a second | of /healthz | median, ms | 99th of 100, ms | errors |\n|---|---|---|---|---|---|"
    );

    let health = read(address, get("/healthz", ""), 200).await;
    health.tell("`GET /healthz`", &health);
    let whole = read(address, get(list, ""), 200).await;
    whole.tell("`GET /public/v1/incidents`, 200", &health);
    let known = read(address, get(list, &format!("If-None-Match: {tag}\r\n")), 304).await;
    known.tell("the same with `If-None-Match`, 304", &health);
    let private = read(address, get("/v1/incidents", &format!("Authorization: {token}\r\n")), 200).await;
    private.tell("`GET /v1/incidents` with a token, 200", &health);

    let stop = Arc::new(AtomicBool::new(false));
    let start = Instant::now();
    let writers: Vec<_> = (0..WRITERS).map(|_| tokio::spawn(write(address, token.clone(), stop.clone()))).collect();
    let mixed = read(address, get(list, ""), 200).await;
    stop.store(true, Ordering::Relaxed);
    let (mut took, mut wrong) = (Vec::new(), 0);
    for writer in writers {
        let (more, errors) = writer.await.expect("no panic");
        took.extend(more);
        wrong += errors;
    }
    let written = Figures::of(took, start.elapsed(), wrong);
    mixed.tell("`GET /public/v1/incidents` while two write, 200", &health);
    written.tell("the writers' `POST` and `DELETE`", &health);
    let peak = memory(process.id(), "VmHWM");
    eprintln!("memory of the server: {before} KiB at the start, {peak} KiB at most");
    let errors = [&health, &whole, &known, &private, &mixed, &written].map(|figures| figures.errors);
    assert_eq!(errors, [0; 6]);
}

/// A busy service's incidents, so many of them, as a database is given them.
fn busy_incidents(count: usize) -> Vec<NewIncident> {
    let list = json!({"incidents": busy::many(count, 3_650, SystemClock::new().now().millis())}).to_string();
    let entry = |entry: &Entry| NewEntry {
        id: EntryId::new(&Uuid::new_v4().to_string()).expect("an id"),
        message: entry.message.clone(),
        date: entry.date.expect("a time"),
        status: Some(entry.status.clone()),
        components: entry.components.clone(),
        notify: false,
    };
    let new = |incident: &Incident| NewIncident {
        id: incident.id.clone(),
        name: incident.name.clone(),
        impact: incident.impact.clone(),
        status: Status::Investigating,
        created: incident.created.expect("a time"),
        entries: incident.entries().iter().rev().map(entry).collect(),
    };
    decode_list(&list).expect("a list").incidents().iter().map(new).collect()
}

/// The optimised program, with the built page and so many incidents; and a token to it.
async fn optimised(folder: &Path, count: usize) -> (Process, String) {
    let variable = |name: &str| std::env::var_os(name).unwrap_or_else(|| panic!("{name} is missing: cargo xtask load"));
    let (program, dist): (OsString, OsString) = (variable("STATUSPANE_PROGRAM"), variable("STATUSPANE_DIST"));
    let path = folder.join("load.db");
    let database = database(path.clone());
    let token = create_token(&database);
    let store = Store::open(&Location::from(path)).await.unwrap_or_else(|failure| panic!("{failure}"));
    store.import(busy_incidents(count)).await.expect("imported");
    store.close().await;
    let mut command = Command::new(program);
    command.args(["serve", "--listen", "127.0.0.1:0", "--url", "https://status.example.com/"]);
    command.args(["--database", &database, "--site"]).arg(dist);
    (Process::start(&mut command, 2), token)
}

/// nginx, stopped when dropped.
struct RunningNginx(std::process::Child);

impl Drop for RunningNginx {
    /// If killed, it would leave its workers behind. On SIGTERM, it waits for them.
    fn drop(&mut self) {
        let asked = Command::new("kill").arg(self.0.id().to_string()).status();
        if !asked.is_ok_and(|status| status.success()) {
            let _gone = self.0.kill();
        }
        let _gone = self.0.wait();
    }
}

/// nginx as it is set up by most: a process for each core, files sent by the system; its log is off. It stays the user that
/// it is started by, whose files it sends.
fn nginx(folder: &Path) -> (RunningNginx, SocketAddr) {
    let free = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = free.local_addr().expect("an address");
    drop(free);
    std::fs::create_dir_all(folder.join("tmp")).expect("a folder");
    let temporary =
        ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map(|kind| format!("{kind}_temp_path tmp/{kind};"));
    let configuration = format!(
        "user root; daemon off; pid nginx.pid; error_log error.log; worker_processes auto; events {{ worker_connections 512; }}
        http {{ access_log off; sendfile on; tcp_nopush on; keepalive_requests 1000000000; {temporary}
        server {{ listen {address}; root files; default_type text/html; add_header Content-Encoding br; }} }}",
        temporary = temporary.join(" ")
    );
    std::fs::write(folder.join("nginx.conf"), configuration).expect("a file");
    let program = std::env::var_os("STATUSPANE_NGINX").unwrap_or_else(|| "nginx".into());
    let mut command = Command::new(program);
    command.arg("-p").arg(folder).args(["-c", "nginx.conf", "-e", "error.log"]).stdin(Stdio::null());
    (RunningNginx(command.spawn().expect("nginx starts")), address)
}

/// The measurement of `wrk` for an address: answers a second, and the 99th percentile in milliseconds.
fn wrk(address: SocketAddr, path: &str, seconds: u32) -> (f64, f64) {
    let url = format!("http://{address}{path}");
    let arguments = ["-t2", "-c32", &format!("-d{seconds}s"), "--latency", "-H", "Accept-Encoding: br", &url];
    let output = Command::new("wrk").args(arguments).output().expect("wrk is installed");
    let text = String::from_utf8(output.stdout).expect("text");
    assert!(!text.contains("Non-2xx") && !text.contains("Socket errors"), "{text}");
    let after = |label: &str| text.lines().find_map(|line| line.trim().strip_prefix(label)).expect("a line").trim();
    let slow = after("99%");
    let number = |unit: &str| slow.strip_suffix(unit).and_then(|number| number.parse::<f64>().ok());
    // `ms` before `s`, which it ends in.
    let slow = number("us").map(|us| us / 1000.0).or_else(|| number("ms")).or_else(|| number("s").map(|s| s * 1000.0));
    (after("Requests/sec:").parse().expect("a number"), slow.expect("a time"))
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

/// The front page and the public list, compared with nginx serving the same bytes as files, in five alternating rounds.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement: cargo xtask load"]
async fn load_beside_nginx() {
    let folder = tempfile::tempdir().expect("a folder");
    let (process, _) = optimised(folder.path(), busy::ALL).await;
    let files = folder.path().join("files");
    std::fs::create_dir_all(&files).expect("a folder");
    let pages = [("front page", "/", "/front"), ("public list", "/public/v1/incidents", "/list")];
    for (_, path, file) in pages {
        let answer = Line::open(process.address).await.ask(&get(path, "Accept-Encoding: br\r\n")).await;
        assert!(answer.status == 200 && answer.head.contains("content-encoding: br"), "{}", answer.head);
        std::fs::write(files.join(&file[1..]), answer.body).expect("a file");
    }
    let (_nginx, beside) = nginx(folder.path());
    while TcpStream::connect(beside).await.is_err() {
        tokio::task::yield_now().await;
    }
    eprintln!("| with brotli, 32 connections | bytes | a second | nginx | ratio | 99th of 100, ms | nginx, ms |");
    eprintln!("|---|---|---|---|---|---|---|");
    let mut ratios = Vec::new();
    for (name, path, file) in pages {
        let (mut rates, mut slow) = ([Vec::new(), Vec::new()], [Vec::new(), Vec::new()]);
        for _ in 0..5 {
            for (server, (address, path)) in [(process.address, path), (beside, file)].into_iter().enumerate() {
                let (rate, late) = wrk(address, path, 3);
                rates[server].push(rate);
                slow[server].push(late);
            }
        }
        let ([own, other], [late, others]) = (rates.map(median), slow.map(median));
        let bytes = std::fs::metadata(files.join(&file[1..])).expect("a file").len();
        eprintln!("| {name} | {bytes} | {own:.0} | {other:.0} | {:.2} | {late:.2} | {others:.2} |", own / other);
        ratios.push(own / other);
    }
    assert!(ratios.iter().all(|ratio| *ratio >= 0.5), "less than half of what nginx takes: {ratios:.2?}");
}

/// How often each kind of client of the soak got an answer, and how often not.
#[derive(Default)]
struct Tally {
    answered: AtomicUsize,
    failed: AtomicUsize,
}

/// Shared by the clients of the soak.
struct Soak {
    address: SocketAddr,
    end: Instant,
    paths: Vec<String>,
    token: String,
}

/// One request on a new connection, of whose answer so many bytes are read, with a pause after each piece.
async fn fetch(soak: &Soak, path: &str, accepted: &str, most: usize, pause: Duration) -> Option<bool> {
    let mut stream = TcpStream::connect(soak.address).await.ok()?;
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAccept-Encoding: {accepted}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.ok()?;
    let (mut buffer, mut got, mut is_good) = (vec![0; 64 * 1024], 0, false);
    while got < most {
        // Slow clients read until the end of the soak, not for hours.
        let read = tokio::time::timeout(Duration::from_secs(60), stream.read(&mut buffer)).await.ok()?.ok()?;
        if read == 0 {
            break;
        }
        is_good |= got == 0 && buffer.starts_with(b"HTTP/1.1 200");
        got += read;
        if !pause.is_zero() {
            tokio::time::sleep(pause).await;
            if Instant::now() > soak.end {
                break;
            }
        }
    }
    Some(is_good)
}

async fn soak_client(number: usize, soak: Arc<Soak>, tally: Arc<Tally>) {
    let mut random = fastrand::Rng::with_seed(number as u64);
    let encodings = ["br", "gzip", "identity"];
    while Instant::now() < soak.end {
        let accepted = encodings[random.usize(0..3)];
        let path = &soak.paths[random.usize(0..soak.paths.len())];
        let (list, at_once) = ("/incidents.json", Duration::ZERO);
        let answered = match number % 8 {
            0 | 1 => fetch(&soak, list, accepted, usize::MAX, at_once).await,
            2 | 3 => fetch(&soak, path, accepted, usize::MAX, at_once).await,
            // Those who leave: at once, in the head, in the body.
            4 | 5 => {
                fetch(&soak, list, accepted, [0, 1, 100_000][random.usize(0..3)], at_once).await;
                Some(true)
            }
            // Those who read slowly.
            6 => fetch(&soak, list, accepted, usize::MAX, Duration::from_millis(200)).await,
            _ => {
                let body = json!({"name": format!("Written by {number}"), "entry": {"message": "m".repeat(300)}});
                let create = Call::new(soak.address, "POST /v1/incidents").auth(&soak.token).json(&body);
                let reply = create.send_if_possible().await.filter(|reply| reply.status == 200);
                let id = reply.and_then(|reply| Some(reply.json()["id"].as_str()?.to_owned()));
                // A measurement runs on the wall clock: this is how often each of them writes.
                tokio::time::sleep(Duration::from_millis(200)).await;
                let Some(id) = id else {
                    tally.failed.fetch_add(1, Ordering::Relaxed);
                    continue;
                };
                let line = match random.bool() {
                    true => Call::new(soak.address, &format!("DELETE /v1/incidents/{id}")),
                    false => Call::new(soak.address, &format!("POST /v1/incidents/{id}/entries"))
                        .json(&json!({"message": "over", "incidentStatus": "resolved"})),
                };
                let reply = line.auth(&soak.token).send_if_possible().await;
                reply.map(|reply| reply.status == 200)
            }
        };
        let kept = if answered == Some(true) { &tally.answered } else { &tally.failed };
        kept.fetch_add(1, Ordering::Relaxed);
    }
}

/// 64 clients for so many seconds: those who read the whole list, at once, slowly or in part, those who read anything
/// else, and those who write. The server's memory has a limit.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "a measurement: cargo xtask load --soak 600"]
async fn load_soak() {
    let number = |name: &str, or: usize| {
        std::env::var(name).map_or(or, |text| text.parse().unwrap_or_else(|_| panic!("{name} is no number")))
    };
    let (seconds, incidents) = (number("STATUSPANE_SOAK_SECONDS", 60), number("STATUSPANE_SOAK_INCIDENTS", 10_000));
    let folder = tempfile::tempdir().expect("a folder");
    let (process, token) = optimised(folder.path(), incidents).await;
    let started = memory(process.id(), "VmHWM");
    let list: Value = process.call("GET /public/v1/incidents").await.expect(200).json();
    let ids =
        list["incidents"].as_array().expect("a list").iter().step_by(incidents / 50).map(|one| one["id"].as_str());
    let mut paths: Vec<String> = ids.flatten().map(|id| format!("/incidents/{id}/")).collect();
    let fixed = ["/", "/public/v1/incidents", "/public/v1/as-of", "/as-of.json", "/sitemap.xml", "/history/2026-06/"];
    paths.extend(fixed.iter().cycle().take(60).map(|path| (*path).to_owned()));
    let end = Instant::now() + Duration::from_secs(seconds as u64);
    let soak = Arc::new(Soak { address: process.address, end, paths, token });
    let tallies: Vec<Arc<Tally>> = (0..8).map(|_| Arc::default()).collect();
    let clients = (0..64).map(|number| soak_client(number, soak.clone(), tallies[number % 8].clone()));
    for client in clients.map(tokio::spawn).collect::<Vec<_>>() {
        client.await.expect("no panic");
    }
    let peak = memory(process.id(), "VmHWM");
    let names = ["whole list", "anything", "left", "slow", "written"];
    for (name, of) in names.into_iter().zip([&[0, 1][..], &[2, 3], &[4, 5], &[6], &[7]]) {
        let sum = |count: fn(&Tally) -> &AtomicUsize| {
            of.iter().map(|one| count(&tallies[*one]).load(Ordering::Relaxed)).sum::<usize>()
        };
        eprintln!("{name}: {} answered, {} not", sum(|tally| &tally.answered), sum(|tally| &tally.failed));
    }
    let rest = memory(process.id(), "VmRSS");
    let megabytes = |kib: u64| kib * 1024 / 1_000_000;
    eprintln!(
        "{incidents} incidents, {seconds} seconds, 64 connections: {} MB at most, {} MB at the end, {} MB at the start",
        megabytes(peak),
        megabytes(rest),
        megabytes(started)
    );
    process.call("GET /").await.expect(200);
    let limit = if incidents <= 10_000 { 150_000 } else { 400_000 };
    assert!(peak * 1024 / 1000 < limit, "{peak} KiB are more than {limit} kB");
}
