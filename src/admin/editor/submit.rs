//! Sending a form once, and finding out whether a request whose answer was lost has arrived.

use super::correction::{edit_draft, is_as_corrected, is_corrected, is_rewritten, rebase_edit, resolved_at};
use super::draft_storage::DraftKey;
use super::form_error::{self, FormError, FormErrorKind};
use super::maintenance_draft::{MaintenanceDraft, changed_fields};
use super::reconcile::{self, Reconciliation, Saved};
use super::submission::Submission;
use super::{EditorController, EntryFormState, NEW_FORM, OpenForm};
use crate::admin::client::FailedCall;
use crate::admin::incidents::{LIST_HEADING, RowMark, name_id, row_id};
use crate::admin::maintenances::{self, MAINTENANCES_HEADING};
use crate::admin::outcome::{Outcome, is_missing};
use crate::admin::session::SIGN_IN_HEADING;
use crate::admin::small_map::SmallMap;
use crate::admin::ui::Announcement;
use crate::admin::ui::focus::{focus, focus_soon};
use crate::browser::form::{self, Focus};
use contract::incident_api::error::Cause;
use contract::incident_api::{Endpoint, decode, encode};
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use model::correction::Correction;
use model::draft::{Field, IncidentDraft, Problem, Rule, ValidEntry, ValidIncident};
use model::incident::Timeline;
use model::maintenance::MaintenanceRequest;
use model::{Entry, EntryId, IncidentId, MaintenanceId, Status, Timestamp};
use std::cell::RefCell;

/// The last request of each form, in case its answer is lost.
pub type SentRequests = RefCell<SmallMap<DraftKey, SentRequest>>;

/// A request that was sent.
#[derive(Clone)]
pub struct SentRequest {
    request: Request,
    sent_at: Timestamp,
    /// The content of the form at that time, as a draft is saved.
    draft_text: Option<String>,
}

/// A request, with the state of the API before it.
#[derive(Clone)]
enum Request {
    CreateIncident { incident: ValidIncident, resolved: Option<Timestamp>, known_ids: Vec<IncidentId> },
    PostUpdate { id: IncidentId, name: String, entry: ValidEntry, timeline_before: Option<Timeline> },
    EditEntry { id: IncidentId, entry_id: EntryId, name: String, entry: ValidEntry },
    Correct { id: IncidentId, name: String, correction: Correction },
    SaveMaintenance { id: Option<MaintenanceId>, request: MaintenanceRequest, known_ids: Vec<MaintenanceId> },
}

impl EditorController {
    /// Sends a form, unless it is being sent. While the outcome of its last request is unknown, it is sent only if a person
    /// has decided to send it again (`is_repeat`).
    pub(super) fn submit(&self, key: DraftKey, is_repeat: bool) {
        let Some(form) = self.state.entry_form(&key) else { return };
        let is_lost = form.submission.with_untracked(|submission| matches!(submission, Submission::Unconfirmed(..)));
        let is_allowed = form.can_submit() || is_repeat && is_lost;
        if !is_allowed {
            return;
        }
        if !self.session.is_active() {
            focus_soon(SIGN_IN_HEADING);
            return;
        }
        let now = self.session.client().present();
        match self.validate(&key, form, now) {
            Err(errors) => {
                form.submission.set(Submission::Invalid(errors));
                focus_soon(key.summary_id());
            }
            Ok(request) => {
                self.announcement.set(None);
                self.note_own(&request);
                form.submission.set(Submission::Sending);
                self.save(&key);
                let draft_text = self.draft_text(&key);
                let sent = SentRequest { request: request.clone(), sent_at: now, draft_text };
                self.sent.borrow_mut().insert(key.clone(), sent);
                spawn_local(self.clone().send(key, request, is_repeat));
            }
        }
    }

    /// What is sent from here isn't news.
    fn note_own(&self, request: &Request) {
        let mut known = self.incidents.known_posts.borrow_mut();
        match request {
            Request::CreateIncident { incident, .. } => known.note_incident(incident.name()),
            Request::PostUpdate { id, entry, .. } => known.note_update(id, entry.message(), entry.status()),
            Request::EditEntry { id, entry, .. } => known.note_update(id, entry.message(), entry.status()),
            Request::Correct { .. } | Request::SaveMaintenance { .. } => {}
        }
    }

