//! The entries of an incident, newest first.

use super::badge::{stage, stage_badge};
use super::node::{Node, Row, el, rows};
use super::{Scene, time};
use crate::domain::{Entry, Incident};
use crate::message::page;

/// The newest `most` entries. An entry that did not change keeps its elements when others come.
pub fn timeline(incident: &Incident, most: usize, scene: &Scene) -> Node {
    let Some(timeline) = &incident.timeline else {
        return hint(page::ENTRIES_UNKNOWN.into());
    };
    let open = incident.is_open();
    let entries = timeline.entries().iter().take(most).enumerate();
    let list = entries.map(|(index, entry)| row(entry, open && index == 0, scene)).collect::<Vec<_>>();
    let note = match (timeline.unreadable(), list.is_empty()) {
        (0, true) => Some(page::NO_ENTRIES.to_owned()),
        (0, false) => None,
        (unreadable, _) => Some(page::unreadable_entries(unreadable)),
    };
    let list = (!list.is_empty()).then(|| el("ol").class("timeline").child(rows(list)));
    [list.into(), note.map(hint).into()].into()
}

fn hint(text: String) -> Node {
    el("p").class("hint").child(text).into()
}

fn row(entry: &Entry, newest: bool, scene: &Scene) -> Row {
    let moment = time::moment(entry.date, &scene.setting.zone);
    let head = el("p")
        .class("entry-head")
        .child(stage_badge(&entry.status))
        .child(" ")
        .child(el("span").class("fact").child(moment))
        .child(" ")
        .child(newest.then(|| time::ago(entry.date, scene)));
    let message = el("p").class("message").set("dir", "auto").child(entry.message.clone());
    let row = el("li").class("entry").set("data-stage", stage(&entry.status)).child(head).child(message);
    // Without an id, an entry is known by when it was written.
    let id = entry.id.as_ref().map(|id| id.as_str().to_owned());
    let date = || entry.date.map(|date| date.to_wire()).unwrap_or_default();
    Row::new(id.unwrap_or_else(date), row)
}
