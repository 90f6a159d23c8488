//! The state of the admin view as its screens need it, and everything that a person can do there.
//!
//! Screens read signals and send an [`Act`]; they know nothing of the network, of storage or of the focus. That is
//! the app's part, which only the browser has.

use super::gate::Gate;
use super::kept::Subject;
use super::recovery::Recovery;
use super::rows::{Rows, STEP};
use super::sign_in::{Attempt, SignInForm};
use super::submit::Submit;
use crate::remote::Slot;
use contract::config::{Component, ConfigProblem};
use contract::incident_api::ApiError;
use contract::incident_api::endpoint::segment;
use leptos::prelude::*;
use model::draft::{EntryDraft, Field, IncidentDraft};
use model::incident::Timeline;
use model::{ComponentId, Duration, Impact, Incident, IncidentId, IncidentList, MonotonicInstant, Timestamp};
use std::collections::HashMap;
use std::sync::Arc;
use text::admin::form::Kind;

/// Everything that a person can do.
#[derive(Clone, Debug)]
pub enum Act {
    /// Signs in with what the form holds.
    SignIn,
    /// Signs out and forgets everything but the drafts.
    SignOut,
    /// Goes on with a sign-in that does not allow everything.
    KeepSignIn,
    /// Reads the list now.
    Refresh,
    /// Shows more past incidents.
    ShowMore,
    /// Opens a form.
    Write(Writing),
    /// Closes the form for an update.
    Close,
    /// Something in a form has changed.
    Edited(Subject),
    /// Throws a draft away.
    Discard(Subject),
    /// The form's own button.
    Send(Subject),
    /// Sends once more what was lost, by a person's word.
    SendAgain(Subject),
    /// Looks once more for what was lost.
    LookAgain(Subject),
    /// Asks whether to delete.
    AskDelete(Incident),
    /// Deletes what was asked about.
    Delete,
    /// Closes the dialog.
    CancelDelete,
    /// The dialog has closed, by whatever means.
    DialogClosed,
    /// Moves the focus to the element with this id.
    Focus(String),
    /// Closes the message.
    Dismiss,
}

/// Which form is on screen: one at a time, so that every label stands there once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Writing {
    /// The one for a new incident.
    New,
    /// The one for an update of this incident, as it was when the form was opened.
    Update(Incident),
}

/// What is known about the keeping of a draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeping {
    /// Nobody has written anything.
    Untouched,
    /// It was written and is kept, or about to be.
    Kept,
    /// It came back from an earlier visit.
    Restored,
    /// The browser does not keep it.
    Failed,
}

impl Keeping {
    /// Whether a person has written here.
    pub fn is_touched(self) -> bool {
        match self {
            Self::Untouched => false,
            Self::Kept | Self::Restored | Self::Failed => true,
        }
    }
}

/// How far the deletion of an incident is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Removal {
    /// It was asked for.
    Deleting,
    /// It did not happen.
    Failed(ApiError),
    /// Nobody knows.
    Lost(ApiError),
    /// It is gone, though the list that is shown may still have it.
    Gone,
}

/// A message about something that was done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// What was done.
    pub text: String,
    /// The incident that it leads to.
    pub incident: Option<IncidentId>,
}

/// The part that both forms share.
#[derive(Clone, Copy)]
pub struct EntryForm {
    /// What was typed.
    pub draft: RwSignal<EntryDraft>,
    /// Components that stand in the form although the configuration does not name them.
    pub extra: RwSignal<Vec<ComponentId>>,
    /// What becomes of the components when the status changes.
    pub recovery: RwSignal<Recovery>,
    /// How far its sending is.
    pub submit: RwSignal<Submit>,
    /// What is known about its keeping.
    pub keeping: RwSignal<Keeping>,
    /// Whether an earlier visit sent it and was left before the answer came.
    pub unanswered: RwSignal<bool>,
}

/// The form for a new incident.
#[derive(Clone, Copy)]
pub struct NewForm {
    /// The name as typed.
    pub name: RwSignal<String>,
    /// The impact, once one was chosen.
    pub impact: RwSignal<Option<Impact>>,
    /// The rest.
    pub entry: EntryForm,
}

/// The form for an update, with the timeline that it adds to.
#[derive(Clone, Copy)]
pub struct UpdateForm {
    /// The form.
    pub entry: EntryForm,
    /// The timeline.
    pub timeline: RwSignal<Slot<Timeline>>,
    /// The timeline as it was when the person began to write; `None` until it could be read.
    pub known: RwSignal<Option<Timeline>>,
}

/// The state of the admin view.
#[derive(Clone, Copy)]
pub struct Desk {
    /// Who may see what.
    pub gate: RwSignal<Gate>,
    /// What was typed to sign in.
    pub sign_in: RwSignal<SignInForm>,
    /// How far signing in is.
    pub attempt: RwSignal<Attempt>,
    /// Whether this browser can sign with a key pair here.
    pub can_sign: bool,
    /// The incidents.
    pub list: RwSignal<Slot<Arc<IncidentList>>>,
    /// When the list that is shown was read.
    pub read_at: RwSignal<Option<Timestamp>>,
    /// Whether the list is being read because somebody asked for it.
    pub asking: RwSignal<bool>,
    /// How long until the list is read again after a failure.
    pub next: RwSignal<Option<Duration>>,
    /// How many past incidents are shown.
    pub limit: RwSignal<usize>,
    /// Which form is on screen.
    pub writing: RwSignal<Writing>,
    /// The form for a new incident.
    pub new: NewForm,
    /// The forms for updates that were opened so far.
    pub updates: RwSignal<HashMap<IncidentId, UpdateForm>>,
    /// The deletions that are under way or did not happen.
    pub removals: RwSignal<HashMap<IncidentId, Removal>>,
    /// The incident that the dialog asks about.
    pub confirm: RwSignal<Option<Incident>>,
    /// The last message.
    pub notice: RwSignal<Option<Notice>>,
    /// What is wrong with the configuration.
    pub config_problems: StoredValue<Vec<ConfigProblem>>,
    /// Carries out what a person does.
    pub act: Callback<Act>,
}

