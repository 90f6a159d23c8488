//! Reading the list of maintenances.

use super::row::row_id;
use super::visible::VisibleMaintenances;
use super::{MaintenancesState, Progress};
use crate::admin::incidents::fresh_answer;
use crate::admin::incidents::visible::PAGE_SIZE;
use crate::admin::outcome::is_missing;
use crate::admin::session::SessionController;
use crate::admin::small_map::SmallMap;
use crate::admin::ui::Announcement;
use crate::browser::clock;
use crate::browser::timer::{self, Timeout};
use crate::remote::Slot;
use contract::config::Config;
use contract::incident_api::error::{ApiError, Cause};
use contract::incident_api::{Endpoint, decode};
use leptos::prelude::*;
use model::{Duration, MaintenanceId, MaintenanceList, Timestamp};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;
use text::AdminText;

/// How long a row is marked.
const MARK: Duration = Duration::from_seconds(4);

/// Reads, changes and deletes maintenances. Clones share everything.
#[derive(Clone)]
pub struct MaintenancesController {
    pub(super) state: MaintenancesState,
    pub(super) session: SessionController,
    pub(super) announcement: RwSignal<Option<Announcement>>,
    config: Arc<Config>,
    pub(super) text: AdminText,
    /// The present as of the last answer, which decides how far each maintenance is.
    present: RwSignal<Option<Timestamp>>,
    mark_timer: Rc<RefCell<Option<Timeout>>>,
    /// The time of the last change by one click. The API's clock is known to the second only, and a change is never ahead.
    pub(super) last_change: Rc<Cell<Option<Timestamp>>>,
}

impl MaintenancesController {
    pub fn new(
        state: MaintenancesState,
        session: SessionController,
        announcement: RwSignal<Option<Announcement>>,
        config: Arc<Config>,
        text: AdminText,
        present: RwSignal<Option<Timestamp>>,
    ) -> Self {
        let (mark_timer, last_change) = (Rc::default(), Rc::default());
        Self { state, session, announcement, config, text, present, mark_timer, last_change }
    }

    /// The state of the list.
    pub fn state(&self) -> MaintenancesState {
        self.state
    }

    /// The list on screen, if there is one.
    pub fn maintenances(&self) -> Option<Arc<MaintenanceList>> {
        untrack(|| self.state.maintenances())
    }

    /// Reads the list in its turn. An API without maintenances is asked again only if a person is waiting.
    pub async fn poll(&self, is_awaited: bool) {
        if is_awaited || !self.state.is_absent.get_untracked() {
            // The list's own state keeps the error.
            let _ = self.read_list(is_awaited).await;
        }
    }

    /// Reads the list. `is_awaited` says whether a person is waiting for it.
    ///
    /// # Errors
    /// Those of the call; the list's own state keeps them as well. Aborted if the session has changed meanwhile.
    pub async fn read_list(&self, is_awaited: bool) -> Result<Arc<MaintenanceList>, ApiError> {
        let state = self.state;
        let client = self.session.client();
        let session_epoch = client.session_epoch();
        // The answer to this attempt shows what became of deletions that ended before it began.
        let deleted: Vec<MaintenanceId> = state.progress.with_untracked(|progress| {
            let deleted = progress.iter().filter(|(_, progress)| **progress == Progress::Deleted);
            deleted.map(|(id, _)| id.clone()).collect()
        });
        let mut ticket = None;
        state.list.update_untracked(|slot| ticket = Some(slot.begin()));
        let reply = client.call(Endpoint::Maintenances, None).await.map_err(|failed| failed.error);
        let list = reply.and_then(|reply| {
            let (mut list, _) = decode::decode_maintenances(&reply.body)?;
            self.config.renames().rename_maintenances(&mut list);
            Ok(Arc::new(list))
        });
        if client.session_epoch() != session_epoch {
            return Err(ApiError::of(Cause::Aborted));
        }
        let now = clock::now();
        let result = list.clone().map(|list| fresh_answer(list, now, &self.config));
        if let Some(ticket) = ticket {
            state.list.update(|slot| {
                slot.settle(ticket, result, now);
            });
        }
        match &list {
            Ok(_) => {
                state.is_absent.set(false);
                self.present.set(self.last_change.get().max(Some(client.present())));
                if !deleted.is_empty() {
                    state.progress.update(|progress| progress.retain(|id, _| !deleted.contains(id)));
                }
            }
            Err(error) => {
                // An API that had maintenances a moment ago has failed in another way.
                if is_missing(error) && self.maintenances().is_none() {
                    state.is_absent.set(true);
                }
                // Credentials may allow some calls and forbid others.
                if error.cause == Cause::SignedOut {
                    self.session.handle_error(error, is_awaited);
                }
            }
        }
        list
    }

    /// Keeps the rows where they are while a form is open.
    pub fn hold_order(&self) {
        let current = |visible: VisibleMaintenances| visible.current.into_iter().map(|m| m.id).collect();
        let present = self.session.client().present();
        self.state.held.set(untrack(|| self.state.visible(Some(present))).map(current).unwrap_or_default());
    }

    /// Marks the row of a maintenance that was planned or changed here.
    pub fn mark(&self, id: &MaintenanceId) {
        let marked = self.state.marked;
        marked.set(row_id(id));
        *self.mark_timer.borrow_mut() = Some(timer::once(MARK, move || marked.set(String::new())));
    }

    /// Shows more past ones.
    pub fn show_more(&self) {
        self.state.past_limit.update(|limit| *limit += PAGE_SIZE);
    }

    /// Forgets everything, after signing out.
    pub fn reset(&self) {
        let state = self.state;
        state.list.set(Slot::new(clock::now()));
        state.is_absent.set(false);
        state.has_actual.set(false);
        state.past_limit.set(PAGE_SIZE);
        state.progress.update(SmallMap::clear);
        state.marked.set(String::new());
        self.mark_timer.take();
    }
}
