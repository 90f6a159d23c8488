//! One maintenance of the list, with its buttons.

use super::list::MaintenanceFormView;
use super::{Confirmation, MaintenancesAction, MaintenancesState, Progress, QuickChange};
use crate::admin::Context;
use crate::admin::ui::live;
use crate::components::sentence::sentence;
use crate::components::time::Time;
use crate::components::{Badge, DateTime, component_name};
use contract::incident_api::endpoint::segment;
use leptos::prelude::*;
use model::markup::plain_text;
use model::{Maintenance, MaintenanceId, MaintenanceState};
use text::{AdminText, Printed};

/// The id of a maintenance's row. Ids of the API may hold any character, so it is encoded.
pub fn row_id(id: &MaintenanceId) -> String {
    format!("maintenance-{}", segment(id.as_str()))
}

/// The id of the name in a maintenance's row.
pub fn name_id(id: &MaintenanceId) -> String {
    format!("{}-name", row_id(id))
}

/// The id of the error in a maintenance's row.
pub fn error_id(id: &MaintenanceId) -> String {
    format!("{}-error", row_id(id))
}

/// A row. `initial` is the maintenance as it was when the row appeared; from then on the row follows the list.
#[component]
pub fn Row(state: MaintenancesState, initial: Maintenance, form: MaintenanceFormView) -> impl IntoView {
    let Context { present, text, .. } = Context::get();
    let id = StoredValue::new(initial.id.clone());
    let (row, name) = (row_id(&initial.id), name_id(&initial.id));
    let maintenance = Memo::new(move |last: Option<&Maintenance>| {
        state.maintenance(&id.get_value()).unwrap_or_else(|| last.unwrap_or(&initial).clone())
    });
    let how_far = move || maintenance.with(|maintenance| maintenance.state(present.get()));
    let is_edited = Memo::new(move |_| {
        state.pinned.with(|pinned| pinned.as_ref().is_some_and(|pinned| pinned.id == id.get_value()))
    });
    let mark = {
        let row = row.clone();
        move || state.marked.with(|marked| *marked == row).then_some("sent")
    };
    view! {
        <article
            class="incident admin-row"
            id=row
            data-maintenance=id.get_value().as_str().to_owned()
            data-state=move || how_far().as_str()
            data-mark=mark
            data-tone=move || badge(how_far(), text).1
        >
            <h3 class="name" id=name.clone() tabindex="-1" dir="auto">
                {live(move || maintenance.with(|maintenance| text.shared.maintenance_name(&maintenance.name).to_owned()))}
            </h3>
            <Facts maintenance/>
            // The form has the rest.
            {live(move || (!is_edited.get()).then(|| view! { <Content maintenance/> }))}
            <ProgressNote state id=id.get_value()/>
            <Buttons state maintenance is_edited name_id=name/>
            {live(move || is_edited.get().then(|| form.run(Some(id.get_value()))))}
        </article>
    }
}

/// The kind of badge for a state, its tone, and its word.
fn badge(state: MaintenanceState, text: AdminText) -> (&'static str, &'static str, &'static str) {
    let (kind, tone) = match state {
        MaintenanceState::Upcoming => ("stage", "upcoming"),
        MaintenanceState::InProgress => ("badge", "maintenance"),
        MaintenanceState::Overrun => ("badge", "minor"),
        MaintenanceState::Completed => ("stage", "resolved"),
        MaintenanceState::Cancelled => ("stage", "cancelled"),
    };
    (kind, tone, text.shared.maintenance_state(state))
}

/// The state, whether it's internal, the planned window and its length, and what really happened.
#[component]
fn Facts(maintenance: Memo<Maintenance>) -> impl IntoView {
    let Context { zone, present, text, .. } = Context::get();
    let (shared, own) = (text.shared, text.maintenance);
    live(move || {
        let zone = zone.get();
        maintenance.with(|maintenance| {
            let how_far = maintenance.state(present.get());
            let (class, tone, word) = badge(how_far, text);
            let internal = maintenance
                .internal
                .then(|| view! { <span class="admin-tag">{text.form.internal()}</span> " " });
            let window = match (maintenance.planned_start, maintenance.planned_end) {
                (Some(start), Some(end)) => {
                    let below = shared.time_below(end, &*zone, &mut Printed::of(start, &*zone));
                    let length = [" (", &shared.length(end.since(start)), ")"].concat();
                    view! { <Time at=start text=shared.moment(start, &*zone)/> " – " <Time at=end text=below/> {length} }
                        .into_any()
                }
                (start, end) => {
                    view! { <DateTime at=start zone=&zone text=shared/> " – " <DateTime at=end zone=&zone text=shared/> }
                        .into_any()
                }
            };
            let happened = match maintenance {
                Maintenance { cancelled: Some(at), .. } => Some((shared.cancelled_at(), *at)),
                Maintenance { actual_end: Some(at), .. } => Some((own.ended(), *at)),
                Maintenance { actual_start: Some(at), .. } => Some((shared.began(), *at)),
                Maintenance { cancelled: None, actual_end: None, actual_start: None, .. } => None,
            };
            let happened = happened.map(|(words, at)| {
                let happened = sentence(words, view! { <DateTime at=Some(at) zone=&zone text=shared/> }.into());
                view! { <span class="fact">{happened}</span> " " }
            });
            let is_over = matches!(how_far, MaintenanceState::Completed | MaintenanceState::Cancelled);
            let keeps_going = (!maintenance.auto_complete && !is_over)
                .then(|| view! { <span class="fact">{own.keeps_going()}</span> });
            view! {
                <p class="facts">
                    {internal} <Badge class tone text=word.to_owned()/> " " <span class="fact">{window}</span> " "
                    {happened} {keeps_going}
                </p>
            }
        })
    })
}

