//! The page as a whole: header, sign-in form, list and forms.

use super::Context;
use super::config_check::ConfigProblems;
use super::editor::{
    CorrectionForm, EditForm, EntryDialog, MaintenanceForm, NewIncidentForm, NewIncidentLink, OpenForm, UpdateForm,
};
use super::incidents::{DeleteDialog, ListHeading, OpenIncidents, PastIncidents};
use super::maintenances::{MaintenanceDialog, MaintenanceSection};
use super::session::{Header, SignInPanel};
use super::state::{AdminAction, AdminState};
use super::ui::{Announcements, live};
use crate::components::SchemeSwitch;
use leptos::prelude::*;
use model::{Incident, MaintenanceId};
use text::AdminText;
use text::admin::ViewText;

/// Marks this bundle: a test looks for it here, and checks that the public page's bundle lacks it.
const SENTINEL: &str = contract::ADMIN_SENTINEL;

/// Shown until the configuration is there. The style sheet makes it visible only after a moment.
#[component]
pub fn Starting(
    /// The messages.
    text: ViewText,
) -> impl IntoView {
    view! {
        <main class="admin-main">
            <h1 class="visually-hidden">{text.admin()}</h1>
            <p class="admin-waiting" role="status">{text.starting()}</p>
        </main>
    }
}

/// The whole page.
#[component]
pub fn AdminView(
    /// The state that it shows.
    state: AdminState,
) -> impl IntoView {
    let AdminText { view: text, shared, .. } = Context::get().text;
    let dismiss = Callback::new(move |()| state.actions.run(AdminAction::DismissAnnouncement));
    view! {
        <a class="skip" href="#main">{text.skip()}</a>
        <div class="admin" data-bundle=SENTINEL>
            <Header state=state.session/>
            <main id="main" class="admin-main" tabindex="-1">
                <Announcements announcement=state.announcement on_dismiss=dismiss/>
                <ConfigProblems problems=state.config_problems/>
                <SignInPanel state=state.session/>
                <Workspace state/>
            </main>
            <footer class="footer"><SchemeSwitch text=shared/></footer>
            <DeleteDialog state=state.incidents/>
            <MaintenanceDialog state=state.maintenances/>
            <EntryDialog state=state.editor/>
        </div>
    }
}

/// Everything that only a signed-in person sees. It stays as it is while they have to sign in again.
#[component]
fn Workspace(state: AdminState) -> impl IntoView {
    let is_shown = Memo::new(move |_| state.session.shows_workspace());
    let is_new = Memo::new(move |_| state.is_new_form_open());
    let update_form = Callback::new(move |incident: Memo<Incident>| {
        live(move || match state.editor.open_form.get() {
            OpenForm::Edit(_, entry) => {
                view! { <EditForm state=state.editor list=state.incidents incident entry/> }.into_any()
            }
            OpenForm::Correct(_) => {
                view! { <CorrectionForm state=state.editor list=state.incidents incident/> }.into_any()
            }
            OpenForm::New | OpenForm::Update(_) | OpenForm::Plan | OpenForm::Change(_) => {
                view! { <UpdateForm state=state.editor list=state.incidents incident/> }.into_any()
            }
        })
    });
    let maintenance_form = Callback::new(move |id: Option<MaintenanceId>| {
        view! { <MaintenanceForm state=state.editor list=state.maintenances id/> }.into_any()
    });
    live(move || {
        is_shown.get().then(|| {
            let new_incident = move || {
                if is_new.get() {
                    view! { <NewIncidentForm state=state.editor/> }.into_any()
                } else {
                    view! { <NewIncidentLink state=state.editor/> }.into_any()
                }
            };
            view! {
                <div class="admin-work">
                    <ListHeading state=state.incidents session=state.session/>
                    <OpenIncidents state=state.incidents update_form/>
                    <section class="admin-new">{live(new_incident)}</section>
                    <MaintenanceSection state=state.maintenances session=state.session form=maintenance_form/>
                    <PastIncidents state=state.incidents update_form/>
                </div>
            }
        })
    })
}
