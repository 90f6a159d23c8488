//! Strings from outside are text, wherever they appear.

use crate::builders::{at, open};
use crate::render::{PageState, tag, text};
use contract::config::{Component, Config};
use contract::route::{ItemRef, Route};
use model::incident::Timeline;
use model::{
    AffectedComponent, ComponentId, ComponentStatus, Entry, Impact, Incident, IncidentId, Maintenance, MaintenanceId,
    Month, Status,
};
use statuspane::components::{DayChoice, Subject};
use std::sync::Arc;

const STRINGS: [&str; 8] = [
    "\"><script>alert(1)</script>",
    "' onmouseover='alert(1)",
    "<img src=x onerror=alert(1)>",
    "</article></main><h1>All systems operational</h1>",
    "<!-- --><svg onload=alert(1)>",
    "--><script>alert(1)</script><!--",
    "&lt;b&gt; &amp; {{constructor}} ${7*7}",
    "\u{202e}txet desrever\u{0}\u{7}",
];

/// No element is from a hostile string. The pictures in a page are those of its day bars.
fn has_only_own_elements(html: &str) -> bool {
    // The day bars and their legend.
    let own = html.matches("<svg class=\"bars\" data-first=\"").count()
        + html.matches("<svg viewBox=\"0 0 4 24\"><path").count();
    !html.contains("<script") && !html.contains("<img") && html.matches("<svg").count() == own
}

#[test]
fn hostile_strings_stay_text_on_every_screen() {
    for hostile in STRINGS {
        let incident = incident(hostile);
        let config = Config {
            title: hostile.into(),
            components: vec![Component {
                group: Some(hostile.into()),
                description: Some(hostile.into()),
                ..Component::new(ComponentId::new("c").expect("an id"), hostile.into())
            }],
            ..Config::default()
        };
        let id = Route::Incident(ItemRef::Id(incident.id.as_str().to_owned()));
        for route in [Route::Home, id] {
            let subject = Subject::Found(Arc::new(incident.clone()));
            let page = PageState::running(vec![incident.clone()]);
            let html = PageState { config: config.clone(), route, subject, ..page }.render();
            assert!(has_only_own_elements(&html), "{html}");
            assert!(!html.contains(" onmouseover='"), "{html}");
            assert_eq!(html.matches("<h1").count(), 1, "{html}");
            assert_eq!(html.matches("<article").count(), 1, "{html}");
            assert!(!html.contains('\0'), "{html}");
            let shown = hostile.replace('\0', "\u{fffd}");
            assert!(text(&html).contains(&shown), "{shown}: {}", text(&html));
        }
    }
}

#[test]
fn hostile_strings_in_maintenances_stay_text_on_every_screen() {
    for hostile in STRINGS {
        let id = MaintenanceId::new("m").expect("an ID");
        let config = Config {
            components: vec![Component::new(ComponentId::new("c").expect("an id"), hostile.into())],
            ..Config::default()
        };
        // Going on, planned, and over.
        for start in ["2026-11-23T11:00:00Z", "2026-11-24T11:00:00Z", "2026-11-22T11:00:00Z"] {
            let maintenance = Maintenance {
                id: id.clone(),
                name: hostile.into(),
                message: hostile.into(),
                planned_start: Some(at(start)),
                planned_end: Some(at(start).plus_millis(2 * 3_600_000)),
                actual_start: None,
                actual_end: None,
                cancelled: None,
                auto_complete: true,
                components: vec![ComponentId::new("c").expect("an id")],
                internal: false,
            };
            let month = Month::parse("2026-11").expect("a month");
            let own = Route::Maintenance(ItemRef::Id("m".to_owned()));
            for route in [Route::Home, own, Route::Month(month)] {
                if matches!(route, Route::Month(_)) && start.starts_with("2026-11-24") {
                    continue;
                }
                let is_link = matches!(route, Route::Month(_)) && start.starts_with("2026-11-23");
                let subject = Subject::Maintenance(Arc::new(maintenance.clone()));
                let page = PageState::running(Vec::new()).with(vec![maintenance.clone()]);
                let html = PageState { config: config.clone(), route, subject, ..page }.render();
                assert!(has_only_own_elements(&html), "{html}");
                assert!(!html.contains(" onmouseover='"), "{html}");
                assert_eq!(html.matches("<h1").count(), 1, "{html}");
                // In a month, one that goes on only links to its page.
                assert_eq!(html.matches("<article").count(), usize::from(!is_link), "{html}");
                assert_eq!(text(&html).contains("In progress"), start.starts_with("2026-11-23"), "{html}");
                let shown = hostile.replace('\0', "\u{fffd}");
                assert!(text(&html).contains(&shown), "{shown}: {}", text(&html));
            }
        }
    }
}

