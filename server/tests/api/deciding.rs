//! Which entry decides: the newest whose time has come, by the clock of the server.

use crate::program::database;
use crate::support::{TestClock, TestServer};
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};

const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * 60;

fn at(minutes: i64) -> String {
    (TestClock::START + minutes * MINUTE).to_string()
}

/// Status and end, from the incident itself and from both lists, which have to agree.
async fn stands(server: &TestServer, id: &str) -> (String, Value) {
    let incident = server.incident(id).await;
    let of = |incident: &Value| {
        (incident["incidentStatus"].as_str().expect("a status").to_owned(), incident["resolutionTime"].clone())
    };
    for line in ["GET /v1/incidents", "GET /public/v1/incidents"] {
        let list = server.admin(line).send().await.expect(200).json();
        let listed = list["incidents"].as_array().expect("a list").iter().find(|one| one["id"] == id);
        assert_eq!(of(listed.expect("it is listed")), of(&incident), "{line}");
    }
    assert_eq!(of(&server.public(&format!("/incidents/{id}")).await.expect(200).json()), of(&incident));
    of(&incident)
}

fn open(status: &str) -> (String, Value) {
    (status.to_owned(), Value::Null)
}

fn resolved(minutes: i64) -> (String, Value) {
    ("resolved".to_owned(), at(minutes).into())
}

#[tokio::test]
async fn an_entry_that_is_dated_ahead_decides_when_its_time_comes() {
    let server = TestServer::start().await;
    let id = server.create(&json!({"name": "n", "entry": {"message": "m", "date": at(-10)}})).await;
    let post = async |date: i64, status: &str| {
        server.post_entry(&id, &json!({"message": "m", "date": at(date), "incidentStatus": status})).await
    };
    post(10, "monitoring").await;
    post(20, "resolved").await;
    let tag = async || server.public("/incidents").await.header("etag").expect("a tag");
    let (before, change) = (tag().await, server.store.version().await.expect("a word"));
    let version = async || server.public("/as-of").await.expect(200).json()["version"].clone();
    let first = version().await;
    assert_eq!(stands(&server, &id).await, open("investigating"));
    server.clock.pass_seconds(10 * 60 - 1);
    assert_eq!(stands(&server, &id).await, open("investigating"));
    assert_eq!(version().await, first);
    assert_eq!((tag().await, server.store.version().await.expect("a word")), (before.clone(), change.clone()));
    // Nobody writes anything.
    server.clock.pass_seconds(1);
    let second = version().await;
    assert_ne!(second, first, "the version is another in that very second, before anybody reads a list");
    assert_ne!(tag().await, before);
    assert_eq!(server.public("/incidents").await.json()["version"], second);
    assert_eq!(server.public(&format!("/incidents/{id}")).await.json()["version"], second);
    assert_ne!(server.store.version().await.expect("a word"), change);
    assert_eq!(stands(&server, &id).await, open("monitoring"));
    server.clock.pass_seconds(30 * 60);
    assert_eq!(stands(&server, &id).await, resolved(20), "ended by its date, not when somebody looked");
    // Once in force it stays so, whatever the clock does.
    server.clock.pass_seconds(-HOUR);
    assert_eq!(stands(&server, &id).await, resolved(20));
}

#[tokio::test]
async fn the_newest_due_update_decides_and_of_equal_dates_the_last() {
    let server = TestServer::start().await;
    for (name, entries, expected) in [
        ("in order", vec![(-30, "identified"), (-20, "resolved")], resolved(-20)),
        ("an older one comes late", vec![(-20, "monitoring"), (-30, "resolved")], open("monitoring")),
        ("equal dates", vec![(-20, "resolved"), (-20, "monitoring")], open("monitoring")),
        ("equal dates, the other way", vec![(-20, "monitoring"), (-20, "resolved")], resolved(-20)),
        ("of now", vec![(0, "monitoring"), (0, "resolved")], resolved(0)),
        ("ahead", vec![(-20, "identified"), (1, "resolved")], open("identified")),
        ("ahead before one of now", vec![(1, "resolved"), (-1, "identified")], open("identified")),
    ] {
        let id = server.create(&json!({"name": name, "entry": {"message": "m", "date": at(-60)}})).await;
        for (date, status) in entries {
            server.post_entry(&id, &json!({"message": "m", "date": at(date), "incidentStatus": status})).await;
        }
        assert_eq!(stands(&server, &id).await, expected, "{name}");
    }
}

