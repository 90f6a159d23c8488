//! The markup as text: labels, names and hooks that styles, tests and people rely on.

use crate::builders::{at, entry, error, incident, list, timeline};
use contract::config::{Component, Config};
use contract::incident_api::ApiError;
use contract::incident_api::abilities::Abilities;
use contract::incident_api::error::Cause;
use contract::route::{SiteUrls, UrlStyle};
use leptos::prelude::*;
use model::draft::{EntryDraft, Field, IncidentDraft, Problem, Rule};
use model::{
    AffectedComponent, Answer, ComponentId, ComponentStatus, Duration, Entry, Incident, IncidentList, MaintenanceList,
    MonotonicInstant, Source, Status, Timestamp,
};
use statuspane::admin::Context;
use statuspane::admin::editor::component_defaults::ComponentDefaults;
use statuspane::admin::editor::draft_storage::DraftKey;
use statuspane::admin::editor::form_error::from_problems;
use statuspane::admin::editor::reconcile::Reconciliation;
use statuspane::admin::editor::submission::Submission;
use statuspane::admin::editor::{
    DiscardedDraft, EntryFormState, FormDraft, OpenForm, OpenedForm, SaveStatus, UpdateFormState,
};
use statuspane::admin::incidents::{Deletion, RowMark};
use statuspane::admin::session::sign_in::SignInStatus;
use statuspane::admin::session::{Identity, Session, SignOutReason};
use statuspane::admin::state::{AdminAction, AdminState};
use statuspane::admin::ui::Announcement;
use statuspane::admin::view::AdminView;
use statuspane::components::utc;
use statuspane::remote::Slot;
use std::sync::{Arc, LazyLock};
use text::AdminText;

static TEXT: LazyLock<AdminText> = LazyLock::new(AdminText::english);

pub fn now() -> MonotonicInstant {
    MonotonicInstant::from_millis(0)
}

/// The view as it is rendered after `prepare`.
pub fn render(config: Config, prepare: impl FnOnce(AdminState)) -> String {
    render_in(AdminText::english(), config, prepare)
}

/// The same in another language.
pub fn render_in(text: AdminText, config: Config, prepare: impl FnOnce(AdminState)) -> String {
    render_at(None, text, config, prepare)
}

/// The same at a time.
pub fn render_at(
    present: Option<Timestamp>,
    text: AdminText,
    config: Config,
    prepare: impl FnOnce(AdminState),
) -> String {
    let owner = Owner::new();
    owner.with(|| {
        let links = SiteUrls { root: "/".into(), style: UrlStyle::Query };
        let context = Context::at_rest(Arc::new(config), links, utc(), text);
        provide_context(Context { present: Signal::stored(present), ..context });
        let state = AdminState::new(true, now(), Callback::new(|_: AdminAction| {}));
        prepare(state);
        view! { <AdminView state/> }.to_html()
    })
}

pub fn config() -> Config {
    let component = Component::new(ComponentId::new("api").expect("an id"), "Public API".into());
    Config { title: "Acme".into(), components: vec![component], ..Config::default() }
}

pub fn down() -> Incident {
    incident("API down", Status::Investigating, "2026-11-23T03:12:00Z")
}

pub fn current(incidents: Vec<Incident>) -> Answer<Arc<IncidentList>> {
    fresh(Arc::new(list(incidents)))
}

pub fn fresh<T>(data: T) -> Answer<T> {
    Answer {
        data,
        source: Source::Live,
        as_of: None,
        age_on_arrival: None,
        received: now(),
        stale_after: Duration::from_seconds(300),
    }
}

pub fn signed_in(state: AdminState) {
    let past = incident("Login slow", Status::Resolved, "2026-11-20T03:12:00Z");
    state.session.current.set(Session::Active(Identity::AccessKey("ak-1".into())));
    state.incidents.loaded_at.set(Some(at("2026-11-23T03:15:00Z")));
    state.incidents.list.update(|slot| {
        slot.offer(current(vec![down(), past]));
    });
    without_maintenances(state);
}

