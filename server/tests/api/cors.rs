//! The rights of pages on other origins.

use crate::support::{Reply, TestServer, TestServerBuilder};

const ALLOWED: &str = "https://status.example.com";

async fn start(origins: &[&'static str]) -> TestServer {
    TestServerBuilder { origins: origins.to_vec(), ..TestServerBuilder::default() }.start().await
}

fn allowed_origin(reply: &Reply) -> Option<String> {
    reply.header("access-control-allow-origin")
}

async fn preflight(server: &TestServer, path: &str, origin: &str, method: &str) -> Reply {
    server
        .call(&format!("OPTIONS {path}"))
        .header("Origin", origin)
        .header("Access-Control-Request-Method", method)
        .header("Access-Control-Request-Headers", "authorization,content-type")
        .send()
        .await
}

#[tokio::test]
async fn calls_with_a_credential_are_for_named_origins() {
    let server = start(&[ALLOWED, "http://localhost:8081"]).await;
    for (origin, allowed) in [
        (ALLOWED, true),
        ("http://localhost:8081", true),
        ("https://evil.example.com", false),
        ("https://status.example.com.evil.example", false),
        ("http://status.example.com", false),
        ("https://status.example.com:8443", false),
        ("null", false),
    ] {
        let expected = allowed.then(|| origin.to_owned());
        let asked = preflight(&server, "/v1/incidents", origin, "POST").await;
        assert_eq!(allowed_origin(&asked), expected, "{origin}");
        assert_eq!(asked.status, if allowed { 204 } else { 401 }, "{origin}");
        assert!(asked.header("vary").is_some_and(|vary| vary.contains("Origin")), "{origin}");
        for authorization in [server.token(), "wrong"] {
            let reply = server.call("GET /v1/incidents").auth(authorization).header("Origin", origin).send().await;
            assert_eq!(allowed_origin(&reply), expected, "{origin}: an error can be read as well");
            assert!(reply.header("vary").is_some_and(|vary| vary.contains("Origin")));
            assert_eq!(reply.header("access-control-allow-credentials"), None);
            assert_eq!(reply.header("cache-control").as_deref(), Some("no-store"));
        }
    }
    let asked = preflight(&server, "/v1/incidents/x", ALLOWED, "DELETE").await.expect(204);
    assert_eq!(asked.header("access-control-allow-methods").as_deref(), Some("GET, POST, PUT, PATCH, DELETE"));
    let headers = asked.header("access-control-allow-headers");
    assert_eq!(headers.as_deref(), Some("Authorization, Content-Type, Idempotency-Key"));
    assert!(asked.header("access-control-max-age").is_some());
}

#[tokio::test]
async fn without_configured_origins_no_other_origin_is_allowed() {
    let server = start(&[]).await;
    let asked = preflight(&server, "/v1/incidents", ALLOWED, "GET").await;
    assert_eq!((asked.status, allowed_origin(&asked)), (401, None));
    let reply = server.admin("GET /v1/incidents").header("Origin", ALLOWED).send().await.expect(200);
    assert_eq!(allowed_origin(&reply), None);
}

#[tokio::test]
async fn public_data_can_be_read_from_any_origin() {
    let server = start(&[ALLOWED]).await;
    for origin in [ALLOWED, "https://elsewhere.example", "null"] {
        for path in ["/public/v1/as-of", "/public/v1/incidents", "/public/v1/incidents/none", "/public/v1/nothing"] {
            let reply = server.call(&format!("GET {path}")).header("Origin", origin).send().await;
            assert_eq!(allowed_origin(&reply).as_deref(), Some("*"), "{path}");
            assert_eq!(reply.header("access-control-allow-credentials"), None);
            let exposed = reply.header("access-control-expose-headers").expect("exposed headers");
            assert!(exposed.contains("Date") && exposed.contains("Retry-After"), "{exposed}");
        }
    }
    let asked = preflight(&server, "/public/v1/incidents", ALLOWED, "GET").await.expect(204);
    assert_eq!(asked.header("allow").as_deref(), Some("GET, HEAD, OPTIONS"));
    assert_eq!(asked.header("access-control-allow-headers"), None, "no credential is ever asked for");
}
