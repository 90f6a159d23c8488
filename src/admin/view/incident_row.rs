//! One incident of the list, with what can be done about it.

use super::outside_link::public_link;
use super::update_form;
use crate::admin::desk::{Act, Desk, Removal, Writing, row_id};
use crate::components::{Context, DateTime, ImpactBadge, PhaseBadge, Tone};
use leptos::prelude::*;
use model::{Incident, Phase};
use text::admin::{delete, form, list as message};
use text::shared;

/// `shown` is the incident as it was when the row came; the row follows the list from then on.
pub(super) fn row(desk: Desk, shown: Incident) -> AnyView {
    let id = shown.id.clone();
    let incident = Memo::new({
        let shown = shown.clone();
        move |last: Option<&Incident>| {
            let found = desk.list.with(|slot| slot.state().answer().and_then(|answer| answer.data.find(&id).cloned()));
            found.unwrap_or_else(|| last.unwrap_or(&shown).clone())
        }
    });
    let removal = Memo::new({
        let id = shown.id.clone();
        move |_| desk.removals.with(|removals| removals.get(&id).cloned())
    });
    let written = Memo::new({
        let id = shown.id.clone();
        move |_| desk.writing.with(|writing| writing.incident().is_some_and(|incident| incident.id == id))
    });
    let deleting = move || removal.with(|removal| *removal == Some(Removal::Deleting));
    let row_id = row_id(&shown.id);
    let name_id = format!("{row_id}-name");
    let error_id = format!("{row_id}-error");
    view! {
        <article
            class="incident admin-row"
            id=row_id.clone()
            data-incident=shown.id.as_str().to_owned()
            data-status=move || incident.with(|incident| incident.status.as_str().to_owned())
            data-impact=move || incident.with(|incident| incident.impact.as_str().to_owned())
            data-tone=move || incident.with(|incident| Tone::from(&incident.impact).as_str())
        >
            <h3 class="name" id=name_id.clone() tabindex="-1" dir="auto">
                {move || incident.with(|incident| shared::name(&incident.name).to_owned())}
            </h3>
            {move || incident.with(facts)}
            // The region is always there: one that comes with its text is not announced.
            <div role="status">
                {move || deleting().then(|| view! { <p class="admin-small">{message::DELETING}</p> })}
            </div>
            {move || removal.with(|removal| removal_note(removal.as_ref(), error_id.clone()))}
            {actions(desk, incident, written, deleting, name_id)}
            {move || written.get().then(|| update_form::form(desk, incident))}
        </article>
    }
    .into_any()
}

fn facts(incident: &Incident) -> AnyView {
    let Context { zone, present, .. } = Context::get();
    let (zone, phase) = (zone.get(), incident.phase(present.get()));
    let (starts, ends) = match phase {
        Phase::Upcoming => (message::STARTS, message::ENDED),
        Phase::Cancelled => (shared::PLANNED, shared::CALLED_OFF),
        Phase::Open | Phase::Resolved => (message::STARTED, message::ENDED),
    };
    let resolved = incident.resolved.filter(|_| !incident.is_open());
    let resolved = resolved.map(|at| view! { <span class="fact">{ends} " " <DateTime at=Some(at) zone=&zone/></span> });
    view! {
        <p class="facts">
            <ImpactBadge impact=&incident.impact/> " " <PhaseBadge incident phase/> " "
            <span class="fact">{starts} " " <DateTime at=incident.created zone=&zone/></span> " " {resolved}
        </p>
    }
    .into_any()
}

/// Why a deletion did not happen. A row that is gone is not on screen.
fn removal_note(removal: Option<&Removal>, id: String) -> Option<AnyView> {
    let text = match removal? {
        Removal::Failed(error) => delete::failed(error),
        Removal::Lost(error) => delete::lost(error),
        Removal::Deleting | Removal::Gone => return None,
    };
    Some(view! { <p id=id class="admin-box" data-tone="major" role="alert" tabindex="-1">{text}</p> }.into_any())
}

/// The buttons have the same names in every row; the incident's name describes them.
fn actions(
    desk: Desk,
    incident: Memo<Incident>,
    written: Memo<bool>,
    deleting: impl Fn() -> bool + Copy + Send + Sync + 'static,
    name_id: String,
) -> AnyView {
    let links = Context::get().links;
    let address = move || incident.with(|incident| links.with(|links| links.incident(&incident.id)));
    let update = {
        let name_id = name_id.clone();
        move || {
            let name_id = name_id.clone();
            // One takes the place of the other: nothing else comes to lie under the pointer.
            if written.get() {
                let close = move |_| desk.does(Act::Close);
                view! { <button type="button" class="button" on:click=close>{form::CLOSE}</button> }.into_any()
            } else {
                let write = move |_| desk.does(Act::Write(Writing::Update(incident.get_untracked())));
                let update = view! {
                    <button type="button" class="button" aria-describedby=name_id on:click=write>{message::UPDATE}</button>
                };
                update.into_any()
            }
        }
    };
    let ask = move |_| {
        if !deleting() {
            desk.does(Act::AskDelete(incident.get_untracked()));
        }
    };
    view! {
        <p class="admin-buttons">
            {update}
            {public_link("admin-view-link", address, message::VIEW)}
            <button
                type="button"
                class="button"
                data-kind="danger"
                aria-describedby=name_id
                aria-disabled=move || deleting().then_some("true")
                on:click=ask
            >
                {message::DELETE}
            </button>
        </p>
    }
    .into_any()
}
