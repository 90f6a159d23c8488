//! A link to the public page. It opens beside the admin view: leaving this document would end the session.

use crate::message::admin as message;
use leptos::prelude::*;

/// `address` is followed by a new tab, which learns nothing of this one.
pub(super) fn public_link(
    class: &'static str,
    address: impl Fn() -> String + Send + Sync + 'static,
    text: &'static str,
) -> AnyView {
    let class = format!("admin-outside {class}");
    view! {
        <a class=class href=address target="_blank" rel="noopener">
            {text} <span class="visually-hidden">{message::NEW_TAB}</span>
        </a>
    }
    .into_any()
}
