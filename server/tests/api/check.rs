//! Checking a configuration and a folder: each damage is reported by file and place, and nothing else is.

use crate::program::run;
use crate::support::bundle::{self, TestBundle};
use crate::support::clock::FixedClock;
use crate::support::stub::Stub;
use contract::route::slug;
use model::Timestamp;
use serde_json::{Map, Value, json};
use statuspane_server::check::{self, CheckOptions, Finding, Level, SiteKind};
use statuspane_server::clock::{Clock, SystemClock};
use statuspane_server::credential::{ApiToken, SecretKey};
use statuspane_server::demo;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const NOVEMBER: i64 = 1_795_000_000_000;
const DAY: i64 = 86_400_000;

/// A built page, and a site that was published from it.
struct Shelf {
    folder: TempDir,
    bundle: TestBundle,
}

/// A copy to damage.
struct Copy {
    folder: TempDir,
}

type ExpectedFindings<'a> = &'a [(&'a str, &'a str, &'a str)];

impl Shelf {
    async fn stocked() -> Self {
        Self::configured(&demo::config()).await
    }

    async fn configured(config: &str) -> Self {
        Self::holding(config, None).await
    }

    /// A site with these maintenances, or one of an API that has none.
    async fn holding(config: &str, maintenances: Option<Value>) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let bundle = TestBundle::write(&folder.path().join("dist"));
        fs::write(folder.path().join("dist/config.json"), config).expect("a file");
        let incident = |id: &str, status: &str, created: i64| {
            let affected = match status {
                "resolved" => json!([]),
                _ => json!([{"componentId": "api", "componentStatus": "partial_outage"}]),
            };
            let entry = json!({"id": "e", "message": "We know.", "date": created.to_string(), "incidentStatus": status,
                "affectedComponents": affected});
            json!({"customerId": "c", "id": id, "name": format!("Trouble {id}"), "incidentStatus": status,
                "incidentImpact": "minor", "creationTime": created.to_string(), "entries": [entry]})
        };
        let incidents = json!({"customerId": "c", "incidents": [
            incident("open", "investigating", NOVEMBER),
            incident("over", "resolved", NOVEMBER - DAY),
            incident("old", "resolved", NOVEMBER - 60 * DAY),
            incident("Not/harmless", "resolved", NOVEMBER - 61 * DAY),
        ]});
        let stub = Stub::with_maintenances(move |path| match (path, &maintenances) {
            ("/v1/maintenances", Some(maintenances)) => (200, json!({ "maintenances": maintenances }).to_string()),
            ("/v1/maintenances", None) => (404, String::new()),
            _ => (200, incidents.to_string()),
        });
        let path = |name: &str| folder.path().join(name).to_str().expect("text").to_owned();
        let (site, to) = (path("dist"), path("out"));
        let url = "https://example.com/status/";
        run(&["publish", "--from", &stub.base(), "--site", &site, "--to", &to, "--url", url]).await.expect(0);
        Self { folder, bundle }
    }

    /// The published pages in this folder: its own, if it has one, and those below it.
    fn pages(&self, name: &str) -> Vec<String> {
        let out = self.folder.path().join("out");
        let below = fs::read_dir(out.join(name)).expect("a folder").flatten();
        let below = below.map(|folder| format!("{name}/{}/index.html", folder.file_name().to_string_lossy()));
        below.chain([format!("{name}/index.html")]).filter(|page| out.join(page).is_file()).collect()
    }

    fn copy(&self, name: &str) -> Copy {
        let folder = tempfile::tempdir().expect("a folder");
        copy(&self.folder.path().join(name), &folder.path().join("site"));
        Copy { folder }
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder").flatten() {
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).expect("a copy");
        }
    }
}

impl Copy {
    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join("site").join(name)
    }

    fn text(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// Another text, with compressed copies if there were some.
    fn write(&self, name: &str, text: &str) {
        match self.path(&format!("{name}.br")).exists() {
            true => bundle::write(&self.path(""), name, text.as_bytes()),
            false => fs::write(self.path(name), text).expect("a file"),
        }
    }

    fn edit(&self, name: &str, from: &str, to: &str) {
        let text = self.text(name);
        assert!(text.contains(from), "{name} has no {from}: {text}");
        self.write(name, &text.replacen(from, to, 1));
    }

    fn remove(&self, name: &str) {
        for suffix in ["", ".br", ".gz"] {
            let removed = fs::remove_file(self.path(&format!("{name}{suffix}")));
            assert!(removed.is_ok() || !suffix.is_empty(), "{name}");
        }
    }

    fn checked(&self, now: Timestamp) -> check::CheckReport {
        check::check(&CheckOptions { site: Some(self.path("")), config: None, theme: None }, &FixedClock(now))
    }
}

/// Checks that exactly these findings are reported: file, part of the place, part of the text.
fn compare(what: &str, findings: &[Finding], expected: ExpectedFindings<'_>) -> Result<(), String> {
    let fits = |finding: &Finding, (file, place, part): &(&str, &str, &str)| {
        finding.file == *file && finding.place.contains(place) && finding.what.contains(part)
    };
    let lines: Vec<String> = findings.iter().map(Finding::to_string).collect();
    let surplus = findings.iter().position(|finding| !expected.iter().any(|expected| fits(finding, expected)));
    let lacking = expected.iter().find(|expected| !findings.iter().any(|finding| fits(finding, expected)));
    match (surplus, lacking) {
        (None, None) => Ok(()),
        (Some(index), _) => Err(format!("{what}: not expected: {}\n{lines:#?}", lines[index])),
        (None, Some(lacking)) => Err(format!("{what}: not reported: {lacking:?}\n{lines:#?}")),
    }
}

