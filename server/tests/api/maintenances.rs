//! The calls for maintenances: to the letter, with the same errors as those for incidents, and what visitors see of them.

use crate::errors::check;
use crate::publish::{Press, between};
use crate::support::client::Call;
use crate::support::script::{Asked, Reaction, Script};
use crate::support::stub::Stub;
use crate::support::{Reply, TestServer, TestServerBuilder, sample, site};
use crate::upstream::{Way, WayBuilder};
use contract::incident_api::decode::{decode_maintenance, decode_maintenances};
use contract::snapshot::DataBlock;
use model::bars::DayKind;
use model::{MaintenanceState, StatusData};
use serde_json::{Value, json};
use statuspane_server::clock::Clock;
use statuspane_server::demo;
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

/// A maintenance as an API lists it, from so many hours after now to two hours later.
fn listed(id: &str, now: model::Timestamp, hours: i64) -> Value {
    let at = |hours: i64| now.plus_millis(hours * 3_600_000).to_iso();
    json!({
        "customerId": "c-1", "id": id, "name": format!("Work {id}"), "message": "It pauses.",
        "plannedStartTime": at(hours), "plannedEndTime": at(hours + 2),
        "affectedComponents": [{"componentId": "api"}], "sendNotification": true, "internal": false,
    })
}

/// The data that a page carries.
pub fn carried(page: &str) -> StatusData {
    let (_, rest) = page.split_once("id=\"statuspane-data\">").expect("a data block");
    let (block, _) = rest.split_once("</script>").expect("its end");
    DataBlock::decode(block).expect("data").part.data
}

/// The words of an internal maintenance, and of what visitors don't get to see of any.
const HIDDEN: [&str; 6] = ["hidden-id", "Rehearsal", "Keep quiet", "secret-part", "sendNotification", "customerId"];

#[tokio::test]
async fn s94_an_internal_maintenance_is_in_no_byte_of_a_site() {
    let folder = tempfile::tempdir().expect("a folder");
    site::build(folder.path(), "0123456789abcdef");
    std::fs::write(folder.path().join("config.json"), demo::config()).expect("a file");
    let builder = TestServerBuilder { site: Some(folder.path().to_owned()), ..TestServerBuilder::default() };
    let server = builder.start().await;
    let api = Api { address: server.address(), token: server.token().to_owned() };
    let window = |hours: i64| {
        let at = |hours: i64| server.clock.now().plus_millis(hours * 3_600_000).millis();
        json!({"plannedStartTime": at(hours), "plannedEndTime": at(hours + 2)})
    };
    let hidden = |hours: i64| {
        let mut body = request(window(hours));
        body["name"] = "Rehearsal of a failure".into();
        body["message"] = "Keep quiet about it.".into();
        // One of them has a page.
        body["affectedComponents"] = json!([{"componentId": "secret-part"}, {"componentId": "api"}]);
        body["internal"] = true.into();
        body
    };
    let public = |hours: i64| {
        let mut body = request(window(hours));
        body["affectedComponents"] = json!([{"componentId": "api"}]);
        body
    };
    let (mut secret, mut shown) = (Vec::new(), Vec::new());
    // Long over, over, going on, and planned.
    for hours in [-40 * 24, -48, -1, 24] {
        secret.push(api.create(&hidden(hours)).await);
        shown.push(api.create(&public(hours)).await);
    }
    let press = Press::of(&server);
    press.run(&["--url", "https://example.com/"]).await.expect(0);
    let is_free = |name: &str, bytes: &[u8]| {
        let text = String::from_utf8_lossy(bytes);
        for word in HIDDEN.iter().copied().chain(secret.iter().map(String::as_str)).chain([server.store.customer()]) {
            assert!(!text.contains(word), "{name} has {word}: {text}");
        }
    };
    let files = press.files();
    for (name, (bytes, _)) in &files {
        is_free(name, name.as_bytes());
        // Copies are checked against their files by `check`.
        if !name.ends_with(".br") && !name.ends_with(".gz") && !name.starts_with("admin/") {
            is_free(name, bytes);
        }
    }
    for id in &shown {
        assert!(files.contains_key(&format!("maintenances/{id}/index.html")), "{id}");
        assert!(press.text("components/api/index.html").contains(id), "{id}");
    }
    // The intervals in a document have no names: only the public one is among them.
    let year = server.clock.now().to_iso()[..4].to_owned();
    for (path, expected) in [("", 1), (&*format!("history/{year}/"), 3)] {
        let served = server.call(&format!("GET /{path}")).send().await.expect(200).text();
        for html in [press.text(&format!("{path}index.html")), served] {
            let text = between(&html, "<script type=\"application/json\" id=\"statuspane-data\">", "</script>");
            let past = DataBlock::decode(text).expect("data").past.expect("a past");
            let maintenances = past.intervals.iter().filter(|interval| interval.kind == DayKind::Maintenance).count();
            assert_eq!((past.intervals.len(), maintenances), (expected, expected), "{path}: {past:?}");
        }
    }
    // Every page of the served site and every public answer.
    let months: Vec<&String> =
        files.keys().filter(|name| name.starts_with("history/") && name.ends_with("html")).collect();
    assert!(!months.is_empty());
    let mut paths: Vec<String> = months.iter().map(|name| format!("/{name}")).collect();
    paths.extend(shown.iter().map(|id| format!("/maintenances/{id}/")));
    paths.extend(shown.iter().map(|id| format!("/public/v1/maintenances/{id}")));
    for path in [
        "",
        "components/api/",
        "incidents.json",
        "maintenances.json",
        "as-of.json",
        "public/v1/incidents",
        "public/v1/maintenances",
    ] {
        paths.push(format!("/{path}"));
    }
    for path in &paths {
        let reply = server.call(&format!("GET {path}")).send().await.expect(200);
        is_free(path, &reply.body);
    }
    for id in &secret {
        for path in [format!("/maintenances/{id}/"), format!("/public/v1/maintenances/{id}")] {
            let reply = server.call(&format!("GET {path}")).send().await;
            assert_eq!(reply.status, 404, "{path}");
            assert!(!reply.text().contains("Rehearsal"), "{path}");
        }
    }
}

