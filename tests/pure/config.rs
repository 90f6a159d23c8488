//! `config.json`: every key, right and wrong.

use crate::builders::{any_body, cases};
use contract::config::{Component, Config, ConfigProblem, Expected, ZonedHours, is_safe_address};
use contract::route::ItemRef;
use model::figures::ServiceHours;
use model::{ComponentId, Date};
use proptest::prelude::*;
use serde_json::{Value, json};
use text::admin::AdminText;

/// The problems as `key: expected value`.
fn problems(body: &Value) -> (Config, Vec<(String, Expected)>) {
    let (config, problems) = Config::decode(&body.to_string());
    (config, problems.into_iter().map(|problem| (problem.key, problem.expected)).collect())
}

#[test]
fn every_key_is_taken() {
    let (config, problems) = problems(&json!({
        "$schema": "config.schema.json",
        "title": " Acme ",
        "logo": "logo.svg",
        "logoDark": "https://example.org/dark.svg",
        "homepage": "https://example.org/",
        "supportUrl": "mailto:help@example.org",
        "subscribeUrl": "tel:+491234",
        "api": "https://api.statusentry.com/v1",
        "live": "public/v1",
        "refreshSeconds": 60,
        "staleAfterSeconds": 120,
        "recentDays": 7,
        "historyDays": 30,
        "components": [
            {"id": "b", "name": "Web", "group": "Front", "description": "The site."},
            {"id": " a ", "name": " API ", "group": null},
        ],
        "language": "de",
        "timeZone": "Europe/Berlin",
        "serviceHours": {"zone": " Europe/London ", "days": ["tue", "mon", "tue"], "from": "08:00", "to": "24:00"},
        "frameAncestors": ["https://Intranet.example/"],
        "noindex": true,
    }));
    assert_eq!(problems, []);
    let component = |id: &str, name: &str, more: [Option<&str>; 2]| Component {
        group: more[0].map(str::to_owned),
        description: more[1].map(str::to_owned),
        ..Component::new(ComponentId::new(id).unwrap(), name.into())
    };
    assert_eq!(
        config,
        Config {
            title: "Acme".into(),
            logo: Some("logo.svg".into()),
            logo_dark: Some("https://example.org/dark.svg".into()),
            homepage: Some("https://example.org/".into()),
            support_url: Some("mailto:help@example.org".into()),
            subscribe_url: Some("tel:+491234".into()),
            api: "https://api.statusentry.com/v1".into(),
            live: Some("public/v1".into()),
            refresh_seconds: 60,
            stale_after_seconds: Some(120),
            recent_days: 7,
            history_days: 30,
            components: vec![
                component("b", "Web", [Some("Front"), Some("The site.")]),
                component("a", "API", [None, None])
            ],
            language: Some("de".into()),
            time_zone: Some("Europe/Berlin".into()),
            service_hours: Some(ZonedHours {
                zone: "Europe/London".into(),
                hours: ServiceHours { days: [true, true, false, false, false, false, false], from: 480, to: 1_440 },
            }),
            frame_ancestors: vec!["https://intranet.example".into()],
            noindex: true,
        }
    );
}

#[test]
fn the_defaults_are_the_documented_ones() {
    let (config, problems) = Config::decode("{}");
    assert_eq!((&config, problems.len()), (&Config::default(), 0));
    assert_eq!((config.title.as_str(), config.api.as_str(), &config.live), ("Status", "v1", &None));
    assert_eq!((config.refresh_seconds, config.recent_days, config.history_days), (30, 14, 90));
    assert_eq!((config.stale_after_live(), config.stale_after_snapshot(300)), (300, 900));
    assert_eq!(config.stale_after_snapshot(u32::MAX), u32::MAX);
    let configured = Config { stale_after_seconds: Some(77), ..config };
    assert_eq!((configured.stale_after_live(), configured.stale_after_snapshot(300)), (77, 77));
}

#[test]
fn null_is_the_same_as_a_missing_optional_value() {
    let (config, problems) = problems(&json!({
        "logo": null, "logoDark": null, "homepage": null, "supportUrl": null, "subscribeUrl": null, "live": null, "staleAfterSeconds": null,
        "language": null, "timeZone": null,
    }));
    assert_eq!((config, problems), (Config::default(), vec![]));
}

