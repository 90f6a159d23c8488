//! Loading the configuration until it can be used.

use super::{ConfigError, check};
use crate::browser::document as page;
use crate::browser::notify::Notify;
use crate::remote::pause;
use contract::config::{Config, ConfigProblem};
use leptos::prelude::*;
use model::Duration;

/// Loads the configuration again and again until it says where the API is. `notify` ends a pause early.
pub async fn load(
    error: RwSignal<Option<ConfigError>>,
    loading: RwSignal<bool>,
    notify: &Notify,
) -> (Config, Vec<ConfigProblem>) {
    let links = page::links();
    let refresh = Duration::from_seconds(Config::default().refresh_seconds);
    let mut failures = 0;
    loop {
        notify.clear();
        loading.set(true);
        match check(page::load_config(&links).await) {
            Ok(loaded) => return loaded,
            Err(found) => {
                let retry_after = match &found {
                    ConfigError::Unavailable(error) => error.retry_after,
                    ConfigError::Malformed | ConfigError::InvalidApiAddress => None,
                };
                error.set(Some(found));
                loading.set(false);
                notify.wait(Some(pause(refresh, failures, retry_after, js_sys::Math::random()))).await;
                failures += 1;
            }
        }
    }
}
