//! The states of the admin view, as they are now.

#[path = "../support/reference.rs"]
mod stored;
#[path = "../support/translation.rs"]
mod translation;

use crate::builders::{CAUSES, at, entry, error, incident, incident_id, timeline};
use crate::maintenances::maintenance;
use crate::markup::{
    config, current, down, fresh, now, render, render_at, render_in, signed_in, updating, without_maintenances,
};
use contract::config::{Component, Config, ConfigProblem, Expected};
use contract::incident_api::ApiError;
use contract::incident_api::decode::{LogAction, LogEntry, Logged};
use contract::incident_api::error::Cause;
use contract::route::{SiteUrls, UrlStyle};
use leptos::prelude::*;
use model::draft::{EntryDraft, Field, IncidentDraft, Problem, Rule};
use model::incident::Timeline;
use model::{
    AffectedComponent, Answer, ComponentId, ComponentStatus, Duration, Entry, Impact, Incident, IncidentList,
    Maintenance, MaintenanceList, Status, Timestamp,
};
use statuspane::admin::Context;
use statuspane::admin::config_check::{ConfigError, ConfigErrorView};
use statuspane::admin::editor::component_defaults::ComponentDefaults;
use statuspane::admin::editor::correction::CorrectionDraft;
use statuspane::admin::editor::draft_storage::DraftKey;
use statuspane::admin::editor::form_error::{FormError, FormErrorKind, from_body, from_problems};
use statuspane::admin::editor::maintenance_draft::MaintenanceDraft;
use statuspane::admin::editor::reconcile::{Reconciliation, Saved};
use statuspane::admin::editor::submission::Submission;
use statuspane::admin::editor::{
    CorrectionFormState, DiscardedDraft, EditFormState, EntryDeletion, EntryFormState, FormDraft, MaintenanceFormState,
    OpenForm, OpenedForm, SaveStatus, UpdateFormState,
};
use statuspane::admin::incidents::{Deletion, RowMark};
use statuspane::admin::maintenances::{Confirmation, Progress};
use statuspane::admin::session::sign_in::{SignInError, SignInField, SignInRule, SignInStatus};
use statuspane::admin::session::{Identity, Session, SignOutReason};
use statuspane::admin::state::AdminState;
use statuspane::admin::ui::Announcement;
use statuspane::admin::view::{AdminView, Starting};
use statuspane::components::utc;
use std::sync::Arc;
use stored::{Reference, cut};
use text::admin::{
    ConfigText, CorrectionText, DeletionText, DoneText, ErrorText, FormText, ListText, MaintenanceText, SignInText,
    ViewText,
};
use text::{AdminText, SharedText};
use translation::{bracketed, untranslated, words};

#[test]
fn the_markup_of_every_state_is_as_before() {
    let mut reference = Reference::new("admin");
    let mut add = |name: &str, prepare: &dyn Fn(AdminState)| {
        reference.text(&format!("{name}.html"), &plain(&render(config(), prepare)));
    };
    add_signing_in(&mut add);
    add_lists(&mut add);
    add_new_forms(&mut add);
    add_updates(&mut add);
    add_outcomes(&mut add);
    let mut add = |name: &str, prepare: &dyn Fn(AdminState)| {
        let html = render_at(Some(present()), AdminText::english(), config(), prepare);
        reference.text(&format!("{name}.html"), &plain(&html));
    };
    add_maintenances(&mut add);
    add_corrections(&mut add);
    reference.text(
        "starting.html",
        &plain(&Owner::new().with(|| view! { <Starting text=AdminText::english().view/> }.to_html())),
    );
    for (name, config_error, refreshing) in [
        ("unconfigured-not-read", ConfigError::Unavailable(error(Cause::ServerFailed(503))), false),
        ("unconfigured-not-a-configuration", ConfigError::Malformed, false),
        ("unconfigured-no-address", ConfigError::InvalidApiAddress, false),
        ("unconfigured-asking", ConfigError::InvalidApiAddress, true),
    ] {
        let html = Owner::new().with(|| {
            let (config_error, refreshing) = (Signal::stored(config_error), Signal::stored(refreshing));
            let on_retry = Callback::new(|()| {});
            view! { <ConfigErrorView error=config_error loading=refreshing on_retry text=AdminText::english()/> }
                .to_html()
        });
        reference.text(&format!("{name}.html"), &plain(&html));
    }
    reference.text("components-none.html", &plain(&render(Config::default(), signed_in)));
    reference.text("components-many.html", &plain(&render(crowded(), signed_in)));
    reference.text("planned.html", &plain(&at_present()));
    reference.check();
}

