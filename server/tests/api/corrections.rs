//! Correcting afterwards: name, impact, start and end of an incident, its entries, and the log of it all.

use crate::errors::check;
use crate::program::database;
use crate::support::{Reply, TestClock, TestServer};
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};

const MINUTE: i64 = 60_000;

/// So many minutes after the clock's start, as the contract writes it.
fn at(minutes: i64) -> String {
    (TestClock::START + minutes * MINUTE).to_string()
}

async fn patch(server: &TestServer, id: &str, body: &Value) -> Reply {
    server.admin(&format!("PATCH /v1/incidents/{id}")).json(body).send().await
}

async fn log(server: &TestServer, id: &str) -> Vec<Value> {
    let reply = server.admin(&format!("GET /v1/incidents/{id}/log")).send().await.expect(200);
    reply.json()["log"].as_array().expect("a list").clone()
}

/// An incident of two hours ago, resolved one hour ago.
async fn resolved(server: &TestServer) -> String {
    let id = server
        .create(&json!({"name": "Mail down", "incidentImpact": "major",
            "entry": {"message": "We look into it.", "date": at(-120), "sendNotification": false}}))
        .await;
    server.post_entry(&id, &json!({"message": "Over.", "date": at(-60), "incidentStatus": "resolved"})).await;
    id
}

#[tokio::test]
async fn the_server_lists_its_abilities() {
    let server = TestServer::start().await;
    let expected = json!({"maintenances": true, "corrections": true, "log": true, "idempotency": true,
        "notifications": false});
    assert_eq!(server.admin("GET /v1").send().await.expect(200).json(), expected);
    assert_eq!(server.signed_call("GET /v1").send().await.expect(200).json(), expected);
    check(&server.call("GET /v1").send().await, 401, "no_credential");
    check(&server.call("GET /v1").auth("wrong").send().await, 401, "wrong_credential");
}

#[tokio::test]
async fn a_correction_changes_only_the_fields_it_names() {
    let server = TestServer::start().await;
    let id = resolved(&server).await;
    let entries = server.public(&format!("/incidents/{id}/entries")).await.json()["entries"].clone();
    let mut expected = server.incident(&id).await;
    for (key, value) in [
        ("name", json!("Mail is delayed")),
        ("incidentImpact", json!("minor")),
        ("creationTime", json!(at(-150))),
        ("resolutionTime", json!(at(-90))),
    ] {
        expected[key] = value.clone();
        let reply = patch(&server, &id, &json!({ key: value, "unknown": 7 })).await.expect(200);
        assert_eq!(reply.json(), expected, "{key}");
        assert_eq!(server.incident(&id).await, expected, "{key}");
        let listed = server.public("/incidents").await.json()["incidents"][0].clone();
        let mut public = expected.clone();
        public.as_object_mut().expect("an object").remove("customerId");
        public["affectedComponents"] = json!([]);
        assert_eq!(listed, public, "{key}");
    }
    // All at once, as numbers and ISO 8601 as well.
    let all = json!({"name": " n ", "incidentImpact": "Critical", "creationTime": (TestClock::START - 30 * MINUTE),
        "resolutionTime": "2026-11-23T11:45:00Z"});
    let reply = patch(&server, &id, &all).await.expect(200).json();
    assert_eq!((&reply["name"], &reply["incidentImpact"]), (&json!("n"), &json!("critical")));
    assert_eq!((&reply["creationTime"], &reply["resolutionTime"]), (&json!(at(-30)), &json!(at(-15))));
    assert_eq!(reply["incidentStatus"], "resolved");
    assert_eq!(
        server.public(&format!("/incidents/{id}/entries")).await.json()["entries"],
        entries,
        "no entry was touched"
    );
}

#[tokio::test]
async fn an_empty_correction_has_no_effect() {
    let server = TestServer::start().await;
    let id = resolved(&server).await;
    let before = (server.store.version().await.expect("a word"), log(&server, &id).await);
    let same = server.incident(&id).await;
    for body in [json!({}), json!({"incidentStatus": "investigating", "id": "other"}), same.clone()] {
        assert_eq!(patch(&server, &id, &body).await.expect(200).json(), same, "{body}");
    }
    assert_eq!((server.store.version().await.expect("a word"), log(&server, &id).await), before);
}

