//! Publishing: which files are written and kept, and which are served after a failure.

use crate::program::Finished;
use crate::support::preload::Preload;
use crate::support::seed::{kills, seed};
use crate::support::site;
use crate::support::stub::Stub;
use crate::support::{TestServer, busy};
use contract::config::Config;
use contract::incident_api::decode::decode_list;
use contract::route::{Route, SiteUrls, UrlStyle, slug};
use contract::snapshot::{DataBlock, Snapshot};
use data_encoding::BASE64;
use model::instant::NamedZone;
use model::{Answer, Assessment, IncidentId, MonotonicInstant, Month, Source, Timestamp, Utc};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use statuspane::components::{Formatting, PageView, SharedZone};
use statuspane::page::screens::prerender;
use statuspane_server::clock::{Clock, SystemClock};
use statuspane_server::demo;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant, SystemTime};
use tempfile::TempDir;
use text::{PageText, SharedText};

const PROGRAM: &str = env!("CARGO_BIN_EXE_statuspane");

/// A built page, a place to publish to, and the program's arguments.
pub struct Press {
    pub folder: TempDir,
    pub from: String,
    key: Option<String>,
}

pub type PublishedFiles = BTreeMap<String, (Vec<u8>, SystemTime)>;

impl Press {
    pub fn new(from: String, key: Option<&str>) -> Self {
        let press = Self { folder: tempfile::tempdir().expect("a folder"), from, key: key.map(str::to_owned) };
        press.build("0123456789abcdef");
        press
    }

    pub fn of(server: &TestServer) -> Self {
        Self::new(format!("http://{}/v1", server.address()), Some(server.token()))
    }

    /// A small bundle whose hashed files have this hash in their names, and whose admin view has a policy already.
    fn build(&self, hash: &str) {
        let site = self.path("dist");
        let _none = fs::remove_dir_all(&site);
        site::build(&site, hash);
        fs::write(
            site.join("admin/index.html"),
            "<!DOCTYPE html>\n<html data-root=\"../\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta http-equiv=\"Content-Security-Policy\" content=\"default-src *\">\n</head>\n</html>\n",
        )
        .expect("a file");
        fs::write(site.join("config.json"), demo::config()).expect("a file");
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn command(&self, more: &[&str]) -> Command {
        let mut command = Command::new(PROGRAM);
        command.args(["publish", "--from", &self.from]).arg("--site").arg(self.path("dist"));
        command.arg("--to").arg(self.path("out")).args(more).stdin(Stdio::null());
        for name in ["http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
            command.env_remove(name);
        }
        if let Some(key) = &self.key {
            command.env("STATUSPANE_KEY", key);
        }
        command
    }

    pub async fn run(&self, more: &[&str]) -> Finished {
        finish(self.command(more)).await
    }

    /// Every file that is served, with its time.
    pub fn files(&self) -> PublishedFiles {
        let mut files = PublishedFiles::new();
        let mut folders = vec![self.path("out")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(&folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    folders.push(path);
                    continue;
                }
                let modified = path.metadata().and_then(|metadata| metadata.modified()).expect("a time");
                let name =
                    path.strip_prefix(self.path("out")).expect("it is inside").to_str().expect("text").to_owned();
                files.insert(name, (fs::read(&path).expect("bytes"), modified));
            }
        }
        files
    }

    pub fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path("out").join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    fn json(&self, name: &str) -> Value {
        serde_json::from_str(&self.text(name)).expect("JSON")
    }
}

