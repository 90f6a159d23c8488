//! Reading the timeline of the incident whose form is open.

use super::EditorController;
use crate::admin::incidents::fresh_answer;
use crate::browser::clock;
use contract::incident_api::error::{ApiError, Cause};
use contract::incident_api::{Endpoint, decode};
use leptos::prelude::*;
use model::IncidentId;
use model::incident::Timeline;

impl EditorController {
    /// Reads the timeline of an incident.
    ///
    /// # Errors
    /// Those of the call; the timeline's own state keeps them as well. Aborted if the form was never opened, or if the
    /// session has changed meanwhile.
    pub async fn read_timeline(&self, id: &IncidentId) -> Result<Timeline, ApiError> {
        let Some(update) = self.state.update_form(id) else { return Err(ApiError::of(Cause::Aborted)) };
        let client = self.session.client();
        let session_epoch = client.session_epoch();
        let mut ticket = None;
        update.timeline.update_untracked(|slot| ticket = Some(slot.begin()));
        let reply = client.call(Endpoint::Entries(id), None).await.map_err(|failed| failed.error);
        let timeline = reply.and_then(|reply| {
            let mut timeline = decode::decode_timeline(&reply.body)?;
            self.config.renames().rename_entries(&mut timeline);
            Ok(timeline)
        });
        if client.session_epoch() != session_epoch {
            return Err(ApiError::of(Cause::Aborted));
        }
        let now = clock::now();
        let result = timeline.clone().map(|timeline| fresh_answer(timeline, now, &self.config));
        if let Some(ticket) = ticket {
            update.timeline.update(|slot| {
                slot.settle(ticket, result, now);
            });
        }
        match &timeline {
            Ok(timeline) => {
                self.incidents.set_timelines(vec![(id.clone(), timeline.clone())]);
                let is_touched = update.entry.save_status.get_untracked().is_touched();
                let is_first = update.known_timeline.with_untracked(Option::is_none);
                if !is_touched || is_first {
                    update.known_timeline.set(Some(timeline.clone()));
                }
                self.prefill_components(update, id, timeline, is_first);
            }
            Err(error) => self.session.handle_error(error, false),
        }
        timeline
    }
}
