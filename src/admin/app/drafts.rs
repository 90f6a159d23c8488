//! Which form is open, and the drafts that this browser keeps.

use super::App;
use crate::admin::desk::{EntryForm, Keeping, UpdateForm, Writing};
use crate::admin::gate::Gate;
use crate::admin::kept::{self, Subject};
use crate::admin::recovery::Recovery;
use crate::admin::submit::Submit;
use crate::admin::view;
use crate::browser::listen::listen;
use crate::browser::timer;
use crate::browser::{clock, document as page, storage};
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::draft::{self, EntryDraft, IncidentDraft};
use model::incident::Timeline;
use model::overview::components_of;
use model::{AffectedComponent, Duration, Impact, Incident, IncidentId, Status};

/// How long after a change that was written down the next ones are.
const KEEP_AFTER: Duration = Duration::from_millis(400);

impl App {
    pub(super) fn write(&self, writing: Writing) {
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
        let kept = kept.and_then(|text| Some((kept::decode_entry(&text)?, text)));
        let entry = EntryForm::new(first_draft(incident));
        if let Some((draft, text)) = kept {
            entry.draft.set(draft);
            entry.came_back(&text);
        }
        UpdateForm::new(entry, clock::now())
    }

    pub(super) fn restore_new(&self) {
        let Some(text) = storage::read(&Subject::New.key(&self.0.site)) else { return };
        if let Some(draft) = kept::decode_incident(&text) {
            self.desk().new.set(draft);
            self.desk().new.entry.came_back(&text);
        }
    }

    /// The first change is written down at once, so that a draft that is told to be kept is kept. Those that follow
    /// quickly are written down together, and before the typing ends: it may go on for long.
    pub(super) fn edited(&self, subject: Subject) {
        let Some(form) = self.desk().entry_form(&subject) else { return };
        if form.keeping.get_untracked() != Keeping::Failed {
            form.keeping.set(Keeping::Kept);
        }
        if self.0.keepers.borrow().contains_key(&subject) {
            return;
        }
        self.keep(&subject);
        let (app, key) = (self.clone(), subject.clone());
        let timer = timer::once(KEEP_AFTER, move || {
            let own = app.0.keepers.borrow_mut().remove(&subject);
            app.keep(&subject);
            // A timer that ends within its own call would take away what the call runs on.
            spawn_local(async move { drop(own) });
        });
        self.0.keepers.borrow_mut().insert(key, timer);
    }

    /// Writes a draft down, with whether it was sent and the answer has not come.
    pub(super) fn keep(&self, subject: &Subject) {
        let desk = self.desk();
        let Some(form) = desk.entry_form(subject).filter(|form| form.keeping.get_untracked().is_touched()) else {
            return;
        };
        let Some(mut text) = self.text_of(subject) else { return };
        if form.unanswered.get_untracked() || !form.submit.with_untracked(Submit::may_send) {
            text = kept::mark_unanswered(&text);
        }
        let kept = storage::write(&subject.key(&self.0.site), &text);
        form.keeping.set(if kept.is_ok() { Keeping::Kept } else { Keeping::Failed });
    }

    /// What a form holds, as it is kept.
    pub(super) fn text_of(&self, subject: &Subject) -> Option<String> {
        let form = self.desk().entry_form(subject)?;
        Some(match subject {
            Subject::New => kept::encode_incident(&untrack(|| self.desk().new.draft())),
            Subject::Update(_) => form.draft.with_untracked(kept::encode_entry),
        })
    }

    /// Writes down every draft that still waits for it.
    pub(super) fn keep_all(&self) {
        let waiting: Vec<Subject> = self.0.keepers.borrow_mut().drain().map(|(subject, _)| subject).collect();
        for subject in waiting {
            self.keep(&subject);
        }
    }

    /// Forgets what is kept of a draft.
    pub(super) fn forget(&self, subject: &Subject) {
        self.0.keepers.borrow_mut().remove(subject);
        storage::forget(&subject.key(&self.0.site));
    }

