//! Asking again and again: cheap while nothing changes, right at once when something does.

use crate::support::TestServer;
use serde_json::json;
use statuspane::domain::{EntryId, Impact, IncidentId, Status, Timestamp};
use statuspane_server::random;
use statuspane_server::store::{Location, NewEntry, NewIncident, Store};
use std::time::Instant;

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
    assert_eq!(tag().await, seen[1], "the same content has the same tag");
    server.admin(&format!("DELETE /v1/incidents/{id}")).send().await.expect(200);
    assert_eq!(tag().await, seen[0]);
    for (index, one) in seen.iter().enumerate() {
        assert!(!seen[..index].contains(one), "step {index}");
    }
}

#[tokio::test]
async fn changes_by_another_process_show_as_well() {
    let server = TestServer::start().await;
    assert_eq!(server.public("/incidents").await.json(), json!({"incidents": []}));
    let location = Location::from(server.folder.path().join("test.db"));
    let other = Store::open(&location).await.unwrap_or_else(|failure| panic!("{failure}"));
    other.import(vec![incident(1)]).await.expect("imported");
    assert_eq!(server.public("/incidents").await.json()["incidents"].as_array().map(Vec::len), Some(1));
    assert_eq!(other.customer(), server.store.customer());
    other.close().await;
}

/// One of many: a resolved incident with two entries.
pub fn incident(number: i64) -> NewIncident {
    let created = Timestamp::from_millis(1_700_000_000_000 + number * 60_000).expect("a time");
    let entry = |after: i64, status: Status| NewEntry {
        id: EntryId::new(&random::uuid()).expect("an id"),
        message: format!("Entry {after} of incident {number}"),
        date: created.plus_millis(after),
        status: Some(status),
        components: Vec::new(),
        notify: false,
    };
    NewIncident {
        id: IncidentId::new(&random::uuid()).expect("an id"),
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
    // Far above what it takes, also in a debug build on a busy machine: this is about one query, not ten thousand.
    assert!(cold.as_secs() < 10 && private.as_secs() < 10 && warm.as_secs() < 5);
}

#[tokio::test]
async fn health_tells_whether_the_database_answers() {
    let server = TestServer::start().await;
    let reply = server.call("GET /healthz").send().await.expect(200);
    assert_eq!(reply.text(), "ok");
    server.store.close().await;
    assert_eq!(server.call("GET /healthz").send().await.status, 503);
    let reply = server.public("/incidents").await;
    assert_eq!(reply.status, 500);
    assert!(!reply.text().to_lowercase().contains("pool"), "no inner detail: {}", reply.text());
}
