//! Day bars: a document that carries a part of the data, and how long the rest was, says the same of every day as the app
//! with the whole list.

#[path = "../../../tests/support/day_bars.rs"]
mod read_bars;

use crate::publish::between;
use crate::support::seed::seed;
use crate::support::site;
use contract::config::Config;
use contract::incident_api::decode::decode_maintenances;
use contract::route::{ItemRef, Route, SiteUrls, UrlStyle, slug};
use contract::snapshot::{DataBlock, Snapshot};
use fastrand::Rng;
use model::bars::Past;
use model::incident::Timeline;
use model::instant::NamedZone;
use model::{
    AffectedComponent, Answer, Assessment, ComponentId, ComponentStatus, Date, Entry, EntryId, Impact, Incident,
    IncidentId, IncidentList, Maintenance, MaintenanceId, MaintenanceList, MonotonicInstant, Month, Source, Status,
    StatusData, Timestamp,
};
use read_bars::day_rows;
use serde_json::json;
use statuspane::components::{DayChoice, Formatting, PageView};
use statuspane::page::screens::prerender;
use statuspane_server::render::{BuiltParts, Delivery, Documents, Frame, SiteSettings};
use std::fs;
use std::io::Write;
use std::sync::Arc;
use text::PageText;

const MINUTE: i64 = 60_000;
const DAY: i64 = 1_440 * MINUTE;

/// Zones at the ends of the world, with changes of clocks, and one that left out a day.
const ZONES: [&str; 8] = [
    "UTC",
    "Europe/Berlin",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Pacific/Apia",
    "Pacific/Kiritimati",
    "Pacific/Pago_Pago",
];

/// Around changes of clocks, of the year, a leap day, and the day that Samoa left out.
const ENDS: [&str; 6] = [
    "2024-03-02T12:03:20Z",
    "2026-11-02T00:00:00Z",
    "2026-03-30T22:59:59Z",
    "2012-01-02T09:30:00Z",
    "2027-01-01T05:00:00Z",
    "2018-11-05T03:00:30Z",
];

fn at(iso: &str) -> Timestamp {
    Timestamp::parse(iso).expect("a time")
}

fn component_id(id: &str) -> ComponentId {
    ComponentId::new(id).expect("an ID")
}

fn one<T: Clone>(random: &mut Rng, all: &[T]) -> T {
    all[random.usize(..all.len())].clone()
}

/// Up to three of the components: two of the configuration, one by a former ID, and one that it doesn't have.
fn some_components(random: &mut Rng) -> Vec<AffectedComponent> {
    let statuses = [ComponentStatus::MajorOutage, ComponentStatus::DegradedPerformance, ComponentStatus::Operational];
    let one = |random: &mut Rng| AffectedComponent {
        id: component_id(one(random, &["api", "web", "old-api", "gone"])),
        status: one(random, &statuses),
    };
    (0..random.usize(..4)).map(|_| one(random)).collect()
}

/// A time within the last three years, often in the days of the history, seldom ahead, and often at the start of a day.
fn some_time(as_of: Timestamp, random: &mut Rng) -> Timestamp {
    let days = one(random, &[2, 20, 100, 100, 400, 1_100]);
    let back = if random.u8(..12) == 0 { -random.i64(0..2 * DAY) } else { random.i64(0..days * DAY) };
    let time = as_of.plus_millis(-back);
    match random.u8(..4) {
        0 => {
            let zone = NamedZone::new(one(random, &ZONES)).expect("a zone");
            Date::of(time, &zone).start(&zone)
        }
        1 => time.plus_millis(-time.millis().rem_euclid(MINUTE)),
        _ => time,
    }
}

