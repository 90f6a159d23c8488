//! How much the program takes, and how fast. Run on demand, on an optimised build; `docs/load.md` has the figures.

use crate::polling::incident;
use crate::program::database;
use crate::support::Process;
use crate::support::process::{create_token, serve};
use serde_json::json;
use statuspane_server::demo::TemporaryFolder;
use statuspane_server::store::{Location, Store};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

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

struct Answer {
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

    async fn ask(&mut self, request: &[u8]) -> Answer {
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
        Answer { status, head, body: self.bytes[end + 4..whole].to_vec() }
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

/// Creates and deletes incidents until it is told to stop.
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
        let id: serde_json::Value = serde_json::from_slice(&created.body).unwrap_or_default();
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
    let folder = TemporaryFolder::create().expect("a folder");
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
