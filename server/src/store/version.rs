//! Public data, with its version.

use super::incidents::{affected, entries_of, incident_of, seq_of, version_of};
use super::{Store, StoreError, StoredEntry};
use model::{Incident, IncidentId, Timestamp};

/// Public data, and the version that it belongs to.
#[derive(Clone, Debug)]
pub struct Versioned<T> {
    /// See [`Store::version`].
    pub version: String,
    /// The data.
    pub data: T,
}

impl Store {
    /// A version that changes exactly when something that visitors see changes, whichever process changes it.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn version(&self) -> Result<String, StoreError> {
        let overlay = self.ahead.overlay();
        let mut reading = self.reader().await?;
        version_of(&mut reading, &overlay).await
    }

    /// An incident, without its entries; `None` if it doesn't exist.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn versioned_incident(&self, id: &IncidentId) -> Result<Option<Versioned<Incident>>, StoreError> {
        let overlay = self.ahead.overlay();
        // One transaction, so that the version and the incident are from the same state.
        let mut reading = self.read().await?;
        let version = version_of(&mut reading, &overlay).await?;
        let Some(mut incident) = incident_of(&mut reading, id).await? else { return Ok(None) };
        let affected = affected(&mut reading, Some(id)).await?.remove(id.as_str());
        incident.affected = Some(affected.unwrap_or_default());
        reading.commit().await?;
        Ok(Some(Versioned { version, data: overlay.over(incident) }))
    }

    /// The entries of an incident, newest first; `None` if the incident doesn't exist.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn versioned_entries(&self, id: &IncidentId) -> Result<Option<Versioned<Vec<StoredEntry>>>, StoreError> {
        let overlay = self.ahead.overlay();
        let mut reading = self.read().await?;
        let version = version_of(&mut reading, &overlay).await?;
        let entries = match seq_of(&mut reading, id).await? {
            Some(seq) => Some(entries_of(&mut reading, seq, &overlay).await?),
            None => None,
        };
        reading.commit().await?;
        Ok(entries.map(|data| Versioned { version, data }))
    }
}

/// The version of what visitors see, and when the next entry after `now` comes due.
pub(super) async fn version_and_due(store: &Store, now: Timestamp) -> Result<(String, Option<Timestamp>), StoreError> {
    let overlay = store.ahead.overlay();
    let mut reading = store.reader().await?;
    let version = version_of(&mut reading, &overlay).await?;
    let (due,): (Option<i64>,) = sqlx::query_as("SELECT min(date) FROM entry WHERE in_force = 0 AND date > ?")
        .bind(now.millis())
        .fetch_one(&mut *reading)
        .await?;
    Ok((version, due.and_then(Timestamp::from_millis)))
}
