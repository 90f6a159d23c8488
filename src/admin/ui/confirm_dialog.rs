//! The question before something that can't be undone.

use leptos::prelude::*;

/// A modal question. The focus starts on the button that changes nothing.
#[component]
pub fn ConfirmDialog(
    /// The dialog's id. Those of its parts begin with it.
    id: &'static str,
    /// The question, which names the thing.
    question: AnyView,
    /// The consequences.
    consequences: AnyView,
    /// The button that does it.
    confirm: AnyView,
    /// The button that doesn't.
    cancel: &'static str,
    /// The person has decided to do it.
    on_confirm: Callback<()>,
    /// The person has decided not to.
    on_cancel: Callback<()>,
    /// The dialog was closed, in whichever way.
    on_close: Callback<()>,
) -> impl IntoView {
    let (question_id, means_id) = (format!("{id}-question"), format!("{id}-means"));
    view! {
        <dialog
            id=id
            class="admin-dialog"
            aria-labelledby=question_id.clone()
            aria-describedby=means_id.clone()
            on:close=move |_| on_close.run(())
        >
            <h2 id=question_id.clone() dir="auto">{question}</h2>
            <p id=means_id.clone()>{consequences}</p>
            <div class="admin-buttons">
                <button type="button" class="button" autofocus on:click=move |_| on_cancel.run(())>{cancel}</button>
                <button type="button" class="button" data-kind="danger" on:click=move |_| on_confirm.run(())>
                    {confirm}
                </button>
            </div>
        </dialog>
    }
}
