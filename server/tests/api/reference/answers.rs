//! What the API, the site and the way to an upstream answer.

use super::stored::{Reference, cut};
use super::{Stable, without_version};
use crate::support::bundle::TestBundle;
use crate::support::client::Call;
use crate::support::script::{Reaction, Script};
use crate::support::{TestServer, TestServerBuilder, jwt};
use crate::upstream::{ADMIN, WayBuilder};
use axum::response::IntoResponse;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use statuspane_server::clock::Clock;
use statuspane_server::demo;
use statuspane_server::http::ErrorResponse;
use statuspane_server::http::UpstreamError;
use statuspane_server::serve::site::ConfigSource;
use std::time::Duration;

const ORIGIN: &str = "https://status.example.com";

fn hide(server: &TestServer) -> Stable {
    let mut stable = Stable::default();
    stable.hide(server.token(), "<token>");
    stable.hide(server.access_key(), "<access key>");
    stable.hide(&server.address().to_string(), "<address>");
    stable
}

#[tokio::test]
async fn answers_of_the_api_are_as_before() {
    let mut reference = Reference::new("api");
    let server = TestServerBuilder { origins: vec![ORIGIN], ..TestServerBuilder::default() }.start().await;
    let mut stable = hide(&server);

    let mut text = String::new();
    let call = |line: &str| server.admin(line);
    stable.ask(&mut text, call("GET /v1")).await;
    stable.ask(&mut text, call("GET /v1/incidents")).await;
    stable.ask(&mut text, server.call("GET /public/v1/incidents")).await;
    let whole = json!({"name": "API down", "incidentImpact": "major", "incidentStatus": "investigating", "entry": {
        "message": "We are looking into it.", "sendNotification": true,
        "affectedComponents": [{"componentId": "api", "componentStatus": "major_outage"}]}});
    let created = stable.ask(&mut text, call("POST /v1/incidents").json(&whole)).await.expect(200).json();
    let id = created["id"].as_str().expect("an id").to_owned();
    server.clock.pass_seconds(60);
    stable.ask(&mut text, call("POST /v1/incidents").json(&json!({"name": "Without an entry"}))).await.expect(200);
    server.clock.pass_seconds(60);
    let update = json!({"message": "A fix is out.", "incidentStatus": "monitoring"});
    let entry =
        stable.ask(&mut text, call(&format!("POST /v1/incidents/{id}/entries")).json(&update)).await.expect(200);
    let entry = entry.json()["id"].as_str().expect("an id").to_owned();
    let at_incident = [("GET", ""), ("GET", "/entries"), ("GET", "/log")];
    for (method, path) in at_incident {
        stable.ask(&mut text, call(&format!("{method} /v1/incidents/{id}{path}"))).await.expect(200);
    }
    let own = format!("/v1/incidents/{id}/entries/{entry}");
    stable.ask(&mut text, call(&format!("GET {own}"))).await.expect(200);
    stable.ask(&mut text, call(&format!("PUT {own}")).json(&json!({"message": "A fix is there."}))).await.expect(200);
    let correction = json!({"name": "API is down", "incidentImpact": "critical"});
    stable.ask(&mut text, call(&format!("PATCH /v1/incidents/{id}")).json(&correction)).await.expect(200);
    server.clock.pass_seconds(600);
    let end = json!({"message": "All is well.", "incidentStatus": "resolved"});
    stable.ask(&mut text, call(&format!("POST /v1/incidents/{id}/entries")).json(&end)).await.expect(200);
    stable.ask(&mut text, call("GET /v1/incidents")).await.expect(200);
    for path in ["/as-of", "/incidents", &format!("/incidents/{id}"), &format!("/incidents/{id}/entries")] {
        let line = format!("/public/v1{path}");
        let reply = stable.ask(&mut text, server.call(&format!("GET {line}"))).await.expect(200);
        stable.ask(&mut text, server.call(&format!("HEAD {line}"))).await.expect(200);
        stable.ask(&mut text, server.call(&format!("OPTIONS {line}"))).await.expect(204);
        if let Some(tag) = reply.header("etag") {
            stable.hide(&tag, "<tag>");
            stable.ask(&mut text, server.call(&format!("GET {line}")).header("If-None-Match", &tag)).await.expect(304);
        }
    }
    stable.ask(&mut text, call(&format!("GET /v1/incidents/{id}/log"))).await.expect(200);
    stable.ask(&mut text, call(&format!("DELETE {own}"))).await.expect(200);
    stable.ask(&mut text, call(&format!("DELETE /v1/incidents/{id}"))).await.expect(200);
    stable.ask(&mut text, call(&format!("GET /v1/incidents/{id}"))).await.expect(404);
    reference.text("calls.txt", &text);

    let mut text = String::new();
    for (path, method) in [("/v1/incidents", "POST"), ("/v1/incidents/x", "DELETE"), ("/public/v1/incidents", "GET")] {
        for origin in [ORIGIN, "https://elsewhere.example"] {
            let call = server.call(&format!("OPTIONS {path}")).header("Origin", origin);
            let call = call.header("Access-Control-Request-Method", method);
            stable.ask(&mut text, call.header("Access-Control-Request-Headers", "authorization")).await;
            stable.ask(&mut text, server.admin(&format!("GET {path}")).header("Origin", origin)).await;
        }
    }
    reference.text("origins.txt", &text);

    let mut text = String::new();
    let again = || call("POST /v1/incidents").header("Idempotency-Key", "k-1");
    stable.ask(&mut text, again().json(&json!({"name": "Once"}))).await.expect(200);
    stable.ask(&mut text, again().json(&json!({"name": "Once"}))).await.expect(200);
    stable.ask(&mut text, again().json(&json!({"name": "Twice"}))).await.expect(409);
    stable.ask(&mut text, call("POST /v1/incidents").header("Idempotency-Key", "a b").json(&whole)).await.expect(422);
    reference.text("idempotency.txt", &text);

    reference.text("errors.txt", &errors(&server, &mut stable).await);
    reference.text("problems.txt", &problems().await);
    reference.check();
}

