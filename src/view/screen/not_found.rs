//! The screen of an address that the site does not have.

use super::back;
use crate::message::page;
use leptos::prelude::*;

/// The screen.
pub fn not_found() -> AnyView {
    view! {
        <div class="plain"><h1 tabindex="-1">{page::NOT_FOUND}</h1><p>{page::NOT_FOUND_NEXT}</p></div>
        {back()}
    }
    .into_any()
}
