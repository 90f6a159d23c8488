//! The states of the admin view, as they are now.

#[path = "../support/reference.rs"]
mod stored;

use crate::builders::{CAUSES, at, entry, error, incident, incident_id, timeline};
use crate::markup::{config, current, down, now, render, signed_in, updating};
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
use statuspane::admin::configured::Obstacle;
use statuspane::admin::desk::{Desk, Keeping, Notice, Removal, UpdateForm, Writing};
use statuspane::admin::gate::{Gate, Refusal, Who};
use statuspane::admin::lost::Finding;
use statuspane::admin::objection::{Objection, Why, of_body, of_problems};
use statuspane::admin::sign_in::{Attempt, SignInField, SignInProblem, SignInRule, Way};
use statuspane::admin::submit::Submit;
use statuspane::admin::view;
use statuspane::components::Context;
use std::sync::Arc;
use stored::{Reference, cut};

#[test]
fn the_markup_of_every_state_is_as_before() {
    let mut reference = Reference::new("admin");
    let mut add = |name: &str, prepare: &dyn Fn(Desk)| {
        reference.text(&format!("{name}.html"), &plain(&render(config(), |desk| prepare(desk))));
    };
    add_signing_in(&mut add);
    add_lists(&mut add);
    add_new_forms(&mut add);
    add_updates(&mut add);
    add_outcomes(&mut add);
    reference.text("starting.html", &plain(&Owner::new().with(|| view::starting().to_html())));
    for (name, obstacle, asking) in [
        ("unconfigured-not-read", Obstacle::NotRead(error(Cause::ServerFailed(503))), false),
        ("unconfigured-not-a-configuration", Obstacle::NotAConfiguration, false),
        ("unconfigured-no-address", Obstacle::NoAddress, false),
        ("unconfigured-asking", Obstacle::NoAddress, true),
    ] {
        let html = Owner::new().with(|| {
            let (obstacle, asking) = (Signal::stored(obstacle), Signal::stored(asking));
            view::unconfigured(obstacle, asking, Callback::new(|()| {})).to_html()
        });
        reference.text(&format!("{name}.html"), &plain(&html));
    }
    reference.text("components-none.html", &plain(&render(Config::default(), signed_in)));
    reference.text("components-many.html", &plain(&render(crowded(), signed_in)));
    reference.text("planned.html", &plain(&at_present()));
    reference.check();
}

type Add<'a> = &'a mut dyn FnMut(&str, &dyn Fn(Desk));

fn add_signing_in(add: Add<'_>) {
    let pair = |desk: Desk| desk.sign_in.update(|form| form.way = Way::KeyPair);
    add("signed-out", &|_| {});
    add("signed-out-pair", &pair);
    add("signed-out-left", &|desk| desk.gate.set(Gate::Closed { left: true }));
    add("sign-in-checking", &|desk| desk.attempt.set(Attempt::Checking));
    add("sign-in-not-signed", &|desk| desk.attempt.set(Attempt::NotSigned));
    for (name, rule) in [("required", SignInRule::Required), ("not-sendable", SignInRule::NotSendable)] {
        let problems = |fields: &[SignInField]| {
            Attempt::Rejected(fields.iter().map(|field| SignInProblem { field: *field, rule }).collect())
        };
        add(&format!("sign-in-{name}"), &|desk| desk.attempt.set(problems(&[SignInField::Authorization])));
        add(&format!("sign-in-{name}-pair"), &|desk| {
            pair(desk);
            desk.attempt.set(problems(&[SignInField::AccessKey, SignInField::Secret]));
        });
    }
    add("sign-in-failed", &|desk| desk.attempt.set(Attempt::Failed(error(Cause::SignedOut))));
    add("sign-in-failed-detail", &|desk| {
        let error = ApiError { detail: Some("The key was revoked".into()), ..error(Cause::SignedOut) };
        desk.attempt.set(Attempt::Failed(error));
    });
    for (name, refusal) in [("refused", Refusal::SignedOut), ("forbidden", Refusal::Forbidden)] {
        add(&format!("sign-in-again-{name}"), &|desk| {
            signed_in(desk);
            desk.gate.set(Gate::Again(Who::Value, refusal));
        });
    }
}