/// The components, and the message in a line or two.
#[component]
fn Content(maintenance: Memo<Maintenance>) -> impl IntoView {
    let Context { config, text, .. } = Context::get();
    live(move || {
        maintenance.with(|maintenance| {
            let names = maintenance.components.iter().enumerate().map(|(place, id)| {
                let comma = (place > 0).then(|| text.shared.comma());
                view! { {comma} <bdi>{component_name(&config, id).to_owned()}</bdi> }
            });
            let names = names.collect_view();
            let names = (!maintenance.components.is_empty())
                .then(|| view! { <p class="admin-small">{text.form.components()} ": " {names}</p> });
            let message = plain_text(&maintenance.message);
            let message = (!message.is_empty()).then(|| view! { <p class="admin-latest"><bdi>{message}</bdi></p> });
            view! { {names} {message} }
        })
    })
}

/// A change or a deletion in progress, or why it didn't succeed.
#[component]
fn ProgressNote(state: MaintenancesState, id: MaintenanceId) -> impl IntoView {
    let text = Context::get().text;
    let own = text.maintenance;
    let error_id = error_id(&id);
    let id = StoredValue::new(id);
    let busy = move || {
        let note = state.progress.with(|progress| match progress.get(&id.get_value()) {
            Some(Progress::Changing) => Some(own.changing()),
            Some(Progress::Deleting) => Some(text.list.deleting()),
            Some(
                Progress::NotChanged(_)
                | Progress::ChangeUnconfirmed(_)
                | Progress::NotDeleted(_)
                | Progress::DeletionUnconfirmed(_)
                | Progress::Deleted,
            )
            | None => None,
        });
        note.map(|note| view! { <p class="admin-small">{note}</p> })
    };
    let error = move || {
        let reason = state.progress.with(|progress| {
            let (is_unconfirmed, deletes, error) = match progress.get(&id.get_value()) {
                Some(Progress::NotChanged(error)) => (false, false, error),
                Some(Progress::ChangeUnconfirmed(error)) => (true, false, error),
                Some(Progress::NotDeleted(error)) => (false, true, error),
                Some(Progress::DeletionUnconfirmed(error)) => (true, true, error),
                Some(Progress::Changing | Progress::Deleting | Progress::Deleted) | None => return None,
            };
            Some(text.maintenance_failed(error, is_unconfirmed, deletes))
        })?;
        let id = error_id.clone();
        Some(view! { <p id=id class="admin-box" data-tone="major" role="alert" tabindex="-1">{reason}</p> })
    };
    // The region is always in the document: one that appears together with its text isn't read out.
    view! { <div role="status">{live(busy)}</div> {live(error)} }
}

/// The buttons have the same names in every row; the maintenance's name describes them.
#[component]
fn Buttons(
    state: MaintenancesState,
    maintenance: Memo<Maintenance>,
    is_edited: Memo<bool>,
    name_id: String,
) -> impl IntoView {
    let Context { present, text, .. } = Context::get();
    let own = text.maintenance;
    let is_busy = Memo::new(move |_| {
        let id = maintenance.with(|maintenance| maintenance.id.clone());
        state.progress.with(|progress| progress.get(&id).is_some_and(Progress::is_busy))
    });
    let button = move |label: &'static str, kind: Option<&'static str>, act: fn(Maintenance) -> MaintenancesAction| {
        let click = move |_| {
            if !is_busy.get_untracked() {
                state.dispatch(act(maintenance.get_untracked()));
            }
        };
        view! {
            <button
                type="button"
                class="button"
                data-kind=kind
                aria-describedby=name_id.clone()
                aria-disabled=move || is_busy.get().then_some("true")
                on:click=click
            >
                {label}
            </button>
        }
    };
    live(move || {
        let (how_far, has_window) =
            maintenance.with(|of| (of.state(present.get()), of.planned_start.is_some() && of.planned_end.is_some()));
        // One button replaces the other, so that no other button moves under the pointer.
        let edit = if is_edited.get() {
            button(text.form.close(), None, |_| MaintenancesAction::CloseForm)
        } else {
            button(own.edit(), None, MaintenancesAction::Edit)
        };
        let offered = if has_window { QuickChange::offered(how_far, state.has_actual.get()) } else { &[] };
        let changes = offered.iter().map(|change| match change {
            QuickChange::Start => {
                button(own.start_now(), None, |of| MaintenancesAction::Change(of, QuickChange::Start))
            }
            QuickChange::End => button(own.end_now(), None, |of| MaintenancesAction::Change(of, QuickChange::End)),
            QuickChange::Extend => button(own.extend(), None, |of| MaintenancesAction::Change(of, QuickChange::Extend)),
            QuickChange::Cancel => button(own.cancel(), None, |of| MaintenancesAction::Ask(of, Confirmation::Cancel)),
        });
        let changes = changes.collect_view();
        let copy = match how_far {
            MaintenanceState::Completed | MaintenanceState::Cancelled => {
                Some(button(own.copy(), None, MaintenancesAction::Copy))
            }
            MaintenanceState::Upcoming | MaintenanceState::InProgress | MaintenanceState::Overrun => None,
        };
        let delete = button(text.list.delete(), Some("danger"), |of| MaintenancesAction::Ask(of, Confirmation::Delete));
        view! { <p class="admin-buttons">{edit} {changes} {copy} {delete}</p> }
    })
}
