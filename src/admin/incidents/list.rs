//! The list: its heading with its age, the open incidents, and the past ones.

use super::row::Row;
use super::visible::{PAGE_SIZE, VisibleIncidents};
use super::{IncidentsAction, IncidentsState, LIST_HEADING};
use crate::admin::Context;
use crate::admin::session::SessionState;
use crate::admin::ui::{Keyed, live};
use crate::remote::Remote;
use leptos::prelude::*;
use model::Incident;
use text::admin::ListText;
use text::as_count;

/// The address of the form for a new incident, which belongs to the editor.
const NEW_FORM: &str = "#new-heading";

/// The class and the id of the open incidents.
pub const OPEN_SECTION: &str = "admin-open";

/// Renders the form for an update of an incident, which belongs to the editor.
pub type UpdateFormView = Callback<Memo<Incident>, AnyView>;

/// The heading, the age of the list, and the error of the last attempt to read it.
#[component]
pub fn ListHeading(state: IncidentsState, session: SessionState) -> impl IntoView {
    let text = Context::get().text.list;
    let jump = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        state.dispatch(IncidentsAction::StartIncident);
    };
    view! {
        <div class="admin-heading">
            <h1 id=LIST_HEADING tabindex="-1">{text.heading()}</h1>
            <p class="admin-as-of">{live(move || age(state))}</p>
            <div class="admin-buttons">
                <a class="button admin-jump" href=NEW_FORM on:click=jump>{text.jump()}</a>
                <button
                    type="button"
                    class="button"
                    aria-disabled=move || state.refreshing.get().then_some("true")
                    on:click=move |_| state.dispatch(IncidentsAction::Refresh)
                >
                    {text.refresh()}
                </button>
            </div>
            <ListStatus state session/>
        </div>
    }
}

/// The number of open incidents, and when the list was read.
fn age(state: IncidentsState) -> Option<String> {
    let Context { zone, text, .. } = Context::get();
    let zone = zone.get();
    state.list.with(|slot| {
        let answer = slot.state().answer()?;
        let open = answer.data.incidents().iter().filter(|incident| incident.is_open()).count();
        Some(match state.loaded_at.get() {
            Some(at) => text.list.summary_at(open, &text.shared.clock(at, &*zone), zone.name()),
            None => text.list.summary(open),
        })
    })
}

/// That the list is loading, that parts of it are unreadable, or why it couldn't be read.
#[component]
fn ListStatus(state: IncidentsState, session: SessionState) -> impl IntoView {
    let text = Context::get().text;
    let next_attempt = move || state.next_attempt.get().map(|next| text.list.next_attempt(next));
    live(move || {
        let is_active = session.is_active();
        state.list.with(|slot| {
            let (heading, failure) = match slot.state() {
                Remote::Loading { .. } => {
                    return view! { <p class="admin-waiting">{text.list.loading()}</p> }.into_any();
                }
                Remote::Ready(answer) => {
                    let unreadable = answer.data.unreadable();
                    let note = (unreadable > 0).then(|| {
                        view! { <p class="admin-box" data-tone="minor">{text.list.unreadable(as_count(unreadable))}</p> }
                    });
                    return note.into_any();
                }
                // The sign-in form gives the reason.
                Remote::Stale(..) if !is_active => return ().into_any(),
                Remote::Stale(_, failure) => (text.list.stale(), failure),
                Remote::Failed(failure) => (text.list.failed(), failure),
            };
            let failure = text.failure(&failure.error);
            view! {
                <div class="admin-box" data-tone="major" role="alert">
                    <h2>{heading}</h2>
                    <p>{failure} " " {live(next_attempt)}</p>
                </div>
            }
            .into_any()
        })
    })
}

/// The open incidents, above everything else.
#[component]
pub fn OpenIncidents(state: IncidentsState, update_form: UpdateFormView) -> impl IntoView {
    let empty = |visible: &VisibleIncidents, text: ListText| match visible {
        visible if !visible.open.is_empty() => None,
        visible if visible.past.is_empty() => Some(text.empty()),
        _ => Some(text.none_open()),
    };
    view! {
        <Section
            state
            update_form
            heading=Context::get().text.list.open()
            class=OPEN_SECTION
            part=|visible| visible.open
            empty
        />
    }
}

/// The past incidents, with a button for more of them.
#[component]
pub fn PastIncidents(state: IncidentsState, update_form: UpdateFormView) -> impl IntoView {
    let empty = |visible: &VisibleIncidents, text: ListText| {
        (visible.past.is_empty() && !visible.open.is_empty()).then_some(text.none_past())
    };
    view! {
        <div class="admin-past-area">
            <Section
                state
                update_form
                heading=Context::get().text.list.past()
                class="admin-past"
                part=|visible| visible.past
                empty
            />
            <MoreButton state/>
        </div>
    }
}

#[component]
fn MoreButton(state: IncidentsState) -> impl IntoView {
    let text = Context::get().text.list;
    let hidden = Memo::new(move |_| state.visible().map_or(0, |visible| visible.hidden));
    live(move || {
        (hidden.get() > 0).then(|| {
            view! {
                <p class="admin-more">
                    <button type="button" class="button" on:click=move |_| state.dispatch(IncidentsAction::ShowMore)>
                        {live(move || text.show_more(PAGE_SIZE, hidden.get()))}
                    </button>
                </p>
            }
        })
    })
}

/// One part of the list. Each incident keeps its row, and with it the focus, as long as it is in this part.
#[component]
fn Section(
    state: IncidentsState,
    update_form: UpdateFormView,
    heading: &'static str,
    class: &'static str,
    part: fn(VisibleIncidents) -> Vec<Incident>,
    empty: fn(&VisibleIncidents, ListText) -> Option<&'static str>,
) -> impl IntoView {
    let text = Context::get().text.list;
    let incidents = Memo::new(move |_| state.visible().map(part));
    let keys =
        move || incidents.with(|all| all.iter().flatten().map(|incident| incident.id.as_str().to_owned()).collect());
    let keys = Signal::derive(keys);
    let row = Callback::new(move |key: String| {
        let is_it = |incident: &&Incident| incident.id.as_str() == key;
        let initial = incidents.with_untracked(|all| all.iter().flatten().find(is_it).cloned());
        initial.map(|initial| view! { <Row state initial update_form/> }).into_any()
    });
    let empty = Memo::new(move |_| state.visible().and_then(|visible| empty(&visible, text)));
    // Without incidents, and without a sentence about it, the whole section is left out.
    let is_shown = Memo::new(move |_| {
        empty.with(Option::is_some) || incidents.with(|incidents| incidents.as_ref().is_some_and(|i| !i.is_empty()))
    });
    live(move || {
        is_shown.get().then(|| {
            view! {
                <section class=class id=class>
                    <h2>{heading}</h2>
                    {live(move || empty.get().map(|empty| view! { <p class="admin-none">{empty}</p> }))}
                    <div class="admin-rows">
                        <Keyed keys row/>
                    </div>
                </section>
            }
        })
    })
}