/// Words that the states take from incidents, from what somebody typed, and from the API's own messages.
const DATA: &[&str] = &[
    "Acme",
    "Public API",
    "API down",
    "Login slow",
    "Past",
    "Bold",
    "catastrophic",
    "waiting",
    "We look into it.",
    "It is done by hand.",
    "on the test disk",
    "See or ask https",
    "Calls POST fail more",
    "on fire",
    "Too far ahead.",
    "No room.",
    "Upcoming",
    "Running",
    "Overrun",
    "Over",
    "Off",
    "Undated",
    "Gone",
    "Slow disk.",
    "It pauses.",
    "db",
];

#[test]
fn every_word_on_a_screen_is_data_or_from_a_catalogue() {
    let data = words(DATA.iter().copied());
    let mut states = 0;
    let mut check = |name: &str, prepare: &dyn Fn(AdminState)| {
        let html = render_in(translated(), config(), prepare);
        let foreign: Vec<_> = untranslated(&html).difference(&data).cloned().collect();
        assert!(foreign.is_empty(), "{name}: {foreign:?}");
        states += 1;
    };
    add_signing_in(&mut check);
    add_lists(&mut check);
    add_new_forms(&mut check);
    add_updates(&mut check);
    add_outcomes(&mut check);
    add_maintenances(&mut check);
    add_corrections(&mut check);
    assert!(states > 60, "{states} states");
}

fn translated() -> AdminText {
    macro_rules! translate {
        ($catalogue:ident) => {
            $catalogue::new(Box::leak(Box::new($catalogue::english().messages().map(bracketed))))
        };
    }
    AdminText {
        shared: translate!(SharedText),
        view: translate!(ViewText),
        sign_in: translate!(SignInText),
        list: translate!(ListText),
        form: translate!(FormText),
        correction: translate!(CorrectionText),
        maintenance: translate!(MaintenanceText),
        deletion: translate!(DeletionText),
        done: translate!(DoneText),
        config: translate!(ConfigText),
        error: translate!(ErrorText),
    }
}

fn present() -> Timestamp {
    at("2026-11-23T13:00:00Z")
}

type Add<'a> = &'a mut dyn FnMut(&str, &dyn Fn(AdminState));

fn add_signing_in(add: Add<'_>) {
    let pair = |state: AdminState| state.session.form.update(|form| form.text = "ak_1".into());
    add("signed-out", &|_| {});
    add("signed-out-pair", &pair);
    add("signed-out-left", &|state| state.session.current.set(Session::SignedOut { by_user: true }));
    add("sign-in-checking", &|state| state.session.status.set(SignInStatus::Checking));
    add("sign-in-not-signed", &|state| state.session.status.set(SignInStatus::SigningFailed));
    for (name, rule) in [
        ("required", SignInRule::Required),
        ("not-sendable", SignInRule::NotSendable),
        ("secret-alone", SignInRule::SecretAlone),
    ] {
        let problems = |fields: &[SignInField]| {
            SignInStatus::Invalid(fields.iter().map(|field| SignInError { field: *field, rule }).collect())
        };
        add(&format!("sign-in-{name}"), &|state| state.session.status.set(problems(&[SignInField::Credential])));
        add(&format!("sign-in-{name}-pair"), &|state| {
            pair(state);
            state.session.status.set(problems(&[SignInField::Credential, SignInField::Secret]));
        });
    }
    add("sign-in-failed", &|state| state.session.status.set(SignInStatus::Failed(error(Cause::SignedOut))));
    add("sign-in-failed-detail", &|state| {
        let error = ApiError { detail: Some("The key was revoked".into()), ..error(Cause::SignedOut) };
        state.session.status.set(SignInStatus::Failed(error));
    });
    for (name, refusal) in [("refused", SignOutReason::Rejected), ("forbidden", SignOutReason::Forbidden)] {
        add(&format!("sign-in-again-{name}"), &|state| {
            signed_in(state);
            state.session.current.set(Session::Expired(Identity::Token, refusal));
        });
    }
}

