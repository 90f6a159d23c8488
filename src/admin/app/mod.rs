//! The admin app in the browser: carries out what a person does, reads the list again and again, keeps drafts, and
//! moves the focus.

mod deleting;
mod drafts;
mod reading;
mod sending;
mod session;

use super::client::Client;
use super::configured::{self, Obstacle};
use super::desk::{Act, Desk, EntryForm, Writing, row_id};
use super::gate::Gate;
use super::kept::Subject;
use super::rows::STEP;
use super::view;
use crate::browser::listen::EventListener;
use crate::browser::notify::Notify;
use crate::browser::timer::Timeout;
use crate::browser::zone::BrowserZone;
use crate::browser::{clock, crypto, dialog, document as page};
use crate::components::{Context, SharedZone};
use crate::remote::pause;
use contract::config::{Config, ConfigProblem};
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::task::{spawn_local, tick};
use model::{Duration, Timestamp};
use send_wrapper::SendWrapper;
use sending::Sent;
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use text::admin as message;

/// Mounts the admin view as soon as the configuration says where the API is, and until then what stands in the way.
pub fn start() {
    // In a release a panic is a trap without words.
    #[cfg(debug_assertions)]
    std::panic::set_hook(Box::new(|info| leptos::logging::error!("{info}")));
    let handle = mount_to(page::mount_point(), || {
        // Everything belongs to the view as a whole, which never ends: a signal that is made in answer to an event
        // would else belong to whatever part of the view was drawn last, and end with it.
        let owner = Owner::current().unwrap_or_default();
        let app = RwSignal::new_local(None::<App>);
        let (obstacle, asking, notify) = (RwSignal::new(None::<Obstacle>), RwSignal::new(true), Notify::default());
        let again = {
            let notify = SendWrapper::new(notify.clone());
            Callback::new(move |()| notify.notify())
        };
        let made_under = owner.clone();
        spawn_local(async move {
            let (config, problems) = read_config(obstacle, asking, &notify).await;
            let owner = made_under.clone();
            let started = made_under.with(|| App::new(config, problems, owner));
            app.set(Some(started.clone()));
            // Who waited in front of the obstacle would else be nowhere.
            if obstacle.with_untracked(Option::is_some) {
                started.focus_soon(view::SIGN_IN_HEADING);
            }
        });
        let is_stopped = Memo::new(move |_| obstacle.with(Option::is_some));
        move || match app.get() {
            Some(app) => owner.with(|| app.view()),
            None if is_stopped.get() => {
                let obstacle = Signal::derive(move || obstacle.get().unwrap_or(Obstacle::NotAConfiguration));
                view::unconfigured(obstacle, asking.into(), again)
            }
            None => view::starting(),
        }
    });
    // The view lives as long as the document.
    std::mem::forget(handle);
    page::set_attribute("data-app", "running");
}

/// Asks for the configuration until it says where the API is: now and again by itself, and on request.
async fn read_config(
    obstacle: RwSignal<Option<Obstacle>>,
    asking: RwSignal<bool>,
    notify: &Notify,
) -> (Config, Vec<ConfigProblem>) {
    let links = page::links();
    let refresh = Duration::from_seconds(Config::default().refresh_seconds);
    let mut failures = 0;
    loop {
        notify.clear();
        asking.set(true);
        match configured::check(page::load_config(&links).await) {
            Ok(read) => return read,
            Err(found) => {
                let retry_after = match &found {
                    Obstacle::NotRead(error) => error.retry_after,
                    Obstacle::NotAConfiguration | Obstacle::NoAddress => None,
                };
                obstacle.set(Some(found));
                asking.set(false);
                notify.wait(Some(pause(refresh, failures, retry_after, js_sys::Math::random()))).await;
                failures += 1;
            }
        }
    }
}

/// The app. Clones are the same app.
#[derive(Clone)]
struct App(Rc<Inner>);

struct Inner {
    desk: Desk,
    client: Client,
    config: Arc<Config>,
    zone: SharedZone,
    /// The path of the site's root.
    site: String,
    /// The present, as of the last answer: which offset the zone has now.
    present: RwSignal<Option<Timestamp>>,
    notify: Notify,
    /// Whether the list has just been read by somebody else than the loop.
    fresh: Cell<bool>,
    /// What was sent last, for the case that its answer is lost.
    sent: RefCell<HashMap<Subject, Sent>>,
    /// What keeps each draft a moment after its last change.
    keepers: RefCell<HashMap<Subject, Timeout>>,
    listeners: RefCell<Vec<EventListener>>,
    /// What signals are made under that outlive the event that made them.
    owner: Owner,
}

