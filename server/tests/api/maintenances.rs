//! The calls for maintenances: to the letter, with the same errors as those for incidents, and what visitors see of them.

use crate::errors::check;
use crate::support::client::Call;
use crate::support::{Reply, TestServer, sample};
use crate::upstream::WayBuilder;
use contract::incident_api::decode::{decode_maintenance, decode_maintenances};
use serde_json::{Value, json};
use std::net::SocketAddr;

/// The API, as its own server or another one in front of it answers.
struct Api {
    address: SocketAddr,
    token: String,
}

impl Api {
    fn call(&self, line: &str) -> Call {
        Call::new(self.address, line).auth(&self.token)
    }

    async fn create(&self, body: &Value) -> String {
        let reply = self.call("POST /v1/maintenances").json(body).send().await.expect(200);
        reply.json()["id"].as_str().expect("an id").to_owned()
    }
}

/// Tries the same at the server itself and at one in front of it.
async fn at_both(attempt: impl AsyncFn(&Api)) {
    let server = TestServer::start().await;
    let token = server.token().to_owned();
    attempt(&Api { address: server.address(), token: token.clone() }).await;
    let way = WayBuilder { key: token.clone(), ..WayBuilder::default() };
    let way = way.to(&format!("http://{}/v1", server.address())).await;
    attempt(&Api { address: way.address(), token }).await;
}

/// The sample's request with these members in place of its own.
fn request(members: Value) -> Value {
    let mut body = sample("maintenance-request");
    for (key, value) in members.as_object().expect("members") {
        body[key] = value.clone();
    }
    body
}

/// The members that the contract documents.
fn documented(answer: &Value) -> Value {
    let sample = sample("maintenances")["maintenances"][0].clone();
    let keys = sample.as_object().expect("members").keys();
    keys.map(|key| (key.clone(), answer[key].clone())).collect()
}

#[tokio::test]
async fn the_five_calls_answer_as_the_samples_show() {
    at_both(async |api: &Api| {
        let made = api.call("POST /v1/maintenances").json(&sample("maintenance-request")).send().await.expect(200);
        assert_eq!(made.header("content-type").as_deref(), Some("application/json"));
        let mut expected = sample("maintenances")["maintenances"][0].clone();
        expected["plannedStartTime"] = "2021-04-03T21:19:00.791Z".into();
        expected["plannedEndTime"] = "2021-04-03T21:24:00.791Z".into();
        expected["sendNotification"] = false.into();
        for key in ["customerId", "id"] {
            expected[key] = made.json()[key].clone();
            assert!(expected[key].is_string(), "{key}");
        }
        assert_eq!(documented(&made.json()), expected);
        assert_eq!(made.json()["autoComplete"], true);
        let id = expected["id"].as_str().expect("an id").to_owned();

        let one = format!("/v1/maintenances/{id}");
        let read = api.call(&format!("GET {one}")).send().await.expect(200);
        assert_eq!(read.json(), made.json());
        let listed = api.call("GET /v1/maintenances").send().await.expect(200);
        assert_eq!(listed.json()["customerId"], expected["customerId"]);
        assert_eq!(listed.json()["maintenances"], json!([made.json()]));
        let (list, version) = decode_maintenances(&listed.text()).expect("our own client reads it");
        assert_eq!((list.maintenances().len(), list.unreadable(), version), (1, 0, None));

        // Always whole, with times as numbers or as they were answered.
        let renamed = request(json!({"name": "Renamed", "plannedEndTime": "2021-04-03T22:24:00.791Z"}));
        let changed = api.call(&format!("PUT {one}")).json(&renamed).send().await.expect(200);
        expected["name"] = "Renamed".into();
        expected["plannedEndTime"] = "2021-04-03T22:24:00.791Z".into();
        assert_eq!(documented(&changed.json()), expected);
        assert_eq!(api.call(&format!("GET {one}")).send().await.expect(200).json(), changed.json());

        let deleted = api.call(&format!("DELETE {one}")).send().await.expect(200);
        assert_eq!(deleted.body, b"");
        for line in [format!("GET {one}"), format!("DELETE {one}")] {
            check(&api.call(&line).send().await, 404, "not_found");
        }
        let gone = api.call(&format!("PUT {one}")).json(&renamed).send().await;
        check(&gone, 404, "not_found");
        assert!(gone.text().contains("maintenance"), "{}", gone.text());
        assert_eq!(api.call("GET /v1/maintenances").send().await.expect(200).json()["maintenances"], json!([]));
    })
    .await;
}

