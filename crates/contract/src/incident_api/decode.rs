//! JSON to the model. Every quirk of the contract is survived here and nowhere else.
//!
//! Reading goes through [`Value`], not through derived types: the contract's times, ids and words come in several
//! shapes, one unreadable element must not hide the others, and in the browser one JSON reader is smaller than many.

use model::ascii::decimal;
use model::correction::Correction;
use model::draft::{self, Field, Problem, Rule};
use model::incident::Timeline;
use model::maintenance::{self, MaintenanceRequest};
use model::{
    AffectedComponent, ComponentId, ComponentStatus, Entry, EntryId, Impact, Incident, IncidentId, IncidentList,
    Maintenance, MaintenanceId, MaintenanceList, Status, Timestamp,
};
use serde_json::{Map, Value};

/// An answer that doesn't follow the contract, for a message to a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Not JSON: HTML, nothing, or cut off.
    NotJson,
    /// It is JSON of another shape.
    OtherShape,
    /// It is longer than anything that is read.
    TooLarge,
    /// It is only a part of the answer (status 206).
    Partial,
}

/// Reads the answer of the list call: `{customerId, incidents: [...]}`.
///
/// # Errors
/// When the answer is not JSON, or has no list of incidents. Unreadable elements are counted, never an error.
pub fn decode_list(body: &str) -> Result<IncidentList, Unreadable> {
    decode_versioned_list(body).map(|(list, _)| list)
}

/// Reads the same, with the version that the list is of; `None` where the API has no versions.
///
/// # Errors
/// Those of [`decode_list`].
pub fn decode_versioned_list(body: &str) -> Result<(IncidentList, Option<String>), Unreadable> {
    let value = parse(body)?;
    Ok((list(&value)?, version(&value)))
}

/// Reads the answer of the get and the create call: a bare incident.
///
/// # Errors
/// When the answer isn't JSON, or isn't an incident.
pub fn decode_incident(body: &str) -> Result<Incident, Unreadable> {
    incident(&parse(body)?).ok_or(Unreadable::OtherShape)
}

/// Reads the answer of the entries call: `{customerId, incidentId, entries: [...]}`.
///
/// # Errors
/// When the answer is not JSON, or has no list of entries.
pub fn decode_timeline(body: &str) -> Result<Timeline, Unreadable> {
    decode_versioned_timeline(body).map(|(timeline, _)| timeline)
}

/// Reads the same, with the version that the entries are of; `None` where the API has no versions.
///
/// # Errors
/// Those of [`decode_timeline`].
pub fn decode_versioned_timeline(body: &str) -> Result<(Timeline, Option<String>), Unreadable> {
    let value = parse(body)?;
    let timeline = value.get("entries").and_then(timeline).ok_or(Unreadable::OtherShape)?;
    Ok((timeline, version(&value)))
}

/// Reads one entry, as posting one is answered.
///
/// # Errors
/// When the answer isn't JSON, or isn't an entry.
pub fn decode_entry(body: &str) -> Result<Entry, Unreadable> {
    entry(&parse(body)?).ok_or(Unreadable::OtherShape)
}

/// The kind of a change in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogAction {
    /// The incident was created.
    Created,
    /// Its name, impact, start or end was corrected.
    Corrected,
    /// An entry was posted.
    EntryAdded,
    /// An entry was edited.
    EntryEdited,
    /// An entry was deleted.
    EntryDeleted,
    /// Something else.
    Other,
}

/// The changed thing, before or after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Logged {
    /// The incident.
    Incident(Incident),
    /// One of its entries.
    Entry(Entry),
}

/// One change of an incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogEntry {
    /// When; `None` where the time could not be read.
    pub time: Option<Timestamp>,
    /// Who: the name and the ID of a key. Empty where the log doesn't say.
    pub key: String,
    /// The kind of change.
    pub what: LogAction,
    /// As it was before, if it was there.
    pub before: Option<Logged>,
    /// As it was after, if it still was there.
    pub after: Option<Logged>,
}

