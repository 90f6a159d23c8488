//! The admin app in the browser: carries out what a person does, reads the list again and again, keeps drafts, and
//! moves the focus.

use super::client::{Client, Key, Refused};
use super::desk::{Act, Desk, EntryForm, Keeping, Notice, Removal, UpdateForm, Writing, row_id};
use super::gate::Gate;
use super::kept::{self, Subject};
use super::lost::{self, Finding};
use super::objection::{self, Objection};
use super::rows::STEP;
use super::sign_in::{Attempt, Credential, SKEW_SECONDS, SignInForm};
use super::submit::{Fate, Submit};
use super::view;
use crate::api::error::{ApiError, Cause};
use crate::api::{Endpoint, wire};
use crate::config::{Config, ConfigProblem};
use crate::domain::draft::{self, EntryDraft, Field, IncidentDraft, Rule, ValidEntry, ValidIncident};
use crate::domain::incident::Timeline;
use crate::domain::overview::components_of;
use crate::domain::{AffectedComponent, Incident, IncidentId, IncidentList, Length, Status, Timestamp};
use crate::message::admin::{self as message, done};
use crate::platform::crypto::{self, SigningKey};
use crate::platform::form::Focus;
use crate::platform::listen::Listener;
use crate::platform::timer::Timer;
use crate::platform::wake::Wake;
use crate::platform::zone::BrowserZone;
use crate::platform::{clock, dialog, document as page, form, storage};
use crate::remote::{Answer, Slot, Source, pause};
use crate::view::{Context, SharedZone};
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use send_wrapper::SendWrapper;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// How long after the last change a draft is written down.
const KEEP_AFTER: Length = Length::from_millis(400);

/// Mounts the admin view as soon as the configuration is known, or known not to be had.
pub fn start() {
    // In a release a panic is a trap without words.
    #[cfg(debug_assertions)]
    std::panic::set_hook(Box::new(|info| leptos::logging::error!("{info}")));
    let handle = mount_to(page::mount_point(), || {
        // Everything belongs to the view as a whole, which never ends: a signal that is made in answer to an event
        // would else belong to whatever part of the view was drawn last, and end with it.
        let owner = Owner::current().unwrap_or_default();
        let app = RwSignal::new_local(None::<App>);
        let made_under = owner.clone();
        spawn_local(async move {
            let links = page::links();
            let (config, problems, failure) = match page::load_config(&links).await {
                Ok((config, problems)) => (config, problems, None),
                Err(error) => (Config::default(), Vec::new(), Some(error)),
            };
            let owner = made_under.clone();
            app.set(Some(made_under.with(|| App::new(config, problems, failure, owner))));
        });
        move || match app.get() {
            None => view::starting(),
            Some(app) => owner.with(|| app.view()),
        }
    });
    // The view lives as long as the document.
    std::mem::forget(handle);
    page::set_attribute("data-app", "running");
}

/// The app. Clones are the same app.
#[derive(Clone)]
struct App(Rc<Inner>);

struct Inner {
    desk: Desk,
    client: Client,
    config: Arc<Config>,
    zone: SharedZone,
    /// The path of the site's root.
    site: String,
    /// The present, as of the last answer: which offset the zone has now.
    present: RwSignal<Option<Timestamp>>,
    wake: Wake,
    /// Whether the list has just been read by somebody else than the loop.
    fresh: Cell<bool>,
    /// What was sent last, for the case that its answer is lost.
    sent: RefCell<HashMap<Subject, Sent>>,
    /// What keeps each draft a moment after its last change.
    keepers: RefCell<HashMap<Subject, Timer>>,
    listeners: RefCell<Vec<Listener>>,
    /// What signals are made under that outlive the event that made them.
    owner: Owner,
}

/// A request as it was sent, with what the API had before.
#[derive(Clone)]
struct Sent {
    what: Ready,
    at: Timestamp,
}

/// What may be sent.
#[derive(Clone)]
enum Ready {
    New { incident: ValidIncident, known: Vec<IncidentId> },
    Update { id: IncidentId, name: String, entry: ValidEntry, before: Option<Timeline> },
}

