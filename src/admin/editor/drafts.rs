//! Saving drafts in this browser, restoring and discarding them.

use super::component_defaults::ComponentDefaults;
use super::correction::{CorrectionDraft, edit_draft};
use super::draft_storage::{self, DraftKey};
use super::maintenance_draft::MaintenanceDraft;
use super::submission::Submission;
use super::{
    CorrectionFormState, DiscardedDraft, EditorController, EntryFormState, FormDraft, MaintenanceFormState, SaveStatus,
    UpdateFormState,
};
use crate::admin::small_map::SmallMap;
use crate::admin::ui::focus::focus_soon;
use crate::browser::storage;
use crate::browser::timer::{self, Timeout};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::affected::components_of;
use model::draft::{self, EntryDraft, IncidentDraft};
use model::incident::Timeline;
use model::{AffectedComponent, Duration, Impact, Incident, IncidentId, Maintenance, Status};
use std::cell::RefCell;

/// The pause between two saves of a draft while a person types.
const AUTOSAVE_DELAY: Duration = Duration::from_millis(400);

/// How long a discarded draft can be brought back.
const UNDO_TIME: Duration = Duration::from_seconds(10);

/// The timers that end this.
pub type UndoTimers = RefCell<SmallMap<DraftKey, Timeout>>;

/// The timers of the next save of each draft.
pub type Autosaves = RefCell<SmallMap<DraftKey, Timeout>>;

impl EditorController {
    /// Saves a draft after a change. The first change is saved at once, because the form then says that the draft is saved.
    /// Changes that follow quickly are saved together, but without waiting for the end of the typing, which may be far off.
    pub(super) fn autosave(&self, key: DraftKey) {
        let Some(form) = self.state.entry_form(&key) else { return };
        if form.save_status.get_untracked() != SaveStatus::Failed {
            form.save_status.set(SaveStatus::Saved);
        }
        // Bringing an earlier draft back would replace what is typed now.
        form.discarded.set(None);
        if self.autosaves.borrow().contains_key(&key) {
            return;
        }
        self.save(&key);
        let (controller, timer_key) = (self.clone(), key.clone());
        let timer = timer::once(AUTOSAVE_DELAY, move || {
            let this_timer = controller.autosaves.borrow_mut().remove(&timer_key);
            controller.save(&timer_key);
            // Dropping the timer during its own callback would drop the callback while it runs.
            spawn_local(async move { drop(this_timer) });
        });
        self.autosaves.borrow_mut().insert(key, timer);
    }

    /// Saves a draft, marked if it was sent and the answer hasn't come.
    pub(super) fn save(&self, key: &DraftKey) {
        let form = self.state.entry_form(key).filter(|form| form.save_status.get_untracked().is_touched());
        let (Some(form), Some(mut text)) = (form, self.draft_text(key)) else { return };
        if form.is_unconfirmed.get_untracked() || !form.can_submit() {
            text = draft_storage::mark_unconfirmed(&text);
        }
        let saved = storage::write(&key.storage_key(&self.site), &text);
        form.save_status.set(if saved.is_ok() { SaveStatus::Saved } else { SaveStatus::Failed });
    }

    /// The content of a form, as it is saved.
    pub(super) fn draft_text(&self, key: &DraftKey) -> Option<String> {
        Some(match (self.form_draft(key)?, key) {
            (FormDraft::Maintenance(draft), _) => draft.encode(),
            (FormDraft::Correction(draft), _) => draft.encode(),
            (FormDraft::Incident(draft), DraftKey::New) => {
                draft_storage::add_end(&draft_storage::encode_incident(&draft), &self.state.new.end.get_untracked())
            }
            (FormDraft::Incident(draft), _) => draft_storage::encode_entry(&draft.entry),
        })
    }

    /// The content of a form.
    fn form_draft(&self, key: &DraftKey) -> Option<FormDraft> {
        let entry = || Some(self.state.entry_form(key)?.draft.get_untracked());
        Some(match key {
            DraftKey::New => FormDraft::Incident(untrack(|| self.state.new.draft())),
            DraftKey::Update(_) | DraftKey::Edit(..) => {
                FormDraft::Incident(IncidentDraft { entry: entry()?, ..IncidentDraft::default() })
            }
            DraftKey::Correct(_) => FormDraft::Correction(self.state.correction_form(key)?.draft.get_untracked()),
            DraftKey::Plan | DraftKey::Change(_) => {
                let form = self.state.maintenance_form(key)?;
                FormDraft::Maintenance(untrack(|| form.draft()))
            }
        })
    }

