//! Day bars: the worst of each day, drawn with few elements, and as buttons in the row that a visitor has entered.

use crate::builders::{at, component, entry, open, resolved};
use crate::read_bars::{DayRow, day_rows};
use crate::render::{NOW, PageState, tag, text};
use contract::config::Config;
use contract::route::{ItemRef, Route};
use fastrand::Rng;
use model::bars::{DayKind, Interval, Past};
use model::history::Event;
use model::incident::Timeline;
use model::instant::NamedZone;
use model::{
    ComponentId, ComponentStatus, Date, Duration, Impact, Incident, IncidentList, Maintenance, MaintenanceId,
    MaintenanceList, Month, Status, StatusData,
};
use statuspane::components::DayChoice;
use std::collections::BTreeSet;
use std::sync::Arc;
use text::PageText;

const TEXT: fn() -> PageText = PageText::english;
const HOUR: i64 = 3_600_000;
const DAY: i64 = 24 * HOUR;

/// The rows of the front page in [`crate::render::config`].
const ROWS: [&str; 3] = ["all", "web", "api"];

/// A resolved incident that affected these components, or nobody knows which.
fn past(id: &str, impact: Impact, began: &str, minutes: i64, affected: Option<&[&str]>) -> Incident {
    let affected =
        affected.map(|all| all.iter().map(|id| component(id, ComponentStatus::MajorOutage)).collect::<Vec<_>>());
    Incident {
        impact,
        timeline: None,
        affected,
        resolved: Some(at(began).plus_millis(minutes * 60_000)),
        ..resolved(id, began)
    }
}

/// A maintenance of the component `api`.
fn work(id: &str, start: &str, hours: i64) -> Maintenance {
    Maintenance {
        id: MaintenanceId::new(id).expect("an ID"),
        name: "Database upgrade".into(),
        message: String::new(),
        planned_start: Some(at(start)),
        planned_end: Some(at(start).plus_millis(hours * HOUR)),
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

/// A past of which no more is known than the page shows.
fn past_of(interval: Interval) -> Option<Past> {
    Some(Past { since: None, intervals: vec![interval] })
}

fn entered(day: &str) -> DayChoice {
    DayChoice { is_ready: true, entered: Some(day.into()), ..DayChoice::default() }
}

fn opened(day: &str) -> DayChoice {
    DayChoice { opened: Some(day.into()), ..entered(day) }
}

/// The rows of days and what is below them.
fn chart(html: &str) -> &str {
    let (_, rest) = html.split_once("<div class=\"chart\">").unwrap_or_else(|| panic!("no chart: {html}"));
    rest.split_once("<p class=\"axis\"").expect("an axis").0
}

/// The part of the chart that is one row with its panel.
fn row_of<'a>(html: &'a str, id: &str) -> &'a str {
    let start = format!("<div class=\"row\" data-history=\"{id}\">");
    let (_, rest) = chart(html).split_once(&start).unwrap_or_else(|| panic!("no row {id}: {html}"));
    rest.split("<div class=\"row\" data-history=").next().expect("a row")
}

fn row(html: &str, id: &str) -> DayRow {
    day_rows(html).into_iter().find(|row| row.id == id).unwrap_or_else(|| panic!("no row {id}: {html}"))
}

#[test]
fn a_row_at_rest_has_an_element_for_each_day_with_something_and_few_others() {
    let days = |count: i64| {
        let began = |day: i64| at(NOW).plus_millis((-2 * day - 1) * DAY).to_iso();
        (0..count).map(|day| past(&day.to_string(), Impact::Major, &began(day), 30, Some(&["api"]))).collect()
    };
    let incomplete = || PageState { list: Some(IncidentList::new(days(2), 1)), ..PageState::at_rest(Vec::new()) };
    for (case, state, elements) in [
        ("clear", PageState::at_rest(Vec::new()), [4, 4, 4]),
        ("three days", PageState::at_rest(days(3)), [7, 4, 7]),
        ("forty days", PageState::at_rest(days(40)), [44, 4, 44]),
        ("two days, incomplete", incomplete(), [6, 4, 6]),
        ("three days, running", PageState::running(days(3)), [7, 4, 7]),
    ] {
        let html = state.render();
        for (id, count) in ROWS.into_iter().zip(elements) {
            let row = format!("<div>{}", row_of(&html, id));
            let tags = row.matches('<').count() - row.matches("</").count() - row.matches("<!--").count();
            assert_eq!(tags, count, "{case}, {id}: row, name, picture and lines: {row}");
            assert!(!row.contains("<title") && !row.contains("role=\"button\""), "{case}: {row}");
        }
    }
}

