//! Deleting an incident, so that the list is right whatever happens.

use super::deletion::DIALOG_ID;
use super::row::{error_id, row_id};
use super::{Deletion, IncidentsController, LIST_HEADING};
use crate::admin::outcome::Outcome;
use crate::admin::ui::Announcement;
use crate::admin::ui::focus::focus;
use crate::browser::dialog;
use crate::browser::form::{self, Focus};
use contract::incident_api::Endpoint;
use contract::incident_api::error::Cause;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use model::{Incident, IncidentId};

impl IncidentsController {
    /// Opens the dialog that asks whether to delete.
    pub fn ask_delete(&self, incident: Incident) {
        self.state.to_delete.set(Some(incident));
        spawn_local(async {
            tick().await;
            dialog::open(DIALOG_ID);
        });
    }

    /// Closes the dialog, and returns the incident that a person has just decided to delete.
    pub fn take_confirmed(&self) -> Option<Incident> {
        let incident = self.state.to_delete.get_untracked()?;
        dialog::close(DIALOG_ID);
        Some(incident)
    }

    /// Closes the dialog.
    pub fn cancel_delete(&self) {
        dialog::close(DIALOG_ID);
    }

    /// Follows the dialog after it was closed.
    pub fn dialog_closed(&self) {
        self.state.to_delete.set(None);
    }

    /// Deletes an incident. `discard` discards the drafts of it as soon as it is known to be deleted.
    pub async fn delete(self, incident: Incident, discard: impl FnOnce(&IncidentId)) {
        let id = incident.id.clone();
        self.set_deletion(&id, Deletion::InProgress);
        self.announcement.set(None);
        let result = self.request_deletion(&incident).await;
        // After a sign-out the screen shows nothing of the workspace. The next list shows what became of the incident.
        let is_shown = self.session.shows_workspace();
        match result {
            Ok(_) if !is_shown => discard(&id),
            Err(_) if !is_shown => {}
            Ok(text) => {
                self.set_deletion(&id, Deletion::Deleted);
                discard(&id);
                self.announcement.set(Some(Announcement { text, incident: None }));
                tick().await;
                if form::focus_from(LIST_HEADING) == Focus::Nowhere {
                    focus(LIST_HEADING);
                }
                let _ = self.read_list(false).await;
            }
            Err(deletion) => {
                self.set_deletion(&id, deletion);
                tick().await;
                if self.session.is_active() && form::focus_from(&row_id(&id)) != Focus::Elsewhere {
                    focus(&error_id(&id));
                }
            }
        }
    }

    /// Asks the API to delete an incident. Returns the announcement of its deletion, or why it isn't known to be deleted.
    async fn request_deletion(&self, incident: &Incident) -> Result<String, Deletion> {
        let done = self.text.done;
        let answer = self.session.client().call(Endpoint::Delete(&incident.id), None).await;
        let error = match answer {
            // The answer is empty.
            Ok(_) => return Ok(done.deleted(&incident.name)),
            Err(failed) if failed.error.cause == Cause::NotFound => return Ok(done.already_gone(&incident.name)),
            Err(failed) => failed.error,
        };
        self.session.handle_error(&error, true);
        match Outcome::of(error.cause) {
            Outcome::NotStored => Err(Deletion::Failed(error)),
            // The list shows whether an incident was deleted, while it can't show for certain whether one was created.
            Outcome::Unknown => match self.read_list(true).await {
                Ok(list) if list.find(&incident.id).is_some() => Err(Deletion::Failed(error)),
                Ok(list) if list.is_complete() => Ok(done.deleted(&incident.name)),
                Ok(_) | Err(_) => Err(Deletion::Unconfirmed(error)),
            },
        }
    }

    fn set_deletion(&self, id: &IncidentId, deletion: Deletion) {
        self.state.deletions.update(|deletions| {
            deletions.insert(id.clone(), deletion);
        });
    }
}