    /// Fills a form in.
    fn set_form_draft(&self, key: &DraftKey, draft: FormDraft) {
        match (draft, key) {
            (FormDraft::Incident(draft), DraftKey::New) => self.state.new.set(draft),
            (FormDraft::Incident(draft), _) => {
                if let Some(form) = self.state.entry_form(key) {
                    form.draft.set(draft.entry);
                }
            }
            (FormDraft::Correction(draft), _) => {
                if let Some(form) = self.state.correction_form(key) {
                    form.draft.set(draft);
                }
            }
            (FormDraft::Maintenance(draft), _) => {
                if let Some(form) = self.state.maintenance_form(key) {
                    form.set(draft);
                }
            }
        }
    }

    /// Saves every draft that has a save pending.
    pub fn save_all(&self) {
        let pending: Vec<DraftKey> = self.autosaves.borrow_mut().take().into_iter().map(|(key, _)| key).collect();
        for key in pending {
            self.save(&key);
        }
    }

    /// Removes a draft from storage.
    pub(super) fn delete_draft(&self, key: &DraftKey) {
        self.autosaves.borrow_mut().remove(key);
        storage::forget(&key.storage_key(&self.site));
    }

    /// Empties a form and removes its draft, which can be brought back for a while.
    pub(super) fn discard(&self, key: &DraftKey) {
        self.delete_draft(key);
        let Some(form) = self.state.entry_form(key) else { return };
        let Some(draft) = self.form_draft(key) else { return };
        let discarded = DiscardedDraft {
            draft,
            extra_components: form.extra_components.get_untracked(),
            component_defaults: form.component_defaults.get_untracked(),
            end: self.state.new.end.get_untracked(),
            is_unconfirmed: form.is_unconfirmed.get_untracked() || !form.can_submit(),
        };
        form.reset();
        form.discarded.set(Some(discarded));
        let timer = timer::once(UNDO_TIME, move || form.discarded.set(None));
        self.undo_timers.borrow_mut().insert(key.clone(), timer);
        match key {
            DraftKey::New => {
                self.state.new.set(IncidentDraft::default());
                self.state.new.end.set(String::new());
            }
            DraftKey::Edit(..) => {
                if let Some(edit) = self.state.edit_form(key) {
                    form.draft.set(edit_draft(&edit.base.get_untracked(), &*self.zone));
                }
            }
            DraftKey::Correct(_) => {
                if let Some(correction) = self.state.correction_form(key) {
                    correction.draft.update(|draft| *draft = CorrectionDraft::of(&draft.base, &*self.zone));
                }
            }
            DraftKey::Update(id) => {
                let open_form = self.state.open_form.get_untracked();
                form.draft.set(open_form.incident().map(|incident| self.first_draft(incident)).unwrap_or_default());
                if let Some(update) = self.state.update_form(id)
                    && let Some(timeline) = untrack(|| update.shown_timeline())
                {
                    update.known_timeline.set(Some(timeline.clone()));
                    self.prefill_components(update, id, &timeline, false);
                }
            }
            DraftKey::Plan => self.state.plan.set(MaintenanceDraft::default()),
            DraftKey::Change(id) => {
                let now = self.maintenances.maintenances().and_then(|list| list.find(id).cloned());
                let opened = || self.state.open_form.with_untracked(|form| form.maintenance().cloned());
                if let Some(now) = now.or_else(opened) {
                    self.set_form_draft(key, FormDraft::Maintenance(MaintenanceDraft::of(&now, &*self.zone)));
                }
            }
        }
        focus_soon(key.heading_id());
    }

    /// Brings a draft back that was just discarded.
    pub(super) fn undo_discard(&self, key: &DraftKey) {
        let Some(form) = self.state.entry_form(key) else { return };
        let Some(discarded) = form.discarded.get_untracked() else { return };
        let DiscardedDraft { draft, extra_components, component_defaults, end, is_unconfirmed } = discarded;
        form.extra_components.set(extra_components);
        form.component_defaults.set(component_defaults);
        form.is_unconfirmed.set(is_unconfirmed);
        self.set_form_draft(key, draft);
        if *key == DraftKey::New {
            self.state.new.end.set(end);
        }
        self.autosave(key.clone());
        focus_soon(key.heading_id());
    }

    /// Restores the draft for a new incident, if an earlier visit has left one.
    pub(super) fn restore_new(&self) {
        let Some(text) = storage::read(&DraftKey::New.storage_key(&self.site)) else { return };
        if let Some(draft) = draft_storage::decode_incident(&text) {
            self.state.new.set(draft);
            self.state.new.end.set(draft_storage::end(&text));
            self.state.new.entry.mark_restored(&text);
        }
    }

    /// Restores the draft for an update, if an earlier visit has left one.
    pub(super) fn restore_update(&self, id: &IncidentId, update: UpdateFormState) {
        self.restore_entry(&DraftKey::Update(id.clone()), update.entry);
    }

    /// Restores the draft for an update or an edit, if an earlier visit has left one.
    pub(super) fn restore_entry(&self, key: &DraftKey, form: EntryFormState) {
        let Some(text) = storage::read(&key.storage_key(&self.site)) else { return };
        if let Some(draft) = draft_storage::decode_entry(&text) {
            form.draft.set(draft);
            form.mark_restored(&text);
        }
    }

