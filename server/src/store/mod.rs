//! The database: an SQLite file in WAL mode. The only place that knows SQL.
//!
//! One connection writes, some others read. A change is on the disk before anybody is told that it was made
//! (`synchronous = FULL`).

mod credentials;
mod error;
mod follow;
mod incidents;
mod location;
mod schema;
mod timelines;

pub use credentials::{CredentialKind, CredentialListed, NewCredential};
pub use error::StoreError;
pub use incidents::{EntryChange, Listing, NewEntry, NewIncident, StoredEntry};
pub use location::Location;
pub use timelines::Told;

use crate::failure::Failure;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Sqlite, SqlitePool, Transaction};
use std::time::Duration;

/// How long a connection waits for another process that writes, and a request for a connection.
const PATIENCE: Duration = Duration::from_secs(5);
/// Connections that read at the same time.
const READERS: u32 = 4;

/// An open database.
#[derive(Debug)]
pub struct Store {
    writer: SqlitePool,
    readers: SqlitePool,
    customer: String,
}

impl Store {
    /// Opens the database, makes it if there is none, and brings its tables up to date.
    ///
    /// # Errors
    /// When the file cannot be made, read or kept private, is no database, or is of a newer version.
    pub async fn open(location: &Location) -> Result<Self, Failure> {
        location.prepare()?;
        let options = SqliteConnectOptions::new()
            .filename(location.path())
            .create_if_missing(false)
            .journal_mode(SqliteJournalMode::Wal)
            .synchronous(SqliteSynchronous::Full)
            .foreign_keys(true)
            .busy_timeout(PATIENCE);
        let pool = |connections| {
            SqlitePoolOptions::new()
                .max_connections(connections)
                .acquire_timeout(PATIENCE)
                .idle_timeout(None)
                .max_lifetime(None)
                .test_before_acquire(false)
        };
        let opened = async {
            let writer = pool(1).connect_with(options.clone()).await?;
            schema::migrate(&writer).await?;
            let customer = schema::customer(&writer).await?;
            let readers = pool(READERS).connect_with(options.read_only(true)).await?;
            Ok::<_, sqlx::Error>(Self { writer, readers, customer })
        };
        opened.await.map_err(|error| location.failure(&error))
    }

    /// Finishes what is under way, moves the log into the file and lets go of it.
    pub async fn close(&self) {
        // The writer last: only a connection that may write can fold the log into the file.
        self.readers.close().await;
        self.writer.close().await;
    }

    /// The id of this installation as a customer of the API.
    pub fn customer(&self) -> &str {
        &self.customer
    }

    /// A number that grows with every change of an incident or an entry. Also tells whether the database answers.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn change(&self) -> Result<i64, StoreError> {
        let (change,) = sqlx::query_as("SELECT change FROM installation").fetch_one(&self.readers).await?;
        Ok(change)
    }

    /// A transaction that has the right to write from its start, so that it cannot fail half-way for want of it.
    async fn begin(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(self.writer.begin_with("BEGIN IMMEDIATE").await?)
    }
}
