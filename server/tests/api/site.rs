//! The page and its files.

use crate::publish::{between, first_frame};
use crate::support::{Reply, TestServer, TestServerBuilder, site};
use contract::incident_api::decode::decode_list;
use data_encoding::BASE64;
use futures_util::future::BoxFuture;
use model::incident::Timeline;
use model::{Incident, IncidentList, StatusData, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use statuspane_server::bundle::BuiltPage;
use statuspane_server::clock::Clock;
use statuspane_server::demo;
use statuspane_server::serve::site::ConfigSource;
use statuspane_server::source::{IncidentSource, Reading, Unavailable};
use std::fs;
use std::io::Read;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock};
use std::time::Instant;
use tempfile::TempDir;
use text::PageText;

static TEXT: LazyLock<PageText> = LazyLock::new(PageText::english);

/// The page's refresh interval, and so the longest that a document keeps one time.
const REFRESH: i64 = 30;

/// A small bundle, and a private file outside of it.
fn bundle() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().expect("a folder");
    let site = folder.path().join("dist");
    site::build(&site, "0123456789abcdef");
    let write = |path: &str, content: &[u8]| {
        let path = site.join(path);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, content).expect("a file");
    };
    for (name, content) in [
        ("page-0123456789abcdef.js", "js"),
        ("page-0123456789abcdef.js.br", "brotli"),
        ("page-0123456789abcdef.js.gz", "gzip"),
        ("index.html.br", "what no visitor gets"),
        ("theme.css", ":root { --a: 1 }"),
        ("robots.txt", "User-agent: *"),
        ("about.html", "<p>About</p>"),
        ("data", "x"),
        ("logo-20261124.png", "png"),
        ("team-0123456789abcdef.jpg", "jpg"),
        ("plan-20261124.js", "js"),
        (".well-known/security.txt", "Contact: mailto:security@example.com"),
        (".well-known/.secret", "secret"),
        (".secret", "secret"),
        (".git/config", "secret"),
    ] {
        write(name, content.as_bytes());
    }
    fs::write(folder.path().join("outside.txt"), "secret").expect("a file");
    (folder, site)
}

struct ServedSite {
    server: TestServer,
    site: PathBuf,
    _folder: TempDir,
}

async fn serve() -> ServedSite {
    serve_with(|_| {}).await
}

async fn serve_with(change: impl FnOnce(&mut TestServerBuilder)) -> ServedSite {
    let (folder, site) = bundle();
    let mut builder = TestServerBuilder { site: Some(site.clone()), ..TestServerBuilder::default() };
    change(&mut builder);
    ServedSite { server: builder.start().await, site, _folder: folder }
}

impl ServedSite {
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
        ("/as-of.json", "application/json", "no-cache"),
        ("/about.html", "text/html; charset=utf-8", "no-cache"),
        ("/?month=2026-11", "text/html; charset=utf-8", "no-cache"),
        ("/icons/unknown.svg", "image/svg+xml", "no-cache"),
        ("/robots.txt", "text/plain; charset=utf-8", "no-cache"),
        ("/config.json", "application/json", "no-cache"),
        ("/theme.css", "text/css; charset=utf-8", "no-cache"),
        ("/manifest.webmanifest", "application/manifest+json", "no-cache"),
        ("/data", "application/octet-stream", "no-cache"),
        // Digits in the names of the deployer's own files aren't content hashes.
        ("/logo-20261124.png", "image/png", "no-cache"),
        ("/team-0123456789abcdef.jpg", "image/jpeg", "no-cache"),
        ("/plan-20261124.js", "text/javascript; charset=utf-8", "no-cache"),
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
    let all = [
        ("x-content-type-options", Some("nosniff")),
        ("x-frame-options", Some("DENY")),
        ("content-security-policy", Some("frame-ancestors 'none'")),
        ("permissions-policy", Some("camera=(), geolocation=(), microphone=()")),
    ];
    let public = [
        ("referrer-policy", Some("strict-origin-when-cross-origin")),
        ("x-robots-tag", None),
        ("cross-origin-opener-policy", None),
    ];
    // Nobody finds the admin view by accident, no window that led there keeps a hold of it, and no page hears of it.
    let admin = [
        ("referrer-policy", Some("no-referrer")),
        ("x-robots-tag", Some("noindex, nofollow")),
        ("cross-origin-opener-policy", Some("same-origin")),
    ];
    for (path, status, own) in [
        ("/", 200, public),
        ("/about.html", 200, public),
        ("/incidents/none/", 404, public),
        ("/nothing/", 404, public),
        ("/admin/nothing/", 404, public),
        ("/history/2026-11/", 200, public),
        ("/admin/", 200, admin),
        ("/admin/index.html", 200, admin),
    ] {
        let reply = served.get(path).await.expect(status);
        let tag = reply.header("etag").expect("a tag");
        let again = served.server.call(&format!("GET {path}")).header("If-None-Match", &tag).send().await;
        for (name, value) in all.into_iter().chain(own) {
            assert_eq!(reply.header(name).as_deref(), value, "{path} {name}");
            assert_eq!(again.header(name).as_deref(), value, "{path} {name}, asked for again");
        }
    }
}

#[tokio::test]
async fn compressed_files_are_sent_to_clients_that_accept_them() {
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
}

