//! Which credentials are let in, and which are not.

use crate::support::client::Call;
use crate::support::{Reply, TestServer, TestServerBuilder, jwt};
use contract::incident_api::credential::base64url;
use contract::incident_api::{Authorization, KeyPair};
use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use statuspane_server::credential::{AccessKey, ApiToken, SecretKey};
use statuspane_server::store::NewCredential;

/// In seconds.
const DAY: i64 = 86_400;

async fn list(server: &TestServer, authorization: &str) -> Reply {
    server.call("GET /v1/incidents").auth(authorization).send().await
}

#[tokio::test]
async fn right_credentials_are_let_in() {
    let server = TestServer::start().await;
    let now = server.clock.seconds();
    let with = |key: &str, value: Value| with(&server, key, value);
    let token = server.token().to_owned();
    for (name, authorization) in [
        ("a token", token.clone()),
        ("a token as bearer", format!("Bearer {token}")),
        ("a token as bearer, in small letters", format!("bearer  {token}")),
        ("a key pair", server.signed(&server.claims())),
        (
            "a key pair, scheme in small letters",
            server.signed(&server.claims()).replacen("StatusEntry", "statusentry", 1),
        ),
        ("audience as a list", with("aud", json!(["elsewhere", "www.statusentry.com"]))),
        ("subject is the path", with("sub", json!("/v1/incidents"))),
        ("expired within the skew", with("exp", json!(now - 59))),
        ("not before, within the skew", with("nbf", json!(now + 59))),
        ("issued within the skew", with("iat", json!(now + 59))),
        ("times with a fraction", with("exp", json!(now as f64 + 10.5))),
        ("good for a year", with("exp", json!(now + 365 * DAY))),
        ("good for 400 days", with("exp", json!(now + 400 * DAY))),
        ("made long ago", with("iat", json!(now - 399 * DAY))),
        ("without iat", without(&server, "iat")),
        ("with claims that nobody knows", with("jti", json!("x"))),
    ] {
        assert_eq!(list(&server, &authorization).await.status, 200, "{name}");
    }
}

#[tokio::test]
async fn a_token_signed_in_the_browser_is_accepted() {
    let server = TestServer::start().await;
    let pair = KeyPair::new(server.access_key()).expect("an access key");
    let input = pair.signing_input(server.clock.seconds(), 60);
    let signature = {
        use hmac::Mac;
        let mut mac = hmac::Hmac::<sha2::Sha256>::new_from_slice(server.secret().as_bytes()).expect("any key");
        mac.update(input.as_bytes());
        mac.finalize().into_bytes()
    };
    let authorization: Authorization = pair.authorization(&input, &signature);
    assert_eq!(list(&server, authorization.expose()).await.status, 200);
}

/// Signs claims of which one is another.
fn with(server: &TestServer, key: &str, value: Value) -> String {
    let mut claims = server.claims();
    claims[key] = value;
    server.signed(&claims)
}

/// Signs claims of which one is missing.
fn without(server: &TestServer, key: &str) -> String {
    let mut claims = server.claims();
    claims.as_object_mut().expect("an object").remove(key);
    server.signed(&claims)
}

/// The header's value with this token.
fn entry(server: &TestServer, token: String) -> String {
    format!("StatusEntry {}:{token}", server.access_key())
}

