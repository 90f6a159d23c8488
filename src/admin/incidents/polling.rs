//! Reading the list again and again.

use super::IncidentsController;
use crate::browser::document as page;
use crate::remote::pause;
use leptos::prelude::*;
use model::{Duration, IncidentId};

impl IncidentsController {
    /// Reads the list again and again, for as long as the page lives, and after it the timelines of open incidents and that
    /// of the incident whose form is open. `read_more` reads what else is on screen, and gets whether a person is waiting.
    /// It rests while nobody is signed in or the page is hidden.
    pub async fn poll(self, read_timeline: impl AsyncFn(&IncidentId), read_more: impl AsyncFn(bool)) {
        let state = self.state;
        loop {
            self.notify.clear();
            let is_awake = self.is_awake();
            let is_awaited = state.refreshing.get_untracked();
            let delay = self.session.client().retry_delay().filter(|_| !is_awaited);
            let was_just_read = is_awake && self.was_just_read.take();
            if is_awake && delay.is_none() {
                // The list's own state keeps the error.
                let is_read = was_just_read || self.read_list(is_awaited).await.is_ok();
                // The API may have refused the credential meanwhile, or have asked for no more requests.
                if self.session.is_active() && (is_read || self.session.client().retry_delay().is_none()) {
                    read_more(is_awaited).await;
                }
                if is_read {
                    self.read_timelines().await;
                    self.announce_news();
                }
                if let Some(incident) = state.pinned.get_untracked() {
                    read_timeline(&incident.id).await;
                }
            }
            state.refreshing.set(false);
            let length = delay.unwrap_or_else(|| {
                let failure = state.list.with_untracked(|slot| slot.state().failure().map(|failure| failure.attempts));
                let refresh = Duration::from_seconds(self.config.refresh_seconds);
                // Any refused call delays the next attempt, that of a timeline as well as that of the list.
                let delay = self.session.client().retry_delay();
                pause(refresh, failure.unwrap_or(0), delay, js_sys::Math::random())
            });
            let is_awake = self.is_awake();
            let has_failed = state.list.with_untracked(|slot| slot.state().failure().is_some());
            state.next_attempt.set((is_awake && has_failed).then_some(length));
            self.notify.wait(is_awake.then_some(length)).await;
        }
    }

    fn is_awake(&self) -> bool {
        self.session.is_active() && !page::is_hidden()
    }
}
