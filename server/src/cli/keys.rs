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
                Ok(true) => {
                    say(&format!("Revoked key {id}. Running servers reject it from now on."), "The key was revoked.")
                }
                Ok(false) => Err(Failure::new(format!(
                    "No key has the ID `{id}`. Nothing was changed. Run `statuspane key list` to see all IDs."
                ))),
                Err(StoreError::OutcomeUnknown(error)) => Err(Failure::new(format!(
                    "Couldn't confirm that the key was revoked: {error}. It may still work. Run `statuspane key list` \
                     to check; if it's still listed, revoke it again."
                ))),
                Err(error) => {
                    Err(Failure::new(format!("Couldn't revoke the key: {error}. It still works. Try again.")))
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
            "ID: {id}\nAPI token: {}\nUse it as the full value of the Authorization header. It won't be shown again.",
            token.expose()
        );
        (saved, lines)
    } else {
        let (access_key, secret) = (AccessKey::generate(), SecretKey::generate());
        let saved = store.add_credential(&id, name, now, NewCredential::Pair(&access_key, &secret)).await;
        let lines = format!(
            "ID: {id}\nAccess key: {}\nSecret key: {}\nSign in to the admin view with both keys. The secret key won't \
             be shown again.",
            access_key.as_str(),
            secret.expose()
        );
        (saved, lines)
    };
    saved.map_err(|error| {
        Failure::new(match error {
            StoreError::OutcomeUnknown(error) => format!(
                "Couldn't confirm that the key was saved: {error}. It wasn't shown, so nobody can use it. Run \
                 `statuspane key list`; if it's listed, revoke it. Then create another key."
            ),
            error => format!("Couldn't save the key: {error}. No key was created. Try again."),
        })
    })?;
    let said = say(&shown, "No key was created. Try again.");
    // The key couldn't be shown, so nobody can use it.
    if said.is_err() && !store.revoke_credential(&id).await.unwrap_or(false) {
        return Err(Failure::new(format!(
            "Couldn't write to standard output, so nobody has seen the new key. It couldn't be revoked either. Revoke \
             it now: statuspane key revoke {id}."
        )));
    }
    said
}

fn list(credentials: &[CredentialListed]) -> Result<(), Failure> {
    let say = |line: &str| say(line, "Not all keys were listed. Try again.");
    if credentials.is_empty() {
        return say("No keys yet. Create one with `statuspane key create`.");
    }
    say(&format!("{:<10}{:<10}{:<22}{:<10}Name", "ID", "Kind", "Created", "Ends in"))?;
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
    Failure::new(format!("Couldn't read the keys: {error}. Nothing was changed. Try again."))
}
