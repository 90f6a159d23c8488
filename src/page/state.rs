//! The state of the public page: one loop that asks, and one `PageView` that the screens are made from.

mod settings;

use super::content::Content;
use super::mounted::Mounted;
use super::screens::{self, table_of_results};
use super::source::{Read, Sources, StatusAnswer};
use crate::browser::fold::fold;
use crate::browser::listen::{EventListener, listen};
use crate::browser::notify::Notify;
use crate::browser::timer::{self, Interval, Timeout};
use crate::browser::zone::BrowserZone;
use crate::browser::{self, clock, document, storage};
use crate::components::{
    Clock, DayChoice, FileFormat, Formatting, PageAction, PageView, Search, SharedClock, SharedZone, Subject, Waiting,
    ZoneChoice, subject_in, utc,
};
use crate::dom::Node;
use crate::interference::Interference;
use crate::remote::{Remote, Slot, Ticket, pause};
use contract::config::{Config, ConfigProblem};
use contract::incident_api::{ApiError, Cause};
use contract::route::{ItemRef, Route, SiteUrls};
use model::bars::Past;
use model::history::next_turn;
use model::incident::Timeline;
use model::news::{News, news};
use model::{
    Answer, Assessment, Duration, Incident, IncidentId, MonotonicInstant, Month, Overall, Source, StatusData, Timestamp,
};
use send_wrapper::SendWrapper;
use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};
use std::sync::Arc;
use text::PageText;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_futures::spawn_local;

/// How long nothing is shown before a placeholder is.
pub const BRIEFLY: Duration = Duration::from_millis(300);
/// The least pause before a configuration that could not be had is asked for again.
const RETRY: Duration = Duration::from_seconds(2);
/// How often the page looks at its clock while it is seen.
const TICK: Duration = Duration::from_seconds(1);
/// How long the guard waits for the next tick before it takes the app for dead.
const HEARTBEAT: Duration = Duration::from_seconds(10);
/// How long a screen waits for the list before its own document is loaded.
const PATIENCE: Duration = Duration::from_seconds(2);
/// How long an announcement stays for screen readers to find it, and until the next one.
const SAID: Duration = Duration::from_seconds(4);
/// How many announcements may wait: nobody listens to more.
const ANNOUNCEMENTS_MAX: usize = 5;
/// A wall clock that gains more than this on the monotonic one between two looks: the machine slept.
const SLEPT: Duration = Duration::from_seconds(10);

/// The public page.
#[derive(Clone)]
pub struct Page(Rc<Inner>);

struct Inner {
    config: RefCell<Arc<Config>>,
    /// Whether no configuration could be read yet: then it is asked for with every attempt.
    unconfigured: Cell<bool>,
    /// From the site's root.
    links: SiteUrls,
    /// Where the choice of zone is kept, behind the site's root.
    zone_key: String,
    notify: Notify,
    /// Somebody asked by hand: neither a pause nor `Retry-After` holds it back.
    by_hand: Cell<bool>,
    /// Until when the server asked to be left alone.
    not_before: Cell<Option<MonotonicInstant>>,
    /// The wall clock less the monotonic one, when last looked at: the two part when the machine sleeps, because the
    /// monotonic clock may stop meanwhile.
    parted: Cell<Option<i64>>,
    sources: RefCell<Sources>,
    /// The address of a screen that waits for the list, and for how long it does.
    wanted: RefCell<Option<String>>,
    patience: RefCell<Option<Timeout>>,
    /// Whether an attempt was made: from then on the configuration may be another.
    followed: Cell<bool>,
    state: RefCell<State>,
    /// The page to show. Only [`Page::show`] sets it.
    page_view: RefCell<PageView>,
    /// Whether the document is about to be brought to it.
    is_due: Cell<bool>,
    /// The page in the document.
    mounted: OnceCell<Mounted>,
    clock: SharedClock,
}

struct State {
    /// The data and the order of its attempts.
    data: Slot<StatusData>,
    /// The incidents that the page carries, which are no more than it shows.
    part: Option<StatusData>,
    /// The months that a published page links to; they count as long as its own content is shown.
    months: Option<Arc<Vec<Month>>>,
    /// The intervals of the past beside its incidents, which count as long.
    past: Option<Arc<Past>>,
    /// The incident of the address, requested separately.
    detail: Option<(ItemRef, Slot<Arc<Incident>>)>,
    /// The monotonic clock when last looked at; `None` until the app has taken over.
    now: Option<MonotonicInstant>,
    /// Whether the present tense was withdrawn, by the guard or after a sleep, since the last answer that counts.
    withdrawn: bool,
    /// Whether that happened during the current attempt: its answer may be from before.
    withdrawn_meanwhile: bool,
    /// Whether something else keeps changing the document.
    interference: Interference,
    /// When the next automatic update is due.
    next: Option<MonotonicInstant>,
    asking: bool,
    paused: bool,
    route: Route,
    is_embed: bool,
    links: SiteUrls,
    zone: SharedZone,
    text: PageText,
    zone_choice: ZoneChoice,
    day: DayChoice,
    search: Arc<Search>,
    more_results: usize,
    /// Whether the address of the screen was copied.
    has_copied: bool,
    /// The file that waits for the whole list.
    save: Option<FileFormat>,
    /// The data that a search was last made in, and its texts.
    searched: Option<(StatusData, Arc<Vec<String>>)>,
    config_problems: Arc<Vec<ConfigProblem>>,
    /// The state of things as it was last announced, or as the page opened.
    known: Option<Known>,
    /// The announcements to come, and since when the first is there.
    announcements: Vec<String>,
    announced: MonotonicInstant,
    /// The result of an attempt that a visitor asked for.
    checked: Option<String>,
}

