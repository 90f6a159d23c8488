//! The credentials for the API: key pairs and tokens.

use super::{Store, StoreError};
use crate::credential::{AccessKey, ApiToken, SecretKey, TokenHash};
use model::Timestamp;

/// A credential to store.
#[derive(Debug)]
pub enum NewCredential<'a> {
    /// A key pair. The secret is stored readably, as it is needed to verify signatures.
    Pair(&'a AccessKey, &'a SecretKey),
    /// A token. Only its hash is stored.
    Token(&'a ApiToken),
}

/// The kind of a credential.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CredentialKind {
    /// An access key and a secret key.
    Pair,
    /// A plain token.
    Token,
}

impl CredentialKind {
    /// The kind in words.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pair => "key pair",
            Self::Token => "token",
        }
    }
}

/// A credential in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CredentialListed {
    /// The ID to revoke it by.
    pub id: String,
    /// The kind.
    pub kind: CredentialKind,
    /// The name it was given.
    pub name: String,
    /// When it was created.
    pub created: Timestamp,
    /// The last characters of the access key or the token.
    pub hint: String,
}

/// The credential of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyIdentity {
    /// The ID.
    pub id: String,
    /// The name it was given, which needn't be unique.
    pub name: String,
}

impl KeyIdentity {
    /// The name and the ID for display, as in `Ada (1f2e3d4c)`. Neither is secret.
    pub fn label(&self) -> String {
        if self.name.is_empty() { self.id.clone() } else { format!("{} ({})", self.name, self.id) }
    }
}

impl Store {
    /// Stores a credential. It is valid at once, in running servers too.
    ///
    /// # Errors
    /// When it can't be stored.
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
        let mut writing = self.begin().await?;
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
        .execute(&mut *writing)
        .await?;
        writing.commit().await
    }

    /// All credentials, oldest first, without their secrets.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn credentials(&self) -> Result<Vec<CredentialListed>, StoreError> {
        let rows: Vec<(String, String, i64, String, bool)> = sqlx::query_as(
            "SELECT id, name, created, hint, access_key IS NOT NULL FROM credential ORDER BY created, id",
        )
        .fetch_all(&mut *self.reader().await?)
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

    /// Revokes a credential at once. Returns whether it existed.
    ///
    /// # Errors
    /// When the change can't be saved.
    pub async fn revoke_credential(&self, id: &str) -> Result<bool, StoreError> {
        let mut writing = self.begin().await?;
        let done = sqlx::query("DELETE FROM credential WHERE id = ?").bind(id).execute(&mut *writing).await?;
        writing.commit().await?;
        Ok(done.rows_affected() > 0)
    }

    /// The identity and the secret of the key pair with this access key.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn pair_of(&self, access_key: &str) -> Result<Option<(KeyIdentity, SecretKey)>, StoreError> {
        let row: Option<(String, String, String)> =
            sqlx::query_as("SELECT id, name, secret FROM credential WHERE access_key = ?")
                .bind(access_key)
                .fetch_optional(&mut *self.reader().await?)
                .await?;
        Ok(row.map(|(id, name, secret)| (KeyIdentity { id, name }, SecretKey::from_store(secret))))
    }

    /// The token with this hash, if known. All stored hashes are compared, rather than looked up: the time of an index
    /// lookup would depend on how much of the hash matches.
    ///
    /// # Errors
    /// When the database can't be read.
    pub async fn token_of(&self, hash: &TokenHash) -> Result<Option<KeyIdentity>, StoreError> {
        let kept: Vec<(String, String, Vec<u8>)> =
            sqlx::query_as("SELECT id, name, token_hash FROM credential WHERE token_hash IS NOT NULL")
                .fetch_all(&mut *self.reader().await?)
                .await?;
        let known = kept.into_iter().fold(None, |known, (id, name, kept)| {
            let is_this = hash.is(&kept);
            known.or(is_this.then_some(KeyIdentity { id, name }))
        });
        Ok(known)
    }
}