    /// The request of a form whose fields are all valid.
    fn validate(&self, key: &DraftKey, form: EntryFormState, now: Timestamp) -> Result<Request, Vec<FormError>> {
        let zone = &*self.zone;
        let request = match key {
            DraftKey::New => untrack(|| self.state.new.draft()).validate(zone, now).and_then(|incident| {
                let list = self.incidents.incidents();
                let ids = list.map(|list| list.incidents().iter().map(|incident| incident.id.clone()).collect());
                let known_ids = ids.unwrap_or_default();
                let end = self.state.new.end.get_untracked();
                let resolved = if untrack(|| self.state.is_past()) {
                    let problem = |rule| vec![Problem { field: Field::ResolutionTime, rule }];
                    resolved_at(&end, incident.entry().date(), zone).map_err(problem)?
                } else {
                    None
                };
                Ok(Request::CreateIncident { incident, resolved, known_ids })
            }),
            DraftKey::Edit(id, entry_id) => {
                let Some(edit) = self.state.edit_form(key) else { return Err(Vec::new()) };
                let (base, mut draft) = (edit.base.get_untracked(), form.draft.get_untracked());
                // The form shows minutes: a date that nobody has touched keeps its seconds.
                if draft.date == edit_draft(&base, zone).date {
                    draft.date = String::new();
                }
                draft.validate(zone, base.date.unwrap_or(now)).map(|entry| {
                    let (id, entry_id) = (id.clone(), entry_id.clone());
                    let name = self.incident_name(&id);
                    Request::EditEntry { id, entry_id, name, entry }
                })
            }
            DraftKey::Correct(id) => {
                let Some(form) = self.state.correction_form(key) else { return Err(Vec::new()) };
                form.draft.with_untracked(|draft| draft.validate(zone)).map(|correction| {
                    let name = correction.name.clone().unwrap_or_else(|| self.incident_name(id));
                    Request::Correct { id: id.clone(), name, correction }
                })
            }
            DraftKey::Update(id) => {
                let timeline_before = self.state.update_form(id).and_then(|update| untrack(|| update.shown_timeline()));
                let now = timeline_before.as_ref().map_or(now, |timeline| timeline.next_date(now));
                form.draft.get_untracked().validate(zone, now).map(|entry| {
                    let name = self.incident_name(id);
                    Request::PostUpdate { id: id.clone(), name, entry, timeline_before }
                })
            }
            DraftKey::Plan | DraftKey::Change(_) => {
                let Some(form) = self.state.maintenance_form(key) else { return Err(Vec::new()) };
                let has_actual = self.maintenances.state().has_actual.get_untracked();
                let list = self.maintenances.maintenances();
                let ids = list.map(|list| list.maintenances().iter().map(|known| known.id.clone()).collect());
                untrack(|| form.draft()).validate(zone, has_actual).map(|request| Request::SaveMaintenance {
                    id: key.maintenance().cloned(),
                    request,
                    known_ids: ids.unwrap_or_default(),
                })
            }
        };
        let (start, end) = match key {
            DraftKey::Plan | DraftKey::Change(_) => (Field::PlannedStart, Field::PlannedEnd),
            DraftKey::New | DraftKey::Update(_) | DraftKey::Edit(..) | DraftKey::Correct(_) => {
                (Field::CreationTime, Field::ResolutionTime)
            }
        };
        let dates = [("date", Field::Date), ("start", start), ("end", end)];
        let mut half_typed = dates.to_vec();
        half_typed.retain(|(name, _)| form::is_half_typed(&format!("{}-{name}", key.id_prefix())));
        match request {
            Ok(request) if half_typed.is_empty() => Ok(request),
            request => {
                let mut problems = request.err().unwrap_or_default();
                problems.retain(|problem| half_typed.iter().all(|(_, field)| problem.field != *field));
                for (_, field) in half_typed {
                    // The problems are in the order of the form.
                    let place = problems.iter().position(|problem| problem.field > field);
                    problems.insert(place.unwrap_or(problems.len()), Problem { field, rule: Rule::NotADate });
                }
                Err(form_error::from_problems(problems))
            }
        }
    }

    /// The name of an incident by the list, or by the form if the list no longer has it.
    pub(super) fn incident_name(&self, id: &IncidentId) -> String {
        let name = self.incidents.incidents().and_then(|list| list.find(id).map(|incident| incident.name.clone()));
        let pinned =
            || self.state.open_form.with_untracked(|form| form.incident().map(|incident| incident.name.clone()));
        name.or_else(pinned).unwrap_or_default()
    }

