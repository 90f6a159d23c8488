//! The page and its files.

use crate::support::{Reply, TestServer, TestServerBuilder};
use serde_json::{Value, json};
use statuspane_server::demo::TemporaryFolder;
use statuspane_server::site::SettingsSource;
use std::fs;
use std::path::PathBuf;

const INDEX: &str = r#"<!DOCTYPE html>
<html lang="en" data-root="./">
<head><title>Status</title>
<link rel="stylesheet" href="page-0123456789abcdef.css">
<link rel="icon" href="icons/unknown.svg">
<script type="module" src="page-0123456789abcdef.js" integrity="sha384-x"></script>
</head><body><div id="app"></div><a href="https://example.com/">x</a></body></html>
"#;

/// A small bundle, and a file outside of it that nobody may get.
fn bundle() -> (TemporaryFolder, PathBuf) {
    let folder = TemporaryFolder::create().expect("a folder");
    let site = folder.path().join("dist");
    let write = |path: &str, content: &[u8]| {
        let path = site.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, content).expect("a file");
    };
    write("index.html", INDEX.as_bytes());
    write("admin/index.html", INDEX.replace("data-root=\"./\"", "data-root=\"../\"").as_bytes());
    write("config.json", br#"{"title": "From the site"}"#);
    write("theme.css", b":root { --a: 1 }");
    for (name, content) in [
        ("page-0123456789abcdef.css", "css"),
        ("page-0123456789abcdef.js", "js"),
        ("page-0123456789abcdef.wasm", "wasm"),
        ("incidents.json", "{}"),
        ("icons/unknown.svg", "<svg/>"),
        ("robots.txt", "User-agent: *"),
        ("data", "x"),
        (".secret", "hidden"),
        (".git/config", "hidden"),
    ] {
        write(name, content.as_bytes());
    }
    write("page-0123456789abcdef.js.br", b"brotli");
    write("page-0123456789abcdef.js.gz", b"gzip");
    write("index.html.br", b"would miss the rewriting");
    fs::write(folder.path().join("outside.txt"), "secret").expect("a file");
    (folder, site)
}

struct Served {
    server: TestServer,
    site: PathBuf,
    _folder: TemporaryFolder,
}

async fn serve() -> Served {
    serve_with(|_| {}).await
}

async fn serve_with(change: impl FnOnce(&mut TestServerBuilder)) -> Served {
    let (folder, site) = bundle();
    let mut builder = TestServerBuilder { site: Some(site.clone()), ..TestServerBuilder::default() };
    change(&mut builder);
    Served { server: builder.start().await, site, _folder: folder }
}

impl Served {
    async fn get(&self, path: &str) -> Reply {
        self.server.call(&format!("GET {path}")).send().await
    }
}

#[tokio::test]
async fn files_have_their_types_and_their_caching() {
    let served = serve().await;
    let immutable = "public, max-age=31536000, immutable";
    for (path, media_type, caching) in [
        ("/", "text/html; charset=utf-8", "no-cache"),
        ("/index.html", "text/html; charset=utf-8", "no-cache"),
        ("/admin/", "text/html; charset=utf-8", "no-cache"),
        ("/page-0123456789abcdef.css", "text/css; charset=utf-8", immutable),
        ("/page-0123456789abcdef.js", "text/javascript; charset=utf-8", immutable),
        ("/page-0123456789abcdef.wasm", "application/wasm", immutable),
        ("/incidents.json", "application/json", "no-cache"),
        ("/icons/unknown.svg", "image/svg+xml", "no-cache"),
        ("/robots.txt", "text/plain; charset=utf-8", "no-cache"),
        ("/config.json", "application/json", "no-cache"),
        ("/theme.css", "text/css; charset=utf-8", "no-cache"),
        ("/data", "application/octet-stream", "no-cache"),
    ] {
        let reply = served.get(path).await.expect(200);
        assert_eq!(reply.header("content-type").as_deref(), Some(media_type), "{path}");
        assert_eq!(reply.header("cache-control").as_deref(), Some(caching), "{path}");
        assert_eq!(reply.header("x-content-type-options").as_deref(), Some("nosniff"), "{path}");
        let tag = reply.header("etag").expect("a tag");
        let again = served.server.call(&format!("GET {path}")).header("If-None-Match", &tag).send().await;
        assert_eq!((again.status, again.body.len()), (304, 0), "{path}");
        let head = served.server.call(&format!("HEAD {path}")).send().await.expect(200);
        assert_eq!(head.header("content-length"), Some(reply.body.len().to_string()), "{path}");
        assert!(head.body.is_empty(), "{path}");
    }
}

