//! The form for a new incident.

use super::draft_editor::DraftEditor;
use super::draft_storage::DraftKey;
use super::entry_fields::EntryFields;
use super::form_status::{DiscardedNote, DraftForm, ErrorSummary, RestoredNote};
use super::{EditorAction, EditorState, NEW_FORM, NEW_HEADING, OpenForm};
use crate::admin::Context;
use crate::admin::ui::{FieldControl, FormField, TextInput, live};
use leptos::prelude::*;
use model::Impact;
use model::draft::Field;

/// The form for a new incident.
#[component]
pub fn NewIncidentForm(state: EditorState) -> impl IntoView {
    let text = Context::get().text;
    let editor = DraftEditor { state, key: DraftKey::New, form: state.new.entry, text };
    view! {
        <div class="admin-panel" id=NEW_FORM>
            <h2 id=NEW_HEADING tabindex="-1">{text.form.new_incident()}</h2>
            <DiscardedNote editor=editor.clone()/>
            <RestoredNote editor=editor.clone()/>
            <ErrorSummary editor=editor.clone()/>
            <DraftForm editor=editor.clone()>
                <NameField state/>
                <ImpactField state/>
                <EntryFields editor/>
            </DraftForm>
        </div>
    }
}

/// The button back to that form, while another form is on screen.
#[component]
pub fn NewIncidentLink(state: EditorState) -> impl IntoView {
    let text = Context::get().text.form;
    let open = move |_| state.dispatch(EditorAction::Open(OpenForm::New));
    view! {
        <p class="admin-way-back">
            <button type="button" class="button" on:click=open>{text.back_to_new()}</button>
        </p>
    }
}

#[component]
fn NameField(state: EditorState) -> impl IntoView {
    let text = Context::get().text.form;
    let field = FieldControl::new("new-name".into(), true, move || state.new.entry.error_for(Field::Name, text));
    let input = move |name| {
        state.new.name.set(name);
        state.dispatch(EditorAction::Edited(DraftKey::New));
    };
    view! {
        <TextInput
            field
            label=text.label(Field::Name)
            hint=Some(text.name_hint().into_any())
            value=state.new.name.into()
            on_input=Callback::new(input)
        />
    }
}

#[component]
fn ImpactField(state: EditorState) -> impl IntoView {
    let text = Context::get().text;
    let field =
        FieldControl::new("new-impact".into(), false, move || state.new.entry.error_for(Field::Impact, text.form));
    let choose = move |event| {
        let value = event_target_value(&event);
        state.new.choose_impact((!value.is_empty()).then(|| Impact::parse(&value)));
        state.dispatch(EditorAction::Edited(DraftKey::New));
    };
    view! {
        <FormField field=field.clone() label=text.form.label(Field::Impact)>
            <select
                class="input"
                id=field.id.clone()
                required
                aria-describedby=field.described_by()
                aria-invalid=field.invalid()
                on:change=choose
            >
                // A person has to choose: visitors read the impact first, so it has no default.
                <option value="" prop:selected=move || state.new.impact.with(Option::is_none)>
                    {text.form.no_impact()}
                </option>
                <ImpactOptions chosen=state.new.impact.into()/>
            </select>
        </FormField>
    }
}

/// The impacts to choose from. An unknown one can't be sent; it is shown as it came until another one is chosen.
#[component]
pub fn ImpactOptions(chosen: Signal<Option<Impact>>) -> impl IntoView {
    let text = Context::get().text.shared;
    let options = Impact::KNOWN.iter().map(move |impact| {
        let is_chosen = move || chosen.with(|chosen| chosen.as_ref() == Some(impact));
        view! { <option value=impact.as_str() prop:selected=is_chosen>{text.impact(impact)}</option> }
    });
    let unknown = move || {
        let unknown = chosen.get().filter(|impact| !Impact::KNOWN.contains(impact));
        unknown.map(|impact| {
            let text = text.impact(&impact).to_owned();
            view! { <option value=impact.as_str().to_owned() disabled prop:selected=true>{text}</option> }
        })
    };
    view! { {live(unknown)} {options.collect_view()} }
}
