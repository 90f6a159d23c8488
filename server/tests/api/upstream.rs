//! The proxy to another API: what visitors get from it, which calls are passed on, and which never are.

use crate::errors::check;
use crate::program::run;
use crate::support::client::Call;
use crate::support::process::{Process, serve};
use crate::support::script::{Asked, Reaction, Script};
use crate::support::{Reply, TestClock, TestServer, jwt, site};
use axum::body::Body;
use axum::http::Request;
use axum::http::request::Builder;
use axum::response::Response;
use contract::incident_api::decode::{decode_list, decode_timeline};
use contract::incident_api::{Authorization, KeyPair};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use statuspane_server::bundle::BuiltPage;
use statuspane_server::client::Credential;
use statuspane_server::demo;
use statuspane_server::http::Limits;
use statuspane_server::proxy::{Patience, Upstream};
use statuspane_server::serve::site::{ConfigSource, ServedConfig, Site, SiteOptions};
use statuspane_server::serve::{ConnectionLimits, Server};
use statuspane_server::serve::{RequestHandler, ServerOptions};
use std::future::poll_fn;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::task::Poll;
use std::time::{Duration, UNIX_EPOCH};
use tokio::net::TcpListener;
use tokio::sync::watch;

/// The server's credential for reading, and an admin's for writing.
const KEY: &str = "the-key-of-the-server-0123456789";
pub const ADMIN: &str = "StatusEntry ak_ada:the-token-of-an-admin.abcdefgh.ijklmnop";

/// A server that is the way to some API.
pub struct Way {
    app: Arc<RequestHandler>,
    server: Server,
    pub clock: Arc<TestClock>,
}

/// How long an answer of the API is waited for where a test waits for one.
const PATIENCE: Duration = Duration::from_secs(20);

pub struct WayBuilder {
    pub key: String,
    /// In place of the key.
    pub credential: Option<Credential>,
    pub clock: Arc<TestClock>,
    pub reading: Duration,
    pub passing: Duration,
    pub origins: Vec<&'static str>,
    pub proxies: Vec<&'static str>,
    pub site: Option<PathBuf>,
}

impl Default for WayBuilder {
    fn default() -> Self {
        Self {
            key: KEY.to_owned(),
            credential: None,
            clock: Arc::new(TestClock::new()),
            reading: PATIENCE,
            passing: PATIENCE,
            origins: Vec::new(),
            proxies: Vec::new(),
            site: None,
        }
    }
}

impl WayBuilder {
    pub async fn to(self, base: &str) -> Way {
        let clock = self.clock;
        let settings = ServedConfig::load(ConfigSource::Site).unwrap_or_else(|failure| panic!("{failure}"));
        let base = statuspane_server::client::base(base).expect("an address");
        let key = Authorization::new(&self.key).expect("a key");
        let patience = Patience { reading: self.reading, forwarding: self.passing };
        let credential = self.credential.unwrap_or(Credential::Token(key));
        let upstream = Upstream::new(base, Some(credential), clock.clone(), Limits::default(), patience);
        let upstream = Arc::new(upstream);
        let site = Site::new(SiteOptions {
            page: self.site.map(BuiltPage::Folder),
            settings,
            theme: None,
            url: None,
            source: upstream.clone(),
            clock: clock.clone(),
            documents: upstream.documents().clone(),
            files_window: model::Duration::from_millis(0),
        });
        let site = site.expect("a site");
        let mut options = ServerOptions::new(clock.clone());
        options.allowed_origins = self.origins.iter().map(|origin| origin.parse().expect("an origin")).collect();
        options.trusted_proxies = self.proxies.iter().map(|proxy| proxy.parse().expect("a network")).collect();
        let app = Arc::new(RequestHandler::with_upstream(upstream, site, options));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let server = Server::start(listener, app.clone(), ConnectionLimits::default()).expect("an address");
        Way { app, server, clock }
    }
}

impl Way {
    pub async fn to(script: &Script) -> Self {
        WayBuilder::default().to(&script.base()).await
    }

    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    fn call(&self, line: &str) -> Call {
        Call::new(self.server.address(), line)
    }

    fn admin(&self, line: &str) -> Call {
        self.call(line).auth(ADMIN)
    }

    pub async fn public(&self, path: &str) -> Reply {
        self.call(&format!("GET /public/v1{path}")).send().await
    }

    /// The same without a connection, so that a test decides when it continues.
    fn begun(&self) -> Pin<Box<dyn Future<Output = Response>>> {
        self.begin(Request::get("/public/v1/incidents"))
    }

    /// The same for an admin, or for someone who guesses.
    fn begun_as(&self, credential: &str, client: &str) -> Pin<Box<dyn Future<Output = Response>>> {
        let request = Request::get("/v1/incidents").header("Authorization", credential);
        self.begin(request.header("X-Forwarded-For", client))
    }

    fn begin(&self, request: Builder) -> Pin<Box<dyn Future<Output = Response>>> {
        let app = self.app.clone();
        let request = request.body(Body::empty()).expect("a request");
        Box::pin(async move { app.answer(request, SocketAddr::from(([127, 0, 0, 1], 1))).await })
    }
}

/// Polls it until it makes no more progress, and returns whether it is still waiting.
async fn waits(answer: &mut Pin<Box<dyn Future<Output = Response>>>) -> bool {
    poll_fn(|context| Poll::Ready(answer.as_mut().poll(context).is_pending())).await
}

async fn body(response: Response) -> Value {
    let bytes = response.into_body().collect().await.expect("a body").to_bytes();
    serde_json::from_slice(&bytes).expect("JSON")
}

/// Holds answers until a test opens it.
#[derive(Clone, Default)]
struct Gate(Arc<GateState>);

#[derive(Default)]
struct GateState {
    is_open: Mutex<bool>,
    opened: Condvar,
    /// Whether an answer has been held.
    holds: watch::Sender<bool>,
}

impl Gate {
    fn wait(&self) {
        self.0.holds.send_replace(true);
        let is_open = self.0.is_open.lock().expect("no panic");
        drop(self.0.opened.wait_while(is_open, |is_open| !*is_open).expect("no panic"));
    }

    /// Waits until it holds an answer.
    async fn holds(&self) {
        self.0.holds.subscribe().wait_for(|holds| *holds).await.expect("the gate has the sender");
    }

    fn open(&self) {
        *self.0.is_open.lock().expect("no panic") = true;
        self.0.opened.notify_all();
    }
}

fn incident(id: &str) -> Value {
    json!({"customerId": "c-1", "id": id, "name": "n", "incidentStatus": "investigating", "incidentImpact": "minor",
        "creationTime": "1795435200000", "internal": "for staff"})
}

fn list(ids: &[&str]) -> Value {
    json!({"customerId": "c-1", "incidents": ids.iter().map(|id| incident(id)).collect::<Vec<_>>()})
}

fn ids(list: &Value) -> Vec<&str> {
    list["incidents"].as_array().expect("a list").iter().filter_map(|incident| incident["id"].as_str()).collect()
}

#[tokio::test]
async fn the_list_of_an_upstream_is_compressed_once_for_clients_that_take_it() {
    let many: Vec<String> = (0..900).map(|number| format!("id-{number}")).collect();
    let body = list(&many.iter().map(String::as_str).collect::<Vec<_>>()).to_string();
    let script = Script::start(move |asked| match asked.path.as_str() {
        "/v1/incidents" => Reaction::json(200, &body),
        _ => Reaction::json(404, "{}"),
    });
    let way = Way::to(&script).await;
    let plain = way.public("/incidents").await.expect(200);
    assert_eq!(ids(&plain.json()).len(), 900);
    assert!(plain.json()["version"].is_string());
    let mut tags = vec![plain.header("etag")];
    for encoding in ["br", "gzip"] {
        let call =
            |method: &str| way.call(&format!("{method} /public/v1/incidents")).header("Accept-Encoding", encoding);
        let reply = call("GET").send().await.expect(200);
        assert_eq!(reply.header("content-encoding").as_deref(), Some(encoding));
        assert_eq!(reply.header("vary").as_deref(), Some("Accept-Encoding"));
        assert!(crate::kept::unpacked(&reply) == plain.body, "{encoding}");
        assert_eq!(reply.header("age"), plain.header("age"));
        let tag = reply.header("etag").expect("a tag");
        let known = call("GET").header("If-None-Match", &tag).send().await.expect(304);
        assert!(known.header("age").is_some() && known.header("etag").as_ref() == Some(&tag));
        assert_eq!(call("HEAD").send().await.expect(200).header("content-length"), reply.header("content-length"));
        assert!(!tags.contains(&Some(tag.clone())));
        tags.push(Some(tag));
    }
}

/// An API with one incident.
fn usual(asked: &Asked) -> Reaction {
    match asked.line().as_str() {
        "GET /v1/incidents" => Reaction::json(200, list(&["a"])),
        "GET /v1/incidents/a" => Reaction::json(200, incident("a")),
        "GET /v1/incidents/a/entries" => Reaction::json(
            200,
            json!({"customerId": "c-1", "incidentId": "a", "entries": [{"id": "e", "incidentId": "a", "customerId": "c-1",
                "message": "m", "date": "1795435200000", "incidentStatus": "investigating", "affectedComponents": [],
                "sendNotification": true}]}),
        ),
        "POST /v1/incidents" => Reaction::json(200, incident("b")),
        _ => Reaction::json(404, json!({"error": {"code": "not_found", "message": "There is no such thing."}})),
    }
}