/// A state of things, to compare the next one with.
struct Known {
    overall: Overall,
    fresh: bool,
    open: usize,
    /// The last data that was current.
    data: Option<StatusData>,
    /// The incident of an incident's own page.
    subject: Option<Arc<Incident>>,
    present: Option<Timestamp>,
}

/// A number from 0 to 1.
fn random() -> f64 {
    js_sys::Math::random()
}

impl Page {
    /// The page at rest: its own data, and no present. `links` are those from the site's root, asked of the document
    /// before its address was ever changed.
    pub fn new(links: SiteUrls, mut config: Config, embedded: Option<Content>, text: PageText) -> Self {
        // The address for the admin view is not in the configuration that a document carries.
        config.api.clear();
        let config = Arc::new(config);
        let carries_content = embedded.is_some();
        let mut slot = Slot::new(clock::now());
        let sources = Sources::new(&config, &links);
        let route = document::route(&links);
        let (mut part, mut months, mut past) = (None, None, None);
        if let Some(content) = embedded {
            let data = content.answer.data.clone();
            // How things are is said by the icon of every page, and only these carry all that is open.
            if matches!(route, Route::Home | Route::History) {
                sources.carry(&data, content.version);
            }
            part = Some(data);
            slot.offer(content.answer);
            months = content.months;
            past = content.past;
        }
        // If the document has content, its first frame is as it was published: relative links, no visitor's zone.
        let zone: SharedZone = match config.time_zone.as_deref().and_then(BrowserZone::named) {
            Some(zone) => Arc::new(zone),
            None if carries_content => utc(),
            None => Arc::new(BrowserZone::visitor()),
        };
        let state = State {
            data: slot,
            part,
            months,
            past,
            detail: None,
            now: None,
            withdrawn: false,
            withdrawn_meanwhile: false,
            interference: Interference::default(),
            next: None,
            asking: false,
            paused: false,
            route,
            is_embed: document::attribute("data-embed").is_some(),
            links: if carries_content { document::links_at_rest() } else { links.clone() },
            zone,
            text,
            zone_choice: ZoneChoice::Local,
            day: DayChoice::default(),
            search: Arc::default(),
            more_results: 0,
            has_copied: false,
            save: None,
            searched: None,
            config_problems: Arc::default(),
            known: None,
            announcements: Vec::new(),
            announced: clock::now(),
            checked: None,
        };
        let clock = SharedClock::default();
        Self(Rc::new_cyclic(|page: &Weak<Inner>| {
            let page = SendWrapper::new(page.clone());
            let act = move |wish| {
                if let Some(page) = page.upgrade() {
                    Self(page).handle(wish);
                }
            };
            let view = state.page_view(&config, clock.clone(), Arc::new(act));
            Inner {
                zone_key: ["statuspane:", &*links.root, ":zone"].concat(),
                notify: Notify::default(),
                by_hand: Cell::new(false),
                not_before: Cell::new(None),
                parted: Cell::new(None),
                sources: RefCell::new(sources),
                wanted: RefCell::default(),
                patience: RefCell::default(),
                followed: Cell::new(false),
                state: RefCell::new(state),
                page_view: RefCell::new(view),
                is_due: Cell::new(false),
                mounted: OnceCell::new(),
                clock,
                config: RefCell::new(config),
                unconfigured: Cell::new(!carries_content),
                links,
            }
        }))
    }

    /// The whole page as it is to be now; the same tree that is prerendered.
    fn view(&self) -> Node {
        screens::page(&self.0.page_view.borrow())
    }

    /// Puts the page into the document. `has_content` if the document came with content.
    pub fn mount(&self, has_content: bool) {
        // It is put there once.
        let _ = self.0.mounted.set(Mounted::new(|| self.view(), has_content));
    }

    /// Turns to the present tense and begins to ask, at once or after a first attempt that failed. Everything that it
    /// starts lives as long as the document.
    pub fn run(&self, failed: Option<ApiError>) {
        self.settle_in();
        std::mem::forget((self.tick(), self.listen()));
        self.follow_steps();
        spawn_local(self.clone().ask_forever(failed));
    }

    /// The second step after take-over: absolute links, the visitor's zone, the present.
    fn settle_in(&self) {
        document::set_attribute("data-app", "running");
        self.change(|state| {
            state.links = self.0.links.clone();
            state.now = Some(clock::now());
        });
        self.take_address();
        self.take_zone();
    }

