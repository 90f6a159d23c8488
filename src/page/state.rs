//! The state of the public page: one loop that asks, one set of signals that the screens read.

use super::source::{Incidents, Sources};
use crate::api::ApiError;
use crate::config::{Config, ConfigProblem};
use crate::domain::{Incident, IncidentId, IncidentList, Length};
use crate::message;
use crate::platform::listen::Listener;
use crate::platform::timer::Timer;
use crate::platform::wake::Wake;
use crate::platform::zone::BrowserZone;
use crate::platform::{clock, document, storage};
use crate::remote::{Moment, Remote, Slot, Standing, pause};
use crate::route::{IncidentRef, Links, Route};
use crate::view::{self, Context, Feed, SharedZone, Subject, Trouble, Waiting, ZoneChoice};
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::sync::Arc;

/// How long nothing is shown before a placeholder is.
const BRIEFLY: Length = super::BRIEFLY;
/// How often the page looks at its clock while it is seen.
const TICK: Length = Length::from_seconds(1);
/// How long the guard waits for the next tick before it takes the app for dead.
const HEARTBEAT: Length = Length::from_seconds(10);
/// A wall clock that gains more than this on the monotonic one between two looks: the machine slept.
const SLEPT: Length = Length::from_seconds(10);
/// Where the choice of zone is kept, behind the site's root.
const ZONE_KEY: &str = "zone";

/// The public page.
#[derive(Clone)]
pub struct Page(Rc<Inner>);

struct Inner {
    config: Arc<Config>,
    root: String,
    sources: RefCell<Option<Sources>>,
    wake: Wake,
    /// Somebody asked by hand: neither a pause nor `Retry-After` holds it back.
    by_hand: Cell<bool>,
    /// The wall clock less the monotonic one, when last looked at: the two part when the machine sleeps, because the
    /// monotonic clock may stand still meanwhile.
    parted: Cell<Option<i64>>,
    /// Until when the server asked to be left alone.
    not_before: Cell<Option<Moment>>,
    signals: Signals,
}

/// What the screens follow. All of it is `Copy`, and lives as long as the page.
#[derive(Clone, Copy)]
struct Signals {
    /// The list of incidents and the order of its attempts.
    incidents: RwSignal<Slot<Arc<IncidentList>>>,
    /// The list alone, changed only when it is another.
    list: RwSignal<Option<Arc<IncidentList>>>,
    /// The incident that the address names, asked for by itself.
    detail: RwSignal<Option<Detail>>,
    /// The monotonic clock, every second while the page is seen; `None` until the app has taken over.
    now: RwSignal<Option<Moment>>,
    /// Whether the guard withdrew the present tense since the last answer.
    withdrawn: RwSignal<bool>,
    /// When the page asks again by itself.
    next: RwSignal<Option<Moment>>,
    asking: RwSignal<bool>,
    paused: RwSignal<bool>,
    route: RwSignal<Route>,
    links: RwSignal<Links>,
    zone: RwSignal<SharedZone>,
    zone_choice: RwSignal<ZoneChoice>,
    config_problems: RwSignal<Arc<Vec<ConfigProblem>>>,
}

/// The incident of the address, with the order of its attempts.
#[derive(Clone)]
struct Detail {
    of: IncidentRef,
    slot: Slot<Arc<Incident>>,
}

/// A number from 0 to 1.
pub fn random() -> f64 {
    js_sys::Math::random()
}

impl Page {
    /// The page at rest: what it carries, and no present.
    pub fn new(config: Config, problems: Vec<ConfigProblem>, embedded: Option<Incidents>) -> Self {
        let links = document::links();
        let config = Arc::new(config);
        let mut slot = Slot::new(clock::now());
        let mut list = None;
        if let Some(answer) = embedded {
            list = Some(answer.data.clone());
            slot.offer(answer);
        }
        // With content of its own the document's first frame has relative links, as it was published.
        let first_links = if list.is_some() { document::links_at_rest() } else { links.clone() };
        let configured = config.time_zone.as_deref().and_then(BrowserZone::named);
        let first_zone: SharedZone = match (configured, list.is_some()) {
            (Some(zone), _) => Arc::new(zone),
            (None, true) => Context::utc(),
            (None, false) => Arc::new(BrowserZone::visitor()),
        };
        let signals = Signals {
            incidents: RwSignal::new(slot),
            list: RwSignal::new(list),
            detail: RwSignal::new(None),
            now: RwSignal::new(None),
            withdrawn: RwSignal::new(false),
            next: RwSignal::new(None),
            asking: RwSignal::new(false),
            paused: RwSignal::new(false),
            route: RwSignal::new(document::route(&links)),
            links: RwSignal::new(first_links),
            zone: RwSignal::new(first_zone),
            zone_choice: RwSignal::new(ZoneChoice::Local),
            config_problems: RwSignal::new(Arc::new(problems)),
        };
        let sources = RefCell::new(Some(Sources::new(&config, &links)));
        Self(Rc::new(Inner {
            config,
            root: links.root,
            sources,
            wake: Wake::default(),
            by_hand: Cell::new(false),
            parted: Cell::new(None),
            not_before: Cell::new(None),
            signals,
        }))
    }

