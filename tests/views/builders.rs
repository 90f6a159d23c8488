//! Incidents of the public page.

pub use crate::shared::{CAUSES, at, component, entry};
use model::incident::Timeline;
use model::{ComponentStatus, Entry, EntryId, Impact, Incident, Status};

/// An open incident with one entry that names the component `api`.
pub fn open(id: &str, impact: Impact) -> Incident {
    let update = Entry {
        id: EntryId::new("e1"),
        components: vec![component("api", ComponentStatus::PartialOutage)],
        ..entry("We are looking into it.", Status::Investigating, "2026-11-23T11:50:00Z")
    };
    Incident {
        created: Some(at("2026-11-23T11:49:00Z")),
        timeline: Some(Timeline::new(vec![update], 0)),
        ..crate::shared::incident(id, Status::Investigating, impact)
    }
}

/// A resolved incident that began at `began` and lasted half an hour.
pub fn resolved(id: &str, began: &str) -> Incident {
    Incident {
        status: Status::Resolved,
        created: Some(at(began)),
        resolved: Some(at(began).plus_millis(1_800_000)),
        timeline: Some(Timeline::new(Vec::new(), 0)),
        ..open(id, Impact::Minor)
    }
}