#[tokio::test]
async fn documents_are_compressed_for_clients_that_accept_it() {
    let served = serve().await;
    let id = served.server.create(&json!({"name": "Slow search"})).await;
    for path in ["/".to_owned(), "/admin/".into(), format!("/incidents/{id}/"), "/nothing/".into()] {
        let mut tags = Vec::new();
        let plain = served.get(&path).await;
        for (accepted, encoding) in [("gzip, br", Some("br")), ("gzip", Some("gzip")), ("identity", None)] {
            let get = || served.server.call(&format!("GET {path}")).header("Accept-Encoding", accepted);
            let reply = get().send().await;
            assert_eq!(reply.header("content-encoding").as_deref(), encoding, "{path}");
            assert_eq!(reply.header("vary").as_deref(), Some("Accept-Encoding"), "{path}");
            let mut body = Vec::new();
            match encoding {
                Some("br") => brotli::Decompressor::new(reply.body.as_slice(), 4096).read_to_end(&mut body),
                Some(_) => flate2::read::GzDecoder::new(reply.body.as_slice()).read_to_end(&mut body),
                None => reply.body.as_slice().read_to_end(&mut body),
            }
            .expect("it unpacks");
            assert!(body == plain.body, "{path} {accepted}: {}", String::from_utf8_lossy(&body));
            let tag = reply.header("etag").expect("a tag");
            let again = get().header("If-None-Match", &tag).send().await;
            // A missing address gets a full answer each time.
            assert_eq!(again.status, if reply.status == 200 { 304 } else { 404 }, "{path}");
            assert_eq!(again.header("vary").as_deref(), Some("Accept-Encoding"), "{path}");
            tags.push(tag);
        }
        tags.dedup();
        assert_eq!(tags.len(), 3, "each form has its own tag: {tags:?}");
    }
}