#[tokio::test]
async fn a_maintenance_is_on_the_pages_of_a_served_and_of_a_published_site() {
    let folder = tempfile::tempdir().expect("a folder");
    site::build(folder.path(), "0123456789abcdef");
    let builder = TestServerBuilder { site: Some(folder.path().to_owned()), ..TestServerBuilder::default() };
    let server = builder.start().await;
    let api = Api { address: server.address(), token: server.token().to_owned() };
    let start = server.clock.now().plus_millis(3_600_000);
    let id = api
        .create(&request(json!({
            "name": "Database upgrade", "plannedStartTime": start.millis(), "plannedEndTime": start.millis() + 7_200_000,
        })))
        .await;
    let state = |html: &str| {
        let tag = html.split("data-maintenance=").nth(1).unwrap_or_else(|| panic!("no maintenance: {html}"));
        tag.split("data-state=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a state").to_owned()
    };
    let overall = |html: &str| {
        html.split("data-overall=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a state").to_owned()
    };
    let press = Press::of(&server);
    let own = format!("maintenances/{id}/index.html");
    // An hour before its start, during it, and after its end.
    for (seconds, expected, whole) in
        [(0, "upcoming", "unknown"), (3_600, "in-progress", "maintenance"), (7_200, "completed", "unknown")]
    {
        server.clock.pass_seconds(seconds);
        press.run(&[]).await.expect(0);
        let served = async |path: &str| server.call(&format!("GET /{path}")).send().await.expect(200).text();
        for (place, front, page) in [
            ("published", press.text("index.html"), press.text(&own)),
            ("served", served("").await, served(&format!("maintenances/{id}/")).await),
        ] {
            assert_eq!((state(&front), overall(&front)), (expected.to_owned(), whole.to_owned()), "{place}: {front}");
            assert_eq!(state(&page), expected, "{place}");
            assert!(page.contains("<h1 ") && page.contains(">Database upgrade</h1>"), "{place}: {page}");
            let data = carried(&page);
            assert_eq!(data.maintenances.maintenances().len(), 1, "{place}");
            assert_eq!(carried(&front).maintenances, data.maintenances, "{place}");
        }
        let published = decode_maintenances(&press.text("maintenances.json")).expect("a list");
        let now = Some(server.clock.now());
        assert_eq!(published.0.maintenances()[0].state(now) == MaintenanceState::Completed, expected == "completed");
        assert_eq!(published.1, decode_version(&press.text("as-of.json")));
    }
    // An address that is gone says so, and that it was a maintenance.
    api.call(&format!("DELETE /v1/maintenances/{id}")).send().await.expect(200);
    let gone = server.call(&format!("GET /maintenances/{id}/")).send().await.expect(404).text();
    assert!(gone.contains(text::PageText::english().missing_maintenance()), "{gone}");
    press.run(&[]).await.expect(0);
    assert!(!press.files().contains_key(&own));
}

