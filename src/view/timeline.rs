//! The entries of an incident, newest first.

use super::badge::stage_badge;
use super::live::{Row, rows};
use super::{Setting, time};
use crate::domain::{Entry, Incident};
use crate::message::page;
use leptos::prelude::*;

/// The newest `most` entries. An entry that did not change keeps its elements when others come.
pub fn timeline(incident: &Incident, most: usize, setting: &Setting) -> AnyView {
    let Some(timeline) = &incident.timeline else {
        return view! { <p class="hint">{page::ENTRIES_UNKNOWN}</p> }.into_any();
    };
    let open = incident.is_open();
    let entries = timeline.entries().iter().take(most).enumerate();
    let list = entries.map(|(index, entry)| row(entry, open && index == 0, setting)).collect::<Vec<_>>();
    let note = match (timeline.unreadable(), list.is_empty()) {
        (0, true) => Some(page::NO_ENTRIES.to_owned()),
        (0, false) => None,
        (unreadable, _) => Some(page::unreadable_entries(unreadable)),
    };
    let list = (!list.is_empty()).then(|| view! { <ol class="timeline">{rows(list)}</ol> });
    view! { {list} {note.map(|note| view! { <p class="hint">{note}</p> })} }.into_any()
}

fn row(entry: &Entry, newest: bool, setting: &Setting) -> Row {
    let entry = entry.clone();
    let zone = setting.zone.clone();
    let printed = entry.date.map(|date| crate::message::shared::moment(date, &*zone)).unwrap_or_default();
    let id = entry.id.as_ref().map_or("", |id| id.as_str());
    let key = format!("{id}\n{printed}\n{newest}\n{}\n{}", entry.status.as_str(), entry.message);
    Row::new(key, move || {
        let ago = newest.then(|| time::ago(entry.date));
        view! {
            <li class="entry" data-stage=super::badge::stage(&entry.status)>
                <p class="entry-head">
                    {stage_badge(&entry.status)} " " <span class="fact">{time::moment(entry.date, &zone)}</span> " " {ago}
                </p>
                <p class="message" dir="auto">{entry.message}</p>
            </li>
        }
        .into_any()
    })
}
