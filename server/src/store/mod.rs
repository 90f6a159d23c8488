//! The database: an SQLite file in WAL mode. The only place that knows SQL.
//!
//! One connection writes, some others read. A change is on the disk before anybody is told that it was made
//! (`synchronous = FULL`). Where nothing can be written, at the start or later, reading goes on.

mod ahead;
mod backup;
mod credentials;
mod error;
mod follow;
mod idempotency;
mod incidents;
mod location;
mod log;
mod mark;
mod schema;
mod timelines;
mod version;
mod watch;

pub use backup::{Holdings, backup, restore};
pub use credentials::{CredentialKind, CredentialListed, KeyIdentity, NewCredential};
pub use error::StoreError;
pub use idempotency::{IdempotentRequest, Posted};
pub use incidents::{ChangedBy, EntryChange, Listing, NewEntry, NewIncident, StoredEntry};
pub use location::Location;
pub use version::Versioned;
pub use watch::{Look, WINDOW};

use crate::failure::Failure;
use mark::{Keeper, Log};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteLockingMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection, SqlitePool};
use std::sync::Arc;
use std::time::Duration;
use watch::Writing;

/// How long a connection waits for another process that writes, and a request for a connection.
const PATIENCE: Duration = Duration::from_secs(5);
/// Connections that read at the same time.
const READERS: u32 = 4;

/// An open database.
#[derive(Debug)]
pub struct Store {
    /// `None` when the database could not be written when it was opened.
    writer: Option<SqlitePool>,
    readers: SqlitePool,
    /// What has to be closed with care; `None` where no connection could touch the log.
    keeper: Option<Keeper>,
    customer: String,
    ahead: ahead::Ahead,
    watch: watch::Watch,
}

impl Store {
    /// Opens the database, makes it if there is none, and brings its tables up to date. If it is there and up to date
    /// and can't be written, it is opened for reading alone.
    ///
    /// No process should open one file twice: it is looked at from outside of SQLite first, which costs the locks that an
    /// earlier opening in the same process holds.
    ///
    /// # Errors
    /// When the file cannot be made, read or kept private, is no database, is of a newer version, or is a copy that lacks
    /// its newest changes.
    pub async fn open(location: &Location) -> Result<Self, Failure> {
        mark::refuse_incomplete(location).await?;
        Self::open_any(location).await
    }

    /// The same with a copy that lacks its newest changes, as long as the rest is sound. It then counts as complete.
    ///
    /// # Errors
    /// As [`open`](Self::open), or when a copy is damaged.
    pub async fn open_incomplete(location: &Location) -> Result<Self, Failure> {
        match mark::refuse_incomplete(location).await {
            Ok(()) => {}
            Err(_) => backup::check_sound(location).await?,
        }
        Self::open_any(location).await
    }

    async fn open_any(location: &Location) -> Result<Self, Failure> {
        location.prepare()?;
        let options = SqliteConnectOptions::new()
            .filename(location.path())
            .create_if_missing(false)
            .foreign_keys(true)
            .busy_timeout(PATIENCE);
        let error = match Self::for_writing(&options, location).await {
            Ok(store) => return Ok(store),
            Err(error) => error,
        };
        if !error::is_unwritable_at_start(&error) {
            return Err(location.failure(&error));
        }
        match Self::for_reading(&options, location).await {
            Ok(store) => {
                tracing::error!(
                    %error,
                    "the database can't be written: what is in it is served, and every change is refused; start again \
                     once there is room and this user may write"
                );
                Ok(store)
            }
            Err(_) => Err(location.failure(&error)),
        }
    }

    async fn for_writing(options: &SqliteConnectOptions, location: &Location) -> Result<Self, sqlx::Error> {
        let options = options.clone().journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
        // The log is moved into the file by `Log` alone, and is cut off when it begins anew.
        let options = options.pragma("wal_autocheckpoint", "0").pragma("journal_size_limit", "0");
        let log = Arc::new(Log::of(location));
        let of_writer = log.clone();
        let writer = pool(1).after_release(move |connection, _| Box::pin(tidy(connection, of_writer.clone())));
        let writer = writer.connect_with(options.clone()).await?;
        let keeper = Some(Keeper::of(&writer));
        schema::migrate(&writer).await?;
        let customer = schema::give_customer(&writer).await?;
        let readers = pool(READERS).connect_with(options.read_only(true)).await?;
        log.begin(&mut *writer.acquire().await?).await?;
        Ok(Self {
            writer: Some(writer),
            readers,
            keeper,
            customer,
            ahead: ahead::Ahead::default(),
            watch: watch::Watch::default(),
        })
    }