#[test]
fn a_value_that_cannot_be_used_is_named_and_its_default_kept() {
    fn check(key: &str, value: Value, expect: Expected) {
        let body = json!({key: value, "language": "de"});
        let (config, found) = problems(&body);
        assert_eq!(found, [(key.to_owned(), expect)], "{body}");
        assert_eq!(config, Config { language: Some("de".into()), ..Config::default() }, "{body}: the rest is taken");
    }
    for value in [json!(null), json!(""), json!("  "), json!(1), json!([]), json!({})] {
        check("title", value.clone(), Expected::Text);
        check("api", value, Expected::Address);
    }
    for value in [json!(""), json!(true), json!(["Europe/Berlin"])] {
        check("timeZone", value, Expected::Text);
    }
    let (_, found) = problems(&json!({"language": 1}));
    assert_eq!(found, [("language".to_owned(), Expected::Text)]);
    for key in ["logo", "logoDark", "homepage", "supportUrl", "subscribeUrl", "live"] {
        let secret = json!("https://name:secret@example.org/");
        for value in [json!("javascript:alert(1)"), json!("//evil.example"), json!(""), json!(1), secret] {
            check(key, value, Expected::Address);
        }
        for many in ["https://*", "https://*/v1", "https://*.example.org", "http://*:*", "https://a;b", "https://a,b"] {
            check(key, json!(many), Expected::Address);
        }
    }
    for (key, min, max) in [
        ("refreshSeconds", 5, 86_400),
        ("staleAfterSeconds", 10, 604_800),
        ("recentDays", 1, 90),
        ("historyDays", 1, 365),
    ] {
        for value in [json!(min - 1), json!(max + 1), json!(-1), json!(30.5), json!("30"), json!(u64::MAX), json!(true)]
        {
            check(key, value, Expected::Number(min, max));
        }
        for value in [min, max] {
            assert_eq!(problems(&json!({key: value})).1, [], "{key} {value}");
        }
    }
    check("frameAncestors", json!("https://intranet.example"), Expected::List);
    check("frameAncestors", json!(null), Expected::List);
    for value in [json!(null), json!("true"), json!(1), json!([])] {
        check("noindex", value, Expected::Flag);
    }
    check("components", json!({}), Expected::List);
    check("components", json!(null), Expected::List);
    for key in ["Title", "titel", "", "support_url", "customerId"] {
        check(key, json!("x"), Expected::KnownKey);
    }
}

#[test]
fn anything_but_an_object_leaves_every_default() {
    for body in ["", "null", "[]", "\"title\"", "{", "<!doctype html>", "\u{0}"] {
        let (config, problems) = Config::decode(body);
        assert_eq!(config, Config::default());
        assert_eq!(
            problems.iter().map(|problem| (problem.key.as_str(), problem.expected)).collect::<Vec<_>>(),
            [("", Expected::Object)]
        );
    }
}

#[test]
fn each_problem_has_its_sentence_for_admins() {
    let text = AdminText::english().config;
    let said = |key: &str, expected| text.problem(&ConfigProblem { key: key.into(), expected });
    for (expected, sentence) in [
        (Expected::Object, text.object("a[1].b")),
        (Expected::KnownKey, text.unknown_key("a[1].b")),
        (Expected::Text, text.text("a[1].b")),
        (Expected::Address, text.address("a[1].b")),
        (Expected::Number(5, 86_400), text.number("a[1].b", "5", "86400")),
        (Expected::List, text.list("a[1].b")),
        (Expected::UniqueId, text.unique_id("a[1].b")),
        (Expected::Origin, text.origin("a[1].b")),
        (Expected::Flag, text.flag("a[1].b")),
        (Expected::Day, text.day("a[1].b")),
        (Expected::Weekdays, text.weekdays("a[1].b")),
        (Expected::TimeOfDay, text.time_of_day("a[1].b")),
    ] {
        assert_eq!(said("a[1].b", expected), sentence, "{expected:?}");
        assert!(sentence.contains("“a[1].b”"), "{sentence}");
    }
    assert_eq!(said("", Expected::Object), text.not_an_object());
    // A key is put in as it is.
    assert_eq!(said("{min}{key}", Expected::Number(1, 2)), text.number("{min}{key}", "1", "2"));
}

