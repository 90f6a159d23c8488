//! The same request again: one change, and the answer that it had.

use crate::errors::check;
use crate::program::database;
use crate::support::client::Call;
use crate::support::preload::Preload;
use crate::support::process::{create_token, serve};
use crate::support::{Process, Reply, TestServer};
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};

const DAY: i64 = 24 * 60 * 60;

async fn post(server: &TestServer, path: &str, key: &str, body: &Value) -> Reply {
    server.admin(&format!("POST /v1/incidents{path}")).header("Idempotency-Key", key).json(body).send().await
}

async fn count(server: &TestServer) -> usize {
    let list = server.public("/incidents").await.expect(200).json();
    list["incidents"].as_array().expect("a list").len()
}

fn is_replayed(reply: &Reply) -> bool {
    reply.header("idempotency-replayed").as_deref() == Some("true")
}

#[tokio::test]
async fn s30_a_repeated_post_is_carried_out_once() {
    let server = TestServer::start().await;
    let body = json!({"name": "n", "entry": {"message": "m", "incidentStatus": "identified"}});
    let first = post(&server, "", "a", &body).await.expect(200);
    assert!(!is_replayed(&first));
    let id = first.json()["id"].as_str().expect("an id").to_owned();
    let path = format!("/{id}/entries");
    let update = json!({"message": "Found.", "incidentStatus": "monitoring"});
    let posted = post(&server, &path, "b", &update).await.expect(200);
    server.clock.pass_seconds(DAY - 1);
    for _ in 0..2 {
        for (path, key, body, answer) in [("", "a", &body, &first), (path.as_str(), "b", &update, &posted)] {
            let again = post(&server, path, key, body).await.expect(200);
            assert!(is_replayed(&again) && again.body == answer.body, "{}", again.text());
            assert_eq!(again.header("cache-control").as_deref(), Some("no-store"));
        }
    }
    let entries = server.public(&format!("/incidents/{id}/entries")).await.json();
    assert_eq!((count(&server).await, entries["entries"].as_array().map(Vec::len)), (1, Some(2)));
    let log = server.admin(&format!("GET /v1/incidents/{id}/log")).send().await.json();
    assert_eq!(log["log"].as_array().map(Vec::len), Some(2), "it is one change in the log as well");
    // Another order of the members is the same body.
    let turned = br#"{"entry": {"incidentStatus": "identified", "message": "m"}, "name": "n"}"#;
    let line = "POST /v1/incidents";
    let again = server.admin(line).header("Idempotency-Key", "a").body("application/json", turned).send().await;
    assert!(is_replayed(&again.expect(200)));
    // The first answer, whatever has happened since.
    server.admin(&format!("DELETE /v1/incidents/{id}")).send().await.expect(200);
    assert_eq!(post(&server, &path, "b", &update).await.expect(200).body, posted.body);
    assert_eq!(post(&server, "", "a", &body).await.expect(200).body, first.body);
    assert_eq!(count(&server).await, 0);
}

#[tokio::test]
async fn a_key_is_for_one_request_of_one_credential() {
    let server = TestServer::start().await;
    let body = json!({"name": "n"});
    let first = post(&server, "", "a", &body).await.expect(200);
    let id = first.json()["id"].as_str().expect("an id").to_owned();
    for (path, other) in [
        (String::new(), json!({"name": "other"})),
        (String::new(), json!({"name": "n", "more": 1})),
        (String::new(), json!({"name": ""})),
        (format!("/{id}/entries"), json!({"message": "m"})),
        (format!("/{id}/entries"), body.clone()),
        ("/none/entries".to_owned(), json!({"message": "m"})),
    ] {
        let reply = post(&server, &path, "a", &other).await;
        check(&reply, 409, "idempotency_key_reused");
        assert!(reply.text().contains("Nothing was changed"), "{}", reply.text());
    }
    assert!(is_replayed(&post(&server, "", "a", &body).await.expect(200)), "the first one stands");
    // Someone else has different keys.
    let signed = server.signed_call("POST /v1/incidents").header("Idempotency-Key", "a");
    let theirs = signed.json(&json!({"name": "theirs"})).send().await.expect(200);
    assert!(!is_replayed(&theirs) && theirs.json()["name"] == "theirs");
    assert_eq!(count(&server).await, 2);
    // Another key, or none, is another request.
    post(&server, "", "b", &body).await.expect(200);
    server.create(&body).await;
    server.create(&body).await;
    assert_eq!(count(&server).await, 5);
}

#[tokio::test]
async fn a_request_that_was_refused_keeps_no_key() {
    let server = TestServer::start().await;
    check(&post(&server, "", "a", &json!({"name": ""})).await, 422, "invalid");
    check(&post(&server, "/none/entries", "a", &json!({"message": "m"})).await, 404, "not_found");
    let made = post(&server, "", "a", &json!({"name": "corrected"})).await.expect(200);
    assert!(!is_replayed(&made));
    assert_eq!(count(&server).await, 1);
}

