//! The status of a form: its errors, the result of a lost request, whether its draft is saved, and the buttons.

use super::draft_editor::DraftEditor;
use super::draft_storage::DraftKey;
use super::form_error::{FormError, FormErrorKind};
use super::reconcile::Reconciliation;
use super::submission::Submission;
use super::{EditorAction, EntryFormState, SaveStatus};
use contract::incident_api::ApiError;
use contract::incident_api::error::Cause;
use leptos::prelude::*;
use model::draft::Field;
use text::admin::{self, form as message};

/// The summary of errors. It takes the focus when it appears, and links to the fields.
#[component]
pub fn ErrorSummary(editor: DraftEditor) -> impl IntoView {
    let id = editor.key.summary_id();
    move || {
        let content = editor.form.submission.with(|submission| summary(&editor, submission))?;
        Some(view! { <div class="admin-problems" id=id.clone() role="alert" tabindex="-1">{content}</div> })
    }
}

fn summary(editor: &DraftEditor, submission: &Submission) -> Option<AnyView> {
    let kind = editor.key.kind();
    let content = match submission {
        Submission::Editing | Submission::Sending => return None,
        Submission::Invalid(errors) => {
            view! { <InvalidFields editor=editor.clone() errors=errors.clone()/> }.into_any()
        }
        Submission::Failed(error) => {
            let text = match (error.cause, &editor.key) {
                (Cause::NotFound, DraftKey::Update(_)) => message::UPDATE_GONE.to_owned(),
                _ => message::failed(kind, error),
            };
            view! { <h3>{message::REFUSED}</h3> <p>{text}</p> }.into_any()
        }
        Submission::Reconciling(error) => {
            view! { <h3>{message::lost(kind)}</h3> <p>{admin::happened(error)} " " {message::LOOKING}</p> }.into_any()
        }
        // The form is about to be emptied.
        Submission::Unconfirmed(_, Reconciliation::Stored(_)) => ().into_any(),
        Submission::Unconfirmed(error, reconciliation) => {
            let (error, reconciliation) = (error.clone(), reconciliation.clone());
            view! { <LostRequest editor=editor.clone() error reconciliation/> }.into_any()
        }
    };
    Some(content)
}

/// The errors of the fields.
#[component]
fn InvalidFields(editor: DraftEditor, errors: Vec<FormError>) -> impl IntoView {
    let is_from_api = errors.iter().any(|error| matches!(error.kind, FormErrorKind::FromApi(_)));
    let heading = if is_from_api { message::REFUSED } else { message::PROBLEMS };
    let items = errors.into_iter().map(|error| view! { <ErrorItem editor=editor.clone() error/> });
    view! { <h3>{heading}</h3> <ul>{items.collect_view()}</ul> }
}

/// One error, as a link to its field if the form has it.
#[component]
fn ErrorItem(editor: DraftEditor, error: FormError) -> impl IntoView {
    let text = error.text();
    let Some(id) = error.field.and_then(|field| control_id(&editor.key, field)) else {
        return view! { <li dir="auto">{text}</li> }.into_any();
    };
    let address = format!("#{id}");
    let focus = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        editor.state.dispatch(EditorAction::Focus(id.clone()));
    };
    view! { <li dir="auto"><a href=address on:click=focus>{text}</a></li> }.into_any()
}

/// A lost request, with the two ways to go on. It is sent again only if a person decides so.
#[component]
fn LostRequest(editor: DraftEditor, error: ApiError, reconciliation: Reconciliation) -> impl IntoView {
    let kind = editor.key.kind();
    let (heading, text) = match &reconciliation {
        Reconciliation::Absent | Reconciliation::Stored(_) => {
            (message::not_there(kind), message::not_there_text(kind).to_owned())
        }
        Reconciliation::Incomplete(unreadable) => (message::lost(kind), message::not_seen_text(kind, *unreadable)),
        Reconciliation::Unreachable(error) => (message::lost(kind), message::not_asked_text(kind, error)),
    };
    let text = format!("{} {text}", admin::happened(&error));
    let (state, key) = (editor.state, editor.key);
    let check = {
        let key = key.clone();
        move |_| state.dispatch(EditorAction::ReconcileAgain(key.clone()))
    };
    let submit = move |_| state.dispatch(EditorAction::SubmitAgain(key.clone()));
    view! {
        <h3>{heading}</h3>
        <p>{text}</p>
        <div class="admin-buttons">
            <button type="button" class="button" on:click=check>{message::LOOK_AGAIN}</button>
            <button type="button" class="button" on:click=submit>{message::again(kind)}</button>
        </div>
    }
}

