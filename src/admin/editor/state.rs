//! The state of the forms, and their actions.

use super::component_defaults::ComponentDefaults;
use super::correction::CorrectionDraft;
use super::draft_storage::DraftKey;
use super::maintenance_draft::MaintenanceDraft;
use super::submission::Submission;
use crate::admin::small_map::SmallMap;
use crate::remote::Slot;
use contract::incident_api::ApiError;
use contract::incident_api::decode::LogEntry;
use leptos::prelude::*;
use model::draft::{EntryDraft, Field, IncidentDraft};
use model::incident::Timeline;
use model::{
    AffectedComponent, ComponentId, ComponentStatus, Entry, EntryId, Impact, Incident, IncidentId, Maintenance,
    MonotonicInstant,
};
use text::admin::{FormText, Kind};

/// Everything that a person can do with the forms.
#[derive(Clone, Debug)]
pub enum EditorAction {
    /// Opens a form.
    Open(OpenForm),
    /// Closes the form on screen.
    Close,
    /// Something in a form has changed.
    Edited(DraftKey),
    /// Discards a draft.
    Discard(DraftKey),
    /// Brings the draft back that was discarded last.
    UndoDiscard(DraftKey),
    /// Sends a form.
    Submit(DraftKey),
    /// Sends a form once more after its first request was lost.
    SubmitAgain(DraftKey),
    /// Checks once more whether a lost request has arrived.
    ReconcileAgain(DraftKey),
    /// Asks whether to delete this entry of this incident.
    AskDelete(IncidentId, Entry),
    /// Deletes the entry in the dialog.
    Delete,
    /// Closes the dialog.
    CancelDelete,
    /// The dialog was closed, in whichever way.
    DialogClosed,
    /// Moves the focus to the element with this id.
    Focus(String),
}

/// The form on screen. There is only one at a time, so that every label is unique.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OpenForm {
    /// The form for a new incident.
    New,
    /// The form for an update of this incident, as the incident was when the form was opened.
    Update(Incident),
    /// The form for an edit of this entry, as it was when the form was opened.
    Edit(Incident, Entry),
    /// The form for a correction of this incident, as it was when the form was opened.
    Correct(Incident),
    /// The form for a new maintenance.
    Plan,
    /// The form for a change of this maintenance, as it was when the form was opened.
    Change(Maintenance),
}

/// The content of a form. An update has neither a name nor an impact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormDraft {
    /// Of the form for an incident or an update.
    Incident(IncidentDraft),
    /// Of the form for a correction.
    Correction(CorrectionDraft),
    /// Of the form for a maintenance.
    Maintenance(MaintenanceDraft),
}

/// Whether a draft is saved in this browser.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SaveStatus {
    /// Nothing was typed.
    Untouched,
    /// It is saved, or about to be.
    Saved,
    /// It was restored from an earlier visit.
    Restored,
    /// The browser can't save it.
    Failed,
}

impl SaveStatus {
    /// Whether a person has typed something.
    pub fn is_touched(self) -> bool {
        match self {
            Self::Untouched => false,
            Self::Saved | Self::Restored | Self::Failed => true,
        }
    }
}

/// A draft that was discarded, as long as it can be brought back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DiscardedDraft {
    /// The content of the fields.
    pub draft: FormDraft,
    /// As in [`EntryFormState`].
    pub extra_components: Vec<ComponentId>,
    /// As in [`EntryFormState`].
    pub component_defaults: ComponentDefaults,
    /// When a past incident was resolved, as typed.
    pub end: String,
    /// Whether it was sent, and the outcome is unknown.
    pub is_unconfirmed: bool,
}

