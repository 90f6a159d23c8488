//! Maintenances.

use super::idempotency::Posted;
use super::incidents::{ChangedBy, damaged, keep, known, version_of};
use super::version::Versioned;
use super::{Store, StoreError};
use contract::incident_api::encode::{encode_component_ids, encode_maintenance};
use model::draft::Problem;
use model::maintenance::MaintenanceRequest;
use model::{ComponentId, Maintenance, MaintenanceId, Timestamp};
use serde_json::Value;
use sqlx::SqliteConnection;

/// A stored maintenance.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredMaintenance {
    /// What the API says of it.
    pub maintenance: Maintenance,
    /// Whether notifying subscribers was requested.
    pub notify: bool,
}

impl StoredMaintenance {
    /// Its JSON in the API for authenticated clients.
    pub fn to_json(&self, customer: &str) -> Value {
        encode_maintenance(&self.maintenance, Some((customer, self.notify)))
    }
}

type MaintenanceRow =
    (String, String, String, i64, i64, Option<i64>, Option<i64>, Option<i64>, bool, String, bool, bool);

/// A query for rows, with its last part.
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, name, message, planned_start, planned_end, actual_start, actual_end, cancelled, auto_complete, ",
            "components, notify, internal FROM maintenance ",
            $rest
        )
    };
}

fn maintenance(row: MaintenanceRow) -> Result<StoredMaintenance, StoreError> {
    let (
        id,
        name,
        message,
        start,
        end,
        actual_start,
        actual_end,
        cancelled,
        auto_complete,
        components,
        notify,
        internal,
    ) = row;
    let time = |millis: i64| Timestamp::from_millis(millis).ok_or_else(damaged);
    let maybe = |millis: Option<i64>| millis.map(time).transpose();
    let components: Vec<Value> = serde_json::from_str(&components).map_err(|_| damaged())?;
    let component = |value: &Value| value["componentId"].as_str().and_then(ComponentId::new).ok_or_else(damaged);
    let maintenance = Maintenance {
        id: MaintenanceId::new(&id).ok_or_else(damaged)?,
        name,
        message,
        planned_start: Some(time(start)?),
        planned_end: Some(time(end)?),
        actual_start: maybe(actual_start)?,
        actual_end: maybe(actual_end)?,
        cancelled: maybe(cancelled)?,
        auto_complete,
        components: components.iter().map(component).collect::<Result<_, _>>()?,
        internal,
    };
    Ok(StoredMaintenance { maintenance, notify })
}

