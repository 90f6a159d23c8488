//! Reading the timelines of open incidents.

use super::IncidentsController;
use contract::incident_api::error::{ApiError, Cause};
use contract::incident_api::{Endpoint, decode};
use leptos::prelude::*;
use model::IncidentId;
use model::incident::Timeline;

impl IncidentsController {
    /// Reads the timelines that are due, but not that of the incident whose form is open, as the form reads it. The first
    /// failure ends it: rows without a newest update are still of use, and the next list comes soon.
    pub(super) async fn read_timelines(&self) {
        let Some(list) = self.incidents() else { return };
        let is_pinned = |id: &IncidentId| {
            self.state.pinned.with_untracked(|pinned| pinned.as_ref().is_some_and(|pinned| pinned.id == *id))
        };
        let due = self.attempts.borrow().due(&list);
        let mut timelines = Vec::new();
        for id in due.into_iter().filter(|id| !is_pinned(id)) {
            self.attempts.borrow_mut().note(&id);
            match self.read_timeline(&id).await {
                Ok(timeline) => timelines.push((id, timeline)),
                Err(error) => {
                    // Credentials may allow some calls and forbid others.
                    if error.cause == Cause::SignedOut {
                        self.session.handle_error(&error, false);
                    }
                    break;
                }
            }
        }
        self.set_timelines(timelines);
    }

    /// Reads the timeline of an incident that was changed here. A row without it is still of use.
    pub async fn refresh_timeline(&self, id: &IncidentId) {
        if let Ok(timeline) = self.read_timeline(id).await {
            self.set_timelines(vec![(id.clone(), timeline)]);
        }
    }

    async fn read_timeline(&self, id: &IncidentId) -> Result<Timeline, ApiError> {
        let client = self.session.client();
        let session_epoch = client.session_epoch();
        let reply = client.call(Endpoint::Entries(id), None).await.map_err(|failed| failed.error)?;
        if client.session_epoch() != session_epoch {
            return Err(ApiError::of(Cause::Aborted));
        }
        let mut timeline = decode::decode_timeline(&reply.body).map_err(ApiError::from)?;
        self.config.renames().rename_entries(&mut timeline);
        Ok(timeline)
    }

    /// Takes timelines that were read just now.
    pub fn set_timelines(&self, timelines: Vec<(IncidentId, Timeline)>) {
        let Some(list) = self.incidents().filter(|_| !timelines.is_empty()) else { return };
        for (id, timeline) in &timelines {
            self.known_posts.borrow_mut().read_timeline(id, timeline);
        }
        self.hold_order();
        self.state.timelines.update(|known| {
            known.extend(timelines);
            known.retain(|id, _| list.find(id).is_some());
        });
    }
}
