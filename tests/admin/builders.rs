//! Incidents, drafts and errors.

#[path = "../support/builders.rs"]
mod shared;

use contract::incident_api::ApiError;
use contract::incident_api::error::Cause;
use model::draft::{EntryDraft, IncidentDraft, ValidEntry, ValidIncident};
use model::incident::Timeline;
use model::{Entry, Impact, Incident, IncidentList, Status, Timestamp, Utc};
pub use shared::{CAUSES, at, entry, incident_id};

pub fn incident(name: &str, status: Status, created: &str) -> Incident {
    Incident {
        name: name.to_owned(),
        created: Timestamp::parse(created),
        ..shared::incident(name, status, Impact::Minor)
    }
}

pub fn list(incidents: Vec<Incident>) -> IncidentList {
    IncidentList::new(incidents, 0)
}

pub fn timeline(entries: Vec<Entry>) -> Timeline {
    Timeline::new(entries, 0)
}

/// A filled-in form.
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
