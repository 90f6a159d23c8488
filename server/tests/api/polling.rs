//! Asking again and again: cheap while nothing changes, right at once when something does.

use crate::support::TestServer;
use model::{EntryId, Impact, IncidentId, Status, Timestamp};
use serde_json::{Value, json};
use statuspane_server::clock::Clock;
use statuspane_server::store::{Location, NewEntry, NewIncident, Store};
use std::time::Instant;
use uuid::Uuid;

#[tokio::test]
async fn an_unchanged_answer_is_not_sent_twice() {
    let server = TestServer::start().await;
    let id = server.create(&json!({"name": "n", "entry": {"message": "m"}})).await;
    for path in [String::new(), format!("/{id}"), format!("/{id}/entries")] {
        let line = format!("GET /public/v1/incidents{path}");
        let first = server.call(&line).send().await.expect(200);
        let tag = first.header("etag").expect("a tag");
        assert!(tag.starts_with('"') && tag.ends_with('"'), "a strong tag: {tag}");
        assert_eq!(first.header("cache-control").as_deref(), Some("no-cache"));
        assert!(first.header("date").is_some());
        for known in [tag.clone(), format!("W/{tag}"), format!("\"other\", {tag}"), "*".into()] {
            let again = server.call(&line).header("If-None-Match", &known).send().await.expect(304);
            assert!(again.body.is_empty());
            assert_eq!(again.header("etag"), Some(tag.clone()));
            assert_eq!(again.header("cache-control").as_deref(), Some("no-cache"));
            assert_eq!(again.header("access-control-allow-origin").as_deref(), Some("*"));
            assert!(again.header("date").is_some());
        }
        let other = server.call(&line).header("If-None-Match", "\"other\"").send().await.expect(200);
        assert_eq!(other.body, first.body);
        let head = server.call(&line.replacen("GET", "HEAD", 1)).send().await.expect(200);
        assert!(head.body.is_empty());
        assert_eq!(head.header("etag"), Some(tag));
        assert_eq!(head.header("content-length"), Some(first.body.len().to_string()));
    }
}

#[tokio::test]
async fn every_change_shows_at_once() {
    let server = TestServer::start().await;
    let tag = async || server.public("/incidents").await.header("etag").expect("a tag");
    let mut seen = vec![tag().await];
    let id = server.create(&json!({"name": "n", "entry": {"message": "m"}})).await;
    seen.push(tag().await);
    let entry = server.post_entry(&id, &json!({"message": "m", "incidentStatus": "resolved"})).await;
    seen.push(tag().await);
    let line = format!("/v1/incidents/{id}/entries/{entry}");
    let body = json!({"message": "m", "incidentStatus": "monitoring"});
    server.admin(&format!("PUT {line}")).json(&body).send().await.expect(200);
    seen.push(tag().await);
    server.admin(&format!("DELETE {line}")).send().await.expect(200);
    seen.push(tag().await);
    server.admin(&format!("DELETE /v1/incidents/{id}")).send().await.expect(200);
    seen.push(tag().await);
    for (index, one) in seen.iter().enumerate() {
        assert!(!seen[..index].contains(one), "step {index}");
    }
}

#[tokio::test]
async fn changes_by_another_process_show_as_well() {
    let server = TestServer::start().await;
    let before = server.public("/incidents").await.json();
    assert_eq!(before["incidents"], json!([]));
    let location = Location::from(server.folder.path().join("test.db"));
    let other = Store::open(&location).await.unwrap_or_else(|failure| panic!("{failure}"));
    other.import(vec![incident(1)]).await.expect("imported");
    server.clock.pass_millis(100);
    let after = server.public("/incidents").await.json();
    assert_eq!(after["incidents"].as_array().map(Vec::len), Some(1));
    assert_ne!(before["version"], after["version"]);
    assert_eq!(after["version"], server.public("/as-of").await.json()["version"]);
    assert_eq!(other.customer(), server.store.customer());
    other.close().await;
}

/// The time and the version in `as-of` now.
async fn as_of(server: &TestServer) -> (Value, String) {
    let reply = server.call("GET /public/v1/as-of").send().await.expect(200);
    assert_eq!(reply.header("cache-control").as_deref(), Some("no-store"), "a copy is good for another time");
    assert_eq!(reply.header("content-type").as_deref(), Some("application/json"));
    assert_eq!(reply.header("access-control-allow-origin").as_deref(), Some("*"));
    assert_eq!(reply.header("etag"), None);
    let body = reply.json();
    let date = httpdate::parse_http_date(&reply.header("date").expect("a date")).expect("a date");
    let seconds = date.duration_since(std::time::UNIX_EPOCH).expect("since 1970").as_secs();
    assert_eq!(body["asOf"], json!(format!("{seconds}000")), "no second older than it is");
    assert_eq!(body.as_object().map(serde_json::Map::len), Some(2), "{body}");
    (body["asOf"].clone(), body["version"].as_str().expect("a word").to_owned())
}