#[tokio::test]
async fn the_admin_view_has_its_policy_and_knows_that_links_are_files() {
    let served = serve().await;
    for path in ["/admin/", "/admin/index.html"] {
        let admin = served.get(path).await.expect(200).text();
        assert!(admin.contains(r#"data-root="../" data-links="files""#), "{admin}");
        let policy = between(&admin, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
        assert!(policy.contains("style-src 'self';") && policy.contains("connect-src 'self';"), "{policy}");
    }
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
        ("/history/2026/".into(), 200),
        ("/history/2026/index.html".into(), 200),
        ("/history/2000/".into(), 200),
        ("/history/9999/?x=1".into(), 200),
    ] {
        let reply = served.get(&path).await.expect(status);
        let text = reply.text();
        assert_eq!(reply.header("content-type").as_deref(), Some("text/html; charset=utf-8"), "{path}");
        assert!(text.contains(r#"href="../../""#), "{path}: the way to the front page: {text}");
        if status == 200 {
            assert!(text.contains(r#"data-root="../../" data-links="files""#), "{path}: {text}");
            assert!(text.contains(r#"src="../../page-0123456789abcdef.js" integrity="sha384-x""#), "{path}: {text}");
            assert!(!text.contains("data-snapshot"), "{path}: the API itself is here");
        } else {
            assert!(text.contains(TEXT.missing_incident()), "{path}: {text}");
            assert_eq!(text.matches("<script>").count(), 1, "{path}: the colour scheme: {text}");
            assert!(!text.contains("<script ") && !text.contains("rel=\"stylesheet\""), "{path}: {text}");
        }
    }
    for path in [format!("/incidents/{id}"), "/history/2026-11".into(), "/history/2026".into(), "/admin".into()] {
        let reply = served.get(&path).await.expect(308);
        let last = path.rsplit('/').next().expect("a name");
        assert_eq!(reply.header("location"), Some(format!("./{last}/")), "{path}");
        let reply = served.get(&format!("{path}?a=b")).await.expect(308);
        assert_eq!(reply.header("location"), Some(format!("./{last}/?a=b")), "{path}");
    }
    let no_page = ["/history/2026-13/", "/incidents/", "/incidents/a/b/", "/nothing", "/nothing/at/all"];
    let no_year = ["/history/1999/", "/history/10000/", "/history/02026/", "/history/1999", "/history/2026/11/"];
    for path in no_page.into_iter().chain(no_year).chain(["/incidents/a.b", "/incidents/unknown"]) {
        served.get(path).await.expect(404);
    }
}

#[tokio::test]
async fn a_page_turns_when_the_time_of_an_update_comes() {
    let served = serve().await;
    let server = &served.server;
    let now = server.clock.millis();
    let id = server.create(&json!({"name": "n", "entry": {"message": "m"}})).await;
    let ahead = (now + 5_000).to_string();
    server.post_entry(&id, &json!({"message": "It is over.", "date": ahead, "incidentStatus": "resolved"})).await;
    let paths = ["/".to_owned(), format!("/incidents/{id}/")];
    let status = async |path: &str| {
        let page = served.get(path).await.expect(200).text();
        between(&page, "data-status=\"", "\"").to_owned()
    };
    for (seconds, expected) in [(0, "investigating"), (4, "investigating"), (1, "resolved")] {
        server.clock.pass_seconds(seconds);
        for path in &paths {
            assert_eq!(status(path).await, expected, "{path}, {} s", (server.clock.millis() - now) / 1000);
        }
    }
}

#[tokio::test]
async fn an_incident_whose_slug_is_a_hash_is_found() {
    use model::{Impact, IncidentId, Status, Timestamp};
    let served = serve().await;
    let id = IncidentId::new("../Weird ID/../").expect("an id");
    let slug = contract::route::slug(id.as_str());
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
    let segment = contract::incident_api::endpoint::segment(id.as_str());
    served.server.public(&format!("/incidents/{segment}")).await.expect(200);
}

#[tokio::test]
async fn s19_no_path_leads_out_of_the_folder() {
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
        "/.well-known/.secret",
        "/.git/config",
        "/robots.txt/",
        "/robots.txt/x",
        "/robots.txt%00.html",
        "/icons/",
        "/config.json/",
    ] {
        let reply = served.get(path).await;
        assert_eq!(reply.status, 404, "{path}: {}", reply.text());
        assert!(!reply.text().contains("secret") && !reply.text().contains("root:"), "{path}");
    }
    served.get("/inner.txt").await.expect(200);
    served.get("/.well-known/security.txt").await.expect(200);
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
    // Only known keys. Unusable ones are still named, without their values.
    check(
        r#"{"$schema": "x", "apiKey": "s", "live": "https://a:s@host/v1", "title": {"a": "s"}, "components":
            ["s", {"id": "web", "name": "Web", "secret": "s", "description": ["s"]}],
            "serviceHours": {"zone": "UTC", "days": ["s"], "from": "08:00", "secret": "s"}}"#,
        json!({"api": "v1", "apiKey": false, "live": false, "title": false,
            "components": [false, {"id": "web", "name": "Web", "description": false}],
            "serviceHours": {"zone": "UTC", "days": false, "from": "08:00"}}),
    )
    .await;
    // The last that could be read.
    check("not JSON", json!({"title": "From the site", "api": "v1", "live": "public/v1"})).await;

    let served = serve_with(|builder| {
        let site = builder.site.as_ref().expect("a site");
        fs::write(site.join("config.json"), "not JSON").expect("a file");
    })
    .await;
    assert_eq!(served.get("/config.json").await.expect(200).json(), json!({"api": "v1", "live": "public/v1"}));
    assert!(served.get("/").await.expect(200).text().contains("<title>No open incidents as of"));

    let served = serve_with(|builder| {
        let site = builder.site.as_ref().expect("a site");
        fs::remove_file(site.join("config.json")).expect("removed");
    })
    .await;
    assert_eq!(served.get("/config.json").await.expect(200).json(), json!({"api": "v1", "live": "public/v1"}));
}

#[tokio::test]
async fn a_named_configuration_and_theme_come_first_and_are_read_again() {
    let folder = tempfile::tempdir().expect("a folder");
    let (config, theme) = (folder.path().join("own.json"), folder.path().join("own.css"));
    fs::write(&config, r#"{"title": "Named"}"#).expect("a file");
    fs::write(&theme, "a { }").expect("a file");
    let served = serve_with(|builder| {
        builder.settings = ConfigSource::File(config.clone());
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
    for (path, root) in [("/nothing", "./"), ("/a/b", "../"), ("/a/b/", "../../"), ("/history/2026-13/", "../../")] {
        let reply = served.get(path).await.expect(404);
        let text = reply.text();
        assert_eq!(reply.header("content-type").as_deref(), Some("text/html; charset=utf-8"), "{path}");
        assert!(text.contains(TEXT.not_found()), "{path}: {text}");
        assert!(text.contains(&format!("href=\"{root}\"")), "{path}: {text}");
        assert_eq!(text.matches("<script>").count(), 1, "{path}: the colour scheme");
        assert!(!text.contains("<script ") && !text.contains("rel=\"stylesheet\""), "{path}: it needs no other file");
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
async fn without_a_site_only_the_api_is_served() {
    let server = TestServer::start().await;
    assert_eq!(server.call("GET /").send().await.status, 404);
    assert_eq!(server.call("GET /incidents/x/").send().await.status, 404);
    server.call("GET /config.json").send().await.expect(200);
    server.admin("GET /v1/incidents").send().await.expect(200);
}

fn title(html: &str) -> &str {
    between(html, "<title>", "</title>")
}

#[tokio::test]
async fn documents_hold_their_content_and_the_app_begins_with_the_same() {
    let served = serve().await;
    served.server.store.import(demo::incidents(served.server.clock.now())).await.expect("kept");
    let list = served.server.public("/incidents").await.json();
    let slugs = list["incidents"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|incident| format!("/incidents/{}/", incident["id"].as_str().expect("an id")));
    let paths: Vec<String> =
        ["/", "/history/2026-11/", "/history/2026-10/"].map(str::to_owned).into_iter().chain(slugs).collect();
    for path in &paths {
        let html = served.get(path).await.expect(200).text();
        let (shown, first) = first_frame(&format!("{}index.html", &path[1..]), &html);
        assert_eq!(shown, first, "{path}: the app's first frame is another");
        // Markup alone never claims the present.
        assert!(!html.contains("data-overall=\"operational\"") && !html.contains("data-fresh=\"true\""), "{path}");
        assert!(html.contains("As of"), "{path}: {html}");
        let hash = BASE64.encode(&Sha256::digest(between(&html, "<style>", "</style>")));
        let policy = between(&html, "http-equiv=\"Content-Security-Policy\" content=\"", "\"");
        assert!(policy.contains(&format!("'sha256-{hash}'")) && !policy.contains("unsafe-inline"), "{policy}");
        assert!(!html.contains("customerId") && !html.contains(served.server.store.customer()), "{path}");
        assert!(html.contains("<meta name=\"format-detection\" content=\"telephone=no"), "{path}");
        // Other sites cache a preview, so changing content has its time and its day.
        let preview = between(&html, "property=\"og:title\" content=\"", "\"");
        let description = between(&html, "property=\"og:description\" content=\"", "\"");
        assert_eq!(description, between(&html, "name=\"description\" content=\"", "\""), "{path}");
        let dated = " as of 23 Nov 2026, 12:00 UTC";
        match path.as_str() {
            "/" => assert!(preview.contains(dated), "{path}: {preview}"),
            _ if path.starts_with("/history/") => {
                assert!(description.contains(", as of 23 Nov 2026, 12:00 UTC."), "{description}")
            }
            _ => {
                assert!(preview.starts_with("Resolved: ") || preview.contains(dated), "{path}: {preview}");
                let impact = description.split(". ").next().unwrap_or_default();
                assert!(
                    (impact == TEXT.shared().none() || impact.ends_with(" impact")) && description.contains(" 2026, "),
                    "{description}"
                );
            }
        }
        assert!(!html.contains("og:url"), "{path}: where visitors find the site is not known");
    }
    let front = served.get("/").await.text();
    assert!(title(&front).contains(" as of 12:00 UTC"), "{}", title(&front));
    let data: Value = serde_json::from_str(between(&front, "id=\"statuspane-data\">", "</script>")).expect("JSON");
    assert_eq!(data["config"], json!({"title": "From the site", "live": "public/v1"}));
    let open = data["incidents"].as_array().expect("a list").iter().filter(|one| one["incidentStatus"] != "resolved");
    assert!(open.map(|one| one["entries"].as_array().map_or(0, Vec::len)).all(|entries| entries > 0), "{data}");
    assert_eq!(front, served.get("/index.html").await.text());
}

#[tokio::test]
async fn a_document_is_another_after_every_change_and_the_same_until_then() {
    let served = serve().await;
    let server = &served.server;
    let id = server.create(&json!({"name": "Slow search", "entry": {"message": "First words."}})).await;
    let own = format!("/incidents/{id}/");
    let entry_path = async |text: &str| {
        let entry = server.post_entry(&id, &json!({"message": text})).await;
        format!("/v1/incidents/{id}/entries/{entry}")
    };
    let see = async |words: &str, there: bool| {
        for path in ["/", own.as_str()] {
            let text = served.get(path).await.expect(200).text();
            assert_eq!(text.contains(words), there, "{path}: {words}");
        }
    };
    see("First words.", true).await;
    let entry = entry_path("More is known.").await;
    see("More is known.", true).await;
    let body = json!({"message": "Much more is known.", "incidentStatus": "identified"});
    server.admin(&format!("PUT {entry}")).json(&body).send().await.expect(200);
    see("Much more is known.", true).await;
    server.admin(&format!("DELETE {entry}")).send().await.expect(200);
    see("more is known.", false).await;

    // Nothing changes: the same document, and it is not sent twice.
    for path in ["/", own.as_str(), "/history/2026-11/"] {
        let get = |tag: &str| server.call(&format!("GET {path}")).header("If-None-Match", tag);
        let first = served.get(path).await.expect(200);
        let tag = first.header("etag").expect("a tag");
        server.clock.pass_seconds(REFRESH - 1);
        get(&tag).send().await.expect(304);
        // Once the page would ask again, the document is as of a later time.
        server.clock.pass_seconds(1);
        let later = get(&tag).send().await.expect(200);
        assert!(first.text() != later.text(), "{path}");
        let date = |reply: &Reply| {
            let html = reply.text();
            let data: Value =
                serde_json::from_str(between(&html, "id=\"statuspane-data\">", "</script>")).expect("JSON");
            data["asOf"].as_str().and_then(Timestamp::parse).expect("a time")
        };
        assert_eq!(date(&later).since(date(&first)).millis(), REFRESH * 1000, "{path}");
    }
    server.admin(&format!("DELETE /v1/incidents/{id}")).send().await.expect(200);
    served.get(&own).await.expect(404);
    assert!(!served.get("/").await.expect(200).text().contains(&id));
}

#[tokio::test]
async fn a_document_follows_configuration_theme_and_bundle() {
    let served = serve().await;
    let see = async |words: &str| {
        for path in ["/", "/history/2026-11/", "/nothing/"] {
            let text = served.get(path).await.text();
            assert!(text.contains(words), "{path}: {words}: {text}");
        }
    };
    let write = |name: &str, text: &str| fs::write(served.site.join(name), text).expect("a file");
    see(":root { --a: 1 }").await;
    write("config.json", r#"{"title": "Another title"}"#);
    see("Another title").await;
    write("config.json", r#"{"title": "#);
    see("Another title").await;
    write("theme.css", ":root { --a: 2 }");
    see(":root { --a: 2 }").await;
    // In the middle of a build no document can be made.
    fs::remove_file(served.site.join("assets.json")).expect("it goes");
    see(":root { --a: 2 }").await;
    site::build(&served.site, "fedcba9876543210");
    assert!(served.get("/").await.text().contains("page-fedcba9876543210.js"));
    see("From the site").await;
}

#[tokio::test]
async fn a_folder_without_a_built_page_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("index.html"), "<html></html>").expect("a file");
    let database = format!("sqlite://{}", folder.path().join("test.db").display());
    let site = folder.path().to_str().expect("text");
    let arguments = ["serve", "--listen", "127.0.0.1:0", "--create", "--database", &database, "--site", site];
    let finished = crate::program::run(&arguments).await.expect(1);
    for part in ["assets.json", "Nothing was started", "--site"] {
        assert!(finished.stderr.contains(part), "{}", finished.stderr);
    }
}

#[tokio::test]
async fn without_the_database_the_last_documents_stand() {
    let served = serve().await;
    let id = served.server.create(&json!({"name": "Slow search"})).await;
    let own = format!("/incidents/{id}/");
    let mut before = Vec::new();
    for path in ["/", own.as_str()] {
        before.push(served.get(path).await.expect(200));
    }
    served.server.store.close().await;
    for hours in [0, 24] {
        served.server.clock.pass_seconds(hours * 3600);
        for (path, before) in ["/", own.as_str()].into_iter().zip(&before) {
            let reply = served.get(path).await.expect(200);
            assert!(reply.text() == before.text() && reply.text().contains("As of"), "{path} after {hours} hours");
        }
        for path in ["/history/2026-11/", "/incidents/other/"] {
            let reply = served.get(path).await.expect(503);
            assert!(reply.header("retry-after").is_some() && !reply.text().contains("pool"), "{}", reply.text());
        }
        // Documents without incidents need no database.
        served.get("/admin/").await.expect(200);
        assert!(served.get("/nothing/").await.expect(404).text().contains(TEXT.not_found()));
    }
}

#[tokio::test]
async fn addresses_that_only_the_app_can_read_get_the_app() {
    let served = serve().await;
    for query in ["incident=x", "month=2026-11", "month=2026-13", "incident="] {
        let html = served.get(&format!("/?{query}")).await.expect(200).text();
        assert!(
            html.contains("<div id=\"app\"></div>") && html.contains("src=\"./page-0123456789abcdef.js\""),
            "{html}"
        );
        assert!(!html.contains("statuspane-data"), "content of another screen: {html}");
        // If the app doesn't load, it says so like any other page without content.
        let bare = include_str!("../../../index.html");
        let unstarted = bare.lines().find(|line| line.starts_with("<p class=\"unstarted\"")).expect("the paragraph");
        assert!(html.contains(&format!("<div id=\"app\"></div>\n{unstarted}\n")), "{html}");
    }
    let front = served.get("/?utm_source=mail").await.expect(200).text();
    assert_eq!(front, served.get("/").await.text());
}

#[tokio::test]
async fn the_list_is_there_as_a_file_as_well() {
    let served = serve_with(|builder| builder.url = Some("https://example.com/status")).await;
    served.server.store.import(demo::incidents(served.server.clock.now())).await.expect("kept");
    let check = async || {
        let list = served.get("/incidents.json").await.expect(200);
        let about = served.get("/as-of.json").await.expect(200).json();
        assert!(about["version"].is_string());
        assert_eq!(about["version"], list.json()["version"]);
        assert_eq!(about["version"], served.server.public("/as-of").await.json()["version"]);
        let front = served.get("/").await.text();
        let block: Value = serde_json::from_str(between(&front, "id=\"statuspane-data\">", "</script>")).expect("JSON");
        assert_eq!(block["version"], about["version"]);
        assert_eq!(about["everySeconds"], json!(REFRESH));
        assert_eq!(about["asOf"], json!(served.server.clock.now().to_wire()));
        list
    };
    let list = check().await;
    assert!(!list.text().contains("customerId"));
    let read = decode_list(&list.text()).expect("a list");
    assert!(read.is_complete() && read.incidents().len() == 25);
    assert!(read.incidents().iter().all(|incident| !incident.entries().is_empty()));
    // Its time moves on; its content stays the same until something changes.
    let tag = list.header("etag").expect("a tag");
    served.server.clock.pass_seconds(REFRESH);
    check().await;
    let get = || served.server.call("GET /incidents.json").header("If-None-Match", &tag);
    get().send().await.expect(304);
    served.server.create(&json!({"name": "Slow search"})).await;
    get().send().await.expect(200);
    check().await;

    let sitemap = served.get("/sitemap.xml").await.expect(200);
    assert_eq!(sitemap.header("content-type").as_deref(), Some("application/xml"));
    assert_eq!(sitemap.text().matches("<loc>https://example.com/status/incidents/").count(), 26);
    assert!(served.get("/").await.text().contains("<link rel=\"canonical\" href=\"https://example.com/status/\">"));
    fs::remove_file(served.site.join("robots.txt")).expect("it goes");
    let robots = served.get("/robots.txt").await.expect(200).text();
    assert!(robots.contains("Sitemap: https://example.com/status/sitemap.xml"), "{robots}");
    assert_eq!(serve().await.get("/sitemap.xml").await.status, 404, "nobody knows its addresses");
}

#[tokio::test]
async fn a_page_in_memory_is_served_like_one_in_a_folder() {
    // Of the same incidents: each database has a different version.
    let source = Arc::new(FakeSource::default());
    let in_folder = serve_with(|builder| builder.source = Some(source.clone())).await;
    let page = BuiltPage::Folder(in_folder.site.clone());
    let mut paths = page.paths(|_| true).expect("paths");
    paths.sort();
    let files = paths.into_iter().map(|path| {
        let bytes: &'static [u8] = page.bytes(&path).expect("bytes").leak();
        let path: &'static str = path.leak();
        (path, bytes)
    });
    let files: &'static [_] = files.collect::<Vec<_>>().leak();
    let in_memory =
        TestServerBuilder { carried: Some(files), source: Some(source), ..TestServerBuilder::default() }.start().await;
    for path in [
        "/",
        "/index.html",
        "/admin",
        "/admin/",
        "/admin/index.html",
        "/page-0123456789abcdef.js",
        "/page-0123456789abcdef.js/",
        "/page-0123456789abcdef.wasm",
        "/icons",
        "/icons/",
        "/icons/unknown.svg",
        "/icons/none.svg",
        "/config.json",
        "/theme.css",
        "/robots.txt",
        "/about.html",
        "/data",
        "/.well-known/security.txt",
        "/.well-known/.secret",
        "/.secret",
        "/../outside.txt",
        "/nothing/",
        "/history/2026-11/",
    ] {
        for accepted in ["br", "gzip", "identity"] {
            let ask =
                |server: &TestServer| server.call(&format!("GET {path}")).header("Accept-Encoding", accepted).send();
            let (one, other) = (ask(&in_folder.server).await, ask(&in_memory).await);
            assert_eq!((one.status, one.text()), (other.status, other.text()), "{path} {accepted}");
            for name in ["content-type", "content-encoding", "cache-control", "etag", "vary", "location"] {
                assert_eq!(one.header(name), other.header(name), "{path} {accepted} {name}");
            }
        }
    }
    let wanted = |path: &str| path != "admin/" && !path.ends_with(".svg");
    let sorted = |page: &BuiltPage| {
        let mut paths = page.paths(wanted).expect("paths");
        paths.sort();
        paths
    };
    assert_eq!(sorted(&page), sorted(&BuiltPage::Carried(files)));
}

/// Incidents that a test sets, and how often their timelines were read.
#[derive(Default)]
struct FakeSource {
    list: IncidentList,
    version: AtomicI64,
    timelines: AtomicUsize,
}

impl IncidentSource for FakeSource {
    fn reading(&self) -> BoxFuture<'_, Result<Reading, Unavailable>> {
        Box::pin(async {
            let as_of = Timestamp::from_millis(1_795_435_200_000).expect("a time");
            let version = self.version.load(Ordering::SeqCst).to_string();
            Ok(Reading { version, data: StatusData::of(self.list.clone()), as_of })
        })
    }

    fn timeline<'a>(&'a self, _of: &'a Incident) -> BoxFuture<'a, Result<Option<Timeline>, Unavailable>> {
        Box::pin(async {
            self.timelines.fetch_add(1, Ordering::SeqCst);
            // Many turns of the runtime, in which the other requests arrive.
            for _ in 0..10_000 {
                tokio::task::yield_now().await;
            }
            Ok(None)
        })
    }
}

fn decoded(list: &Value) -> IncidentList {
    decode_list(&json!({ "incidents": list }).to_string()).expect("a list")
}

#[tokio::test]
async fn simultaneous_requests_share_one_document() {
    let one = json!([{"id": "a", "name": "Slow search", "incidentStatus": "resolved"}]);
    let source = Arc::new(FakeSource { list: decoded(&one), ..FakeSource::default() });
    let served = serve_with(|builder| builder.source = Some(source.clone())).await;
    let ask = async || {
        let replies = (0..20).map(|_| served.server.call("GET /incidents/a/").send());
        futures_util::future::join_all(replies).await
    };
    let replies = ask().await;
    assert_eq!(source.timelines.load(Ordering::SeqCst), 1);
    for reply in replies {
        assert_eq!(reply.expect(200).header("etag"), served.get("/incidents/a/").await.header("etag"));
    }
    source.version.store(1, Ordering::SeqCst);
    ask().await;
    assert_eq!(source.timelines.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn unreadable_incidents_are_reported_on_the_page() {
    let list = decoded(&json!([{"id": "a", "name": "Slow search", "incidentStatus": "resolved"}, {"id": 7}]));
    let served =
        serve_with(|builder| builder.source = Some(Arc::new(FakeSource { list, ..FakeSource::default() }))).await;
    let html = served.get("/").await.expect(200).text();
    assert!(html.contains(&TEXT.unreadable(1)), "{html}");
    assert!(!title(&html).contains("No open incidents"), "{}", title(&html));
    let (shown, first) = first_frame("index.html", &html);
    assert_eq!(shown, first);
    assert!(!decode_list(&served.get("/incidents.json").await.text()).expect("a list").is_complete());
}

#[tokio::test]
async fn ten_thousand_incidents_are_served_quickly() {
    let incidents: Vec<Value> = (0..10_000_i64)
        .map(|n| {
            let created = (1_795_000_000_000 - n * 7_000_000).to_string();
            json!({"id": format!("i{n}"), "name": format!("Number {n}"), "incidentStatus": "resolved", "creationTime": created})
        })
        .collect();
    let source = FakeSource { list: decoded(&incidents.into()), ..FakeSource::default() };
    let served = serve_with(|builder| builder.source = Some(Arc::new(source))).await;
    let timed = async |path: &str| {
        let started = Instant::now();
        let reply = served.get(path).await.expect(200);
        (started.elapsed(), reply.body.len())
    };
    let (first, size) = timed("/").await;
    let (again, _) = timed("/").await;
    let (incident, _) = timed("/incidents/i9999/").await;
    eprintln!("10,000 incidents: front page of {size} bytes {first:?}, again {again:?}, an incident {incident:?}");
    // Far above the usual time, also in a build without optimisation: the front page has some days, not all of them.
    assert!(size < 200_000 && first.as_secs() < 10 && again.as_secs() < 5 && incident.as_secs() < 5);
}

#[tokio::test]
async fn s41_doubled_slashes_are_redirected_or_not_found() {
    let served = serve().await;
    for (path, location) in [
        ("//", "../"),
        ("///", "../../"),
        ("//?a=b", "../?a=b"),
        ("//index.html", "../index.html"),
        ("/admin//", "../"),
        ("//admin/", "../../admin/"),
        ("//admin", "../admin"),
        ("/history/2026-11//", "../"),
        ("//history/2026-11/", "../../../history/2026-11/"),
        ("/history//2026-11/?q", "../../2026-11/?q"),
        ("/history///2026-11//", "../../../../2026-11/"),
        ("/icons//unknown.svg", "../unknown.svg"),
        ("//config.json", "../config.json"),
    ] {
        let reply = served.get(path).await;
        assert_eq!((reply.status, reply.header("location").as_deref()), (308, Some(location)), "{path}");
        // As browsers understand it, whatever a proxy has put before the path.
        for before in ["", "/status"] {
            let given = path.split('?').next().expect("a path");
            let single =
                format!("{before}/{}", given.split('/').filter(|name| !name.is_empty()).collect::<Vec<_>>().join("/"));
            let end = if given.ends_with('/') && !single.ends_with('/') { "/" } else { "" };
            let (target, _) = location.split_once('?').unwrap_or((location, ""));
            assert_eq!(resolve(&format!("{before}{given}"), target), format!("{single}{end}"), "{before}{path}");
        }
    }
    // No redirect leads to a missing address or to another host.
    for path in
        ["/incidents//x/", "//nothing", "//evil.example", "//evil.example/%2e%2e", "//evil.example/..", "/%2F", "/%2F/"]
    {
        let reply = served.get(path).await;
        assert_eq!((reply.status, reply.header("location")), (404, None), "{path}");
    }
    // No client of the API is sent on, whatever it has with it.
    for path in [
        "//v1/incidents",
        "/v1//incidents",
        "/v1/",
        "//public/v1/incidents",
        "/public//v1/incidents",
        "/public/v1//incidents",
        "//healthz",
    ] {
        let reply = served.server.admin(&format!("GET {path}")).send().await;
        assert_eq!((reply.status, reply.header("location")), (404, None), "{path}");
    }
    let reply = served.server.admin("POST //v1/incidents").json(&json!({"name": "n"})).send().await;
    assert_eq!((reply.status, reply.header("location")), (405, None));
}

/// Where a relative address leads from the path of another (RFC 3986, section 5.2).
fn resolve(from: &str, relative: &str) -> String {
    let mut names: Vec<&str> = from.split('/').skip(1).collect();
    names.pop();
    let mut rest = relative;
    while let Some(less) = rest.strip_prefix("../") {
        names.pop();
        rest = less;
    }
    names.push(rest);
    format!("/{}", names.join("/"))
}

#[tokio::test]
async fn configured_sites_may_frame_the_page_and_never_the_admin_view() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("config.json");
    fs::write(&config, r#"{"frameAncestors": ["https://intranet.example", "http://wiki:8080/"]}"#).expect("a file");
    let served = serve_with(|builder| builder.settings = ConfigSource::File(config.clone())).await;
    let framing = |reply: &Reply| (reply.header("content-security-policy"), reply.header("x-frame-options"));
    let framed = Some("frame-ancestors https://intranet.example http://wiki:8080".to_owned());
    let never = (Some("frame-ancestors 'none'".to_owned()), Some("DENY".to_owned()));
    for path in ["/", "/index.html", "/embed/", "/?month=2026-11", "/nothing/", "/incidents/none/"] {
        assert_eq!(framing(&served.get(path).await), (framed.clone(), None), "{path}");
    }
    let tag = served.get("/?month=2026-11").await.header("etag").expect("a tag");
    let again = served.server.call("GET /?month=2026-11").header("if-none-match", &tag).send().await.expect(304);
    assert_eq!(framing(&again), (framed, None));
    for path in ["/admin/", "/admin/index.html", "/about.html"] {
        assert_eq!(framing(&served.get(path).await.expect(200)), never, "{path}");
    }
    // A change shows with the next request.
    fs::write(&config, r#"{"frameAncestors": []}"#).expect("a file");
    assert_eq!(framing(&served.get("/").await), never);
    served.get("/embed/").await.expect(404);
}

#[tokio::test]
async fn the_banner_can_be_framed_where_the_page_can() {
    let served = serve().await;
    for path in ["/embed/", "/embed", "/embed/index.html"] {
        served.get(path).await.expect(404);
    }
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("config.json");
    fs::write(&config, r#"{"title": "Acme <Status>", "frameAncestors": ["https://intranet.example"]}"#)
        .expect("a file");
    let served = serve_with(|builder| {
        builder.settings = ConfigSource::File(config.clone());
        builder.url = Some("https://status.example/");
    })
    .await;
    fs::remove_file(served.site.join("robots.txt")).expect("removed");
    served
        .server
        .admin("POST /v1/incidents")
        .json(&json!({"name": "Slow search", "incidentImpact": "minor", "incidentStatus": "investigating"}))
        .send()
        .await
        .expect(200);
    let folder = served.get("/embed?x=1").await.expect(308);
    assert_eq!(folder.header("location").as_deref(), Some("./embed/?x=1"));
    let html = served.get("/embed/").await.expect(200).text();
    assert!(html.contains("data-root=\"../\" data-links=\"files\" data-embed>"), "{html}");
    // Nobody finds it or installs it; it leads out of its frame.
    assert_eq!(html.matches(r#"<meta name="robots" content="noindex">"#).count(), 1, "{html}");
    for elsewhere in ["canonical", "og:", "manifest.webmanifest", "<header", "<footer", "<article", "<button"] {
        assert!(!html.contains(elsewhere), "{elsewhere}: {html}");
    }
    assert!(html.contains("href=\"../\" target=\"_top\" rel=\"noopener\""), "{html}");
    assert!(html.contains("Acme &lt;Status&gt;</span></a>"), "{html}");
    // It says what the front page says.
    let front = served.get("/").await.expect(200).text();
    for text in [&html, &front] {
        assert_eq!(between(text, "<h1", "</h1>"), between(&front, "<h1", "</h1>"));
        assert_eq!(between(text, "data-overall=\"", "\""), "minor");
    }
    assert!(!served.get("/sitemap.xml").await.expect(200).text().contains("embed"));
    assert!(!served.get("/robots.txt").await.expect(200).text().contains("embed"));
}

#[tokio::test]
async fn search_engines_are_excluded_if_configured() {
    let folder = tempfile::tempdir().expect("a folder");
    let config = folder.path().join("config.json");
    fs::write(&config, r#"{"noindex": true}"#).expect("a file");
    let served = serve_with(|builder| {
        builder.settings = ConfigSource::File(config.clone());
        builder.url = Some("https://status.example/");
    })
    .await;
    fs::remove_file(served.site.join("robots.txt")).expect("removed");
    for path in ["/", "/?month=2026-11", "/nothing", "/config.json", "/incidents.json", "/about.html"] {
        let reply = served.get(path).await;
        assert_eq!(reply.header("x-robots-tag").as_deref(), Some("noindex"), "{path}");
    }
    for path in ["/", "/?month=2026-11", "/nothing"] {
        let robots = r#"<meta name="robots" content="noindex">"#;
        assert_eq!(served.get(path).await.text().matches(robots).count(), 1, "{path}");
    }
    assert_eq!(served.get("/admin/").await.header("x-robots-tag").as_deref(), Some("noindex, nofollow"));
    assert_eq!(served.get("/robots.txt").await.expect(200).text(), "User-agent: *\nAllow: /\n");
    served.get("/sitemap.xml").await.expect(404);
    fs::write(&config, r#"{"noindex": false}"#).expect("a file");
    let front = served.get("/").await;
    assert!(front.header("x-robots-tag").is_none() && !front.text().contains("noindex"));
    served.get("/sitemap.xml").await.expect(200);
}

#[tokio::test]
async fn s42_a_byte_order_mark_before_a_file_is_ignored() {
    let folder = tempfile::tempdir().expect("a folder");
    let (config, theme) = (folder.path().join("config.json"), folder.path().join("theme.css"));
    fs::write(&config, "\u{feff}{\"title\": \"Marked\"}").expect("a file");
    fs::write(&theme, "\u{feff}:root { --first: 1 }").expect("a file");
    let served = serve_with(|builder| {
        builder.settings = ConfigSource::File(config.clone());
        builder.theme = Some(theme.clone());
    })
    .await;
    let check = async |title: &str| {
        let front = served.get("/").await.expect(200).text();
        assert!(front.contains(&format!("· {title}</title>")) && front.contains(":root { --first: 1 }"), "{front}");
        assert!(!front.contains('\u{feff}'), "{front}");
        assert_eq!(served.get("/theme.css").await.expect(200).text(), ":root { --first: 1 }");
        assert_eq!(served.get("/config.json").await.expect(200).json()["title"], title);
    };
    check("Marked").await;
    fs::write(&config, "\u{feff}{\"title\": \"Changed\"}").expect("a file");
    check("Changed").await;
    // The same in the folder of the page.
    let served = serve().await;
    fs::write(served.site.join("config.json"), "\u{feff}{\"title\": \"Marked\"}").expect("a file");
    fs::write(served.site.join("theme.css"), "\u{feff}:root { --first: 1 }").expect("a file");
    let front = served.get("/").await.expect(200).text();
    assert!(front.contains("· Marked</title>") && front.contains(":root { --first: 1 }"), "{front}");
    // Also at the start of a request.
    let body = "\u{feff}{\"name\": \"n\"}".as_bytes();
    served.server.admin("POST /v1/incidents").body("application/json", body).send().await.expect(200);
}

#[tokio::test]
async fn icons_that_browsers_ask_for_are_there() {
    let served = serve().await;
    for (path, media_type) in [("/favicon.ico", "image/x-icon"), ("/apple-touch-icon.png", "image/png")] {
        assert_eq!(served.get(path).await.expect(200).header("content-type").as_deref(), Some(media_type));
    }
    for (path, root) in [("/", "./"), ("/?month=2026-11", "./"), ("/history/2026-11/", "../../")] {
        let link = format!("<link rel=\"apple-touch-icon\" href=\"{root}apple-touch-icon.png\">");
        assert!(served.get(path).await.expect(200).text().contains(&link), "{path}");
    }
}

#[tokio::test]
async fn the_page_can_be_installed_under_its_own_name() {
    let served = serve().await;
    let manifest = served.get("/manifest.webmanifest").await.expect(200).json();
    assert_eq!(manifest["name"], json!("From the site"));
    // Relative to the manifest, wherever the site is, and no `id` that two sites on a host would share.
    assert_eq!((&manifest["start_url"], manifest.get("id")), (&json!("./"), None));
    for (path, root) in [("/", "./"), ("/?month=2026-11", "./"), ("/history/2026-11/", "../../")] {
        let html = served.get(path).await.expect(200).text();
        assert!(html.contains(&format!("<link rel=\"manifest\" href=\"{root}manifest.webmanifest\">")), "{path}");
        assert!(html.contains("; manifest-src 'self'"), "{path}");
    }
    for path in ["/admin/", "/nothing/"] {
        let html = served.get(path).await.text();
        assert!(!html.contains("manifest"), "{path}: {html}");
    }
}
