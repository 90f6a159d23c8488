//! The sign-in form: alone on screen, or above the workspace after the API refused a call.

use super::sign_in::{SignInError, SignInField, SignInForm, SignInRule, SignInStatus};
use super::{SIGN_IN_FIELD, SIGN_IN_HEADING, SIGN_IN_PROBLEMS, Session, SessionAction, SessionState, SignOutReason};
use crate::admin::Context;
use crate::admin::ui::{FieldControl, FormField, live};
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
    live(move || {
        is_shown.get().then(|| {
            view! {
                <section class="admin-panel admin-sign-in">
                    <h1 id=SIGN_IN_HEADING tabindex="-1">{live(heading)}</h1>
                    <Reason state/>
                    <Problems state/>
                    <form novalidate on:submit=submit>
                        <CredentialField state/>
                        <SecretField state/>
                        <NotSecureNote state/>
                        <p class="admin-small">{text.lasts()}</p>
                        <div class="admin-buttons"><SubmitButton state/> <KeepButton state/></div>
                    </form>
                </section>
            }
        })
    })
}

/// Why the form is shown, where it isn't obvious.
#[component]
fn Reason(state: SessionState) -> impl IntoView {
    let text = Context::get().text.sign_in;
    live(move || {
        let reason = state.current.with(|session| match session {
            Session::SignedOut { by_user: true } => Some(text.signed_out()),
            Session::SignedOut { by_user: false } | Session::Active(_) => None,
            Session::Expired(_, SignOutReason::Rejected) => Some(text.rejected()),
            Session::Expired(_, SignOutReason::Forbidden) => Some(text.forbidden()),
        })?;
        Some(view! { <p>{reason}</p> })
    })
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
    live(move || {
        let content = content()?;
        Some(view! {
            <div class="admin-problems" id=SIGN_IN_PROBLEMS role="alert" tabindex="-1">
                <h2>{text.sign_in.problems()}</h2>
                {content}
            </div>
        })
    })
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

/// The field that takes a token, an access key, both keys, or the header's value. An access key isn't secret: it's legible,
/// and a browser may remember it as the user name.
#[component]
fn CredentialField(state: SessionState) -> impl IntoView {
    let text = Context::get().text.sign_in;
    let is_access_key = Memo::new(move |_| state.form.with(SignInForm::needs_secret));
    let field = field(state, SignInField::Credential);
    let input = move |event| {
        state.form.update(|form| {
            form.text = event_target_value(&event);
            form.is_pair &= !form.text.is_empty();
        });
    };
    let add = move |_| {
        state.form.update(|form| form.is_pair = true);
        state.dispatch(SessionAction::Focus(field_id(SignInField::Secret).to_owned()));
    };
    view! {
        <FormField
            field=field.clone()
            label=text.credential()
            hint=Some(text.credential_hint().into_any())
        >
            <input
                class="input"
                type=move || if is_access_key.get() { "text" } else { "password" }
                id=field.id.clone()
                autocomplete=move || if is_access_key.get() { "username" } else { "off" }
                autocapitalize="none"
                spellcheck="false"
                dir="ltr"
                aria-describedby=field.described_by()
                aria-invalid=field.invalid()
                prop:value=move || state.form.with(|form| form.text.clone())
                on:input=input
            />
            {live(move || {
                (!is_access_key.get()).then(|| {
                    view! {
                        <p class="admin-add-secret"><button type="button" class="quiet" on:click=add>{text.add_secret_key()}</button></p>
                    }
                })
            })}
        </FormField>
    }
}

/// The field for the secret key, where only its access key was typed.
#[component]
fn SecretField(state: SessionState) -> impl IntoView {
    let text = Context::get().text.sign_in;
    let is_shown = Memo::new(move |_| state.form.with(SignInForm::needs_secret));
    let input = move |event| state.form.update(|form| form.secret = event_target_value(&event));
    live(move || {
        is_shown.get().then(|| {
            let field = field(state, SignInField::Secret);
            view! {
                <FormField
                    field=field.clone()
                    label=text.secret_key()
                    hint=Some(text.secret_key_hint().into_any())
                >
                    <input
                        class="input"
                        type="password"
                        id=field.id.clone()
                        autocomplete="current-password"
                        autocapitalize="none"
                        spellcheck="false"
                        dir="ltr"
                        aria-describedby=field.described_by()
                        aria-invalid=field.invalid()
                        prop:value=move || state.form.with(|form| form.secret.clone())
                        on:input=input
                    />
                </FormField>
            }
        })
    })
}

/// That this page can't sign.
#[component]
fn NotSecureNote(state: SessionState) -> impl IntoView {
    let text = Context::get().text.sign_in;
    (!state.can_sign).then(|| view! { <p class="admin-small" data-tone="minor">{text.not_secure()}</p> })
}

/// The control of a field, with its error.
fn field(state: SessionState, which: SignInField) -> FieldControl {
    let text = Context::get().text.sign_in;
    FieldControl::new(field_id(which).to_owned(), true, move || {
        state.status.with(|status| match status {
            SignInStatus::Invalid(errors) => {
                let error = errors.iter().find(|error| error.field == which)?;
                Some(error_text(*error, text))
            }
            SignInStatus::Editing | SignInStatus::Checking | SignInStatus::Failed(_) | SignInStatus::SigningFailed => {
                None
            }
        })
    })
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
            {live(move || if is_busy.get() { text.checking() } else { text.button() })}
        </button>
    }
}

/// Goes on with a credential that doesn't allow everything.
#[component]
fn KeepButton(state: SessionState) -> impl IntoView {
    let text = Context::get().text.sign_in;
    let keep = move |_| state.dispatch(SessionAction::KeepCredentials);
    live(move || {
        let is_forbidden =
            state.current.with(|session| matches!(session, Session::Expired(_, SignOutReason::Forbidden)));
        is_forbidden.then(|| view! { <button type="button" class="button" on:click=keep>{text.keep()}</button> })
    })
}

fn field_id(field: SignInField) -> &'static str {
    match field {
        SignInField::Credential => SIGN_IN_FIELD,
        SignInField::Secret => "sign-in-secret",
    }
}

fn error_text(error: SignInError, text: SignInText) -> String {
    let text = match (error.rule, error.field) {
        (SignInRule::Required, SignInField::Credential) => text.credential_required(),
        (SignInRule::Required, SignInField::Secret) => text.secret_key_required(),
        (SignInRule::NotSendable, SignInField::Credential) => text.credential_not_sendable(),
        (SignInRule::NotSendable, SignInField::Secret) => text.secret_key_not_sendable(),
        (SignInRule::SecretAlone, _) => text.secret_key_alone(),
    };
    text.to_owned()
}