/// Applies each damage in turn, and collects every wrong report.
struct Damages<'a> {
    shelf: &'a Shelf,
    name: &'a str,
    /// How much later than now it is, in seconds.
    later: i64,
    level: Level,
    wrong: Vec<String>,
}

impl<'a> Damages<'a> {
    fn of(shelf: &'a Shelf, name: &'a str) -> Self {
        Self { shelf, name, later: 0, level: Level::Error, wrong: Vec::new() }
    }

    fn check(&mut self, what: &str, damage: impl Fn(&Copy), expected: ExpectedFindings<'_>) {
        let copy = self.shelf.copy(self.name);
        damage(&copy);
        let report = copy.checked(SystemClock::new().now().plus_millis(self.later * 1_000));
        self.wrong.extend(compare(what, &report.findings, expected).err());
        assert!(report.findings.iter().all(|finding| finding.level == self.level), "{what}: {:?}", report.findings);
    }

    fn edit(&mut self, file: &str, from: &str, to: &str, expected: ExpectedFindings<'_>) {
        self.check(&format!("{file}: {to} for {from}"), |copy| copy.edit(file, from, to), expected);
    }

    fn end(self) {
        assert!(self.wrong.is_empty(), "{} of the damages:\n{}", self.wrong.len(), self.wrong.join("\n"));
    }
}

#[tokio::test]
async fn complete_sites_have_no_findings() {
    let shelf = Shelf::stocked().await;
    for (name, kind) in [("out", SiteKind::Published), ("dist", SiteKind::Built)] {
        let options = CheckOptions { site: Some(shelf.folder.path().join(name)), config: None, theme: None };
        let report = check::check(&options, &SystemClock::new());
        compare(name, &report.findings, &[]).expect("nothing is wrong");
        assert_eq!((report.kind, report.as_of.is_some()), (Some(kind), kind == SiteKind::Published));
        assert!(report.files > 20, "{}", report.files);
    }
}

#[tokio::test]
async fn each_damage_of_published_maintenances_is_reported() {
    let now = SystemClock::new().now();
    let at = |hours: i64| now.plus_millis(hours * 3_600_000).to_iso();
    let maintenance = |id: &str, start: i64| {
        json!({"id": id, "name": format!("Work {id}"), "message": "", "plannedStartTime": at(start),
            "plannedEndTime": at(start + 2), "affectedComponents": [{"componentId": "api"}]})
    };
    let all = json!([maintenance("now", -1), maintenance("later", 24), maintenance("over", -30)]);
    let shelf = Shelf::holding(&demo::config(), Some(all)).await;
    let mut damages = Damages::of(&shelf, "out");
    damages.check("nothing", |_| {}, &[]);
    let (list, front, own) = ("maintenances.json", "index.html", "maintenances/now/index.html");
    let component = "components/api/index.html";
    damages.check("no list", |copy| copy.remove(list), &[(list, "", "missing")]);
    // The history, and the pages of its months, of which there are two in the first hour of a month.
    let month = |hours: i64| format!("history/{}/index.html", &at(hours)[..7]);
    let mut months = vec!["history/index.html".to_owned(), month(0)];
    months.extend(Some(month(-1)).filter(|first| *first != months[1]));
    let mut expected = vec![
        (own, "", "The page of the maintenance \"now\" is missing"),
        (front, "maintenances/now/", "which is missing"),
        (component, "maintenances/now/", "which is missing"),
        ("sitemap.xml", "maintenances/now/", "no such page"),
    ];
    expected.extend(months.iter().map(|month| (&**month, "maintenances/now/", "which is missing")));
    damages.check("no page", |copy| copy.remove(own), &expected);
    let rename = |copy: &Copy| copy.edit(list, "Work now", "Other work");
    let differs = "differs from maintenances.json";
    // Near the ends of a month, the page of the next one has it too, for visitors in other time zones.
    for month in [month(-15), month(14)] {
        months.extend(Some(month).filter(|month| !months.contains(month)));
    }
    let pages = [front, component, own].into_iter().chain(months.iter().map(String::as_str));
    let mut expected = vec![("incidents.json", "version", "were changed after this version")];
    expected.extend(pages.map(|page| (page, "maintenances", differs)));
    damages.check("another name in the list", rename, &expected);
    damages.check(
        "another version",
        |copy| copy.edit(list, "\"version\":\"", "\"version\":\"0"),
        &[(list, "version", "differs from the version in incidents.json")],
    );
    damages.check(
        "what visitors mustn't see",
        |copy| {
            copy.edit(list, "\"autoComplete\":true", "\"autoComplete\":true,\"internal\":false,\"customerId\":\"c\"")
        },
        &[
            (list, "", "It contains the customer"),
            (list, "", "It contains whether a maintenance is internal"),
            ("incidents.json", "version", "were changed after this version"),
        ],
    );
    damages.check(
        "not shown",
        |copy| copy.edit(own, "data-maintenance=\"now\"", "data-maintenance=\"gone\""),
        &[(own, "<article>", "The maintenance \"now\" is only in the page's data")],
    );
    damages.check(
        "not shown on the page of its component",
        |copy| copy.edit(component, "data-maintenance=\"now\"", "data-maintenance=\"gone\""),
        &[(component, "<article>", "The maintenance \"now\" is only in the page's data")],
    );
    damages.check(
        "missing from the data of its component's page",
        |copy| copy.edit(component, "\"id\":\"now\"", "\"id\":\"later\""),
        &[(component, "maintenances", "The maintenance \"now\" is missing")],
    );
    damages.check(
        "a page that is left over",
        |copy| {
            fs::create_dir_all(copy.path("maintenances/gone")).expect("a folder");
            let page = copy.text(own).replace("maintenances/now", "maintenances/gone");
            bundle::write(&copy.path(""), "maintenances/gone/index.html", page.as_bytes());
        },
        &[("maintenances/gone/index.html", "", "its maintenance isn't in maintenances.json")],
    );
    damages.end();
}