fn some_incident(number: usize, as_of: Timestamp, random: &mut Rng) -> Incident {
    let created = some_time(as_of, random);
    let length = one(random, &[20_000, 30 * MINUTE, 30 * MINUTE, DAY, 40 * DAY]);
    let is_open = random.u8(..6) == 0;
    let resolved = match random.u8(..12) {
        _ if is_open => None,
        // Not readable, before the start, and in the future.
        0 => None,
        1 => Some(created.plus_millis(-DAY)),
        2 => Some(as_of.plus_millis(DAY)),
        _ => Some(created.plus_millis(random.i64(0..length))),
    };
    let entry = |number: usize, random: &mut Rng| Entry {
        id: EntryId::new(&format!("e{number}")),
        message: "We look into it.".into(),
        date: Some(created.plus_millis(random.i64(0..length))).filter(|_| random.u8(..8) > 0),
        status: if is_open { Status::Identified } else { Status::Resolved },
        components: some_components(random),
        edited: None,
    };
    let timeline = (0..random.usize(..4)).map(|number| entry(number, random)).collect();
    let (timeline, affected) = match random.u8(..4) {
        0 => (None, None),
        1 => (None, Some(some_components(random))),
        _ => (Some(Timeline::new(timeline, 0)), None),
    };
    let impacts = [Impact::None, Impact::Minor, Impact::Major, Impact::Critical, Impact::Other("dire".into())];
    Incident {
        id: IncidentId::new(&format!("i{number}")).expect("an ID"),
        name: format!("Incident {number}"),
        status: if is_open { Status::Identified } else { Status::Resolved },
        impact: one(random, &impacts),
        created: Some(created).filter(|_| random.u8(..12) > 0),
        resolved,
        timeline,
        affected,
    }
}

fn some_maintenance(number: usize, as_of: Timestamp, random: &mut Rng) -> Maintenance {
    let start = some_time(as_of, random);
    let end = start.plus_millis(random.i64(1..3 * DAY));
    let cancelled = start.plus_millis(random.i64(-DAY..DAY));
    let seldom = |random: &mut Rng, time: Timestamp| Some(time).filter(|_| random.u8(..5) == 0);
    Maintenance {
        id: MaintenanceId::new(&format!("m{number}")).expect("an ID"),
        name: format!("Work {number}"),
        message: String::new(),
        planned_start: Some(start),
        planned_end: Some(end),
        actual_start: seldom(random, start.plus_millis(30 * MINUTE)),
        actual_end: seldom(random, end.plus_millis(2 * DAY)),
        cancelled: seldom(random, cancelled),
        auto_complete: random.bool(),
        components: some_components(random).into_iter().map(|component| component.id).collect(),
        internal: false,
    }
}

fn some_data(as_of: Timestamp, random: &mut Rng) -> StatusData {
    let incidents = (0..random.usize(..16)).map(|number| some_incident(number, as_of, random)).collect();
    let maintenances = (0..random.usize(..6)).map(|number| some_maintenance(number, as_of, random)).collect();
    let seldom = |random: &mut Rng| usize::from(random.u8(..10) == 0);
    let list = IncidentList::new(incidents, seldom(random));
    let maintenances = MaintenanceList::new(maintenances, seldom(random));
    StatusData::new(list, if random.u8(..10) == 0 { maintenances.outdated() } else { maintenances })
}

/// The data as the app gets it.
fn whole(documents: &Documents, data: &StatusData, config: &Config) -> StatusData {
    let mut incidents = Snapshot::decode(&documents.incidents_json()).expect("a list").data.incidents;
    let (mut maintenances, _) = decode_maintenances(&documents.maintenances_json()).expect("a list");
    let incidents = Arc::get_mut(&mut incidents).expect("nobody else has it");
    config.renames().apply(incidents, &mut maintenances);
    let is_outdated = data.maintenances.is_outdated();
    StatusData::new(incidents.clone(), if is_outdated { maintenances.outdated() } else { maintenances })
}

/// A page that a visitor sees.
struct Seen<'a> {
    config: &'a Config,
    zone: &'a str,
    route: &'a Route,
    as_of: Timestamp,
}

impl Seen<'_> {
    /// The markup, with the day bars as a table as well.
    fn render(&self, data: &StatusData, months: Option<&Vec<Month>>, past: Option<&Past>) -> String {
        let answer = Answer {
            data: data.clone(),
            source: Source::Embedded,
            as_of: Some(self.as_of),
            age_on_arrival: None,
            received: MonotonicInstant::from_millis(0),
            stale_after: model::Duration::from_millis(0),
        };
        let formatting = Formatting {
            config: Arc::new(self.config.clone()),
            links: SiteUrls { root: "./".into(), style: UrlStyle::Files },
            zone: Arc::new(NamedZone::new(self.zone).expect("a zone")),
            service_zone: Some(Arc::new(NamedZone::new("Europe/London").expect("a zone"))),
            text: PageText::english(),
        };
        let assessment = Assessment::of(Some(&answer), None);
        let view = PageView {
            months: months.cloned().map(Arc::new),
            past: past.cloned().map(Arc::new),
            day: DayChoice { has_table: true, ..DayChoice::default() },
            ..PageView::at_rest(formatting, self.route.clone(), Some(data.clone()), assessment)
        };
        prerender(&view)
    }
}

