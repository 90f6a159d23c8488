//! The timeline below the form for an update.

use super::{UpdateFormState, component_name};
use crate::admin::ui::LinkedText;
use crate::components::{Badge, Context, DateTime, StatusBadge, Tone};
use crate::remote::Remote;
use leptos::prelude::*;
use model::Entry;
use model::incident::Timeline;
use text::admin::form as message;
use text::shared;

/// The timeline, or that it is loading, or why it couldn't be read.
#[component]
pub fn TimelineView(update: UpdateFormState) -> impl IntoView {
    move || {
        update.timeline.with(|slot| match slot.state() {
            Remote::Loading { .. } => view! { <p class="admin-waiting">{message::TIMELINE_LOADING}</p> }.into_any(),
            Remote::Failed(failure) => {
                let text = format!("{} {}", message::TIMELINE_FAILED, text::admin::happened(&failure.error));
                view! { <p class="admin-box" data-tone="minor">{text}</p> }.into_any()
            }
            Remote::Ready(answer) | Remote::Stale(answer, _) => {
                view! { <Entries timeline=answer.data.clone()/> }.into_any()
            }
        })
    }
}

#[component]
fn Entries(timeline: Timeline) -> impl IntoView {
    let unreadable = timeline.unreadable();
    let note = (unreadable > 0).then(|| {
        view! { <p class="admin-box" data-tone="minor">{message::unreadable(unreadable)}</p> }
    });
    let entries = if timeline.entries().is_empty() {
        view! { <p class="admin-none">{message::TIMELINE_EMPTY}</p> }.into_any()
    } else {
        let entries = timeline.entries().iter().map(|entry| view! { <EntryItem entry=entry.clone()/> });
        view! { <ol class="timeline">{entries.collect_view()}</ol> }.into_any()
    };
    view! { {note} {entries} }
}

#[component]
fn EntryItem(entry: Entry) -> impl IntoView {
    let Context { config, zone, .. } = Context::get();
    let zone = zone.get();
    let components = entry.components.iter().map(|component| {
        let name = component_name(&config.components, &component.id);
        let tone = Tone::from(&component.status).as_str();
        let text = shared::component_status(&component.status).to_owned();
        view! { <li><span dir="auto">{name}</span> " " <Badge class="badge" tone text/></li> }
    });
    let components = components.collect_view();
    let components = (!entry.components.is_empty()).then(|| view! { <ul class="affected">{components}</ul> });
    view! {
        <li class="entry">
            <p class="entry-head">
                <StatusBadge status=&entry.status/> " " <span class="fact"><DateTime at=entry.date zone=&zone/></span>
            </p>
            <p class="message" dir="auto"><LinkedText text=entry.message/></p>
            {components}
        </li>
    }
}