/// Reads the answer of the log call: `{log: [...]}`, newest first.
///
/// # Errors
/// When the answer is not JSON, or has no log.
pub fn decode_log(body: &str) -> Result<Vec<LogEntry>, Unreadable> {
    let value = parse(body)?;
    let elements = value.get("log").and_then(Value::as_array).ok_or(Unreadable::OtherShape)?;
    let logged = |value: &Value| incident(value).map(Logged::Incident).or_else(|| entry(value).map(Logged::Entry));
    let entry = |element: &Value| LogEntry {
        time: element.get("time").and_then(time),
        key: element.get("key").and_then(Value::as_str).unwrap_or("").trim().to_owned(),
        what: match element.get("what").and_then(Value::as_str) {
            Some("created") => LogAction::Created,
            Some("corrected") => LogAction::Corrected,
            Some("entry-added") => LogAction::EntryAdded,
            Some("entry-edited") => LogAction::EntryEdited,
            Some("entry-deleted") => LogAction::EntryDeleted,
            Some(_) | None => LogAction::Other,
        },
        before: element.get("before").and_then(logged),
        after: element.get("after").and_then(logged),
    };
    Ok(elements.iter().map(entry).collect())
}

/// A create as a server reads it. The entry may be missing; the rules of the drafts hold for the rest.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CreateRequest {
    /// The name, trimmed.
    pub name: String,
    /// The impact, none by default.
    pub impact: Impact,
    /// The status, investigating by default; it wins over the entry's.
    pub status: Status,
    /// The first entry, if there is one.
    pub entry: Option<EntryRequest>,
    /// When it was resolved, where the request gives it; only with a status that is resolved.
    pub resolved: Option<Timestamp>,
}

/// An entry as a server reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryRequest {
    /// The message, trimmed.
    pub message: String,
    /// The date; `None` means now.
    pub date: Option<Timestamp>,
    /// The status, where the entry gives one.
    pub status: Option<Status>,
    /// The components that it names, none of them twice.
    pub components: Vec<AffectedComponent>,
    /// Whether subscribers are notified; the contract's default is true.
    pub notify: bool,
}

/// Reads the body of a create.
///
/// # Errors
/// Every field that breaks a rule, at least one.
pub fn decode_create(body: &Value) -> Result<CreateRequest, Vec<Problem>> {
    let Some(fields) = body.as_object() else {
        return Err(vec![Problem { field: Field::Name, rule: Rule::NotAnObject }]);
    };
    let mut problems = Vec::new();
    let name = take(&mut problems, Field::Name, text(fields, "name").and_then(|text| draft::name(text.unwrap_or(""))));
    let impact = take(&mut problems, Field::Impact, text(fields, "incidentImpact").and_then(known_impact));
    let status = take(&mut problems, Field::Status, text(fields, "incidentStatus").and_then(known_status));
    let entry = match present(fields, "entry") {
        None => Some(None),
        Some(entry) => match decode_entry_request(entry) {
            Ok(entry) => Some(Some(entry)),
            Err(more) => {
                problems.extend(more);
                None
            }
        },
    };
    let resolved = take(&mut problems, Field::ResolutionTime, time_field(fields, "resolutionTime"));
    match (name, impact, status, entry, resolved) {
        (Some(name), Some(impact), Some(status), Some(entry), Some(resolved)) => {
            let status = status
                .or_else(|| entry.as_ref().and_then(|entry: &EntryRequest| entry.status.clone()))
                .unwrap_or(Status::Investigating);
            if resolved.is_some() && status.is_open() {
                return Err(vec![Problem { field: Field::ResolutionTime, rule: Rule::NotResolved }]);
            }
            Ok(CreateRequest { name, impact: impact.unwrap_or(Impact::None), status, entry, resolved })
        }
        _ => Err(problems),
    }
}

/// Reads the body of a correction: any of `name`, `incidentImpact`, `creationTime` and `resolutionTime`. A member that
/// is left out stays as it is. None of them can be emptied, so `null` is refused.
///
/// # Errors
/// Every field that breaks a rule, at least one.
pub fn decode_correction(body: &Value) -> Result<Correction, Vec<Problem>> {
    let Some(fields) = body.as_object() else {
        return Err(vec![Problem { field: Field::Name, rule: Rule::NotAnObject }]);
    };
    /// Only a member that is there is looked at.
    fn given<T>(
        fields: &Map<String, Value>,
        key: &str,
        read: impl FnOnce() -> Result<T, Rule>,
    ) -> Result<Option<T>, Rule> {
        match fields.get(key) {
            None => Ok(None),
            Some(Value::Null) => Err(Rule::Null),
            Some(_) => read().map(Some),
        }
    }
    let mut problems = Vec::new();
    let name = given(fields, "name", || text(fields, "name").and_then(|text| draft::name(text.unwrap_or(""))));
    let name = take(&mut problems, Field::Name, name);
    let impact = given(fields, "incidentImpact", || text(fields, "incidentImpact").and_then(known_impact));
    let impact = take(&mut problems, Field::Impact, impact);
    let created = given(fields, "creationTime", || time_field(fields, "creationTime"));
    let created = take(&mut problems, Field::CreationTime, created);
    let resolved = given(fields, "resolutionTime", || time_field(fields, "resolutionTime"));
    let resolved = take(&mut problems, Field::ResolutionTime, resolved);
    match (name, impact, created, resolved) {
        (Some(name), Some(impact), Some(created), Some(resolved)) => {
            Ok(Correction { name, impact: impact.flatten(), created: created.flatten(), resolved: resolved.flatten() })
        }
        _ => Err(problems),
    }
}

