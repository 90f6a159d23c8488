//! Stored responses, for clients that lost one and repeat the request.
//!
//! They are looked up before anything is written, so a repeated request is answered even if the disk is full.

use super::{Store, StoreError};
use model::Timestamp;
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;

/// How long responses are kept, in milliseconds.
const KEPT: i64 = 24 * 60 * 60 * 1000;

/// A request with an idempotency key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IdempotentRequest {
    credential: String,
    key: String,
    hash: [u8; 32],
}

/// The result of a new or repeated request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Posted {
    /// The response to a new request, which was carried out.
    Made(String),
    /// The stored response to a repeated request.
    Replayed(String),
    /// The key was used for a different request.
    Conflict,
}

impl IdempotentRequest {
    /// A request with this credential, key, path and body.
    pub fn new(credential: &str, key: &str, path: &str, body: &serde_json::Value) -> Self {
        let hash = Sha256::new().chain_update(path).chain_update([0]).chain_update(body.to_string()).finalize();
        Self { credential: credential.to_owned(), key: key.to_owned(), hash: hash.into() }
    }
}

impl Store {
    /// The result of an earlier request with the same key within the last 24 hours, if any.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn posted_before(
        &self,
        request: &IdempotentRequest,
        now: Timestamp,
    ) -> Result<Option<Posted>, StoreError> {
        find(&mut *self.reader().await?, request, now).await
    }
}

/// As [`Store::posted_before`], within a transaction.
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

/// Stores the response in the transaction of the change, and deletes expired ones.
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
