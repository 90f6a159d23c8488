//! What tests start from.

use contract::incident_api::ApiError;
use contract::incident_api::decode::Unreadable;
use contract::incident_api::error::Cause;
use model::draft::{EntryDraft, IncidentDraft, ValidEntry, ValidIncident};
use model::incident::Timeline;
use model::{Entry, Impact, Incident, IncidentId, IncidentList, Status, Timestamp, Utc};

/// Every cause of a failure.
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
    Cause::Unreadable(Unreadable::Partial),
    Cause::Unexpected(302),
];

pub fn at(text: &str) -> Timestamp {
    Timestamp::parse(text).expect("a test names a time")
}

pub fn id(text: &str) -> IncidentId {
    IncidentId::new(text).expect("a test names an id")
}

pub fn incident(name: &str, status: Status, created: &str) -> Incident {
    Incident {
        id: id(name),
        name: name.to_owned(),
        status,
        impact: Impact::Minor,
        created: Timestamp::parse(created),
        resolved: None,
        timeline: None,
    }
}

pub fn list(incidents: Vec<Incident>) -> IncidentList {
    IncidentList::new(incidents, 0)
}

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

pub fn timeline(entries: Vec<Entry>) -> Timeline {
    Timeline::new(entries, 0)
}

/// A form as a person fills it in.
pub fn draft(name: &str, message: &str) -> IncidentDraft {
    let entry = EntryDraft { message: message.to_owned(), ..EntryDraft::default() };
    IncidentDraft { name: name.to_owned(), impact: Some(Impact::Minor), entry }
}

pub fn valid(name: &str, now: &str) -> ValidIncident {
    draft(name, "We are looking into it.").validate(&Utc, at(now)).expect("the draft keeps every rule")
}

pub fn valid_entry(message: &str, now: &str) -> ValidEntry {
    draft("Name", message).entry.validate(&Utc, at(now)).expect("the draft keeps every rule")
}

pub fn error(cause: Cause) -> ApiError {
    ApiError::of(cause)
}
