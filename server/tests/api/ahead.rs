//! A clock that was ahead and is set right: what it has dated passes for nothing that is still to come.

use crate::program::database;
use crate::support::{TestClock, TestServer};
use contract::incident_api::decode::{decode_incident, decode_timeline};
use model::Timestamp;
use model::history::Phase;
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};
use statuspane_server::clock::Clock;

const HOUR: i64 = 60 * 60;

fn after(server: &TestServer, seconds: i64) -> String {
    (server.clock.millis() + seconds * 1000).to_string()
}

/// How far the incident is for a visitor, and the messages of its entries that are not ahead, newest first.
async fn seen(server: &TestServer, id: &str) -> (Phase, String) {
    let single = server.public(&format!("/incidents/{id}")).await.expect(200).text();
    let as_of = server.public("/as-of").await.expect(200).json()["asOf"].clone();
    let as_of: Option<Timestamp> = as_of.as_str().and_then(|text| text.parse().ok()).and_then(Timestamp::from_millis);
    let now = as_of.unwrap_or(server.clock.now());
    let incident = decode_incident(&single).expect("an incident");
    let list = server.public("/incidents").await.expect(200).json();
    let listed = list["incidents"].as_array().expect("a list").iter().find(|one| one["id"] == id).expect("listed");
    let single: Value = serde_json::from_str(&single).expect("JSON");
    assert_eq!(listed["creationTime"], single["creationTime"]);
    let timeline = server.public(&format!("/incidents/{id}/entries")).await.expect(200).text();
    let timeline = decode_timeline(&timeline).expect("entries");
    let messages: Vec<&str> = timeline
        .entries()
        .iter()
        .filter(|entry| !entry.is_ahead(Some(now)))
        .map(|entry| entry.message.as_str())
        .collect();
    (incident.phase(Some(now)), messages.join(" "))
}

fn is(phase: Phase, messages: &str) -> (Phase, String) {
    (phase, messages.to_owned())
}

#[tokio::test]
async fn s87_an_outage_that_a_clock_which_was_ahead_has_dated_is_open_once_the_clock_is_right() {
    for jump in [90, HOUR, 400 * 24 * HOUR] {
        let server = TestServer::start().await;
        let entry = |message: &str| json!({"message": message, "sendNotification": false});
        let post = async |id: &str, message: &str, status: &str| {
            server.post_entry(id, &json!({"message": message, "incidentStatus": status})).await
        };
        let before = server.create(&json!({"name": "before", "entry": entry("a")})).await;
        let over = server.create(&json!({"name": "over", "entry": entry("a")})).await;
        post(&over, "b", "resolved").await;
        server.clock.set_seconds(jump);
        let bare = server.create(&json!({"name": "bare"})).await;
        let undated = server.create(&json!({"name": "undated", "entry": entry("a")})).await;
        post(&undated, "b", "identified").await;
        let corrected = post(&undated, "c", "identified").await;
        let line = format!("PUT /v1/incidents/{undated}/entries/{corrected}");
        server.admin(&line).json(&json!({"message": "d"})).send().await.expect(200);
        // As the admin view does it: with the present of the server's clock as its date.
        let mut dated = json!({"name": "dated", "entry": entry("a")});
        dated["entry"]["date"] = after(&server, -1).into();
        let dated = server.create(&dated).await;
        post(&before, "b", "identified").await;
        post(&over, "c", "identified").await;
        let begun = server.create(&json!({"name": "begun", "entry": entry("a")})).await;
        let line = format!("PATCH /v1/incidents/{begun}");
        server.admin(&line).json(&json!({"creationTime": after(&server, -5)})).send().await.expect(200);
        let resolved = server.create(&json!({"name": "r", "incidentStatus": "resolved", "entry": entry("a")})).await;

        let version = async || server.public("/as-of").await.expect(200).json()["version"].clone();
        server.clock.set_seconds(-jump);
        let right = version().await;
        for _ in 0..2 {
            assert_eq!(seen(&server, &bare).await, is(Phase::Open, ""), "{jump}");
            assert_eq!(seen(&server, &undated).await, is(Phase::Open, "d b a"), "{jump}");
            assert_eq!(seen(&server, &dated).await, is(Phase::Open, "a"), "{jump}");
            assert_eq!(seen(&server, &before).await, is(Phase::Open, "b a"), "{jump}");
            assert_eq!(seen(&server, &over).await, is(Phase::Open, "c b a"), "{jump}");
            assert_eq!(seen(&server, &begun).await, is(Phase::Open, "a"), "{jump}");
            let read = server.incident(&undated).await;
            assert_eq!(read["creationTime"].as_str().map(str::len), Some(13), "{read}");
            assert_eq!(version().await, right, "it is another once");
            server.clock.pass_seconds(5);
        }
        // What is said next counts, whatever its date, and so it stays when the wrong times come.
        for (id, date) in [(&undated, None), (&dated, Some(-2 * HOUR)), (&before, Some(-300))] {
            let mut body = json!({"message": "e", "incidentStatus": "resolved"});
            if let Some(date) = date {
                body["date"] = after(&server, date).into();
            }
            server.post_entry(id, &body).await;
            for _ in 0..2 {
                assert_eq!(server.incident(id).await["incidentStatus"], "resolved", "{jump} {date:?}");
            }
        }
        // One that was over before comes to be open.
        post(&resolved, "b", "identified").await;
        assert_eq!(seen(&server, &resolved).await, is(Phase::Open, "b a"), "{jump}");
        server.clock.pass_seconds(jump + 10);
        assert_eq!(seen(&server, &resolved).await, is(Phase::Open, "b a"), "{jump}");
        assert_eq!(seen(&server, &bare).await, is(Phase::Open, ""), "{jump}");
        assert_eq!(server.incident(&undated).await["incidentStatus"], "resolved");
    }
}

