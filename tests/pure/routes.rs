//! Addresses and screens, both ways, under every base path.

use crate::builders::{HOSTILE, LIST, any_incident_id, cases, incident_id};
use contract::incident_api::decode::decode_list;
use contract::route::{ItemRef, Route, SiteUrls, UrlStyle, search, slug};
use model::search::Filters;
use model::{IncidentId, Month};
use proptest::prelude::*;

const ROOTS: &[&str] = &["./", "/status/", "../../"];
const STYLES: [UrlStyle; 2] = [UrlStyle::Query, UrlStyle::Files];

fn links(root: &str, style: UrlStyle) -> SiteUrls {
    SiteUrls { root: root.into(), style }
}

/// The screen of an address: the part after the root, split as a browser does.
fn follow(root: &str, address: &str) -> Route {
    let rest = address.strip_prefix(root).unwrap();
    let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
    assert!(!path.contains('#') && !query.contains(['#', '?']), "{address} is one path and one query");
    Route::parse(path, query)
}

fn by_id(text: &str) -> Route {
    Route::Incident(ItemRef::Id(text.into()))
}

fn by_slug(text: &str) -> Route {
    Route::Incident(ItemRef::Slug(text.into()))
}

fn month(text: &str) -> Route {
    Route::Month(Month::parse(text).unwrap())
}

#[test]
fn every_screen_has_its_address_under_every_root() {
    fn check(route: &Route, style: UrlStyle, expect: &str) {
        for root in ROOTS {
            let address = links(root, style).to(route);
            assert_eq!(address.strip_prefix(root), Some(expect), "{route:?}");
        }
    }
    for style in STYLES {
        check(&Route::Home, style, "");
        check(&Route::NotFound, style, "");
        check(&by_slug("bf0c3fca"), style, "incidents/bf0c3fca/");
    }
    check(&by_id("bf0c3fca"), UrlStyle::Query, "?incident=bf0c3fca");
    check(&by_id("bf0c3fca"), UrlStyle::Files, "incidents/bf0c3fca/");
    check(&by_id("A&B=C+D #/?%"), UrlStyle::Query, "?incident=A%26B%3DC%2BD%20%23%2F%3F%25");
    check(&month("2026-11"), UrlStyle::Query, "?month=2026-11");
    check(&month("2026-11"), UrlStyle::Files, "history/2026-11/");
    check(&Route::Year(2026), UrlStyle::Query, "?year=2026");
    check(&Route::Year(2026), UrlStyle::Files, "history/2026/");
    check(&Route::History, UrlStyle::Query, "?history");
    check(&Route::History, UrlStyle::Files, "history/");
    assert_eq!(links("/status/", UrlStyle::Files).file("incidents.json"), "/status/incidents.json");
    assert_eq!(links("./", UrlStyle::Query).incident(&incident_id("a b")), "./?incident=a%20b");
}

#[test]
fn the_query_of_an_address_is_a_search() {
    let of = |filters: &[(&str, &str)]| {
        let mut set = Filters::default();
        for (name, value) in filters {
            set.set(name, (*value).to_owned());
        }
        set
    };
    for (query, words, filters) in [
        ("", "", vec![]),
        ("q=mail", "mail", vec![]),
        ("history&q=two+words%20more", "two words more", vec![]),
        ("q=%zz&impact=%zz", "", vec![]),
        ("q=a&q=b", "b", vec![]),
        (
            "component=a%2Fb&impact=major&status=resolved",
            "",
            vec![("component", "a/b"), ("impact", "major"), ("status", "resolved")],
        ),
        (
            "kind=incident&from=2026-11-01&to=2026-11-30&open=on",
            "",
            vec![("kind", "incident"), ("from", "2026-11-01"), ("to", "2026-11-30"), ("open", "on")],
        ),
        ("utm_source=x&impact=", "", vec![]),
    ] {
        assert_eq!(search(query), (words.to_owned(), of(&filters)), "{query:?}");
    }
}