pub async fn finish(mut command: Command) -> Finished {
    let output = tokio::task::spawn_blocking(move || command.output()).await.expect("it ran").expect("it started");
    Finished {
        code: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// Names of files whose bytes or times differ, and of those that only one of both has.
pub fn changed(before: &PublishedFiles, after: &PublishedFiles) -> BTreeSet<String> {
    let names = before.keys().chain(after.keys());
    names.filter(|name| before.get(*name) != after.get(*name)).cloned().collect()
}

fn plain(names: BTreeSet<String>) -> BTreeSet<String> {
    let plain = |name: String| name.trim_end_matches(".br").trim_end_matches(".gz").to_owned();
    names.into_iter().map(plain).collect()
}

async fn demo_server() -> TestServer {
    let server = TestServer::start().await;
    server.store.import(demo::incidents(server.clock.now())).await.expect("kept");
    server
}

/// The text between two marks.
pub fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
    let (_, rest) = text.split_once(start).unwrap_or_else(|| panic!("no {start}"));
    rest.split_once(end).unwrap_or_else(|| panic!("no {end}")).0
}

/// The app's first render from a document's data, by the app's own steps.
pub fn first_frame(path: &str, html: &str) -> (String, String) {
    let block = between(html, "<script type=\"application/json\" id=\"statuspane-data\">", "</script>");
    assert!(!block.contains('<'), "{path}: {block}");
    let data: Value = serde_json::from_str(block).expect("JSON");
    // The page names problems once it has read the file.
    let (config, _) = Config::from_value(&data["config"]);
    let DataBlock { part: Snapshot { data: status_data, .. }, past, .. } = DataBlock::decode(block).expect("data");
    let months = data["months"].as_array().map(|months| {
        Arc::new(months.iter().map(|month| Month::parse(month.as_str().expect("text")).expect("a month")).collect())
    });
    let answer = Answer {
        data: status_data.clone(),
        source: Source::Embedded,
        as_of: data["asOf"].as_str().and_then(Timestamp::parse),
        age_on_arrival: None,
        received: MonotonicInstant::from_millis(0),
        stale_after: model::Duration::from_millis(0),
    };
    assert!(answer.as_of.is_some(), "{path}");
    let assessment = Assessment::of(Some(&answer), None);
    let zone: SharedZone = match &config.time_zone {
        Some(name) => Arc::new(NamedZone::new(name).expect("a zone")),
        None => Arc::new(Utc),
    };
    let links = SiteUrls { root: between(html, "data-root=\"", "\"").to_owned(), style: UrlStyle::Files };
    let route = Route::parse(path.strip_suffix("index.html").expect("a page"), "");
    let service_zone = config.service_hours.as_ref().and_then(|hours| NamedZone::new(&hours.zone));
    let service_zone = service_zone.map(|zone| Arc::new(zone) as SharedZone);
    let formatting = Formatting { config: Arc::new(config), links, zone, service_zone, text: PageText::english() };
    let past = past.map(Arc::new);
    let view = PageView { months, past, ..PageView::at_rest(formatting, route, Some(status_data), assessment) };
    let shown = between(html, "<div id=\"app\">", "</div>\n<p class=\"unstarted\"");
    (without_guard(path, shown), prerender(&view))
}

/// A screen without the guard script, which comes only after the open incidents.
fn without_guard(path: &str, shown: &str) -> String {
    const END: &str = "</script>";
    let Some(at) = shown.find("<script ") else {
        assert!(!shown.contains("id=\"open\""), "{path}: open incidents without the guard behind them");
        return shown.to_owned();
    };
    let (before, after) = shown.split_at(at);
    let (guard, after) = after.split_at(after.find(END).expect("an end") + END.len());
    assert!(guard.starts_with("<script src=\"") && guard.contains("/guard-"), "{path}: {guard}");
    let (_, open) = before.split_once("<section class=\"section\" id=\"open\"").expect("open incidents");
    assert!(open.ends_with("</section>") && open.matches("</section>").count() == 1, "{path}: {open}");
    format!("{before}{after}")
}

fn pages(files: &PublishedFiles) -> Vec<(&str, String)> {
    let pages = files.iter().filter(|(name, _)| name.ends_with("index.html") && !name.starts_with("admin/"));
    pages.map(|(name, (bytes, _))| (name.as_str(), String::from_utf8(bytes.clone()).expect("text"))).collect()
}

/// One incident as an API lists it, its only entry inside.
fn listed(id: &str, name: &str, status: &str, created: i64) -> Value {
    let entry = json!({"id": "e", "message": name, "date": created.to_string(), "incidentStatus": status});
    json!({"customerId": "secret-customer", "id": id, "name": name, "incidentStatus": status,
        "incidentImpact": "minor", "creationTime": created.to_string(), "entries": [entry]})
}

fn list(incidents: &[Value]) -> String {
    json!({"customerId": "secret-customer", "incidents": incidents}).to_string()
}

pub const NOVEMBER: i64 = 1_795_000_000_000;

#[tokio::test]
async fn a_whole_site_is_written() {
    let server = demo_server().await;
    let press = Press::of(&server);
    let run = press.run(&["--url", "https://example.com/status", "--every", "60"]).await.expect(0);
    assert!(run.stdout.contains("Published 25 incidents"), "{}{}", run.stdout, run.stderr);
    let files = press.files();
    let incidents = press.json("incidents.json")["incidents"].as_array().expect("a list").clone();
    assert_eq!(incidents.len(), 25);
    for incident in &incidents {
        let id = IncidentId::new(incident["id"].as_str().expect("an id")).expect("an id");
        assert!(files.contains_key(&format!("incidents/{}/index.html", slug(id.as_str()))), "{incident}");
        assert!(!incident["entries"].as_array().expect("entries").is_empty(), "{incident}");
    }
    for name in [
        "404.html",
        "as-of.json",
        "config.json",
        "theme.css",
        "manifest.webmanifest",
        "robots.txt",
        "sitemap.xml",
        "admin/index.html",
        "icons/unknown.svg",
        "page-0123456789abcdef.js",
        "page-0123456789abcdef.css",
        "history/2026-11/index.html",
    ] {
        assert!(files.contains_key(name), "{name}");
    }
    assert!(!files.contains_key("embed/index.html"), "only where other sites may frame it");
    let customer = server.call("GET /v1/incidents").auth(server.token()).send().await.json()["customerId"].clone();
    for (name, (bytes, _)) in &files {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains(customer.as_str().expect("text")) && !text.contains("customerId"), "{name}");
        assert!(!text.contains(server.token()), "{name}");
    }

    let about = press.json("as-of.json");
    assert_eq!(about["everySeconds"], json!(60));
    let version = about["version"].as_str().expect("a version");
    assert_eq!(press.json("incidents.json")["version"], json!(version));
    for (name, html) in pages(&files) {
        let data: Value = serde_json::from_str(between(&html, "id=\"statuspane-data\">", "</script>")).expect("JSON");
        assert_eq!(data["version"], json!(version), "{name}");
    }
    assert!(about["asOf"].as_str().and_then(Timestamp::parse).is_some(), "{about}");

    let pages = pages(&files);
    assert!(pages.len() > 27, "{}", pages.len());
    for (name, html) in &pages {
        let (shown, first) = first_frame(name, html);
        assert_eq!(shown, first, "{name}: the app's first frame is another");
        let style = between(html, "<style>", "</style>");
        let policy = between(html, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
        let hash = BASE64.encode(&Sha256::digest(style));
        assert!(policy.contains(&format!("'sha256-{hash}'")), "{name}: {policy}");
        assert!(!policy.contains("unsafe-inline") && !html.contains(" style="), "{name}");
        assert!(html.contains(" data-links=\"files\" data-snapshot>"), "{name}");
        // The first frame waits for the open incidents, and for nothing that never comes.
        let waits = html.contains("<link rel=\"expect\" href=\"#open\" blocking=\"render\">");
        let shows_open = ["index", "components/console/index", "components/storage/index", "components/webhooks/index"];
        let shows_open = name.strip_suffix(".html").is_some_and(|name| shows_open.contains(&name));
        assert_eq!((waits, html.contains(" id=\"open\"")), (shows_open, shows_open), "{name}");
        assert!(html.contains("<meta property=\"og:url\" content=\"https://example.com/status/"), "{name}");
        // Whatever a link names is there.
        for link in html.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
            if link.contains(':') || link.starts_with('#') {
                continue;
            }
            let below = link.trim_start_matches("./").trim_start_matches("../");
            let below = below.trim_start_matches("../");
            let file =
                if below.is_empty() || below.ends_with('/') { format!("{below}index.html") } else { below.to_owned() };
            assert!(files.contains_key(&file), "{name} links to {link}");
        }
    }
    let front = press.text("index.html");
    assert!(between(&front, "<title>", "</title>").contains(" as of "), "a page at rest speaks of the past");
    assert!(!front.contains("data-overall=\"operational\""));
    let sitemap = press.text("sitemap.xml");
    for address in sitemap.split("<loc>https://example.com/status/").skip(1).filter_map(|rest| rest.split('<').next()) {
        assert!(files.contains_key(&format!("{address}index.html")), "{address}");
    }
    let missing = press.text("404.html");
    assert!(missing.contains("<style>") && missing.contains("href=\"/status/\""), "{missing}");
    assert_eq!(missing.matches("<script>").count(), 1, "the colour scheme: {missing}");
    assert!(!missing.contains("<script ") && !missing.contains("rel=\"stylesheet\""), "{missing}");
    let admin = press.text("admin/index.html");
    let policy = between(&admin, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
    assert_eq!(admin.matches("Content-Security-Policy").count(), 1, "the plain bundle's policy is replaced: {admin}");
    assert!(policy.contains("connect-src 'self';") && policy.contains("trusted-types 'none'"), "{policy}");

    for (name, (bytes, _)) in files.iter().filter(|(name, _)| name.ends_with(".br") || name.ends_with(".gz")) {
        let (plain, suffix) = name.split_at(name.len() - 3);
        let mut unpacked = Vec::new();
        match suffix {
            ".br" => brotli::Decompressor::new(bytes.as_slice(), 4096).read_to_end(&mut unpacked),
            _ => flate2::read::GzDecoder::new(bytes.as_slice()).read_to_end(&mut unpacked),
        }
        .expect("it unpacks");
        assert_eq!(unpacked, files[plain].0, "{name}");
    }
    assert!(files.contains_key("index.html.br") && files.contains_key("incidents.json.gz"));
    server.stop().await;
}

#[tokio::test]
async fn a_run_changes_only_changed_files() {
    let server = demo_server().await;
    let press = Press::of(&server);
    press.run(&[]).await.expect(0);
    let first = press.files();
    let second_passes = || server.clock.pass_seconds(1);
    second_passes();
    press.run(&[]).await.expect(0);
    let second = press.files();
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<BTreeSet<_>>();
    assert_eq!(plain(changed(&first, &second)), names(&["as-of.json", "index.html"]));
    let version = |files: &PublishedFiles| {
        let about: Value = serde_json::from_slice(&files["as-of.json"].0).expect("JSON");
        about["version"].as_str().expect("a version").to_owned()
    };
    assert_eq!(version(&first), version(&second));

    // An update changes the pages of its incident and of its component too, and no other of more than two hundred files.
    let incident = press.json("incidents.json")["incidents"][0]["id"].as_str().expect("an id").to_owned();
    server.post_entry(&incident, &json!({"message": "More is known.", "incidentStatus": "identified"})).await;
    second_passes();
    press.run(&[]).await.expect(0);
    let third = press.files();
    let page = format!("incidents/{incident}/index.html");
    let month = "history/2026-11/index.html";
    let mut differing = plain(changed(&second, &third));
    // Its month and the history have the status, and change only with it.
    assert_eq!(differing.remove(month), differing.remove("history/index.html"));
    let component = "components/webhooks/index.html";
    let pages = ["index.html", component, &page];
    let lists = ["as-of.json", "incidents.json", "maintenances.json"];
    assert_eq!(differing, names(&[pages, lists].concat()));
    assert!(pages.iter().all(|page| press.text(page).contains("More is known.")));
    assert_ne!(version(&second), version(&third));

    // Removed at the API, removed here.
    server.admin(&format!("DELETE /v1/incidents/{incident}")).send().await.expect(200);
    press.run(&[]).await.expect(0);
    assert!(!press.files().contains_key(&page));
    assert!(!press.text("index.html").contains(&incident));
    let kept = fs::read_dir(press.path(".out.generations")).expect("a folder").flatten();
    assert_eq!(kept.filter(|entry| entry.path().is_dir()).count(), 2, "this generation and the one before");
    server.stop().await;
}

#[tokio::test]
async fn of_hidden_files_only_the_well_known_folder_is_published() {
    let stub = Stub::start(|_| (200, list(&[])));
    let press = Press::new(stub.base(), None);
    for (name, text) in [
        (".well-known/security.txt", "Contact: mailto:security@example.com"),
        (".well-known/.secret", "secret"),
        (".git/config", "secret"),
        (".secret", "secret"),
    ] {
        let path = press.path("dist").join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    press.run(&[]).await.expect(0);
    assert_eq!(press.text(".well-known/security.txt"), "Contact: mailto:security@example.com");
    let files = press.files();
    let hidden = files.keys().filter(|name| name.split('/').any(|part| part.starts_with('.')));
    let hidden: Vec<_> = hidden.filter(|name| !name.ends_with(".br") && !name.ends_with(".gz")).collect();
    assert_eq!(hidden, [".well-known/security.txt"]);
}

/// An API whose list has no entries, as in the contract, and which counts requests.
struct Counting {
    stub: Stub,
    answers: Arc<Mutex<BTreeMap<String, (Value, String)>>>,
    asked: Arc<Mutex<Vec<String>>>,
}

impl Counting {
    fn start(incidents: Vec<Value>) -> Self {
        let id = |incident: &Value| incident["id"].as_str().expect("an id").to_owned();
        let answers = incidents.into_iter().map(|incident| (id(&incident), (incident, "First words".to_owned())));
        let answers: Arc<Mutex<BTreeMap<_, _>>> = Arc::new(Mutex::new(answers.collect()));
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let (all, calls) = (answers.clone(), asked.clone());
        let stub = Stub::start(move |path| {
            let all = all.lock().expect("no panic");
            let Some(id) = path.strip_prefix("/v1/incidents/").and_then(|rest| rest.strip_suffix("/entries")) else {
                let incidents: Vec<Value> = all.values().map(|(incident, _)| incident.clone()).collect();
                return (200, list(&incidents));
            };
            calls.lock().expect("no panic").push(id.to_owned());
            (200, json!({"entries": [{"message": all[id].1, "incidentStatus": "resolved"}]}).to_string())
        });
        Self { stub, answers, asked }
    }

    fn change(&self, id: &str, change: impl FnOnce(&mut Value, &mut String)) {
        let mut answers = self.answers.lock().expect("no panic");
        let (incident, words) = answers.get_mut(id).expect("an incident");
        change(incident, words);
    }

    /// The incidents whose entries were requested since the last call, sorted.
    fn asked(&self) -> Vec<String> {
        let mut asked = std::mem::take(&mut *self.asked.lock().expect("no panic"));
        asked.sort();
        asked
    }
}

#[tokio::test]
async fn a_run_asks_for_the_entries_of_few_incidents_that_are_over() {
    let incident = |id: String, status: &str, times: [i64; 2]| {
        json!({"id": id, "name": format!("Number {id}"), "incidentStatus": status, "incidentImpact": "minor",
            "creationTime": times[0].to_string(), "resolutionTime": times[1].to_string()})
    };
    let (now, day) = (SystemClock::new().now().millis(), 86_400_000);
    let old = |n: i64| incident(format!("old-{n}"), "resolved", [now - (n + 40) * day, now - (n + 39) * day]);
    let mut incidents: Vec<Value> = (0..60).map(old).collect();
    incidents.extend((0..3).map(|n| incident(format!("open-{n}"), "monitoring", [now - 90 * day, now - 80 * day])));
    incidents.push(incident("recent".into(), "resolved", [now - 60 * day, now - 6 * day]));
    let always = ["open-0", "open-1", "open-2", "recent"].map(str::to_owned);
    let api = Counting::start(incidents);
    let press = Press::new(api.stub.base(), None);
    press.run(&[]).await.expect(0);
    assert_eq!(api.asked().len(), 64, "nothing is known yet");

    // Entries are changed, and the list is as it was: some have their turn.
    let ids: Vec<String> = (0..60).map(|n| format!("old-{n}")).collect();
    for id in &ids {
        api.change(id, |_, words| *words = "Other words".into());
    }
    press.run(&[]).await.expect(0);
    let asked = api.asked();
    assert!(always.iter().all(|id| asked.contains(id)), "{asked:?}");
    assert!(asked.len() <= always.len() + 60 / 10, "{asked:?}");
    for id in &ids {
        let page = press.text(&format!("incidents/{id}/index.html"));
        assert_eq!(page.contains("Other words"), asked.contains(id), "{id}");
        assert_eq!(page.contains("First words"), !asked.contains(id), "{id}: what was not asked for is as it was");
    }

    // Incidents that changed in the list are requested at once.
    api.change("old-9", |incident, words| {
        incident["incidentImpact"] = "major".into();
        *words = "It was worse".into();
    });
    api.change("old-11", |incident, words| {
        incident["incidentStatus"] = "investigating".into();
        *words = "It is back".into();
    });
    press.run(&[]).await.expect(0);
    assert!(api.asked().len() <= always.len() + 2 + 60 / 10);
    assert!(press.text("incidents/old-9/index.html").contains("It was worse"));
    assert!(press.text("incidents/old-11/index.html").contains("It is back"));

    // Of a list that can't be read nothing is taken over.
    fs::write(press.path("out/incidents.json"), "{\"incidents\": [").expect("a file");
    press.run(&[]).await.expect(0);
    assert_eq!(api.asked().len(), 64);
}

#[tokio::test]
async fn data_that_changes_during_a_read_is_read_again() {
    let one = |id: &str, status: &str| json!({"id": id, "name": "Slow search", "incidentStatus": status});
    let before = list(&[one("a", "investigating"), one("b", "monitoring")]);
    let after = list(&[one("a", "resolved"), one("b", "monitoring"), one("c", "investigating")]);
    let calls: Arc<Mutex<Vec<String>>> = Arc::default();
    let seen = calls.clone();
    let stub = Stub::start(move |path| {
        let mut seen = seen.lock().expect("no panic");
        seen.push(path.to_owned());
        // The request for entries comes just after the update.
        let is_over = seen.iter().any(|path| path.ends_with("/entries"));
        match path {
            "/v1/incidents" => (200, if is_over { after.clone() } else { before.clone() }),
            "/v1/incidents/a/entries" => {
                (200, json!({"entries": [{"message": "It is over", "incidentStatus": "resolved"}]}).to_string())
            }
            _ => (200, json!({"entries": []}).to_string()),
        }
    });
    let press = Press::new(stub.base(), None);
    press.run(&[]).await.expect(0);
    let published = decode_list(&press.text("incidents.json")).expect("a list");
    let shown: Vec<_> = published.incidents().iter().map(|one| (one.id.as_str(), one.status.as_str())).collect();
    assert_eq!(shown, [("a", "resolved"), ("b", "monitoring"), ("c", "investigating")]);
    let count = |path: &str| calls.lock().expect("no panic").iter().filter(|asked| *asked == path).count();
    assert_eq!(count("/v1/incidents/b/entries"), 1, "what did not change is not read again");
    assert_eq!(count("/v1/incidents"), 3);

    // One that never holds still ends no run.
    let number = AtomicUsize::new(0);
    stub.change(move |path| match path {
        "/v1/incidents" => {
            let name = number.fetch_add(1, Ordering::SeqCst).to_string();
            (200, list(&[json!({"id": "a", "name": name, "incidentStatus": "investigating"})]))
        }
        _ => (200, json!({"entries": []}).to_string()),
    });
    press.run(&[]).await.expect(0);
    assert_eq!(press.json("incidents.json")["incidents"][0]["name"], "2");
}

#[tokio::test]
async fn an_edited_entry_is_marked_in_published_files() {
    let server = TestServer::start().await;
    let id = server.create(&json!({"name": "n", "entry": {"message": "first words"}})).await;
    let entries = server.public(&format!("/incidents/{id}/entries")).await.json();
    let line = format!("PUT /v1/incidents/{id}/entries/{}", entries["entries"][0]["id"].as_str().expect("an id"));
    server.clock.pass_seconds(60);
    server.admin(&line).json(&json!({"message": "other words"})).send().await.expect(200);
    let edited = server.clock.millis().to_string();
    for press in [Press::of(&server), Press::new(format!("http://{}/public/v1", server.address()), None)] {
        // The second run reuses the first one's files.
        for _ in 0..2 {
            press.run(&[]).await.expect(0);
            assert_eq!(press.json("incidents.json")["incidents"][0]["entries"][0]["editedTime"], edited);
            for page in ["index.html".to_owned(), format!("incidents/{id}/index.html")] {
                let page = press.text(&page);
                assert!(page.contains(&format!("\"editedTime\":\"{edited}\"")), "in the data of the page: {page}");
            }
        }
    }
}

#[tokio::test]
async fn scripts_of_the_last_build_stay() {
    let stub = Stub::start(|_| (200, list(&[])));
    let press = Press::new(stub.base(), None);
    press.run(&[]).await.expect(0);
    press.build("fedcba9876543210");
    for _ in 0..2 {
        press.run(&[]).await.expect(0);
        let files = press.files();
        for name in ["page-0123456789abcdef.js", "admin/admin-0123456789abcdef.js", "page-fedcba9876543210.js"] {
            assert!(files.contains_key(name), "{name}");
        }
        let front = press.text("index.html");
        assert!(front.contains("page-fedcba9876543210.js") && !front.contains("page-0123456789abcdef"));
    }
}

#[tokio::test]
async fn every_failed_publish_leaves_the_last_site() {
    let good = || list(&[listed("a", "Kept", "resolved", NOVEMBER)]);
    let stub = Stub::start(move |_| (200, good()));
    let press = Press::new(stub.base(), Some("a-secret-token"));
    press.run(&[]).await.expect(0);
    let before = press.files();
    let bare = json!({"id": "b", "name": "Without entries", "incidentStatus": "investigating"});
    let with_bare = list(std::slice::from_ref(&bare));
    let unreadable_entry = json!({"entries": [{"message": 7}]}).to_string();
    for (status, body, entries, part) in [
        (500, "{\"message\": \"Out of order\"}".to_owned(), None, "Out of order"),
        (401, String::new(), None, "sign-in"),
        (404, String::new(), None, "--from"),
        (302, String::new(), None, "unexpected response"),
        (200, "<!DOCTYPE html><title>Sign in</title>".to_owned(), None, SharedText::english().not_json()),
        (200, "{\"incidents\": [".to_owned(), None, SharedText::english().not_json()),
        (200, "{}".to_owned(), None, "--from"),
        (200, String::new(), None, SharedText::english().not_json()),
        (200, list(&[listed("a", "Kept", "resolved", NOVEMBER), json!({"id": "b"})]), None, "1 of the elements"),
        (200, with_bare.clone(), Some((500, String::new())), "entries of the incident \"b\""),
        (200, with_bare.clone(), Some((200, "nonsense".to_owned())), "entries of the incident \"b\""),
        (200, with_bare.clone(), Some((200, unreadable_entry)), "1 of the elements"),
    ] {
        let case = format!("{status} {body} {entries:?}");
        stub.change(move |path| match &entries {
            Some(answer) if path != "/v1/incidents" => answer.clone(),
            _ => (status, body.clone()),
        });
        let run = press.run(&[]).await.expect(1);
        assert!(run.stderr.contains(part) && run.stderr.contains("is unchanged"), "{case}: {}", run.stderr);
        assert_eq!(run.stderr.lines().count(), 1, "{case}: {}", run.stderr);
        assert!(!run.stderr.contains("a-secret-token"), "{case}: {}", run.stderr);
        assert_eq!(changed(&before, &press.files()), BTreeSet::new(), "{case}");
    }
    // Nobody there at all.
    let nobody = Press { from: "http://127.0.0.1:1/v1".into(), ..Press::new(String::new(), None) };
    let run = nobody.run(&[]).await.expect(1);
    assert!(run.stderr.contains(SharedText::english().no_answer()), "{}", run.stderr);
    assert!(!nobody.path("out").exists());

    // An API without entries: the incident is published without them. One removed meanwhile: not at all.
    let answer = bare.to_string();
    stub.change(move |path| match path {
        "/v1/incidents" => (200, with_bare.clone()),
        "/v1/incidents/b" => (200, answer.clone()),
        _ => (404, String::new()),
    });
    press.run(&[]).await.expect(0);
    assert!(press.text("incidents/b/index.html").contains(PageText::english().entries_unknown()));
    let with_bare = list(&[bare]);
    stub.change(move |path| if path == "/v1/incidents" { (200, with_bare.clone()) } else { (404, String::new()) });
    press.run(&[]).await.expect(0);
    assert_eq!(press.json("incidents.json")["incidents"], json!([]));
}

#[tokio::test]
async fn internal_fields_are_not_published() {
    const NAME: &str = "Rehearsal of an outage";
    const NOTE: &str = "Ask the night shift";
    let mut hidden = listed("hidden", NAME, "investigating", NOVEMBER);
    hidden["internal"] = true.into();
    let mut within = listed("within", "Slow search", "investigating", NOVEMBER);
    let note = json!({"message": NOTE, "date": NOVEMBER.to_string(), "incidentStatus": "resolved", "internal": true});
    within["entries"].as_array_mut().expect("entries").push(note.clone());
    let bare = json!({"id": "bare", "name": "Slow mail", "incidentStatus": "investigating", "internal": false});
    let all = list(&[hidden, within, bare, json!({"internal": true})]);
    let entries = json!({"entries": [note, {"message": "We look into it", "incidentStatus": "investigating"}]});
    let entries = entries.to_string();
    let stub = Stub::start(move |path| (200, if path == "/v1/incidents" { all.clone() } else { entries.clone() }));
    let press = Press::new(stub.base(), None);
    press.run(&["--url", "https://example.com/"]).await.expect(0);
    let files = press.files();
    for (name, (bytes, _)) in &files {
        let text = String::from_utf8_lossy(bytes);
        for word in [NAME, NOTE, "incidents/hidden", "\"internal\""] {
            assert!(!text.contains(word), "{name} has {word}");
        }
    }
    assert!(!files.contains_key("incidents/hidden/index.html"));
    assert!(press.text("incidents/bare/index.html").contains("We look into it"));
    let published = decode_list(&press.text("incidents.json")).expect("a list");
    assert!(published.is_complete() && published.incidents().len() == 2, "{published:?}");
}

#[tokio::test]
async fn unusable_places_and_files_are_reported() {
    let stub = Stub::start(|_| (200, list(&[])));
    let press = Press::new(stub.base(), None);
    let out = press.path("out");
    let refused = async |more: &[&str], part: &str| {
        let run = press.run(more).await.expect(1);
        assert!(run.stderr.contains(part) && run.stderr.lines().count() == 1, "{part}: {}", run.stderr);
    };
    fs::create_dir(&out).expect("a folder");
    fs::write(out.join("mine.txt"), "mine").expect("a file");
    refused(&[], "wasn't published by this command").await;
    fs::remove_file(out.join("mine.txt")).expect("it goes");
    press.run(&[]).await.expect(0);
    assert!(out.is_symlink() && out.join("index.html").is_file(), "an empty folder gives way");
    fs::remove_file(&out).expect("it goes");
    fs::write(&out, "mine").expect("a file");
    refused(&[], "wasn't published by this command").await;
    fs::remove_file(&out).expect("it goes");
    std::os::unix::fs::symlink("elsewhere", &out).expect("a link");
    refused(&[], "a link to elsewhere").await;
    fs::remove_file(&out).expect("it goes");

    refused(&["--key-file", "/nonexistent/key"], "the key in").await;
    refused(&["--theme", "/nonexistent/theme.css"], "the theme").await;
    let config = press.path("wrong.json");
    fs::write(&config, r#"{"refreshSeconds": 1}"#).expect("a file");
    refused(&["--config", config.to_str().expect("text")], "refreshSeconds").await;
    fs::remove_file(press.path("dist").join("assets.json")).expect("it goes");
    refused(&[], "--site").await;
    for arguments in [["--every", "0"], ["--url", "example.com"], ["--key", "secret"]] {
        press.run(&arguments).await.expect(2);
    }
}

#[tokio::test]
async fn only_known_keys_of_the_configuration_are_published() {
    let stub = Stub::start(|_| (200, list(&[listed("a", "Slow search", "investigating", NOVEMBER)])));
    let press = Press::new(stub.base(), None);
    let config = press.path("own.json");
    let named = ["--config", config.to_str().expect("text")];
    let write = |own: Value| fs::write(&config, own.to_string()).expect("a file");
    let components = json!([{"id": "web", "name": "Web", "group": null, "token": "hunter2"}]);
    write(
        json!({"$schema": "config.schema.json", "title": "Acme", "api": "https://api.example.com/v1", "recentDays": 7,
        "components": components, "apiKey": "hunter2", "authorization": {"title": "hunter2"}}),
    );
    let run = press.run(&named).await.expect(0);
    for key in ["apiKey", "authorization", "components[0].token"] {
        assert!(run.stderr.contains(key), "{key} is named: {}", run.stderr);
    }
    assert!(!run.stderr.contains("hunter2") && !run.stdout.contains("hunter2"), "{}", run.stderr);
    for (name, (bytes, _)) in &press.files() {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("hunter2"), "{name}: {text}");
    }
    let known = json!({"title": "Acme", "recentDays": 7, "components": [{"id": "web", "name": "Web", "group": null}]});
    let front = press.text("index.html");
    let data: Value = serde_json::from_str(between(&front, "id=\"statuspane-data\">", "</script>")).expect("JSON");
    assert_eq!(data["config"], known);
    let mut whole = known;
    whole["api"] = "https://api.example.com/v1".into();
    // The page that reads the file names unknown keys.
    whole["apiKey"] = false.into();
    whole["authorization"] = false.into();
    assert_eq!(press.json("config.json"), whole);

    // A name and a password in an address would be public.
    let before = press.files();
    write(json!({"live": "https://name:hunter2@api.example.com/v1"}));
    let run = press.run(&named).await.expect(1);
    assert!(run.stderr.contains("live") && run.stderr.contains("credentials"), "{}", run.stderr);
    assert!(!run.stderr.contains("hunter2"), "{}", run.stderr);
    assert_eq!(changed(&before, &press.files()), BTreeSet::new());
}

#[tokio::test]
async fn two_runs_do_not_overlap() {
    let stub = Stub::start(|_| (200, list(&[])));
    let press = Press::new(stub.base(), None);
    press.run(&[]).await.expect(0);
    let before = press.files();
    let lock = fs::File::options().write(true).open(press.path(".out.generations/lock")).expect("a lock");
    lock.lock().expect("it is free");
    let run = press.run(&[]).await.expect(1);
    assert!(run.stderr.contains("Another run is publishing"), "{}", run.stderr);
    assert_eq!(changed(&before, &press.files()), BTreeSet::new());
    drop(lock);
    press.run(&[]).await.expect(0);
}

#[tokio::test]
async fn a_key_comes_from_a_file_or_the_environment() {
    let server = demo_server().await;
    let press = Press { key: None, ..Press::of(&server) };
    let run = press.run(&[]).await.expect(1);
    assert!(run.stderr.contains("--key-file"), "{}", run.stderr);
    let file = press.path("key");
    fs::write(&file, format!("{}\n", server.token())).expect("a file");
    let file_argument = ["--key-file", file.to_str().expect("text")];
    press.run(&file_argument).await.expect(0);
    // A pair signs with the time, and the server's clock in this test is fixed at noon of another day.
    fs::write(&file, "ak_wrong\nsk_wrong\n").expect("a file");
    let run = press.run(&file_argument).await.expect(1);
    assert!(run.stderr.contains("Check that the key is correct") && !run.stderr.contains("sk_wrong"), "{}", run.stderr);
    let public = Press { from: format!("http://{}/public/v1", server.address()), ..press };
    public.run(&[]).await.expect(0);
    server.stop().await;
}

#[tokio::test]
async fn a_list_has_the_time_that_its_api_gives_it() {
    let answers = |version: &'static str, status: u16| {
        move |path: &str| match path {
            "/v1/incidents" => (200, json!({"incidents": [], "version": "one"}).to_string()),
            _ => (status, json!({"asOf": NOVEMBER.to_string(), "version": version}).to_string()),
        }
    };
    let stub = Stub::start(answers("one", 200));
    let press = Press::new(stub.base(), None);
    press.run(&[]).await.expect(0);
    assert_eq!(press.json("as-of.json")["asOf"], json!(NOVEMBER.to_string()));
    let published = press.files();
    for (answers, words) in [
        (answers("two", 200), "doesn't match the version"),
        (answers("one", 206), SharedText::english().partial()),
        (answers("one", 503), "the time of the list of incidents"),
    ] {
        stub.change(answers);
        let run = press.run(&[]).await.expect(1);
        assert!(run.stderr.contains(words), "{}", run.stderr);
        assert_eq!(changed(&published, &press.files()), BTreeSet::new());
    }
    // Without such a call the answer's own date counts.
    stub.change(answers("one", 404));
    press.run(&[]).await.expect(0);
    assert_ne!(press.json("as-of.json")["asOf"], json!(NOVEMBER.to_string()));
    // Part of a list isn't a list.
    stub.change(|_| (206, list(&[])));
    let run = press.run(&[]).await.expect(1);
    assert!(run.stderr.contains(SharedText::english().partial()), "{}", run.stderr);
}

#[tokio::test]
async fn hostile_words_stay_words() {
    let words = [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "</title><img src=x onerror=alert(1)>",
        "\"'><svg onload=alert(1)>",
        "</style><style>*{display:none}",
        "{root}theme.css",
        "]]>&lt;\u{2028}\u{0}\u{7}",
    ];
    let ids = ["../../../etc/passwd", "..", "a/b", "A", "con", "index.html", "\u{202e}x<>\"'&"];
    let incidents: Vec<Value> = ids
        .iter()
        .zip(words)
        .enumerate()
        .map(|(n, (id, word))| listed(id, word, if n % 2 == 0 { "investigating" } else { "resolved" }, NOVEMBER))
        .collect();
    let stub = Stub::start(move |_| (200, list(&incidents)));
    let press = Press::new(stub.base(), None);
    let config = press.path("config.json");
    fs::write(&config, json!({"title": words[0], "timeZone": "Europe/Berlin"}).to_string()).expect("a file");
    press.run(&["--config", config.to_str().expect("text"), "--url", "https://example.com/"]).await.expect(0);
    let files = press.files();
    let pages = pages(&files);
    assert!(pages.len() >= ids.len() + 2);
    for (name, html) in &pages {
        assert!(name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"_-./".contains(&byte)));
        let (shown, first) = first_frame(name, html);
        assert_eq!(shown, first, "{name}");
        assert_eq!(html.matches("<script").count(), 4, "{name}: scheme, guard, app and data");
        let bars = html.matches("<svg class=\"bars\" data-first=\"").count();
        let charts = html.matches("<svg class=\"month-chart\" viewBox=\"").count();
        assert_eq!(charts, usize::from(*name == "history/index.html"), "{name}");
        let legend = html.matches("<svg viewBox=\"0 0 4 24\"><path").count();
        assert_eq!(
            (html.matches("<style").count(), html.matches("<svg").count()),
            (1, bars + charts + legend),
            "{name}"
        );
        assert!(!html.contains("<img src=x") && !html.contains("<!--<"), "{name}");
    }
    for name in files.keys() {
        assert!(!name.contains("etc"), "{name}");
    }
    let carried: Vec<String> =
        pages.iter().filter(|(name, _)| *name == "index.html").map(|(_, html)| html.clone()).collect();
    let block = between(&carried[0], "id=\"statuspane-data\">", "</script>");
    let read = decode_list(block).expect("a list");
    for word in words {
        assert!(read.incidents().iter().any(|incident| incident.name == word.trim()), "{word:?}");
    }
}