impl Store {
    /// All maintenances, by planned start, the latest first, and the version of what visitors see.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn maintenances(&self) -> Result<Versioned<Vec<StoredMaintenance>>, StoreError> {
        let overlay = self.ahead.overlay();
        // One transaction, so that the version and the list are from the same state.
        let mut reading = self.read().await?;
        let version = version_of(&mut reading, &overlay).await?;
        let data = maintenances_of(&mut reading).await?;
        reading.commit().await?;
        Ok(Versioned { version, data })
    }

    /// A maintenance, and the version of what visitors see; `None` if it doesn't exist.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn maintenance(&self, id: &MaintenanceId) -> Result<Option<Versioned<StoredMaintenance>>, StoreError> {
        let overlay = self.ahead.overlay();
        let mut reading = self.read().await?;
        let version = version_of(&mut reading, &overlay).await?;
        let stored = maintenance_of(&mut reading, id).await?;
        reading.commit().await?;
        Ok(stored.map(|data| Versioned { version, data }))
    }

    /// Adds a maintenance.
    ///
    /// # Errors
    /// When the change can't be saved. Nothing is changed then.
    pub async fn create_maintenance(&self, new: StoredMaintenance, by: &ChangedBy) -> Result<Posted, StoreError> {
        let mut writing = self.begin().await?;
        if let Some(known) = known(&mut writing, by).await? {
            return Ok(known);
        }
        write(&mut writing, &new).await?;
        let answer = new.to_json(&self.customer).to_string();
        keep(&mut writing, by, &answer).await?;
        writing.commit().await?;
        Ok(Posted::Made(answer))
    }

    /// Adds all of these maintenances.
    ///
    /// # Errors
    /// When they can't be saved. Nothing is changed then.
    pub async fn import_maintenances(&self, all: Vec<StoredMaintenance>) -> Result<(), StoreError> {
        let mut writing = self.begin().await?;
        for stored in &all {
            write(&mut writing, stored).await?;
        }
        writing.commit().await
    }

    /// Changes a maintenance. Returns it as it is then, or the rules that it would break; `None` if it doesn't exist.
    ///
    /// # Errors
    /// When the change can't be saved. Nothing is changed then.
    pub async fn change_maintenance(
        &self,
        id: &MaintenanceId,
        request: &MaintenanceRequest,
    ) -> Result<Option<Result<StoredMaintenance, Vec<Problem>>>, StoreError> {
        let mut writing = self.begin().await?;
        let Some(before) = maintenance_of(&mut writing, id).await? else { return Ok(None) };
        let after = match request.apply(id.clone(), Some(&before.maintenance)) {
            Ok(maintenance) => StoredMaintenance { maintenance, notify: request.notify.unwrap_or(before.notify) },
            Err(problems) => return Ok(Some(Err(problems))),
        };
        if after != before {
            write(&mut writing, &after).await?;
            writing.commit().await?;
        }
        Ok(Some(Ok(after)))
    }

    /// Deletes a maintenance. Returns whether it existed.
    ///
    /// # Errors
    /// When the change can't be saved. Nothing is changed then.
    pub async fn delete_maintenance(&self, id: &MaintenanceId) -> Result<bool, StoreError> {
        let mut writing = self.begin().await?;
        let done = sqlx::query("DELETE FROM maintenance WHERE id = ?").bind(id.as_str()).execute(&mut *writing).await?;
        writing.commit().await?;
        Ok(done.rows_affected() > 0)
    }
}

/// All maintenances, by planned start, the latest first.
pub(super) async fn maintenances_of(connection: &mut SqliteConnection) -> Result<Vec<StoredMaintenance>, StoreError> {
    let rows: Vec<MaintenanceRow> =
        sqlx::query_as(select!("ORDER BY planned_start DESC, seq DESC")).fetch_all(connection).await?;
    rows.into_iter().map(maintenance).collect()
}

async fn maintenance_of(
    connection: &mut SqliteConnection,
    id: &MaintenanceId,
) -> Result<Option<StoredMaintenance>, StoreError> {
    let row: Option<MaintenanceRow> =
        sqlx::query_as(select!("WHERE id = ?")).bind(id.as_str()).fetch_optional(connection).await?;
    row.map(maintenance).transpose()
}

/// Adds a maintenance, or changes the one with its ID.
async fn write(connection: &mut SqliteConnection, stored: &StoredMaintenance) -> Result<(), StoreError> {
    let maintenance = &stored.maintenance;
    let millis = |time: Option<Timestamp>| time.map(Timestamp::millis);
    sqlx::query(
        "INSERT INTO maintenance (id, name, message, planned_start, planned_end, actual_start, actual_end, cancelled, \
         auto_complete, components, notify, internal) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) \
         ON CONFLICT (id) DO UPDATE SET name = excluded.name, message = excluded.message, \
         planned_start = excluded.planned_start, planned_end = excluded.planned_end, \
         actual_start = excluded.actual_start, actual_end = excluded.actual_end, cancelled = excluded.cancelled, \
         auto_complete = excluded.auto_complete, components = excluded.components, notify = excluded.notify, \
         internal = excluded.internal",
    )
    .bind(maintenance.id.as_str())
    .bind(&maintenance.name)
    .bind(&maintenance.message)
    .bind(millis(maintenance.planned_start))
    .bind(millis(maintenance.planned_end))
    .bind(millis(maintenance.actual_start))
    .bind(millis(maintenance.actual_end))
    .bind(millis(maintenance.cancelled))
    .bind(maintenance.auto_complete)
    .bind(encode_component_ids(&maintenance.components).to_string())
    .bind(stored.notify)
    .bind(maintenance.internal)
    .execute(connection)
    .await?;
    Ok(())
}
