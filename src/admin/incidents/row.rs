//! One incident of the list, with its buttons.

use super::list::UpdateFormView;
use super::{Deletion, IncidentsAction, IncidentsState};
use crate::admin::ui::PublicLink;
use crate::components::{Context, DateTime, ImpactBadge, PhaseBadge, Tone};
use contract::incident_api::endpoint::segment;
use leptos::prelude::*;
use model::{Incident, IncidentId, Phase};
use text::admin::{delete, form, list as message};
use text::shared;

/// The id of an incident's row. Ids of the API may hold any character, so it is encoded.
pub fn row_id(id: &IncidentId) -> String {
    format!("row-{}", segment(id.as_str()))
}

/// The id of the name in an incident's row.
pub fn name_id(id: &IncidentId) -> String {
    format!("{}-name", row_id(id))
}

/// The id of the error in an incident's row.
pub fn error_id(id: &IncidentId) -> String {
    format!("{}-error", row_id(id))
}

/// A row. `initial` is the incident as it was when the row appeared; from then on the row follows the list.
#[component]
pub fn Row(state: IncidentsState, initial: Incident, update_form: UpdateFormView) -> impl IntoView {
    let incident = Memo::new({
        let initial = initial.clone();
        move |last: Option<&Incident>| {
            let found = state.incidents().and_then(|list| list.find(&initial.id).cloned());
            found.unwrap_or_else(|| last.unwrap_or(&initial).clone())
        }
    });
    let deletion = Memo::new({
        let id = initial.id.clone();
        move |_| state.deletions.with(|deletions| deletions.get(&id).cloned())
    });
    let is_edited = Memo::new({
        let id = initial.id.clone();
        move |_| state.pinned.with(|pinned| pinned.as_ref().is_some_and(|pinned| pinned.id == id))
    });
    let is_deleting = Signal::derive(move || deletion.with(|deletion| *deletion == Some(Deletion::InProgress)));
    view! {
        <article
            class="incident admin-row"
            id=row_id(&initial.id)
            data-incident=initial.id.as_str().to_owned()
            data-status=move || incident.with(|incident| incident.status.as_str().to_owned())
            data-impact=move || incident.with(|incident| incident.impact.as_str().to_owned())
            data-tone=move || incident.with(|incident| Tone::from(&incident.impact).as_str())
        >
            <h3 class="name" id=name_id(&initial.id) tabindex="-1" dir="auto">
                {move || incident.with(|incident| shared::name(&incident.name).to_owned())}
            </h3>
            <Facts incident/>
            // The region is always in the document: one that appears together with its text isn't read out.
            <div role="status">
                {move || is_deleting.get().then(|| view! { <p class="admin-small">{message::DELETING}</p> })}
            </div>
            <DeletionError deletion id=error_id(&initial.id)/>
            <Buttons state incident is_edited is_deleting name_id=name_id(&initial.id)/>
            {move || is_edited.get().then(|| update_form.run(incident))}
        </article>
    }
}

/// Impact, status, start and end.
#[component]
fn Facts(incident: Memo<Incident>) -> impl IntoView {
    let Context { zone, present, .. } = Context::get();
    move || {
        incident.with(|incident| {
            let (zone, phase) = (zone.get(), incident.phase(present.get()));
            let (starts, ends) = match phase {
                Phase::Upcoming => (message::STARTS, message::ENDED),
                Phase::Cancelled => (shared::PLANNED, shared::CALLED_OFF),
                Phase::Open | Phase::Resolved => (message::STARTED, message::ENDED),
            };
            let resolved = incident.resolved.filter(|_| !incident.is_open());
            let resolved =
                resolved.map(|at| view! { <span class="fact">{ends} " " <DateTime at=Some(at) zone=&zone/></span> });
            view! {
                <p class="facts">
                    <ImpactBadge impact=&incident.impact/> " " <PhaseBadge incident phase/> " "
                    <span class="fact">{starts} " " <DateTime at=incident.created zone=&zone/></span> " " {resolved}
                </p>
            }
        })
    }
}

/// Why the incident wasn't deleted, or isn't known to be. The row of a deleted incident isn't on screen.
#[component]
fn DeletionError(deletion: Memo<Option<Deletion>>, id: String) -> impl IntoView {
    move || {
        let text = deletion.with(|deletion| match deletion {
            Some(Deletion::Failed(error)) => Some(delete::failed(error)),
            Some(Deletion::Unconfirmed(error)) => Some(delete::lost(error)),
            Some(Deletion::InProgress | Deletion::Deleted) | None => None,
        })?;
        let id = id.clone();
        Some(view! { <p id=id class="admin-box" data-tone="major" role="alert" tabindex="-1">{text}</p> })
    }
}

/// The buttons have the same names in every row; the incident's name describes them.
#[component]
fn Buttons(
    state: IncidentsState,
    incident: Memo<Incident>,
    is_edited: Memo<bool>,
    is_deleting: Signal<bool>,
    name_id: String,
) -> impl IntoView {
    let links = Context::get().links;
    let address = Signal::derive(move || incident.with(|incident| links.with(|links| links.incident(&incident.id))));
    let delete = move |_| {
        if !is_deleting.get_untracked() {
            state.dispatch(IncidentsAction::AskDelete(incident.get_untracked()));
        }
    };
    view! {
        <p class="admin-buttons">
            <UpdateButton state incident is_edited name_id=name_id.clone()/>
            <PublicLink class="admin-view-link" address text=message::VIEW/>
            <button
                type="button"
                class="button"
                data-kind="danger"
                aria-describedby=name_id
                aria-disabled=move || is_deleting.get().then_some("true")
                on:click=delete
            >
                {message::DELETE}
            </button>
        </p>
    }
}

/// Opens or closes the form for an update. One button replaces the other, so that no other button moves under the pointer.
#[component]
fn UpdateButton(
    state: IncidentsState,
    incident: Memo<Incident>,
    is_edited: Memo<bool>,
    name_id: String,
) -> impl IntoView {
    move || {
        let name_id = name_id.clone();
        if is_edited.get() {
            let close = move |_| state.dispatch(IncidentsAction::CloseUpdate);
            view! { <button type="button" class="button" on:click=close>{form::CLOSE}</button> }.into_any()
        } else {
            let open = move |_| state.dispatch(IncidentsAction::StartUpdate(incident.get_untracked()));
            view! {
                <button type="button" class="button" aria-describedby=name_id on:click=open>{message::UPDATE}</button>
            }
            .into_any()
        }
    }
}
