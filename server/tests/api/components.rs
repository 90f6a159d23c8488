//! The pages of components, the components in the public list, and components that had another ID before.

use crate::history::{HistoryPress, changed, names};
use crate::maintenances::carried;
use crate::program::run;
use crate::publish::{Press, between, first_frame};
use crate::support::client::Call;
use crate::support::script::{Asked, Reaction, Script};
use crate::support::{Reply, TestClock, TestServer, TestServerBuilder, sample, site};
use crate::upstream::WayBuilder;
use contract::config::WEEKDAYS;
use contract::route::slug;
use contract::snapshot::DataBlock;
use model::bars::{DayKind, Past};
use model::{ComponentId, Timestamp};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;
use tempfile::TempDir;
use text::{DocumentText, PageText};

static TEXT: LazyLock<PageText> = LazyLock::new(PageText::english);

const HOUR: i64 = 3_600_000;

/// An ID that no folder can have as its name.
const ODD: &str = "A/B ü";

/// A site with these components.
fn config(components: &Value) -> Value {
    json!({"title": "Acme", "historyDays": 30, "components": components})
}

/// Components with their statuses, as an entry names them.
fn affected(components: &[(&str, &str)]) -> Value {
    components.iter().map(|(id, status)| json!({"componentId": id, "componentStatus": status})).collect()
}

/// So many hours before the clock's start.
fn before(hours: i64) -> String {
    (TestClock::START - hours * HOUR).to_string()
}

struct ServedSite {
    server: TestServer,
    config: PathBuf,
    _folder: TempDir,
}

async fn serve(config: &Value) -> ServedSite {
    let folder = tempfile::tempdir().expect("a folder");
    let dist = folder.path().join("dist");
    site::build(&dist, "0123456789abcdef");
    let file = dist.join("config.json");
    fs::write(&file, config.to_string()).expect("a file");
    let url = Some("https://example.com/status");
    let server = TestServerBuilder { site: Some(dist), url, ..TestServerBuilder::default() }.start().await;
    ServedSite { server, config: file, _folder: folder }
}

impl ServedSite {
    async fn get(&self, path: &str) -> Reply {
        self.server.call(&format!("GET {path}")).send().await
    }

    /// A page, compared with the app's first frame.
    async fn page(&self, path: &str) -> String {
        let html = self.get(path).await.expect(200).text();
        let (shown, first) = first_frame(&format!("{}index.html", &path[1..]), &html);
        assert_eq!(shown, first, "{path}: the app's first frame is another");
        html
    }

    /// Creates an incident that began so many hours ago and affects these components.
    async fn begin(&self, name: &str, hours: i64, components: &[(&str, &str)]) -> String {
        let entry = json!({"message": format!("First words on {name}."), "date": before(hours),
            "affectedComponents": affected(components)});
        self.server.create(&json!({"name": name, "incidentImpact": "minor", "entry": entry})).await
    }

    /// One that was resolved an hour after it began.
    async fn past(&self, name: &str, hours: i64, components: &[(&str, &str)]) -> String {
        let id = self.begin(name, hours, components).await;
        let end = json!({"message": format!("Last words on {name}."), "date": before(hours - 1),
            "incidentStatus": "resolved"});
        self.server.post_entry(&id, &end).await;
        id
    }

    /// Creates a maintenance of two hours that starts in so many hours.
    async fn plan(&self, name: &str, hours: i64, component: &str) -> String {
        let mut body = sample("maintenance-request");
        body["name"] = name.into();
        body["plannedStartTime"] = (TestClock::START + hours * HOUR).into();
        body["plannedEndTime"] = (TestClock::START + (hours + 2) * HOUR).into();
        body["affectedComponents"] = json!([{ "componentId": component }]);
        let reply = self.server.admin("POST /v1/maintenances").json(&body).send().await.expect(200);
        reply.json()["id"].as_str().expect("an id").to_owned()
    }
}

/// The names of the incidents and maintenances in a page's data.
fn named(html: &str) -> BTreeSet<String> {
    let data = carried(html);
    let incidents = data.incidents.incidents().iter().map(|incident| incident.name.clone());
    let maintenances = data.maintenances.maintenances().iter().map(|maintenance| maintenance.name.clone());
    incidents.chain(maintenances).collect()
}

/// The data of a page without the configuration in it, as text.
fn data_of(html: &str) -> String {
    let mut data: Value = serde_json::from_str(between(html, "id=\"statuspane-data\">", "</script>")).expect("JSON");
    data.as_object_mut().expect("an object").remove("config").expect("a configuration");
    data.to_string()
}

/// The status that a page shows for a component.
fn status<'a>(html: &'a str, id: &str) -> &'a str {
    let mark = format!("data-component=\"{id}\" data-status=\"");
    assert_eq!(html.matches(&mark).count(), 1, "{mark}: {html}");
    between(html, &mark, "\"")
}

