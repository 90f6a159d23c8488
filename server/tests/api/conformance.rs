//! The documented calls, to the letter.

use crate::support::{TestClock, TestServer, sample, sample_text};
use contract::incident_api::decode::{decode_entry, decode_incident, decode_list, decode_timeline};
use model::{Impact, Status};
use serde_json::{Value, json};

/// An answer with its values replaced by their types, to compare the shapes of two answers.
fn shape(value: &Value) -> Value {
    match value {
        Value::Null => "null".into(),
        Value::Bool(_) => "boolean".into(),
        Value::Number(_) => "number".into(),
        Value::String(_) => "string".into(),
        Value::Array(elements) => elements.iter().map(shape).collect(),
        Value::Object(fields) => fields.iter().map(|(key, value)| (key.clone(), shape(value))).collect(),
    }
}

/// A time as the contract's reading side shows it.
fn is_wire_time(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.len() == 13 && text.bytes().all(|byte| byte.is_ascii_digit()))
}

#[tokio::test]
async fn create_answers_as_the_sample_shows() {
    let server = TestServer::start().await;
    let reply = server.admin("POST /v1/incidents").json(&sample("create-request")).send().await.expect(200);
    assert_eq!(reply.header("content-type").as_deref(), Some("application/json"));
    let (got, sample) = (reply.json(), sample("create-response"));
    assert_eq!(shape(&got), shape(&sample));
    assert!(is_wire_time(&got["creationTime"]), "{got}");
    assert_eq!(got["creationTime"], "1609681547000", "the sample's seconds, in milliseconds");
    for key in ["name", "incidentStatus", "incidentImpact"] {
        assert_eq!(got[key], sample[key]);
    }
    let incident = decode_incident(&reply.text()).expect("our own client reads it");
    assert_eq!((incident.status, incident.impact), (Status::Investigating, Impact::Minor));
}

#[tokio::test]
async fn get_answers_as_the_sample_shows() {
    let server = TestServer::start().await;
    let id = server.create(&sample("create-request")).await;
    let reply = server.admin(&format!("GET /v1/incidents/{id}")).send().await.expect(200);
    assert_eq!(shape(&reply.json()), shape(&sample("get")));
    assert!(is_wire_time(&reply.json()["creationTime"]));
    assert_eq!(decode_incident(&reply.text()).expect("our own client reads it").id.as_str(), id);
}

#[tokio::test]
async fn list_answers_as_the_sample_shows() {
    let server = TestServer::start().await;
    // The sample's own incidents: one resolved, one open, and the newer one first.
    server
        .create(&json!({"name": "Signup page is having intermittent errors.", "incidentImpact": "minor",
        "entry": {"message": "m", "date": "1609444309698"}}))
        .await;
    server
        .create(&json!({"name": "Test incident", "incidentStatus": "resolved",
        "entry": {"message": "m", "date": "1609443863653"}}))
        .await;
    let reply = server.admin("GET /v1/incidents").send().await.expect(200);
    let (got, sample) = (reply.json(), sample("list"));
    let incidents = got["incidents"].as_array().expect("a list");
    assert_eq!(shape(&got["customerId"]), shape(&sample["customerId"]));
    assert_eq!(shape(&incidents[1]), shape(&sample["incidents"][0]), "resolved");
    assert_eq!(shape(&incidents[0]), shape(&sample["incidents"][1]), "open");
    assert!(is_wire_time(&incidents[1]["resolutionTime"]) && is_wire_time(&incidents[1]["creationTime"]));
    assert!(incidents.iter().all(|incident| incident["customerId"] == got["customerId"]));
    let list = decode_list(&reply.text()).expect("our own client reads it");
    assert!(list.is_complete() && list.incidents().len() == 2);
    let samples = decode_list(sample_text("list")).expect("our own client reads the sample");
    assert!(samples.is_complete());
}

#[tokio::test]
async fn delete_answers_200_with_an_empty_body() {
    let server = TestServer::start().await;
    let id = server.create(&sample("create-request")).await;
    let reply = server.admin(&format!("DELETE /v1/incidents/{id}")).send().await.expect(200);
    assert!(reply.body.is_empty());
    assert_eq!(server.admin(&format!("GET /v1/incidents/{id}")).send().await.status, 404);
    assert_eq!(server.admin(&format!("DELETE /v1/incidents/{id}")).send().await.status, 404);
    let list = server.admin("GET /v1/incidents").send().await.json();
    assert_eq!(list["incidents"], json!([]));
}

