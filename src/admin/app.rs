//! The admin app in the browser: puts the controllers of the features together, and carries out what concerns several.

use super::client::Client;
use super::config_check::{self, ConfigError, ConfigErrorView};
use super::editor::{EditorAction, EditorController, EditorDependencies, OpenForm};
use super::incidents::{IncidentsAction, IncidentsController, LIST_HEADING};
use super::maintenances::{Confirmation, MaintenancesAction, MaintenancesController, QuickChange};
use super::session::{SIGN_IN_FIELD, SIGN_IN_HEADING, SessionAction, SessionController, SignedIn};
use super::state::{AdminAction, AdminState};
use super::ui::Announcement;
use super::ui::focus::focus_soon;
use super::view::{AdminView, Starting};
use crate::admin::Context;
use crate::browser::listen::{EventListener, listen};
use crate::browser::notify::Notify;
use crate::browser::zone::BrowserZone;
use crate::browser::{clock, crypto, document as page};
use crate::components::SharedZone;
use contract::config::{Config, ConfigProblem};
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::task::spawn_local;
use model::{IncidentId, Timestamp};
use send_wrapper::SendWrapper;
use std::cell::RefCell;
use std::rc::{Rc, Weak};
use std::sync::Arc;
use text::AdminText;

/// Mounts the admin view as soon as the configuration says where the API is. Until then it shows why it can't.
pub fn start() {
    // In a release build a panic is a trap without a message.
    #[cfg(debug_assertions)]
    std::panic::set_hook(Box::new(|info| leptos::logging::error!("{info}")));
    let text = AdminText::english();
    let handle = mount_to(page::mount_point(), move || {
        // Signals belong to the view as a whole, which never ends. A signal that is made in answer to an event would
        // otherwise belong to the part of the view that was rendered last, and end with it.
        let owner = Owner::current().unwrap_or_default();
        let app = RwSignal::new_local(None::<App>);
        let (error, loading, notify) = (RwSignal::new(None::<ConfigError>), RwSignal::new(true), Notify::default());
        let on_retry = {
            let notify = SendWrapper::new(notify.clone());
            Callback::new(move |()| notify.notify())
        };
        let app_owner = owner.clone();
        spawn_local(async move {
            let (config, problems) = config_check::loading::load(error, loading, &notify).await;
            let owner = app_owner.clone();
            app.set(Some(app_owner.with(|| App::new(config, problems, owner, text))));
            focus_soon(SIGN_IN_FIELD);
        });
        let has_error = Memo::new(move |_| error.with(Option::is_some));
        move || match app.get() {
            Some(app) => owner.with(|| app.view()),
            None if has_error.get() => {
                let error = Signal::derive(move || error.get().unwrap_or(ConfigError::Malformed));
                view! { <ConfigErrorView error loading=loading.into() on_retry text/> }.into_any()
            }
            None => view! { <Starting text=text.view/> }.into_any(),
        }
    });
    // The view lives as long as the document.
    std::mem::forget(handle);
    page::set_attribute("data-app", "running");
}

/// The app. Clones are the same app.
#[derive(Clone)]
struct App(Rc<Inner>);

struct Inner {
    state: AdminState,
    config: Arc<Config>,
    zone: SharedZone,
    text: AdminText,
    /// The present as of the last answer, which decides the zone's current offset.
    present: RwSignal<Option<Timestamp>>,
    session: SessionController,
    incidents: IncidentsController,
    maintenances: MaintenancesController,
    editor: EditorController,
    listeners: RefCell<Vec<EventListener>>,
}

impl App {
    fn new(config: Config, problems: Vec<ConfigProblem>, owner: Owner, text: AdminText) -> Self {
        let app = Self(Rc::new_cyclic(|inner| Inner::new(inner, config, problems, owner, text)));
        app.listen();
        let (editor, maintenances) = (app.0.editor.clone(), app.0.maintenances.clone());
        let read_timeline = {
            let editor = editor.clone();
            async move |id: &IncidentId| {
                // The timeline's own state keeps the error.
                let _ = editor.read_timeline(id).await;
            }
        };
        let read_more = async move |is_awaited| {
            maintenances.poll(is_awaited).await;
            editor.follow_maintenances();
        };
        spawn_local(app.0.incidents.clone().poll(read_timeline, read_more));
        app
    }

