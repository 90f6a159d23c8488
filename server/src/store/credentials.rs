//! Who may use the API: key pairs and tokens.

use super::{Store, StoreError};
use crate::auth::{AccessKey, ApiToken, SecretKey, TokenHash};
use statuspane::domain::Timestamp;

/// A credential to be kept.
#[derive(Debug)]
pub enum NewCredential<'a> {
    /// A key pair. Its secret stays readable: signatures are verified with it.
    Pair(&'a AccessKey, &'a SecretKey),
    /// A token, of which only a hash is kept.
    Token(&'a ApiToken),
}

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialKind {
    /// An access key with a secret key.
    Pair,
    /// A plain token.
    Token,
}

impl CredentialKind {
    /// In a word or two.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pair => "key pair",
            Self::Token => "token",
        }
    }
}

/// A credential as a list shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialListed {
    /// The id that it is revoked by.
    pub id: String,
    /// Which kind.
    pub kind: CredentialKind,
    /// The name that it was given.
    pub name: String,
    /// When.
    pub created: Timestamp,
    /// The last characters of the access key or of the token.
    pub hint: String,
}

impl Store {
    /// Keeps a credential. It is good from now on, in servers that are running as well.
    ///
    /// # Errors
    /// When it could not be kept.
    pub async fn add_credential(
        &self,
        id: &str,
        name: &str,
        created: Timestamp,
        new: NewCredential<'_>,
    ) -> Result<(), StoreError> {
        let (hint, access_key, secret, hash) = match new {
            NewCredential::Pair(access_key, secret) => {
                (access_key.hint(), Some(access_key.as_str()), Some(secret.expose()), None)
            }
            NewCredential::Token(token) => (token.hint(), None, None, Some(token.hash().bytes().to_vec())),
        };
        sqlx::query(
            "INSERT INTO credential (id, name, created, hint, access_key, secret, token_hash) \
             VALUES (?, ?, ?, ?, ?, ?, ?)",
        )
        .bind(id)
        .bind(name)
        .bind(created.millis())
        .bind(hint)
        .bind(access_key)
        .bind(secret)
        .bind(hash)
        .execute(self.writer()?)
        .await?;
        Ok(())
    }

    /// Every credential, oldest first, without anything secret.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn credentials(&self) -> Result<Vec<CredentialListed>, StoreError> {
        let rows: Vec<(String, String, i64, String, bool)> = sqlx::query_as(
            "SELECT id, name, created, hint, access_key IS NOT NULL FROM credential ORDER BY created, id",
        )
        .fetch_all(&self.readers)
        .await?;
        let listed = |(id, name, created, hint, pair): (String, String, i64, String, bool)| CredentialListed {
            id,
            kind: if pair { CredentialKind::Pair } else { CredentialKind::Token },
            name,
            created: Timestamp::from_millis(created).unwrap_or(Timestamp::MIN),
            hint,
        };
        Ok(rows.into_iter().map(listed).collect())
    }

    /// Removes a credential; it is refused from now on. Returns whether there was one.
    ///
    /// # Errors
    /// When the change could not be kept.
    pub async fn revoke_credential(&self, id: &str) -> Result<bool, StoreError> {
        let done = sqlx::query("DELETE FROM credential WHERE id = ?").bind(id).execute(self.writer()?).await?;
        Ok(done.rows_affected() > 0)
    }

    /// The secret that belongs to an access key.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn secret_of(&self, access_key: &str) -> Result<Option<SecretKey>, StoreError> {
        let row: Option<(String,)> = sqlx::query_as("SELECT secret FROM credential WHERE access_key = ?")
            .bind(access_key)
            .fetch_optional(&self.readers)
            .await?;
        Ok(row.map(|(secret,)| SecretKey::from_store(secret)))
    }

    /// Whether a token with this hash is known. All that are kept are compared, and none is looked up: an index would
    /// answer sooner or later, depending on how much of a hash it has met before.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn knows_token(&self, hash: &TokenHash) -> Result<bool, StoreError> {
        let kept: Vec<(Vec<u8>,)> = sqlx::query_as("SELECT token_hash FROM credential WHERE token_hash IS NOT NULL")
            .fetch_all(&self.readers)
            .await?;
        Ok(kept.iter().fold(false, |known, (kept,)| known | hash.is(kept)))
    }
}
