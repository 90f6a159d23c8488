//! Signing in and out, and what a refusal of the API means.

use super::App;
use crate::admin::client::{Key, Refused};
use crate::admin::configured;
use crate::admin::desk::{Notice, Writing};
use crate::admin::gate::Gate;
use crate::admin::rows::STEP;
use crate::admin::sign_in::{Attempt, Credential, SKEW_SECONDS, SignInForm};
use crate::admin::submit::Submit;
use crate::admin::view;
use crate::browser::crypto::SigningKey;
use crate::browser::{clock, document as page, form};
use crate::remote::Slot;
use contract::incident_api::error::{ApiError, Cause};
use contract::incident_api::{Endpoint, decode};
use leptos::prelude::*;
use leptos::task::spawn_local;
use std::collections::HashMap;
use std::sync::Arc;
use text::admin::{self as message, done};

impl App {
    pub(super) fn sign_in(&self) {
        let desk = self.desk();
        if desk.attempt.with_untracked(|attempt| *attempt == Attempt::Checking) {
            return;
        }
        match desk.sign_in.with_untracked(SignInForm::parse) {
            Err(problems) => {
                desk.attempt.set(Attempt::Rejected(problems));
                self.focus_soon(view::SIGN_IN_PROBLEMS);
            }
            Ok(credential) => {
                desk.attempt.set(Attempt::Checking);
                spawn_local(self.clone().check(credential));
            }
        }
    }

    /// Asks the API whether it takes the credential, by reading the list with it.
    async fn check(self, credential: Credential) {
        let desk = self.desk();
        let client = &self.0.client;
        // Who signs out meanwhile does not mean to be signed in by an answer that comes late.
        let era = client.era();
        let key = match credential {
            Credential::Value(value) => Ok(Key::Value(value)),
            Credential::KeyPair(pair, secret) => {
                let imported = SigningKey::import(secret.expose()).await;
                drop(secret);
                if client.era() != era {
                    return;
                }
                // From here on the browser has the key, and the text has done its work.
                desk.sign_in.update(|form| form.secret.clear());
                imported.map(|key| Key::Pair(pair, key))
            }
        };
        let Ok(key) = key else {
            desk.attempt.set(Attempt::NotSigned);
            self.focus_soon(view::SIGN_IN_PROBLEMS);
            return;
        };
        let mut answer = client.call_with(&key, Endpoint::List, None).await;
        // A token is only good for a few minutes: with a clock that is off, the first one may have come too early or
        // too late. The answer has told the API's own time.
        let refused = matches!(&answer, Err(Refused { error, .. }) if error.cause == Cause::SignedOut);
        if client.era() == era && refused && matches!(key, Key::Pair(..)) && client.skew().seconds() > SKEW_SECONDS {
            answer = client.call_with(&key, Endpoint::List, None).await;
        }
        if client.era() != era {
            return;
        }
        let list = answer
            .map_err(|refused| refused.error)
            .and_then(|reply| decode::decode_list(&reply.body).map_err(ApiError::from));
        match list {
            Err(error) => {
                desk.attempt.set(Attempt::Failed(error));
                self.focus_soon(view::SIGN_IN_PROBLEMS);
            }
            Ok(list) => {
                let who = key.who();
                let again = desk.gate.with_untracked(Gate::shows_work);
                client.sign_in(key);
                desk.sign_in.update(SignInForm::clear_secrets);
                desk.attempt.set(Attempt::Editing);
                let ticket = self.begin_list();
                self.settle_list(ticket, Ok(Arc::new(list)));
                self.0.fresh.set(true);
                desk.gate.set(Gate::Open(who));
                // What failed for want of a sign-in may be sent now.
                for form in self.forms() {
                    let refused = form.submit.with_untracked(
                        |submit| matches!(submit, Submit::Failed(e) if matches!(e.cause, Cause::SignedOut | Cause::Forbidden)),
                    );
                    if refused {
                        form.submit.set(Submit::Editing);
                    }
                }
                let sure = self.forms().iter().all(|form| form.submit.with_untracked(Submit::may_send));
                let text = if sure { done::SIGNED_IN_AGAIN } else { done::SIGNED_IN_AGAIN_UNSURE };
                let text = again.then(|| text.to_owned());
                desk.notice.set(text.map(|text| Notice { text, incident: None }));
                self.focus_soon(view::LIST_HEADING);
                self.0.notify.notify();
            }
        }
    }

    pub(super) fn sign_out(&self) {
        self.keep_all();
        let desk = self.desk();
        self.0.client.sign_out();
        desk.gate.set(Gate::Closed { left: true });
        desk.sign_in.update(SignInForm::clear_secrets);
        desk.attempt.set(Attempt::Editing);
        desk.writing.set(Writing::New);
        desk.list.set(Slot::new(clock::now()));
        desk.read_at.set(None);
        desk.next.set(None);
        desk.asking.set(false);
        desk.limit.set(STEP);
        desk.removals.update(HashMap::clear);
        // Updates come back from storage when they are opened again; one that is not kept must not be lost here.
        desk.updates.update(|updates| updates.retain(|_, update| update.entry.must_stay()));
        // It was one person's choice, and the next one may be another.
        for form in self.forms() {
            form.draft.update(|draft| draft.notify = false);
        }
        desk.notice.set(None);
        self.focus_soon(view::SIGN_IN_HEADING);
        self.follow_config();
    }

    /// Has the page loaded again where `config.json` is another by now: the next sign-in goes where it says. Only while
    /// nobody is signed in and nothing is typed that would be lost.
    pub(super) fn follow_config(&self) {
        let app = self.clone();
        spawn_local(async move {
            let is_idle = || {
                let desk = app.desk();
                let closed = desk.gate.with_untracked(|gate| matches!(gate, Gate::Closed { .. }));
                closed && desk.sign_in.with_untracked(SignInForm::is_empty) && !app.has_unsaved()
            };
            if !is_idle() {
                return;
            }
            // A file that can't be read changes nothing.
            let read = configured::check(page::load_config(&page::links()).await);
            if read.is_ok_and(|(config, _)| config != *app.0.config) && is_idle() {
                page::reload();
            }
        });
    }

    /// Shuts the gate when the API has refused somebody. `asked` tells whether a person is waiting for the answer:
    /// then the focus follows.
    pub(super) fn after(&self, error: &ApiError, asked: bool) {
        let desk = self.desk();
        let before = desk.gate.get_untracked();
        let gate = before.clone().after(error.cause);
        if gate == before {
            return;
        }
        desk.gate.set(gate);
        if asked || !form::is_typing() {
            self.focus_soon(view::SIGN_IN_HEADING);
        } else {
            let text = message::sign_in::REFUSED.to_owned();
            desk.notice.set(Some(Notice { text, incident: None }));
        }
    }
}