fn add_lists(add: Add<'_>) {
    add("list", &signed_in);
    add("list-value", &|desk| {
        signed_in(desk);
        desk.gate.set(Gate::Open(Who::Value));
    });
    add("list-loading", &|desk| desk.gate.set(Gate::Open(Who::Value)));
    add("list-empty", &|desk| show(desk, IncidentList::new(Vec::new(), 0)));
    add("list-open-only", &|desk| show(desk, IncidentList::new(vec![down()], 0)));
    add("list-unreadable", &|desk| show(desk, IncidentList::new(vec![down()], 2)));
    add("list-long", &|desk| {
        let past = (0..75).map(|n| incident(&format!("Past {n}"), Status::Resolved, "2026-11-01T03:12:00Z"));
        show(desk, IncidentList::new(past.collect(), 0));
    });
    add("list-words", &|desk| {
        let odd = Incident {
            name: "<b>Bold</b>".into(),
            impact: Impact::Other("catastrophic".into()),
            created: None,
            ..incident("odd", Status::parse("waiting"), "")
        };
        show(desk, IncidentList::new(vec![odd, Incident { name: String::new(), ..down() }], 0));
    });
    add("list-failed", &|desk| {
        desk.gate.set(Gate::Open(Who::Value));
        fail(desk);
    });
    add("list-stale", &|desk| {
        signed_in(desk);
        fail(desk);
    });
    add("list-asking", &|desk| {
        signed_in(desk);
        desk.asking.set(true);
    });
    add("configuration-notes", &|desk| {
        signed_in(desk);
        desk.config_problems.set_value(vec![
            ConfigProblem { key: "titel".into(), expected: Expected::KnownKey },
            ConfigProblem { key: "refreshSeconds".into(), expected: Expected::Number(5, 86_400) },
        ]);
    });
    add("delete-dialog", &|desk| {
        signed_in(desk);
        desk.confirm.set(Some(down()));
    });
    for (name, removal) in [
        ("deleting", Removal::Deleting),
        ("failed", Removal::Failed(error(Cause::ServerFailed(500)))),
        ("lost", Removal::Lost(error(Cause::TimedOut))),
        ("gone", Removal::Gone),
    ] {
        add(&format!("delete-{name}"), &|desk| {
            signed_in(desk);
            desk.removals.update(|removals| {
                removals.insert(down().id, removal.clone());
            });
        });
    }
    for (name, incident) in [("notice", None), ("notice-with-link", Some(incident_id("API down")))] {
        add(name, &|desk| {
            signed_in(desk);
            desk.notice.set(Some(Notice { text: "It is done.".into(), incident: incident.clone() }));
        });
    }
}

fn add_new_forms(add: Add<'_>) {
    add("new-filled", &|desk| {
        signed_in(desk);
        let component =
            AffectedComponent { id: ComponentId::new("api").expect("an id"), status: ComponentStatus::MajorOutage };
        let entry = EntryDraft {
            message: "Calls fail.\n<Since> noon.".into(),
            date: "2026-11-23T03:00".into(),
            status: Status::Identified,
            components: vec![component],
            notify: true,
        };
        desk.new.set(IncidentDraft { name: "API \"down\"".into(), impact: Some(Impact::Major), entry });
        desk.new.entry.keeping.set(Keeping::Kept);
    });
    for (name, keeping, unanswered) in [
        ("restored", Keeping::Restored, false),
        ("restored-unanswered", Keeping::Restored, true),
        ("not-kept", Keeping::Failed, false),
    ] {
        add(&format!("new-{name}"), &|desk| {
            signed_in(desk);
            desk.new.entry.keeping.set(keeping);
            desk.new.entry.unanswered.set(unanswered);
        });
    }
    add("new-other-component", &|desk| {
        signed_in(desk);
        desk.new.entry.extra.set(vec![ComponentId::new("by-hand").expect("an id")]);
    });
    add("new-problems", &|desk| {
        signed_in(desk);
        let problem = |(field, rule)| Problem { field, rule };
        let problems = [
            (Field::Name, Rule::Required),
            (Field::Impact, Rule::Required),
            (Field::Message, Rule::TooLong(10_000)),
            (Field::Date, Rule::SkippedByClocks),
            (Field::Components, Rule::UnknownWord),
        ];
        desk.new.entry.submit.set(Submit::Rejected(of_problems(problems.map(problem).to_vec())));
    });
    add("new-objections", &|desk| {
        signed_in(desk);
        let body = r#"{"errors": [{"field": "entry.date", "message": "Too far ahead."}, {"message": "No room."}]}"#;
        desk.new.entry.submit.set(Submit::Rejected(of_body(body)));
    });
}