#[test]
fn an_entered_row_has_every_day_once_as_a_button_and_one_tab_stop() {
    let incidents = vec![
        past("a", Impact::Major, "2026-11-12T10:00:00Z", 130, Some(&["api"])),
        past("b", Impact::Minor, "2026-11-12T09:00:00Z", 600, Some(&["web"])),
    ];
    let state = |day: DayChoice| PageState { day, ..PageState::running(incidents.clone()) }.render();
    let at_rest = day_rows(&state(DayChoice::default()));
    for (id, day) in [("api", "2026-11-12"), ("all", "2026-08-26"), ("web", "2026-11-23")] {
        let html = state(entered(&format!("{day} {id}")));
        assert_eq!(day_rows(&html), at_rest, "each row has the same days, however they are drawn");
        let own = row_of(&html, id);
        assert_eq!(own.matches("role=\"button\"").count(), 90, "{own}");
        assert_eq!(own.matches(" data-day=\"").count(), 90);
        assert_eq!(own.matches("<title>").count(), 90);
        assert_eq!(own.matches(" tabindex=\"-1\"").count(), 89);
        assert_eq!(own.matches(" aria-expanded=\"false\"").count(), 90);
        assert!(tag(&html, " role=\"toolbar\"").starts_with("<svg "), "{own}");
        // The one tab stop of the chart.
        assert_eq!(chart(&html).matches(" tabindex=\"0\"").count(), 1, "{}", chart(&html));
        assert!(tag(own, " tabindex=\"0\"").contains(&format!("data-day=\"{day}\"")), "{own}");
        assert_eq!(chart(&html).matches("role=\"button\"").count(), 90, "no other row has buttons");
        assert_eq!(chart(&html).matches(" role=\"img\"").count(), 2);
    }
    let titles = |day: &str, id: &str| {
        let html = state(entered(&format!("{day} {id}")));
        let (_, rest) = row_of(&html, id).split_once(&format!("data-day=\"{day}\"")).expect("a day");
        rest.split_once("<title>").and_then(|(_, rest)| rest.split_once('<')).expect("a title").0.to_owned()
    };
    assert_eq!(titles("2026-11-12", "api"), "12 November: major incident, 2 h 10 min");
    assert_eq!(titles("2026-11-12", "web"), "12 November: minor incident, 10 h");
    assert_eq!(titles("2026-11-12", "all"), "12 November: major incident, 2 h 10 min");
    assert_eq!(titles("2026-11-13", "api"), "13 November: no incidents");
}

#[test]
fn a_choice_that_is_no_day_of_a_row_changes_no_row() {
    let html = |day: DayChoice| PageState { day, ..PageState::running(Vec::new()) }.render();
    let plain = html(DayChoice { is_ready: true, ..DayChoice::default() });
    // The way in for the keyboard is the first row, and only once the app runs.
    assert_eq!(chart(&plain).matches("tabindex").count(), 1);
    assert!(tag(row_of(&plain, "all"), " tabindex=\"0\"").starts_with("<svg "), "{plain}");
    assert!(!chart(&PageState::at_rest(Vec::new()).render()).contains("tabindex"));
    for day in [
        "2026-08-25 all",
        "2026-11-24 all",
        "2026-11-12 gone",
        "2026-11-12",
        "2026-11-12 ",
        "2026-11-12  api",
        "2026-11-12 api ",
        "2026-11-31 api",
        "2026-11-1 api",
        "api",
        "",
        " ",
    ] {
        assert_eq!(html(opened(day)), plain, "{day:?}");
    }
}

/// The kinds of days in a page, by row and date.
type Expected = &'static [(&'static str, &'static str, DayKind)];