    fn view(&self) -> AnyView {
        let (state, text) = (self.0.state, self.0.text);
        provide_context(Context {
            config: self.0.config.clone(),
            links: Signal::stored(page::links()),
            zone: Signal::stored(self.0.zone.clone()),
            present: self.0.present.into(),
            text,
        });
        let site = self.0.config.title.clone();
        Effect::new(move |_| {
            let list = state.incidents.incidents().filter(|_| state.session.shows_workspace());
            page::set_title(&text.view.window_title(&site, list.map(|list| list.open().len())));
        });
        view! { <AdminView state/> }.into_any()
    }

    fn handle(&self, action: AdminAction) {
        match action {
            AdminAction::Session(action) => self.handle_session(action),
            AdminAction::Incidents(action) => self.handle_incidents(action),
            AdminAction::Maintenances(action) => self.handle_maintenances(action),
            AdminAction::Editor(action) => self.0.editor.handle(action),
            AdminAction::DismissAnnouncement => {
                self.0.state.announcement.set(None);
                focus_soon(LIST_HEADING);
            }
        }
    }

    fn handle_session(&self, action: SessionAction) {
        match action {
            SessionAction::SignIn => {
                if let Some(credential) = self.0.session.read_form() {
                    let app = self.clone();
                    spawn_local(async move {
                        if let Some(signed_in) = app.0.session.sign_in(credential).await {
                            app.signed_in(signed_in);
                        }
                    });
                }
            }
            SessionAction::SignOut => self.sign_out(),
            SessionAction::KeepCredentials => {
                self.0.session.keep_credentials();
                self.0.state.announcement.set(None);
                focus_soon(LIST_HEADING);
                self.0.incidents.refresh();
            }
            SessionAction::Focus(id) => focus_soon(id),
        }
    }

    fn handle_incidents(&self, action: IncidentsAction) {
        let (incidents, editor) = (&self.0.incidents, &self.0.editor);
        match action {
            IncidentsAction::Refresh => incidents.refresh(),
            IncidentsAction::ShowMore => incidents.show_more(),
            IncidentsAction::StartIncident => editor.handle(EditorAction::Open(OpenForm::New)),
            IncidentsAction::StartUpdate(incident) => editor.handle(EditorAction::Open(OpenForm::Update(incident))),
            IncidentsAction::StartCorrection(incident) => {
                editor.handle(EditorAction::Open(OpenForm::Correct(incident)));
            }
            IncidentsAction::CloseUpdate => editor.close(),
            IncidentsAction::Seen(id) => incidents.seen(&id),
            IncidentsAction::AskDelete(incident) => incidents.ask_delete(incident),
            IncidentsAction::Delete => {
                if let Some(incident) = incidents.take_confirmed() {
                    let editor = editor.clone();
                    spawn_local(incidents.clone().delete(incident, move |id| editor.discard_deleted(id)));
                }
            }
            IncidentsAction::CancelDelete => incidents.cancel_delete(),
            IncidentsAction::DialogClosed => incidents.dialog_closed(),
        }
    }

    fn handle_maintenances(&self, action: MaintenancesAction) {
        let (maintenances, editor) = (&self.0.maintenances, &self.0.editor);
        match action {
            MaintenancesAction::Plan => editor.open(OpenForm::Plan),
            MaintenancesAction::Copy(maintenance) => editor.copy(&maintenance),
            MaintenancesAction::Edit(maintenance) => editor.open(OpenForm::Change(maintenance)),
            MaintenancesAction::CloseForm => editor.close(),
            MaintenancesAction::Change(maintenance, change) => {
                spawn_local(maintenances.clone().change(maintenance, change));
            }
            MaintenancesAction::Ask(maintenance, confirmation) => maintenances.ask(maintenance, confirmation),
            MaintenancesAction::Confirm => match maintenances.take_confirmed() {
                Some((maintenance, Confirmation::Cancel)) => {
                    spawn_local(maintenances.clone().change(maintenance, QuickChange::Cancel));
                }
                Some((maintenance, Confirmation::Delete)) => {
                    let editor = editor.clone();
                    let discard = move |id: &_| editor.discard_deleted_maintenance(id);
                    spawn_local(maintenances.clone().delete(maintenance, discard));
                }
                None => {}
            },
            MaintenancesAction::CloseDialog => maintenances.close_dialog(),
            MaintenancesAction::DialogClosed => maintenances.dialog_closed(),
            MaintenancesAction::ShowMore => maintenances.show_more(),
        }
    }

