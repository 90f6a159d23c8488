//! The model to JSON: bodies of requests, and answers as the companion gives them.

use model::correction::Correction;
use model::draft::{ValidEntry, ValidIncident};
use model::maintenance::MaintenanceRequest;
use model::{AffectedComponent, ComponentId, Entry, Incident, Maintenance, Timestamp};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// The body of a create, key for key as the contract's sample has it.
pub fn encode_create(incident: &ValidIncident) -> String {
    create(incident, None)
}

/// The body of a create of an incident that was resolved at this time, for an API that takes corrections.
pub fn encode_past(incident: &ValidIncident, resolved: Timestamp) -> String {
    create(incident, Some(resolved.to_wire()))
}

fn create(incident: &ValidIncident, resolution_time: Option<String>) -> String {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Create<'a> {
        name: &'a str,
        incident_impact: &'a str,
        incident_status: &'a str,
        entry: EntryBody<'a>,
        #[serde(skip_serializing_if = "Option::is_none")]
        resolution_time: Option<String>,
    }
    to_json(&Create {
        name: incident.name(),
        incident_impact: incident.impact().as_str(),
        incident_status: incident.entry().status().as_str(),
        entry: EntryBody::of(incident.entry()),
        resolution_time,
    })
}

/// The body of a correction: only what changes.
pub fn encode_correction(correction: &Correction) -> String {
    let time = |at: Option<Timestamp>| at.map(Timestamp::to_wire);
    let mut fields = Map::new();
    for (key, value) in [
        ("name", correction.name.clone()),
        ("incidentImpact", correction.impact.as_ref().map(|impact| impact.as_str().to_owned())),
        ("creationTime", time(correction.created)),
        ("resolutionTime", time(correction.resolved)),
    ] {
        if let Some(value) = value {
            fields.insert(key.into(), value.into());
        }
    }
    Value::Object(fields).to_string()
}

/// The body of a new entry.
pub fn encode_entry(entry: &ValidEntry) -> String {
    to_json(&EntryBody::of(entry))
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct EntryBody<'a> {
    message: &'a str,
    date: String,
    incident_status: &'a str,
    affected_components: Vec<ComponentBody<'a>>,
    send_notification: bool,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ComponentBody<'a> {
    component_id: &'a str,
    component_status: &'a str,
}

impl<'a> EntryBody<'a> {
    fn of(entry: &'a ValidEntry) -> Self {
        Self {
            message: entry.message(),
            date: entry.date().to_wire(),
            incident_status: entry.status().as_str(),
            affected_components: ComponentBody::all(entry.components()),
            send_notification: entry.notify(),
        }
    }
}

impl<'a> ComponentBody<'a> {
    fn all(components: &'a [AffectedComponent]) -> Vec<Self> {
        let body = |component: &'a AffectedComponent| Self {
            component_id: component.id.as_str(),
            component_status: component.status.as_str(),
        };
        components.iter().map(body).collect()
    }
}

/// An incident as the API answers it; `customer` is left out of everything that a visitor may read.
pub fn encode_incident(incident: &Incident, customer: Option<&str>) -> Value {
    let mut fields = Map::new();
    if let Some(customer) = customer {
        fields.insert("customerId".into(), customer.into());
    }
    fields.insert("id".into(), incident.id.as_str().into());
    fields.insert("name".into(), incident.name.as_str().into());
    fields.insert("incidentStatus".into(), incident.status.as_str().into());
    fields.insert("incidentImpact".into(), incident.impact.as_str().into());
    if let Some(created) = incident.created {
        fields.insert("creationTime".into(), created.to_wire().into());
    }
    if let Some(resolved) = incident.resolved {
        fields.insert("resolutionTime".into(), resolved.to_wire().into());
    }
    Value::Object(fields)
}

