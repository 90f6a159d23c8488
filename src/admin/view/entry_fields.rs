//! The fields that both forms share: status, message, date, components, and whether to notify.

use super::components;
use super::field::Field;
use crate::admin::dates::{self, Notice};
use crate::admin::desk::{Act, Desk, EntryForm};
use crate::admin::kept::Subject;
use crate::admin::recovery::is_contradiction;
use crate::components::Context;
use leptos::prelude::*;
use model::draft::{EntryDraft, Field as Part};
use model::{Incident, Status, Timestamp};
use text::admin::form as message;
use text::shared;

/// `incident` is the one that is updated; a new one has none yet.
pub(super) fn fields(desk: Desk, subject: Subject, form: EntryForm, incident: Option<Memo<Incident>>) -> AnyView {
    let edit = Edit { desk, subject, form };
    view! {
        {status(&edit, incident)}
        {message_field(&edit)}
        {date(&edit)}
        {components::field(&edit)}
        {notify(&edit)}
    }
    .into_any()
}

/// Changes a draft and says so.
#[derive(Clone)]
pub(super) struct Edit {
    pub desk: Desk,
    pub subject: Subject,
    pub form: EntryForm,
}

impl Edit {
    pub(super) fn change(&self, change: impl FnOnce(&mut EntryDraft)) {
        self.form.draft.update(change);
        self.desk.does(Act::Edited(self.subject.clone()));
    }

    pub(super) fn id(&self, name: &str) -> String {
        format!("{}-{name}", self.subject.prefix())
    }

    pub(super) fn field(&self, name: &str, hinted: bool, part: Part) -> Field {
        let form = self.form;
        Field::new(self.id(name), hinted, move || form.objection(part))
    }
}

fn status(edit: &Edit, incident: Option<Memo<Incident>>) -> AnyView {
    let (form, field) = (edit.form, edit.field("status", incident.is_some(), Part::Status));
    let choose = {
        let edit = edit.clone();
        move |event| {
            let status = Status::parse(&event_target_value(&event));
            form.recovery.update(|recovery| edit.change(|draft| recovery.choose(draft, status)));
        }
    };
    let options = Status::KNOWN.iter().map(|status| {
        let chosen = move || form.draft.with(|draft| draft.status == *status);
        view! { <option value=status.as_str() prop:selected=chosen>{shared::status(status)}</option> }
    });
    let control = view! {
        <select class="input" id=field.id.clone() aria-describedby=field.described_by() aria-invalid=field.invalid() on:change=choose>
            {options.collect_view()}
        </select>
    };
    let hint = incident.map(|incident| {
        let hint = move || {
            let (will_be_open, broken) = form.draft.with(|draft| (draft.status.is_open(), is_contradiction(draft)));
            let changes = match (incident.with(Incident::is_open), will_be_open) {
                (true, false) => Some(message::RESOLVES),
                (false, true) => Some(message::REOPENS),
                (true, true) | (false, false) => None,
            };
            let said: Vec<&str> = changes.into_iter().chain(broken.then_some(message::NOT_ALL_WORK)).collect();
            // An empty text would take a line.
            (!said.is_empty()).then(|| said.join(" "))
        };
        hint.into_any()
    });
    field.around(message::label(Part::Status), hint, control.into_any())
}

fn message_field(edit: &Edit) -> AnyView {
    let (form, field) = (edit.form, edit.field("message", true, Part::Message));
    let input = {
        let edit = edit.clone();
        move |event| edit.change(|draft| draft.message = event_target_value(&event))
    };
    let control = view! {
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
    };
    field.around(message::label(Part::Message), Some(message::MESSAGE_HINT.into_any()), control.into_any())
}

fn date(edit: &Edit) -> AnyView {
    let (form, field) = (edit.form, edit.field("date", true, Part::Date));
    let Context { zone, present, .. } = Context::get();
    let hint = move || {
        let zone = zone.get();
        let now = present.get().unwrap_or(Timestamp::FIRST_UNAMBIGUOUS);
        let hint = format!("{} {}", message::DATE_HINT, message::date_zone(zone.name(), &zone.offset(now).to_string()));
        let notice = present.get().and_then(|now| form.draft.with(|draft| dates::notice(&draft.date, &*zone, now)));
        match notice {
            None => hint,
            Some(Notice::Ahead) => format!("{hint} {}", message::DATE_AHEAD),
            Some(Notice::Twice) => format!("{hint} {}", message::DATE_TWICE),
        }
    };
    let input = {
        let edit = edit.clone();
        move |event| edit.change(|draft| draft.date = event_target_value(&event))
    };
    let control = view! {
        <input
            class="input"
            type="datetime-local"
            id=field.id.clone()
            aria-describedby=field.described_by()
            aria-invalid=field.invalid()
            prop:value=move || form.draft.with(|draft| draft.date.clone())
            on:input=input
        />
    };
    field.around(message::label(Part::Date), Some(hint.into_any()), control.into_any())
}

fn notify(edit: &Edit) -> AnyView {
    let (form, field) = (edit.form, edit.field("notify", true, Part::Notify));
    let on = move || form.draft.with(|draft| draft.notify);
    let choose = {
        let edit = edit.clone();
        move |event| edit.change(|draft| draft.notify = event_target_checked(&event))
    };
    view! {
        <div class="field" data-invalid=field.invalid()>
            {field.error_view()}
            <div class="choice">
                <input
                    type="checkbox"
                    id=field.id.clone()
                    aria-describedby=field.described_by()
                    aria-invalid=field.invalid()
                    prop:checked=on
                    on:change=choose
                />
                <label for=field.id.clone()>{message::label(Part::Notify)}</label>
            </div>
            <p class="hint" id=field.hint_id()>
                {move || if on() { message::NOTIFY_ON } else { message::NOTIFY_OFF }}
            </p>
        </div>
    }
    .into_any()
}