    fn signed_in(&self, SignedIn { list, is_renewal }: SignedIn) {
        self.0.incidents.accept(list);
        spawn_local(self.0.editor.clone().read_abilities());
        let text = if self.0.editor.session_renewed() {
            self.0.text.done.signed_in_again()
        } else {
            self.0.text.done.signed_in_again_unsure()
        };
        let announcement = is_renewal.then(|| Announcement { text: text.to_owned(), incident: None });
        self.0.state.announcement.set(announcement);
        focus_soon(LIST_HEADING);
        self.0.incidents.wake();
    }

    fn sign_out(&self) {
        self.0.editor.save_all();
        self.0.session.sign_out();
        self.0.incidents.reset();
        self.0.maintenances.reset();
        self.0.editor.reset();
        self.0.state.announcement.set(None);
        focus_soon(SIGN_IN_HEADING);
        self.follow_config();
    }

    /// Reloads the page if `config.json` has changed, so that the next sign-in goes where it says. Only while nobody is
    /// signed in, and nothing would be lost.
    fn follow_config(&self) {
        let app = self.clone();
        spawn_local(async move {
            let is_idle = || app.0.session.is_idle() && !app.0.editor.has_unsaved();
            if !is_idle() {
                return;
            }
            // An unreadable file changes nothing.
            let loaded = config_check::check(page::load_config(&page::links()).await);
            if loaded.is_ok_and(|(config, _)| config != *app.0.config) && is_idle() {
                page::reload();
            }
        });
    }

    fn listen(&self) {
        let mut listeners = self.0.listeners.borrow_mut();
        let app = self.clone();
        listeners.push(listen(&window(), "beforeunload", move |event| {
            app.0.editor.save_all();
            if app.0.editor.has_unsaved() {
                event.prevent_default();
            }
        }));
        let app = self.clone();
        listeners.push(listen(&window(), "pagehide", move |_| app.0.editor.save_all()));
        let app = self.clone();
        listeners.push(listen(&window(), "online", move |_| app.0.incidents.wake()));
        let app = self.clone();
        listeners.push(listen(&document(), "visibilitychange", move |_| {
            app.0.editor.save_all();
            app.0.incidents.wake();
            if !page::is_hidden() {
                app.follow_config();
            }
        }));
    }
}

impl Inner {
    fn new(inner: &Weak<Self>, config: Config, problems: Vec<ConfigProblem>, owner: Owner, text: AdminText) -> Self {
        let links = page::links();
        let client = Client::new(page::api_base(&config.api, &links));
        let inner = SendWrapper::new(inner.clone());
        let actions = Callback::new(move |action| {
            if let Some(inner) = inner.upgrade() {
                App(inner).handle(action);
            }
        });
        let state = AdminState::new(crypto::is_available(), clock::now(), actions);
        state.config_problems.set_value(problems);
        let announcement = state.announcement;
        // The zone of the public page, so that visitors read the time that a person types.
        let configured = config.time_zone.as_deref().and_then(BrowserZone::named);
        let zone: SharedZone = Arc::new(configured.unwrap_or_else(BrowserZone::visitor));
        let config = Arc::new(config);
        let present = RwSignal::new(Some(clock::wall()));
        let session = SessionController::new(state.session, announcement, client, text.sign_in);
        let incidents =
            IncidentsController::new(state.incidents, session.clone(), announcement, config.clone(), text, present);
        let maintenances = MaintenancesController::new(
            state.maintenances,
            session.clone(),
            announcement,
            config.clone(),
            text,
            present,
        );
        let dependencies = EditorDependencies {
            session: session.clone(),
            incidents: incidents.clone(),
            maintenances: maintenances.clone(),
            announcement,
            config: config.clone(),
            zone: zone.clone(),
            text,
            site: links.root,
            owner,
        };
        let editor = EditorController::new(state.editor, dependencies);
        Self {
            state,
            config,
            zone,
            text,
            present,
            session,
            incidents,
            maintenances,
            editor,
            listeners: RefCell::default(),
        }
    }
}