    /// The whole page; the same tree that is prerendered.
    pub fn view(&self) -> impl IntoView + use<> {
        let signals = self.0.signals;
        let standing = Memo::new(move |_| {
            let now = signals.now.get().filter(|_| !signals.withdrawn.get());
            signals.incidents.with(|slot| Standing::of(slot.state(), now))
        });
        let present = Memo::new(move |_| {
            let now = signals.now.get()?;
            signals.incidents.with(|slot| slot.state().answer()?.present(now))
        });
        let context = Context {
            config: self.0.config.clone(),
            links: signals.links.into(),
            zone: signals.zone.into(),
            present: present.into(),
        };
        provide_context(context);
        let feed = self.feed(standing);
        follow_title_and_icon(&self.0.config, signals, standing);
        view::page(feed, signals.route.into(), subject(signals, feed.waiting))
    }

    fn feed(&self, standing: Memo<Standing>) -> Feed {
        let signals = self.0.signals;
        let waiting = Memo::new(move |_| {
            signals.incidents.with(|slot| match slot.state() {
                Remote::Loading { since } => match signals.now.get() {
                    Some(now) if now.since(*since) >= BRIEFLY => Waiting::Visibly,
                    Some(_) | None => Waiting::Briefly,
                },
                Remote::Ready(_) | Remote::Stale(..) | Remote::Failed(_) => Waiting::Over,
            })
        });
        let trouble = Memo::new(move |_| {
            let error = signals.incidents.with(|slot| slot.state().failure().map(|failure| failure.error.clone()))?;
            let next = signals.next.get().and_then(|next| Some(next.since(signals.now.get()?)));
            Some(Trouble { error, next })
        });
        let age = Memo::new(move |_| {
            let now = signals.now.get()?;
            signals.incidents.with(|slot| slot.state().answer()?.age(now))
        });
        // Callbacks want something sendable; the page itself stays on the one thread that there is.
        let page = StoredValue::new_local(self.clone());
        let act = move |act: fn(&Page)| {
            if let Some(page) = page.try_get_value() {
                act(&page);
            }
        };
        Feed {
            list: signals.list.into(),
            standing: standing.into(),
            waiting: waiting.into(),
            trouble: trouble.into(),
            age: age.into(),
            asking: signals.asking.into(),
            paused: signals.paused.into(),
            zone_choice: signals.zone_choice.into(),
            config_problems: signals.config_problems.into(),
            refresh: Callback::new(move |()| act(Page::ask_by_hand)),
            pause: Callback::new(move |paused| act(if paused { Page::pause } else { Page::resume })),
            choose_zone: Callback::new(move |choice| {
                act(match choice {
                    ZoneChoice::Local => Page::choose_local,
                    ZoneChoice::Utc => Page::choose_utc,
                });
            }),
        }
    }

    /// Turns to the present tense and begins to ask. Everything that it starts lives as long as the document.
    pub fn run(&self) {
        self.settle_in();
        std::mem::forget(self.tick());
        std::mem::forget(self.listen());
        leptos::task::spawn_local(self.clone().ask_forever());
    }

    /// Shows that the configuration cannot be had, and waits until it is worth asking again.
    pub async fn rest_without_config(&self, error: ApiError, wait: Length) {
        self.settle_in();
        let _ticks = self.tick();
        let _listeners = self.listen();
        let signals = self.0.signals;
        let now = clock::now();
        signals.incidents.update(|slot| {
            let ticket = slot.begin();
            slot.settle(ticket, Err(error), now);
        });
        signals.next.set(Some(now.after(wait)));
        self.0.wake.sleep(Some(wait)).await;
    }