    pub(super) fn discard(&self, subject: &Subject) {
        self.forget(subject);
        let Some(form) = self.desk().entry_form(subject) else { return };
        form.submit.set(Submit::Editing);
        form.keeping.set(Keeping::Untouched);
        form.unanswered.set(false);
        form.extra.set(Vec::new());
        form.recovery.set(Recovery::default());
        match subject {
            Subject::New => {
                self.desk().new.set(IncidentDraft::default());
                self.focus_soon(view::NEW_HEADING);
            }
            Subject::Update(id) => {
                let writing = self.desk().writing.get_untracked();
                form.draft.set(writing.incident().map(first_draft).unwrap_or_default());
                if let Some(update) = self.update(id)
                    && let Some(timeline) = untrack(|| update.shown())
                {
                    update.known.set(Some(timeline.clone()));
                    prefill(update, id, &timeline, false);
                }
                self.focus_soon(view::ENTRY_HEADING);
            }
        }
    }

    /// Whether something would be lost, or is under way, if the page were left now.
    pub(super) fn has_unsaved(&self) -> bool {
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

    pub(super) fn listen(&self) {
        let mut listeners = self.0.listeners.borrow_mut();
        let app = self.clone();
        listeners.push(listen(&window(), "beforeunload", move |event| {
            app.keep_all();
            if app.has_unsaved() {
                event.prevent_default();
            }
        }));
        let app = self.clone();
        listeners.push(listen(&window(), "pagehide", move |_| app.keep_all()));
        let app = self.clone();
        listeners.push(listen(&window(), "online", move |_| app.0.notify.notify()));
        let app = self.clone();
        listeners.push(listen(&document(), "visibilitychange", move |_| {
            app.keep_all();
            app.0.notify.notify();
            if !page::is_hidden() {
                app.follow_config();
            }
        }));
    }
}

impl EntryForm {
    /// The draft is one of an earlier visit; `text` is how it was kept.
    fn came_back(self, text: &str) {
        self.keeping.set(Keeping::Restored);
        self.unanswered.set(kept::is_unanswered(text));
    }

    /// Whether it holds what would be lost with it, or waits for what became of it.
    pub(super) fn must_stay(self) -> bool {
        !self.submit.with_untracked(Submit::may_send) || self.keeping.get_untracked() == Keeping::Failed
    }
}

/// The first draft of an update: the incident's status, if it is one that can be sent.
fn first_draft(incident: &Incident) -> EntryDraft {
    let status = draft::known_status(&incident.status).unwrap_or(Status::Investigating);
    EntryDraft { status, ..EntryDraft::default() }
}

/// Puts the components into the form as the timeline has them, as long as nobody has written there. A person may be
/// quicker than the `first` timeline; without components an update that resolves would leave them as they were told.
pub(super) fn prefill(update: UpdateForm, id: &IncidentId, timeline: &Timeline, first: bool) {
    let EntryForm { draft, recovery, submit, keeping, .. } = update.entry;
    let untouched = || {
        let by_hand = recovery.with_untracked(Recovery::is_by_hand);
        first && !by_hand && draft.with_untracked(|draft| draft.components.is_empty())
    };
    if keeping.get_untracked().is_touched() && !untouched() || !submit.with_untracked(Submit::may_send) {
        return;
    }
    let incident = Incident {
        id: id.clone(),
        name: String::new(),
        status: Status::Investigating,
        impact: Impact::None,
        created: None,
        resolved: None,
        timeline: Some(timeline.clone()),
    };
    let components: Vec<AffectedComponent> =
        components_of(&incident, None).into_iter().map(|(id, status)| AffectedComponent { id, status }).collect();
    let (mut filled, mut recovers) = (draft.get_untracked(), Recovery::default());
    recovers.prefill(&mut filled, components);
    recovery.set(recovers);
    if draft.with_untracked(|draft| *draft != filled) {
        draft.set(filled);
    }
}
