//! The fields that both forms share: status, message, date, components, and whether to notify.

use super::component_defaults::contradicts_resolved;
use super::component_fields::ComponentFields;
use super::date_warning::DateWarning;
use super::draft_editor::DraftEditor;
use crate::admin::ui::{FieldError, FormField};
use crate::components::Context;
use leptos::prelude::*;
use model::draft::Field;
use model::{Incident, Status, Timestamp};
use text::admin::form as message;
use text::shared;

/// The fields. `incident` is the one that is updated; a new incident has none.
#[component]
pub fn EntryFields(editor: DraftEditor, #[prop(optional)] incident: Option<Memo<Incident>>) -> impl IntoView {
    view! {
        <StatusField editor=editor.clone() incident/>
        <MessageField editor=editor.clone()/>
        <DateField editor=editor.clone()/>
        <ComponentFields editor=editor.clone()/>
        <NotifyField editor/>
    }
}

#[component]
fn StatusField(editor: DraftEditor, incident: Option<Memo<Incident>>) -> impl IntoView {
    let (form, field) = (editor.form, editor.control("status", incident.is_some(), Field::Status));
    let choose = move |event| {
        let status = Status::parse(&event_target_value(&event));
        form.component_defaults.update(|defaults| editor.change(|draft| defaults.change_status(draft, status)));
    };
    let options = Status::KNOWN.iter().map(move |status| {
        let is_chosen = move || form.draft.with(|draft| draft.status == *status);
        view! { <option value=status.as_str() prop:selected=is_chosen>{shared::status(status)}</option> }
    });
    let hint = incident.map(|incident| {
        let hint = move || {
            let (will_be_open, contradicts) =
                form.draft.with(|draft| (draft.status.is_open(), contradicts_resolved(draft)));
            let change = match (incident.with(Incident::is_open), will_be_open) {
                (true, false) => Some(message::RESOLVES),
                (false, true) => Some(message::REOPENS),
                (true, true) | (false, false) => None,
            };
            let sentences: Vec<&str> = change.into_iter().chain(contradicts.then_some(message::NOT_ALL_WORK)).collect();
            // An empty text would take up a line.
            (!sentences.is_empty()).then(|| sentences.join(" "))
        };
        hint.into_any()
    });
    view! {
        <FormField field=field.clone() label=message::label(Field::Status) hint>
            <select
                class="input"
                id=field.id.clone()
                aria-describedby=field.described_by()
                aria-invalid=field.invalid()
                on:change=choose
            >
                {options.collect_view()}
            </select>
        </FormField>
    }
}

#[component]
fn MessageField(editor: DraftEditor) -> impl IntoView {
    let (form, field) = (editor.form, editor.control("message", true, Field::Message));
    let input = move |event| editor.change(|draft| draft.message = event_target_value(&event));
    view! {
        <FormField
            field=field.clone()
            label=message::label(Field::Message)
            hint=Some(message::MESSAGE_HINT.into_any())
        >
            <textarea
                class="input"
                id=field.id.clone()
                rows="5"
                dir="auto"
                aria-describedby=field.described_by()
                aria-invalid=field.invalid()
                prop:value=move || form.draft.with(|draft| draft.message.clone())
                on:input=input
            ></textarea>
        </FormField>
    }
}

#[component]
fn DateField(editor: DraftEditor) -> impl IntoView {
    let (form, field) = (editor.form, editor.control("date", true, Field::Date));
    let Context { zone, present, .. } = Context::get();
    let hint = move || {
        let zone = zone.get();
        let now = present.get().unwrap_or(Timestamp::FIRST_UNAMBIGUOUS);
        let hint = format!("{} {}", message::DATE_HINT, message::date_zone(zone.name(), &zone.offset(now).to_string()));
        let warning = present.get().and_then(|now| form.draft.with(|draft| DateWarning::of(&draft.date, &*zone, now)));
        match warning {
            None => hint,
            Some(DateWarning::Future) => format!("{hint} {}", message::DATE_AHEAD),
            Some(DateWarning::Ambiguous) => format!("{hint} {}", message::DATE_TWICE),
        }
    };
    let input = move |event| editor.change(|draft| draft.date = event_target_value(&event));
    view! {
        <FormField field=field.clone() label=message::label(Field::Date) hint=Some(hint.into_any())>
            <input
                class="input"
                type="datetime-local"
                id=field.id.clone()
                aria-describedby=field.described_by()
                aria-invalid=field.invalid()
                prop:value=move || form.draft.with(|draft| draft.date.clone())
                on:input=input
            />
        </FormField>
    }
}

#[component]
fn NotifyField(editor: DraftEditor) -> impl IntoView {
    let (form, field) = (editor.form, editor.control("notify", true, Field::Notify));
    let is_on = move || form.draft.with(|draft| draft.notify);
    let choose = move |event| editor.change(|draft| draft.notify = event_target_checked(&event));
    view! {
        <div class="field" data-invalid=field.invalid()>
            <FieldError field=field.clone()/>
            <div class="choice">
                <input
                    type="checkbox"
                    id=field.id.clone()
                    aria-describedby=field.described_by()
                    aria-invalid=field.invalid()
                    prop:checked=is_on
                    on:change=choose
                />
                <label for=field.id.clone()>{message::label(Field::Notify)}</label>
            </div>
            <p class="hint" id=field.hint_id()>
                {move || if is_on() { message::NOTIFY_ON } else { message::NOTIFY_OFF }}
            </p>
        </div>
    }
}
