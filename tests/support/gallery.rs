//! Every state of the public page, with the name of its file in the gallery.

use crate::page_state::{NOW, PageState};
use crate::shared as builders;
use builders::component;
use contract::config::{Component, Config, ConfigProblem, Expected, ZonedHours};
use contract::incident_api::{ApiError, Cause};
use contract::route::{ItemRef, Route};
use model::figures::ServiceHours;
use model::incident::Timeline;
use model::{
    ComponentId, ComponentStatus, Duration, Entry, EntryId, Impact, Incident, IncidentList, Maintenance, MaintenanceId,
    MaintenanceList, Month, Offset, Source, Status, Timestamp, Zone,
};
use statuspane::components::{Subject, Waiting};
use std::sync::Arc;

/// A page of the gallery's company, with a running app.
fn running(incidents: Vec<Incident>) -> PageState {
    PageState { config: config(), ..PageState::running(incidents) }
}

/// The same before the app runs.
fn at_rest(incidents: Vec<Incident>) -> PageState {
    PageState { config: config(), ..PageState::at_rest(incidents) }
}

/// Each state with the name of its file.
pub fn states() -> Vec<(&'static str, PageState)> {
    let open = |impact| [vec![checkout(impact)], past()].concat();
    let about = |incident: Incident| {
        (Route::Incident(ItemRef::Id(incident.id.as_str().to_owned())), Subject::Found(Arc::new(incident)))
    };
    let (route, subject) = about(checkout(Impact::Major));
    let (old_route, old_subject) = about(past().remove(1));
    let (planned_route, planned_subject) = about(planned());
    let (off_route, off_subject) = about(called_off(9));
    let work = maintenances(-40, 80).remove(0);
    let work_route = Route::Maintenance(ItemRef::Id(work.id.as_str().to_owned()));
    let work_subject = Subject::Maintenance(Arc::new(work));
    let trouble = |cause, next| Some((ApiError::of(cause), next));
    let november = Month::new(2026, 11);
    vec![
        ("well", running(past())),
        ("rest", at_rest(past())),
        ("rest-major", at_rest(open(Impact::Major))),
        ("stale", PageState { age: Some(Duration::from_seconds(11_000)), ..running(past()) }),
        (
            "unknown",
            PageState {
                list: None,
                trouble: trouble(Cause::NoAnswer, Some(Duration::from_seconds(40))),
                ..running(Vec::new())
            },
        ),
        ("loading", PageState { list: None, waiting: Waiting::Visibly, ..running(Vec::new()) }),
        (
            "trouble",
            PageState {
                age: Some(Duration::from_seconds(700)),
                trouble: trouble(Cause::ServerFailed(503), Some(Duration::from_seconds(95))),
                ..running(open(Impact::Minor))
            },
        ),
        ("paused", PageState { paused: true, age: Some(Duration::from_seconds(130)), ..running(past()) }),
        ("minor", running(open(Impact::Minor))),
        ("major", running(open(Impact::Major))),
        ("critical", running(open(Impact::Critical))),
        ("notice", running([vec![notice()], past()].concat())),
        ("many", running([vec![notice(), checkout(Impact::Critical), search()], past(), crowd()].concat())),
        ("day-full", running([vec![recovering()], storm()].concat())),
        ("incident-recovering", PageState { zone: Arc::new(Nepal), ..about_incident(recovering(), 0) }),
        ("planned", running([vec![planned(), long(), called_off(9), called_off(-2)], past()].concat())),
        ("planned-rest", at_rest([vec![planned(), called_off(9)], past()].concat())),
        ("incident-upcoming", PageState { route: planned_route, subject: planned_subject, ..running(past()) }),
        ("incident-cancelled", PageState { route: off_route, subject: off_subject, ..running(past()) }),
        (
            "month-continued",
            PageState {
                route: november.map_or(Route::Home, Route::Month),
                ..running([vec![long(), called_off(-2), ancient()], past()].concat())
            },
        ),
        ("maintenance", running(past()).with(maintenances(-40, 80))),
        ("maintenance-rest", at_rest(past()).with(maintenances(-40, 80))),
        ("maintenance-planned", running(past()).with(maintenances(2 * DAY, 2 * DAY + 120))),
        ("maintenance-overrun", running(open(Impact::Minor)).with(overrun())),
        (
            "maintenance-outdated",
            PageState { maintenances: MaintenanceList::new(maintenances(-40, 80), 0).outdated(), ..running(past()) },
        ),
        (
            "maintenance-page",
            PageState { route: work_route, subject: work_subject, ..running(past()) }.with(maintenances(-40, 80)),
        ),
        (
            "maintenance-missing",
            PageState {
                route: Route::Maintenance(ItemRef::Slug("gone".into())),
                subject: Subject::Missing,
                ..running(past())
            },
        ),
        ("earlier", running([vec![ancient()], past()].concat())),
        ("hostile", running([hostile(), past()].concat())),
        ("unreadable", PageState { list: Some(IncidentList::new(past(), 2)), ..running(Vec::new()) }),
        (
            "empty",
            PageState {
                config_problems: vec![
                    ConfigProblem { key: "refreshSeconds".into(), expected: Expected::Number(5, 86_400) },
                    ConfigProblem { key: "titel".into(), expected: Expected::KnownKey },
                ],
                config: Config::default(),
                ..running(Vec::new())
            },
        ),
        ("component", component_page("search", running(past()))),
        ("component-rest", component_page("pay", at_rest(open(Impact::Major)))),
        (
            "component-open",
            component_page("pay", running(open(Impact::Major)).with(maintenances(2 * DAY, 2 * DAY + 120))),
        ),
        ("component-maintenance", component_page("api", running(past()).with(maintenances(-40, 80)))),
        (
            "component-unknown",
            component_page("us", PageState { list: Some(IncidentList::new(past(), 1)), ..running(Vec::new()) }),
        ),
        ("component-figures", figured()),
        ("component-missing", component_page("gone", running(past()))),
        ("components-nested", PageState { config: nested(), ..running(open(Impact::Major)) }),
        ("incident", PageState { route, subject, ..running(open(Impact::Major)) }),
        ("incident-past", PageState { route: old_route, subject: old_subject, ..running(past()) }),
        (
            "incident-missing",
            PageState {
                route: Route::Incident(ItemRef::Slug("gone".into())),
                subject: Subject::Missing,
                ..running(past())
            },
        ),
        (
            "incident-failed",
            PageState {
                route: Route::Incident(ItemRef::Slug("gone".into())),
                subject: Subject::Failed(ApiError::of(Cause::TimedOut)),
                ..running(past())
            },
        ),
        (
            "month",
            PageState { route: november.map_or(Route::Home, Route::Month), ..running([past(), crowd()].concat()) },
        ),
        (
            "month-empty",
            PageState {
                route: Month::new(2020, 2).map_or(Route::Home, Route::Month),
                ..running([past(), crowd()].concat())
            },
        ),
        ("not-found", PageState { route: Route::NotFound, ..running(past()) }),
        ("loading-briefly", PageState { list: None, waiting: Waiting::Briefly, ..running(Vec::new()) }),
        ("interfered", PageState { interfered: true, ..running(past()) }),
        ("none-yet", running(Vec::new())),
        ("none-yet-rest", PageState { age: None, source: Source::Embedded, ..running(Vec::new()) }),
        ("age-unknown", PageState { age: None, source: Source::Snapshot, ..running(open(Impact::Minor)) }),
        (
            "time-unknown",
            PageState {
                age: None,
                as_of: None,
                source: Source::Stored,
                trouble: trouble(Cause::TimedOut, None),
                paused: true,
                ..running(open(Impact::Major))
            },
        ),
        (
            "stale-paused",
            PageState { age: Some(Duration::from_seconds(11_000)), paused: true, ..running(open(Impact::Critical)) },
        ),
        ("unreadable-open", PageState { list: Some(IncidentList::new(open(Impact::Major), 1)), ..running(Vec::new()) }),
        (
            "unreadable-rest",
            PageState {
                list: Some(IncidentList::new(past(), 1)),
                age: None,
                source: Source::Embedded,
                ..running(Vec::new())
            },
        ),
        ("zone", PageState { zone: Arc::new(Nepal), ..running(open(Impact::Minor)) }),
        ("links", PageState { config: linked(), ..running(open(Impact::Minor)) }),
        (
            "components-many",
            PageState { config: crowded(), ..running([vec![checkout(Impact::Major), search()], past()].concat()) },
        ),
        (
            "components-loading",
            PageState { config: crowded(), list: None, waiting: Waiting::Visibly, ..running(Vec::new()) },
        ),
        ("undated", running([undated(), past()].concat())),
        ("earlier-many", PageState { config: linked(), ..running([centuries(), past()].concat()) }),
        (
            "months-carried",
            PageState {
                age: None,
                source: Source::Embedded,
                months: Some((1..=12).rev().filter_map(|number| Month::new(2025, number)).collect()),
                ..running(past())
            },
        ),
        ("month-open", PageState { route: other("2026-11"), ..running(open(Impact::Critical)) }),
        (
            "month-unreadable",
            PageState { route: other("2026-11"), list: Some(IncidentList::new(past(), 3)), ..running(Vec::new()) },
        ),
        ("month-ahead", PageState { route: other("2027-02"), ..running(past()) }),
        ("month-loading", PageState { route: other("2026-11"), list: None, ..running(Vec::new()) }),
        ("incident-long", about_incident(checkout_for_days(), 0)),
        ("incident-unreadable", about_incident(checkout(Impact::Major), 2)),
        ("incident-silent", about_incident(incident("s1", "Nothing was said", Impact::Minor, 90, None, vec![]), 0)),
        ("incident-hostile", about_incident(hostile().remove(2), 0)),
        ("incident-formatted", about_incident(formatted(), 0)),
        ("incident-undated", about_incident(undated().remove(0), 0)),
        (
            "incident-without-timeline",
            PageState {
                subject: Subject::Found(Arc::new(Incident { timeline: None, ..checkout(Impact::Major) })),
                ..about_incident(checkout(Impact::Major), 0)
            },
        ),
        (
            "incident-loading",
            PageState { subject: Subject::Waiting(Waiting::Visibly), ..about_incident(checkout(Impact::Major), 0) },
        ),
        (
            "incident-rest",
            PageState {
                age: None,
                source: Source::Embedded,
                zone: Arc::new(Nepal),
                ..about_incident(checkout(Impact::Critical), 0)
            },
        ),
    ]
}

