//! The screens of the admin view: the desk in, markup out. Whatever a person does leaves as an act.

mod components;
mod dialog;
mod entry_fields;
mod field;
mod header;
mod incident_row;
mod list;
mod new_form;
mod notices;
mod outcome;
mod outside_link;
mod sign_in;
mod unconfigured;
mod update_form;

use super::desk::{Desk, Writing};
use super::gate::Gate;
use leptos::prelude::*;
use text::admin as message;

pub use dialog::ID as DIALOG_ID;
pub use sign_in::PROBLEMS as SIGN_IN_PROBLEMS;
pub use unconfigured::unconfigured;

/// The heading of the sign-in form, for the focus.
pub const SIGN_IN_HEADING: &str = "sign-in-heading";
/// The heading of the list, for the focus.
pub const LIST_HEADING: &str = "incidents-heading";
/// The heading of the form for a new incident, for the focus.
pub const NEW_HEADING: &str = "new-heading";
/// The heading of the form for an update, for the focus.
pub const ENTRY_HEADING: &str = "entry-heading";

/// Tells the two bundles apart: a test looks for it in this one, and for its absence in the public one.
const SENTINEL: &str = "statuspane-admin-app-sentinel";

/// Before the configuration is known. The style sheet shows it after a moment only.
pub fn starting() -> AnyView {
    let waiting = view! {
        <main class="admin-main">
            <h1 class="visually-hidden">{message::ADMIN}</h1>
            <p class="admin-waiting" role="status">{message::STARTING}</p>
        </main>
    };
    waiting.into_any()
}

/// The whole view.
pub fn desk(desk: Desk) -> AnyView {
    view! {
        <a class="skip" href="#main">{message::SKIP}</a>
        <div class="admin" data-bundle=SENTINEL>
            {header::header(desk)}
            <main id="main" class="admin-main" tabindex="-1">
                {notices::notices(desk)}
                {notices::config_problems(desk)}
                {sign_in::panel(desk)}
                {work(desk)}
            </main>
            {dialog::dialog(desk)}
        </div>
    }
    .into_any()
}

/// Everything that only somebody who is signed in sees. It stays as it is while they have to sign in again.
fn work(desk: Desk) -> AnyView {
    let shown = Memo::new(move |_| desk.gate.with(Gate::shows_work));
    let is_new = Memo::new(move |_| desk.writing.with(|writing| *writing == Writing::New));
    let work = move || {
        shown.get().then(|| {
            view! {
                <div class="admin-work">
                    {list::heading(desk)}
                    {list::open(desk)}
                    <section class="admin-new">
                        {move || if is_new.get() { new_form::form(desk) } else { new_form::way_back(desk) }}
                    </section>
                    {list::past(desk)}
                </div>
            }
        })
    };
    work.into_any()
}