    /// The second step after take-over: absolute links, the visitor's zone, the present.
    fn settle_in(&self) {
        let signals = self.0.signals;
        document::set_attribute("data-app", "running");
        let links = document::links();
        if signals.links.with_untracked(|shown| *shown != links) {
            signals.links.set(links);
        }
        if storage::read(&self.key(ZONE_KEY)).as_deref() == Some("utc") {
            self.choose_utc();
        } else {
            self.choose_local();
        }
        signals.now.set(Some(clock::now()));
    }

    fn key(&self, name: &str) -> String {
        format!("statuspane:{}:{name}", self.0.root)
    }

    /// The clock of the page. It stands still while nobody sees the page.
    fn tick(&self) -> Timer {
        let page = self.clone();
        // The placeholder is due before the first second is over.
        let signals = self.0.signals;
        let first = Timer::once(BRIEFLY, move || signals.now.set(Some(clock::now())));
        Timer::every(TICK, move || {
            let _ = &first;
            if !document::is_hidden() {
                page.look_at_clock();
            }
        })
    }

    /// Notes the time, and promises the guard no more than it may.
    fn look_at_clock(&self) {
        let signals = self.0.signals;
        let now = clock::now();
        let parted = clock::wall().millis() - now.millis();
        let slept = self.0.parted.replace(Some(parted)).is_some_and(|before| parted - before > SLEPT.millis());
        if document::take_withdrawal() || slept {
            signals.withdrawn.set(true);
            self.0.wake.ring();
        }
        signals.now.set(Some(now));
        let recent = signals.incidents.with_untracked(|slot| slot.state().answer()?.recent_until(now));
        if let Some(recent) = recent.filter(|_| !signals.withdrawn.get_untracked()) {
            // Hidden, the page does not tick, and nothing in it runs that could fail: the data's own term counts.
            let heartbeat = if document::is_hidden() { recent } else { now.after(HEARTBEAT) };
            document::promise_until(heartbeat.min(recent));
        }
    }

    fn listen(&self) -> Vec<Listener> {
        let window = window();
        let target = document();
        let on = |page: &Self, act: fn(&Self)| {
            let page = page.clone();
            move |_| act(&page)
        };
        let click = {
            let page = self.clone();
            move |event: web_sys::Event| page.follow(&event)
        };
        vec![
            Listener::new(
                &target,
                "visibilitychange",
                on(self, |page| {
                    page.look_at_clock();
                    if !document::is_hidden() {
                        page.0.wake.ring();
                    }
                }),
            ),
            Listener::new(&window, "online", on(self, |page| page.0.wake.ring())),
            Listener::new(&window, "popstate", on(self, |page| page.show(false))),
            Listener::new(&target, "click", click),
        ]
    }

    /// Follows a link to another screen without leaving the document.
    fn follow(&self, event: &web_sys::Event) {
        let links = self.0.signals.links.get_untracked();
        if let Some(address) = document::clicked_link(event, &links) {
            event.prevent_default();
            document::push_address(&address);
            self.show(true);
        }
    }

    /// Shows the screen of the address. A link leads to its top; "back" leaves the place to the browser.
    fn show(&self, from_link: bool) {
        let signals = self.0.signals;
        let route = document::route(&signals.links.get_untracked());
        if signals.route.with_untracked(|shown| *shown == route) {
            return;
        }
        signals.route.set(route);
        self.ask_detail();
        // The new screen is in the document after this task.
        leptos::task::spawn_local(async move {
            leptos::task::tick().await;
            if from_link {
                document::scroll_to_top();
            }
            document::focus("main h1");
        });
    }

    fn ask_by_hand(&self) {
        self.0.by_hand.set(true);
        self.0.wake.ring();
    }

    fn pause(&self) {
        self.0.signals.paused.set(true);
        self.0.signals.next.set(None);
        self.0.wake.ring();
    }

    fn resume(&self) {
        self.0.signals.paused.set(false);
        self.0.wake.ring();
    }