/// Checks that one complete generation is served: all its pages show one state.
fn assert_whole(press: &Press, moment: &str) {
    if !press.path("out").exists() {
        return;
    }
    let list = press.json("incidents.json");
    assert_eq!(press.json("as-of.json")["version"], list["version"], "{moment}");
    let incidents = list["incidents"].as_array().expect("a list");
    let state = incidents[0]["name"].as_str().expect("a name").to_owned();
    for incident in incidents {
        let page = press.text(&format!("incidents/{}/index.html", incident["id"].as_str().expect("an id")));
        assert!(page.contains(&state) && page.ends_with("</html>\n"), "{moment}");
    }
    let front = press.text("index.html");
    assert!(front.contains(&state) && front.ends_with("</html>\n"), "{moment}");
    let other = if state == "State A" { "State B" } else { "State A" };
    assert!(!front.contains(other), "{moment}");
    for name in ["404.html", "robots.txt", "config.json", "page-0123456789abcdef.js", "admin/index.html"] {
        assert!(press.path("out").join(name).is_file(), "{moment}: {name}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_at_any_moment_one_whole_generation_is_served() {
    let state = |name: &'static str| {
        let incidents: Vec<Value> =
            (0..40).map(|n| listed(&format!("i{n}"), name, "resolved", NOVEMBER - n * 86_400_000)).collect();
        let body = list(&incidents);
        move |_: &str| (200, body.clone())
    };
    let Some(preload) = Preload::make() else { return };
    let stub = Stub::start(state("State A"));
    let press = Press::new(stub.base(), None);
    press.run(&[]).await.expect(0);
    stub.change(state("State B"));
    let mut command = press.command(&[]);
    preload.below(&mut command);
    finish(command).await.expect(0);
    let whole = preload.changes();
    assert!(whole > 80, "a run changes more files than the library saw: {whole}");
    let mut random = fastrand::Rng::with_seed(seed());
    let (kills, mut killed) = (kills(50), 0);
    for kill in 0..kills {
        stub.change(state(if kill % 2 == 0 { "State A" } else { "State B" }));
        let change = 1 + random.u64(..whole);
        preload.kill_at_change(change);
        let mut command = press.command(&[]);
        preload.below(&mut command);
        let run = finish(command).await;
        preload.kill_no_more();
        // Killed by a signal, it has no code. A run may have fewer changes to make than the first one.
        match run.code {
            None => killed += 1,
            Some(code) => assert_eq!(code, 0, "{}", run.stderr),
        }
        assert_whole(&press, &format!("kill {kill}, at change {change} of {whole}"));
    }
    eprintln!("{killed} of {kills} runs were killed, at most at change {whole}");
    assert!(killed > kills / 2, "most kills meet a change");
    let run = press.run(&[]).await.expect(0);
    assert!(run.stdout.contains("Published 40"), "{}", run.stdout);
    assert_whole(&press, "after all");
    let left = fs::read_dir(press.path(".out.generations")).expect("a folder").flatten().count();
    assert!(left <= 5, "two generations, their notes and the lock: {left}");
}

/// `cargo test --release -p statuspane-server --test api ten_thousand -- --ignored --nocapture` prints time and memory;
/// with `STATUSPANE_DIST` it is done with the page that was built, whose styles are longer.
#[tokio::test]
#[ignore = "it takes long in a build without optimisation"]
async fn ten_thousand_incidents_take_seconds() {
    let incidents = busy::many(10_000, 3_650, SystemClock::new().now().millis());
    let body = list(&incidents);
    let stub = Stub::start(move |_| (200, body.clone()));
    let press = Press::new(stub.base(), None);
    if let Some(dist) = std::env::var_os("STATUSPANE_DIST") {
        fs::remove_dir_all(press.path("dist")).expect("it goes");
        std::os::unix::fs::symlink(dist, press.path("dist")).expect("a link");
    }
    for what in ["first run", "second run"] {
        let started = Instant::now();
        let mut child = press.command(&[]).stdout(Stdio::piped()).spawn().expect("it starts");
        let memory = tokio::task::spawn_blocking(move || {
            let mut peak = 0;
            while child.try_wait().expect("a child").is_none() {
                // The system keeps the peak, for as long as the process runs.
                peak = most_memory(child.id()).unwrap_or(peak);
                std::thread::sleep(Duration::from_millis(5));
            }
            let output = child.wait_with_output().expect("an output");
            assert!(output.status.success());
            (peak, String::from_utf8_lossy(&output.stdout).trim().to_owned())
        });
        let (peak, said) = memory.await.expect("it ran");
        eprintln!("{what}: {:.1} s, at most {} MiB of memory: {said}", started.elapsed().as_secs_f64(), peak / 1024);
    }
    let files = press.files();
    let bytes: usize = files.values().map(|(bytes, _)| bytes.len()).sum();
    // The size on disk, in blocks of 4 KiB.
    let blocks: usize = files.values().map(|(bytes, _)| bytes.len().div_ceil(4096) * 4096).sum();
    eprintln!("{} files, {} MB, {} MB on the disk", files.len(), bytes / 1_000_000, blocks / 1_000_000);
    let size = |name: &str| files.get(name).map(|(bytes, _)| bytes.len());
    eprintln!("front page {:?}, with brotli {:?}", size("index.html"), size("index.html.br"));
    let started = Instant::now();
    let run = crate::program::run(&["check", "--site", press.path("out").to_str().expect("text")]).await.expect(0);
    eprintln!("checked in {:.1} s: {}", started.elapsed().as_secs_f64(), run.stderr.trim());
}

/// The most memory that a process has had so far, in KiB.
fn most_memory(process: u32) -> Option<usize> {
    let status = fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:")?.trim().strip_suffix("kB")?.trim().parse().ok())
}

#[tokio::test]
async fn publish_all_removes_withdrawn_text_everywhere() {
    let (now, day) = (SystemClock::new().now().millis(), 86_400_000);
    let old = |n: i64| {
        json!({"id": format!("old-{n}"), "name": format!("Number {n}"), "incidentStatus": "resolved",
            "incidentImpact": "minor", "creationTime": (now - (n + 40) * day).to_string(),
            "resolutionTime": (now - (n + 39) * day).to_string()})
    };
    let api = Counting::start((0..30).map(old).collect());
    let press = Press::new(api.stub.base(), None);
    api.change("old-7", |_, words| *words = "The password is hunter2".into());
    press.run(&[]).await.expect(0);
    // The scripts of the last build stay, as pages in tabs still name them.
    press.build("fedcba9876543210");
    press.run(&[]).await.expect(0);
    assert_eq!(fs::read_dir(press.path(".out.generations")).expect("a folder").flatten().count(), 5);
    api.asked();
    api.change("old-7", |_, words| *words = "The password was here".into());
    let before = press.files();
    press.run(&["--all"]).await.expect(0);
    assert_eq!(api.asked().len(), 30);
    let after = press.files();
    // Whether a file of a few bytes gets smaller when compressed depends on its content.
    let unpacked = |name: &&String| !name.ends_with(".br") && !name.ends_with(".gz");
    assert_eq!(before.keys().filter(unpacked).collect::<Vec<_>>(), after.keys().filter(unpacked).collect::<Vec<_>>());
    assert!(press.path("out/page-0123456789abcdef.js").exists());
    // Nowhere below the place, be it served or not, packed or not.
    let mut folders = vec![press.folder.path().to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let bytes = fs::read(&path).expect("bytes");
            let mut text = String::from_utf8_lossy(&bytes).into_owned();
            match path.extension().and_then(|suffix| suffix.to_str()) {
                Some("gz") => {
                    text.clear();
                    Read::read_to_string(&mut flate2::read::GzDecoder::new(&*bytes), &mut text).expect("text");
                }
                Some("br") => {
                    text.clear();
                    let mut packed = brotli::Decompressor::new(&*bytes, 4_096);
                    drop(Read::read_to_string(&mut packed, &mut text));
                }
                _ => {}
            }
            assert!(!text.contains("hunter2"), "{}", path.display());
        }
    }
    // Everything is rewritten, except for files named by their hash.
    let same: Vec<&String> =
        after.iter().filter(|(name, file)| before.get(*name) == Some(file)).map(|(name, _)| name).collect();
    assert!(same.iter().all(|name| name.contains("0123456789abcdef") || name.contains("fedcba9876543210")), "{same:?}");
}

