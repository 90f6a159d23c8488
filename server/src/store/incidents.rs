//! Incidents and their entries.

use super::follow::follow;
use super::{Store, StoreError};
use serde_json::Value;
use sqlx::SqliteConnection;
use statuspane::api::wire::encode_components;
use statuspane::domain::{
    AffectedComponent, ComponentId, ComponentStatus, Entry, EntryId, Impact, Incident, IncidentId, Status, Timestamp,
};

/// Every incident, newest first, and the number of the change that this is good for.
#[derive(Clone, Debug)]
pub struct Listing {
    /// See [`Store::change`].
    pub change: i64,
    /// The incidents, without their entries.
    pub incidents: Vec<Incident>,
}

/// An entry as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEntry {
    /// Its id.
    pub id: EntryId,
    /// What a visitor may read of it.
    pub entry: Entry,
    /// Whether whoever posted it wanted subscribers to be notified.
    pub notify: bool,
}

/// An entry to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// Its id, new.
    pub id: EntryId,
    /// The message.
    pub message: String,
    /// Its date.
    pub date: Timestamp,
    /// The incident's status from then on; `None` keeps the one it has.
    pub status: Option<Status>,
    /// The components that it names.
    pub components: Vec<AffectedComponent>,
    /// Whether subscribers are notified.
    pub notify: bool,
}

/// What to change of an entry; `None` keeps what is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryChange {
    /// The message.
    pub message: String,
    /// The date.
    pub date: Option<Timestamp>,
    /// The status.
    pub status: Option<Status>,
    /// The components.
    pub components: Option<Vec<AffectedComponent>>,
    /// Whether subscribers are notified.
    pub notify: Option<bool>,
}

/// An incident to be added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewIncident {
    /// Its id, new.
    pub id: IncidentId,
    /// The name.
    pub name: String,
    /// The impact.
    pub impact: Impact,
    /// The status that it begins with.
    pub status: Status,
    /// When it began. Begun as resolved, it was resolved then.
    pub created: Timestamp,
    /// Its entries, oldest first; its status follows them.
    pub entries: Vec<NewEntry>,
}

type IncidentRow = (String, String, String, String, i64, Option<i64>);
pub(super) type EntryRow = (String, String, i64, String, String, bool);

const ENTRY: &str = "SELECT id, message, date, status, components, notify FROM entry WHERE incident = ? AND id = ?";

