//! The list of incidents, kept until something changes, so that a poll costs one small look into the database.

use crate::store::{Listing, Store, StoreError};
use crate::tagged::Tagged;
use serde_json::{Map, Value};
use statuspane::api::wire::encode_incident;
use tokio::sync::Mutex;

/// The two lists, each with the word for the state that it is good for.
#[derive(Default)]
pub(super) struct Lists {
    private: Kept,
    public: Kept,
}

/// The lock is held while a list is made: whoever else asks meanwhile gets the same one.
type Kept = Mutex<Option<(String, Tagged)>>;

impl Lists {
    /// The list for whoever has a credential.
    pub(super) async fn private(&self, store: &Store) -> Result<Tagged, StoreError> {
        current(&self.private, store, Some(store.customer())).await
    }

    /// The list for visitors.
    pub(super) async fn public(&self, store: &Store) -> Result<Tagged, StoreError> {
        current(&self.public, store, None).await
    }
}

async fn current(kept: &Kept, store: &Store, customer: Option<&str>) -> Result<Tagged, StoreError> {
    let mut kept = kept.lock().await;
    let version = store.version().await?;
    if let Some((_, list)) = kept.as_ref().filter(|(of, _)| *of == version) {
        return Ok(list.clone());
    }
    let Listing { version, incidents } = store.incidents().await?;
    let mut envelope = Map::new();
    if let Some(customer) = customer {
        envelope.insert("customerId".into(), customer.into());
    }
    let incidents: Vec<Value> = incidents.iter().map(|incident| encode_incident(incident, customer)).collect();
    envelope.insert("incidents".into(), incidents.into());
    if customer.is_none() {
        envelope.insert("version".into(), version.as_str().into());
    }
    let list = Tagged::new(Value::Object(envelope).to_string());
    *kept = Some((version, list.clone()));
    Ok(list)
}