fn minutes_ago(minutes: i64) -> Timestamp {
    builders::at(NOW).plus_millis(-minutes * 60_000)
}

fn config() -> Config {
    let (config, problems) = Config::decode(
        r#"{
            "title": "Northwind Cloud",
            "supportUrl": "https://example.com/help",
            "subscribeUrl": "https://example.com/subscribe",
            "components": [
                {"id": "web", "name": "Website", "description": "Public pages and documentation"},
                {"id": "api", "name": "API", "group": "Platform"},
                {"id": "pay", "name": "Payments", "group": "Platform", "description": "Card payments and payouts"},
                {"id": "search", "name": "Search", "group": "Platform"},
                {"id": "eu", "name": "Frankfurt", "group": "Regions"},
                {"id": "us", "name": "Virginia", "group": "Regions"}
            ]
        }"#,
    );
    assert!(problems.is_empty(), "The gallery's configuration is wrong: {problems:?}");
    config
}

fn incident(id: &str, name: &str, impact: Impact, began: i64, lasted: Option<i64>, entries: Vec<Entry>) -> Incident {
    let status = entries.first().map_or(Status::Resolved, |entry| entry.status.clone());
    Incident {
        name: name.into(),
        created: Some(minutes_ago(began)),
        resolved: lasted.map(|lasted| minutes_ago(began - lasted)),
        timeline: Some(Timeline::new(entries, 0)),
        ..builders::incident(id, status, impact)
    }
}

