//! Deleting an incident: its progress, and the dialog before it.

use super::{IncidentsAction, IncidentsState};
use crate::admin::Context;
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

/// The question before deleting. It names the incident, and the focus starts on the button that changes nothing.
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
    let dispatch = move |action: IncidentsAction| move |_| state.dispatch(action.clone());
    view! {
        <dialog
            id=DIALOG_ID
            class="admin-dialog"
            aria-labelledby="delete-question"
            aria-describedby="delete-means"
            on:close=move |_| state.dispatch(IncidentsAction::DialogClosed)
        >
            <h2 id="delete-question" dir="auto">{question}</h2>
            <p id="delete-means">{text.deletion.consequences()}</p>
            <div class="admin-buttons">
                <button type="button" class="button" autofocus on:click=dispatch(IncidentsAction::CancelDelete)>
                    {text.deletion.cancel()}
                </button>
                <button type="button" class="button" data-kind="danger" on:click=dispatch(IncidentsAction::Delete)>
                    {text.deletion.confirm()}
                </button>
            </div>
        </dialog>
    }
}
