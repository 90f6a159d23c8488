//! Logs without secrets, and answers without internals.

use crate::support::{Reply, TestServerBuilder, jwt};
use data_encoding::HEXLOWER;
use serde_json::{Value, json};
use sqlx::{Connection, SqliteConnection};
use statuspane_server::credential::{AccessKey, ApiToken, SecretKey, TokenHash};
use statuspane_server::http::Limits;
use std::io;
use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tracing::Level;
use tracing_subscriber::fmt::MakeWriter;

/// Everything that is logged, by us or by a library, at the most detailed level.
#[derive(Clone, Default)]
struct Captured(Arc<Mutex<Vec<u8>>>);

impl Captured {
    /// From now on, in the whole process, as the database has threads that a subscriber of one thread doesn’t hear.
    fn start() -> Self {
        let captured = Self::default();
        let subscriber =
            tracing_subscriber::fmt().with_max_level(Level::TRACE).with_ansi(false).with_writer(captured.clone());
        tracing::subscriber::set_global_default(subscriber.finish()).expect("the only subscriber of this process");
        captured
    }

    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().expect("no panic")).into_owned()
    }
}

impl io::Write for Captured {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().expect("no panic").extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Captured {
    type Writer = Self;

    fn make_writer(&self) -> Self {
        self.clone()
    }
}

/// Set in the process that runs the test alone.
const ALONE: &str = "STATUSPANE_TEST_ALONE";

/// Runs in a separate process, so that the log has no lines of other tests.
#[test]
fn s21_no_secret_is_in_any_log() {
    if std::env::var_os(ALONE).is_some() {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
        return runtime.block_on(use_every_kind_of_credential());
    }
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    let output = command.args(["--exact", "secrets::s21_no_secret_is_in_any_log"]).env(ALONE, "1").output();
    let output = output.expect("it ran");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

/// Signs in and fails to sign in in every way, and looks for the credentials in the log.
async fn use_every_kind_of_credential() {
    let captured = Captured::start();
    let builder = TestServerBuilder { origins: vec!["https://admin.example"], ..TestServerBuilder::default() };
    let server = builder.start().await;
    let signed = server.signed(&server.claims());
    let token = server.token().to_owned();
    for authorization in [&token, &format!("Bearer {token}"), &signed] {
        let call = |line: &str| server.call(line).auth(authorization);
        let created = call("POST /v1/incidents").json(&json!({"name": "n", "entry": {"message": "m"}})).send().await;
        let id = created.expect(200).json()["id"].as_str().expect("an id").to_owned();
        call("GET /v1/incidents?key=in-the-query").header("Cookie", "in-a-cookie").send().await.expect(200);
        call(&format!("GET /v1/incidents/{id}")).send().await.expect(200);
        let entries = format!("/v1/incidents/{id}/entries");
        let entry = call(&format!("POST {entries}")).json(&json!({"message": "m"})).send().await.expect(200).json();
        let entry = format!("{entries}/{}", entry["id"].as_str().expect("an id"));
        call(&format!("PUT {entry}")).json(&json!({"message": "m"})).send().await.expect(200);
        call(&format!("DELETE {entry}")).send().await.expect(200);
        call("POST /v1/incidents").body("application/json", b"{").send().await.expect(400);
        call("POST /v1/incidents").json(&json!({})).send().await.expect(422);
        call("GET /v1/nothing").send().await.expect(404);
        call("PATCH /v1/incidents").send().await.expect(405);
        call("OPTIONS /v1/incidents").header("Origin", "https://admin.example").send().await;
        call("GET /public/v1/incidents").send().await.expect(200);
        call(&format!("DELETE /v1/incidents/{id}")).send().await.expect(200);
    }
    // Only a body that never comes has a short limit, as a busy machine may be slow with all others.
    let limits = Limits { body_time: Duration::from_millis(50), ..Limits::default() };
    let hasty = TestServerBuilder { limits, ..TestServerBuilder::default() }.start().await;
    let hasty_signed = hasty.signed(&hasty.claims());
    for authorization in [hasty.token(), &hasty_signed] {
        let call = hasty.call("POST /v1/incidents").auth(authorization).header("Content-Length", "9");
        call.body("application/json", b"{").send().await.expect(408);
    }
    let expired = server.signed(&json!({"iss": server.access_key(), "aud": "www.statusentry.com", "exp": 1}));
    server.call("GET /v1/incidents").auth(&expired).send().await.expect(401);
    let unsigned = jwt::unsigned(&server.claims());
    let forged = jwt::sign(&server.claims(), "sk_a-wrong-secret");
    let wrong = ["st_a-wrong-token".to_owned(), format!("Basic {token}"), format!("{token}x"), unsigned, forged];
    for round in 0..3 {
        for authorization in &wrong {
            let pair = format!("StatusEntry {}:{authorization}", server.access_key());
            for value in [authorization, &pair] {
                let status = server.call("GET /v1/incidents").auth(value).send().await.status;
                assert!([401, 429].contains(&status), "in round {round}: {status}");
            }
        }
    }
    // The database fails while credentials are checked and while they are kept.
    server.store.close().await;
    for authorization in [&token, &signed] {
        server.call("GET /v1/incidents").auth(authorization).send().await.expect(500);
    }

    let log = captured.text();
    assert!(
        log.contains("INSERT INTO incident")
            && log.contains("answered")
            && log.contains("was refused for its credentials")
    );
    let part = |jwt: &str, number: usize| jwt.rsplit(['.', ':']).nth(number).expect("three parts").to_owned();
    let hash = ApiToken::generate().hash();
    assert!(!format!("{hash:?}").contains(char::is_numeric), "a hash is not printed either");
    let mut secrets = vec![
        ("the secret key", server.secret().to_owned()),
        ("the token", token.clone()),
        ("the other server's token", hasty.token().to_owned()),
        ("the token's hash", HEXLOWER.encode(&<sha2::Sha256 as sha2::Digest>::digest(token.as_bytes()))),
        ("a query", "in-the-query".into()),
        ("a cookie", "in-a-cookie".into()),
    ];
    for (name, jwt) in [
        ("a signed token", &signed),
        ("another", &hasty_signed),
        ("an expired one", &expired),
        ("a forged one", &wrong[4]),
    ] {
        secrets.extend([(name, part(jwt, 0)), (name, part(jwt, 1))]);
    }
    secrets.extend(wrong.iter().map(|wrong| ("a wrong credential", wrong.clone())));
    for (name, secret) in secrets {
        let line = log.lines().find(|line| line.contains(&secret));
        assert_eq!(line, None, "{name} is in the log");
    }
}

/// Words that belong to the inside: the database's, the language's, the machine's.
const INSIDE: [&str; 23] = [
    "sql",
    "select ",
    "insert ",
    "table",
    "column",
    "constraint",
    "pragma",
    "wal",
    "pool",
    "panick",
    "thread",
    "unwrap",
    "::",
    ".rs",
    "tokio",
    "hyper",
    "axum",
    "serde",
    "os error",
    "no such t",
    "no such f",
    "errno",
    "/tmp",
];

fn check_says_nothing(reply: &Reply, folder: &str) {
    let text = reply.text();
    let lower = text.to_lowercase();
    assert!(reply.status >= 400, "{text}");
    for word in INSIDE {
        assert!(!lower.contains(word), "{word:?} in {text}");
    }
    assert!(!text.contains(folder), "a path in {text}");
    assert_eq!((reply.header("server"), reply.header("x-powered-by")), (None, None));
}

#[tokio::test]
async fn s20_errors_reveal_no_internals() {
    let site = tempfile::tempdir().expect("a folder");
    crate::support::site::build(site.path(), "0123456789abcdef");
    let builder = TestServerBuilder { site: Some(site.path().to_owned()), ..TestServerBuilder::default() };
    let server = builder.start().await;
    let id = server.create(&json!({"name": "n", "entry": {"message": "m"}})).await;
    let folder = server.folder.path().to_str().expect("text").to_owned();
    let wrong_body = |body: &'static str| server.admin("POST /v1/incidents").body("application/json", body.as_bytes());
    let calls = [
        server.call("GET /v1/incidents"),
        server.call("GET /v1/incidents").auth("garbage"),
        server.call("GET /v1/incidents").auth("StatusEntry a:b.c.d"),
        server.admin("GET /v1/nothing"),
        server.admin("GET /v1/incidents/'; DROP TABLE incident; --".replace(' ', "%20").as_str()),
        server.admin("DELETE /v1/incidents/none"),
        server.admin("PATCH /v1/incidents"),
        server.admin("POST /v1/incidents").body("text/plain", b"x"),
        wrong_body("{"),
        wrong_body("{\"name\": 7, \"entry\": []}"),
        wrong_body("[[[[[[[[[[[[[[[["),
        server.admin("POST /v1/incidents").header("Content-Length", "999999999").body("application/json", b""),
        server.call("GET /nothing.txt"),
        server.call("GET /robots.txt/x"),
        server.call("GET /%ff"),
        server.call("POST /robots.txt"),
        server.call("GET /public/v1/incidents/none"),
        server.call("DELETE /public/v1/incidents"),
    ];
    for call in calls {
        check_says_nothing(&call.send().await, &folder);
    }

    // A database that was damaged from outside, one step worse each time.
    let url = format!("sqlite:{folder}/test.db");
    let mut other = SqliteConnection::connect(&url).await.expect("opened");
    for damage in [
        "UPDATE incident SET created = 9223372036854775807",
        "ALTER TABLE entry RENAME TO gone",
        "ALTER TABLE incident RENAME TO gone_as_well",
        "ALTER TABLE credential RENAME TO nobody",
        "ALTER TABLE installation RENAME TO nowhere",
    ] {
        sqlx::query(damage).execute(&mut other).await.expect("damaged");
        let body = json!({"name": "n", "entry": {"message": "m"}});
        let calls = [
            server.public(&format!("/incidents/{id}")).await,
            server.public(&format!("/incidents/{id}/entries")).await,
            server.admin(&format!("GET /v1/incidents/{id}")).send().await,
            server.admin("GET /v1/incidents").send().await,
            server.admin("POST /v1/incidents").json(&body).send().await,
            server.admin(&format!("POST /v1/incidents/{id}/entries")).json(&json!({"message": "m"})).send().await,
            server.signed_call("GET /v1/incidents").send().await,
            server.call("GET /healthz").send().await,
        ];
        let mut failed = 0;
        for reply in calls.iter().filter(|reply| reply.status >= 400) {
            check_says_nothing(reply, &folder);
            failed += usize::from(reply.status >= 500);
        }
        assert!(failed > 0, "{damage}: something fails");
    }
    other.close().await.expect("closed");
    let reply = server.admin("GET /v1/incidents").send().await.expect(500);
    let expected = json!({"code": "internal", "message": reply.json()["error"]["message"]});
    assert_eq!(reply.json()["error"], expected, "and nothing beside it");
    assert!(matches!(&reply.json(), Value::Object(fields) if fields.len() == 1));
}

/// Tells whether a type can be compared with `==`: an inherent constant is found before that of a trait, and it is there
/// only for types that can.
struct Probe<T>(std::marker::PhantomData<T>);

impl<T: PartialEq> Probe<T> {
    const COMPARES: bool = true;
}

trait Otherwise {
    const COMPARES: bool = false;
}

impl<T> Otherwise for Probe<T> {}

/// `==` takes the longer, the more of a guess was right. Secrets have no such thing, and leave their types as text only
/// where they are stored or shown once, not where one is checked; the remaining comparison takes constant time.
#[test]
fn s10_secrets_can_only_be_compared_in_constant_time() {
    let found = [
        ("an access key", Probe::<AccessKey>::COMPARES),
        ("text", Probe::<String>::COMPARES),
        ("a secret key", Probe::<SecretKey>::COMPARES),
        ("a token", Probe::<ApiToken>::COMPARES),
        ("a token's hash", Probe::<TokenHash>::COMPARES),
    ];
    let comparable: Vec<_> = found.iter().filter(|(_, compares)| *compares).map(|(name, _)| *name).collect();
    assert_eq!(comparable, ["an access key", "text"]);

    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut exposed) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(&path).expect("text");
            if text.split("#[cfg(test)]").next().is_some_and(|code| code.contains(".expose()")) {
                exposed.push(path.strip_prefix(&root).expect("inside").display().to_string());
            }
        }
    }
    exposed.sort();
    // A client exposes the secret that it sends; the proxy also makes sure that it is not sent back.
    let expected = ["cli/keys.rs", "cli/serve.rs", "client/api_client.rs", "proxy/forward.rs", "store/credentials.rs"];
    assert_eq!(exposed, expected);
}