#[test]
fn an_address_leads_to_its_screen_or_to_not_found() {
    fn check(path: &str, query: &str, expect: &Route) {
        assert_eq!(Route::parse(path, query), *expect, "{path:?} ? {query:?}");
    }
    for path in ["", "/", "index.html", "/index.html"] {
        check(path, "", &Route::Home);
        check(path, "utm_source=mail&x", &Route::Home);
        check(path, "incident=bf0c", &by_id("bf0c"));
        check(path, "utm=1&incident=a%2Fb+c&month=2026-11", &by_id("a/b c"));
        check(path, "month=2026-11", &month("2026-11"));
        for year in [2000, 2026, 9999] {
            check(path, &format!("utm=1&year={year}&incident=a"), &Route::Year(year));
        }
        for nonsense in [
            "incident",
            "incident=",
            "incident=%20",
            "incident=%zz",
            "incident=%",
            "incident=%FF",
            "month=",
            "month=2026-13",
            "month=11",
            "year=",
            "year",
            "year=26",
            "year=1999",
            "year=10000",
            "year=02026",
            "year=%2B2026",
            "year=2026+",
        ] {
            check(path, nonsense, &Route::NotFound);
        }
    }
    check("incidents/bf0c", "", &by_slug("bf0c"));
    check("incidents/bf0c/", "", &by_slug("bf0c"));
    check("/incidents/bf0c/index.html", "", &by_slug("bf0c"));
    check("incidents/bf0c/", "month=2026-11", &by_slug("bf0c"));
    check("incidents/a%2Fb/", "", &by_slug("a/b"));
    for path in ["history", "history/", "/history/index.html"] {
        check(path, "q=mail&month=2026-11", &Route::History);
    }
    for query in ["history", "history&q=mail", "q=mail&history="] {
        check("", query, &Route::History);
    }
    check("history/2026-11/", "", &month("2026-11"));
    check("history/2026-11/index.html", "", &month("2026-11"));
    for year in [2000, 2026, 9999] {
        for path in ["history/{}", "/history/{}/", "history/{}/index.html"] {
            check(&path.replace("{}", &year.to_string()), "month=2026-11", &Route::Year(year));
        }
    }
    let component = |of: ItemRef| Route::Component(of);
    check("components/api/", "", &component(ItemRef::Slug("api".into())));
    check("components/a%2Fb/index.html", "", &component(ItemRef::Slug("a/b".into())));
    check("", "component-page=a%2Fb+c", &component(ItemRef::Id("a/b c".into())));
    check("", "component-page=", &Route::NotFound);
    // A filter of the history, not a page.
    check("", "component=api", &Route::Home);
    check("components/", "", &Route::NotFound);
    check("components/a/b", "", &Route::NotFound);
    // Only a whole name is the index file of a folder.
    check("incidents/myindex.html", "", &by_slug("myindex.html"));
    for path in [
        "nowhere",
        "incidents",
        "incidents/",
        "incidents/index.html",
        "incidents/index.html/index.html",
        "incidents/index%2Ehtml/",
        "incidents/a/b",
        "incidents/a/b/c",
        "incidents/%zz",
        "incidents/%20",
        "incidents/%FF",
        "history/1999",
        "history/1999/",
        "history/10000",
        "history/02026",
        "history/+2026",
        "history/2026-",
        "history/2026-1",
        "history/2026/11",
        "history/%32026x",
        "history/2026-13",
        "history/2026-11/1",
        "Incidents/a",
        "xindex.html",
        "index.html/x",
        "admin/",
    ] {
        check(path, "", &Route::NotFound);
        check(path, "incident=bf0c", &Route::NotFound);
    }
}

#[test]
fn a_slug_is_the_id_where_that_is_harmless_and_else_a_hash() {
    fn check(id: &str, expect: &str) {
        assert_eq!(slug(id), expect, "{id:?}");
    }
    check("5996776d-21d1-4d72-92be-7517a355ca96", "5996776d-21d1-4d72-92be-7517a355ca96");
    check("a_b-0", "a_b-0");
    check("_h1", "_h1");
    check(&"x".repeat(64), &"x".repeat(64));
    // Published values of the 128-bit FNV-1a hash and ones computed apart.
    check("a.b", "_ha68d62d5038b5822836dbc7978175ee4");
    check("A", "_hd228cb694f1a8caf78912b704e4a6204");
    check("Ünïcode", "_h7f731932a80219aea5a32d5ba027d70b");
    assert!(slug(&"x".repeat(65)).starts_with("_h"));
    // A slug that looks like a hash is hashed, so that it can't take another's folder; it has to look like one in full.
    let hash = slug("A");
    assert_ne!(slug(&hash), hash);
    assert_eq!(slug(&hash[..33]), hash[..33]);
    assert_eq!(slug(&format!("{hash}0")), format!("{hash}0"));
    assert_eq!(slug(&format!("x{}", &hash[1..])), format!("x{}", &hash[1..]));
}