fn entry(minutes: i64, status: Status, message: &str, components: &[(&str, ComponentStatus)]) -> Entry {
    Entry {
        id: EntryId::new(&minutes.to_string()),
        date: Some(minutes_ago(minutes)),
        components: components.iter().map(|(id, status)| component(id, status.clone())).collect(),
        ..builders::entry(message, status, "")
    }
}

fn checkout(impact: Impact) -> Incident {
    let entries = vec![
        entry(
            4,
            Status::Monitoring,
            "A fix is in place and payments succeed again. We are watching the error rate before we close this.\n\n\
             Payments that failed since 11:41 UTC were not charged and can be repeated.",
            &[("pay", ComponentStatus::PartialOutage), ("api", ComponentStatus::DegradedPerformance)],
        ),
        entry(14, Status::Identified, "A certificate at our payment provider has expired. They are replacing it.", &[]),
        entry(21, Status::Investigating, "Card payments fail for many customers. We are looking for the cause.", &[]),
        entry(22, Status::Investigating, "We are looking into reports about failing payments.", &[]),
    ];
    incident("pay-1", "Card payments fail at checkout", impact, 22, None, entries)
}

fn search() -> Incident {
    let entries = vec![entry(
        310,
        Status::Identified,
        "Results can be up to an hour old. The index is being rebuilt.",
        &[("search", ComponentStatus::DegradedPerformance), ("legacy-index-7", ComponentStatus::UnderMaintenance)],
    )];
    incident("search-9", "Search results are out of date", Impact::Minor, 312, None, entries)
}

