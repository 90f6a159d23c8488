//! The timeline below the form for an update.

use super::UpdateFormState;
use crate::admin::Context;
use crate::admin::ui::live;
use crate::components::{Badge, DateTime, Message, StatusBadge, Tone, component_name};
use crate::remote::Remote;
use leptos::prelude::*;
use model::Entry;
use model::incident::Timeline;
use text::as_count;

/// The timeline, or that it is loading, or why it couldn't be read.
#[component]
pub fn TimelineView(update: UpdateFormState) -> impl IntoView {
    let text = Context::get().text;
    live(move || {
        update.timeline.with(|slot| match slot.state() {
            Remote::Loading { .. } => view! { <p class="admin-waiting">{text.form.timeline_loading()}</p> }.into_any(),
            Remote::Failed(failure) => {
                let text = text.form.timeline_failed(&text.error.happened(&failure.error));
                view! { <p class="admin-box" data-tone="minor">{text}</p> }.into_any()
            }
            Remote::Ready(answer) | Remote::Stale(answer, _) => {
                view! { <Entries timeline=answer.data.clone()/> }.into_any()
            }
        })
    })
}

#[component]
fn Entries(timeline: Timeline) -> impl IntoView {
    let text = Context::get().text.form;
    let unreadable = timeline.unreadable();
    let note = (unreadable > 0).then(|| {
        view! { <p class="admin-box" data-tone="minor">{text.timeline_unreadable(as_count(unreadable))}</p> }
    });
    let entries = if timeline.entries().is_empty() {
        view! { <p class="admin-none">{text.timeline_empty()}</p> }.into_any()
    } else {
        let entries = timeline.entries().iter().map(|entry| view! { <EntryItem entry=entry.clone()/> });
        view! { <ol class="timeline">{entries.collect_view()}</ol> }.into_any()
    };
    view! { {note} {entries} }
}

#[component]
fn EntryItem(entry: Entry) -> impl IntoView {
    let Context { config, zone, text, .. } = Context::get();
    let (shared, new_tab) = (text.shared, text.view.new_tab());
    let zone = zone.get();
    let components = entry.components.iter().map(|component| {
        let name = component_name(&config, &component.id).to_owned();
        let tone = Tone::from(&component.status).as_str();
        let text = shared.component_status(&component.status).to_owned();
        view! { <li><span dir="auto">{name}</span> " " <Badge class="badge" tone text/></li> }
    });
    let components = components.collect_view();
    let components = (!entry.components.is_empty()).then(|| view! { <ul class="affected">{components}</ul> });
    view! {
        <li class="entry">
            <p class="entry-head">
                <StatusBadge status=&entry.status text=shared/> " "
                <span class="fact"><DateTime at=entry.date zone=&zone text=shared/></span>
            </p>
            <Message text=&entry.message new_tab/>
            {components}
        </li>
    }
}