#[test]
fn one_unusable_component_does_not_affect_others() {
    let (config, found) = problems(&json!({"components": [
        {"id": "a", "name": "A", "colour": "red"},
        "b",
        {"name": "C"},
        {"id": "d"},
        {"id": 5, "name": " "},
        {"id": "a", "name": "Again"},
        {"id": "e", "name": "E", "group": 1, "description": ""},
        {"id": "f", "name": "F"},
    ]}));
    let names: Vec<_> = config.components.iter().map(|component| component.name.as_str()).collect();
    assert_eq!(names, ["A", "E", "F"]);
    assert_eq!((&config.components[1].group, &config.components[1].description), (&None, &None));
    let expect = [
        ("components[0].colour", Expected::KnownKey),
        ("components[1]", Expected::Object),
        ("components[2].id", Expected::Text),
        ("components[3].name", Expected::Text),
        ("components[4].id", Expected::Text),
        ("components[4].name", Expected::Text),
        ("components[5].id", Expected::UniqueId),
        ("components[6].group", Expected::Text),
        ("components[6].description", Expected::Text),
    ];
    assert_eq!(found, expect.map(|(key, expected)| (key.to_owned(), expected)));
}

#[test]
fn a_component_has_more_settings_and_each_can_fail_alone() {
    let (config, found) = problems(&json!({"components": [
        {"id": "a", "name": "A", "startDate": " 2026-03-01 ", "onlyShowIfDegraded": true, "url": "https://a.example",
         "previousIds": ["b", " c "], "group": "Cloud/Storage"},
        {"id": "d", "name": "D", "startDate": "2026-02-30", "onlyShowIfDegraded": "yes", "url": "javascript:alert(1)",
         "previousIds": "e"},
        {"id": "f", "name": "F", "previousIds": ["a", "b", "f", "g", "g", "", 7]},
        {"id": "i", "name": "I", "previousIds": ["h"]},
        {"id": "h", "name": "H", "startDate": null, "onlyShowIfDegraded": null, "url": null, "previousIds": null},
    ]}));
    let id = |id: &str| ComponentId::new(id).unwrap();
    let expect = [
        Component {
            group: Some("Cloud/Storage".into()),
            start_date: Date::parse("2026-03-01"),
            only_show_if_degraded: true,
            url: Some("https://a.example".into()),
            previous_ids: vec![id("b"), id("c")],
            ..Component::new(id("a"), "A".into())
        },
        Component::new(id("d"), "D".into()),
        Component::new(id("f"), "F".into()),
        // The id of a component that comes later is its own.
        Component::new(id("i"), "I".into()),
        Component::new(id("h"), "H".into()),
    ];
    assert_eq!(config.components, expect);
    let expect = [
        ("components[1].url", Expected::Address),
        ("components[1].startDate", Expected::Day),
        ("components[1].onlyShowIfDegraded", Expected::Flag),
        ("components[1].previousIds", Expected::List),
        ("components[2].previousIds", Expected::UniqueId),
        ("components[3].previousIds", Expected::UniqueId),
    ];
    assert_eq!(found, expect.map(|(key, expected)| (key.to_owned(), expected)));
    for (name, is) in [("a", Some("A")), ("b", Some("A")), ("c", Some("A")), ("f", Some("F")), ("g", None), ("x", None)]
    {
        assert_eq!(config.component(&id(name)).map(|component| &*component.name), is, "{name}");
        for of in [ItemRef::Id(name.to_owned()), ItemRef::Slug(name.to_owned())] {
            assert_eq!(config.component_at(&of).map(|component| &*component.name), is, "{of:?}");
        }
    }
}

#[test]
fn a_group_may_be_a_path() {
    for (group, path) in [
        ("Cloud", &["Cloud"][..]),
        ("Cloud/Storage", &["Cloud", "Storage"]),
        (" Cloud / Storage ", &["Cloud", "Storage"]),
        ("/Cloud//Storage/", &["Cloud", "Storage"]),
        ("/", &[]),
        ("a/b/c/d/e/f", &["a", "b", "c", "d/e/f"]),
    ] {
        let (config, _) = problems(&json!({"components": [{"id": "a", "name": "A", "group": group}]}));
        assert_eq!(config.components[0].path(), path, "{group:?}");
    }
    assert_eq!(Component::new(ComponentId::new("a").unwrap(), "A".into()).path(), [""; 0]);
}

