//! Changing a maintenance by one click, and deleting it, so that the list is right whatever happens.

use super::change::is_as_requested;
use super::confirmation::DIALOG_ID;
use super::row::{error_id, name_id, row_id};
use super::{Confirmation, MAINTENANCES_HEADING, MaintenancesController, Progress, QuickChange};
use crate::admin::client::FailedCall;
use crate::admin::outcome::Outcome;
use crate::admin::ui::Announcement;
use crate::admin::ui::focus::focus;
use crate::browser::dialog;
use crate::browser::form::{self, Focus};
use contract::incident_api::error::{ApiError, Cause};
use contract::incident_api::{Endpoint, decode, encode};
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use model::maintenance::MaintenanceRequest;
use model::{Maintenance, MaintenanceId};

impl MaintenancesController {
    /// Opens the dialog that asks before it cancels or deletes.
    pub fn ask(&self, maintenance: Maintenance, confirmation: Confirmation) {
        self.state.to_confirm.set(Some((maintenance, confirmation)));
        spawn_local(async {
            tick().await;
            dialog::open(DIALOG_ID);
        });
    }

    /// Closes the dialog, and returns what a person has just decided to do.
    pub fn take_confirmed(&self) -> Option<(Maintenance, Confirmation)> {
        let confirmed = self.state.to_confirm.get_untracked()?;
        dialog::close(DIALOG_ID);
        Some(confirmed)
    }

    /// Closes the dialog.
    pub fn close_dialog(&self) {
        dialog::close(DIALOG_ID);
    }

    /// Follows the dialog after it was closed.
    pub fn dialog_closed(&self) {
        self.state.to_confirm.set(None);
    }

    /// Sends a new maintenance, or a change of the one with this id, and returns its id. A success that can't be read may
    /// come from anything between this browser and the API: it proves nothing.
    ///
    /// # Errors
    /// Those of the call.
    pub async fn send(
        &self,
        id: Option<&MaintenanceId>,
        request: &MaintenanceRequest,
    ) -> Result<MaintenanceId, FailedCall> {
        let endpoint = id.map_or(Endpoint::CreateMaintenance, Endpoint::PutMaintenance);
        let reply = self.session.client().call(endpoint, Some(&encode::encode_maintenance_request(request))).await?;
        let saved = decode::decode_maintenance(&reply.body).map(|maintenance| maintenance.id);
        saved.map_err(|unreadable| FailedCall::of(unreadable.into()))
    }

    /// Changes a maintenance by one click.
    pub async fn change(self, maintenance: Maintenance, change: QuickChange) {
        let id = maintenance.id.clone();
        self.begin(&id, Progress::Changing);
        let result = self.request_change(&maintenance, change).await;
        // After a sign-out the screen shows nothing of the workspace.
        if !self.session.shows_workspace() {
            return;
        }
        match result {
            Ok(text) => {
                self.state.progress.update(|progress| {
                    progress.remove(&id);
                });
                self.announcement.set(Some(Announcement { text, incident: None }));
                self.mark(&id);
                let _ = self.read_list(false).await;
                tick().await;
                // Its button may have gone, and the row may have moved.
                if form::focus_from(&row_id(&id)) == Focus::Nowhere {
                    focus(&name_id(&id));
                }
            }
            Err(progress) => self.fail(&id, progress).await,
        }
    }

