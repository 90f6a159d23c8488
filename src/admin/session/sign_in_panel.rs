//! The sign-in form: alone on screen, or above the workspace after the API refused a call.

use super::sign_in::{SignInError, SignInField, SignInForm, SignInMethod, SignInRule, SignInStatus};
use super::{SIGN_IN_HEADING, SIGN_IN_PROBLEMS, Session, SessionAction, SessionState, SignOutReason};
use crate::admin::ui::{FieldControl, FormField};
use leptos::prelude::*;
use text::admin::{self, sign_in as message};

/// The sign-in form, while nobody is signed in.
#[component]
pub fn SignInPanel(state: SessionState) -> impl IntoView {
    let is_shown = Memo::new(move |_| !state.is_active());
    let heading = move || {
        state.current.with(|session| match session {
            Session::SignedOut { .. } | Session::Active(_) => message::HEADING,
            Session::Expired(..) => message::AGAIN,
        })
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        state.dispatch(SessionAction::SignIn);
    };
    move || {
        is_shown.get().then(|| {
            view! {
                <section class="admin-panel admin-sign-in">
                    <h1 id=SIGN_IN_HEADING tabindex="-1">{heading}</h1>
                    <Reason state/>
                    <Problems state/>
                    <form novalidate on:submit=submit>
                        <Methods state/>
                        <Fields state/>
                        <p class="admin-small">{message::LASTS}</p>
                        <div class="admin-buttons"><SubmitButton state/> <KeepButton state/></div>
                    </form>
                </section>
            }
        })
    }
}

/// Why the form is shown, where it isn't obvious.
#[component]
fn Reason(state: SessionState) -> impl IntoView {
    move || {
        let text = state.current.with(|session| match session {
            Session::SignedOut { by_user: true } => Some(message::LEFT),
            Session::SignedOut { by_user: false } | Session::Active(_) => None,
            Session::Expired(_, SignOutReason::Rejected) => Some(message::REFUSED),
            Session::Expired(_, SignOutReason::Forbidden) => Some(message::FORBIDDEN),
        })?;
        Some(view! { <p>{text}</p> })
    }
}

/// The summary of the problems. It takes the focus when it appears.
#[component]
fn Problems(state: SessionState) -> impl IntoView {
    let content = move || {
        state.status.with(|status| match status {
            SignInStatus::Editing | SignInStatus::Checking => None,
            SignInStatus::Invalid(errors) => {
                let items = errors.iter().map(|error| view! { <ProblemItem state error=*error/> });
                Some(view! { <ul>{items.collect_view()}</ul> }.into_any())
            }
            SignInStatus::Failed(error) => {
                // The messages of some APIs include a next step; those of others only say what happened.
                let text = format!("{} {}", admin::happened(error), admin::next_step(error));
                Some(view! { <p>{text}</p> }.into_any())
            }
            SignInStatus::SigningFailed => Some(view! { <p>{message::NOT_SIGNED}</p> }.into_any()),
        })
    };
    move || {
        let content = content()?;
        Some(view! {
            <div class="admin-problems" id=SIGN_IN_PROBLEMS role="alert" tabindex="-1">
                <h2>{message::PROBLEMS}</h2>
                {content}
            </div>
        })
    }
}

/// One problem, as a link to its field.
#[component]
fn ProblemItem(state: SessionState, error: SignInError) -> impl IntoView {
    let id = field_id(error.field);
    let focus = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        state.dispatch(SessionAction::Focus(id.to_owned()));
    };
    view! { <li><a href=format!("#{id}") on:click=focus>{error_text(error)}</a></li> }
}

