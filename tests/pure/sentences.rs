//! The catalogues: every message by its key, as it is now. The browser specs read the stored files.

#[path = "../support/reference.rs"]
#[expect(dead_code, reason = "sentences have no markup to cut into lines")]
mod stored;

use serde_json::{Map, Value};
use std::collections::BTreeSet;
use stored::Reference;
use text::{admin, document, page, shared};

/// A catalogue's name, and each of its keys with the message and its parameters.
type Catalogue = (&'static str, Vec<(&'static str, &'static str, &'static str)>);

fn catalogues() -> Vec<Catalogue> {
    vec![
        ("shared", shared::SharedText::english().messages().all()),
        ("page", page::PageText::english().messages().all()),
        ("document", document::DocumentText::english().messages().all()),
        ("admin/view", admin::ViewText::english().messages().all()),
        ("admin/sign_in", admin::SignInText::english().messages().all()),
        ("admin/list", admin::ListText::english().messages().all()),
        ("admin/form", admin::FormText::english().messages().all()),
        ("admin/correction", admin::CorrectionText::english().messages().all()),
        ("admin/maintenance", admin::MaintenanceText::english().messages().all()),
        ("admin/deletion", admin::DeletionText::english().messages().all()),
        ("admin/done", admin::DoneText::english().messages().all()),
        ("admin/config", admin::ConfigText::english().messages().all()),
        ("admin/error", admin::ErrorText::english().messages().all()),
    ]
}

#[test]
fn the_sentences_are_as_before() {
    let mut reference = Reference::new("sentences");
    for (name, messages) in catalogues() {
        let messages: Map<String, Value> =
            messages.into_iter().map(|(key, message, _)| (key.to_owned(), message.into())).collect();
        let text = serde_json::to_string_pretty(&messages).expect("JSON");
        reference.text(&format!("{name}.json"), &format!("{text}\n"));
    }
    reference.check();
}

#[test]
fn messages_are_short_and_have_typographic_quotes() {
    for (name, messages) in catalogues() {
        for (key, message, _) in messages {
            assert!(!message.contains(['\'', '"']), "{name}, {key}: {message}");
            for sentence in message.split(['|', '.', '?', ';']) {
                assert!(sentence.split_whitespace().count() <= 20, "{name}, {key}: {sentence}");
            }
        }
    }
}

#[test]
fn every_form_of_a_message_has_its_parameters_and_no_others() {
    for (name, messages) in catalogues() {
        for (key, message, parameters) in messages {
            let is_letter = |c: char| c.is_ascii_alphabetic() || c == '_';
            let parameters: BTreeSet<&str> =
                parameters.split(|c| !is_letter(c)).filter(|name| !name.is_empty()).collect();
            for form in message.split('|') {
                let mut used: BTreeSet<&str> = form.split(['{', '}']).skip(1).step_by(2).collect();
                // "One update" needs no digit.
                used.extend(parameters.get("count"));
                assert_eq!(used, parameters, "{name}, {key}: {form}");
                assert!(!form.trim().is_empty(), "{name}, {key}: an empty form");
            }
        }
    }
}
