//! One incident of the list, with its buttons.

use super::list::UpdateFormView;
use super::{Deletion, IncidentsAction, IncidentsState, RowMark};
use crate::admin::Context;
use crate::admin::ui::{PublicLink, live};
use crate::components::sentence::sentence;
use crate::components::time::Time;
use crate::components::{ComponentGroups, DateTime, ImpactBadge, PhaseBadge, Tone};
use contract::incident_api::endpoint::segment;
use leptos::prelude::*;
use model::affected::{by_severity, components_of};
use model::incident::Timeline;
use model::markup::plain_text;
use model::{ComponentStatus, Incident, IncidentId, Phase};
use text::as_count;

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
    let text = Context::get().text;
    let incident = Memo::new({
        let initial = initial.clone();
        move |last: Option<&Incident>| state.incident(&initial.id).unwrap_or_else(|| last.unwrap_or(&initial).clone())
    });
    let deletion = Memo::new({
        let id = initial.id.clone();
        move |_| state.deletions.with(|deletions| deletions.get(&id).cloned())
    });
    let is_edited = Memo::new({
        let id = initial.id.clone();
        move |_| state.pinned.with(|pinned| pinned.as_ref().is_some_and(|pinned| pinned.id == id))
    });
    let mark = Memo::new({
        let id = initial.id.clone();
        move |_| state.marks.with(|marks| marks.get(&id).copied())
    });
    let seen = {
        let id = initial.id.clone();
        move |_| state.dispatch(IncidentsAction::Seen(id.clone()))
    };
    let is_deleting = Signal::derive(move || deletion.with(|deletion| *deletion == Some(Deletion::InProgress)));
    view! {
        <article
            class="incident admin-row"
            id=row_id(&initial.id)
            data-incident=initial.id.as_str().to_owned()
            data-status=move || incident.with(|incident| incident.status.as_str().to_owned())
            data-impact=move || incident.with(|incident| incident.impact.as_str().to_owned())
            on:focusin=seen
            data-mark=move || mark.get().map(RowMark::as_str)
            data-tone=move || incident.with(|incident| Tone::from(&incident.impact).as_str())
        >
            <h3 class="name" id=name_id(&initial.id) tabindex="-1" dir="auto">
                {live(move || incident.with(|incident| text.shared.name(&incident.name).to_owned()))}
            </h3>
            <Facts incident mark/>
            <Affected incident/>
            // The form has the whole timeline.
            {live(move || (!is_edited.get()).then(|| view! { <Latest incident/> }))}
            // The region is always in the document: one that appears together with its text isn't read out.
            <div role="status">
                {live(move || is_deleting.get().then(|| view! { <p class="admin-small">{text.list.deleting()}</p> }))}
            </div>
            <DeletionError deletion id=error_id(&initial.id)/>
            <Buttons state incident is_edited is_deleting name_id=name_id(&initial.id)/>
            {live(move || is_edited.get().then(|| update_form.run(incident)))}
        </article>
    }
}

/// Impact, status, start and end.
#[component]
fn Facts(incident: Memo<Incident>, mark: Memo<Option<RowMark>>) -> impl IntoView {
    let Context { zone, present, text, .. } = Context::get();
    let (text, list) = (text.shared, text.list);
    let is_new = move || {
        (mark.get() == Some(RowMark::New)).then(|| view! { <span class="admin-tag">{list.is_new()}</span> " " })
    };
    live(move || {
        incident.with(|incident| {
            let (zone, phase) = (zone.get(), incident.phase(present.get()));
            let (starts, ends) = match phase {
                Phase::Upcoming => (text.starts(), text.resolved_at()),
                Phase::Cancelled => (text.planned_for(), text.cancelled_at()),
                Phase::Open | Phase::Resolved => (text.began(), text.resolved_at()),
            };
            let resolved = incident.resolved.filter(|_| !incident.is_open());
            let resolved = resolved.map(|at| {
                let ended = sentence(ends, view! { <DateTime at=Some(at) zone=&zone text/> }.into());
                view! { <span class="fact">{ended}</span> }
            });
            let started = match incident.created {
                Some(at) => sentence(starts, view! { <DateTime at=Some(at) zone=&zone text/> }.into()),
                None => vec![text.start_unknown().into()],
            };
            view! {
                <p class="facts">
                    {live(is_new)}
                    <ImpactBadge impact=&incident.impact text/> " " <PhaseBadge incident phase text/> " "
                    <span class="fact">{started}</span> " " {resolved}
                </p>
            }
        })
    })
}

