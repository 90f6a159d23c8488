//! The fields that several forms share: status, message, date, components, and whether to notify.

use super::EntryFormState;
use super::component_defaults::contradicts_resolved;
use super::component_fields::ComponentFields;
use super::date_warning::DateWarning;
use super::draft_editor::DraftEditor;
use super::draft_storage::DraftKey;
use super::time_hints::{lasting, zone_hint};
use crate::admin::Context;
use crate::admin::ui::{Checkbox, FormField, TextInput, live};
use crate::components::Message;
use leptos::prelude::*;
use model::draft::Field;
use model::{Incident, Status, Timestamp, markup};

/// The fields. `incident` is the one that is updated; a new incident has none.
#[component]
pub fn EntryFields(editor: DraftEditor, #[prop(optional)] incident: Option<Memo<Incident>>) -> impl IntoView {
    view! {
        <StatusField editor=editor.clone() incident/>
        <MessageField editor=editor.clone() hint=editor.text.form.message_hint()/>
        <DateField editor=editor.clone()/>
        <EndField editor=editor.clone()/>
        <ComponentFields editor=editor.clone()/>
        <NotifyField editor/>
    }
}

#[component]
fn StatusField(editor: DraftEditor, incident: Option<Memo<Incident>>) -> impl IntoView {
    let text = editor.text;
    let (form, field) = (editor.form, editor.control("status", incident.is_some(), Field::Status));
    let choose = move |event| {
        let status = Status::parse(&event_target_value(&event));
        form.component_defaults.update(|defaults| editor.change(|draft| defaults.change_status(draft, status)));
    };
    let options = Status::KNOWN.iter().map(move |status| {
        let is_chosen = move || form.draft.with(|draft| draft.status == *status);
        view! { <option value=status.as_str() prop:selected=is_chosen>{text.shared.status(status)}</option> }
    });
    let hint = incident.map(|incident| {
        let hint = move || {
            let (will_be_open, contradicts) =
                form.draft.with(|draft| (draft.status.is_open(), contradicts_resolved(draft)));
            let change = match (incident.with(Incident::is_open), will_be_open) {
                (true, false) => Some(text.form.resolves()),
                (false, true) => Some(text.form.reopens()),
                (true, true) | (false, false) => None,
            };
            match (change, contradicts) {
                // An empty text would take up a line.
                (None, false) => None,
                (None, true) => Some(text.form.not_all_work().to_owned()),
                (Some(change), false) => Some(change.to_owned()),
                (Some(change), true) => Some(text.form.and_not_all_work(change)),
            }
        };
        hint.into_any()
    });
    view! {
        <FormField field=field.clone() label=text.form.label(Field::Status) hint>
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

/// The message, with its preview unless visitors won't see it.
#[component]
pub fn MessageField(
    editor: DraftEditor,
    hint: &'static str,
    #[prop(default = Signal::stored(true))] is_public: Signal<bool>,
) -> impl IntoView {
    let text = editor.text.form;
    let (form, field) = (editor.form, editor.control("message", true, Field::Message));
    let preview = editor.id("preview");
    let input = move |event| editor.change(|draft| draft.message = event_target_value(&event));
    view! {
        <FormField
            field=field.clone()
            label=text.label(Field::Message)
            hint=Some(hint.into_any())
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
            {live(move || is_public.get().then(|| view! { <MessagePreview id=preview.clone() form/> }))}
        </FormField>
    }
}

/// A preview, as soon as the published message differs from the typed one.
#[component]
fn MessagePreview(id: String, form: EntryFormState) -> impl IntoView {
    let Context { text, .. } = Context::get();
    let message = Memo::new(move |_| form.draft.with(|draft| draft.message.trim().to_owned()));
    let is_formatted = Memo::new(move |_| message.with(|message| markup::is_formatted(&markup::parse(message))));
    live(move || {
        let id = id.clone();
        is_formatted.get().then(|| {
            let new_tab = text.view.new_tab();
            view! {
                <div class="admin-preview" role="group" aria-labelledby=id.clone()>
                    <p class="hint" id=id.clone()>{text.form.preview()}</p>
                    {live(move || message.with(|text| view! { <Message text new_tab/> }))}
                </div>
            }
        })
    })
}

#[component]
fn DateField(editor: DraftEditor) -> impl IntoView {
    let text = editor.text.form;
    let (form, field) = (editor.form, editor.control("date", true, Field::Date));
    let (own, is_edit) = (editor.text.maintenance, matches!(editor.key, DraftKey::Edit(..)));
    let Context { zone, present, .. } = Context::get();
    let hint = move || {
        let zone = zone.get();
        let now = present.get().unwrap_or(Timestamp::FIRST_UNAMBIGUOUS);
        let offset = zone.offset(now).to_string();
        // A date that is cleared while an entry is edited stays as it was.
        let hint = if is_edit { own.zone_hint(zone.name(), &offset) } else { text.date_zone(zone.name(), &offset) };
        let warning = present.get().and_then(|now| form.draft.with(|draft| DateWarning::of(&draft.date, &*zone, now)));
        match warning {
            None => hint,
            Some(DateWarning::Future) => text.date_ahead(&hint),
            Some(DateWarning::Ambiguous) => text.date_twice(&hint),
        }
    };
    let input = move |date| editor.change(|draft| draft.date = date);
    view! {
        <TextInput
            kind="datetime-local"
            field
            label=text.label(Field::Date)
            hint=Some(hint.into_any())
            value=Signal::derive(move || form.draft.with(|draft| draft.date.clone()))
            on_input=Callback::new(input)
        />
    }
}

/// When a past incident was resolved, where the API takes it together with its start.
#[component]
fn EndField(editor: DraftEditor) -> impl IntoView {
    let text = editor.text;
    let state = editor.state;
    (editor.key == DraftKey::New).then(|| {
        live(move || {
            let editor = editor.clone();
            state.is_past().then(|| {
                let start = Signal::derive(move || editor.form.draft.with(|draft| draft.date.clone()));
                let end: Signal<String> = state.new.end.into();
                let hint = move || lasting(start, end, &text.correction.end_hint(&zone_hint(end)));
                let field = editor.control("end", true, Field::ResolutionTime);
                let input = move |end| {
                    state.new.end.set(end);
                    editor.edited();
                };
                view! {
                    <TextInput
                        kind="datetime-local"
                        field
                        label=text.form.label(Field::ResolutionTime)
                        hint=Some(live(hint))
                        value=end
                        on_input=Callback::new(input)
                    />
                }
            })
        })
    })
}

/// Whether to notify subscribers, unless the API says that it can't.
#[component]
pub fn NotifyField(editor: DraftEditor) -> impl IntoView {
    let can_notify = editor.state.can_notify;
    live(move || {
        let editor = editor.clone();
        can_notify.get().then(|| view! { <NotifyCheckbox editor/> })
    })
}

#[component]
fn NotifyCheckbox(editor: DraftEditor) -> impl IntoView {
    let text = editor.text.form;
    let (form, field) = (editor.form, editor.control("notify", true, Field::Notify));
    let is_on = move || form.draft.with(|draft| draft.notify);
    let choose = move |notify| editor.change(|draft| draft.notify = notify);
    view! {
        <Checkbox
            field
            label=text.label(Field::Notify)
            hints=[text.notify_on(), text.notify_off()]
            is_on=Signal::derive(is_on)
            on_change=Callback::new(choose)
        />
    }
}