#[tokio::test]
async fn search_engines_are_kept_away_from_published_pages() {
    let stub = Stub::start(|_| (200, list(&[listed("a", "Slow search", "investigating", NOVEMBER)])));
    let press = Press::new(stub.base(), None);
    let config = press.path("own.json");
    let named = ["--config", config.to_str().expect("text"), "--url", "https://status.example/"];
    let robots = r#"<meta name="robots" content="noindex">"#;
    for wanted in [false, true, false] {
        fs::write(&config, json!({"noindex": wanted, "frameAncestors": ["https://a.example"]}).to_string())
            .expect("a file");
        press.run(&named).await.expect(0);
        for page in ["index.html", "incidents/a/index.html", "history/2026-11/index.html"] {
            let text = press.text(page);
            assert_eq!(text.matches(robots).count(), usize::from(wanted), "{page}");
            // Settings for servers aren't part of the app's data.
            let data = between(&text, "id=\"statuspane-data\">", "</script>");
            assert!(!data.contains("noindex") && !data.contains("frameAncestors"), "{data}");
        }
        assert!(press.text("embed/index.html").contains(robots));
        assert_eq!(press.path("out/sitemap.xml").exists(), !wanted);
        assert_eq!(press.text("robots.txt").contains("Sitemap"), !wanted);
        assert!(press.path("out/favicon.ico").exists() && press.path("out/apple-touch-icon.png").exists());
    }
}

