//! The format of drafts in this browser's storage. Drafts aren't secret; credentials are never stored.
//!
//! Whether to notify subscribers isn't stored: that choice is for one request only, and a mail that goes out because of last
//! week's choice can't be taken back.

use model::draft::{EntryDraft, IncidentDraft};
use model::{AffectedComponent, ComponentId, ComponentStatus, EntryId, Impact, IncidentId, MaintenanceId, Status};
use serde_json::{Value, json};

const UNCONFIRMED: &str = "unanswered";

/// Identifies a draft.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum DraftKey {
    /// The draft for a new incident.
    New,
    /// The draft for an update of this incident.
    Update(IncidentId),
    /// The draft for an edit of this entry of this incident.
    Edit(IncidentId, EntryId),
    /// The draft for a correction of this incident.
    Correct(IncidentId),
    /// The draft for a new maintenance.
    Plan,
    /// The draft for a change of this maintenance.
    Change(MaintenanceId),
}

impl DraftKey {
    /// The incident that this concerns, if there is one.
    pub fn incident(&self) -> Option<&IncidentId> {
        match self {
            Self::Update(id) | Self::Edit(id, _) | Self::Correct(id) => Some(id),
            Self::New | Self::Plan | Self::Change(_) => None,
        }
    }

    /// The maintenance that is changed.
    pub fn maintenance(&self) -> Option<&MaintenanceId> {
        match self {
            Self::Change(id) => Some(id),
            Self::New | Self::Update(_) | Self::Edit(..) | Self::Correct(_) | Self::Plan => None,
        }
    }

    /// The key of the draft in storage. `site` is the path of the site's root, because several sites may share an origin.
    pub fn storage_key(&self, site: &str) -> String {
        match self {
            Self::New => format!("statuspane.draft {site} new"),
            Self::Update(id) => format!("statuspane.draft {site} update {}", id.as_str()),
            Self::Edit(id, entry) => format!("statuspane.draft {site} edit {} {}", id.as_str(), entry.as_str()),
            Self::Correct(id) => format!("statuspane.draft {site} correct {}", id.as_str()),
            Self::Plan => format!("statuspane.draft {site} maintenance"),
            Self::Change(id) => format!("statuspane.draft {site} change {}", id.as_str()),
        }
    }
}

/// Encodes the draft of a new incident.
pub fn encode_incident(draft: &IncidentDraft) -> String {
    let mut value = entry_value(&draft.entry);
    value["name"] = draft.name.as_str().into();
    value["impact"] = draft.impact.as_ref().map(Impact::as_str).into();
    value.to_string()
}

/// Decodes the draft of a new incident; `None` if it isn't one.
pub fn decode_incident(text: &str) -> Option<IncidentDraft> {
    let value: Value = serde_json::from_str(text).ok()?;
    Some(IncidentDraft {
        name: value.get("name")?.as_str()?.to_owned(),
        impact: match value.get("impact")? {
            Value::Null => None,
            impact => Some(Impact::parse(impact.as_str()?)),
        },
        entry: entry(&value)?,
    })
}

/// Encodes the draft of an update.
pub fn encode_entry(draft: &EntryDraft) -> String {
    entry_value(draft).to_string()
}

/// Decodes the draft of an update; `None` if it isn't one.
pub fn decode_entry(text: &str) -> Option<EntryDraft> {
    entry(&serde_json::from_str(text).ok()?)
}

/// Adds when the incident was resolved, as typed, to the draft of a new incident.
pub fn add_end(text: &str, end: &str) -> String {
    match serde_json::from_str(text) {
        Ok(Value::Object(mut draft)) if !end.is_empty() => {
            draft.insert("end".to_owned(), end.into());
            Value::Object(draft).to_string()
        }
        _ => text.to_owned(),
    }
}

/// When the incident was resolved, as typed; empty if the draft doesn't say so.
pub fn end(text: &str) -> String {
    let draft = serde_json::from_str::<Value>(text).unwrap_or_default();
    draft.get("end").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// Marks a draft as sent without an answer, for a later visit.
pub fn mark_unconfirmed(text: &str) -> String {
    match serde_json::from_str(text) {
        Ok(Value::Object(mut draft)) => {
            draft.insert(UNCONFIRMED.to_owned(), true.into());
            Value::Object(draft).to_string()
        }
        _ => text.to_owned(),
    }
}

/// Whether a draft was sent, and the page closed before the answer came.
pub fn is_unconfirmed(text: &str) -> bool {
    serde_json::from_str::<Value>(text).is_ok_and(|draft| draft.get(UNCONFIRMED) == Some(&Value::Bool(true)))
}

fn entry_value(draft: &EntryDraft) -> Value {
    let component = |component: &AffectedComponent| json!([component.id.as_str(), component.status.as_str()]);
    json!({
        "status": draft.status.as_str(),
        "message": draft.message,
        "date": draft.date,
        "components": draft.components.iter().map(component).collect::<Vec<_>>(),
    })
}

fn entry(value: &Value) -> Option<EntryDraft> {
    Some(EntryDraft {
        status: Status::parse(value.get("status")?.as_str()?),
        message: value.get("message")?.as_str()?.to_owned(),
        date: value.get("date")?.as_str()?.to_owned(),
        components: value.get("components")?.as_array()?.iter().map(component).collect::<Option<_>>()?,
        notify: false,
    })
}

fn component(value: &Value) -> Option<AffectedComponent> {
    Some(AffectedComponent {
        id: ComponentId::new(value.get(0)?.as_str()?)?,
        status: ComponentStatus::parse(value.get(1)?.as_str()?),
    })
}