/// The bars and the table, which has the minutes of each day; nothing for a year that hasn't begun.
fn bars(html: &str) -> &str {
    if html.contains("data-history=") { between(html, "<div class=\"chart\">", "</table>") } else { "" }
}

/// The figures; nothing on pages that have none.
fn figures(html: &str) -> &str {
    if html.contains("class=\"section figures\"") {
        between(html, "class=\"section figures\"", "</section>")
    } else {
        ""
    }
}

fn block(html: &str) -> DataBlock {
    DataBlock::decode(between(html, "<script type=\"application/json\" id=\"statuspane-data\">", "</script>"))
        .expect("data")
}

fn parts() -> BuiltParts {
    let folder = tempfile::tempdir().expect("a folder");
    site::build(folder.path(), "0123456789abcdef");
    BuiltParts::read(|name| fs::read_to_string(folder.path().join(name))).expect("a built page")
}

fn documents(config: &str, data: StatusData) -> Documents {
    let (settings, problems) = SiteSettings::of(config, String::new()).expect("a configuration");
    assert_eq!(problems, []);
    Documents::new(Arc::new(Frame::new(&parts(), settings, None, Delivery::Served)), data, "v".into())
}

#[test]
fn a_document_and_the_app_with_the_whole_list_say_the_same_of_every_day() {
    let seed = seed();
    let mut random = Rng::with_seed(seed);
    let (mut days, mut from_past, mut with_figures) = (0, 0, 0);
    for round in 0..100 {
        let as_of = at(one(&mut random, &ENDS)).plus_millis(one(&mut random, &[0, 0, 7 * MINUTE, 11 * 3_600_000]));
        let data = some_data(as_of, &mut random);
        let own_zone = one(&mut random, &ZONES);
        let history_days = one(&mut random, &[1, 7, 30, 90, 90]);
        let hours = [
            json!(null),
            json!({"zone": "Europe/London", "days": ["mon", "fri", "sat"], "from": "08:00", "to": "18:00"}),
            json!({"zone": "Europe/London", "days": ["sun", "wed"], "from": "22:00", "to": "06:30"}),
        ];
        let config = json!({
            "timeZone": own_zone, "serviceHours": one(&mut random, &hours), "recentDays": one(&mut random, &[1, 3, 14, 60]), "historyDays": history_days,
            "components": [
                {"id": "api", "name": "API", "previousIds": ["old-api"]},
                {"id": "web", "name": "Website", "startDate": Date::of(as_of, &model::Utc).plus_days(-20).to_iso()},
            ],
        });
        let documents = documents(&config.to_string(), data.clone());
        let (config, _) = Config::from_value(&config);
        let whole = whole(&documents, &data, &config);
        let mut pages = vec![(Route::Home, documents.front(as_of))];
        for component in &config.components {
            let page = documents.leaf(&documents.of_component(component, as_of), as_of);
            pages.push((Route::Component(ItemRef::Slug(slug(component.id.as_str()))), page));
        }
        let this_year = Date::of(as_of, &model::Utc).year();
        for year in this_year - 2..=this_year {
            pages.push((Route::Year(year), documents.leaf(&documents.of_year(year, as_of), as_of)));
        }
        let others = [one(&mut random, &ZONES), one(&mut random, &ZONES)];
        for (route, page) in &pages {
            let DataBlock { part, months, past, as_of: at, .. } = block(page);
            assert_eq!(at, Some(as_of));
            from_past += past.as_ref().map_or(0, |past| past.intervals.len());
            for zone in [own_zone].iter().chain(&others) {
                let case = format!("STATUSPANE_SEED={seed}, round {round}, {route:?}, {zone}, of {own_zone}");
                let seen = Seen { config: &config, zone, route, as_of };
                let by_part = seen.render(&part.data, months.as_ref(), past.as_ref());
                let by_whole = seen.render(&whole, None, None);
                let (rows, expected_rows) = (day_rows(&by_part), day_rows(&by_whole));
                for (row, expected) in rows.iter().zip(&expected_rows) {
                    assert_eq!(row.days.len(), expected.days.len(), "{case}");
                    for (day, expected) in row.days.iter().zip(&expected.days) {
                        assert_eq!(day, expected, "{case}, {}: {past:#?}\n{:#?}", row.id, whole);
                    }
                    days += row.days.len();
                }
                assert_eq!(figures(&by_part), figures(&by_whole), "{case}: {past:#?}\n{whole:#?}");
                with_figures += usize::from(figures(&by_part).contains("%</td>"));
                let (found, expected) = (bars(&by_part), bars(&by_whole));
                // A document links to months of its own zone as well: they have a page too.
                // A document links to months of its own zone as well: they have a page too.
                let parts = |bars: &str| -> Vec<String> {
                    let parts = bars.split(['<', '>']).filter(|part| !part.starts_with("a href") && *part != "/a");
                    parts.filter(|part| !part.is_empty()).map(str::to_owned).collect()
                };
                let (found, expected) = (parts(found), parts(expected));
                let differing = found.iter().zip(&expected).find(|(found, expected)| found != expected);
                assert_eq!((differing, found.len()), (None, expected.len()), "{case}: {past:#?}\n{whole:#?}");
                if *zone == own_zone {
                    assert_eq!(day_rows(page), expected_rows, "{case}: the document itself");
                    assert_eq!(figures(page), figures(&by_whole), "{case}: the document itself");
                }
            }
        }
    }
    eprintln!("{days} days, {from_past} intervals of the past, {with_figures} pages with figures");
    assert!(with_figures > 100, "{with_figures}");
    assert!(days > 100_000 && from_past > 500, "{days} days, {from_past} intervals");
}

