//! Links that leave the admin view. They open in a new tab: leaving this document would end the session.

use crate::admin::Context;
use leptos::prelude::*;

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
