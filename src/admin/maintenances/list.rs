//! The section: its heading, the maintenances that aren't over, and the past ones folded away.

use super::row::Row;
use super::visible::VisibleMaintenances;
use super::{MAINTENANCES_HEADING, MaintenancesAction, MaintenancesState};
use crate::admin::Context;
use crate::admin::incidents::visible::PAGE_SIZE;
use crate::admin::session::SessionState;
use crate::admin::ui::{Keyed, live};
use crate::remote::Remote;
use leptos::prelude::*;
use model::{Maintenance, MaintenanceId};
use text::as_count;

/// Renders the form for a maintenance, or for a new one. It belongs to the editor.
pub type MaintenanceFormView = Callback<Option<MaintenanceId>, AnyView>;

/// The scheduled maintenances, unless the API has none.
#[component]
pub fn MaintenanceSection(
    /// The list.
    state: MaintenancesState,
    /// Who is signed in.
    session: SessionState,
    /// Renders a form.
    form: MaintenanceFormView,
) -> impl IntoView {
    let Context { present, text, .. } = Context::get();
    let text = text.maintenance;
    let visible = Memo::new(move |_| state.visible(present.get()));
    // Each answer sets it, and a section that is made anew would take the focus out of a form.
    let is_absent = Memo::new(move |_| state.is_absent.get());
    live(move || {
        if is_absent.get() {
            return view! { <p class="admin-small admin-maintenances">{text.absent()}</p> }.into_any();
        }
        let is_none =
            Memo::new(move |_| visible.with(|visible| visible.as_ref().is_some_and(|v| v.current.is_empty())));
        view! {
            <section class="admin-maintenances">
                <div class="admin-buttons">
                    <h2 id=MAINTENANCES_HEADING tabindex="-1">{text.heading()}</h2>
                    <PlanButton state/>
                </div>
                <ListStatus state session/>
                {live(move || state.is_planning.get().then(|| form.run(None)))}
                {live(move || is_none.get().then(|| view! { <p class="admin-none">{text.none()}</p> }))}
                <Rows state form visible part=|visible| &visible.current/>
                <Past state form visible/>
            </section>
        }
        .into_any()
    })
}

#[component]
fn PlanButton(state: MaintenancesState) -> impl IntoView {
    let text = Context::get().text.maintenance;
    live(move || {
        (!state.is_planning.get()).then(|| {
            let plan = move |_| state.dispatch(MaintenancesAction::Plan);
            view! { <button type="button" class="button" on:click=plan>{text.plan()}</button> }
        })
    })
}

/// That the list is loading, that parts of it are unreadable, or why it couldn't be read.
#[component]
fn ListStatus(state: MaintenancesState, session: SessionState) -> impl IntoView {
    let text = Context::get().text;
    live(move || {
        let is_active = session.is_active();
        state.list.with(|slot| {
            let (heading, failure) = match slot.state() {
                Remote::Loading { .. } => {
                    return view! { <p class="admin-waiting">{text.maintenance.loading()}</p> }.into_any();
                }
                Remote::Ready(answer) => {
                    let unreadable = answer.data.unreadable();
                    let note = (unreadable > 0).then(|| {
                        let note = text.maintenance.unreadable(as_count(unreadable));
                        view! { <p class="admin-box" data-tone="minor">{note}</p> }
                    });
                    return note.into_any();
                }
                // The sign-in form gives the reason.
                Remote::Stale(..) if !is_active => return ().into_any(),
                Remote::Stale(_, failure) => (text.list.stale(), failure),
                Remote::Failed(failure) => (text.maintenance.failed(), failure),
            };
            let failure = text.failure(&failure.error);
            view! { <div class="admin-box" data-tone="major" role="alert"><h3>{heading}</h3> <p>{failure}</p></div> }
                .into_any()
        })
    })
}

/// Each maintenance keeps its row, and with it the focus, as long as it is in this part.
#[component]
fn Rows(
    state: MaintenancesState,
    form: MaintenanceFormView,
    visible: Memo<Option<VisibleMaintenances>>,
    part: fn(&VisibleMaintenances) -> &Vec<Maintenance>,
) -> impl IntoView {
    let keys = move || {
        visible.with(|visible| {
            visible.iter().flat_map(part).map(|maintenance| maintenance.id.as_str().to_owned()).collect()
        })
    };
    let row = Callback::new(move |key: String| {
        let is_it = |maintenance: &&Maintenance| maintenance.id.as_str() == key;
        let initial = visible.with_untracked(|visible| visible.iter().flat_map(part).find(is_it).cloned());
        initial.map(|initial| view! { <Row state initial form/> }).into_any()
    });
    view! { <div class="admin-rows"><Keyed keys=Signal::derive(keys) row/></div> }
}

/// The past maintenances, with a button for more of them.
#[component]
fn Past(
    state: MaintenancesState,
    form: MaintenanceFormView,
    visible: Memo<Option<VisibleMaintenances>>,
) -> impl IntoView {
    let text = Context::get().text;
    let count = move || visible.with(|visible| visible.as_ref().map_or(0, |visible| visible.past_count));
    let is_shown = Memo::new(move |_| count() > 0);
    let hidden = move || count().saturating_sub(state.past_limit.get());
    let more = move || {
        (hidden() > 0).then(|| {
            view! {
                <p class="admin-more">
                    <button type="button" class="button" on:click=move |_| state.dispatch(MaintenancesAction::ShowMore)>
                        {live(move || text.list.show_more(PAGE_SIZE, hidden()))}
                    </button>
                </p>
            }
        })
    };
    live(move || {
        is_shown.get().then(|| {
            view! {
                <details class="admin-other">
                    <summary>{live(move || text.maintenance.past(as_count(count())))}</summary>
                    <Rows state form visible part=|visible| &visible.past/>
                    {live(more)}
                </details>
            }
        })
    })
}