#[test]
fn only_an_address_that_leads_where_it_says_is_safe() {
    fn check(address: &str, expect: bool) {
        assert_eq!(is_safe_address(address), expect, "{address:?}");
    }
    for safe in [
        "https://example.org",
        "HTTPS://example.org/a?b=c#d",
        "http://localhost:8080/v1",
        "v1",
        "/v1",
        "./v1",
        "../public/v1",
        "?a=b:c",
        "#top",
        "logo.svg",
        "a/b:c",
        "https://[::1]/v1",
        "https://example.org/@name",
        "https://example.org?a@b",
        "https://example.org#a@b",
        "@name/logo.svg",
    ] {
        check(safe, true);
    }
    for unsafe_address in [
        "",
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "java\tscript:alert(1)",
        "\u{1}javascript:alert(1)",
        " javascript:alert(1)",
        "data:text/html,x",
        "vbscript:x",
        "blob:https://example.org/x",
        "file:///etc/passwd",
        "mailto:a@example.org",
        "//evil.example",
        "///evil.example",
        "\\\\evil.example",
        "/\\evil.example",
        "\\/evil.example",
        "/\t/evil.example",
        "/\n/evil.example",
        "https:evil.example",
        "https:/evil.example",
        "http:\\\\evil.example",
        "https://",
        "https:///evil.example",
        "https://?x",
        "https://#x",
        "a b",
        "a\u{a0}b",
        "a\u{7f}",
        "localhost:8080/v1",
        "https://name:secret@example.org/v1",
        "https://secret@example.org",
        "HTTP://:secret@example.org/v1",
        "https://@example.org/v1",
        "https://example.org@evil.example?x",
        "https://a:b@example.org/@name",
    ] {
        check(unsafe_address, false);
    }
}

#[test]
fn only_links_for_visitors_may_be_mail_or_telephone() {
    fn check(address: &str, expect: bool) {
        let (config, _) = problems(&json!({"supportUrl": address, "subscribeUrl": address}));
        assert_eq!((config.support_url.is_some(), config.subscribe_url.is_some()), (expect, expect), "{address:?}");
    }
    check("mailto:help@example.org", true);
    check("MAILTO:help@example.org", true);
    check("tel:+49 1234", true);
    check("https://example.org", true);
    check("mailto:a\nb", false);
    check("tel\n:1", false);
    check("sms:1", false);
    for key in ["logo", "logoDark", "homepage", "live", "api"] {
        assert_eq!(problems(&json!({key: "mailto:help@example.org"})).1, [(key.to_owned(), Expected::Address)]);
    }
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn no_file_makes_the_page_fail(body in any_body()) {
        let (config, _) = Config::decode(&body);
        prop_assert!(!config.title.trim().is_empty() && is_safe_address(&config.api));
        prop_assert!(config.refresh_seconds >= 5 && config.live.as_deref().is_none_or(is_safe_address));
    }

    /// Against a browser's own way of taking an address apart: controls and blanks dropped, backslashes turned.
    #[test]
    fn no_safe_address_names_another_scheme_or_host(address in "[ \t\n\\\\/:a-z.?#%\u{1}]{0,10}") {
        let repaired: String = address.chars().filter(|c| !c.is_control()).map(|c| if c == '\\' { '/' } else { c }).collect();
        let repaired = repaired.trim();
        let scheme = repaired.split_once(':').is_some_and(|(scheme, _)| {
            !scheme.is_empty() && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
        });
        if scheme || repaired.starts_with("//") {
            prop_assert!(!is_safe_address(&address));
        }
    }
}