#[test]
fn a_day_is_clear_only_where_everything_is_known_of_it() {
    use DayKind::{Clear, Critical, Maintenance as Work, Major, Minor, NoData, Notice};
    let complete = |incidents| PageState::running(incidents);
    let list = |list: IncidentList| PageState { list: Some(list), ..PageState::running(Vec::new()) };
    let known = || past("a", Impact::Major, "2026-11-12T10:00:00Z", 30, Some(&["api"]));
    let unknown = |impact| past("u", impact, "2026-11-12T10:00:00Z", 30, None);
    let dated = r#"{"components": [{"id": "web", "name": "Website", "startDate": "2026-11-20"},
        {"id": "api", "name": "API", "startDate": "2026-12-24"}]}"#;
    let months = Some(vec![Month::new(2026, 11).expect("a month")]);
    let interval = |components: Option<&[&str]>| Interval {
        start: at("2026-10-02T10:00:00Z").millis() / 60_000,
        length: Some(5),
        kind: Critical,
        components: components.map(|ids| ids.iter().filter_map(|id| ComponentId::new(id)).collect()),
    };
    let cases: Vec<(&str, PageState, Expected)> = vec![
        ("nothing", complete(vec![]), &[("all", "2026-11-12", Clear), ("api", "2026-08-26", Clear)]),
        (
            "an incident",
            complete(vec![known()]),
            &[("all", "2026-11-12", Major), ("api", "2026-11-12", Major), ("web", "2026-11-12", Clear)],
        ),
        (
            "unreadable incidents",
            list(IncidentList::new(vec![known()], 1)),
            &[("all", "2026-11-12", Major), ("api", "2026-11-13", NoData), ("web", "2026-11-12", NoData)],
        ),
        (
            "unreadable maintenances",
            PageState { maintenances: MaintenanceList::new(vec![], 1), ..complete(vec![known()]) },
            &[("all", "2026-11-12", Major), ("all", "2026-11-13", NoData), ("web", "2026-11-12", NoData)],
        ),
        (
            "maintenances that may be old",
            PageState { maintenances: MaintenanceList::new(vec![], 0).outdated(), ..complete(vec![known()]) },
            &[("api", "2026-11-12", Major), ("all", "2026-11-23", NoData), ("web", "2026-11-12", NoData)],
        ),
        (
            "before the start",
            with_config(dated, complete(vec![known()])),
            &[
                ("web", "2026-11-19", NoData),
                ("web", "2026-11-20", Clear),
                ("api", "2026-11-12", Major),
                ("api", "2026-11-23", NoData),
                ("all", "2026-11-19", Clear),
            ],
        ),
        (
            "components that aren't known",
            complete(vec![unknown(Impact::Critical)]),
            &[
                ("all", "2026-11-12", Critical),
                ("api", "2026-11-12", NoData),
                ("web", "2026-11-12", NoData),
                ("web", "2026-11-13", Clear),
            ],
        ),
        (
            "components of one of two that aren't known",
            complete(vec![unknown(Impact::None), known()]),
            &[("all", "2026-11-12", Major), ("api", "2026-11-12", Major), ("web", "2026-11-12", NoData)],
        ),
        (
            "an impact that nobody knows",
            complete(vec![past("a", Impact::Other("dire".into()), "2026-11-12T10:00:00Z", 5, Some(&["api"]))]),
            &[("all", "2026-11-12", Minor), ("api", "2026-11-12", Minor)],
        ),
        (
            "an incident without impact",
            complete(vec![past("a", Impact::None, "2026-11-12T10:00:00Z", 5, Some(&["web"]))]),
            &[("all", "2026-11-12", Notice), ("api", "2026-11-12", Clear), ("web", "2026-11-12", Notice)],
        ),
        (
            "a maintenance",
            complete(vec![]).with(vec![work("m", "2026-11-12T23:00:00Z", 2)]),
            &[("all", "2026-11-12", Work), ("api", "2026-11-13", Work), ("web", "2026-11-12", Clear)],
        ),
        (
            "a document without what it should know of the past",
            PageState { months: months.clone(), ..PageState::at_rest(vec![known()]) },
            &[("all", "2026-11-12", Major), ("all", "2026-10-02", NoData), ("web", "2026-11-12", NoData)],
        ),
        (
            "a document with its past",
            PageState {
                months: months.clone(),
                past: past_of(interval(Some(&["web"]))),
                ..PageState::at_rest(vec![known()])
            },
            &[
                ("all", "2026-10-02", Critical),
                ("web", "2026-10-02", Critical),
                ("api", "2026-10-02", Clear),
                ("api", "2026-11-12", Major),
            ],
        ),
        (
            "a past of which the components aren't known",
            PageState { months, past: past_of(interval(None)), ..PageState::at_rest(vec![]) },
            &[("all", "2026-10-02", Critical), ("web", "2026-10-02", NoData), ("api", "2026-10-03", Clear)],
        ),
    ];
    for (case, state, expected) in cases {
        let html = state.render();
        for (id, date, kind) in expected {
            assert_eq!(row(&html, id).on(date), *kind, "{case}: {id} on {date}");
        }
        let is_incomplete =
            !StatusData::new(state.list.clone().expect("a list"), state.maintenances.clone()).is_complete();
        if is_incomplete {
            assert!(day_rows(&html).iter().all(|row| row.count(Clear) == 0), "{case}: {html}");
            assert!(!chart(&html).contains("\"clear\""), "{case}: {html}");
        }
    }
}

