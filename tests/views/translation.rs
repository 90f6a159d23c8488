//! Another language: no screen has a sentence of its own.

#[path = "../support/translation.rs"]
mod brackets;

use crate::gallery;
use crate::page_state::PageState;
use brackets::{bracketed, untranslated, words};
use model::Incident;
use statuspane::components::Subject;
use std::collections::BTreeSet;
use text::{PageText, SharedText};

fn text() -> PageText {
    let shared = SharedText::new(Box::leak(Box::new(SharedText::english().messages().map(bracketed))));
    let page = PageText::english().messages().map(bracketed);
    PageText::new(Box::leak(Box::new(page.shared(shared))))
}

#[test]
fn every_word_on_a_screen_is_data_or_from_a_catalogue() {
    let text = text();
    for (name, state) in gallery::states() {
        let data = data(&state);
        let html = PageState { text, ..state }.render();
        let foreign: BTreeSet<_> = untranslated(&html).difference(&data).cloned().collect();
        assert!(foreign.is_empty(), "{name}: {foreign:?}");
    }
}

/// The words that come from incidents and the configuration.
fn data(state: &PageState) -> BTreeSet<String> {
    let mut data = words([state.config.title.as_str(), state.zone.name()]);
    for component in &state.config.components {
        data.extend(words([component.id.as_str(), &component.name]));
        data.extend(words(
            component.group.iter().chain(&component.description).chain(&component.url).map(String::as_str),
        ));
    }
    data.extend(words(state.config.time_zone.as_deref()));
    let subject = match &state.subject {
        Subject::Found(incident) => Some(&**incident),
        Subject::Maintenance(_) | Subject::Waiting(_) | Subject::Missing | Subject::Failed(_) => None,
    };
    for maintenance in state.maintenances.maintenances() {
        data.extend(words([&*maintenance.name, &maintenance.message]));
        data.extend(words(maintenance.components.iter().map(|id| id.as_str())));
    }
    let listed = state.list.iter().flat_map(|list| list.incidents());
    for incident in listed.chain(subject) {
        data.extend(incident_words(incident));
    }
    data
}

fn incident_words(incident: &Incident) -> BTreeSet<String> {
    let mut data = words([incident.name.as_str(), incident.status.as_str(), incident.impact.as_str()]);
    for entry in incident.entries() {
        data.extend(words([entry.message.as_str(), entry.status.as_str()]));
        data.extend(
            entry.components.iter().flat_map(|component| words([component.id.as_str(), component.status.as_str()])),
        );
    }
    data
}