#[tokio::test]
async fn a_key_is_bounded() {
    let server = TestServer::start().await;
    let body = json!({"name": "n"});
    let long = "x".repeat(256);
    for key in ["", "  ", &long, "with blank", "ümläut"] {
        let reply = post(&server, "", key, &body).await;
        check(&reply, 422, "invalid");
        assert_eq!(reply.json()["errors"][0]["field"], "Idempotency-Key", "{key:?}");
    }
    let twice = server.admin("POST /v1/incidents").header("Idempotency-Key", "a").header("Idempotency-Key", "b");
    check(&twice.json(&body).send().await, 422, "invalid");
    assert_eq!(count(&server).await, 0);
    for key in ["x", &"x".repeat(255), "\"6f1e\"", "a:b/c?d=e&f"] {
        post(&server, "", key, &body).await.expect(200);
    }
    assert_eq!(count(&server).await, 4);
}

#[tokio::test]
async fn a_key_is_kept_for_a_day_and_no_longer() {
    let server = TestServer::start().await;
    let kept = async || {
        let path = database(server.folder.path().join("test.db"));
        let mut connection = SqliteConnection::connect(&path).await.expect("opened");
        let (kept,): (i64,) =
            sqlx::query_as("SELECT count(*) FROM idempotency").fetch_one(&mut connection).await.expect("read");
        connection.close().await.expect("closed");
        kept
    };
    let body = json!({"name": "n"});
    let first = post(&server, "", "a", &body).await.expect(200);
    server.clock.pass_seconds(DAY - 1);
    post(&server, "", "b", &body).await.expect(200);
    assert_eq!(kept().await, 2);
    server.clock.pass_seconds(1);
    let again = post(&server, "", "a", &body).await.expect(200);
    assert!(!is_replayed(&again) && again.json()["id"] != first.json()["id"]);
    assert_eq!(kept().await, 2, "the one whose day is over is gone");
    server.clock.pass_seconds(2 * DAY);
    post(&server, "", "c", &json!({"name": "other"})).await.expect(200);
    assert_eq!(kept().await, 1);
}

#[tokio::test]
async fn of_many_at_once_one_is_carried_out() {
    let server = TestServer::start().await;
    let body = json!({"name": "n", "entry": {"message": "m"}});
    let calls: Vec<_> = (0..20)
        .map(|_| server.admin("POST /v1/incidents").header("Idempotency-Key", "a").json(&body))
        .map(|call| tokio::spawn(call.send()))
        .collect();
    let mut answers = Vec::new();
    for call in calls {
        answers.push(call.await.expect("no panic").expect(200));
    }
    assert_eq!(count(&server).await, 1);
    assert!(answers.iter().all(|answer| answer.body == answers[0].body));
    assert_eq!(answers.iter().filter(|answer| !is_replayed(answer)).count(), 1);
}

#[tokio::test]
async fn only_a_post_has_a_key() {
    let server = TestServer::start().await;
    let id = server.create(&json!({"name": "n"})).await;
    let long = "x".repeat(1000);
    let keyed = |line: String| server.admin(&line).header("Idempotency-Key", &long);
    for name in ["a", "b"] {
        let reply = keyed(format!("PATCH /v1/incidents/{id}")).json(&json!({"name": name})).send().await.expect(200);
        assert_eq!(reply.json()["name"], name);
    }
    keyed("GET /v1/incidents".to_owned()).send().await.expect(200);
    keyed(format!("DELETE /v1/incidents/{id}")).send().await.expect(200);
}

/// The client is right to ask again, whatever became of the server: it is one change in the end.
#[tokio::test]
async fn s33_a_request_repeated_after_a_kill_is_carried_out_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let database = database(folder.path().join("killed.db"));
    let token = create_token(&database);
    let create = |process: &Process, round: usize| {
        let body = json!({"name": format!("{round}"), "entry": {"message": "m", "sendNotification": false}});
        let call = Call::new(process.address, "POST /v1/incidents").auth(&token);
        call.header("Idempotency-Key", &format!("key {round}").replace(' ', "-")).json(&body)
    };
    const ROUNDS: usize = 12;
    let Some(preload) = Preload::make() else { return };
    let start = || Process::start(preload.below(&mut serve(&["--database", &database])), 1);
    let mut process = start();
    let before = preload.changes();
    create(&process, 0).send().await.expect(200);
    let changes = usize::try_from(preload.changes() - before).expect("a number");
    let mut answered = 0;
    for round in 1..ROUNDS {
        // The first half is killed before one of the changes that creating makes to files, the others after the answer.
        preload.kill_at_change(1 + (2 * round * changes / ROUNDS) as u64);
        let first = create(&process, round).send_if_possible().await;
        process.kill();
        preload.kill_no_more();
        process = start();
        let again = create(&process, round).send().await.expect(200);
        if let Some(first) = first {
            answered += 1;
            assert!(is_replayed(&again) && again.body == first.expect(200).body);
        }
    }
    eprintln!("{answered} of {ROUNDS} were answered before the kill, with {changes} changes of files each");
    assert!((1..ROUNDS - 1).contains(&answered), "kills before and after the answer");
    let list = process.call("GET /public/v1/incidents").await.expect(200).json();
    let mut names: Vec<usize> = Vec::new();
    for incident in list["incidents"].as_array().expect("a list") {
        names.push(incident["name"].as_str().expect("a name").parse().expect("a number"));
    }
    names.sort_unstable();
    assert_eq!(names, (0..ROUNDS).collect::<Vec<_>>());
}