    fn choose_utc(&self) {
        let signals = self.0.signals;
        signals.zone_choice.set(ZoneChoice::Utc);
        signals.zone.set(Context::utc());
        // Not kept means chosen again next time; nothing else depends on it.
        let _ = storage::write(&self.key(ZONE_KEY), "utc");
    }

    fn choose_local(&self) {
        let signals = self.0.signals;
        let configured = self.0.config.time_zone.as_deref().and_then(BrowserZone::named);
        signals.zone_choice.set(ZoneChoice::Local);
        signals.zone.set(Arc::new(configured.unwrap_or_else(BrowserZone::visitor)));
        storage::forget(&self.key(ZONE_KEY));
    }

    /// Asks, rests, asks again: one attempt at a time, none while nobody sees the page.
    async fn ask_forever(self) {
        let signals = self.0.signals;
        loop {
            let by_hand = self.0.by_hand.take();
            let early = self.0.not_before.get().and_then(|until| {
                let left = until.since(clock::now());
                (left.millis() > 0).then_some(left)
            });
            if !by_hand && (document::is_hidden() || signals.paused.get_untracked()) {
                signals.next.set(None);
                self.0.wake.sleep(None).await;
                continue;
            }
            if let Some(left) = early.filter(|_| !by_hand) {
                self.0.wake.sleep(Some(left)).await;
                continue;
            }
            self.0.wake.hush();
            let wait = self.ask().await;
            if !signals.paused.get_untracked() {
                signals.next.set(Some(clock::now().after(wait)));
            }
            self.0.wake.sleep(Some(wait)).await;
        }
    }

    /// One attempt. Returns how long to rest.
    async fn ask(&self) -> Length {
        let signals = self.0.signals;
        let Some(mut sources) = self.0.sources.take() else { return TICK };
        signals.asking.set(true);
        signals.next.set(None);
        let ticket = signals.incidents.try_update_untracked(Slot::begin);
        let shown = signals.list.get_untracked();
        let late = Timer::once(BRIEFLY, {
            // What this browser kept is shown when the answer takes long.
            let kept = if shown.is_none() { sources.kept() } else { None };
            let kept = Cell::new(kept);
            let page = self.clone();
            move || {
                if let Some(kept) = kept.take() {
                    page.offer(kept);
                }
            }
        });
        let result = sources.ask(shown.as_deref()).await;
        drop(late);
        if result.is_err()
            && signals.list.with_untracked(Option::is_none)
            && let Some(kept) = sources.kept()
        {
            self.offer(kept);
        }
        self.0.sources.replace(Some(sources));
        let now = clock::now();
        let error = result.as_ref().err().cloned();
        signals.now.set(Some(now));
        if let Some(ticket) = ticket {
            signals.incidents.update(|slot| {
                slot.settle(ticket, result, now);
            });
        }
        self.list_follows();
        signals.asking.set(false);
        if error.is_none() {
            signals.withdrawn.set(false);
            document::remove_attribute("data-withdrawn");
        }
        self.look_at_clock();
        self.ask_detail();
        let failures = signals.incidents.with_untracked(|slot| slot.state().failure().map_or(0, |f| f.attempts));
        let retry_after = error.and_then(|error| error.retry_after);
        self.0.not_before.set(retry_after.map(|length| now.after(length)));
        pause(Length::from_seconds(self.0.config.refresh_seconds), failures, retry_after, random())
    }

    fn offer(&self, answer: Incidents) {
        self.0.signals.incidents.update(|slot| {
            slot.offer(answer);
        });
        self.list_follows();
    }

    /// The screens hear of a list only when it is another: a refresh that changed nothing touches nothing.
    fn list_follows(&self) {
        let signals = self.0.signals;
        let answer = signals.incidents.with_untracked(|slot| slot.state().answer().map(|answer| answer.data.clone()));
        if signals.list.with_untracked(|shown| *shown != answer) {
            signals.list.set(answer);
        }
    }