#[test]
fn the_document_of_a_component_that_nothing_happens_to_changes_once_a_month() {
    let incident = Incident {
        created: Some(at("2024-05-02T10:00:00Z")),
        resolved: Some(at("2024-05-02T11:00:00Z")),
        status: Status::Resolved,
        ..some_incident(0, at("2026-11-02T14:00:00Z"), &mut Rng::with_seed(1))
    };
    let documents = documents(
        &json!({"components": [{"id": "api", "name": "API"}]}).to_string(),
        StatusData::of(IncidentList::new(vec![incident], 0)),
    );
    let component = &documents.frame().config().components[0];
    let content = |time| documents.of_component(component, at(time)).content();
    assert_eq!(content("2026-11-02T14:00:00Z"), content("2026-11-30T12:00:00Z"));
    assert_ne!(content("2026-11-30T12:00:00Z"), content("2026-12-02T14:00:00Z"));
}

#[test]
fn an_unreadable_past_makes_no_day_clear() {
    let as_of = at("2026-11-23T12:00:00Z");
    let incident = Incident {
        created: Some(at("2026-10-02T10:00:00Z")),
        resolved: Some(at("2026-10-02T11:00:00Z")),
        status: Status::Resolved,
        ..some_incident(0, as_of, &mut Rng::with_seed(1))
    };
    let data = StatusData::of(IncidentList::new(vec![incident], 0));
    let config = json!({"components": [{"id": "api", "name": "API"}]});
    let documents = documents(&config.to_string(), data);
    let (config, _) = Config::from_value(&config);
    let year = documents.leaf(&documents.of_year(2026, as_of), as_of);
    for (route, page) in [(Route::Home, documents.front(as_of)), (Route::Year(2026), year)] {
        let text = between(&page, "<script type=\"application/json\" id=\"statuspane-data\">", "</script>");
        let value: serde_json::Value = serde_json::from_str(text).expect("JSON");
        let good = value["past"].clone();
        assert_eq!(good.as_array().map(Vec::len), Some(1), "{route:?}: {good}");
        // In the same minute: the start of each but the first is a difference.
        let start = 0;
        for past in [
            json!(null),
            json!({}),
            json!(7),
            json!([null]),
            json!([good[0], null]),
            json!([good[0], []]),
            json!([good[0], [start, 5, 1]]),
            json!([good[0], [start, 5, 1, null, 1]]),
            json!([good[0], [start, 5, "dire", null]]),
            json!([good[0], [start, 5, 7, null]]),
            json!([good[0], ["soon", 5, 1, null]]),
            json!([good[0], [0.5, 5, 1, null]]),
            json!([good[0], [start, 5, 1, [7]]]),
            json!([good[0], [start, 5, 1, [""]]]),
            json!([good[0], [start, "long", 1, null]]),
            json!([good[0], [start, 0.5, 1, null]]),
            json!([good[0], [start, 5, 1, "api"]]),
            json!([good[0], [start, 5, 1, {}]]),
        ] {
            let mut value = value.clone();
            value["past"] = past.clone();
            let block = DataBlock::from_value(value).expect("the rest is readable");
            let seen = Seen { config: &config, zone: "UTC", route: &route, as_of };
            let rows = day_rows(&seen.render(&block.part.data, block.months.as_ref(), block.past.as_ref()));
            // Whatever becomes of the interval, the day of the one that could be read isn't clear.
            for row in rows.iter().filter(|row| row.days.iter().any(|(date, _)| date.to_iso() == "2026-10-02")) {
                let clear = row.count(model::bars::DayKind::Clear);
                let is_known = block.past.is_some();
                assert!(is_known || clear == 0, "{route:?}, {past}: {clear} days are clear");
                assert_ne!(row.on("2026-10-02"), model::bars::DayKind::Clear, "{route:?}, {past}");
            }
        }
    }
}

