//! The dialog before an entry is deleted.

use super::{EditorAction, EditorState};
use crate::admin::Context;
use crate::admin::ui::{ConfirmDialog, live};
use leptos::prelude::*;
use model::markup::plain_text;

/// The dialog's id.
pub const DIALOG_ID: &str = "entry-dialog";

/// The question. It quotes the entry.
#[component]
pub fn EntryDialog(state: EditorState) -> impl IntoView {
    let text = Context::get().text.correction;
    let question = move || {
        state.to_delete.with(|asked| match asked {
            Some((_, entry)) => text.delete_question(&plain_text(&entry.message)),
            // A closed dialog is invisible, but its heading must not be empty.
            None => text.confirm_delete().to_owned(),
        })
    };
    let dispatch = move |action: fn() -> EditorAction| Callback::new(move |()| state.dispatch(action()));
    view! {
        <ConfirmDialog
            id=DIALOG_ID
            question=live(question)
            consequences=text.delete_consequences().into_any()
            confirm=text.confirm_delete().into_any()
            cancel=text.keep()
            on_confirm=dispatch(|| EditorAction::Delete)
            on_cancel=dispatch(|| EditorAction::CancelDelete)
            on_close=dispatch(|| EditorAction::DialogClosed)
        />
    }
}