fn add_lists(add: Add<'_>) {
    add("list", &signed_in);
    add("list-value", &|state| {
        signed_in(state);
        state.session.current.set(Session::Active(Identity::Token));
    });
    add("list-loading", &|state| state.session.current.set(Session::Active(Identity::Token)));
    add("list-empty", &|state| show(state, IncidentList::new(Vec::new(), 0)));
    add("list-open-only", &|state| show(state, IncidentList::new(vec![down()], 0)));
    add("list-unreadable", &|state| show(state, IncidentList::new(vec![down()], 2)));
    add("list-long", &|state| {
        let past = (0..75).map(|n| incident(&format!("Past {n}"), Status::Resolved, "2026-11-01T03:12:00Z"));
        show(state, IncidentList::new(past.collect(), 0));
    });
    add("list-words", &|state| {
        let odd = Incident {
            name: "<b>Bold</b>".into(),
            impact: Impact::Other("catastrophic".into()),
            created: None,
            ..incident("odd", Status::parse("waiting"), "")
        };
        show(state, IncidentList::new(vec![odd, Incident { name: String::new(), ..down() }], 0));
    });
    add("list-latest", &|state| {
        let critical =
            Incident { impact: Impact::Critical, ..incident("Login slow", Status::Monitoring, "1700000000") };
        let component =
            AffectedComponent { id: ComponentId::new("api").expect("an id"), status: ComponentStatus::PartialOutage };
        let latest = entry("We **look** into it.", Status::Monitoring, "2026-11-23T03:14:00Z");
        show(state, IncidentList::new(vec![down(), critical.clone()], 0));
        state.incidents.timelines.update(|timelines| {
            timelines.insert(critical.id, timeline(vec![Entry { components: vec![component], ..latest }]));
        });
    });
    add("list-failed", &|state| {
        state.session.current.set(Session::Active(Identity::Token));
        fail(state);
    });
    add("list-stale", &|state| {
        signed_in(state);
        fail(state);
    });
    add("list-asking", &|state| {
        signed_in(state);
        state.incidents.refreshing.set(true);
    });
    add("configuration-notes", &|state| {
        signed_in(state);
        state.config_problems.set_value(vec![
            ConfigProblem { key: "titel".into(), expected: Expected::KnownKey },
            ConfigProblem { key: "refreshSeconds".into(), expected: Expected::Number(5, 86_400) },
        ]);
    });
    add("delete-dialog", &|state| {
        signed_in(state);
        state.incidents.to_delete.set(Some(down()));
    });
    for (name, mark) in [("list-sent", RowMark::Sent), ("list-new", RowMark::New)] {
        add(name, &|state| {
            signed_in(state);
            state.incidents.marks.update(|marks| {
                marks.insert(down().id, mark);
            });
        });
    }
    for (name, deletion) in [
        ("deleting", Deletion::InProgress),
        ("failed", Deletion::Failed(error(Cause::ServerFailed(500)))),
        ("lost", Deletion::Unconfirmed(error(Cause::TimedOut))),
        ("gone", Deletion::Deleted),
    ] {
        add(&format!("delete-{name}"), &|state| {
            signed_in(state);
            state.incidents.deletions.update(|deletions| {
                deletions.insert(down().id, deletion.clone());
            });
        });
    }
    for (name, incident) in [("notice", None), ("notice-with-link", Some(incident_id("API down")))] {
        add(name, &|state| {
            signed_in(state);
            state.announcement.set(Some(Announcement { text: "It is done.".into(), incident: incident.clone() }));
        });
    }
}

fn add_new_forms(add: Add<'_>) {
    add("new-filled", &|state| {
        signed_in(state);
        let component =
            AffectedComponent { id: ComponentId::new("api").expect("an id"), status: ComponentStatus::MajorOutage };
        let entry = EntryDraft {
            message: "Calls fail.\n<Since> noon.".into(),
            date: "2026-11-23T03:00".into(),
            status: Status::Identified,
            components: vec![component],
            notify: true,
        };
        state.editor.new.set(IncidentDraft { name: "API \"down\"".into(), impact: Some(Impact::Major), entry });
        state.editor.new.entry.save_status.set(SaveStatus::Saved);
    });
    add("new-not-notifying", &|state| {
        signed_in(state);
        state.editor.can_notify.set(false);
        state.editor.new.entry.save_status.set(SaveStatus::Restored);
    });
    add("new-formatted", &|state| {
        signed_in(state);
        let message = "**Calls** fail:\n- `POST /v1`\n- [more](https://a.test/b)\n\nSee https://c.test.";
        state.editor.new.entry.draft.update(|draft| draft.message = message.into());
    });
    for (name, save_status, unconfirmed) in [
        ("restored", SaveStatus::Restored, false),
        ("restored-unanswered", SaveStatus::Restored, true),
        ("not-kept", SaveStatus::Failed, false),
    ] {
        add(&format!("new-{name}"), &|state| {
            signed_in(state);
            state.editor.new.entry.save_status.set(save_status);
            state.editor.new.entry.is_unconfirmed.set(unconfirmed);
        });
    }
    add("new-discarded", &|state| {
        signed_in(state);
        let discarded = DiscardedDraft {
            draft: FormDraft::Incident(IncidentDraft::default()),
            extra_components: Vec::new(),
            component_defaults: ComponentDefaults::default(),
            end: String::new(),
            is_unconfirmed: false,
        };
        state.editor.new.entry.discarded.set(Some(discarded));
    });
    add("new-other-component", &|state| {
        signed_in(state);
        state.editor.new.entry.extra_components.set(vec![ComponentId::new("by-hand").expect("an id")]);
    });
    add("new-problems", &|state| {
        signed_in(state);
        let problem = |(field, rule)| Problem { field, rule };
        let problems = [
            (Field::Name, Rule::Required),
            (Field::Impact, Rule::Required),
            (Field::Message, Rule::TooLong(10_000)),
            (Field::Date, Rule::SkippedByClocks),
            (Field::Components, Rule::UnknownWord),
        ];
        state.editor.new.entry.submission.set(Submission::Invalid(from_problems(problems.map(problem).to_vec())));
    });
    add("new-objections", &|state| {
        signed_in(state);
        let body = r#"{"errors": [{"field": "entry.date", "message": "Too far ahead."}, {"message": "No room."}]}"#;
        state.editor.new.entry.submission.set(Submission::Invalid(from_body(body)));
    });
}