#[tokio::test]
async fn an_incident_of_which_everything_is_ahead_keeps_its_first_status() {
    let server = TestServer::start().await;
    for (status, expected) in [("identified", open("identified")), ("resolved", resolved(60))] {
        let body = json!({"name": "n", "incidentStatus": status, "entry": {"message": "m", "date": at(60)}});
        let id = server.create(&body).await;
        assert_eq!(stands(&server, &id).await, expected);
        assert_eq!(server.incident(&id).await["creationTime"], at(60));
        // Another one that is ahead, and one of now that is taken back.
        server.post_entry(&id, &json!({"message": "m", "date": at(90), "incidentStatus": "monitoring"})).await;
        assert_eq!(stands(&server, &id).await, expected);
        let now = server.post_entry(&id, &json!({"message": "m", "date": at(0), "incidentStatus": "monitoring"})).await;
        assert_eq!(stands(&server, &id).await, open("monitoring"));
        server.admin(&format!("DELETE /v1/incidents/{id}/entries/{now}")).send().await.expect(200);
        assert_eq!(stands(&server, &id).await, expected, "{status}");
    }
}

#[tokio::test]
async fn a_cancelled_announcement_stays_cancelled() {
    for (name, date) in [("without a date", None), ("with the date of now", Some(0)), ("a moment ago", Some(-1))] {
        let server = TestServer::start().await;
        let id = server
            .create(&json!({"name": "Planned", "incidentImpact": "none", "entry": {"message": "1 h down",
                "date": at(7 * 24 * 60), "sendNotification": false,
                "affectedComponents": [{"componentId": "db", "componentStatus": "under_maintenance"}]}}))
            .await;
        assert_eq!(stands(&server, &id).await, open("investigating"), "{name}");
        let mut body = json!({"message": "Not needed.", "incidentStatus": "resolved"});
        if let Some(date) = date {
            body["date"] = at(date).into();
        }
        server.post_entry(&id, &body).await;
        let end = resolved(date.unwrap_or(0));
        assert_eq!(stands(&server, &id).await, end, "{name}: it ended before it began");
        assert_eq!(server.incident(&id).await["creationTime"], at(7 * 24 * 60));
        // When its time comes it stays called off, with a later word or without one.
        server.post_entry(&id, &json!({"message": "Sorry.", "date": at(-2)})).await;
        server.clock.pass_seconds(8 * 24 * HOUR);
        assert_eq!(stands(&server, &id).await, end, "{name}");
        server.post_entry(&id, &json!({"message": "It has to be, after all.", "incidentStatus": "identified"})).await;
        assert_eq!(stands(&server, &id).await, open("identified"), "{name}");
    }
}

#[tokio::test]
async fn s31_a_clock_set_back_delays_no_update() {
    let server = TestServer::start().await;
    let id = server.create(&json!({"name": "n", "entry": {"message": "m"}})).await;
    server.clock.pass_seconds(60);
    server.post_entry(&id, &json!({"message": "m", "incidentStatus": "monitoring"})).await;
    server.clock.pass_seconds(-HOUR);
    assert_eq!(stands(&server, &id).await, open("monitoring"), "what was said stays said");
    server.clock.pass_seconds(60);
    let over = server.post_entry(&id, &json!({"message": "Over.", "incidentStatus": "resolved"})).await;
    assert_eq!(stands(&server, &id).await, resolved(-58));
    // Something else is changed or posted meanwhile.
    let line = format!("PUT /v1/incidents/{id}/entries/{over}");
    server.admin(&line).json(&json!({"message": "All over."})).send().await.expect(200);
    server.post_entry(&id, &json!({"message": "m", "incidentStatus": "identified", "date": at(-90)})).await;
    assert_eq!(stands(&server, &id).await, resolved(-58));
    // The clock comes to where it was, and beyond.
    for seconds in [HOUR - 120, 60, 60, HOUR] {
        server.clock.pass_seconds(seconds);
        assert_eq!(stands(&server, &id).await, resolved(-58));
    }
    // Set back again, and again without a date.
    server.clock.pass_seconds(-2 * HOUR);
    server.post_entry(&id, &json!({"message": "m", "incidentStatus": "investigating"})).await;
    assert_eq!(stands(&server, &id).await, open("investigating"));
    server.clock.pass_seconds(-HOUR);
    server.post_entry(&id, &json!({"message": "m", "incidentStatus": "resolved"})).await;
    server.clock.pass_seconds(5 * HOUR);
    assert_eq!(stands(&server, &id).await.0, "resolved");

    // An update without a date comes after every existing one, also after future ones.
    let id = server.create(&json!({"name": "n", "entry": {"message": "m"}})).await;
    let ahead = (server.clock.millis() + 2000).to_string();
    server.post_entry(&id, &json!({"message": "m", "date": ahead, "incidentStatus": "monitoring"})).await;
    server.post_entry(&id, &json!({"message": "m", "incidentStatus": "resolved"})).await;
    for _ in 0..2 {
        assert_eq!(stands(&server, &id).await.0, "resolved");
        server.clock.pass_seconds(3);
    }
}

