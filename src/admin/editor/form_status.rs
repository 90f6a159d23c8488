//! The status of a form: its errors, the result of a lost request, whether its draft is saved, its buttons and
//! keys.

use super::draft_editor::DraftEditor;
use super::draft_storage::DraftKey;
use super::form_error::{FormError, FormErrorKind};
use super::reconcile::Reconciliation;
use super::submission::Submission;
use super::{EditorAction, EntryFormState, SaveStatus};
use crate::admin::Context;
use crate::admin::ui::{SEND_KEYS, live, sends};
use contract::incident_api::ApiError;
use contract::incident_api::error::Cause;
use leptos::prelude::*;
use model::draft::Field;

/// The summary of errors. It takes the focus when it appears, and links to the fields.
#[component]
pub fn ErrorSummary(editor: DraftEditor) -> impl IntoView {
    let id = editor.key.summary_id();
    live(move || {
        let content = editor.form.submission.with(|submission| summary(&editor, submission))?;
        Some(view! { <div class="admin-problems" id=id.clone() role="alert" tabindex="-1">{content}</div> })
    })
}

fn summary(editor: &DraftEditor, submission: &Submission) -> Option<AnyView> {
    let (kind, text) = (editor.key.kind(), editor.text);
    let content = match submission {
        Submission::Editing | Submission::Sending => return None,
        Submission::Invalid(errors) => {
            view! { <InvalidFields editor=editor.clone() errors=errors.clone()/> }.into_any()
        }
        Submission::Failed(error) => {
            let reason = match (error.cause, &editor.key) {
                (Cause::NotFound, DraftKey::Update(_)) => text.form.update_gone().to_owned(),
                (_, DraftKey::Edit(..)) if !editor.state.can_edit.get() => text.form.cannot_edit().to_owned(),
                (_, DraftKey::Correct(_)) if !editor.state.can_correct.get() => text.form.cannot_correct().to_owned(),
                (Cause::NotFound, DraftKey::Edit(..)) => text.form.entry_gone().to_owned(),
                (Cause::NotFound, DraftKey::Correct(_)) => text.form.gone().to_owned(),
                (Cause::NotFound, DraftKey::Change(_)) => text.maintenance.gone().to_owned(),
                _ => text.submission_failed(kind, error),
            };
            view! { <h3>{text.form.refused()}</h3> <p>{reason}</p> }.into_any()
        }
        Submission::Reconciling(error) => {
            let progress = text.form.looking(&text.error.happened(error));
            view! { <h3>{text.form.lost(kind)}</h3> <p>{progress}</p> }.into_any()
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
    let text = editor.text.form;
    let heading = if is_from_api { text.refused() } else { text.problems() };
    let items = errors.into_iter().map(|error| view! { <ErrorItem editor=editor.clone() error/> });
    view! { <h3>{heading}</h3> <ul>{items.collect_view()}</ul> }
}

/// One error, as a link to its field if the form has it.
#[component]
fn ErrorItem(editor: DraftEditor, error: FormError) -> impl IntoView {
    let text = error.text(editor.text.form);
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
    let (kind, text, errors) = (editor.key.kind(), editor.text.form, editor.text.error);
    let cause = errors.happened(&error);
    let (heading, next) = match &reconciliation {
        Reconciliation::Absent | Reconciliation::Stored(_) => (text.absent(kind), text.absent_next(kind, &cause)),
        Reconciliation::Incomplete(unreadable) => (text.lost(kind), text.incomplete(kind, *unreadable, &cause)),
        Reconciliation::Unreachable(error) => {
            (text.lost(kind), text.unreachable(kind, &cause, &errors.happened(error)))
        }
    };
    let (state, key) = (editor.state, editor.key);
    let check = {
        let key = key.clone();
        move |_| state.dispatch(EditorAction::ReconcileAgain(key.clone()))
    };
    let submit = move |_| state.dispatch(EditorAction::SubmitAgain(key.clone()));
    view! {
        <h3>{heading}</h3>
        <p>{next}</p>
        <div class="admin-buttons">
            <button type="button" class="button" on:click=check>{text.look_again()}</button>
            <button type="button" class="button" on:click=submit>{text.again(kind)}</button>
        </div>
    }
}

/// The id of a field's control, if its form has the field.
fn control_id(key: &DraftKey, field: Field) -> Option<String> {
    let (is_maintenance, is_correction) = match key {
        DraftKey::New | DraftKey::Update(_) | DraftKey::Edit(..) => (false, false),
        DraftKey::Correct(_) => (false, true),
        DraftKey::Plan | DraftKey::Change(_) => (true, false),
    };
    let is_new = *key == DraftKey::New;
    let is_entry = !is_maintenance && !is_correction;
    let (name, is_there) = match field {
        Field::Name => ("name", is_new || !is_entry),
        Field::Impact => ("impact", is_new || is_correction),
        Field::Status => ("status", is_entry),
        Field::Message => ("message", !is_correction),
        Field::Date => ("date", is_entry),
        Field::Components => ("components", !is_correction),
        Field::Notify => ("notify", !is_correction),
        Field::CreationTime => ("start", is_correction),
        Field::ResolutionTime => ("end", is_new || is_correction),
        Field::PlannedStart => ("start", is_maintenance),
        Field::PlannedEnd => ("end", is_maintenance),
        Field::AutoComplete => ("auto-complete", is_maintenance),
        Field::Internal => ("internal", is_maintenance),
        Field::ActualStart | Field::ActualEnd | Field::CancelledTime => return None,
    };
    is_there.then(|| format!("{}-{name}", key.id_prefix()))
}

/// The draft was restored from an earlier visit. That it may have been sent already is shown for as long as the draft
/// exists.
#[component]
pub fn RestoredNote(editor: DraftEditor) -> impl IntoView {
    let (form, text) = (editor.form, editor.text.form);
    let notify =
        move |note: &str| if editor.state.can_notify.get() { text.notify_reset(note) } else { note.to_owned() };
    let is_restored = Memo::new(move |_| form.save_status.get() == SaveStatus::Restored);
    live(move || match (form.is_unconfirmed.get(), is_restored.get()) {
        (true, _) => {
            Some(view! { <p class="admin-box" data-tone="major">{notify(text.unanswered(editor.key.kind()))}</p> })
        }
        (false, true) => Some(view! { <p class="admin-box" data-tone="notice">{notify(text.restored())}</p> }),
        (false, false) => None,
    })
}

/// That a draft was discarded, and the way to bring it back. The region is always in the document, because one that appears
/// together with its text isn't read out.
#[component]
pub fn DiscardedNote(editor: DraftEditor) -> impl IntoView {
    let (form, state, text) = (editor.form, editor.state, editor.text.form);
    let is_discarded = Memo::new(move |_| form.discarded.with(Option::is_some));
    let note = move || {
        let key = editor.key.clone();
        is_discarded.get().then(|| {
            let undo = move |_| state.dispatch(EditorAction::UndoDiscard(key.clone()));
            view! {
                <p class="admin-box admin-buttons" data-tone="notice">
                    {text.discarded()} " " <button type="button" class="button" on:click=undo>{text.undo()}</button>
                </p>
            }
        })
    };
    view! { <div role="status">{live(note)}</div> }
}

/// The form with its fields, which the button or a key in any field sends.
#[component]
pub fn DraftForm(editor: DraftEditor, children: Children) -> impl IntoView {
    let submit = {
        let editor = editor.clone();
        move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            editor.submit();
        }
    };
    let press = {
        let editor = editor.clone();
        move |event: leptos::ev::KeyboardEvent| {
            if sends(&event) {
                event.prevent_default();
                // A key that is held down sends once.
                if !event.repeat() {
                    editor.submit();
                }
            }
        }
    };
    view! {
        <form novalidate on:submit=submit on:keydown=press>
            {children()}
            <FormButtons editor/>
        </form>
    }
}

/// Whether the draft is saved, and the buttons.
#[component]
fn FormButtons(editor: DraftEditor) -> impl IntoView {
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
    let text = Context::get().text.form;
    live(move || match form.save_status.get() {
        // A note above the form says that it was restored.
        SaveStatus::Untouched | SaveStatus::Restored => None,
        SaveStatus::Saved => Some(view! { <p class="admin-small">{text.kept()}</p> }.into_any()),
        SaveStatus::Failed => {
            Some(view! { <p class="admin-box" data-tone="major" role="alert">{text.not_kept()}</p> }.into_any())
        }
    })
}

/// Sends the form. After a lost request the summary has the buttons instead.
#[component]
fn SubmitButton(editor: DraftEditor, is_busy: Memo<bool>) -> impl IntoView {
    let (form, kind, text) = (editor.form, editor.key.kind(), editor.text.form);
    let is_lost =
        Memo::new(move |_| form.submission.with(|submission| matches!(submission, Submission::Unconfirmed(..))));
    live(move || {
        (!is_lost.get()).then(|| {
            view! {
                <button
                    type="submit"
                    class="button"
                    data-kind="primary"
                    title=text.send_keys()
                    aria-keyshortcuts=SEND_KEYS
                    aria-disabled=move || is_busy.get().then_some("true")
                >
                    {live(move || if is_busy.get() { text.saving(kind) } else { text.button(kind) })}
                </button>
            }
        })
    })
}

#[component]
fn DiscardButton(editor: DraftEditor, is_busy: Memo<bool>) -> impl IntoView {
    let (form, state, key, text) = (editor.form, editor.state, editor.key, editor.text.form);
    let is_touched = Memo::new(move |_| form.save_status.get().is_touched());
    live(move || {
        let key = key.clone();
        (is_touched.get() && !is_busy.get()).then(|| {
            let discard = move |_| state.dispatch(EditorAction::Discard(key.clone()));
            view! { <button type="button" class="button" data-kind="quiet" on:click=discard>{text.discard()}</button> }
        })
    })
}
