//! Incidents and their entries.

use super::ahead::{Overlay, settle_one};
use super::deciding_entry::{IncidentState, Placed, is_meant_ahead, outruns_a_clock};
use super::idempotency::{self, IdempotentRequest, Posted};
use super::log::{Logged, note};
use super::{Store, StoreError};
use contract::incident_api::encode::{encode_components, encode_incident, encode_public_entry};
use model::correction::Correction;
use model::draft::Problem;
use model::{
    AffectedComponent, ComponentId, ComponentStatus, Entry, EntryId, Impact, Incident, IncidentId, Status, Timestamp,
};
use serde_json::Value;
use sqlx::SqliteConnection;
use std::cmp::Reverse;
use std::collections::HashMap;

/// All incidents, newest first, and the version of the data.
#[derive(Clone, Debug)]
pub struct Listing {
    /// See [`Store::version`].
    pub version: String,
    /// The incidents, without their entries.
    pub incidents: Vec<Incident>,
}

/// A stored entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEntry {
    /// The ID.
    pub id: EntryId,
    /// The public part.
    pub entry: Entry,
    /// Whether notifying subscribers was requested.
    pub notify: bool,
}

impl StoredEntry {
    /// The entry's JSON in the API for authenticated clients.
    pub fn to_json(&self, incident: &IncidentId, customer: &str) -> Value {
        let mut entry = encode_public_entry(&self.entry);
        entry["incidentId"] = incident.as_str().into();
        entry["customerId"] = customer.into();
        entry["sendNotification"] = self.notify.into();
        entry
    }
}

/// The author and time of a change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChangedBy {
    /// The current time.
    pub at: Timestamp,
    /// The credential, as shown in the log.
    pub key: String,
    /// The request, if it has an idempotency key.
    pub request: Option<IdempotentRequest>,
}

/// An entry to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// A new ID.
    pub id: EntryId,
    /// The message.
    pub message: String,
    /// The date.
    pub date: Timestamp,
    /// The incident's status from this entry on; `None` keeps the current one.
    pub status: Option<Status>,
    /// The affected components.
    pub components: Vec<AffectedComponent>,
    /// Whether to notify subscribers.
    pub notify: bool,
}

/// Changes to an entry; `None` keeps the current value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryChange {
    /// The message.
    pub message: String,
    /// The date.
    pub date: Option<Timestamp>,
    /// The status.
    pub status: Option<Status>,
    /// The affected components.
    pub components: Option<Vec<AffectedComponent>>,
    /// Whether to notify subscribers.
    pub notify: Option<bool>,
}

/// An incident to add.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewIncident {
    /// A new ID.
    pub id: IncidentId,
    /// The name.
    pub name: String,
    /// The impact.
    pub impact: Impact,
    /// The status at the start.
    pub status: Status,
    /// The start. If it starts as resolved, this is also the end.
    pub created: Timestamp,
    /// The entries, oldest first. They determine the status.
    pub entries: Vec<NewEntry>,
}

pub(super) type IncidentRow = (String, String, String, String, i64, Option<i64>);
pub(super) type EntryRow = (String, String, i64, String, String, bool, Option<i64>);

const ENTRY: &str =
    "SELECT id, message, date, status, components, notify, edited FROM entry WHERE incident = ? AND id = ?";

