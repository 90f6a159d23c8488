//! Takes a changed `config.json` into a tab that stays open, with the next refresh; `web/theme.js` does so with the theme.
//!
//! Both are asked for after the incidents and never hold them up: the browser asks the server whether its own copy still
//! holds, which costs little. An answer that can't be used leaves everything as it is.

use super::Page;
use crate::browser::{clock, document};
use crate::page::source::Sources;
use contract::config::{Config, ConfigProblem};
use contract::incident_api::Cause;
use contract::route::names_host;
use std::sync::Arc;

impl Page {
    /// Takes the configuration as it was read, with its problems. Returns whether it has changed.
    pub fn configure(&self, mut config: Config, problems: Vec<ConfigProblem>) -> bool {
        // An answer that isn't a configuration may come from a network's sign-in page.
        let unreadable = problems.iter().any(|problem| problem.key.is_empty());
        let before = self.config();
        config.api.clear();
        // The page's own data goes back only as far as the page shows.
        if config.recent_days > before.recent_days && self.change(|state| state.is_partial()) {
            config.recent_days = before.recent_days;
            self.0.sources.borrow().forget();
        }
        let changed = !unreadable && config != *before;
        if changed {
            let moved = config.live != before.live;
            // Their earlier IDs may be others.
            let has_components = config.components != before.components;
            if moved || has_components || config.stale_after_seconds != before.stale_after_seconds {
                self.0.sources.replace(Sources::new(&config, &self.0.links));
                if !self.0.unconfigured.get() {
                    // The answer on screen has the old terms. From an address that no longer counts it isn't current.
                    self.change(|state| {
                        state.withdrawn |= moved;
                        state.withdrawn_meanwhile |= moved;
                    });
                    self.0.by_hand.set(true);
                    self.0.notify.notify();
                }
            }
            self.0.config.replace(Arc::new(config));
        }
        self.0.unconfigured.set(self.0.unconfigured.get() && unreadable);
        self.change(|state| state.config_problems = Arc::new(problems));
        changed
    }

    /// Asks whether configuration and theme are still the same, after every attempt but the first: then the document has
    /// only just come with both.
    pub(super) fn follow_settings(&self) {
        let first = !self.0.followed.replace(true);
        if self.0.unconfigured.get() || self.0.not_before.get().is_some() || self.is_cut_off() {
            return;
        }
        document::set_attribute("data-refreshed", "");
        if first {
            return;
        }
        let page = self.clone();
        wasm_bindgen_futures::spawn_local(async move {
            // That the server can't be had is shown by the attempts for the incidents.
            if let Err(error) = page.load_config().await {
                let until = error.retry_after.map(|length| clock::now().after(length));
                page.0.not_before.set(page.0.not_before.get().max(until));
            }
        });
    }

    /// Whether the server of the page itself has just given no answer: it has none for its files either. An API of another
    /// server may be gone because the configuration names another by now.
    fn is_cut_off(&self) -> bool {
        let elsewhere = self.config().live.as_ref().is_some_and(|live| names_host(live));
        let cause = self.change(|state| state.data.state().failure().map(|failure| failure.error.cause));
        !elsewhere && matches!(cause, Some(Cause::NoAnswer | Cause::TimedOut))
    }
}