/// Every failure that a request can provoke.
async fn errors(server: &TestServer, stable: &mut Stable) -> String {
    let mut text = String::new();
    let call = |line: &str| server.admin(line);
    let id = server.create(&json!({"name": "n", "entry": {"message": "m"}})).await;
    for line in [
        "GET /v1/incidents/none",
        "GET /v1/incidents/none/entries",
        "GET /v1/incidents/none/log",
        "DELETE /v1/incidents/none",
        &format!("GET /v1/incidents/{id}/entries/none"),
        &format!("DELETE /v1/incidents/{id}/entries/none"),
        "GET /v1/components",
        "GET /v1/",
        "GET /public/v1/incidents/none",
        "GET /public/v1/incidents/none/entries",
        "GET /public/v1/keys",
        "PUT /v1/incidents",
        &format!("POST /v1/incidents/{id}"),
        "DELETE /public/v1/incidents",
        "POST /public/v1/as-of",
    ] {
        stable.ask(&mut text, call(line)).await;
    }
    for path in ["/v1/incidents", "/v1/nothing"] {
        stable.ask(&mut text, server.call(&format!("GET {path}"))).await.expect(401);
    }
    stable.ask(&mut text, server.call("GET /v1/incidents").auth("wrong")).await.expect(401);
    let claims = jwt::claims(server.access_key(), server.clock.seconds() - 10_000);
    let expired = server.signed(&claims);
    stable.hide(&expired, "<expired>");
    stable.ask(&mut text, server.call("GET /v1/incidents").auth(&expired)).await.expect(401);

    let create = || call("POST /v1/incidents");
    for body in ["", "{", "[1,]"] {
        stable.ask(&mut text, create().body("application/json", body.as_bytes())).await.expect(400);
    }
    stable.ask(&mut text, create().body("text/plain", b"{}")).await.expect(415);
    let too_large = create().header("Content-Length", "300000").header("Content-Type", "application/json");
    stable.ask(&mut text, too_large).await.expect(413);
    let entry = |entry: Value| json!({"name": "n", "entry": entry});
    let component = json!({"componentId": "a", "componentStatus": "operational"});
    for body in [
        json!([]),
        json!({}),
        json!({"name": 7, "incidentImpact": "bad", "incidentStatus": "bad"}),
        json!({"name": "n".repeat(10), "resolutionTime": "1795435200000"}),
        json!({"name": "n", "incidentStatus": "resolved", "resolutionTime": "1000000000000"}),
        entry(json!("text")),
        entry(json!({})),
        entry(json!({"message": "m", "date": "yesterday", "sendNotification": "yes"})),
        entry(json!({"message": "m", "date": "1"})),
        entry(json!({"message": "m", "affectedComponents": "all"})),
        entry(json!({"message": "m", "affectedComponents": [{"componentId": "a", "componentStatus": "bad"}]})),
        entry(json!({"message": "m", "affectedComponents": [component, component]})),
    ] {
        stable.ask(&mut text, create().json(&body)).await.expect(422);
    }
    let long = server.admin("POST /v1/incidents").json(&json!({"name": "n".repeat(1000)})).send().await.expect(422);
    text = text + "(a name of 1000 characters)\n" + &cut(&long.text()) + "\n";
    let long = entry(json!({"message": "m".repeat(20_000)}));
    let long = server.admin("POST /v1/incidents").json(&long).send().await.expect(422);
    text = text + "(a message of 20,000 characters)\n" + &cut(&long.text()) + "\n";
    let patch = || call(&format!("PATCH /v1/incidents/{id}"));
    for body in [
        json!({}),
        json!({"name": null}),
        json!({"incidentStatus": "resolved"}),
        json!({"creationTime": "1"}),
        json!({"resolutionTime": "1795435200000"}),
    ] {
        stable.ask(&mut text, patch().json(&body)).await;
    }
    for body in [json!([]), json!({}), json!({"message": "m", "incidentStatus": "bad"})] {
        stable.ask(&mut text, call(&format!("POST /v1/incidents/{id}/entries")).json(&body)).await.expect(422);
    }
    // Those free, and one more than that.
    let mut last = None;
    for _ in 0..12 {
        last = Some(server.call("GET /v1/incidents").auth("wrong").send().await);
    }
    let last = last.expect("an answer").expect(429);
    text + &stable.exchange(server.call("GET /v1/incidents").auth("wrong"), &last)
}