#[tokio::test]
async fn a_correction_that_breaks_a_rule_names_it() {
    let server = TestServer::start().await;
    let over = resolved(&server).await;
    let open = server.create(&json!({"name": "n", "entry": {"message": "m", "date": at(-10)}})).await;
    for (id, body, fields) in [
        (&over, json!([]), vec!["body"]),
        (&over, json!({"name": null}), vec!["name"]),
        (&over, json!({"incidentImpact": null}), vec!["incidentImpact"]),
        (&over, json!({"creationTime": null, "resolutionTime": null}), vec!["creationTime", "resolutionTime"]),
        (&over, json!({"name": ""}), vec!["name"]),
        (&over, json!({"name": "x".repeat(201)}), vec!["name"]),
        (&over, json!({"name": 7, "incidentImpact": "huge"}), vec!["name", "incidentImpact"]),
        (&over, json!({"creationTime": "yesterday"}), vec!["creationTime"]),
        (&over, json!({"creationTime": "7"}), vec!["creationTime"]),
        (&over, json!({"creationTime": at(-59)}), vec!["creationTime"]),
        (&over, json!({"resolutionTime": at(-121)}), vec!["resolutionTime"]),
        (&over, json!({"creationTime": at(-10), "resolutionTime": at(-20)}), vec!["resolutionTime"]),
        (&open, json!({"resolutionTime": at(-5)}), vec!["resolutionTime"]),
    ] {
        let before = server.incident(id).await;
        let reply = patch(&server, id, &body).await;
        check(&reply, 422, "invalid");
        let errors = reply.json()["errors"].as_array().expect("a list").clone();
        let named: Vec<&str> = errors.iter().filter_map(|error| error["field"].as_str()).collect();
        assert_eq!(named, fields, "{body}");
        assert_eq!(server.incident(id).await, before, "{body}");
    }
    let line = format!("PATCH /v1/incidents/{over}");
    check(&server.admin(&line).body("application/json", b"{").send().await, 400, "not_json");
    check(&server.admin(&line).body("text/plain", b"{}").send().await, 415, "unsupported_media_type");
    check(&server.call(&line).json(&json!({"name": "n"})).send().await, 401, "no_credential");
}

