//! The documents of a site, and the two that the bundle is built from.

use contract::document::{CacheRule, Document};
use model::Month;
use std::path::Path;

#[test]
fn no_document_lets_phones_turn_numbers_into_links() {
    for file in ["index.html", "admin.html"] {
        let html = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap();
        let meta = "<meta name=\"format-detection\" content=\"telephone=no,date=no,address=no,email=no\">";
        assert_eq!(html.matches(meta).count(), 1, "{file}");
    }
}

/// A document of each kind that exists more than once, and all the others.
fn all() -> Vec<Document> {
    let slugs = ["a".to_owned(), "_h0".to_owned()];
    Document::all(slugs.clone(), slugs.clone(), slugs, Month::parse("2026-11")).collect()
}

#[test]
fn each_document_of_a_site_is_found_at_its_path_and_its_address() {
    for document in all() {
        assert_eq!(Document::at(&format!("/{}", document.path())), Some(document.clone()), "by its file");
        assert_eq!(Document::at(&format!("/{}", document.address())), Some(document), "by its address");
    }
    for path in [
        "",
        "index.html",
        "/x",
        "/admin",
        "/incidents/",
        "/maintenances/",
        "/components/",
        "/history/1999/",
        "/history/10000/",
        "/history/02026/",
        "/icons/unknown.svg",
    ] {
        assert_eq!(Document::at(path), None, "{path}");
    }
    assert_eq!(Document::at("/embed"), Some(Document::Embed), "a slash is added by the server");
    assert_eq!(Document::at("/incidents/a"), Some(Document::Incident("a".into())), "a slash is added by the server");
}

#[test]
fn a_site_has_these_documents() {
    let paths = |is_wanted: fn(&Document) -> bool| {
        all()
            .iter()
            .filter(|document| is_wanted(document))
            .map(|document| document.path().into_owned())
            .collect::<Vec<_>>()
    };
    let pages = [
        "incidents/a/index.html",
        "incidents/_h0/index.html",
        "maintenances/a/index.html",
        "maintenances/_h0/index.html",
        "components/a/index.html",
        "components/_h0/index.html",
        "history/2026-11/index.html",
        "history/2026/index.html",
        "history/index.html",
    ];
    assert_eq!(paths(Document::is_in_sitemap), [&["index.html"], &pages[..]].concat());
    assert_eq!(paths(Document::is_prerendered), [&["index.html", "embed/index.html", "404.html"], &pages[..]].concat());
    assert_eq!(paths(Document::gives_way), ["robots.txt", "sitemap.xml"]);
    assert_eq!(
        paths(Document::replaces_built),
        ["admin/index.html", "config.json", "manifest.webmanifest", "index.html"]
    );
    assert_eq!(
        paths(Document::is_built),
        [
            "admin/index.html",
            "config.json",
            "theme.css",
            "manifest.webmanifest",
            "index.html",
            "assets.json",
            "admin/assets.json"
        ]
    );
    let unpublished = |document: &Document| !document.is_published();
    assert_eq!(paths(unpublished), ["assets.json", "admin/assets.json"]);
    assert!(all().iter().all(|document| document.cache() == CacheRule::Revalidate));
}

#[test]
fn a_site_has_a_page_for_each_year_of_its_months() {
    let months = ["2024-12", "2026-11", "2025-01", "2026-01"].map(|month| Month::parse(month).unwrap());
    let none = || std::iter::empty::<String>();
    let years: Vec<i32> = Document::all(none(), none(), none(), months)
        .filter_map(|document| if let Document::Year(year) = document { Some(year) } else { None })
        .collect();
    assert_eq!(years, [2024, 2025, 2026], "each once");
}

#[test]
fn the_media_type_of_a_document_fits_its_extension() {
    for document in all() {
        let path = document.path();
        let expected = match path.rsplit('.').next() {
            Some("html") => "text/html; charset=utf-8",
            Some("json") => "application/json",
            Some("webmanifest") => "application/manifest+json",
            Some("css") => "text/css; charset=utf-8",
            Some("txt") => "text/plain; charset=utf-8",
            Some("xml") => "application/xml",
            other => panic!("{path}: {other:?}"),
        };
        assert_eq!((document.media_type(), document.is_page()), (expected, path.ends_with(".html")), "{path}");
    }
}
