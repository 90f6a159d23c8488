//! Corrections and edits: what is sent, and what they follow.

use crate::builders::{at, entry, incident};
use contract::incident_api::abilities::Abilities;
use contract::incident_api::decode::{LogAction, Logged, decode_correction, decode_log};
use contract::incident_api::encode::{encode_correction, encode_past};
use contract::incident_api::endpoint::Method;
use contract::incident_api::{Base, Endpoint};
use model::draft::{Field, Rule};
use model::{EntryId, Impact, Incident, Status, Utc};
use serde_json::{Value, json};
use statuspane::admin::editor::correction::{
    CorrectionDraft, edit_draft, is_as_corrected, is_corrected, is_rewritten, rebase_edit, resolved_at,
};
use statuspane::admin::editor::draft_storage::{add_end, decode_incident, end};

/// From 03:12:31 to 04:00.
fn resolved() -> Incident {
    let resolved = Some(at("2026-11-23T04:00:00Z"));
    Incident { resolved, ..incident("API down", Status::Resolved, "2026-11-23T03:12:31Z") }
}

fn body(text: &str) -> Value {
    serde_json::from_str(text).expect("JSON")
}

#[test]
fn only_what_differs_is_sent() {
    let base = resolved();
    let same = CorrectionDraft::of(&base, &Utc);
    let time = |text: &str| json!(at(text).to_wire());
    for (draft, expected) in [
        (same.clone(), json!({})),
        (CorrectionDraft { name: " API down ".into(), ..same.clone() }, json!({})),
        (CorrectionDraft { name: "API slow".into(), ..same.clone() }, json!({"name": "API slow"})),
        (CorrectionDraft { impact: Impact::Major, ..same.clone() }, json!({"incidentImpact": "major"})),
        (
            CorrectionDraft { start: "2026-11-23T03:00".into(), ..same.clone() },
            json!({"creationTime": time("2026-11-23T03:00:00Z")}),
        ),
        (
            CorrectionDraft { end: "2026-11-23T05:00".into(), ..same.clone() },
            json!({"resolutionTime": time("2026-11-23T05:00:00Z")}),
        ),
    ] {
        let correction = draft.validate(&Utc).expect("valid");
        let sent = body(&encode_correction(&correction));
        assert_eq!(sent, expected);
        assert_eq!(decode_correction(&sent).expect("the server reads it"), correction);
        let after = correction.apply(&base).expect("allowed");
        assert!(is_as_corrected(&after, &correction));
        assert_eq!(is_corrected(&base, &after), expected != json!({}));
        assert_eq!(is_as_corrected(&base, &correction), expected == json!({}));
    }
}

#[test]
fn a_correction_that_breaks_a_rule_names_the_field() {
    let (over, open) = (resolved(), incident("API down", Status::Investigating, "2026-11-23T03:12:31Z"));
    let draft = |base: &Incident| CorrectionDraft::of(base, &Utc);
    let cleared = String::new;
    for (draft, field, rule) in [
        (CorrectionDraft { name: " ".into(), ..draft(&over) }, Field::Name, Rule::Required),
        (CorrectionDraft { start: cleared(), ..draft(&over) }, Field::CreationTime, Rule::Required),
        (CorrectionDraft { end: cleared(), ..draft(&over) }, Field::ResolutionTime, Rule::Required),
        (CorrectionDraft { start: "soon".into(), ..draft(&over) }, Field::CreationTime, Rule::NotADate),
        (CorrectionDraft { start: "2026-11-23T04:01".into(), ..draft(&over) }, Field::CreationTime, Rule::AfterEnd),
        (CorrectionDraft { end: "2026-11-23T03:00".into(), ..draft(&over) }, Field::ResolutionTime, Rule::BeforeStart),
        (CorrectionDraft { end: "2026-11-23T05:00".into(), ..draft(&open) }, Field::ResolutionTime, Rule::NotResolved),
    ] {
        let problems = draft.validate(&Utc).expect_err("invalid");
        let problems: Vec<_> = problems.into_iter().map(|problem| (problem.field, problem.rule)).collect();
        assert_eq!(problems, [(field, rule)], "{draft:?}");
    }
}

#[test]
fn untouched_fields_follow_what_others_correct() {
    let before = resolved();
    let now = Incident { name: "API slow".into(), impact: Impact::Critical, ..before.clone() };
    let mut draft = CorrectionDraft { impact: Impact::Major, ..CorrectionDraft::of(&before, &Utc) };
    draft.rebase(&now, &Utc);
    assert_eq!((&*draft.name, &draft.impact), ("API slow", &Impact::Major));
    assert_eq!(body(&encode_correction(&draft.validate(&Utc).expect("valid"))), json!({"incidentImpact": "major"}));

    let before = entry("We look into it.", Status::Investigating, "2026-11-23T03:12:31Z");
    let now = model::Entry { message: "It was a cable.".into(), status: Status::Resolved, ..before.clone() };
    let mut draft = edit_draft(&before, &Utc);
    draft.message = "We are looking into it.".into();
    rebase_edit(&mut draft, &before, &now, &Utc);
    assert_eq!((&*draft.message, &draft.status), ("We are looking into it.", &Status::Resolved));
    assert!(is_rewritten(&before, &now) && !is_rewritten(&now, &now));
}