/// The part that all forms share. A maintenance has a message and components as well, but neither a status nor a date.
#[derive(Clone, Copy)]
pub struct EntryFormState {
    /// The content of the fields.
    pub draft: RwSignal<EntryDraft>,
    /// Components that are listed although the configuration doesn't name them.
    pub extra_components: RwSignal<Vec<ComponentId>>,
    /// The defaults of the components when the status changes.
    pub component_defaults: RwSignal<ComponentDefaults>,
    /// The progress of sending it.
    pub submission: RwSignal<Submission>,
    /// Whether the draft is saved.
    pub save_status: RwSignal<SaveStatus>,
    /// Whether an earlier visit sent the draft and ended before the answer came.
    pub is_unconfirmed: RwSignal<bool>,
    /// The draft that was discarded just now.
    pub discarded: RwSignal<Option<DiscardedDraft>>,
}

/// The form for a new incident.
#[derive(Clone, Copy)]
pub struct NewFormState {
    /// The name.
    pub name: RwSignal<String>,
    /// The impact, once a person has chosen one.
    pub impact: RwSignal<Option<Impact>>,
    /// When it was resolved as typed, for an incident that is over.
    pub end: RwSignal<String>,
    /// The rest.
    pub entry: EntryFormState,
}

/// The form for an update, with the timeline of its incident.
#[derive(Clone, Copy)]
pub struct UpdateFormState {
    /// The fields.
    pub entry: EntryFormState,
    /// The timeline.
    pub timeline: RwSignal<Slot<Timeline>>,
    /// The timeline as it was when the person began to type; `None` until it was read.
    pub known_timeline: RwSignal<Option<Timeline>>,
}

/// The form for an edit of an entry.
#[derive(Clone, Copy)]
pub struct EditFormState {
    /// The entry as it was when the person began to type, or as they have seen it since.
    pub base: RwSignal<Entry>,
    /// The fields.
    pub entry: EntryFormState,
}

/// The form for a correction of an incident.
#[derive(Clone, Copy)]
pub struct CorrectionFormState {
    /// The fields.
    pub draft: RwSignal<CorrectionDraft>,
    /// The rest.
    pub entry: EntryFormState,
}

/// A form that is opened when it's needed. They are kept in one map, as each kind of map has code of its own.
#[derive(Clone, Copy)]
pub enum OpenedForm {
    /// For an update of an incident.
    Update(UpdateFormState),
    /// For an edit of an entry.
    Edit(EditFormState),
    /// For a correction of an incident.
    Correction(CorrectionFormState),
    /// For a change of a maintenance.
    Change(MaintenanceFormState),
}

impl OpenedForm {
    /// The part that all forms share.
    pub fn entry(self) -> EntryFormState {
        match self {
            Self::Update(form) => form.entry,
            Self::Edit(form) => form.entry,
            Self::Correction(form) => form.entry,
            Self::Change(form) => form.entry,
        }
    }
}

/// An entry that wasn't deleted, or isn't known to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryDeletion {
    /// Which entry.
    pub id: EntryId,
    /// Why; `None` while the API is asked.
    pub error: Option<ApiError>,
    /// Whether nobody knows whether it was deleted.
    pub is_unconfirmed: bool,
}

/// The form for a maintenance.
#[derive(Clone, Copy)]
pub struct MaintenanceFormState {
    /// The name.
    pub name: RwSignal<String>,
    /// The start as typed.
    pub start: RwSignal<String>,
    /// The end as typed.
    pub end: RwSignal<String>,
    /// Whether it is for the team alone.
    pub internal: RwSignal<bool>,
    /// Whether it ends at its planned end, without anybody ending it.
    pub auto_complete: RwSignal<bool>,
    /// The maintenance that is changed, as it was when the person began to type.
    pub base: RwSignal<Option<Maintenance>>,
    /// A newer version, which the person has seen when it was shown instead of sending the form.
    pub seen: RwSignal<Option<Maintenance>>,
    /// The rest.
    pub entry: EntryFormState,
}

