//! The documented samples, short ways to values of the domain, and generators.

#[path = "../support/builders.rs"]
mod shared;

use model::bars::{DayKind, Interval};
use model::incident::Timeline;
use model::instant::NamedZone;
use model::{
    AffectedComponent, ComponentId, ComponentStatus, Entry, EntryId, Impact, Incident, IncidentId, Status, Timestamp,
};
use proptest::prelude::*;
use serde_json::Value;
pub use shared::{at, incident, incident_id};

pub const LIST: &str = include_str!("../fixtures/list.json");
pub const GET: &str = include_str!("../fixtures/get.json");
pub const CREATE_REQUEST: &str = include_str!("../fixtures/create-request.json");
pub const CREATE_RESPONSE: &str = include_str!("../fixtures/create-response.json");

/// Zones with unusual clock changes: half an hour of summer time, summer time from midnight, a day left out,
/// winter time during Ramadan, offsets of quarters.
pub const ZONES: &[&str] = &[
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "Asia/Kathmandu",
    "America/Sao_Paulo",
    "Pacific/Apia",
    "Africa/Casablanca",
    "America/St_Johns",
];

/// Five of them in which random histories are compared with a count of minutes.
pub const FIVE_ZONES: [&str; 5] = ["UTC", "Europe/Berlin", "Australia/Lord_Howe", "Pacific/Apia", "America/St_Johns"];

/// The times at which these histories end: shortly after leap days, and days on which clocks change or that a zone left out.
pub const ENDS: [&str; 4] =
    ["2024-03-02T12:03:20Z", "2026-11-02T00:00:00Z", "2026-03-30T22:59:59Z", "2012-01-02T09:30:00Z"];

/// Milliseconds in a minute.
pub const MINUTE: i64 = 60_000;

/// Text that breaks careless string building.
pub const HOSTILE: &[&str] = &[
    "..",
    ".",
    "../../etc/passwd",
    "..\\..\\boot.ini",
    "%2e%2e%2f",
    "%",
    "%zz",
    "a/b/c",
    "/",
    "?incident=other&month=2026-11#top",
    "+ plus + ",
    "<img src=x onerror=alert(1)>",
    "\"><script>alert(1)</script>",
    "&amp;&lt;",
    "\u{202e}gnp.exe",
    "\u{0}\u{1}\u{7f}",
    "e\u{301}\u{1f469}\u{200d}\u{1f680}",
    "שלום",
    "con",
    "index.html",
    "A",
    "a",
];

/// A configuration of proptest that keeps the whole binary within seconds and writes no files.
pub fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

pub fn zone(name: &str) -> NamedZone {
    NamedZone::new(name).unwrap()
}

pub fn component_id(text: &str) -> ComponentId {
    ComponentId::new(text).unwrap()
}

/// Up to eight intervals of the two weeks before `now`, a minute since 1970, about the components `api` and `web`.
pub fn intervals_up_to(now: i64, random: &mut fastrand::Rng) -> Vec<Interval> {
    let kinds = [DayKind::Critical, DayKind::Major, DayKind::Minor, DayKind::Maintenance, DayKind::Notice];
    let components = ["api", "web"].map(component_id);
    (0..random.usize(0..9))
        .map(|_| {
            let start = now - random.i64(1..14 * 1440);
            let longest = [30, 600, 4000][random.usize(0..3)];
            let ended = random.i64(1..longest).min(now - start).max(1);
            Interval {
                start,
                length: random.u8(0..6).gt(&0).then_some(ended),
                kind: kinds[random.usize(0..kinds.len())],
                components: [Some(components[..1].to_vec()), Some(components.to_vec()), Some(vec![]), None]
                    [random.usize(0..4)]
                .clone(),
            }
        })
        .collect()
}

/// Whether an interval goes on in a minute, since 1970.
pub fn is_during(interval: &Interval, minute: i64) -> bool {
    minute >= interval.start && interval.length.is_none_or(|length| minute < interval.start + length)
}

/// A component by its ID and the API's word for its status.
pub fn component(id: &str, status: &str) -> AffectedComponent {
    shared::component(id, ComponentStatus::parse(status))
}

/// An update about components, given by their IDs and the API's words for their statuses.
pub fn entry(date: &str, components: &[(&str, &str)]) -> Entry {
    let components = components.iter().map(|(id, status)| component(id, status)).collect();
    Entry { components, ..shared::entry("Looking into it.", Status::Investigating, date) }
}