    /// Restores the draft for a correction, if an earlier visit has left one.
    pub(super) fn restore_correction(&self, key: &DraftKey, form: CorrectionFormState) {
        let Some(text) = storage::read(&key.storage_key(&self.site)) else { return };
        let base = form.draft.with_untracked(|draft| draft.base.clone());
        if let Some(draft) = CorrectionDraft::decode(&text, base) {
            form.draft.set(draft);
            form.entry.mark_restored(&text);
        }
    }

    /// Restores the draft for a maintenance, if an earlier visit has left one.
    pub(super) fn restore_maintenance(&self, key: &DraftKey, form: MaintenanceFormState) {
        let Some(text) = storage::read(&key.storage_key(&self.site)) else { return };
        if let Some(draft) = MaintenanceDraft::decode(&text) {
            form.set(draft);
            form.entry.mark_restored(&text);
        }
    }

    /// Begins a new maintenance that is like this one. A draft that was there can be brought back.
    pub(super) fn copy_to_plan(&self, maintenance: &Maintenance) {
        let plan = self.state.plan;
        if plan.entry.save_status.get_untracked().is_touched() {
            self.discard(&DraftKey::Plan);
        }
        plan.set(MaintenanceDraft::copy_of(maintenance));
        plan.entry.save_status.set(SaveStatus::Saved);
        self.save(&DraftKey::Plan);
    }

    /// The first draft of an update: it has the incident's status, if that status can be sent.
    pub(super) fn first_draft(&self, incident: &Incident) -> EntryDraft {
        let status = draft::known_status(&incident.status).unwrap_or(Status::Investigating);
        EntryDraft { status, ..EntryDraft::default() }
    }

    /// Sets the components in a form as the timeline has them, as long as nobody has typed there. A person may be faster
    /// than the `first` timeline; without components an update that resolves the incident would leave them as they were.
    pub(super) fn prefill_components(
        &self,
        update: UpdateFormState,
        id: &IncidentId,
        timeline: &Timeline,
        first: bool,
    ) {
        let form = update.entry;
        let are_untouched = || {
            let has_choices = form.component_defaults.with_untracked(ComponentDefaults::has_choices);
            first && !has_choices && form.draft.with_untracked(|draft| draft.components.is_empty())
        };
        if form.save_status.get_untracked().is_touched() && !are_untouched() || !form.can_submit() {
            return;
        }
        let (mut draft, mut defaults) = (form.draft.get_untracked(), ComponentDefaults::default());
        defaults.prefill(&mut draft, affected_components(id, timeline));
        form.component_defaults.set(defaults);
        if form.draft.with_untracked(|before| *before != draft) {
            form.draft.set(draft);
        }
    }

    /// Whether leaving the page now would lose something, or interrupt a request.
    pub fn has_unsaved(&self) -> bool {
        let state = self.state;
        // After a sign-out nobody is asked about a draft that is saved.
        let is_shown = self.session.shows_workspace();
        let is_unsaved = |form: EntryFormState| {
            let has_text = form.draft.with_untracked(|draft| !draft.message.trim().is_empty());
            let status = form.save_status.get_untracked();
            let is_unsaved = has_text && (status == SaveStatus::Failed || is_shown && status.is_touched());
            is_unsaved || form.submission.with_untracked(Submission::is_busy)
        };
        let is_named = |name: RwSignal<String>, form: EntryFormState| {
            let has_name = name.with_untracked(|name| !name.trim().is_empty());
            is_shown && has_name && form.save_status.get_untracked().is_touched()
        };
        is_named(state.new.name, state.new.entry)
            || is_named(state.plan.name, state.plan.entry)
            || state.entry_forms().into_iter().any(is_unsaved)
    }
}

/// The components that the timeline of an incident names, with their latest status.
fn affected_components(id: &IncidentId, timeline: &Timeline) -> Vec<AffectedComponent> {
    let incident = Incident {
        id: id.clone(),
        name: String::new(),
        status: Status::Investigating,
        impact: Impact::None,
        created: None,
        resolved: None,
        timeline: Some(timeline.clone()),
        affected: None,
    };
    components_of(&incident, None).to_owned()
}

impl EntryFormState {
    /// The draft comes from an earlier visit, which saved it as `text`.
    fn mark_restored(self, text: &str) {
        self.save_status.set(SaveStatus::Restored);
        self.is_unconfirmed.set(draft_storage::is_unconfirmed(text));
    }

    /// Whether its own button may send it.
    pub(super) fn can_submit(self) -> bool {
        self.submission.with_untracked(Submission::can_submit)
    }

    /// Whether storage lacks something that is in the form, or the outcome of its request is still open.
    pub(super) fn is_only_copy(self) -> bool {
        !self.can_submit() || self.save_status.get_untracked() == SaveStatus::Failed
    }
}