    async fn send(self, key: DraftKey, request: Request, is_repeat: bool) {
        let session_epoch = self.session.client().session_epoch();
        let conflict = if is_repeat { None } else { self.conflict(&key, &request).await };
        let Some(form) = self.state.entry_form(&key) else { return };
        if self.session.client().session_epoch() != session_epoch {
            // Nothing is sent with the credential of a person who has signed out since, nor with the next person's.
            form.submission.set(Submission::Editing);
            self.save(&key);
            return;
        }
        if let Some(kind) = conflict {
            form.submission.set(Submission::Invalid(vec![FormError { field: None, kind }]));
            self.save(&key);
            focus_soon(key.summary_id());
            return;
        }
        match self.call(&request).await {
            Ok(saved) => self.finish(&key, saved, false).await,
            Err(FailedCall { error, body }) => {
                let is_unsupported = is_missing(&error) && self.is_unsupported(&request, error.cause).await;
                let Some(form) = self.state.entry_form(&key) else { return };
                if is_unsupported {
                    form.submission.set(Submission::Failed(error));
                    self.save(&key);
                    focus_soon(key.summary_id());
                    return;
                }
                form.submission.set(Submission::from_error(error.clone(), form_error::from_body(&body)));
                self.save(&key);
                self.session.handle_error(&error, true);
                if Outcome::of(error.cause) == Outcome::Unknown {
                    self.reconcile(key).await;
                } else if self.session.is_active() {
                    focus_soon(key.summary_id());
                }
            }
        }
    }

    /// After an answer that a call, or what it is about, isn't there: whether the API doesn't have the call, because what it
    /// is about is there.
    async fn is_unsupported(&self, request: &Request, cause: Cause) -> bool {
        let is_refused = cause != Cause::NotFound;
        match request {
            Request::EditEntry { id, entry_id, .. } => {
                let has_entry =
                    async || self.read_timeline(id).await.is_ok_and(|now| find_entry(&now, entry_id).is_some());
                let is_unsupported = is_refused || has_entry().await;
                self.state.can_edit.set(!is_unsupported);
                is_unsupported
            }
            Request::Correct { id, .. } => {
                let has_incident =
                    async || self.incidents.read_list(true).await.is_ok_and(|now| now.find(id).is_some());
                let is_unsupported = is_refused || has_incident().await;
                self.state.can_correct.set(!is_unsupported);
                is_unsupported
            }
            Request::CreateIncident { .. } | Request::PostUpdate { .. } | Request::SaveMaintenance { .. } => false,
        }
    }

    /// Sends a request, and returns the incident or the maintenance that it saved. A success that can't be read may come from anything between
    /// this browser and the API: it proves nothing.
    async fn call(&self, request: &Request) -> Result<Saved, FailedCall> {
        let client = self.session.client();
        let id = match request {
            Request::CreateIncident { incident, resolved, .. } => {
                let body = match resolved {
                    Some(resolved) => encode::encode_past(incident, *resolved),
                    None => encode::encode_create(incident),
                };
                let reply = client.call(Endpoint::Create, Some(&body)).await?;
                decode::decode_incident(&reply.body).map(|incident| incident.id)
            }
            Request::PostUpdate { id, entry, .. } => {
                let reply = client.call(Endpoint::PostEntry(id), Some(&encode::encode_entry(entry))).await?;
                decode::decode_entry(&reply.body).map(|_| id.clone())
            }
            Request::EditEntry { id, entry_id, entry, .. } => {
                let body = encode::encode_entry(entry);
                let reply = client.call(Endpoint::PutEntry(id, entry_id), Some(&body)).await?;
                decode::decode_entry(&reply.body).map(|_| id.clone())
            }
            Request::Correct { id, correction, .. } => {
                let body = encode::encode_correction(correction);
                let reply = client.call(Endpoint::Correct(id), Some(&body)).await?;
                decode::decode_incident(&reply.body).map(|incident| incident.id)
            }
            Request::SaveMaintenance { id, request, .. } => {
                return self.maintenances.send(id.as_ref(), request).await.map(Saved::Maintenance);
            }
        };
        id.map(Saved::Incident).map_err(|unreadable| FailedCall::of(unreadable.into()))
    }

