//! The form for an update, in the row of its incident, above the timeline that the update goes to.

use super::draft_editor::DraftEditor;
use super::draft_storage::DraftKey;
use super::entry_fields::EntryFields;
use super::form_error::FormErrorKind;
use super::form_status::{DiscardedNote, DraftForm, ErrorSummary, RestoredNote};
use super::timeline::TimelineView;
use super::{EditorState, UPDATE_HEADING, UpdateFormState};
use crate::admin::Context;
use crate::admin::incidents::IncidentsState;
use crate::admin::ui::live;
use leptos::prelude::*;
use model::{Incident, IncidentId};

/// The form for an update, if it was opened.
#[component]
pub fn UpdateForm(state: EditorState, list: IncidentsState, incident: Memo<Incident>) -> impl IntoView {
    let text = Context::get().text;
    let id = incident.with_untracked(|incident| incident.id.clone());
    state.update_form(&id).map(|update| {
        let editor = DraftEditor { state, key: DraftKey::Update(id.clone()), form: update.entry, text };
        view! {
            <div class="admin-update">
                <h4 id=UPDATE_HEADING tabindex="-1">{text.form.update()}</h4>
                <DeletedNote list id/>
                <ConflictNote update/>
                <DiscardedNote editor=editor.clone()/>
                <RestoredNote editor=editor.clone()/>
                <ErrorSummary editor=editor.clone()/>
                <DraftForm editor=editor.clone()>
                    <EntryFields editor incident/>
                </DraftForm>
                <h4>{text.form.timeline()}</h4>
                {live(move || (!state.can_edit.get()).then(|| view! { <p class="admin-small">{text.form.cannot_edit()}</p> }))}
                {live(move || (!state.can_correct.get()).then(|| view! { <p class="admin-small">{text.form.cannot_correct()}</p> }))}
                <TimelineView update state incident/>
            </div>
        }
    })
}

/// The incident has disappeared from the list.
#[component]
pub fn DeletedNote(list: IncidentsState, id: IncidentId) -> impl IntoView {
    let text = Context::get().text.form;
    let is_gone = Memo::new(move |_| list.incidents().is_some_and(|list| list.find(&id).is_none()));
    live(move || is_gone.get().then(|| view! { <p class="admin-box" data-tone="major" role="alert">{text.gone()}</p> }))
}

/// Somebody else has posted. After an update was held back for it, the summary of errors says so instead.
#[component]
fn ConflictNote(update: UpdateFormState) -> impl IntoView {
    let text = Context::get().text.form;
    let has_conflict = Memo::new(move |_| update.has_conflict());
    let is_in_summary = move || {
        update
            .entry
            .submission
            .with(|submission| submission.errors().iter().any(|error| error.kind == FormErrorKind::Conflict))
    };
    let note = move || {
        (has_conflict.get() && !is_in_summary())
            .then(|| view! { <p class="admin-box" data-tone="minor">{text.news()}</p> })
    };
    view! { <div role="status">{live(note)}</div> }
}
