//! Write transactions.

use super::StoreError;
use super::connections::Connections;
use super::watch::ChangeGuard;
use sqlx::{Sqlite, SqliteConnection, Transaction};
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// A write transaction. Has no effect if it is dropped before it is committed.
pub(super) struct Writing {
    transaction: Transaction<'static, Sqlite>,
    connections: Arc<Connections>,
    change: ChangeGuard,
}

impl Writing {
    /// A transaction on one of these connections.
    pub(super) fn new(
        transaction: Transaction<'static, Sqlite>,
        connections: Arc<Connections>,
        change: ChangeGuard,
    ) -> Self {
        Self { transaction, connections, change }
    }

    /// Commits the transaction, even if the client disconnects in the meantime. If the outcome isn't known, the
    /// database is reopened before anything else is read.
    pub(super) async fn commit(self) -> Result<(), StoreError> {
        let Self { transaction, connections, change } = self;
        let commit = tokio::spawn(async move {
            let committed = transaction.commit().await.map_err(StoreError::of_commit);
            if let Err(StoreError::OutcomeUnknown(_)) = &committed {
                connections.doubt();
            }
            drop(change);
            committed
        });
        commit.await.unwrap_or_else(|_| Err(StoreError::OutcomeUnknown(sqlx::Error::WorkerCrashed)))
    }
}

impl Deref for Writing {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.transaction
    }
}

impl DerefMut for Writing {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.transaction
    }
}
