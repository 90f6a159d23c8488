//! Entries dated in the future. They take effect when their time comes, without a change by anyone. Those dated by a clock
//! that was ahead get the current time once the clock is corrected.

use super::deciding_entry::{Placed, after_due, out_of_reach};
use super::incidents::{incident_state, placed, save_state};
use super::{Store, StoreError, StoredEntry};
use model::{EntryId, Incident, IncidentId, Status, Timestamp};
use sqlx::SqliteConnection;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// The pause after a failed write.
const PAUSE: Duration = Duration::from_secs(10);

/// The incidents to update: an entry is due, or a clock that was ahead has dated the start or an entry of an
/// open incident. Answered from two indexes.
const UNSETTLED: &str = "SELECT incident FROM entry WHERE in_force = 0 AND date <= ?1 \
    UNION SELECT seq FROM incident WHERE dated_ahead = 0 AND status <> 'resolved' AND created >= ?2 \
    UNION SELECT incident FROM entry WHERE dated_ahead = 0 AND date >= ?2 \
    AND EXISTS (SELECT 1 FROM incident WHERE seq = entry.incident AND status <> 'resolved')";

/// The changes by time that couldn't be written.
#[derive(Debug, Default)]
pub(super) struct Ahead(Mutex<AheadState>);

#[derive(Debug, Default)]
struct AheadState {
    overlay: Arc<Overlay>,
    /// When the last attempt to write them failed.
    failed: Option<Instant>,
}

/// The current state of incidents that couldn't be updated in the database.
#[derive(Debug, Default)]
pub(super) struct Overlay {
    incidents: HashMap<IncidentId, (Timestamp, Status, Option<Timestamp>)>,
    /// The corrected dates of entries.
    dates: HashMap<EntryId, Timestamp>,
    of: Option<Of>,
}

/// The inputs that the overlay was computed from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Of {
    /// The change number of the database.
    change: i64,
    /// The latest due date.
    newest: Option<i64>,
    /// The time of the computation, if it corrected a date.
    present: Option<Timestamp>,
}

impl Overlay {
    pub(super) fn is_empty(&self) -> bool {
        self.incidents.is_empty()
    }

    /// The current state of the incident.
    pub(super) fn over(&self, mut incident: Incident) -> Incident {
        if let Some((created, status, resolved)) = self.incidents.get(&incident.id) {
            incident.created = Some(*created);
            incident.status.clone_from(status);
            incident.resolved = *resolved;
        }
        incident
    }

    /// The current state of the entry.
    pub(super) fn entry(&self, mut stored: StoredEntry) -> StoredEntry {
        if let Some(date) = self.dates.get(&stored.id) {
            stored.entry.date = Some(*date);
        }
        stored
    }

    /// The version of what visitors see, including these changes.
    pub(super) fn version(&self, version: String) -> String {
        let Some(of) = self.of.filter(|_| !self.is_empty()) else { return version };
        let marks = [of.newest, of.present.map(Timestamp::millis)];
        marks.into_iter().flatten().fold(version, |version, mark| format!("{version}-{mark}"))
    }
}

impl Ahead {
    pub(super) fn overlay(&self) -> Arc<Overlay> {
        self.state().overlay.clone()
    }