#[tokio::test]
async fn entries_answer_as_documented() {
    let server = TestServer::start().await;
    let id = server.create(&sample("create-request")).await;
    let posted = server
        .admin(&format!("POST /v1/incidents/{id}/entries"))
        .json(&json!({"message": " Found it. ", "incidentStatus": "identified", "date": 1_609_685_000_000_i64,
            "sendNotification": false}))
        .send()
        .await
        .expect(200);
    let entry = json!({"id": "string", "incidentId": "string", "customerId": "string", "message": "string",
        "date": "string", "incidentStatus": "string", "affectedComponents": [], "sendNotification": "boolean"});
    assert_eq!(shape(&posted.json()), entry);
    assert_eq!(posted.json()["message"], "Found it.");
    assert_eq!(decode_entry(&posted.text()).expect("our own client reads it").status, Status::Identified);

    let reply = server.admin(&format!("GET /v1/incidents/{id}/entries")).send().await.expect(200);
    let got = reply.json();
    assert_eq!(got["incidentId"], id.as_str());
    assert!(got["customerId"].is_string());
    let entries = got["entries"].as_array().expect("a list");
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[0], posted.json(), "newest first");
    assert!(entries.iter().all(|entry| is_wire_time(&entry["date"])));
    assert_eq!(entries[1]["sendNotification"], true);
    assert_eq!(
        entries[1]["affectedComponents"],
        json!([{"componentId": "fb5e3cdc-4550-47d9-a96d-287c987f2ba02", "componentStatus": "degraded_performance"}])
    );
    let timeline = decode_timeline(&reply.text()).expect("our own client reads it");
    assert_eq!((timeline.entries().len(), timeline.unreadable()), (2, 0));

    let one = posted.json()["id"].as_str().expect("an id").to_owned();
    let read = server.admin(&format!("GET /v1/incidents/{id}/entries/{one}")).send().await.expect(200);
    assert_eq!(read.json(), posted.json());
    let gone = server.admin(&format!("DELETE /v1/incidents/{id}/entries/{one}")).send().await.expect(200);
    assert!(gone.body.is_empty());
    assert_eq!(server.admin(&format!("GET /v1/incidents/{id}/entries/{one}")).send().await.status, 404);
}

#[tokio::test]
async fn a_create_without_an_entry_begins_now() {
    let server = TestServer::start().await;
    let id = server.create(&json!({"name": "  Bare  "})).await;
    let incident = server.incident(&id).await;
    assert_eq!(incident["name"], "Bare");
    assert_eq!(incident["incidentImpact"], "none");
    assert_eq!(incident["incidentStatus"], "investigating");
    assert_eq!(incident["creationTime"], TestClock::START.to_string());
    assert_eq!(incident.get("resolutionTime"), None);
    let entries = server.admin(&format!("GET /v1/incidents/{id}/entries")).send().await.json();
    assert_eq!(entries["entries"], json!([]));
}

#[tokio::test]
async fn visitors_get_the_same_shapes_without_internal_fields() {
    let server = TestServer::start().await;
    let id = server.create(&sample("create-request")).await;
    let private = server.incident(&id).await;

    let list = server.public("/incidents").await.expect(200);
    let mut expected = private.clone();
    expected.as_object_mut().expect("an object").remove("customerId");
    // The one addition: which components it affected.
    assert!(private.get("affectedComponents").is_none(), "{private}");
    expected["affectedComponents"] = sample("create-request")["entry"]["affectedComponents"].clone();
    let version = list.json()["version"].clone();
    assert!(version.is_string());
    assert_eq!(list.json(), json!({"incidents": [expected], "version": version}));
    expected["version"] = version;
    assert_eq!(server.public(&format!("/incidents/{id}")).await.expect(200).json(), expected);

    let entries = server.public(&format!("/incidents/{id}/entries")).await.expect(200);
    assert_eq!(
        shape(&entries.json()),
        json!({"incidentId": "string", "version": "string", "entries": [{"id": "string", "incidentId": "string",
            "message": "string", "date": "string", "incidentStatus": "string",
            "affectedComponents": [{"componentId": "string", "componentStatus": "string"}]}]})
    );
    for reply in [&list, &entries] {
        for word in ["customerId", "sendNotification", server.store.customer()] {
            assert!(!reply.text().contains(word), "{word}");
        }
    }
    assert!(decode_list(&list.text()).expect("our own client reads it").is_complete());
    assert_eq!(decode_timeline(&entries.text()).expect("our own client reads it").entries().len(), 1);
}

#[tokio::test]
async fn the_list_is_newest_first_and_equal_times_go_by_insertion() {
    let server = TestServer::start().await;
    for (name, date) in
        [("b", "1700000002000"), ("a", "1700000001000"), ("c", "1700000003000"), ("c2", "1700000003000")]
    {
        server.create(&json!({"name": name, "entry": {"message": "m", "date": date}})).await;
    }
    for path in ["/v1/incidents", "/public/v1/incidents"] {
        let list = server.admin(&format!("GET {path}")).send().await.json();
        let names: Vec<&str> =
            list["incidents"].as_array().expect("a list").iter().filter_map(|i| i["name"].as_str()).collect();
        assert_eq!(names, ["c2", "c", "b", "a"], "{path}");
    }
}

#[tokio::test]
async fn text_is_returned_unchanged() {
    let server = TestServer::start().await;
    for name in ["<script>alert(1)</script>", "Ünïcödé 🚨 עברית", "a\"b\\c\u{7}\n\u{0}z", "'; DROP TABLE incident; --"]
    {
        let id = server.create(&json!({"name": name, "entry": {"message": name}})).await;
        assert_eq!(server.incident(&id).await["name"], name);
        let entries = server.public(&format!("/incidents/{id}/entries")).await.json();
        assert_eq!(entries["entries"][0]["message"], name);
    }
}
