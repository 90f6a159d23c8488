//! The header: whose page it is, the way to the public one, and who is signed in.

use super::outside_link::public_link;
use crate::admin::desk::{Act, Desk};
use crate::admin::gate::{Gate, Who};
use crate::components::Context;
use leptos::prelude::*;
use text::admin::{self as message, sign_in};

pub(super) fn header(desk: Desk) -> AnyView {
    let Context { config, links, .. } = Context::get();
    let home = move || links.with(|links| links.root.clone());
    let who = Memo::new(move |_| match desk.gate.get() {
        Gate::Closed { .. } => None,
        Gate::Open(who) | Gate::Again(who, _) => Some(who),
    });
    let session = move || {
        who.get().map(|who| {
            let text = match who {
                Who::Value => sign_in::SIGNED_IN.to_owned(),
                Who::AccessKey(key) => sign_in::signed_in_with(&key),
            };
            view! {
                <span class="admin-who" dir="auto">{text}</span>
                <button type="button" class="button" on:click=move |_| desk.does(Act::SignOut)>{sign_in::OUT}</button>
            }
        })
    };
    view! {
        <header class="admin-header">
            <p class="admin-site"><span dir="auto">{config.title.clone()}</span> " " <span class="admin-tag">{message::ADMIN}</span></p>
            <div class="admin-session">
                {public_link("", home, message::PUBLIC_PAGE)}
                {session}
            </div>
        </header>
    }
    .into_any()
}