#[tokio::test]
async fn s88_what_somebody_dated_ahead_stays_ahead_when_a_clock_is_set_back() {
    let server = TestServer::start().await;
    let planned =
        server.create(&json!({"name": "planned", "entry": {"message": "a", "date": after(&server, 48 * HOUR)}})).await;
    let announced = server.create(&json!({"name": "announced", "entry": {"message": "a"}})).await;
    let line = format!("PATCH /v1/incidents/{announced}");
    server.admin(&line).json(&json!({"creationTime": after(&server, 48 * HOUR)})).send().await.expect(200);
    let open = server.create(&json!({"name": "open", "entry": {"message": "a"}})).await;
    let body = json!({"message": "b", "incidentStatus": "resolved", "date": after(&server, 48 * HOUR)});
    let end = server.post_entry(&open, &body).await;
    let start = after(&server, 48 * HOUR);
    // By a clock that is ahead, too.
    server.clock.set_seconds(HOUR);
    let other =
        server.create(&json!({"name": "other", "entry": {"message": "a", "date": after(&server, 24 * HOUR)}})).await;
    server.public("/incidents").await.expect(200);
    for step in [-HOUR, -30, -30, -30, -30, -30, -HOUR] {
        server.clock.set_seconds(step);
        for id in [&planned, &other] {
            assert_eq!(seen(&server, id).await, is(Phase::Upcoming, ""), "{step}");
        }
        assert_eq!(seen(&server, &announced).await.0, Phase::Upcoming, "{step}");
        assert_eq!(seen(&server, &open).await, is(Phase::Open, "a"), "{step}");
    }
    assert_eq!(server.incident(&planned).await["creationTime"], start.as_str());
    // One that is moved to the present is no longer meant to be ahead, and the other way round.
    let line = format!("PUT /v1/incidents/{open}/entries/{end}");
    let body = json!({"message": "b", "incidentStatus": "identified", "date": after(&server, 0)});
    server.admin(&line).json(&body).send().await.expect(200);
    server.clock.set_seconds(-HOUR);
    assert_eq!(seen(&server, &open).await, is(Phase::Open, "b a"));
    server.admin(&line).json(&json!({"message": "b", "date": start})).send().await.expect(200);
    server.clock.set_seconds(-HOUR);
    assert_eq!(seen(&server, &open).await, is(Phase::Open, "a"));
    // Once its time has come it is open, and no clock makes it upcoming again.
    server.clock.set_seconds(60 * HOUR);
    assert_eq!(seen(&server, &planned).await, is(Phase::Open, "a"));
    server.clock.set_seconds(-24 * HOUR);
    assert_eq!(seen(&server, &planned).await, is(Phase::Open, "a"));

    // Less than a minute is ordinary between two clocks, and changes nothing.
    let server = TestServer::start().await;
    let id = server.create(&json!({"name": "n", "entry": {"message": "a"}})).await;
    let version = server.public("/as-of").await.expect(200).json()["version"].clone();
    for _ in 0..5 {
        server.clock.set_seconds(-10);
        assert_eq!(seen(&server, &id).await, is(Phase::Open, "a"));
        assert_eq!(server.public("/as-of").await.json()["version"], version);
        assert_eq!(server.incident(&id).await["creationTime"], TestClock::START.to_string());
    }
    for _ in 0..20 {
        server.clock.set_seconds(-10);
        assert_eq!(seen(&server, &id).await, is(Phase::Open, "a"), "in small steps");
    }
}

#[tokio::test]
async fn s89_what_a_wrong_clock_has_dated_is_shown_right_although_nothing_can_be_written() {
    let server = TestServer::start().await;
    server.clock.set_seconds(HOUR);
    let id = server.create(&json!({"name": "n", "entry": {"message": "a"}})).await;
    server.post_entry(&id, &json!({"message": "b", "incidentStatus": "identified"})).await;
    let path = database(server.folder.path().join("test.db"));
    let mut other = SqliteConnection::connect(&path).await.expect("opened");
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.expect("begun");
    server.clock.set_seconds(-HOUR);
    let start = server.clock.millis();
    let version = server.public("/as-of").await.expect(200).json()["version"].clone();
    for _ in 0..3 {
        assert_eq!(seen(&server, &id).await, is(Phase::Open, "b a"));
        assert_eq!(server.public("/as-of").await.json()["version"], version, "it is the same each time");
        let created = server.incident(&id).await["creationTime"].as_str().and_then(|text| text.parse::<i64>().ok());
        assert!(created.is_some_and(|created| (created - start).abs() < 1000), "{created:?}");
        server.clock.pass_seconds(1);
    }
    // Set back again.
    server.clock.set_seconds(-HOUR);
    assert_eq!(seen(&server, &id).await, is(Phase::Open, "b a"));
    sqlx::query("ROLLBACK").execute(&mut other).await.expect("let go");
    other.close().await.expect("closed");
    // With the next change it is written.
    server.post_entry(&id, &json!({"message": "c", "incidentStatus": "resolved"})).await;
    assert_eq!(seen(&server, &id).await, is(Phase::Resolved, "c b a"));
    server.clock.pass_seconds(3 * HOUR);
    assert_eq!(seen(&server, &id).await, is(Phase::Resolved, "c b a"));
}