#[test]
fn hostile_strings_stay_text_in_day_bars() {
    for hostile in STRINGS {
        let id = ComponentId::new(hostile).expect("an id");
        let config = Config { components: vec![Component::new(id.clone(), hostile.into())], ..Config::default() };
        let incident = Incident { created: Some(at("2026-11-22T10:00:00Z")), ..incident(hostile) };
        for row in ["all", id.as_str()] {
            let day = Some(format!("2026-11-22 {row}"));
            let day = DayChoice { is_ready: true, entered: day.clone(), opened: day, has_table: true };
            let page = PageState::running(vec![incident.clone()]);
            let html = PageState { config: config.clone(), day, ..page }.render();
            assert!(has_only_own_elements(&html), "{html}");
            assert!(!html.contains(" onmouseover='") && !html.contains('\0'), "{html}");
            assert_eq!((html.matches("<h1").count(), html.matches("<table").count()), (1, 1), "{html}");
            assert_eq!(html.matches("class=\"day-panel\"").count(), 1, "{row}: {html}");
            let (_, bars) = html.split_once("<h2 id=\"bars\">").expect("bars");
            let (bars, _) = bars.split_once("</section>").expect("an end");
            // The name of the row, the link to the incident with its component, and a row of the table for each day.
            let shown = hostile.replace('\0', "\u{fffd}");
            assert!(text(&format!("<h2>{bars}")).matches(&shown).count() >= 5, "{shown}: {}", text(bars));
            assert!(tag(bars, "aria-label=").starts_with("<svg "), "{bars}");
        }
    }
}

/// Markup that careless renderers make code or another address of.
const MARKUP: [&str; 22] = [
    "[x](javascript:alert(1))",
    "[x](JavaScript:alert(1))",
    "[x]( javascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "[x](vbscript:alert(1))",
    "[x](//evil.test)",
    "[x](https:evil.test)",
    "[x](https://bank.test@evil.test)",
    "[x](https://a.test/\"onmouseover=\"alert(1))",
    "[x](https://a.test/' onmouseover='alert(1))",
    "[x](<javascript:alert(1)>)",
    "<javascript:alert(1)>",
    "![x](javascript:alert(1))",
    "![\" onerror=\"alert(1)](https://a.test/x)",
    "[x]: javascript:alert(1)\n[x]",
    "`<img src=x onerror=alert(1)>`",
    "```\"><script>alert(1)</script>\n</code></pre><script>alert(1)</script>\n```",
    "- <script>alert(1)</script>\n  1. <img src=x onerror=alert(1)>",
    "**<svg onload=alert(1)>** *</p></div><h1>x</h1>*",
    "[<img src=x onerror=alert(1)>](https://a.test)",
];

#[test]
fn hostile_markup_makes_no_elements_but_those_of_messages() {
    for hostile in MARKUP.iter().chain(&STRINGS) {
        for message in [(*hostile).to_owned(), format!("**a** {hostile}"), format!("- {hostile}\n- {hostile}")] {
            let update = Entry { message: message.clone(), ..open("a", Impact::Minor).entries()[0].clone() };
            let incident = Incident { timeline: Some(Timeline::new(vec![update], 0)), ..open("a", Impact::Minor) };
            let html = PageState::running(vec![incident]).render();
            assert!(has_only_own_elements(&html), "{message}: {html}");
            for element in ["href=\"j", "href=\"d", "href=\"v", "href=\"//", " onmouseover=\"", " onerror=\""] {
                assert!(!html.contains(element), "{message}: {html}");
            }
            assert!(!html.contains("evil.test\""), "{message}: {html}");
            assert_eq!(html.matches("<h1").count(), 1, "{message}: {html}");
        }
    }
}

/// Every text that an incident has is this one.
fn incident(text: &str) -> Incident {
    let entry = Entry {
        message: text.into(),
        status: Status::Other(text.into()),
        components: vec![AffectedComponent {
            id: ComponentId::new(text).expect("an id"),
            status: ComponentStatus::Other(text.into()),
        }],
        id: None,
        date: None,
        edited: None,
    };
    Incident {
        id: IncidentId::new(text).expect("an id"),
        name: text.into(),
        status: Status::Other(text.into()),
        impact: Impact::Other(text.into()),
        timeline: Some(Timeline::new(vec![entry], 0)),
        ..open("a", Impact::Minor)
    }
}

#[test]
fn a_name_without_end_is_cut_in_lists_and_whole_on_its_page() {
    let long = Incident { name: "é".repeat(100_000), ..open("a", Impact::Minor) };
    let list = PageState::running(vec![long.clone()]).render();
    assert!(list.len() < 20_000, "{}", list.len());
    assert!(list.contains(&format!("{}…", "é".repeat(200))));
    let route = Route::Incident(ItemRef::Id(long.id.as_str().to_owned()));
    let own = PageState { route, subject: Subject::Found(Arc::new(long)), ..PageState::running(Vec::new()) }.render();
    assert!(own.contains(&"é".repeat(100_000)));
}