fn add_updates(add: Add<'_>) {
    add("update", &|desk| {
        updating(desk);
    });
    add("update-timeline", &|desk| {
        let entries = vec![
            entry("See https://a.test/b, or <b>ask</b>", Status::Monitoring, "2026-11-23T03:14:00Z"),
            entry("We look into it.", Status::Investigating, "2026-11-23T03:12:00Z"),
        ];
        read(updating(desk), Timeline::new(entries, 0));
    });
    add("update-timeline-empty", &|desk| read(updating(desk), Timeline::new(Vec::new(), 0)));
    add("update-timeline-unreadable", &|desk| {
        let entries = vec![entry("We look into it.", Status::Investigating, "2026-11-23T03:12:00Z")];
        read(updating(desk), Timeline::new(entries, 1));
    });
    add("update-timeline-failed", &|desk| {
        updating(desk).timeline.update(|slot| {
            let ticket = slot.begin();
            slot.settle(ticket, Err(error(Cause::TimedOut)), now());
        });
    });
    add("update-overtaken", &|desk| {
        let update = updating(desk);
        let entry = |message: &str, date| entry(message, Status::Investigating, date);
        let known: Vec<Entry> = vec![entry("We look into it.", "2026-11-23T03:12:00Z")];
        let news = vec![entry("It is the disk.", "2026-11-23T03:14:00Z"), known[0].clone()];
        update.known.set(Some(timeline(known)));
        read(update, timeline(news));
        let objection = Objection { field: None, why: Why::Overtaken };
        update.entry.submit.set(Submit::Rejected(vec![objection]));
    });
    for (name, draft) in [("resolving", Status::Resolved), ("monitoring", Status::Monitoring)] {
        add(&format!("update-{name}"), &|desk| {
            let component = AffectedComponent {
                id: ComponentId::new("api").expect("an id"),
                status: ComponentStatus::parse("on_fire"),
            };
            updating(desk).entry.draft.update(|entry| {
                entry.status = draft.clone();
                entry.components = vec![component];
            });
        });
    }
    add("update-reopening", &|desk| {
        updating(desk);
        show(desk, IncidentList::new(vec![Incident { status: Status::Resolved, ..down() }], 0));
    });
    add("update-of-nothing", &|desk| {
        updating(desk);
        show(desk, IncidentList::new(Vec::new(), 0));
    });
    add("update-in-back", &|desk| {
        updating(desk);
        desk.writing.set(Writing::New);
    });
}

fn add_outcomes(add: Add<'_>) {
    let lost = |finding| Submit::Lost(error(Cause::TimedOut), finding);
    let mut states = vec![
        ("saving".to_owned(), Submit::Saving),
        ("looking".to_owned(), Submit::Looking(error(Cause::TimedOut))),
        ("lost-there".to_owned(), lost(Finding::There(incident_id("API down")))),
        ("lost-not-there".to_owned(), lost(Finding::NotThere)),
        ("lost-not-seen".to_owned(), lost(Finding::NotSeen(2))),
        ("lost-not-asked".to_owned(), lost(Finding::NotAsked(error(Cause::NoAnswer)))),
    ];
    let failed = |(n, cause): (usize, &Cause)| (format!("failed-{n}"), Submit::Failed(error(*cause)));
    states.extend(CAUSES.iter().enumerate().step_by(5).map(failed));
    for (name, submit) in states {
        add(&format!("new-{name}"), &|desk| {
            signed_in(desk);
            desk.new.entry.submit.set(submit.clone());
        });
        add(&format!("update-{name}"), &|desk| updating(desk).entry.submit.set(submit.clone()));
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
fn show(desk: Desk, list: IncidentList) {
    desk.gate.set(Gate::Open(Who::AccessKey("ak-1".into())));
    desk.read_at.set(Some(at("2026-11-23T03:15:00Z")));
    desk.list.set(statuspane::remote::Slot::new(now()));
    desk.list.update(|slot| {
        slot.offer(Answer { data: Arc::new(list), ..current(Vec::new()) });
    });
}

/// The list could not be read, and is read again soon.
fn fail(desk: Desk) {
    desk.list.update(|slot| {
        let ticket = slot.begin();
        slot.settle(ticket, Err(error(Cause::ServerFailed(503))), now());
    });
    desk.next.set(Some(Duration::from_seconds(40)));
}

/// The timeline of a form could be read.
fn read(update: UpdateForm, timeline: Timeline) {
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
        group: (n % 3 != 0).then(|| format!("Group {}", n % 3)),
        description: None,
    };
    Config { components: (0..20).map(component).collect(), ..config() }
}

/// What is ahead, and what was called off.
fn at_present() -> String {
    Owner::new().with(|| {
        let links = SiteUrls { root: "/".into(), style: UrlStyle::Query };
        let context = Context::at_rest(Arc::new(config()), links, Context::utc());
        provide_context(Context { present: Signal::stored(Some(at("2026-11-23T03:15:00Z"))), ..context });
        let desk = Desk::new(true, now(), Callback::new(|_| {}));
        let planned = incident("API move", Status::Investigating, "2026-11-30T03:12:00Z");
        let resolved = Some(at("2026-11-23T03:10:00Z"));
        let off = Incident { id: incident_id("off"), status: Status::Resolved, resolved, ..planned.clone() };
        show(desk, IncidentList::new(vec![planned, off], 0));
        view::desk(desk).to_html()
    })
}