    fn state(&self) -> MutexGuard<'_, AheadState> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Store {
    /// Applies every entry whose time has come, and corrects times given by a clock that was ahead. Call this before
    /// reading anything that depends on it; while there is nothing to do, it costs a few index lookups. If the database
    /// can't be written, the changes only apply to this process's reads.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn apply_due(&self, now: Timestamp) -> Result<(), StoreError> {
        let is_unsettled = format!("SELECT EXISTS ({UNSETTLED})");
        let (is_unsettled,): (bool,) = sqlx::query_as(sqlx::AssertSqlSafe(is_unsettled))
            .bind(now.millis())
            .bind(out_of_reach(now).millis())
            .fetch_one(&mut *self.reader().await?)
            .await?;
        if !is_unsettled {
            let mut state = self.ahead.state();
            if !state.overlay.is_empty() {
                // Another process has written it in the meantime, or removed it.
                state.overlay = Arc::default();
            }
            return Ok(());
        }
        let is_resting = self.ahead.state().failed.is_some_and(|failed| failed.elapsed() < PAUSE);
        if self.present().writer().is_some() && !is_resting {
            match self.settle_in_database(now).await {
                Ok(()) => {
                    let mut state = self.ahead.state();
                    *state = AheadState { overlay: Arc::default(), failed: None };
                    return Ok(());
                }
                Err(error @ StoreError::Broken(_)) => return Err(error),
                Err(error @ (StoreError::Unwritable(_) | StoreError::Busy(_) | StoreError::OutcomeUnknown(_))) => {
                    tracing::error!(%error, "couldn't write a change that is due by the clock; it's shown anyway");
                    self.ahead.state().failed = Some(Instant::now());
                }
            }
        }
        self.settle_in_memory(now).await
    }

    async fn settle_in_database(&self, now: Timestamp) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        let unsettled: Vec<(i64,)> = sqlx::query_as(UNSETTLED)
            .bind(now.millis())
            .bind(out_of_reach(now).millis())
            .fetch_all(&mut *writing)
            .await?;
        for (incident,) in unsettled {
            settle_one(&mut writing, incident, now).await?;
        }
        writing.commit().await
    }

    async fn settle_in_memory(&self, now: Timestamp) -> Result<(), StoreError> {
        let mut reading = self.read().await?;
        let (change, newest): (i64, Option<i64>) = sqlx::query_as(
            "SELECT change, (SELECT max(date) FROM entry WHERE in_force = 0 AND date <= ?) FROM installation",
        )
        .bind(now.millis())
        .fetch_one(&mut *reading)
        .await?;
        let is_good = |of: Of| (of.change, of.newest) == (change, newest) && of.present.is_none_or(|then| then <= now);
        if self.ahead.state().overlay.of.is_some_and(is_good) {
            return Ok(());
        }
        let unsettled = format!("SELECT seq, id FROM incident WHERE seq IN ({UNSETTLED})");
        let unsettled: Vec<(i64, String)> = sqlx::query_as(sqlx::AssertSqlSafe(unsettled))
            .bind(now.millis())
            .bind(out_of_reach(now).millis())
            .fetch_all(&mut *reading)
            .await?;
        let (mut incidents, mut dates, mut present) = (HashMap::new(), HashMap::new(), None);
        for (seq, id) in unsettled {
            let began = incident_state(&mut reading, seq).await?;
            let before = placed(&mut reading, seq).await?;
            let start = began.created;
            let (state, after) = after_due(began, &before, now);
            for (entry, _) in after.iter().zip(&before).filter(|(after, before)| after.date != before.date) {
                let (id,): (String,) = sqlx::query_as("SELECT id FROM entry WHERE seq = ?")
                    .bind(entry.seq)
                    .fetch_one(&mut *reading)
                    .await?;
                dates.insert(EntryId::new(&id).ok_or_else(super::incidents::damaged)?, entry.date);
                present = Some(now);
            }
            if state.created != start {
                present = Some(now);
            }
            let id = IncidentId::new(&id).ok_or_else(super::incidents::damaged)?;
            incidents.insert(id, (state.created, state.status, state.resolved));
        }
        reading.commit().await?;
        let mut state = self.ahead.state();
        state.overlay = Arc::new(Overlay { incidents, dates, of: Some(Of { change, newest, present }) });
        Ok(())
    }
}

/// Applies the due entries of one incident and corrects its times, within a transaction.
pub(super) async fn settle_one(
    connection: &mut SqliteConnection,
    incident: i64,
    now: Timestamp,
) -> Result<(), StoreError> {
    let before = placed(&mut *connection, incident).await?;
    let began = incident_state(&mut *connection, incident).await?;
    let (state, after) = after_due(began.clone(), &before, now);
    let is_redated = |(after, before): (&Placed, &Placed)| after.date != before.date;
    if state.created != began.created || after.iter().zip(&before).any(is_redated) {
        let (id,): (String,) =
            sqlx::query_as("SELECT id FROM incident WHERE seq = ?").bind(incident).fetch_one(&mut *connection).await?;
        tracing::warn!(
            incident = id,
            created = began.created.to_iso(),
            "the clock was set back: times of an open incident were in the future and now count as the present; this \
             was its start"
        );
    }
    for (entry, _) in after.iter().zip(&before).filter(|(after, before)| after != before) {
        sqlx::query(
            "UPDATE entry SET date = ?1, in_force = ?2, undated = ?3, arrival = ?4, dated_ahead = ?5, replaced = ?6, \
             edited = CASE WHEN date <> ?1 THEN min(edited, ?7) ELSE edited END WHERE seq = ?8",
        )
        .bind(entry.date.millis())
        .bind(entry.in_force)
        .bind(entry.undated)
        .bind(entry.arrival)
        .bind(entry.dated_ahead)
        .bind(entry.replaced.map(Timestamp::millis))
        .bind(now.millis())
        .bind(entry.seq)
        .execute(&mut *connection)
        .await?;
    }
    if state == began { Ok(()) } else { save_state(connection, incident, &state).await }
}