/// That there was nothing on so many days, without the time that ends them.
fn none_in_days(days: i64) -> String {
    TEXT.none_in_days(days, "|").split('|').next().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn the_page_of_a_component_has_figures_and_the_intervals_for_them() {
    let mut settings = config(&json!([{"id": "api", "name": "API"}, {"id": "web", "name": "Website"}]));
    settings["serviceHours"] = json!({"zone": "Europe/London", "days": WEEKDAYS, "from": "00:00", "to": "24:00"});
    let site = serve(&settings).await;
    let block = |html: &str| {
        let text = between(html, "id=\"statuspane-data\">", "</script>");
        DataBlock::decode(text).expect("data")
    };
    // All that there is doesn't reach back to the first of the month.
    site.past("Lately", 5, &[("api", "major_outage")]).await;
    let html = site.page("/components/api/").await;
    let started = Timestamp::from_millis(TestClock::START - 5 * HOUR).expect("a time");
    assert_eq!(block(&html).past, Some(Past { since: Some(started.minute()), intervals: vec![] }));
    assert!(!html.contains("%</td>"), "{html}");
    // Now it does, and the page has what it needs of it.
    site.past("In summer", 24 * 100, &[("web", "major_outage")]).await;
    site.past("In spring", 24 * 200, &[("api", "major_outage"), ("web", "major_outage")]).await;
    site.past("Before", 24 * 500, &[("api", "major_outage")]).await;
    let html = site.page("/components/api/").await;
    let past = block(&html).past.expect("a past");
    let [spring] = &past.intervals[..] else { panic!("one interval: {past:?}") };
    assert_eq!(spring.components, Some(vec![ComponentId::new("api").expect("an ID")]));
    let start = Timestamp::from_millis(TestClock::START - 24 * 200 * HOUR).expect("a time");
    assert_eq!((spring.start, spring.length, spring.kind), (start.minute(), Some(60), DayKind::Minor));
    // The first of a month, a year ago, where it begins first.
    let since = past.since.and_then(|minute| Timestamp::from_millis(minute * 60_000)).expect("a time").to_iso();
    assert!(since.ends_with("T10:00:00.000Z") || since.ends_with("T10:00:00Z"), "{since}");
    let figures = between(&html, "section figures", "</section>");
    let row = |name: &str| between(figures, &format!("<th scope=\"row\">{name}</th>"), "</tr>");
    let year = row(&TEXT.last_days(365));
    assert!(year.contains("%</td><td>2</td><td>1 h</td><td>1 h</td>"), "{year}");
    assert!(!year.contains("100.00%"), "{year}");
    let days = row(&TEXT.last_days(90));
    assert!(days.contains("%</td><td>1</td><td>1 h</td><td>1 h</td>"), "{days}");
    assert!(
        figures.contains(&TEXT.service_rule("Mon, Tue, Wed, Thu, Fri, Sat, Sun", "00:00", "24:00", "Europe/London")),
        "{figures}"
    );
    // No other page has figures yet.
    for path in ["/", "/history/2026-11/"] {
        block(&site.page(path).await);
    }
}

#[tokio::test]
async fn the_page_of_a_component_has_its_own_events_and_no_others() {
    let api = json!({"id": "api", "name": "API", "description": "For programs."});
    let served = serve(&config(&json!([api, {"id": "web", "name": "Web"}, {"id": ODD, "name": "Odd"}]))).await;
    let open = served.begin("Slow answers", 3, &[("api", "degraded_performance")]).await;
    let update = json!({"message": "It got worse.", "date": before(1), "incidentStatus": "identified",
        "affectedComponents": affected(&[("api", "partial_outage"), ("web", "operational")])});
    served.server.post_entry(&open, &update).await;
    served.begin("Broken images", 2, &[("web", "major_outage")]).await;
    served.past("Lost answers", 50, &[("api", "major_outage")]).await;
    served.past("Late images", 50, &[("web", "degraded_performance")]).await;
    served.past("Long over", 40 * 24, &[("api", "major_outage")]).await;
    served.past("Nothing in particular", 30, &[]).await;
    served.plan("Next upgrade", 24, "api").await;
    served.plan("Last upgrade", -75, "api").await;
    served.plan("Move of images", 24, "web").await;

    let html = served.page("/components/api/").await;
    let own = ["Last upgrade", "Lost answers", "Next upgrade", "Slow answers"];
    assert_eq!(named(&html), names(&own));
    for name in own {
        assert!(html.contains(name), "{name}: {html}");
    }
    let others = ["images", "Long over", "Nothing in particular"];
    for name in others {
        assert!(!html.contains(name), "{name}: {html}");
    }
    assert!(html.contains("<title>API · Acme</title>"), "{html}");
    let description = DocumentText::english().component("API");
    assert_eq!(between(&html, "name=\"description\" content=\"", "\""), description);
    assert!(between(&html, "<h1 ", "</h1>").ends_with(">API") && html.contains("For programs."), "{html}");
    assert_eq!(status(&html, "api"), "partial_outage");
    // Open ones are there in full, past ones in one line.
    let section = between(&html, "id=\"open\"", "</section>");
    for words in ["First words on Slow answers.", "It got worse."] {
        assert!(section.contains(words), "{words}: {section}");
    }
    assert!(between(&html, "data-section=\"upcoming\"", "</section>").contains("Next upgrade"), "{html}");
    let days = between(&html, "<ol class=\"days\"", "</ol>");
    for (day, name) in [("2026-11-21", "Lost answers"), ("2026-11-20", "Last upgrade")] {
        let day = between(days, &format!("<time datetime=\"{day}\""), "<li class=\"day\"");
        assert!(day.contains(name), "{name}: {days}");
    }
    assert!(!html.contains("words on Lost answers."), "{html}");
    // As many days as are configured.
    assert!(days.contains("25 Oct") && !days.contains("24 Oct"), "{days}");

    assert_eq!(
        named(&served.page("/components/web/").await),
        names(&["Broken images", "Late images", "Move of images"])
    );
    let odd = served.page(&format!("/components/{}/", slug(ODD))).await;
    assert!(odd.contains(&none_in_days(30)) && !odd.contains(" id=\"open\""), "{odd}");
    assert_eq!(named(&odd), BTreeSet::new());
}

#[tokio::test]
async fn a_component_has_one_address_and_unknown_ones_are_missing() {
    let api = json!({"id": "api", "name": "API", "previousIds": ["rest", "Old API"]});
    let served = serve(&config(&json!([api, {"id": ODD, "name": "Odd"}]))).await;
    served.begin("Slow answers", 1, &[("api", "partial_outage")]).await;
    let canonical = |html: &str| between(html, "<link rel=\"canonical\" href=\"", "\"").to_owned();
    let (of_odd, of_old) = (slug(ODD), slug("Old API"));
    assert!(of_odd.starts_with("_h") && of_old.starts_with("_h"), "{of_odd} {of_old}");
    // An earlier ID still leads to the page, which names its own address.
    for (path, own) in [
        ("/components/api/".to_owned(), "api"),
        ("/components/rest/".to_owned(), "api"),
        (format!("/components/{of_old}/"), "api"),
        (format!("/components/{of_odd}/"), &*of_odd),
    ] {
        let html = served.page(&path).await;
        assert_eq!(canonical(&html), format!("https://example.com/status/components/{own}/"), "{path}");
        assert_eq!(named(&html).len(), usize::from(own == "api"), "{path}");
        let reply = served.get(&path).await.expect(200);
        assert_eq!(served.get(&format!("{path}index.html")).await.expect(200).body, reply.body, "{path}");
        assert_eq!(reply.header("content-type").as_deref(), Some("text/html; charset=utf-8"), "{path}");
        let head = served.server.call(&format!("HEAD {path}")).send().await.expect(200);
        assert_eq!((head.body.len(), head.header("content-length")), (0, Some(reply.body.len().to_string())), "{path}");
        let tag = reply.header("etag").expect("a tag");
        let again = served.server.call(&format!("GET {path}")).header("If-None-Match", &tag).send().await.expect(304);
        assert_eq!(again.header("etag"), Some(tag), "{path}");

        let bare = path.trim_end_matches('/');
        let last = bare.rsplit('/').next().expect("a name");
        assert_eq!(served.get(bare).await.expect(308).header("location"), Some(format!("./{last}/")), "{bare}");
        let reply = served.get(&format!("{bare}?a=b")).await.expect(308);
        assert_eq!(reply.header("location"), Some(format!("./{last}/?a=b")), "{bare}");
    }
    for path in ["none", "API", "Old%20API", "A%20%C3%BC", "%3Cscript%3E", "_h00000000000000000000000000000000"] {
        let reply = served.get(&format!("/components/{path}/")).await.expect(404);
        let html = reply.text();
        assert!(html.contains(TEXT.missing_component()) && html.contains("href=\"../../\""), "{path}: {html}");
        assert!(!html.contains("<script ") && !html.contains("Slow answers"), "{path}: it needs no other file: {html}");
        served.get(&format!("/components/{path}")).await.expect(404);
    }
    for path in ["/components/", "/components", "/components/api/x/", "/components/A%2FB%20%C3%BC/"] {
        assert!(served.get(path).await.expect(404).text().contains(TEXT.not_found()), "{path}");
    }
    assert_eq!(served.get("/components//api/").await.expect(308).header("location").as_deref(), Some("../../api/"));
    let sitemap = served.get("/sitemap.xml").await.expect(200).text();
    let listed: Vec<&str> = sitemap
        .split("<loc>https://example.com/status/components/")
        .skip(1)
        .filter_map(|rest| rest.split('<').next())
        .collect();
    assert_eq!(listed, ["api/", &format!("{of_odd}/")]);
    // The front page leads there, and so does the address of the plain bundle.
    let front = served.page("/").await;
    for of in ["api", &of_odd] {
        assert_eq!(front.matches(&format!("href=\"./components/{of}/\"")).count(), 1, "{front}");
    }
    let app = served.get("/?component-page=api").await.expect(200).text();
    assert!(app.contains("<div id=\"app\"></div>") && !app.contains("statuspane-data"), "{app}");
}

/// An incident as an API lists it, with an entry for each of these statuses of components, an hour apart.
fn listed(id: &str, start: &str, is_over: bool, entries: &[Value]) -> Value {
    let start = Timestamp::parse(start).expect("a time");
    let at = |place: usize| start.plus_millis(i64::try_from(place).expect("few") * HOUR).to_iso();
    let status = if is_over { "resolved" } else { "investigating" };
    let entry = |(place, affected): (usize, &Value)| {
        json!({"id": format!("e{place}"), "message": format!("Word {place} on {id}."), "date": at(place),
            "incidentStatus": status, "affectedComponents": affected})
    };
    let entries: Vec<Value> = entries.iter().enumerate().map(entry).rev().collect();
    let mut incident = json!({"id": id, "name": format!("Incident {id}"), "incidentStatus": status,
        "incidentImpact": "minor", "creationTime": start.to_iso()});
    if is_over {
        incident["resolutionTime"] = at(entries.len()).into();
    }
    incident["entries"] = entries.into();
    incident
}

/// A maintenance as an API lists it.
fn planned(id: &str, start: &str, end: &str, component: &str) -> Value {
    json!({"id": id, "name": format!("Work {id}"), "message": "It pauses.", "plannedStartTime": start,
        "plannedEndTime": end, "affectedComponents": [{ "componentId": component }]})
}

fn own_page(id: &str) -> String {
    format!("components/{}/index.html", slug(id))
}

#[tokio::test]
async fn a_run_rewrites_only_the_pages_of_components_whose_incidents_changed() {
    let work = || {
        let components =
            json!([{"id": "api", "name": "API"}, {"id": "web", "name": "Web"}, {"id": ODD, "name": "Odd"}]);
        let press = HistoryPress::configured(&config(&components).to_string());
        let (down, slow) = (affected(&[("api", "major_outage")]), affected(&[("web", "degraded_performance")]));
        let others = [
            listed("two", "2026-11-22T09:00:00Z", false, std::slice::from_ref(&slow)),
            listed("past", "2026-11-20T09:00:00Z", true, std::slice::from_ref(&down)),
        ];
        let next = planned("next", "2026-11-25T09:00:00Z", "2026-11-25T10:00:00Z", "web");
        let have = |entries: &[Value]| {
            let one = listed("one", "2026-11-23T08:00:00Z", false, entries);
            press.have_all([one].into_iter().chain(others.clone()).collect(), vec![next.clone()]);
        };
        have(std::slice::from_ref(&down));
        let first = press.publish("2026-11-23T12:00:00Z");
        let (api, web, odd) = (own_page("api"), own_page("web"), own_page(ODD));
        let of_components: Vec<&String> = first.keys().filter(|name| name.starts_with("components/")).collect();
        assert_eq!(of_components.into_iter().collect::<BTreeSet<_>>(), BTreeSet::from([&api, &web, &odd]));
        assert_eq!(named(&first[&api]), names(&["Incident one", "Incident past"]));
        assert_eq!(named(&first[&web]), names(&["Incident two", "Work next"]));
        assert!(first[&api].contains("Word 0 on one.") && !first[&api].contains("Word 0 on past."), "{}", first[&api]);
        assert!(first[&odd].contains(&none_in_days(30)), "{}", first[&odd]);

        // Only the front page has the time of the run.
        let second = press.publish("2026-11-23T13:00:00Z");
        assert_eq!(changed(&first, &second), names(&["index.html"]));
        have(&[down.clone(), json!([])]);
        let third = press.publish("2026-11-23T13:01:00Z");
        // The history has the updates of what is open.
        let pages = [&*api, "history/index.html", "incidents/one/index.html", "index.html"];
        assert_eq!(changed(&second, &third), names(&pages));
        assert!(third[&api].contains("Word 1 on one."), "{}", third[&api]);
        // It reaches another component. Its month, its year and the history have the components too.
        have(&[down.clone(), json!([]), slow.clone()]);
        let fourth = press.publish("2026-11-23T13:02:00Z");
        let history = ["history/2026-11/index.html", "history/2026/index.html", "history/index.html"];
        let pages = [&[&*api, &*web, "incidents/one/index.html", "index.html"], &history[..]].concat();
        assert_eq!(changed(&third, &fourth), names(&pages));
        assert_eq!(named(&fourth[&web]), names(&["Incident one", "Incident two", "Work next"]));
        // The day ends. A page without any event stays as it is.
        let fifth = press.publish("2026-11-24T00:01:00Z");
        assert_eq!(changed(&fourth, &fifth), names(&[&[&*api, &*web, "index.html"], &history[..]].concat()));
    };
    tokio::task::spawn_blocking(work).await.expect("no panic");
}

#[tokio::test]
async fn a_component_with_every_key_is_published_and_has_no_findings() {
    let work = || {
        let all = json!({"id": "api", "name": "API", "group": "Programs / North", "description": "For programs.",
            "startDate": "2026-11-20", "onlyShowIfDegraded": true, "url": "https://api.example.com/v2/",
            "previousIds": ["rest"]});
        let press = HistoryPress::configured(&config(&json!([all, {"id": "web", "name": "Web"}])).to_string());
        press.have_all(Vec::new(), Vec::new());
        let pages = press.publish("2026-11-23T12:00:00Z");
        let page = &pages[&own_page("api")];
        for part in [
            "Programs / North",
            "For programs.",
            "<time datetime=\"2026-11-20\">",
            "href=\"https://api.example.com/v2/\"",
            // Not of days before it was there.
            &none_in_days(4),
        ] {
            assert!(page.contains(part), "{part}: {page}");
        }
        // Nobody is led to it while nothing is wrong, and its page is there.
        let link = "./components/api/";
        assert!(!pages["index.html"].contains(link) && pages["index.html"].contains("./components/web/"));
        let down = affected(&[("api", "major_outage")]);
        press.have_all(vec![listed("one", "2026-11-23T08:00:00Z", false, &[down])], Vec::new());
        assert!(press.publish("2026-11-23T12:01:00Z")["index.html"].contains(link));
    };
    tokio::task::spawn_blocking(work).await.expect("no panic");
}

#[tokio::test]
async fn the_list_for_visitors_has_the_components_that_each_incident_affected() {
    let server = TestServer::start().await;
    let begin = async |name: &str, hours: i64, components: &[(&str, &str)]| {
        let entry = json!({"message": "m", "date": before(hours), "affectedComponents": affected(components)});
        server.create(&json!({"name": name, "entry": entry})).await
    };
    let update = async |id: &str, hours: i64, status: &str, components: &[(&str, &str)]| {
        let entry = json!({"message": "m", "date": before(hours), "incidentStatus": status,
            "affectedComponents": affected(components)});
        server.post_entry(id, &entry).await
    };
    let over = begin("over", 9, &[("web", "operational"), ("api", "degraded_performance")]).await;
    update(&over, 8, "identified", &[("api", "major_outage"), ("mail", "under_maintenance")]).await;
    update(&over, 7, "monitoring", &[("api", "partial_outage")]).await;
    update(&over, 6, "resolved", &[("api", "operational"), ("mail", "operational")]).await;
    let open = begin("open", 5, &[("web", "partial_outage"), ("api", "degraded_performance")]).await;
    let bare = begin("bare", 4, &[]).await;
    let well = begin("well", 3, &[("api", "operational")]).await;
    let expected = |all: &[(&String, Value)]| {
        let all = all.iter().map(|(id, affected)| ((*id).clone(), affected.clone()));
        all.collect::<BTreeMap<String, Value>>()
    };
    let of_open = affected(&[("api", "degraded_performance"), ("web", "partial_outage")]);
    let of_over = affected(&[("api", "major_outage"), ("mail", "under_maintenance")]);
    let mut all = expected(&[(&over, of_over), (&open, of_open), (&bare, json!([])), (&well, json!([]))]);
    // Each with the version of its answer.
    let read = async || {
        let listed = server.public("/incidents").await.expect(200);
        let version = server.public("/as-of").await.expect(200).json()["version"].clone();
        assert_eq!(listed.json()["version"], version);
        let mut found = BTreeMap::new();
        for incident in listed.json()["incidents"].as_array().expect("a list") {
            let id = incident["id"].as_str().expect("an id");
            found.insert(id.to_owned(), incident["affectedComponents"].clone());
            let mut alone = server.public(&format!("/incidents/{id}")).await.expect(200).json();
            assert_eq!(alone.as_object_mut().and_then(|fields| fields.remove("version")).as_ref(), Some(&version));
            assert_eq!(alone, *incident);
            assert!(server.incident(id).await.get("affectedComponents").is_none());
        }
        (found, version, listed.header("etag").expect("a tag"))
    };
    let (found, version, tag) = read().await;
    assert_eq!(found, all);
    let private = server.admin("GET /v1/incidents").send().await.expect(200).text();
    assert!(!private.contains("affectedComponents"), "{private}");
    // The same until something changes.
    assert_eq!(read().await, (found, version.clone(), tag.clone()));
    let again = server.call("GET /public/v1/incidents").header("If-None-Match", &tag).send().await.expect(304);
    assert_eq!((again.body.len(), again.header("etag")), (0, Some(tag.clone())));
    let head = server.call("HEAD /public/v1/incidents").send().await.expect(200);
    assert_eq!((head.body.len(), head.header("etag")), (0, Some(tag.clone())));
    let entry = update(&bare, 2, "identified", &[("mail", "partial_outage")]).await;
    all.insert(bare.clone(), affected(&[("mail", "partial_outage")]));
    let (found, changed, other) = read().await;
    assert_eq!(found, all);
    assert!(changed != version && other != tag, "{changed} {other}");
    server.call("GET /public/v1/incidents").header("If-None-Match", &tag).send().await.expect(200);
    // A corrected entry counts as it is now, and a deleted one no more.
    let path = format!("/v1/incidents/{bare}/entries/{entry}");
    let body = json!({"message": "m", "affectedComponents": affected(&[("web", "major_outage")])});
    server.admin(&format!("PUT {path}")).json(&body).send().await.expect(200);
    all.insert(bare.clone(), affected(&[("web", "major_outage")]));
    assert_eq!(read().await.0, all);
    server.admin(&format!("DELETE {path}")).send().await.expect(200);
    all.insert(bare, json!([]));
    assert_eq!(read().await.0, all);
}

#[tokio::test]
async fn s98_a_page_without_the_entries_of_past_incidents_says_that_it_may_be_incomplete() {
    let folder = tempfile::tempdir().expect("a folder");
    site::build(folder.path(), "0123456789abcdef");
    let config = config(&json!([{"id": "api", "name": "API"}, {"id": "web", "name": "Web"}]));
    fs::write(folder.path().join("config.json"), config.to_string()).expect("a file");
    let entries = |status: u16| {
        let entry = json!({"id": "e", "message": "We look into it.", "date": before(2),
            "incidentStatus": "investigating", "affectedComponents": affected(&[("api", "partial_outage")])});
        Reaction::json(status, json!({"entries": [entry]}))
    };
    let react = move |past: Value, status: u16| {
        let mut over = json!({"id": "past", "name": "Lost answers", "incidentStatus": "resolved",
            "incidentImpact": "minor", "creationTime": before(50), "resolutionTime": before(49)});
        over.as_object_mut().expect("an object").extend(past.as_object().expect("an object").clone());
        let open = json!({"id": "open", "name": "Slow answers", "incidentStatus": "investigating",
            "incidentImpact": "minor", "creationTime": before(2)});
        let list = Reaction::json(200, json!({"incidents": [open, over]}));
        move |asked: &Asked| match asked.line().as_str() {
            "GET /v1/incidents" => list.clone(),
            "GET /v1/incidents/open/entries" => entries(status),
            _ => Reaction::json(404, "{}"),
        }
    };
    let script = Script::start(react(json!({}), 200));
    let way = WayBuilder { site: Some(folder.path().to_owned()), ..WayBuilder::default() }.to(&script.base()).await;
    let page = async |id: &str| {
        let html = Call::new(way.address(), &format!("GET /components/{id}/")).send().await.expect(200).text();
        let (shown, first) = first_frame(&own_page(id), &html);
        assert_eq!(shown, first, "{id}: the app's first frame is another");
        assert!(!html.contains("data-status=\"operational\"") && !html.contains(&TEXT.unreadable(1)), "{id}: {html}");
        html
    };
    let none = none_in_days(30);
    let (lead, _) = none.split_once("30").expect("the number of days");
    // The past one may have affected any component, and so may the open one while its entries can't be read.
    let known = json!({"entries": [{"id": "e", "message": "Over.", "date": before(49), "incidentStatus": "resolved",
        "affectedComponents": affected(&[("api", "major_outage")])}]});
    for (past, status) in [(json!({}), 200), (json!({}), 503), (known.clone(), 503)] {
        script.change(react(past.clone(), status));
        way.clock.pass_seconds(60);
        for id in ["api", "web"] {
            let html = page(id).await;
            assert!(html.contains(TEXT.no_readable_incidents()), "{past} {status} {id}: {html}");
            // Other days had nothing.
            assert!(!html.contains(lead) && html.contains(TEXT.no_incidents()), "{past} {status} {id}: {html}");
            let has_open = status == 200 && id == "api";
            assert_eq!(html.contains("We look into it."), has_open, "{past} {status} {id}: {html}");
        }
        let list = way.public("/incidents").await.expect(200).text();
        assert_eq!(list.contains("affectedComponents"), past != json!({}), "only within its entries: {list}");
    }
    script.change(react(known, 200));
    way.clock.pass_seconds(60);
    let (api, web) = (page("api").await, page("web").await);
    assert_eq!((named(&api), named(&web)), (names(&["Lost answers", "Slow answers"]), BTreeSet::new()));
    assert!(web.contains(&none) && api.contains(TEXT.no_incidents()), "{web}");
    assert!(!api.contains(TEXT.no_readable_incidents()) && !web.contains(TEXT.no_readable_incidents()), "{web}");
}

#[tokio::test]
async fn s99_unusable_keys_of_a_component_are_named_and_in_no_document() {
    let good = json!([{"id": "api", "name": "API"}]);
    let served = serve(&config(&good)).await;
    let incident = served.begin("Slow answers", 1, &[("api", "partial_outage")]).await;
    let press = Press::of(&served.server);
    fs::write(press.path("dist/config.json"), config(&good).to_string()).expect("a file");
    press.run(&[]).await.expect(0);
    let published = press.files();
    let file = served.config.to_str().expect("text");
    for (key, value, sign, expected) in [
        ("startDate", json!(5), ":5", "a date such as 2026-11-23"),
        ("startDate", json!("Soon-2026"), "Soon-2026", "a date such as 2026-11-23"),
        ("previousIds", json!("odd-id"), "odd-id", "a list"),
        ("previousIds", json!([7_654_321]), "7654321", "an ID that no other component has"),
        ("onlyShowIfDegraded", json!("odd-flag"), "odd-flag", "true or false"),
        ("url", json!("javascript:alert(1)"), "alert", "URL"),
        ("url", json!("https://ada:hunter2@example.com/"), "hunter2", "without credentials"),
    ] {
        let mut component = good[0].clone();
        component[key] = value.clone();
        fs::write(&served.config, config(&json!([component])).to_string()).expect("a file");
        // The component is there all the same.
        for path in ["/", "/components/api/", &format!("/incidents/{incident}/"), "/history/2026-11/"] {
            let html = served.get(path).await.expect(200).text();
            assert!(html.contains("Slow answers") && html.contains("API"), "{path}: {html}");
            assert!(!html.contains(sign), "{path} has {value}: {html}");
        }
        assert_eq!(status(&served.page("/components/api/").await, "api"), "partial_outage");
        for path in ["/config.json", "/?component-page=api", "/components/none/"] {
            let text = served.get(path).await.text();
            assert!(!text.contains(sign), "{path} has {value}: {text}");
        }
        served.get("/components/odd-id/").await.expect(404);
        // It is named before anything is served or published.
        let key = format!("components[0].{key}");
        let checked = run(&["check", "--config", file]).await.expect(1);
        assert!(checked.stdout.starts_with(&format!("error\t{file}\t{key}\t{key} must be ")), "{}", checked.stdout);
        assert!(checked.stdout.contains(expected) && checked.stdout.lines().count() == 1, "{}", checked.stdout);
        let refused = press.run(&["--config", file]).await.expect(1);
        assert!(
            refused.stderr.contains(&key) && refused.stderr.contains("Nothing was published"),
            "{}",
            refused.stderr
        );
        for text in [&checked.stdout, &refused.stderr] {
            assert!(!text.contains(sign), "{value}: {text}");
        }
    }
    assert_eq!(press.files(), published);
}

/// The IDs that the two components had before.
const OLD: [&str; 3] = ["old-api", "Oldest API", "old-web"];

fn renamed() -> Value {
    let api = json!({"id": "api", "name": "API", "previousIds": [OLD[0], OLD[1]]});
    config(&json!([api, {"id": "web", "name": "Web", "previousIds": [OLD[2]]}]))
}

/// Checks a page: its data names components by their current IDs alone.
fn assert_current(path: &str, html: &str) {
    let data = data_of(html);
    for id in OLD {
        assert!(!data.contains(id), "{path} has {id}: {data}");
        assert!(!html.contains(&format!("data-component=\"{id}\"")), "{path} has {id}: {html}");
    }
    assert!(!html.contains(TEXT.other_components()), "{path}: {html}");
}

#[tokio::test]
async fn s100_events_that_name_an_earlier_id_are_on_the_pages_that_are_published() {
    let work = || {
        let press = HistoryPress::configured(&renamed().to_string());
        let (slow, down) = (affected(&[("api", "degraded_performance")]), affected(&[(OLD[0], "partial_outage")]));
        press.have_all(
            vec![
                listed("open", "2026-11-23T08:00:00Z", false, &[slow, down]),
                listed(
                    "past",
                    "2026-11-20T08:00:00Z",
                    true,
                    &[affected(&[(OLD[1], "major_outage"), ("api", "partial_outage")])],
                ),
            ],
            vec![planned("now", "2026-11-23T11:00:00Z", "2026-11-23T15:00:00Z", OLD[2])],
        );
        // `check` finds nothing wrong with it.
        let pages = press.publish("2026-11-23T12:00:00Z");
        let front = &pages["index.html"];
        assert_eq!((status(front, "api"), status(front, "web")), ("partial_outage", "under_maintenance"));
        let (api, web) = (&pages[&own_page("api")], &pages[&own_page("web")]);
        assert_eq!((status(api, "api"), status(web, "web")), ("partial_outage", "under_maintenance"));
        assert_eq!((named(api), named(web)), (names(&["Incident open", "Incident past"]), names(&["Work now"])));
        for (path, html) in &pages {
            assert_current(path, html);
        }
        // One component, however many of its IDs an incident names.
        let past = &pages["incidents/past/index.html"];
        assert_eq!(between(past, "<dl class=\"affected\">", "</dl>").matches(">API<").count(), 1, "{past}");
        assert!(OLD.iter().all(|id| !pages.contains_key(&own_page(id))));
        // The lists are those of the API.
        let text = |name: &str| fs::read_to_string(press.out().join(name)).expect("text");
        let (incidents, maintenances) = (text("incidents.json"), text("maintenances.json"));
        assert!(incidents.contains(OLD[0]) && incidents.contains(OLD[1]), "{incidents}");
        assert!(maintenances.contains(OLD[2]), "{maintenances}");
        // Nothing changes: no page is another.
        assert_eq!(changed(&pages, &press.publish("2026-11-23T12:01:00Z")), names(&["index.html"]));
    };
    tokio::task::spawn_blocking(work).await.expect("no panic");
}

#[tokio::test]
async fn s101_events_that_name_an_earlier_id_are_on_the_pages_that_are_served() {
    let served = serve(&renamed()).await;
    let open = served.begin("Slow answers", 4, &[("api", "degraded_performance")]).await;
    let update = json!({"message": "It got worse.", "date": before(1),
        "affectedComponents": affected(&[(OLD[0], "partial_outage")])});
    served.server.post_entry(&open, &update).await;
    let past = served.past("Lost answers", 50, &[(OLD[1], "major_outage"), ("api", "partial_outage")]).await;
    let work = served.plan("Upgrade", -1, OLD[2]).await;
    let folder = served.config.parent().expect("a folder").to_owned();
    let way = WayBuilder { key: served.server.token().to_owned(), site: Some(folder), ..WayBuilder::default() };
    let way = way.to(&format!("http://{}/v1", served.server.address())).await;
    for address in [served.server.address(), way.address()] {
        let get = async |path: &str| Call::new(address, &format!("GET {path}")).send().await.expect(200).text();
        let page = async |path: &str| {
            let html = get(path).await;
            let (shown, first) = first_frame(&format!("{}index.html", &path[1..]), &html);
            assert_eq!(shown, first, "{path}: the app's first frame is another");
            assert_current(path, &html);
            html
        };
        let front = page("/").await;
        assert_eq!((status(&front, "api"), status(&front, "web")), ("partial_outage", "under_maintenance"));
        for id in ["api", OLD[0], OLD[1]] {
            let api = page(&format!("/components/{}/", slug(id))).await;
            assert_eq!(status(&api, "api"), "partial_outage", "{id}");
            assert!(named(&api).contains("Slow answers") && api.contains("It got worse."), "{id}: {api}");
        }
        let web = page("/components/web/").await;
        assert!(web.contains(">Upgrade<") && !web.contains("Slow answers"), "{web}");
        page(&format!("/incidents/{open}/")).await;
        page(&format!("/maintenances/{work}/")).await;
        page("/history/2026-11/").await;
        // One component, however many of its IDs an incident names.
        let own = page(&format!("/incidents/{past}/")).await;
        assert_eq!(between(&own, "<dl class=\"affected\">", "</dl>").matches(">API<").count(), 1, "{own}");
        // The lists are those of the API.
        let (incidents, maintenances) = (get("/incidents.json").await, get("/maintenances.json").await);
        assert!(incidents.contains(OLD[0]), "{incidents}");
        assert!(maintenances.contains(OLD[2]), "{maintenances}");
    }
    // The database has the components of past incidents too.
    assert_eq!(named(&served.page("/components/api/").await), names(&["Lost answers", "Slow answers"]));
    let listed = served.server.public("/incidents").await.expect(200).json()["incidents"][1].clone();
    assert_eq!(
        listed["affectedComponents"],
        affected(&[(OLD[1], "major_outage"), ("api", "partial_outage")]),
        "the API knows no renames"
    );
}

#[tokio::test]
async fn s102_a_component_that_the_configuration_drops_has_no_page() {
    let both = config(&json!([{"id": "api", "name": "API"}, {"id": "web", "name": "Web"}]));
    let one = config(&json!([{"id": "api", "name": "API"}]));
    let served = serve(&both).await;
    served.begin("Broken images", 1, &[("web", "major_outage")]).await;
    let press = Press::of(&served.server);
    let publish = async |config: &Value| {
        fs::write(press.path("dist/config.json"), config.to_string()).expect("a file");
        press.run(&["--url", "https://example.com/status"]).await.expect(0);
        let paths = press.files().into_keys().filter(|name| name.starts_with("components/") && name.ends_with(".html"));
        (paths.collect::<BTreeSet<_>>(), press.text("sitemap.xml"))
    };
    let (pages, sitemap) = publish(&both).await;
    assert_eq!(pages, names(&[&own_page("api"), &own_page("web")]));
    assert!(sitemap.contains("/components/web/"), "{sitemap}");
    assert_eq!(named(&served.page("/components/web/").await), names(&["Broken images"]));

    let (pages, sitemap) = publish(&one).await;
    assert_eq!(pages, names(&[&own_page("api")]));
    fs::write(&served.config, one.to_string()).expect("a file");
    let gone = served.get("/components/web/").await.expect(404).text();
    assert!(gone.contains(TEXT.missing_component()), "{gone}");
    for (place, sitemap, front) in [
        ("published", sitemap, press.text("index.html")),
        ("served", served.get("/sitemap.xml").await.expect(200).text(), served.page("/").await),
    ] {
        assert!(sitemap.contains("/components/api/") && !sitemap.contains("/components/web/"), "{place}: {sitemap}");
        assert!(!front.contains("components/web/"), "{place}: {front}");
        // Its status isn't hidden.
        assert_eq!(status(&front, "web"), "major_outage", "{place}");
    }
    // And it comes back.
    fs::write(&served.config, both.to_string()).expect("a file");
    served.page("/components/web/").await;
}
