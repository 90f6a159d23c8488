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

use crate::dom::{Node, attr, el};
use leptos::prelude::*;

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
