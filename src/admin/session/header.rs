//! The header: the site's name, the link to the public page, and who is signed in.

use super::{Identity, Session, SessionAction, SessionState};
use crate::admin::ui::PublicLink;
use crate::components::Context;
use leptos::prelude::*;
use text::admin::{self as message, sign_in};

#[component]
pub fn Header(state: SessionState) -> impl IntoView {
    let Context { config, links, .. } = Context::get();
    let home = Signal::derive(move || links.with(|links| links.root.clone()));
    view! {
        <header class="admin-header">
            <p class="admin-site">
                <span dir="auto">{config.title.clone()}</span>
                " "
                <span class="admin-tag">{message::ADMIN}</span>
            </p>
            <div class="admin-session">
                <PublicLink address=home text=message::PUBLIC_PAGE/>
                <SignedInAs state/>
            </div>
        </header>
    }
}

/// Who is signed in, and the way out.
#[component]
fn SignedInAs(state: SessionState) -> impl IntoView {
    let identity = Memo::new(move |_| match state.current.get() {
        Session::SignedOut { .. } => None,
        Session::Active(identity) | Session::Expired(identity, _) => Some(identity),
    });
    let sign_out = move |_| state.dispatch(SessionAction::SignOut);
    move || {
        identity.get().map(|identity| {
            let text = match identity {
                Identity::Token => sign_in::SIGNED_IN.to_owned(),
                Identity::AccessKey(key) => sign_in::signed_in_with(&key),
            };
            view! {
                <span class="admin-who" dir="auto">{text}</span>
                <button type="button" class="button" on:click=sign_out>{sign_in::OUT}</button>
            }
        })
    }
}
