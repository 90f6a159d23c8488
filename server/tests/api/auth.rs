//! Which credentials are let in, and which are not.

use crate::support::client::Call;
use crate::support::{Reply, TestServer, TestServerBuilder, jwt};
use serde_json::{Value, json};
use statuspane::api::{Authorization, KeyPair};
use statuspane_server::auth::{AccessKey, ApiToken, SecretKey};
use statuspane_server::store::NewCredential;

async fn list(server: &TestServer, authorization: &str) -> Reply {
    server.call("GET /v1/incidents").auth(authorization).send().await
}

#[tokio::test]
async fn right_credentials_are_let_in() {
    let server = TestServer::start().await;
    let now = server.clock.seconds();
    let with = |key: &str, value: Value| {
        let mut claims = server.claims();
        claims[key] = value;
        server.signed(&claims)
    };
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
        ("without iat", {
            let mut claims = server.claims();
            claims.as_object_mut().expect("an object").remove("iat");
            server.signed(&claims)
        }),
        ("with claims that nobody knows", with("jti", json!("x"))),
    ] {
        assert_eq!(list(&server, &authorization).await.status, 200, "{name}");
    }
}

#[tokio::test]
async fn what_the_browser_signs_is_let_in() {
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

#[tokio::test]
async fn wrong_credentials_are_not_let_in() {
    // Each from an address of its own, so that the throttle stays out of it.
    let server = TestServerBuilder { proxies: vec!["127.0.0.1"], ..TestServerBuilder::default() }.start().await;
    let now = server.clock.seconds();
    let with = |key: &str, value: Value| {
        let mut claims = server.claims();
        claims[key] = value;
        server.signed(&claims)
    };
    let without = |key: &str| {
        let mut claims = server.claims();
        claims.as_object_mut().expect("an object").remove(key);
        server.signed(&claims)
    };
    let (key, secret, claims) = (server.access_key(), server.secret(), server.claims());
    let entry = |token: String| format!("StatusEntry {key}:{token}");
    let good = server.signed(&claims);
    let tampered_claims = {
        let mut parts: Vec<String> = good.split('.').map(str::to_owned).collect();
        let forged = json!({"iss": key, "aud": "www.statusentry.com", "exp": now + 999_999});
        parts[1] = statuspane::api::credential::base64url(forged.to_string().as_bytes());
        parts.join(".")
    };
    let tampered_signature = {
        let last = if good.ends_with('A') { 'E' } else { 'A' };
        format!("{}{last}", &good[..good.len() - 1])
    };
    let other = SecretKey::generate();
    for (name, authorization) in [
        ("nothing", String::new()),
        ("garbage", "garbage".into()),
        ("another token", ApiToken::generate().expose().into()),
        ("a token cut short", server.token()[..server.token().len() - 1].into()),
        ("a token and more", format!("{} x", server.token())),
        ("a token in another scheme", format!("Basic {}", server.token())),
        ("the secret itself", secret.into()),
        ("the access key itself", key.into()),
        ("a hash in place of a token", statuspane_server::random::hex(&[7; 32])),
        ("no JWT", entry(String::new())),
        ("no colon", format!("StatusEntry {key}")),
        ("no scheme", format!("{key}:{}", jwt::sign(&claims, secret))),
        ("not three parts", entry("a.b".into())),
        ("four parts", entry(format!("{}.x", jwt::sign(&claims, secret)))),
        ("parts that are no base64", entry("!.!.!".into())),
        ("a signature with padding", format!("{good}=")),
        ("an unknown access key", format!("StatusEntry ak_other:{}", jwt::sign(&claims, secret))),
        ("another secret", entry(jwt::sign(&claims, other.expose()))),
        ("the secret in another case", entry(jwt::sign(&claims, &secret.to_uppercase()))),
        ("tampered claims", tampered_claims),
        ("tampered signature", tampered_signature),
        ("alg none", entry(jwt::unsigned(&claims))),
        ("alg none with a signature", entry(jwt::sign_with_header(&json!({"alg": "none"}), &claims, secret))),
        ("alg none, in another case", entry(jwt::sign_with_header(&json!({"alg": "nOnE"}), &claims, secret))),
        ("alg HS512", entry(jwt::sign_hs512(&claims, secret))),
        ("alg HS512 said, HS256 done", entry(jwt::sign_with_header(&json!({"alg": "HS512"}), &claims, secret))),
        ("alg missing", entry(jwt::sign_with_header(&json!({"typ": "JWT"}), &claims, secret))),
        ("critical extensions", entry(jwt::sign_with_header(&json!({"alg": "HS256", "crit": ["x"]}), &claims, secret))),
        ("claims that are no object", server.signed(&json!(["x"]))),
        ("another issuer", with("iss", json!("ak_other"))),
        ("no issuer", without("iss")),
        ("another audience", with("aud", json!("www.example.com"))),
        ("audiences without ours", with("aud", json!(["a", "b"]))),
        ("no audience", without("aud")),
        ("no expiry", without("exp")),
        ("an expiry that is text", with("exp", json!("9999999999"))),
        ("expiry null", with("exp", Value::Null)),
        ("not yet good", with("nbf", json!(now + 61))),
        ("not before that is text", with("nbf", json!("0"))),
        ("issued in the future", with("iat", json!(now + 61))),
        ("another path", with("sub", json!("/v1/incidents/1"))),
        ("the path without its version", with("sub", json!("/incidents"))),
        ("a subject that is no text", with("sub", json!(7))),
        ("another scheme", good.replacen("StatusEntry", "Signed", 1)),
    ]
    .into_iter()
    .enumerate()
    .map(|(index, case)| (format!("{}, number {index}", case.0), case.1))
    {
        let number = name.rsplit(' ').next().expect("a number").to_owned();
        let call = server.call("GET /v1/incidents").auth(&authorization);
        let reply = call.header("X-Forwarded-For", &format!("203.0.113.{number}")).send().await;
        assert_eq!((reply.status, reply.code().as_str()), (401, "wrong_credential"), "{name}");
        assert_eq!(reply.header("www-authenticate").as_deref(), Some("StatusEntry"), "{name}");
    }
}

#[tokio::test]
async fn an_expired_sign_in_is_told_as_such() {
    let server = TestServer::start().await;
    let authorization = server.signed(&server.claims());
    assert_eq!(list(&server, &authorization).await.status, 200);
    server.clock.pass_seconds(300 + 59);
    assert_eq!(list(&server, &authorization).await.status, 200);
    server.clock.pass_seconds(1);
    for _ in 0..30 {
        // Whoever holds the secret guesses nothing, so this is never throttled.
        assert_eq!(list(&server, &authorization).await.expect(401).code(), "expired_credential");
    }
}

#[tokio::test]
async fn a_token_for_one_path_is_good_for_no_other() {
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
}

#[tokio::test]
async fn a_pair_is_not_let_in_by_anothers_secret() {
    let server = TestServer::start().await;
    let (key, secret) = (AccessKey::generate(), SecretKey::generate());
    let pair = NewCredential::Pair(&key, &secret);
    server.store.add_credential("q", "second", statuspane::domain::Timestamp::MIN, pair).await.expect("kept");
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
async fn failures_are_slowed_by_address_and_lock_nobody_out() {
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
async fn without_a_trusted_proxy_nobody_chooses_an_address() {
    let server = TestServer::start().await;
    let mut last = 0;
    for n in 0..11 {
        let call = server.call("GET /v1/incidents").auth("wrong").header("X-Forwarded-For", &format!("203.0.113.{n}"));
        last = call.send().await.status;
    }
    assert_eq!(last, 429);
}
