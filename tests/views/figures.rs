//! Figures: of a component and of the whole, with dashes wherever not everything is known.

use crate::builders::{at, component, open, resolved};
use crate::render::{PageState, tag, text};
use contract::config::Config;
use contract::route::{ItemRef, Route, SiteUrls, UrlStyle};
use leptos::prelude::*;
use model::bars::{DayKind, Interval, Past};
use model::instant::NamedZone;
use model::{
    ComponentId, ComponentStatus, Impact, Incident, IncidentList, Maintenance, MaintenanceId, MaintenanceList, Month,
};
use statuspane::components::{Figures, SharedZone};
use statuspane::dom::Node;
use std::sync::Arc;
use text::PageText;

const TEXT: fn() -> PageText = PageText::english;
const DASH: &str = "—";
/// A row of a period of which not all is known.
const UNKNOWN: [&str; 4] = [DASH; 4];

/// A resolved incident that affected these components, or nobody knows which.
fn past(id: &str, impact: Impact, began: &str, minutes: i64, affected: Option<&[&str]>) -> Incident {
    let affected =
        affected.map(|all| all.iter().map(|id| component(id, ComponentStatus::MajorOutage)).collect::<Vec<_>>());
    let resolved_at = Some(at(began).plus_millis(minutes * 60_000));
    Incident { impact, timeline: None, affected, resolved: resolved_at, ..resolved(id, began) }
}

/// The first incident of all, which is before all periods.
fn first() -> Incident {
    past("first", Impact::Minor, "2025-01-10T08:00:00Z", 60, Some(&["web"]))
}

fn history() -> Vec<Incident> {
    vec![
        past("a", Impact::Major, "2026-11-12T10:00:00Z", 130, Some(&["api"])),
        past("b", Impact::None, "2026-11-01T10:00:00Z", 5, Some(&["api", "web"])),
        past("c", Impact::Minor, "2026-10-02T10:00:00Z", 30, Some(&["web"])),
        first(),
    ]
}

fn work(start: &str) -> Maintenance {
    Maintenance {
        id: MaintenanceId::new("work").expect("an ID"),
        name: "Database upgrade".into(),
        message: String::new(),
        planned_start: Some(at(start)),
        planned_end: Some(at(start).plus_millis(7_200_000)),
        actual_start: None,
        actual_end: None,
        cancelled: None,
        auto_complete: true,
        components: vec![ComponentId::new("api").expect("an ID")],
        internal: false,
    }
}

fn with_config(json: &str, state: PageState) -> PageState {
    let (config, problems) = Config::decode(json);
    assert_eq!(problems, []);
    PageState { config, ..state }
}

fn zone(name: &str) -> SharedZone {
    Arc::new(NamedZone::new(name).expect("a zone"))
}

/// The figures of a component, or of the whole.
fn figures(state: &PageState, of: Option<&str>) -> String {
    let view = state.view(SiteUrls { root: "./".into(), style: UrlStyle::Query });
    let config = view.formatting.config.clone();
    let component = of.map(|id| config.component(&ComponentId::new(id).expect("an ID")).expect("it's configured"));
    let node: Node = view! { <Figures component view=&view/> }.into();
    node.to_html()
}

/// The rows of a table by their headings.
fn rows(table: &str) -> Vec<(String, Vec<String>)> {
    let (_, body) = table.split_once("<tbody>").expect("a body");
    let (body, _) = body.split_once("</tbody>").expect("an end");
    let read = |row: &str| {
        let dash = format!("{DASH}{}", TEXT().day_no_data());
        let cells = row.split("<td").skip(1).map(|cell| text(&format!("<td{cell}")).replace(&dash, DASH));
        let (head, _) = row.split_once("</th>").expect("a heading");
        assert!(head.starts_with("<th scope=\"row\">"), "{head}");
        (text(head), cells.collect())
    };
    body.split("<tr>").skip(1).map(read).collect()
}

#[track_caller]
fn check(html: &str, period: &str, expect: [&str; 4]) {
    let rows = rows(html);
    let (_, cells) = rows.iter().find(|(name, _)| name == period).unwrap_or_else(|| panic!("no {period}: {rows:?}"));
    assert_eq!(cells, &expect, "{period}");
}