fn notice() -> Incident {
    let entries = vec![entry(
        95,
        Status::Monitoring,
        "We are moving the Frankfurt region to new routers until 16:00 UTC. No interruption is expected.",
        &[("eu", ComponentStatus::UnderMaintenance)],
    )];
    incident("eu-4", "Router replacement in Frankfurt", Impact::None, 96, None, entries)
}

/// An outage over midnight, of which a part is over.
fn recovering() -> Incident {
    use ComponentStatus::{DegradedPerformance, MajorOutage, Operational};
    let entries = vec![
        entry(
            35,
            Status::Monitoring,
            "Sign-in and the API work again. Payments are slow until the queue is empty.",
            &[("pay", DegradedPerformance), ("api", Operational), ("web", Operational)],
        ),
        entry(725, Status::Identified, "A core switch has failed. Traffic is moved to the other one.", &[]),
        entry(
            735,
            Status::Investigating,
            "Nothing answers. We are looking into it.",
            &[("pay", MajorOutage), ("api", MajorOutage), ("web", MajorOutage)],
        ),
    ];
    incident("core-1", "Nothing answers in Frankfurt", Impact::Critical, 736, None, entries)
}

/// A day with more incidents than anybody wants to read.
fn storm() -> Vec<Incident> {
    let names =
        ["API", "Sign-in", "Search", "Payments", "A name of an incident that has more words than a line has room for"];
    let ids = ["api", "web", "search", "pay", "eu"];
    let one = |n: i64| {
        let at = usize::try_from(n).unwrap_or(0) % names.len();
        let components: Vec<_> = ids[..at + 1].iter().map(|id| (*id, ComponentStatus::PartialOutage)).collect();
        let entries = vec![entry(1_500 + n * 40, Status::Resolved, "Over.", &components)];
        let impact = [Impact::Minor, Impact::Major, Impact::None][at % 3].clone();
        incident(&format!("s{n}"), &format!("{} slow", names[at]), impact, 1_530 + n * 40, Some(12 + n * 7), entries)
    };
    (0..14).map(one).collect()
}

/// Work that is announced for in six days.
fn planned() -> Incident {
    let components = [("pay", ComponentStatus::UnderMaintenance), ("api", ComponentStatus::UnderMaintenance)];
    let message = "Payments and the API pause for up to an hour while we move the database.";
    let entries = vec![entry(-9_000, Status::Investigating, message, &components)];
    incident("db-2", "Move of the payment database", Impact::None, -9_000, None, entries)
}

