//! The log of the changes of an incident: when, who, what, and how it was before.

use super::EditorState;
use crate::admin::Context;
use crate::admin::ui::live;
use crate::components::DateTime;
use crate::remote::Remote;
use contract::incident_api::decode::{LogAction, LogEntry, Logged};
use leptos::prelude::*;
use model::markup::plain_text;
use model::{Entry, Incident, Timestamp};

/// The log, or that it is loading, or why there is none.
#[component]
pub fn ChangeLog(state: EditorState) -> impl IntoView {
    let text = Context::get().text;
    live(move || {
        if !state.can_log.get() {
            return view! { <p class="admin-none">{text.correction.no_log()}</p> }.into_any();
        }
        state.log.with(|slot| match slot.state() {
            Remote::Loading { .. } => view! { <p class="admin-waiting">{text.correction.log_loading()}</p> }.into_any(),
            Remote::Failed(failure) => {
                let text = text.correction.log_failed(&text.error.happened(&failure.error));
                view! { <p class="admin-box" data-tone="minor">{text}</p> }.into_any()
            }
            Remote::Ready(answer) | Remote::Stale(answer, _) if answer.data.is_empty() => {
                view! { <p class="admin-none">{text.correction.log_empty()}</p> }.into_any()
            }
            Remote::Ready(answer) | Remote::Stale(answer, _) => {
                let items = answer.data.iter().map(|change| view! { <Change change=change.clone()/> });
                view! { <ol class="admin-log">{items.collect_view()}</ol> }.into_any()
            }
        })
    })
}

#[component]
fn Change(change: LogEntry) -> impl IntoView {
    let Context { zone, text, .. } = Context::get();
    let zone = zone.get();
    let what = match change.what {
        LogAction::Created => text.correction.created(),
        LogAction::Corrected => text.correction.corrected(),
        LogAction::EntryAdded => text.correction.entry_added(),
        LogAction::EntryEdited => text.correction.entry_edited(),
        LogAction::EntryDeleted => text.correction.entry_deleted(),
        LogAction::Other => text.correction.other(),
    };
    let who = (!change.key.is_empty()).then(|| view! { " · " <bdi>{change.key.clone()}</bdi> });
    let lines = differences(&change).into_iter().map(|line| view! { <p class="admin-small" dir="auto">{line}</p> });
    view! {
        <li>
            <p>
                <strong>{what}</strong> " · " <DateTime at=change.time zone=&zone text=text.shared/> {who}
            </p>
            {lines.collect_view()}
        </li>
    }
}

/// How it was before, and how it was after, where both are known and differ.
fn differences(change: &LogEntry) -> Vec<String> {
    let Context { zone, text, .. } = Context::get();
    let zone = zone.get();
    let time = |at: Option<Timestamp>| {
        at.map_or_else(|| text.shared.time_unknown().to_owned(), |at| text.shared.moment(at, &*zone))
    };
    let of_incident = |incident: &Incident| {
        vec![
            (text.form.name(), incident.name.clone()),
            (text.form.impact(), text.shared.impact(&incident.impact).to_owned()),
            (text.form.start(), time(incident.created)),
            (text.form.end(), time(incident.resolved)),
        ]
    };
    let of_entry = |entry: &Entry| {
        vec![
            (text.form.message(), plain_text(&entry.message)),
            (text.form.status(), text.shared.status(&entry.status).to_owned()),
            (text.form.date(), time(entry.date)),
        ]
    };
    let fields = |logged: &Option<Logged>| match logged {
        Some(Logged::Incident(incident)) => of_incident(incident),
        Some(Logged::Entry(entry)) => of_entry(entry),
        None => Vec::new(),
    };
    let (before, after) = (fields(&change.before), fields(&change.after));
    if before.is_empty() || after.is_empty() {
        // Of something that was added or deleted, its first line says which.
        return before.into_iter().chain(after).take(1).map(|(_, value)| value).collect();
    }
    let pairs = before.into_iter().zip(after).filter(|((_, before), (_, after))| before != after);
    pairs.map(|((label, before), (_, after))| text.correction.change(label, &before, &after)).collect()
}
