//! The front page's first round trip, with the page as it was built: what of it a visitor reads has to come with it.

use crate::program::run;
use crate::support::client::{Call, Reply};
use crate::support::stub::Stub;
use crate::support::{TestServerBuilder, busy};
use contract::incident_api::decode::decode_list;
use model::{Entry, Incident};
use serde_json::json;
use statuspane_server::clock::{Clock, SystemClock};
use statuspane_server::serve::site::ConfigSource;
use statuspane_server::store::{NewEntry, NewIncident};
use std::fs;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::Command;

/// The bytes that a server may send before it waits for the browser: ten segments of a new connection.
const LIMIT: usize = 14_000;

/// The headers of a host of plain files, with those that the pages should have.
const HEADERS: &str = "Server: nginx/1.26.2\r\n\
    Date: Mon, 23 Nov 2026 09:41:07 GMT\r\n\
    Content-Type: text/html; charset=utf-8\r\n\
    Last-Modified: Mon, 23 Nov 2026 09:40:02 GMT\r\n\
    Connection: keep-alive\r\n\
    Vary: Accept-Encoding\r\n\
    ETag: \"67419f52-1f0a\"\r\n\
    Content-Encoding: br\r\n\
    Cache-Control: no-cache\r\n\
    Content-Security-Policy: frame-ancestors 'none'\r\n\
    Permissions-Policy: camera=(), geolocation=(), microphone=()\r\n\
    Referrer-Policy: strict-origin-when-cross-origin\r\n\
    Strict-Transport-Security: max-age=63072000; includeSubDomains\r\n\
    X-Content-Type-Options: nosniff\r\n\
    X-Frame-Options: DENY\r\n";

/// `cargo xtask test --only size` runs this and shows the figure that it prints.
#[tokio::test]
#[ignore = "it needs the built page: STATUSPANE_DIST names its folder"]
async fn the_front_page_comes_with_the_first_round_trip() {
    let dist = std::env::var_os("STATUSPANE_DIST").map(PathBuf::from).expect("STATUSPANE_DIST names the built page");
    let now = SystemClock::new().now().millis();
    let incidents = busy::incidents(now);
    let list = json!({"incidents": incidents}).to_string();
    let stub = Stub::start(move |_| (200, list.clone()));
    let folder = tempfile::tempdir().expect("a folder");
    let (out, config) = (folder.path().join("out"), folder.path().join("config.json"));
    fs::write(&config, busy::config().to_string()).expect("a file");
    let mut publish = Command::new(env!("CARGO_BIN_EXE_statuspane"));
    publish.args(["publish", "--from", &stub.base(), "--url", "https://status.northwind.example/"]);
    publish.arg("--site").arg(&dist).arg("--to").arg(&out).arg("--config").arg(&config);
    let output = tokio::task::spawn_blocking(move || publish.output()).await.expect("it ran").expect("it started");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));

    // The check knows the fake pages of other tests; this is the real output of the build.
    let text = |path: &Path| path.to_str().expect("text").to_owned();
    for folder in [&dist, &out] {
        let checked = run(&["check", "--site", &text(folder)]).await.expect(0);
        assert_eq!(checked.stdout, "", "{}", folder.display());
    }

    let reply = Call::new(host(out.clone()), "GET /").header("Accept-Encoding", "gzip, br").send().await.expect(200);
    let figure = measured("published", &reply);
    let html = unpacked(&reply);
    assert_eq!(html, fs::read_to_string(out.join("index.html")).expect("a page"));
    assert_complete(&html, &incidents, now);
    let served = served(&dist, &config).await;
    tell(&format!("first round trip: {figure}; {served}"));
}

/// The same for the front page as the companion makes it.
async fn served(dist: &Path, config: &Path) -> String {
    let server = TestServerBuilder {
        site: Some(dist.to_owned()),
        settings: ConfigSource::File(config.to_owned()),
        ..TestServerBuilder::default()
    };
    let server = server.start().await;
    let now = server.clock.now().millis();
    let incidents = busy::incidents(now);
    let list = decode_list(&json!({"incidents": incidents}).to_string()).expect("a list");
    server.store.import(list.incidents().iter().rev().map(kept).collect()).await.expect("kept");
    let reply = server.call("GET /").header("Accept-Encoding", "gzip, br").send().await.expect(200);
    let figure = measured("served", &reply);
    assert_complete(&unpacked(&reply), &incidents, now);
    server.stop().await;
    figure
}

