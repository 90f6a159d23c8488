//! The sign-in form: alone on screen, or above the work after the API refused a call.

use super::SIGN_IN_HEADING;
use super::field::Field;
use crate::admin::desk::{Act, Desk};
use crate::admin::gate::{Gate, Refusal};
use crate::admin::sign_in::{Attempt, SignInField, SignInForm, SignInProblem, SignInRule, Way};
use leptos::prelude::*;
use text::admin::{self, sign_in as message};

/// The id of the summary, for the focus.
pub const PROBLEMS: &str = "sign-in-problems";

pub(super) fn panel(desk: Desk) -> AnyView {
    let shown = Memo::new(move |_| !desk.gate.with(Gate::is_open));
    let panel = move || {
        shown.get().then(|| {
            view! {
                <section class="admin-panel admin-sign-in">
                    <h1 id=SIGN_IN_HEADING tabindex="-1">{move || heading(desk)}</h1>
                    {move || reason(desk)}
                    {move || problems(desk)}
                    <form
                        novalidate
                        on:submit=move |event| {
                            event.prevent_default();
                            desk.does(Act::SignIn);
                        }
                    >
                        {way(desk)}
                        {fields(desk)}
                        <p class="admin-small">{message::LASTS}</p>
                        <div class="admin-buttons">{button(desk)} {move || keep(desk)}</div>
                    </form>
                </section>
            }
        })
    };
    panel.into_any()
}

fn heading(desk: Desk) -> &'static str {
    desk.gate.with(|gate| match gate {
        Gate::Closed { .. } | Gate::Open(_) => message::HEADING,
        Gate::Again(..) => message::AGAIN,
    })
}

/// Why the form is there, where it is not plain.
fn reason(desk: Desk) -> Option<impl IntoView> {
    let text = desk.gate.with(|gate| match gate {
        Gate::Closed { left: true } => Some(message::LEFT),
        Gate::Closed { left: false } | Gate::Open(_) => None,
        Gate::Again(_, Refusal::SignedOut) => Some(message::REFUSED),
        Gate::Again(_, Refusal::Forbidden) => Some(message::FORBIDDEN),
    })?;
    Some(view! { <p>{text}</p> })
}

/// The summary of what stands in the way. It takes the focus when it comes.
fn problems(desk: Desk) -> Option<impl IntoView> {
    let link = move |problem: SignInProblem| {
        let id = id(problem.field);
        let focus = move |event: leptos::ev::MouseEvent| {
            event.prevent_default();
            desk.does(Act::Focus(id.to_owned()));
        };
        view! { <li><a href=format!("#{id}") on:click=focus>{text(problem)}</a></li> }
    };
    let body = desk.attempt.with(|attempt| match attempt {
        Attempt::Editing | Attempt::Checking => None,
        Attempt::Rejected(problems) => {
            Some(view! { <ul>{problems.iter().copied().map(link).collect_view()}</ul> }.into_any())
        }
        Attempt::Failed(error) => {
            // The words of some APIs hold a next step of their own; others say no more than what happened.
            let text = format!("{} {}", admin::happened(error), admin::next_step(error));
            Some(view! { <p>{text}</p> }.into_any())
        }
        Attempt::NotSigned => Some(view! { <p>{message::NOT_SIGNED}</p> }.into_any()),
    })?;
    Some(view! {
        <div class="admin-problems" id=PROBLEMS role="alert" tabindex="-1">
            <h2>{message::PROBLEMS}</h2>
            {body}
        </div>
    })
}

fn way(desk: Desk) -> AnyView {
    let choice = move |way: Way, id: &'static str, label: &'static str| {
        let choose = move |_| desk.sign_in.update(|form| form.way = way);
        view! {
            <div class="choice">
                <input type="radio" name="way" id=id prop:checked=move || desk.sign_in.with(|form| form.way == way) on:change=choose/>
                <label for=id>{label}</label>
            </div>
        }
    };
    let not_secure =
        (!desk.can_sign).then(|| view! { <p class="admin-small" data-tone="minor">{message::NOT_SECURE}</p> });
    view! {
        <fieldset class="field choices">
            <legend>{message::WAY}</legend>
            {choice(Way::Value, "way-value", message::WAY_VALUE)}
            {choice(Way::KeyPair, "way-pair", message::WAY_PAIR)}
            {not_secure}
        </fieldset>
    }
    .into_any()
}

fn fields(desk: Desk) -> AnyView {
    let way = Memo::new(move |_| desk.sign_in.with(|form| form.way));
    let fields = move || {
        match way.get() {
        Way::Value => {
            let hint = Some(message::AUTHORIZATION_HINT);
            text_field(desk, SignInField::Authorization, "password", "off", hint, |form| &mut form.authorization)
        }
        Way::KeyPair => view! {
            {text_field(desk, SignInField::AccessKey, "text", "username", None, |form| &mut form.access_key)}
            {text_field(desk, SignInField::Secret, "password", "current-password", Some(message::SECRET_HINT), |form| &mut form.secret)}
        }
        .into_any(),
    }
    };
    fields.into_any()
}

fn text_field(
    desk: Desk,
    which: SignInField,
    kind: &'static str,
    autocomplete: &'static str,
    hint: Option<&'static str>,
    part: fn(&mut SignInForm) -> &mut String,
) -> AnyView {
    let field = Field::new(id(which).to_owned(), hint.is_some(), move || {
        desk.attempt.with(|attempt| match attempt {
            Attempt::Rejected(problems) => problems.iter().find(|problem| problem.field == which).copied().map(text),
            Attempt::Editing | Attempt::Checking | Attempt::Failed(_) | Attempt::NotSigned => None,
        })
    });
    let value = move || desk.sign_in.with(|form| part(&mut form.clone()).clone());
    let input = move |event| desk.sign_in.update(|form| *part(form) = event_target_value(&event));
    let control = view! {
        <input
            class="input"
            type=kind
            id=field.id.clone()
            autocomplete=autocomplete
            autocapitalize="none"
            spellcheck="false"
            dir="ltr"
            aria-describedby=field.described_by()
            aria-invalid=field.invalid()
            prop:value=value
            on:input=input
        />
    };
    field.around(label(which), hint.map(IntoAny::into_any), control.into_any())
}

fn button(desk: Desk) -> AnyView {
    let busy = Memo::new(move |_| desk.attempt.with(|attempt| *attempt == Attempt::Checking));
    view! {
        <button type="submit" class="button" data-kind="primary" aria-disabled=move || busy.get().then_some("true")>
            {move || if busy.get() { message::CHECKING } else { message::BUTTON }}
        </button>
    }
    .into_any()
}

fn keep(desk: Desk) -> Option<impl IntoView> {
    let can = desk.gate.with(|gate| matches!(gate, Gate::Again(_, Refusal::Forbidden)));
    can.then(|| {
        view! { <button type="button" class="button" on:click=move |_| desk.does(Act::KeepSignIn)>{message::KEEP}</button> }
    })
}

fn id(field: SignInField) -> &'static str {
    match field {
        SignInField::Authorization => "sign-in-value",
        SignInField::AccessKey => "sign-in-access-key",
        SignInField::Secret => "sign-in-secret",
    }
}

fn label(field: SignInField) -> &'static str {
    match field {
        SignInField::Authorization => message::AUTHORIZATION,
        SignInField::AccessKey => message::ACCESS_KEY,
        SignInField::Secret => message::SECRET,
    }
}

fn text(problem: SignInProblem) -> String {
    match problem.rule {
        SignInRule::Required => message::required(label(problem.field)),
        SignInRule::NotSendable => message::not_sendable(label(problem.field)),
    }
}
