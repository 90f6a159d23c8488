//! Who may use the API: the value of `Authorization`, checked.
//!
//! Two forms are accepted: `StatusEntry <AccessKey>:<JWT>`, signed by a key pair, and a plain token, alone or after
//! `Bearer`.

mod base64url;
mod keys;
mod throttle;
mod token;

pub use keys::{AccessKey, ApiToken, SecretKey, TokenHash};
pub use throttle::{Exceeded, Neighbourhood, Throttle};

use crate::clock::Clock;
use crate::store::{KeyIdentity, Store, StoreError};
use axum::http::HeaderValue;
use statuspane::api::credential::SCHEME;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};
use token::Verdict;

/// Why a request is not let in.
#[derive(Debug)]
pub enum Refusal {
    /// There is no `Authorization`.
    Missing,
    /// It is none that is known, or it does not fit this request.
    Wrong,
    /// It was right, and its time is over. Only who holds the secret gets to hear this.
    Expired,
    /// It is wrong, like too many before it from the same address.
    TooMany(Exceeded),
    /// Nobody can tell: the database does not answer.
    Unknown(StoreError),
}

/// Lets requests in or not.
pub struct Authenticator {
    store: Arc<Store>,
    clock: Arc<dyn Clock>,
    throttle: Mutex<Throttle>,
}

impl Authenticator {
    /// Checks against the credentials of this database.
    pub fn new(store: Arc<Store>, clock: Arc<dyn Clock>) -> Self {
        Self { store, clock, throttle: Mutex::new(Throttle::default()) }
    }

    /// Checks the header of a request for `path` from `client`, and says whose it is.
    ///
    /// Failures are counted by address and never by key: nobody can lock out somebody else's key. A credential that is
    /// right is let in whatever happened before it, so each one has to be looked up, also of an address that has none
    /// left. Only what is answered to wrong ones has a limit, and holds nothing.
    ///
    /// # Errors
    /// Why not.
    pub async fn check(
        &self,
        header: Option<&HeaderValue>,
        path: &str,
        client: IpAddr,
    ) -> Result<KeyIdentity, Refusal> {
        let Some(header) = header else { return Err(Refusal::Missing) };
        let (verdict, identity) = self.judge(header, path).await.map_err(Refusal::Unknown)?;
        match (verdict, identity) {
            (Verdict::Right, Some(identity)) => Ok(identity),
            (Verdict::Expired, _) => Err(Refusal::Expired),
            (Verdict::Right, None) | (Verdict::Wrong, _) => {
                let mut throttle = self.throttle.lock().unwrap_or_else(PoisonError::into_inner);
                Err(throttle.fail(client.into(), self.clock.moment()).map_or(Refusal::Wrong, Refusal::TooMany))
            }
        }
    }

    async fn judge(&self, header: &HeaderValue, path: &str) -> Result<(Verdict, Option<KeyIdentity>), StoreError> {
        const WRONG: (Verdict, Option<KeyIdentity>) = (Verdict::Wrong, None);
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
        Ok(known.map_or(WRONG, |identity| (Verdict::Right, Some(identity))))
    }
}
