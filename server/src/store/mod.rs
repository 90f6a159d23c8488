//! The database: an SQLite file in WAL mode. The only place that knows SQL.
//!
//! One connection writes, some others read. A change is on the disk before anybody is told that it was made
//! (`synchronous = FULL`). Where nothing can be written, at the start or later, reading goes on.

mod ahead;
mod backup;
mod connections;
mod credentials;
mod error;
mod follow;
mod idempotency;
mod incidents;
mod location;
mod log;
mod log_view;
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

/// How long a connection waits for another process that writes, and a request for a connection.
const PATIENCE: Duration = Duration::from_secs(5);

/// An open database.
#[derive(Debug)]
pub struct Store {
    location: Location,
    connections: RwLock<Arc<Connections>>,
    /// Held while they are replaced.
    replacing: Mutex<()>,
    customer: String,
    ahead: ahead::Ahead,
    watch: watch::Watch,
}

impl Store {
    /// Opens the database and brings its tables up to date. If it is up to date and can't be written, it is opened for
    /// reading alone. Nothing is touched before it is known to be a database of this program.
    ///
    /// No process should open one file twice: it is looked at from outside of SQLite first, which costs the locks that an
    /// earlier opening in the same process holds.
    ///
    /// # Errors
    /// When there is no file, it can't be read or kept private, is no database of ours, is of a newer version, or is a
    /// copy that lacks its newest changes.
    pub async fn open(location: &Location) -> Result<Self, Failure> {
        const NEXT: &str = "make one with `statuspane key create`, or start with --create";
        let location = location.find_existing("nothing was started or changed", NEXT)?;
        backup::check_ours(&location).await?;
        mark::refuse_incomplete(&location)?;
        Self::open_any(location).await
    }

    /// The same, and makes the database if there is none.
    ///
    /// # Errors
    /// As [`open`](Self::open), or when it can't be made.
    pub async fn open_or_create(location: &Location) -> Result<Self, Failure> {
        if location.find("nothing was started or changed")?.is_none() {
            backup::create(location).await?;
        }
        Self::open(location).await
    }

    /// The same as [`open`](Self::open) with a copy that lacks its newest changes, as long as the rest is sound. It then
    /// counts as complete.
    ///
    /// # Errors
    /// As [`open`](Self::open), or when a copy is damaged.
    pub async fn open_incomplete(location: &Location) -> Result<Self, Failure> {
        let location = location.find_existing("nothing was started or changed", "name it with --database")?;
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

    /// Finishes what is under way, moves the log into the file, marks it as complete and lets go of it. Where another
    /// program uses the file as well, that is left to it.
    pub async fn close(&self) {
        self.watch.note();
        self.present().close().await;
    }

    /// The id of this installation as a customer of the API.
    pub fn customer(&self) -> &str {
        &self.customer
    }

    fn present(&self) -> Arc<Connections> {
        self.connections.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The connections, opened anew where it has to be read again what the database holds.
    async fn connections(&self) -> Result<Arc<Connections>, StoreError> {
        let present = self.present();
        if present.is_in_doubt() { self.replace(Connections::is_in_doubt).await } else { Ok(present) }
    }

    /// Opens the database anew, as a start of the program would, unless somebody else just has.
    async fn replace(&self, is_needed: fn(&Connections) -> bool) -> Result<Arc<Connections>, StoreError> {
        let _turn = self.replacing.lock().await;
        let present = self.present();
        if !is_needed(&present) {
            return Ok(present);
        }
        tracing::warn!("the database is opened anew, to see what is on the disk");
        present.let_go().await;
        let (anew, _) = Connections::open(&self.location).await?;
        // What was read then is on the disk for certain only once it was written again.
        anew.settle().await;
        let anew = Arc::new(anew.in_place_of(&present));
        *self.connections.write().unwrap_or_else(PoisonError::into_inner) = anew.clone();
        self.watch.note();
        Ok(anew)
    }

    /// A connection that reads.
    async fn reader(&self) -> Result<PoolConnection<Sqlite>, StoreError> {
        loop {
            let connections = self.connections().await?;
            match connections.readers().acquire().await {
                Err(sqlx::Error::PoolClosed) if self.are_replaced(&connections) => {}
                acquired => return Ok(acquired?),
            }
        }
    }

    /// A transaction that reads.
    async fn read(&self) -> Result<Transaction<'static, Sqlite>, StoreError> {
        Ok(Transaction::begin(self.reader().await?, None).await?)
    }

    /// A transaction that has the right to write from its start, so that it cannot fail half-way for want of it.
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

    /// Whether others have taken the place of these since, or are about to.
    fn are_replaced(&self, connections: &Arc<Connections>) -> bool {
        connections.is_in_doubt() || !Arc::ptr_eq(connections, &self.present())
    }
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
