//! The tables and their migrations. The SQL is compiled into the program.

use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{SqlSafeStr, SqliteConnection, SqlitePool};
use uuid::Uuid;

/// All migrations, in order. A released migration is never edited, as databases store its checksum.
const STEPS: [(i64, &str, &str); 5] = [
    (1, "incidents", include_str!("../../migrations/0001_incidents.sql")),
    (2, "version", include_str!("../../migrations/0002_version.sql")),
    (3, "corrections", include_str!("../../migrations/0003_corrections.sql")),
    (4, "clock", include_str!("../../migrations/0004_clock.sql")),
    (5, "maintenances", include_str!("../../migrations/0005_maintenances.sql")),
];

fn steps() -> Vec<Migration> {
    let step = |(version, name, sql): (i64, &'static str, &'static str)| {
        Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    STEPS.map(step).into()
}

/// Runs the pending migrations.
pub(super) async fn migrate(writer: &SqlitePool) -> Result<(), sqlx::Error> {
    Ok(Migrator::with_migrations(steps()).run(writer).await?)
}

/// The table of completed migrations. No other program is likely to have both this table and ours.
pub(super) const STEPS_TABLE: &str = "_sqlx_migrations";

/// Creates the tables in a new database.
pub(super) async fn make(new: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    Ok(Migrator::with_migrations(steps()).run(new).await?)
}

/// Checks that exactly these migrations have been run.
pub(super) async fn check(readers: &SqlitePool) -> Result<(), sqlx::Error> {
    let taken: Vec<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT version, checksum FROM _sqlx_migrations WHERE success ORDER BY version")
            .fetch_all(readers)
            .await?;
    let wanted: Vec<_> = steps().into_iter().map(|step| (step.version, step.checksum.into_owned())).collect();
    if taken == wanted { Ok(()) } else { Err(sqlx::Error::Protocol("the tables are from another version".into())) }
}

/// The ID of this installation, created on first use.
pub(super) async fn give_customer(writer: &SqlitePool) -> Result<String, sqlx::Error> {
    sqlx::query("INSERT OR IGNORE INTO installation (one, customer) VALUES (1, ?)")
        .bind(Uuid::new_v4().to_string())
        .execute(writer)
        .await?;
    customer(writer).await
}

/// The ID of this installation.
pub(super) async fn customer(pool: &SqlitePool) -> Result<String, sqlx::Error> {
    let (customer,) = sqlx::query_as("SELECT customer FROM installation").fetch_one(pool).await?;
    Ok(customer)
}

/// The program that a database's tables come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SchemaOrigin {
    /// This version of this program, or an earlier one.
    Ours,
    /// A version with further or different migrations.
    Newer,
    /// Another program, or none.
    Foreign,
}

/// Determines where a database's tables come from.
pub(super) async fn origin(connection: &mut SqliteConnection) -> Result<SchemaOrigin, sqlx::Error> {
    let (tables,): (i64,) = sqlx::query_as(
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN \
         ('_sqlx_migrations', 'installation', 'incident', 'entry', 'credential')",
    )
    .fetch_one(&mut *connection)
    .await?;
    if tables < 5 {
        return Ok(SchemaOrigin::Foreign);
    }
    let taken: Vec<(i64, Vec<u8>)> =
        sqlx::query_as("SELECT version, checksum FROM _sqlx_migrations").fetch_all(connection).await?;
    let steps = steps();
    let is_known = |(version, checksum): &(i64, Vec<u8>)| {
        steps.iter().any(|step| step.version == *version && *step.checksum == **checksum)
    };
    Ok(if taken.iter().all(is_known) { SchemaOrigin::Ours } else { SchemaOrigin::Newer })
}
