//! The form for a maintenance: a new one in the section, or a change of one in its row.

use super::component_fields::ComponentFields;
use super::draft_editor::DraftEditor;
use super::draft_storage::DraftKey;
use super::entry_fields::{MessageField, NotifyField};
use super::form_status::{DiscardedNote, DraftForm, ErrorSummary, RestoredNote};
use super::maintenance_draft::changed_fields;
use super::time_hints::{lasting, zone_hint};
use super::window_warning::{WindowWarning, warnings};
use super::{EditorAction, EditorState, MaintenanceFormState};
use crate::admin::Context;
use crate::admin::maintenances::MaintenancesState;
use crate::admin::ui::{Checkbox, TextInput, live};
use crate::components::component_name;
use leptos::prelude::*;
use model::draft::Field;
use model::{Maintenance, MaintenanceId, Timestamp};

/// The form of a draft, if it was opened.
#[component]
pub fn MaintenanceForm(state: EditorState, list: MaintenancesState, id: Option<MaintenanceId>) -> impl IntoView {
    let text = Context::get().text;
    let key = id.clone().map_or(DraftKey::Plan, DraftKey::Change);
    state.maintenance_form(&key).map(|form| {
        let editor = DraftEditor { state, key: key.clone(), form: form.entry, text };
        let is_new = id.is_none();
        let heading = if is_new {
            view! { <h3 id=key.heading_id() tabindex="-1">{text.maintenance.plan()}</h3> }.into_any()
        } else {
            view! { <h4 id=key.heading_id() tabindex="-1">{text.maintenance.edit_heading()}</h4> }.into_any()
        };
        // The row of a maintenance has the button that closes its form.
        let close = move |_| state.dispatch(EditorAction::Close);
        let close =
            is_new.then(|| view! { <button type="button" class="button" on:click=close>{text.form.close()}</button> });
        view! {
            <div class=if is_new { "admin-panel" } else { "admin-update" }>
                <div class="admin-buttons">{heading} {close}</div>
                {id.map(|id| view! { <ChangedNote list form id/> }.into_any())}
                <DiscardedNote editor=editor.clone()/>
                <RestoredNote editor=editor.clone()/>
                <ErrorSummary editor=editor.clone()/>
                <DraftForm editor=editor.clone()>
                    <Fields editor form list/>
                </DraftForm>
            </div>
        }
        .into_any()
    })
}

#[component]
fn Fields(editor: DraftEditor, form: MaintenanceFormState, list: MaintenancesState) -> impl IntoView {
    let text = editor.text;
    let own = text.maintenance;
    let set = |editor: &DraftEditor, value: RwSignal<String>| {
        let editor = editor.clone();
        Callback::new(move |text| {
            value.set(text);
            editor.edited();
        })
    };
    let set_flag = |editor: &DraftEditor, value: RwSignal<bool>| {
        let editor = editor.clone();
        Callback::new(move |is_on| {
            value.set(is_on);
            editor.edited();
        })
    };
    let auto_complete = {
        let editor = editor.clone();
        move || {
            list.has_actual.get().then(|| {
                view! {
                    <Checkbox
                        field=editor.control("auto-complete", true, Field::AutoComplete)
                        label=text.form.label(Field::AutoComplete)
                        hints=[own.ends_hint(), own.goes_on_hint()]
                        is_on=form.auto_complete.into()
                        on_change=set_flag(&editor, form.auto_complete)
                    />
                }
            })
        }
    };
    view! {
        <TextInput
            field=editor.control("name", true, Field::Name)
            label=text.form.label(Field::Name)
            hint=Some(own.name_hint().into_any())
            value=form.name.into()
            on_input=set(&editor, form.name)
        />
        <MessageField
            editor=editor.clone()
            hint=own.message_hint()
            is_public=Signal::derive(move || !form.internal.get())
        />
        <TextInput
            kind="datetime-local"
            field=editor.control("start", true, Field::PlannedStart)
            label=text.form.label(Field::PlannedStart)
            hint=Some(live(move || zone_hint(form.start.into())))
            value=form.start.into()
            on_input=set(&editor, form.start)
        />
        <TextInput
            kind="datetime-local"
            field=editor.control("end", true, Field::PlannedEnd)
            label=text.form.label(Field::PlannedEnd)
            hint=Some(live(move || lasting(form.start.into(), form.end.into(), &zone_hint(form.end.into()))))
            value=form.end.into()
            on_input=set(&editor, form.end)
        />
        <ComponentFields editor=editor.clone()/>
        <Warnings form list/>
        {live(auto_complete)}
        <Checkbox
            field=editor.control("internal", true, Field::Internal)
            label=text.form.label(Field::Internal)
            hints=[own.internal_hint(), own.public_hint()]
            is_on=form.internal.into()
            on_change=set_flag(&editor, form.internal)
        />
        // Nobody outside the team hears of an internal one.
        {live(move || (!form.internal.get()).then(|| view! { <NotifyField editor=editor.clone()/> }))}
    }
    .into_any()
}