#[test]
fn an_open_incident_that_names_no_component_leaves_no_component_clear() {
    let silent = Incident {
        timeline: Some(Timeline::new(vec![entry("We look.", Status::Investigating, "2026-11-22T11:50:00Z")], 0)),
        created: Some(at("2026-11-22T11:49:00Z")),
        ..open("a", Impact::Critical)
    };
    let component = Route::Component(ItemRef::Id("api".into()));
    for route in [Route::Home, component] {
        let html = PageState { route: route.clone(), ..PageState::running(vec![silent.clone()]) }.render();
        for row in day_rows(&html) {
            let expected = if row.id == "all" { DayKind::Critical } else { DayKind::NoData };
            for day in ["2026-11-22", "2026-11-23"] {
                assert_eq!(row.on(day), expected, "{route:?}: it may affect any component, {} on {day}", row.id);
            }
            assert_eq!(row.on("2026-11-21"), DayKind::Clear, "{route:?}: {}", row.id);
        }
    }
}

#[test]
fn without_data_or_its_time_there_are_no_bars() {
    let component = Route::Component(ItemRef::Id("api".into()));
    for route in [Route::Home, component, Route::Year(2026)] {
        let without_data = PageState { list: None, route: route.clone(), ..PageState::running(Vec::new()) };
        let without_time = PageState { as_of: None, route: route.clone(), ..PageState::running(Vec::new()) };
        for state in [without_data, without_time] {
            let html = state.render();
            assert!(!html.contains("data-history") && !html.contains("class=\"bars\""), "{route:?}: {html}");
        }
    }
}

#[test]
fn the_last_day_ends_at_the_time_of_the_data() {
    let day = entered("2026-11-23 all");
    let title = |state: PageState| {
        let html = PageState { day: day.clone(), ..state }.render();
        let (_, rest) = html.split_once("data-day=\"2026-11-23\"").expect("the day");
        rest.split_once("<title>").and_then(|(_, rest)| rest.split_once('<')).expect("a title").0.to_owned()
    };
    let open = || vec![open("a", Impact::Major)];
    let said = "23 November: major incident, 14 min";
    assert_eq!(title(PageState::at_rest(open())), said);
    // However long ago that was.
    for hours in [1, 20] {
        assert_eq!(
            title(PageState { age: Some(Duration::from_seconds(hours * 3_600)), ..PageState::running(open()) }),
            said
        );
    }
    let old = PageState { age: Some(Duration::from_seconds(20 * 3_600)), ..PageState::running(open()) };
    let days = row(&old.render(), "all").days;
    assert_eq!(days.last().expect("days").0.to_iso(), "2026-11-23", "the day of the data, not of the present");
    let ahead = Incident { created: Some(at("2026-11-23T13:00:00Z")), ..crate::builders::open("a", Impact::Major) };
    assert_eq!(title(PageState::running(vec![ahead])), "23 November: no incidents");
    let late = work("m", "2026-11-23T11:00:00Z", 5);
    assert_eq!(title(PageState::running(Vec::new()).with(vec![late])), "23 November: maintenance, 1 h 3 min");
    // In another zone it's another day already.
    let zone = Arc::new(NamedZone::new("Pacific/Auckland").expect("a zone"));
    let days = row(&PageState { zone, ..PageState::at_rest(Vec::new()) }.render(), "all").days;
    assert_eq!((days.len(), days.last().expect("days").0.to_iso()), (90, "2026-11-24".to_owned()));
}

