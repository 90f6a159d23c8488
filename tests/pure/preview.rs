//! Previews of links: others keep them, so that they say their time and their day.

use crate::builders::{at, zone};
use model::{
    Answer, Assessment, Duration, Impact, Incident, IncidentId, IncidentList, MonotonicInstant, Month, Source, Status,
    StatusData, Timestamp,
};
use std::sync::LazyLock;
use text::DocumentText;

static TEXT: LazyLock<DocumentText> = LazyLock::new(DocumentText::english);

const NOW: &str = "2026-11-28T14:47:00Z";

fn incident(status: Status, impact: Impact, resolved: Option<&str>) -> Incident {
    Incident {
        id: IncidentId::new("a").unwrap(),
        name: "Search is slow".into(),
        status,
        impact,
        created: Timestamp::parse("2026-11-28T12:00:00Z"),
        resolved: resolved.and_then(Timestamp::parse),
        timeline: None,
        affected: None,
    }
}

#[test]
fn an_incidents_preview_has_its_impact_and_time() {
    let check = |incident: &Incident, newest: &str, title: &str, text: &str| {
        let zone = zone("Europe/Berlin");
        assert_eq!(TEXT.preview_title(incident, at(NOW), &zone), title);
        assert_eq!(TEXT.preview(incident, newest, at(NOW), &zone), text);
    };
    check(
        &incident(Status::Investigating, Impact::Major, None),
        "We are looking into it.",
        "Investigating as of 28 Nov 2026, 15:47 UTC+1: Search is slow",
        "Major impact. Investigating as of 28 Nov 2026, 15:47 UTC+1. We are looking into it.",
    );
    check(
        &incident(Status::Resolved, Impact::None, Some("2026-11-28T13:00:00Z")),
        "",
        "Resolved: Search is slow",
        "Notice. Resolved 28 Nov 2026, 14:00 UTC+1.",
    );
    // Without a time of its end only that of the data is known.
    check(
        &incident(Status::Resolved, Impact::Critical, None),
        "It was a cable.",
        "Resolved: Search is slow",
        "Critical impact. Resolved as of 28 Nov 2026, 15:47 UTC+1. It was a cable.",
    );
    // Announced, and called off.
    let planned = |status, resolved| Incident {
        created: Timestamp::parse("2026-12-05T12:00:00Z"),
        ..incident(status, Impact::None, resolved)
    };
    check(
        &planned(Status::Investigating, None),
        "One hour without mail.",
        "Planned for 5 Dec 2026, 13:00 UTC+1 as of 28 Nov 2026, 15:47 UTC+1: Search is slow",
        "Notice. Planned for 5 Dec 2026, 13:00 UTC+1 as of 28 Nov 2026, 15:47 UTC+1. One hour without mail.",
    );
    check(
        &planned(Status::Resolved, Some("2026-11-28T13:00:00Z")),
        "",
        "Cancelled: Search is slow",
        "Notice. Cancelled 28 Nov 2026, 14:00 UTC+1.",
    );
    let unnamed = Incident {
        name: String::new(),
        ..incident(Status::Other("waiting".into()), Impact::Other("odd".into()), None)
    };
    check(
        &unnamed,
        "",
        "waiting as of 28 Nov 2026, 15:47 UTC+1: Untitled incident",
        "odd. waiting as of 28 Nov 2026, 15:47 UTC+1.",
    );
}

#[test]
fn previews_of_the_front_page_and_of_months_have_their_day() {
    let front = |incidents: Vec<Incident>, unreadable| {
        let list = IncidentList::new(incidents, unreadable);
        let answer = Answer {
            data: StatusData::of(list),
            source: Source::Embedded,
            as_of: Some(at(NOW)),
            age_on_arrival: None,
            received: MonotonicInstant::from_millis(0),
            stale_after: Duration::from_millis(0),
        };
        TEXT.front_title(&Assessment::of(Some(&answer), None), at(NOW), &zone("UTC"))
    };
    let critical = || incident(Status::Monitoring, Impact::Critical, None);
    assert_eq!(front(vec![], 0), "No open incidents as of 28 Nov 2026, 14:47 UTC");
    assert_eq!(front(vec![critical()], 0), "Critical outage as of 28 Nov 2026, 14:47 UTC");
    assert_eq!(front(vec![], 1), "Status unclear as of 28 Nov 2026, 14:47 UTC");
    assert_eq!(
        TEXT.month(Month::parse("2026-10").unwrap(), at(NOW), &zone("UTC")),
        "Incidents in October 2026, as of 28 Nov 2026, 14:47 UTC."
    );
}