impl App {
    fn new(config: Config, problems: Vec<ConfigProblem>, failure: Option<ApiError>, owner: Owner) -> Self {
        let links = page::links();
        let client = Client::new(page::api_base(&config.api, &links));
        let inner = Rc::new_cyclic(|inner| {
            let inner = SendWrapper::new(inner.clone());
            let act = Callback::new(move |act| {
                if let Some(inner) = inner.upgrade() {
                    App(inner).act(act);
                }
            });
            let desk = Desk::new(crypto::is_available(), clock::now(), act);
            desk.config_problems.set_value(problems);
            desk.config_failure.set_value(failure);
            Inner {
                desk,
                client,
                config: Arc::new(config),
                zone: Arc::new(BrowserZone::visitor()),
                site: links.root,
                present: RwSignal::new(Some(clock::wall())),
                wake: Wake::default(),
                fresh: Cell::new(false),
                sent: RefCell::default(),
                keepers: RefCell::default(),
                listeners: RefCell::default(),
                owner,
            }
        });
        let app = Self(inner);
        app.restore_new();
        app.listen();
        spawn_local(app.clone().read_again_and_again());
        app
    }

    fn view(&self) -> AnyView {
        let desk = self.desk();
        provide_context(Context {
            config: self.0.config.clone(),
            links: Signal::stored(page::links()),
            zone: Signal::stored(self.0.zone.clone()),
            present: self.0.present.into(),
        });
        let site = self.0.config.title.clone();
        Effect::new(move |_| {
            let open = desk.incidents().filter(|_| desk.gate.with(Gate::shows_work)).map(|list| list.open().len());
            page::set_title(&message::title(&site, open));
        });
        view::desk(desk)
    }

    fn desk(&self) -> Desk {
        self.0.desk
    }

    /// Every form that was opened so far.
    fn forms(&self) -> Vec<EntryForm> {
        let desk = self.desk();
        let updates = desk.updates.with_untracked(|updates| updates.values().map(|update| update.entry).collect());
        [vec![desk.new.entry], updates].concat()
    }

    fn act(&self, act: Act) {
        let desk = self.desk();
        match act {
            Act::SignIn => self.sign_in(),
            Act::SignOut => self.sign_out(),
            Act::KeepSignIn => {
                desk.gate.update(|gate| *gate = gate.clone().kept());
                desk.notice.set(None);
                self.focus_soon(view::LIST_HEADING);
                self.0.wake.ring();
            }
            Act::Refresh => {
                if desk.gate.with_untracked(Gate::is_open) {
                    desk.asking.set(true);
                    self.0.wake.ring();
                }
            }
            Act::ShowMore => desk.limit.update(|limit| *limit += STEP),
            Act::Write(writing) => self.write(writing),
            Act::Close => {
                let incident = desk.writing.get_untracked();
                desk.writing.set(Writing::New);
                if let Writing::Update(incident) = incident {
                    self.focus_soon(format!("{}-name", row_id(&incident.id)));
                }
            }
            Act::Edited(subject) => self.edited(subject),
            Act::Discard(subject) => self.discard(&subject),
            Act::Send(subject) => self.send(subject, false),
            Act::SendAgain(subject) => self.send(subject, true),
            Act::LookAgain(subject) => {
                if let Some(form) = desk.entry_form(&subject) {
                    form.submit.update(|submit| *submit = submit.clone().look_again());
                    spawn_local(self.clone().look(subject));
                }
            }
            Act::AskDelete(incident) => {
                desk.confirm.set(Some(incident));
                spawn_local(async {
                    tick().await;
                    dialog::open(view::DIALOG_ID);
                });
            }
            Act::Delete => {
                if let Some(incident) = desk.confirm.get_untracked() {
                    dialog::close(view::DIALOG_ID);
                    spawn_local(self.clone().remove(incident));
                }
            }
            Act::CancelDelete => dialog::close(view::DIALOG_ID),
            Act::DialogClosed => desk.confirm.set(None),
            Act::Focus(id) => self.focus_soon(id),
            Act::Dismiss => {
                desk.notice.set(None);
                self.focus_soon(view::LIST_HEADING);
            }
        }
    }

    /// Moves the focus once what was just changed is on screen.
    fn focus_soon(&self, id: impl Into<String>) {
        let id = id.into();
        spawn_local(async move {
            tick().await;
            focus(&id);
        });
    }

