//! The log of changes to incidents.

use super::{Store, StoreError};
use model::{IncidentId, Timestamp};
use serde_json::{Value, json};
use sqlx::SqliteConnection;

/// The kind of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Logged {
    Created,
    Corrected,
    EntryAdded,
    EntryEdited,
    EntryDeleted,
}

impl Logged {
    fn as_str(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Corrected => "corrected",
            Self::EntryAdded => "entry-added",
            Self::EntryEdited => "entry-edited",
            Self::EntryDeleted => "entry-deleted",
        }
    }
}

type LogRow = (i64, String, String, Option<String>, Option<String>);

impl Store {
    /// The changes of an incident as the API shows them, newest first; `None` if it doesn't exist.
    ///
    /// # Errors
    /// When the database can't be read, or contains something that no version of this program writes.
    pub async fn log(&self, id: &IncidentId) -> Result<Option<Vec<Value>>, StoreError> {
        let mut reading = self.read().await?;
        let Some(seq) = super::incidents::seq_of(&mut reading, id).await? else { return Ok(None) };
        let rows: Vec<LogRow> =
            sqlx::query_as("SELECT time, key, what, before, after FROM log WHERE incident = ? ORDER BY seq DESC")
                .bind(seq)
                .fetch_all(&mut *reading)
                .await?;
        reading.commit().await?;
        let read = |text: Option<String>| {
            text.map(|text| serde_json::from_str(&text)).transpose().map_err(|_| super::incidents::damaged())
        };
        let entry = |(time, key, what, before, after): LogRow| {
            let time = super::incidents::time(time)?.to_wire();
            let (before, after): (Option<Value>, Option<Value>) = (read(before)?, read(after)?);
            Ok(json!({"time": time, "key": key, "what": what, "before": before, "after": after}))
        };
        rows.into_iter().map(entry).collect::<Result<_, StoreError>>().map(Some)
    }
}

/// Records a change, within the transaction that makes it.
pub(super) async fn note(
    connection: &mut SqliteConnection,
    incident: i64,
    (at, key): (Timestamp, &str),
    what: Logged,
    (before, after): (Option<Value>, Option<Value>),
) -> Result<(), StoreError> {
    sqlx::query("INSERT INTO log (incident, time, key, what, before, after) VALUES (?, ?, ?, ?, ?, ?)")
        .bind(incident)
        .bind(at.millis())
        .bind(key)
        .bind(what.as_str())
        .bind(before.map(|before| before.to_string()))
        .bind(after.map(|after| after.to_string()))
        .execute(connection)
        .await?;
    Ok(())
}