impl Store {
    /// All incidents, newest first.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn incidents(&self) -> Result<Listing, StoreError> {
        let overlay = self.ahead.overlay();
        // One transaction, so that the version and the list are from the same state.
        let mut reading = self.read().await?;
        let listing = listing(&mut reading, &overlay).await?;
        reading.commit().await?;
        Ok(listing)
    }

    /// The same with the components that each incident affected.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn public_incidents(&self) -> Result<Listing, StoreError> {
        let overlay = self.ahead.overlay();
        let mut reading = self.read().await?;
        let listing = public_listing(&mut reading, &overlay).await?;
        reading.commit().await?;
        Ok(listing)
    }

    /// An incident, without its entries; `None` if it doesn't exist.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn incident(&self, id: &IncidentId) -> Result<Option<Incident>, StoreError> {
        let overlay = self.ahead.overlay();
        let mut reading = self.reader().await?;
        let incident = incident_of(&mut reading, id).await?;
        Ok(incident.map(|incident| overlay.over(incident)))
    }

    /// The entries of an incident, newest first; `None` if the incident doesn't exist.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn entries(&self, id: &IncidentId) -> Result<Option<Vec<StoredEntry>>, StoreError> {
        let overlay = self.ahead.overlay();
        let mut reading = self.read().await?;
        let Some(seq) = seq_of(&mut reading, id).await? else { return Ok(None) };
        let entries = entries_of(&mut reading, seq, &overlay).await?;
        reading.commit().await?;
        Ok(Some(entries))
    }

    /// An entry; `None` if it or the incident doesn't exist.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn entry(&self, id: &IncidentId, entry_id: &EntryId) -> Result<Option<StoredEntry>, StoreError> {
        let overlay = self.ahead.overlay();
        let mut reading = self.read().await?;
        let Some(seq) = seq_of(&mut reading, id).await? else { return Ok(None) };
        let row: Option<EntryRow> =
            sqlx::query_as(ENTRY).bind(seq).bind(entry_id.as_str()).fetch_optional(&mut *reading).await?;
        row.map(|row| Ok(overlay.entry(entry(row)?))).transpose()
    }

    /// Adds an incident with its entries. `resolved` is its end, if that isn't its start. `undated` means that no date
    /// was given for its entries.
    ///
    /// # Errors
    /// When the change can't be saved. Nothing is changed then.
    pub async fn create(
        &self,
        new: NewIncident,
        resolved: Option<Timestamp>,
        undated: bool,
        by: &ChangedBy,
    ) -> Result<Posted, StoreError> {
        let mut writing = self.begin().await?;
        if let Some(known) = known(&mut writing, by).await? {
            return Ok(known);
        }
        let seq = insert_incident(&mut writing, &new, resolved, Some((by.at, undated))).await?;
        let incident = incident_of(&mut writing, &new.id).await?.ok_or_else(damaged)?;
        let incident = encode_incident(&incident, Some(&self.customer));
        let answer = incident.to_string();
        note(&mut writing, seq, (by.at, &by.key), Logged::Created, (None, Some(incident))).await?;
        keep(&mut writing, by, &answer).await?;
        writing.commit().await?;
        Ok(Posted::Made(answer))
    }

    /// Adds all of these incidents with their entries, or none. All entries are in force from the start, including those
    /// dated in the future, and all dates are on purpose.
    ///
    /// # Errors
    /// When the change can't be saved. Nothing is changed then.
    pub async fn import(&self, incidents: Vec<NewIncident>) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        for new in &incidents {
            insert_incident(&mut writing, new, None, None).await?;
        }
        writing.commit().await
    }

    /// Corrects an incident, without changing its entries. Returns the corrected incident or the rules that the
    /// correction breaks; `None` if the incident doesn't exist.
    ///
    /// # Errors
    /// When the change can't be saved. Nothing is changed then.
    pub async fn correct(
        &self,
        id: &IncidentId,
        correction: &Correction,
        by: &ChangedBy,
    ) -> Result<Option<Result<Incident, Vec<Problem>>>, StoreError> {
        let mut writing = self.begin().await?;
        let Some(seq) = seq_of(&mut writing, id).await? else { return Ok(None) };
        settle_one(&mut writing, seq, by.at).await?;
        let before = incident_of(&mut writing, id).await?.ok_or_else(damaged)?;
        let after = match correction.apply(&before) {
            Ok(after) if after == before => return Ok(Some(Ok(before))),
            Ok(after) => after,
            Err(problems) => return Ok(Some(Err(problems))),
        };
        let set_resolved = after.resolved.filter(|_| after.resolved != before.resolved);
        let start = after.created.filter(|_| after.created != before.created);
        sqlx::query(
            "UPDATE incident SET name = ?, impact = ?, created = ?, resolved = ?, \
             set_resolved = coalesce(?, set_resolved), dated_ahead = coalesce(?, dated_ahead) WHERE seq = ?",
        )
        .bind(&after.name)
        .bind(after.impact.as_str())
        .bind(after.created.map(Timestamp::millis))
        .bind(after.resolved.map(Timestamp::millis))
        .bind(set_resolved.map(Timestamp::millis))
        .bind(start.map(|start| is_meant_ahead(start, by.at)))
        .bind(seq)
        .execute(&mut *writing)
        .await?;
        let show = |incident: &Incident| Some(encode_incident(incident, Some(&self.customer)));
        note(&mut writing, seq, (by.at, &by.key), Logged::Corrected, (show(&before), show(&after))).await?;
        writing.commit().await?;
        Ok(Some(Ok(after)))
    }

    /// Deletes an incident with its entries and its log. Returns whether it existed.
    ///
    /// # Errors
    /// When the change can't be saved. Nothing is changed then.
    pub async fn delete(&self, id: &IncidentId) -> Result<bool, StoreError> {
        let mut writing = self.begin().await?;
        let done = sqlx::query("DELETE FROM incident WHERE id = ?").bind(id.as_str()).execute(&mut *writing).await?;
        writing.commit().await?;
        Ok(done.rows_affected() > 0)
    }

    /// Adds an entry and updates the incident. `undated` means that no date was given; the entry then follows all
    /// existing ones. `None` if the incident doesn't exist.
    ///
    /// # Errors
    /// When the change can't be saved. Nothing is changed then.
    pub async fn post_entry(
        &self,
        id: &IncidentId,
        new: NewEntry,
        undated: bool,
        by: &ChangedBy,
    ) -> Result<Option<Posted>, StoreError> {
        let mut writing = self.begin().await?;
        if let Some(known) = known(&mut writing, by).await? {
            return Ok(Some(known));
        }
        let Some(seq) = seq_of(&mut writing, id).await? else { return Ok(None) };
        settle_one(&mut writing, seq, by.at).await?;
        let state = incident_state(&mut writing, seq).await?;
        let before = placed(&mut writing, seq).await?;
        let status = new.status.clone().unwrap_or_else(|| state.status.clone());
        let undated =
            undated || calls_off(&state, &status, new.date, by.at) || outruns_a_clock(&before, new.date, by.at);
        let is_meant = !undated && is_meant_ahead(new.date, by.at);
        insert_entry(&mut writing, seq, &new, &status, (undated, undated || new.date <= by.at, is_meant)).await?;
        follow_entries(&mut writing, seq, state, &before).await?;
        let stored = entry_of(&mut writing, seq, &new.id).await?.ok_or_else(damaged)?;
        let entry = stored.to_json(id, &self.customer);
        let answer = entry.to_string();
        note(&mut writing, seq, (by.at, &by.key), Logged::EntryAdded, (None, Some(entry))).await?;
        keep(&mut writing, by, &answer).await?;
        writing.commit().await?;
        Ok(Some(Posted::Made(answer)))
    }

    /// Changes an entry and updates the incident. `None` if the entry or the incident doesn't exist.
    ///
    /// # Errors
    /// When the change can't be saved. Nothing is changed then.
    pub async fn change_entry(
        &self,
        id: &IncidentId,
        entry_id: &EntryId,
        change: EntryChange,
        by: &ChangedBy,
    ) -> Result<Option<StoredEntry>, StoreError> {
        let mut writing = self.begin().await?;
        let Some(seq) = seq_of(&mut writing, id).await? else { return Ok(None) };
        settle_one(&mut writing, seq, by.at).await?;
        let Some(old) = entry_of(&mut writing, seq, entry_id).await? else { return Ok(None) };
        let (own, was_undated, was_in_force): (i64, bool, bool) =
            sqlx::query_as("SELECT seq, undated, in_force FROM entry WHERE incident = ? AND id = ?")
                .bind(seq)
                .bind(entry_id.as_str())
                .fetch_one(&mut *writing)
                .await?;
        let mut new = old.clone();
        new.entry.message = change.message;
        new.entry.date = change.date.or(new.entry.date);
        new.entry.status = change.status.unwrap_or(new.entry.status);
        new.entry.components = change.components.unwrap_or(new.entry.components);
        new.notify = change.notify.unwrap_or(new.notify);
        if new == old {
            return Ok(Some(old));
        }
        if new.entry != old.entry {
            new.entry.edited = Some(by.at);
        }
        let state = incident_state(&mut writing, seq).await?;
        let before = placed(&mut writing, seq).await?;
        let date = new.entry.date.ok_or_else(damaged)?;
        let is_moved = new.entry.date != old.entry.date;
        let calls_off = calls_off(&state, &new.entry.status, date, by.at);
        let others: Vec<Placed> = before.iter().filter(|other| other.seq != own).cloned().collect();
        let is_last = is_moved && outruns_a_clock(&others, date, by.at);
        let undated = calls_off || is_last || was_undated && !is_moved;
        sqlx::query(
            "UPDATE entry SET message = ?, date = ?, status = ?, components = ?, notify = ?, edited = ?, undated = ?, \
             in_force = ?, dated_ahead = CASE WHEN ? THEN ? ELSE dated_ahead END, \
             replaced = CASE WHEN ? THEN NULL ELSE replaced END, arrival = CASE WHEN ? THEN (SELECT max(arrival) + 1 FROM entry WHERE incident = ?) \
             ELSE arrival END WHERE incident = ? AND id = ?",
        )
        .bind(&new.entry.message)
        .bind(date.millis())
        .bind(new.entry.status.as_str())
        .bind(encode_components(&new.entry.components).to_string())
        .bind(new.notify)
        .bind(new.entry.edited.map(Timestamp::millis))
        .bind(undated)
        .bind(undated || date <= by.at || was_in_force && !is_moved)
        .bind(is_moved)
        .bind(!undated && is_meant_ahead(date, by.at))
        .bind(is_moved)
        .bind(is_moved || calls_off && !was_undated)
        .bind(seq)
        .bind(seq)
        .bind(entry_id.as_str())
        .execute(&mut *writing)
        .await?;
        follow_entries(&mut writing, seq, state, &before).await?;
        let show = |entry: &StoredEntry| Some(entry.to_json(id, &self.customer));
        note(&mut writing, seq, (by.at, &by.key), Logged::EntryEdited, (show(&old), show(&new))).await?;
        writing.commit().await?;
        Ok(Some(new))
    }

    /// Deletes an entry and updates the incident. Returns whether the entry existed.
    ///
    /// # Errors
    /// When the change can't be saved. Nothing is changed then.
    pub async fn delete_entry(&self, id: &IncidentId, entry_id: &EntryId, by: &ChangedBy) -> Result<bool, StoreError> {
        let mut writing = self.begin().await?;
        let Some(seq) = seq_of(&mut writing, id).await? else { return Ok(false) };
        settle_one(&mut writing, seq, by.at).await?;
        let Some(old) = entry_of(&mut writing, seq, entry_id).await? else { return Ok(false) };
        let state = incident_state(&mut writing, seq).await?;
        let before = placed(&mut writing, seq).await?;
        sqlx::query("DELETE FROM entry WHERE incident = ? AND id = ?")
            .bind(seq)
            .bind(entry_id.as_str())
            .execute(&mut *writing)
            .await?;
        follow_entries(&mut writing, seq, state, &before).await?;
        let old = old.to_json(id, &self.customer);
        note(&mut writing, seq, (by.at, &by.key), Logged::EntryDeleted, (Some(old), None)).await?;
        writing.commit().await?;
        Ok(true)
    }
}