    // Signing in and out.

    fn sign_in(&self) {
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
        let key = match credential {
            Credential::Value(value) => Ok(Key::Value(value)),
            Credential::KeyPair(pair, secret) => {
                let imported = SigningKey::import(secret.expose()).await;
                drop(secret);
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
        let client = &self.0.client;
        let mut answer = client.call_with(&key, Endpoint::List, None).await;
        // A token is only good for a few minutes: with a clock that is off, the first one may have come too early or
        // too late. The answer has told the API's own time.
        let refused = matches!(&answer, Err(Refused { error, .. }) if error.cause == Cause::SignedOut);
        if refused && matches!(key, Key::Pair(..)) && client.skew().seconds() > SKEW_SECONDS {
            answer = client.call_with(&key, Endpoint::List, None).await;
        }
        let list = answer
            .map_err(|refused| refused.error)
            .and_then(|reply| wire::decode_list(&reply.body).map_err(ApiError::from));
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
                self.0.wake.ring();
            }
        }
    }

    fn sign_out(&self) {
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
        desk.notice.set(None);
        self.focus_soon(view::SIGN_IN_HEADING);
    }

    /// Shuts the gate when the API has refused somebody. `asked` tells whether a person is waiting for the answer:
    /// then the focus follows.
    fn after(&self, error: &ApiError, asked: bool) {
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

    // Reading.

    /// One attempt after the other, for as long as the page lives. It rests while nobody is signed in or looks.
    async fn read_again_and_again(self) {
        let desk = self.desk();
        loop {
            self.0.wake.hush();
            let awake = desk.gate.with_untracked(Gate::is_open) && !page::is_hidden();
            if awake && !self.0.fresh.take() {
                // What went wrong stands in the list's own state.
                let _ = self.read_list(desk.asking.get_untracked()).await;
                if let Writing::Update(incident) = desk.writing.get_untracked() {
                    let _ = self.read_timeline(&incident.id).await;
                }
            }
            desk.asking.set(false);
            let length = desk.list.with_untracked(|slot| {
                let failure = slot.state().failure();
                let (failures, retry_after) = failure.map_or((0, None), |f| (f.attempts, f.error.retry_after));
                let refresh = Length::from_seconds(self.0.config.refresh_seconds);
                pause(refresh, failures, retry_after, js_sys::Math::random())
            });
            let awake = desk.gate.with_untracked(Gate::is_open) && !page::is_hidden();
            let failed = desk.list.with_untracked(|slot| slot.state().failure().is_some());
            desk.next.set((awake && failed).then_some(length));
            self.0.wake.sleep(awake.then_some(length)).await;
        }
    }

    fn begin_list(&self) -> crate::remote::Ticket {
        let mut ticket = None;
        self.desk().list.update_untracked(|slot| ticket = Some(slot.begin()));
        // The closure has just run.
        ticket.expect("the slot gives a ticket")
    }

    /// Takes what an attempt brought.
    fn settle_list(&self, ticket: crate::remote::Ticket, result: Result<Arc<IncidentList>, ApiError>) {
        let desk = self.desk();
        let now = clock::now();
        let good = result.is_ok();
        let result = result.map(|list| answer(list, now, self.0.config.stale_after_live()));
        let mut taken = false;
        desk.list.update(|slot| taken = slot.settle(ticket, result, now));
        if taken && good {
            let present = self.0.client.present();
            desk.read_at.set(Some(present));
            self.0.present.set(Some(present));
        }
    }

    /// Reads the list. `asked` tells whether a person waits for it.
    async fn read_list(&self, asked: bool) -> Result<Arc<IncidentList>, ApiError> {
        let desk = self.desk();
        let era = self.0.client.era();
        // What was deleted before this attempt began is judged by its answer from then on.
        let gone: Vec<IncidentId> = desk.removals.with_untracked(|removals| {
            let gone = removals.iter().filter(|(_, removal)| **removal == Removal::Gone);
            gone.map(|(id, _)| id.clone()).collect()
        });
        let ticket = self.begin_list();
        let reply = self.0.client.call(Endpoint::List, None).await.map_err(|refused| refused.error);
        let list = reply.and_then(|reply| wire::decode_list(&reply.body).map_err(ApiError::from)).map(Arc::new);
        if self.0.client.era() != era {
            return Err(ApiError::of(Cause::Aborted));
        }
        self.settle_list(ticket, list.clone());
        match &list {
            Ok(_) if gone.is_empty() => {}
            Ok(_) => desk.removals.update(|removals| removals.retain(|id, _| !gone.contains(id))),
            Err(error) => self.after(error, asked),
        }
        list
    }

    /// Reads the timeline of an incident whose form is open.
    async fn read_timeline(&self, id: &IncidentId) -> Result<Timeline, ApiError> {
        let Some(update) = self.update(id) else { return Err(ApiError::of(Cause::Aborted)) };
        let era = self.0.client.era();
        let mut ticket = None;
        update.timeline.update_untracked(|slot| ticket = Some(slot.begin()));
        let reply = self.0.client.call(Endpoint::Entries(id), None).await.map_err(|refused| refused.error);
        let timeline = reply.and_then(|reply| wire::decode_timeline(&reply.body).map_err(ApiError::from));
        if self.0.client.era() != era {
            return Err(ApiError::of(Cause::Aborted));
        }
        let now = clock::now();
        let result = timeline.clone().map(|timeline| answer(timeline, now, self.0.config.stale_after_live()));
        if let Some(ticket) = ticket {
            update.timeline.update(|slot| {
                slot.settle(ticket, result, now);
            });
        }
        match &timeline {
            Ok(timeline) => prefill(update, id, timeline),
            Err(error) => self.after(error, false),
        }
        timeline
    }

    fn update(&self, id: &IncidentId) -> Option<UpdateForm> {
        self.desk().updates.with_untracked(|updates| updates.get(id).copied())
    }

    // Writing.

    fn write(&self, writing: Writing) {
        let desk = self.desk();
        match &writing {
            Writing::New => {
                desk.writing.set(writing);
                self.focus_soon(view::NEW_HEADING);
            }
            Writing::Update(incident) => {
                if self.update(&incident.id).is_none() {
                    let update = self.0.owner.with(|| self.new_update(incident));
                    desk.updates.update(|updates| {
                        updates.insert(incident.id.clone(), update);
                    });
                }
                let (app, id) = (self.clone(), incident.id.clone());
                desk.writing.set(writing);
                self.focus_soon(view::ENTRY_HEADING);
                spawn_local(async move {
                    // What went wrong stands in the timeline's own state.
                    let _ = app.read_timeline(&id).await;
                });
            }
        }
    }

    /// The form for an update, with the draft of an earlier visit if there is one.
    fn new_update(&self, incident: &Incident) -> UpdateForm {
        let kept = storage::read(&Subject::Update(incident.id.clone()).key(&self.0.site));
        let kept = kept.as_deref().and_then(kept::decode_entry);
        let keeping = if kept.is_some() { Keeping::Restored } else { Keeping::Untouched };
        let entry = EntryForm::new(kept.unwrap_or_else(|| first_draft(incident)));
        entry.keeping.set(keeping);
        UpdateForm { entry, timeline: RwSignal::new(Slot::new(clock::now())) }
    }

    fn restore_new(&self) {
        let kept = storage::read(&Subject::New.key(&self.0.site));
        if let Some(draft) = kept.as_deref().and_then(kept::decode_incident) {
            self.desk().new.set(draft);
            self.desk().new.entry.keeping.set(Keeping::Restored);
        }
    }

    fn edited(&self, subject: Subject) {
        let Some(form) = self.desk().entry_form(&subject) else { return };
        if form.keeping.get_untracked() != Keeping::Failed {
            form.keeping.set(Keeping::Kept);
        }
        let (app, key) = (self.clone(), subject.clone());
        let timer = Timer::once(KEEP_AFTER, move || app.keep(&subject));
        self.0.keepers.borrow_mut().insert(key, timer);
    }

    /// Writes a draft down.
    fn keep(&self, subject: &Subject) {
        let desk = self.desk();
        let Some(form) = desk.entry_form(subject).filter(|form| form.keeping.get_untracked().is_touched()) else {
            return;
        };
        let text = match subject {
            Subject::New => kept::encode_incident(&untrack(|| desk.new.draft())),
            Subject::Update(_) => form.draft.with_untracked(kept::encode_entry),
        };
        let kept = storage::write(&subject.key(&self.0.site), &text);
        form.keeping.set(if kept.is_ok() { Keeping::Kept } else { Keeping::Failed });
    }

    /// Writes down every draft that still waits for it.
    fn keep_all(&self) {
        let waiting: Vec<Subject> = self.0.keepers.borrow_mut().drain().map(|(subject, _)| subject).collect();
        for subject in waiting {
            self.keep(&subject);
        }
    }

    /// Forgets what is kept of a draft.
    fn forget(&self, subject: &Subject) {
        self.0.keepers.borrow_mut().remove(subject);
        storage::forget(&subject.key(&self.0.site));
    }

    fn discard(&self, subject: &Subject) {
        self.forget(subject);
        let Some(form) = self.desk().entry_form(subject) else { return };
        form.submit.set(Submit::Editing);
        form.keeping.set(Keeping::Untouched);
        form.extra.set(Vec::new());
        match subject {
            Subject::New => {
                self.desk().new.set(IncidentDraft::default());
                self.focus_soon(view::NEW_HEADING);
            }
            Subject::Update(id) => {
                let writing = self.desk().writing.get_untracked();
                form.draft.set(writing.incident().map(first_draft).unwrap_or_default());
                if let Some(update) = self.update(id) {
                    let known = update.timeline.with_untracked(|slot| slot.state().answer().map(|a| a.data.clone()));
                    if let Some(timeline) = known {
                        prefill(update, id, &timeline);
                    }
                }
                self.focus_soon(view::ENTRY_HEADING);
            }
        }
    }

    /// Whether something would be lost, or is under way, if the page were left now.
    fn has_unsaved(&self) -> bool {
        let desk = self.desk();
        let shown = desk.gate.with_untracked(Gate::shows_work);
        let text = |form: EntryForm| {
            let written = form.draft.with_untracked(|draft| !draft.message.trim().is_empty());
            // Nobody who has signed out is asked about a draft that is kept.
            let keeping = form.keeping.get_untracked();
            let unsaved = written && (keeping == Keeping::Failed || shown && keeping.is_touched());
            unsaved || form.submit.with_untracked(Submit::is_busy)
        };
        let named = desk.new.name.with_untracked(|name| !name.trim().is_empty());
        let new = text(desk.new.entry) || shown && named && desk.new.entry.keeping.get_untracked().is_touched();
        new || desk.updates.with_untracked(|updates| updates.values().any(|update| text(update.entry)))
    }

    fn listen(&self) {
        let mut listeners = self.0.listeners.borrow_mut();
        let app = self.clone();
        listeners.push(Listener::new(&window(), "beforeunload", move |event| {
            app.keep_all();
            if app.has_unsaved() {
                event.prevent_default();
            }
        }));
        let app = self.clone();
        listeners.push(Listener::new(&window(), "pagehide", move |_| app.keep_all()));
        let app = self.clone();
        listeners.push(Listener::new(&window(), "online", move |_| app.0.wake.ring()));
        let app = self.clone();
        listeners.push(Listener::new(&document(), "visibilitychange", move |_| {
            app.keep_all();
            app.0.wake.ring();
        }));
    }

    // Sending.

    /// Sends a form, unless it is being sent, or nobody knows what became of it and no person has decided.
    fn send(&self, subject: Subject, again: bool) {
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
                self.0.sent.borrow_mut().insert(subject.clone(), Sent { what: what.clone(), at });
                spawn_local(self.clone().deliver(subject, what));
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
            Subject::Update(id) => form.draft.get_untracked().validate(zone, now).map(|entry| {
                let before = self.update(id).and_then(|update| {
                    update.timeline.with_untracked(|slot| slot.state().answer().map(|answer| answer.data.clone()))
                });
                let name = untrack(|| desk.incidents()).and_then(|list| list.find(id).map(|i| i.name.clone()));
                let written = || desk.writing.with_untracked(|writing| writing.incident().map(|i| i.name.clone()));
                let name = name.or_else(written).unwrap_or_default();
                Ready::Update { id: id.clone(), name, entry, before }
            }),
        };
        match (ready, half) {
            (Ok(ready), false) => Ok(ready),
            (ready, half) => {
                let mut problems = ready.err().unwrap_or_default();
                if half {
                    problems.push(draft::Problem { field: Field::Date, rule: Rule::NotADate });
                }
                problems.sort_by_key(|problem| place(problem.field));
                Err(objection::of_problems(problems))
            }
        }
    }