pub fn without_maintenances(state: AdminState) {
    state.maintenances.list.update(|slot| {
        slot.offer(fresh(Arc::new(MaintenanceList::default())));
    });
}

pub fn updating(state: AdminState) -> UpdateFormState {
    signed_in(state);
    let update = UpdateFormState::new(EntryFormState::new(EntryDraft::default()), now());
    state.editor.add(DraftKey::Update(down().id), OpenedForm::Update(update));
    state.editor.open_form.set(OpenForm::Update(down()));
    update
}

fn has(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(html.contains(part), "{part} is missing in {html}");
    }
}

fn lacks(html: &str, parts: &[&str]) {
    for part in parts {
        assert!(!html.contains(part), "{part} is in {html}");
    }
}

#[test]
fn before_signing_in_there_is_only_the_way_in() {
    let html = render(config(), |_| {});
    has(&html, &[">API token or access key<", "statuspane-admin-app-sentinel", ">Sign in<", "type=\"password\""]);
    lacks(&html, &["Create incident", "Sign out", "data-incident"]);
}

#[test]
fn a_secret_key_is_asked_for_where_an_access_key_was_typed() {
    let html = |text: &str| render(config(), |state| state.session.form.update(|form| form.text = text.into()));
    let field = "id=\"sign-in-secret\"";
    has(&html("ak_1"), &[field, "type=\"text\" id=\"sign-in-value\" autocomplete=\"username\""]);
    for text in ["", "st_1", "ak_1 sk_2", "Bearer abc"] {
        lacks(&html(text), &[field]);
        has(
            &html(text),
            &["type=\"password\" id=\"sign-in-value\" autocomplete=\"off\"", TEXT.sign_in.add_secret_key()],
        );
    }
}

#[test]
fn every_refused_sign_in_has_a_next_step() {
    for detail in [None, Some("Unauthorized".to_owned())] {
        let html = render(config(), |state| {
            let error = ApiError { detail: detail.clone(), ..error(Cause::SignedOut) };
            state.session.status.set(SignInStatus::Failed(error));
        });
        has(&html, &[TEXT.error.signed_out(), TEXT.error.signed_out_next()]);
    }
}

#[test]
fn every_field_of_a_new_incident_has_its_label() {
    let html = render(config(), signed_in);
    let labels = ["Name", "Impact", "Status", "Message", "Date", "Affected components", "Notify subscribers"];
    for label in labels {
        has(&html, &[&format!(">{label}<")]);
    }
    has(&html, &[">Create incident<", ">Public API<", TEXT.form.notify_off(), ">Sign out<", "ak-1"]);
}

#[test]
fn components_are_in_their_groups() {
    let component = |name: &str, group: Option<&str>| Component {
        group: group.map(str::to_owned),
        ..Component::new(ComponentId::new(name).expect("an id"), name.into())
    };
    let components = vec![
        component("Storage", Some("Cloud")),
        component("Mail", Some("Office")),
        component("Website", None),
        component("Computing", Some("Cloud")),
    ];
    let html = render(Config { components, ..config() }, |state| {
        signed_in(state);
        state.editor.new.entry.extra_components.set(vec![ComponentId::new("Elsewhere").expect("an id")]);
    });
    let (_, field) = html.split_once("Affected components").expect("the field");
    let parts =
        ["Website", "<legend dir=\"auto\">Cloud", "Storage", "Computing", "<legend dir=\"auto\">Office", "Mail"];
    let places: Vec<_> = parts.iter().chain(&["Elsewhere"]).map(|part| field.find(part).expect(part)).collect();
    assert!(places.is_sorted(), "{places:?} in {field}");
    assert_eq!(field.matches("<legend").count(), 2);
}

