//! The form for a correction of an incident, above the log of its changes.

use super::change_log::ChangeLog;
use super::correction::CorrectionDraft;
use super::draft_editor::DraftEditor;
use super::draft_storage::DraftKey;
use super::form_status::{DiscardedNote, DraftForm, ErrorSummary, RestoredNote};
use super::new_form::ImpactOptions;
use super::time_hints::{lasting, zone_hint};
use super::update_form::DeletedNote;
use super::{CorrectionFormState, EditorState};
use crate::admin::Context;
use crate::admin::incidents::IncidentsState;
use crate::admin::ui::{FormField, TextInput, live};
use leptos::prelude::*;
use model::draft::Field;
use model::{Impact, Incident};

/// The form, if it was opened.
#[component]
pub fn CorrectionForm(state: EditorState, list: IncidentsState, incident: Memo<Incident>) -> impl IntoView {
    let text = Context::get().text;
    let id = incident.with_untracked(|incident| incident.id.clone());
    let key = DraftKey::Correct(id.clone());
    state.correction_form(&key).map(|form| {
        let editor = DraftEditor { state, key: key.clone(), form: form.entry, text };
        let log_heading = text.correction.log();
        view! {
            <div class="admin-update">
                <h4 id=key.heading_id() tabindex="-1">{text.correction.heading()}</h4>
                <p class="admin-small">{text.correction.hint()}</p>
                <DeletedNote list id/>
                <DiscardedNote editor=editor.clone()/>
                <RestoredNote editor=editor.clone()/>
                <ErrorSummary editor=editor.clone()/>
                <DraftForm editor=editor.clone()>
                    <Fields editor form/>
                </DraftForm>
                <h4>{log_heading}</h4>
                <ChangeLog state/>
            </div>
        }
        .into_any()
    })
}

#[component]
fn Fields(editor: DraftEditor, form: CorrectionFormState) -> impl IntoView {
    let text = editor.text;
    let value =
        move |of: fn(&CorrectionDraft) -> &String| Signal::derive(move || form.draft.with(|draft| of(draft).clone()));
    let set = move |editor: &DraftEditor, change: fn(&mut CorrectionDraft, String)| {
        let editor = editor.clone();
        Callback::new(move |text| {
            form.draft.update(|draft| change(draft, text));
            editor.edited();
        })
    };
    let (start, end) = (value(|draft| &draft.start), value(|draft| &draft.end));
    let is_over = Memo::new(move |_| form.draft.with(|draft| !draft.base.is_open()));
    let impact = editor.control("impact", false, Field::Impact);
    let choose = set(&editor, |draft, impact| draft.impact = Impact::parse(&impact));
    let chosen = Signal::derive(move || Some(form.draft.with(|draft| draft.impact.clone())));
    let end_field = {
        let editor = editor.clone();
        move || {
            is_over.get().then(|| {
                view! {
                    <TextInput
                        kind="datetime-local"
                        field=editor.control("end", true, Field::ResolutionTime)
                        label=text.form.label(Field::ResolutionTime)
                        hint=Some(live(move || lasting(start, end, &zone_hint(end))))
                        value=end
                        on_input=set(&editor, |draft, end| draft.end = end)
                    />
                }
            })
        }
    };
    view! {
        <TextInput
            field=editor.control("name", false, Field::Name)
            label=text.form.label(Field::Name)
            hint=None
            value=value(|draft| &draft.name)
            on_input=set(&editor, |draft, name| draft.name = name)
        />
        <FormField field=impact.clone() label=text.form.label(Field::Impact)>
            <select
                class="input"
                id=impact.id.clone()
                aria-describedby=impact.described_by()
                aria-invalid=impact.invalid()
                on:change=move |event| choose.run(event_target_value(&event))
            >
                <ImpactOptions chosen/>
            </select>
        </FormField>
        <TextInput
            kind="datetime-local"
            field=editor.control("start", true, Field::CreationTime)
            label=text.form.label(Field::CreationTime)
            hint=Some(live(move || zone_hint(start)))
            value=start
            on_input=set(&editor, |draft, start| draft.start = start)
        />
        {live(end_field)}
    }
    .into_any()
}