#[test]
fn no_two_ids_share_a_folder() {
    let hashes = HOSTILE.iter().filter_map(|text| IncidentId::new(text)).map(|id| slug(id.as_str()));
    let mut ids: Vec<IncidentId> = HOSTILE.iter().filter_map(|text| IncidentId::new(text)).collect();
    ids.extend(hashes.filter_map(|hash| IncidentId::new(&hash)));
    ids.extend(decode_list(LIST).unwrap().incidents().iter().map(|incident| incident.id.clone()));
    ids.extend((0..200).map(|length| incident_id(&"../".repeat(length + 1))));
    ids.push(incident_id(&"x".repeat(10_000)));
    ids.push(incident_id(&"x".repeat(9_999)));
    ids.sort();
    ids.dedup();
    let mut slugs: Vec<String> = ids.iter().map(|id| slug(id.as_str())).collect();
    slugs.sort();
    slugs.dedup();
    assert_eq!(slugs.len(), ids.len());
}

#[test]
fn a_reference_matches_its_item_and_has_its_id_if_known() {
    for id in ["bf0c3fca", "../B", "_h00000000000000000000000000000000"] {
        let by_slug = ItemRef::Slug(slug(id));
        let by_id = ItemRef::Id(id.to_owned());
        for reference in [&by_slug, &by_id] {
            assert!(reference.names(id) && !reference.names("other"), "{reference:?}");
        }
        assert_eq!(by_id.id(), Some(id));
        assert_eq!(by_slug.id(), (id == "bf0c3fca").then_some(id));
    }
    // An invented address names nothing, and isn't an ID.
    assert_eq!(ItemRef::Slug("../B".into()).id(), None);
    assert!(!ItemRef::Slug("../B".into()).names("../B"));
    assert_eq!(ItemRef::Slug(" a".into()).id(), None);
}

fn any_hostile_id() -> impl Strategy<Value = IncidentId> {
    let long = ("\\PC{1,3}", 1_000_usize..3_334)
        .prop_filter_map("blank", |(text, times)| IncidentId::new(&text.repeat(times)));
    prop_oneof![8 => any_incident_id(), 1 => long, 2 => "[a-z0-9_-]{1,70}".prop_map(|text| incident_id(&text))]
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn an_incident_is_found_again_under_its_address(id in any_hostile_id(), root in proptest::sample::select(ROOTS)) {
        let query = links(root, UrlStyle::Query).incident(&id);
        prop_assert_eq!(follow(root, &query), Route::Incident(ItemRef::Id(id.as_str().to_owned())));

        let file = links(root, UrlStyle::Files).incident(&id);
        let Route::Incident(found) = follow(root, &file) else { panic!("{file}") };
        prop_assert!(found.names(id.as_str()));
        prop_assert!(found.id().is_none_or(|found| found == id.as_str()));
        // The found incident has the same address again, in either form.
        for style in STYLES {
            prop_assert_eq!(&links(root, style).to(&Route::Incident(found.clone())), &file);
        }
    }

    #[test]
    fn a_month_is_found_again_under_its_address(year in 0..10_000, number in 1_u8..=12, root in proptest::sample::select(ROOTS)) {
        let route = Route::Month(Month::new(year, number).unwrap());
        for style in STYLES {
            prop_assert_eq!(&follow(root, &links(root, style).to(&route)), &route);
        }
    }

    #[test]
    fn a_year_is_found_again_under_its_address(year in 2000..10_000, root in proptest::sample::select(ROOTS)) {
        for style in STYLES {
            prop_assert_eq!(follow(root, &links(root, style).to(&Route::Year(year))), Route::Year(year));
        }
    }

    #[test]
    fn a_slug_is_harmless_in_any_file_system(id in any_hostile_id()) {
        let slug = slug(id.as_str());
        prop_assert!((1..=64).contains(&slug.len()));
        prop_assert!(slug.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'_' | b'-')), "{slug}");
    }

    #[test]
    fn no_address_makes_the_router_panic(path in any::<String>(), query in any::<String>(), close in "(incidents/|history/|index.html|%|/|[a-z0-9]){0,6}") {
        let _ = (Route::parse(&path, &query), Route::parse(&close, &format!("incident={query}")), Route::parse("", &format!("month={close}")));
    }
}
