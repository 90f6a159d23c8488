//! Opening the forms for edits and corrections, the log of changes, and deleting an entry.

use super::correction::{CorrectionDraft, edit_draft};
use super::draft_storage::DraftKey;
use super::entry_deletion::DIALOG_ID;
use super::{
    CorrectionFormState, EditFormState, EditorController, EntryDeletion, EntryFormState, OpenForm, OpenedForm,
    UPDATE_HEADING,
};
use crate::admin::incidents::fresh_answer;
use crate::admin::outcome::{Outcome, is_missing};
use crate::admin::ui::Announcement;
use crate::admin::ui::focus::focus_soon;
use crate::browser::{clock, dialog};
use crate::remote::Slot;
use contract::incident_api::error::{ApiError, Cause};
use contract::incident_api::{Endpoint, decode};
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use model::draft::EntryDraft;
use model::{Entry, Incident, IncidentId};

impl EditorController {
    /// Prepares the form for an edit of an entry.
    pub(super) fn prepare_edit(&self, key: &DraftKey, entry: &Entry) {
        self.state.entry_deletion.set(None);
        let form = self.state.edit_form(key).unwrap_or_else(|| {
            let form = self.owner.with(|| {
                let form = EntryFormState::new(EntryDraft::default());
                EditFormState { base: RwSignal::new(entry.clone()), entry: form }
            });
            self.restore_entry(key, form.entry);
            self.state.add(key.clone(), OpenedForm::Edit(form));
            form
        });
        if !form.entry.save_status.get_untracked().is_touched() {
            form.base.set(entry.clone());
            form.entry.draft.set(edit_draft(entry, &*self.zone));
        }
        // No component changes because the status does.
        form.entry.component_defaults.update(|defaults| {
            entry.components.iter().for_each(|component| defaults.mark_chosen(&component.id));
        });
    }

    /// Prepares the form for a correction, and reads the log.
    pub(super) fn prepare_correction(&self, key: &DraftKey, incident: &Incident) {
        let form = self.state.correction_form(key).unwrap_or_else(|| {
            let form = self.owner.with(|| CorrectionFormState {
                draft: RwSignal::new(CorrectionDraft::of(incident, &*self.zone)),
                entry: EntryFormState::new(EntryDraft::default()),
            });
            self.restore_correction(key, form);
            self.state.add(key.clone(), OpenedForm::Correction(form));
            form
        });
        if !form.entry.save_status.get_untracked().is_touched() {
            form.draft.set(CorrectionDraft::of(incident, &*self.zone));
        }
        self.state.log.set(Slot::new(clock::now()));
        spawn_local(self.clone().read_log(incident.id.clone()));
    }

    /// Reads the log of an incident, unless the API is known not to keep one.
    async fn read_log(self, id: IncidentId) {
        let state = self.state;
        if !state.can_log.get_untracked() {
            return;
        }
        let client = self.session.client();
        let session_epoch = client.session_epoch();
        let mut ticket = None;
        state.log.update_untracked(|slot| ticket = Some(slot.begin()));
        let reply = client.call(Endpoint::Log(&id), None).await.map_err(|failed| failed.error);
        let log = reply.and_then(|reply| decode::decode_log(&reply.body).map_err(ApiError::from));
        let is_open = state.is_open(&DraftKey::Correct(id.clone()));
        let (Some(ticket), true) = (ticket, is_open && client.session_epoch() == session_epoch) else { return };
        if let Err(error) = &log {
            if is_missing(error) && self.is_listed(&id) {
                state.can_log.set(false);
            } else if error.cause == Cause::SignedOut {
                self.session.handle_error(error, false);
            }
        }
        let now = clock::now();
        state.log.update(|slot| {
            slot.settle(ticket, log.map(|log| fresh_answer(log, now, &self.config)), now);
        });
    }

    /// Whether the list on screen has an incident.
    pub(super) fn is_listed(&self, id: &IncidentId) -> bool {
        self.incidents.incidents().is_some_and(|list| list.find(id).is_some())
    }

    /// Opens the dialog that asks whether to delete an entry.
    pub(super) fn ask_delete(&self, id: IncidentId, entry: Entry) {
        self.state.to_delete.set(Some((id, entry)));
        spawn_local(async {
            tick().await;
            dialog::open(DIALOG_ID);
        });
    }

    /// Deletes the entry in the dialog.
    pub(super) fn delete_confirmed(&self) {
        if let Some((id, entry)) = self.state.to_delete.get_untracked() {
            dialog::close(DIALOG_ID);
            spawn_local(self.clone().delete_entry(id, entry));
        }
    }

    /// Deletes an entry, so that the timeline is right whatever happens.
    async fn delete_entry(self, id: IncidentId, entry: Entry) {
        let Some(entry_id) = entry.id else { return };
        let deletion = self.state.entry_deletion;
        deletion.set(Some(EntryDeletion { id: entry_id.clone(), error: None, is_unconfirmed: false }));
        self.announcement.set(None);
        let answer = self.session.client().call(Endpoint::DeleteEntry(&id, &entry_id), None).await;
        let error = answer.err().map(|failed| failed.error);
        let timeline = self.read_timeline(&id).await;
        if !self.session.shows_workspace() {
            return;
        }
        let is_there =
            timeline.as_ref().ok().map(|timeline| timeline.entries().iter().any(|e| e.id.as_ref() == Some(&entry_id)));
        let error = match (error, is_there) {
            (None, _) => None,
            (Some(error), Some(false)) if error.cause == Cause::NotFound => None,
            (Some(error), Some(false)) if Outcome::of(error.cause) == Outcome::Unknown => None,
            (Some(error), Some(true)) if is_missing(&error) => {
                self.state.can_edit.set(false);
                deletion.set(None);
                return;
            }
            (Some(error), _) => Some(error),
        };
        match error {
            None => {
                deletion.set(None);
                self.delete_draft(&DraftKey::Edit(id.clone(), entry_id));
                let text = self.text.done.entry_deleted(&self.incident_name(&id));
                self.announcement.set(Some(Announcement { text, incident: Some(id.clone()) }));
                self.follow_timeline(&id).await;
                let _ = self.incidents.read_list(false).await;
                focus_soon(UPDATE_HEADING);
            }
            Some(error) => {
                self.session.handle_error(&error, true);
                let is_unconfirmed = is_there.is_none() && Outcome::of(error.cause) == Outcome::Unknown;
                deletion.set(Some(EntryDeletion { id: entry_id, error: Some(error), is_unconfirmed }));
            }
        }
    }

    /// After an entry was edited or deleted here: the timeline as it is now isn't news to the form for an update.
    pub(super) async fn follow_timeline(&self, id: &IncidentId) {
        let timeline = self.read_timeline(id).await;
        if let (Some(update), Ok(timeline)) = (self.state.update_form(id), timeline) {
            update.known_timeline.set(Some(timeline));
        }
    }

    /// After an edit or a correction was saved: removes its form, and shows the timeline or the row.
    pub(super) fn remove_correction(&self, key: &DraftKey) {
        let open = self.state.open_form.get_untracked();
        let is_open = self.state.is_open(key);
        self.remove_form(key);
        if let (OpenForm::Edit(incident, _), true) = (open, is_open) {
            self.open(OpenForm::Update(incident));
        }
    }
}
