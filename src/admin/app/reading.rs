//! Reading the list and the timelines, again and again.

use super::App;
use super::drafts::prefill;
use crate::admin::desk::{Removal, UpdateForm, Writing};
use crate::admin::gate::Gate;
use crate::browser::{clock, document as page};
use crate::remote::{Ticket, pause};
use contract::incident_api::error::{ApiError, Cause};
use contract::incident_api::{Endpoint, decode};
use leptos::prelude::*;
use model::incident::Timeline;
use model::{Answer, Duration, IncidentId, IncidentList, MonotonicInstant, Source};
use std::sync::Arc;

impl App {
    /// One attempt after the other, for as long as the page lives. It rests while nobody is signed in or looks.
    pub(super) async fn read_again_and_again(self) {
        let desk = self.desk();
        loop {
            self.0.notify.clear();
            let awake = desk.gate.with_untracked(Gate::is_open) && !page::is_hidden();
            let asked = desk.asking.get_untracked();
            let rest = self.0.client.rest().filter(|_| !asked);
            let fresh = awake && self.0.fresh.take();
            if awake && !fresh && rest.is_none() {
                // What went wrong stands in the list's own state.
                let _ = self.read_list(asked).await;
                if let Writing::Update(incident) = desk.writing.get_untracked() {
                    let _ = self.read_timeline(&incident.id).await;
                }
            }
            desk.asking.set(false);
            let length = rest.unwrap_or_else(|| {
                let failure = desk.list.with_untracked(|slot| slot.state().failure().map(|failure| failure.attempts));
                let refresh = Duration::from_seconds(self.0.config.refresh_seconds);
                // Whatever was refused asks for the rest, an incident's entries as well as the list.
                pause(refresh, failure.unwrap_or(0), self.0.client.rest(), js_sys::Math::random())
            });
            let awake = desk.gate.with_untracked(Gate::is_open) && !page::is_hidden();
            let failed = desk.list.with_untracked(|slot| slot.state().failure().is_some());
            desk.next.set((awake && failed).then_some(length));
            self.0.notify.wait(awake.then_some(length)).await;
        }
    }

    pub(super) fn begin_list(&self) -> Ticket {
        let mut ticket = None;
        self.desk().list.update_untracked(|slot| ticket = Some(slot.begin()));
        // The closure has just run.
        ticket.expect("the slot gives a ticket")
    }

    /// Takes what an attempt brought.
    pub(super) fn settle_list(&self, ticket: Ticket, result: Result<Arc<IncidentList>, ApiError>) {
        let desk = self.desk();
        let now = clock::now();
        let good = result.is_ok();
        let result = result.map(|list| answer(list, now, self.0.config.stale_after_live()));
        let mut taken = false;
        desk.list.update(|slot| taken = slot.settle(ticket, result, now));
        if taken && good {
            let present = self.0.client.present();
            desk.read_at.set(Some(present));
            self.0.present.set(Some(present));
        }
    }

    /// Reads the list. `asked` tells whether a person waits for it.
    pub(super) async fn read_list(&self, asked: bool) -> Result<Arc<IncidentList>, ApiError> {
        let desk = self.desk();
        let era = self.0.client.era();
        // What was deleted before this attempt began is judged by its answer from then on.
        let gone: Vec<IncidentId> = desk.removals.with_untracked(|removals| {
            let gone = removals.iter().filter(|(_, removal)| **removal == Removal::Gone);
            gone.map(|(id, _)| id.clone()).collect()
        });
        let ticket = self.begin_list();
        let reply = self.0.client.call(Endpoint::List, None).await.map_err(|refused| refused.error);
        let list = reply.and_then(|reply| decode::decode_list(&reply.body).map_err(ApiError::from)).map(Arc::new);
        if self.0.client.era() != era {
            return Err(ApiError::of(Cause::Aborted));
        }
        self.settle_list(ticket, list.clone());
        match &list {
            Ok(_) if gone.is_empty() => {}
            Ok(_) => desk.removals.update(|removals| removals.retain(|id, _| !gone.contains(id))),
            Err(error) => self.after(error, asked),
        }
        list
    }

    /// Reads the timeline of an incident whose form is open.
    pub(super) async fn read_timeline(&self, id: &IncidentId) -> Result<Timeline, ApiError> {
        let Some(update) = self.update(id) else { return Err(ApiError::of(Cause::Aborted)) };
        let era = self.0.client.era();
        let mut ticket = None;
        update.timeline.update_untracked(|slot| ticket = Some(slot.begin()));
        let reply = self.0.client.call(Endpoint::Entries(id), None).await.map_err(|refused| refused.error);
        let timeline = reply.and_then(|reply| decode::decode_timeline(&reply.body).map_err(ApiError::from));
        if self.0.client.era() != era {
            return Err(ApiError::of(Cause::Aborted));
        }
        let now = clock::now();
        let result = timeline.clone().map(|timeline| answer(timeline, now, self.0.config.stale_after_live()));
        if let Some(ticket) = ticket {
            update.timeline.update(|slot| {
                slot.settle(ticket, result, now);
            });
        }
        match &timeline {
            Ok(timeline) => {
                let writes = update.entry.keeping.get_untracked().is_touched();
                let first = update.known.with_untracked(Option::is_none);
                if !writes || first {
                    update.known.set(Some(timeline.clone()));
                }
                prefill(update, id, timeline, first);
            }
            Err(error) => self.after(error, false),
        }
        timeline
    }

    pub(super) fn update(&self, id: &IncidentId) -> Option<UpdateForm> {
        self.desk().updates.with_untracked(|updates| updates.get(id).copied())
    }
}

/// What was just read, by this app.
fn answer<T>(data: T, now: MonotonicInstant, stale_after: u32) -> Answer<T> {
    Answer {
        data,
        source: Source::Live,
        // Two servers behind one address may differ in their clocks; here the order of asking decides what is newer.
        as_of: None,
        age_on_arrival: None,
        received: now,
        stale_after: Duration::from_seconds(stale_after),
    }
}