    /// Asks the API to change a maintenance. Returns the announcement, or why it isn't known to be changed.
    async fn request_change(&self, maintenance: &Maintenance, change: QuickChange) -> Result<String, Progress> {
        let (done, id, client) = (self.text.maintenance, &maintenance.id, self.session.client());
        let session_epoch = client.session_epoch();
        // The request replaces everything: it's made from the maintenance as it is now, not as it was when the list was
        // read.
        let list = self.read_list(true).await.map_err(Progress::NotChanged)?;
        let Some(current) = list.find(id) else { return Ok(self.text.done.already_gone(&maintenance.name)) };
        let has_actual = self.state.has_actual.get_untracked();
        let now = self.last_change.get().map_or(client.present(), |last| last.max(client.present()));
        let now = change.time(current, now);
        self.last_change.set(Some(now));
        let request = change.request(current, now, has_actual);
        let request = request.ok_or_else(|| Progress::NotChanged(ApiError::of(Cause::Aborted)))?;
        if client.session_epoch() != session_epoch {
            return Err(Progress::NotChanged(ApiError::of(Cause::Aborted)));
        }
        let text = match change {
            QuickChange::Start => done.started(&current.name),
            QuickChange::End => done.was_ended(&current.name),
            QuickChange::Extend => done.extended(&current.name),
            QuickChange::Cancel => done.was_cancelled(&current.name),
        };
        let Err(FailedCall { error, .. }) = self.send(Some(id), &request).await else { return Ok(text) };
        self.session.handle_error(&error, true);
        match Outcome::of(error.cause) {
            Outcome::NotStored => Err(Progress::NotChanged(error)),
            // The list shows it: a change is as it was asked for, or not.
            Outcome::Unknown => match self.read_list(true).await {
                Ok(list) if list.find(id).is_some_and(|now| is_as_requested(now, &request)) => Ok(text),
                Ok(list) if list.unreadable() == 0 => Err(Progress::NotChanged(error)),
                Ok(_) | Err(_) => Err(Progress::ChangeUnconfirmed(error)),
            },
        }
    }

    /// Deletes a maintenance. `discard` discards the drafts of it as soon as it is known to be deleted.
    pub async fn delete(self, maintenance: Maintenance, discard: impl FnOnce(&MaintenanceId)) {
        let id = maintenance.id.clone();
        self.begin(&id, Progress::Deleting);
        let result = self.request_deletion(&maintenance).await;
        let is_shown = self.session.shows_workspace();
        match result {
            Ok(_) if !is_shown => discard(&id),
            Err(_) if !is_shown => {}
            Ok(text) => {
                self.set_progress(&id, Progress::Deleted);
                discard(&id);
                self.announcement.set(Some(Announcement { text, incident: None }));
                tick().await;
                if form::focus_from(MAINTENANCES_HEADING) == Focus::Nowhere {
                    focus(MAINTENANCES_HEADING);
                }
                let _ = self.read_list(false).await;
            }
            Err(progress) => self.fail(&id, progress).await,
        }
    }

    async fn request_deletion(&self, maintenance: &Maintenance) -> Result<String, Progress> {
        let (done, id) = (self.text.done, &maintenance.id);
        let error = match self.session.client().call(Endpoint::DeleteMaintenance(id), None).await {
            Ok(_) => return Ok(done.deleted(&maintenance.name)),
            Err(failed) if failed.error.cause == Cause::NotFound => return Ok(done.already_gone(&maintenance.name)),
            Err(failed) => failed.error,
        };
        self.session.handle_error(&error, true);
        match Outcome::of(error.cause) {
            Outcome::NotStored => Err(Progress::NotDeleted(error)),
            Outcome::Unknown => match self.read_list(true).await {
                Ok(list) if list.find(id).is_some() => Err(Progress::NotDeleted(error)),
                Ok(list) if list.unreadable() == 0 => Ok(done.deleted(&maintenance.name)),
                Ok(_) | Err(_) => Err(Progress::DeletionUnconfirmed(error)),
            },
        }
    }

    fn begin(&self, id: &MaintenanceId, progress: Progress) {
        self.set_progress(id, progress);
        self.announcement.set(None);
    }

    fn set_progress(&self, id: &MaintenanceId, progress: Progress) {
        self.state.progress.update(|known| {
            known.insert(id.clone(), progress);
        });
    }

    /// Shows the error in the row.
    async fn fail(&self, id: &MaintenanceId, progress: Progress) {
        self.set_progress(id, progress);
        tick().await;
        if self.session.is_active() && form::focus_from(&row_id(id)) != Focus::Elsewhere {
            focus(&error_id(id));
        }
    }
}