    async fn deliver(self, subject: Subject, what: Ready) {
        let client = &self.0.client;
        let (reply, id) = match &what {
            Ready::New { incident, .. } => {
                let reply = client.call(Endpoint::Create, Some(&wire::encode_create(incident))).await;
                (reply, None)
            }
            Ready::Update { id, entry, .. } => {
                let reply = client.call(Endpoint::PostEntry(id), Some(&wire::encode_entry(entry))).await;
                (reply, Some(id.clone()))
            }
        };
        // A success that can't be read may come from anything on the way: it proves nothing.
        let stored = reply.and_then(|reply| {
            let stored = match id {
                None => wire::decode_incident(&reply.body).map(|incident| incident.id),
                Some(id) => wire::decode_entry(&reply.body).map(|_| id),
            };
            stored.map_err(|unreadable| Refused { error: unreadable.into(), objections: Vec::new() })
        });
        match stored {
            Ok(id) => self.stored(&subject, id, false).await,
            Err(Refused { error, objections }) => {
                let Some(form) = self.desk().entry_form(&subject) else { return };
                form.submit.set(Submit::after(error.clone(), objections));
                self.after(&error, true);
                if Fate::of(error.cause) == Fate::Unknown {
                    self.look(subject).await;
                } else if self.desk().gate.with_untracked(Gate::is_open) {
                    self.focus_soon(problems_id(&subject));
                }
            }
        }
    }

