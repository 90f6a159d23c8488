//! One path has many spellings: each gets the usual one's answer, a redirect to it, or 404.

use crate::support::client::Call;
use crate::support::script::{Asked, Reaction, Script};
use crate::support::{Reply, TestServer, TestServerBuilder, site};
use crate::upstream::{ADMIN, Way, WayBuilder};
use model::{Impact, IncidentId, Status, Timestamp};
use proptest::prelude::*;
use proptest::test_runner::{RngAlgorithm, TestRng, TestRunner};
use serde_json::json;
use statuspane_server::store::NewIncident;
use std::fs;
use std::net::SocketAddr;
use std::path::Path;
use tempfile::TempDir;

/// A private value of the deployer's.
const SECRET: &str = "only-the-deployer-knows";

fn build(site: &Path) {
    site::build(site, "0123456789abcdef");
    let write = |path: &str, content: &str| {
        fs::create_dir_all(site.join(path).parent().expect("a parent")).expect("a folder");
        fs::write(site.join(path), content).expect("a file");
    };
    let config = format!(r#"{{"title": "From the site", "apiKey": "{SECRET}"}}"#);
    write("config.json", &config);
    write("config.json.br", &config);
    write("config.json.gz", &config);
    write("notes/.secret", SECRET);
    write("notes/a b.txt", "blank");
    write("notes/(1).txt", "brackets");
    write("notes/é.txt", "accent");
    write("notes/50%41.txt", "per cent");
    write("robots.txt", "User-agent: *");
    write(".well-known/security.txt", "Contact: mailto:security@example.com");
}

/// The usual spellings. Lines with a method other than GET are sent with a credential, as API calls are.
const PATHS: [&str; 28] = [
    "/",
    "/index.html",
    "/admin",
    "/admin/",
    "/admin/index.html",
    "/config.json",
    "/theme.css",
    "/manifest.webmanifest",
    "/assets.json",
    "/incidents.json",
    "/as-of.json",
    "/robots.txt",
    "/icons/unknown.svg",
    "/page-0123456789abcdef.js",
    "/admin/admin-0123456789abcdef.js",
    "/notes/a%20b.txt",
    "/notes/(1).txt",
    "/notes/%C3%A9.txt",
    "/notes/50%2541.txt",
    "/.well-known/security.txt",
    "/history/2026-11/",
    "/incidents/plain-id/",
    "/incidents/plain-id",
    "/healthz",
    "/public/v1/incidents",
    "/public/v1/incidents/a%2Fb",
    "/v1/incidents",
    "/v1/incidents/a%2Fb",
];

/// A change of how a path is spelled, at some place of it.
#[derive(Clone, Debug)]
enum Respelling {
    /// A character as its code, with digits in capitals or small.
    Encode(bool),
    /// The code of a code.
    EncodeTwice,
    /// A slash is doubled.
    Double,
    /// A slash is written like this.
    Slash(&'static str),
    /// This comes after a slash too.
    Step(&'static str),
    /// The other case.
    Case,
    /// This at the end.
    End(&'static str),
}

impl Respelling {
    /// The path with this change at the place that the number names.
    fn apply(&self, path: &str, at: usize) -> String {
        let characters: Vec<(usize, char)> = path.char_indices().skip(1).collect();
        let slashes: Vec<usize> = path.match_indices('/').map(|(at, _)| at).collect();
        let slash = slashes[at % slashes.len()];
        let replaced = |from: usize, length: usize, with: &str| {
            [&path[..from], with, path.get(from + length..).unwrap_or("")].concat()
        };
        let Some(&(place, character)) = characters.get(at % characters.len().max(1)) else {
            return path.to_owned() + if let Self::End(end) = self { end } else { "" };
        };
        let code = |byte: u8| if at.is_multiple_of(2) { format!("%{byte:02X}") } else { format!("%{byte:02x}") };
        match self {
            Self::Encode(_) | Self::EncodeTwice if character == '%' || !character.is_ascii() => path.to_owned(),
            Self::Encode(true) => replaced(place, 1, &format!("%{:02X}", character as u32)),
            Self::Encode(false) => replaced(place, 1, &format!("%{:02x}", character as u32)),
            Self::EncodeTwice => replaced(place, 1, &code(character as u8).replace('%', "%25")),
            Self::Double => replaced(slash, 1, "//"),
            Self::Slash(other) => replaced(slash.max(1), 1, other),
            Self::Step(step) => replaced(slash, 1, &format!("/{step}/")),
            Self::Case => {
                let other = if character.is_ascii_lowercase() {
                    character.to_ascii_uppercase()
                } else {
                    character.to_ascii_lowercase()
                };
                replaced(place, character.len_utf8(), &other.to_string())
            }
            Self::End(end) => format!("{path}{end}"),
        }
    }
}

fn change() -> impl Strategy<Value = Respelling> {
    prop_oneof![
        6 => any::<bool>().prop_map(Respelling::Encode),
        1 => Just(Respelling::EncodeTwice),
        2 => Just(Respelling::Double),
        1 => prop::sample::select(vec!["%2f", "%2F", "\\", "%5c", "%5C", "/%2F"]).prop_map(Respelling::Slash),
        1 => prop::sample::select(vec![".", "%2e", "..", "%2E%2e", "x/..", "x/%2e%2e", "%2f", ".;"]).prop_map(Respelling::Step),
        1 => Just(Respelling::Case),
        1 => prop::sample::select(vec!["%00", ".", "%2e", "%20", "%ff", "%", "%zz", ";x", "%3F", ".br", ".gz", "%2F", "~", "::$DATA"])
            .prop_map(Respelling::End),
    ]
}

/// The identity of an answer, apart from its time.
fn identity(reply: &Reply) -> (u16, Vec<(String, String)>, String) {
    let headers = reply.headers().filter(|(name, _)| name != "date");
    (reply.status, headers.collect(), reply.text())
}

/// Asks with a credential of the API.
struct Asker {
    address: SocketAddr,
    credential: String,
}

impl Asker {
    async fn ask(&self, method: &str, path: &str) -> Reply {
        Call::new(self.address, &format!("{method} {path}")).auth(&self.credential).send().await
    }

    /// Checks that this spelling of a path gets the usual one's answer, a redirect to it, or 404.
    async fn check(&self, method: &str, usual: &str, spelled: &str) -> Result<(), String> {
        let (expected, got) = (self.ask(method, usual).await, self.ask(method, spelled).await);
        if identity(&got) == identity(&expected) {
            return Ok(());
        }
        let shown = || format!("{method} {spelled} for {usual}: {} {}", got.status, got.text());
        let is_call = ["/v1", "/public/v1", "/healthz"].iter().any(|start| usual.starts_with(start));
        match got.status {
            404 if !got.text().contains(SECRET) && got.header("location").is_none() => Ok(()),
            308 if !is_call => {
                let location = got.header("location").ok_or_else(shown)?;
                let led = resolve(spelled, &location);
                let again = self.ask(method, &led).await;
                // Also behind a proxy that has taken something off the path.
                let below = resolve(&format!("/status/page{spelled}"), &location);
                let is_there = identity(&again) == identity(&expected) && below == format!("/status/page{led}");
                is_there.then_some(()).ok_or_else(|| format!("{}: leads to {led} by {location}", shown()))
            }
            _ => Err(shown()),
        }
    }
}

/// Where a relative address leads from the path of another (RFC 3986, section 5.2).
fn resolve(from: &str, relative: &str) -> String {
    let mut names: Vec<&str> = from.split('/').skip(1).collect();
    names.pop();
    let mut rest = relative;
    loop {
        if let Some(less) = rest.strip_prefix("../") {
            names.pop();
            rest = less;
        } else if let Some(less) = rest.strip_prefix("./") {
            rest = less;
        } else {
            names.push(rest);
            return format!("/{}", names.join("/"));
        }
    }
}

/// An incident with this id in the database.
async fn keep(server: &TestServer, ids: &[&str]) {
    let incident = |id: &&str| NewIncident {
        id: IncidentId::new(id).expect("an id"),
        name: format!("Incident {id}"),
        impact: Impact::Minor,
        status: Status::Investigating,
        created: Timestamp::FIRST_UNAMBIGUOUS,
        entries: Vec::new(),
    };
    server.store.import(ids.iter().map(incident).collect()).await.expect("kept");
}

async fn served() -> (TestServer, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    build(folder.path());
    let site = Some(folder.path().to_owned());
    let server = TestServerBuilder { site, ..TestServerBuilder::default() }.start().await;
    keep(&server, &["plain-id", "a/b"]).await;
    (server, folder)
}

/// An API with the same two incidents.
fn api() -> Script {
    let incident = |id: &str| json!({"id": id, "name": format!("Incident {id}"), "incidentStatus": "investigating", "incidentImpact": "minor", "creationTime": "1795430000000"});
    let all = [incident("plain-id"), incident("a/b")];
    Script::start(move |asked: &Asked| match asked.path.as_str() {
        "/v1/incidents" => Reaction::json(200, json!({"customerId": "c", "incidents": all})),
        "/v1/incidents/plain-id" => Reaction::json(200, &all[0]),
        "/v1/incidents/a%2Fb" => Reaction::json(200, &all[1]),
        "/v1/incidents/plain-id/entries" | "/v1/incidents/a%2Fb/entries" => Reaction::json(200, json!({"entries": []})),
        _ => Reaction::json(404, json!({})),
    })
}

async fn before_an_api() -> (Way, Script, TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    build(folder.path());
    let script = api();
    let way = WayBuilder { site: Some(folder.path().to_owned()), ..WayBuilder::default() }.to(&script.base()).await;
    (way, script, folder)
}

async fn spellings_are_as_listed(asker: &Asker) {
    // Another spelling of a page redirects to it.
    for (spelled, location) in [
        ("/%63onfig.json", "./config.json"),
        ("/config%2Ejson", "./config.json"),
        ("/%61dmin/", "../admin/"),
        ("/%61dmin", "./admin"),
        ("/admin/%69ndex.html", "./index.html"),
        ("/%61dmin/index.html", "../admin/index.html"),
        ("//%61dmin/index.html", "../../admin/index.html"),
        ("/%69ndex.html", "./index.html"),
        ("/%69ncidents.json?a=%61", "./incidents.json?a=%61"),
        ("/as%2Dof.json", "./as-of.json"),
        ("/%68istory/2026-11/", "../../history/2026-11/"),
        ("/history/2026%2d11/", "../2026-11/"),
        ("/history/%32026-11", "./2026-11"),
        ("/incidents/plain%2Did/", "../plain-id/"),
        ("/theme.%63ss", "./theme.css"),
        ("/%72obots.txt", "./robots.txt"),
        ("/%2Ewell-known/security.txt", "../.well-known/security.txt"),
        ("/notes/%61%20b.txt", "./a%20b.txt"),
    ] {
        let reply = asker.ask("GET", spelled).await;
        assert_eq!((reply.status, reply.header("location").as_deref()), (308, Some(location)), "{spelled}");
        assert!(!reply.text().contains(SECRET), "{spelled}");
    }
    // Another spelling of a missing address is 404, and so is a detour to an existing one.
    for spelled in [
        "/%6eothing",
        "/%2e%2e/config.json",
        "/admin/%2e%2e/config.json",
        "/notes/../config.json",
        "/./config.json",
        "/%2E/config.json",
        "/admin%2findex.html",
        "/admin%2F",
        "/admin\\",
        "/admin%5cindex.html",
        "/config.json%00",
        "/config.json.",
        "/config.json%2e",
        "/config.json%20",
        "/config.json::$DATA",
        "/CONFIG.JSON",
        "/config.json.br",
        "/config.json.gz",
        "/config.json%",
        "/%zzconfig.json",
        "/%ffconfig.json",
        "/%2563onfig.json",
        "/incidents/..",
        "/incidents/%2e%2e",
        "/incidents/%2e",
        "/notes/%2esecret",
        "/%68ealthz",
        "//%68ealthz",
    ] {
        let reply = asker.ask("GET", spelled).await;
        assert_eq!((reply.status, reply.header("location")), (404, None), "{spelled}: {}", reply.text());
        assert!(!reply.text().contains(SECRET), "{spelled}");
    }
    // Codes that the usual spelling may have too, and the other case of their digits, aren't another spelling.
    for (spelled, body) in [
        ("/notes/%c3%a9.txt", "accent"),
        ("/notes/é.txt", "accent"),
        ("/notes/%281%29.txt", "brackets"),
        ("/notes/50%2541.txt", "per cent"),
    ] {
        assert_eq!(asker.ask("GET", spelled).await.expect(200).text(), body, "{spelled}");
    }
    // Calls are never led elsewhere.
    for spelled in
        ["/%761/incidents", "/v%31/incidents", "/v1/%69ncidents", "/%70ublic/v1/incidents", "/public/%76%31/as-of"]
    {
        let reply = asker.ask("GET", spelled).await;
        assert_eq!((reply.status, reply.header("location")), (404, None), "{spelled}: {}", reply.text());
        assert_eq!(reply.code(), "not_found", "{spelled}");
    }
    // An id is whatever it is, in one segment of the path.
    for spelled in ["a%2Fb", "a%2fb", "%61%2Fb", "%61%2f%62"] {
        for start in ["/v1", "/public/v1"] {
            let incident = asker.ask("GET", &format!("{start}/incidents/{spelled}")).await.expect(200).json();
            assert_eq!(incident["id"], "a/b", "{start} {spelled}");
            asker.ask("GET", &format!("{start}/incidents/{spelled}/entries")).await.expect(200);
        }
    }
    for spelled in ["a/b", "a%252Fb", "a%2F%2Fb", "a%5Cb"] {
        asker.ask("GET", &format!("/v1/incidents/{spelled}")).await.expect(404);
    }
}

#[tokio::test]
async fn s50_another_spelling_of_a_path_is_redirected_or_not_found() {
    let (server, _folder) = served().await;
    let asker = Asker { address: server.address(), credential: server.token().to_owned() };
    spellings_are_as_listed(&asker).await;
    let config = asker.ask("GET", "/config.json").await.expect(200).json();
    assert_eq!(config, json!({"title": "From the site", "apiKey": false, "api": "v1", "live": "public/v1"}));
    // A link by another name gives no document away either.
    for (link, of) in [("settings.json", "config.json"), ("desk", "admin"), ("old.html", "index.html")] {
        std::os::unix::fs::symlink(_folder.path().join(of), _folder.path().join(link)).expect("a link");
    }
    for path in ["/settings.json", "/desk/", "/desk/index.html", "/old.html"] {
        asker.ask("GET", path).await.expect(404);
    }
    // Nothing is changed by another spelling.
    for path in ["/v1/%69ncidents", "/%761/incidents", "//v1/incidents", "/v1//incidents", "/v1/incidents/"] {
        let call = Call::new(asker.address, &format!("POST {path}")).auth(&asker.credential);
        let reply = call.json(&json!({"name": "n"})).send().await;
        assert!(matches!(reply.status, 404 | 405) && reply.header("location").is_none(), "{path}: {}", reply.status);
    }
    let list = asker.ask("GET", "/v1/incidents").await.expect(200).json();
    assert_eq!(list["incidents"].as_array().map(Vec::len), Some(2));
}

#[tokio::test]
async fn behind_an_upstream_spellings_are_the_same() {
    let (way, script, _folder) = before_an_api().await;
    let asker = Asker { address: way.address(), credential: ADMIN.to_owned() };
    spellings_are_as_listed(&asker).await;
    let passed: Vec<String> = script.asked().iter().map(|asked| asked.path.clone()).collect();
    assert!(passed.iter().all(|path| path.starts_with("/v1/") || path == "/v1"), "{passed:?}");
}

/// A path, and the changes of its spelling with their places.
fn spelled() -> impl Strategy<Value = (&'static str, String)> {
    let changes = prop::collection::vec((change(), any::<u8>()), 1..4);
    (prop::sample::select(PATHS.to_vec()), changes).prop_map(|(path, changes)| {
        let spell = |path: String, (change, at): &(Respelling, u8)| change.apply(&path, usize::from(*at));
        (path, changes.iter().fold(path.to_owned(), spell))
    })
}

/// The same in every run, so that a failure can be repeated.
fn try_spellings(runtime: &tokio::runtime::Runtime, asker: &Asker) {
    let config = ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::deterministic_rng(RngAlgorithm::ChaCha));
    let ran = runner.run(&(spelled(), any::<bool>()), |((usual, spelled), is_head)| {
        let method = if is_head { "HEAD" } else { "GET" };
        runtime.block_on(asker.check(method, usual, &spelled)).map_err(TestCaseError::fail)
    });
    ran.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn s51_any_spelling_of_a_path_is_answered_redirected_or_not_found() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let (server, _folder) = runtime.block_on(served());
    try_spellings(&runtime, &Asker { address: server.address(), credential: server.token().to_owned() });
    let (way, _script, _folder) = runtime.block_on(before_an_api());
    try_spellings(&runtime, &Asker { address: way.address(), credential: ADMIN.to_owned() });
}

/// A sign-in for one path is good for it however it is spelled, and for no other.
#[tokio::test]
async fn a_subject_is_a_path_and_not_a_spelling() {
    let server = TestServer::start().await;
    keep(&server, &["a/b", "a"]).await;
    for (subject, path, status) in [
        ("/v1/incidents/a%2Fb", "/v1/incidents/a%2Fb", 200),
        ("/v1/incidents/a%2fb", "/v1/incidents/a%2Fb", 200),
        ("/v1/incidents/a%2Fb", "/v1/incidents/%61%2Fb", 200),
        ("/v1/incidents/a", "/v1/incidents/%61", 200),
        ("/v1/incidents/a/b", "/v1/incidents/a%2Fb", 401),
        ("/v1/incidents/a%252Fb", "/v1/incidents/a%2Fb", 401),
        ("/v1/incidents/a", "/v1/incidents/a%2Fb", 401),
        ("/v1/incidents/%zz", "/v1/incidents/a", 401),
        ("", "/v1/incidents/a", 401),
    ] {
        let mut claims = server.claims();
        claims["sub"] = subject.into();
        let call = server.call(&format!("GET {path}")).auth(&server.signed(&claims));
        assert_eq!(call.send().await.status, status, "{subject} for {path}");
    }
}