#[tokio::test]
async fn visitors_get_the_same_as_from_the_api_itself() {
    let api = TestServer::start().await;
    api.store.import(demo::incidents(statuspane_server::clock::Clock::now(api.clock.as_ref()))).await.expect("kept");
    let way = WayBuilder { key: api.token().to_owned(), ..WayBuilder::default() };
    let way = way.to(&format!("http://{}/v1", api.address())).await;
    let listed = way.public("/incidents").await.expect(200);
    let id = listed.json()["incidents"][0]["id"].as_str().expect("an id").to_owned();
    for path in ["/incidents".to_owned(), format!("/incidents/{id}"), format!("/incidents/{id}/entries")] {
        let (own, behind) = (way.public(&path).await.expect(200), api.public(&path).await.expect(200));
        // Each server has a different version.
        let data = |reply: &Reply| {
            let mut body = reply.json();
            let version = body.as_object_mut().and_then(|fields| fields.remove("version"));
            assert!(version.is_some_and(|version| version.is_string()), "{path}");
            body
        };
        // Only the API itself knows the components of every incident.
        let mut known = data(&behind);
        if !path.ends_with("/entries") {
            let mut incidents = match known.get_mut("incidents") {
                Some(all) => all.as_array_mut().expect("a list").iter_mut().collect(),
                None => vec![&mut known],
            };
            for incident in &mut incidents {
                let affected = incident.as_object_mut().and_then(|fields| fields.remove("affectedComponents"));
                assert!(affected.is_some_and(|affected| affected.is_array()), "{path}: {incident}");
            }
        }
        assert_eq!(data(&own), known, "{path}");
        assert!(!own.text().contains("customerId") && !own.text().contains("sendNotification"));
        for name in ["content-type", "cache-control", "access-control-allow-origin", "x-content-type-options"] {
            assert_eq!(own.header(name), behind.header(name), "{path}: {name}");
        }
        assert_eq!(own.header("age").as_deref(), Some("0"), "{path}");
        assert!(own.header("date").is_some());
        let exposed = own.header("access-control-expose-headers").expect("exposed headers");
        assert!(exposed.contains("Age") && exposed.contains("Date"), "a page elsewhere can tell the time: {exposed}");
        let line = format!("GET /public/v1{path}");
        let tag = own.header("etag").expect("a tag");
        let again = way.call(&line).header("If-None-Match", &tag).send().await.expect(304);
        assert_eq!((again.body.len(), again.header("age").as_deref()), (0, Some("0")));
        let head = way.call(&line.replacen("GET", "HEAD", 1)).send().await.expect(200);
        assert_eq!((head.body.len(), head.header("etag")), (0, Some(tag)));
        let asked = way.call(&line.replacen("GET", "OPTIONS", 1)).send().await.expect(204);
        assert_eq!(asked.header("allow").as_deref(), Some("GET, HEAD, OPTIONS"));
        let wrong = way.call(&line.replacen("GET", "DELETE", 1)).send().await;
        check(&wrong, 405, "method_not_allowed");
    }
    for path in ["/incidents/none", "/incidents/none/entries", "/incidents/a/b", "/keys", ""] {
        check(&way.public(path).await, 404, "not_found");
    }
}

#[tokio::test]
async fn visitors_get_no_internal_fields() {
    let script = Script::start(usual);
    let way = Way::to(&script).await;
    for path in ["/incidents", "/incidents/a", "/incidents/a/entries"] {
        let text = way.public(path).await.expect(200).text();
        for word in ["customerId", "c-1", "sendNotification", "internal", "staff", KEY] {
            assert!(!text.contains(word), "{word} in {text}");
        }
    }
    // Entries in the list are passed on with it.
    let mut inside = list(&["a"]);
    inside["incidents"][0]["entries"] = json!([{"message": "m", "incidentStatus": "resolved", "customerId": "c-1"}, 7]);
    script.change(move |_| Reaction::json(200, &inside));
    way.clock.pass_seconds(10);
    let reply = way.public("/incidents").await.expect(200);
    assert!(!reply.text().contains("customerId"));
    assert_eq!(decode_list(&reply.text()).expect("a list").unreadable(), 1);
}

#[tokio::test]
async fn internal_fields_are_for_admins_only() {
    const NAME: &str = "Rehearsal of an outage";
    const NOTE: &str = "Ask the night shift";
    let entries = json!([{"message": NOTE, "incidentStatus": "investigating", "internal": true},
        {"message": "We look into it", "incidentStatus": "investigating", "internal": false}]);
    let mut source = list(&["a", "b", "c"]);
    source["incidents"][0]["entries"] = entries.clone();
    source["incidents"][1]["internal"] = true.into();
    source["incidents"][1]["name"] = NAME.into();
    // One that can't be read otherwise is not there either.
    source["incidents"].as_array_mut().expect("a list").push(json!({"id": 7.5, "internal": true}));
    let hidden = source["incidents"][1].clone();
    let script = Script::start(move |asked| match asked.line().as_str() {
        "GET /v1/incidents" => Reaction::json(200, &source),
        "GET /v1/incidents/a" => Reaction::json(200, &source["incidents"][0]),
        "GET /v1/incidents/b" => Reaction::json(200, &hidden),
        "GET /v1/incidents/b/entries" => Reaction::json(200, json!({"entries": [{"message": NAME}]})),
        _ => Reaction::json(200, json!({"incidentId": "c", "entries": &entries})),
    });
    let way = Way::to(&script).await;
    // Before the first request for the list, and after it.
    for _ in 0..2 {
        for path in ["/incidents/b", "/incidents/b/entries"] {
            check(&way.public(path).await, 404, "not_found");
        }
        let listed = way.public("/incidents").await.expect(200);
        assert_eq!(ids(&listed.json()), ["a", "c"]);
        assert!(decode_list(&listed.text()).expect("a list").is_complete(), "nothing was left out: {}", listed.text());
        for path in ["/incidents", "/incidents/a", "/incidents/c/entries"] {
            let text = way.public(path).await.expect(200).text();
            assert!(!text.contains(NAME) && !text.contains(NOTE), "{path}: {text}");
            assert!(text.contains("We look into it"), "{path}: {text}");
        }
        way.clock.pass_seconds(10);
    }
    let own = way.admin("GET /v1/incidents").send().await.expect(200);
    assert!(own.text().contains(NAME) && own.text().contains(NOTE), "{}", own.text());
    let own = way.admin("GET /v1/incidents/c/entries").send().await.expect(200);
    assert!(own.text().contains(NOTE), "{}", own.text());
}

/// The time and the version in `as-of` now.
async fn dated(way: &Way) -> (i64, String) {
    let reply = way.public("/as-of").await.expect(200);
    assert_eq!(reply.header("cache-control").as_deref(), Some("no-store"));
    assert_eq!(reply.header("access-control-allow-origin").as_deref(), Some("*"));
    assert!(reply.header("date").is_some());
    let body = reply.json();
    let at = body["asOf"].as_str().expect("a time").parse().expect("digits");
    (at, body["version"].as_str().expect("a word").to_owned())
}

#[tokio::test]
async fn s46_behind_an_upstream_the_time_is_the_second_of_its_answer() {
    let script = Script::start(usual);
    let way = Way::to(&script).await;
    let start = TestClock::START;
    let (at, version) = dated(&way).await;
    assert_eq!(at, start);
    // Visitors see the list and the updates of open incidents.
    assert_eq!(script.count(), 2);
    for path in ["/incidents", "/incidents/a", "/incidents/a/entries"] {
        let body = way.public(path).await.expect(200).json();
        assert_eq!((&body["version"], &body["asOf"]), (&json!(version), &Value::Null), "{path}");
    }
    // Nothing is asked again within ten seconds, and the time is not that of the answer.
    let before = script.count();
    way.clock.pass_millis(9_400);
    assert_eq!(dated(&way).await, (start, version.clone()));
    assert_eq!(script.count(), before);
    // Asked again, and nothing changed.
    way.clock.pass_millis(1_000);
    assert_eq!(dated(&way).await, (start + 10_000, version.clone()));

    // An update that the list doesn't have.
    let entry = |message: &str| json!({"message": message, "incidentStatus": "investigating", "date": "1795435200000"});
    let with = |message: &'static str| {
        move |asked: &Asked| match asked.line().as_str() {
            "GET /v1/incidents/a/entries" => Reaction::json(200, json!({"entries": [entry(message)]})),
            _ => usual(asked),
        }
    };
    script.change(with("News"));
    way.clock.pass_seconds(10);
    let (_, news) = dated(&way).await;
    assert_ne!(news, version);
    for path in ["/incidents", "/incidents/a/entries"] {
        assert_eq!(way.public(path).await.expect(200).json()["version"], json!(news), "{path}");
    }
    // Updates that can't be had are not the ones that were there before.
    script.change(|asked: &Asked| match asked.line().as_str() {
        "GET /v1/incidents/a/entries" => Reaction::json(500, ""),
        _ => usual(asked),
    });
    way.clock.pass_seconds(10);
    let (_, without) = dated(&way).await;
    assert!(without != news && without != version);
    assert_eq!(way.public("/incidents").await.expect(200).json()["version"], json!(without));
    script.change(with("News"));
    way.clock.pass_seconds(60);
    assert_eq!(dated(&way).await.1, news, "the same content has the same version, on every server");

    // An admin's changes show at once.
    script.change(usual);
    way.admin("POST /v1/incidents").json(&json!({"name": "n"})).send().await.expect(200);
    assert_eq!(dated(&way).await.1, version);

    // When the API is gone nothing speaks of the present.
    script.change(|_| Reaction::json(500, ""));
    way.clock.pass_seconds(10);
    check(&way.public("/as-of").await, 502, "upstream_failed");
    let wrong = way.call("POST /public/v1/as-of").send().await;
    check(&wrong, 405, "method_not_allowed");
}