#[test]
fn figures_are_of_three_spans_and_of_twelve_months() {
    let state = PageState::at_rest(history());
    for of in [None, Some("api"), Some("web")] {
        let html = figures(&state, of);
        let names: Vec<String> = rows(&html).into_iter().map(|(name, _)| name).collect();
        let spans = [30, 90, 365].map(|days| TEXT().last_days(days));
        assert_eq!(names[..3], spans);
        assert_eq!((&*names[3], &*names[4], &*names[14], names.len()), ("Nov 2026", "Oct 2026", "Dec 2025", 15));
        assert!(text(&html).contains(TEXT().figures_rule()), "{html}");
        let said = text(&html);
        assert!(!said.contains(&TEXT().figures_since("")[..20]), "all periods are known: {said}");
    }
    let api = figures(&state, Some("api"));
    check(&api, "30 days", ["99.69%", "2", "1 h 7 min", "2 h 10 min"]);
    check(&api, "90 days", ["99.89%", "2", "1 h 7 min", "2 h 10 min"]);
    check(&api, "365 days", ["99.97%", "2", "1 h 7 min", "2 h 10 min"]);
    check(&api, "Nov 2026", ["99.59%", "2", "1 h 7 min", "2 h 10 min"]);
    check(&api, "Oct 2026", ["100.00%", "0", DASH, DASH]);
    let web = figures(&state, Some("web"));
    check(&web, "30 days", ["100.00%", "1", "5 min", "5 min"]);
    check(&web, "Oct 2026", ["99.93%", "1", "30 min", "30 min"]);
    let all = figures(&state, None);
    check(&all, "90 days", ["99.87%", "3", "30 min", "2 h 10 min"]);
    check(&all, "Nov 2026", ["99.59%", "2", "1 h 7 min", "2 h 10 min"]);
}

#[test]
fn what_is_open_counts_to_the_minute_of_the_data() {
    let now = Incident { created: Some(at("2026-11-23T12:02:40Z")), ..open("now", Impact::Critical) };
    let html = figures(&PageState::running(vec![now, first()]), Some("api"));
    check(&html, "365 days", ["99.99%", "1", DASH, DASH]);
    check(&html, "Oct 2026", ["100.00%", "0", DASH, DASH]);
    // Even in the minute in which it began.
    let now = Incident { created: Some(at("2026-11-23T12:03:00Z")), ..open("now", Impact::Minor) };
    check(&figures(&PageState::running(vec![now, first()]), None), "30 days", ["99.99%", "1", DASH, DASH]);
}

#[test]
fn maintenance_is_left_out() {
    let state = || PageState::at_rest(history());
    let with_work = state().with(vec![work("2026-11-13T10:00:00Z")]);
    for of in [None, Some("api")] {
        assert_eq!(figures(&with_work, of), figures(&state(), of));
    }
}

#[test]
fn without_all_the_data_there_is_a_dash() {
    let months = Some(vec![Month::new(2026, 11).expect("a month")]);
    let list = |unreadable| Some(IncidentList::new(history(), unreadable));
    let known = |since: Option<&str>, intervals| Some(Past { since: since.map(|since| at(since).minute()), intervals });
    let document = |past| PageState { months: months.clone(), past, ..PageState::at_rest(history()) };
    let unknown = past("u", Impact::Minor, "2026-11-20T10:00:00Z", 5, None);
    let old_unknown = past("u", Impact::Minor, "2026-10-20T10:00:00Z", 5, None);
    let with = |incident: &Incident| PageState::running([vec![incident.clone()], history()].concat());
    let young = || PageState::at_rest(history()[..2].to_vec());
    let dated = r#"{"components": [{"id": "api", "name": "API", "startDate": "2026-10-01"}]}"#;
    // How many of the last 30 and 365 days, this month and last month have figures, of the component and of the whole.
    let cases: [(&str, PageState, [bool; 4], [bool; 4]); 16] = [
        ("all", PageState::at_rest(history()), [true; 4], [true; 4]),
        ("nothing ever", PageState::running(vec![]), [false; 4], [false; 4]),
        ("unreadable", PageState { list: list(1), ..PageState::running(vec![]) }, [false; 4], [false; 4]),
        (
            "unreadable maintenances",
            PageState { maintenances: MaintenanceList::new(vec![], 1), ..PageState::running(history()) },
            [false; 4],
            [false; 4],
        ),
        (
            "outdated maintenances",
            PageState { maintenances: MaintenanceList::new(vec![], 0).outdated(), ..PageState::running(history()) },
            [false; 4],
            [false; 4],
        ),
        ("since this month", young(), [false; 4], [false; 4]),
        (
            "a maintenance before",
            young().with(vec![work("2026-09-30T10:00:00Z")]),
            [true, false, true, true],
            [true, false, true, true],
        ),
        (
            "a maintenance ahead",
            PageState::running(vec![]).with(vec![work("2026-11-24T10:00:00Z")]),
            [false; 4],
            [false; 4],
        ),
        ("components that aren't known", with(&unknown), [false, false, false, true], [true; 4]),
        ("the same last month", with(&old_unknown), [true, false, true, false], [true; 4]),
        (
            "in use since October",
            with_config(dated, PageState::at_rest(history())),
            [true, false, true, true],
            [true; 4],
        ),
        ("in use before the first on record", with_config(dated, young()), [true, false, true, true], [false; 4]),
        ("a document without a past", document(None), [false; 4], [false; 4]),
        ("a document of the front page", document(known(None, vec![])), [false; 4], [false; 4]),
        (
            "a document since October",
            document(known(Some("2026-10-01T00:00:00Z"), vec![])),
            [true, false, true, true],
            [true, false, true, true],
        ),
        (
            "a document since a minute too late",
            document(known(Some("2026-10-01T00:01:00Z"), vec![])),
            [true, false, true, false],
            [true, false, true, false],
        ),
    ];
    for (case, state, of_api, of_whole) in cases {
        for (of, expect) in [(Some("api"), of_api), (None, of_whole)] {
            let html = figures(&state, of);
            let rows = rows(&html);
            for (place, expect) in [0, 2, 3, 4].into_iter().zip(expect) {
                let (name, cells) = &rows[place];
                let has_some = cells[0] != DASH;
                assert_eq!(has_some, expect, "{case}, {of:?}, {name}: {cells:?}");
                assert!(has_some || *cells == UNKNOWN, "{case}, {of:?}, {name}: {cells:?}");
            }
        }
    }
    // A notice of which the components aren't known leaves the share of time.
    let notice = past("u", Impact::None, "2026-11-20T10:00:00Z", 5, None);
    check(&figures(&with(&notice), Some("api")), "Nov 2026", ["99.59%", DASH, DASH, DASH]);
    let without_time = PageState { as_of: None, ..PageState::running(history()) };
    let without_data = PageState { list: None, ..PageState::running(vec![]) };
    assert_eq!(text(&(figures(&without_time, None) + &figures(&without_data, Some("api")))), "");
}

