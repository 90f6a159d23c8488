//! The state of signing in and out, and its actions.

use super::Session;
use super::sign_in::{SignInForm, SignInStatus};
use leptos::prelude::*;

/// Everything that a person can do about signing in and out.
#[derive(Clone, Debug)]
pub enum SessionAction {
    /// Signs in with the content of the form.
    SignIn,
    /// Signs out and forgets everything but the drafts.
    SignOut,
    /// Goes on with a credential that doesn't allow everything.
    KeepCredentials,
    /// Moves the focus to the element with this id.
    Focus(String),
}

/// Who is signed in, and the sign-in form.
#[derive(Clone, Copy)]
pub struct SessionState {
    /// Whether somebody is signed in.
    pub current: RwSignal<Session>,
    /// The content of the sign-in form.
    pub form: RwSignal<SignInForm>,
    /// The progress of signing in.
    pub status: RwSignal<SignInStatus>,
    /// Whether this browser can sign with a key pair here.
    pub can_sign: bool,
    actions: Callback<SessionAction>,
}

impl SessionState {
    /// Nobody signed in.
    pub fn new(can_sign: bool, actions: Callback<SessionAction>) -> Self {
        Self {
            current: RwSignal::new(Session::INITIAL),
            form: RwSignal::new(SignInForm::default()),
            status: RwSignal::new(SignInStatus::Editing),
            can_sign,
            actions,
        }
    }

    /// As [`Session::shows_workspace`].
    pub fn shows_workspace(self) -> bool {
        self.current.with(Session::shows_workspace)
    }

    /// As [`Session::is_active`].
    pub fn is_active(self) -> bool {
        self.current.with(Session::is_active)
    }

    /// Carries an action out.
    pub fn dispatch(self, action: SessionAction) {
        self.actions.run(action);
    }
}
