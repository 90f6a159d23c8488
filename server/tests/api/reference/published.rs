//! The bytes of a published site.

use super::stored::{Reference, cut};
use crate::support::TestClock;
use crate::support::bundle::TestBundle;
use crate::support::stub::Stub;
use serde_json::{Value, json};
use statuspane_server::bundle::BuiltPage;
use statuspane_server::client;
use statuspane_server::demo;
use statuspane_server::publish::{PublishOptions, publish};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const HOUR: i64 = 3_600_000;

/// An open incident, an upcoming one, resolved ones of two years, and one with words that nobody knows.
fn incidents() -> Value {
    let entry = |id: &str, hours: i64, status: &str, message: &str, components: Value| {
        json!({"id": id, "message": message, "date": (TestClock::START - hours * HOUR).to_string(),
            "incidentStatus": status, "affectedComponents": components, "sendNotification": true, "customerId": "c"})
    };
    let incident = |id: &str, name: &str, impact: &str, status: &str, hours: i64, entries: Value| {
        json!({"customerId": "c", "id": id, "name": name, "incidentStatus": status, "incidentImpact": impact,
            "creationTime": (TestClock::START - hours * HOUR).to_string(), "entries": entries})
    };
    let api = json!([{"componentId": "api", "componentStatus": "partial_outage"}]);
    json!({"customerId": "c", "incidents": [
        incident("open-1", "API fails <sometimes>", "major", "identified", 2, json!([
            entry("e2", 1, "identified", "It is the disk.\n\nSee https://example.com/disk.", api.clone()),
            entry("e1", 2, "investigating", "We are looking into it.", api),
        ])),
        incident("next-1", "Move of the database", "none", "investigating", -100, json!([
            entry("e3", -100, "investigating", "Expect a pause.", json!([])),
        ])),
        incident("past-1", "Mail was late", "minor", "resolved", 90, json!([
            entry("e5", 80, "resolved", "All is sent.", json!([])),
            entry("e4", 90, "investigating", "Mail is late.", json!([])),
        ])),
        incident("Past/2", "Odd & old", "catastrophic", "resolved", 9_000, json!([
            entry("e7", 8_998, "resolved", "Over.", json!([])),
            entry("e6", 9_000, "waiting", "“Quoted”", json!([])),
        ])),
    ]})
}

fn files(folder: &Path, prefix: &str, found: &mut BTreeMap<String, PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = format!("{prefix}{}", path.file_name().expect("a name").to_str().expect("text"));
        if path.is_dir() {
            files(&path, &format!("{name}/"), found);
        } else {
            found.insert(name, path);
        }
    }
}

#[test]
fn a_published_site_is_as_before() {
    let mut reference = Reference::new("site");
    let folder = tempfile::tempdir().expect("a folder");
    TestBundle::write(&folder.path().join("dist"));
    let stub = Stub::start(|path| match path {
        "/v1/incidents" => (200, incidents().to_string()),
        _ => (404, "{}".to_owned()),
    });
    let intranet = json!({"title": "Intranet", "noindex": true, "logo": "logo.svg", "timeZone": "Europe/Berlin",
        "homepage": "https://example.com", "recentDays": 3, "frameAncestors": ["https://intranet.example.com"]});
    let settings =
        [("public", Some("https://example.com/status/"), demo::config()), ("intranet", None, intranet.to_string())];
    for (name, url, config) in settings {
        let (out, own) = (folder.path().join(name), folder.path().join(format!("{name}.json")));
        fs::write(&own, config).expect("a file");
        let options = PublishOptions {
            from: client::base(&stub.base()).expect("an address"),
            credential: None,
            site: BuiltPage::Folder(folder.path().join("dist")),
            to: out.clone(),
            config: Some(own),
            theme: None,
            every_seconds: 60,
            url: url.map(|url| url.parse().expect("an address")),
            all: false,
        };
        let report = publish(&options, &TestClock::new()).unwrap_or_else(|failure| panic!("{failure}"));
        assert_eq!(report.incidents, 4);
        let mut found = BTreeMap::new();
        files(&out, "", &mut found);
        let mut listed = String::new();
        for (path, file) in &found {
            let bytes = fs::read(file).expect("bytes");
            // How long a compressed copy is depends on the compressor.
            let is_copy = [".br", ".gz"].iter().any(|suffix| path.ends_with(suffix));
            let size = if is_copy { "compressed".to_owned() } else { bytes.len().to_string() };
            listed += &format!("{path} {size}\n");
            let is_text =
                [".html", ".json", ".xml", ".txt", ".css", ".webmanifest"].iter().any(|end| path.ends_with(end));
            // The second site differs from the first in its documents' frames.
            if is_text && (name == "public" || ["index.html", "404.html"].contains(&path.as_str())) {
                let text = String::from_utf8(bytes).expect("text");
                reference.text(&format!("{name}/{path}"), &cut(&text));
            }
        }
        reference.text(&format!("{name}.files.txt"), &listed);
    }
    reference.check();
}