    /// Whether somebody else has posted or changed something that the person hasn't seen. If that can't be found out, the
    /// form is sent: visitors are waiting for it.
    async fn conflict(&self, key: &DraftKey, request: &Request) -> Option<FormErrorKind> {
        match request {
            Request::CreateIncident { .. } => None,
            Request::PostUpdate { id, timeline_before, .. } => {
                let before = timeline_before.as_ref()?;
                let timeline = self.read_timeline(id).await.ok()?;
                timeline.has_news_since(before).then_some(FormErrorKind::Conflict)
            }
            Request::EditEntry { id, entry_id, .. } => {
                let form = self.state.edit_form(key)?;
                let base = form.base.get_untracked();
                let timeline = self.read_timeline(id).await.ok()?;
                let now = find_entry(&timeline, entry_id).filter(|now| is_rewritten(&base, now))?;
                form.entry.draft.update(|draft| rebase_edit(draft, &base, now, &*self.zone));
                form.base.set(now.clone());
                Some(FormErrorKind::Overwrites)
            }
            Request::Correct { id, .. } => {
                let form = self.state.correction_form(key)?;
                let base = form.draft.with_untracked(|draft| draft.base.clone());
                let list = self.incidents.read_list(true).await.ok()?;
                let now = list.find(id).filter(|now| is_corrected(&base, now))?;
                form.draft.update(|draft| draft.rebase(now, &*self.zone));
                Some(FormErrorKind::Overwrites)
            }
            Request::SaveMaintenance { id, .. } => {
                let form = self.state.maintenance_form(key)?;
                let base = form.base.get_untracked()?;
                let list = self.maintenances.read_list(true).await.ok()?;
                let now = list.find(id.as_ref()?)?;
                let is_seen = form.seen.with_untracked(|seen| seen.as_ref() == Some(now));
                if is_seen || changed_fields(&base, now).is_empty() {
                    return None;
                }
                form.seen.set(Some(now.clone()));
                Some(FormErrorKind::Overwrites)
            }
        }
    }

    /// Checks once more whether a lost request has arrived.
    pub(super) fn reconcile_again(&self, key: DraftKey) {
        if let Some(form) = self.state.entry_form(&key) {
            form.submission.update(|submission| *submission = submission.clone().reconcile_again());
            spawn_local(self.clone().reconcile(key));
        }
    }

    /// Checks whether a lost request has arrived.
    async fn reconcile(self, key: DraftKey) {
        let Some(form) = self.state.entry_form(&key) else { return };
        let is_lost = form.submission.with_untracked(|submission| matches!(submission, Submission::Reconciling(_)));
        let sent = self.sent.borrow().get(&key).cloned();
        let Some(SentRequest { request, sent_at, .. }) = sent.filter(|_| is_lost) else { return };
        let reconciliation = match &request {
            Request::CreateIncident { incident, known_ids, .. } => match self.incidents.read_list(true).await {
                Ok(list) => reconcile::find_incident(incident, sent_at, known_ids, &list),
                Err(error) => Reconciliation::Unreachable(error),
            },
            Request::PostUpdate { id, entry, timeline_before, .. } => match self.read_timeline(id).await {
                Ok(timeline) => reconcile::find_entry(entry, sent_at, id, timeline_before.as_ref(), &timeline),
                Err(error) if error.cause == Cause::NotFound => {
                    // The incident is gone, so the update can't have been stored.
                    form.submission.set(Submission::Failed(error));
                    self.save(&key);
                    focus_soon(key.summary_id());
                    return;
                }
                Err(error) => Reconciliation::Unreachable(error),
            },
            Request::EditEntry { id, entry_id, entry, .. } => match self.read_timeline(id).await {
                Ok(timeline) => {
                    let is_saved = find_entry(&timeline, entry_id).is_some_and(|now| is_as_sent(now, entry));
                    if is_saved { Reconciliation::Stored(Saved::Incident(id.clone())) } else { Reconciliation::Absent }
                }
                Err(error) => Reconciliation::Unreachable(error),
            },
            Request::Correct { id, correction, .. } => match self.incidents.read_list(true).await {
                Ok(list) => {
                    let is_saved = list.find(id).is_some_and(|now| is_as_corrected(now, correction));
                    if is_saved { Reconciliation::Stored(Saved::Incident(id.clone())) } else { Reconciliation::Absent }
                }
                Err(error) => Reconciliation::Unreachable(error),
            },
            Request::SaveMaintenance { id, request, known_ids } => match self.maintenances.read_list(true).await {
                Ok(list) => reconcile::find_maintenance(request, id.as_ref(), known_ids, &list),
                Err(error) => Reconciliation::Unreachable(error),
            },
        };
        match reconciliation {
            Reconciliation::Stored(saved) => self.finish(&key, saved, true).await,
            reconciliation => {
                form.submission.update(|submission| *submission = submission.clone().reconciled(reconciliation));
                if self.session.is_active() {
                    focus_soon(key.summary_id());
                }
            }
        }
    }

