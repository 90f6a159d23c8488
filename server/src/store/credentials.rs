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

/// Which credential a request came with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyIdentity {
    /// Its id.
    pub id: String,
    /// The name that it was given, which others may have as well.
    pub name: String,
}

impl KeyIdentity {
    /// For a person: the name and the id, `Ada (1f2e3d4c)`. Nothing of it opens anything.
    pub fn label(&self) -> String {
        if self.name.is_empty() { self.id.clone() } else { format!("{} ({})", self.name, self.id) }
    }
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

    /// Every credential, oldest first, without anything secret.
    ///
    /// # Errors
    /// When the database does not answer.
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

    /// Removes a credential; it is refused from now on. Returns whether there was one.
    ///
    /// # Errors
    /// When the change could not be kept.
    pub async fn revoke_credential(&self, id: &str) -> Result<bool, StoreError> {
        let mut writing = self.begin().await?;
        let done = sqlx::query("DELETE FROM credential WHERE id = ?").bind(id).execute(&mut *writing).await?;
        writing.commit().await?;
        Ok(done.rows_affected() > 0)
    }

    /// The key pair of an access key: which one it is, and its secret.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn pair_of(&self, access_key: &str) -> Result<Option<(KeyIdentity, SecretKey)>, StoreError> {
        let row: Option<(String, String, String)> =
            sqlx::query_as("SELECT id, name, secret FROM credential WHERE access_key = ?")
                .bind(access_key)
                .fetch_optional(&mut *self.reader().await?)
                .await?;
        Ok(row.map(|(id, name, secret)| (KeyIdentity { id, name }, SecretKey::from_store(secret))))
    }

    /// The token with this hash, if it is known. All that are kept are compared, and none is looked up: an index would
    /// answer sooner or later, depending on how much of a hash it has met before.
    ///
    /// # Errors
    /// When the database does not answer.
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
