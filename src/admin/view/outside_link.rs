//! Links that lead out of the admin view. They open in a new tab: leaving this document would end the session.

use crate::components::linked::{Part, REL, parts};
use leptos::prelude::*;
use text::admin as message;

/// The text of an entry, with its addresses as links.
pub(super) fn linked(text: &str) -> AnyView {
    let view = |part: Part<'_>| match part {
        Part::Text(text) => text.to_owned().into_any(),
        Part::Address(address) => {
            let (address, text) = (address.to_owned(), address.to_owned());
            view! {
                <a class="admin-outside" href=address target="_blank" rel=REL dir="ltr">
                    {text}<span class="visually-hidden">{format!(" {}", message::NEW_TAB)}</span>
                </a>
            }
            .into_any()
        }
    };
    parts(text).into_iter().map(view).collect_view().into_any()
}

/// To the public page. The new tab learns nothing of this one.
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
