//! The screens of the public page.

mod home;
mod incident;
mod month;
mod not_found;
#[cfg(feature = "ssr")]
mod prerender;
mod shell;

#[cfg(feature = "ssr")]
pub use prerender::prerender;
pub use shell::{WaitingPage, page};

use crate::components::PageView;
use crate::dom::{Node, attr, el};
use contract::route::Route;
use leptos::prelude::*;

/// The way back to the front page.
#[component(transparent)]
fn BackLink<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let link = el::a().attr(attr::HREF, view.formatting.links.to(&Route::Home)).child(view.formatting.text.back_home());
    el::p().class("back").child(link).into()
}

/// A heading and a sentence, where nothing else can be shown.
#[component(transparent)]
fn Message(
    /// The heading.
    heading: &'static str,
    /// The sentence.
    text: String,
) -> Node {
    let heading = el::h1().attr(attr::TABINDEX, "-1").child(heading);
    el::div().class("plain").child(heading).child(el::p().child(text)).into()
}
