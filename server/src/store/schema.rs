//! The tables, and the steps from one version of them to the next. The SQL is part of the program.

use crate::random;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{SqlSafeStr, SqlitePool};

/// Every step, in order. A step that has been released is never edited: databases remember its checksum.
const STEPS: [(i64, &str, &str); 1] = [(1, "incidents", include_str!("../../migrations/0001_incidents.sql"))];

/// Takes the steps that the database has not taken yet.
pub(super) async fn migrate(writer: &SqlitePool) -> Result<(), sqlx::Error> {
    let steps = STEPS.map(|(version, name, sql)| {
        Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    });
    Ok(Migrator::with_migrations(steps.into()).run(writer).await?)
}

/// The id of this installation, given once.
pub(super) async fn customer(writer: &SqlitePool) -> Result<String, sqlx::Error> {
    sqlx::query("INSERT OR IGNORE INTO installation (one, customer) VALUES (1, ?)")
        .bind(random::uuid())
        .execute(writer)
        .await?;
    let (customer,) = sqlx::query_as("SELECT customer FROM installation").fetch_one(writer).await?;
    Ok(customer)
}
