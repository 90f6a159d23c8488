//! The entries of an incident, newest first.

use super::PageView;
use super::badge::{Badge, StatusBadge, stage};
use super::linked::linked;
use super::time::{DateTime, RelativeTime};
use crate::dom::{Node, Row, attr, el, rows};
use leptos::prelude::*;
use model::{Entry, Incident, Phase};
use text::as_count;

/// The newest `most` entries. An entry that did not change keeps its elements when others come.
#[component(transparent)]
pub fn IncidentTimeline<'a>(
    /// The incident.
    incident: &'a Incident,
    /// The number of entries to show.
    most: usize,
    /// The page.
    view: &'a PageView,
) -> Node {
    let text = view.formatting.text;
    let Some(timeline) = &incident.timeline else {
        return hint(text.entries_unknown().to_owned());
    };
    let mut is_newest = incident.is_open();
    let was_cancelled = view.phase(incident) == Phase::Cancelled;
    let row = |entry: &Entry| {
        let is_ahead = entry.is_ahead(view.present);
        let word = match is_ahead {
            // It was meant for the incident's beginning, which never came.
            _ if was_cancelled && entry.date >= incident.created => Some(("cancelled", text.shared().cancelled())),
            true => Some(("upcoming", text.shared().upcoming())),
            false => None,
        };
        let newest = is_newest && !is_ahead;
        is_newest &= is_ahead;
        Row::new(key(entry), view! { <TimelineEntry entry word newest view/> })
    };
    let list: Vec<_> = timeline.entries().iter().take(most).map(row).collect();
    let note = match (timeline.unreadable(), list.is_empty()) {
        (0, true) => Some(text.no_entries().to_owned()),
        (0, false) => None,
        // The notice at the top of the page says so already.
        (_, false) if view.assessment.unreadable > 0 => None,
        (_, true) if view.assessment.unreadable > 0 => Some(text.entries_unknown().to_owned()),
        (unreadable, _) => Some(text.unreadable_entries(as_count(unreadable))),
    };
    let list = (!list.is_empty()).then(|| el::ol().class("timeline").child(rows(list)));
    [list.into(), note.map(hint).into()].into()
}

fn hint(text: String) -> Node {
    el::p().class("hint").child(text).into()
}

/// The ID of an entry; without one, its date.
fn key(entry: &Entry) -> String {
    let id = entry.id.as_ref().map(|id| id.as_str().to_owned());
    id.unwrap_or_else(|| entry.date.map(|date| date.to_wire()).unwrap_or_default())
}

/// An entry.
#[component(transparent)]
fn TimelineEntry<'a>(
    /// The entry.
    entry: &'a Entry,
    /// A stage and its word in place of the status, for an entry that isn't about the present.
    word: Option<(&'static str, &'static str)>,
    /// Whether its age is shown.
    newest: bool,
    /// The page.
    view: &'a PageView,
) -> Node {
    let text = view.formatting.text.shared();
    let (stage, badge) = match word {
        Some((stage, word)) => (stage, view! { <Badge class="stage" tone=stage text=word.to_owned()/> }),
        None => (stage(&entry.status), view! { <StatusBadge status=&entry.status text/> }),
    };
    let date = view! { <DateTime at=entry.date zone=&view.formatting.zone text/> };
    let head = el::p()
        .class("entry-head")
        .child(badge)
        .child(" ")
        .child(el::span().class("fact").child(date))
        .child(" ")
        .child(newest.then(|| view! { <RelativeTime at=entry.date view/> }));
    let message = linked(el::p().class("message").attr(attr::DIR, "auto"), &entry.message);
    el::li().class("entry").attr(attr::DATA_STAGE, stage).child(head).child(message).into()
}
