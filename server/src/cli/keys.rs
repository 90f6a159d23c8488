//! `statuspane key`.

use super::{KeyCommand, say};
use crate::clock::{Clock, SystemClock};
use crate::credential::{AccessKey, ApiToken, SecretKey};
use crate::failure::Failure;
use crate::random;
use crate::store::{CredentialListed, NewCredential, Store, StoreError};
use data_encoding::HEXLOWER;
use model::Timestamp;

pub(super) async fn run(command: KeyCommand) -> Result<(), Failure> {
    match command {
        KeyCommand::Create { name, token, database } => {
            let store = Store::open_or_create(&database.database).await?;
            let created = create(&store, name.trim(), token).await;
            store.close().await;
            created
        }
        KeyCommand::List { database } => {
            let store = Store::open(&database.database).await?;
            let listed = store.credentials().await;
            store.close().await;
            list(&listed.map_err(|error| unreadable(&error))?)
        }
        KeyCommand::Revoke { id, database } => {
            let store = Store::open(&database.database).await?;
            let revoked = store.revoke_credential(&id).await;
            store.close().await;
            match revoked {
                Ok(true) => say(
                    &format!("Revoked {id}. It is refused from now on."),
                    "The key was revoked and is refused from now on.",
                ),
                Ok(false) => Err(Failure::new(format!(
                    "There is no key with the id `{id}`. Nothing was changed. `statuspane key list` shows the ids."
                ))),
                Err(StoreError::OutcomeUnknown(error)) => Err(Failure::new(format!(
                    "The key may have been revoked or not: {error}. It may still be good. See with `statuspane key list`, \
                     and try again."
                ))),
                Err(error) => {
                    Err(Failure::new(format!("The key could not be revoked: {error}. It is still good. Try again.")))
                }
            }
        }
    }
}

async fn create(store: &Store, name: &str, token: bool) -> Result<(), Failure> {
    let now = SystemClock::new().now();
    let id = HEXLOWER.encode(&random::bytes::<4>());
    let (saved, shown) = if token {
        let token = ApiToken::generate();
        let saved = store.add_credential(&id, name, now, NewCredential::Token(&token)).await;
        let lines = format!(
            "Id: {id}\nAdmin key: {}\nThis is the whole value of Authorization. It is not shown again.",
            token.expose()
        );
        (saved, lines)
    } else {
        let (access_key, secret) = (AccessKey::generate(), SecretKey::generate());
        let saved = store.add_credential(&id, name, now, NewCredential::Pair(&access_key, &secret)).await;
        let lines = format!(
            "Id: {id}\nAccess key: {}\nSecret key: {}\nSign in to the admin view with both. The secret key is not shown \
             again.",
            access_key.as_str(),
            secret.expose()
        );
        (saved, lines)
    };
    saved.map_err(|error| {
        Failure::new(match error {
            StoreError::OutcomeUnknown(error) => format!(
                "The key may have been saved or not: {error}. It was not shown, so it is of no use. Look for it with \
                 `statuspane key list`, revoke it if it is there, and make another."
            ),
            error => format!("The key could not be saved: {error}. There is no new key. Try again."),
        })
    })?;
    let said = say(&shown, "There is no new key. Try again.");
    // The key couldn't be shown, so nobody can use it.
    if said.is_err() && !store.revoke_credential(&id).await.unwrap_or(false) {
        return Err(Failure::new(format!(
            "Standard output could not be written, so nobody has seen the new key, and it could not be taken back. \
             Revoke it: statuspane key revoke {id}."
        )));
    }
    said
}

fn list(credentials: &[CredentialListed]) -> Result<(), Failure> {
    let say = |line: &str| say(line, "Nothing was changed, and not every key is shown. Try again.");
    if credentials.is_empty() {
        return say("There are no keys. `statuspane key create` makes one.");
    }
    say(&format!("{:<10}{:<10}{:<22}{:<10}name", "id", "kind", "created", "ends in"))?;
    for credential in credentials {
        let CredentialListed { id, kind, name, created, hint } = credential;
        let created = to_seconds(*created);
        // A name could contain control characters for the terminal.
        let name: String = name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        say(&format!("{id:<10}{:<10}{created:<22}{hint:<10}{name}", kind.as_str()))?;
    }
    Ok(())
}

/// ISO 8601 in UTC, without milliseconds.
fn to_seconds(at: Timestamp) -> String {
    Timestamp::from_millis(at.millis().div_euclid(1000) * 1000).unwrap_or(at).to_iso()
}

fn unreadable(error: &StoreError) -> Failure {
    Failure::new(format!("The keys could not be read: {error}. Nothing was changed. Try again."))
}