#[test]
fn an_interval_beyond_all_times_stops_no_page() {
    let as_of = at("2026-11-23T12:00:00Z");
    let config = json!({"components": [{"id": "api", "name": "API"}]});
    let documents = documents(&config.to_string(), StatusData::default());
    let (config, _) = Config::from_value(&config);
    let page = documents.front(as_of);
    let text = between(&page, "<script type=\"application/json\" id=\"statuspane-data\">", "</script>");
    let value: serde_json::Value = serde_json::from_str(text).expect("JSON");
    let now = as_of.millis() / MINUTE;
    for (start, length) in
        [(i64::MAX, i64::MAX), (now, i64::MAX), (i64::MIN, i64::MIN), (i64::MIN, 5), (now, -5), (now, 0)]
    {
        let mut value = value.clone();
        value["past"] = json!([[start, length, 1, null]]);
        let block = DataBlock::from_value(value).expect("the rest is readable");
        let seen = Seen { config: &config, zone: "UTC", route: &Route::Home, as_of };
        let rows = day_rows(&seen.render(&block.part.data, block.months.as_ref(), block.past.as_ref()));
        assert_eq!(rows.len(), 2, "{start} {length}");
    }
}

/// The most bytes that the day bars of the front page have with 40 components and 200 incidents in 90 days, with brotli.
const CHART_MOST: usize = 4_000;
/// The same of the intervals in its data block, of what isn't in the last 14 days.
const PAST_MOST: usize = 2_000;

#[test]
fn the_day_bars_of_a_large_page_are_small() {
    let as_of = at("2026-11-23T12:03:00Z");
    let mut random = Rng::with_seed(40);
    let ids: Vec<String> = (0..40).map(|number| format!("component-{number}")).collect();
    let incident = |number: usize, random: &mut Rng| {
        let created = as_of.plus_millis(-random.i64(0..90 * DAY));
        let affected = (0..random.usize(1..4)).map(|_| AffectedComponent {
            id: component_id(&ids[random.usize(..40)]),
            status: ComponentStatus::MajorOutage,
        });
        Incident {
            id: IncidentId::new(&format!("i{number}")).expect("an ID"),
            name: format!("Incident {number}"),
            status: Status::Resolved,
            impact: [Impact::Minor, Impact::Major, Impact::Critical][number % 3].clone(),
            created: Some(created),
            affected: Some(affected.collect()),
            timeline: None,
            resolved: Some(created.plus_millis(random.i64(5..600) * MINUTE)),
        }
    };
    let incidents = (0..200).map(|number| incident(number, &mut random)).collect();
    let components: Vec<_> = ids.iter().map(|id| json!({"id": id, "name": format!("The {id}")})).collect();
    let config = json!({ "components": components }).to_string();
    let page = documents(&config, StatusData::of(IncidentList::new(incidents, 0))).front(as_of);
    let packed = |text: &str| {
        let mut packed = Vec::new();
        let mut writer = brotli::CompressorWriter::new(&mut packed, 4_096, 11, 22);
        writer.write_all(text.as_bytes()).expect("it packs");
        drop(writer);
        packed.len()
    };
    let chart = between(&page, "<div class=\"chart\">", "<p class=\"axis\"");
    let past = between(&page, "\"past\":", "\"version\"");
    let without = page.replace(chart, "").replace(past, "");
    eprintln!(
        "41 rows: {} bytes, {} with brotli; past: {} bytes, {} with brotli; the page: {} with brotli, {} without both",
        chart.len(),
        packed(chart),
        past.len(),
        packed(past),
        packed(&page),
        packed(&without)
    );
    assert!(packed(chart) <= CHART_MOST, "{} bytes", packed(chart));
    assert!(packed(past) <= PAST_MOST, "{} bytes", packed(past));
}
