//! Answers that are given again: a client that lost one may send the same request once more.

use super::{Store, StoreError};
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;
use statuspane::domain::Timestamp;

/// For how long, in milliseconds.
const KEPT: i64 = 24 * 60 * 60 * 1000;

/// A request that may come again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotentRequest {
    credential: String,
    key: String,
    hash: [u8; 32],
}

/// What is known of a request that may have come before.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Posted {
    /// It was carried out now; the answer.
    Made(String),
    /// It was carried out before; the answer that it had then.
    Replayed(String),
    /// Its key belongs to another request.
    Conflict,
}

impl IdempotentRequest {
    /// The request of a credential with this key, for this path and with this body.
    pub fn new(credential: &str, key: &str, path: &str, body: &serde_json::Value) -> Self {
        let hash = Sha256::new().chain_update(path).chain_update([0]).chain_update(body.to_string()).finalize();
        Self { credential: credential.to_owned(), key: key.to_owned(), hash: hash.into() }
    }
}

impl Store {
    /// What became of a request that came before, if it did within the last 24 hours.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn posted_before(
        &self,
        request: &IdempotentRequest,
        now: Timestamp,
    ) -> Result<Option<Posted>, StoreError> {
        find(&mut *self.reader().await?, request, now).await
    }
}

/// The same within a transaction.
pub(super) async fn find(
    connection: &mut SqliteConnection,
    request: &IdempotentRequest,
    now: Timestamp,
) -> Result<Option<Posted>, StoreError> {
    let row: Option<(Vec<u8>, String)> =
        sqlx::query_as("SELECT request, answer FROM idempotency WHERE credential = ? AND key = ? AND time > ?")
            .bind(&request.credential)
            .bind(&request.key)
            .bind(now.millis() - KEPT)
            .fetch_optional(connection)
            .await?;
    Ok(row.map(|(hash, answer)| if hash == request.hash { Posted::Replayed(answer) } else { Posted::Conflict }))
}

/// Keeps the answer within the transaction that makes the change, and lets go of those whose time is over.
pub(super) async fn keep(
    connection: &mut SqliteConnection,
    request: &IdempotentRequest,
    now: Timestamp,
    answer: &str,
) -> Result<(), StoreError> {
    sqlx::query("DELETE FROM idempotency WHERE time <= ?").bind(now.millis() - KEPT).execute(&mut *connection).await?;
    sqlx::query("INSERT INTO idempotency (credential, key, request, time, answer) VALUES (?, ?, ?, ?, ?)")
        .bind(&request.credential)
        .bind(&request.key)
        .bind(request.hash.as_slice())
        .bind(now.millis())
        .bind(answer)
        .execute(connection)
        .await?;
    Ok(())
}