/// Changes of an incident, and its start and end after them.
enum CorrectionStep {
    Post(i64, &'static str),
    /// The n-th entry: its date, its status.
    Put(usize, Option<i64>, Option<&'static str>),
    Delete(usize),
    Patch(&'static str, i64),
}
use CorrectionStep::{Delete, Patch, Post, Put};

async fn follow(server: &TestServer, name: &str, create: Value, steps: &[(CorrectionStep, (i64, Option<i64>))]) {
    let id = server.create(&create).await;
    let path = format!("/v1/incidents/{id}/entries");
    let first = server.admin(&format!("GET {path}")).send().await.json();
    let first = first["entries"].as_array().expect("a list").iter();
    let mut ids: Vec<String> = first.map(|entry| entry["id"].as_str().expect("an id").to_owned()).collect();
    for (number, (step, (start, end))) in steps.iter().enumerate() {
        match step {
            Post(date, status) => {
                let body = json!({"message": "m", "date": at(*date), "incidentStatus": status});
                ids.push(server.post_entry(&id, &body).await);
            }
            Put(index, date, status) => {
                let mut body = json!({"message": "changed"});
                if let Some(date) = date {
                    body["date"] = at(*date).into();
                }
                if let Some(status) = status {
                    body["incidentStatus"] = (*status).into();
                }
                server.admin(&format!("PUT {path}/{}", ids[*index])).json(&body).send().await.expect(200);
            }
            Delete(index) => {
                server.admin(&format!("DELETE {path}/{}", ids[*index])).send().await.expect(200);
            }
            Patch(key, minutes) => {
                patch(server, &id, &json!({ *key: at(*minutes) })).await.expect(200);
            }
        }
        let incident = server.incident(&id).await;
        let end = end.map_or(Value::Null, |end| at(end).into());
        let got = (&incident["creationTime"], &incident["resolutionTime"]);
        assert_eq!(got, (&json!(at(*start)), &end), "{name}, step {number}");
        let status = if end.is_null() { incident["incidentStatus"] != "resolved" } else { true };
        assert!(status, "{name}, step {number}: {incident}");
    }
}

#[tokio::test]
async fn corrected_times_survive_changes_of_entries() {
    let server = TestServer::start().await;
    let create = || json!({"name": "n", "entry": {"message": "m", "date": at(-100)}});
    follow(
        &server,
        "the start is moved by a correction alone",
        create(),
        &[
            (Put(0, Some(-200), None), (-100, None)),
            (Put(0, Some(-50), None), (-100, None)),
            (Post(-40, "identified"), (-100, None)),
            (Delete(0), (-100, None)),
            (Patch("creationTime", -120), (-120, None)),
            (Post(-150, "investigating"), (-120, None)),
            (Post(-10, "resolved"), (-120, Some(-10))),
            (Delete(1), (-120, Some(-10))),
        ],
    )
    .await;
    follow(
        &server,
        "an end that was set holds until the incident is reopened",
        create(),
        &[
            (Post(-40, "resolved"), (-100, Some(-40))),
            (Patch("resolutionTime", -60), (-100, Some(-60))),
            (Post(-30, "resolved"), (-100, Some(-60))),
            (Put(1, None, None), (-100, Some(-60))),
            (Put(1, Some(-45), None), (-100, Some(-60))),
            (Post(-70, "monitoring"), (-100, Some(-60))),
            (Delete(1), (-100, Some(-60))),
            (Post(-20, "monitoring"), (-100, None)),
            (Post(-15, "resolved"), (-100, Some(-15))),
            (Patch("creationTime", -110), (-110, Some(-15))),
            (Patch("resolutionTime", -16), (-110, Some(-16))),
            (Patch("resolutionTime", -14), (-110, Some(-14))),
            (Delete(5), (-110, None)),
        ],
    )
    .await;
    follow(
        &server,
        "reopened by an update that comes late, and resolved again",
        create(),
        &[
            (Post(-40, "resolved"), (-100, Some(-40))),
            (Post(-20, "resolved"), (-100, Some(-40))),
            (Patch("resolutionTime", -60), (-100, Some(-60))),
            (Post(-30, "identified"), (-100, Some(-20))),
        ],
    )
    .await;
    follow(
        &server,
        "without an entry",
        json!({"name": "n", "incidentStatus": "resolved"}),
        &[
            (Patch("creationTime", -90), (-90, Some(0))),
            (Patch("resolutionTime", -30), (-90, Some(-30))),
            (Post(-10, "resolved"), (-90, Some(-30))),
            (Delete(0), (-90, Some(-30))),
            (Post(-5, "identified"), (-90, None)),
        ],
    )
    .await;
}

#[tokio::test]
async fn a_create_may_carry_its_end() {
    let server = TestServer::start().await;
    let create = |status: &str, start: i64, end: i64| {
        json!({"name": "Post-mortem", "incidentImpact": "minor", "incidentStatus": status, "resolutionTime": at(end),
            "entry": {"message": "It was a cable.", "date": at(start), "sendNotification": false}})
    };
    let reply = server.admin("POST /v1/incidents").json(&create("resolved", -120, -30)).send().await.expect(200).json();
    assert_eq!((&reply["creationTime"], &reply["resolutionTime"]), (&json!(at(-120)), &json!(at(-30))));
    let id = reply["id"].as_str().expect("an id");
    assert_eq!(server.incident(id).await, reply);
    assert_eq!(server.public(&format!("/incidents/{id}")).await.json()["resolutionTime"], at(-30));
    for (body, why) in [
        (create("monitoring", -120, -30), "Only a resolved incident"),
        (create("resolved", -30, -120), "before the start"),
        (json!({"name": "n", "resolutionTime": at(-30)}), "Only a resolved incident"),
        (json!({"name": "n", "incidentStatus": "resolved", "resolutionTime": at(-30)}), "before the start"),
        (json!({"name": "n", "incidentStatus": "resolved", "resolutionTime": "soon"}), "milliseconds"),
    ] {
        let reply = server.admin("POST /v1/incidents").json(&body).send().await;
        check(&reply, 422, "invalid");
        assert_eq!(reply.json()["errors"][0]["field"], "resolutionTime", "{body}");
        assert!(reply.text().contains(why), "{}", reply.text());
    }
    follow(
        &server,
        "it holds like one that was set later",
        create("resolved", -120, -30),
        &[
            (Post(-20, "resolved"), (-120, Some(-30))),
            (Put(0, Some(-110), None), (-120, Some(-30))),
            (Post(-10, "monitoring"), (-120, None)),
            (Post(-5, "resolved"), (-120, Some(-5))),
        ],
    )
    .await;
    let equal = server.create(&create("resolved", -30, -30)).await;
    assert_eq!(server.incident(&equal).await["resolutionTime"], at(-30));
}

#[tokio::test]
async fn an_entry_says_when_it_was_changed() {
    let server = TestServer::start().await;
    let id = resolved(&server).await;
    let line = format!("/v1/incidents/{id}/entries");
    let read = async || server.admin(&format!("GET {line}")).send().await.expect(200).json()["entries"][1].clone();
    let entry = read().await;
    assert_eq!(entry.get("editedTime"), None, "absent, not null");
    let put = async |body: Value| {
        let line = format!("PUT {line}/{}", entry["id"].as_str().expect("an id"));
        server.admin(&line).json(&body).send().await.expect(200).json()
    };
    server.clock.pass_seconds(60);
    let before = server.store.version().await.expect("a word");
    let message = entry["message"].clone();
    for body in [
        json!({"message": message}),
        json!({"message": format!("  {} ", message.as_str().expect("text"))}),
        json!({"message": message, "date": at(-120), "incidentStatus": "investigating", "affectedComponents": [],
            "sendNotification": false}),
    ] {
        assert_eq!(put(body.clone()).await, entry, "{body}");
    }
    assert_eq!(server.store.version().await.expect("a word"), before, "nothing was written");
    // The choice to notify is visible to no one.
    assert_eq!(put(json!({"message": message, "sendNotification": true})).await.get("editedTime"), None);
    for (minutes, body) in [
        (2, json!({"message": "Other words."})),
        (3, json!({"message": "Other words.", "date": at(-119)})),
        (4, json!({"message": "Other words.", "incidentStatus": "identified"})),
        (
            5,
            json!({"message": "Other words.",
            "affectedComponents": [{"componentId": "api", "componentStatus": "partial_outage"}]}),
        ),
    ] {
        server.clock.pass_seconds(60);
        assert_eq!(put(body.clone()).await["editedTime"], at(minutes), "{body}");
        assert_eq!(read().await["editedTime"], at(minutes), "{body}");
        let public = server.public(&format!("/incidents/{id}/entries")).await.json();
        assert_eq!(public["entries"][1]["editedTime"], at(minutes), "visitors read it: {body}");
        assert_eq!(public["entries"][0].get("editedTime"), None);
    }
}

#[tokio::test]
async fn the_log_has_every_change_newest_first() {
    let server = TestServer::start().await;
    let show = async |path: String| server.admin(&format!("GET /v1/incidents{path}")).send().await.json();
    let id = server.create(&json!({"name": "n", "entry": {"message": "first"}})).await;
    let created = show(format!("/{id}")).await;
    server.clock.pass_seconds(60);
    patch(&server, &id, &json!({"name": "new", "incidentImpact": "minor"})).await.expect(200);
    let corrected = show(format!("/{id}")).await;
    server.clock.pass_seconds(60);
    let entry = server.post_entry(&id, &json!({"message": "second", "incidentStatus": "identified"})).await;
    let added = show(format!("/{id}/entries/{entry}")).await;
    server.clock.pass_seconds(60);
    let line = format!("/v1/incidents/{id}/entries/{entry}");
    let signed = server.signed_call(&format!("PUT {line}")).json(&json!({"message": "third"})).send().await;
    let edited = signed.expect(200).json();
    server.clock.pass_seconds(60);
    server.admin(&format!("DELETE {line}")).send().await.expect(200);
    let expected = json!([
        {"time": at(4), "key": "test (t)", "what": "entry-deleted", "before": edited, "after": null},
        {"time": at(3), "key": "test (p)", "what": "entry-edited", "before": added, "after": edited},
        {"time": at(2), "key": "test (t)", "what": "entry-added", "before": null, "after": added},
        {"time": at(1), "key": "test (t)", "what": "corrected", "before": created, "after": corrected},
        {"time": at(0), "key": "test (t)", "what": "created", "before": null, "after": created},
    ]);
    assert_eq!(Value::from(log(&server, &id).await), expected);
    // A refused change has no effect, and an empty one has none either.
    patch(&server, &id, &json!({"name": ""})).await.expect(422);
    patch(&server, &id, &json!({"name": "new"})).await.expect(200);
    server.admin(&format!("DELETE {line}")).send().await.expect(404);
    assert_eq!(log(&server, &id).await.len(), 5);
    // Only who was to be notified was changed: that is in the log, too.
    let entry = server.admin(&format!("GET /v1/incidents/{id}/entries")).send().await.json()["entries"][0].clone();
    let line = format!("PUT /v1/incidents/{id}/entries/{}", entry["id"].as_str().expect("an id"));
    let body = json!({"message": "first", "sendNotification": false});
    server.admin(&line).json(&body).send().await.expect(200);
    let newest = log(&server, &id).await[0].clone();
    assert_eq!((&newest["what"], &newest["after"]["sendNotification"]), (&json!("entry-edited"), &json!(false)));
    check(&server.call(&format!("GET /v1/incidents/{id}/log")).send().await, 401, "no_credential");
}

#[tokio::test]
async fn the_log_of_an_incident_goes_with_it() {
    let server = TestServer::start().await;
    let (id, other) = (resolved(&server).await, resolved(&server).await);
    server.admin(&format!("DELETE /v1/incidents/{id}")).send().await.expect(200);
    check(&server.admin(&format!("GET /v1/incidents/{id}/log")).send().await, 404, "not_found");
    assert_eq!(log(&server, &other).await.len(), 2);
    let path = database(server.folder.path().join("test.db"));
    let mut connection = SqliteConnection::connect(&path).await.expect("opened");
    let (left,): (i64,) = sqlx::query_as("SELECT count(*) FROM log").fetch_one(&mut connection).await.expect("read");
    connection.close().await.expect("closed");
    assert_eq!(left, 2);
}

#[tokio::test]
async fn s34_the_change_log_names_revoked_keys_and_has_no_secrets() {
    let server = TestServer::start().await;
    let id = server.create(&json!({"name": "n", "entry": {"message": "m"}})).await;
    let signed = server.signed_call(&format!("PATCH /v1/incidents/{id}")).json(&json!({"name": "o"})).send().await;
    signed.expect(200);
    assert!(server.store.revoke_credential("p").await.expect("revoked"));
    let reply = server.admin(&format!("GET /v1/incidents/{id}/log")).send().await.expect(200);
    let keys: Vec<Value> =
        reply.json()["log"].as_array().expect("a list").iter().map(|one| one["key"].clone()).collect();
    assert_eq!(keys, ["test (p)", "test (t)"]);
    for secret in [server.token(), server.access_key(), server.secret(), &server.token()[..8]] {
        assert!(!reply.text().contains(secret), "{}", reply.text());
    }
    for path in ["/incidents".to_owned(), format!("/incidents/{id}"), format!("/incidents/{id}/entries")] {
        let text = server.public(&path).await.expect(200).text();
        assert!(!text.contains("test (") && !text.contains("\"log\""), "never for visitors: {text}");
    }
}
