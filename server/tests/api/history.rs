//! History over days: the published pages of incidents that continue, lie ahead, or have extreme times.

use crate::publish::{between, first_frame};
use crate::support::bundle::TestBundle;
use crate::support::clock::FixedClock;
use crate::support::stub::Stub;
use crate::support::{TestServerBuilder, site};
use contract::incident_api::Base;
use contract::snapshot::DataBlock;
use model::Timestamp;
use serde_json::{Value, json};
use statuspane_server::bundle::BuiltPage;
use statuspane_server::check;
use statuspane_server::demo;
use statuspane_server::publish::{self, PublishOptions};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::{Duration, Instant};
use tempfile::TempDir;
use text::PageText;

static TEXT: LazyLock<PageText> = LazyLock::new(PageText::english);

fn at(iso: &str) -> Timestamp {
    Timestamp::parse(iso).expect("a time")
}

/// An incident with its only entry, dated as its start; without an end it is open.
fn incident(id: &str, start: &str, end: Option<&str>) -> Value {
    let status = if end.is_some() { "resolved" } else { "investigating" };
    let component = json!({"componentId": "api", "componentStatus": "under_maintenance"});
    let entry = json!({"id": "e", "message": format!("Message of {id}."), "date": start, "incidentStatus": status,
        "affectedComponents": [component]});
    let mut incident = json!({"id": id, "name": format!("Incident {id}"), "incidentStatus": status,
        "incidentImpact": "none", "creationTime": start, "entries": [entry]});
    if let Some(end) = end.filter(|end| !end.is_empty()) {
        incident["resolutionTime"] = end.into();
    }
    incident
}

/// An API with fixed incidents, and a place where they are published at one time after another.
pub struct HistoryPress {
    folder: TempDir,
    stub: Stub,
}

impl HistoryPress {
    fn of(incidents: Vec<Value>) -> Self {
        let press = Self::configured(&demo::config());
        press.have(incidents);
        press
    }

    /// One with this configuration, whose API fails until it has something.
    pub fn configured(config: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        TestBundle::write(&folder.path().join("dist"));
        let press = Self { folder, stub: Stub::start(|_| (500, String::new())) };
        press.configure(config);
        press
    }

    /// Has another configuration from now on.
    pub fn configure(&self, config: &str) {
        fs::write(self.folder.path().join("dist/config.json"), config).expect("a file");
    }

    fn have(&self, incidents: Vec<Value>) {
        let list = json!({ "incidents": incidents }).to_string();
        self.stub.change(move |_| (200, list.clone()));
    }

    /// The same with maintenances.
    pub fn have_all(&self, incidents: Vec<Value>, maintenances: Vec<Value>) {
        let list = json!({ "incidents": incidents }).to_string();
        let maintenances = json!({ "maintenances": maintenances }).to_string();
        self.stub.change_all(move |path| match path {
            "/v1/maintenances" => (200, maintenances.clone()),
            _ => (200, list.clone()),
        });
    }

    /// The folder that is published to.
    pub fn out(&self) -> PathBuf {
        self.folder.path().join("out")
    }

    /// Publishes at a time, checks the result, and returns the pages, each compared with the app's first frame.
    pub fn publish(&self, now: &str) -> BTreeMap<String, String> {
        let pages = self.publish_unchecked(now);
        let report = check::check(
            &check::CheckOptions { site: Some(self.out()), config: None, theme: None },
            &FixedClock(at(now)),
        );
        assert_eq!(report.findings, [], "at {now}");
        pages
    }

    /// The same without the check.
    pub fn publish_unchecked(&self, now: &str) -> BTreeMap<String, String> {
        let options = PublishOptions {
            from: Base::new(&self.stub.base()),
            credential: None,
            site: BuiltPage::Folder(self.folder.path().join("dist")),
            to: self.out(),
            config: None,
            theme: None,
            every_seconds: 60,
            url: Some("https://example.com/".parse().expect("an address")),
            all: false,
        };
        publish::publish(&options, &FixedClock(at(now))).expect("it is published");
        let mut pages = BTreeMap::new();
        gather(&self.out(), "", &mut pages);
        let sitemap = fs::read_to_string(self.out().join("sitemap.xml")).expect("a file");
        for (name, html) in &pages {
            let (shown, first) = first_frame(name, html);
            assert_eq!(shown, first, "{name} at {now}: the app's first frame is another");
            let address = name.strip_suffix("index.html").expect("a page");
            assert!(sitemap.contains(&format!("<loc>https://example.com/{address}</loc>")), "{name}");
        }
        // Without the marks between texts.
        pages.into_iter().map(|(name, html)| (name, html.replace("<!---->", ""))).collect()
    }
}

