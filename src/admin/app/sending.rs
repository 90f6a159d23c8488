//! Sending a form, once, and finding out what became of it.

use super::{App, focus};
use crate::admin::client::Refused;
use crate::admin::desk::{EntryForm, Keeping, Notice, Writing, row_id};
use crate::admin::gate::Gate;
use crate::admin::kept::Subject;
use crate::admin::lost::{self, Finding};
use crate::admin::objection::{self, Objection, Why};
use crate::admin::recovery::Recovery;
use crate::admin::submit::{Fate, Submit};
use crate::admin::view;
use crate::browser::form::{self, Focus};
use contract::incident_api::error::Cause;
use contract::incident_api::{Endpoint, decode, encode};
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use model::draft::{self, Field, IncidentDraft, Rule, ValidEntry, ValidIncident};
use model::incident::Timeline;
use model::{IncidentId, Status, Timestamp};
use text::admin::done;

/// A request as it was sent, with what the API had before.
#[derive(Clone)]
pub(super) struct Sent {
    what: Ready,
    at: Timestamp,
    /// The form as it was then, as a draft is kept.
    text: Option<String>,
}

/// What may be sent.
#[derive(Clone)]
enum Ready {
    New { incident: ValidIncident, known: Vec<IncidentId> },
    Update { id: IncidentId, name: String, entry: ValidEntry, before: Option<Timeline> },
}

impl App {
    /// Sends a form, unless it is being sent, or nobody knows what became of it and no person has decided.
    pub(super) fn send(&self, subject: Subject, again: bool) {
        let desk = self.desk();
        let Some(form) = desk.entry_form(&subject) else { return };
        let may = form.submit.with_untracked(|submit| submit.may_send() || again && matches!(submit, Submit::Lost(..)));
        if !may {
            return;
        }
        if !desk.gate.with_untracked(Gate::is_open) {
            self.focus_soon(view::SIGN_IN_HEADING);
            return;
        }
        let at = self.0.client.present();
        match self.ready(&subject, form, at) {
            Err(objections) => {
                form.submit.set(Submit::Rejected(objections));
                self.focus_soon(problems_id(&subject));
            }
            Ok(what) => {
                desk.notice.set(None);
                form.submit.set(Submit::Saving);
                self.keep(&subject);
                let text = self.text_of(&subject);
                self.0.sent.borrow_mut().insert(subject.clone(), Sent { what: what.clone(), at, text });
                spawn_local(self.clone().deliver(subject, what, again));
            }
        }
    }

    /// What a form holds, if it keeps every rule.
    fn ready(&self, subject: &Subject, form: EntryForm, now: Timestamp) -> Result<Ready, Vec<Objection>> {
        let desk = self.desk();
        let zone = &*self.0.zone;
        let half = form::is_half_typed(&format!("{}-date", subject.prefix()));
        let ready = match subject {
            Subject::New => untrack(|| desk.new.draft()).validate(zone, now).map(|incident| {
                let list = untrack(|| desk.incidents());
                let known = list.map(|list| list.incidents().iter().map(|incident| incident.id.clone()).collect());
                Ready::New { incident, known: known.unwrap_or_default() }
            }),
            Subject::Update(id) => {
                let before = self.update(id).and_then(|update| untrack(|| update.shown()));
                let now = before.as_ref().map_or(now, |before| before.next_date(now));
                form.draft.get_untracked().validate(zone, now).map(|entry| {
                    let name = untrack(|| desk.incidents()).and_then(|list| list.find(id).map(|i| i.name.clone()));
                    let written = || desk.writing.with_untracked(|writing| writing.incident().map(|i| i.name.clone()));
                    let name = name.or_else(written).unwrap_or_default();
                    Ready::Update { id: id.clone(), name, entry, before }
                })
            }
        };
        match (ready, half) {
            (Ok(ready), false) => Ok(ready),
            (ready, half) => {
                let mut problems = ready.err().unwrap_or_default();
                if half {
                    problems.push(draft::Problem { field: Field::Date, rule: Rule::NotADate });
                }
                problems.sort_by_key(|problem| problem.field);
                Err(objection::of_problems(problems))
            }
        }
    }

    async fn deliver(self, subject: Subject, what: Ready, again: bool) {
        let era = self.0.client.era();
        let overtaken = !again && self.is_overtaken(&what).await;
        let Some(form) = self.desk().entry_form(&subject) else { return };
        if self.0.client.era() != era {
            // Nothing is sent in the name of somebody who has signed out since, nor in the next one's.
            form.submit.set(Submit::Editing);
            self.keep(&subject);
            return;
        }
        if overtaken {
            form.submit.set(Submit::Rejected(vec![Objection { field: None, why: Why::Overtaken }]));
            self.keep(&subject);
            self.focus_soon(problems_id(&subject));
            return;
        }
        let client = &self.0.client;
        let (reply, id) = match &what {
            Ready::New { incident, .. } => {
                let reply = client.call(Endpoint::Create, Some(&encode::encode_create(incident))).await;
                (reply, None)
            }
            Ready::Update { id, entry, .. } => {
                let reply = client.call(Endpoint::PostEntry(id), Some(&encode::encode_entry(entry))).await;
                (reply, Some(id.clone()))
            }
        };
        // A success that can't be read may come from anything on the way: it proves nothing.
        let stored = reply.and_then(|reply| {
            let stored = match id {
                None => decode::decode_incident(&reply.body).map(|incident| incident.id),
                Some(id) => decode::decode_entry(&reply.body).map(|_| id),
            };
            stored.map_err(|unreadable| Refused { error: unreadable.into(), objections: Vec::new() })
        });
        match stored {
            Ok(id) => self.stored(&subject, id, false).await,
            Err(Refused { error, objections }) => {
                let Some(form) = self.desk().entry_form(&subject) else { return };
                form.submit.set(Submit::after(error.clone(), objections));
                self.keep(&subject);
                self.after(&error, true);
                if Fate::of(error.cause) == Fate::Unknown {
                    self.look(subject).await;
                } else if self.desk().gate.with_untracked(Gate::is_open) {
                    self.focus_soon(problems_id(&subject));
                }
            }
        }
    }