/// All forms.
#[derive(Clone, Copy)]
pub struct EditorState {
    /// The form on screen.
    pub open_form: RwSignal<OpenForm>,
    /// The form for a new incident.
    pub new: NewFormState,
    /// The forms that were opened so far, those for new incidents and maintenances aside.
    pub opened: RwSignal<SmallMap<DraftKey, OpenedForm>>,
    /// The log of the incident whose form for a correction is open.
    pub log: RwSignal<Slot<Vec<LogEntry>>>,
    /// The entry in the dialog that asks whether to delete, with its incident.
    pub to_delete: RwSignal<Option<(IncidentId, Entry)>>,
    /// The last deletion of an entry that is in progress or didn't succeed.
    pub entry_deletion: RwSignal<Option<EntryDeletion>>,
    /// Whether entries can be edited and deleted, as far as it's known.
    pub can_edit: RwSignal<bool>,
    /// Whether incidents can be corrected, as far as it's known.
    pub can_correct: RwSignal<bool>,
    /// Whether the API keeps a log, as far as it's known.
    pub can_log: RwSignal<bool>,
    /// Whether the API takes an incident together with its end.
    pub can_backdate: RwSignal<bool>,
    /// The form for a new maintenance.
    pub plan: MaintenanceFormState,
    /// Whether the API may notify subscribers.
    pub can_notify: RwSignal<bool>,
    actions: Callback<EditorAction>,
}

impl EntryFormState {
    /// A form with this draft.
    pub fn new(draft: EntryDraft) -> Self {
        Self {
            draft: RwSignal::new(draft),
            extra_components: RwSignal::new(Vec::new()),
            component_defaults: RwSignal::new(ComponentDefaults::default()),
            submission: RwSignal::new(Submission::Editing),
            save_status: RwSignal::new(SaveStatus::Untouched),
            is_unconfirmed: RwSignal::new(false),
            discarded: RwSignal::new(None),
        }
    }

    /// The error message of a field.
    pub fn error_for(self, field: Field, text: FormText) -> Option<String> {
        self.submission.with(|submission| {
            let error = submission.errors().iter().find(|error| error.field == Some(field))?;
            Some(error.text(text))
        })
    }

    /// Resets everything but the draft itself.
    pub fn reset(self) {
        self.submission.set(Submission::Editing);
        self.save_status.set(SaveStatus::Untouched);
        self.is_unconfirmed.set(false);
        self.extra_components.set(Vec::new());
        self.component_defaults.set(ComponentDefaults::default());
        self.discarded.set(None);
    }
}

impl UpdateFormState {
    /// A form whose timeline wasn't read yet.
    pub fn new(entry: EntryFormState, now: MonotonicInstant) -> Self {
        Self { entry, timeline: RwSignal::new(Slot::new(now)), known_timeline: RwSignal::new(None) }
    }

    /// The timeline on screen, if it could be read.
    pub fn shown_timeline(self) -> Option<Timeline> {
        self.timeline.with(|slot| slot.state().answer().map(|answer| answer.data.clone()))
    }

    /// Whether somebody else has posted since the person began to type.
    pub fn has_conflict(self) -> bool {
        let known = self.known_timeline.get();
        known.zip(self.shown_timeline()).is_some_and(|(known, shown)| shown.has_news_since(&known))
    }
}

impl NewFormState {
    /// An empty form.
    pub fn new() -> Self {
        let empty = IncidentDraft::default();
        Self {
            name: RwSignal::new(empty.name),
            impact: RwSignal::new(empty.impact),
            end: RwSignal::default(),
            entry: EntryFormState::new(empty.entry),
        }
    }

    /// The content of all fields.
    pub fn draft(self) -> IncidentDraft {
        IncidentDraft { name: self.name.get(), impact: self.impact.get(), entry: self.entry.draft.get() }
    }

    /// Sets the impact. Components whose status nobody has chosen follow it.
    pub fn choose_impact(self, impact: Option<Impact>) {
        self.entry.component_defaults.with_untracked(|defaults| {
            self.entry.draft.update(|draft| defaults.change_impact(draft, impact.as_ref()));
        });
        self.impact.set(impact);
    }

    /// Fills the fields in.
    pub fn set(self, draft: IncidentDraft) {
        self.name.set(draft.name);
        self.impact.set(draft.impact);
        self.entry.draft.set(draft.entry);
    }
}