/// Up to six incidents and a maintenance within eight days before the data.
fn history(random: &mut Rng) -> (Vec<Incident>, Vec<Maintenance>) {
    let incident = |place: usize, random: &mut Rng| {
        let began = at(NOW).plus_millis(-random.i64(0..8 * 1_440) * 60_000);
        let length = [5, 300, 3_000][random.usize(..3)] * 60_000;
        let is_open = random.u8(..5) == 0;
        let affected = [Some(vec!["api"]), Some(vec!["web"]), Some(vec!["api", "web"]), Some(vec![])];
        let affected = &affected[random.usize(..4)];
        let id = format!("i{place}");
        let incident = past(&id, Impact::Major, &began.to_iso(), 0, affected.as_deref());
        let resolved = Some(began.plus_millis(random.i64(0..length)).min(at(NOW))).filter(|_| !is_open);
        let status = if is_open { Status::Identified } else { Status::Resolved };
        Incident { resolved, status, ..incident }
    };
    let incidents = (0..random.usize(0..6)).map(|place| incident(place, random)).collect();
    let start = at(NOW).plus_millis(-random.i64(0..8 * 24) * HOUR);
    (incidents, vec![work("m", &start.to_iso(), random.i64(1..40))])
}

#[test]
fn an_opened_day_shows_the_events_that_touch_it_and_repeats_no_hook() {
    let seed = std::env::var("STATUSPANE_SEED").ok().and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(|| fastrand::u64(..));
    let mut random = Rng::with_seed(seed);
    let zones = ["UTC", "Europe/Berlin", "Pacific/Auckland", "America/St_Johns"];
    for round in 0..60 {
        let (incidents, maintenances) = history(&mut random);
        let zone = Arc::new(NamedZone::new(zones[round % zones.len()]).expect("a zone"));
        let state = PageState { zone: zone.clone(), ..PageState::running(incidents).with(maintenances) };
        let data = StatusData::new(state.list.clone().expect("a list"), state.maintenances.clone());
        let plain = state.render();
        let hooks = |html: &str| {
            let count = |hook: &str| html.matches(hook).count();
            [" id=\"", "data-incident=", "data-maintenance=", "data-component="].map(count)
        };
        for back in 0..9 {
            let date = Date::of(at(NOW), &*zone).plus_days(-back);
            for id in ROWS {
                let case = format!("STATUSPANE_SEED={seed}, round {round}, {} {id}", date.to_iso());
                let day = format!("{} {id}", date.to_iso());
                let html = PageState { day: opened(&day), zone: zone.clone(), ..copy(&state) }.render();
                assert_eq!(hooks(&html), hooks(&plain), "{case}");
                let (_, panel) = row_of(&html, id).split_once("<div class=\"day-panel\">").expect("a panel");
                assert_eq!(chart(&html).matches("class=\"day-panel\"").count(), 1, "{case}");
                assert!(tag(row_of(&html, id), " aria-expanded=\"true\"").contains(&date.to_iso()), "{case}");
                let links = |name: &str| -> Vec<String> {
                    let start = format!("href=\"./?{name}=");
                    let links = panel.split(&start).skip(1);
                    links.filter_map(|rest| Some(rest.split_once('"')?.0.to_owned())).collect()
                };
                let (from, to) = (date.start(&*zone), date.plus_days(1).start(&*zone));
                let own = |event: &Event<'_>| {
                    let is_own = match event {
                        _ if id == "all" => true,
                        Event::Incident(incident) => {
                            incident.affected.as_ref().is_some_and(|all| all.iter().any(|one| one.id.as_str() == id))
                        }
                        Event::Maintenance(maintenance) => maintenance.components.iter().any(|one| one.as_str() == id),
                    };
                    is_own && event.touches(at(NOW), from, to)
                };
                let touching: Vec<Event<'_>> = Event::all(&data).into_iter().filter(own).collect();
                let mut shown: Vec<String> = [links("incident"), links("maintenance")].concat();
                let count = shown.len();
                shown.sort();
                shown.dedup();
                assert_eq!(shown.len(), count, "{case}: each once: {panel}");
                let mut expected: Vec<String> = touching
                    .iter()
                    .map(|event| match event {
                        Event::Incident(incident) => incident.id.as_str().to_owned(),
                        Event::Maintenance(maintenance) => maintenance.id.as_str().to_owned(),
                    })
                    .collect();
                expected.sort();
                assert_eq!(shown, expected, "{case}: {panel}");
                // The bar says the same.
                let is_clear = row(&html, id).on(&date.to_iso()) == DayKind::Clear;
                let is_unsure = row(&html, id).on(&date.to_iso()) == DayKind::NoData;
                assert!(is_unsure || is_clear == touching.is_empty(), "{case}: {panel}");
                // Only a month with an event has a page.
                let month = date.month().to_string();
                let has_page = plain.contains(&format!("href=\"./?month={month}\""));
                assert_eq!(links("month"), if has_page { vec![month] } else { Vec::new() }, "{case}");
            }
        }
    }
}