/// The id of a field's control. An update has neither name nor impact, and no form has the incident's start and end.
fn control_id(key: &DraftKey, field: Field) -> Option<String> {
    let name = match (field, key) {
        (Field::Name | Field::Impact, DraftKey::Update(_)) | (Field::CreationTime | Field::ResolutionTime, _) => {
            return None;
        }
        (Field::Name, DraftKey::New) => "name",
        (Field::Impact, DraftKey::New) => "impact",
        (Field::Status, _) => "status",
        (Field::Message, _) => "message",
        (Field::Date, _) => "date",
        (Field::Components, _) => "components",
        (Field::Notify, _) => "notify",
    };
    Some(format!("{}-{name}", key.id_prefix()))
}

/// The draft was restored from an earlier visit. That it may have been sent already is shown for as long as the draft
/// exists.
#[component]
pub fn RestoredNote(form: EntryFormState) -> impl IntoView {
    let is_restored = Memo::new(move |_| form.save_status.get() == SaveStatus::Restored);
    move || match (form.is_unconfirmed.get(), is_restored.get()) {
        (true, _) => Some(view! { <p class="admin-box" data-tone="major">{message::RESTORED_UNANSWERED}</p> }),
        (false, true) => Some(view! { <p class="admin-box" data-tone="notice">{message::RESTORED}</p> }),
        (false, false) => None,
    }
}

/// Whether the draft is saved, and the buttons.
#[component]
pub fn FormButtons(editor: DraftEditor) -> impl IntoView {
    let form = editor.form;
    let is_busy = Memo::new(move |_| form.submission.with(Submission::is_busy));
    view! {
        <SaveNote form/>
        <div class="admin-buttons">
            <SubmitButton editor=editor.clone() is_busy/>
            <DiscardButton editor is_busy/>
        </div>
    }
}

#[component]
fn SaveNote(form: EntryFormState) -> impl IntoView {
    move || match form.save_status.get() {
        // A note above the form says that it was restored.
        SaveStatus::Untouched | SaveStatus::Restored => ().into_any(),
        SaveStatus::Saved => view! { <p class="admin-small">{message::KEPT}</p> }.into_any(),
        SaveStatus::Failed => {
            view! { <p class="admin-box" data-tone="major" role="alert">{message::NOT_KEPT}</p> }.into_any()
        }
    }
}

/// Sends the form. After a lost request the summary has the buttons instead.
#[component]
fn SubmitButton(editor: DraftEditor, is_busy: Memo<bool>) -> impl IntoView {
    let (form, kind) = (editor.form, editor.key.kind());
    let is_lost =
        Memo::new(move |_| form.submission.with(|submission| matches!(submission, Submission::Unconfirmed(..))));
    move || {
        (!is_lost.get()).then(|| {
            view! {
                <button
                    type="submit"
                    class="button"
                    data-kind="primary"
                    aria-disabled=move || is_busy.get().then_some("true")
                >
                    {move || if is_busy.get() { message::saving(kind) } else { message::button(kind) }}
                </button>
            }
        })
    }
}

#[component]
fn DiscardButton(editor: DraftEditor, is_busy: Memo<bool>) -> impl IntoView {
    let (form, state, key) = (editor.form, editor.state, editor.key);
    let is_touched = Memo::new(move |_| form.save_status.get().is_touched());
    move || {
        let key = key.clone();
        (is_touched.get() && !is_busy.get()).then(|| {
            let discard = move |_| state.dispatch(EditorAction::Discard(key.clone()));
            view! { <button type="button" class="button" data-kind="quiet" on:click=discard>{message::DISCARD}</button> }
        })
    }
}
