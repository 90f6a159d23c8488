//! Opening and closing forms in the browser.

use super::draft_storage::DraftKey;
use super::drafts::{Autosaves, UndoTimers};
use super::entry_deletion::DIALOG_ID;
use super::maintenance_draft::MaintenanceDraft;
use super::submit::SentRequests;
use super::{EditorAction, EditorState, EntryFormState, MaintenanceFormState, OpenForm, OpenedForm, UpdateFormState};
use crate::admin::incidents::{IncidentsController, name_id};
use crate::admin::maintenances::{self, MAINTENANCES_HEADING, MaintenancesController};
use crate::admin::session::SessionController;
use crate::admin::ui::Announcement;
use crate::admin::ui::focus::focus_soon;
use crate::browser::{clock, dialog};
use crate::components::SharedZone;
use crate::remote::Slot;
use contract::config::Config;
use contract::incident_api::Endpoint;
use contract::incident_api::abilities::Abilities;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{IncidentId, Maintenance, MaintenanceId};
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
    pub maintenances: MaintenancesController,
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
    pub maintenances: MaintenancesController,
    pub announcement: RwSignal<Option<Announcement>>,
    pub config: Arc<Config>,
    pub zone: SharedZone,
    pub text: AdminText,
    pub site: String,
    pub owner: Owner,
}