#[tokio::test]
async fn s43_as_of_has_the_second_of_the_data_and_its_version() {
    let server = TestServer::start().await;
    let (at, empty) = as_of(&server).await;
    assert_eq!(at, json!(server.clock.now().to_wire()));
    server.clock.pass_millis(1_750);
    let second = |millis: i64| json!((millis / 1000 * 1000).to_string());
    assert_eq!(as_of(&server).await, (second(server.clock.millis()), empty.clone()), "time alone changes no version");
    let id = server.create(&json!({"name": "n", "entry": {"message": "m"}})).await;
    let (_, version) = as_of(&server).await;
    assert_ne!(version, empty);
    // Every answer for visitors has its version, and answers behind a credential don't.
    for path in [String::new(), format!("/{id}"), format!("/{id}/entries")] {
        let public = server.public(&format!("/incidents{path}")).await.expect(200).json();
        assert_eq!((&public["version"], &public["asOf"]), (&json!(version), &Value::Null), "{path}");
        let own = server.admin(&format!("GET /v1/incidents{path}")).send().await.expect(200).json();
        assert_eq!(own["version"], Value::Null, "{path}");
    }
    // Their bodies are the same as long as nothing changes.
    let first = server.public("/incidents").await;
    server.clock.pass_seconds(3600);
    let again = server.public("/incidents").await;
    assert_eq!((first.header("etag"), first.body), (again.header("etag"), again.body));

    let head = server.call("HEAD /public/v1/as-of").send().await.expect(200);
    assert!(head.body.is_empty() && head.header("content-length").is_some());
    let asked = server.call("OPTIONS /public/v1/as-of").send().await.expect(204);
    assert_eq!(asked.header("allow").as_deref(), Some("GET, HEAD, OPTIONS"));
    for method in ["POST", "PUT", "DELETE"] {
        crate::errors::check(
            &server.call(&format!("{method} /public/v1/as-of")).send().await,
            405,
            "method_not_allowed",
        );
    }
    crate::errors::check(&server.admin("GET /v1/as-of").send().await, 404, "not_found");
    server.store.close().await;
    assert_eq!(server.public("/as-of").await.status, 500);
}

#[tokio::test]
async fn s44_the_version_changes_exactly_with_visible_changes() {
    let server = TestServer::start().await;
    let mut versions = vec![as_of(&server).await.1];
    let mut check = async |changed: bool, after: &str| {
        let version = as_of(&server).await.1;
        let last = versions.last().expect("one");
        assert_eq!(*last != version, changed, "{after}");
        if changed {
            assert!(!versions.contains(&version), "{after}: an earlier word");
            versions.push(version);
        }
    };
    let id = server.create(&json!({"name": "n", "entry": {"message": "m", "sendNotification": false}})).await;
    check(true, "an incident").await;
    let entry = server.post_entry(&id, &json!({"message": "more"})).await;
    check(true, "an update").await;
    let line = format!("/v1/incidents/{id}/entries/{entry}");
    let stored = server.admin(&format!("GET {line}")).send().await.expect(200).json();
    let put = async |change: Value| {
        let mut body = stored.clone();
        for (key, value) in change.as_object().expect("an object") {
            body[key] = value.clone();
        }
        server.admin(&format!("PUT {line}")).json(&body).send().await.expect(200);
    };
    put(json!({})).await;
    check(false, "the same once more").await;
    put(json!({"sendNotification": true})).await;
    check(false, "another wish to notify").await;
    put(json!({"message": "other"})).await;
    check(true, "other words").await;
    put(json!({"message": "other", "date": "1795430000000"})).await;
    check(true, "another date").await;
    put(json!({"message": "other", "date": "1795430000000", "incidentStatus": "monitoring"})).await;
    check(true, "another status").await;
    let down = json!([{"componentId": "c", "componentStatus": "major_outage"}]);
    let body = json!({"message": "other", "date": "1795430000000", "incidentStatus": "monitoring", "affectedComponents": down});
    put(body.clone()).await;
    check(true, "another component").await;
    put(body).await;
    check(false, "the same components").await;
    for line in [format!("PUT {line}x"), format!("DELETE {line}x"), "DELETE /v1/incidents/none".into()] {
        server.admin(&line).json(&json!({"message": "m"})).send().await.expect(404);
    }
    server.admin("POST /v1/incidents").json(&json!({"name": ""})).send().await.expect(422);
    check(false, "what was refused").await;
    server.admin(&format!("DELETE {line}")).send().await.expect(200);
    check(true, "an update less").await;
    server.admin(&format!("DELETE /v1/incidents/{id}")).send().await.expect(200);
    check(true, "an incident less").await;
    for path in ["/v1/incidents", "/public/v1/incidents", "/public/v1/as-of"] {
        server.admin(&format!("GET {path}")).send().await.expect(200);
    }
    check(false, "reading").await;
}