#[tokio::test]
async fn a_cache_before_an_api_with_versions_makes_no_old_list_new() {
    // The public side of another companion, behind a cache that puts its own date on cached answers.
    let public_side = |version: &'static str, seconds: i64| {
        move |asked: &Asked| {
            let date = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(1_795_435_200));
            let body = match asked.path.as_str() {
                "/v1/incidents" => json!({"incidents": [], "version": "one"}),
                "/v1/as-of" => json!({"asOf": (TestClock::START - seconds * 1000).to_string(), "version": version}),
                _ => return usual(asked),
            };
            Reaction::json(200, body).with("Date", &date)
        }
    };
    let script = Script::start(public_side("one", 500));
    let way = Way::to(&script).await;
    assert_eq!(way.public("/incidents").await.expect(200).header("age").as_deref(), Some("500"));
    assert_eq!(dated(&way).await.0, TestClock::START - 500_000);
    script.change(public_side("two", 0));
    way.clock.pass_seconds(10);
    check(&way.public("/as-of").await, 502, "upstream_unreadable");
    check(&way.public("/incidents").await, 502, "upstream_unreadable");
}

/// An API that answers as usual once the gate is open.
fn held_back() -> (Script, Gate) {
    let gate = Gate::default();
    let held = gate.clone();
    let script = Script::start(move |asked| {
        held.wait();
        usual(asked)
    });
    (script, gate)
}

#[tokio::test]
async fn a_hundred_visitors_are_one_call() {
    let (script, gate) = held_back();
    let way = Way::to(&script).await;
    let mut visitors: Vec<_> = (0..100).map(|_| way.begun()).collect();
    for visitor in &mut visitors {
        assert!(waits(visitor).await);
    }
    // A client that leaves doesn't cancel the call for others.
    drop(visitors.remove(0));
    gate.open();
    for visitor in visitors {
        assert_eq!(ids(&body(visitor.await).await), ["a"]);
    }
    assert_eq!(script.count(), 1);
    assert_eq!(script.asked()[0].header("authorization"), Some(KEY));
}

#[tokio::test]
async fn a_call_is_completed_after_all_its_clients_left() {
    let (script, gate) = held_back();
    let way = Way::to(&script).await;
    let mut visitor = way.begun();
    assert!(waits(&mut visitor).await);
    drop(visitor);
    script.has_received(1).await;
    let mut next = way.begun();
    assert!(waits(&mut next).await);
    gate.open();
    assert_eq!(ids(&body(next.await).await), ["a"]);
    assert_eq!(script.count(), 1);
}

#[tokio::test]
async fn an_answer_is_kept_for_ten_seconds_and_says_how_old_it_is() {
    let script = Script::start(|asked| usual(asked).with("Age", "7"));
    let way = Way::to(&script).await;
    for path in ["/incidents", "/incidents/a", "/incidents/a/entries"] {
        let before = script.count();
        let first = way.public(path).await.expect(200);
        assert_eq!(first.header("age").as_deref(), Some("7"), "what a cache on the way has held it counts");
        way.clock.pass_seconds(9);
        let line = format!("GET /public/v1{path}");
        let again = way.call(&line).header("If-None-Match", &first.header("etag").expect("a tag")).send().await;
        assert_eq!(again.expect(304).header("age").as_deref(), Some("16"), "{path}");
        assert_eq!(script.count(), before + 1, "{path}");
        way.clock.pass_seconds(1);
        assert_eq!(way.public(path).await.expect(200).header("age").as_deref(), Some("7"));
        assert_eq!(script.count(), before + 2, "{path}");
    }
}

#[tokio::test]
async fn an_answer_is_never_of_an_earlier_second_than_one_asked_for_before_it() {
    let way = Way::to(&Script::start(usual)).await;
    // The second that a page takes an answer to be from.
    let read = async || {
        let reply = way.public("/incidents").await.expect(200);
        let date = httpdate::parse_http_date(&reply.header("date").expect("a date")).expect("a date");
        let date = date.duration_since(UNIX_EPOCH).expect("since 1970").as_secs() as i64;
        date - reply.header("age").expect("an age").parse::<i64>().expect("seconds")
    };
    let mut last = 0;
    for wait in [0, 1, 400, 598, 1, 999, 1, 2_000, 10_500] {
        way.clock.pass_millis(wait);
        let asked = way.clock.millis();
        let of = read().await;
        assert_eq!(of, asked / 1000, "after {wait} ms");
        assert!(of >= last, "after {wait} ms");
        for kept in [300, 700, 5_000] {
            way.clock.pass_millis(kept);
            assert_eq!(read().await, of, "the same answer, {kept} ms later");
        }
        last = of;
        way.admin("POST /v1/incidents").json(&json!({"name": "n"})).send().await.expect(200);
    }
}

#[tokio::test]
async fn an_error_of_the_upstream_is_reported_and_never_hidden_by_an_old_list() {
    for (reaction, status, code) in [
        (Reaction::HangUp, 502, "upstream_no_answer"),
        (Reaction::Half("{\"incidents\": [".to_owned()), 502, "upstream_no_answer"),
        (Reaction::Silence, 504, "upstream_timeout"),
        (Reaction::json(401, json!({"message": format!("{KEY} is wrong")})), 502, "upstream_key_refused"),
        (Reaction::json(403, ""), 502, "upstream_key_refused"),
        (Reaction::json(404, "{}"), 502, "upstream_unexpected"),
        (Reaction::json(429, ""), 503, "upstream_busy"),
        (Reaction::json(500, json!({"message": "at line 7"})), 502, "upstream_failed"),
        (Reaction::html(502), 502, "upstream_failed"),
        (Reaction::html(503), 503, "upstream_busy"),
        (Reaction::html(200), 502, "upstream_unreadable"),
        (Reaction::json(200, "{\"incidents\": ["), 502, "upstream_unreadable"),
        (Reaction::json(200, "{}"), 502, "upstream_unreadable"),
        (Reaction::json(200, "[]"), 502, "upstream_unreadable"),
        (Reaction::json(200, ""), 502, "upstream_unreadable"),
        (Reaction::json(204, ""), 502, "upstream_unreadable"),
        (Reaction::json(206, list(&[])).with("Content-Range", "bytes 0-40/400"), 502, "upstream_unreadable"),
        (Reaction::json(302, "").with("Location", "/elsewhere"), 502, "upstream_unexpected"),
    ] {
        let shown = format!("{reaction:?}");
        let script = Script::start(usual);
        // Only an answer that never comes has a short limit, as a busy machine may be slow with all others.
        let reading = if status == 504 { Duration::from_secs(2) } else { PATIENCE };
        let way = WayBuilder { reading, ..WayBuilder::default() }.to(&script.base()).await;
        way.public("/incidents").await.expect(200);
        script.change(move |_| reaction.clone());
        way.clock.pass_seconds(9);
        way.public("/incidents").await.expect(200);
        way.clock.pass_seconds(1);
        // Every failure in a row is followed by a longer rest, in which the API is left alone.
        for (number, rest) in [2, 4, 8, 16, 32, 60, 60].into_iter().enumerate() {
            let reply = way.public("/incidents").await;
            check(&reply, status, code);
            assert_eq!(reply.header("retry-after"), Some(rest.to_string()), "{shown}");
            assert!(!reply.text().contains(KEY) && !reply.text().contains("line 7"), "{}", reply.text());
            way.clock.pass_seconds(rest - 1);
            let again = way.public("/incidents").await;
            check(&again, status, code);
            assert_eq!(again.header("retry-after").as_deref(), Some("1"), "{shown}");
            assert_eq!(script.count(), number + 2, "{shown}");
            way.clock.pass_seconds(1);
            if status == 504 {
                break;
            }
        }
        script.change(usual);
        assert_eq!(ids(&way.public("/incidents").await.expect(200).json()), ["a"], "{shown}");
    }
}

#[tokio::test]
async fn an_unreachable_api_is_reported() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let base = format!("http://{}/v1", listener.local_addr().expect("an address"));
    drop(listener);
    let way = WayBuilder::default().to(&base).await;
    check(&way.public("/incidents").await, 502, "upstream_no_answer");
    let refused = way.admin("POST /v1/incidents").json(&json!({"name": "n"})).send().await;
    check(&refused, 502, "upstream_no_answer");
    assert!(refused.text().contains("Nothing was changed"), "it is known that nothing was sent: {}", refused.text());
}