/// Reads the answer of the list of maintenances: `{customerId, maintenances: [...]}`, with the version that it is of;
/// `None` where the API has no versions.
///
/// # Errors
/// When the answer is not JSON, or has no list of maintenances. Unreadable elements are counted, never an error.
pub fn decode_maintenances(body: &str) -> Result<(MaintenanceList, Option<String>), Unreadable> {
    let value = parse(body)?;
    Ok((maintenances(&value)?, version(&value)))
}

/// The list of maintenances in an envelope.
pub(crate) fn maintenances(value: &Value) -> Result<MaintenanceList, Unreadable> {
    let elements = value.get("maintenances").and_then(Value::as_array).ok_or(Unreadable::OtherShape)?;
    let maintenances: Vec<Maintenance> = elements.iter().filter_map(maintenance).collect();
    let unreadable = elements.len() - maintenances.len();
    Ok(MaintenanceList::new(maintenances, unreadable))
}

/// Reads one maintenance, as getting, creating and changing one are answered.
///
/// # Errors
/// When the answer isn't JSON, or isn't a maintenance.
pub fn decode_maintenance(body: &str) -> Result<Maintenance, Unreadable> {
    maintenance(&parse(body)?).ok_or(Unreadable::OtherShape)
}

/// Reads the body of a new maintenance, or of a change of one, in which all documented members are sent.
///
/// # Errors
/// Every field that breaks a rule, at least one.
pub fn decode_maintenance_request(body: &Value) -> Result<MaintenanceRequest, Vec<Problem>> {
    let Some(fields) = body.as_object() else {
        return Err(vec![Problem { field: Field::Name, rule: Rule::NotAnObject }]);
    };
    let mut problems = Vec::new();
    let required = |key: &str| time_field(fields, key).and_then(|time| time.ok_or(Rule::Required));
    let set = |key: &str| match fields.get(key) {
        None => Ok(None),
        Some(_) => time_field(fields, key).map(Some),
    };
    let name = take(&mut problems, Field::Name, text(fields, "name").and_then(|text| draft::name(text.unwrap_or(""))));
    let message = take(
        &mut problems,
        Field::Message,
        text(fields, "message").and_then(|text| draft::message(text.unwrap_or(""))),
    );
    let start = take(&mut problems, Field::PlannedStart, required("plannedStartTime"));
    let end = take(&mut problems, Field::PlannedEnd, required("plannedEndTime"));
    if let (Some(start), Some(end)) = (start, end) {
        take(&mut problems, Field::PlannedEnd, maintenance::window(start, end));
    }
    let components = match present(fields, "affectedComponents") {
        None => Ok(None),
        Some(given) => component_ids(given).ok_or(Rule::WrongType).and_then(maintenance::components).map(Some),
    };
    let components = take(&mut problems, Field::Components, components);
    let notify = take(&mut problems, Field::Notify, flag(fields, "sendNotification"));
    let internal = take(&mut problems, Field::Internal, flag(fields, "internal"));
    let auto_complete = take(&mut problems, Field::AutoComplete, flag(fields, "autoComplete"));
    let actual_start = take(&mut problems, Field::ActualStart, set("actualStartTime"));
    let actual_end = take(&mut problems, Field::ActualEnd, set("actualEndTime"));
    let cancelled = take(&mut problems, Field::CancelledTime, set("cancelledTime"));
    let times = (start, end, actual_start, actual_end, cancelled);
    match (name, message, times, components, notify, internal, auto_complete) {
        (
            Some(name),
            Some(message),
            (Some(planned_start), Some(planned_end), Some(actual_start), Some(actual_end), Some(cancelled)),
            Some(components),
            Some(notify),
            Some(internal),
            Some(auto_complete),
        ) if problems.is_empty() => Ok(MaintenanceRequest {
            name,
            message,
            planned_start,
            planned_end,
            components,
            notify,
            internal,
            auto_complete,
            actual_start,
            actual_end,
            cancelled,
        }),
        _ => Err(problems),
    }
}