/// Each of these is refused, from a different address each time, so that the throttle has no effect.
async fn check_refused(cases: impl FnOnce(&TestServer) -> Vec<(&'static str, String)>) {
    let server = TestServerBuilder { proxies: vec!["127.0.0.1"], ..TestServerBuilder::default() }.start().await;
    let id = server.create(&json!({"name": "stays"})).await;
    for (number, (name, authorization)) in cases(&server).into_iter().enumerate() {
        for line in ["GET /v1/incidents".to_owned(), format!("DELETE /v1/incidents/{id}")] {
            let call = server.call(&line).auth(&authorization);
            let reply = call.header("X-Forwarded-For", &format!("203.0.113.{number}")).send().await;
            assert_eq!((reply.status, reply.code().as_str()), (401, "wrong_credential"), "{name}: {line}");
            assert_eq!(reply.header("www-authenticate").as_deref(), Some("StatusEntry"), "{name}");
        }
    }
    server.incident(&id).await;
}

#[tokio::test]
async fn s01_wrong_credentials_are_refused() {
    check_refused(|server| {
        let (key, secret, claims) = (server.access_key(), server.secret(), server.claims());
        let good = server.signed(&claims);
        vec![
            ("nothing", String::new()),
            ("garbage", "garbage".into()),
            ("another token", ApiToken::generate().expose().into()),
            ("a token cut short", server.token()[..server.token().len() - 1].into()),
            ("a token and more", format!("{} x", server.token())),
            ("a token in another scheme", format!("Basic {}", server.token())),
            ("a token's hash", HEXLOWER.encode(&<sha2::Sha256 as sha2::Digest>::digest(server.token().as_bytes()))),
            ("the secret itself", secret.into()),
            ("the access key itself", key.into()),
            ("no JWT", entry(server, String::new())),
            ("no colon", format!("StatusEntry {key}")),
            ("no scheme", format!("{key}:{}", jwt::sign(&claims, secret))),
            ("another scheme", good.replacen("StatusEntry", "Signed", 1)),
            ("not three parts", entry(server, "a.b".into())),
            ("four parts", entry(server, format!("{}.x", jwt::sign(&claims, secret)))),
            ("parts that are no base64", entry(server, "!.!.!".into())),
            ("claims that are no object", server.signed(&json!(["x"]))),
            ("no expiry", without(server, "exp")),
            ("an expiry that is text", with(server, "exp", json!("9999999999"))),
            ("expiry null", with(server, "exp", Value::Null)),
            ("not yet good", with(server, "nbf", json!(server.clock.seconds() + 61))),
            ("not before that is text", with(server, "nbf", json!("0"))),
            ("issued in the future", with(server, "iat", json!(server.clock.seconds() + 61))),
            ("good for more than 400 days", with(server, "exp", json!(server.clock.seconds() + 400 * DAY + 61))),
            ("good for ever", with(server, "exp", json!(1e300))),
            ("more than 400 days from its making", with(server, "iat", json!(server.clock.seconds() - 400 * DAY))),
        ]
    })
    .await;
}

#[tokio::test]
async fn s03_foreign_tokens_are_refused() {
    check_refused(|server| {
        let (secret, claims, other) = (server.secret(), server.claims(), SecretKey::generate());
        vec![
            ("an unknown access key", format!("StatusEntry ak_other:{}", jwt::sign(&claims, secret))),
            ("another secret", entry(server, jwt::sign(&claims, other.expose()))),
            ("the secret in another case", entry(server, jwt::sign(&claims, &secret.to_uppercase()))),
            ("no secret", entry(server, jwt::sign(&claims, ""))),
            ("another issuer", with(server, "iss", json!("ak_other"))),
            ("no issuer", without(server, "iss")),
            ("another audience", with(server, "aud", json!("www.example.com"))),
            ("audiences without ours", with(server, "aud", json!(["a", "b"]))),
            ("no audience", without(server, "aud")),
        ]
    })
    .await;
}

#[tokio::test]
async fn s04_tampered_tokens_are_refused() {
    check_refused(|server| {
        let good = server.signed(&server.claims());
        let parts: Vec<&str> = good.split('.').collect();
        let encode = |value: &Value| base64url(value.to_string().as_bytes());
        let longer = json!({"iss": server.access_key(), "aud": "www.statusentry.com", "exp": 9_999_999_999_i64});
        let key = format!("StatusEntry {}:", server.access_key());
        let mut cases = vec![
            ("claims", format!("{}.{}.{}", parts[0], encode(&longer), parts[2])),
            ("header", format!("{key}{}.{}.{}", encode(&json!({"alg": "HS256"})), parts[1], parts[2])),
            ("no signature", format!("{}.{}.", parts[0], parts[1])),
            ("half a signature", format!("{}.{}.{}", parts[0], parts[1], &parts[2][..20])),
            ("a signature and more", format!("{good}AAAA")),
            ("a signature with padding", format!("{good}=")),
        ];
        for (place, name) in [(0, "the first of the signature"), (20, "one within"), (42, "the last")] {
            let mut signature: Vec<char> = parts[2].chars().collect();
            signature[place] = if signature[place] == 'A' { 'E' } else { 'A' };
            cases.push((name, format!("{}.{}.{}", parts[0], parts[1], signature.iter().collect::<String>())));
        }
        cases
    })
    .await;
}

#[tokio::test]
async fn s05_only_hs256_is_accepted() {
    check_refused(|server| {
        let (secret, claims) = (server.secret(), server.claims());
        let said = |header: Value| entry(server, jwt::sign_with_header(&header, &claims, secret));
        vec![
            ("none", entry(server, jwt::unsigned(&claims))),
            ("none with a signature", said(json!({"alg": "none"}))),
            ("none, in another case", said(json!({"alg": "nOnE"}))),
            ("HS512", entry(server, jwt::sign_hs512(&claims, secret))),
            ("HS512 said, HS256 done", said(json!({"alg": "HS512"}))),
            ("RS256 said, HS256 done", said(json!({"alg": "RS256"}))),
            ("in small letters", said(json!({"alg": "hs256"}))),
            ("a list", said(json!({"alg": ["HS256"]}))),
            ("missing", said(json!({"typ": "JWT"}))),
            ("critical extensions", said(json!({"alg": "HS256", "crit": ["x"]}))),
        ]
    })
    .await;
}

#[tokio::test]
async fn s02_an_expired_sign_in_gets_its_own_error() {
    let server = TestServer::start().await;
    let authorization = server.signed(&server.claims());
    assert_eq!(list(&server, &authorization).await.status, 200);
    server.clock.pass_seconds(300 + 59);
    assert_eq!(list(&server, &authorization).await.status, 200);
    server.clock.pass_seconds(1);
    for _ in 0..30 {
        // The holder of the secret isn't guessing, so this is never throttled.
        assert_eq!(list(&server, &authorization).await.expect(401).code(), "expired_credential");
    }
}

#[tokio::test]
async fn s06_a_token_for_one_path_is_refused_on_others() {
    let server = TestServer::start().await;
    let id = server.create(&json!({"name": "n"})).await;
    let mut claims = server.claims();
    claims["sub"] = format!("/v1/incidents/{id}").into();
    let authorization = server.signed(&claims);
    let call = |line: &str| server.call(line).auth(&authorization);
    assert_eq!(call(&format!("GET /v1/incidents/{id}")).send().await.status, 200);
    assert_eq!(call(&format!("GET /v1/incidents/{id}?x=1")).send().await.status, 200, "a query is no part of the path");
    assert_eq!(call("GET /v1/incidents").send().await.status, 401);
    assert_eq!(call(&format!("DELETE /v1/incidents/{id}/entries/x")).send().await.status, 401);
    for subject in
        [json!("/incidents"), json!("/v1/incidents/"), json!("/V1/incidents"), json!(""), json!(7), json!(null)]
    {
        let authorization = with(&server, "sub", subject.clone());
        assert_eq!(list(&server, &authorization).await.status, 401, "{subject}");
    }
}

#[tokio::test]
async fn a_pair_is_not_let_in_by_anothers_secret() {
    let server = TestServer::start().await;
    let (key, secret) = (AccessKey::generate(), SecretKey::generate());
    let pair = NewCredential::Pair(&key, &secret);
    server.store.add_credential("q", "second", model::Timestamp::MIN, pair).await.expect("kept");
    let now = server.clock.seconds();
    let sign = |name: &str, issuer: &str, secret: &str| {
        format!("StatusEntry {name}:{}", jwt::sign(&jwt::claims(issuer, now), secret))
    };
    assert_eq!(list(&server, &sign(key.as_str(), key.as_str(), secret.expose())).await.status, 200);
    assert_eq!(list(&server, &sign(server.access_key(), server.access_key(), secret.expose())).await.status, 401);
    assert_eq!(list(&server, &sign(key.as_str(), server.access_key(), secret.expose())).await.status, 401);
    assert_eq!(list(&server, &sign(server.access_key(), key.as_str(), server.secret())).await.status, 401);
}

#[tokio::test]
async fn public_reading_looks_at_no_credential() {
    let server = TestServer::start().await;
    for authorization in ["garbage", "StatusEntry a:b"] {
        let reply = server.call("GET /public/v1/incidents").auth(authorization).send().await;
        assert_eq!(reply.status, 200);
    }
}

#[tokio::test]
async fn s07_failures_are_slowed_by_address_without_a_lockout() {
    let server = TestServerBuilder { proxies: vec!["127.0.0.1"], ..TestServerBuilder::default() }.start().await;
    let from = |client: &str, authorization: &str| -> Call {
        server.call("GET /v1/incidents").auth(authorization).header("X-Forwarded-For", client)
    };
    let wrong = server.signed(&jwt::claims("ak_other", server.clock.seconds()));
    for _ in 0..10 {
        assert_eq!(from("203.0.113.9", &wrong).send().await.status, 401);
    }
    server.clock.pass_seconds(20);
    let slowed = from("203.0.113.9", &wrong).send().await.expect(429);
    assert_eq!(slowed.code(), "too_many_failures");
    assert_eq!(slowed.header("retry-after").as_deref(), Some("40"));

    let right = server.token().to_owned();
    assert_eq!(from("203.0.113.9", &right).send().await.status, 200, "a right credential always passes");
    assert_eq!(
        from("203.0.113.9", &server.signed(&server.claims())).send().await.status,
        200,
        "the same key, signed rightly"
    );
    assert_eq!(from("203.0.113.10", &wrong).send().await.status, 401, "another address");
    assert_eq!(
        from("9.9.9.9, 203.0.113.9", &wrong).send().await.status,
        429,
        "what the client claims itself is nothing"
    );
    let without = server.call("GET /v1/incidents").header("X-Forwarded-For", "203.0.113.9").send().await;
    assert_eq!(without.status, 401, "no credential is no guess");

    server.clock.pass_seconds(40);
    assert_eq!(from("203.0.113.9", &wrong).send().await.status, 401, "the minute is over");
}

#[tokio::test]
async fn s08_without_a_trusted_proxy_a_client_cannot_choose_its_address() {
    let server = TestServer::start().await;
    let mut last = 0;
    for n in 0..11 {
        let call = server.call("GET /v1/incidents").auth("wrong").header("X-Forwarded-For", &format!("203.0.113.{n}"));
        last = call.send().await.status;
    }
    assert_eq!(last, 429);
}