#[tokio::test]
async fn a_page_of_a_year_that_is_missing_or_left_over_is_reported() {
    let shelf = Shelf::stocked().await;
    let mut damages = Damages::of(&shelf, "out");
    let year = "history/2026/index.html";
    // The history leads to it, and in later years other pages do as well.
    let others = shelf.pages("history").into_iter().filter(|page| page != year);
    let site = shelf.copy("out");
    let others: Vec<String> = others.filter(|page| site.text(page).contains("/history/2026/\"")).collect();
    let mut expected =
        vec![(year, "", "The page of this year is missing"), ("sitemap.xml", "history/2026/", "no such page")];
    expected.extend(others.iter().map(|page| (&**page, "history/2026/", "which is missing")));
    damages.check("no page of a year", |copy| copy.remove(year), &expected);
    damages.check(
        "a page of a year that is left over",
        |copy| {
            let page = copy.text(year).replace("history/2026/", "history/2019/");
            fs::create_dir_all(copy.path("history/2019")).expect("a folder");
            bundle::write(&copy.path(""), "history/2019/index.html", page.as_bytes());
        },
        &[("history/2019/index.html", "", "left over")],
    );
    damages.end();
}

#[tokio::test]
async fn each_damage_of_a_published_site_is_reported() {
    let shelf = Shelf::stocked().await;
    let front = "index.html";
    let page = "incidents/open/index.html";
    let hashed = format!("incidents/{}/index.html", slug("Not/harmless"));
    let (component, history) = ("components/api/index.html", "history/index.html");
    // As many months as there are by now since the open incident began.
    let (of_components, of_months) = (shelf.pages("components"), shelf.pages("history"));
    assert!(of_components.len() == 8 && of_components.iter().any(|page| page == component), "{of_components:?}");
    assert!(of_months.iter().any(|page| page == "history/2026-11/index.html"), "{of_months:?}");
    let mut others = vec![page, "incidents/over/index.html", "incidents/old/index.html", &hashed];
    others.extend(of_components.iter().chain(&of_months).map(String::as_str));
    let on_all = |place: &'static str, part: &'static str| -> Vec<(&str, &str, &str)> {
        others.iter().copied().chain([front]).map(|file| (file, place, part)).collect()
    };
    let TestBundle { page: script, css, wasm, guard, admin } = &shelf.bundle;
    let mut damages = Damages::of(&shelf, "out");

    // Files that are not there, or should not be.
    damages.check("no script", |copy| copy.remove(script), &on_all("<script src", "which is missing"));
    let with_two = |copy: &Copy| {
        let (folder, mut roles) = (copy.path(""), Map::new());
        let wall = bundle::asset(&folder, "wall.js", b"(()=>{})();\n", &mut roles);
        let wasm = bundle::asset(&folder, "more.wasm", b"\0asm more", &mut roles);
        let script = format!("const a={:?},b={:?},c={:?},d={:?};\n", wall.0, wall.1, wasm.0, wasm.1);
        bundle::asset(&folder, "more.js", script.as_bytes(), &mut roles);
    };
    damages.check("a script that loads two files", with_two, &[]);
    damages.check("no WebAssembly", |copy| copy.remove(wasm), &[(script, wasm, "which is missing")]);
    damages.check("no 404.html", |copy| copy.remove("404.html"), &[("404.html", "", "missing")]);
    damages.check(
        "no theme",
        |copy| copy.remove("theme.css"),
        &[("theme.css", "", "empty file"), ("admin/index.html", "theme.css", "which is missing")],
    );
    damages.check(
        "a theme of later",
        |copy| copy.write("theme.css", ":root{--radius:0}"),
        &[("theme.css", "", "Publish again")],
    );
    damages.check(
        "a theme of pale colours",
        |copy| copy.write("theme.css", ":root { --accent: light-dark(pink, #fff); --ink: light-dark(#999, #fff) }"),
        &[
            ("theme.css", "", "Publish again"),
            ("theme.css", "--accent", "--accent-ink (1.53)"),
            ("theme.css", "--ink", "text needs at least 4.5"),
        ],
    );
    let mut expected = vec![("config.json", "", "missing")];
    // It names no component any more.
    expected.extend(of_components.iter().map(|page| (&**page, "", "its component isn't in config.json")));
    damages.check("no configuration", |copy| copy.remove("config.json"), &expected);
    damages.check(
        "no page of an incident",
        |copy| copy.remove("incidents/over/index.html"),
        &[
            ("incidents/over/index.html", "", "\"over\" is missing"),
            ("history/2026-11/index.html", "incidents/over/", "which is missing"),
            (history, "incidents/over/", "which is missing"),
            ("incidents/old/index.html", "incidents/over/", "which is missing"),
            ("incidents/open/index.html", "incidents/over/", "which is missing"),
            ("sitemap.xml", "incidents/over/", "no such page"),
        ],
    );
    // The header of each page leads to it.
    let mut expected = on_all("history/", "It refers to history/index.html, which is missing");
    expected.retain(|(page, ..)| *page != history);
    expected.push(("404.html", "/status/history/", "It refers to history/index.html, which is missing"));
    expected.push((history, "", "This file is missing. Publish or build again, and copy all files."));
    expected.push(("sitemap.xml", "https://example.com/status/history/", "no such page"));
    damages.check("no history", |copy| copy.remove(history), &expected);
    damages.check(
        "a page left over",
        |copy| {
            fs::create_dir(copy.path("incidents/gone")).expect("a folder");
            let text = copy.text("incidents/over/index.html").replace("incidents/over/", "incidents/gone/");
            bundle::write(&copy.path("incidents/gone"), "index.html", text.as_bytes());
        },
        &[("incidents/gone/index.html", "", "left over")],
    );
    damages.check(
        "no page of a component",
        |copy| copy.remove(component),
        &[
            (component, "", "The page of the component \"api\" is missing"),
            (front, "components/api/", "which is missing"),
            ("sitemap.xml", "components/api/", "no such page"),
        ],
    );
    damages.check(
        "a page of a component left over",
        |copy| {
            fs::create_dir(copy.path("components/gone")).expect("a folder");
            let text = copy.text(component).replace("components/api/", "components/gone/");
            bundle::write(&copy.path("components/gone"), "index.html", text.as_bytes());
        },
        &[("components/gone/index.html", "", "its component isn't in config.json")],
    );
    damages.check(
        "a link out",
        |copy| {
            std::os::unix::fs::symlink("/etc/hostname", copy.path("hostname")).expect("a link");
        },
        &[("hostname", "", "outside the folder")],
    );
    damages.check(
        "a link to nothing",
        |copy| {
            std::os::unix::fs::symlink("nothing", copy.path("a")).expect("a link");
        },
        &[("a", "", "broken")],
    );

    // Bytes that are others.
    damages.check(
        "a changed script",
        |copy| copy.edit(guard, "=>", "=> "),
        &[on_all("guard", "integrity"), vec![(guard, "", "hash")]].concat(),
    );
    damages.check(
        "a changed module",
        |copy| copy.write(wasm, "\0asm"),
        &[(wasm, "", "hash"), (script, wasm, "integrity")],
    );
    damages.check("a changed style", |copy| copy.edit(css, "red", "blue"), &[(css, "", "hash")]);
    damages.check(
        "admin code outside",
        |copy| copy.write("b.js", "'statuspane-admin-app-sentinel'"),
        &[("b.js", "", "admin")],
    );
    damages.check(
        "another copy",
        |copy| {
            fs::write(copy.path("index.html.gz"), fs::read(copy.path("404.html.gz")).expect("bytes")).expect("a file")
        },
        &[("index.html.gz", "", "differs from index.html")],
    );
    damages.check(
        "half a copy",
        |copy| {
            let bytes = fs::read(copy.path("index.html.br")).expect("bytes");
            fs::write(copy.path("index.html.br"), &bytes[..bytes.len() / 2]).expect("a file");
        },
        &[("index.html.br", "", "damaged")],
    );
    damages.check(
        "a copy alone",
        |copy| {
            fs::copy(copy.path("404.html.br"), copy.path("405.html.br")).expect("a copy");
        },
        &[("405.html.br", "", "405.html, which is missing")],
    );

    // Pages.
    damages.check(
        "half a page",
        |copy| {
            let text = copy.text(front);
            copy.write(front, &text[..text.len() - 8]);
        },
        &[(front, "", "cut off")],
    );
    damages.edit(page, "data-root=\"../../\"", "data-root=\"./\"", &[(page, "data-root", "\"../../\"")]);
    damages.edit(page, "href=\"../../\"", "href=\"../../../\"", &[(page, "../../../", "outside the folder")]);
    damages.edit(front, "href=\"./history/2026-09/\"", "href=\"./history/2025-09/\"", &[(front, "2025-09", "missing")]);
    damages.edit(
        front,
        "href=\"./incidents/open/\"",
        "href=\"javascript:alert(1)\"",
        &[(front, "javascript", "javascript:")],
    );
    damages.edit(
        front,
        "<script type=\"module\"",
        "<script src=\"https://example.org/a.js\"></script><script type=\"module\"",
        &[(front, "example.org", "another host")],
    );
    damages.edit(
        front,
        "<script type=\"module\"",
        "<script>alert(1)</script><script type=\"module\"",
        &[(front, "<script>", "policy")],
    );
    damages.edit(front, "<div id=\"app\"", "<div style=\"a\" id=\"app\"", &[(front, "<div style>", "policy")]);
    damages.edit(front, "<div id=\"app\"", "<div onclick=\"a\" id=\"app\"", &[(front, "<div onclick>", "policy")]);
    damages.edit(
        front,
        "<style>",
        "<style> ",
        &[(front, "<style>", "doesn't allow"), (front, "Policy", "no element has this hash")],
    );
    damages.edit(
        front,
        "script-src 'self'",
        "script-src 'self' 'unsafe-inline'",
        &[(front, "Policy", "unsafe-inline")],
    );
    damages.edit(front, "default-src 'none'; ", "", &[(front, "Policy", "default-src")]);
    for (file, from, to, part) in [
        (
            front,
            "script-src 'self'",
            "script-src 'self' https://evil.example",
            "script-src allows https://evil.example",
        ),
        (front, "script-src 'self'", "script-src 'self' data:", "script-src allows data:"),
        (front, "script-src 'self'", "script-src 'self' 'sha256-AAAA'", "allows 'sha256-AAAA', but no element"),
        (front, "script-src 'self'", "script-src-elem https:; script-src 'self'", "script-src-elem"),
        (front, " 'wasm-unsafe-eval'", "", "lacks script-src 'wasm-unsafe-eval'"),
        (front, "connect-src 'self'", "connect-src 'self' https:", "connect-src allows https:"),
        (front, "img-src 'self'", "img-src 'self' https://evil.example", "img-src allows https://evil.example"),
        (page, "; base-uri 'none'", "", "lacks base-uri"),
        (page, "; manifest-src 'self'", "", "lacks manifest-src"),
        (page, "manifest-src 'self'", "manifest-src 'self' https:", "manifest-src allows https:"),
        ("admin/index.html", "; trusted-types 'none'", "; trusted-types 'none'; manifest-src 'self'", "manifest-src"),
        (page, "; form-action 'none'", "", "lacks form-action"),
        ("404.html", "script-src ", "script-src * ", "script-src allows *"),
        ("admin/index.html", "; trusted-types 'none'", "", "lacks trusted-types"),
        ("admin/index.html", "require-trusted-types-for 'script'; ", "", "lacks require-trusted-types-for"),
        ("admin/index.html", "'wasm-unsafe-eval'", "'unsafe-eval'", "'wasm-unsafe-eval'"),
        ("admin/index.html", "connect-src 'self'", "connect-src 'self' https:", "connect-src allows https:"),
    ] {
        let mut expected = vec![(file, "Policy", part)];
        expected.extend(to.contains("'unsafe-eval'").then_some((file, "Policy", "script-src allows 'unsafe-eval'")));
        damages.edit(file, from, to, &expected);
    }
    damages.edit(
        front,
        "http-equiv=\"Content-Security-Policy\"",
        "name=\"nothing\"",
        &[(front, "Policy", "no policy")],
    );
    damages.edit(front, " integrity=\"sha384-", " data-was=\"sha384-", &[(front, "page-", "no integrity value")]);
    damages.edit(
        front,
        "rel=\"canonical\" href=\"https://example.com/status/\"",
        "rel=\"canonical\" href=\"https://example.com/a/\"",
        &[
            on_all("", "https://example.com/a/"),
            vec![
                ("404.html", "/status/", "outside the folder"),
                ("robots.txt", "", "https://example.com/a/sitemap.xml"),
                ("sitemap.xml", "https://example.com/status/", "no such page"),
            ],
        ]
        .concat(),
    );

    // Data.
    let data = "statuspane-data";
    damages.edit(front, "{\"asOf\":\"", "{\"asOf\":", &[(front, data, "isn't valid JSON")]);
    damages.edit(
        front,
        "{\"asOf\":\"",
        "{\"as\":\"",
        &[(front, "asOf", "must be a time"), (front, "asOf", "different times")],
    );
    damages.edit(front, "id=\"statuspane-data\"", "id=\"other\"", &[(front, data, "contains no data")]);
    damages.edit(front, "\"incidents\":[{", "\"customerId\":\"c\",\"incidents\":[{", &[(front, data, "customer")]);
    let notified = "\"incidents\":[{\"sendNotification\":true,";
    damages.edit(page, "\"incidents\":[{", notified, &[(page, data, "sendNotification")]);
    damages.edit(front, "\"incidents\":[{", "\"incidents\":[7,{", &[(front, data, "1 of its elements")]);
    damages.edit(
        page,
        "\"incidentImpact\":\"minor\"",
        "\"incidentImpact\":\"major\"",
        &[(page, data, "different publishes")],
    );
    damages.edit(page, "\"id\":\"open\"", "\"id\":\"opened\"", &[(page, data, "\"opened\""), (page, data, "missing")]);
    damages.edit(
        component,
        "\"id\":\"open\"",
        "\"id\":\"over\"",
        &[(component, data, "\"over\" differs"), (component, data, "The incident \"open\" is missing")],
    );
    damages.edit(
        component,
        "data-incident=\"open\"",
        "data-incident=\"x\"",
        &[(component, "article", "The incident \"open\" is only in the page's data")],
    );
    damages.edit(
        front,
        "data-incident=\"open\"",
        "data-incident=\"x\"",
        &[(front, "article", "only in the page's data")],
    );
    let mut renamed = on_all("config", "another configuration");
    renamed.push(("manifest.webmanifest", "name", "title in config.json"));
    damages.edit("config.json", "Acme Cloud", "Acme", &renamed);
    damages.edit("incidents.json", "{\"", "{\"customerId\":\"c\",\"", &[("incidents.json", "", "customer")]);
    // The version of the data.
    damages.edit(
        "as-of.json",
        "\"version\":\"",
        "\"version\":\"0",
        &[("as-of.json", "version", "different publishes")],
    );
    damages.edit("as-of.json", "\"version\":", "\"words\":", &[("as-of.json", "version", "missing")]);
    damages.edit("incidents.json", "\"version\":", "\"words\":", &[("incidents.json", "version", "missing")]);
    damages.edit(page, "\"version\":", "\"words\":", &[(page, "version", "missing")]);
    damages.edit(front, "\"version\":\"", "\"version\":\"0", &[(front, "version", "different versions")]);
    damages.edit(
        "incidents.json",
        "\"message\":\"",
        "\"message\":\"Other words. ",
        &[("incidents.json", "version", "were changed")],
    );
    damages.edit(
        "as-of.json",
        "\"everySeconds\":300",
        "\"everySeconds\":\"often\"",
        &[("as-of.json", "everySeconds", "whole number")],
    );
    damages.edit("as-of.json", "}", "", &[("as-of.json", "line 1", "isn't valid JSON")]);
    damages.edit("robots.txt", "Sitemap", "Map", &[("robots.txt", "", "sitemap.xml")]);
    damages.edit("sitemap.xml", "incidents/old/", "incidents/older/", &[("sitemap.xml", "older", "no such page")]);

    // Keys.
    let (token, secret) = (ApiToken::generate(), SecretKey::generate());
    damages.check(
        "a token",
        |copy| copy.write("notes.txt", &format!("key: {}\n", token.expose())),
        &[("notes.txt", "byte 5", "token")],
    );
    damages.check(
        "a secret in an incident",
        |copy| copy.edit("config.json", "{", &format!("{{\"$schema\":\"{}\",", secret.expose())),
        &[("config.json", "byte", "secret key")],
    );
    damages.check(
        "a secret of the admin",
        |copy| copy.edit(admin, "const", &format!("/*{}*/const", secret.expose())),
        &[(admin, "byte 2", "secret key"), (admin, "", "hash"), ("admin/index.html", "admin-", "integrity")],
    );
    damages.end();
    for report in [shelf.copy("out"), shelf.copy("dist")].map(|copy| {
        fs::write(copy.path("key"), token.expose()).expect("a file");
        copy.checked(SystemClock::new().now())
    }) {
        assert!(
            report.findings.iter().all(|finding| !finding.to_string().contains(token.expose())),
            "the token is not shown"
        );
    }
}