/// Reads the body of an entry.
///
/// # Errors
/// Every field that breaks a rule, at least one.
pub fn decode_entry_request(body: &Value) -> Result<EntryRequest, Vec<Problem>> {
    let Some(fields) = body.as_object() else {
        return Err(vec![Problem { field: Field::Message, rule: Rule::NotAnObject }]);
    };
    let mut problems = Vec::new();
    let message = take(
        &mut problems,
        Field::Message,
        text(fields, "message").and_then(|text| draft::message(text.unwrap_or(""))),
    );
    let date = take(&mut problems, Field::Date, time_field(fields, "date"));
    let status = take(&mut problems, Field::Status, text(fields, "incidentStatus").and_then(known_status));
    let components = take(&mut problems, Field::Components, components_field(fields));
    let notify =
        take(&mut problems, Field::Notify, flag(fields, "sendNotification").map(|notify| notify.unwrap_or(true)));
    match (message, date, status, components, notify) {
        (Some(message), Some(date), Some(status), Some(components), Some(notify)) => {
            Ok(EntryRequest { message, date, status, components, notify })
        }
        _ => Err(problems),
    }
}

/// The member `incidents`, of an API or of a snapshot.
pub(crate) fn list(value: &Value) -> Result<IncidentList, Unreadable> {
    let elements = value.get("incidents").and_then(Value::as_array).ok_or(Unreadable::OtherShape)?;
    let incidents: Vec<Incident> = elements.iter().filter_map(incident).collect();
    let unreadable = elements.len() - incidents.len();
    Ok(IncidentList::new(incidents, unreadable))
}

/// The member `version`.
pub(crate) fn version(value: &Value) -> Option<String> {
    value.get("version").and_then(Value::as_str).filter(|word| !word.is_empty()).map(str::to_owned)
}

pub(crate) fn parse(body: &str) -> Result<Value, Unreadable> {
    serde_json::from_str(body).map_err(|_| Unreadable::NotJson)
}

/// One incident; `None` when it has no id, no name or no status that could be shown. A blank name is a name: hiding an
/// outage because nobody named it would be worse.
fn incident(value: &Value) -> Option<Incident> {
    let fields = value.as_object()?;
    let name = text_at(fields, "name")?.trim();
    Some(Incident {
        id: IncidentId::new(&id_at(fields, "id")?)?,
        name: name.to_owned(),
        status: Status::parse(text_at(fields, "incidentStatus")?),
        impact: match present(fields, "incidentImpact") {
            None => Impact::None,
            Some(impact) => Impact::parse(impact.as_str()?),
        },
        created: time_at(fields, "creationTime"),
        resolved: time_at(fields, "resolutionTime"),
        // Entries of another shape are something that could not be read, not something that the source left out.
        timeline: present(fields, "entries")
            .map(|entries| timeline(entries).unwrap_or_else(|| Timeline::new(Vec::new(), 1))),
        affected: present(fields, "affectedComponents").and_then(components),
    })
}

fn timeline(value: &Value) -> Option<Timeline> {
    let elements = value.as_array()?;
    let entries: Vec<Entry> = elements.iter().filter_map(entry).collect();
    let unreadable = elements.len() - entries.len();
    Some(Timeline::new(entries, unreadable))
}

/// One entry; `None` when it has no message, no status, or a component that cannot be read: a component left out
/// would seem to work.
fn entry(value: &Value) -> Option<Entry> {
    let fields = value.as_object()?;
    Some(Entry {
        id: id_at(fields, "id").and_then(|id| EntryId::new(&id)),
        message: text_at(fields, "message")?.to_owned(),
        date: time_at(fields, "date"),
        status: Status::parse(text_at(fields, "incidentStatus")?),
        components: match present(fields, "affectedComponents") {
            None => Vec::new(),
            Some(given) => components(given)?,
        },
        edited: time_at(fields, "editedTime"),
    })
}

