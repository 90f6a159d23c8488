//! The form for a new incident.

use super::field::Field;
use super::{NEW_HEADING, entry_fields, outcome};
use crate::admin::desk::{Act, Desk, Writing};
use crate::admin::kept::Subject;
use leptos::prelude::*;
use model::Impact;
use model::draft::Field as Part;
use text::admin::form as message;
use text::shared;

pub(super) fn form(desk: Desk) -> AnyView {
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        desk.does(Act::Send(Subject::New));
    };
    view! {
        <div class="admin-panel">
            <h2 id=NEW_HEADING tabindex="-1">{message::NEW}</h2>
            {outcome::restored(desk.new.entry)}
            {outcome::problems(desk, Subject::New, desk.new.entry)}
            <form novalidate on:submit=submit>
                {name(desk)}
                {impact(desk)}
                {entry_fields::fields(desk, Subject::New, desk.new.entry, None)}
                {outcome::buttons(desk, Subject::New, desk.new.entry)}
            </form>
        </div>
    }
    .into_any()
}

/// While another form is on screen.
pub(super) fn way_back(desk: Desk) -> AnyView {
    view! {
        <p class="admin-way-back">
            <button type="button" class="button" on:click=move |_| desk.does(Act::Write(Writing::New))>{message::BACK_TO_NEW}</button>
        </p>
    }
    .into_any()
}

fn name(desk: Desk) -> AnyView {
    let field = Field::new("new-name".into(), true, move || desk.new.entry.objection(Part::Name));
    let input = move |event| {
        desk.new.name.set(event_target_value(&event));
        desk.does(Act::Edited(Subject::New));
    };
    let control = view! {
        <input
            class="input"
            type="text"
            id=field.id.clone()
            autocomplete="off"
            dir="auto"
            aria-describedby=field.described_by()
            aria-invalid=field.invalid()
            prop:value=move || desk.new.name.get()
            on:input=input
        />
    };
    field.around(message::label(Part::Name), Some(message::NAME_HINT.into_any()), control.into_any())
}

fn impact(desk: Desk) -> AnyView {
    let field = Field::new("new-impact".into(), false, move || desk.new.entry.objection(Part::Impact));
    let choose = move |event| {
        let value = event_target_value(&event);
        desk.new.impact.set((!value.is_empty()).then(|| Impact::parse(&value)));
        desk.does(Act::Edited(Subject::New));
    };
    let options = Impact::KNOWN.iter().map(|impact| {
        let chosen = move || desk.new.impact.with(|chosen| chosen.as_ref() == Some(impact));
        view! { <option value=impact.as_str() prop:selected=chosen>{shared::impact(impact)}</option> }
    });
    let control = view! {
        <select
            class="input"
            id=field.id.clone()
            required
            aria-describedby=field.described_by()
            aria-invalid=field.invalid()
            on:change=choose
        >
            // Nothing is chosen for anybody: visitors read the impact first.
            <option value="" prop:selected=move || desk.new.impact.with(Option::is_none)>{message::NO_IMPACT}</option>
            {options.collect_view()}
        </select>
    };
    field.around(message::label(Part::Impact), None, control.into_any())
}
