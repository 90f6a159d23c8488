//! Signing in and out in the browser.

use super::sign_in::{Credential, SKEW_SECONDS, SignInForm, SignInStatus};
use super::{Identity, SIGN_IN_HEADING, SIGN_IN_PROBLEMS, Session, SessionState};
use crate::admin::client::{Client, FailedCall, SessionCredential};
use crate::admin::ui::Announcement;
use crate::admin::ui::focus::focus_soon;
use crate::browser::crypto::SigningKey;
use crate::browser::form;
use contract::incident_api::error::{ApiError, Cause};
use contract::incident_api::{Endpoint, decode};
use leptos::prelude::*;
use model::IncidentList;
use std::rc::Rc;
use text::admin::SignInText;

/// Signs people in and out, and holds the client with their credential. Clones share both.
#[derive(Clone)]
pub struct SessionController {
    state: SessionState,
    announcement: RwSignal<Option<Announcement>>,
    client: Rc<Client>,
    text: SignInText,
}

/// A sign-in that the API accepted.
pub struct SignedIn {
    /// The list that came with it.
    pub list: IncidentList,
    /// Whether the workspace was on screen already, because an earlier session had expired.
    pub is_renewal: bool,
}

impl SessionController {
    pub fn new(
        state: SessionState,
        announcement: RwSignal<Option<Announcement>>,
        client: Client,
        text: SignInText,
    ) -> Self {
        Self { state, announcement, client: Rc::new(client), text }
    }

    pub fn client(&self) -> &Client {
        &self.client
    }

    /// Whether calls may be made.
    pub fn is_active(&self) -> bool {
        self.state.current.with_untracked(Session::is_active)
    }

    /// Whether the list and the forms are on screen.
    pub fn shows_workspace(&self) -> bool {
        self.state.current.with_untracked(Session::shows_workspace)
    }

    /// Whether nobody is signed in, and the sign-in form is empty.
    pub fn is_idle(&self) -> bool {
        let signed_out = self.state.current.with_untracked(|session| matches!(session, Session::SignedOut { .. }));
        signed_out && self.state.form.with_untracked(SignInForm::is_empty)
    }

    /// Reads the sign-in form. Returns nothing while an earlier attempt is being checked, or if a field is invalid.
    pub fn read_form(&self) -> Option<Credential> {
        if self.state.status.with_untracked(|status| *status == SignInStatus::Checking) {
            return None;
        }
        match self.state.form.with_untracked(SignInForm::parse) {
            Err(errors) => {
                self.state.status.set(SignInStatus::Invalid(errors));
                focus_soon(SIGN_IN_PROBLEMS);
                None
            }
            Ok(credential) => {
                self.state.status.set(SignInStatus::Checking);
                Some(credential)
            }
        }
    }

    /// Signs in with a credential if the API accepts it, which shows when the list is read with it.
    pub async fn sign_in(&self, credential: Credential) -> Option<SignedIn> {
        // A person who signs out meanwhile isn't signed in by an answer that comes late.
        let session_epoch = self.client.session_epoch();
        let credential = match credential {
            Credential::Token(value) => Ok(SessionCredential::Token(value)),
            Credential::KeyPair(pair, secret) => {
                let imported = SigningKey::import(secret.expose()).await;
                drop(secret);
                if self.client.session_epoch() != session_epoch {
                    return None;
                }
                // From here on the browser has the key, and the text isn't needed any more.
                self.state.form.update(SignInForm::clear_secrets);
                imported.map(|key| SessionCredential::KeyPair(pair, key))
            }
        };
        let Ok(credential) = credential else {
            self.fail(SignInStatus::SigningFailed);
            return None;
        };
        let answer = self.read_list(&credential, session_epoch).await;
        if self.client.session_epoch() != session_epoch {
            return None;
        }
        match answer {
            Err(error) => {
                self.fail(SignInStatus::Failed(error));
                None
            }
            Ok(list) => {
                let is_renewal = self.shows_workspace();
                let identity = match &credential {
                    SessionCredential::Token(_) => Identity::Token,
                    SessionCredential::KeyPair(pair, _) => Identity::from(pair),
                };
                self.client.sign_in(credential);
                self.state.form.update(SignInForm::clear_secrets);
                self.state.status.set(SignInStatus::Editing);
                self.state.current.set(Session::Active(identity));
                Some(SignedIn { list, is_renewal })
            }
        }
    }

    async fn read_list(&self, credential: &SessionCredential, session_epoch: u64) -> Result<IncidentList, ApiError> {
        let client = &self.client;
        let mut answer = client.call_with(credential, Endpoint::List, None).await;
        // A token is valid for a few minutes only. With a clock that is off, the first one may have come too early or too
        // late; by now the API has sent its own time.
        let is_refused = matches!(&answer, Err(FailedCall { error, .. }) if error.cause == Cause::SignedOut);
        let is_signed = matches!(credential, SessionCredential::KeyPair(..));
        let is_clock_off = client.clock_skew().seconds() > SKEW_SECONDS;
        if client.session_epoch() == session_epoch && is_refused && is_signed && is_clock_off {
            answer = client.call_with(credential, Endpoint::List, None).await;
        }
        let reply = answer.map_err(|failed| failed.error)?;
        decode::decode_list(&reply.body).map_err(ApiError::from)
    }

    fn fail(&self, status: SignInStatus) {
        self.state.status.set(status);
        focus_soon(SIGN_IN_PROBLEMS);
    }

    /// Forgets the credential and shows the sign-in form.
    pub fn sign_out(&self) {
        self.client.sign_out();
        self.state.current.set(Session::SignedOut { by_user: true });
        self.state.form.update(SignInForm::clear_secrets);
        self.state.status.set(SignInStatus::Editing);
    }

    /// Goes on with a credential that doesn't allow everything.
    pub fn keep_credentials(&self) {
        self.state.current.update(|session| *session = session.clone().continued());
    }

    /// Ends the session if the API has refused the credential. The focus moves to the sign-in form if a person is waiting
    /// for the answer (`is_awaited`), or isn't typing.
    pub fn handle_error(&self, error: &ApiError, is_awaited: bool) {
        let before = self.state.current.get_untracked();
        let session = before.clone().after(error.cause);
        if session == before {
            return;
        }
        self.state.current.set(session);
        if is_awaited || !form::is_typing() {
            focus_soon(SIGN_IN_HEADING);
        } else {
            let text = self.text.rejected().to_owned();
            self.announcement.set(Some(Announcement { text, incident: None }));
        }
    }
}