#[tokio::test]
async fn pages_have_the_headers_that_protect_them() {
    let served = serve().await;
    for (path, status) in [("/", 200), ("/admin/", 200), ("/incidents/none/", 404), ("/history/2026-11/", 200)] {
        let reply = served.get(path).await.expect(status);
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "strict-origin-when-cross-origin"),
            ("x-frame-options", "DENY"),
            ("content-security-policy", "frame-ancestors 'none'"),
            ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
        ] {
            assert_eq!(reply.header(name).as_deref(), Some(value), "{path} {name}");
        }
    }
}

#[tokio::test]
async fn compressed_forms_are_sent_to_those_who_take_them() {
    let served = serve().await;
    let script = "/page-0123456789abcdef.js";
    for (accepted, body, encoding) in [
        ("gzip, deflate, br", "brotli", Some("br")),
        ("gzip", "gzip", Some("gzip")),
        ("br;q=0, gzip;q=0.5", "gzip", Some("gzip")),
        ("identity", "js", None),
        ("", "js", None),
    ] {
        let call = served.server.call(&format!("GET {script}")).header("Accept-Encoding", accepted);
        let reply = call.send().await.expect(200);
        assert_eq!(reply.text(), body, "{accepted}");
        assert_eq!(reply.header("content-encoding").as_deref(), encoding, "{accepted}");
        assert_eq!(reply.header("vary").as_deref(), Some("Accept-Encoding"), "{accepted}");
        assert_eq!(reply.header("content-type").as_deref(), Some("text/javascript; charset=utf-8"), "{accepted}");
    }
    let tags: Vec<_> = {
        let mut tags = Vec::new();
        for accepted in ["br", "gzip", "identity"] {
            let call = served.server.call(&format!("GET {script}")).header("Accept-Encoding", accepted);
            tags.push(call.send().await.header("etag"));
        }
        tags
    };
    assert!(tags[0] != tags[1] && tags[1] != tags[2] && tags[0] != tags[2], "each form has its own tag");
    let page = served.server.call("GET /").header("Accept-Encoding", "br").send().await.expect(200);
    assert_eq!(page.header("content-encoding"), None);
    assert!(page.text().contains("data-links"));
}