impl Store {
    /// Every incident, newest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn incidents(&self) -> Result<Listing, StoreError> {
        // One transaction, so that the number and the list speak of the same state.
        let mut reading = self.readers.begin().await?;
        let listing = listing(&mut reading).await?;
        reading.commit().await?;
        Ok(listing)
    }

    /// One incident, without its entries.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn incident(&self, id: &IncidentId) -> Result<Option<Incident>, StoreError> {
        let mut reading = self.readers.acquire().await?;
        incident_of(&mut reading, id).await
    }

    /// The entries of an incident, newest first; `None` when there is no such incident.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn entries(&self, id: &IncidentId) -> Result<Option<Vec<StoredEntry>>, StoreError> {
        let mut reading = self.readers.begin().await?;
        let Some(seq) = seq_of(&mut reading, id).await? else { return Ok(None) };
        let rows: Vec<EntryRow> = sqlx::query_as(
            "SELECT id, message, date, status, components, notify FROM entry WHERE incident = ? \
             ORDER BY date DESC, seq DESC",
        )
        .bind(seq)
        .fetch_all(&mut *reading)
        .await?;
        reading.commit().await?;
        rows.into_iter().map(entry).collect::<Result<_, _>>().map(Some)
    }

    /// One entry; `None` when there is no such incident or it has no such entry.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn entry(&self, id: &IncidentId, entry_id: &EntryId) -> Result<Option<StoredEntry>, StoreError> {
        let mut reading = self.readers.begin().await?;
        let Some(seq) = seq_of(&mut reading, id).await? else { return Ok(None) };
        let row: Option<EntryRow> =
            sqlx::query_as(ENTRY).bind(seq).bind(entry_id.as_str()).fetch_optional(&mut *reading).await?;
        row.map(entry).transpose()
    }

    /// Adds an incident with its entries.
    ///
    /// # Errors
    /// When it could not be kept; nothing is changed then.
    pub async fn create(&self, new: NewIncident) -> Result<Incident, StoreError> {
        let mut writing = self.begin().await?;
        insert_incident(&mut writing, &new).await?;
        let incident = incident_of(&mut writing, &new.id).await?.ok_or_else(damaged)?;
        writing.commit().await?;
        Ok(incident)
    }

    /// Adds incidents with their entries, all of them or none.
    ///
    /// # Errors
    /// When they could not be kept; nothing is changed then.
    pub async fn import(&self, incidents: Vec<NewIncident>) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        for new in &incidents {
            insert_incident(&mut writing, new).await?;
        }
        Ok(writing.commit().await?)
    }

    /// Removes an incident and its entries. Returns whether there was one.
    ///
    /// # Errors
    /// When the change could not be kept; nothing is changed then.
    pub async fn delete(&self, id: &IncidentId) -> Result<bool, StoreError> {
        let mut writing = self.begin().await?;
        let done = sqlx::query("DELETE FROM incident WHERE id = ?").bind(id.as_str()).execute(&mut *writing).await?;
        writing.commit().await?;
        Ok(done.rows_affected() > 0)
    }

    /// Adds an entry; the incident follows it. `None` when there is no such incident.
    ///
    /// # Errors
    /// When the change could not be kept; nothing is changed then.
    pub async fn post_entry(&self, id: &IncidentId, new: NewEntry) -> Result<Option<StoredEntry>, StoreError> {
        let mut writing = self.begin().await?;
        let row: Option<(i64, String)> = sqlx::query_as("SELECT seq, status FROM incident WHERE id = ?")
            .bind(id.as_str())
            .fetch_optional(&mut *writing)
            .await?;
        let Some((seq, current)) = row else { return Ok(None) };
        let status = new.status.clone().unwrap_or_else(|| Status::parse(&current));
        insert_entry(&mut writing, seq, &new, &status).await?;
        follow_entries(&mut writing, seq).await?;
        let stored = entry_of(&mut writing, seq, &new.id).await?;
        writing.commit().await?;
        Ok(stored)
    }

    /// Changes an entry; the incident follows. `None` when there is no such incident or it has no such entry.
    ///
    /// # Errors
    /// When the change could not be kept; nothing is changed then.
    pub async fn change_entry(
        &self,
        id: &IncidentId,
        entry_id: &EntryId,
        change: EntryChange,
    ) -> Result<Option<StoredEntry>, StoreError> {
        let mut writing = self.begin().await?;
        let Some(seq) = seq_of(&mut writing, id).await? else { return Ok(None) };
        let done = sqlx::query(
            "UPDATE entry SET message = ?, date = coalesce(?, date), status = coalesce(?, status), \
             components = coalesce(?, components), notify = coalesce(?, notify) WHERE incident = ? AND id = ?",
        )
        .bind(&change.message)
        .bind(change.date.map(Timestamp::millis))
        .bind(change.status.as_ref().map(Status::as_str))
        .bind(change.components.map(|components| encode_components(&components).to_string()))
        .bind(change.notify)
        .bind(seq)
        .bind(entry_id.as_str())
        .execute(&mut *writing)
        .await?;
        if done.rows_affected() == 0 {
            return Ok(None);
        }
        follow_entries(&mut writing, seq).await?;
        let stored = entry_of(&mut writing, seq, entry_id).await?;
        writing.commit().await?;
        Ok(stored)
    }

    /// Removes an entry; the incident follows those that are left. Returns whether there was one.
    ///
    /// # Errors
    /// When the change could not be kept; nothing is changed then.
    pub async fn delete_entry(&self, id: &IncidentId, entry_id: &EntryId) -> Result<bool, StoreError> {
        let mut writing = self.begin().await?;
        let Some(seq) = seq_of(&mut writing, id).await? else { return Ok(false) };
        let done = sqlx::query("DELETE FROM entry WHERE incident = ? AND id = ?")
            .bind(seq)
            .bind(entry_id.as_str())
            .execute(&mut *writing)
            .await?;
        if done.rows_affected() == 0 {
            return Ok(false);
        }
        follow_entries(&mut writing, seq).await?;
        writing.commit().await?;
        Ok(true)
    }
}

/// Within a transaction.
pub(super) async fn listing(reading: &mut SqliteConnection) -> Result<Listing, StoreError> {
    let (change,) = sqlx::query_as("SELECT change FROM installation").fetch_one(&mut *reading).await?;
    let rows: Vec<IncidentRow> = sqlx::query_as(
        "SELECT id, name, status, impact, created, resolved FROM incident ORDER BY created DESC, seq DESC",
    )
    .fetch_all(reading)
    .await?;
    let incidents = rows.into_iter().map(incident).collect::<Result<_, _>>()?;
    Ok(Listing { change, incidents })
}