fn add_updates(add: Add<'_>) {
    add("update", &|state| {
        updating(state);
    });
    add("update-timeline", &|state| {
        let entries = vec![
            entry("See https://a.test/b, or <b>ask</b>", Status::Monitoring, "2026-11-23T03:14:00Z"),
            entry("We look into it.", Status::Investigating, "2026-11-23T03:12:00Z"),
        ];
        read(updating(state), Timeline::new(entries, 0));
    });
    add("update-timeline-empty", &|state| read(updating(state), Timeline::new(Vec::new(), 0)));
    add("update-timeline-unreadable", &|state| {
        let entries = vec![entry("We look into it.", Status::Investigating, "2026-11-23T03:12:00Z")];
        read(updating(state), Timeline::new(entries, 1));
    });
    add("update-timeline-failed", &|state| {
        updating(state).timeline.update(|slot| {
            let ticket = slot.begin();
            slot.settle(ticket, Err(error(Cause::TimedOut)), now());
        });
    });
    add("update-overtaken", &|state| {
        let update = updating(state);
        let entry = |message: &str, date| entry(message, Status::Investigating, date);
        let known: Vec<Entry> = vec![entry("We look into it.", "2026-11-23T03:12:00Z")];
        let news = vec![entry("It is the disk.", "2026-11-23T03:14:00Z"), known[0].clone()];
        update.known_timeline.set(Some(timeline(known)));
        read(update, timeline(news));
        let form_error = FormError { field: None, kind: FormErrorKind::Conflict };
        update.entry.submission.set(Submission::Invalid(vec![form_error]));
    });
    for (name, draft) in [("resolving", Status::Resolved), ("monitoring", Status::Monitoring)] {
        add(&format!("update-{name}"), &|state| {
            let component = AffectedComponent {
                id: ComponentId::new("api").expect("an id"),
                status: ComponentStatus::parse("on_fire"),
            };
            updating(state).entry.draft.update(|entry| {
                entry.status = draft.clone();
                entry.components = vec![component];
            });
        });
    }
    add("update-reopening", &|state| {
        updating(state);
        show(state, IncidentList::new(vec![Incident { status: Status::Resolved, ..down() }], 0));
    });
    add("update-of-nothing", &|state| {
        updating(state);
        show(state, IncidentList::new(Vec::new(), 0));
    });
    add("update-in-back", &|state| {
        updating(state);
        state.editor.open_form.set(OpenForm::New);
    });
}

fn add_outcomes(add: Add<'_>) {
    let lost = |reconciliation| Submission::Unconfirmed(error(Cause::TimedOut), reconciliation);
    let mut states = vec![
        ("saving".to_owned(), Submission::Sending),
        ("looking".to_owned(), Submission::Reconciling(error(Cause::TimedOut))),
        ("lost-there".to_owned(), lost(Reconciliation::Stored(Saved::Incident(incident_id("API down"))))),
        ("lost-not-there".to_owned(), lost(Reconciliation::Absent)),
        ("lost-not-seen".to_owned(), lost(Reconciliation::Incomplete(2))),
        ("lost-not-asked".to_owned(), lost(Reconciliation::Unreachable(error(Cause::NoAnswer)))),
    ];
    let failed = |(n, cause): (usize, &Cause)| (format!("failed-{n}"), Submission::Failed(error(*cause)));
    states.extend(CAUSES.iter().enumerate().step_by(5).map(failed));
    for (name, submission) in states {
        add(&format!("new-{name}"), &|state| {
            signed_in(state);
            state.editor.new.entry.submission.set(submission.clone());
        });
        add(&format!("update-{name}"), &|state| updating(state).entry.submission.set(submission.clone()));
    }
}

