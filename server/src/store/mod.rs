//! The database: an SQLite file in WAL mode. Only this module uses SQL.
//!
//! One connection writes, several others read. A change is on disk before it is acknowledged (`synchronous = FULL`). If
//! the database can't be written, at the start or later, reading still works.
//!
//! If a commit fails after its last write, its outcome isn't known. The connections are then dropped as a crash would drop
//! them, the database is opened again, and its log is moved into the file, before any other request is answered.
//!
//! A change, its line in the log of changes and the response stored for its `Idempotency-Key` are one transaction.

mod ahead;
mod backup;
mod connections;
mod credentials;
mod deciding_entry;
mod error;
mod idempotency;
mod incidents;
mod location;
mod log;
mod log_view;
mod maintenances;
mod mark;
mod schema;
mod timelines;
mod version;
mod watch;
mod writing;

pub use backup::{Holdings, backup, restore};
pub use credentials::{CredentialKind, CredentialListed, KeyIdentity, NewCredential};
pub use error::StoreError;
pub use idempotency::{IdempotentRequest, Posted};
pub use incidents::{ChangedBy, EntryChange, Listing, NewEntry, NewIncident, StoredEntry};
pub use location::Location;
pub use maintenances::StoredMaintenance;
pub use version::Versioned;
pub use watch::{Look, WINDOW};

use crate::failure::Failure;
use connections::Connections;
use sqlx::pool::PoolConnection;
use sqlx::{Sqlite, Transaction};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::Mutex;
use writing::Writing;

/// How long a connection waits for another process's write, and a request for a connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// An open database.
#[derive(Debug)]
pub struct Store {
    location: Location,
    connections: RwLock<Arc<Connections>>,
    /// Held while the connections are replaced.
    replacing: Mutex<()>,
    customer: String,
    ahead: ahead::Ahead,
    watch: watch::Watch,
}

impl Store {
    /// Opens the database and migrates its tables. If no migration is needed and it can't be written, opens it
    /// read-only. Nothing is touched before it is known to be a database of this program.
    ///
    /// A process must not open the same file twice: the file is first read without SQLite, which drops the locks that
    /// this process already holds on it.
    ///
    /// # Errors
    /// When the file doesn't exist, can't be read or made private, isn't one of our databases, is from a newer version,
    /// or is a copy without the newest changes.
    pub async fn open(location: &Location) -> Result<Self, Failure> {
        const NEXT: &str = "Create one with `statuspane key create`, or start with --create.";
        let location = location.find_existing("Nothing was started or changed.", NEXT)?;
        backup::check_ours(&location).await?;
        mark::refuse_incomplete(&location)?;
        Self::open_any(location).await
    }

    /// As [`open`](Self::open), but creates the database if there is none.
    ///
    /// # Errors
    /// As [`open`](Self::open), and when it can't be created.
    pub async fn open_or_create(location: &Location) -> Result<Self, Failure> {
        if location.find("Nothing was started or changed.")?.is_none() {
            backup::create(location).await?;
        }
        Self::open(location).await
    }

    /// As [`open`](Self::open), but accepts a copy without the newest changes if it is otherwise sound. From then on,
    /// it counts as complete.
    ///
    /// # Errors
    /// As [`open`](Self::open), and when a copy is damaged.
    pub async fn open_incomplete(location: &Location) -> Result<Self, Failure> {
        let location = location.find_existing("Nothing was started or changed.", "Name it with --database.")?;
        backup::check_ours(&location).await?;
        match mark::refuse_incomplete(&location) {
            Ok(()) => {}
            Err(_) => backup::check_sound(&location).await?,
        }
        Self::open_any(location).await
    }

    async fn open_any(location: Location) -> Result<Self, Failure> {
        mark::check_names(&location)?;
        location.keep_private()?;
        let (connections, customer) = Connections::open(&location).await.map_err(|error| location.failure(&error))?;
        Ok(Self {
            location,
            connections: RwLock::new(Arc::new(connections)),
            replacing: Mutex::new(()),
            customer,
            ahead: ahead::Ahead::default(),
            watch: watch::Watch::default(),
        })
    }

    /// Finishes work in progress, moves the log into the file, marks the file as complete and closes it. If another
    /// program uses the file too, this is left to it.
    pub async fn close(&self) {
        self.watch.note();
        self.present().close().await;
    }

    /// The ID of this installation as a customer of the API.
    pub fn customer(&self) -> &str {
        &self.customer
    }

    fn present(&self) -> Arc<Connections> {
        self.connections.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The connections, reopened if the state of the database isn't known.
    async fn connections(&self) -> Result<Arc<Connections>, StoreError> {
        let present = self.present();
        if present.is_in_doubt() { self.replace(Connections::is_in_doubt).await } else { Ok(present) }
    }

    /// Reopens the database as at a start of the program, unless another task just has.
    async fn replace(&self, is_needed: fn(&Connections) -> bool) -> Result<Arc<Connections>, StoreError> {
        let _turn = self.replacing.lock().await;
        let present = self.present();
        if !is_needed(&present) {
            return Ok(present);
        }
        tracing::warn!("reopening the database to see what is on the disk");
        present.let_go().await;
        let (anew, _) = Connections::open(&self.location).await?;
        // The data just read is certain to be on disk only once it has been written again.
        anew.merge_log().await;
        let anew = Arc::new(anew.in_place_of(&present));
        *self.connections.write().unwrap_or_else(PoisonError::into_inner) = anew.clone();
        self.watch.note();
        Ok(anew)
    }

    /// A read connection.
    async fn reader(&self) -> Result<PoolConnection<Sqlite>, StoreError> {
        loop {
            let connections = self.connections().await?;
            match connections.readers().acquire().await {
                Err(sqlx::Error::PoolClosed) if self.are_replaced(&connections) => {}
                acquired => return Ok(acquired?),
            }
        }
    }

    /// A read transaction.
    async fn read(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(Transaction::begin(self.reader().await?, None).await?)
    }

    /// A write transaction. It has the write lock from the start, so it can't fail half-way for lack of it.
    async fn begin(&self) -> Result<Writing, StoreError> {
        loop {
            let mut connections = self.connections().await?;
            if connections.needs_replacing_to_write() {
                connections = self.replace(Connections::needs_replacing_to_write).await?;
            }
            match connections.begin().await {
                Err(StoreError::Broken(sqlx::Error::PoolClosed)) if self.are_replaced(&connections) => {}
                begun => return Ok(Writing::new(begun?, connections, self.watch.change())),
            }
        }
    }

    /// Whether these connections have been replaced, or are about to be.
    fn are_replaced(&self, connections: &Arc<Connections>) -> bool {
        connections.is_in_doubt() || !Arc::ptr_eq(connections, &self.present())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A test can't cut the power; this setting protects an acknowledged change when that happens.
    #[tokio::test]
    async fn a_change_is_on_the_disk_before_it_is_acknowledged() {
        let folder = tempfile::tempdir().expect("a folder");
        let location = Location::from(folder.path().join("own.db"));
        let store = Store::open_or_create(&location).await.unwrap_or_else(|failure| panic!("{failure}"));
        let connections = store.present();
        let writer = connections.writer().expect("it can be written");
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
