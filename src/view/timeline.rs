//! The entries of an incident, newest first.

use super::badge::{stage, stage_badge};
use super::node::{Node, Row, el, rows};
use super::{Setting, time};
use crate::domain::{Entry, Incident};
use crate::message::page;

/// The newest `most` entries. An entry that did not change keeps its elements when others come.
pub fn timeline(incident: &Incident, most: usize, setting: &Setting) -> Node {
    let Some(timeline) = &incident.timeline else {
        return hint(page::ENTRIES_UNKNOWN.into());
    };
    let open = incident.is_open();
    let entries = timeline.entries().iter().take(most).enumerate();
    let list = entries.map(|(index, entry)| row(entry, open && index == 0, setting)).collect::<Vec<_>>();
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

fn row(entry: &Entry, newest: bool, setting: &Setting) -> Row {
    let entry = entry.clone();
    let zone = setting.zone.clone();
    let printed = entry.date.map(|date| crate::message::shared::moment(date, &*zone)).unwrap_or_default();
    let id = entry.id.as_ref().map_or("", |id| id.as_str());
    let key = format!("{id}\n{printed}\n{newest}\n{}\n{}", entry.status.as_str(), entry.message);
    Row::new(key, move || {
        let ago = newest.then(|| time::ago(entry.date));
        let head = el("p")
            .class("entry-head")
            .child(stage_badge(&entry.status))
            .child(" ")
            .child(el("span").class("fact").child(time::moment(entry.date, &zone)))
            .child(" ")
            .child(ago);
        let message = el("p").class("message").set("dir", "auto").child(entry.message);
        el("li").class("entry").set("data-stage", stage(&entry.status)).child(head).child(message).into()
    })
}
