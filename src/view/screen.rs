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
use super::node::{Node, el};
use crate::message::page;
use crate::route::Route;
use leptos::prelude::*;

/// The way back to the front page.
fn back() -> Node {
    let links = Context::get().links;
    let link = el("a").follow("href", move || links.with(|links| links.to(&Route::Home)));
    el("p").class("back").child(link.child(page::BACK_HOME)).into()
}

/// A heading and a sentence, where there is nothing else to show.
fn plain(heading: &'static str, text: String) -> Node {
    let heading = el("h1").set("tabindex", "-1").child(heading);
    el("div").class("plain").child(heading).child(el("p").child(text)).into()
}