/// The markup without the marks for places that views may come to, and with attributes in order. The browser's app makes
/// its elements anew: neither is seen there.
fn plain(html: &str) -> String {
    let mut plain = String::new();
    let mut rest = html;
    while let Some((before, after)) = rest.split_once('<') {
        let end = after.char_indices().scan(false, |quoted, (at, char)| {
            *quoted ^= char == '"';
            Some((at, char == '>' && !*quoted))
        });
        let (end, _) = end.into_iter().find(|(_, is_end)| *is_end).expect("a tag ends");
        let tag = &after[..end];
        plain.push_str(before);
        if !tag.starts_with('!') {
            let mut attributes = attributes(tag);
            attributes[1..].sort();
            plain = plain + "<" + &attributes.join(" ") + ">";
        }
        rest = &after[end + 1..];
    }
    cut(&(plain + rest))
}

/// A tag's name and its attributes.
fn attributes(tag: &str) -> Vec<String> {
    let (mut parts, mut quoted) = (vec![String::new()], false);
    for char in tag.chars() {
        quoted ^= char == '"';
        if char == ' ' && !quoted {
            parts.push(String::new());
        } else if let Some(part) = parts.last_mut() {
            part.push(char);
        }
    }
    parts
}

/// Somebody is signed in and sees this list.
fn show(state: AdminState, list: IncidentList) {
    state.session.current.set(Session::Active(Identity::AccessKey("ak-1".into())));
    state.incidents.loaded_at.set(Some(at("2026-11-23T03:15:00Z")));
    state.incidents.list.set(statuspane::remote::Slot::new(now()));
    state.incidents.list.update(|slot| {
        slot.offer(Answer { data: Arc::new(list), ..current(Vec::new()) });
    });
    without_maintenances(state);
}

/// Somebody is signed in and sees these maintenances.
fn show_maintenances(state: AdminState, list: MaintenanceList) {
    signed_in(state);
    state.maintenances.has_actual.set(true);
    state.maintenances.list.set(statuspane::remote::Slot::new(now()));
    state.maintenances.list.update(|slot| {
        slot.offer(fresh(Arc::new(list)));
    });
}

/// One maintenance in each state.
fn maintenances() -> Vec<Maintenance> {
    let window = |id: &str, start: &str, end: &str, more: serde_json::Value| {
        let mut members = serde_json::json!({
            "plannedStartTime": format!("2026-11-{start}:00Z"), "plannedEndTime": format!("2026-11-{end}:00Z"),
            "affectedComponents": ["api"],
        });
        members.as_object_mut().expect("members").extend(more.as_object().expect("members").clone());
        maintenance(id, &members)
    };
    vec![
        window("Upcoming", "25T22:00", "26T01:30", serde_json::json!({"internal": true})),
        window("Running", "23T12:30", "23T14:00", serde_json::json!({"actualStartTime": "2026-11-23T12:34:00Z"})),
        window(
            "Overrun",
            "23T10:00",
            "23T12:00",
            serde_json::json!({"autoComplete": false, "message": "**Slow** disk."}),
        ),
        window("Over", "20T10:00", "20T12:00", serde_json::json!({"actualEndTime": "2026-11-20T11:34:00Z"})),
        window("Off", "19T10:00", "19T12:00", serde_json::json!({"cancelledTime": "2026-11-18T11:34:00Z"})),
    ]
}