/// The warnings about the window. The region is always in the document, because one that appears together with its text
/// isn't read out.
#[component]
fn Warnings(form: MaintenanceFormState, list: MaintenancesState) -> impl IntoView {
    let Context { zone, present, text, .. } = Context::get();
    let text = text.maintenance;
    let found = move || {
        let (zone, draft, present) = (zone.get(), form.draft(), present.get()?);
        let (start, end) = (draft.planned_start(&*zone).ok()?, draft.planned_end(&*zone).ok()?);
        let own = draft.base.as_ref().map(|base| &base.id);
        Some(warnings(start, end, &draft.components, present, &*list.maintenances()?, own))
    };
    let notes = move || {
        let note = |warning| {
            let note = match warning {
                WindowWarning::Past => text.is_past().to_owned(),
                WindowWarning::Begun => text.has_begun().to_owned(),
                WindowWarning::Overlap(name, 0) => text.overlaps(&name),
                WindowWarning::Overlap(name, more) => text.overlaps_many(text::as_count(more), &name),
            };
            view! { <p class="admin-box" data-tone="minor">{note}</p> }
        };
        found().unwrap_or_default().into_iter().map(note).collect_view()
    };
    view! { <div class="admin-warnings" role="status">{live(notes)}</div> }
}

/// Somebody else has changed or deleted the maintenance since the form was opened.
#[component]
fn ChangedNote(list: MaintenancesState, form: MaintenanceFormState, id: MaintenanceId) -> impl IntoView {
    let text = Context::get().text;
    let gone_id = id.clone();
    let is_gone = Memo::new(move |_| list.maintenances().is_some_and(|list| list.find(&gone_id).is_none()));
    let gone = move || {
        is_gone
            .get()
            .then(|| view! { <p class="admin-box" data-tone="major" role="alert">{text.maintenance.gone()}</p> })
    };
    let changed = move || {
        let (base, now) = (form.base.get()?, list.maintenance(&id)?);
        let fields = changed_fields(&base, &now);
        let is_shown = !fields.is_empty() && form.entry.save_status.get().is_touched();
        is_shown.then(|| {
            let items = fields.into_iter().map(|field| {
                let item = [text.form.label(field), ": ", &value(&now, field)].concat();
                view! { <li dir="auto">{item}</li> }
            });
            view! {
                <div class="admin-box" data-tone="minor">
                    <p>{text.maintenance.changed_meanwhile()}</p>
                    <ul>{items.collect_view()}</ul>
                </div>
            }
        })
    };
    view! { {live(gone)} <div role="status">{live(changed)}</div> }
}

/// A field of a maintenance in words.
fn value(maintenance: &Maintenance, field: Field) -> String {
    let Context { config, zone, text, .. } = Context::get();
    let zone = zone.get();
    let time = |at: Option<Timestamp>| {
        at.map_or_else(|| text.maintenance.nothing().to_owned(), |at| text.shared.moment(at, &*zone))
    };
    let flag = |is_on: bool| if is_on { text.maintenance.yes() } else { text.maintenance.no() }.to_owned();
    match field {
        Field::Name => maintenance.name.clone(),
        Field::Message => maintenance.message.clone(),
        Field::Components if maintenance.components.is_empty() => text.maintenance.nothing().to_owned(),
        Field::Components => {
            let names: Vec<&str> = maintenance.components.iter().map(|id| component_name(&config, id)).collect();
            names.join(text.shared.comma())
        }
        Field::PlannedStart => time(maintenance.planned_start),
        Field::PlannedEnd => time(maintenance.planned_end),
        Field::ActualStart => time(maintenance.actual_start),
        Field::ActualEnd => time(maintenance.actual_end),
        Field::CancelledTime => time(maintenance.cancelled),
        Field::AutoComplete => flag(maintenance.auto_complete),
        Field::Internal => flag(maintenance.internal),
        // A maintenance has none of these.
        Field::Impact | Field::Status | Field::Date | Field::Notify | Field::CreationTime | Field::ResolutionTime => {
            String::new()
        }
    }
}
