//! The entries of an incident, newest first.

use super::badge::{badge, stage, stage_badge};
use super::linked::linked;
use super::{Scene, time};
use crate::dom::{Node, Row, attr, el, rows};
use model::{Entry, Incident, Phase};
use text::{page, shared};

/// The newest `most` entries. An entry that did not change keeps its elements when others come.
pub fn timeline(incident: &Incident, most: usize, scene: &Scene) -> Node {
    let Some(timeline) = &incident.timeline else {
        return hint(page::ENTRIES_UNKNOWN.into());
    };
    let mut is_newest = incident.is_open();
    let was_cancelled = scene.phase(incident) == Phase::Cancelled;
    let row = |entry: &Entry| {
        let is_ahead = entry.is_ahead(scene.present);
        let word = match is_ahead {
            // It was to be said when the incident began, which it never did.
            _ if was_cancelled && entry.date >= incident.created => Some(("cancelled", shared::CALLED_OFF)),
            true => Some(("upcoming", shared::UPCOMING)),
            false => None,
        };
        let row = row(entry, word, is_newest && !is_ahead, scene);
        is_newest &= is_ahead;
        row
    };
    let list: Vec<_> = timeline.entries().iter().take(most).map(row).collect();
    let note = match (timeline.unreadable(), list.is_empty()) {
        (0, true) => Some(page::NO_ENTRIES.to_owned()),
        (0, false) => None,
        // The notice at the top of the page says so already.
        (_, false) if scene.standing.unreadable > 0 => None,
        (_, true) if scene.standing.unreadable > 0 => Some(page::ENTRIES_UNKNOWN.to_owned()),
        (unreadable, _) => Some(page::unreadable_entries(unreadable)),
    };
    let list = (!list.is_empty()).then(|| el::ol().class("timeline").child(rows(list)));
    [list.into(), note.map(hint).into()].into()
}

fn hint(text: String) -> Node {
    el::p().class("hint").child(text).into()
}

/// `word` stands in place of the status of an entry that says nothing of the present.
fn row(entry: &Entry, word: Option<(&'static str, &'static str)>, newest: bool, scene: &Scene) -> Row {
    let moment = time::moment(entry.date, &scene.setting.zone);
    let (stage, badge) = match word {
        Some((stage, word)) => (stage, badge("stage", stage, word.to_owned())),
        None => (stage(&entry.status), stage_badge(&entry.status)),
    };
    let head = el::p()
        .class("entry-head")
        .child(badge)
        .child(" ")
        .child(el::span().class("fact").child(moment))
        .child(" ")
        .child(newest.then(|| time::ago(entry.date, scene)));
    let message = linked(el::p().class("message").attr(attr::DIR, "auto"), &entry.message);
    let row = el::li().class("entry").attr(attr::DATA_STAGE, stage).child(head).child(message);
    // Without an id, an entry is known by when it was written.
    let id = entry.id.as_ref().map(|id| id.as_str().to_owned());
    let date = || entry.date.map(|date| date.to_wire()).unwrap_or_default();
    Row::new(id.unwrap_or_else(date), row)
}