/// One maintenance; `None` when it has no id or no name, when a component of it can't be read, or when it can't be told
/// whether it is internal: nothing that may be internal is ever shown. A time that can't be read is unknown, except that of
/// a cancellation, which would pass for none.
fn maintenance(value: &Value) -> Option<Maintenance> {
    let fields = value.as_object()?;
    // Everything that may end it first, before there is anything to take down again.
    let name = text_at(fields, "name")?.trim();
    let message = if present(fields, "message").is_some() { text_at(fields, "message")? } else { "" };
    let auto_complete = flag(fields, "autoComplete").ok()?.unwrap_or(true);
    let internal = flag(fields, "internal").ok()?.unwrap_or(false);
    let cancelled = time_at(fields, "cancelledTime");
    if cancelled.is_none() && present(fields, "cancelledTime").is_some() {
        return None;
    }
    let mut components = Vec::new();
    if let Some(given) = present(fields, "affectedComponents") {
        components = component_ids(given)?;
    }
    Some(Maintenance {
        id: MaintenanceId::new(&id_at(fields, "id")?)?,
        name: name.to_owned(),
        message: message.to_owned(),
        planned_start: time_at(fields, "plannedStartTime"),
        planned_end: time_at(fields, "plannedEndTime"),
        actual_start: time_at(fields, "actualStartTime"),
        actual_end: time_at(fields, "actualEndTime"),
        cancelled,
        auto_complete,
        components,
        internal,
    })
}

/// A list of the ids of components, each by itself or in an object; `None` when one of them can't be read.
fn component_ids(value: &Value) -> Option<Vec<ComponentId>> {
    let mut ids = Vec::new();
    for element in value.as_array()? {
        ids.push(ComponentId::new(&id_text(element.get("componentId").unwrap_or(element))?)?);
    }
    Some(ids)
}

/// A list of components; `None` when one of them can't be read.
fn components(value: &Value) -> Option<Vec<AffectedComponent>> {
    let mut components = Vec::new();
    for element in value.as_array()? {
        components.push(component(element)?);
    }
    Some(components)
}

fn component(value: &Value) -> Option<AffectedComponent> {
    let fields = value.as_object()?;
    Some(AffectedComponent {
        id: ComponentId::new(&id_at(fields, "componentId")?)?,
        status: ComponentStatus::parse(text_at(fields, "componentStatus")?),
    })
}

/// A time as a string or a number. One that cannot be read is unknown; it takes nothing else with it.
pub(crate) fn time(value: &Value) -> Option<Timestamp> {
    match value {
        Value::String(text) => Timestamp::parse(text),
        // A float is cut to whole milliseconds; `as` keeps within the range and turns NaN into zero, which JSON lacks.
        Value::Number(number) => Timestamp::from_number(number.as_i64().or_else(|| number.as_f64().map(|f| f as i64))?),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// An id as text. Ids are strings; a whole number is taken as its digits.
fn id_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => number.as_i64().map(|number| decimal(number, 1)),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// A time in a field. Not inlined, as the two below: each exists once in the page's code.
#[inline(never)]
fn time_at(fields: &Map<String, Value>, key: &str) -> Option<Timestamp> {
    fields.get(key).and_then(time)
}

/// A text in a field.
#[inline(never)]
fn text_at<'a>(fields: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    fields.get(key)?.as_str()
}

/// An id in a field.
#[inline(never)]
fn id_at(fields: &Map<String, Value>, key: &str) -> Option<String> {
    id_text(fields.get(key)?)
}

/// A field that is there and not null.
fn present<'a>(fields: &'a Map<String, Value>, key: &str) -> Option<&'a Value> {
    fields.get(key).filter(|value| !value.is_null())
}

fn text<'a>(fields: &'a Map<String, Value>, key: &str) -> Result<Option<&'a str>, Rule> {
    present(fields, key).map(|value| value.as_str().ok_or(Rule::WrongType)).transpose()
}

fn flag(fields: &Map<String, Value>, key: &str) -> Result<Option<bool>, Rule> {
    present(fields, key).map(|value| value.as_bool().ok_or(Rule::WrongType)).transpose()
}

fn known_impact(word: Option<&str>) -> Result<Option<Impact>, Rule> {
    word.map(|word| draft::known_impact(&Impact::parse(word))).transpose()
}

fn known_status(word: Option<&str>) -> Result<Option<Status>, Rule> {
    word.map(|word| draft::known_status(&Status::parse(word))).transpose()
}

fn time_field(fields: &Map<String, Value>, key: &str) -> Result<Option<Timestamp>, Rule> {
    let Some(value) = present(fields, key) else { return Ok(None) };
    let date = time(value).ok_or(Rule::NotADate)?;
    draft::unambiguous(date).map(Some)
}

fn components_field(fields: &Map<String, Value>) -> Result<Vec<AffectedComponent>, Rule> {
    let Some(value) = present(fields, "affectedComponents") else { return Ok(Vec::new()) };
    draft::components(&components(value).ok_or(Rule::WrongType)?)
}

fn take<T>(problems: &mut Vec<Problem>, field: Field, checked: Result<T, Rule>) -> Option<T> {
    checked.map_err(|rule| problems.push(Problem { field, rule })).ok()
}
