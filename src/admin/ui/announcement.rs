//! Announcements of completed actions.

use super::PublicLink;
use super::live;
use crate::admin::Context;
use leptos::prelude::*;
use model::IncidentId;

/// A message about a completed action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Announcement {
    /// The message.
    pub text: String,
    /// The incident that it links to.
    pub incident: Option<IncidentId>,
}

/// The last announcement. The region is always in the document, because a region that appears together with its text isn't
/// read out.
#[component]
pub fn Announcements(announcement: RwSignal<Option<Announcement>>, on_dismiss: Callback<()>) -> impl IntoView {
    let Context { links, text, .. } = Context::get();
    let content = move || {
        announcement.get().map(|announcement| {
            let link = announcement.incident.map(|id| {
                let address = Signal::derive(move || links.with(|links| links.incident(&id)));
                view! { <PublicLink address text=text.list.view()/> }
            });
            view! {
                <div class="admin-notice">
                    <p dir="auto">{announcement.text} " " {link}</p>
                    <button type="button" class="button" on:click=move |_| on_dismiss.run(())>{text.view.dismiss()}</button>
                </div>
            }
        })
    };
    view! { <div class="admin-notices" role="status" aria-live="polite">{live(content)}</div> }
}