#[test]
fn service_hours_count_only_if_all_of_them_can_be_used() {
    let good = json!({"zone": "Europe/London", "days": ["mon", "fri"], "from": "08:00", "to": "18:30"});
    let hours = |value: &Value| {
        let (config, found) = problems(&json!({ "serviceHours": value }));
        (config.service_hours.map(|hours| (hours.hours.from, hours.hours.to)), found)
    };
    assert_eq!(hours(&good), (Some((480, 1_110)), vec![]));
    assert_eq!(hours(&Value::Null), (None, vec![]));
    for value in [json!(true), json!("08:00"), json!([])] {
        assert_eq!(hours(&value), (None, vec![("serviceHours".to_owned(), Expected::Object)]), "{value}");
    }
    for (key, values, expected) in [
        ("zone", vec![json!(null), json!(""), json!(" "), json!(1)], Expected::Text),
        (
            "days",
            vec![json!(null), json!([]), json!("mon"), json!(["mon", "Fri"]), json!(["monday"]), json!([1])],
            Expected::Weekdays,
        ),
    ] {
        for value in values {
            let mut hours_with = good.clone();
            hours_with[key] = value.clone();
            let expect = (None, vec![(format!("serviceHours.{key}"), expected)]);
            assert_eq!(hours(&hours_with), expect, "{key}: {value}");
        }
    }
    for (time, minute) in [
        ("00:00", Some(0)),
        ("00:01", Some(1)),
        ("09:59", Some(599)),
        ("23:59", Some(1_439)),
        ("24:00", Some(1_440)),
        ("24:01", None),
        ("25:00", None),
        ("08:60", None),
        ("8:00", None),
        ("08:0", None),
        ("08:000", None),
        ("008:00", None),
        ("+8:00", None),
        ("08.00", None),
        ("0800", None),
        ("08:00 ", None),
        (":", None),
        ("", None),
    ] {
        for (key, other) in [("from", 1_110), ("to", 480)] {
            let mut hours_with = good.clone();
            hours_with[key] = time.into();
            let times = minute.map(|minute| if key == "from" { (minute, other) } else { (other, minute) });
            let wrong = [(format!("serviceHours.{key}"), Expected::TimeOfDay)];
            let expect = if times.is_some() { vec![] } else { wrong.to_vec() };
            assert_eq!(hours(&hours_with), (times, expect), "{key}: {time}");
        }
    }
    // Each problem is named, and an unknown key doesn't matter.
    let mut unknown = good.clone();
    unknown["colour"] = "red".into();
    assert_eq!(hours(&unknown), (Some((480, 1_110)), vec![("serviceHours.colour".to_owned(), Expected::KnownKey)]));
    let named = [("zone", Expected::Text), ("days", Expected::Weekdays)].into_iter();
    let named = named.chain([("from", Expected::TimeOfDay), ("to", Expected::TimeOfDay)]);
    let named = named.map(|(key, expected)| (format!("serviceHours.{key}"), expected)).collect();
    assert_eq!(hours(&json!({})), (None, named));
}

#[test]
fn frame_ancestors_are_origins() {
    let check = |value: &str, expected: Option<&str>| {
        let (config, found) = problems(&json!({"frameAncestors": ["https://a.example", value]}));
        let others: Vec<String> = ["https://a.example"].into_iter().chain(expected).map(str::to_owned).collect();
        assert_eq!(config.frame_ancestors, others, "{value}");
        let wrong = [("frameAncestors[1]".to_owned(), Expected::Origin)];
        assert_eq!(found, if expected.is_some() { &[][..] } else { &wrong[..] }, "{value}");
    };
    check("https://intranet.example", Some("https://intranet.example"));
    check(" HTTPS://Intranet.Example:8443/ ", Some("https://intranet.example:8443"));
    check("http://10.0.0.7", Some("http://10.0.0.7"));
    check("http://intranet", Some("http://intranet"));
    check("https://*.example.com", Some("https://*.example.com"));
    for wrong in [
        "",
        "*",
        "https:",
        "https://",
        "https://*",
        "https://a.*.example",
        "intranet.example",
        "'self'",
        "'none'",
        "https://a.example/path",
        "https://a.example?x",
        "https://a.example#x",
        "https://a.example;script-src *",
        "https://a.example https://b.example",
        "https://user@a.example",
        "javascript:alert(1)",
        "data:",
        "//a.example",
        "https://a..example",
        "https://a.example:",
        "https://a.example:x",
        "https://a.example:70000",
        "https://a.example\n",
        "https://a.example\r\nx",
        "ftp://a.example",
        "https://a,b",
    ] {
        if wrong.trim() == wrong {
            check(wrong, None);
        }
    }
}

#[test]
fn one_byte_order_mark_is_skipped() {
    assert_eq!(Config::decode("\u{feff}{\"title\": \"A\"}").0.title, "A");
    assert_eq!(Config::decode("\u{feff}\u{feff}{}").1[0].expected, Expected::Object);
}
