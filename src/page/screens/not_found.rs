//! The screen of an address that the site does not have.

use super::{BackLink, Message};
use crate::components::PageView;
use crate::dom::Node;
use leptos::prelude::*;
use text::page;

/// The screen.
#[component(transparent)]
pub fn NotFoundScreen<'a>(
    /// The page.
    view: &'a PageView,
) -> Node {
    let message = view! { <Message heading=page::NOT_FOUND text=page::NOT_FOUND_NEXT.to_owned()/> };
    [message.into(), view! { <BackLink view/> }.into()].into()
}