/// An incident as the database takes it, oldest entry first.
fn kept(incident: &Incident) -> NewIncident {
    let entry = |entry: &Entry| NewEntry {
        id: entry.id.clone().expect("an id"),
        message: entry.message.clone(),
        date: entry.date.expect("a date"),
        status: Some(entry.status.clone()),
        components: entry.components.clone(),
        notify: false,
    };
    NewIncident {
        id: incident.id.clone(),
        name: incident.name.clone(),
        impact: incident.impact.clone(),
        status: incident.status.clone(),
        created: incident.created.expect("a time"),
        entries: incident.entries().iter().rev().map(entry).collect(),
    }
}

/// The parts in the document itself, so that it can be painted before anything else arrives.
fn assert_complete(html: &str, incidents: &[serde_json::Value], now: i64) {
    let (head, body) = html.split_once("</head>").expect("a head");
    assert!(head.contains("<style>") && !head.contains("rel=\"stylesheet\""), "its styles are inside");
    for word in ["@import", "@font-face", "url("] {
        assert!(!between(head, "<style>", "</style>").contains(word), "{word}: a style that waits for a file");
    }
    let stops = |tag: &str| {
        // The script inside the document that sets the colour scheme waits for nothing.
        tag.contains(" src=") && !tag.contains(" defer") && !tag.contains("type=\"module\"")
    };
    let tag = |at: usize| html[at..].split_once('>').expect("a tag").0;
    let stopping: Vec<usize> = html.match_indices("<script").map(|(at, _)| at).filter(|at| stops(tag(*at))).collect();
    // The content that waits for the guard is below the open incidents.
    let &[guard] = stopping.as_slice() else { panic!("{stopping:?} stop the parser") };
    assert!(tag(guard).contains("guard-"), "{} stops the parser", tag(guard));
    let as_text = |html: &str| html.replace("&#39;", "'").replace("&amp;", "&");
    let at_once = as_text(&html[..guard]);
    assert!(!html.contains("rel=\"preload\" as=\"font\""), "a font is no part of the first paint");
    let shown = as_text(between(body, "<div id=\"app\">", "<script type=\"application/json\""));
    let text = |value: &serde_json::Value| value.as_str().expect("text").to_owned();
    let (mut open, mut recent) = (0, 0);
    for incident in incidents {
        let is_open = incident["incidentStatus"] != "resolved";
        let created: i64 = text(&incident["creationTime"]).parse().expect("a time");
        let is_recent = now - created < 14 * 24 * 3_600_000;
        let name = text(&incident["name"]);
        assert_eq!(shown.contains(&text(&incident["id"])), is_open || is_recent, "{name}");
        assert!(!(is_open || is_recent) || shown.contains(&name), "{name}");
        open += usize::from(is_open);
        recent += usize::from(is_recent);
        // The newest updates of the open incidents.
        for entry in incident["entries"].as_array().expect("entries").iter().rev().take(3).filter(|_| is_open) {
            assert!(at_once.contains(&text(&entry["message"])), "{name}");
        }
    }
    assert_eq!((incidents.len(), open, recent), (busy::ALL, busy::OPEN, busy::RECENT));
}

/// The bytes on the wire until everything has come that a visitor reads, in words. The data behind it waits for the app,
/// which comes later.
fn measured(what: &str, reply: &Reply) -> String {
    assert_eq!(reply.header("content-encoding").as_deref(), Some("br"));
    let (page, head) = (reply.body.len(), reply.length - reply.body.len());
    let has_content = |bytes: &usize| {
        let mut html = Vec::new();
        // Its end is missing.
        let _cut = brotli::Decompressor::new(&reply.body[..*bytes], 4096).read_to_end(&mut html);
        String::from_utf8_lossy(&html).contains("<script type=\"application/json\"")
    };
    let content = (0..=page).collect::<Vec<_>>().partition_point(|bytes| !has_content(bytes));
    let all = head + content;
    let figure = format!("{what} {all} of {LIMIT} bytes with brotli (headers {head}, content {content} of {page})");
    assert!(all <= LIMIT, "the front page's content does not fit into the first round trip: {figure}");
    figure
}

fn unpacked(reply: &Reply) -> String {
    let mut html = String::new();
    brotli::Decompressor::new(reply.body.as_slice(), 4096).read_to_string(&mut html).expect("it unpacks");
    html
}

/// A host of plain files that sends the compressed copy of the front page.
fn host(root: PathBuf) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            let _asked = stream.read(&mut [0; 4096]).expect("a request");
            let body = fs::read(Path::new(&root).join("index.html.br")).expect("a compressed copy");
            let head = format!("HTTP/1.1 200 OK\r\n{HEADERS}Content-Length: {}\r\n\r\n", body.len());
            stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body)).expect("it is sent");
        }
    });
    address
}

fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("no {start}"));
    rest.split_once(end).unwrap_or_else(|| panic!("no {end}")).0
}

#[expect(clippy::print_stdout, reason = "the figure is read by whoever runs this test")]
fn tell(line: &str) {
    println!("{line}");
}