fn copy(state: &PageState) -> PageState {
    PageState { list: state.list.clone(), maintenances: state.maintenances.clone(), ..PageState::running(Vec::new()) }
}

#[test]
fn a_panel_says_that_a_day_had_no_incidents_only_where_its_bar_is_clear() {
    let unknown = past("u", Impact::Critical, "2026-11-12T10:00:00Z", 30, None);
    let dated = r#"{"components": [{"id": "api", "name": "API", "startDate": "2026-11-20"}]}"#;
    let months = Some(vec![Month::new(2026, 11).expect("a month")]);
    let interval = Interval {
        start: at("2026-11-12T10:00:00Z").millis() / 60_000,
        length: Some(5),
        kind: DayKind::Critical,
        components: None,
    };
    let carried = |past| PageState { months: months.clone(), past, ..PageState::running(vec![]) };
    let mut untrue = Vec::new();
    for (case, state, day) in [
        (
            "incomplete data",
            PageState { list: Some(IncidentList::new(vec![], 1)), ..PageState::running(vec![]) },
            "all",
        ),
        ("unknown components", PageState::running(vec![unknown]), "api"),
        ("before the start", with_config(dated, PageState::running(vec![])), "api"),
        ("a past without its events yet", carried(past_of(interval)), "all"),
        ("no past", carried(None), "all"),
    ] {
        let html = PageState { day: opened(&format!("2026-11-12 {day}")), ..state }.render();
        assert_ne!(row(&html, day).on("2026-11-12"), DayKind::Clear, "{case}");
        let (_, panel) = row_of(&html, day).split_once("<div class=\"day-panel\">").expect("a panel");
        let said = text(&format!("<p>{panel}"));
        untrue.extend(Some(format!("{case}: {said}")).filter(|_| said.contains(TEXT().no_incidents())));
    }
    assert_eq!(untrue, [""; 0]);
    let html = PageState { day: opened("2026-11-12 api"), ..PageState::running(vec![]) }.render();
    assert!(text(row_of(&html, "api")).contains(TEXT().no_incidents()), "{html}");
}