#[test]
fn drafts_are_restored_as_written() {
    let draft = CorrectionDraft { end: "2026-11-23T05:0".into(), ..CorrectionDraft::of(&resolved(), &Utc) };
    assert_eq!(CorrectionDraft::decode(&draft.encode(), resolved()), Some(draft));
    assert_eq!(CorrectionDraft::decode("{}", resolved()), None);
    let saved = r#"{"name": "n", "impact": null, "status": "resolved", "message": "m", "date": "", "components": []}"#;
    let with_end = add_end(saved, "2026-11-23T05:00");
    assert_eq!((end(saved), end(&with_end), end("no JSON")), (String::new(), "2026-11-23T05:00".into(), String::new()));
    assert_eq!(decode_incident(&with_end), decode_incident(saved));
    assert_eq!(add_end(saved, ""), saved);
}

#[test]
fn a_past_incident_is_sent_with_its_end() {
    let incident = crate::builders::valid("API down", "2026-11-23T03:12:00Z");
    let resolved = resolved_at("2026-11-23T04:00", incident.entry().date(), &Utc).expect("valid");
    let sent = body(&encode_past(&incident, resolved.expect("a time")));
    assert_eq!(sent["resolutionTime"], at("2026-11-23T04:00:00Z").to_wire());
    assert_eq!(resolved_at(" ", incident.entry().date(), &Utc), Ok(None));
    assert_eq!(resolved_at("2026-11-23T03:00", incident.entry().date(), &Utc), Err(Rule::BeforeStart));
}

#[test]
fn calls_have_their_methods_and_addresses() {
    let (base, id) = (Base::new("/v1"), resolved().id);
    let entry = EntryId::new("a/b").expect("an ID");
    for (endpoint, method, path) in [
        (Endpoint::PutEntry(&id, &entry), Method::Put, "/v1/incidents/API%20down/entries/a%2Fb"),
        (Endpoint::DeleteEntry(&id, &entry), Method::Delete, "/v1/incidents/API%20down/entries/a%2Fb"),
        (Endpoint::Correct(&id), Method::Patch, "/v1/incidents/API%20down"),
        (Endpoint::CreateMaintenance, Method::Post, "/v1/maintenances"),
    ] {
        assert_eq!((endpoint.method(), &*base.address(endpoint)), (method, path));
    }
}

#[test]
fn abilities_are_known_only_from_a_clear_answer() {
    for (text, expected) in [
        ("", Abilities::UNKNOWN),
        ("<h1>Not found</h1>", Abilities::UNKNOWN),
        (r#"{"corrections": "true", "log": 1}"#, Abilities::UNKNOWN),
        (
            r#"{"maintenances": true, "corrections": true, "log": false, "notifications": false}"#,
            Abilities { maintenances: Some(true), corrections: Some(true), log: Some(false), notifications: false },
        ),
    ] {
        assert_eq!(Abilities::read(text), expected, "{text}");
    }
}

#[test]
fn the_log_is_read_as_far_as_it_can_be() {
    let text = json!({"log": [
        {"time": "2026-11-23T03:12:00Z", "key": " Ada (1f2e3d4c) ", "what": "entry-edited",
            "before": {"id": "e", "message": "a", "incidentStatus": "investigating"},
            "after": {"id": "e", "message": "b", "incidentStatus": "investigating"}},
        {"time": "soon", "what": "renamed", "before": null,
            "after": {"id": "i", "name": "n", "incidentStatus": "resolved"}},
        {},
    ]});
    let log = decode_log(&text.to_string()).expect("a log");
    let what: Vec<_> = log.iter().map(|change| (change.what, &*change.key, change.time.is_some())).collect();
    let expected = [
        (LogAction::EntryEdited, "Ada (1f2e3d4c)", true),
        (LogAction::Other, "", false),
        (LogAction::Other, "", false),
    ];
    assert_eq!(what, expected);
    assert!(matches!(&log[0].after, Some(Logged::Entry(entry)) if entry.message == "b"));
    assert!(matches!((&log[1].before, &log[1].after), (None, Some(Logged::Incident(_)))));
    for text in ["", "[]", "{}", r#"{"log": {}}"#] {
        assert!(decode_log(text).is_err(), "{text}");
    }
}