fn add_maintenances(add: Add<'_>) {
    let all = || MaintenanceList::new(maintenances(), 0);
    add("maintenances", &|state| show_maintenances(state, all()));
    add("maintenances-documented", &|state| {
        show_maintenances(state, all());
        state.maintenances.has_actual.set(false);
    });
    add("maintenances-none", &signed_in);
    add("maintenances-absent", &|state| {
        signed_in(state);
        state.maintenances.is_absent.set(true);
    });
    add("maintenances-loading", &|state| {
        signed_in(state);
        state.maintenances.list.set(statuspane::remote::Slot::new(now()));
    });
    add("maintenances-unreadable", &|state| {
        let undated = maintenance("Undated", &serde_json::json!({"plannedEndTime": "soon", "affectedComponents": []}));
        show_maintenances(state, MaintenanceList::new(vec![undated], 1));
    });
    for (name, is_first) in [("stale", false), ("failed", true)] {
        add(&format!("maintenances-{name}"), &|state| {
            show_maintenances(state, all());
            if is_first {
                state.maintenances.list.set(statuspane::remote::Slot::new(now()));
            }
            state.maintenances.list.update(|slot| {
                let ticket = slot.begin();
                slot.settle(ticket, Err(error(Cause::ServerFailed(503))), now());
            });
        });
    }
    for (name, progress) in [
        ("changing", Progress::Changing),
        ("deleting", Progress::Deleting),
        ("not-changed", Progress::NotChanged(error(Cause::Refused(422)))),
        ("change-lost", Progress::ChangeUnconfirmed(error(Cause::TimedOut))),
        ("not-deleted", Progress::NotDeleted(error(Cause::ServerFailed(500)))),
        ("deletion-lost", Progress::DeletionUnconfirmed(error(Cause::TimedOut))),
        ("deleted", Progress::Deleted),
    ] {
        add(&format!("maintenance-{name}"), &|state| {
            show_maintenances(state, all());
            state.maintenances.marked.set("maintenance-Upcoming".into());
            state.maintenances.progress.update(|known| {
                known.insert(maintenances()[1].id.clone(), progress.clone());
            });
        });
    }
    for (name, confirmation) in [("cancel", Confirmation::Cancel), ("delete", Confirmation::Delete)] {
        add(&format!("maintenance-{name}-dialog"), &|state| {
            show_maintenances(state, all());
            state.maintenances.to_confirm.set(Some((maintenances().remove(0), confirmation)));
        });
    }
    add("maintenance-new", &|state| {
        show_maintenances(state, all());
        state.editor.open_form.set(OpenForm::Plan);
    });
    add("maintenance-new-filled", &|state| {
        show_maintenances(state, all());
        let draft = MaintenanceDraft {
            name: "Running".into(),
            message: "**Slow** disk.".into(),
            start: "2026-11-23T12:00".into(),
            end: "2026-11-23T13:30".into(),
            components: vec![ComponentId::new("api").expect("an id")],
            ..MaintenanceDraft::default()
        };
        state.editor.plan.set(draft);
        state.editor.plan.entry.save_status.set(SaveStatus::Restored);
        state.editor.open_form.set(OpenForm::Plan);
    });
    add("maintenance-new-invalid", &|state| {
        show_maintenances(state, all());
        let problems = MaintenanceDraft::default().validate(&model::Utc, true).expect_err("invalid");
        let further = [(Field::PlannedEnd, Rule::BeforeStart), (Field::PlannedEnd, Rule::WindowTooLong)];
        let further = further.map(|(field, rule)| Problem { field, rule });
        let problems = problems.into_iter().chain(further).collect();
        state.editor.plan.entry.submission.set(Submission::Invalid(from_problems(problems)));
        state.editor.open_form.set(OpenForm::Plan);
    });
    let lost = |reconciliation| Submission::Unconfirmed(error(Cause::TimedOut), reconciliation);
    for (name, submission) in [
        ("saving", Submission::Sending),
        ("looking", Submission::Reconciling(error(Cause::TimedOut))),
        ("lost-not-there", lost(Reconciliation::Absent)),
        ("lost-not-seen", lost(Reconciliation::Incomplete(2))),
        ("lost-not-asked", lost(Reconciliation::Unreachable(error(Cause::NoAnswer)))),
        ("failed", Submission::Failed(error(Cause::ServerFailed(503)))),
        ("gone", Submission::Failed(error(Cause::NotFound))),
        ("overtaken", Submission::Invalid(vec![FormError { field: None, kind: FormErrorKind::Overwrites }])),
    ] {
        add(&format!("maintenance-new-{name}"), &|state| {
            show_maintenances(state, all());
            state.editor.plan.entry.submission.set(submission.clone());
            state.editor.open_form.set(OpenForm::Plan);
        });
        add(&format!("maintenance-edit-{name}"), &|state| {
            editing(state, &maintenances()[0]).entry.submission.set(submission.clone());
        });
    }
    add("maintenance-edit", &|state| {
        editing(state, &maintenances()[1]);
    });
    add("maintenance-edit-unanswered", &|state| {
        editing(state, &maintenances()[1]).entry.is_unconfirmed.set(true);
    });
    add("maintenance-edit-changed", &|state| {
        let now = maintenances().remove(0);
        let before = maintenance("Upcoming", &serde_json::json!({"cancelledTime": "2026-11-23T12:00:00Z"}));
        let form = editing(state, &now);
        form.set(MaintenanceDraft::of(&Maintenance { auto_complete: false, ..before }, &model::Utc));
        form.entry.save_status.set(SaveStatus::Saved);
    });
    add("maintenance-edit-deleted", &|state| {
        editing(state, &maintenance("Gone", &serde_json::json!({"affectedComponents": []})));
    });
}

