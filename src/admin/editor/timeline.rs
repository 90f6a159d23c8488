//! The timeline below the form for an update.

use super::{EditorAction, EditorState, EntryDeletion, OpenForm, UpdateFormState};
use crate::admin::Context;
use crate::admin::ui::live;
use crate::components::sentence::sentence;
use crate::components::{Badge, DateTime, Message, StatusBadge, Tone, component_name};
use crate::remote::Remote;
use leptos::prelude::*;
use model::incident::Timeline;
use model::{Entry, Incident};
use text::as_count;

/// The timeline, or that it is loading, or why it couldn't be read.
#[component]
pub fn TimelineView(update: UpdateFormState, state: EditorState, incident: Memo<Incident>) -> impl IntoView {
    let text = Context::get().text;
    live(move || {
        update.timeline.with(|slot| match slot.state() {
            Remote::Loading { .. } => view! { <p class="admin-waiting">{text.form.timeline_loading()}</p> }.into_any(),
            Remote::Failed(failure) => {
                let text = text.form.timeline_failed(&text.error.happened(&failure.error));
                view! { <p class="admin-box" data-tone="minor">{text}</p> }.into_any()
            }
            Remote::Ready(answer) | Remote::Stale(answer, _) => {
                view! { <Entries timeline=answer.data.clone() state incident/> }.into_any()
            }
        })
    })
}

#[component]
fn Entries(timeline: Timeline, state: EditorState, incident: Memo<Incident>) -> impl IntoView {
    let text = Context::get().text.form;
    let unreadable = timeline.unreadable();
    let note = (unreadable > 0).then(|| {
        view! { <p class="admin-box" data-tone="minor">{text.timeline_unreadable(as_count(unreadable))}</p> }
    });
    let entries = if timeline.entries().is_empty() {
        view! { <p class="admin-none">{text.timeline_empty()}</p> }.into_any()
    } else {
        let entries = timeline.entries().iter().map(|entry| {
            let buttons = view! { <EntryButtons state incident entry=entry.clone()/> }.into_any();
            view! { <EntryItem entry=entry.clone() buttons=Some(buttons)/> }
        });
        view! { <ol class="timeline">{entries.collect_view()}</ol> }.into_any()
    };
    view! { {note} {entries} }
}

/// An entry, and its buttons.
#[component]
pub fn EntryItem(entry: Entry, #[prop(default = None)] buttons: Option<AnyView>) -> impl IntoView {
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
    let edited = entry.edited.map(|at| {
        let edited = sentence(shared.edited(), view! { <DateTime at=Some(at) zone=&zone text=shared/> }.into());
        view! { " " <span class="fact">{edited}</span> }
    });
    view! {
        <li class="entry">
            <p class="entry-head">
                <StatusBadge status=&entry.status text=shared/> " "
                <span class="fact"><DateTime at=entry.date zone=&zone text=shared/></span>
                {edited}
            </p>
            <Message text=&entry.message new_tab/>
            {components}
            {buttons}
        </li>
    }
}

/// Edits or deletes an entry, unless the API is known not to do that. An entry without an id can't be named in a request.
#[component]
fn EntryButtons(state: EditorState, incident: Memo<Incident>, entry: Entry) -> impl IntoView {
    let text = Context::get().text;
    let id = entry.id.clone()?;
    let deletion = {
        let id = id.clone();
        move || state.entry_deletion.get().filter(|deletion| deletion.id == id)
    };
    let is_busy = Memo::new(move |_| {
        state
            .entry_deletion
            .with(|deletion| deletion.as_ref().is_some_and(|deletion| deletion.id == id && deletion.error.is_none()))
    });
    let entry = StoredValue::new(entry);
    let edit = move |_| {
        let form = OpenForm::Edit(incident.get_untracked(), entry.get_value());
        state.dispatch(EditorAction::Open(form));
    };
    let delete = move |_| {
        if !is_busy.get_untracked() {
            let id = incident.with_untracked(|incident| incident.id.clone());
            state.dispatch(EditorAction::AskDelete(id, entry.get_value()));
        }
    };
    let error = move || {
        let EntryDeletion { error, is_unconfirmed, .. } = deletion()?;
        let reason = text.entry_deletion_failed(&error?, is_unconfirmed);
        Some(view! { <p class="admin-box" data-tone="major" role="alert">{reason}</p> })
    };
    let buttons = move || {
        state.can_edit.get().then(|| {
            view! {
                <p class="admin-buttons">
                    <button type="button" class="button" data-kind="quiet" on:click=edit>{text.maintenance.edit()}</button>
                    <button
                        type="button"
                        class="button"
                        data-kind="quiet"
                        aria-disabled=move || is_busy.get().then_some("true")
                        on:click=delete
                    >
                        {move || if is_busy.get() { text.list.deleting() } else { text.list.delete() }}
                    </button>
                </p>
            }
        })
    };
    Some(view! { {live(error)} {live(buttons)} })
}