fn gather(folder: &Path, below: &str, pages: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(folder).expect("a folder").flatten() {
        let name = format!("{below}{}", entry.file_name().to_str().expect("text"));
        if entry.path().is_dir() && name != "admin" {
            gather(&entry.path(), &format!("{name}/"), pages);
        } else if name.ends_with("index.html") {
            pages.insert(name, fs::read_to_string(entry.path()).expect("text"));
        }
    }
}

/// The pages of months, or those of years.
fn spans(pages: &BTreeMap<String, String>, are_months: bool) -> Vec<&str> {
    let spans = pages.keys().filter_map(|name| name.strip_prefix("history/")?.strip_suffix("/index.html"));
    spans.filter(|span| span.contains('-') == are_months).collect()
}

fn months(pages: &BTreeMap<String, String>) -> Vec<&str> {
    spans(pages, true)
}

/// The years that have a page.
pub fn years(pages: &BTreeMap<String, String>) -> Vec<&str> {
    spans(pages, false)
}

/// The names of the pages that are others.
pub fn changed(before: &BTreeMap<String, String>, after: &BTreeMap<String, String>) -> BTreeSet<String> {
    let names = before.keys().chain(after.keys());
    names.filter(|name| before.get(*name) != after.get(*name)).cloned().collect()
}