#[test]
fn notifying_is_not_offered_where_the_api_says_that_it_cannot() {
    for (body, offered) in [
        (r#"{"notifications": false, "log": true}"#, false),
        (r#"{"notifications": true}"#, true),
        (r#"{"log": true}"#, true),
        (r#"{"notifications": "false"}"#, true),
        ("[]", true),
        ("<h1>Not found</h1>", true),
        ("", true),
    ] {
        let html = render(config(), |state| {
            signed_in(state);
            state.editor.can_notify.set(Abilities::read(body).notifications);
            state.editor.new.entry.save_status.set(SaveStatus::Restored);
        });
        let texts = ["id=\"new-notify\"", "“Notify subscribers” is off", TEXT.form.notify_off()];
        if offered {
            has(&html, &texts)
        } else {
            lacks(&html, &texts)
        }
        has(&html, &[TEXT.form.restored()]);
    }
}

#[test]
fn an_impact_has_no_default() {
    let chosen = |html: &str| {
        let impact = html.split("id=\"new-impact\"").nth(1).and_then(|rest| rest.split("</select>").next());
        let options = impact.unwrap_or_default().split("<option").skip(1);
        options.filter(|option| option.contains("selected")).map(str::to_owned).collect::<Vec<_>>()
    };
    let html = render(config(), signed_in);
    has(&html, &[">Choose an impact</option>", "id=\"new-impact\" required"]);
    let untouched = chosen(&html);
    assert!(untouched.iter().all(|option| option.contains("value=\"\"")), "{untouched:?}");
}

#[test]
fn links_to_the_public_page_open_beside_the_admin_view() {
    let html = render(config(), |state| {
        signed_in(state);
        state.announcement.set(Some(Announcement { text: "It was created.".into(), incident: Some(down().id) }));
    });
    let outside: Vec<&str> = html.split("<a ").skip(1).filter(|link| !link.contains("href=\"#")).collect();
    // The header's, the message's, and one for each incident.
    assert_eq!(outside.len(), 4);
    for link in outside {
        has(link, &["target=\"_blank\"", "rel=\"noopener\"", "(opens in a new tab)"]);
    }
}

#[test]
fn a_row_has_its_name_and_its_actions() {
    let html = render(config(), signed_in);
    let hooks = ["data-incident=\"API down\"", "data-status=\"investigating\"", "data-impact=\"minor\""];
    has(&html, &hooks);
    has(&html, &[">Post update<", ">Delete<", "datetime=\"2026-11-23T03:12:00Z\"", "data-status=\"resolved\""]);
}

#[test]
fn an_open_row_shows_its_components_and_its_newest_update() {
    let show = |state: AdminState, status: Status| {
        signed_in(state);
        let mut list = list(vec![Incident { status, ..down() }]);
        let component = |id: &str, status| AffectedComponent { id: ComponentId::new(id).expect("an id"), status };
        let earlier = Entry {
            components: vec![
                component("api", ComponentStatus::MajorOutage),
                component("web", ComponentStatus::DegradedPerformance),
                component("mail", ComponentStatus::MajorOutage),
            ],
            ..entry("It began.", Status::Investigating, "2026-11-23T03:12:00Z")
        };
        let latest = Entry {
            components: vec![component("mail", ComponentStatus::Operational)],
            ..entry("A **fix** is out.", Status::Monitoring, "2026-11-23T03:14:00Z")
        };
        list.set_timeline(&down().id, timeline(vec![earlier, latest]));
        state.incidents.list.set(Slot::new(now()));
        state.incidents.list.update(|slot| {
            slot.offer(Answer { data: Arc::new(list), ..current(Vec::new()) });
        });
    };
    let html = render(config(), |state| show(state, Status::Monitoring));
    let (_, row) = html.split_once("<article").expect("a row");
    let (row, _) = row.split_once("</article>").expect("its end");
    has(row, &["Public API", "web", "Major outage", "Degraded performance", "23 Nov 2026, 03:14 UTC", "A fix is out."]);
    lacks(row, &["mail", "It began."]);
    // A form has the whole timeline.
    let html = render(config(), |state| {
        show(state, Status::Monitoring);
        state.editor.open_form.set(OpenForm::Update(down()));
    });
    lacks(&html, &["A fix is out."]);
    lacks(&render(config(), |state| show(state, Status::Resolved)), &["A fix is out.", "Major outage"]);
}

#[test]
fn a_row_that_was_sent_is_marked() {
    let html = render(config(), |state| {
        signed_in(state);
        state.incidents.marks.update(|marks| {
            marks.insert(down().id, RowMark::Sent);
        });
    });
    assert_eq!(html.matches("data-mark").count(), 1);
    has(&html, &["data-mark=\"sent\""]);
    lacks(&html, &[&format!(">{}<", TEXT.list.is_new())]);
}

#[test]
fn a_row_with_news_says_so() {
    let html = render(config(), |state| {
        signed_in(state);
        state.incidents.marks.update(|marks| {
            marks.insert(down().id, RowMark::New);
        });
    });
    has(&html, &["data-mark=\"new\"", &format!(">{}<", TEXT.list.is_new())]);
}

#[test]
fn one_form_at_a_time_so_that_every_label_is_unique() {
    let html = render(config(), |state| {
        updating(state);
    });
    for label in ["Status", "Message", "Date", "Affected components", "Notify subscribers"] {
        assert_eq!(html.matches(&format!(">{label}<")).count(), 1, "{label}");
    }
    lacks(&html, &[">Name<", ">Impact<", ">Create incident<"]);
    // The other row's button, and the form's own.
    assert_eq!(html.matches(">Post update<").count(), 2);
}

#[test]
fn a_component_with_an_unknown_status_shows_it() {
    let html = render(config(), |state| {
        let component = |status| AffectedComponent {
            id: ComponentId::new("api").expect("an id"),
            status: ComponentStatus::parse(status),
        };
        updating(state).entry.draft.update(|draft| draft.components = vec![component("on_fire")]);
    });
    has(&html, &["<option value=\"on_fire\" disabled>on_fire</option>"]);
    assert_eq!(html.matches("<option value=\"operational\"").count(), 1);
    let html = render(config(), |state| {
        updating(state);
    });
    lacks(&html, &["disabled>"]);
}

#[test]
fn an_update_shows_its_effect_on_the_incident() {
    fn check(incident: Status, draft: Status, says: &str, not: &[&str]) {
        let html = render(config(), |state| {
            let update = updating(state);
            let past = Incident { status: incident, ..down() };
            state.incidents.list.set(Slot::new(now()));
            state.incidents.list.update(|slot| {
                slot.offer(current(vec![past]));
            });
            update.entry.draft.update(|entry| entry.status = draft);
        });
        has(&html, &[says]);
        lacks(&html, not);
    }
    let (resolves, reopens) = (TEXT.form.resolves(), TEXT.form.reopens());
    check(Status::Investigating, Status::Resolved, resolves, &[reopens]);
    check(Status::Resolved, Status::Investigating, reopens, &[resolves]);
    check(Status::Resolved, Status::Resolved, "Status", &[resolves, reopens]);
    check(Status::Investigating, Status::Monitoring, "Status", &[resolves, reopens]);
}

#[test]
fn problems_stand_in_a_summary_and_at_their_fields() {
    let problems = vec![
        Problem { field: Field::Name, rule: Rule::Required },
        Problem { field: Field::Message, rule: Rule::Required },
    ];
    let html = render(config(), |state| {
        signed_in(state);
        state.editor.new.entry.submission.set(Submission::Invalid(from_problems(problems)));
    });
    has(&html, &["id=\"new-problems\"", "href=\"#new-name\"", "href=\"#new-message\"", "id=\"new-name-error\""]);
    has(&html, &["aria-invalid=\"true\"", "aria-describedby=\"new-name-hint new-name-error\""]);
    assert_eq!(html.matches(">Enter a message<").count(), 2);
}

#[test]
fn the_button_says_which_keys_send_its_form() {
    let keys = format!("title=\"{}\" aria-keyshortcuts=\"Control+Enter Meta+Enter\"", TEXT.form.send_keys());
    has(&render(config(), signed_in), &[&keys]);
    let update = render(config(), |state| {
        updating(state);
    });
    has(&update, &[&keys]);
}

#[test]
fn a_discarded_draft_can_be_brought_back() {
    let html = |discarded: Option<DiscardedDraft>| {
        render(config(), |state| {
            signed_in(state);
            state.editor.new.entry.discarded.set(discarded);
        })
    };
    let discarded = DiscardedDraft {
        draft: FormDraft::Incident(IncidentDraft::default()),
        extra_components: Vec::new(),
        component_defaults: ComponentDefaults::default(),
        end: String::new(),
        is_unconfirmed: false,
    };
    let (before, after) = (html(None), html(Some(discarded)));
    let button = format!(">{}</button>", TEXT.form.undo());
    has(&after, &[TEXT.form.discarded(), &button]);
    lacks(&before, &[TEXT.form.discarded(), &button]);
    // Only a region that was there before is read out.
    assert_eq!(before.matches("role=\"status\"").count(), after.matches("role=\"status\"").count());
}

#[test]
fn a_lost_request_leaves_the_decision_to_a_person() {
    let html = render(config(), |state| {
        signed_in(state);
        state.editor.new.entry.submission.set(Submission::Unconfirmed(error(Cause::TimedOut), Reconciliation::Absent));
    });
    has(&html, &[TEXT.form.create_absent(), TEXT.form.look_again(), TEXT.form.create_again()]);
    lacks(&html, &[">Create incident<"]);
}

#[test]
fn the_button_shows_that_a_form_is_being_sent() {
    let html = render(config(), |state| {
        signed_in(state);
        state.editor.new.entry.submission.set(Submission::Sending);
    });
    has(&html, &[">Creating…<", "aria-disabled=\"true\""]);
}

#[test]
fn typed_text_survives_a_refused_sign_in() {
    let html = render(config(), |state| {
        signed_in(state);
        state.editor.new.name.set("Half a name".into());
        state.session.current.set(Session::Expired(Identity::Token, SignOutReason::Rejected));
    });
    has(&html, &[">Sign in again<", ">Create incident<", "data-incident"]);
    lacks(&html, &[TEXT.sign_in.keep()]);
    let html = render(config(), |state| {
        signed_in(state);
        state.session.current.set(Session::Expired(Identity::Token, SignOutReason::Forbidden));
    });
    has(&html, &[TEXT.sign_in.keep()]);
}

#[test]
fn a_failed_deletion_is_reported_at_its_row() {
    let html = render(config(), |state| {
        signed_in(state);
        state.incidents.deletions.update(|deletions| {
            deletions.insert(down().id, Deletion::Failed(error(Cause::ServerFailed(500))));
        });
    });
    has(&html, &["The incident wasn’t deleted.", "data-incident=\"API down\""]);
    let html = render(config(), |state| {
        signed_in(state);
        state.incidents.deletions.update(|deletions| {
            deletions.insert(down().id, Deletion::Deleted);
        });
    });
    lacks(&html, &["data-incident=\"API down\""]);
}

#[test]
fn a_running_deletion_is_announced_in_an_existing_live_region() {
    let html = |deletions: &[Deletion]| {
        render(config(), |state| {
            signed_in(state);
            state
                .incidents
                .deletions
                .update(|all| all.extend(deletions.iter().map(|deletion| (down().id, deletion.clone()))));
        })
    };
    let (before, after) = (html(&[]), html(&[Deletion::InProgress]));
    assert_eq!(before.matches("role=\"status\"").count(), after.matches("role=\"status\"").count());
    has(&after, &[">Deleting…<"]);
}

#[test]
fn the_dialog_names_the_incident() {
    let html = render(config(), |state| {
        signed_in(state);
        state.incidents.to_delete.set(Some(down()));
    });
    has(&html, &["<dialog", "Delete “API down”?", ">Delete incident<", ">Cancel<"]);
}

#[test]
fn names_are_only_text() {
    let html = render(config(), |state| {
        signed_in(state);
        let hostile = Incident { name: "<img src=x onerror=alert(1)>\"'".into(), ..down() };
        state.incidents.to_delete.set(Some(hostile));
    });
    lacks(&html, &["<img"]);
}

#[test]
fn there_is_neither_style_nor_script_in_the_markup() {
    let html = render(config(), |state| {
        updating(state);
    });
    lacks(&html, &[" style=", "<script", "onclick="]);
}

#[test]
fn upcoming_and_cancelled_incidents_are_labelled() {
    let at_present = |incident: Incident| {
        let owner = Owner::new();
        owner.with(|| {
            let links = SiteUrls { root: "/".into(), style: UrlStyle::Query };
            let context = Context::at_rest(Arc::new(config()), links, utc(), AdminText::english());
            provide_context(Context { present: Signal::stored(Some(at("2026-11-23T03:15:00Z"))), ..context });
            let state = AdminState::new(true, now(), Callback::new(|_: AdminAction| {}));
            state.session.current.set(Session::Active(Identity::AccessKey("ak-1".into())));
            state.incidents.list.update(|slot| {
                slot.offer(current(vec![incident]));
            });
            view! { <AdminView state/> }.to_html()
        })
    };
    let planned = incident("API move", Status::Investigating, "2026-11-30T03:12:00Z");
    let html = at_present(planned.clone());
    has(&html, &["Upcoming", "Starts", "30 Nov 2026, 03:12 UTC"]);
    lacks(&html, &["Started", "Investigating</span></span>"]);
    let html = at_present(Incident { status: Status::Resolved, resolved: Some(at("2026-11-23T03:10:00Z")), ..planned });
    has(&html, &["Cancelled before it started", "Planned for", "30 Nov 2026, 03:12 UTC", "23 Nov 2026, 03:10 UTC"]);
    lacks(&html, &["Started", "Lasted", TEXT.shared.start_unknown()]);
}

#[test]
fn addresses_in_a_timeline_are_links_that_open_beside_the_admin_view() {
    let html = render(config(), |state| {
        let update = updating(state);
        let entries = vec![entry("See https://a.test/b, or <b>ask</b>", Status::Investigating, "2026-11-23T03:12:00Z")];
        update.timeline.update(|slot| {
            let answer = current(Vec::new());
            slot.offer(Answer {
                data: timeline(entries),
                source: answer.source,
                as_of: None,
                age_on_arrival: None,
                received: answer.received,
                stale_after: answer.stale_after,
            });
        });
    });
    has(
        &html,
        &[
            "href=\"https://a.test/b\" rel=\"noopener nofollow ugc\"",
            "target=\"_blank\"",
            ", or &lt;b&gt;ask&lt;/b&gt;",
        ],
    );
}

#[test]
fn a_message_is_previewed_as_it_will_be_published_where_that_is_not_as_it_was_typed() {
    let preview = |message: &str| {
        let html = render(config(), |state| {
            signed_in(state);
            state.editor.new.entry.draft.update(|draft| draft.message = message.into());
        });
        let (_, preview) = html.split_once("class=\"admin-preview\"")?;
        let (_, preview) = preview.split_once("</p>")?;
        preview.split_once("</div></div>").map(|(preview, _)| preview.to_owned())
    };
    for plain in ["", "Calls fail.", "2 * 3\n\n\nsnake_case <b>"] {
        assert_eq!(preview(plain), None, "{plain}");
    }
    for (message, parts) in [
        ("**Calls** fail", &["<strong>Calls</strong> fail"][..]),
        ("  \n- a\n- b\n", &["<ul><li>a</li><li>b</li></ul>"]),
        ("See https://a.test", &["href=\"https://a.test\"", "target=\"_blank\"", "(opens in a new tab)"]),
        ("<img src=x> [a](javascript:b) *c*", &["&lt;img src=x&gt; [a](javascript:b) <em>c</em>"]),
    ] {
        let preview = preview(message).unwrap_or_else(|| panic!("no preview of {message}"));
        has(&preview, parts);
        lacks(&preview, &["<img", "href=\"javascript"]);
    }
}
