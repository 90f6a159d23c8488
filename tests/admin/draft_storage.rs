//! Drafts in this browser's storage.

use crate::builders::{draft, incident_id};
use model::draft::IncidentDraft;
use model::{AffectedComponent, ComponentId, ComponentStatus, Impact, Status};
use statuspane::admin::editor::draft_storage::{
    DraftKey, decode_entry, decode_incident, encode_entry, encode_incident, is_unconfirmed, mark_unconfirmed,
};

fn full() -> IncidentDraft {
    let mut draft = draft("“Quotes” & <b>\n", " half a sentence\u{202e} ");
    draft.impact = Some(Impact::Critical);
    draft.entry.status = Status::Identified;
    draft.entry.date = "2026-11-23T03:12".into();
    draft.entry.components = vec![AffectedComponent {
        id: ComponentId::new("fb5e3cdc").expect("an id"),
        status: ComponentStatus::MajorOutage,
    }];
    draft
}

#[test]
fn a_draft_is_restored_as_typed() {
    for draft in [full(), IncidentDraft::default()] {
        assert_eq!(decode_incident(&encode_incident(&draft)), Some(draft.clone()));
        assert_eq!(decode_entry(&encode_entry(&draft.entry)), Some(draft.entry));
    }
}

#[test]
fn a_draft_sent_without_an_answer_is_restored_as_such() {
    for draft in [full(), IncidentDraft::default()] {
        for text in [encode_incident(&draft), encode_entry(&draft.entry)] {
            assert!(!is_unconfirmed(&text));
            let marked = mark_unconfirmed(&text);
            assert!(is_unconfirmed(&marked));
            assert_eq!(
                (decode_incident(&marked), decode_entry(&marked)),
                (decode_incident(&text), decode_entry(&text))
            );
        }
    }
    for nonsense in ["", "null", "[true]", "{}", r#"{"unanswered": "true"}"#] {
        assert!(!is_unconfirmed(nonsense), "{nonsense}");
    }
}

#[test]
fn the_choice_to_notify_is_not_restored() {
    let mut draft = full();
    draft.entry.notify = true;
    assert_eq!(decode_incident(&encode_incident(&draft)), Some(full()));
}

#[test]
fn nonsense_in_storage_is_not_a_draft() {
    for text in [
        "",
        "null",
        "[]",
        "{}",
        "{\"name\": 1}",
        "{\"message\": \"m\"}",
        "\u{0}",
        "{\"name\":\"n\",\"impact\":\"minor\"}",
    ] {
        assert_eq!(decode_incident(text), None, "{text:?}");
        assert_eq!(decode_entry(text), None, "{text:?}");
    }
}

#[test]
fn each_draft_of_each_site_has_a_different_key() {
    let keys = [
        DraftKey::New.storage_key("/"),
        DraftKey::New.storage_key("/status/"),
        DraftKey::Update(incident_id("a")).storage_key("/"),
        DraftKey::Update(incident_id("b")).storage_key("/"),
        DraftKey::Update(incident_id("a")).storage_key("/status/"),
        DraftKey::Update(incident_id("new")).storage_key("/"),
    ];
    for (index, key) in keys.iter().enumerate() {
        assert!(!keys[..index].contains(key), "{key}");
    }
}