#[tokio::test]
async fn an_entry_can_be_moved_ahead_and_back() {
    let server = TestServer::start().await;
    let id = server.create(&json!({"name": "n", "entry": {"message": "m", "date": at(-60)}})).await;
    let entry = server.post_entry(&id, &json!({"message": "m", "incidentStatus": "resolved"})).await;
    let put = async |date: i64| {
        let line = format!("PUT /v1/incidents/{id}/entries/{entry}");
        server.admin(&line).json(&json!({"message": "m", "date": at(date)})).send().await.expect(200);
    };
    assert_eq!(stands(&server, &id).await, resolved(0));
    put(30).await;
    assert_eq!(stands(&server, &id).await, open("investigating"));
    put(-30).await;
    assert_eq!(stands(&server, &id).await, resolved(-30));
    put(30).await;
    server.clock.pass_seconds(30 * 60);
    assert_eq!(stands(&server, &id).await, resolved(30));
}

/// In the middle of something else, and without anybody reading before.
#[tokio::test]
async fn an_update_that_came_due_counts_for_the_next_change() {
    let server = TestServer::start().await;
    let id = server.create(&json!({"name": "n", "entry": {"message": "m", "date": at(-60)}})).await;
    for (date, status) in [(10, "resolved"), (20, "monitoring"), (30, "resolved")] {
        server.post_entry(&id, &json!({"message": "m", "date": at(date), "incidentStatus": status})).await;
    }
    server.clock.pass_seconds(40 * 60);
    server.post_entry(&id, &json!({"message": "A later word.", "date": at(35)})).await;
    assert_eq!(stands(&server, &id).await, resolved(30));
    let line = format!("PATCH /v1/incidents/{id}");
    server.admin(&line).json(&json!({"resolutionTime": at(25)})).send().await.expect(200);
    assert_eq!(stands(&server, &id).await, resolved(25));
}

/// Another process that holds the database must not keep visitors from the truth.
#[tokio::test]
async fn an_update_whose_time_comes_does_not_wait_for_another_process() {
    let server = TestServer::start().await;
    let over = server.create(&json!({"name": "a", "entry": {"message": "m", "date": at(-60)}})).await;
    server.post_entry(&over, &json!({"message": "m", "date": at(10), "incidentStatus": "resolved"})).await;
    let again = server
        .create(&json!({"name": "b", "incidentStatus": "resolved", "entry": {"message": "m", "date": at(-60)}}))
        .await;
    server.post_entry(&again, &json!({"message": "Again.", "date": at(10), "incidentStatus": "identified"})).await;
    assert_eq!(stands(&server, &over).await, open("investigating"));
    let path = database(server.folder.path().join("test.db"));
    let mut other = SqliteConnection::connect(&path).await.expect("opened");
    sqlx::query("BEGIN IMMEDIATE").execute(&mut other).await.expect("begun");
    server.clock.pass_seconds(15 * 60);
    let before = server.public("/incidents").await.header("etag");
    assert_eq!(stands(&server, &over).await, resolved(10));
    assert_eq!(stands(&server, &again).await, open("identified"));
    assert_eq!(server.public("/incidents").await.header("etag"), before, "it is the same list each time");
    let read: (String,) =
        sqlx::query_as("SELECT status FROM incident WHERE name = 'a'").fetch_one(&mut other).await.expect("read");
    assert_eq!(read.0, "investigating", "nothing was written");
    sqlx::query("ROLLBACK").execute(&mut other).await.expect("let go");
    other.close().await.expect("closed");
    // With the next change it is written.
    server.post_entry(&over, &json!({"message": "A later word.", "date": at(12)})).await;
    assert_eq!(stands(&server, &over).await, resolved(10));
    assert_eq!(stands(&server, &again).await, open("identified"));
}