/// Every problem that an answer can tell of, those included that no request provokes at will.
async fn problems() -> String {
    let second = model::Duration::from_seconds(1);
    let minute = model::Duration::from_seconds(60);
    let mut problems = vec![
        ErrorResponse::NotJson,
        ErrorResponse::NoCredential,
        ErrorResponse::WrongCredential,
        ErrorResponse::ExpiredCredential,
        ErrorResponse::TooManyFailures(minute),
        ErrorResponse::UnknownIncident,
        ErrorResponse::UnknownEntry,
        ErrorResponse::UnknownPath,
        ErrorResponse::WrongMethod,
        ErrorResponse::SlowBody,
        ErrorResponse::TooLarge(262_144),
        ErrorResponse::WrongType,
        ErrorResponse::WrongIdempotencyKey,
        ErrorResponse::ReusedIdempotencyKey,
        ErrorResponse::NotSaved,
        ErrorResponse::OutcomeUnknown,
        ErrorResponse::Busy,
        ErrorResponse::TookTooLong,
        ErrorResponse::Internal,
    ];
    for problem in [
        UpstreamError::NoAnswer,
        UpstreamError::TimedOut,
        UpstreamError::KeyRefused,
        UpstreamError::Resting,
        UpstreamError::Failed(500),
        UpstreamError::Unreadable,
        UpstreamError::Unexpected(302),
        UpstreamError::Refused(422),
        UpstreamError::Occupied,
        UpstreamError::OutcomeUnknown { timed_out: false },
        UpstreamError::OutcomeUnknown { timed_out: true },
        UpstreamError::Slowed,
    ] {
        problems.extend([None, Some(second), Some(minute)].map(|wait| ErrorResponse::Upstream(problem, wait)));
    }
    let mut text = String::new();
    for problem in problems {
        let response = problem.into_response();
        text += &format!("< {}\n", response.status().as_u16());
        let mut headers: Vec<_> = response.headers().iter().collect();
        headers.sort_by_key(|(name, _)| name.as_str());
        for (name, value) in headers {
            text += &format!("< {name}: {}\n", value.to_str().expect("text"));
        }
        let body = response.into_body().collect().await.expect("a body").to_bytes();
        text += &format!("{}\n\n", String::from_utf8_lossy(&body));
    }
    text
}

