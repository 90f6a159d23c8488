//! Opening and closing forms in the browser.

use super::draft_storage::DraftKey;
use super::drafts::{Autosaves, UndoTimers};
use super::submit::SentRequests;
use super::{EditorAction, EditorState, EntryFormState, NEW_HEADING, OpenForm, UPDATE_HEADING, UpdateFormState};
use crate::admin::incidents::{IncidentsController, name_id};
use crate::admin::session::SessionController;
use crate::admin::ui::Announcement;
use crate::admin::ui::focus::focus_soon;
use crate::browser::clock;
use crate::components::SharedZone;
use contract::config::Config;
use contract::incident_api::{Endpoint, abilities};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::IncidentId;
use std::rc::Rc;
use std::sync::Arc;
use text::AdminText;

/// Opens, saves and sends forms. Clones share everything.
#[derive(Clone)]
pub struct EditorController(Rc<Inner>);

/// The shared part of all clones.
pub struct Inner {
    pub state: EditorState,
    pub session: SessionController,
    pub incidents: IncidentsController,
    pub announcement: RwSignal<Option<Announcement>>,
    pub config: Arc<Config>,
    pub zone: SharedZone,
    pub text: AdminText,
    /// The path of the site's root.
    pub site: String,
    pub sent: SentRequests,
    pub autosaves: Autosaves,
    pub undo_timers: UndoTimers,
    /// Owns the signals of forms, which outlive the event that made them.
    pub owner: Owner,
}

impl std::ops::Deref for EditorController {
    type Target = Inner;

    fn deref(&self) -> &Inner {
        &self.0
    }
}

/// The parts of the app that the editor uses.
pub struct EditorDependencies {
    pub session: SessionController,
    pub incidents: IncidentsController,
    pub announcement: RwSignal<Option<Announcement>>,
    pub config: Arc<Config>,
    pub zone: SharedZone,
    pub text: AdminText,
    pub site: String,
    pub owner: Owner,
}

impl EditorController {
    pub fn new(state: EditorState, dependencies: EditorDependencies) -> Self {
        let EditorDependencies { session, incidents, announcement, config, zone, text, site, owner } = dependencies;
        let (sent, autosaves, undo_timers) = (SentRequests::default(), Autosaves::default(), UndoTimers::default());
        let controller = Self(Rc::new(Inner {
            state,
            session,
            incidents,
            announcement,
            config,
            zone,
            text,
            site,
            sent,
            autosaves,
            undo_timers,
            owner,
        }));
        controller.restore_new();
        controller
    }

    pub fn handle(&self, action: EditorAction) {
        match action {
            EditorAction::Open(form) => self.open(form),
            EditorAction::Edited(key) => self.autosave(key),
            EditorAction::Discard(key) => self.discard(&key),
            EditorAction::UndoDiscard(key) => self.undo_discard(&key),
            EditorAction::Submit(key) => self.submit(key, false),
            EditorAction::SubmitAgain(key) => self.submit(key, true),
            EditorAction::ReconcileAgain(key) => self.reconcile_again(key),
            EditorAction::Focus(id) => focus_soon(id),
        }
    }

    /// Asks the API whether it notifies subscribers. Without an answer that says so, it may.
    pub async fn read_abilities(self) {
        let reply = self.session.client().call(Endpoint::Abilities, None).await;
        let can_notify = reply.map_or(true, |reply| abilities::can_notify(&reply.body));
        self.state.can_notify.set(can_notify);
        if !can_notify {
            self.reset_notify();
        }
    }

    fn reset_notify(&self) {
        for form in self.state.entry_forms() {
            form.draft.update(|draft| draft.notify = false);
        }
    }

    pub fn open(&self, form: OpenForm) {
        let state = self.state;
        match &form {
            OpenForm::New => {
                state.open_form.set(form);
                focus_soon(NEW_HEADING);
            }
            OpenForm::Update(incident) => {
                let id = incident.id.clone();
                if state.update_form(&id).is_none() {
                    let update = self.owner.with(|| {
                        let entry = EntryFormState::new(self.first_draft(incident));
                        UpdateFormState::new(entry, clock::now())
                    });
                    self.restore_update(&id, update);
                    state.updates.update(|updates| {
                        updates.insert(id.clone(), update);
                    });
                }
                state.open_form.set(form);
                focus_soon(UPDATE_HEADING);
                let controller = self.clone();
                spawn_local(async move {
                    // The timeline's own state keeps the error.
                    let _ = controller.read_timeline(&id).await;
                });
            }
        }
    }

    /// Closes the form for an update, and returns to the row of its incident.
    pub fn close(&self) {
        let form = self.state.open_form.get_untracked();
        self.state.open_form.set(OpenForm::New);
        if let OpenForm::Update(incident) = form {
            focus_soon(name_id(&incident.id));
        }
    }

    /// Discards the form and the draft for an update of a deleted incident.
    pub fn discard_deleted(&self, id: &IncidentId) {
        self.delete_draft(&DraftKey::Update(id.clone()));
        // After a sign-out the forms that are left have something in them that isn't saved.
        if self.session.shows_workspace() {
            self.remove_update(id);
        }
    }

    /// Closes and removes the form for an update.
    pub(super) fn remove_update(&self, id: &IncidentId) {
        if self.state.is_open(id) {
            self.state.open_form.set(OpenForm::New);
        }
        self.state.updates.update(|updates| {
            updates.remove(id);
        });
    }

    /// After signing in again: forms that the API refused for want of a valid sign-in may be sent. Returns whether the
    /// outcome of every request is known.
    pub fn session_renewed(&self) -> bool {
        let forms = self.state.entry_forms();
        for form in &forms {
            self.allow_retry(*form);
        }
        forms.iter().all(|form| form.can_submit())
    }

    /// After signing out. Forms for updates are restored from storage when they are opened again; those that storage
    /// doesn't have must not be lost here.
    pub fn reset(&self) {
        let state = self.state;
        state.open_form.set(OpenForm::New);
        state.updates.update(|updates| updates.retain(|_, update| update.entry.is_only_copy()));
        // The choice was that of one person, and the next one may be another.
        self.reset_notify();
        for form in state.entry_forms() {
            form.discarded.set(None);
        }
    }
}