    /// Takes what the address says beside the screen.
    fn take_address(&self) {
        document::take_day();
        self.take_day();
        self.take_search();
        self.show();
        // The form is in the document then: tasks take turns in their order.
        spawn_local(async { document::fill_search() });
    }

    /// Follows the visitor's steps in the day bars and in a search.
    fn follow_steps(&self) {
        let follow = |take: fn(&Self)| {
            let page = self.clone();
            Closure::new(move || {
                take(&page);
                page.show();
            })
        };
        let (days, search) = (follow(Self::take_day), follow(Self::take_search));
        document::listen_to_days(&days);
        document::listen_to_search(&search);
        days.forget();
        search.forget();
    }

    /// Takes the search of the address. The page's own data doesn't have all that may be found, nor the list of an API.
    fn take_search(&self) {
        let (sources, config) = (self.0.sources.borrow(), self.config());
        let is_missing = self.change(|state| {
            state.search = Arc::default();
            state.more_results = 0;
            if state.route == Route::History {
                let mut search = Search::of(&document::search_query(), fold);
                // An address may have an ID from before.
                let named = ItemRef::Id(search.filters.component().to_owned());
                if let Some(component) = config.component_at(&named) {
                    search.filters.set("component", component.id.as_str().to_owned());
                }
                state.search = Arc::new(search);
            }
            let is_new = sources.want_entries(!state.search.words.is_empty());
            let lacks_updates = || state.shown_data().is_some_and(|data| data.incidents.lacks_updates());
            let is_missing = state.search.is_any() && state.is_partial() || is_new && lacks_updates();
            // After a failure the next attempt comes by itself.
            is_missing && state.data.state().failure().is_none()
        });
        drop(sources);
        self.ask_for_all(is_missing);
    }

    /// Asks for the whole list, if something `is_missing` in the page's own data.
    fn ask_for_all(&self, is_missing: bool) {
        if is_missing {
            self.0.sources.borrow().forget();
            self.0.notify.notify();
        }
    }

    /// Takes the days that the visitor is at. The page's own data doesn't have the events of all of them.
    fn take_day(&self) {
        let is_missing = self.change(|state| {
            state.day.is_ready = true;
            state.day.entered = document::entered_day();
            state.day.opened = document::opened_day();
            state.day.opened.is_some() && state.is_partial()
        });
        self.ask_for_all(is_missing);
    }

    /// Takes the zone that was chosen at an earlier visit.
    fn take_zone(&self) {
        let utc = storage::read(&self.0.zone_key).as_deref() == Some("utc");
        self.choose_zone(if utc { ZoneChoice::Utc } else { ZoneChoice::Local });
    }

    fn config(&self) -> Arc<Config> {
        self.0.config.borrow().clone()
    }