#[tokio::test]
async fn s92_additional_members_are_kept_until_they_are_set_to_null() {
    at_both(async |api: &Api| {
        let id = api.create(&request(json!({"autoComplete": false, "internal": true, "sendNotification": true}))).await;
        let one = format!("/v1/maintenances/{id}");
        let put = async |members: Value| {
            let mut body = request(members);
            // A client that leaves out even a documented member takes nothing away.
            for key in ["internal", "sendNotification", "affectedComponents"] {
                body.as_object_mut().expect("members").remove(key);
            }
            api.call(&format!("PUT {one}")).json(&body).send().await.expect(200).json()
        };
        let begun = put(json!({"actualStartTime": 1_617_484_800_000_i64})).await;
        assert_eq!(begun["actualStartTime"], "2021-04-03T21:20:00Z");
        let ended = put(json!({"actualEndTime": "1617484920000"})).await;
        for (key, value) in [
            ("actualStartTime", json!("2021-04-03T21:20:00Z")),
            ("actualEndTime", json!("2021-04-03T21:22:00Z")),
            ("autoComplete", json!(false)),
            ("internal", json!(true)),
            ("sendNotification", json!(true)),
            ("affectedComponents", sample("maintenance-request")["affectedComponents"].clone()),
        ] {
            assert_eq!(ended[key], value, "{key}");
        }
        let cancelled =
            put(json!({"actualStartTime": null, "actualEndTime": null, "cancelledTime": "2021-04-03T20:00:00Z"}));
        let cancelled = cancelled.await;
        assert!(cancelled.get("actualStartTime").is_none() && cancelled.get("actualEndTime").is_none(), "{cancelled}");
        assert_eq!(cancelled["cancelledTime"], "2021-04-03T20:00:00Z");
        assert!(put(json!({"cancelledTime": null})).await.get("cancelledTime").is_none());
        api.call(&format!("DELETE {one}")).send().await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn s91_a_request_that_breaks_rules_changes_nothing_and_names_each_field() {
    at_both(async |api: &Api| {
        let id = api.create(&sample("maintenance-request")).await;
        let one = format!("/v1/maintenances/{id}");
        let before = api.call(&format!("GET {one}")).send().await.json();
        for (members, fields) in [
            (json!({"name": " ", "message": ""}), vec!["name", "message"]),
            (json!({"plannedStartTime": null, "plannedEndTime": "soon"}), vec!["plannedStartTime", "plannedEndTime"]),
            (json!({"plannedEndTime": 1_617_484_740_791_i64}), vec!["plannedEndTime"]),
            (json!({"plannedEndTime": 1_717_484_740_791_i64}), vec!["plannedEndTime"]),
            (json!({"plannedEndTime": "+10000-01-01T00:00:00Z"}), vec!["plannedEndTime"]),
            (json!({"affectedComponents": [{"componentId": "a"}, "a"]}), vec!["affectedComponents"]),
            (json!({"affectedComponents": {}}), vec!["affectedComponents"]),
            (json!({"sendNotification": 1}), vec!["sendNotification"]),
            (json!({"internal": "no", "autoComplete": 1}), vec!["internal", "autoComplete"]),
            (
                json!({"actualStartTime": "2021-04-03T21:20:00Z", "actualEndTime": "2021-04-03T21:19:00Z"}),
                vec!["actualEndTime"],
            ),
            (json!({"cancelledTime": "soon"}), vec!["cancelledTime"]),
        ] {
            let body = request(members);
            for line in ["POST /v1/maintenances".to_owned(), format!("PUT {one}")] {
                let reply = api.call(&line).json(&body).send().await;
                check(&reply, 422, "invalid");
                let answer = reply.json();
                let errors = answer["errors"].as_array().expect("a list of errors");
                let named: Vec<&str> = errors.iter().filter_map(|error| error["field"].as_str()).collect();
                assert_eq!(named, fields, "{line} {body}");
            }
        }
        for body in [json!([]), json!("x"), Value::Null] {
            check(&api.call("POST /v1/maintenances").json(&body).send().await, 422, "invalid");
        }
        check(&api.call("POST /v1/maintenances").body("application/json", b"{").send().await, 400, "not_json");
        check(&api.call("POST /v1/maintenances").body("text/plain", b"{}").send().await, 415, "unsupported_media_type");
        for line in ["PUT /v1/maintenances", "PATCH /v1/maintenances/x", "POST /v1/maintenances/x"] {
            check(&api.call(line).json(&json!({})).send().await, 405, "method_not_allowed");
        }
        for line in ["GET /v1/maintenances", "POST /v1/maintenances", "DELETE /v1/maintenances/x"] {
            check(&Call::new(api.address, line).send().await, 401, "no_credential");
        }
        let all = api.call("GET /v1/maintenances").send().await.json()["maintenances"].clone();
        assert_eq!(all, json!([before]));
        api.call(&format!("DELETE {one}")).send().await.expect(200);
    })
    .await;
}

#[tokio::test]
async fn a_maintenance_may_have_thousands_of_components_and_any_text() {
    let server = TestServer::start().await;
    let api = Api { address: server.address(), token: server.token().to_owned() };
    let ids: Vec<Value> = (0..3_000).map(|number| json!({"componentId": format!("c{number}")})).collect();
    let name = "<script>alert(1)</script> \u{202e}\"'&";
    let id =
        api.create(&request(json!({"affectedComponents": ids, "name": name, "message": "m\u{0}\n\u{1f6a8}"}))).await;
    let read = server.public(&format!("/maintenances/{id}")).await.expect(200).json();
    assert_eq!(read["affectedComponents"], json!(ids));
    assert_eq!((&read["name"], &read["message"]), (&json!(name), &json!("m\u{0}\n\u{1f6a8}")));
}

#[tokio::test]
async fn the_same_idempotency_key_creates_one_maintenance() {
    let server = TestServer::start().await;
    let api = Api { address: server.address(), token: server.token().to_owned() };
    let post = async |body: &Value| {
        api.call("POST /v1/maintenances").header("Idempotency-Key", "once").json(body).send().await
    };
    let first = post(&sample("maintenance-request")).await.expect(200);
    let again = post(&sample("maintenance-request")).await.expect(200);
    assert_eq!(first.json(), again.json());
    check(&post(&request(json!({"name": "Another"}))).await, 409, "idempotency_key_reused");
    assert_eq!(api.call("GET /v1/maintenances").send().await.json()["maintenances"].as_array().map(Vec::len), Some(1));
}

#[tokio::test]
async fn s90_visitors_see_no_internal_maintenance_and_nothing_of_the_team() {
    let server = TestServer::start().await;
    let api = Api { address: server.address(), token: server.token().to_owned() };
    let version = async || server.public("/as-of").await.expect(200).json()["version"].clone();
    let (empty, before) = (server.public("/maintenances").await.expect(200), version().await);
    assert_eq!(empty.json(), json!({"maintenances": [], "version": before}));

    // What visitors can't see changes no version, and no answer.
    let hidden = api.create(&request(json!({"internal": true, "name": "Hidden work"}))).await;
    let one = format!("/v1/maintenances/{hidden}");
    api.call(&format!("PUT {one}"))
        .json(&request(json!({"internal": true, "name": "Hidden still"})))
        .send()
        .await
        .expect(200);
    assert_eq!(version().await, before);
    let unseen = |reply: Reply| check(&reply, 404, "not_found");
    unseen(server.public(&format!("/maintenances/{hidden}")).await);
    unseen(server.public("/maintenances/none").await);

    let shown = api.create(&request(json!({"name": "Shown work"}))).await;
    let changed = version().await;
    assert_ne!(changed, before);
    let listed = server.public("/maintenances").await.expect(200);
    let text = listed.text();
    for word in ["Hidden", "customerId", "sendNotification", "internal", server.store.customer()] {
        assert!(!text.contains(word), "{word} in {text}");
    }
    assert_eq!(listed.json()["version"], changed);
    let read = server.public(&format!("/maintenances/{shown}")).await.expect(200);
    assert_eq!(decode_maintenance(&read.text()).expect("our own client reads it").name, "Shown work");
    assert_eq!(listed.header("etag").is_some(), read.header("etag").is_some());

    // Whether subscribers are notified is nothing that they see; being hidden and shown is.
    let put = async |id: &str, members: Value| {
        api.call(&format!("PUT /v1/maintenances/{id}")).json(&request(members)).send().await.expect(200);
    };
    put(&shown, json!({"name": "Shown work", "sendNotification": true})).await;
    assert_eq!(version().await, changed);
    put(&hidden, json!({"name": "Hidden no longer", "internal": false})).await;
    let after = version().await;
    assert_ne!(after, changed);
    assert_eq!(server.public("/maintenances").await.json()["maintenances"].as_array().map(Vec::len), Some(2));
    put(&hidden, json!({"name": "Hidden again", "internal": true})).await;
    assert_ne!(version().await, after);
    unseen(server.public(&format!("/maintenances/{hidden}")).await);
    check(
        &server.call("POST /public/v1/maintenances").json(&request(json!({}))).send().await,
        405,
        "method_not_allowed",
    );
}