impl App {
    fn new(config: Config, problems: Vec<ConfigProblem>, owner: Owner) -> Self {
        let links = page::links();
        let client = Client::new(page::api_base(&config.api, &links));
        let inner = Rc::new_cyclic(|inner| {
            let inner = SendWrapper::new(inner.clone());
            let act = Callback::new(move |act| {
                if let Some(inner) = inner.upgrade() {
                    App(inner).act(act);
                }
            });
            let desk = Desk::new(crypto::is_available(), clock::now(), act);
            desk.config_problems.set_value(problems);
            // As on the public page, so that a time that is typed is the one that visitors read.
            let configured = config.time_zone.as_deref().and_then(BrowserZone::named);
            let zone = Arc::new(configured.unwrap_or_else(BrowserZone::visitor));
            Inner {
                desk,
                client,
                config: Arc::new(config),
                zone,
                site: links.root,
                present: RwSignal::new(Some(clock::wall())),
                notify: Notify::default(),
                fresh: Cell::new(false),
                sent: RefCell::default(),
                keepers: RefCell::default(),
                listeners: RefCell::default(),
                owner,
            }
        });
        let app = Self(inner);
        app.restore_new();
        app.listen();
        spawn_local(app.clone().read_again_and_again());
        app
    }

    fn view(&self) -> AnyView {
        let desk = self.desk();
        provide_context(Context {
            config: self.0.config.clone(),
            links: Signal::stored(page::links()),
            zone: Signal::stored(self.0.zone.clone()),
            present: self.0.present.into(),
        });
        let site = self.0.config.title.clone();
        Effect::new(move |_| {
            let open = desk.incidents().filter(|_| desk.gate.with(Gate::shows_work)).map(|list| list.open().len());
            page::set_title(&message::title(&site, open));
        });
        view::desk(desk)
    }

    fn desk(&self) -> Desk {
        self.0.desk
    }

    /// Every form that was opened so far.
    fn forms(&self) -> Vec<EntryForm> {
        let desk = self.desk();
        let updates = desk.updates.with_untracked(|updates| updates.values().map(|update| update.entry).collect());
        [vec![desk.new.entry], updates].concat()
    }

    fn act(&self, act: Act) {
        let desk = self.desk();
        match act {
            Act::SignIn => self.sign_in(),
            Act::SignOut => self.sign_out(),
            Act::KeepSignIn => {
                desk.gate.update(|gate| *gate = gate.clone().kept());
                desk.notice.set(None);
                self.focus_soon(view::LIST_HEADING);
                self.act(Act::Refresh);
            }
            Act::Refresh => {
                if desk.gate.with_untracked(Gate::is_open) {
                    desk.asking.set(true);
                    self.0.notify.notify();
                }
            }
            Act::ShowMore => desk.limit.update(|limit| *limit += STEP),
            Act::Write(writing) => self.write(writing),
            Act::Close => {
                let incident = desk.writing.get_untracked();
                desk.writing.set(Writing::New);
                if let Writing::Update(incident) = incident {
                    self.focus_soon(format!("{}-name", row_id(&incident.id)));
                }
            }
            Act::Edited(subject) => self.edited(subject),
            Act::Discard(subject) => self.discard(&subject),
            Act::Send(subject) => self.send(subject, false),
            Act::SendAgain(subject) => self.send(subject, true),
            Act::LookAgain(subject) => {
                if let Some(form) = desk.entry_form(&subject) {
                    form.submit.update(|submit| *submit = submit.clone().look_again());
                    spawn_local(self.clone().look(subject));
                }
            }
            Act::AskDelete(incident) => {
                desk.confirm.set(Some(incident));
                spawn_local(async {
                    tick().await;
                    dialog::open(view::DIALOG_ID);
                });
            }
            Act::Delete => {
                if let Some(incident) = desk.confirm.get_untracked() {
                    dialog::close(view::DIALOG_ID);
                    spawn_local(self.clone().remove(incident));
                }
            }
            Act::CancelDelete => dialog::close(view::DIALOG_ID),
            Act::DialogClosed => desk.confirm.set(None),
            Act::Focus(id) => self.focus_soon(id),
            Act::Dismiss => {
                desk.notice.set(None);
                self.focus_soon(view::LIST_HEADING);
            }
        }
    }

    /// Moves the focus once what was just changed is on screen.
    fn focus_soon(&self, id: impl Into<String>) {
        let id = id.into();
        spawn_local(async move {
            tick().await;
            focus(&id);
        });
    }
}

/// Ids may hold characters that mean something in a selector, but never a quote: they are percent-encoded.
fn focus(id: &str) {
    page::focus(&format!("[id=\"{id}\"]"));
}