#[tokio::test]
async fn s45_a_restart_keeps_the_version_and_an_old_copy_never_reuses_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let open = async |name: &str| {
        let store = Store::open_or_create(&Location::from(folder.path().join(name))).await;
        store.unwrap_or_else(|failure| panic!("{failure}"))
    };
    let store = open("one.db").await;
    let empty = store.version().await.expect("a word");
    assert_eq!(empty.len(), 16, "{empty}");
    store.import(vec![incident(1)]).await.expect("imported");
    let version = store.version().await.expect("a word");
    store.close().await;
    std::fs::copy(folder.path().join("one.db"), folder.path().join("two.db")).expect("a copy");
    let (store, copy) = (open("one.db").await, open("two.db").await);
    assert_eq!(store.version().await.expect("a word"), version);
    assert_eq!(copy.version().await.expect("a word"), version, "the same content");
    // Both continue, each separately.
    store.import(vec![incident(2)]).await.expect("imported");
    copy.import(vec![incident(3)]).await.expect("imported");
    assert_ne!(store.version().await.expect("a word"), copy.version().await.expect("a word"));
    assert_ne!(open("three.db").await.version().await.expect("a word"), empty);
}

/// One of many: a resolved incident with two entries.
pub fn incident(number: i64) -> NewIncident {
    let created = Timestamp::from_millis(1_700_000_000_000 + number * 60_000).expect("a time");
    let entry = |after: i64, status: Status| NewEntry {
        id: EntryId::new(&Uuid::new_v4().to_string()).expect("an id"),
        message: format!("Entry {after} of incident {number}"),
        date: created.plus_millis(after),
        status: Some(status),
        components: Vec::new(),
        notify: false,
    };
    NewIncident {
        id: IncidentId::new(&Uuid::new_v4().to_string()).expect("an id"),
        name: format!("Incident {number}"),
        impact: Impact::Minor,
        status: Status::Investigating,
        created,
        entries: vec![entry(0, Status::Investigating), entry(1000, Status::Resolved)],
    }
}

#[tokio::test]
async fn ten_thousand_incidents_are_listed_quickly() {
    let server = TestServer::start().await;
    server.store.import((0..10_000).map(incident).collect()).await.expect("imported");
    let timed = async |line: &str| {
        let start = Instant::now();
        let reply = server.admin(line).send().await.expect(200);
        (reply, start.elapsed())
    };
    let (first, cold) = timed("GET /public/v1/incidents").await;
    let (again, warm) = timed("GET /public/v1/incidents").await;
    let (_, private) = timed("GET /v1/incidents").await;
    assert_eq!(first.body, again.body);
    assert_eq!(first.json()["incidents"].as_array().map(Vec::len), Some(10_000));
    eprintln!(
        "10,000 incidents, {} bytes: {cold:?} at first, {warm:?} again, {private:?} with a key",
        first.body.len()
    );
    // Far above the usual time, also in a debug build on a busy machine: this is about one query, not ten thousand.
    assert!(cold.as_secs() < 10 && private.as_secs() < 10 && warm.as_secs() < 5);
}

#[tokio::test]
async fn health_reports_whether_the_database_answers() {
    let server = TestServer::start().await;
    let reply = server.call("GET /healthz").send().await.expect(200);
    assert_eq!(reply.text(), "ok");
    server.store.close().await;
    assert_eq!(server.call("GET /healthz").send().await.status, 503);
    let reply = server.public("/incidents").await;
    assert_eq!(reply.status, 500);
    assert!(!reply.text().to_lowercase().contains("pool"), "no inner detail: {}", reply.text());
}
