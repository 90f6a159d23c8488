//! Every way in which a call fails, and its answer.

use crate::support::{Reply, TestServer};
use contract::incident_api::{ApiError, Cause};
use serde_json::{Value, json};

/// An error body is `{"error": {"code", "message"}}`, and a client finds its sentence.
pub fn check(reply: &Reply, status: u16, code: &str) {
    assert_eq!((reply.status, reply.code().as_str()), (status, code), "{}", reply.text());
    assert_eq!(reply.header("content-type").as_deref(), Some("application/json"));
    assert_eq!(reply.header("cache-control").as_deref(), Some("no-store"));
    assert_eq!(reply.header("x-content-type-options").as_deref(), Some("nosniff"));
    let message = reply.json()["error"]["message"].as_str().expect("a message").to_owned();
    assert!(message.ends_with('.') && !message.contains('!'), "{message}");
    let decoded = ApiError::from_response(status, &reply.text(), None);
    let shown = decoded.detail.expect("a client finds the sentence");
    assert!(message.starts_with(shown.trim_end_matches('…')), "{shown}");
}

#[tokio::test]
async fn unknown_ids_and_paths_are_404() {
    let server = TestServer::start().await;
    let id = server.create(&json!({"name": "n", "entry": {"message": "m"}})).await;
    let long = "x".repeat(10_000);
    for line in [
        "GET /v1/incidents/none".to_owned(),
        "DELETE /v1/incidents/none".to_owned(),
        "GET /v1/incidents/none/entries".to_owned(),
        "GET /v1/incidents/none/entries/none".to_owned(),
        "DELETE /v1/incidents/none/entries/none".to_owned(),
        format!("GET /v1/incidents/{id}/entries/none"),
        format!("DELETE /v1/incidents/{id}/entries/none"),
        format!("GET /v1/incidents/%20{id}"),
        format!("GET /v1/incidents/{id}/"),
        format!("GET /v1/incidents/{long}"),
        "GET /v1/incidents/..%2f..%2fetc%2fpasswd".to_owned(),
        "GET /v1/incidents/%ff".to_owned(),
        "GET /v1/".to_owned(),
        "GET /v1//incidents".to_owned(),
        "GET /v1/components".to_owned(),
        "POST /v1/nothing".to_owned(),
        "GET /public/v1".to_owned(),
        "GET /public/v1/keys".to_owned(),
        "GET /public/v1/incidents/none".to_owned(),
        "GET /public/v1/incidents/none/entries".to_owned(),
        "GET /v1/incidents/none/log".to_owned(),
        format!("GET /public/v1/incidents/{id}/log"),
        format!("GET /public/v1/incidents/{id}/entries/none"),
    ] {
        let reply = server.admin(&line).send().await;
        check(&reply, 404, "not_found");
        assert_eq!(ApiError::from_response(404, &reply.text(), None).cause, Cause::NotFound);
    }
    let put = format!("PUT /v1/incidents/{id}/entries/none");
    check(&server.admin(&put).json(&json!({"message": "m"})).send().await, 404, "not_found");
    let patch = server.admin("PATCH /v1/incidents/none").json(&json!({"name": "n"})).send().await;
    check(&patch, 404, "not_found");
}

#[tokio::test]
async fn wrong_methods_are_405_and_the_right_ones_are_named() {
    let server = TestServer::start().await;
    let id = server.create(&json!({"name": "n"})).await;
    for (line, allowed) in [
        ("PATCH /v1/incidents".to_owned(), vec!["GET", "HEAD", "POST"]),
        ("DELETE /v1/incidents".to_owned(), vec!["GET", "HEAD", "POST"]),
        (format!("POST /v1/incidents/{id}"), vec!["DELETE", "GET", "HEAD", "PATCH"]),
        (format!("PUT /v1/incidents/{id}"), vec!["DELETE", "GET", "HEAD", "PATCH"]),
        ("POST /v1".to_owned(), vec!["GET", "HEAD"]),
        (format!("DELETE /v1/incidents/{id}/log"), vec!["GET", "HEAD"]),
        (format!("DELETE /v1/incidents/{id}/entries"), vec!["GET", "HEAD", "POST"]),
        (format!("POST /v1/incidents/{id}/entries/e"), vec!["DELETE", "GET", "HEAD", "PUT"]),
        ("POST /public/v1/incidents".to_owned(), vec!["GET", "HEAD", "OPTIONS"]),
        (format!("DELETE /public/v1/incidents/{id}"), vec!["GET", "HEAD", "OPTIONS"]),
        (format!("PUT /public/v1/incidents/{id}/entries"), vec!["GET", "HEAD", "OPTIONS"]),
    ] {
        let reply = server.admin(&line).json(&json!({"name": "x"})).send().await;
        check(&reply, 405, "method_not_allowed");
        let named = reply.header("allow").expect("Allow");
        let mut named: Vec<&str> = named.split(',').map(str::trim).collect();
        named.sort_unstable();
        assert_eq!(named, allowed, "{line}");
    }
}

