//! The screens of the public page.

mod component;
mod history;
mod home;
mod item;
mod month;
mod not_found;
#[cfg(feature = "ssr")]
mod prerender;
mod shell;
mod year;

pub use history::table_of_results;
#[cfg(feature = "ssr")]
pub use prerender::prerender;
pub use shell::{WaitingPage, page};

use crate::components::Formatting;
use crate::dom::{Node, attr, el};
use contract::route::Route;
use leptos::prelude::*;

/// A heading and a sentence, where nothing else can be shown, and the way to the front page.
#[component(transparent)]
fn Message<'a>(
    /// How words and addresses are written.
    formatting: &'a Formatting,
    /// The heading.
    heading: &'static str,
    /// The sentence.
    text: String,
) -> Node {
    let heading = el::h1().attr(attr::TABINDEX, "-1").child(heading);
    let home = el::a().attr(attr::HREF, formatting.links.to(&Route::Home)).child(formatting.text.see_status());
    el::div().class("plain").child(heading).child(el::p().child(text)).child(el::p().child(home)).into()
}