#[tokio::test]
async fn each_damage_of_a_built_page_is_reported() {
    let shelf = Shelf::stocked().await;
    let TestBundle { css, wasm, .. } = &shelf.bundle;
    let mut damages = Damages::of(&shelf, "dist");
    damages.check(
        "a changed style",
        |copy| copy.edit(css, "red", "blue"),
        &[(css, "", "hash"), ("index.html", css, "integrity"), ("assets.json", "page.css", "integrity")],
    );
    damages.check(
        "no module",
        |copy| copy.remove(wasm),
        &[("assets.json", "page.wasm", "missing"), (&shelf.bundle.page, wasm, "missing")],
    );
    for file in ["index.html", "admin/index.html"] {
        damages.edit(file, "script-src 'self'", "script-src 'self' https://evil.example", &[(file, "Policy", "evil")]);
        damages.edit(file, "http-equiv=\"Content-Security-Policy\"", "name=\"x\"", &[(file, "Policy", "no policy")]);
        damages.edit(file, "<div id=\"app\"", "<div style=\"a\" id=\"app\"", &[(file, "<div style>", "policy")]);
        damages.edit(file, "</body>", "<script>alert(1)</script></body>", &[(file, "<script>", "policy")]);
        damages.edit(file, "</head>", "<style>a{}</style></head>", &[(file, "<style>", "doesn't allow")]);
    }
    damages.check(
        "a page of the deployer's own",
        |copy| copy.write("about.html", "<html data-root=\"./\"></html>"),
        &[],
    );
    damages.check("no list", |copy| copy.remove("assets.json"), &[("assets.json", "", "missing")]);
    damages.check(
        "a wrong value",
        |copy| copy.edit("config.json", "{", "{\"recentDays\": 0,"),
        &[("config.json", "recentDays", "from 1 to 90")],
    );
    damages.end();
    let copy = shelf.copy("dist");
    copy.remove("index.html");
    let report = copy.checked(SystemClock::new().now());
    assert_eq!(report.kind, None);
    assert!(report.findings[0].what.contains("no status page"), "{:?}", report.findings);
}

