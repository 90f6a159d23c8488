//! The state of the list, and its actions.

use super::Deletion;
use super::visible::{PAGE_SIZE, VisibleIncidents};
use crate::admin::small_map::SmallMap;
use crate::remote::Slot;
use leptos::prelude::*;
use model::incident::Timeline;
use model::{Duration, Incident, IncidentId, IncidentList, MonotonicInstant, Timestamp};
use std::sync::Arc;

/// Everything that a person can do with the list.
#[derive(Clone, Debug)]
pub enum IncidentsAction {
    /// Reads the list now.
    Refresh,
    /// Shows more past incidents.
    ShowMore,
    /// Goes to the form for a new incident.
    StartIncident,
    /// Opens the form for an update of this incident.
    StartUpdate(Incident),
    /// Opens the form for a correction of this incident.
    StartCorrection(Incident),
    /// Closes the form for an update.
    CloseUpdate,
    /// The focus has come into the row of this incident.
    Seen(IncidentId),
    /// Asks whether to delete this incident.
    AskDelete(Incident),
    /// Deletes the incident in the dialog.
    Delete,
    /// Closes the dialog.
    CancelDelete,
    /// The dialog was closed, in whichever way.
    DialogClosed,
}

/// Why a row is marked for a while.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RowMark {
    /// The person has just created or updated the incident here.
    Sent,
    /// Somebody else has.
    New,
}

impl RowMark {
    /// The name of the mark, for the style sheet.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Sent => "sent",
            Self::New => "new",
        }
    }
}

/// The list of incidents.
#[derive(Clone, Copy)]
pub struct IncidentsState {
    /// The incidents.
    pub list: RwSignal<Slot<Arc<IncidentList>>>,
    /// The last known timelines of open incidents. The list has none.
    pub timelines: RwSignal<SmallMap<IncidentId, Timeline>>,
    /// Open incidents that stay in this order for now.
    pub held_order: RwSignal<Vec<IncidentId>>,
    /// When the list on screen was read.
    pub loaded_at: RwSignal<Option<Timestamp>>,
    /// Whether the list is being read because a person asked for it.
    pub refreshing: RwSignal<bool>,
    /// After a failure: how long until the list is read again.
    pub next_attempt: RwSignal<Option<Duration>>,
    /// How many past incidents are shown.
    pub past_limit: RwSignal<usize>,
    /// Deletions that are in progress or didn't succeed.
    pub deletions: RwSignal<SmallMap<IncidentId, Deletion>>,
    /// Rows that are marked for a while.
    pub marks: RwSignal<SmallMap<IncidentId, RowMark>>,
    /// The incident in the dialog that asks whether to delete.
    pub to_delete: RwSignal<Option<Incident>>,
    /// Whether the API corrects incidents, as far as it's known.
    pub can_correct: Signal<bool>,
    /// The incident whose form is open, as it was when it was opened. Its row stays where it is.
    pub pinned: Signal<Option<Incident>>,
    actions: Callback<IncidentsAction>,
}

impl IncidentsState {
    /// A list that wasn't read yet.
    pub fn new(
        now: MonotonicInstant,
        pinned: Signal<Option<Incident>>,
        can_correct: Signal<bool>,
        actions: Callback<IncidentsAction>,
    ) -> Self {
        Self {
            list: RwSignal::new(Slot::new(now)),
            timelines: RwSignal::default(),
            held_order: RwSignal::new(Vec::new()),
            loaded_at: RwSignal::new(None),
            refreshing: RwSignal::new(false),
            next_attempt: RwSignal::new(None),
            past_limit: RwSignal::new(PAGE_SIZE),
            deletions: RwSignal::default(),
            marks: RwSignal::default(),
            to_delete: RwSignal::new(None),
            pinned,
            can_correct,
            actions,
        }
    }

    /// The list on screen, if there is one.
    pub fn incidents(self) -> Option<Arc<IncidentList>> {
        self.list.with(|slot| slot.state().answer().map(|answer| answer.data.clone()))
    }

    /// An incident of the list, with its timeline as far as it's known.
    pub fn incident(self, id: &IncidentId) -> Option<Incident> {
        let list = self.incidents()?;
        let mut incident = list.find(id)?.clone();
        self.add_timeline(&mut incident);
        Some(incident)
    }

    fn add_timeline(self, incident: &mut Incident) {
        if incident.timeline.is_none() {
            incident.timeline = self.timelines.with(|timelines| timelines.get(&incident.id).cloned());
        }
    }

    /// The incidents that are on screen.
    pub fn visible(self) -> Option<VisibleIncidents> {
        let list = self.incidents()?;
        let mut visible =
            self.pinned.with(|pinned| VisibleIncidents::new(&list, self.past_limit.get(), pinned.as_ref()));
        self.deletions.with(|deletions| {
            let is_kept = |incident: &Incident| deletions.get(&incident.id) != Some(&Deletion::Deleted);
            visible.open.retain(is_kept);
            visible.past.retain(is_kept);
        });
        visible.open.iter_mut().for_each(|incident| self.add_timeline(incident));
        self.held_order.with(|held| visible.arrange(self.loaded_at.get(), held));
        Some(visible)
    }

    /// Carries an action out.
    pub fn dispatch(self, action: IncidentsAction) {
        self.actions.run(action);
    }
}