#[tokio::test]
async fn an_api_that_asks_for_rest_gets_it() {
    let later = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(1_000_000_090));
    let now = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(1_000_000_000));
    for (reaction, rest) in [
        (Reaction::json(429, "{}").with("Retry-After", "90"), 90),
        (Reaction::json(503, "{}").with("Retry-After", "90"), 90),
        (Reaction::json(429, "{}").with("Retry-After", &later).with("Date", &now), 90),
        (Reaction::json(429, "{}").with("Retry-After", "1"), 2),
        (Reaction::json(429, "{}").with("Retry-After", "999999999"), 3600),
    ] {
        let script = Script::start(usual);
        let way = Way::to(&script).await;
        way.public("/incidents/a").await.expect(200);
        way.clock.pass_seconds(5);
        script.change(move |_| reaction.clone());
        let reply = way.public("/incidents").await;
        check(&reply, 503, "upstream_busy");
        assert_eq!(reply.header("retry-after"), Some(rest.to_string()));
        way.public("/incidents/a").await.expect(200);
        check(&way.public("/incidents/a/entries").await, 503, "upstream_busy");
        script.change(usual);
        way.clock.pass_seconds(rest - 1);
        for path in ["/incidents", "/incidents/a", "/incidents/a/entries"] {
            let reply = way.public(path).await;
            if reply.status == 503 {
                check(&reply, 503, "upstream_busy");
                assert_eq!(reply.header("retry-after").as_deref(), Some("1"), "{path}");
            }
        }
        assert_eq!(script.count(), 2, "everything is left alone, not only what was refused");
        way.clock.pass_seconds(1);
        way.public("/incidents").await.expect(200);
        way.public("/incidents/a/entries").await.expect(200);
    }
}

#[tokio::test]
async fn a_list_that_is_not_whole_is_seen_to_be_so() {
    let odd = json!({"incidents": [incident("a"), 7, {"id": "b"}, incident("c"), {"customerId": "c-1", "id": "d"}]});
    let twice = json!({"incidents": [incident("a"), {"id": "a", "name": "other", "incidentStatus": "resolved"}]});
    for (answer, readable, unreadable) in [(odd, 2, 3), (twice, 1, 1)] {
        let way = Way::to(&Script::always(Reaction::json(200, answer))).await;
        let reply = way.public("/incidents").await.expect(200);
        let list = decode_list(&reply.text()).expect("a list");
        assert_eq!((list.incidents().len(), list.unreadable()), (readable, unreadable), "{}", reply.text());
        assert!(!list.is_complete() && !reply.text().contains("c-1"));
    }
    let entries = json!({"entries": [{"message": "m", "incidentStatus": "resolved"}, {"message": "without a status"}]});
    let way = Way::to(&Script::always(Reaction::json(200, entries))).await;
    let reply = way.public("/incidents/a/entries").await.expect(200);
    assert_eq!(decode_timeline(&reply.text()).expect("entries").unreadable(), 1);
}

#[tokio::test]
async fn unknown_ids_are_answered_without_calls_to_the_upstream() {
    let script = Script::start(usual);
    let way = Way::to(&script).await;
    for n in 0..20 {
        check(&way.public(&format!("/incidents/{n}")).await, 404, "not_found");
    }
    let refused = way.public("/incidents/21/entries").await;
    check(&refused, 503, "busy");
    assert_eq!(refused.header("retry-after").as_deref(), Some("10"));
    assert_eq!(script.count(), 20);
    check(&way.public("/incidents/7").await, 404, "not_found");
    // Those of the list are always requested.
    way.public("/incidents").await.expect(200);
    way.public("/incidents/a").await.expect(200);
    assert_eq!(script.count(), 22);
    way.clock.pass_seconds(10);
    check(&way.public("/incidents/21").await, 404, "not_found");
    // An id is one segment of the path, whatever it holds.
    check(&way.public("/incidents/..%2F..%2Fkeys%3Fx=1").await, 404, "not_found");
    assert_eq!(script.asked().last().map(Asked::line).as_deref(), Some("GET /v1/incidents/..%2F..%2Fkeys%3Fx%3D1"));
}

#[tokio::test]
async fn one_failing_incident_does_not_affect_others() {
    let script = Script::start(|asked| match asked.path.as_str() {
        "/v1/incidents" => Reaction::json(200, list(&["a", "b"])),
        "/v1/incidents/a/entries" => Reaction::html(500),
        _ => usual(asked),
    });
    let way = Way::to(&script).await;
    way.public("/incidents").await.expect(200);
    check(&way.public("/incidents/a/entries").await, 502, "upstream_failed");
    way.public("/incidents/a").await.expect(200);
    way.clock.pass_seconds(10);
    way.public("/incidents").await.expect(200);
    assert_eq!(way.call("GET /healthz").send().await.expect(200).text(), "ok");
}

#[tokio::test]
async fn calls_without_a_credential_are_not_passed_on() {
    let script = Script::start(usual);
    let way = Way::to(&script).await;
    for line in [
        "GET /v1/incidents",
        "POST /v1/incidents",
        "DELETE /v1/incidents/a",
        "POST /v1/incidents/a/entries",
        "PUT /v1/incidents/a/entries/e",
        "GET /v1/nothing",
        "PATCH /v1/incidents",
        "GET /v1",
    ] {
        let reply = way.call(line).json(&json!({"name": "n"})).send().await;
        check(&reply, 401, "no_credential");
        assert_eq!(reply.header("www-authenticate").as_deref(), Some("StatusEntry"));
    }
    for value in ["", "  "] {
        check(&way.call("GET /v1/incidents").auth(value).send().await, 401, "wrong_credential");
    }
    assert_eq!(script.count(), 0);
}

#[tokio::test]
async fn calls_are_passed_on_as_the_admins_own() {
    let script = Script::start(|asked| match asked.method.as_str() {
        "DELETE" => Reaction::json(200, ""),
        _ => Reaction::json(200, json!({"line": asked.line()})).with("X-Internal", "1").with("Set-Cookie", "a=b"),
    });
    let way = Way::to(&script).await;
    let sent = r#"{"name":"n",  "big": 12345678901234567890123, "entry": {"message": "ü"}}"#;
    for line in [
        "GET /v1/incidents",
        "GET /v1/incidents/a%2Fb",
        "GET /v1/incidents/a/entries",
        "GET /v1/incidents/a/entries/e",
        "POST /v1/incidents",
        "POST /v1/incidents/a/entries",
        "PUT /v1/incidents/a/entries/e",
        "DELETE /v1/incidents/a",
        "DELETE /v1/incidents/a/entries/e",
        "PATCH /v1/incidents/a%2Fb",
        "GET /v1/incidents/a/log",
        "GET /v1",
    ] {
        let has_body = line.starts_with('P');
        let call = way.admin(line).header("Cookie", "session=1").header("X-Other", "1");
        let call = call.header("X-Forwarded-For", "203.0.113.9").header("Referer", "http://status.example/admin/");
        let call = if has_body { call.body("application/json; charset=utf-8", sent.as_bytes()) } else { call };
        let reply = call.send().await.expect(200);
        let asked = script.asked().pop().expect("it was passed on");
        assert_eq!(asked.line(), line);
        assert_eq!(asked.header("authorization"), Some(ADMIN), "{line}");
        assert_eq!(asked.body, if has_body { sent } else { "" }, "byte for byte");
        let mut names = asked.header_names();
        names.sort_unstable();
        let mut expected = vec!["accept", "accept-encoding", "authorization", "host", "user-agent"];
        if has_body {
            expected.extend(["content-length", "content-type"]);
            expected.sort_unstable();
        }
        names.retain(|name| *name != "content-length" || has_body);
        assert_eq!(names, expected, "{line}");
        assert_eq!(reply.header("cache-control").as_deref(), Some("no-store"));
        assert_eq!((reply.header("set-cookie"), reply.header("x-internal")), (None, None), "{line}");
        if line.starts_with("DELETE") {
            assert_eq!(reply.text(), "");
        } else {
            assert_eq!(reply.json()["line"], line);
            assert_eq!(reply.header("content-type").as_deref(), Some("application/json"));
        }
    }
    let count = script.count();
    way.admin("GET /v1/incidents?token=x").send().await.expect(200);
    assert_eq!(script.asked().last().map(Asked::line).as_deref(), Some("GET /v1/incidents"), "no query goes along");
    let head = way.admin("HEAD /v1/incidents").send().await.expect(200);
    assert!(head.body.is_empty());
    assert_eq!(script.asked().last().map(|asked| asked.method.clone()).as_deref(), Some("GET"));
    assert_eq!(script.count(), count + 2);

    for (line, status, code) in [
        ("PATCH /v1/incidents", 405, "method_not_allowed"),
        ("DELETE /v1/incidents", 405, "method_not_allowed"),
        ("PUT /v1/incidents/a", 405, "method_not_allowed"),
        ("POST /v1/incidents/a/entries/e", 405, "method_not_allowed"),
        ("GET /v1/components", 404, "not_found"),
        ("POST /v1/keys", 404, "not_found"),
        ("GET /v1/incidents/a/entries/e/f", 404, "not_found"),
    ] {
        check(&way.admin(line).json(&json!({"name": "n"})).send().await, status, code);
    }
    let create = || way.admin("POST /v1/incidents");
    check(&create().body("text/plain", b"{}").send().await, 415, "unsupported_media_type");
    check(&create().body("application/json", b"{").send().await, 400, "not_json");
    let long = format!("{{\"name\": \"{}\"}}", "x".repeat(256 * 1024));
    check(&create().body("application/json", long.as_bytes()).send().await, 413, "too_large");
    assert_eq!(script.count(), count + 2, "nothing else is passed on");
    assert!(script.asked().iter().all(|asked| asked.header("authorization") != Some(KEY)));
}

