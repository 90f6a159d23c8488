//! Links that leave the admin view. They open in a new tab: leaving this document would end the session.

use crate::admin::Context;
use crate::components::linked::{Part, REL, parts};
use leptos::prelude::*;

/// The text of an entry, with its addresses as links.
#[component]
pub fn LinkedText(text: String) -> impl IntoView {
    let new_tab = Context::get().text.view.new_tab();
    let part = |part: Part<'_>| match part {
        Part::Text(text) => text.to_owned().into_any(),
        Part::Address(address) => {
            let (address, text) = (address.to_owned(), address.to_owned());
            view! {
                <a class="admin-outside" href=address target="_blank" rel=REL dir="ltr">
                    {text}<span class="visually-hidden">" " {new_tab}</span>
                </a>
            }
            .into_any()
        }
    };
    parts(&text).into_iter().map(part).collect_view()
}

/// A link to the public page. The new tab gets no reference to this one.
#[component]
pub fn PublicLink(
    #[prop(default = "")] class: &'static str,
    address: Signal<String>,
    text: &'static str,
) -> impl IntoView {
    let new_tab = Context::get().text.view.new_tab();
    let class = format!("admin-outside {class}");
    view! {
        <a class=class href=move || address.get() target="_blank" rel="noopener">
            {text} <span class="visually-hidden">{new_tab}</span>
        </a>
    }
}