    /// After a request was stored: empties the form, deletes its draft and reads the list. If the person has typed on since
    /// it was sent, form and draft stay.
    async fn finish(&self, key: &DraftKey, saved: Saved, was_lost: bool) {
        let Some(sent) = self.sent.borrow_mut().remove(key) else { return };
        let draft_text = self.draft_text(key);
        let is_edited = draft_text.is_some() && draft_text != sent.draft_text;
        let text = self.success_text(&sent.request, was_lost);
        if !is_edited {
            self.delete_draft(key);
        }
        match key {
            // Until the timeline has been read, the entry that was just posted would count as somebody else's, and hold back
            // the next update.
            DraftKey::Update(_) if is_edited && self.session.shows_workspace() => {}
            _ if is_edited => self.keep_editing(key),
            DraftKey::New => {
                self.state.new.set(IncidentDraft::default());
                self.state.new.end.set(String::new());
                self.state.new.entry.reset();
            }
            DraftKey::Update(_) | DraftKey::Change(_) => self.remove_form(key),
            DraftKey::Edit(..) | DraftKey::Correct(_) => self.remove_correction(key),
            DraftKey::Plan => {
                self.state.plan.set(MaintenanceDraft::default());
                self.state.plan.entry.reset();
                if self.state.is_open(key) {
                    self.state.open_form.set(OpenForm::New);
                }
            }
        }
        // After a sign-out the screen shows nothing of the workspace.
        if !self.session.shows_workspace() {
            return;
        }
        let text = if is_edited { self.text.done.edited_since(&text) } else { text };
        let id = match saved {
            Saved::Incident(id) => id,
            Saved::Maintenance(id) => {
                self.announcement.set(Some(Announcement { text, incident: None }));
                return self.finish_maintenance(key, &id, is_edited).await;
            }
        };
        self.announcement.set(Some(Announcement { text, incident: Some(id.clone()) }));
        // The list's own state keeps the error of reading it; the request was stored.
        let _ = self.incidents.read_list(false).await;
        self.incidents.mark(&id, RowMark::Sent);
        match key {
            DraftKey::Edit(..) => {
                self.rebase(key, &id).await;
                return;
            }
            DraftKey::Correct(_) if is_edited => {
                self.rebase(key, &id).await;
                return;
            }
            DraftKey::New | DraftKey::Update(_) | DraftKey::Correct(_) | DraftKey::Plan | DraftKey::Change(_) => {}
        }
        if is_edited {
            self.follow_own_entry(key, &id).await;
            return;
        }
        tick().await;
        self.focus_row(key, &id);
        self.incidents.refresh_timeline(&id).await;
    }

    /// Shows a maintenance that was sent in its row. Anything typed since is a change to it.
    async fn finish_maintenance(&self, key: &DraftKey, id: &MaintenanceId, is_edited: bool) {
        let list = self.maintenances.read_list(false).await;
        if let (Some(form), true) = (self.state.maintenance_form(key), is_edited)
            && let (DraftKey::Change(_), Ok(list)) = (key, list)
        {
            form.base.set(list.find(id).cloned());
            self.save(key);
        }
        self.maintenances.mark(id);
        tick().await;
        let row = maintenances::row_id(id);
        if !is_edited && form::focus_from(&row) != Focus::Elsewhere {
            focus(&maintenances::name_id(id));
            // A past one may be folded away.
            if form::focus_from(&row) != Focus::Within {
                focus(MAINTENANCES_HEADING);
            }
        }
    }

