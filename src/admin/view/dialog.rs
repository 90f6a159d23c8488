//! The question before deleting. It names the incident, and the focus starts where nothing happens.

use crate::admin::desk::{Act, Desk};
use leptos::prelude::*;
use text::admin::delete as message;
use text::shared;

/// The dialog's id.
pub const ID: &str = "delete-dialog";

pub(super) fn dialog(desk: Desk) -> AnyView {
    let name = move || {
        let name = desk.confirm.with(|confirm| confirm.as_ref().map(|incident| incident.name.clone()));
        // While nothing is asked nobody sees the dialog, but its heading is never without words.
        name.map_or_else(|| message::CONFIRM.to_owned(), |name| message::question(shared::name(&name)))
    };
    view! {
        <dialog
            id=ID
            class="admin-dialog"
            aria-labelledby="delete-question"
            aria-describedby="delete-means"
            on:close=move |_| desk.does(Act::DialogClosed)
        >
            <h2 id="delete-question" dir="auto">{name}</h2>
            <p id="delete-means">{message::MEANS}</p>
            <div class="admin-buttons">
                <button type="button" class="button" autofocus on:click=move |_| desk.does(Act::CancelDelete)>{message::CANCEL}</button>
                <button type="button" class="button" data-kind="danger" on:click=move |_| desk.does(Act::Delete)>{message::CONFIRM}</button>
            </div>
        </dialog>
    }
    .into_any()
}
