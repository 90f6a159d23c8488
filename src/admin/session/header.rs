//! The header: the site's name, the link to the public page, and who is signed in.

use super::{Identity, Session, SessionAction, SessionState};
use crate::admin::Context;
use crate::admin::ui::{PublicLink, live};
use leptos::prelude::*;

#[component]
pub fn Header(state: SessionState) -> impl IntoView {
    let Context { config, links, text, .. } = Context::get();
    let home = Signal::derive(move || links.with(|links| links.root.clone()));
    view! {
        <header class="admin-header">
            <p class="admin-site">
                <span dir="auto">{config.title.clone()}</span>
                " "
                <span class="admin-tag">{text.view.admin()}</span>
            </p>
            <div class="admin-session">
                <PublicLink address=home text=text.view.public_page()/>
                <SignedInAs state/>
            </div>
        </header>
    }
}

/// Who is signed in, and the way out.
#[component]
fn SignedInAs(state: SessionState) -> impl IntoView {
    let text = Context::get().text.sign_in;
    let identity = Memo::new(move |_| match state.current.get() {
        Session::SignedOut { .. } => None,
        Session::Active(identity) | Session::Expired(identity, _) => Some(identity),
    });
    let sign_out = move |_| state.dispatch(SessionAction::SignOut);
    live(move || {
        identity.get().map(|identity| {
            let name = match identity {
                Identity::Token => text.signed_in().to_owned(),
                Identity::AccessKey(key) => text.signed_in_with(&key),
            };
            view! {
                <span class="admin-who" dir="auto">{name}</span>
                <button type="button" class="button" on:click=sign_out>{text.sign_out()}</button>
            }
        })
    })
}