#[tokio::test]
async fn suspicious_findings_are_warnings() {
    let shelf = Shelf::stocked().await;
    let nothing = |_: &Copy| {};
    let page = "incidents/open/index.html";
    let mut damages = Damages { level: Level::Warning, ..Damages::of(&shelf, "out") };
    damages.check("hidden", |copy| copy.write(".env", "A=1"), &[(".env", "", "hidden")]);
    damages.check("meant for hosts", |copy| copy.write(".nojekyll", ""), &[]);
    damages.edit("config.json", "{", "{\"$schema\": \"x\",", &[]);
    for (suffix, part) in [("br", "copy .br"), ("gz", "copy .gz")] {
        let remove = |copy: &Copy| fs::remove_file(copy.path(&format!("{page}.{suffix}"))).expect("it was there");
        damages.check("no compressed copy", remove, &[(page, "", part)]);
    }
    let none = |copy: &Copy| {
        let mut folders = vec![copy.path("")];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).expect("a folder").flatten() {
                let path = entry.path();
                let is_copy = path.extension().is_some_and(|suffix| suffix == "br" || suffix == "gz");
                match path.is_dir() {
                    true => folders.push(path),
                    false if is_copy => fs::remove_file(path).expect("it was there"),
                    false => {}
                }
            }
        }
    };
    damages.check("no copies at all", none, &[]);
    damages.name = "dist";
    damages.check(
        "a font from elsewhere",
        |copy| copy.write("theme.css", "@import \"https://fonts.example/x.css\";"),
        &[("theme.css", "https://fonts.example/x.css", "no effect")],
    );
    damages.name = "out";
    damages.later = 800;
    damages.check("young enough", nothing, &[]);
    damages.later = 1_000;
    damages.check("too old", nothing, &[("as-of.json", "asOf", "Check that the publishing timer runs")]);
    damages.later = -120;
    damages.check("in the future", nothing, &[("as-of.json", "asOf", "in the future")]);
    damages.end();
}