/// The choice between a token and a key pair.
#[component]
fn Methods(state: SessionState) -> impl IntoView {
    let not_secure =
        (!state.can_sign).then(|| view! { <p class="admin-small" data-tone="minor">{message::NOT_SECURE}</p> });
    view! {
        <fieldset class="field choices">
            <legend>{message::WAY}</legend>
            <MethodChoice state method=SignInMethod::Token id="way-value" label=message::WAY_VALUE/>
            <MethodChoice state method=SignInMethod::KeyPair id="way-pair" label=message::WAY_PAIR/>
            {not_secure}
        </fieldset>
    }
}

#[component]
fn MethodChoice(state: SessionState, method: SignInMethod, id: &'static str, label: &'static str) -> impl IntoView {
    let is_chosen = move || state.form.with(|form| form.method == method);
    let choose = move |_| state.form.update(|form| form.method = method);
    view! {
        <div class="choice">
            <input type="radio" name="way" id=id prop:checked=is_chosen on:change=choose/>
            <label for=id>{label}</label>
        </div>
    }
}

/// The fields of the chosen method.
#[component]
fn Fields(state: SessionState) -> impl IntoView {
    let method = Memo::new(move |_| state.form.with(|form| form.method));
    move || match method.get() {
        SignInMethod::Token => view! {
            <TextField
                state
                which=SignInField::Authorization
                input_type="password"
                autocomplete="off"
                hint=message::AUTHORIZATION_HINT
                part=|form| &mut form.authorization
            />
        }
        .into_any(),
        SignInMethod::KeyPair => view! {
            <TextField
                state
                which=SignInField::AccessKey
                input_type="text"
                autocomplete="username"
                part=|form| &mut form.access_key
            />
            <TextField
                state
                which=SignInField::Secret
                input_type="password"
                autocomplete="current-password"
                hint=message::SECRET_HINT
                part=|form| &mut form.secret
            />
        }
        .into_any(),
    }
}

/// One text field; `part` is its place in the form.
#[component]
fn TextField(
    state: SessionState,
    which: SignInField,
    input_type: &'static str,
    autocomplete: &'static str,
    #[prop(optional)] hint: Option<&'static str>,
    part: fn(&mut SignInForm) -> &mut String,
) -> impl IntoView {
    let field = FieldControl::new(field_id(which).to_owned(), hint.is_some(), move || {
        state.status.with(|status| match status {
            SignInStatus::Invalid(errors) => errors.iter().find(|error| error.field == which).copied().map(error_text),
            SignInStatus::Editing | SignInStatus::Checking | SignInStatus::Failed(_) | SignInStatus::SigningFailed => {
                None
            }
        })
    });
    let value = move || state.form.with(|form| part(&mut form.clone()).clone());
    let input = move |event| state.form.update(|form| *part(form) = event_target_value(&event));
    view! {
        <FormField field=field.clone() label=label(which) hint=hint.map(IntoAny::into_any)>
            <input
                class="input"
                type=input_type
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
        </FormField>
    }
}

#[component]
fn SubmitButton(state: SessionState) -> impl IntoView {
    let is_busy = Memo::new(move |_| state.status.with(|status| *status == SignInStatus::Checking));
    view! {
        <button
            type="submit"
            class="button"
            data-kind="primary"
            aria-disabled=move || is_busy.get().then_some("true")
        >
            {move || if is_busy.get() { message::CHECKING } else { message::BUTTON }}
        </button>
    }
}

/// Goes on with a credential that doesn't allow everything.
#[component]
fn KeepButton(state: SessionState) -> impl IntoView {
    let keep = move |_| state.dispatch(SessionAction::KeepCredentials);
    move || {
        let is_forbidden =
            state.current.with(|session| matches!(session, Session::Expired(_, SignOutReason::Forbidden)));
        is_forbidden.then(|| view! { <button type="button" class="button" on:click=keep>{message::KEEP}</button> })
    }
}

fn field_id(field: SignInField) -> &'static str {
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

fn error_text(error: SignInError) -> String {
    match error.rule {
        SignInRule::Required => message::required(label(error.field)),
        SignInRule::NotSendable => message::not_sendable(label(error.field)),
    }
}