/// These names as a set.
pub fn names(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

#[tokio::test]
async fn s47_all_months_of_a_long_incident_are_published_and_updated() {
    let work = || {
        let press = HistoryPress::of(vec![
            incident("long", "2026-08-19T14:00:00Z", Some("2026-10-22T18:00:00Z")),
            incident("open", "2026-11-20T10:00:00Z", None),
        ]);
        let first = press.publish("2026-11-23T12:00:00Z");
        assert_eq!(months(&first), ["2026-08", "2026-09", "2026-10", "2026-11"]);
        let september = &first["history/2026-09/index.html"];
        assert_eq!(september.matches(TEXT.continued_all_day()).count(), 30);
        assert!(!september.contains("<article") && !september.contains("No incidents"), "{september}");
        let october = &first["history/2026-10/index.html"];
        assert!(october.contains("Continued until <time datetime=\"2026-10-22T18:00:00Z\">18:00 UTC</time>"));
        assert_eq!(first["history/2026-08/index.html"].matches("<article").count(), 1);
        let november = &first["history/2026-11/index.html"];
        assert_eq!(
            (november.matches(TEXT.continued_all_day()).count(), november.matches("still open").count()),
            (2, 1)
        );
        // On the front page it is in full above, and its days are joined in one row that counts it.
        assert_eq!(first["index.html"].matches("Continued").count(), 0);
        assert_eq!(first["index.html"].matches(&TEXT.open_above(1)).count(), 1);

        // Hours later no past page has changed; a day later the current month, the current year and the history have.
        let second = press.publish("2026-11-23T21:00:00Z");
        assert_eq!(changed(&first, &second), names(&["index.html"]));
        let third = press.publish("2026-11-24T00:10:00Z");
        let daily = ["components/api/index.html", "history/2026/index.html", "history/index.html", "index.html"];
        let with_months = |months: &[&str]| names(&[months, &daily].concat());
        assert_eq!(changed(&second, &third), with_months(&["history/2026-11/index.html"]));
        assert_eq!(third["history/2026-11/index.html"].matches(TEXT.continued_all_day()).count(), 3);

        // The month ends while the incident is open: for some visitors the next has begun.
        let fourth = press.publish("2026-11-30T23:00:00Z");
        assert_eq!(months(&fourth), ["2026-08", "2026-09", "2026-10", "2026-11", "2026-12"]);
        assert!(!fourth["history/2026-11/index.html"].contains("history/2026-12/"));
        let fifth = press.publish("2026-12-02T09:00:00Z");
        let both = ["history/2026-11/index.html", "history/2026-12/index.html"];
        // Figures name their months: with a new one, the pages of all components change.
        let is_component = |name: &&&str| name.starts_with("components/");
        let all: Vec<&str> = fifth.keys().map(String::as_str).collect();
        let components: Vec<&str> = all.iter().filter(is_component).copied().collect();
        assert_eq!(changed(&fourth, &fifth), with_months(&[&both, &components[..]].concat()));
        assert_eq!(fifth["history/2026-11/index.html"].matches(TEXT.continued_all_day()).count(), 10);
        assert!(fifth["history/2026-11/index.html"].contains("history/2026-12/"));
        let sixth = press.publish("2026-12-04T09:00:00Z");
        assert_eq!(changed(&fifth, &sixth), with_months(&["history/2026-12/index.html"]));
    };
    tokio::task::spawn_blocking(work).await.expect("no panic");
}

#[tokio::test]
async fn a_site_has_no_findings_after_the_incident_before_or_after_another_was_resolved() {
    let work = || {
        let others = || {
            let before = incident("before", "2026-11-01T10:00:00Z", Some("2026-11-01T11:00:00Z"));
            vec![before, incident("after", "2026-11-22T10:00:00Z", Some("2026-11-22T11:00:00Z"))]
        };
        let press = HistoryPress::of([others(), vec![incident("one", "2026-11-20T10:00:00Z", None)]].concat());
        press.publish("2026-11-23T12:00:00Z");
        let over = incident("one", "2026-11-20T10:00:00Z", Some("2026-11-23T12:00:30Z"));
        press.have([others(), vec![over]].concat());
        press.publish("2026-11-23T12:01:00Z");
    };
    tokio::task::spawn_blocking(work).await.expect("no panic");
}

#[tokio::test]
async fn s48_extreme_times_make_few_pages() {
    let work = || {
        let mut incidents = vec![
            incident("unix", "1970-01-01T00:00:00Z", Some("1970-01-01T01:00:00Z")),
            incident("zero", "0000-01-01T00:00:00Z", Some("")),
            incident("never-over", "2026-09-30T00:00:00Z", Some("9999-12-31T23:59:59.999Z")),
            incident("last", "9999-12-31T23:59:59.999Z", None),
            incident("backwards", "2026-10-05T10:00:00Z", Some("2026-10-04T10:00:00Z")),
            incident("endless", "2026-11-05T10:00:00Z", Some("")),
            incident("undated", "soon", Some("never")),
        ];
        let press = HistoryPress::of(incidents.clone());
        let pages = press.publish("2026-11-23T12:00:00Z");
        assert_eq!(months(&pages), ["2026-09", "2026-10", "2026-11"]);
        assert_eq!(years(&pages), ["2026"]);
        let front = &pages["index.html"];
        let earlier = between(front, "<summary>Earlier</summary>", "</details>");
        for id in ["unix", "zero"] {
            assert!(earlier.contains(&format!("href=\"./incidents/{id}/\"")), "{earlier}");
        }
        assert_eq!(earlier.matches("<a ").count(), 2, "{earlier}");
        assert!(between(front, "data-section=\"upcoming\"", "</section>").contains("data-incident=\"last\""));
        let october = &pages["history/2026-10/index.html"];
        assert_eq!(october.matches("Cancelled before it started").count(), 1);
        assert_eq!(october.matches(TEXT.continued_all_day()).count(), 31);

        // Open since 1970: each month since 2000, and in no time.
        incidents.push(incident("ever", "1970-01-02T00:00:00Z", None));
        press.have(incidents);
        let started = Instant::now();
        let pages = press.publish("2026-11-23T12:00:00Z");
        assert_eq!((months(&pages).len(), months(&pages)[0]), (26 * 12 + 11, "2000-01"));
        assert_eq!((years(&pages).len(), years(&pages)[0]), (27, "2000"));
        assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
    };
    tokio::task::spawn_blocking(work).await.expect("no panic");
}

#[tokio::test]
async fn s49_planned_incidents_are_published_as_upcoming_until_they_begin() {
    let work = || {
        let press = HistoryPress::of(vec![
            incident("planned", "2026-11-30T12:00:00Z", None),
            incident("called-off", "2026-11-29T12:00:00Z", Some("2026-11-22T12:00:00Z")),
        ]);
        let first = press.publish("2026-11-23T12:00:00Z");
        let front = &first["index.html"];
        assert!(front.contains("data-overall=\"unknown\"") && front.contains("No open incidents as of"), "{front}");
        assert!(!front.contains("id=\"open\"") && !front.contains("rel=\"expect\""));
        assert!(!front.contains("data-status=\"under_maintenance\"") && !front.contains("Started"));
        let upcoming = between(front, "data-section=\"upcoming\"", "</section>");
        assert!(upcoming.contains("Starts <time datetime=\"2026-11-30T12:00:00Z\">30 Nov 2026, 12:00 UTC</time>"));
        assert!(upcoming.contains("Message of planned.") && upcoming.contains(">API<"), "{upcoming}");
        assert!(!upcoming.contains("Under maintenance"), "{upcoming}");
        assert!(upcoming.contains("Planned for <time datetime=\"2026-11-29T12:00:00Z\">"), "{upcoming}");
        assert_eq!(upcoming.matches("Cancelled before it started").count(), 1);
        let own = &first["incidents/planned/index.html"];
        assert!(own.contains("Starts <time") && !own.contains("Started") && !own.contains("Investigating"), "{own}");
        assert!(
            first["incidents/called-off/index.html"].contains("Cancelled <time datetime=\"2026-11-22T12:00:00Z\">")
        );
        assert_eq!((months(&first), years(&first)), (Vec::new(), Vec::new()));

        // The day that the cancelled one was planned for comes.
        let second = press.publish("2026-11-29T13:00:00Z");
        let front = &second["index.html"];
        assert!(!between(front, "data-section=\"upcoming\"", "</section>").contains("called-off"));
        assert_eq!(front.matches("data-incident=\"called-off\"").count(), 1);
        assert_eq!(front.matches("Cancelled before it started").count(), 1);
        assert_eq!(months(&second), ["2026-11"]);

        // The other one's time comes: less than a minute is within the difference of clocks.
        let third = press.publish("2026-11-30T11:59:00Z");
        assert_eq!(
            changed(&second, &third),
            names(&["components/api/index.html", "history/2026/index.html", "history/index.html", "index.html"]),
            "the day is another"
        );
        let fourth = press.publish("2026-11-30T11:59:30Z");
        let front = &fourth["index.html"];
        assert!(front.contains("data-overall=\"notice\"") && !front.contains("data-section"), "{front}");
        assert!(front.contains("data-status=\"under_maintenance\"") && front.contains("Started <time"), "{front}");
        assert!(fourth["incidents/planned/index.html"].contains("Started <time"));
    };
    tokio::task::spawn_blocking(work).await.expect("no panic");
}

const HISTORY: &str = "history/index.html";

/// The data block of a page.
fn block(html: &str) -> DataBlock {
    DataBlock::decode(between(html, "id=\"statuspane-data\">", "</script>")).expect("data")
}

/// An incident of one hour on a day of 2026.
fn short(id: &str, day: &str) -> Value {
    incident(id, &format!("2026-{day}T10:00:00Z"), Some(&format!("2026-{day}T11:00:00Z")))
}

#[tokio::test]
async fn the_history_is_served_and_in_the_sitemap() {
    let folder = tempfile::tempdir().expect("a folder");
    site::build(folder.path(), "0123456789abcdef");
    let (path, url) = (folder.path().to_owned(), Some("https://example.com/status"));
    let server = TestServerBuilder { site: Some(path), url, ..TestServerBuilder::default() }.start().await;
    let get = |path: &str| server.call(&format!("GET {path}"));
    // Without any incident too.
    let empty = get("/history/").send().await.expect(200).text();
    assert_eq!(block(&empty).part.data.incidents.incidents().len(), 0, "{empty}");
    let id = server.create(&json!({"name": "Slow answers", "entry": {"message": "We look into it."}})).await;
    let reply = get("/history/").send().await.expect(200);
    let html = reply.text();
    assert_eq!(reply.header("content-type").as_deref(), Some("text/html; charset=utf-8"));
    assert!(html.contains("data-root=\"../\" data-links=\"files\""), "{html}");
    assert!(html.contains("<link rel=\"canonical\" href=\"https://example.com/status/history/\""), "{html}");
    assert!(html.contains(&format!("href=\"../incidents/{id}/\"")), "{html}");
    let (shown, first) = first_frame(HISTORY, &html);
    assert_eq!(shown, first, "the app's first frame is another");
    for path in ["/history/?q=slow", "/history/index.html"] {
        assert_eq!(get(path).send().await.expect(200).body, reply.body, "{path}");
    }
    let tag = reply.header("etag").expect("a tag");
    get("/history/").header("If-None-Match", &tag).send().await.expect(304);
    // The query is the search.
    for (path, location) in
        [("/history", "./history/"), ("/history?q=slow&impact=major", "./history/?q=slow&impact=major")]
    {
        let reply = get(path).send().await.expect(308);
        assert_eq!(reply.header("location").as_deref(), Some(location), "{path}");
    }
    let sitemap = get("/sitemap.xml").send().await.expect(200).text();
    assert_eq!(sitemap.matches("<loc>https://example.com/status/history/</loc>").count(), 1, "{sitemap}");
    // The header of each page leads there.
    for (path, link) in [
        ("/".to_owned(), "./history/"),
        ("/history/2026/".to_owned(), "../../history/"),
        (format!("/incidents/{id}/"), "../../history/"),
    ] {
        let html = get(&path).send().await.expect(200).text();
        let header = between(&html, "<header", "</header>");
        assert_eq!(header.matches(&format!("href=\"{link}\"")).count(), 1, "{path}: {header}");
    }
    server.stop().await;
}

#[tokio::test]
async fn the_history_has_the_latest_events_without_timelines() {
    let work = || {
        // Two maintenances are among the latest fifty events.
        let day = |place: usize| format!("{:02}-{:02}", 9 + place / 25, 1 + place % 25);
        let mut incidents: Vec<Value> = (0..48).map(|place| short(&format!("i{place}"), &day(place))).collect();
        incidents.push(short("older", "08-20"));
        incidents.push(short("oldest", "03-05"));
        let work = |id: &str, day: &str| {
            json!({"id": id, "name": format!("Work {id}"), "message": "It pauses.",
                "plannedStartTime": format!("2026-{day}T09:00:00Z"), "plannedEndTime": format!("2026-{day}T10:00:00Z"),
                "affectedComponents": [{"componentId": "api"}]})
        };
        let maintenances = vec![work("next", "11-25"), work("past", "10-01"), work("gone", "07-01")];
        let press = HistoryPress::configured(&demo::config());
        press.have_all(incidents, maintenances);
        let pages = press.publish("2026-11-23T12:00:00Z");
        let html = &pages[HISTORY];
        let DataBlock { part, months, past, .. } = block(html);
        let carried: BTreeSet<String> =
            part.data.incidents.incidents().iter().map(|incident| incident.id.as_str().to_owned()).collect();
        assert_eq!(carried, (0..48).map(|place| format!("i{place}")).collect());
        assert!(part.data.incidents.incidents().iter().all(|incident| incident.timeline.is_none()));
        let maintenances = part.data.maintenances.maintenances().iter();
        assert_eq!(maintenances.map(|one| one.id.as_str()).collect::<Vec<_>>(), ["next", "past"]);
        // Of the others it has the months, and what the figures need.
        let months: Vec<String> = months.expect("months").iter().map(ToString::to_string).collect();
        assert_eq!(months, ["2026-10", "2026-09", "2026-08", "2026-07", "2026-03"]);
        assert_eq!(past.expect("a past").intervals.len(), 2);
        assert!(html.contains("Incident i0") && html.contains("Incident i47"), "{html}");
        for words in ["Incident old", "Work gone", "Message of"] {
            assert!(!html.contains(words), "{words}: {html}");
        }
        assert!(html.contains("href=\"../history/2026-03/\"") && html.contains("href=\"../history/2026/\""), "{html}");
    };
    tokio::task::spawn_blocking(work).await.expect("no panic");
}

#[tokio::test]
async fn the_history_is_rewritten_when_an_incident_changes() {
    let work = || {
        let old = || vec![short("one", "11-20"), short("two", "10-20")];
        let press = HistoryPress::of(old());
        let mut last = press.publish("2026-11-23T12:00:00Z");
        let next = press.publish("2026-11-23T12:01:00Z");
        assert_eq!(next[HISTORY], last[HISTORY], "it has the time of its last change");
        last = next;
        let mut is_rewritten = |incidents: Vec<Value>, now: &str| {
            press.have(incidents);
            let next = press.publish_unchecked(now);
            let is_rewritten = next[HISTORY] != last[HISTORY];
            last = next;
            is_rewritten
        };
        let edited = |edit: fn(&mut Value)| {
            let mut incidents = old();
            edit(&mut incidents[1]);
            incidents
        };
        let renamed = || edited(|incident| incident["name"] = json!("Another name"));
        assert!(is_rewritten(renamed(), "2026-11-23T12:02:00Z"));
        assert!(!is_rewritten(renamed(), "2026-11-23T12:03:00Z"));
        assert!(is_rewritten(old(), "2026-11-23T12:04:00Z"));
        // Other words in a timeline aren't on it.
        let said = || edited(|incident| incident["entries"][0]["message"] = json!("Other words."));
        assert!(!is_rewritten(said(), "2026-11-23T12:05:00Z"));
        assert!(is_rewritten([said(), vec![short("more", "11-21")]].concat(), "2026-11-23T12:06:00Z"));
        assert!(is_rewritten(said(), "2026-11-23T12:07:00Z"), "one is gone");
        assert!(!is_rewritten(said(), "2026-11-23T23:59:00Z"));
        assert!(is_rewritten(said(), "2026-11-24T00:01:00Z"), "the day is another");
    };
    tokio::task::spawn_blocking(work).await.expect("no panic");
}
