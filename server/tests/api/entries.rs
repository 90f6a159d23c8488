//! How an incident follows its entries.

use crate::support::TestServer;
use serde_json::{Value, json};

/// One step of a story, and the incident after it.
enum EntryStep {
    /// Post an entry: date, status.
    Post(i64, Option<&'static str>),
    /// Change the entry that was posted as the n-th (0: the one of the create): date, status.
    Change(usize, Option<i64>, Option<&'static str>),
    /// Delete the n-th entry.
    Delete(usize),
}
use EntryStep::{Change, Delete, Post};

/// Times are seconds after this.
const BASE: i64 = 1_700_000_000_000;

fn at(seconds: i64) -> String {
    (BASE + seconds * 1000).to_string()
}

/// Boxed: many of these one after the other would not fit on a test's stack.
async fn check(
    server: &TestServer,
    name: &str,
    create: (Option<&str>, Option<(i64, Option<&str>)>),
    begins: (&str, Option<i64>),
    steps: &[(EntryStep, (&str, Option<i64>))],
) {
    Box::pin(follow(server, name, create, begins, steps)).await;
}

/// The create (status, and the entry's date and status), then steps, each with the status and the resolution time.
async fn follow(
    server: &TestServer,
    name: &str,
    create: (Option<&str>, Option<(i64, Option<&str>)>),
    begins: (&str, Option<i64>),
    steps: &[(EntryStep, (&str, Option<i64>))],
) {
    let (status, entry) = create;
    let mut body = json!({"name": name});
    if let Some(status) = status {
        body["incidentStatus"] = status.into();
    }
    if let Some((date, status)) = entry {
        body["entry"] = json!({"message": "first", "date": at(date)});
        if let Some(status) = status {
            body["entry"]["incidentStatus"] = status.into();
        }
    }
    let id = server.create(&body).await;
    let path = format!("/v1/incidents/{id}/entries");
    let mut ids: Vec<String> = Vec::new();
    let first = server.admin(&format!("GET {path}")).send().await.json();
    ids.extend(
        first["entries"].as_array().expect("a list").iter().filter_map(|entry| entry["id"].as_str().map(str::to_owned)),
    );
    stands(server, &id, name, 0, begins).await;
    for (number, (step, expected)) in steps.iter().enumerate() {
        let body = |date: Option<i64>, status: Option<&str>| {
            let mut body = json!({"message": "next"});
            if let Some(date) = date {
                body["date"] = at(date).into();
            }
            if let Some(status) = status {
                body["incidentStatus"] = status.into();
            }
            body
        };
        match step {
            Post(date, status) => ids.push(server.post_entry(&id, &body(Some(*date), *status)).await),
            Change(index, date, status) => {
                let line = format!("PUT {path}/{}", ids[*index]);
                server.admin(&line).json(&body(*date, *status)).send().await.expect(200);
            }
            Delete(index) => {
                server.admin(&format!("DELETE {path}/{}", ids[*index])).send().await.expect(200);
            }
        }
        stands(server, &id, name, number + 1, *expected).await;
    }
}

async fn stands(server: &TestServer, id: &str, name: &str, step: usize, (status, resolved): (&str, Option<i64>)) {
    let incident = server.incident(id).await;
    assert_eq!(incident["incidentStatus"], status, "{name}, step {step}");
    let expected = resolved.map_or(Value::Null, |seconds| at(seconds).into());
    assert_eq!(incident["resolutionTime"], expected, "{name}, step {step}");
    assert_eq!(incident.get("resolutionTime").is_some(), resolved.is_some(), "{name}, step {step}: absent, not null");
}

#[tokio::test]
async fn the_status_follows_the_newest_entry() {
    let server = TestServer::start().await;
    let (investigating, monitoring, resolved) = (Some("investigating"), Some("monitoring"), Some("resolved"));
    check(
        &server,
        "resolved by an update",
        (investigating, Some((0, None))),
        ("investigating", None),
        &[
            (Post(60, Some("identified")), ("identified", None)),
            (Post(120, monitoring), ("monitoring", None)),
            (Post(180, resolved), ("resolved", Some(180))),
        ],
    )
    .await;
    check(
        &server,
        "reopened, and resolved again",
        (None, Some((0, None))),
        ("investigating", None),
        &[
            (Post(60, resolved), ("resolved", Some(60))),
            (Post(120, investigating), ("investigating", None)),
            (Post(180, resolved), ("resolved", Some(180))),
        ],
    )
    .await;
    check(
        &server,
        "a later word on what is over moves no end",
        (None, Some((0, None))),
        ("investigating", None),
        &[
            (Post(60, resolved), ("resolved", Some(60))),
            (Post(600, resolved), ("resolved", Some(60))),
            (Post(900, None), ("resolved", Some(60))),
        ],
    )
    .await;
    check(
        &server,
        "an older entry changes nothing",
        (None, Some((100, None))),
        ("investigating", None),
        &[
            (Post(50, resolved), ("investigating", None)),
            (Post(200, monitoring), ("monitoring", None)),
            (Post(150, resolved), ("monitoring", None)),
        ],
    )
    .await;
    check(
        &server,
        "equal dates go by insertion",
        (None, Some((0, None))),
        ("investigating", None),
        &[(Post(0, resolved), ("resolved", Some(0))), (Post(0, monitoring), ("monitoring", None))],
    )
    .await;
    check(
        &server,
        "an update without a status keeps it",
        (Some("identified"), Some((0, None))),
        ("identified", None),
        &[(Post(60, None), ("identified", None))],
    )
    .await;
    check(
        &server,
        "created as resolved",
        (resolved, Some((30, None))),
        ("resolved", Some(30)),
        &[(Post(60, resolved), ("resolved", Some(30))), (Post(90, investigating), ("investigating", None))],
    )
    .await;
    check(
        &server,
        "the incident's own status wins",
        (resolved, Some((30, investigating))),
        ("resolved", Some(30)),
        &[],
    )
    .await;
    check(&server, "the entry's status counts alone", (None, Some((30, monitoring))), ("monitoring", None), &[]).await;
}

#[tokio::test]
async fn changing_and_deleting_entries_is_followed() {
    let server = TestServer::start().await;
    let (investigating, monitoring, resolved) = (Some("investigating"), Some("monitoring"), Some("resolved"));
    check(
        &server,
        "changed",
        (investigating, Some((0, None))),
        ("investigating", None),
        &[
            (Post(60, monitoring), ("monitoring", None)),
            (Change(1, None, resolved), ("resolved", Some(60))),
            (Change(1, Some(90), None), ("resolved", Some(90))),
            (Change(1, None, None), ("resolved", Some(90))),
            (Change(0, Some(120), None), ("investigating", None)),
            (Change(1, Some(150), monitoring), ("monitoring", None)),
        ],
    )
    .await;
    check(
        &server,
        "deleted",
        (investigating, Some((0, None))),
        ("investigating", None),
        &[
            (Post(60, resolved), ("resolved", Some(60))),
            (Delete(1), ("investigating", None)),
            (Post(90, resolved), ("resolved", Some(90))),
            (Delete(0), ("resolved", Some(90))),
            (Delete(2), ("resolved", Some(90))),
            (Post(200, resolved), ("resolved", Some(90))),
            (Delete(3), ("resolved", Some(90))),
            (Post(300, investigating), ("investigating", None)),
            (Delete(4), ("investigating", None)),
            (Post(400, resolved), ("resolved", Some(400))),
        ],
    )
    .await;
    check(
        &server,
        "no entry at first",
        (Some("identified"), None),
        ("identified", None),
        &[
            (Post(60, None), ("identified", None)),
            (Post(120, resolved), ("resolved", Some(120))),
            (Delete(1), ("identified", None)),
            (Delete(0), ("identified", None)),
        ],
    )
    .await;
}

#[tokio::test]
async fn fields_that_a_change_omits_stay() {
    let server = TestServer::start().await;
    let id = server.create(&json!({"name": "n"})).await;
    let components = json!([{"componentId": "api", "componentStatus": "major_outage"}]);
    let entry = server
        .post_entry(
            &id,
            &json!({"message": "first", "date": at(5), "incidentStatus": "identified",
            "affectedComponents": components, "sendNotification": false}),
        )
        .await;
    let line = format!("PUT /v1/incidents/{id}/entries/{entry}");
    let changed = server.admin(&line).json(&json!({"message": "second"})).send().await.expect(200).json();
    assert_eq!(changed["message"], "second");
    assert_eq!(changed["date"], at(5));
    assert_eq!(changed["incidentStatus"], "identified");
    assert_eq!(changed["affectedComponents"], components);
    assert_eq!(changed["sendNotification"], false);
    let body = json!({"message": "third", "affectedComponents": [], "sendNotification": true});
    let changed = server.admin(&line).json(&body).send().await.expect(200).json();
    assert_eq!(changed["affectedComponents"], json!([]));
    assert_eq!(changed["sendNotification"], true);
}

#[tokio::test]
async fn the_stored_entry_has_the_incidents_status() {
    let server = TestServer::start().await;
    let id = server
        .create(&json!({"name": "n", "incidentStatus": "monitoring",
            "entry": {"message": "m", "incidentStatus": "investigating"}}))
        .await;
    let entries = server.admin(&format!("GET /v1/incidents/{id}/entries")).send().await.json();
    assert_eq!(entries["entries"][0]["incidentStatus"], "monitoring");
    assert_eq!(entries["entries"][0]["date"], server.incident(&id).await["creationTime"]);
}

#[tokio::test]
async fn deleting_an_incident_deletes_its_entries() {
    let server = TestServer::start().await;
    let id = server.create(&json!({"name": "n", "entry": {"message": "m"}})).await;
    server.admin(&format!("DELETE /v1/incidents/{id}")).send().await.expect(200);
    assert_eq!(server.public(&format!("/incidents/{id}/entries")).await.status, 404);
    let line = format!("POST /v1/incidents/{id}/entries");
    assert_eq!(server.admin(&line).json(&json!({"message": "m"})).send().await.status, 404);
}