    /// Whether somebody else posted what the person who writes has not seen. Where that can't be found out, the update
    /// is not held back: visitors wait for it.
    async fn is_overtaken(&self, what: &Ready) -> bool {
        let Ready::Update { id, before: Some(before), .. } = what else { return false };
        self.read_timeline(id).await.is_ok_and(|timeline| timeline.has_news_since(before))
    }

    /// Looks whether a request of which nobody knows what became was stored.
    pub(super) async fn look(self, subject: Subject) {
        let Some(form) = self.desk().entry_form(&subject) else { return };
        let looking = form.submit.with_untracked(|submit| matches!(submit, Submit::Looking(_)));
        let sent = self.0.sent.borrow().get(&subject).cloned();
        let Some(Sent { what, at, .. }) = sent.filter(|_| looking) else { return };
        let finding = match &what {
            Ready::New { incident, known } => match self.read_list(true).await {
                Ok(list) => lost::find_incident(incident, at, known, &list),
                Err(error) => Finding::NotAsked(error),
            },
            Ready::Update { id, entry, before, .. } => match self.read_timeline(id).await {
                Ok(timeline) => lost::find_entry(entry, at, id, before.as_ref(), &timeline),
                Err(error) if error.cause == Cause::NotFound => {
                    // Without the incident there is nothing that the update could have reached.
                    form.submit.set(Submit::Failed(error));
                    self.keep(&subject);
                    self.focus_soon(problems_id(&subject));
                    return;
                }
                Err(error) => Finding::NotAsked(error),
            },
        };
        match finding {
            Finding::There(id) => self.stored(&subject, id, true).await,
            finding => {
                form.submit.update(|submit| *submit = submit.clone().found(finding));
                if self.desk().gate.with_untracked(Gate::is_open) {
                    self.focus_soon(problems_id(&subject));
                }
            }
        }
    }

    /// After something was stored: the form is empty again, the draft forgotten, the list read. What was typed since it
    /// was sent is in neither, so then both stay.
    async fn stored(&self, subject: &Subject, id: IncidentId, after_all: bool) {
        let desk = self.desk();
        let Some(Sent { what, text, .. }) = self.0.sent.borrow_mut().remove(subject) else { return };
        let now = self.text_of(subject);
        let goes_on = now.is_some() && now != text;
        let text = match (&what, after_all) {
            (Ready::New { incident, .. }, false) => done::created(incident.name()),
            (Ready::New { incident, .. }, true) => done::created_after_all(incident.name()),
            (Ready::Update { name, entry, before: Some(before), .. }, false)
                if before.newest(self.0.client.present()) > Some(entry.date()) =>
            {
                done::posted_between(name)
            }
            (Ready::Update { name, entry, .. }, false) if *entry.status() == Status::Resolved => done::resolved(name),
            (Ready::Update { name, .. }, false) => done::posted(name),
            (Ready::Update { name, .. }, true) => done::posted_after_all(name),
        };
        if !goes_on {
            self.forget(subject);
        }
        match subject {
            // Until the timeline has been read, what was just posted would hold back the next update as somebody else's.
            Subject::Update(_) if goes_on && desk.gate.with_untracked(Gate::shows_work) => {}
            _ if goes_on => self.go_on(subject),
            Subject::New => {
                desk.new.set(IncidentDraft::default());
                desk.new.entry.extra.set(Vec::new());
                desk.new.entry.recovery.set(Recovery::default());
                desk.new.entry.keeping.set(Keeping::Untouched);
                desk.new.entry.unanswered.set(false);
                desk.new.entry.submit.set(Submit::Editing);
            }
            Subject::Update(id) => {
                if desk.writing.with_untracked(|writing| writing.incident().is_some_and(|written| written.id == *id)) {
                    desk.writing.set(Writing::New);
                }
                desk.updates.update(|updates| {
                    updates.remove(id);
                });
            }
        }
        // Who has signed out left a screen that tells nothing of the work.
        if !desk.gate.with_untracked(Gate::shows_work) {
            return;
        }
        let text = if goes_on { format!("{text} {}", done::GOES_ON) } else { text };
        desk.notice.set(Some(Notice { text, incident: Some(id.clone()) }));
        // What went wrong with reading stands in the list's own state; what was stored is stored.
        let _ = self.read_list(false).await;
        if goes_on {
            if let Some(update) = self.update(&id) {
                // The update that was just posted is no news to whoever posted it.
                if let Ok(timeline) = self.read_timeline(&id).await {
                    update.known.set(Some(timeline));
                }
                self.go_on(subject);
            }
            return;
        }
        tick().await;
        let target = match subject {
            Subject::New => view::NEW_HEADING.to_owned(),
            Subject::Update(id) => format!("{}-name", row_id(id)),
        };
        if form::focus_from(&target) == Focus::Nowhere {
            focus(&target);
        }
    }

    /// Leaves a form to the person who has typed on since it was sent.
    fn go_on(&self, subject: &Subject) {
        let Some(form) = self.desk().entry_form(subject) else { return };
        form.submit.set(Submit::Editing);
        form.unanswered.set(false);
        self.keep(subject);
    }
}

/// The id of a form's summary.
fn problems_id(subject: &Subject) -> String {
    format!("{}-problems", subject.prefix())
}