impl MaintenanceFormState {
    /// A form with this draft.
    pub fn new(draft: MaintenanceDraft) -> Self {
        let form = Self {
            name: RwSignal::default(),
            start: RwSignal::default(),
            end: RwSignal::default(),
            internal: RwSignal::default(),
            auto_complete: RwSignal::default(),
            base: RwSignal::default(),
            seen: RwSignal::default(),
            entry: EntryFormState::new(EntryDraft::default()),
        };
        form.set(draft);
        form
    }

    /// The content of all fields.
    pub fn draft(self) -> MaintenanceDraft {
        let EntryDraft { message, components, notify, .. } = self.entry.draft.get();
        MaintenanceDraft {
            name: self.name.get(),
            message,
            start: self.start.get(),
            end: self.end.get(),
            components: components.into_iter().map(|component| component.id).collect(),
            internal: self.internal.get(),
            auto_complete: self.auto_complete.get(),
            notify,
            base: self.base.get(),
        }
    }

    /// Fills the fields in.
    pub fn set(self, draft: MaintenanceDraft) {
        let component = |id| AffectedComponent { id, status: ComponentStatus::UnderMaintenance };
        let components = draft.components.into_iter().map(component).collect();
        let (message, notify) = (draft.message, draft.notify);
        self.entry.draft.set(EntryDraft { message, components, notify, ..EntryDraft::default() });
        self.name.set(draft.name);
        self.start.set(draft.start);
        self.end.set(draft.end);
        self.internal.set(draft.internal);
        self.auto_complete.set(draft.auto_complete);
        self.base.set(draft.base);
    }
}

impl Default for NewFormState {
    fn default() -> Self {
        Self::new()
    }
}

impl EditorState {
    /// Empty forms.
    pub fn new(now: MonotonicInstant, actions: Callback<EditorAction>) -> Self {
        Self {
            open_form: RwSignal::new(OpenForm::New),
            log: RwSignal::new(Slot::new(now)),
            to_delete: RwSignal::new(None),
            entry_deletion: RwSignal::new(None),
            can_edit: RwSignal::new(true),
            can_correct: RwSignal::new(true),
            can_log: RwSignal::new(true),
            can_backdate: RwSignal::new(false),
            new: NewFormState::new(),
            opened: RwSignal::default(),
            plan: MaintenanceFormState::new(MaintenanceDraft::default()),
            can_notify: RwSignal::new(true),
            actions,
        }
    }

    /// The form of a draft, if it was opened before.
    fn opened(self, key: &DraftKey) -> Option<OpenedForm> {
        self.opened.with_untracked(|opened| opened.get(key).copied())
    }

    /// The form for an update of this incident, if it was opened before.
    pub fn update_form(self, id: &IncidentId) -> Option<UpdateFormState> {
        match self.opened(&DraftKey::Update(id.clone()))? {
            OpenedForm::Update(form) => Some(form),
            OpenedForm::Edit(_) | OpenedForm::Correction(_) | OpenedForm::Change(_) => None,
        }
    }

    /// The form for an edit, if it was opened before.
    pub fn edit_form(self, key: &DraftKey) -> Option<EditFormState> {
        match self.opened(key)? {
            OpenedForm::Edit(form) => Some(form),
            OpenedForm::Update(_) | OpenedForm::Correction(_) | OpenedForm::Change(_) => None,
        }
    }

    /// The form for a correction, if it was opened before.
    pub fn correction_form(self, key: &DraftKey) -> Option<CorrectionFormState> {
        match self.opened(key)? {
            OpenedForm::Correction(form) => Some(form),
            OpenedForm::Update(_) | OpenedForm::Edit(_) | OpenedForm::Change(_) => None,
        }
    }

    /// The form of a maintenance's draft; `None` if it was never opened.
    pub fn maintenance_form(self, key: &DraftKey) -> Option<MaintenanceFormState> {
        if *key == DraftKey::Plan {
            return Some(self.plan);
        }
        match self.opened(key)? {
            OpenedForm::Change(form) => Some(form),
            OpenedForm::Update(_) | OpenedForm::Edit(_) | OpenedForm::Correction(_) => None,
        }
    }