/// The components of an open incident by their status.
#[component]
fn Affected(incident: Memo<Incident>) -> impl IntoView {
    let Context { config, present, text, .. } = Context::get();
    live(move || {
        incident.with(|incident| {
            incident.is_open().then(|| {
                let is_down = |(_, status): &(_, &ComponentStatus)| **status != ComponentStatus::Operational;
                let groups = by_severity(components_of(incident, present.get()).into_iter().filter(is_down));
                view! { <ComponentGroups class="affected" groups config=&config text=text.shared/> }
            })
        })
    })
}

/// The newest update of an open incident in a line or two, and how long ago it was; and that some couldn't be read, as one of
/// these may be newer.
#[component]
fn Latest(incident: Memo<Incident>) -> impl IntoView {
    let Context { zone, present, text, .. } = Context::get();
    let (text, form) = (text.shared, text.form);
    live(move || {
        incident.with(|incident| {
            let (now, zone) = (present.get(), zone.get());
            let unreadable = incident.timeline.as_ref().filter(|_| incident.is_open()).map_or(0, Timeline::unreadable);
            let note = (unreadable > 0).then(|| {
                view! { <p class="admin-small">{form.timeline_unreadable(as_count(unreadable))}</p> }
            });
            let latest = incident.newest_entry(now).filter(|_| incident.is_open()).map(|entry| {
                let time = match (now, entry.date) {
                    (Some(now), Some(at)) if now >= at => view! { <Time at text=text.ago(now.since(at))/> },
                    (_, at) => view! { <DateTime at zone=&zone text/> },
                };
                let message = plain_text(&entry.message);
                view! { <p class="admin-latest"><strong>{time}</strong> " " <bdi>{message}</bdi></p> }
            });
            view! { {latest} {note} }
        })
    })
}

/// Why the incident wasn't deleted, or isn't known to be. The row of a deleted incident isn't on screen.
#[component]
fn DeletionError(deletion: Memo<Option<Deletion>>, id: String) -> impl IntoView {
    let text = Context::get().text;
    live(move || {
        let reason = deletion.with(|deletion| match deletion {
            Some(Deletion::Failed(error)) => Some(text.deletion_failed(error)),
            Some(Deletion::Unconfirmed(error)) => Some(text.deletion_lost(error)),
            Some(Deletion::InProgress | Deletion::Deleted) | None => None,
        })?;
        let id = id.clone();
        Some(view! { <p id=id class="admin-box" data-tone="major" role="alert" tabindex="-1">{reason}</p> })
    })
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
    let Context { links, text, .. } = Context::get();
    let text = text.list;
    let address = Signal::derive(move || incident.with(|incident| links.with(|links| links.incident(&incident.id))));
    let delete = move |_| {
        if !is_deleting.get_untracked() {
            state.dispatch(IncidentsAction::AskDelete(incident.get_untracked()));
        }
    };
    view! {
        <p class="admin-buttons">
            <UpdateButton state incident is_edited name_id=name_id.clone()/>
            <CorrectButton state incident is_edited name_id=name_id.clone()/>
            <PublicLink class="admin-view-link" address text=text.view()/>
            <button
                type="button"
                class="button"
                data-kind="danger"
                aria-describedby=name_id
                aria-disabled=move || is_deleting.get().then_some("true")
                on:click=delete
            >
                {text.delete()}
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
    let text = Context::get().text;
    live(move || {
        let name_id = name_id.clone();
        if is_edited.get() {
            let close = move |_| state.dispatch(IncidentsAction::CloseUpdate);
            view! { <button type="button" class="button" on:click=close>{text.form.close()}</button> }.into_any()
        } else {
            let open = move |_| state.dispatch(IncidentsAction::StartUpdate(incident.get_untracked()));
            view! {
                <button type="button" class="button" aria-describedby=name_id on:click=open>{text.list.update()}</button>
            }
            .into_any()
        }
    })
}

/// Opens the form for a correction, unless the API is known not to have any.
#[component]
fn CorrectButton(
    state: IncidentsState,
    incident: Memo<Incident>,
    is_edited: Memo<bool>,
    name_id: String,
) -> impl IntoView {
    let text = Context::get().text.list;
    live(move || {
        let name_id = name_id.clone();
        (state.can_correct.get() && !is_edited.get()).then(|| {
            let open = move |_| state.dispatch(IncidentsAction::StartCorrection(incident.get_untracked()));
            view! {
                <button type="button" class="button" aria-describedby=name_id on:click=open>{text.correct()}</button>
            }
        })
    })
}