/// Work that was planned so many days from now, and called off.
/// The minutes of a day.
const DAY: i64 = 1_440;

/// A maintenance that begins and ends so many minutes from now.
fn maintenance(id: &str, name: &str, start: i64, end: i64) -> Maintenance {
    Maintenance {
        id: MaintenanceId::new(id).expect("an ID"),
        name: name.to_owned(),
        message: "We are moving the databases to **new machines**. Checkout stays up; search may be slow for minutes."
            .to_owned(),
        planned_start: Some(minutes_ago(-start)),
        planned_end: Some(minutes_ago(-end)),
        actual_start: None,
        actual_end: None,
        cancelled: None,
        auto_complete: true,
        components: ["api", "search"].into_iter().filter_map(ComponentId::new).collect(),
        internal: false,
    }
}

/// One in this window, one planned, one over and one that was called off.
fn maintenances(start: i64, end: i64) -> Vec<Maintenance> {
    let cancelled = Some(minutes_ago(4 * DAY));
    vec![
        maintenance("work", "Database upgrade", start, end),
        maintenance("later", "New certificates for the API", 6 * DAY, 6 * DAY + 30),
        Maintenance {
            components: Vec::new(),
            ..maintenance("over", "Network maintenance in Frankfurt", -3 * DAY, 90 - 3 * DAY)
        },
        Maintenance { cancelled, ..maintenance("off", "Mail server upgrade", 60 - 3 * DAY, 120 - 3 * DAY) },
    ]
}

/// One that goes on though its planned end has passed.
fn overrun() -> Vec<Maintenance> {
    vec![Maintenance { auto_complete: false, ..maintenance("work", "Database upgrade", -200, -20) }]
}

fn called_off(days: i64) -> Incident {
    let entries = vec![entry(4_400, Status::Resolved, "The replacement is not needed any more.", &[])];
    let resolved = Some(minutes_ago(4_400));
    let incident =
        incident(&format!("off{days}"), "Replacement of a router", Impact::None, -1_440 * days, None, entries);
    Incident { resolved, ..incident }
}

/// An outage of weeks.
fn long() -> Incident {
    incident("long-3", "E-mail arrives late", Impact::Major, 21 * 1_440, Some(18 * 1_440 + 700), vec![])
}

/// An incident from before all months.
fn ancient() -> Incident {
    incident("unix", "The clock was wound up", Impact::Minor, 29_923_923, Some(60), vec![])
}

fn past() -> Vec<Incident> {
    let done = |minutes| entry(minutes, Status::Resolved, "Everything works as before.", &[]);
    let day = 1_440;
    vec![
        incident(
            "a1",
            "Slow responses from the API",
            Impact::Minor,
            day + 500,
            Some(74),
            vec![
                done(day + 426),
                entry(
                    day + 490,
                    Status::Identified,
                    "A query got slow after yesterday's release.",
                    &[("api", ComponentStatus::DegradedPerformance)],
                ),
            ],
        ),
        incident(
            "a2",
            "Sign-in unavailable",
            Impact::Critical,
            4 * day + 80,
            Some(134),
            vec![
                done(4 * day - 54),
                entry(
                    4 * day + 30,
                    Status::Monitoring,
                    "Sign-in works again for everybody.",
                    &[("web", ComponentStatus::MajorOutage)],
                ),
                entry(4 * day + 78, Status::Investigating, "Nobody can sign in. All hands are on it.", &[]),
            ],
        ),
        incident("a3", "Delayed e-mail notifications", Impact::None, 4 * day + 600, Some(1_900), vec![done(3 * day)]),
        incident(
            "a4",
            "Exports of large reports time out",
            Impact::Major,
            9 * day + 200,
            Some(45),
            vec![done(9 * day)],
        ),
    ]
}

/// Every link that the page can have, and its other settings.
fn linked() -> Config {
    let own = Config { logo: Some("logo.svg".into()), homepage: Some("https://example.com/".into()), ..config() };
    Config { recent_days: 3, history_days: 30, time_zone: Some("Europe/Berlin".into()), ..own }
}