impl EntryForm {
    /// An empty form.
    pub fn new(draft: EntryDraft) -> Self {
        Self {
            draft: RwSignal::new(draft),
            extra: RwSignal::new(Vec::new()),
            recovery: RwSignal::new(Recovery::default()),
            submit: RwSignal::new(Submit::Editing),
            keeping: RwSignal::new(Keeping::Untouched),
            unanswered: RwSignal::new(false),
        }
    }

    /// The message about a field that stands in the way.
    pub fn objection(self, field: Field) -> Option<String> {
        self.submit.with(|submit| {
            let objection = submit.objections().iter().find(|objection| objection.field == Some(field))?;
            Some(objection.text())
        })
    }
}

impl UpdateForm {
    /// A form whose timeline was not read yet.
    pub fn new(entry: EntryForm, now: MonotonicInstant) -> Self {
        Self { entry, timeline: RwSignal::new(Slot::new(now)), known: RwSignal::new(None) }
    }

    /// The timeline as it is on screen, if it could be read.
    pub fn shown(self) -> Option<Timeline> {
        self.timeline.with(|slot| slot.state().answer().map(|answer| answer.data.clone()))
    }

    /// Whether somebody else posted since the person began to write.
    pub fn is_overtaken(self) -> bool {
        let known = self.known.get();
        known.zip(self.shown()).is_some_and(|(known, shown)| shown.has_news_since(&known))
    }
}

impl NewForm {
    /// An empty form.
    pub fn new() -> Self {
        let empty = IncidentDraft::default();
        Self {
            name: RwSignal::new(empty.name),
            impact: RwSignal::new(empty.impact),
            entry: EntryForm::new(empty.entry),
        }
    }

    /// What was typed, as one draft.
    pub fn draft(self) -> IncidentDraft {
        IncidentDraft { name: self.name.get(), impact: self.impact.get(), entry: self.entry.draft.get() }
    }

    /// Puts a draft into the form.
    pub fn set(self, draft: IncidentDraft) {
        self.name.set(draft.name);
        self.impact.set(draft.impact);
        self.entry.draft.set(draft.entry);
    }
}

impl Default for NewForm {
    fn default() -> Self {
        Self::new()
    }
}

impl Desk {
    /// Nobody signed in, nothing written.
    pub fn new(can_sign: bool, now: MonotonicInstant, act: Callback<Act>) -> Self {
        Self {
            gate: RwSignal::new(Gate::NEW),
            sign_in: RwSignal::new(SignInForm::default()),
            attempt: RwSignal::new(Attempt::Editing),
            can_sign,
            list: RwSignal::new(Slot::new(now)),
            read_at: RwSignal::new(None),
            asking: RwSignal::new(false),
            next: RwSignal::new(None),
            limit: RwSignal::new(STEP),
            writing: RwSignal::new(Writing::New),
            new: NewForm::new(),
            updates: RwSignal::new(HashMap::new()),
            removals: RwSignal::new(HashMap::new()),
            confirm: RwSignal::new(None),
            notice: RwSignal::new(None),
            config_problems: StoredValue::new(Vec::new()),
            act,
        }
    }

    /// The list that is shown, if there is one.
    pub fn incidents(self) -> Option<Arc<IncidentList>> {
        self.list.with(|slot| slot.state().answer().map(|answer| answer.data.clone()))
    }

    /// What is on screen of the list.
    pub fn rows(self) -> Option<Rows> {
        let list = self.incidents()?;
        let mut rows = self.writing.with(|writing| Rows::of(&list, self.limit.get(), writing.incident()));
        self.removals.with(|removals| {
            let stays = |incident: &Incident| removals.get(&incident.id) != Some(&Removal::Gone);
            rows.open.retain(stays);
            rows.past.retain(stays);
        });
        Some(rows)
    }

    /// The form of a subject; `None` for an update that was never opened.
    pub fn entry_form(self, subject: &Subject) -> Option<EntryForm> {
        match subject {
            Subject::New => Some(self.new.entry),
            Subject::Update(id) => Some(self.updates.with_untracked(|updates| updates.get(id).copied())?.entry),
        }
    }

    /// Does something.
    pub fn does(self, act: Act) {
        self.act.run(act);
    }
}

impl Writing {
    /// The incident that is written about.
    pub fn incident(&self) -> Option<&Incident> {
        match self {
            Self::New => None,
            Self::Update(incident) => Some(incident),
        }
    }
}

impl Subject {
    /// What its form is for.
    pub fn kind(&self) -> Kind {
        match self {
            Self::New => Kind::New,
            Self::Update(_) => Kind::Update,
        }
    }

    /// What the ids of its form's elements begin with. Only one of each kind is on screen at a time.
    pub fn prefix(&self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Update(_) => "entry",
        }
    }
}

/// The id of an element of an incident's row; ids of the API may hold any character.
pub fn row_id(id: &IncidentId) -> String {
    format!("row-{}", segment(id.as_str()))
}

/// The name of a component: the configured one, else its id.
pub fn component_name(components: &[Component], id: &ComponentId) -> String {
    let named = components.iter().find(|component| component.id == *id);
    named.map_or_else(|| id.as_str().to_owned(), |component| component.name.clone())
}