/// Whether an entry dated now or earlier resolves an incident that hasn't begun. The incident is then called off, and
/// stays so when its announced time comes.
fn calls_off(incident: &IncidentState, status: &Status, date: Timestamp, now: Timestamp) -> bool {
    !status.is_open() && date <= now && now < incident.created
}

/// The result of an earlier request with the same key. Checked within the transaction, so that only one of two
/// concurrent requests is carried out.
pub(super) async fn known(connection: &mut SqliteConnection, by: &ChangedBy) -> Result<Option<Posted>, StoreError> {
    match &by.request {
        Some(request) => idempotency::find(connection, request, by.at).await,
        None => Ok(None),
    }
}

pub(super) async fn keep(connection: &mut SqliteConnection, by: &ChangedBy, answer: &str) -> Result<(), StoreError> {
    match &by.request {
        Some(request) => idempotency::keep(connection, request, by.at, answer).await,
        None => Ok(()),
    }
}

/// Call this within a transaction.
pub(super) async fn listing(reading: &mut SqliteConnection, overlay: &Overlay) -> Result<Listing, StoreError> {
    let version = version_of(reading, overlay).await?;
    let rows: Vec<IncidentRow> = sqlx::query_as(
        "SELECT id, name, status, impact, created, resolved FROM incident ORDER BY created DESC, seq DESC",
    )
    .fetch_all(reading)
    .await?;
    let mut incidents =
        rows.into_iter().map(|row| Ok(overlay.over(incident(row)?))).collect::<Result<Vec<_>, StoreError>>()?;
    if !overlay.is_empty() {
        incidents.sort_by_key(|incident| Reverse(incident.created));
    }
    Ok(Listing { version, incidents })
}