/// The page of a component.
fn component_page(id: &str, page: PageState) -> PageState {
    PageState { route: Route::Component(ItemRef::Id(id.into())), config: nested(), ..page }
}

/// The page of a component with a history of more than a year and service hours.
fn figured() -> PageState {
    let impacts = [Impact::Minor, Impact::Major, Impact::None, Impact::Minor, Impact::Critical];
    let mut incidents = vec![ancient()];
    for n in 0..18_i64 {
        let impact = impacts[usize::try_from(n).unwrap_or(0) % impacts.len()].clone();
        let (began, lasted) = (n * n * 1_700 + 2_000, 15 + n * 23);
        let affected = [("api", ComponentStatus::PartialOutage)];
        let entries = vec![entry(began, Status::Resolved, "Over.", &affected)];
        incidents.push(incident(&format!("g{n}"), "Slow responses from the API", impact, began, Some(lasted), entries));
    }
    let mut state = component_page("api", running(incidents));
    let hours = ServiceHours { days: [true, true, true, true, true, false, false], from: 480, to: 1_080 };
    state.config.service_hours = Some(ZonedHours { zone: "UTC".into(), hours });
    state.service_zone = Some(state.zone.clone());
    state
}

/// Components in nested groups, with everything that can be said of one.
fn nested() -> Config {
    let (config, problems) = Config::decode(
        r#"{
            "title": "Northwind Cloud",
            "components": [
                {"id": "web", "name": "Website", "description": "Public pages and documentation"},
                {"id": "pay", "name": "Payments", "group": "Platform/Money", "description": "Card payments and payouts",
                 "url": "https://pay.northwind.example", "startDate": "2026-11-02"},
                {"id": "invoice", "name": "Invoices", "group": "Platform/Money"},
                {"id": "api", "name": "API", "group": "Platform"},
                {"id": "search", "name": "Search", "group": "Platform"},
                {"id": "fax", "name": "Fax gateway", "group": "Platform", "onlyShowIfDegraded": true},
                {"id": "eu", "name": "Frankfurt", "group": "Regions/Europe"},
                {"id": "us", "name": "Virginia", "group": "Regions/America/North"}
            ]
        }"#,
    );
    assert!(problems.is_empty(), "The gallery's configuration is wrong: {problems:?}");
    config
}

/// A configuration with forty components in groups.
fn crowded() -> Config {
    let component = |n: u32| Component {
        group: (!n.is_multiple_of(5)).then(|| format!("Group {}", n % 5)),
        description: n.is_multiple_of(3).then(|| format!("Does the work of number {n}")),
        ..Component::new(
            ComponentId::new(["pay", "api", "search"].get(n as usize).unwrap_or(&&*format!("c{n}")))
                .expect("The gallery's ids are not blank."),
            format!("Component {n}"),
        )
    };
    Config { components: (0..40).map(component).collect(), ..config() }
}

/// A month's page.
fn other(month: &str) -> Route {
    Month::parse(month).map_or(Route::Home, Route::Month)
}

/// A zone that is not a whole hour from UTC.
struct Nepal;

impl Zone for Nepal {
    fn offset(&self, _: Timestamp) -> Offset {
        Offset::from_seconds(20_700)
    }

    fn name(&self) -> &str {
        "Asia/Kathmandu"
    }
}

/// Incidents of which a time is missing.
fn undated() -> Vec<Incident> {
    let [open, mut over, mut endless] = ["u1", "u2", "u3"]
        .map(|id| Incident { created: None, ..incident(id, "A time is missing", Impact::Minor, 90, None, vec![]) });
    over.resolved = Some(minutes_ago(30));
    endless.created = Some(minutes_ago(3_000));
    endless.status = Status::Resolved;
    let status = Status::Investigating;
    vec![Incident { status, ..open }, over, endless]
}

/// More incidents from before all months than the page lists.
fn centuries() -> Vec<Incident> {
    let old = |n: i64| incident(&format!("old{n}"), "From the archive", Impact::None, 29_923_923 + n, Some(60), vec![]);
    (0..60).map(old).collect()
}