/// An update that was edited, with an ID.
fn posted() -> Entry {
    let edited = Some(at("2026-11-23T03:20:00Z"));
    let entry = entry("We look into it.", Status::Investigating, "2026-11-23T03:14:00Z");
    Entry { id: model::EntryId::new("e"), edited, ..entry }
}

/// The form for a correction of a resolved incident is open.
fn correcting(state: AdminState) -> CorrectionFormState {
    signed_in(state);
    let resolved = Some(at("2026-11-23T03:40:00Z"));
    let incident = Incident { resolved, ..incident("Login slow", Status::Resolved, "2026-11-20T03:12:00Z") };
    let form = CorrectionFormState {
        draft: RwSignal::new(CorrectionDraft::of(&incident, &model::Utc)),
        entry: EntryFormState::new(EntryDraft::default()),
    };
    state.editor.add(DraftKey::Correct(incident.id.clone()), OpenedForm::Correction(form));
    state.editor.open_form.set(OpenForm::Correct(incident));
    form
}

/// The form for an edit is open.
fn rewriting(state: AdminState) -> EditFormState {
    read(updating(state), timeline(vec![posted()]));
    let form = EditFormState {
        base: RwSignal::new(posted()),
        entry: EntryFormState::new(statuspane::admin::editor::correction::edit_draft(&posted(), &model::Utc)),
    };
    let open = OpenForm::Edit(down(), posted());
    state.editor.add(open.key(), OpenedForm::Edit(form));
    state.editor.open_form.set(open);
    form
}

fn add_corrections(add: Add<'_>) {
    add("update-edited", &|state| read(updating(state), timeline(vec![posted()])));
    add("update-uneditable", &|state| {
        read(updating(state), timeline(vec![posted()]));
        state.editor.can_edit.set(false);
        state.editor.can_correct.set(false);
    });
    for (name, error, is_unconfirmed) in [
        ("deleting", None, false),
        ("not-deleted", Some(error(Cause::ServerFailed(500))), false),
        ("deletion-lost", Some(error(Cause::TimedOut)), true),
    ] {
        add(&format!("update-{name}"), &|state| {
            read(updating(state), timeline(vec![posted()]));
            let id = model::EntryId::new("e").expect("an ID");
            state.editor.entry_deletion.set(Some(EntryDeletion { id, error: error.clone(), is_unconfirmed }));
        });
    }
    add("update-delete-dialog", &|state| {
        read(updating(state), timeline(vec![posted()]));
        state.editor.to_delete.set(Some((down().id, posted())));
    });
    add("edit", &|state| {
        rewriting(state);
    });
    add("edit-overtaken", &|state| {
        let overtaken = FormError { field: None, kind: FormErrorKind::Overwrites };
        rewriting(state).entry.submission.set(Submission::Invalid(vec![overtaken]));
    });
    add("correction-log-loading", &|state| {
        correcting(state);
    });
    add("correction-without-log", &|state| {
        correcting(state);
        state.editor.can_log.set(false);
    });
    add("correction-log-failed", &|state| {
        correcting(state);
        state.editor.log.update(|slot| {
            let ticket = slot.begin();
            slot.settle(ticket, Err(error(Cause::ServerFailed(503))), now());
        });
    });
    add("correction", &|state| {
        correcting(state);
        let (incident, entry) = (|name: &str| incident(name, Status::Resolved, "2026-11-20T03:12:00Z"), posted());
        let edited = Entry { message: "It is done by hand.".into(), ..entry.clone() };
        let change = |what, before, after| LogEntry {
            time: Some(at("2026-11-23T03:50:00Z")),
            key: "Past".into(),
            what,
            before,
            after,
        };
        let log = vec![
            change(
                LogAction::Corrected,
                Some(Logged::Incident(incident("Past"))),
                Some(Logged::Incident(incident("Off"))),
            ),
            change(LogAction::EntryDeleted, Some(Logged::Entry(edited.clone())), None),
            change(LogAction::EntryEdited, Some(Logged::Entry(entry.clone())), Some(Logged::Entry(edited))),
            change(LogAction::EntryAdded, None, Some(Logged::Entry(entry))),
            change(LogAction::Created, None, Some(Logged::Incident(incident("Past")))),
            LogEntry { key: String::new(), ..change(LogAction::Other, None, None) },
        ];
        state.editor.log.update(|slot| {
            slot.offer(fresh(log));
        });
    });
    add("correction-log-empty", &|state| {
        correcting(state);
        state.editor.log.update(|slot| {
            slot.offer(fresh(Vec::new()));
        });
    });
    let lost = |reconciliation| Submission::Unconfirmed(error(Cause::TimedOut), reconciliation);
    for (name, submission) in [
        ("saving", Submission::Sending),
        ("lost-not-there", lost(Reconciliation::Absent)),
        ("lost-not-asked", lost(Reconciliation::Unreachable(error(Cause::NoAnswer)))),
        ("failed", Submission::Failed(error(Cause::ServerFailed(503)))),
        ("gone", Submission::Failed(error(Cause::NotFound))),
    ] {
        add(&format!("correction-{name}"), &|state| correcting(state).entry.submission.set(submission.clone()));
        add(&format!("edit-{name}"), &|state| rewriting(state).entry.submission.set(submission.clone()));
    }
    add("correction-unsupported", &|state| {
        correcting(state).entry.submission.set(Submission::Failed(error(Cause::NotFound)));
        state.editor.can_correct.set(false);
    });
    add("new-past", &|state| {
        signed_in(state);
        state.editor.can_backdate.set(true);
        state.editor.new.entry.draft.update(|draft| {
            draft.status = Status::Resolved;
            draft.date = "2026-11-23T03:12".into();
        });
        state.editor.new.end.set("2026-11-23T04:00".into());
    });
}