    /// Changes the state, without showing it yet.
    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        change(&mut self.0.state.borrow_mut())
    }

    /// Puts the state on screen: the view, the title and the icon.
    fn show(&self) {
        let view = self.change(|state| {
            // The state at the start isn't news.
            let config = self.config();
            if state.known.is_some() {
                state.announce(&config);
            }
            state.fold_texts();
            let act = self.0.page_view.borrow().act.clone();
            state.page_view(&config, self.0.clock.clone(), act)
        });
        let (formatting, text) = (&view.formatting, view.formatting.text);
        let component = match &view.route {
            Route::Component(of) => formatting.config.component_at(of).map(|component| component.name.as_str()),
            Route::Home
            | Route::Incident(_)
            | Route::Maintenance(_)
            | Route::Month(_)
            | Route::Year(_)
            | Route::History
            | Route::NotFound => None,
        };
        let name = match &view.subject {
            _ if component.is_some() => component,
            Subject::Found(incident) => Some(incident.name.as_str()),
            Subject::Maintenance(maintenance) => Some(text.shared().maintenance_name(&maintenance.name)),
            Subject::Missing => Some(text.missing(&view.route)),
            Subject::Failed(_) => Some(text.incident_failed()),
            Subject::Waiting(_) => None,
        };
        let title = |headline| text.title(&formatting.config.title, &view.route, name, &headline);
        document::set_title(&title(formatting.headline(&view.assessment)));
        // For the guard, which puts it there when the app stops.
        document::set_attribute("data-past-title", &title(formatting.past_headline(&view.assessment)));
        let icon = view.assessment.overall.as_str();
        document::set_icon(&view.formatting.links.file(&["icons/", icon, ".svg"].concat()));
        self.0.clock.set(self.change(|state| state.clock()));
        self.0.page_view.replace(view);
        // What follows in this task may change the state again: the document changes once.
        if !self.0.is_due.replace(true) {
            let page = self.clone();
            spawn_local(async move {
                page.0.is_due.set(false);
                if let Some(mounted) = page.0.mounted.get() {
                    mounted.update(|| page.view());
                }
            });
        }
    }

    /// Brings the texts that follow the clock up to date.
    fn set_clock(&self) {
        let changed = self.0.clock.set(self.change(|state| state.clock()));
        if let Some(mounted) = self.0.mounted.get().filter(|_| changed && !self.0.is_due.get()) {
            mounted.refresh();
        }
    }

    /// The clock of the page. It pauses while the page is hidden.
    fn tick(&self) -> (Timeout, Interval) {
        let look = |page: &Self| {
            let page = page.clone();
            move || {
                if !document::is_hidden() {
                    page.look_at_clock();
                }
            }
        };
        // The placeholder is due before the first second is over.
        (timer::once(BRIEFLY, look(self)), timer::every(TICK, look(self)))
    }

    /// Notes the time and what became of the document, and promises the guard no more than it may.
    fn look_at_clock(&self) {
        let now = clock::now();
        let interferes = self.look_at_document();
        let parted = clock::wall().millis() - now.millis();
        let slept = self.0.parted.replace(Some(parted)).is_some_and(|before| parted - before > SLEPT.millis());
        let recent = self.change(|state| state.data.state().answer().is_some_and(|answer| answer.is_recent(now)));
        // When the data's own term is over the guard withdraws as well; that isn't a reason to ask earlier than
        // planned.
        let withdrawn = (document::take_withdrawal() && recent) || slept;
        if withdrawn {
            self.0.notify.notify();
        }
        // With the next turn behind it, something that was upcoming has begun.
        let said = |state: &State| (state.assessment(), state.waiting(), state.next_turn());
        let changed = self.change(|state| {
            let before = said(state);
            state.now = Some(now);
            state.withdrawn |= withdrawn;
            state.withdrawn_meanwhile |= withdrawn;
            state.end_announcement(now) | (before != said(state)) | interferes
        });
        if changed {
            self.show();
        } else {
            self.set_clock();
        }
        let recent = self.change(|state| state.data.state().answer()?.recent_until(now).filter(|_| !state.withdrawn));
        if let Some(recent) = recent {
            // Hidden, the page does not tick, and nothing in it runs that could fail: the data's own term counts, and what
            // begins meanwhile.
            let heartbeat =
                if document::is_hidden() { self.change(|state| state.turns_at(recent)) } else { now.after(HEARTBEAT) };
            document::promise_until(heartbeat.min(recent));
        }
    }

    /// Checks whether the document is still as the app left it. Returns whether something else begins or ends to keep
    /// changing it.
    fn look_at_document(&self) -> bool {
        let may_undo = self.change(|state| state.interference.may_undo());
        let changed = self.0.mounted.get().is_some_and(|mounted| mounted.look(|| self.view(), may_undo));
        self.change(|state| {
            let before = state.interference.is_ongoing();
            state.interference.note(changed);
            before != state.interference.is_ongoing()
        })
    }

    fn listen(&self) -> [EventListener; 4] {
        let window = browser::window();
        let target = leptos::tachys::dom::document();
        let on = |act: fn(&Self, &web_sys::Event)| {
            let page = self.clone();
            move |event: &web_sys::Event| act(&page, event)
        };
        [
            listen(
                &target,
                "visibilitychange",
                on(|page, _| {
                    page.look_at_clock();
                    if !document::is_hidden() {
                        page.0.notify.notify();
                    }
                }),
            ),
            listen(&window, "online", on(|page, _| page.0.notify.notify())),
            listen(&window, "popstate", on(|page, _| page.go(false))),
            listen(&target, "click", on(Self::follow)),
        ]
    }

    /// Follows a link to another screen without leaving the document.
    fn follow(&self, event: &web_sys::Event) {
        let is_partial = self.change(|state| state.is_partial());
        // The page's own data may lack the content of the other screen. Where the list can't be asked for at once,
        // that one's own document has it.
        if is_partial
            && (self.0.not_before.get().is_some() || self.change(|state| state.paused || !state.assessment().fresh))
        {
            return;
        }
        // Not read from the document again: its root is relative to the address that it was loaded from.
        let links = self.change(|state| state.links.clone());
        let Some(address) = document::clicked_link(event, &links) else { return };
        event.prevent_default();
        if is_partial {
            self.0.sources.borrow().forget();
            self.0.wanted.replace(Some(address));
            let page = self.clone();
            self.0.patience.replace(Some(timer::once(PATIENCE, move || page.follow_on(false))));
            self.0.notify.notify();
        } else {
            self.open(&address);
        }
    }

    /// Goes on to the screen that waited for the list, which `is_there` now or has to be given up.
    fn follow_on(&self, is_there: bool) {
        match self.0.wanted.take() {
            Some(address) if is_there => self.open(&address),
            Some(address) => document::leave_for(&address),
            None => {}
        }
    }

    fn open(&self, address: &str) {
        document::push_address(address);
        self.go(true);
    }

    /// Shows the screen of the address. A link leads to its top; "back" leaves the place to the browser.
    fn go(&self, from_link: bool) {
        let route = self.change(|state| document::route(&state.links));
        if self.change(|state| std::mem::replace(&mut state.route, route.clone())) == route {
            // "Back" to an earlier search.
            return self.take_address();
        }
        // "Back" to a screen of an earlier document.
        if self.change(|state| state.is_partial()) {
            return document::reload();
        }
        self.change(|state| state.has_copied = false);
        self.take_address();
        self.ask_detail(false);
        self.show();
        // The new screen is in the document then: tasks take turns in their order.
        spawn_local(async move {
            if from_link {
                document::scroll_to_top();
            }
            document::focus("main h1");
        });
    }

    /// Saves what was found as a file, where that was asked for, as soon as the whole list is there.
    fn save(&self) {
        if let Some(format) = self.change(|state| if state.is_partial() { None } else { state.save.take() }) {
            self.show();
            document::save(&table_of_results(&self.0.page_view.borrow()), format == FileFormat::Json);
        }
    }

    /// Carries out a visitor's action.
    fn handle(&self, wish: PageAction) {
        match wish {
            PageAction::Refresh => {
                self.0.by_hand.set(true);
                // The same words as before are said again.
                self.change(|state| state.announcements.clear());
            }
            PageAction::Pause(paused) => self.change(|state| {
                state.paused = paused;
                state.next = None;
            }),
            PageAction::Zone(choice) => return self.choose_zone(choice),
            PageAction::Table(has_table) => {
                self.change(|state| state.day.has_table = has_table);
                return self.show();
            }
            PageAction::Save(format) => {
                self.change(|state| state.save = Some(format));
                self.ask_for_all(self.change(|state| state.is_partial()));
                return self.save();
            }
            PageAction::Print => return document::print(),
            PageAction::CopyLink => {
                self.change(|state| {
                    state.has_copied = document::copy_link();
                    state.checked = state.has_copied.then(|| state.text.link_copied().to_owned());
                });
                return self.show();
            }
            PageAction::More => {
                let is_partial = self.change(|state| {
                    state.more_results += 1;
                    state.is_partial()
                });
                self.ask_for_all(is_partial);
                return self.show();
            }
        }
        self.0.notify.notify();
        self.show();
    }

    fn choose_zone(&self, choice: ZoneChoice) {
        let zone: SharedZone = match choice {
            ZoneChoice::Utc => {
                // Not kept means chosen again next time; nothing else depends on it.
                let _ = storage::write(&self.0.zone_key, "utc");
                utc()
            }
            ZoneChoice::Local => {
                storage::forget(&self.0.zone_key);
                let configured = self.config().time_zone.as_deref().and_then(BrowserZone::named);
                Arc::new(configured.unwrap_or_else(BrowserZone::visitor))
            }
        };
        self.change(|state| {
            state.zone = zone;
            state.zone_choice = choice;
        });
        self.show();
    }

    /// Asks, rests, asks again: one attempt at a time, none while nobody sees the page.
    async fn ask_forever(self, failed: Option<ApiError>) {
        if let Some(error) = failed {
            let ticket = self.change(|state| state.data.begin());
            let wait = self.settle(ticket, Err(error), Read::default(), false);
            self.0.notify.wait(Some(wait)).await;
        }
        loop {
            let by_hand = self.0.by_hand.take();
            if by_hand {
                self.0.sources.borrow().try_everything();
            }
            let now = clock::now();
            let early = self.0.not_before.get().filter(|until| *until > now);
            if !by_hand && (document::is_hidden() || self.change(|state| state.paused)) {
                self.0.notify.wait(None).await;
            } else if let Some(until) = early.filter(|_| !by_hand) {
                self.change(|state| state.next = Some(until));
                self.set_clock();
                self.0.notify.wait(Some(until.since(now))).await;
            } else {
                self.0.notify.clear();
                let wait = self.ask(by_hand).await;
                self.0.notify.wait(Some(wait)).await;
            }
        }
    }

    /// One attempt. Returns how long to rest.
    async fn ask(&self, by_hand: bool) -> Duration {
        let (ticket, shown) = self.change(|state| {
            state.asking = true;
            state.withdrawn_meanwhile = false;
            state.next = Some(clock::now());
            (state.data.begin(), state.shown_data())
        });
        self.show();
        let late = shown.is_none().then(|| {
            let page = self.clone();
            // This browser's copy is shown when the answer takes long.
            timer::once(BRIEFLY, move || page.offer_kept())
        });
        let ready = if self.0.unconfigured.get() { self.load_config().await } else { Ok(()) };
        let (result, read) = match ready {
            Ok(()) => {
                let attempt = self.0.sources.borrow().ask(shown);
                attempt.await
            }
            Err(error) => (Err(error), Read::default()),
        };
        drop(late);
        let wait = self.settle(ticket, result, read, by_hand);
        self.follow_settings();
        wait
    }

    /// Reads the configuration.
    async fn load_config(&self) -> Result<(), ApiError> {
        let (config, problems) = document::load_config(&self.0.links).await?;
        if self.configure(config, problems) {
            self.choose_zone(self.change(|state| state.zone_choice));
        } else {
            self.show();
        }
        Ok(())
    }

    /// Ends an attempt. Returns how long to rest.
    fn settle(&self, ticket: Ticket, result: Result<StatusAnswer, ApiError>, read: Read, by_hand: bool) -> Duration {
        if result.is_err() {
            self.offer_kept();
        }
        let now = clock::now();
        let retry_after = result.as_ref().err().and_then(|error| error.retry_after).max(read.retry_after);
        let retry_soon = result.is_err() && self.0.unconfigured.get();
        let refresh = if retry_soon { RETRY } else { Duration::from_seconds(self.config().refresh_seconds) };
        self.0.sources.borrow().took(read);
        self.0.not_before.set(retry_after.map(|length| now.after(length)));
        let wait = self.change(|state| {
            state.asking = false;
            state.now = Some(now);
            let good = result.is_ok();
            state.checked = by_hand.then(|| match &result {
                Ok(_) => state.text.no_change().to_owned(),
                Err(error) => state.text.shared().happened(error),
            });
            if state.data.settle(ticket, result, now) && good && !state.withdrawn_meanwhile {
                state.withdrawn = false;
                document::remove_attribute("data-withdrawn");
            }
            let failures = state.data.state().failure().map_or(0, |failure| failure.attempts);
            let wait = pause(refresh, failures, retry_after, random());
            state.next = (!state.paused).then(|| now.after(wait));
            wait
        });
        if retry_after.is_none() {
            self.ask_detail(true);
        }
        let config = self.config();
        self.change(|state| state.announce(&config));
        self.show();
        self.look_at_clock();
        self.follow_on(!self.change(|state| state.is_partial()));
        self.save();
        wait
    }

    /// Shows this browser's copy, if nothing else is there, or only the page's own data and that is older.
    fn offer_kept(&self) {
        if !self.change(|state| state.shown_data().is_none() || state.is_partial()) {
            return;
        }
        if let Some(kept) = self.0.sources.borrow().kept() {
            self.change(|state| state.data.offer(kept));
            self.show();
        }
    }

    /// Requests the incident of the address separately: the list may not have its entries, or not have it. Its
    /// entries are not asked for again where the attempt that has `just_ended` brought them.
    fn ask_detail(&self, just_ended: bool) {
        let wanted = self.change(|state| {
            let Route::Incident(of) = state.route.clone() else {
                state.detail = None;
                return None;
            };
            let id = state.id_of(&of)?;
            if state.detail.as_ref().is_none_or(|(shown, _)| *shown != of) {
                state.detail = Some((of.clone(), Slot::new(clock::now())));
            }
            let listed = match state.data.state() {
                Remote::Ready(answer) if just_ended => {
                    answer.data.incidents.find(&id).and_then(|incident| incident.timeline.clone())
                }
                Remote::Ready(_) | Remote::Stale(..) | Remote::Loading { .. } | Remote::Failed(_) => None,
            };
            let listed = listed.filter(|timeline| timeline.unreadable() == 0);
            let is_whole = listed.is_some();
            let known = listed.or_else(|| match state.subject(state.shown_data().as_ref(), Waiting::Over) {
                Subject::Found(incident) => incident.timeline.clone(),
                Subject::Maintenance(_) | Subject::Waiting(_) | Subject::Missing | Subject::Failed(_) => None,
            });
            let ticket = state.detail.as_mut().map(|(_, slot)| slot.begin())?;
            Some((of, id, known, is_whole, ticket))
        });
        let Some((of, id, known, is_whole, ticket)) = wanted else { return };
        let Some(attempt) = self.0.sources.borrow().incident(id, known, is_whole) else {
            // A snapshot is all there is: what its list does not have is not there.
            return self.change(|state| state.detail = None);
        };
        let page = self.clone();
        spawn_local(async move {
            let result = attempt.await;
            let now = clock::now();
            let retry_after = result.as_ref().map_or_else(|error| error.retry_after, |(_, retry_after)| *retry_after);
            if let Some(length) = retry_after {
                // The list may have been asked for a longer rest.
                page.0.not_before.set(page.0.not_before.get().max(Some(now.after(length))));
            }
            page.change(|state| {
                // Another screen may be shown by now: its answer is not wanted any more.
                if let Some((_, slot)) = state.detail.as_mut().filter(|(shown, _)| *shown == of) {
                    slot.settle(ticket, result.map(|(incident, _)| answer_of(incident, now)), now);
                }
            });
            page.show();
        });
    }
}