async fn incident_of(connection: &mut SqliteConnection, id: &IncidentId) -> Result<Option<Incident>, StoreError> {
    let row: Option<IncidentRow> =
        sqlx::query_as("SELECT id, name, status, impact, created, resolved FROM incident WHERE id = ?")
            .bind(id.as_str())
            .fetch_optional(connection)
            .await?;
    row.map(incident).transpose()
}

async fn seq_of(connection: &mut SqliteConnection, id: &IncidentId) -> Result<Option<i64>, StoreError> {
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

async fn insert_incident(connection: &mut SqliteConnection, new: &NewIncident) -> Result<(), StoreError> {
    let resolved = (!new.status.is_open()).then_some(new.created.millis());
    let (seq,) = sqlx::query_as::<_, (i64,)>(
        "INSERT INTO incident (id, name, status, impact, created, resolved, base_resolved) \
         VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING seq",
    )
    .bind(new.id.as_str())
    .bind(&new.name)
    .bind(new.status.as_str())
    .bind(new.impact.as_str())
    .bind(new.created.millis())
    .bind(resolved)
    .bind(resolved.filter(|_| new.entries.is_empty()))
    .fetch_one(&mut *connection)
    .await?;
    let mut status = &new.status;
    for entry in &new.entries {
        status = entry.status.as_ref().unwrap_or(status);
        insert_entry(connection, seq, entry, status).await?;
    }
    follow_entries(connection, seq).await
}

async fn insert_entry(
    connection: &mut SqliteConnection,
    seq: i64,
    new: &NewEntry,
    status: &Status,
) -> Result<(), StoreError> {
    sqlx::query(
        "INSERT INTO entry (id, incident, message, date, status, components, notify) VALUES (?, ?, ?, ?, ?, ?, ?)",
    )
    .bind(new.id.as_str())
    .bind(seq)
    .bind(&new.message)
    .bind(new.date.millis())
    .bind(status.as_str())
    .bind(encode_components(&new.components).to_string())
    .bind(new.notify)
    .execute(connection)
    .await?;
    Ok(())
}

/// Lets the incident follow its entries. Without any it keeps what it has, and that is where later ones begin.
async fn follow_entries(connection: &mut SqliteConnection, seq: i64) -> Result<(), StoreError> {
    let rows: Vec<(String, i64)> =
        sqlx::query_as("SELECT status, date FROM entry WHERE incident = ? ORDER BY date DESC, seq DESC")
            .bind(seq)
            .fetch_all(&mut *connection)
            .await?;
    let (base,): (Option<i64>,) = sqlx::query_as("SELECT base_resolved FROM incident WHERE seq = ?")
        .bind(seq)
        .fetch_one(&mut *connection)
        .await?;
    let dated = |(status, date): (String, i64)| Ok((Status::parse(&status), time(date)?));
    let entries = rows.into_iter().map(dated).collect::<Result<Vec<_>, StoreError>>()?;
    match follow(&entries, base.map(time).transpose()?) {
        None => {
            sqlx::query("UPDATE incident SET base_resolved = resolved WHERE seq = ? AND base_resolved IS NOT resolved")
                .bind(seq)
                .execute(connection)
                .await?
        }
        Some((status, resolved)) => {
            sqlx::query("UPDATE incident SET status = ?, resolved = ? WHERE seq = ?")
                .bind(status.as_str())
                .bind(resolved.map(Timestamp::millis))
                .bind(seq)
                .execute(connection)
                .await?
        }
    };
    Ok(())
}

fn incident((id, name, status, impact, created, resolved): IncidentRow) -> Result<Incident, StoreError> {
    Ok(Incident {
        id: IncidentId::new(&id).ok_or_else(damaged)?,
        name,
        status: Status::parse(&status),
        impact: Impact::parse(&impact),
        created: Some(time(created)?),
        resolved: resolved.map(time).transpose()?,
        timeline: None,
    })
}

pub(super) fn entry((id, message, date, status, components, notify): EntryRow) -> Result<StoredEntry, StoreError> {
    let id = EntryId::new(&id).ok_or_else(damaged)?;
    let entry = Entry {
        id: Some(id.clone()),
        message,
        date: Some(time(date)?),
        status: Status::parse(&status),
        components: parse_components(&components).ok_or_else(damaged)?,
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

fn time(millis: i64) -> Result<Timestamp, StoreError> {
    Timestamp::from_millis(millis).ok_or_else(damaged)
}

/// What was written by us can be read by us: anything else was written by somebody else, or the disk has lost it.
fn damaged() -> StoreError {
    StoreError::Broken(sqlx::Error::Protocol("a row that no version of this program writes".into()))
}
