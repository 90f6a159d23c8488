//! Reading the list.

use super::latest::Attempts;
use super::list::OPEN_SECTION;
use super::marks::MarkTimers;
use super::news::KnownPosts;
use super::visible::PAGE_SIZE;
use super::{Deletion, IncidentsState};
use crate::admin::session::SessionController;
use crate::admin::small_map::SmallMap;
use crate::admin::ui::Announcement;
use crate::browser::clock;
use crate::browser::form::{self, Focus};
use crate::browser::notify::Notify;
use crate::remote::{Slot, Ticket};
use contract::config::Config;
use contract::incident_api::error::{ApiError, Cause};
use contract::incident_api::{Endpoint, decode};
use leptos::prelude::*;
use model::{Answer, Duration, IncidentId, IncidentList, MonotonicInstant, Source, Timestamp};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use text::AdminText;

/// Reads the list and deletes incidents. Clones share everything.
#[derive(Clone)]
pub struct IncidentsController {
    pub(super) state: IncidentsState,
    pub(super) session: SessionController,
    pub(super) announcement: RwSignal<Option<Announcement>>,
    pub(super) config: Arc<Config>,
    pub(super) text: AdminText,
    /// The present as of the last answer, which decides the zone's current offset.
    present: RwSignal<Option<Timestamp>>,
    pub(super) notify: Notify,
    /// The last attempts to read the timelines of open incidents.
    pub(super) attempts: Rc<RefCell<Attempts>>,
    pub(super) mark_timers: Rc<MarkTimers>,
    /// What was posted, and what of it from here.
    pub known_posts: Rc<RefCell<KnownPosts>>,
    /// Whether the list has just been read outside the polling loop.
    pub(super) was_just_read: Rc<Cell<bool>>,
}

impl IncidentsController {
    pub fn new(
        state: IncidentsState,
        session: SessionController,
        announcement: RwSignal<Option<Announcement>>,
        config: Arc<Config>,
        text: AdminText,
        present: RwSignal<Option<Timestamp>>,
    ) -> Self {
        Self {
            state,
            session,
            announcement,
            config,
            text,
            present,
            notify: Notify::default(),
            attempts: Rc::default(),
            mark_timers: Rc::default(),
            known_posts: Rc::default(),
            was_just_read: Rc::default(),
        }
    }

    /// The list on screen, if there is one.
    pub fn incidents(&self) -> Option<Arc<IncidentList>> {
        untrack(|| self.state.incidents())
    }

    /// Has the polling loop look around: the session, the page's visibility or the network has changed.
    pub fn wake(&self) {
        self.notify.notify();
    }

    /// Reads the list now, because a person asked for it.
    pub fn refresh(&self) {
        if self.session.is_active() {
            self.state.refreshing.set(true);
            self.notify.notify();
        }
    }

    /// Shows more past incidents.
    pub fn show_more(&self) {
        self.state.past_limit.update(|limit| *limit += PAGE_SIZE);
    }

    /// Takes a list that was read outside the polling loop.
    pub fn accept(&self, list: IncidentList) {
        let ticket = self.begin();
        self.settle(ticket, Ok(Arc::new(list)));
        self.was_just_read.set(true);
    }

    /// Forgets everything, after signing out.
    pub fn reset(&self) {
        let state = self.state;
        state.list.set(Slot::new(clock::now()));
        state.timelines.update(SmallMap::clear);
        state.marks.update(SmallMap::clear);
        self.attempts.take();
        self.mark_timers.take();
        self.known_posts.take();
        state.loaded_at.set(None);
        state.next_attempt.set(None);
        state.refreshing.set(false);
        state.past_limit.set(PAGE_SIZE);
        state.deletions.update(SmallMap::clear);
    }

    /// Reads the list. `is_awaited` says whether a person is waiting for it.
    ///
    /// # Errors
    /// Those of the call; the list's own state keeps them as well. Aborted if the session has changed meanwhile.
    pub async fn read_list(&self, is_awaited: bool) -> Result<Arc<IncidentList>, ApiError> {
        let state = self.state;
        let client = self.session.client();
        let session_epoch = client.session_epoch();
        // The answer to this attempt shows what became of deletions that ended before it began.
        let deleted: Vec<IncidentId> = state.deletions.with_untracked(|deletions| {
            let deleted = deletions.iter().filter(|(_, deletion)| **deletion == Deletion::Deleted);
            deleted.map(|(id, _)| id.clone()).collect()
        });
        let ticket = self.begin();
        let reply = client.call(Endpoint::List, None).await.map_err(|failed| failed.error);
        let list = reply.and_then(|reply| decode::decode_list(&reply.body).map_err(ApiError::from)).map(Arc::new);
        if client.session_epoch() != session_epoch {
            return Err(ApiError::of(Cause::Aborted));
        }
        self.settle(ticket, list.clone());
        match &list {
            Ok(_) if deleted.is_empty() => {}
            Ok(_) => state.deletions.update(|deletions| deletions.retain(|id, _| !deleted.contains(id))),
            Err(error) => self.session.handle_error(error, is_awaited),
        }
        list
    }

    /// Before the list changes: keeps the order of the open incidents while a person is in one of them, because a row that
    /// moves loses the focus.
    pub(super) fn hold_order(&self) {
        let state = self.state;
        let is_held = state.pinned.with_untracked(Option::is_some) || form::focus_from(OPEN_SECTION) == Focus::Within;
        let visible = if is_held { untrack(|| state.visible()) } else { None };
        let order = visible.map(|visible| visible.open.into_iter().map(|incident| incident.id).collect());
        state.held_order.set(order.unwrap_or_default());
    }

    fn begin(&self) -> Ticket {
        let mut ticket = None;
        self.state.list.update_untracked(|slot| ticket = Some(slot.begin()));
        // The closure has just run.
        ticket.expect("the slot gives a ticket")
    }

    fn settle(&self, ticket: Ticket, result: Result<Arc<IncidentList>, ApiError>) {
        let now = clock::now();
        let read = result.as_ref().ok().cloned();
        let result = result.map(|list| fresh_answer(list, now, &self.config));
        let mut is_taken = false;
        self.hold_order();
        self.state.list.update(|slot| is_taken = slot.settle(ticket, result, now));
        if let Some(list) = read.filter(|_| is_taken) {
            self.known_posts.borrow_mut().read_list(&list);
            let present = self.session.client().present();
            self.state.loaded_at.set(Some(present));
            self.present.set(Some(present));
        }
    }
}

/// Data that was just read.
pub fn fresh_answer<T>(data: T, now: MonotonicInstant, config: &Config) -> Answer<T> {
    Answer {
        data,
        source: Source::Live,
        // Two servers behind one address may have different clocks. Here the order of the requests decides which answer is
        // newer.
        as_of: None,
        age_on_arrival: None,
        received: now,
        stale_after: Duration::from_seconds(config.stale_after_live()),
    }
}