/// The form for a change is open.
fn editing(state: AdminState, maintenance: &Maintenance) -> MaintenanceFormState {
    show_maintenances(state, MaintenanceList::new(maintenances(), 0));
    let form = MaintenanceFormState::new(MaintenanceDraft::of(maintenance, &model::Utc));
    state.editor.add(DraftKey::Change(maintenance.id.clone()), OpenedForm::Change(form));
    let is_current = |known: &Maintenance| !matches!(&*known.name, "Over" | "Off");
    let held = maintenances().into_iter().filter(is_current).map(|known| known.id);
    state.maintenances.held.set(held.chain([maintenance.id.clone()]).collect());
    state.editor.open_form.set(OpenForm::Change(maintenance.clone()));
    form
}

/// The list could not be read, and is read again soon.
fn fail(state: AdminState) {
    state.incidents.list.update(|slot| {
        let ticket = slot.begin();
        slot.settle(ticket, Err(error(Cause::ServerFailed(503))), now());
    });
    state.incidents.next_attempt.set(Some(Duration::from_seconds(40)));
}

/// The timeline of a form could be read.
fn read(update: UpdateFormState, timeline: Timeline) {
    let Answer { source, received, stale_after, .. } = current(Vec::new());
    update.timeline.update(|slot| {
        slot.offer(Answer { data: timeline, source, as_of: None, age_on_arrival: None, received, stale_after });
    });
}

/// More components than fit on a screen, some in groups.
fn crowded() -> Config {
    let component = |n: u32| Component {
        group: (!n.is_multiple_of(3)).then(|| format!("Group {}", n % 3)),
        ..Component::new(ComponentId::new(&format!("c{n}")).expect("an id"), format!("Component {n}"))
    };
    Config { components: (0..20).map(component).collect(), ..config() }
}

/// What is ahead, and what was called off.
fn at_present() -> String {
    Owner::new().with(|| {
        let links = SiteUrls { root: "/".into(), style: UrlStyle::Query };
        let context = Context::at_rest(Arc::new(config()), links, utc(), AdminText::english());
        provide_context(Context { present: Signal::stored(Some(at("2026-11-23T03:15:00Z"))), ..context });
        let state = AdminState::new(true, now(), Callback::new(|_| {}));
        let planned = incident("API move", Status::Investigating, "2026-11-30T03:12:00Z");
        let resolved = Some(at("2026-11-23T03:10:00Z"));
        let off = Incident { id: incident_id("off"), status: Status::Resolved, resolved, ..planned.clone() };
        show(state, IncidentList::new(vec![planned, off], 0));
        view! { <AdminView state/> }.to_html()
    })
}