    /// The form of a draft; `None` if it was never opened.
    pub fn entry_form(self, key: &DraftKey) -> Option<EntryFormState> {
        match key {
            DraftKey::New => Some(self.new.entry),
            DraftKey::Plan => Some(self.plan.entry),
            DraftKey::Update(_) | DraftKey::Edit(..) | DraftKey::Correct(_) | DraftKey::Change(_) => {
                self.opened(key).map(OpenedForm::entry)
            }
        }
    }

    /// Takes a form that is opened for the first time.
    pub fn add(self, key: DraftKey, form: OpenedForm) {
        self.opened.update(|opened| {
            opened.insert(key, form);
        });
    }

    /// Removes the form of a draft.
    pub fn remove(self, key: &DraftKey) {
        self.opened.update(|opened| {
            opened.remove(key);
        });
    }

    /// Whether the new incident is over, and the API takes it together with its end.
    pub fn is_past(self) -> bool {
        self.can_backdate.get() && self.new.entry.draft.with(|draft| !draft.status.is_open())
    }

    /// Every form that was opened so far.
    pub fn entry_forms(self) -> Vec<EntryFormState> {
        let mut forms = vec![self.new.entry, self.plan.entry];
        self.opened.with_untracked(|opened| forms.extend(opened.values().map(|form| form.entry())));
        forms
    }

    /// Whether the form of this draft is on screen.
    pub fn is_open(self, key: &DraftKey) -> bool {
        self.open_form.with_untracked(|form| form.key() == *key)
    }

    /// Carries an action out.
    pub fn dispatch(self, action: EditorAction) {
        self.actions.run(action);
    }
}

impl OpenForm {
    /// The incident that is updated or corrected.
    pub fn incident(&self) -> Option<&Incident> {
        match self {
            Self::Update(incident) | Self::Edit(incident, _) | Self::Correct(incident) => Some(incident),
            Self::New | Self::Plan | Self::Change(_) => None,
        }
    }

    /// The maintenance that is changed.
    pub fn maintenance(&self) -> Option<&Maintenance> {
        match self {
            Self::Change(maintenance) => Some(maintenance),
            Self::New | Self::Update(_) | Self::Edit(..) | Self::Correct(_) | Self::Plan => None,
        }
    }

    /// The draft that is written in it.
    pub fn key(&self) -> DraftKey {
        match self {
            Self::New => DraftKey::New,
            Self::Update(incident) => DraftKey::Update(incident.id.clone()),
            Self::Edit(incident, Entry { id: Some(id), .. }) => DraftKey::Edit(incident.id.clone(), id.clone()),
            // An entry without an id can't be edited.
            Self::Edit(incident, _) => DraftKey::Update(incident.id.clone()),
            Self::Correct(incident) => DraftKey::Correct(incident.id.clone()),
            Self::Plan => DraftKey::Plan,
            Self::Change(maintenance) => DraftKey::Change(maintenance.id.clone()),
        }
    }
}

impl DraftKey {
    /// The kind of its form, for its texts.
    pub fn kind(&self) -> Kind {
        match self {
            Self::New => Kind::New,
            Self::Update(_) => Kind::Update,
            Self::Edit(..) => Kind::Edit,
            Self::Correct(_) => Kind::Correct,
            Self::Plan => Kind::Plan,
            Self::Change(_) => Kind::Change,
        }
    }

    /// The beginning of the ids of the elements in its form. Only one form of each kind is on screen at a time.
    pub fn id_prefix(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Update(_) => "entry",
            Self::Edit(..) => "edit",
            Self::Correct(_) => "correct",
            Self::Plan => "plan",
            Self::Change(_) => "change",
        }
    }

    /// The id of the heading of its form.
    pub fn heading_id(&self) -> String {
        format!("{}-heading", self.id_prefix())
    }

    /// The id of the summary of errors in its form.
    pub fn summary_id(&self) -> String {
        format!("{}-problems", self.id_prefix())
    }
}
