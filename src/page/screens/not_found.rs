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
    let text = view.formatting.text;
    view! { <Message heading=text.not_found() text=text.not_found_next().to_owned()/> }.into()
}