#[test]
fn the_table_lists_the_days_that_are_not_clear() {
    let incidents = vec![
        past("a", Impact::Major, "2026-11-12T10:00:00Z", 130, Some(&["api"])),
        past("b", Impact::Critical, "2026-10-02T23:30:00Z", 60, None),
        open("c", Impact::Minor),
    ];
    let dated = r#"{"components": [{"id": "web", "name": "Website", "startDate": "2026-11-20"},
        {"id": "api", "name": "API"}]}"#;
    let without = with_config(dated, PageState::running(incidents.clone())).render();
    assert!(!without.contains("<table") && tag(&without, "aria-expanded").contains("aria-expanded=\"false\""));
    let day = DayChoice { is_ready: true, has_table: true, ..DayChoice::default() };
    let html = with_config(dated, PageState { day, ..PageState::running(incidents) }).render();
    assert!(tag(&html, "aria-expanded").contains("aria-expanded=\"true\""), "{html}");
    let (_, table) = html.split_once("<tbody>").expect("a table");
    let (table, _) = table.split_once("</tbody>").expect("an end");
    let listed: Vec<String> =
        table.split("<tr>").skip(1).map(|row| text(&row.replace("</th>", " | ").replace("</td>", " | "))).collect();
    let mut expected = Vec::new();
    for (row, name) in day_rows(&html).iter().zip([TEXT().all_components(), "Website", "API"]) {
        let mut unknown: Option<(Date, Date)> = None;
        let told = |span: &mut Option<(Date, Date)>, expected: &mut Vec<String>| {
            if let Some((first, last)) = span.take() {
                let words = TEXT().shared().days(first, last, None);
                expected.push(format!("{name} | {words} | {} |", TEXT().day_no_data()));
            }
        };
        for (date, kind) in row.days.iter().rev() {
            if *kind == DayKind::NoData {
                unknown = Some((*date, unknown.map_or(*date, |(_, last)| last)));
                continue;
            }
            told(&mut unknown, &mut expected);
            if *kind != DayKind::Clear {
                expected.push(format!("{name} | {} | ", TEXT().shared().short_day(*date)));
            }
        }
        told(&mut unknown, &mut expected);
    }
    assert_eq!(listed.len(), expected.len(), "{listed:#?}");
    for (listed, expected) in listed.iter().zip(&expected) {
        assert!(listed.starts_with(expected), "{listed}, not {expected}");
    }
    // The whole has four days with something, the website those before its start as well, and the API the unknown ones.
    let counts: Vec<usize> = day_rows(&html).iter().map(|row| 90 - row.count(DayKind::Clear)).collect();
    assert_eq!(counts, [4, 86, 4]);
    let own = format!(
        "API | {} | major incident, 2 h 10 min |",
        TEXT().shared().short_day(Date::parse("2026-11-12").expect("a date"))
    );
    assert!(listed.contains(&own), "{listed:#?}");
    assert!(text(&html).contains(TEXT().table_rule()));
}

#[test]
fn a_component_that_is_only_shown_if_degraded_has_no_row() {
    let config = r#"{"components": [{"id": "web", "name": "Website"},
        {"id": "api", "name": "API", "onlyShowIfDegraded": true}]}"#;
    for incidents in [vec![], vec![open("a", Impact::Major)]] {
        let is_degraded = !incidents.is_empty();
        let html = with_config(config, PageState::running(incidents)).render();
        assert_eq!(html.contains("data-component=\"api\""), is_degraded, "{html}");
        let ids: Vec<String> = day_rows(&html).into_iter().map(|row| row.id).collect();
        assert_eq!(ids, ["all", "web"]);
        // Its own page has one.
        let route = Route::Component(ItemRef::Id("api".into()));
        let own = with_config(config, PageState { route, ..PageState::running(Vec::new()) }).render();
        assert_eq!(day_rows(&own).into_iter().map(|row| row.id).collect::<Vec<_>>(), ["api"]);
    }
}