impl EditorController {
    pub fn new(state: EditorState, dependencies: EditorDependencies) -> Self {
        let EditorDependencies { session, incidents, maintenances, announcement, config, zone, text, site, owner } =
            dependencies;
        let (sent, autosaves, undo_timers) = (SentRequests::default(), Autosaves::default(), UndoTimers::default());
        let controller = Self(Rc::new(Inner {
            state,
            session,
            incidents,
            maintenances,
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
        controller.restore_maintenance(&DraftKey::Plan, state.plan);
        controller
    }

    pub fn handle(&self, action: EditorAction) {
        match action {
            EditorAction::Open(form) => self.open(form),
            EditorAction::Close => self.close(),
            EditorAction::Edited(key) => self.autosave(key),
            EditorAction::Discard(key) => self.discard(&key),
            EditorAction::UndoDiscard(key) => self.undo_discard(&key),
            EditorAction::Submit(key) => self.submit(key, false),
            EditorAction::SubmitAgain(key) => self.submit(key, true),
            EditorAction::ReconcileAgain(key) => self.reconcile_again(key),
            EditorAction::AskDelete(id, entry) => self.ask_delete(id, entry),
            EditorAction::Delete => self.delete_confirmed(),
            EditorAction::CancelDelete => dialog::close(DIALOG_ID),
            EditorAction::DialogClosed => self.state.to_delete.set(None),
            EditorAction::Focus(id) => focus_soon(id),
        }
    }

    /// Asks the API what it can do beyond the documented calls. Without an answer that says so, it may notify subscribers,
    /// and its maintenances have planned times alone.
    pub async fn read_abilities(self) {
        let reply = self.session.client().call(Endpoint::Abilities, None).await;
        let abilities = reply.map_or(Abilities::UNKNOWN, |reply| Abilities::read(&reply.body));
        self.state.can_notify.set(abilities.notifications);
        if !abilities.notifications {
            self.reset_notify();
        }
        // Without an answer that says so, a call is tried.
        self.state.can_correct.set(abilities.corrections != Some(false));
        self.state.can_backdate.set(abilities.corrections == Some(true));
        self.state.can_log.set(abilities.log != Some(false));
        self.state.can_edit.set(true);
        let maintenances = self.maintenances.state();
        maintenances.has_actual.set(abilities.maintenances == Some(true));
        if abilities.maintenances == Some(false) {
            maintenances.is_absent.set(true);
        }
    }

    fn reset_notify(&self) {
        for form in self.state.entry_forms() {
            form.draft.update(|draft| draft.notify = false);
        }
    }

    pub fn open(&self, form: OpenForm) {
        let (state, key) = (self.state, form.key());
        match &form {
            OpenForm::New | OpenForm::Plan => {}
            OpenForm::Update(incident) => {
                let id = incident.id.clone();
                if state.update_form(&id).is_none() {
                    let update = self.owner.with(|| {
                        let entry = EntryFormState::new(self.first_draft(incident));
                        UpdateFormState::new(entry, clock::now())
                    });
                    self.restore_update(&id, update);
                    state.add(key.clone(), OpenedForm::Update(update));
                }
                let controller = self.clone();
                spawn_local(async move {
                    // The timeline's own state keeps the error.
                    let _ = controller.read_timeline(&id).await;
                });
            }
            OpenForm::Edit(_, entry) => self.prepare_edit(&key, entry),
            OpenForm::Correct(incident) => self.prepare_correction(&key, incident),
            OpenForm::Change(maintenance) => {
                self.maintenances.hold_order();
                let change = state.maintenance_form(&key).unwrap_or_else(|| {
                    let change = self.owner.with(|| MaintenanceFormState::new(MaintenanceDraft::default()));
                    self.restore_maintenance(&key, change);
                    state.add(key.clone(), OpenedForm::Change(change));
                    change
                });
                if !change.entry.save_status.get_untracked().is_touched() {
                    change.set(MaintenanceDraft::of(maintenance, &*self.zone));
                }
            }
        }
        state.open_form.set(form);
        focus_soon(key.heading_id());
    }

    /// Has the forms for changes of maintenances follow the list, as long as nobody has typed there.
    pub fn follow_maintenances(&self) {
        let Some(list) = self.maintenances.maintenances() else { return };
        for known in list.maintenances() {
            let Some(form) = self.state.maintenance_form(&DraftKey::Change(known.id.clone())) else { continue };
            let is_free = !form.entry.save_status.get_untracked().is_touched() && form.entry.can_submit();
            if is_free && form.base.get_untracked().as_ref() != Some(known) {
                form.set(MaintenanceDraft::of(known, &*self.zone));
            }
        }
    }

    /// Opens the form for a new maintenance that is like this one.
    pub fn copy(&self, maintenance: &Maintenance) {
        self.copy_to_plan(maintenance);
        self.open(OpenForm::Plan);
    }

    /// Closes the form for an update or a maintenance, and returns to its row.
    pub fn close(&self) {
        let form = self.state.open_form.get_untracked();
        self.state.open_form.set(OpenForm::New);
        match form {
            OpenForm::New => {}
            OpenForm::Update(incident) | OpenForm::Edit(incident, _) | OpenForm::Correct(incident) => {
                focus_soon(name_id(&incident.id));
            }
            OpenForm::Plan => focus_soon(MAINTENANCES_HEADING),
            OpenForm::Change(maintenance) => focus_soon(maintenances::name_id(&maintenance.id)),
        }
    }

    /// Discards the form and the draft for an update of a deleted incident.
    pub fn discard_deleted(&self, id: &IncidentId) {
        let state = self.state;
        let is_own = |key: &DraftKey| key.incident() == Some(id);
        let opened = state.opened.with_untracked(|opened| opened.keys().cloned().collect::<Vec<_>>());
        let own = opened.into_iter().filter(is_own);
        for key in own.chain([DraftKey::Update(id.clone()), DraftKey::Correct(id.clone())]) {
            self.delete_draft(&key);
        }
        // After a sign-out the forms that are left have something in them that isn't saved.
        if self.session.shows_workspace() {
            if state.open_form.with_untracked(|form| is_own(&form.key())) {
                state.open_form.set(OpenForm::New);
            }
            state.opened.update(|opened| opened.retain(|key, _| !is_own(key)));
        }
    }

    /// The same for a maintenance.
    pub fn discard_deleted_maintenance(&self, id: &MaintenanceId) {
        self.delete_draft(&DraftKey::Change(id.clone()));
        if self.session.shows_workspace() {
            self.remove_form(&DraftKey::Change(id.clone()));
        }
    }

    /// Closes and removes a form.
    pub(super) fn remove_form(&self, key: &DraftKey) {
        if self.state.is_open(key) {
            self.state.open_form.set(OpenForm::New);
        }
        self.state.remove(key);
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
        state.opened.update(|opened| opened.retain(|_, form| form.entry().is_only_copy()));
        state.log.set(Slot::new(clock::now()));
        state.entry_deletion.set(None);
        // The choice was that of one person, and the next one may be another.
        self.reset_notify();
        for form in state.entry_forms() {
            form.discarded.set(None);
        }
    }
}