pub fn any_timestamp() -> impl Strategy<Value = Timestamp> {
    let everything = Timestamp::MIN.millis()..=Timestamp::MAX.millis();
    // Most times that are met lie in our days; those near the bounds, and around the unit's ambiguity, break things.
    let days = 1_500_000_000_000..2_000_000_000_000_i64;
    let ambiguous = -200_000_000_000..200_000_000_000_i64;
    prop_oneof![everything, days, ambiguous].prop_map(|millis| Timestamp::from_millis(millis).unwrap())
}

/// Text without blanks around it, as names and ids are once they were read.
pub fn any_trimmed() -> impl Strategy<Value = String> {
    prop_oneof!["\\PC{1,12}", any::<String>(), proptest::sample::select(HOSTILE).prop_map(str::to_owned)]
        .prop_map(|text| text.trim().to_owned())
        .prop_filter("blank", |text| !text.is_empty())
}

pub fn any_incident_id() -> impl Strategy<Value = IncidentId> {
    any_trimmed().prop_map(|text| incident_id(&text))
}

/// A known word more often than not, in any case; else any other.
pub fn any_word(known: &'static [&'static str]) -> impl Strategy<Value = String> {
    prop_oneof![
        4 => proptest::sample::select(known).prop_map(str::to_owned),
        1 => proptest::sample::select(known).prop_map(str::to_uppercase),
        1 => any_trimmed(),
    ]
}

pub fn any_status() -> impl Strategy<Value = Status> {
    any_word(&["investigating", "identified", "monitoring", "resolved"]).prop_map(|word| Status::parse(&word))
}

pub fn any_impact() -> impl Strategy<Value = Impact> {
    any_word(&["none", "minor", "major", "critical"]).prop_map(|word| Impact::parse(&word))
}

pub fn any_component() -> impl Strategy<Value = AffectedComponent> {
    let words = &["operational", "degraded_performance", "partial_outage", "major_outage", "under_maintenance"];
    (any_trimmed(), any_word(words)).prop_map(|(id, status)| component(&id, &status))
}

pub fn any_entry() -> impl Strategy<Value = Entry> {
    let id = proptest::option::of(any_trimmed().prop_map(|text| EntryId::new(&text).unwrap()));
    let components = proptest::collection::vec(any_component(), 0..4);
    let time = || proptest::option::of(any_timestamp());
    (id, any::<String>(), time(), any_status(), components, time()).prop_map(
        |(id, message, date, status, components, edited)| Entry { id, message, date, status, components, edited },
    )
}

pub fn any_timeline() -> impl Strategy<Value = Timeline> {
    proptest::collection::vec(any_entry(), 0..5).prop_map(|entries| Timeline::new(entries, 0))
}

/// An incident without a timeline, as the list and the get call give it.
pub fn any_incident() -> impl Strategy<Value = Incident> {
    let time = || proptest::option::of(any_timestamp());
    (any_incident_id(), any_trimmed(), any_status(), any_impact(), time(), time()).prop_map(
        |(id, name, status, impact, created, resolved)| Incident {
            id,
            name,
            status,
            impact,
            created,
            resolved,
            timeline: None,
            affected: None,
        },
    )
}

/// JSON of any shape, in which the contract's keys and words are met often enough to reach every branch.
pub fn any_json() -> impl Strategy<Value = Value> {
    let words = &[
        "",
        " ",
        "resolved",
        "Monitoring ",
        "critical",
        "operational",
        "1609681547",
        "2021-01-03T13:45:47+01:00",
        "x",
    ];
    let keys = &[
        "incidents",
        "entries",
        "id",
        "name",
        "incidentStatus",
        "incidentImpact",
        "creationTime",
        "resolutionTime",
        "message",
        "date",
        "affectedComponents",
        "componentId",
        "componentStatus",
        "sendNotification",
        "entry",
        "error",
        "errors",
        "title",
        "live",
        "refreshSeconds",
        "components",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        proptest::sample::select(words).prop_map(Value::from),
        any::<String>().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 48, 8, move |inner| {
        let fields = (proptest::sample::select(keys).prop_map(str::to_owned), inner.clone());
        prop_oneof![
            1 => proptest::collection::vec(inner, 0..5).prop_map(Value::from),
            3 => proptest::collection::vec(fields, 0..9).prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

/// Anything that a server, or a captive portal, may send: JSON, truncated JSON, or other text.
pub fn any_body() -> impl Strategy<Value = String> {
    let cut_off = (any_json(), any::<prop::sample::Index>()).prop_map(|(json, index)| {
        let text = json.to_string();
        text.chars().take(index.index(text.len() + 1)).collect()
    });
    prop_oneof![any_json().prop_map(|json| json.to_string()), cut_off, any::<String>()]
}