/// The same with the components that each incident affected, each with its worst status. Call this within a transaction.
pub(super) async fn public_listing(reading: &mut SqliteConnection, overlay: &Overlay) -> Result<Listing, StoreError> {
    let mut listing = listing(reading, overlay).await?;
    let mut affected = affected(reading, None).await?;
    for incident in &mut listing.incidents {
        incident.affected = Some(affected.remove(incident.id.as_str()).unwrap_or_default());
    }
    Ok(listing)
}

/// The components that incidents affected, each with its worst status, by the ID of the incident: of one, or of all.
pub(super) async fn affected(
    reading: &mut SqliteConnection,
    of: Option<&IncidentId>,
) -> Result<HashMap<String, Vec<AffectedComponent>>, StoreError> {
    let rows: Vec<(String, String, String)> = sqlx::query_as(
        "SELECT DISTINCT incident.id, component.value ->> 'componentId', component.value ->> 'componentStatus' \
         FROM entry JOIN incident ON incident.seq = entry.incident, json_each(entry.components) AS component \
         WHERE ?1 IS NULL OR incident.id = ?1 ORDER BY 1, 2",
    )
    .bind(of.map(IncidentId::as_str))
    .fetch_all(reading)
    .await?;
    let mut all: HashMap<String, Vec<AffectedComponent>> = HashMap::new();
    for (incident, id, status) in rows {
        let (id, status) = (ComponentId::new(&id).ok_or_else(damaged)?, ComponentStatus::parse(&status));
        if status == ComponentStatus::Operational {
            continue;
        }
        let affected = all.entry(incident).or_default();
        match affected.last_mut().filter(|last| last.id == id) {
            Some(last) if last.status.severity() < status.severity() => last.status = status,
            Some(_) => {}
            None => affected.push(AffectedComponent { id, status }),
        }
    }
    Ok(all)
}