#[test]
fn a_year_has_a_row_for_each_month_that_has_begun() {
    let year = |year: i32, zone: &str, incidents: Vec<Incident>| {
        let zone = Arc::new(NamedZone::new(zone).expect("a zone"));
        day_rows(&PageState { route: Route::Year(year), zone, ..PageState::running(incidents) }.render())
    };
    let lengths = |rows: Vec<DayRow>| rows.iter().map(|row| row.days.len()).collect::<Vec<_>>();
    let whole = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    assert_eq!(lengths(year(2025, "UTC", vec![])), whole);
    assert_eq!(lengths(year(2024, "UTC", vec![]))[1], 29);
    assert_eq!(lengths(year(2026, "UTC", vec![])), [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 23]);
    assert_eq!(lengths(year(2026, "Pacific/Auckland", vec![]))[10], 24, "it's the next day there");
    assert_eq!(lengths(year(2027, "UTC", vec![])), [0; 0]);
    // Over the turn of the year, and of months.
    let over = past("a", Impact::Major, "2025-12-30T12:00:00Z", 3 * 1_440, Some(&["api"]));
    let rows = year(2025, "UTC", vec![over.clone()]);
    assert_eq!(rows.iter().map(|row| row.count(DayKind::Major)).sum::<usize>(), 2);
    assert_eq!((rows[11].on("2025-12-30"), rows[11].on("2025-12-29")), (DayKind::Major, DayKind::Clear));
    let rows = year(2026, "UTC", vec![over.clone()]);
    assert_eq!(rows.iter().map(|row| row.count(DayKind::Major)).sum::<usize>(), 2);
    assert_eq!(rows[0].on("2026-01-02"), DayKind::Major);
    // Every day is in one row.
    let days: BTreeSet<Date> = rows.iter().flat_map(|row| row.days.iter().map(|(date, _)| *date)).collect();
    assert_eq!(days.len(), rows.iter().map(|row| row.days.len()).sum::<usize>());
    let incomplete = IncidentList::new(vec![over], 1);
    let state = PageState { list: Some(incomplete), route: Route::Year(2026), ..PageState::running(vec![]) };
    assert!(day_rows(&state.render()).iter().all(|row| row.count(DayKind::Clear) == 0));
}

#[test]
fn one_day_of_a_year_is_entered_and_opened_in_the_row_of_its_month() {
    let state = |day| PageState {
        day,
        route: Route::Year(2026),
        ..PageState::running(vec![past("a", Impact::Major, "2026-02-28T12:00:00Z", 60, None)])
    };
    let html = state(opened("2026-02-28 all")).render();
    assert_eq!(chart(&html).matches("role=\"button\"").count(), 28);
    assert_eq!(chart(&html).matches(" tabindex=\"0\"").count(), 1);
    assert_eq!(chart(&html).matches("class=\"day-panel\"").count(), 1);
    assert_eq!(day_rows(&html), day_rows(&state(DayChoice::default()).render()));
    assert!(html.contains("<title>28 February: major incident, 1 h</title>"), "{html}");
}

/// The most bytes of markup that a row at rest has in a page of 40 components with 200 incidents in 90 days.
const ROW_MOST: usize = 1_500;

#[test]
fn rows_at_rest_are_small() {
    let mut random = Rng::with_seed(40);
    let ids: Vec<String> = (0..40).map(|number| format!("component-{number}")).collect();
    let incident = |number: usize, random: &mut Rng| {
        let began = at(NOW).plus_millis(-random.i64(0..90 * 1_440) * 60_000).to_iso();
        let affected: Vec<&str> = (0..random.usize(1..4)).map(|_| ids[random.usize(..40)].as_str()).collect();
        let impact = [Impact::Minor, Impact::Major, Impact::Critical][random.usize(..3)].clone();
        past(&number.to_string(), impact, &began, random.i64(5..600), Some(&affected))
    };
    let incidents = (0..200).map(|number| incident(number, &mut random)).collect();
    let components: Vec<String> = ids.iter().map(|id| format!(r#"{{"id": "{id}", "name": "The {id}"}}"#)).collect();
    let config = format!(r#"{{"components": [{}]}}"#, components.join(","));
    let html = with_config(&config, PageState::at_rest(incidents)).render();
    let rows = day_rows(&html);
    assert_eq!(rows.len(), 41);
    let size = chart(&html).len();
    let days: usize = rows.iter().map(|row| 90 - row.count(DayKind::Clear)).sum();
    eprintln!("{size} bytes for 41 rows with {days} days that had something: {} a row", size / 41);
    assert!(size / 41 <= ROW_MOST, "{size} bytes for 41 rows");
}