#[tokio::test]
async fn the_upstream_reports_its_own_abilities() {
    let abilities = json!({"maintenances": true, "corrections": false, "more": [1]});
    for (reaction, status, code) in [
        (Reaction::json(200, &abilities), 200, ""),
        (Reaction::json(200, "[]"), 200, ""),
        (Reaction::json(404, json!({"error": {"code": "no_such_call"}})), 404, "no_such_call"),
        (Reaction::json(405, json!({"error": {"code": "not_here"}})), 405, "not_here"),
        (Reaction::html(404), 404, "not_found"),
        (Reaction::html(200), 502, "upstream_unreadable"),
        (Reaction::html(500), 502, "upstream_failed"),
        (Reaction::HangUp, 502, "upstream_no_answer"),
    ] {
        let shown = format!("{reaction:?}");
        let script = Script::always(reaction);
        let way = Way::to(&script).await;
        for line in ["GET /v1", "GET /v1/incidents/a/log"] {
            let reply = way.admin(line).send().await.expect(status);
            assert_eq!(reply.json()["error"]["code"].as_str().unwrap_or(""), code, "{line}: {shown}");
            if code == "not_found" {
                assert!(reply.text().contains("no such path"), "not the incident is missing: {}", reply.text());
            }
            assert_eq!(script.asked().last().map(Asked::line).as_deref(), Some(line));
        }
    }
}

#[tokio::test]
async fn corrections_pass_through_to_a_companion_and_back() {
    let api = TestServer::start().await;
    let way = WayBuilder { key: api.token().to_owned(), ..WayBuilder::default() };
    let way = way.to(&format!("http://{}/v1", api.address())).await;
    let call = |line: &str| way.call(line).auth(api.token());
    assert_eq!(call("GET /v1").send().await.expect(200).json(), api.admin("GET /v1").send().await.json());
    let body = json!({"name": "n", "entry": {"message": "m"}});
    let keyed = || call("POST /v1/incidents").header("Idempotency-Key", "a").json(&body);
    let first = keyed().send().await.expect(200);
    let again = keyed().send().await.expect(200);
    assert_eq!(again.header("idempotency-replayed").as_deref(), Some("true"));
    assert_eq!(first.body, again.body);
    let other = call("POST /v1/incidents").header("Idempotency-Key", "a").json(&json!({"name": "o"}));
    check(&other.send().await, 409, "idempotency_key_reused");
    let id = first.json()["id"].as_str().expect("an id").to_owned();
    assert_eq!(ids(&way.public("/incidents").await.expect(200).json()), [id.as_str()]);
    let patched = call(&format!("PATCH /v1/incidents/{id}")).json(&json!({"name": "new"})).send().await.expect(200);
    assert_eq!(patched.json()["name"], "new");
    assert_eq!(way.public("/incidents").await.json()["incidents"][0]["name"], "new", "at once");
    let entry = api.admin(&format!("GET /v1/incidents/{id}/entries")).send().await.json()["entries"][0].clone();
    let line = format!("PUT /v1/incidents/{id}/entries/{}", entry["id"].as_str().expect("an id"));
    call(&line).json(&json!({"message": "other words"})).send().await.expect(200);
    let shown = way.public(&format!("/incidents/{id}/entries")).await.expect(200);
    assert_eq!(shown.json()["entries"][0]["editedTime"], TestClock::START.to_string(), "visitors read it");
    let log = call(&format!("GET /v1/incidents/{id}/log")).send().await.expect(200).json();
    assert_eq!(log["log"].as_array().map(Vec::len), Some(3));
    check(&way.public(&format!("/incidents/{id}/log")).await, 404, "not_found");
}

#[tokio::test]
async fn an_idempotency_key_is_passed_on_only_if_the_client_sent_one() {
    let script = Script::start(usual);
    let way = Way::to(&script).await;
    let body = json!({"name": "n"});
    let last = || script.asked().last().and_then(|asked| asked.header("idempotency-key").map(str::to_owned));
    way.admin("POST /v1/incidents").json(&body).send().await.expect(200);
    assert_eq!(last(), None);
    way.admin("POST /v1/incidents").header("Idempotency-Key", "k-1").json(&body).send().await.expect(200);
    assert_eq!(last().as_deref(), Some("k-1"));
    for line in
        ["PATCH /v1/incidents/a", "PUT /v1/incidents/a/entries/e", "DELETE /v1/incidents/a", "GET /v1/incidents"]
    {
        way.admin(line).header("Idempotency-Key", "k-1").json(&body).send().await;
        assert_eq!(last(), None, "{line}");
    }
    // A lost answer is reported as one, and the server doesn't repeat the call.
    script.change(|_| Reaction::HangUp);
    for (line, key) in [("POST /v1/incidents", Some("k-2")), ("PATCH /v1/incidents/a", None)] {
        let count = script.count();
        let call = way.admin(line).json(&body);
        let call = match key {
            Some(key) => call.header("Idempotency-Key", key),
            None => call,
        };
        check(&call.send().await, 502, "outcome_unknown");
        assert_eq!(script.count(), count + 1, "{line}");
    }
}

#[tokio::test]
async fn a_visitors_credential_is_never_used() {
    let script = Script::start(usual);
    let way = Way::to(&script).await;
    for path in ["/incidents", "/incidents/a", "/incidents/a/entries"] {
        way.call(&format!("GET /public/v1{path}")).auth(ADMIN).header("Cookie", "a=b").send().await.expect(200);
    }
    for asked in script.asked() {
        assert_eq!((asked.header("authorization"), asked.header("cookie")), (Some(KEY), None));
    }
}

#[tokio::test]
async fn a_change_shows_at_once_and_a_refused_one_has_no_effect() {
    let lists = Arc::new(Mutex::new(list(&["a"])));
    let shown = lists.clone();
    let written = Arc::new(Mutex::new(Reaction::json(200, incident("b"))));
    let answer = written.clone();
    let script = Script::start(move |asked| match (asked.method.as_str(), asked.path.as_str()) {
        ("GET", "/v1/incidents") => Reaction::json(200, shown.lock().expect("no panic").clone()),
        ("GET", _) => usual(asked),
        _ => answer.lock().expect("no panic").clone(),
    });
    let way = Way::to(&script).await;
    let seen = async || ids(&way.public("/incidents").await.expect(200).json()).join(",");
    assert_eq!(seen().await, "a");
    *lists.lock().expect("no panic") = list(&["a", "b"]);
    assert_eq!(seen().await, "a", "the last answer is still good");
    for (status, is_dropped) in [(401, false), (403, false), (404, false), (422, false), (429, false), (200, true)] {
        *written.lock().expect("no panic") = Reaction::json(status, json!({"message": "m"}));
        let reply = way.admin("POST /v1/incidents").json(&json!({"name": "n"})).send().await;
        assert_eq!(reply.status, status);
        assert_eq!(seen().await, if is_dropped { "a,b" } else { "a" }, "{status}");
    }
    for (line, status) in [
        ("DELETE /v1/incidents/b", 200),
        ("POST /v1/incidents/a/entries", 200),
        ("PUT /v1/incidents/a/entries/e", 200),
        ("DELETE /v1/incidents/a/entries/e", 204),
        ("PATCH /v1/incidents/a", 200),
        // The effect of a call to a failed server is unknown.
        ("DELETE /v1/incidents/a", 500),
    ] {
        *written.lock().expect("no panic") = Reaction::json(status, if status == 204 { "" } else { "{}" });
        *lists.lock().expect("no panic") = list(&[line]);
        assert_ne!(seen().await, line);
        way.admin(line).json(&json!({"message": "m"})).send().await.expect(status);
        assert_eq!(seen().await, line);
    }
    *lists.lock().expect("no panic") = list(&["z"]);
    way.admin("GET /v1/incidents").send().await.expect(200);
    assert_ne!(seen().await, "z", "reading changes nothing");
}

