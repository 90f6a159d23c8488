//! Incidents together with their entries.

use super::incidents::{EntryRow, entry, incident, public_listing, version_of};
use super::maintenances::maintenances_of;
use super::{Store, StoreError, Versioned};
use model::incident::Timeline;
use model::{Entry, Incident, IncidentList, MaintenanceList, StatusData};
use std::collections::HashMap;
use tokio::sync::mpsc::Sender;

/// The incident's ID, and a row of its entries.
type RowOfIncident = (String, String, String, i64, String, String, bool, Option<i64>);

/// The number of incidents per batch when all are read with their entries.
const AT_ONCE: i64 = 256;

type NumberedIncidentRow = (i64, String, String, String, String, i64, Option<i64>);
/// The incident's row number, and a row of its entries.
type RowOf = (i64, String, String, i64, String, String, bool, Option<i64>);

impl Store {
    /// Sends all incidents with their entries, newest first, in batches, as together they may not fit into memory.
    /// Returns the version of the data.
    ///
    /// # Errors
    /// When the database can't be read, or the receiver is gone.
    pub async fn stream(&self, to: Sender<Vec<Option<Incident>>>) -> Result<String, StoreError> {
        let overlay = self.ahead.overlay();
        // One transaction, as in `incidents`.
        let mut reading = self.read().await?;
        let version = version_of(&mut reading, &overlay).await?;
        let mut last = (i64::MAX, i64::MAX);
        loop {
            let rows: Vec<NumberedIncidentRow> = sqlx::query_as(
                "SELECT seq, id, name, status, impact, created, resolved FROM incident WHERE (created, seq) < (?, ?) \
                 ORDER BY created DESC, seq DESC LIMIT ?",
            )
            .bind(last.0)
            .bind(last.1)
            .bind(AT_ONCE)
            .fetch_all(&mut *reading)
            .await?;
            let Some(newest) = rows.last() else { break };
            last = (newest.5, newest.0);
            let numbers = serde_json::Value::from_iter(rows.iter().map(|row| row.0));
            let of_these: Vec<RowOf> = sqlx::query_as(
                "SELECT incident, id, message, date, status, components, notify, edited FROM entry \
                 WHERE incident IN (SELECT value FROM json_each(?)) ORDER BY incident, date DESC, seq DESC",
            )
            .bind(numbers.to_string())
            .fetch_all(&mut *reading)
            .await?;
            let mut entries: HashMap<i64, Vec<Entry>> = HashMap::new();
            for (of, id, message, date, status, components, notify, edited) in of_these {
                let row: EntryRow = (id, message, date, status, components, notify, edited);
                entries.entry(of).or_default().push(overlay.entry(entry(row)?).entry);
            }
            let incident = |(seq, id, name, status, impact, created, resolved): NumberedIncidentRow| {
                let mut incident = overlay.over(incident((id, name, status, impact, created, resolved))?);
                incident.timeline = Some(Timeline::new(entries.remove(&seq).unwrap_or_default(), 0));
                Ok(Some(incident))
            };
            let incidents = rows.into_iter().map(incident).collect::<Result<_, StoreError>>()?;
            to.send(incidents).await.map_err(|_| StoreError::Broken(sqlx::Error::WorkerCrashed))?;
        }
        reading.commit().await?;
        Ok(version)
    }

    /// Everything that visitors see at first: all incidents, open ones with their entries, and the maintenances that aren't
    /// internal.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn status_data(&self) -> Result<Versioned<StatusData>, StoreError> {
        let overlay = self.ahead.overlay();
        // One transaction, as in `incidents`.
        let mut reading = self.read().await?;
        let mut listing = public_listing(&mut reading, &overlay).await?;
        let rows: Vec<RowOfIncident> = sqlx::query_as(
            "SELECT incident.id, entry.id, message, date, entry.status, components, notify, edited \
             FROM incident JOIN entry ON entry.incident = incident.seq \
             WHERE ? OR incident.status <> 'resolved' ORDER BY incident.seq, date DESC, entry.seq DESC",
        )
        .bind(!overlay.is_empty())
        .fetch_all(&mut *reading)
        .await?;
        let maintenances = maintenances_of(&mut reading).await?;
        reading.commit().await?;
        let maintenances = maintenances.into_iter().map(|stored| stored.maintenance).collect();
        let maintenances = MaintenanceList::new(maintenances, 0).public();
        let mut entries: HashMap<String, Vec<Entry>> = HashMap::new();
        for (of, id, message, date, status, components, notify, edited) in rows {
            let row: EntryRow = (id, message, date, status, components, notify, edited);
            entries.entry(of).or_default().push(overlay.entry(entry(row)?).entry);
        }
        for incident in &mut listing.incidents {
            if incident.is_open() {
                let entries = entries.remove(incident.id.as_str()).unwrap_or_default();
                incident.timeline = Some(Timeline::new(entries, 0));
                incident.affected = None;
            }
        }
        let data = StatusData::new(IncidentList::new(listing.incidents, 0), maintenances);
        Ok(Versioned { version: listing.version, data })
    }
}