#[test]
fn a_document_counts_the_intervals_of_its_past() {
    let interval = Interval {
        start: at("2026-10-02T10:00:00Z").minute(),
        length: Some(15),
        kind: DayKind::Critical,
        components: Some(vec![ComponentId::new("api").expect("an ID")]),
    };
    let since = Some(at("2025-10-01T00:00:00Z").minute());
    let past = Some(Past { since, intervals: vec![interval] });
    let state = PageState { past, months: Some(vec![]), ..PageState::at_rest(history()[..2].to_vec()) };
    let html = figures(&state, Some("api"));
    check(&html, "Oct 2026", ["99.96%", "1", "15 min", "15 min"]);
    check(&html, "90 days", ["99.88%", "3", "15 min", "2 h 10 min"]);
    check(&figures(&state, Some("web")), "Oct 2026", ["100.00%", "0", DASH, DASH]);
}

#[test]
fn days_and_months_are_those_of_the_zone() {
    // In Auckland, 1 November has begun; in Los Angeles it's still October for a day and more.
    let incidents = vec![past("a", Impact::Major, "2026-10-31T12:00:00Z", 60, Some(&["api"])), first()];
    for (name, october, november) in
        [("UTC", "1", "0"), ("Pacific/Auckland", "0", "1"), ("America/Los_Angeles", "1", "0")]
    {
        let state = PageState { zone: zone(name), ..PageState::running(incidents.clone()) };
        for of in [None, Some("api")] {
            let html = figures(&state, of);
            let rows = rows(&html);
            assert_eq!((&*rows[3].1[1], &*rows[4].1[1]), (november, october), "{name}: {rows:?}");
        }
    }
    // The first of the list and the start of a component's use by the reader's calendar.
    let state = |name| {
        let dated = r#"{"components": [{"id": "api", "name": "API", "startDate": "2026-10-02"}]}"#;
        with_config(dated, PageState { zone: zone(name), ..PageState::running(history()) })
    };
    for name in ["UTC", "Pacific/Kiritimati", "Pacific/Pago_Pago"] {
        let html = figures(&state(name), Some("api"));
        assert!(text(&html).contains(&TEXT().figures_since("2 October 2026")), "{name}: {html}");
        check(&html, "Oct 2026", UNKNOWN);
    }
}