fn decode_version(as_of: &str) -> Option<String> {
    contract::snapshot::AsOf::decode(as_of).ok().map(|about| about.version)
}

/// An API with one resolved incident, whose call for maintenances has this answer.
fn answering(status: u16, body: impl ToString) -> impl Fn(&str) -> (u16, String) + Send + Sync + 'static {
    let body = body.to_string();
    move |path| match path {
        "/v1/maintenances" => (status, body.clone()),
        "/v1/incidents" => (
            200,
            json!({"incidents": [{"id": "a", "name": "n", "incidentStatus": "resolved", "entries": []}]}).to_string(),
        ),
        _ => (404, String::new()),
    }
}

#[tokio::test]
async fn s95_publishing_needs_every_maintenance_where_an_api_has_some() {
    let now = statuspane_server::clock::SystemClock::new().now();
    let one = |more: Value| {
        let mut value = listed("m", now, 24);
        for (key, member) in more.as_object().expect("members") {
            value[key] = member.clone();
        }
        json!({ "maintenances": [value] })
    };
    // From the start without them: it has none.
    for status in [404, 405] {
        let stub = Stub::with_maintenances(answering(status, ""));
        let press = Press::new(stub.base(), None);
        press.run(&[]).await.expect(0);
        assert_eq!(
            carried(&press.text("index.html")),
            StatusData { maintenances: Default::default(), ..carried(&press.text("index.html")) }
        );
        let (list, version) = decode_maintenances(&press.text("maintenances.json")).expect("a list");
        assert!(list.maintenances().is_empty() && version.is_some());
    }
    let stub = Stub::with_maintenances(answering(200, one(json!({}))));
    let press = Press::new(stub.base(), None);
    press.run(&[]).await.expect(0);
    let before = press.files();
    for (case, status, body) in [
        ("gone", 404, json!({})),
        ("not allowed any more", 405, json!({})),
        ("failing", 503, json!({})),
        ("refused", 403, json!({})),
        ("another shape", 200, json!({"incidents": []})),
        ("an element that isn't one", 200, json!({"maintenances": [null]})),
        ("no window", 200, one(json!({"plannedEndTime": "soon"}))),
        ("no name", 200, one(json!({"name": 7}))),
        ("a component that can't be read", 200, one(json!({"affectedComponents": [{"componentStatus": "x"}]}))),
        (
            "the same folder",
            200,
            json!({"maintenances": [listed("A", now, 1), listed("_hd228cb694f1a8caf78912b704e4a6204", now, 1)]}),
        ),
    ] {
        stub.change_all(answering(status, body));
        let run = press.run(&[]).await;
        if case == "the same folder" {
            // An ID that looks like a hash is hashed itself.
            run.expect(0);
            continue;
        }
        let run = run.expect(1);
        assert!(
            run.stderr.contains("list of maintenances") && run.stderr.lines().count() == 1,
            "{case}: {}",
            run.stderr
        );
        assert_eq!(press.files(), before, "{case}");
    }
    // One for the team alone is left out, even if nothing else of it can be read.
    stub.change_all(answering(200, json!({"maintenances": [{"internal": true, "name": 7}, listed("m", now, 24)]})));
    press.run(&[]).await.expect(0);
    assert_eq!(carried(&press.text("index.html")).maintenances.maintenances().len(), 1);
}

fn scripted(maintenances: Reaction) -> impl Fn(&Asked) -> Reaction + Send + Sync + 'static {
    move |asked| match asked.line().as_str() {
        "GET /v1/incidents" => Reaction::json(200, json!({"customerId": "c-1", "incidents": []})),
        "GET /v1/maintenances" => maintenances.clone(),
        _ => Reaction::json(404, json!({})),
    }
}

/// A way to this API, with a site.
async fn way_to(script: &Script, folder: &std::path::Path) -> Way {
    site::build(folder, "0123456789abcdef");
    WayBuilder { site: Some(folder.to_owned()), ..WayBuilder::default() }.to(&script.base()).await
}

