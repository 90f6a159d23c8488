//! The connections to the database: one for writing, several for reading.

use super::mark::{Keeper, Pins, WriteAheadLog};
use super::{Location, PATIENCE, StoreError, error, schema};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteLockingMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, Sqlite, SqliteConnection, SqlitePool, Transaction};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// The number of read connections.
const READERS: u32 = 4;

/// How often the first change tries to move a log that it found into the file, and the time between two attempts.
const ATTEMPTS: u32 = 10;
const BETWEEN: Duration = Duration::from_millis(50);

/// All connections of this process.
#[derive(Debug)]
pub(super) struct Connections {
    /// `None` if the database couldn't be written when it was opened.
    writer: Option<Writer>,
    readers: SqlitePool,
    /// Closes the connections with care; `None` if none of them could touch the log.
    keeper: Option<Keeper>,
    /// Whether the outcome of the last change isn't known, as it may not have reached the disk.
    is_in_doubt: AtomicBool,
    /// Whether there was a write connection, and there should be one again.
    wants_writer: bool,
}

#[derive(Debug)]
struct Writer {
    pool: SqlitePool,
    log: Arc<WriteAheadLog>,
}

impl Connections {
    /// Opens the database and migrates its tables. If no migration is needed and it can't be written, opens it
    /// read-only. Also returns the installation's ID.
    pub(super) async fn open(location: &Location) -> Result<(Self, String), sqlx::Error> {
        let options = SqliteConnectOptions::new()
            .filename(location.path())
            .create_if_missing(false)
            .foreign_keys(true)
            .busy_timeout(PATIENCE);
        let error = match Self::for_writing(&options, location).await {
            Ok(opened) => return Ok(opened),
            Err(error) => error,
        };
        if !error::is_unwritable_at_start(&error) {
            return Err(error);
        }
        match Self::for_reading(&options, location).await {
            Ok(opened) => {
                tracing::error!(
                    %error,
                    "the database can't be written: reading works, but every change is refused. Restart once the disk \
                     has space and this user may write"
                );
                Ok(opened)
            }
            Err(_) => Err(error),
        }
    }

    async fn for_writing(options: &SqliteConnectOptions, location: &Location) -> Result<(Self, String), sqlx::Error> {
        let options = options.clone().journal_mode(SqliteJournalMode::Wal).synchronous(SqliteSynchronous::Full);
        // Only `WriteAheadLog` moves the log into the file, and the log keeps its length; see there.
        let options = options.pragma("wal_autocheckpoint", "0").pragma("journal_size_limit", "-1");
        let log = Arc::new(WriteAheadLog::of(location));
        let of_pool = log.clone();
        let pool = pool(1).after_release(move |connection, _| Box::pin(tidy(connection, of_pool.clone())));
        let pool = pool.connect_with(options.clone()).await?;
        let keeper = Some(Keeper::of(&pool));
        schema::migrate(&pool).await?;
        let customer = schema::give_customer(&pool).await?;
        let options = options.read_only(true);
        let readers = self::pool(READERS).connect_with(options.clone()).await?;
        let pins = Pins {
            first: SqliteConnection::connect_with(&options).await?,
            second: SqliteConnection::connect_with(&options).await?,
        };
        match log.begin(&mut *pool.acquire().await?, pins).await {
            // The next change reopens the database and tries again.
            Err(error) if log.has_failed() => {
                tracing::error!(%error, "the disk is failing: reading works, but every change is refused");
            }
            begun => begun?,
        }
        let writer = Some(Writer { pool, log });
        Ok((Self { writer, readers, keeper, is_in_doubt: AtomicBool::new(false), wants_writer: true }, customer))
    }

    /// Opens it read-only. The tables must be of exactly this version, as they can't be migrated.
    async fn for_reading(options: &SqliteConnectOptions, location: &Location) -> Result<(Self, String), sqlx::Error> {
        let options = options.clone().read_only(true);
        let read = async |options, connections, may_write: bool| {
            let readers = pool(connections).connect_with(options).await?;
            let keeper = may_write.then(|| Keeper::of(&readers));
            schema::check(&readers).await?;
            let customer = schema::customer(&readers).await?;
            let is_in_doubt = AtomicBool::new(false);
            Ok((Self { writer: None, readers, keeper, is_in_doubt, wants_writer: false }, customer))
        };
        match read(options.clone(), READERS, false).await {
            Ok(opened) => Ok(opened),
            // Even reading creates a file next to the database, unless SQLite is told that nobody writes. That is safe
            // if the last writer closed it properly and left no log.
            Err(_) if !location.has_log() => read(options.immutable(true), READERS, false).await,
            // With a log, that file isn't needed if one connection has the database to itself.
            Err(_) => read(options.read_only(false).locking_mode(SqliteLockingMode::Exclusive), 1, true).await,
        }
    }