#[test]
fn only_service_hours_count_as_time() {
    let hours = |zone: &str, days: &str, from: &str, to: &str| {
        format!(
            r#"{{"components": [{{"id": "api", "name": "API"}}],
            "serviceHours": {{"zone": "{zone}", "days": {days}, "from": "{from}", "to": "{to}"}}}}"#
        )
    };
    let state = |config: &str, name: Option<&str>| PageState {
        service_zone: name.map(zone),
        ..with_config(config, PageState::at_rest(history()))
    };
    let office = hours("Europe/London", r#"["mon", "tue", "wed", "thu", "fri"]"#, "08:00", "18:00");
    let html = figures(&state(&office, Some("Europe/London")), Some("api"));
    // 15 days of ten hours and four of the last, less 130 minutes on a Thursday. How long incidents took is not limited.
    check(&html, "Nov 2026", ["98.59%", "2", "1 h 7 min", "2 h 10 min"]);
    let rule = TEXT().service_rule("Mon, Tue, Wed, Thu, Fri", "08:00", "18:00", "Europe/London");
    assert!(text(&html).contains(&rule), "{html}");
    // Outside the hours nothing is lost, also by the clocks of another zone.
    let html = figures(&state(&office, Some("Asia/Tokyo")), Some("api"));
    check(&html, "Nov 2026", ["100.00%", "2", "1 h 7 min", "2 h 10 min"]);
    // Without any hours in a period there's nothing to share.
    let night = hours("UTC", r#"["sat"]"#, "22:00", "24:00");
    let saturday = PageState { as_of: Some(at("2026-08-01T12:00:00Z")), ..state(&night, Some("UTC")) };
    check(&figures(&saturday, None), "Aug 2026", [DASH, "0", DASH, DASH]);
    // A zone that nobody knows leaves all of the time.
    let html = figures(&state(&hours("Mars/Olympus", r#"["mon"]"#, "08:00", "18:00"), None), Some("api"));
    check(&html, "Nov 2026", ["99.59%", "2", "1 h 7 min", "2 h 10 min"]);
    assert!(!text(&html).contains("service hours"), "{html}");
}

#[test]
fn the_chart_has_the_incidents_of_each_month_by_impact() {
    let more = [
        past("d", Impact::Critical, "2026-11-13T10:00:00Z", 10, Some(&["api"])),
        past("e", Impact::Major, "2026-11-13T11:00:00Z", 10, Some(&["api"])),
        past("f", Impact::Other("dire".into()), "2026-09-13T11:00:00Z", 10, Some(&["api"])),
    ];
    let html = figures(&PageState::at_rest([history(), more.to_vec()].concat()), None);
    let (_, chart) = html.split_once("<svg ").expect("a chart");
    let (picture, chart) = chart.split_once("</svg>").expect("an end");
    assert!(picture.contains("viewBox=\"0 0 72 32\"") && picture.contains("role=\"img\""), "{picture}");
    assert_eq!(tag(&html, "month-chart").matches("aria-label=").count(), 1);
    let drawn: Vec<(&str, &str)> = picture
        .split("<path d=\"")
        .skip(1)
        .map(|path| {
            let (line, rest) = path.split_once('"').expect("a line");
            (line, rest.split('"').nth(1).expect("a kind"))
        })
        .collect();
    // This month is at the right end, the worst at the bottom.
    let expect = [
        ("M69 32V24", "critical"),
        ("M69 24V8", "major"),
        ("M69 8V0", "notice"),
        ("M63 32V24", "minor"),
        ("M57 32V24", "minor"),
    ];
    assert_eq!(drawn, expect);
    let (_, table) = chart.split_once("<details>").expect("a table");
    let table = rows(table);
    assert_eq!((&*table[0].0, &table[0].1[..]), ("Nov 2026", &["1", "2", "0", "1"].map(str::to_owned)[..]));
    assert_eq!((&*table[2].0, &table[2].1[..]), ("Sep 2026", &["0", "0", "1", "0"].map(str::to_owned)[..]));
    assert_eq!(table.len(), 12);
    // A month of which not all is known is drawn as such, and has dashes.
    let html = figures(&PageState { list: Some(IncidentList::new(history(), 1)), ..PageState::at_rest(vec![]) }, None);
    assert_eq!(html.matches("data-worst=\"no-data\"").count(), 12, "{html}");
    assert_eq!(html.matches("data-worst").count(), 12);
    let (_, table) = html.split_once("<details>").expect("a table");
    assert!(rows(table).iter().all(|(_, cells)| *cells == UNKNOWN), "{table}");
}

#[test]
fn no_figure_is_green() {
    for incidents in [vec![], vec![first()], history()] {
        for of in [None, Some("api")] {
            let html = figures(&PageState::running(incidents.clone()), of);
            for green in ["operational", "clear", "data-tone", "badge", "class=\"good"] {
                assert!(!html.contains(green), "{green}: {html}");
            }
        }
    }
}

#[test]
fn the_page_of_a_component_has_them_below_its_days() {
    let route = Route::Component(ItemRef::Id("api".into()));
    let state = PageState { route, ..PageState::at_rest(history()) };
    let html = state.render();
    let own = figures(&state, Some("api"));
    let (before, _) = html.split_once(&own).unwrap_or_else(|| panic!("no {own}: {html}"));
    assert!(before.contains("data-history=\"api\""), "{before}");
    // A component that isn't configured has none.
    let route = Route::Component(ItemRef::Id("gone".into()));
    let html = PageState { route, ..PageState::at_rest(history()) }.render();
    assert!(!html.contains("month-chart"), "{html}");
}