#[tokio::test]
async fn bodies_that_are_not_json_are_refused() {
    let server = TestServer::start().await;
    let create = || server.admin("POST /v1/incidents");
    for body in ["", "{", "name=x", "{\"name\": \"x\"", "\u{0}", "[1,]", "NaN"] {
        check(&create().body("application/json", body.as_bytes()).send().await, 400, "not_json");
    }
    check(&create().body("application/json", b"{\"name\": \"\xff\"}").send().await, 400, "not_json");
    let good = json!({"name": "x"}).to_string();
    for media_type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp", ""] {
        check(&create().body(media_type, good.as_bytes()).send().await, 415, "unsupported_media_type");
    }
    check(&create().send().await, 415, "unsupported_media_type");
    for media_type in ["application/json", "application/json; charset=utf-8", "Application/JSON"] {
        create().body(media_type, good.as_bytes()).send().await.expect(200);
    }
}

#[tokio::test]
async fn s11_long_bodies_are_refused() {
    let server = TestServer::start().await;
    let create = || server.admin("POST /v1/incidents");
    let limit = 256 * 1024;
    let body = |length: usize| {
        let start = "{\"name\": \"x\", \"padding\": \"";
        format!("{start}{}\"}}", "x".repeat(length - start.len() - 2))
    };
    create().body("application/json", body(limit).as_bytes()).send().await.expect(200);
    check(&create().body("application/json", body(limit + 1).as_bytes()).send().await, 413, "too_large");
    // Announced, and never sent: the answer doesn't wait for it.
    let announced = create().header("Content-Length", "999999999").body("application/json", b"");
    check(&announced.send().await, 413, "too_large");
    // Not announced at all.
    let mut chunked = format!("{:x}\r\n", limit + 1).into_bytes();
    chunked.extend(body(limit + 1).as_bytes());
    chunked.extend(b"\r\n0\r\n\r\n");
    let call = create().header("Transfer-Encoding", "chunked").body("application/json", &chunked);
    check(&call.send().await, 413, "too_large");
}