/// Call this within a transaction.
pub(super) async fn version_of(reading: &mut SqliteConnection, overlay: &Overlay) -> Result<String, StoreError> {
    let (version,) = sqlx::query_as("SELECT version FROM installation").fetch_one(reading).await?;
    Ok(overlay.version(version))
}

/// The entries of the incident in this row, newest first.
pub(super) async fn entries_of(
    reading: &mut SqliteConnection,
    seq: i64,
    overlay: &Overlay,
) -> Result<Vec<StoredEntry>, StoreError> {
    let rows: Vec<EntryRow> = sqlx::query_as(
        "SELECT id, message, date, status, components, notify, edited FROM entry WHERE incident = ? \
         ORDER BY date DESC, seq DESC",
    )
    .bind(seq)
    .fetch_all(reading)
    .await?;
    let mut entries =
        rows.into_iter().map(|row| Ok(overlay.entry(entry(row)?))).collect::<Result<Vec<_>, StoreError>>()?;
    if !overlay.is_empty() {
        entries.sort_by_key(|stored| Reverse(stored.entry.date));
    }
    Ok(entries)
}

pub(super) async fn incident_of(
    connection: &mut SqliteConnection,
    id: &IncidentId,
) -> Result<Option<Incident>, StoreError> {
    let row: Option<IncidentRow> =
        sqlx::query_as("SELECT id, name, status, impact, created, resolved FROM incident WHERE id = ?")
            .bind(id.as_str())
            .fetch_optional(connection)
            .await?;
    row.map(incident).transpose()
}