/// An incident with more entries than the front page shows.
fn checkout_for_days() -> Incident {
    let entries = (1..=60_i64).map(|n| {
        let status = if n < 20 { Status::Monitoring } else { Status::Identified };
        entry(n * 61, status, &format!("Report {n}: we are still at it."), &[("pay", ComponentStatus::MajorOutage)])
    });
    incident("pay-2", "Card payments fail for days", Impact::Critical, 3_700, None, entries.collect())
}

/// The page of an incident, of whose timeline so many entries could not be read.
fn about_incident(incident: Incident, unreadable: usize) -> PageState {
    let timeline = incident.timeline.as_ref().map(|all| Timeline::new(all.entries().to_vec(), unreadable));
    let subject = Subject::Found(Arc::new(Incident { timeline, ..incident.clone() }));
    let route = Route::Incident(ItemRef::Id(incident.id.as_str().to_owned()));
    PageState { route, subject, ..running([vec![incident], past()].concat()) }
}

fn crowd() -> Vec<Incident> {
    let impacts = [Impact::Minor, Impact::None, Impact::Major, Impact::Critical];
    (0..40_i64)
        .map(|n| {
            let impact = impacts[usize::try_from(n).unwrap_or(0) % impacts.len()].clone();
            let began = 20_000 + n * 9_000;
            incident(&format!("c{n}"), &format!("Degraded region {}", n % 7), impact, began, Some(20 + n * 7), vec![])
        })
        .collect()
}

/// Messages with all the markup that there is.
fn formatted() -> Incident {
    let long = "journalctl --unit=checkout --since=\"2026-11-23 11:40\" --output=json | jq -r '.MESSAGE | select(test(\"timeout\"))'";
    let list = format!(
        "**What works:** sign-in and *reads*. **What doesn’t:**\n\n- Uploads to `eu-west-1` larger than 5 MB\n- Webhooks:\n\
         \x20 1. `object.created` is late\n  2. `object.deleted` isn’t sent\n- [Everything else](https://status.example.com/docs)\n\n\
         A retry helps:\n\n```sh\nfor n in 1 2 3; do\n  upload \"$n\" && break\ndone\n{long}\n```\n\n\
         Questions? Write to <mailto:help@example.com>."
    );
    let arabic = "نعمل على **إصلاح** المشكلة:\n\n- `eu-west-1`\n- خدمة الدفع";
    let entries = vec![
        entry(5, Status::Monitoring, &list, &[("api", ComponentStatus::PartialOutage)]),
        entry(20, Status::Identified, arabic, &[]),
        entry(
            30,
            Status::Investigating,
            "Uploads fail on **2 * 3** nodes; `snake_case` and C:\\path stay.\nMore soon.",
            &[],
        ),
    ];
    incident("f1", "Uploads fail", Impact::Major, 31, None, entries)
}

fn hostile() -> Vec<Incident> {
    let long = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft".repeat(2);
    let message = format!("First line\nsecond line with {long}\n\nhttps://example.com/{}", "a/".repeat(120));
    let say = |status, text: &str| {
        vec![entry(50, status, text, &[("unnamed-component-0194f1c2", ComponentStatus::Other("on_fire".into()))])]
    };
    vec![
        incident("h1", &format!("{long} 🔥🧯"), Impact::Major, 50, None, say(Status::Investigating, &message)),
        incident(
            "h2",
            "انقطاع في خدمة الدفع",
            Impact::Minor,
            52,
            None,
            say(Status::Identified, "نعمل على إصلاح المشكلة."),
        ),
        incident(
            "h3",
            "\"><script>alert(1)</script>",
            Impact::Other("catastrophic".into()),
            54,
            None,
            say(Status::Other("waiting_for_vendor".into()), "<img src=x onerror=alert(1)>"),
        ),
        Incident {
            created: None,
            ..incident("h4", "", Impact::None, 56, None, say(Status::Monitoring, "No name and no time came with it."))
        },
    ]
}