#[tokio::test]
async fn pages_are_told_that_links_are_files() {
    let served = serve().await;
    let root = served.get("/").await.text();
    assert!(root.contains(r#"<html lang="en" data-root="./" data-links="files">"#), "{root}");
    assert!(root.contains(r#"href="page-0123456789abcdef.css""#), "{root}");
    let admin = served.get("/admin/").await.text();
    assert!(admin.contains(r#"data-root="../" data-links="files""#), "{admin}");
}

#[tokio::test]
async fn addresses_of_incidents_and_months_are_pages() {
    let served = serve().await;
    let id = served.server.create(&json!({"name": "n"})).await;
    for (path, status) in [
        (format!("/incidents/{id}/"), 200),
        (format!("/incidents/{id}/?x=1"), 200),
        ("/incidents/unknown/".into(), 404),
        (format!("/incidents/{}/", id.to_uppercase()), 404),
        ("/incidents/_h00000000000000000000000000000000/".into(), 404),
        ("/incidents/%3Cscript%3E/".into(), 404),
        (format!("/incidents/{}/", "x".repeat(10_000)), 404),
        (format!("/incidents/{id}/index.html"), 200),
        ("/history/2026-11/".into(), 200),
        ("/history/1970-01/".into(), 200),
    ] {
        let reply = served.get(&path).await.expect(status);
        let text = reply.text();
        assert_eq!(reply.header("content-type").as_deref(), Some("text/html; charset=utf-8"), "{path}");
        assert!(text.contains(r#"data-root="../../" data-links="files""#), "{path}: {text}");
        assert!(text.contains(r#"href="../../page-0123456789abcdef.css""#), "{path}: {text}");
        assert!(text.contains(r#"src="../../page-0123456789abcdef.js""#), "{path}: {text}");
        assert!(text.contains(r#"href="https://example.com/""#), "{path}: {text}");
    }
    for path in [format!("/incidents/{id}"), "/history/2026-11".into(), "/admin".into()] {
        let reply = served.get(&path).await.expect(308);
        let last = path.rsplit('/').next().expect("a name");
        assert_eq!(reply.header("location"), Some(format!("./{last}/")), "{path}");
        let reply = served.get(&format!("{path}?a=b")).await.expect(308);
        assert_eq!(reply.header("location"), Some(format!("./{last}/?a=b")), "{path}");
    }
    for path in [
        "/history/2026-13/",
        "/history/",
        "/incidents/",
        "/incidents/a/b/",
        "//history/2026-11/",
        "/history//2026-11/",
        "/nothing",
        "/nothing/at/all",
    ] {
        served.get(path).await.expect(404);
    }
}

#[tokio::test]
async fn an_incident_whose_slug_is_a_hash_is_found() {
    use statuspane::domain::{Impact, IncidentId, Status, Timestamp};
    let served = serve().await;
    let id = IncidentId::new("../Weird ID/../").expect("an id");
    let slug = statuspane::route::slug(&id);
    let new = statuspane_server::store::NewIncident {
        id: id.clone(),
        name: "n".into(),
        impact: Impact::None,
        status: Status::Investigating,
        created: Timestamp::FIRST_UNAMBIGUOUS,
        entries: Vec::new(),
    };
    served.server.store.import(vec![new]).await.expect("kept");
    served.get(&format!("/incidents/{slug}/")).await.expect(200);
    let segment = statuspane::api::request::segment(id.as_str());
    served.server.public(&format!("/incidents/{segment}")).await.expect(200);
}

#[tokio::test]
async fn no_path_leads_out_of_the_folder() {
    let served = serve().await;
    std::os::unix::fs::symlink(served.site.join("../outside.txt"), served.site.join("link.txt")).expect("a link");
    std::os::unix::fs::symlink(served.site.join(".."), served.site.join("up")).expect("a link");
    std::os::unix::fs::symlink("loop", served.site.join("loop")).expect("a link");
    std::os::unix::fs::symlink(served.site.join("robots.txt"), served.site.join("inner.txt")).expect("a link");
    std::os::unix::fs::symlink(served.site.join("../outside.txt"), served.site.join("robots.txt.br")).expect("a link");
    for path in [
        "/../outside.txt",
        "/..%2foutside.txt",
        "/%2e%2e/outside.txt",
        "/%2e%2e%2foutside.txt",
        "/icons/../../outside.txt",
        "/icons/..%2f..%2foutside.txt",
        "/icons/%2e%2e/%2e%2e/outside.txt",
        "/..%5coutside.txt",
        "/..\\outside.txt",
        "/%252e%252e/outside.txt",
        "/./../outside.txt",
        "//outside.txt",
        "//etc/passwd",
        "/etc/passwd",
        "/%2fetc%2fpasswd",
        "/link.txt",
        "/up/outside.txt",
        "/up/dist/robots.txt/",
        "/loop",
        "/.secret",
        "/%2esecret",
        "/.git/config",
        "/robots.txt/",
        "/robots.txt/x",
        "/robots.txt%00.html",
        "/icons/",
        "/config.json/",
    ] {
        let reply = served.get(path).await;
        assert_eq!(reply.status, 404, "{path}: {}", reply.text());
        assert!(
            !reply.text().contains("secret") && !reply.text().contains("hidden") && !reply.text().contains("root:"),
            "{path}"
        );
    }
    served.get("/inner.txt").await.expect(200);
    let reply = served.server.call("GET /robots.txt").header("Accept-Encoding", "br").send().await.expect(200);
    assert_eq!(reply.text(), "User-agent: *", "a link beside a file is no compressed form of it");
}

#[tokio::test]
async fn the_configuration_says_where_the_api_is() {
    let check = async |own: &str, expected: Value| {
        let served = serve().await;
        fs::write(served.site.join("config.json"), own).expect("a file");
        assert_eq!(served.get("/config.json").await.expect(200).json(), expected, "{own}");
    };
    check(r#"{"title": "T"}"#, json!({"title": "T", "api": "v1", "live": "public/v1"})).await;
    check(r#"{"live": null}"#, json!({"api": "v1", "live": null})).await;
    check(r#"{"api": "https://a/v1", "live": "x"}"#, json!({"api": "https://a/v1", "live": "x"})).await;
    check("not JSON", json!({"api": "v1", "live": "public/v1"})).await;

    let served = serve().await;
    fs::remove_file(served.site.join("config.json")).expect("removed");
    assert_eq!(served.get("/config.json").await.expect(200).json(), json!({"api": "v1", "live": "public/v1"}));
}

#[tokio::test]
async fn a_named_configuration_and_theme_come_first_and_are_read_again() {
    let folder = TemporaryFolder::create().expect("a folder");
    let (config, theme) = (folder.path().join("own.json"), folder.path().join("own.css"));
    fs::write(&config, r#"{"title": "Named"}"#).expect("a file");
    fs::write(&theme, "a { }").expect("a file");
    let served = serve_with(|builder| {
        builder.settings = SettingsSource::File(config.clone());
        builder.theme = Some(theme.clone());
    })
    .await;
    assert_eq!(served.get("/config.json").await.json()["title"], "Named");
    assert_eq!(served.get("/theme.css").await.text(), "a { }");
    fs::write(&config, r#"{"title": "Changed"}"#).expect("a file");
    fs::write(&theme, "b { }").expect("a file");
    assert_eq!(served.get("/config.json").await.json()["title"], "Changed");
    assert_eq!(served.get("/theme.css").await.text(), "b { }");
    fs::write(&config, r#"{"title": "#).expect("a file");
    assert_eq!(served.get("/config.json").await.json()["title"], "Changed", "the last that could be read");
}

#[tokio::test]
async fn a_missing_theme_is_an_empty_one() {
    let served = serve().await;
    fs::remove_file(served.site.join("theme.css")).expect("removed");
    let reply = served.get("/theme.css").await.expect(200);
    assert_eq!((reply.text().as_str(), reply.header("content-type").as_deref()), ("", Some("text/css; charset=utf-8")));
}

#[tokio::test]
async fn a_changed_file_is_served_as_it_is_now() {
    let served = serve().await;
    for content in ["one", "two", "three"] {
        fs::write(served.site.join("robots.txt"), content).expect("a file");
        assert_eq!(served.get("/robots.txt").await.text(), content);
    }
}

#[tokio::test]
async fn an_unknown_address_gets_the_sites_own_page() {
    let served = serve().await;
    let plain = served.get("/nothing.txt").await.expect(404);
    assert_eq!(plain.header("content-type").as_deref(), Some("text/plain; charset=utf-8"));
    // Without a page for it, the front page's app says so.
    let front = served.get("/a/nothing/").await.expect(404);
    assert_eq!(front.header("content-type").as_deref(), Some("text/html; charset=utf-8"));
    assert!(front.text().contains("data-root=\"../../\""), "{}", front.text());
    fs::write(served.site.join("404.html"), "<html data-root=\"./\"><a href=\"theme.css\">").expect("a file");
    for (path, up) in [("/nothing", ""), ("/a/b", "../"), ("/a/b/", "../../")] {
        let reply = served.get(path).await.expect(404);
        let root = if up.is_empty() { "./" } else { up };
        let expected = format!("<html data-root=\"{root}\" data-links=\"files\"><a href=\"{up}theme.css\">");
        assert_eq!(reply.text(), expected, "{path}");
        assert_eq!(reply.header("x-frame-options").as_deref(), Some("DENY"));
    }
}

#[tokio::test]
async fn files_can_only_be_read() {
    let served = serve().await;
    for method in ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"] {
        let reply = served.server.call(&format!("{method} /robots.txt")).send().await.expect(405);
        assert_eq!(reply.header("allow").as_deref(), Some("GET, HEAD"), "{method}");
    }
}

#[tokio::test]
async fn without_a_site_there_is_the_api_alone() {
    let server = TestServer::start().await;
    assert_eq!(server.call("GET /").send().await.status, 404);
    assert_eq!(server.call("GET /incidents/x/").send().await.status, 404);
    server.call("GET /config.json").send().await.expect(200);
    server.admin("GET /v1/incidents").send().await.expect(200);
}