#[tokio::test]
async fn a_read_from_before_a_change_is_not_used_after_it() {
    let (gate, reads) = (Gate::default(), Arc::new(AtomicUsize::new(0)));
    let (held, counted) = (gate.clone(), reads.clone());
    let script = Script::start(move |asked| match asked.method.as_str() {
        "GET" if counted.fetch_add(1, Ordering::SeqCst) == 0 => {
            held.wait();
            Reaction::json(200, list(&["before"]))
        }
        "GET" => Reaction::json(200, list(&["after"])),
        _ => Reaction::json(200, incident("after")),
    });
    let way = Way::to(&script).await;
    let early = tokio::spawn({
        let call = way.call("GET /public/v1/incidents");
        async move { call.send().await }
    });
    gate.holds().await;
    way.admin("POST /v1/incidents").json(&json!({"name": "n"})).send().await.expect(200);
    assert_eq!(ids(&way.public("/incidents").await.expect(200).json()), ["after"]);
    gate.open();
    assert_eq!(ids(&early.await.expect("no panic").expect(200).json()), ["before"]);
    assert_eq!(ids(&way.public("/incidents").await.expect(200).json()), ["after"], "it takes nobody's place");
    assert_eq!(reads.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_lost_answer_is_an_unknown_outcome_and_the_call_is_not_repeated() {
    for (reaction, status) in [
        (Reaction::HangUp, 502),
        (Reaction::Half(incident("b").to_string()), 502),
        (Reaction::Silence, 504),
        (Reaction::html(200), 502),
        (Reaction::html(502), 502),
        (Reaction::json(500, ""), 502),
        (Reaction::html(504), 504),
    ] {
        let lost = reaction.clone();
        let script = Script::start(move |asked| if asked.method == "GET" { usual(asked) } else { lost.clone() });
        // Only an answer that never comes has a short limit, as a busy machine may be slow with all others.
        let passing = if let Reaction::Silence = reaction { Duration::from_millis(300) } else { PATIENCE };
        let way = WayBuilder { passing, ..WayBuilder::default() }.to(&script.base()).await;
        way.public("/incidents").await.expect(200);
        for (line, count) in [
            ("POST /v1/incidents", 2),
            ("POST /v1/incidents/a/entries", 4),
            ("PUT /v1/incidents/a/entries/e", 6),
            ("DELETE /v1/incidents/a", 8),
        ] {
            let reply = way.admin(line).json(&json!({"name": "n"})).send().await;
            check(&reply, status, "outcome_unknown");
            assert!(reply.text().contains("may or may not have been made"), "{}", reply.text());
            assert_eq!(reply.header("retry-after"), None, "nothing suggests to send it again");
            assert_eq!(script.count(), count, "{line} {reaction:?}");
            way.public("/incidents").await.expect(200);
            assert_eq!(script.count(), count + 1, "it may have been done, so the list is read again");
        }
        let read = reaction.clone();
        script.change(move |_| read.clone());
        let reply = way.admin("GET /v1/incidents").send().await;
        assert!(reply.status >= 500 && reply.code() != "outcome_unknown", "{}", reply.text());
    }
}

#[tokio::test]
async fn no_redirect_is_followed() {
    let elsewhere = Script::start(usual);
    for status in [301, 302, 303, 307, 308] {
        let to = elsewhere.base() + "/incidents";
        let script = Script::always(Reaction::json(status, "{}").with("Location", &to));
        let way = Way::to(&script).await;
        check(&way.public("/incidents").await, 502, "upstream_unexpected");
        for line in ["GET /v1/incidents", "POST /v1/incidents", "DELETE /v1/incidents/a"] {
            let reply = way.admin(line).json(&json!({"name": "n"})).send().await;
            check(&reply, 502, "upstream_unexpected");
            assert_eq!(reply.header("location"), None);
        }
        assert_eq!(script.count(), 4);
    }
    assert_eq!(elsewhere.count(), 0);
}

#[tokio::test]
async fn the_answer_of_the_upstream_is_passed_back() {
    let invalid =
        json!({"error": {"code": "invalid", "message": "m"}, "errors": [{"field": "name", "message": "long"}]});
    for (reaction, status, own) in [
        (Reaction::json(422, &invalid), 422, None),
        (Reaction::json(409, json!({"message": "m"})), 409, None),
        (Reaction::json(401, json!({"message": "m"})).with("WWW-Authenticate", "Basic"), 401, None),
        (Reaction::json(403, json!({"message": "m"})), 403, None),
        (Reaction::json(404, json!({"message": "m"})), 404, None),
        (Reaction::json(429, json!({"message": "m"})).with("Retry-After", "17"), 429, None),
        (Reaction::json(503, json!({"message": "m"})).with("Retry-After", "17"), 503, None),
        (Reaction::html(401), 401, Some("wrong_credential")),
        (Reaction::html(403), 403, Some("upstream_refused")),
        (Reaction::html(404), 404, Some("not_found")),
        (Reaction::html(429).with("Retry-After", "17"), 429, Some("upstream_refused")),
        (Reaction::json(400, ""), 400, Some("upstream_refused")),
        // A credential is never sent back, not even to its owner, as it would appear on a screen.
        (Reaction::json(401, json!({"message": format!("no such token: {ADMIN}")})), 401, Some("wrong_credential")),
        (Reaction::json(400, json!({"message": format!("bad header: {ADMIN}")})), 400, Some("upstream_refused")),
    ] {
        let way = Way::to(&Script::always(reaction.clone())).await;
        let reply = way.admin("POST /v1/incidents").json(&json!({"name": "n"})).send().await;
        assert_eq!(reply.status, status, "{reaction:?}");
        match own {
            Some(code) => check(&reply, status, code),
            None => assert!(matches!(&reaction, Reaction::Answer { body, .. } if *body == reply.text())),
        }
        assert!(!reply.text().contains(ADMIN) && !reply.text().contains("<html"), "{}", reply.text());
        if matches!(status, 429 | 503) {
            assert_eq!(reply.header("retry-after").as_deref(), Some("17"));
        }
        let scheme = reply.header("www-authenticate");
        assert_eq!(scheme.as_deref(), (status == 401).then_some("StatusEntry"), "no other scheme asks for a password");
        assert_eq!(reply.header("content-type").as_deref(), Some("application/json"));
    }
}

#[tokio::test]
async fn the_time_of_the_api_is_passed_back() {
    let date = "Mon, 23 Nov 2026 11:58:00 GMT";
    let way = Way::to(&Script::always(Reaction::json(200, "{}").with("Date", date).with("Age", "3"))).await;
    let reply = way.admin("GET /v1/incidents").send().await.expect(200);
    assert_eq!(reply.header("date").as_deref(), Some(date), "the admin view signs by it");
    assert_eq!(reply.header("age").as_deref(), Some("3"));
}

/// An API that accepts credentials with one of these words.
fn lets_in(words: &'static [&'static str]) -> impl Fn(&Asked) -> Reaction + Send + Sync + 'static {
    move |asked| match asked.header("authorization") {
        Some(value) if words.iter().any(|word| value.contains(word)) => Reaction::json(200, list(&["a"])),
        _ => Reaction::json(401, json!({"error": {"code": "wrong_credential", "message": "No."}})),
    }
}

#[tokio::test]
async fn failed_sign_ins_are_slowed_by_address() {
    let script = Script::start(lets_in(&["a-good-signature", "good"]));
    let way = WayBuilder { proxies: vec!["127.0.0.1"], ..WayBuilder::default() }.to(&script.base()).await;
    let from = async |client: &str, credential: &str| {
        way.call("GET /v1/incidents").auth(credential).header("X-Forwarded-For", client).send().await
    };
    const PAIR: &str = "StatusEntry ak_ada:head.a-good-signature-1";
    assert_eq!(from("203.0.113.9", PAIR).await.status, 200);
    assert_eq!(from("203.0.113.77", "the good old token").await.status, 200);
    for _ in 0..10 {
        assert_eq!(from("203.0.113.9", "wrong").await.status, 401);
    }
    way.clock.pass_seconds(20);
    let asked = script.count();
    let slowed = from("203.0.113.9", "wrong").await;
    check(&slowed, 429, "too_many_failures");
    assert_eq!(slowed.header("retry-after").as_deref(), Some("40"));
    assert_eq!(from("203.0.113.9", "good").await.status, 429, "nobody can tell it from a guess");
    assert_eq!(script.count(), asked, "guesses are kept from the API");
    let later = PAIR.replace("signature-1", "signature-2");
    assert_eq!(from("203.0.113.9", &later).await.status, 200, "whoever was let in before is not held up");
    assert_eq!(from("203.0.113.9", "the good old token").await.status, 200, "from wherever that was");
    assert_eq!(from("203.0.113.10", "wrong").await.status, 401, "another address");
    assert_eq!(way.call("GET /public/v1/incidents").header("X-Forwarded-For", "203.0.113.9").send().await.status, 502);
    way.clock.pass_seconds(40);
    assert_eq!(from("203.0.113.9", "good").await.status, 200, "the minute is over");
}

#[tokio::test]
async fn s86_guesses_that_are_passed_on_share_a_budget() {
    let script = Script::start(lets_in(&["good"]));
    let way = WayBuilder { proxies: vec!["127.0.0.1"], ..WayBuilder::default() }.to(&script.base()).await;
    let from = |client: &str, credential: &str| {
        way.call("GET /v1/incidents").auth(credential).header("X-Forwarded-For", client)
    };
    from("2001:db8::1", "good-0").send().await.expect(200);
    let guesses = (0..100).map(|n| tokio::spawn(from(&format!("2001:db8::{n:x}"), &format!("guess-{n}")).send()));
    let guesses: Vec<_> = guesses.collect();
    let mut refused = 0;
    for guess in guesses {
        let status = guess.await.expect("no panic").status;
        assert!([401, 429].contains(&status), "{status}");
        refused += usize::from(status == 401);
    }
    assert_eq!(refused, 10);
    // Those that were on their way when the budget was used up.
    assert!(script.count() <= 1 + 10 + 3, "{}", script.count());
    from("2001:db8::5", "good-0").send().await.expect(200);
    // A client that leaves before the answer uses the budget too.
    let gate = Gate::default();
    let held = gate.clone();
    script.change(move |asked| {
        held.wait();
        lets_in(&["good"])(asked)
    });
    let asked = script.count();
    let mut guesses: Vec<_> = (0..4).map(|n| way.begun_as(&format!("guess-{n}"), "203.0.113.5")).collect();
    for guess in &mut guesses {
        assert!(waits(guess).await);
    }
    script.has_received(asked + 4).await;
    drop(guesses);
    gate.open();
    let mut refused = 0;
    while from("203.0.113.5", "guess").send().await.status == 401 {
        refused += 1;
    }
    // They keep the places of their address until they are counted.
    assert!((6..=9).contains(&refused), "{refused}");
}