    /// Moves the focus to the row of an incident that was sent, which scrolls it into sight, unless the person has gone on
    /// with something else meanwhile.
    fn focus_row(&self, key: &DraftKey, id: &IncidentId) {
        let row = row_id(id);
        let is_form = match key {
            DraftKey::New => !self.state.new.entry.save_status.get_untracked().is_touched(),
            DraftKey::Update(_) | DraftKey::Edit(..) | DraftKey::Correct(_) | DraftKey::Plan | DraftKey::Change(_) => {
                false
            }
        };
        let is_free = match form::focus_from(if is_form { NEW_FORM } else { &row }) {
            Focus::Within | Focus::Nowhere => true,
            Focus::Elsewhere => false,
        };
        if is_free {
            focus(&name_id(id));
            // A row far down in the past isn't on screen.
            if form::focus_from(&row) != Focus::Within {
                focus(LIST_HEADING);
            }
        }
    }

    /// The announcement of a stored request.
    fn success_text(&self, request: &Request, was_lost: bool) -> String {
        let done = self.text.done;
        match (request, was_lost) {
            (Request::CreateIncident { incident, .. }, false) => done.created(incident.name()),
            (Request::CreateIncident { incident, .. }, true) => done.created_after_all(incident.name()),
            (Request::PostUpdate { name, entry, timeline_before: Some(before), .. }, false)
                if before.newest(self.session.client().present()) > Some(entry.date()) =>
            {
                done.posted_between(name)
            }
            (Request::PostUpdate { name, entry, .. }, false) if *entry.status() == Status::Resolved => {
                done.resolved(name)
            }
            (Request::PostUpdate { name, .. }, false) => done.posted(name),
            (Request::PostUpdate { name, .. }, true) => done.posted_after_all(name),
            (Request::EditEntry { name, .. }, _) => done.edited(name),
            (Request::Correct { name, .. }, _) => done.corrected(name),
            (Request::SaveMaintenance { id, request, .. }, was_lost) => {
                let text = self.text.maintenance;
                match (id, was_lost) {
                    (None, false) => text.planned(&request.name),
                    (None, true) => text.planned_after_all(&request.name),
                    (Some(_), false) => text.saved(&request.name),
                    (Some(_), true) => text.saved_after_all(&request.name),
                }
            }
        }
    }

    /// Reads the timeline with the entry that was just posted, which isn't news to the person who posted it.
    async fn follow_own_entry(&self, key: &DraftKey, id: &IncidentId) {
        let Some(update) = self.state.update_form(id) else { return };
        if let Ok(timeline) = self.read_timeline(id).await {
            update.known_timeline.set(Some(timeline));
        }
        self.keep_editing(key);
    }

    /// After an edit or a correction: what was saved is known to the forms that are still open.
    async fn rebase(&self, key: &DraftKey, id: &IncidentId) {
        self.follow_timeline(id).await;
        let timeline = self.state.update_form(id).and_then(|update| untrack(|| update.shown_timeline()));
        if let (Some(form), Some(timeline), DraftKey::Edit(_, entry_id)) = (self.state.edit_form(key), timeline, key)
            && let Some(entry) = find_entry(&timeline, entry_id)
        {
            form.base.set(entry.clone());
        }
        let incident = self.incidents.incidents().and_then(|list| list.find(id).cloned());
        if let (Some(form), Some(incident)) = (self.state.correction_form(key), incident) {
            form.draft.update(|draft| draft.base = incident);
        }
    }

    /// Leaves a form to the person who has typed on since it was sent.
    fn keep_editing(&self, key: &DraftKey) {
        let Some(form) = self.state.entry_form(key) else { return };
        form.submission.set(Submission::Editing);
        form.is_unconfirmed.set(false);
        self.save(key);
    }

    /// Lets a form be sent again that was refused for want of a valid sign-in.
    pub(super) fn allow_retry(&self, form: EntryFormState) {
        let is_refused = form.submission.with_untracked(|submission| match submission {
            Submission::Failed(error) => matches!(error.cause, Cause::SignedOut | Cause::Forbidden),
            _ => false,
        });
        if is_refused {
            form.submission.set(Submission::Editing);
        }
    }
}

/// The entry with this id.
fn find_entry<'a>(timeline: &'a Timeline, id: &EntryId) -> Option<&'a Entry> {
    timeline.entries().iter().find(|entry| entry.id.as_ref() == Some(id))
}

/// Whether an entry is as it was sent.
fn is_as_sent(entry: &Entry, sent: &ValidEntry) -> bool {
    entry.message.trim() == sent.message()
        && entry.status == *sent.status()
        && entry.date == Some(sent.date())
        && entry.components == sent.components()
}
