//! A placeholder for content on its way. It appears only after a while: a flash of it would look like a fault.

use super::Waiting;
use crate::dom::{Node, attr, el, nothing};
use leptos::prelude::*;
use text::PageText;

/// The placeholder, when something is visibly awaited.
#[component(transparent)]
pub fn Skeleton(
    /// How long the first answer has been awaited.
    waiting: Waiting,
    /// The messages.
    text: PageText,
) -> Node {
    match waiting {
        Waiting::Briefly | Waiting::Over => nothing(),
        Waiting::Visibly => {
            let bone = || el::div().class("bone");
            let text = el::p().class("visually-hidden").child(text.loading());
            let skeleton = el::div().class("skeleton").attr(attr::ARIA_BUSY, "true");
            skeleton.child(text).child(bone()).child(bone()).child(bone()).into()
        }
    }
}