#[tokio::test]
async fn s82_wrong_signatures_for_a_known_access_key_count_as_guesses() {
    let script = Script::start(lets_in(&["a-good-signature"]));
    let way = WayBuilder { proxies: vec!["127.0.0.1"], ..WayBuilder::default() }.to(&script.base()).await;
    let from = async |client: &str, signature: &str| {
        let value = format!("StatusEntry ak_ada:head.claims.{signature}");
        way.call("GET /v1/incidents").auth(&value).header("X-Forwarded-For", client).send().await
    };
    for home in ["203.0.113.9", "203.0.113.10"] {
        assert_eq!(from(home, "a-good-signature-0").await.status, 200);
    }
    // From where it was let in before, and from elsewhere.
    for client in ["203.0.113.9", "198.51.100.1"] {
        for n in 0..10 {
            assert_eq!(from(client, &format!("guess-{n}")).await.status, 401, "{client}");
        }
        let asked = script.count();
        let slowed = from(client, "guess").await;
        check(&slowed, 429, "too_many_failures");
        assert_eq!(slowed.header("retry-after").as_deref(), Some("60"));
        assert_eq!(script.count(), asked, "{client}");
        // They count for the address as well.
        let other = way.call("GET /v1/incidents").auth("wrong").header("X-Forwarded-For", client);
        check(&other.send().await, 429, "too_many_failures");
    }
    assert_eq!(from("203.0.113.10", "a-good-signature-1").await.status, 200, "its owner is somewhere else");
    way.clock.pass_seconds(60);
    assert_eq!(from("203.0.113.9", "a-good-signature-2").await.status, 200, "the minute is over");

    // A token that was revoked is like any other.
    script.change(lets_in(&["of-a-script"]));
    let token = async || way.call("GET /v1/incidents").auth("token-of-a-script").send().await.status;
    assert_eq!(token().await, 200);
    script.change(lets_in(&["nothing"]));
    for _ in 0..10 {
        assert_eq!(token().await, 401);
    }
    assert_eq!(token().await, 429);
    // Only an answer that requires a credential proves that one is right.
    script.change(|_| Reaction::json(200, "{}"));
    let abilities = way.call("GET /v1").auth("made-up").header("X-Forwarded-For", "192.0.2.1");
    abilities.send().await.expect(200);
    script.change(|_| Reaction::html(200));
    way.call("GET /v1/incidents").auth("made-up").header("X-Forwarded-For", "192.0.2.1").send().await.expect(502);
    script.change(lets_in(&["nothing"]));
    let made_up = async || {
        let call = way.call("GET /v1/incidents").auth("made-up").header("X-Forwarded-For", "192.0.2.1");
        call.send().await.status
    };
    for _ in 0..10 {
        assert_eq!(made_up().await, 401);
    }
    assert_eq!(made_up().await, 429);
}

#[tokio::test]
async fn s83_made_up_tokens_take_no_slots_of_accepted_credentials() {
    let gate = Gate::default();
    let held = gate.clone();
    let script = Script::start(move |asked| {
        let value = asked.header("authorization").unwrap_or_default().to_owned();
        if value.contains("made-up") {
            held.wait();
            return Reaction::json(401, json!({"error": {"code": "wrong_credential", "message": "No."}}));
        }
        Reaction::json(200, list(&["a"]))
    });
    let way = WayBuilder { proxies: vec!["127.0.0.1"], ..WayBuilder::default() }.to(&script.base()).await;
    let from = async |client: &str, credential: &str| {
        let call = way.call("GET /v1/incidents").auth(credential).header("X-Forwarded-For", client);
        call.send().await.status
    };
    let pair = |signature: &str| format!("StatusEntry ak_ada:head.claims.{signature}");
    assert_eq!(from("203.0.113.9", "token-of-ben").await, 200);
    assert_eq!(from("203.0.113.9", &pair("good-0")).await, 200);
    // Forty from one address: someone else signs in for the first time.
    let mut guesses = Vec::new();
    let mut guess = async |credential: &str, client: &str| {
        let mut guess = way.begun_as(credential, client);
        assert!(waits(&mut guess).await);
        guesses.push(guess);
    };
    for n in 0..40 {
        guess(&format!("made-up-{n}"), "198.51.100.1").await;
    }
    assert_eq!(from("203.0.113.50", "first-sign-in").await, 200);
    // From everywhere, also from where admins are, and with the access key of one of them.
    for n in 0..40 {
        guess(&format!("made-up-{n}"), &format!("198.51.100.{n}")).await;
        guess(&format!("made-up-{n}"), "203.0.113.9").await;
        guess(&pair(&format!("made-up-{n}")), &format!("192.0.2.{n}")).await;
    }
    for n in 0..20 {
        assert_eq!(from("203.0.113.9", "token-of-ben").await, 200);
        assert_eq!(from("203.0.113.9", &pair(&format!("good-{n}"))).await, 200);
    }
    assert_eq!(from("198.51.100.200", "token-of-ben").await, 200, "a token is known wherever it is used");
    gate.open();
}

#[tokio::test]
async fn s84_health_reports_the_answer_that_a_list_would_get() {
    let script = Script::start(usual);
    let way = Way::to(&script).await;
    way.public("/incidents").await.expect(200);
    assert_eq!(way.call("GET /healthz").send().await.status, 200);
    // Told in the answer to another call, it counts for the list.
    script.change(|asked| match asked.line().as_str() {
        "GET /v1/incidents" => usual(asked),
        _ => Reaction::json(503, "{}").with("Retry-After", "600"),
    });
    way.public("/incidents/a/entries").await.expect(503);
    assert_eq!(way.call("GET /healthz").send().await.status, 200, "what is kept is still given");
    way.clock.pass_seconds(10);
    check(&way.public("/incidents").await, 503, "upstream_busy");
    let health = way.call("GET /healthz").send().await.expect(503);
    assert!(health.text().contains("upstream_busy"), "{}", health.text());
    script.change(usual);
    way.clock.pass_seconds(600);
    way.public("/incidents").await.expect(200);
    way.call("GET /healthz").send().await.expect(200);
}

#[tokio::test]
async fn s85_a_key_pair_keeps_reading_with_a_wrong_clock() {
    let ahead = Arc::new(AtomicI64::new(0));
    let api = ahead.clone();
    let clock = Arc::new(TestClock::new());
    let of_api = clock.clone();
    let script = Script::start(move |asked| {
        let now = of_api.seconds() + api.load(Ordering::SeqCst);
        let date = httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_secs(now.unsigned_abs()));
        let token = asked.header("authorization").and_then(|value| value.split(':').nth(1));
        let claims = token.and_then(jwt::claims_of).unwrap_or_default();
        let time = |key: &str| claims[key].as_i64().unwrap_or(0);
        let is_good = time("iat") <= now + 60 && now < time("exp") + 60 && claims["iss"] == "ak_server";
        let reaction = if is_good { usual(asked) } else { Reaction::json(401, json!({"message": "No."})) };
        reaction.with("Date", &date)
    });
    let pair = KeyPair::new("ak_server").expect("a key");
    let credential = Credential::Pair(pair, "sk_secret".to_owned());
    let way = WayBuilder { credential: Some(credential), clock: clock.clone(), ..WayBuilder::default() };
    let way = way.to(&script.base()).await;
    let mut asked = 0;
    // Ours was set back, then ahead, then right.
    for (by, calls) in [(0, 1), (3600, 2), (3601, 1), (-7200, 2), (-7200, 1), (0, 2), (0, 1)] {
        ahead.store(by, Ordering::SeqCst);
        clock.pass_seconds(10);
        way.public("/incidents").await.expect(200);
        asked += calls;
        assert_eq!(script.count(), asked, "{by}");
    }
    // A key that is refused at the right time is not tried twice.
    script
        .change(move |_| Reaction::json(401, json!({"message": "No."})).with("Date", "Mon, 23 Nov 2026 12:01:10 GMT"));
    clock.pass_seconds(10);
    check(&way.public("/incidents").await, 502, "upstream_key_refused");
    assert_eq!(script.count(), asked + 1);
}

#[tokio::test]
async fn other_origins_have_the_same_rights_as_with_a_database() {
    const ALLOWED: &str = "https://status.example.com";
    let script = Script::start(usual);
    let way = WayBuilder { origins: vec![ALLOWED], ..WayBuilder::default() }.to(&script.base()).await;
    for (origin, allowed) in [(ALLOWED, true), ("https://evil.example.com", false)] {
        let expected = allowed.then(|| origin.to_owned());
        let preflight = way.call("OPTIONS /v1/incidents").header("Origin", origin);
        let asked = preflight.header("Access-Control-Request-Method", "POST").send().await;
        assert_eq!(
            (asked.status, asked.header("access-control-allow-origin")),
            (if allowed { 204 } else { 401 }, expected.clone())
        );
        let reply = way.admin("GET /v1/incidents").header("Origin", origin).send().await.expect(200);
        assert_eq!(reply.header("access-control-allow-origin"), expected);
        let public = way.call("GET /public/v1/incidents").header("Origin", origin).send().await.expect(200);
        assert_eq!(public.header("access-control-allow-origin").as_deref(), Some("*"));
    }
    assert_eq!(script.count(), 3, "a preflight is nobody's call");
}