#[tokio::test]
async fn served_documents_are_as_before() {
    let mut reference = Reference::new("served");
    let folder = tempfile::tempdir().expect("a folder");
    let dist = folder.path().join("dist");
    let bundle = TestBundle::write(&dist);
    let builder = || TestServerBuilder { site: Some(dist.clone()), url: Some(ORIGIN), ..TestServerBuilder::default() };
    let server = builder().start().await;
    let mut stable = hide(&server);
    let incidents = demo::incidents(server.clock.now());
    let few = incidents.len() - 6;
    server.store.import(incidents.into_iter().skip(few).collect()).await.expect("kept");
    let list = server.public("/incidents").await.expect(200).json();
    let id = list["incidents"][0]["id"].as_str().expect("an id");

    for (name, path) in [
        ("front", "/"),
        ("incident", &*format!("/incidents/{id}/")),
        ("incident-missing", "/incidents/none/"),
        ("month", "/history/2026-11/"),
        ("month-empty", "/history/2020-01/"),
        ("app", "/?incident=some"),
        ("admin", "/admin/"),
        ("not-found", "/nothing"),
        ("not-found-deep", "/some/where/else"),
    ] {
        let mut text = String::new();
        stable.ask(&mut text, server.call(&format!("GET {path}"))).await;
        reference.text(&format!("{name}.txt"), &text);
    }
    let mut text = String::new();
    for line in [
        "GET /incidents.json",
        "GET /as-of.json",
        "GET /sitemap.xml",
        "GET /robots.txt",
        "GET /config.json",
        "GET /theme.css",
        "GET /healthz",
        "HEAD /healthz",
        "POST /healthz",
        &format!("GET /{}", bundle.page),
        &format!("GET /{}", bundle.guard),
        &format!("GET /{}", bundle.css),
        &format!("HEAD /{}", bundle.wasm),
        &format!("GET /{}", bundle.admin),
        "GET /icons/unknown.svg",
        "GET /favicon.ico",
        "GET /manifest.webmanifest",
        "GET /assets.json",
        "GET /nothing.css",
        "GET /admin",
        "GET /admin?x=1",
        "GET /incidents/none",
        "GET /history/2026-11",
        "GET /history/2026-13/",
        "GET //admin/",
        "GET /Admin/",
        "GET /%61dmin/",
        "GET /index.html/",
        "GET /..%2fsecret",
        "POST /",
        "DELETE /config.json",
    ] {
        stable.ask(&mut text, server.call(line)).await;
    }
    for (line, encoding) in [(format!("HEAD /{}", bundle.css), "br"), (format!("HEAD /{}", bundle.page), "gzip")] {
        let reply = server.call(&line).header("Accept-Encoding", encoding).send().await.expect(200);
        assert_eq!(reply.header("content-encoding").as_deref(), Some(encoding));
    }
    reference.text("others.txt", &text);

    // Framed, and not to be found.
    let config = json!({"title": "Intranet", "noindex": true, "frameAncestors": ["https://intranet.example.com"],
        "logo": "https://cdn.example.com/logo.svg", "timeZone": "Europe/Berlin"});
    let framed = TestServerBuilder { settings: ConfigSource::Text(config.to_string()), ..builder() }.start().await;
    let (mut stable, mut text) = (hide(&framed), String::new());
    for line in ["GET /", "HEAD /admin/", "HEAD /nothing", "GET /config.json", "GET /robots.txt", "GET /sitemap.xml"] {
        stable.ask(&mut text, framed.call(line)).await;
    }
    reference.text("framed-without-incidents.txt", &text);

    let alone = TestServer::start().await;
    let (mut stable, mut text) = (hide(&alone), String::new());
    for line in ["GET /", "GET /admin/", "GET /config.json", "GET /theme.css", "GET /robots.txt", "GET /healthz"] {
        stable.ask(&mut text, alone.call(line)).await;
    }
    reference.text("without-page.txt", &text);
    reference.check();
}

/// An incident as an upstream tells it.
fn upstream_incident(id: &str) -> Value {
    json!({"customerId": "c-1", "id": id, "name": "n", "incidentStatus": "investigating", "incidentImpact": "minor",
        "creationTime": "1795435200000", "internal": "for staff"})
}

