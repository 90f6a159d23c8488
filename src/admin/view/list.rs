//! The list: its heading with its age, the open incidents, and the past ones.

use super::{LIST_HEADING, NEW_HEADING, incident_row};
use crate::admin::desk::{Act, Desk, Writing};
use crate::admin::gate::Gate;
use crate::admin::rows::{Rows, STEP};
use crate::components::Context;
use crate::remote::Remote;
use leptos::prelude::*;
use model::Incident;
use text::admin::{self, list as message};
use text::shared;

/// The heading, how current the list is, and what went wrong with reading it.
pub(super) fn heading(desk: Desk) -> AnyView {
    let jump = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        desk.does(Act::Write(Writing::New));
    };
    let asking = move || desk.asking.get();
    view! {
        <div class="admin-heading">
            <h1 id=LIST_HEADING tabindex="-1">{message::HEADING}</h1>
            <p class="admin-as-of">{move || as_of(desk)}</p>
            <div class="admin-buttons">
                <a class="button admin-jump" href=format!("#{NEW_HEADING}") on:click=jump>{message::JUMP}</a>
                <button
                    type="button"
                    class="button"
                    aria-disabled=move || asking().then_some("true")
                    on:click=move |_| desk.does(Act::Refresh)
                >
                    {message::REFRESH}
                </button>
            </div>
            {move || trouble(desk)}
        </div>
    }
    .into_any()
}

/// When the list was read, in the zone that is named.
fn as_of(desk: Desk) -> Option<String> {
    let zone = Context::get().zone.get();
    desk.list.with(|slot| {
        let answer = slot.state().answer()?;
        let open = answer.data.incidents().iter().filter(|incident| incident.is_open()).count();
        let open = message::open(open);
        let read = desk.read_at.get().map(|at| message::read_at(&shared::clock(at, &*zone), zone.name()));
        Some(format!("{open}. {}", read.unwrap_or_default()).trim_end().to_owned())
    })
}

fn trouble(desk: Desk) -> AnyView {
    let shut = !desk.gate.with(Gate::is_open);
    desk.list.with(|slot| {
        let (heading, failure) = match slot.state() {
            Remote::Loading { .. } => {
                return view! { <p class="admin-waiting">{message::LOADING}</p> }.into_any();
            }
            Remote::Ready(answer) => {
                let unreadable = answer.data.unreadable();
                let note = (unreadable > 0).then(|| {
                    view! { <p class="admin-box" data-tone="minor">{message::unreadable(unreadable)}</p> }
                });
                return note.into_any();
            }
            // The form above says why nothing is read.
            Remote::Stale(..) if shut => return ().into_any(),
            Remote::Stale(_, failure) => (message::STALE, failure),
            Remote::Failed(failure) => (message::FAILED, failure),
        };
        let next = move || desk.next.get().map(message::next_attempt);
        let text = format!("{} {}", admin::happened(&failure.error), admin::next_step(&failure.error));
        view! {
            <div class="admin-box" data-tone="major" role="alert">
                <h2>{heading}</h2>
                <p>{text} " " {next}</p>
            </div>
        }
        .into_any()
    })
}

/// The open incidents, which stand before everything else.
pub(super) fn open(desk: Desk) -> AnyView {
    section(
        desk,
        message::OPEN,
        "admin-open",
        |rows| rows.open,
        |rows| match rows {
            rows if !rows.open.is_empty() => None,
            rows if rows.past.is_empty() => Some(message::EMPTY),
            _ => Some(message::NONE_OPEN),
        },
    )
}

/// The past incidents, with a way to more of them.
pub(super) fn past(desk: Desk) -> AnyView {
    let hidden = Memo::new(move |_| desk.rows().map_or(0, |rows| rows.hidden));
    let more = move || {
        (hidden.get() > 0).then(|| {
            view! {
                <p class="admin-more">
                    <button type="button" class="button" on:click=move |_| desk.does(Act::ShowMore)>
                        {move || message::more(STEP, hidden.get())}
                    </button>
                </p>
            }
        })
    };
    let none = |rows: &Rows| (rows.past.is_empty() && !rows.open.is_empty()).then_some(message::NONE_PAST);
    let section = section(desk, message::PAST, "admin-past", |rows| rows.past, none);
    view! { <div class="admin-past-area">{section} {more}</div> }.into_any()
}

/// One part of the list. Each incident keeps its row, and with it the focus, as long as it is in this part.
fn section(
    desk: Desk,
    heading: &'static str,
    class: &'static str,
    part: fn(Rows) -> Vec<Incident>,
    none: fn(&Rows) -> Option<&'static str>,
) -> AnyView {
    let incidents = Memo::new(move |_| desk.rows().map(part));
    let none = Memo::new(move |_| desk.rows().and_then(|rows| none(&rows)));
    // Without an incident, and without a word about it, there is no such part.
    let shown = Memo::new(move |_| {
        none.with(Option::is_some) || incidents.with(|incidents| incidents.as_ref().is_some_and(|i| !i.is_empty()))
    });
    let section = move || {
        shown.get().then(|| {
            view! {
                <section class=class>
                    <h2>{heading}</h2>
                    {move || none.get().map(|none| view! { <p class="admin-none">{none}</p> })}
                    <div class="admin-rows">
                        <For
                            each=move || incidents.get().unwrap_or_default()
                            key=|incident| incident.id.clone()
                            children=move |incident| incident_row::row(desk, incident)
                        />
                    </div>
                </section>
            }
        })
    };
    section.into_any()
}