impl State {
    fn shown_data(&self) -> Option<StatusData> {
        self.data.state().answer().map(|answer| answer.data.clone())
    }

    /// Folds the texts of the data for a search, once.
    fn fold_texts(&mut self) {
        let Some(data) = self.shown_data() else { return };
        let is_it = |before: &StatusData| {
            Arc::ptr_eq(&before.incidents, &data.incidents) && Arc::ptr_eq(&before.maintenances, &data.maintenances)
        };
        if self.search.words.is_empty() {
            self.searched = None;
        } else if !self.searched.as_ref().is_some_and(|(before, _)| is_it(before)) {
            self.searched = self.search.texts(&data).map(|texts| (data, texts));
        }
    }

    /// Whether the only data is the page's own, which is no more than it shows. It may be current all the same.
    fn is_partial(&self) -> bool {
        let shown = self.data.state().answer().map(|answer| &answer.data);
        shown.zip(self.part.as_ref()).is_some_and(|(shown, part)| Arc::ptr_eq(&shown.incidents, &part.incidents))
    }

    /// Whether nothing may be said of the present, however young the answer is.
    fn is_withdrawn(&self) -> bool {
        self.withdrawn || self.interference.is_ongoing()
    }

    fn assessment(&self) -> Assessment {
        let assessment = Assessment::of(self.data.state().answer(), self.now);
        if self.is_withdrawn() { assessment.in_the_past() } else { assessment }
    }

