//! Deleting an incident: its progress, and the dialog before it.

use super::{IncidentsAction, IncidentsState};
use crate::admin::Context;
use crate::admin::ui::{ConfirmDialog, live};
use contract::incident_api::ApiError;
use leptos::prelude::*;

/// The dialog's id.
pub const DIALOG_ID: &str = "delete-dialog";

/// The progress of a deletion.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Deletion {
    /// The API was asked to delete.
    InProgress,
    /// The incident wasn't deleted.
    Failed(ApiError),
    /// Nobody knows whether it was deleted.
    Unconfirmed(ApiError),
    /// It was deleted, although the list on screen may still have it.
    Deleted,
}

/// The question before deleting. It names the incident.
#[component]
pub fn DeleteDialog(state: IncidentsState) -> impl IntoView {
    let text = Context::get().text;
    let question = move || {
        let name = state.to_delete.with(|incident| incident.as_ref().map(|incident| incident.name.clone()));
        // A closed dialog is invisible, but its heading must not be empty.
        match name {
            Some(name) => text.deletion.question(text.shared.name(&name)),
            None => text.deletion.confirm().to_owned(),
        }
    };
    let dispatch = move |action: fn() -> IncidentsAction| Callback::new(move |()| state.dispatch(action()));
    view! {
        <ConfirmDialog
            id=DIALOG_ID
            question=live(question)
            consequences=text.deletion.consequences().into_any()
            confirm=text.deletion.confirm().into_any()
            cancel=text.deletion.cancel()
            on_confirm=dispatch(|| IncidentsAction::Delete)
            on_cancel=dispatch(|| IncidentsAction::CancelDelete)
            on_close=dispatch(|| IncidentsAction::DialogClosed)
        />
    }
}