/// An entry as a visitor may read it: message, date, status and components, its id, and when it was changed.
pub fn encode_public_entry(entry: &Entry) -> Value {
    let mut fields = Map::new();
    if let Some(id) = &entry.id {
        fields.insert("id".into(), id.as_str().into());
    }
    fields.insert("message".into(), entry.message.as_str().into());
    if let Some(date) = entry.date {
        fields.insert("date".into(), date.to_wire().into());
    }
    fields.insert("incidentStatus".into(), entry.status.as_str().into());
    fields.insert("affectedComponents".into(), encode_components(&entry.components));
    if let Some(edited) = entry.edited {
        fields.insert("editedTime".into(), edited.to_wire().into());
    }
    Value::Object(fields)
}

/// A maintenance as the API answers it; without `customer`, as a visitor may read it. `notify` is whether subscribers are
/// notified, which is for authenticated clients alone.
pub fn encode_maintenance(maintenance: &Maintenance, private: Option<(&str, bool)>) -> Value {
    let mut fields = Map::new();
    if let Some((customer, _)) = private {
        fields.insert("customerId".into(), customer.into());
    }
    fields.insert("id".into(), maintenance.id.as_str().into());
    fields.insert("name".into(), maintenance.name.as_str().into());
    fields.insert("message".into(), maintenance.message.as_str().into());
    for (key, time) in [
        ("plannedStartTime", maintenance.planned_start),
        ("plannedEndTime", maintenance.planned_end),
        ("actualStartTime", maintenance.actual_start),
        ("actualEndTime", maintenance.actual_end),
        ("cancelledTime", maintenance.cancelled),
    ] {
        if let Some(time) = time {
            fields.insert(key.into(), time.to_iso().into());
        }
    }
    fields.insert("affectedComponents".into(), encode_component_ids(&maintenance.components));
    fields.insert("autoComplete".into(), maintenance.auto_complete.into());
    if let Some((_, notify)) = private {
        fields.insert("sendNotification".into(), notify.into());
        fields.insert("internal".into(), maintenance.internal.into());
    }
    Value::Object(fields)
}

/// The body of a new maintenance, or of a change of one. Times are numbers, as the documents have it.
pub fn encode_maintenance_request(request: &MaintenanceRequest) -> String {
    let mut fields = Map::new();
    fields.insert("name".into(), request.name.as_str().into());
    fields.insert("message".into(), request.message.as_str().into());
    fields.insert("plannedStartTime".into(), request.planned_start.millis().into());
    fields.insert("plannedEndTime".into(), request.planned_end.millis().into());
    if let Some(components) = &request.components {
        fields.insert("affectedComponents".into(), encode_component_ids(components));
    }
    for (key, flag) in
        [("sendNotification", request.notify), ("internal", request.internal), ("autoComplete", request.auto_complete)]
    {
        if let Some(flag) = flag {
            fields.insert(key.into(), flag.into());
        }
    }
    for (key, time) in [
        ("actualStartTime", request.actual_start),
        ("actualEndTime", request.actual_end),
        ("cancelledTime", request.cancelled),
    ] {
        if let Some(time) = time {
            fields.insert(key.into(), time.map(Timestamp::millis).into());
        }
    }
    Value::Object(fields).to_string()
}

/// The components of a maintenance as the API writes them.
pub fn encode_component_ids(components: &[ComponentId]) -> Value {
    components.iter().map(|id| json!({"componentId": id.as_str()})).collect()
}

/// Components as the API writes them.
pub fn encode_components(components: &[AffectedComponent]) -> Value {
    let encode = |component: &AffectedComponent| {
        let mut fields = Map::new();
        fields.insert("componentId".into(), component.id.as_str().into());
        fields.insert("componentStatus".into(), component.status.as_str().into());
        Value::Object(fields)
    };
    components.iter().map(encode).collect()
}

/// Text and booleans only, so that encoding cannot fail.
fn to_json(body: &impl Serialize) -> String {
    serde_json::to_string(body).expect("a body of strings and booleans encodes")
}