    /// The present, as far as it is known.
    fn present(&self) -> Option<Timestamp> {
        self.data.state().answer()?.present_at_least(self.now)
    }

    /// Until when nothing that is upcoming begins.
    fn next_turn(&self) -> Option<Timestamp> {
        next_turn(&self.data.state().answer()?.data, self.present()?)
    }

    /// The same by the monotonic clock, where it comes before `until`.
    fn turns_at(&self, until: MonotonicInstant) -> MonotonicInstant {
        let turn = || Some(self.now?.after(self.next_turn()?.since(self.present()?)));
        turn().map_or(until, |turn| turn.min(until))
    }

    fn waiting(&self) -> Waiting {
        match self.data.state() {
            Remote::Loading { since } => match self.now {
                Some(now) if now.since(*since) >= BRIEFLY => Waiting::Visibly,
                Some(_) | None => Waiting::Briefly,
            },
            Remote::Ready(_) | Remote::Stale(..) | Remote::Failed(_) => Waiting::Over,
        }
    }

    fn clock(&self) -> Clock {
        let Some(now) = self.now else { return Clock::default() };
        // After the guard withdrew it, or the machine slept, this clock can't measure its age.
        let answer = self.data.state().answer().filter(|_| !self.is_withdrawn());
        Clock {
            present: answer.and_then(|answer| answer.present(now)),
            age: answer.and_then(|answer| answer.age(now)),
            next: self.next.map(|next| next.since(now)),
            received: if self.asking { (document::received() / 1e5) as u32 } else { 0 },
        }
    }

