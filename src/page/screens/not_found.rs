//! The screen of an address that the site does not have.

use super::Message;
use crate::components::PageView;
use crate::dom::Node;
use leptos::prelude::*;

/// The screen.
#[component(transparent)]
pub fn NotFoundScreen<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let (formatting, text) = (&view.formatting, view.formatting.text);
    view! { <Message formatting heading=text.not_found() text=text.not_found_cause().to_owned()/> }.into()
}