/// A script that is missing is missing on each of ten thousand pages.
#[tokio::test]
async fn a_repeated_finding_is_reported_once_with_its_count() {
    let shelf = Shelf::stocked().await;
    let copy = shelf.copy("dist");
    for number in 0..100 {
        let page = "<html data-root=\"./\"><link rel=\"stylesheet\" href=\"missing.css\"></html>\n";
        copy.write(&format!("page-{number}.html"), page);
    }
    let findings = copy.checked(SystemClock::new().now()).findings;
    assert_eq!(findings.len(), 20);
    assert!(findings[0].what.ends_with("99 more files have the same problem."), "{}", findings[0]);
}

#[tokio::test]
async fn each_problem_of_a_configuration_is_reported() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("config.json");
    let shown = path.to_str().expect("text").to_owned();
    let check = |text: &str, expected: &[(Level, &str, &str)]| {
        fs::write(&path, text).expect("a file");
        let report =
            check::check(&CheckOptions { site: None, config: Some(path.clone()), theme: None }, &SystemClock::new());
        let found: Vec<_> = report.findings.iter().map(|finding| (finding.level, finding.place.as_str())).collect();
        let known: Vec<_> = expected.iter().map(|(level, place, _)| (*level, *place)).collect();
        assert_eq!(found, known, "{text}: {:?}", report.findings);
        for (finding, (_, _, part)) in report.findings.iter().zip(expected) {
            assert!(finding.what.contains(part) && finding.file == shown, "{text}: {finding}");
        }
    };
    let error = Level::Error;
    check("{}", &[]);
    check("{\n  \"title\": \"A\",\n}", &[(error, "line 3, column 1", "isn't valid JSON: trailing comma")]);
    check("", &[(error, "line 1, column 0", "isn't valid JSON: EOF")]);
    check("[]", &[(error, "", "a JSON object")]);
    check("\u{feff}{}", &[]);
    check(
        r#"{"frameAncestors": ["https://a.example", "a.example", "*"], "noindex": "yes"}"#,
        &[
            (error, "frameAncestors[1]", "an origin"),
            (error, "frameAncestors[2]", "an origin"),
            (error, "noindex", "true or false"),
        ],
    );
    check(r#"{"titel": "A"}"#, &[(Level::Warning, "titel", "misspelt")]);
    let hours = r#"{"serviceHours": {"zone": "Europe/Belin", "days": ["mon"], "from": "08:00", "to": "18:00"}}"#;
    check(hours, &[(Level::Warning, "serviceHours.zone", "Europe/Belin")]);
    let late = hours.replace("08:00", "8 am").replace("Belin", "Berlin");
    check(&late, &[(Level::Error, "serviceHours.from", "a time from 00:00 to 24:00")]);
    check(r#"{"timeZone": "Europe/Belin"}"#, &[(Level::Warning, "timeZone", "Europe/Belin")]);
    check(
        r#"{"refreshSeconds": 1, "live": "javascript:x", "components": [{"id": "a"}, 7]}"#,
        &[
            (error, "components[0].name", "text that isn't blank"),
            (error, "components[1]", "an object"),
            (error, "live", "URL"),
            (error, "refreshSeconds", "from 5 to 86400"),
        ],
    );
    check(
        r#"{"components": [{"id": "a", "name": "A", "startDate": 5, "url": "javascript:alert(1)", "previousIds": "x",
            "onlyShowIfDegraded": "yes"}, {"id": "b", "name": "B", "previousIds": ["c"]}, {"id": "c", "name": "C"},
            {"id": "d", "name": "D", "previousIds": ["a", "e"]}]}"#,
        &[
            (error, "components[0].onlyShowIfDegraded", "true or false"),
            (error, "components[0].previousIds", "a list"),
            (error, "components[0].startDate", "a date such as 2026-11-23"),
            (error, "components[0].url", "URL of a single host"),
            (error, "components[1].previousIds", "an ID that no other component has"),
            (error, "components[3].previousIds", "an ID that no other component has"),
        ],
    );
}