    /// Asks for the incident that the address names, by itself: the list may not have its entries, or not have it.
    fn ask_detail(&self) {
        let signals = self.0.signals;
        let Route::Incident(of) = signals.route.get_untracked() else {
            return signals.detail.set(None);
        };
        let Some(id) = self.id_of(&of) else { return };
        let Some(attempt) = self.0.sources.borrow().as_ref().and_then(|sources| sources.incident(id)) else { return };
        if signals.detail.with_untracked(|detail| detail.as_ref().is_none_or(|detail| detail.of != of)) {
            signals.detail.set(Some(Detail { of: of.clone(), slot: Slot::new(clock::now()) }));
        }
        let ticket = signals.detail.try_update_untracked(|detail| detail.as_mut().map(|detail| detail.slot.begin()));
        let Some(Some(ticket)) = ticket else { return };
        leptos::task::spawn_local(async move {
            let result = attempt.await;
            let now = clock::now();
            signals.detail.update(|detail| {
                // Another screen may be shown by now: its answer is not wanted any more.
                if let Some(detail) = detail.as_mut().filter(|detail| detail.of == of) {
                    detail.slot.settle(ticket, result.map(|incident| answer_of(incident, now)), now);
                }
            });
        });
    }

    fn id_of(&self, of: &IncidentRef) -> Option<IncidentId> {
        let listed =
            |list: &Arc<IncidentList>| Some(list.incidents().iter().find(|incident| of.names(incident))?.id.clone());
        self.0.signals.list.with_untracked(|list| list.as_ref().and_then(listed)).or_else(|| of.id())
    }
}

/// An incident by itself has no time of its own: the list beside it tells how current the page is.
fn answer_of(incident: Incident, now: Moment) -> crate::remote::Answer<Arc<Incident>> {
    crate::remote::Answer {
        data: Arc::new(incident),
        source: crate::remote::Source::Live,
        as_of: None,
        age_on_arrival: None,
        received: now,
        stale_after: Length::from_millis(0),
    }
}

/// The incident of the address: asked for by itself where that can be, else from the list.
fn subject(signals: Signals, waiting: Signal<Waiting>) -> Signal<Subject> {
    let subject = Memo::new(move |_| {
        let Route::Incident(of) = signals.route.get() else { return Subject::Missing };
        let listed = signals.list.with(|list| {
            let list = list.as_ref()?;
            Some(list.incidents().iter().find(|incident| of.names(incident)).cloned())
        });
        let detail = signals.detail.get().filter(|detail| detail.of == of);
        let gone = || {
            let failure = detail.as_ref()?.slot.state().failure()?.error.clone();
            Some(if failure.cause == crate::api::Cause::NotFound { Subject::Missing } else { Subject::Failed(failure) })
        };
        let found = detail.as_ref().and_then(|detail| detail.slot.state().answer()).map(|answer| answer.data.clone());
        match (found, listed) {
            // The newest list knows it no more: it was removed.
            (Some(incident), _) if gone() != Some(Subject::Missing) => Subject::Found(incident),
            (_, Some(Some(incident))) if gone() != Some(Subject::Missing) => Subject::Found(Arc::new(incident)),
            (_, Some(_)) => {
                gone().unwrap_or(if detail.is_some() { Subject::Waiting(Waiting::Visibly) } else { Subject::Missing })
            }
            (_, None) => match waiting.get() {
                Waiting::Over => gone().unwrap_or(Subject::Waiting(Waiting::Visibly)),
                briefly_or_visibly => gone().unwrap_or(Subject::Waiting(briefly_or_visibly)),
            },
        }
    });
    subject.into()
}

/// Title and icon say what the banner says.
fn follow_title_and_icon(config: &Arc<Config>, signals: Signals, standing: Memo<Standing>) {
    let title = config.title.clone();
    let name = Memo::new(move |_| {
        let Route::Incident(of) = signals.route.get() else { return None };
        let listed =
            signals.list.with(|list| Some(list.as_ref()?.incidents().iter().find(|i| of.names(i))?.name.clone()));
        listed.or_else(|| signals.detail.with(|detail| Some(detail.as_ref()?.slot.state().answer()?.data.name.clone())))
    });
    Effect::new(move |_| {
        let route = signals.route.get();
        let zone = signals.zone.get();
        let name = name.get();
        let text = |standing: &Standing| message::page::title(&title, &route, name.as_deref(), standing, &*zone);
        let standing = standing.get();
        document::set_title(&text(&standing));
        // For the guard, which puts it there when the app stops.
        document::set_attribute("data-past-title", &text(&standing.in_the_past()));
    });
    Effect::new(move |_| {
        let overall = standing.with(|standing| standing.overall);
        let links = signals.links.get();
        document::set_icon(&links.file(&format!("icons/{}.svg", overall.as_str())));
    });
}
