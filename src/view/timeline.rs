//! The entries of an incident, newest first.

use super::badge::{badge, stage, stage_badge};
use super::linked::linked;
use super::node::{Node, Row, el, rows};
use super::{Scene, time};
use crate::domain::{Entry, Incident};
use crate::message::{page, shared};

/// The newest `most` entries. An entry that did not change keeps its elements when others come.
pub fn timeline(incident: &Incident, most: usize, scene: &Scene) -> Node {
    let Some(timeline) = &incident.timeline else {
        return hint(page::ENTRIES_UNKNOWN.into());
    };
    let mut is_newest = incident.is_open();
    let row = |entry: &Entry| {
        let is_ahead = entry.is_ahead(scene.present);
        let row = row(entry, is_ahead, is_newest && !is_ahead, scene);
        is_newest &= is_ahead;
        row
    };
    let list: Vec<_> = timeline.entries().iter().take(most).map(row).collect();
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

fn row(entry: &Entry, is_ahead: bool, newest: bool, scene: &Scene) -> Row {
    let moment = time::moment(entry.date, &scene.setting.zone);
    let (stage, badge) = if is_ahead {
        ("upcoming", badge("stage", "upcoming", shared::UPCOMING.to_owned()))
    } else {
        (stage(&entry.status), stage_badge(&entry.status))
    };
    let head = el("p")
        .class("entry-head")
        .child(badge)
        .child(" ")
        .child(el("span").class("fact").child(moment))
        .child(" ")
        .child(newest.then(|| time::ago(entry.date, scene)));
    let message = linked(el("p").class("message").set("dir", "auto"), &entry.message);
    let row = el("li").class("entry").set("data-stage", stage).child(head).child(message);
    // Without an id, an entry is known by when it was written.
    let id = entry.id.as_ref().map(|id| id.as_str().to_owned());
    let date = || entry.date.map(|date| date.to_wire()).unwrap_or_default();
    Row::new(id.unwrap_or_else(date), row)
}
