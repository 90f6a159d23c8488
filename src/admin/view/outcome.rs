//! What became of a form: what stands in its way, what is not known, and the buttons that are left.

use crate::admin::desk::{Act, Desk, EntryForm, Keeping};
use crate::admin::kept::Subject;
use crate::admin::lost::Finding;
use crate::admin::objection::{Objection, Why};
use crate::admin::submit::Submit;
use contract::incident_api::error::Cause;
use leptos::prelude::*;
use model::draft::Field;
use text::admin::{self, form as message};

/// The summary. It takes the focus when it comes, and leads to the fields.
pub(super) fn problems(desk: Desk, subject: Subject, form: EntryForm) -> AnyView {
    let id = format!("{}-problems", subject.prefix());
    let summary = move || {
        let body = form.submit.with(|submit| body(desk, &subject, submit))?;
        Some(view! { <div class="admin-problems" id=id.clone() role="alert" tabindex="-1">{body}</div> })
    };
    summary.into_any()
}

fn body(desk: Desk, subject: &Subject, submit: &Submit) -> Option<AnyView> {
    let kind = subject.kind();
    let body = match submit {
        Submit::Editing | Submit::Saving => return None,
        Submit::Rejected(objections) => {
            let said = objections.iter().any(|objection| matches!(objection.why, Why::Said(_)));
            let heading = if said { message::REFUSED } else { message::PROBLEMS };
            let items = objections.iter().map(|objection| item(desk, subject, objection)).collect_view();
            view! { <h3>{heading}</h3> <ul>{items}</ul> }.into_any()
        }
        Submit::Failed(error) => {
            let text = match (error.cause, subject) {
                (Cause::NotFound, Subject::Update(_)) => message::UPDATE_GONE.to_owned(),
                _ => message::failed(kind, error),
            };
            view! { <h3>{message::REFUSED}</h3> <p>{text}</p> }.into_any()
        }
        Submit::Looking(error) => {
            view! { <h3>{message::lost(kind)}</h3> <p>{admin::happened(error)} " " {message::LOOKING}</p> }.into_any()
        }
        Submit::Lost(error, finding) => lost(desk, subject, &admin::happened(error), finding),
    };
    Some(body)
}

/// What is known of a lost request, and the two ways on. Nothing is sent again without a person's word.
fn lost(desk: Desk, subject: &Subject, happened: &str, finding: &Finding) -> AnyView {
    let kind = subject.kind();
    let (heading, text) = match finding {
        // It was found, and the form is about to be emptied.
        Finding::There(_) => return ().into_any(),
        Finding::NotThere => (message::not_there(kind), format!("{happened} {}", message::not_there_text(kind))),
        Finding::NotSeen(unreadable) => {
            (message::lost(kind), format!("{happened} {}", message::not_seen_text(kind, *unreadable)))
        }
        Finding::NotAsked(error) => {
            (message::lost(kind), format!("{happened} {}", message::not_asked_text(kind, error)))
        }
    };
    let look = {
        let subject = subject.clone();
        move |_| desk.does(Act::LookAgain(subject.clone()))
    };
    let again = {
        let subject = subject.clone();
        move |_| desk.does(Act::SendAgain(subject.clone()))
    };
    view! {
        <h3>{heading}</h3>
        <p>{text}</p>
        <div class="admin-buttons">
            <button type="button" class="button" on:click=look>{message::LOOK_AGAIN}</button>
            <button type="button" class="button" on:click=again>{message::again(kind)}</button>
        </div>
    }
    .into_any()
}

fn item(desk: Desk, subject: &Subject, objection: &Objection) -> AnyView {
    let text = objection.text();
    let Some(field) = objection.field.and_then(|field| control(subject, field)) else {
        return view! { <li dir="auto">{text}</li> }.into_any();
    };
    let address = format!("#{field}");
    let focus = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        desk.does(Act::Focus(field.clone()));
    };
    view! { <li dir="auto"><a href=address on:click=focus>{text}</a></li> }.into_any()
}

/// The id of a field's control; an update has neither name nor impact, and no form has the incident's start and end.
fn control(subject: &Subject, field: Field) -> Option<String> {
    let name = match (field, subject) {
        (Field::Name | Field::Impact, Subject::Update(_)) | (Field::CreationTime | Field::ResolutionTime, _) => {
            return None;
        }
        (Field::Name, Subject::New) => "name",
        (Field::Impact, Subject::New) => "impact",
        (Field::Status, _) => "status",
        (Field::Message, _) => "message",
        (Field::Date, _) => "date",
        (Field::Components, _) => "components",
        (Field::Notify, _) => "notify",
    };
    Some(format!("{}-{name}", subject.prefix()))
}

/// Above the form: what stands in it came back from an earlier visit. That it may have been sent already stays there for
/// as long as the draft does.
pub(super) fn restored(form: EntryForm) -> AnyView {
    let restored = Memo::new(move |_| form.keeping.get() == Keeping::Restored);
    let note = move || match (form.unanswered.get(), restored.get()) {
        (true, _) => Some(view! { <p class="admin-box" data-tone="major">{message::RESTORED_UNANSWERED}</p> }),
        (false, true) => Some(view! { <p class="admin-box" data-tone="notice">{message::RESTORED}</p> }),
        (false, false) => None,
    };
    note.into_any()
}

/// The buttons, and what is known about the keeping of the draft.
pub(super) fn buttons(desk: Desk, subject: Subject, form: EntryForm) -> AnyView {
    let kind = subject.kind();
    let busy = Memo::new(move |_| form.submit.with(Submit::is_busy));
    let lost = Memo::new(move |_| form.submit.with(|submit| matches!(submit, Submit::Lost(..))));
    // While nobody knows what became of the last request, the ways on stand in the summary.
    let send = move || {
        (!lost.get()).then(|| {
            view! {
                <button type="submit" class="button" data-kind="primary" aria-disabled=move || busy.get().then_some("true")>
                    {move || if busy.get() { message::saving(kind) } else { message::button(kind) }}
                </button>
            }
        })
    };
    let touched = Memo::new(move |_| form.keeping.with(|keeping| keeping.is_touched()));
    let discard = move || {
        let subject = subject.clone();
        (touched.get() && !busy.get()).then(|| {
            let discard = move |_| desk.does(Act::Discard(subject.clone()));
            view! { <button type="button" class="button" data-kind="quiet" on:click=discard>{message::DISCARD}</button> }
        })
    };
    let keeping = move || match form.keeping.get() {
        // What was restored is told above the form.
        Keeping::Untouched | Keeping::Restored => ().into_any(),
        Keeping::Kept => view! { <p class="admin-small">{message::KEPT}</p> }.into_any(),
        Keeping::Failed => {
            view! { <p class="admin-box" data-tone="major" role="alert">{message::NOT_KEPT}</p> }.into_any()
        }
    };
    view! {
        {keeping}
        <div class="admin-buttons">{send} {discard}</div>
    }
    .into_any()
}
