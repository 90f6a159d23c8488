//! Entries dated in the future. They take effect when their time comes, without a change by anyone.

use super::follow::come;
use super::incidents::{follow_entries, placed, standing};
use super::{Store, StoreError};
use model::{Incident, IncidentId, Status, Timestamp};
use sqlx::SqliteConnection;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The pause after a failed write.
const PAUSE: Duration = Duration::from_secs(10);

/// The due entries that couldn't be written.
#[derive(Debug, Default)]
pub(super) struct Ahead(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    overlay: Arc<Overlay>,
    /// When the last attempt to write them failed.
    failed: Option<Instant>,
}

/// The current state of incidents that couldn't be updated in the database.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    incidents: HashMap<IncidentId, (Status, Option<Timestamp>)>,
    /// The change number of the database, and the latest due date.
    of: Option<(i64, i64)>,
}

impl Overlay {
    pub(super) fn is_empty(&self) -> bool {
        self.incidents.is_empty()
    }

    /// The current state of the incident.
    pub(super) fn over(&self, mut incident: Incident) -> Incident {
        if let Some((status, resolved)) = self.incidents.get(&incident.id) {
            incident.status.clone_from(status);
            incident.resolved = *resolved;
        }
        incident
    }

    /// The version of what visitors see, including these changes.
    pub(super) fn version(&self, version: String) -> String {
        match self.of {
            Some((_, newest)) if !self.is_empty() => format!("{version}-{newest}"),
            _ => version,
        }
    }
}

impl Ahead {
    pub(super) fn overlay(&self) -> Arc<Overlay> {
        self.state().overlay.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// Applies every entry whose time has come. Call this before reading anything that depends on it; while nothing is
    /// due, it costs one index lookup. If the database can't be written, the changes only apply to this process's
    /// reads.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn settle(&self, now: Timestamp) -> Result<(), StoreError> {
        let (newest,): (Option<i64>,) = sqlx::query_as("SELECT max(date) FROM entry WHERE in_force = 0 AND date <= ?")
            .bind(now.millis())
            .fetch_one(&mut *self.reader().await?)
            .await?;
        let Some(newest) = newest else {
            let mut state = self.ahead.state();
            if !state.overlay.is_empty() {
                // Another process has written it in the meantime, or removed it.
                state.overlay = Arc::default();
            }
            return Ok(());
        };
        let is_resting = self.ahead.state().failed.is_some_and(|failed| failed.elapsed() < PAUSE);
        if self.present().writer().is_some() && !is_resting {
            match self.settle_in_database(now).await {
                Ok(()) => {
                    let mut state = self.ahead.state();
                    *state = State { overlay: Arc::default(), failed: None };
                    return Ok(());
                }
                Err(error @ StoreError::Broken(_)) => return Err(error),
                Err(error @ (StoreError::Unwritable(_) | StoreError::Busy(_) | StoreError::OutcomeUnknown(_))) => {
                    tracing::error!(%error, "an update whose time has come could not be written; it is shown all the same");
                    self.ahead.state().failed = Some(Instant::now());
                }
            }
        }
        self.settle_in_memory(now, newest).await
    }

    async fn settle_in_database(&self, now: Timestamp) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let due: Vec<(i64,)> = sqlx::query_as("SELECT DISTINCT incident FROM entry WHERE in_force = 0 AND date <= ?")
            .bind(now.millis())
            .fetch_all(&mut *writing)
            .await?;
        for (incident,) in due {
            settle_one(&mut writing, incident, now).await?;
        }
        writing.commit().await
    }

    async fn settle_in_memory(&self, now: Timestamp, newest: i64) -> Result<(), StoreError> {
        let mut reading = self.read().await?;
        let (change,): (i64,) = sqlx::query_as("SELECT change FROM installation").fetch_one(&mut *reading).await?;
        if self.ahead.state().overlay.of == Some((change, newest)) {
            return Ok(());
        }
        let due: Vec<(i64, String)> = sqlx::query_as(
            "SELECT DISTINCT incident.seq, incident.id FROM entry JOIN incident ON incident.seq = entry.incident \
             WHERE in_force = 0 AND date <= ?",
        )
        .bind(now.millis())
        .fetch_all(&mut *reading)
        .await?;
        let mut incidents = HashMap::new();
        for (seq, id) in due {
            let standing = standing(&mut reading, seq).await?;
            let before = placed(&mut reading, seq).await?;
            let after = come(&before, now);
            let standing = standing.follow(&before, &after);
            let id = IncidentId::new(&id).ok_or_else(super::incidents::damaged)?;
            incidents.insert(id, (standing.status, standing.resolved));
        }
        reading.commit().await?;
        let mut state = self.ahead.state();
        state.overlay = Arc::new(Overlay { incidents, of: Some((change, newest)) });
        Ok(())
    }
}

/// Applies the due entries of one incident, within a transaction.
pub(super) async fn settle_one(
    connection: &mut SqliteConnection,
    incident: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let before = placed(&mut *connection, incident).await?;
    if before.iter().all(|entry| entry.in_force || entry.date > now) {
        return Ok(());
    }
    let standing = standing(&mut *connection, incident).await?;
    for entry in come(&before, now).iter().filter(|entry| !before.contains(entry)) {
        sqlx::query("UPDATE entry SET in_force = ?, undated = ?, arrival = ? WHERE seq = ?")
            .bind(entry.in_force)
            .bind(entry.undated)
            .bind(entry.arrival)
            .bind(entry.seq)
            .execute(&mut *connection)
            .await?;
    }
    follow_entries(connection, incident, standing, &before).await
}