    fn formatting(&self, config: &Arc<Config>) -> Formatting {
        let mut service_zone: Option<SharedZone> = None;
        if let Some(zone) = config.service_hours.as_ref().and_then(|hours| BrowserZone::named(&hours.zone)) {
            service_zone = Some(Arc::new(zone));
        }
        let (links, zone) = (self.links.clone(), self.zone.clone());
        Formatting { config: config.clone(), links, zone, service_zone, text: self.text }
    }

    fn page_view(
        &self,
        config: &Arc<Config>,
        clock: SharedClock,
        act: Arc<dyn Fn(PageAction) + Send + Sync>,
    ) -> PageView {
        let (data, waiting) = (self.shown_data(), self.waiting());
        PageView {
            subject: self.subject(data.as_ref(), waiting),
            formatting: self.formatting(config),
            route: self.route.clone(),
            is_embed: self.is_embed,
            data,
            months: self.months.clone().filter(|_| self.is_partial()),
            past: self.past.clone().filter(|_| self.is_partial()),
            assessment: self.assessment(),
            present: self.present(),
            waiting,
            trouble: self.data.state().failure().map(|failure| failure.error.clone()),
            interfered: self.interference.is_ongoing(),
            asking: self.asking,
            paused: self.paused,
            zone_choice: self.zone_choice,
            day: self.day.clone(),
            search: self.search.clone(),
            more_results: self.more_results,
            has_copied: self.has_copied,
            searched: self.searched.as_ref().map(|(_, texts)| texts.clone()),
            config_problems: self.config_problems.clone(),
            announcement: self.announcements.first().cloned().unwrap_or_default(),
            clock,
            act,
        }
    }

    /// Announces changes to screen readers: of things as a whole, then incident by incident. A refresh
    /// that nobody asked for and that changed nothing says nothing.
    fn announce(&mut self, config: &Arc<Config>) {
        let assessment = self.assessment();
        let subject = match self.subject(self.shown_data().as_ref(), Waiting::Over) {
            Subject::Found(incident) => Some(incident),
            Subject::Maintenance(_) | Subject::Waiting(_) | Subject::Missing | Subject::Failed(_) => None,
        };
        let before = self.known.take();
        let shown = self.data.state().answer().filter(|answer| answer.source.is_current());
        let data = shown.map(|answer| answer.data.clone());
        let known = Known {
            overall: assessment.overall,
            fresh: assessment.fresh,
            open: assessment.open,
            data: data.or_else(|| before.as_ref()?.data.clone()),
            subject,
            present: self.present(),
        };
        let mut said = before.as_ref().map_or_else(Vec::new, |before| self.news_since(before, &known));
        // The page of one incident announces its end as soon as it has it.
        let is_untold = |before: &Known| said.is_empty() && known.subject.is_none() && before.open != known.open;
        let is_other = |before: &Known| (before.overall, before.fresh) != (known.overall, known.fresh);
        if before.is_some_and(|before| is_other(&before) || is_untold(&before)) {
            said.insert(0, self.formatting(config).headline(&assessment).whole());
        }
        self.known = Some(known);
        if let Some(checked) = self.checked.take()
            && said.is_empty()
        {
            said.push(checked);
        }
        if let Some(now) = self.now.filter(|_| self.announcements.is_empty()) {
            self.announced = now;
        }
        self.announcements.append(&mut said);
        self.announcements.truncate(ANNOUNCEMENTS_MAX);
    }

