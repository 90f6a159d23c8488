//! The states of the admin view, as they are now.

#[path = "../support/reference.rs"]
mod stored;
#[path = "../support/translation.rs"]
mod translation;

use crate::builders::{CAUSES, at, entry, error, incident, incident_id, timeline};
use crate::markup::{config, current, down, now, render, render_in, signed_in, updating};
use contract::config::{Component, Config, ConfigProblem, Expected};
use contract::incident_api::ApiError;
use contract::incident_api::error::Cause;
use contract::route::{SiteUrls, UrlStyle};
use leptos::prelude::*;
use model::draft::{EntryDraft, Field, IncidentDraft, Problem, Rule};
use model::incident::Timeline;
use model::{
    AffectedComponent, Answer, ComponentId, ComponentStatus, Duration, Entry, Impact, Incident, IncidentList, Status,
};
use statuspane::admin::Context;
use statuspane::admin::config_check::{ConfigError, ConfigErrorView};
use statuspane::admin::editor::component_defaults::ComponentDefaults;
use statuspane::admin::editor::form_error::{FormError, FormErrorKind, from_body, from_problems};
use statuspane::admin::editor::reconcile::Reconciliation;
use statuspane::admin::editor::submission::Submission;
use statuspane::admin::editor::{DiscardedDraft, OpenForm, SaveStatus, UpdateFormState};
use statuspane::admin::incidents::{Deletion, RowMark};
use statuspane::admin::session::sign_in::{SignInError, SignInField, SignInRule, SignInStatus};
use statuspane::admin::session::{Identity, Session, SignOutReason};
use statuspane::admin::state::AdminState;
use statuspane::admin::ui::Announcement;
use statuspane::admin::view::{AdminView, Starting};
use statuspane::components::utc;
use std::sync::Arc;
use stored::{Reference, cut};
use text::admin::{ConfigText, DeletionText, DoneText, ErrorText, FormText, ListText, SignInText, ViewText};
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
        deletion: translate!(DeletionText),
        done: translate!(DoneText),
        config: translate!(ConfigText),
        error: translate!(ErrorText),
    }
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
            draft: IncidentDraft::default(),
            extra_components: Vec::new(),
            component_defaults: ComponentDefaults::default(),
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
        ("lost-there".to_owned(), lost(Reconciliation::Stored(incident_id("API down")))),
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
        id: ComponentId::new(&format!("c{n}")).expect("an id"),
        name: format!("Component {n}"),
        group: (!n.is_multiple_of(3)).then(|| format!("Group {}", n % 3)),
        description: None,
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