#[tokio::test]
async fn health_reports_the_last_answer_without_waiting_for_one() {
    let (script, gate) = held_back();
    let way = Way::to(&script).await;
    let health = async || {
        let reply = way.call("GET /healthz").send().await;
        (reply.status, reply.text())
    };
    let (status, text) = health().await;
    assert_eq!((status, text.contains("hasn't been called yet")), (200, true), "{text}");
    gate.open();
    way.public("/incidents").await.expect(200);
    for _ in 0..5 {
        assert_eq!(health().await, (200, "ok".to_owned()));
    }
    assert_eq!(script.count(), 1, "it is not asked each time");
    script.change(|_| Reaction::html(500));
    way.clock.pass_seconds(10);
    assert_eq!(health().await.0, 200);
    // Its own question finds out, without any visitor.
    script.has_received(2).await;
    check(&way.public("/incidents").await, 502, "upstream_failed");
    let (status, text) = health().await;
    assert_eq!((status, text.contains("upstream_failed")), (503, true), "{text}");
    script.change(usual);
    way.clock.pass_seconds(2);
    assert_eq!(health().await.0, 503);
    way.public("/incidents").await.expect(200);
    assert_eq!(health().await.0, 200, "it is well again without anybody's doing");
    assert_eq!(script.count(), 3);
}

/// The time that a page shows.
fn as_of(page: &str) -> i64 {
    let after = page.split("\"asOf\":\"").nth(1).expect("a time");
    after.split('"').next().and_then(|time| time.parse().ok()).expect("milliseconds")
}

#[tokio::test]
async fn pages_have_their_content_and_its_time() {
    let folder = tempfile::tempdir().expect("a folder");
    site::build(folder.path(), "0123456789abcdef");
    let builder = || WayBuilder { site: Some(folder.path().to_owned()), ..WayBuilder::default() };
    let script = Script::start(usual);
    let way = builder().to(&script.base()).await;
    let page = async |path: &str| way.call(&format!("GET {path}")).send().await;
    way.public("/incidents").await.expect(200);
    way.clock.pass_seconds(7);
    let front = page("/").await.expect(200).text();
    // As old as the oldest of its data, and too old for the app's first answer.
    assert_eq!(as_of(&front), TestClock::START - 1_000);
    let (visible, _) = front.split_once("<script type=\"application/json\"").expect("a data block");
    assert!(visible.contains("data-incident=\"a\"") && visible.contains(">m<"), "{visible}");
    assert!(!front.contains("customerId") && !front.contains("sendNotification") && !front.contains("c-1"));
    assert_eq!(page("/incidents/a/").await.expect(200).text().matches("data-incident=\"a\"").count(), 1);
    page("/incidents/b/").await.expect(404);
    assert_eq!(script.count(), 2, "the list and one timeline");

    // A new list shows as soon as the last one is over.
    script.change(|asked| match asked.path.as_str() {
        "/v1/incidents" => Reaction::json(200, list(&["a", "b"])),
        _ => usual(asked),
    });
    way.clock.pass_seconds(3);
    page("/incidents/b/").await.expect(200);
    let newer = page("/").await.expect(200).text();
    assert_eq!(as_of(&newer), TestClock::START + 6_000, "the timeline is from then");

    // A failed or slow read leaves the earlier page, with its own time.
    let gate = Gate::default();
    let held = gate.clone();
    for reaction in [Some(Reaction::html(500)), None] {
        let held = held.clone();
        script.change(move |_| {
            reaction.clone().unwrap_or_else(|| {
                held.wait();
                Reaction::HangUp
            })
        });
        way.clock.pass_seconds(120);
        assert_eq!(page("/").await.expect(200).text(), newer);
        page("/incidents/a/").await.expect(200);
    }
    gate.open();

    // Without any data there is no page with content.
    let nothing = builder().to(&Script::always(Reaction::html(500)).base()).await;
    let reply = nothing.call("GET /").send().await.expect(503);
    assert!(reply.header("retry-after").is_some());
}

#[tokio::test]
async fn a_page_of_a_list_that_is_not_whole_never_passes_for_one_that_is() {
    let folder = tempfile::tempdir().expect("a folder");
    site::build(folder.path(), "0123456789abcdef");
    let answer = json!({"incidents": [{"id": "b"}]});
    let script = Script::start(move |_| Reaction::json(200, &answer));
    let way = WayBuilder { site: Some(folder.path().to_owned()), ..WayBuilder::default() }.to(&script.base()).await;
    let front = way.call("GET /").send().await.expect(200).text();
    let data = front.split("id=\"statuspane-data\">").nth(1).and_then(|rest| rest.split("</script>").next());
    let carried = decode_list(data.expect("a data block")).expect("a list");
    assert_eq!((carried.incidents().len(), carried.unreadable()), (0, 1));
    let snapshot = way.call("GET /incidents.json").send().await.expect(200).text();
    assert!(!decode_list(&snapshot).expect("a list").is_complete());
}

#[tokio::test]
async fn the_program_proxies_and_logs_no_secret() {
    let api = TestServer::start().await;
    let folder = tempfile::tempdir().expect("a folder");
    let key = folder.path().join("key");
    let base = format!("http://{}/v1", api.address());
    let pair = format!("{}\n{}\n", api.access_key(), api.secret());
    for content in [api.token().to_owned(), pair] {
        std::fs::write(&key, &content).expect("a file");
        // A pair signs by the machine's clock, and the API here is at another time: then it signs by the API's.
        let is_pair = content.contains('\n');
        let key = key.to_str().expect("text");
        let mut process = Process::start(&mut serve(&["--upstream", &base, "--key-file", key]), 1);
        assert!(process.lines.remove(0).starts_with("Incident API: "));
        process.call("GET /public/v1/incidents").await.expect(200);
        let create = Call::new(process.address, "POST /v1/incidents?token=in-the-query").auth(api.token());
        let id = create.json(&json!({"name": "n"})).send().await.expect(200).json()["id"].clone();
        let signed = api.signed(&api.claims());
        Call::new(process.address, "GET /v1/incidents").auth(&signed).send().await.expect(200);
        let wrong = Call::new(process.address, "GET /v1/incidents").auth("a-wrong-credential").send().await;
        assert_eq!(wrong.status, 401);
        let list = process.call("GET /public/v1/incidents").await.expect(200).json();
        assert!(list["incidents"].as_array().expect("a list").iter().any(|one| one["id"] == id), "{list}");
        process.signal("TERM");
        let (status, log) = process.wait();
        assert!(
            status.success() && log.contains("stopped") && log.contains("refused a request for its credentials"),
            "{log}"
        );
        assert_eq!(log.contains("the clocks of this machine and the API differ"), is_pair, "{log}");
        assert!(!log.contains("didn't respond to a forwarded call"), "{log}");
        for secret in [api.token(), api.secret(), &signed, "a-wrong-credential", "in-the-query", "Bearer", "eyJ"] {
            assert!(!log.contains(secret), "{secret} in the log: {log}");
        }
    }
}

#[tokio::test]
async fn unusable_upstream_addresses_are_reported() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| folder.path().join(name).to_str().expect("text").to_owned();
    std::fs::write(file("three"), "one\ntwo\nthree-is-a-secret\n").expect("a file");
    let away = "https://192.0.2.1/v1";
    for (arguments, code, part) in [
        (vec!["--upstream", away, "--demo"], 2, "--demo"),
        (vec!["--upstream", away, "--database", "sqlite:x.db"], 2, "--database"),
        (vec!["--key-file", "key"], 2, "--upstream"),
        (vec!["--upstream", "v1"], 1, "--upstream"),
        (vec!["--upstream", "https://a-key@192.0.2.1/v1"], 1, "--upstream"),
        (vec!["--upstream", away, "--key-file", &file("none")], 1, "none"),
        (vec!["--upstream", away, "--key-file", &file("three")], 1, "one or two lines"),
    ] {
        let mut all = vec!["serve", "--listen", "127.0.0.1:0"];
        all.extend(&arguments);
        let finished = run(&all).await.expect(code);
        assert!(finished.stderr.contains(part), "{arguments:?}: {}", finished.stderr);
        assert!(!finished.stderr.contains("a-key") && !finished.stderr.contains("is-a-secret"), "{}", finished.stderr);
        if code == 1 {
            assert_eq!(finished.stderr.lines().count(), 1, "{arguments:?}: {}", finished.stderr);
            assert!(finished.stderr.contains("Nothing was started."), "{}", finished.stderr);
        }
    }
    // Nothing listens there, and nothing is needed for a start.
    let mut command = serve(&["--upstream", "http://192.0.2.1/v1"]);
    let process = Process::start(command.env("STATUSPANE_KEY", KEY), 1);
    process.signal("TERM");
    let (_, log) = process.wait();
    assert!(log.contains("over http"), "{log}");
    assert!(!log.contains(KEY), "{log}");
}