    /// The changes of incidents. The page of one is about that one: of the others it only says that they are open.
    fn news_since(&self, before: &Known, known: &Known) -> Vec<String> {
        let mut said = Vec::new();
        let mut note = |old: Option<&Incident>, new: &Incident, is_wanted: fn(News) -> bool| {
            let found = news(old, before.present, new, known.present).filter(|news| is_wanted(*news));
            said.extend(found.map(|news| self.text.news(news, new)));
        };
        let own = known.subject.as_deref();
        if let (Some(old), Some(new)) =
            (before.subject.as_deref().filter(|old| own.is_some_and(|own| own.id == old.id)), own)
        {
            note(Some(old), new, |_| true);
        }
        if let (Some(old), Some(new)) = (&before.data, &known.data) {
            let (old, new) = (&old.incidents, &new.incidents);
            let is_wanted = if own.is_some() { |news| matches!(news, News::New | News::Reopened) } else { |_| true };
            let mut open: Vec<&Incident> = new.open();
            let ended = old.open().into_iter().filter_map(|incident| new.find(&incident.id));
            open.extend(ended.filter(|incident| !incident.is_open()));
            for incident in open.into_iter().filter(|incident| own.is_none_or(|own| own.id != incident.id)) {
                note(old.find(&incident.id), incident, is_wanted);
            }
        }
        if let (Some(old), Some(new), None) = (&before.data, &known.data, own) {
            for maintenance in new.maintenances.maintenances() {
                let was_active =
                    old.maintenances.find(&maintenance.id).map(|old| old.state(before.present).is_active());
                let name = self.text.shared().maintenance_name(&maintenance.name);
                match (was_active, maintenance.state(known.present).is_active()) {
                    (Some(true), false) => said.push(self.text.news_ended(name)),
                    (Some(false) | None, true) => said.push(self.text.news_started(name)),
                    (Some(true), true) | (Some(false) | None, false) => {}
                }
            }
        }
        said
    }

    /// Takes away what screen readers have had their time for. Returns whether there was such an announcement.
    fn end_announcement(&mut self, now: MonotonicInstant) -> bool {
        let is_over = !self.announcements.is_empty() && now.since(self.announced) >= SAID;
        if is_over {
            self.announcements.remove(0);
            self.announced = now;
        }
        is_over
    }

    fn id_of(&self, of: &ItemRef) -> Option<IncidentId> {
        let data = self.shown_data();
        let mut listed = data.iter().flat_map(|data| data.incidents.incidents());
        let listed = listed.find(|incident| of.names(incident.id.as_str()));
        listed.map(|incident| incident.id.clone()).or_else(|| IncidentId::new(of.id()?))
    }

    /// The incident of the address: the one requested separately if possible, else the list's.
    fn subject(&self, data: Option<&StatusData>, waiting: Waiting) -> Subject {
        let listed = subject_in(data, &self.route, waiting);
        let Some((_, slot)) = &self.detail else { return listed };
        // A source that has the list but no single incidents doesn't make it gone.
        let gone = slot.state().failure().is_some_and(|failure| failure.error.cause == Cause::NotFound)
            && !matches!(listed, Subject::Found(_));
        match (slot.state(), listed) {
            _ if gone => Subject::Missing,
            // The list is the younger of the two.
            (Remote::Stale(answer, _), Subject::Found(listed)) => {
                let timeline = listed.timeline.clone().or_else(|| answer.data.timeline.clone().map(Timeline::in_part));
                Subject::Found(Arc::new(Incident { timeline, ..Incident::clone(&listed) }))
            }
            (Remote::Ready(answer) | Remote::Stale(answer, _), _) => Subject::Found(answer.data.clone()),
            (_, Subject::Found(incident)) => Subject::Found(incident),
            (Remote::Failed(failure), _) => Subject::Failed(failure.error.clone()),
            (Remote::Loading { .. }, Subject::Waiting(waiting)) => Subject::Waiting(waiting),
            (Remote::Loading { .. }, Subject::Maintenance(_) | Subject::Missing | Subject::Failed(_)) => {
                Subject::Waiting(Waiting::Visibly)
            }
        }
    }
}

/// A single incident has no time: the list shows how current the page is.
fn answer_of(incident: Incident, now: MonotonicInstant) -> Answer<Arc<Incident>> {
    Answer {
        data: Arc::new(incident),
        source: Source::Live,
        as_of: None,
        age_on_arrival: None,
        received: now,
        stale_after: Duration::from_millis(0),
    }
}