#[tokio::test]
async fn broken_rules_are_named_by_field() {
    let server = TestServer::start().await;
    let long = "x".repeat(201);
    let longer = "x".repeat(10_001);
    for (body, fields) in [
        (json!({}), vec!["name"]),
        (json!([]), vec!["body"]),
        (json!({"name": "   "}), vec!["name"]),
        (json!({"name": 7}), vec!["name"]),
        (json!({"name": long}), vec!["name"]),
        (json!({"name": "n", "incidentImpact": "huge"}), vec!["incidentImpact"]),
        (json!({"name": "n", "incidentImpact": 3}), vec!["incidentImpact"]),
        (json!({"name": "n", "incidentStatus": "done"}), vec!["incidentStatus"]),
        (json!({"name": "n", "entry": {}}), vec!["entry.message"]),
        (json!({"name": "n", "entry": "m"}), vec!["entry"]),
        (json!({"name": "n", "entry": {"message": " "}}), vec!["entry.message"]),
        (json!({"name": "n", "entry": {"message": longer}}), vec!["entry.message"]),
        (json!({"name": "n", "entry": {"message": "m", "date": "yesterday"}}), vec!["entry.date"]),
        (json!({"name": "n", "entry": {"message": "m", "date": "1"}}), vec!["entry.date"]),
        (json!({"name": "n", "entry": {"message": "m", "date": "99999999999999999"}}), vec!["entry.date"]),
        (json!({"name": "n", "entry": {"message": "m", "date": true}}), vec!["entry.date"]),
        (json!({"name": "n", "entry": {"message": "m", "incidentStatus": "over"}}), vec!["incidentStatus"]),
        (
            json!({"name": "n", "entry": {"message": "m", "affectedComponents": "api"}}),
            vec!["entry.affectedComponents"],
        ),
        (
            json!({"name": "n", "entry": {"message": "m", "affectedComponents": [{"componentId": "a"}]}}),
            vec!["entry.affectedComponents"],
        ),
        (
            json!({"name": "n", "entry": {"message": "m",
            "affectedComponents": [{"componentId": "a", "componentStatus": "gone"}]}}),
            vec!["entry.affectedComponents"],
        ),
        (
            json!({"name": "n", "entry": {"message": "m", "affectedComponents": [
            {"componentId": "a", "componentStatus": "operational"},
            {"componentId": "a", "componentStatus": "operational"}]}}),
            vec!["entry.affectedComponents"],
        ),
        (json!({"name": "n", "entry": {"message": "m", "sendNotification": "yes"}}), vec!["entry.sendNotification"]),
        (
            json!({"incidentStatus": "x", "incidentImpact": "y", "entry": {"incidentStatus": "z", "date": "d"}}),
            vec!["name", "incidentImpact", "incidentStatus", "entry.message", "entry.date"],
        ),
    ] {
        let reply = server.admin("POST /v1/incidents").json(&body).send().await;
        broken(&reply, &fields, &body);
    }
    assert_eq!(server.admin("GET /v1/incidents").send().await.json()["incidents"], json!([]), "nothing was kept");

    let id = server.create(&json!({"name": "n", "entry": {"message": "m"}})).await;
    let entry = server.post_entry(&id, &json!({"message": "m"})).await;
    for (body, fields) in [
        (json!({}), vec!["message"]),
        (json!("m"), vec!["body"]),
        (json!({"message": "m", "date": "soon"}), vec!["date"]),
        (json!({"message": "m", "incidentStatus": "over"}), vec!["incidentStatus"]),
        (json!({"message": "m", "affectedComponents": {}}), vec!["affectedComponents"]),
        (json!({"message": "m", "sendNotification": 1}), vec!["sendNotification"]),
    ] {
        for line in [format!("POST /v1/incidents/{id}/entries"), format!("PUT /v1/incidents/{id}/entries/{entry}")] {
            broken(&server.admin(&line).json(&body).send().await, &fields, &body);
        }
    }
}

fn broken(reply: &Reply, fields: &[&str], body: &Value) {
    check(reply, 422, "invalid");
    let answer = reply.json();
    let errors = answer["errors"].as_array().expect("a list of errors");
    let named: Vec<&str> = errors.iter().filter_map(|error| error["field"].as_str()).collect();
    assert_eq!(named, fields, "{body}");
    for error in errors {
        let message = error["message"].as_str().unwrap_or_default();
        assert!(message.ends_with('.'), "{message}");
        let whole = matches!(error["field"].as_str(), Some("body" | "entry"));
        assert_eq!(whole, message == "Must be a JSON object.", "{body}: {message}");
    }
}

#[tokio::test]
async fn the_limits_of_text_are_counted_in_characters() {
    let server = TestServer::start().await;
    let name = "ü".repeat(200);
    let message = "🚨".repeat(10_000);
    let id = server.create(&json!({"name": name, "entry": {"message": message}})).await;
    assert_eq!(server.incident(&id).await["name"], name);
}

#[tokio::test]
async fn a_wrong_call_without_a_credential_hears_of_the_credential_first() {
    let server = TestServer::start().await;
    for line in ["GET /v1/incidents", "POST /v1/incidents", "GET /v1/nothing", "PATCH /v1/incidents", "GET /v1"] {
        let reply = server.call(line).send().await;
        check(&reply, 401, "no_credential");
        assert_eq!(reply.header("www-authenticate").as_deref(), Some("StatusEntry"));
    }
}
