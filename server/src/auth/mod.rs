//! Authentication: checks the `Authorization` header.
//!
//! Two forms are accepted: `StatusEntry <AccessKey>:<JWT>`, signed by a key pair, and a plain token, alone or after
//! `Bearer`.

mod throttle;

pub use throttle::{Exceeded, Neighbourhood, Throttle};

use crate::clock::Clock;
use crate::credential::ApiToken;
use crate::credential::token::{self, Verification};
use crate::store::{KeyIdentity, Store, StoreError};
use axum::http::HeaderValue;
use contract::incident_api::credential::SCHEME;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

/// The reason that a request was refused.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The `Authorization` header is missing.
    #[error("there are no credentials")]
    Missing,
    /// The credential is unknown or isn't valid for this request.
    #[error("the credentials aren't valid for this request")]
    Wrong,
    /// The credential was valid but has expired. Reported only after its signature was verified.
    #[error("the credentials have expired")]
    Expired,
    /// The credential is wrong, and there were too many failures from this address before.
    #[error("the credentials aren't valid, and this address has failed too often before")]
    TooMany(Exceeded),
    /// The credential couldn't be checked because the database failed.
    #[error("the credentials couldn't be checked")]
    Unknown(#[source] StoreError),
}

/// Checks the credentials of requests.
pub struct Authenticator {
    store: Arc<Store>,
    clock: Arc<dyn Clock>,
    throttle: Mutex<Throttle>,
}

impl Authenticator {
    /// Checks against the credentials in this store.
    pub fn new(store: Arc<Store>, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock, throttle: Mutex::new(Throttle::default()) }
    }

    /// Checks the `Authorization` header of a request for `path` from `client` and returns the key it belongs to.
    ///
    /// Failures are counted per address, never per key, so that nobody can lock out someone else's key. A valid
    /// credential is accepted regardless of earlier failures, so every credential is looked up, even from an address
    /// that has exceeded its limit. The limit only changes the response to wrong credentials, which is always
    /// immediate.
    ///
    /// # Errors
    /// The reason for the refusal.
    pub async fn check(
        &self,
        header: Option<&HeaderValue>,
        path: &str,
        client: IpAddr,
    ) -> Result<KeyIdentity, Refusal> {
        let Some(header) = header else { return Err(Refusal::Missing) };
        let (verdict, identity) = self.judge(header, path).await.map_err(Refusal::Unknown)?;
        match (verdict, identity) {
            (Verification::Right, Some(identity)) => Ok(identity),
            (Verification::Expired, _) => Err(Refusal::Expired),
            (Verification::Right, None) | (Verification::Wrong, _) => {
                let mut throttle = self.throttle.lock().unwrap_or_else(PoisonError::into_inner);
                Err(throttle.fail(client.into(), self.clock.moment()).map_or(Refusal::Wrong, Refusal::TooMany))
            }
        }
    }

    async fn judge(&self, header: &HeaderValue, path: &str) -> Result<(Verification, Option<KeyIdentity>), StoreError> {
        const WRONG: (Verification, Option<KeyIdentity>) = (Verification::Wrong, None);
        let Ok(value) = header.to_str() else { return Ok(WRONG) };
        let value = value.trim();
        let (scheme, rest) = value.split_once(' ').unwrap_or(("", value));
        if scheme.eq_ignore_ascii_case(SCHEME) {
            let Some((access_key, token)) = rest.trim().split_once(':') else { return Ok(WRONG) };
            let pair = self.store.pair_of(access_key).await?;
            return Ok(pair.map_or(WRONG, |(identity, secret)| {
                (token::verify(token, access_key, &secret, path, self.clock.now()), Some(identity))
            }));
        }
        if !scheme.is_empty() && !scheme.eq_ignore_ascii_case("Bearer") {
            return Ok(WRONG);
        }
        let known = self.store.token_of(&ApiToken::presented(rest.trim()).hash()).await?;
        Ok(known.map_or(WRONG, |identity| (Verification::Right, Some(identity))))
    }
}
