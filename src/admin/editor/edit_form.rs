//! The form for an edit of an entry, beside the entry as it is.

use super::draft_editor::DraftEditor;
use super::draft_storage::DraftKey;
use super::entry_fields::EntryFields;
use super::form_status::{DiscardedNote, DraftForm, ErrorSummary, RestoredNote};
use super::timeline::EntryItem;
use super::update_form::DeletedNote;
use super::{EditorAction, EditorState, OpenForm};
use crate::admin::Context;
use crate::admin::incidents::IncidentsState;
use crate::admin::ui::live;
use leptos::prelude::*;
use model::{Entry, Incident};

/// The form, if it was opened.
#[component]
pub fn EditForm(state: EditorState, list: IncidentsState, incident: Memo<Incident>, entry: Entry) -> impl IntoView {
    let text = Context::get().text;
    let id = incident.with_untracked(|incident| incident.id.clone());
    let key = entry.id.map(|entry| DraftKey::Edit(id.clone(), entry))?;
    let form = state.edit_form(&key)?;
    let editor = DraftEditor { state, key: key.clone(), form: form.entry, text };
    let back = move |_| state.dispatch(EditorAction::Open(OpenForm::Update(incident.get_untracked())));
    let view = view! {
        <div class="admin-update">
            <div class="admin-buttons">
                <h4 id=key.heading_id() tabindex="-1">{text.correction.edit_heading()}</h4>
                <button type="button" class="button" on:click=back>{text.correction.back()}</button>
            </div>
            <DeletedNote list id/>
            <DiscardedNote editor=editor.clone()/>
            <RestoredNote editor=editor.clone()/>
            <ErrorSummary editor=editor.clone()/>
            <div class="admin-compare">
                <div>
                    <p class="hint">{text.correction.as_posted()}</p>
                    <ol class="timeline">{live(move || view! { <EntryItem entry=form.base.get()/> })}</ol>
                </div>
                <DraftForm editor=editor.clone()>
                    <EntryFields editor/>
                </DraftForm>
            </div>
        </div>
    };
    Some(view.into_any())
}