pub(super) async fn seq_of(connection: &mut SqliteConnection, id: &IncidentId) -> Result<Option<i64>, StoreError> {
    let row: Option<(i64,)> =
        sqlx::query_as("SELECT seq FROM incident WHERE id = ?").bind(id.as_str()).fetch_optional(connection).await?;
    Ok(row.map(|(seq,)| seq))
}

async fn entry_of(
    connection: &mut SqliteConnection,
    seq: i64,
    id: &EntryId,
) -> Result<Option<StoredEntry>, StoreError> {
    let row: Option<EntryRow> = sqlx::query_as(ENTRY).bind(seq).bind(id.as_str()).fetch_optional(connection).await?;
    row.map(entry).transpose()
}

/// `posted` is the current time, and whether no date was given for the entries. If `None`, all entries are in force from
/// the start and all dates are on purpose.
async fn insert_incident(
    connection: &mut SqliteConnection,
    new: &NewIncident,
    set_resolved: Option<Timestamp>,
    posted: Option<(Timestamp, bool)>,
) -> Result<i64, StoreError> {
    let undated = posted.is_some_and(|(_, undated)| undated);
    let is_meant = |date: Timestamp| !undated && posted.is_none_or(|(now, _)| is_meant_ahead(date, now));
    let is_in_force = |entry: &NewEntry| undated || posted.is_none_or(|(now, _)| entry.date <= now);
    let resolved = (!new.status.is_open()).then(|| set_resolved.unwrap_or(new.created).millis());
    let (seq,) = sqlx::query_as::<_, (i64,)>(
        "INSERT INTO incident \
         (id, name, status, impact, created, resolved, base_status, base_resolved, set_resolved, dated_ahead) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING seq",
    )
    .bind(new.id.as_str())
    .bind(&new.name)
    .bind(new.status.as_str())
    .bind(new.impact.as_str())
    .bind(new.created.millis())
    .bind(resolved)
    .bind(new.status.as_str())
    .bind(resolved.filter(|_| !new.entries.iter().any(is_in_force)))
    .bind(set_resolved.map(Timestamp::millis))
    .bind(is_meant(new.created))
    .fetch_one(&mut *connection)
    .await?;
    let mut status = &new.status;
    for entry in &new.entries {
        status = entry.status.as_ref().unwrap_or(status);
        insert_entry(connection, seq, entry, status, (undated, is_in_force(entry), is_meant(entry.date))).await?;
    }
    let state = incident_state(connection, seq).await?;
    follow_entries(connection, seq, state, &[]).await?;
    Ok(seq)
}

async fn insert_entry(
    connection: &mut SqliteConnection,
    seq: i64,
    new: &NewEntry,
    status: &Status,
    (undated, in_force, dated_ahead): (bool, bool, bool),
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO entry (id, incident, message, date, status, components, notify, undated, in_force, dated_ahead, arrival) \
         VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, \
         (SELECT coalesce(max(arrival), 0) + 1 FROM entry WHERE incident = ?))",
    )
    .bind(new.id.as_str())
    .bind(seq)
    .bind(&new.message)
    .bind(new.date.millis())
    .bind(status.as_str())
    .bind(encode_components(&new.components).to_string())
    .bind(new.notify)
    .bind(undated)
    .bind(in_force)
    .bind(dated_ahead)
    .bind(seq)
    .execute(connection)
    .await?;
    Ok(())
}

/// The parts of the entries that determine the incident's status.
pub(super) async fn placed(connection: &mut SqliteConnection, incident: i64) -> Result<Vec<Placed>, StoreError> {
    type Row = (i64, i64, i64, String, bool, bool, bool, Option<i64>);
    let rows: Vec<Row> = sqlx::query_as(
        "SELECT seq, arrival, date, status, undated, in_force, dated_ahead, replaced FROM entry WHERE incident = ?",
    )
    .bind(incident)
    .fetch_all(connection)
    .await?;
    let placed = |(seq, arrival, date, status, undated, in_force, dated_ahead, replaced): Row| {
        let (date, status, replaced) = (time(date)?, Status::parse(&status), replaced.map(time).transpose()?);
        Ok(Placed { seq, arrival, date, status, undated, in_force, dated_ahead, replaced })
    };
    rows.into_iter().map(placed).collect()
}

