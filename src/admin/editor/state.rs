//! The state of the forms, and their actions.

use super::component_defaults::ComponentDefaults;
use super::draft_storage::DraftKey;
use super::submission::Submission;
use crate::remote::Slot;
use leptos::prelude::*;
use model::draft::{EntryDraft, Field, IncidentDraft};
use model::incident::Timeline;
use model::{ComponentId, Impact, Incident, IncidentId, MonotonicInstant};
use std::collections::HashMap;
use text::admin::{FormText, Kind};

/// Everything that a person can do with the forms.
#[derive(Clone, Debug)]
pub enum EditorAction {
    /// Opens a form.
    Open(OpenForm),
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
    /// The content of the fields. An update has neither a name nor an impact.
    pub draft: IncidentDraft,
    /// As in [`EntryFormState`].
    pub extra_components: Vec<ComponentId>,
    /// As in [`EntryFormState`].
    pub component_defaults: ComponentDefaults,
    /// Whether it was sent, and the outcome is unknown.
    pub is_unconfirmed: bool,
}

/// The part that both forms share.
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

/// All forms.
#[derive(Clone, Copy)]
pub struct EditorState {
    /// The form on screen.
    pub open_form: RwSignal<OpenForm>,
    /// The form for a new incident.
    pub new: NewFormState,
    /// The forms for updates that were opened so far.
    pub updates: RwSignal<HashMap<IncidentId, UpdateFormState>>,
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

impl Default for NewFormState {
    fn default() -> Self {
        Self::new()
    }
}

impl EditorState {
    /// Empty forms.
    pub fn new(actions: Callback<EditorAction>) -> Self {
        Self {
            open_form: RwSignal::new(OpenForm::New),
            new: NewFormState::new(),
            updates: RwSignal::new(HashMap::new()),
            can_notify: RwSignal::new(true),
            actions,
        }
    }

    /// The form for an update of this incident, if it was opened before.
    pub fn update_form(self, id: &IncidentId) -> Option<UpdateFormState> {
        self.updates.with_untracked(|updates| updates.get(id).copied())
    }

    /// The form of a draft; `None` for an update whose form was never opened.
    pub fn entry_form(self, key: &DraftKey) -> Option<EntryFormState> {
        match key {
            DraftKey::New => Some(self.new.entry),
            DraftKey::Update(id) => Some(self.update_form(id)?.entry),
        }
    }

    /// Every form that was opened so far.
    pub fn entry_forms(self) -> Vec<EntryFormState> {
        let updates = self.updates.with_untracked(|updates| updates.values().map(|update| update.entry).collect());
        [vec![self.new.entry], updates].concat()
    }

    /// Whether the form for an update of this incident is on screen.
    pub fn is_open(self, id: &IncidentId) -> bool {
        self.open_form.with_untracked(|form| form.incident().is_some_and(|incident| incident.id == *id))
    }

    /// Carries an action out.
    pub fn dispatch(self, action: EditorAction) {
        self.actions.run(action);
    }
}

impl OpenForm {
    /// The incident that is updated.
    pub fn incident(&self) -> Option<&Incident> {
        match self {
            Self::New => None,
            Self::Update(incident) => Some(incident),
        }
    }
}

impl DraftKey {
    /// The kind of its form, for its texts.
    pub fn kind(&self) -> Kind {
        match self {
            Self::New => Kind::New,
            Self::Update(_) => Kind::Update,
        }
    }

    /// The beginning of the ids of the elements in its form. Only one form of each kind is on screen at a time.
    pub fn id_prefix(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Update(_) => "entry",
        }
    }

    /// The id of the summary of errors in its form.
    pub fn summary_id(&self) -> String {
        format!("{}-problems", self.id_prefix())
    }
}