    /// Looks whether a request of which nobody knows what became was stored.
    async fn look(self, subject: Subject) {
        let Some(form) = self.desk().entry_form(&subject) else { return };
        let looking = form.submit.with_untracked(|submit| matches!(submit, Submit::Looking(_)));
        let sent = self.0.sent.borrow().get(&subject).cloned();
        let Some(Sent { what, at }) = sent.filter(|_| looking) else { return };
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

    /// After something was stored: the form is empty again, the draft forgotten, the list read.
    async fn stored(&self, subject: &Subject, id: IncidentId, after_all: bool) {
        let desk = self.desk();
        let Some(Sent { what, .. }) = self.0.sent.borrow_mut().remove(subject) else { return };
        self.forget(subject);
        let text = match (&what, after_all) {
            (Ready::New { incident, .. }, false) => done::created(incident.name()),
            (Ready::New { incident, .. }, true) => done::created_after_all(incident.name()),
            (Ready::Update { name, entry, .. }, false) if *entry.status() == Status::Resolved => done::resolved(name),
            (Ready::Update { name, .. }, false) => done::posted(name),
            (Ready::Update { name, .. }, true) => done::posted_after_all(name),
        };
        match subject {
            Subject::New => {
                desk.new.set(IncidentDraft::default());
                desk.new.entry.extra.set(Vec::new());
                desk.new.entry.keeping.set(Keeping::Untouched);
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
        desk.notice.set(Some(Notice { text, incident: Some(id.clone()) }));
        // What went wrong with reading stands in the list's own state; what was stored is stored.
        let _ = self.read_list(false).await;
        tick().await;
        let target = match subject {
            Subject::New => view::NEW_HEADING.to_owned(),
            Subject::Update(id) => format!("{}-name", row_id(id)),
        };
        if form::focus_from(&target) == Focus::Nowhere {
            focus(&target);
        }
    }

    // Deleting.

    async fn remove(self, incident: Incident) {
        let desk = self.desk();
        let id = incident.id.clone();
        let set = |removal: Option<Removal>| {
            desk.removals.update(|removals| match removal {
                Some(removal) => {
                    removals.insert(id.clone(), removal);
                }
                None => {
                    removals.remove(&id);
                }
            });
        };
        set(Some(Removal::Deleting));
        desk.notice.set(None);
        let answer = self.0.client.call(Endpoint::Delete(&id), None).await.map_err(|refused| refused.error);
        let gone = match answer {
            // The answer is empty: there is nothing to read.
            Ok(_) => Ok(done::deleted(&incident.name)),
            Err(error) if error.cause == Cause::NotFound => Ok(done::already_gone(&incident.name)),
            Err(error) => {
                self.after(&error, true);
                match Fate::of(error.cause) {
                    Fate::NotTaken => Err(Removal::Failed(error)),
                    // Unlike a creation, a deletion shows in the list whether it happened.
                    Fate::Unknown => match self.read_list(true).await {
                        Ok(list) if list.find(&id).is_some() => Err(Removal::Failed(error)),
                        Ok(list) if list.is_complete() => Ok(done::deleted(&incident.name)),
                        Ok(_) | Err(_) => Err(Removal::Lost(error)),
                    },
                }
            }
        };
        match gone {
            Ok(text) => {
                set(Some(Removal::Gone));
                if desk.writing.with_untracked(|writing| writing.incident().is_some_and(|written| written.id == id)) {
                    desk.writing.set(Writing::New);
                }
                let subject = Subject::Update(id.clone());
                self.forget(&subject);
                desk.updates.update(|updates| {
                    updates.remove(&id);
                });
                desk.notice.set(Some(Notice { text, incident: None }));
                tick().await;
                if form::focus_from(view::LIST_HEADING) == Focus::Nowhere {
                    focus(view::LIST_HEADING);
                }
                let _ = self.read_list(false).await;
            }
            Err(removal) => {
                set(Some(removal));
                tick().await;
                let row = row_id(&id);
                if desk.gate.with_untracked(Gate::is_open) && form::focus_from(&row) != Focus::Elsewhere {
                    focus(&format!("{row}-error"));
                }
            }
        }
    }
}

impl EntryForm {
    /// Whether it holds what would be lost with it, or waits for what became of it.
    fn must_stay(self) -> bool {
        let unsure = self.submit.with_untracked(|submit| submit.is_busy() || matches!(submit, Submit::Lost(..)));
        unsure || self.keeping.get_untracked() == Keeping::Failed
    }
}

/// The first draft of an update: the incident's status, if it is one that can be sent.
fn first_draft(incident: &Incident) -> EntryDraft {
    let status = draft::known_status(&incident.status).unwrap_or(Status::Investigating);
    EntryDraft { status, ..EntryDraft::default() }
}

/// Puts the components into the form as the timeline has them, as long as nobody has written there.
fn prefill(update: UpdateForm, id: &IncidentId, timeline: &Timeline) {
    if update.entry.keeping.get_untracked().is_touched() || !update.entry.submit.with_untracked(Submit::may_send) {
        return;
    }
    let incident = Incident {
        id: id.clone(),
        name: String::new(),
        status: Status::Investigating,
        impact: crate::domain::Impact::None,
        created: None,
        resolved: None,
        timeline: Some(timeline.clone()),
    };
    let components: Vec<AffectedComponent> =
        components_of(&incident).into_iter().map(|(id, status)| AffectedComponent { id, status }).collect();
    if update.entry.draft.with_untracked(|draft| draft.components != components) {
        update.entry.draft.update(|draft| draft.components = components);
    }
}

/// What was just read, by this app.
fn answer<T>(data: T, now: crate::remote::Moment, stale_after: u32) -> Answer<T> {
    Answer {
        data,
        source: Source::Live,
        // Two servers behind one address may differ in their clocks; here the order of asking decides what is newer.
        as_of: None,
        age_on_arrival: None,
        received: now,
        stale_after: Length::from_seconds(stale_after),
    }
}

/// The id of a form's summary.
fn problems_id(subject: &Subject) -> String {
    format!("{}-problems", subject.prefix())
}

/// Where a field stands in the form.
fn place(field: Field) -> u8 {
    match field {
        Field::Name => 0,
        Field::Impact => 1,
        Field::Status => 2,
        Field::Message => 3,
        Field::Date => 4,
        Field::Components => 5,
        Field::Notify => 6,
    }
}

/// Ids may hold characters that mean something in a selector, but never a quote: they are percent-encoded.
fn focus(id: &str) {
    page::focus(&format!("[id=\"{id}\"]"));
}