    pub(super) fn readers(&self) -> &SqlitePool {
        &self.readers
    }

    pub(super) fn writer(&self) -> Option<&SqlitePool> {
        self.writer.as_ref().map(|writer| &writer.pool)
    }

    /// From now on, the state of the database isn't known until it is reopened.
    pub(super) fn doubt(&self) {
        self.is_in_doubt.store(true, Ordering::SeqCst);
    }

    pub(super) fn is_in_doubt(&self) -> bool {
        self.is_in_doubt.load(Ordering::SeqCst)
    }

    /// Whether the connections must be reopened before a write: moving the log into the file failed, so the state of
    /// both on disk isn't known, or the disk refused writes when these connections replaced others.
    pub(super) fn needs_replacing_to_write(&self) -> bool {
        let is_lost = |writer: &Writer| writer.log.has_failed();
        self.is_in_doubt() || self.writer.as_ref().map_or(self.wants_writer, is_lost)
    }

    /// Replaces `others`, and still wants to write if they did.
    pub(super) fn in_place_of(self, others: &Self) -> Self {
        Self { wants_writer: self.wants_writer || others.wants_writer, ..self }
    }

    /// Moves the log into the file, if possible.
    pub(super) async fn merge_log(&self) {
        let Some(Writer { pool, log }) = &self.writer else { return };
        let merged = match pool.acquire().await {
            Ok(mut connection) => log.merge_log(&mut connection).await.map(drop),
            Err(error) => Err(error),
        };
        if let Err(error) = merged {
            tracing::error!(%error, "couldn't move the database's log into its file; trying again");
        }
    }

    /// Begins a transaction that has the write lock from the start.
    pub(super) async fn begin(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        let reading_alone = || sqlx::Error::Protocol("it was opened read-only".into());
        let Writer { pool, log } = self.writer.as_ref().ok_or_else(|| StoreError::Unwritable(reading_alone()))?;
        if log.has_failed() {
            let error = sqlx::Error::Protocol("its log can't be moved into the file".into());
            return Err(StoreError::Unwritable(error));
        }
        // Another program, such as a second `key create`, is mostly done within moments.
        let mut attempts = 1;
        while !log.is_begun() && !log.merge_log(&mut *pool.acquire().await?).await? {
            if attempts == ATTEMPTS {
                return Err(StoreError::Busy(sqlx::Error::Protocol("another program is reading it".into())));
            }
            attempts += 1;
            tokio::time::sleep(BETWEEN).await;
        }
        Ok(pool.begin_with("BEGIN IMMEDIATE").await?)
    }

    /// Closes all connections and leaves the log as it is, as a crash would.
    pub(super) async fn let_go(&self) {
        if let Some(Writer { pool, log }) = &self.writer {
            // The last connection to close is then a reader, which can neither move the log into the file nor remove
            // it.
            pool.close().await;
            self.readers.close().await;
            log.close().await;
        } else if let Some(keeper) = &self.keeper {
            keeper.close().await;
        }
        self.readers.close().await;
    }

    /// Finishes work in progress, moves the log into the file, marks the file as complete and closes it.
    pub(super) async fn close(&self) {
        if let Some(Writer { log, .. }) = &self.writer {
            if self.is_in_doubt() {
                return self.let_go().await;
            }
            self.merge_log().await;
            log.close().await;
            // The writer last: only a write connection can move the log into the file.
            self.readers.close().await;
        }
        match &self.keeper {
            Some(keeper) => keeper.close().await,
            None => self.readers.close().await,
        }
    }
}

/// Runs when the write connection is returned to the pool. Returns whether it can be reused.
async fn tidy(connection: &mut SqliteConnection, log: Arc<WriteAheadLog>) -> Result<bool, sqlx::Error> {
    if !is_usable(connection).await? {
        return Ok(false);
    }
    if let Err(error) = log.keep_short(connection).await {
        tracing::warn!(%error, "couldn't move the database's log into its file; trying again later");
    }
    is_usable(connection).await
}

/// When the disk refuses a change, SQLite ends the transaction without sqlx noticing. The connection would then count
/// as in a transaction forever, and refuse every later change. Such a connection is replaced.
async fn is_usable(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // Waits for a pending rollback.
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
