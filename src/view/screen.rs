//! The screens of the public page.

mod home;
mod incident;
mod month;
mod not_found;

pub use home::home;
pub use incident::incident;
pub use month::month;
pub use not_found::not_found;

use super::Context;
use crate::message::page;
use crate::route::Route;
use leptos::prelude::*;

/// The way back to the front page.
fn back() -> AnyView {
    let links = Context::get().links;
    let home = super::live::live_text(move || links.with(|links| links.to(&Route::Home)));
    view! { <p class="back"><a href=home>{page::BACK_HOME}</a></p> }.into_any()
}