#[tokio::test]
async fn a_mark_before_a_file_is_not_published() {
    let stub =
        Stub::start(|_| (200, format!("\u{feff}{}", list(&[listed("a", "Slow search", "investigating", NOVEMBER)]))));
    let press = Press::new(stub.base(), None);
    let (config, theme, key) = (press.path("own.json"), press.path("own.css"), press.path("key"));
    let text = |path: &PathBuf| path.to_str().expect("text").to_owned();
    let named = [text(&config), text(&theme), text(&key)];
    let arguments = ["--config", &named[0], "--theme", &named[1], "--key-file", &named[2]];
    fs::write(&config, "\u{feff}{\"title\": \"Marked\"}").expect("a file");
    fs::write(&theme, "\u{feff}:root { --first: 1 }").expect("a file");
    fs::write(&key, "\u{feff}st_key\r\n").expect("a file");
    press.run(&arguments).await.expect(0);
    let front = press.text("index.html");
    assert!(front.contains("· Marked</title>") && front.contains(":root { --first: 1 }"), "{front}");
    for (name, (bytes, _)) in &press.files() {
        assert!(!String::from_utf8_lossy(bytes).contains('\u{feff}'), "{name}");
    }
    for path in [&config, &theme, &key] {
        let kept = fs::read(path).expect("bytes");
        let utf16: Vec<u8> = "\u{feff}{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        fs::write(path, utf16).expect("a file");
        let message = press.run(&arguments).await.expect(1).stderr;
        assert!(
            message.contains("UTF-16") && message.contains(&text(path)) && message.lines().count() == 1,
            "{message}"
        );
        fs::write(path, kept).expect("a file");
    }
}