#[tokio::test]
async fn s96_behind_an_upstream_without_maintenances_nothing_depends_on_them() {
    for missing in [Reaction::json(404, json!({})), Reaction::html(405)] {
        let folder = tempfile::tempdir().expect("a folder");
        let script = Script::with_maintenances(scripted(missing.clone()));
        let way = way_to(&script, folder.path()).await;
        let calls = || script.asked().iter().filter(|asked| asked.path == "/v1/maintenances").count();
        let version = async || way.public("/as-of").await.expect(200).json()["version"].clone();
        let before = version().await;
        check(&way.public("/maintenances").await, 404, "not_found");
        let front = Call::new(way.address(), "GET /").send().await.expect(200).text();
        assert!(carried(&front).is_complete(), "{front}");
        way.clock.pass_seconds(3_590);
        assert_eq!((version().await, calls()), (before.clone(), 1), "{missing:?}: asked once in an hour");
        // Then it has some, and from now on always.
        let now = way.clock.now();
        script.change(scripted(Reaction::json(200, json!({"maintenances": [listed("m", now, 0)]}))));
        way.clock.pass_seconds(20);
        assert_ne!(version().await, before);
        assert_eq!(
            way.public("/maintenances").await.expect(200).json()["maintenances"].as_array().map(Vec::len),
            Some(1)
        );
        script.change(scripted(missing));
        way.clock.pass_seconds(10);
        version().await;
        assert_eq!(way.public("/maintenances").await.status, 502);
        let front = Call::new(way.address(), "GET /").send().await.expect(200).text();
        assert!(carried(&front).maintenances.is_outdated(), "{front}");
    }
}

#[tokio::test]
async fn s97_behind_an_upstream_a_failing_list_of_maintenances_is_never_a_whole_page() {
    let folder = tempfile::tempdir().expect("a folder");
    let script = Script::with_maintenances(scripted(Reaction::json(503, json!({}))));
    let way = way_to(&script, folder.path()).await;
    let front = async || Call::new(way.address(), "GET /").send().await.expect(200).text();
    let version = async || way.public("/as-of").await.expect(200).json()["version"].clone();
    // From the start: nothing is known of them, and that is said.
    let without = version().await;
    assert!(way.public("/maintenances").await.status >= 500);
    let data = carried(&front().await);
    assert!(data.maintenances.is_outdated() && !data.is_complete());
    let now = way.clock.now();
    let list = json!({"maintenances": [listed("m", now, 0), {"id": "internal", "name": "x", "internal": true}]});
    script.change(scripted(Reaction::json(200, list)));
    way.clock.pass_seconds(60);
    let good = version().await;
    assert_ne!(good, without);
    let page = front().await;
    assert!(carried(&page).is_complete() && page.contains("data-state=\"in-progress\""), "{page}");
    // An element that can't be read is counted, and the others are shown.
    script.change(scripted(Reaction::json(200, json!({"maintenances": [listed("m", now, 0), {"id": "n"}]}))));
    way.clock.pass_seconds(10);
    assert_ne!(version().await, good);
    let data = carried(&front().await);
    assert_eq!((data.maintenances.maintenances().len(), data.unreadable()), (1, 1));
    // Those known before stay, and the page says that there may be more.
    script.change(scripted(Reaction::HangUp));
    way.clock.pass_seconds(10);
    assert_ne!(version().await, good);
    let page = front().await;
    let data = carried(&page);
    assert_eq!((data.maintenances.maintenances().len(), data.maintenances.is_outdated()), (1, true));
    assert!(page.contains(text::PageText::english().maintenances_missing()), "{page}");
    assert!(page.contains("data-state=\"in-progress\""), "{page}");
    // The incidents are served all the same.
    way.public("/incidents").await.expect(200);
    for path in ["/maintenances/m", "/maintenances/internal", "/maintenances/none"] {
        let status = way.public(path).await.status;
        assert!(status >= 500, "{path}: {status}");
    }
}

#[tokio::test]
async fn behind_an_upstream_a_single_maintenance_is_that_of_the_list() {
    let server = TestServer::start().await;
    let api = Api { address: server.address(), token: server.token().to_owned() };
    let shown = api.create(&sample("maintenance-request")).await;
    let hidden = api.create(&request(json!({"internal": true}))).await;
    let way = WayBuilder { key: server.token().to_owned(), ..WayBuilder::default() };
    let way = way.to(&format!("http://{}/v1", server.address())).await;
    let own = server.public(&format!("/maintenances/{shown}")).await.expect(200).json();
    let mut behind = way.public(&format!("/maintenances/{shown}")).await.expect(200).json();
    behind["version"] = own["version"].clone();
    assert_eq!(behind, own);
    check(&way.public(&format!("/maintenances/{hidden}")).await, 404, "not_found");
    check(&way.public("/maintenances/none").await, 404, "not_found");
}
