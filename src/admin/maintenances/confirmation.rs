//! The dialog before a maintenance is cancelled or deleted.

use super::{MaintenancesAction, MaintenancesState};
use crate::admin::Context;
use crate::admin::ui::{ConfirmDialog, live};
use leptos::prelude::*;

/// The dialog's id.
pub const DIALOG_ID: &str = "maintenance-dialog";

/// The dialog's question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confirmation {
    /// Whether to call it off.
    Cancel,
    /// Whether to delete it.
    Delete,
}

/// The question. It names the maintenance.
#[component]
pub fn MaintenanceDialog(state: MaintenancesState) -> impl IntoView {
    let Context { text, .. } = Context::get();
    let (shared, text) = (text.shared, text.maintenance);
    let asked = move || state.to_confirm.with(|asked| asked.as_ref().map(|(_, asked)| *asked));
    let question = move || {
        state.to_confirm.with(|asked| match asked {
            Some((maintenance, Confirmation::Cancel)) => {
                text.cancel_question(shared.maintenance_name(&maintenance.name))
            }
            Some((maintenance, Confirmation::Delete)) => {
                text.delete_question(shared.maintenance_name(&maintenance.name))
            }
            // A closed dialog is invisible, but its heading must not be empty.
            None => text.confirm_delete().to_owned(),
        })
    };
    let (consequences, confirm) = (
        move || match asked() {
            Some(Confirmation::Cancel) => text.cancel_consequences(),
            Some(Confirmation::Delete) | None => text.delete_consequences(),
        },
        move || match asked() {
            Some(Confirmation::Cancel) => text.confirm_cancel(),
            Some(Confirmation::Delete) | None => text.confirm_delete(),
        },
    );
    let dispatch = move |action: fn() -> MaintenancesAction| Callback::new(move |()| state.dispatch(action()));
    view! {
        <ConfirmDialog
            id=DIALOG_ID
            question=live(question)
            consequences=live(consequences)
            confirm=live(confirm)
            cancel=text.keep()
            on_confirm=dispatch(|| MaintenancesAction::Confirm)
            on_cancel=dispatch(|| MaintenancesAction::CloseDialog)
            on_close=dispatch(|| MaintenancesAction::DialogClosed)
        />
    }
}
