//! The sign-in form: alone on screen, or above the workspace after the API refused a call.

use super::sign_in::{SignInError, SignInField, SignInForm, SignInMethod, SignInRule, SignInStatus};
use super::{SIGN_IN_HEADING, SIGN_IN_PROBLEMS, Session, SessionAction, SessionState, SignOutReason};
use crate::admin::Context;
use crate::admin::ui::{FieldControl, FormField};
use leptos::prelude::*;
use text::admin::SignInText;

/// The sign-in form, while nobody is signed in.
#[component]
pub fn SignInPanel(state: SessionState) -> impl IntoView {
    let text = Context::get().text.sign_in;
    let is_shown = Memo::new(move |_| !state.is_active());
    let heading = move || {
        state.current.with(|session| match session {
            Session::SignedOut { .. } | Session::Active(_) => text.heading(),
            Session::Expired(..) => text.again(),
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
                        <p class="admin-small">{text.lasts()}</p>
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
    let text = Context::get().text.sign_in;
    move || {
        let reason = state.current.with(|session| match session {
            Session::SignedOut { by_user: true } => Some(text.signed_out()),
            Session::SignedOut { by_user: false } | Session::Active(_) => None,
            Session::Expired(_, SignOutReason::Rejected) => Some(text.rejected()),
            Session::Expired(_, SignOutReason::Forbidden) => Some(text.forbidden()),
        })?;
        Some(view! { <p>{reason}</p> })
    }
}

/// The summary of the problems. It takes the focus when it appears.
#[component]
fn Problems(state: SessionState) -> impl IntoView {
    let text = Context::get().text;
    let content = move || {
        state.status.with(|status| match status {
            SignInStatus::Editing | SignInStatus::Checking => None,
            SignInStatus::Invalid(errors) => {
                let items = errors.iter().map(|error| view! { <ProblemItem state error=*error/> });
                Some(view! { <ul>{items.collect_view()}</ul> }.into_any())
            }
            SignInStatus::Failed(error) => {
                // The messages of some APIs include a next step; those of others only say what happened.
                Some(view! { <p>{text.failure(error)}</p> }.into_any())
            }
            SignInStatus::SigningFailed => Some(view! { <p>{text.sign_in.signing_failed()}</p> }.into_any()),
        })
    };
    move || {
        let content = content()?;
        Some(view! {
            <div class="admin-problems" id=SIGN_IN_PROBLEMS role="alert" tabindex="-1">
                <h2>{text.sign_in.problems()}</h2>
                {content}
            </div>
        })
    }
}

/// One problem, as a link to its field.
#[component]
fn ProblemItem(state: SessionState, error: SignInError) -> impl IntoView {
    let (id, text) = (field_id(error.field), Context::get().text.sign_in);
    let focus = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        state.dispatch(SessionAction::Focus(id.to_owned()));
    };
    view! { <li><a href=format!("#{id}") on:click=focus>{error_text(error, text)}</a></li> }
}

/// The choice between a token and a key pair.
#[component]
fn Methods(state: SessionState) -> impl IntoView {
    let text = Context::get().text.sign_in;
    let not_secure =
        (!state.can_sign).then(|| view! { <p class="admin-small" data-tone="minor">{text.not_secure()}</p> });
    view! {
        <fieldset class="field choices">
            <legend>{text.method()}</legend>
            <MethodChoice state method=SignInMethod::Token id="way-value" label=text.method_token()/>
            <MethodChoice state method=SignInMethod::KeyPair id="way-pair" label=text.method_key_pair()/>
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
    let text = Context::get().text.sign_in;
    let method = Memo::new(move |_| state.form.with(|form| form.method));
    move || match method.get() {
        SignInMethod::Token => view! {
            <TextField
                state
                which=SignInField::Authorization
                input_type="password"
                autocomplete="off"
                hint=text.authorization_hint()
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
                hint=text.secret_key_hint()
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
    let text = Context::get().text.sign_in;
    let field = FieldControl::new(field_id(which).to_owned(), hint.is_some(), move || {
        state.status.with(|status| match status {
            SignInStatus::Invalid(errors) => {
                let error = errors.iter().find(|error| error.field == which)?;
                Some(error_text(*error, text))
            }
            SignInStatus::Editing | SignInStatus::Checking | SignInStatus::Failed(_) | SignInStatus::SigningFailed => {
                None
            }
        })
    });
    let value = move || state.form.with(|form| part(&mut form.clone()).clone());
    let input = move |event| state.form.update(|form| *part(form) = event_target_value(&event));
    view! {
        <FormField field=field.clone() label=label(which, text) hint=hint.map(IntoAny::into_any)>
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
    let text = Context::get().text.sign_in;
    let is_busy = Memo::new(move |_| state.status.with(|status| *status == SignInStatus::Checking));
    view! {
        <button
            type="submit"
            class="button"
            data-kind="primary"
            aria-disabled=move || is_busy.get().then_some("true")
        >
            {move || if is_busy.get() { text.checking() } else { text.button() }}
        </button>
    }
}

/// Goes on with a credential that doesn't allow everything.
#[component]
fn KeepButton(state: SessionState) -> impl IntoView {
    let text = Context::get().text.sign_in;
    let keep = move |_| state.dispatch(SessionAction::KeepCredentials);
    move || {
        let is_forbidden =
            state.current.with(|session| matches!(session, Session::Expired(_, SignOutReason::Forbidden)));
        is_forbidden.then(|| view! { <button type="button" class="button" on:click=keep>{text.keep()}</button> })
    }
}

fn field_id(field: SignInField) -> &'static str {
    match field {
        SignInField::Authorization => "sign-in-value",
        SignInField::AccessKey => "sign-in-access-key",
        SignInField::Secret => "sign-in-secret",
    }
}

fn label(field: SignInField, text: SignInText) -> &'static str {
    match field {
        SignInField::Authorization => text.authorization(),
        SignInField::AccessKey => text.access_key(),
        SignInField::Secret => text.secret_key(),
    }
}

fn error_text(error: SignInError, text: SignInText) -> String {
    let text = match (error.rule, error.field) {
        (SignInRule::Required, SignInField::Authorization) => text.authorization_required(),
        (SignInRule::Required, SignInField::AccessKey) => text.access_key_required(),
        (SignInRule::Required, SignInField::Secret) => text.secret_key_required(),
        (SignInRule::NotSendable, SignInField::Authorization) => text.authorization_not_sendable(),
        (SignInRule::NotSendable, SignInField::AccessKey) => text.access_key_not_sendable(),
        (SignInRule::NotSendable, SignInField::Secret) => text.secret_key_not_sendable(),
    };
    text.to_owned()
}
