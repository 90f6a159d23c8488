//! Short ways to values of the domain. Each suite, and the gallery, adds its own defaults.

#![allow(dead_code, reason = "each program that includes this file uses a part of it")]

use contract::incident_api::decode::Unreadable;
use contract::incident_api::error::Cause;
use model::{AffectedComponent, ComponentId, ComponentStatus, Entry, Impact, Incident, IncidentId, Status, Timestamp};

/// Every cause of a failed request.
pub const CAUSES: &[Cause] = &[
    Cause::NoAnswer,
    Cause::TimedOut,
    Cause::Aborted,
    Cause::SignedOut,
    Cause::Forbidden,
    Cause::NotFound,
    Cause::Refused(422),
    Cause::TooMany,
    Cause::ServerFailed(503),
    Cause::Unreadable(Unreadable::NotJson),
    Cause::Unreadable(Unreadable::OtherShape),
    Cause::Unreadable(Unreadable::TooLarge),
    Cause::Unreadable(Unreadable::Partial),
    Cause::Unexpected(302),
];

/// A time in one of the API's formats.
pub fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a time")
}

pub fn incident_id(text: &str) -> IncidentId {
    IncidentId::new(text).expect("an ID")
}

pub fn component(id: &str, status: ComponentStatus) -> AffectedComponent {
    AffectedComponent { id: ComponentId::new(id).expect("an ID"), status }
}

/// An incident that began on 3 January 2021 and has no timeline.
pub fn incident(id: &str, status: Status, impact: Impact) -> Incident {
    Incident {
        id: incident_id(id),
        name: format!("Incident {id}"),
        status,
        impact,
        created: Some(at("2021-01-03T13:45:47Z")),
        resolved: None,
        timeline: None,
        affected: None,
    }
}

/// An update without components; `date` is in one of the API's formats, or empty for none.
pub fn entry(message: &str, status: Status, date: &str) -> Entry {
    Entry {
        id: None,
        message: message.to_owned(),
        date: Timestamp::parse(date),
        status,
        components: Vec::new(),
        edited: None,
    }
}