#[tokio::test]
async fn the_program_prints_findings_and_ends_with_the_documented_code() {
    let shelf = Shelf::stocked().await;
    let text = |path: PathBuf| path.to_str().expect("text").to_owned();
    let out = text(shelf.folder.path().join("out"));
    let clean = run(&["check", "--site", &out]).await.expect(0);
    assert_eq!(clean.stdout, "");
    assert!(
        clean.stderr.contains("a published site with data as of ") && clean.stderr.contains("no problems found"),
        "{}",
        clean.stderr
    );

    let copy = shelf.copy("out");
    copy.remove("404.html");
    copy.write(".env", "");
    let site = text(copy.path(""));
    let config = text(copy.path("config.json"));
    let damaged = run(&["check", "--site", &site, "--config", &config]).await.expect(1);
    let lines: Vec<Vec<&str>> = damaged.stdout.lines().map(|line| line.split('\t').collect()).collect();
    assert_eq!(lines.len(), 2, "{}", damaged.stdout);
    assert_eq!((&lines[0][..3], lines[0].len()), (&["warning", ".env", "-"][..], 4));
    assert_eq!((&lines[1][..3], lines[1].len()), (&["error", "404.html", "-"][..], 4));
    assert!(damaged.stderr.contains("1 error, 1 warning"), "{}", damaged.stderr);

    let built = run(&["check", "--site", &text(shelf.folder.path().join("dist"))]).await.expect(0);
    assert!(built.stderr.contains("a built page without incidents"), "{}", built.stderr);
    let nothing = run(&["check", "--site", "/nonexistent"]).await.expect(1);
    assert!(nothing.stdout.starts_with("error\t/nonexistent\t-\t"), "{}", nothing.stdout);
    run(&["check"]).await.expect(2);
    run(&["check", "--folder", "x"]).await.expect(2);
}

/// A status page below a path of its host links to its neighbours.
#[tokio::test]
async fn links_of_the_configuration_may_leave_the_folder() {
    let config = r#"{"homepage": "../", "supportUrl": "/help", "subscribeUrl": "mailto:a@b.example",
        "components": [{"id": "api", "name": "API", "url": "../api/"}, {"id": "web", "name": "Web", "url": "/web"}]}"#;
    let shelf = Shelf::configured(config).await;
    let mut damages = Damages { level: Level::Warning, ..Damages::of(&shelf, "out") };
    damages.check("out of the folder", |_| {}, &[]);
    damages.end();
    let shelf = Shelf::configured(r#"{"homepage": "about/"}"#).await;
    let findings = shelf.copy("out").checked(SystemClock::new().now()).findings;
    assert!(findings.len() >= 7 && findings.iter().all(|finding| finding.level == Level::Warning), "{findings:#?}");
    assert!(findings.iter().all(|finding| finding.what.contains("Check that the host has it")), "{findings:#?}");
}