    /// Tables as this version makes them, or none: there is nobody to bring them up to date.
    async fn for_reading(options: &SqliteConnectOptions, location: &Location) -> Result<Self, sqlx::Error> {
        let options = options.clone().read_only(true);
        let read = async |options, connections, may_write: bool| {
            let readers = pool(connections).connect_with(options).await?;
            let keeper = may_write.then(|| Keeper::of(&readers));
            schema::check(&readers).await?;
            let customer = schema::customer(&readers).await?;
            Ok(Self {
                writer: None,
                readers,
                keeper,
                customer,
                ahead: ahead::Ahead::default(),
                watch: watch::Watch::default(),
            })
        };
        match read(options.clone(), READERS, false).await {
            Ok(store) => Ok(store),
            // Even reading puts a file beside the database, unless SQLite is told that nobody writes. That is true where
            // whoever wrote last has left in order, and no log behind.
            Err(_) if !location.has_log() => read(options.immutable(true), READERS, false).await,
            // With a log, it does without that file where one connection has the database to itself.
            Err(_) => read(options.read_only(false).locking_mode(SqliteLockingMode::Exclusive), 1, true).await,
        }
    }

    /// Finishes what is under way, moves the log into the file, marks it as complete and lets go of it. Where another
    /// program uses the file as well, that is left to it.
    pub async fn close(&self) {
        self.watch.note();
        if self.writer.is_some() {
            // The writer last: only a connection that may write can fold the log into the file.
            self.readers.close().await;
        }
        match &self.keeper {
            Some(keeper) => keeper.close().await,
            None => self.readers.close().await,
        }
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
        let overlay = self.ahead.overlay();
        let (change,) = sqlx::query_as("SELECT change FROM installation").fetch_one(&self.readers).await?;
        Ok(overlay.number(change))
    }

    /// A transaction that has the right to write from its start, so that it cannot fail half-way for want of it.
    async fn begin(&self) -> Result<Writing, StoreError> {
        Ok(Writing::new(self.writer()?.begin_with("BEGIN IMMEDIATE").await?, &self.watch))
    }

    fn writer(&self) -> Result<&SqlitePool, StoreError> {
        self.writer.as_ref().ok_or_else(|| {
            StoreError::Unwritable(sqlx::Error::Protocol("it was opened for reading alone at the start".into()))
        })
    }
}

/// What is done when nobody needs the connection that writes. Returns whether it can go on.
async fn tidy(connection: &mut SqliteConnection, log: Arc<Log>) -> Result<bool, sqlx::Error> {
    if !is_usable(connection).await? {
        return Ok(false);
    }
    if let Err(error) = log.keep_short(connection).await {
        tracing::warn!(%error, "the log of the database could not be moved into its file; it is tried again later");
    }
    is_usable(connection).await
}

/// When the disk refuses a change, SQLite ends the transaction by itself, and sqlx does not notice: the connection would
/// count as within a transaction for ever, and refuse every change after that. Another is opened in its place.
async fn is_usable(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // Behind a rollback that is still waiting for its turn.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
}

fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .acquire_timeout(PATIENCE)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::TemporaryFolder;

    /// No test can pull the plug; what keeps an acknowledged change through that is this setting.
    #[tokio::test]
    async fn a_change_is_on_the_disk_before_it_is_acknowledged() {
        let folder = TemporaryFolder::create().expect("a folder");
        let location = Location::from(folder.path().join("own.db"));
        let store = Store::open(&location).await.unwrap_or_else(|failure| panic!("{failure}"));
        let writer = store.writer().expect("it can be written");
        let asked = async |pragma: &'static str| {
            let (value,): (i64,) = sqlx::query_as(pragma).fetch_one(writer).await.expect("an answer");
            value
        };
        assert_eq!(asked("PRAGMA synchronous").await, 2, "FULL");
        assert_eq!(asked("PRAGMA foreign_keys").await, 1, "an incident takes its entries with it");
        let (mode,): (String,) = sqlx::query_as("PRAGMA journal_mode").fetch_one(writer).await.expect("an answer");
        assert_eq!(mode, "wal");
        store.close().await;
    }
}