/// The status of an incident, with its start and end.
pub(super) async fn incident_state(
    connection: &mut SqliteConnection,
    incident: i64,
) -> Result<IncidentState, StoreError> {
    type Row = (i64, bool, String, Option<i64>, Option<i64>, String, Option<i64>);
    let (created, dated_ahead, status, resolved, set_resolved, base_status, base_resolved): Row = sqlx::query_as(
        "SELECT created, dated_ahead, status, resolved, set_resolved, base_status, base_resolved \
         FROM incident WHERE seq = ?",
    )
    .bind(incident)
    .fetch_one(connection)
    .await?;
    Ok(IncidentState {
        created: time(created)?,
        dated_ahead,
        status: Status::parse(&status),
        resolved: resolved.map(time).transpose()?,
        set_resolved: set_resolved.map(time).transpose()?,
        base_status: Status::parse(&base_status),
        base_resolved: base_resolved.map(time).transpose()?,
    })
}

/// Updates the incident after its entries changed from `before`.
pub(super) async fn follow_entries(
    connection: &mut SqliteConnection,
    seq: i64,
    state: IncidentState,
    before: &[Placed],
) -> Result<(), StoreError> {
    let after = placed(&mut *connection, seq).await?;
    let now = state.clone().follow(before, &after);
    if now == state { Ok(()) } else { save_state(connection, seq, &now).await }
}

/// Keeps where an incident stands.
pub(super) async fn save_state(
    connection: &mut SqliteConnection,
    seq: i64,
    now: &IncidentState,
) -> Result<(), StoreError> {
    sqlx::query(
        "UPDATE incident SET created = ?, dated_ahead = ?, status = ?, resolved = ?, set_resolved = ?, \
         base_status = ?, base_resolved = ? WHERE seq = ?",
    )
    .bind(now.created.millis())
    .bind(now.dated_ahead)
    .bind(now.status.as_str())
    .bind(now.resolved.map(Timestamp::millis))
    .bind(now.set_resolved.map(Timestamp::millis))
    .bind(now.base_status.as_str())
    .bind(now.base_resolved.map(Timestamp::millis))
    .bind(seq)
    .execute(connection)
    .await?;
    Ok(())
}

pub(super) fn incident((id, name, status, impact, created, resolved): IncidentRow) -> Result<Incident, StoreError> {
    Ok(Incident {
        id: IncidentId::new(&id).ok_or_else(damaged)?,
        name,
        status: Status::parse(&status),
        impact: Impact::parse(&impact),
        created: Some(time(created)?),
        resolved: resolved.map(time).transpose()?,
        timeline: None,
        affected: None,
    })
}

pub(super) fn entry(
    (id, message, date, status, components, notify, edited): EntryRow,
) -> Result<StoredEntry, StoreError> {
    let id = EntryId::new(&id).ok_or_else(damaged)?;
    let entry = Entry {
        id: Some(id.clone()),
        message,
        date: Some(time(date)?),
        status: Status::parse(&status),
        components: parse_components(&components).ok_or_else(damaged)?,
        edited: edited.map(time).transpose()?,
    };
    Ok(StoredEntry { id, entry, notify })
}

fn parse_components(text: &str) -> Option<Vec<AffectedComponent>> {
    let component = |value: &Value| {
        Some(AffectedComponent {
            id: ComponentId::new(value.get("componentId")?.as_str()?)?,
            status: ComponentStatus::parse(value.get("componentStatus")?.as_str()?),
        })
    };
    serde_json::from_str::<Value>(text).ok()?.as_array()?.iter().map(component).collect()
}

pub(super) fn time(millis: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millis(millis).ok_or_else(damaged)
}

/// The error for a row that can't be decoded, so was written by another program or damaged on disk.
pub(super) fn damaged() -> StoreError {
    StoreError::Broken(sqlx::Error::Protocol("a row that no version of this program writes".into()))
}
