//! The state of the list of maintenances, and its actions.

use super::visible::VisibleMaintenances;
use super::{Confirmation, QuickChange};
use crate::admin::incidents::visible::PAGE_SIZE;
use crate::admin::small_map::SmallMap;
use crate::remote::Slot;
use contract::incident_api::ApiError;
use leptos::prelude::*;
use model::{Maintenance, MaintenanceId, MaintenanceList, MonotonicInstant, Timestamp};
use std::sync::Arc;

/// Everything that a person can do with the list.
#[derive(Clone, Debug)]
pub enum MaintenancesAction {
    /// Opens the form for a new maintenance.
    Plan,
    /// Opens that form with the content of this one, without its times.
    Copy(Maintenance),
    /// Opens the form for a change of this one.
    Edit(Maintenance),
    /// Closes the form.
    CloseForm,
    /// Changes this one by one click.
    Change(Maintenance, QuickChange),
    /// Asks before cancelling or deleting this one.
    Ask(Maintenance, Confirmation),
    /// Carries out what was asked.
    Confirm,
    /// Closes the dialog.
    CloseDialog,
    /// The dialog was closed, in whichever way.
    DialogClosed,
    /// Shows more past ones.
    ShowMore,
}

/// The progress of a change or a deletion that a person has made in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The API was asked to change it.
    Changing,
    /// The API was asked to delete it.
    Deleting,
    /// It wasn't changed.
    NotChanged(ApiError),
    /// Nobody knows whether it was changed.
    ChangeUnconfirmed(ApiError),
    /// It wasn't deleted.
    NotDeleted(ApiError),
    /// Nobody knows whether it was deleted.
    DeletionUnconfirmed(ApiError),
    /// It was deleted, although the list on screen may still have it.
    Deleted,
}

impl Progress {
    /// Whether the person is waiting for an answer.
    pub fn is_busy(&self) -> bool {
        match self {
            Self::Changing | Self::Deleting => true,
            Self::NotChanged(_)
            | Self::ChangeUnconfirmed(_)
            | Self::NotDeleted(_)
            | Self::DeletionUnconfirmed(_)
            | Self::Deleted => false,
        }
    }
}

/// The list of maintenances.
#[derive(Clone, Copy)]
pub struct MaintenancesState {
    /// The maintenances.
    pub list: RwSignal<Slot<Arc<MaintenanceList>>>,
    /// Whether the API has none.
    pub is_absent: RwSignal<bool>,
    /// Whether the API knows when a maintenance really began and ended, and whether it was cancelled.
    pub has_actual: RwSignal<bool>,
    /// How many past ones are shown.
    pub past_limit: RwSignal<usize>,
    /// Those that weren't over when the form was opened, in their order.
    pub held: RwSignal<Vec<MaintenanceId>>,
    /// Changes and deletions that are in progress or didn't succeed.
    pub progress: RwSignal<SmallMap<MaintenanceId, Progress>>,
    /// The id of the element of the row that is marked for a while, because the person has just planned or changed it.
    pub marked: RwSignal<String>,
    /// The maintenance in the dialog, and what it asks.
    pub to_confirm: RwSignal<Option<(Maintenance, Confirmation)>>,
    /// The maintenance whose form is open, as it was when it was opened.
    pub pinned: Signal<Option<Maintenance>>,
    /// Whether the form for a new maintenance is open.
    pub is_planning: Signal<bool>,
    actions: Callback<MaintenancesAction>,
}

impl MaintenancesState {
    /// A list that wasn't read yet.
    pub fn new(
        now: MonotonicInstant,
        pinned: Signal<Option<Maintenance>>,
        is_planning: Signal<bool>,
        actions: Callback<MaintenancesAction>,
    ) -> Self {
        Self {
            list: RwSignal::new(Slot::new(now)),
            is_absent: RwSignal::new(false),
            has_actual: RwSignal::new(false),
            past_limit: RwSignal::new(PAGE_SIZE),
            held: RwSignal::new(Vec::new()),
            progress: RwSignal::default(),
            marked: RwSignal::default(),
            to_confirm: RwSignal::new(None),
            pinned,
            is_planning,
            actions,
        }
    }

    /// The list on screen, if there is one.
    pub fn maintenances(self) -> Option<Arc<MaintenanceList>> {
        self.list.with(|slot| slot.state().answer().map(|answer| answer.data.clone()))
    }

    /// A maintenance of the list.
    pub fn maintenance(self, id: &MaintenanceId) -> Option<Maintenance> {
        self.maintenances()?.find(id).cloned()
    }

    /// The maintenances that are on screen at `present`.
    pub fn visible(self, present: Option<Timestamp>) -> Option<VisibleMaintenances> {
        let list = self.maintenances()?;
        let mut visible = self.pinned.with(|pinned| {
            let limit = self.past_limit.get();
            self.held.with(|held| VisibleMaintenances::new(&list, present, limit, pinned.as_ref(), held))
        });
        self.progress.with(|progress| {
            let is_kept = |maintenance: &Maintenance| progress.get(&maintenance.id) != Some(&Progress::Deleted);
            visible.current.retain(is_kept);
            visible.past.retain(is_kept);
        });
        Some(visible)
    }

    /// Carries an action out.
    pub fn dispatch(self, action: MaintenancesAction) {
        self.actions.run(action);
    }
}