#[tokio::test]
async fn answers_of_the_way_to_an_upstream_are_as_before() {
    let mut reference = Reference::new("upstream");
    let json = |status, body: &Value| Reaction::json(status, body);
    let list = json!({"customerId": "c-1", "incidents": [upstream_incident("a")]});
    let entries = json!({"customerId": "c-1", "incidentId": "a", "entries": [{"id": "e", "incidentId": "a",
        "customerId": "c-1", "message": "m", "date": "1795435200000", "incidentStatus": "investigating",
        "affectedComponents": [], "sendNotification": true}]});
    let error = json!({"error": {"code": "not_found", "message": "There is no such thing."}});
    let well = move |line: &str| match line {
        "GET /v1/incidents" => json(200, &list),
        "GET /v1/incidents/a" | "POST /v1/incidents" => json(200, &upstream_incident("a")),
        "GET /v1/incidents/a/entries" => json(200, &entries),
        "DELETE /v1/incidents/a" => Reaction::json(200, ""),
        _ => json(404, &error),
    };
    let script = Script::start(move |asked| well(&asked.line()));
    let way = WayBuilder { origins: vec![ORIGIN], ..WayBuilder::default() }.to(&script.base()).await;
    let mut stable = Stable::default();
    stable.hide(ADMIN, "<credential>");
    let mut text = String::new();
    let call = |line: &str| Call::new(way.address(), line);
    for line in ["/as-of", "/incidents", "/incidents/a", "/incidents/a/entries", "/incidents/none", "/keys"] {
        stable.ask(&mut text, call(&format!("GET /public/v1{line}"))).await;
    }
    stable.ask(&mut text, call("DELETE /public/v1/incidents")).await.expect(405);
    stable.ask(&mut text, call("GET /v1/incidents")).await.expect(401);
    for line in ["GET /v1/incidents", "GET /v1/incidents/a", "GET /v1/incidents/none", "DELETE /v1/incidents/a"] {
        stable.ask(&mut text, call(line).auth(ADMIN)).await;
    }
    let create = json!({"name": "n"});
    stable.ask(&mut text, call("POST /v1/incidents").auth(ADMIN).json(&create)).await.expect(200);
    stable.ask(&mut text, call("PUT /v1/incidents").auth(ADMIN)).await;
    stable.ask(&mut text, call("GET /healthz")).await;
    reference.text("calls.txt", &text);

    let mut text = String::new();
    let upset = [
        ("hangs up", Reaction::HangUp),
        ("answers half", Reaction::Half("{".into())),
        ("signed out", Reaction::json(401, "{}")),
        ("forbids", Reaction::json(403, "{}")),
        ("has nothing", Reaction::json(404, "{}")),
        ("asks for fewer", Reaction::json(429, "{}").with("Retry-After", "7")),
        ("fails", Reaction::json(500, "{}")),
        ("is unavailable", Reaction::json(503, "{}").with("Retry-After", "30")),
        ("answers a page", Reaction::html(200)),
        ("answers another shape", Reaction::json(200, "[]")),
        ("leads elsewhere", Reaction::json(302, "")),
        ("refuses", Reaction::json(422, "{}")),
    ];
    for (what, reaction) in upset {
        let script = Script::always(reaction);
        let way = WayBuilder::default().to(&script.base()).await;
        text += &format!("# The API {what}.\n\n");
        for path in ["/incidents", "/incidents/a/entries"] {
            stable.ask(&mut text, Call::new(way.address(), &format!("GET /public/v1{path}"))).await;
        }
        stable.ask(&mut text, Call::new(way.address(), "GET /v1/incidents").auth(ADMIN)).await;
        stable.ask(&mut text, Call::new(way.address(), "POST /v1/incidents").auth(ADMIN).json(&create)).await;
    }
    let script = Script::always(Reaction::Silence);
    // Only an answer that never comes has a short limit, as a busy machine may be slow with all others.
    let short = Duration::from_millis(50);
    let way = WayBuilder { reading: short, passing: short, ..WayBuilder::default() }.to(&script.base()).await;
    text += "# The API says nothing.\n\n";
    stable.ask(&mut text, Call::new(way.address(), "GET /public/v1/incidents")).await.expect(504);
    stable.ask(&mut text, Call::new(way.address(), "POST /v1/incidents").auth(ADMIN).json(&create)).await.expect(504);
    reference.text("errors.txt", &without_version(&text));
    reference.check();
}
