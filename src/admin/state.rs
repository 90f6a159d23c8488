//! The state of the whole admin view, put together from the states of its features.
//!
//! Components read signals and dispatch actions. They know nothing of the network, storage or focus: `app` carries the
//! actions out, in the browser only.

use super::editor::{EditorAction, EditorState, OpenForm};
use super::incidents::{IncidentsAction, IncidentsState};
use super::maintenances::{MaintenancesAction, MaintenancesState};
use super::session::{SessionAction, SessionState};
use super::ui::Announcement;
use contract::config::ConfigProblem;
use leptos::prelude::*;
use model::MonotonicInstant;

/// Everything that a person can do.
#[derive(Clone, Debug)]
pub enum AdminAction {
    /// About signing in and out.
    Session(SessionAction),
    /// About the list and its rows.
    Incidents(IncidentsAction),
    /// About the list of maintenances.
    Maintenances(MaintenancesAction),
    /// About the forms.
    Editor(EditorAction),
    /// Closes the announcement.
    DismissAnnouncement,
}

/// The state of the admin view.
#[derive(Clone, Copy)]
pub struct AdminState {
    /// Who is signed in, and the sign-in form.
    pub session: SessionState,
    /// The list of incidents.
    pub incidents: IncidentsState,
    /// The list of maintenances.
    pub maintenances: MaintenancesState,
    /// The forms.
    pub editor: EditorState,
    /// The last announcement.
    pub announcement: RwSignal<Option<Announcement>>,
    /// Settings of `config.json` that can't be used.
    pub config_problems: StoredValue<Vec<ConfigProblem>>,
    /// Carries actions out.
    pub actions: Callback<AdminAction>,
}

impl AdminState {
    /// Nobody signed in, nothing written. `can_sign` says whether this browser can sign with a key pair here.
    pub fn new(can_sign: bool, now: MonotonicInstant, actions: Callback<AdminAction>) -> Self {
        let editor =
            EditorState::new(now, Callback::new(move |action: EditorAction| actions.run(AdminAction::Editor(action))));
        let pinned = Signal::derive(move || editor.open_form.with(|form| form.incident().cloned()));
        let pinned_maintenance = Signal::derive(move || editor.open_form.with(|form| form.maintenance().cloned()));
        let is_planning = Signal::derive(move || editor.open_form.with(|form| *form == OpenForm::Plan));
        let maintenances =
            Callback::new(move |action: MaintenancesAction| actions.run(AdminAction::Maintenances(action)));
        let incidents = Callback::new(move |action: IncidentsAction| actions.run(AdminAction::Incidents(action)));
        let session = Callback::new(move |action: SessionAction| actions.run(AdminAction::Session(action)));
        Self {
            session: SessionState::new(can_sign, session),
            incidents: IncidentsState::new(now, pinned, editor.can_correct.into(), incidents),
            maintenances: MaintenancesState::new(now, pinned_maintenance, is_planning, maintenances),
            editor,
            announcement: RwSignal::new(None),
            config_problems: StoredValue::new(Vec::new()),
            actions,
        }
    }

    /// Whether the form for a new incident is on screen.
    pub fn is_new_form_open(self) -> bool {
        self.editor.open_form.with(|form| *form == OpenForm::New)
    }
}