/// Lines that end in CR LF: the policy has to allow the text as browsers normalise it.
#[tokio::test]
async fn a_theme_may_have_any_ends_of_lines() {
    let stub = Stub::start(|_| (200, r#"{"incidents": []}"#.to_owned()));
    let folder = tempfile::tempdir().expect("a folder");
    TestBundle::write(&folder.path().join("dist"));
    fs::write(folder.path().join("dist/theme.css"), ":root {\r\n  --radius: 0;\r}\r\n").expect("a file");
    let path = |name: &str| folder.path().join(name).to_str().expect("text").to_owned();
    run(&["publish", "--from", &stub.base(), "--site", &path("dist"), "--to", &path("out")]).await.expect(0);
    let checked = run(&["check", "--site", &path("out")]).await.expect(0);
    assert_eq!(checked.stdout, "");
}

#[tokio::test]
async fn a_theme_is_checked_by_itself() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mine.css");
    let file = path.to_str().expect("text");
    let theme = |css: &[u8]| fs::write(&path, css).expect("a file");
    theme(b":root { --accent: light-dark(#5b1a8b, #d3b4ff) }");
    let checked = run(&["check", "--theme", file]).await.expect(0);
    assert_eq!(checked.stdout, "");
    assert!(checked.stderr.contains("(1 file): no problems found."), "{}", checked.stderr);

    theme(b":root { --accent: light-dark(#0b66c3, #8fc4ff); --page: color-mix(in srgb, red, blue) }");
    let checked = run(&["check", "--theme", file]).await.expect(0);
    let lines: Vec<&str> = checked.stdout.lines().collect();
    assert_eq!(lines.len(), 2, "{lines:?}");
    assert!(lines.iter().all(|line| line.starts_with(&format!("note\t{file}\t--"))), "{lines:?}");
    assert!(checked.stderr.contains("no problems found, 2 notes."), "{}", checked.stderr);

    theme(b":root { --accent: gold }");
    let checked = run(&["check", "--theme", file]).await.expect(1);
    assert!(checked.stdout.starts_with(&format!("error\t{file}\t--accent\t--accent on ")), "{}", checked.stdout);
    theme(b"\xff\xfe:");
    assert!(run(&["check", "--theme", file]).await.expect(1).stdout.contains("UTF-8"));
    fs::remove_file(&path).expect("a file");
    run(&["check", "--theme", file]).await.expect(1);
}

#[tokio::test]
async fn both_logos_may_come_from_elsewhere() {
    let config = json!({"logo": "https://one.example/a.svg", "logoDark": "https://two.example/b.svg"});
    let copy = Shelf::configured(&config.to_string()).await.copy("out");
    assert!(copy.text("index.html").contains("img-src 'self' https://one.example https://two.example;"));
    let report = copy.checked(SystemClock::new().now());
    assert_eq!(report.count(Level::Error), 0, "{:?}", report.findings);
    copy.edit("index.html", " https://two.example;", ";");
    let report = copy.checked(SystemClock::new().now());
    assert_eq!(report.count(Level::Error), 1, "{:?}", report.findings);
}

/// Only the page for missing addresses has links that begin at the host.
#[tokio::test]
async fn a_site_below_the_root_of_its_host_knows_its_way() {
    let shelf = Shelf::stocked().await;
    let copy = shelf.copy("out");
    assert!(copy.text("404.html").contains("href=\"/status/\""));
    copy.edit("404.html", "href=\"/status/\"", "href=\"../../\"");
    let report = copy.checked(SystemClock::new().now());
    compare("a way from the page of an incident", &report.findings, &[]).expect("it is not a finding");
    copy.edit("404.html", "href=\"../../\"", "href=\"/\"");
    let report = copy.checked(SystemClock::new().now());
    compare("a way to another site", &report.findings, &[("404.html", "href=\"/\"", "outside the folder")])
        .expect("it is reported");
}

#[tokio::test]
async fn a_byte_order_mark_is_not_a_finding() {
    let shelf = Shelf::stocked().await;
    let mut damages = Damages::of(&shelf, "dist");
    for name in ["config.json", "theme.css"] {
        let mark = |copy: &Copy| copy.write(name, &format!("\u{feff}{}", copy.text(name)));
        damages.check("marked", mark, &[]);
        let utf16 = |copy: &Copy| fs::write(copy.path(name), b"\xff\xfe{\0}\0").expect("a file");
        damages.check("UTF-16", utf16, &[(name, "", "UTF-8")]);
    }
    damages.end();
}

#[tokio::test]
async fn a_page_in_the_sitemap_against_its_configuration_is_reported() {
    let shelf = Shelf::configured(r#"{"noindex": true, "frameAncestors": ["https://a.example"]}"#).await;
    let mut damages = Damages::of(&shelf, "out");
    damages.check("nothing", |_| {}, &[]);
    let robots = "<meta name=\"robots\" content=\"noindex\">\n";
    let page = "incidents/open/index.html";
    damages.edit(page, robots, "", &[(page, "robots", "noindex")]);
    let embed = "embed/index.html";
    damages.edit(embed, robots, "", &[(embed, "robots", "noindex")]);
    damages.check("no banner for frames", |copy| copy.remove(embed), &[(embed, "", "missing")]);
    damages.check(
        "a sitemap",
        |copy| copy.write("sitemap.xml", "<urlset></urlset>"),
        &[("sitemap.xml", "", "noindex")],
    );
    damages.check("no icon", |copy| copy.remove("favicon.ico"), &[("favicon.ico", "", "missing")]);
    let manifest = "manifest.webmanifest";
    damages.edit(manifest, "\"name\":\"", "\"name\":\"Another ", &[(manifest, "name", "title in config.json")]);
    damages.edit(manifest, "icons/unknown.svg", "icons/none.svg", &[(manifest, "icons/none.svg", "no such icon")]);
    damages.check("no object", |copy| copy.write(manifest, "[]"), &[(manifest, "", "JSON object")]);
    damages.end();
}
