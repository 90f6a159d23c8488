//! The entries of an incident, newest first.

use super::PageView;
use super::affected::ComponentGroups;
use super::badge::{Badge, StatusBadge, stage};
use super::facts::printed;
use super::message::Message;
use super::sentence::sentence;
use super::time::{RelativeTime, Time};
use crate::dom::{Element, Node, Row, attr, el, rows};
use contract::route::slug;
use leptos::prelude::*;
use model::affected::{ComponentStatuses, by_severity, changes};
use model::{Entry, Incident, Phase};
use text::as_count;

/// The newest `most` entries. An entry that did not change keeps its elements when others come.
#[component(transparent)]
pub fn IncidentTimeline<'a>(
    /// The incident.
    incident: &'a Incident,
    /// The number of entries to show.
    most: usize,
    /// Whether each entry has an address of its own, and a link to it.
    has_links: bool,
    /// The page.
    view: &'a PageView,
) -> Node {
    let text = view.formatting.text;
    let Some(timeline) = &incident.timeline else {
        return hint(text.entries_unknown().to_owned());
    };
    let mut is_newest = incident.is_open();
    let was_cancelled = view.phase(incident) == Phase::Cancelled;
    // Day and zone are printed where they differ from those above.
    let mut above = printed(incident, view);
    let mut anchors: Vec<String> = Vec::new();
    let row = |(entry, changed): (&Entry, ComponentStatuses<'_>)| {
        let is_ahead = entry.is_ahead(view.present);
        let word = match is_ahead {
            // It was meant for the incident's beginning, which never came.
            _ if was_cancelled && entry.date >= incident.created => Some(("cancelled", text.shared().cancelled())),
            true => Some(("upcoming", text.shared().upcoming())),
            false => None,
        };
        let newest = is_newest && !is_ahead;
        is_newest &= is_ahead;
        let changed = if was_cancelled { ComponentStatuses::default() } else { changed };
        let zone = &*view.formatting.zone;
        let time = entry.date.map(|at| text.shared().time_below(at, zone, &mut above));
        let edited = entry.edited.map(|at| {
            let time = view! { <Time at text=text.shared().time_below(at, zone, &mut above.clone())/> };
            el::span().class("edited").children(sentence(text.shared().edited(), time.into()))
        });
        let (key, mut anchor) = (key(entry), String::new());
        // Of two entries with the same address, the newer one has it.
        if has_links && !key.is_empty() {
            let own = ["update-", &slug(&key)].concat();
            if !anchors.contains(&own) {
                anchor.clone_from(&own);
                anchors.push(own);
            }
        }
        Row::new(key, view! { <TimelineEntry entry word newest changed time edited anchor view/> })
    };
    let entries = timeline.entries().iter().zip(changes(incident, view.present));
    let list: Vec<_> = entries.take(most).map(row).collect();
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
    /// The components whose status it changed.
    changed: ComponentStatuses<'a>,
    /// Its time in words, if it is known.
    time: Option<String>,
    /// When it was edited, if it was.
    edited: Option<Element>,
    /// The name of its place in the document; empty without one.
    anchor: String,
    /// The page.
    view: &'a PageView,
) -> Node {
    let text = view.formatting.text.shared();
    let (stage, badge) = match word {
        Some((stage, word)) => (stage, view! { <Badge class="stage" tone=stage text=word.to_owned()/> }),
        None => (stage(&entry.status), view! { <StatusBadge status=&entry.status text/> }),
    };
    let time: Node = match entry.date.zip(time) {
        Some((at, text)) => view! { <Time at text/> }.into(),
        None => text.time_unknown().into(),
    };
    let mut item = el::li().class("entry").attr(attr::DATA_STAGE, stage);
    let mut date = el::span().class("fact");
    if anchor.is_empty() {
        date = date.child(time);
    } else {
        let link = el::a().attr(attr::HREF, ["#", &anchor].concat());
        date = date.child(link.attr(attr::TITLE, view.formatting.text.link_to_update()).child(time));
        item = item.attr(attr::ID, anchor);
    }
    let mut head = el::p()
        .class(if newest { "entry-head newest" } else { "entry-head" })
        .child(badge)
        .child(" ")
        .child(date)
        .child(" ")
        .child(newest.then(|| view! { <RelativeTime at=entry.date view/> }));
    if let Some(edited) = edited {
        head = head.child(" ").child(edited);
    }
    let message = view! { <Message text=&entry.message/> };
    let config = &view.formatting.config;
    let changed = view! { <ComponentGroups class="changes" groups=by_severity(changed) config text/> };
    item.child(head).child(message).child(changed).into()
}
