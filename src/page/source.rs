//! Where the public page gets its data: the live API, the published snapshot, the copy in this browser.
//!
//! `as-of` comes first, with the time and the version of the data. The lists are requested only if their version is another,
//! and never get the time of another version. An API without `as-of` is read by the headers of its list. If it had one
//! before, the attempt fails instead, as the list may come from a cache. Front pages carry everything that is open, so
//! their data counts as a list of its version; other documents don't.
//!
//! A search of updates reads the list with all entries, which a served or published site has beside an API whose list has
//! none. If that one can't be had, or is of another version, the API's list counts.
//!
//! An origin that has had no list of maintenances from the start has none, and is asked again after a while. If that list
//! fails, the maintenances known before stay, and the data counts as incomplete: the incidents are shown all the same.

use crate::browser::fetch::{Reply, get};
use crate::browser::{clock, document, storage};
use contract::config::{Config, default_stale_after};
use contract::document::path;
use contract::incident_api::decode::{self, Unreadable};
use contract::incident_api::{ApiError, Base, Cause, TIMELINES_MAX};
use contract::route::{SiteUrls, UrlStyle, names_host};
use contract::snapshot::AsOf;
use model::ascii::split;
use model::history::ORDINARY;
use model::incident::Timeline;
use model::{
    Answer, Duration, Incident, IncidentId, IncidentList, MaintenanceList, MonotonicInstant, Renames, Source,
    StatusData, Timestamp,
};
use std::cell::{Cell, RefCell};
use std::future::poll_fn;
use std::rc::Rc;
use std::task::Poll;

/// The data and its time.
pub type StatusAnswer = Answer<StatusData>;

/// The longest copy that is kept in this browser, in bytes: well under what browsers allow a site.
const KEPT_MAX: usize = 1_000_000;

/// How often one attempt asks for the time, until it has a list of the very same version.
const ROUNDS: usize = 2;

/// How long an API that lacks a call is read without it.
const TRY_AGAIN: Duration = Duration::from_seconds(3600);

/// The sources of one site.
pub struct Sources {
    live: Option<Rc<Origin>>,
    snapshot: Option<Rc<Origin>>,
    kept_at: String,
    renames: Renames,
}

/// One origin of incidents, and the versions already read from it.
struct Origin {
    /// Where an API has its other calls. A snapshot has all entries in its list.
    api: Option<Base>,
    as_of: String,
    list: String,
    /// The list with all entries, where the site has it and the API's list may lack them.
    whole_list: Option<String>,
    /// Whether a search needs all entries.
    wants_entries: Cell<bool>,
    maintenances: String,
    stale_after: Option<Duration>,
    /// The ids that components had before, to be replaced in everything that is read.
    renames: Renames,
    last: RefCell<Option<Whole>>,
    has_versions: Cell<Ability>,
    has_maintenances: Cell<Ability>,
}

/// Data with all its entries.
struct Whole {
    version: Option<String>,
    data: StatusData,
    /// The answers behind it as a copy to keep, without their time.
    copy: Option<String>,
}

/// Whether an origin has a call.
#[derive(Clone, Copy, PartialEq)]
enum Ability {
    Untried,
    Given,
    /// It didn't have it then.
    Missing(MonotonicInstant),
}

impl Ability {
    /// Since when it's known to be missing, as long as that counts.
    fn missing_since(self) -> Option<MonotonicInstant> {
        match self {
            Self::Missing(since) => Some(since).filter(|since| clock::now().since(*since) < TRY_AGAIN),
            Self::Untried | Self::Given => None,
        }
    }
}

/// Which state of the data there is, and when the answer that says so came.
struct About {
    as_of: Option<Timestamp>,
    age: Option<Duration>,
    received: MonotonicInstant,
    version: Option<String>,
    every: u32,
}

/// The results of an attempt besides its answer.
#[derive(Default)]
pub struct Read {
    /// The answer as it came, to be kept for the next visit.
    copy: Option<String>,
    /// How long a source asks to be left alone, though the attempt as a whole was good.
    pub retry_after: Option<Duration>,
}

/// Stands between the parts of a kept copy. JSON never holds it as it is.
const SEPARATOR: &str = "\u{1e}";

impl Sources {
    /// The sources that the configuration names. A published site carries a snapshot; without a live address there is
    /// nothing else to read.
    pub fn new(config: &Config, links: &SiteUrls) -> Self {
        let live = config.live.as_deref().map(|address| {
            let api = document::api_base(address, links);
            let stale_after = Some(Duration::from_seconds(config.stale_after_live()));
            let whole_list = (links.style == UrlStyle::Files).then(|| links.file(path::INCIDENTS));
            Origin::new(api.lists(), whole_list, stale_after, Some(api), config.renames())
        });
        let snapshot = (live.is_none() || document::attribute("data-snapshot").is_some()).then(|| {
            let stale_after = config.stale_after_seconds.map(Duration::from_seconds);
            let files = [path::AS_OF, path::INCIDENTS, path::MAINTENANCES];
            Origin::new(files.map(|path| links.file(path)), None, stale_after, None, config.renames())
        });
        let kept_at = ["statuspane:", &*links.root, ":last"].concat();
        Self { live, snapshot, kept_at, renames: config.renames() }
    }

    /// Asks the best source, and the next one when it fails; the error is that of the best source, the one that a
    /// deployer would mend. `shown` is the list that the page already has.
    pub fn ask(
        &self,
        shown: Option<StatusData>,
    ) -> impl Future<Output = (Result<StatusAnswer, ApiError>, Read)> + use<> {
        let sources = [self.live.clone(), self.snapshot.clone()];
        async move {
            let mut failed: Option<ApiError> = None;
            for origin in sources {
                let Some(origin) = origin else { continue };
                match origin.ask(shown.as_ref()).await {
                    Ok((answer, read)) => {
                        let earlier = failed.and_then(|error| error.retry_after);
                        return (Ok(answer), Read { retry_after: read.retry_after.max(earlier), ..read });
                    }
                    Err(error) => failed = failed.or(Some(error)),
                }
            }
            (Err(failed.unwrap_or(ApiError::of(Cause::NotFound))), Read::default())
        }
    }

    /// Treats the page's own data as the list of its version, until there is another version: all of it was readable,
    /// and it has everything that the front page shows.
    pub fn carry(&self, data: &StatusData, version: Option<String>) {
        let has_entries = data.incidents.open().iter().all(|incident| incident.timeline.is_some());
        for origin in [&self.live, &self.snapshot] {
            let Some(origin) = origin else { continue };
            // A snapshot has no more entries than its list, an API may.
            if version.is_some() && data.is_complete() && (has_entries || origin.api.is_none()) {
                let whole = Whole { version: version.clone(), data: data.clone(), copy: None };
                origin.last.replace(Some(whole));
            }
        }
    }

    /// Has the next attempt ask for the list, whatever its version.
    pub fn forget(&self) {
        for origin in [&self.live, &self.snapshot] {
            let Some(origin) = origin else { continue };
            origin.last.replace(None);
        }
    }

    /// Says whether a search needs all entries. Returns whether the next list will have more of them than the last one.
    pub fn want_entries(&self, is_wanted: bool) -> bool {
        let live = self.live.as_ref().filter(|live| live.whole_list.is_some());
        live.is_some_and(|live| !live.wants_entries.replace(is_wanted) && is_wanted)
    }

    /// Makes the next attempt check anew which features the live API has.
    pub fn try_everything(&self) {
        if let Some(live) = &self.live {
            for ability in [&live.has_versions, &live.has_maintenances] {
                if ability.get() != Ability::Given {
                    ability.set(Ability::Untried);
                }
            }
        }
    }

    /// Stores the result of an attempt for the next visit. Nothing is lost if the browser refuses.
    pub fn took(&self, read: Read) {
        if let Some(copy) = read.copy.filter(|copy| copy.len() <= KEPT_MAX) {
            let _ = storage::write(&self.kept_at, &copy);
        }
    }

    /// A single incident with its entries from the live API; `None` without a live API. Without its
    /// entries it has those that were `known`; where these are the whole of them (`is_whole`), it isn't asked for others. Beside it, how long the API asks to be left alone.
    ///
    /// # Errors
    /// Those of the call.
    pub fn incident(
        &self,
        id: IncidentId,
        known: Option<Timeline>,
        is_whole: bool,
    ) -> Option<impl Future<Output = Result<(Incident, Option<Duration>), ApiError>> + use<>> {
        let live = self.live.as_ref()?.api.clone()?;
        let renames = self.renames.clone();
        Some(async move {
            let reply = get(&live.incident(&id)).await?;
            let mut incident = decode::decode_incident(&reply.body)?;
            if is_whole {
                incident.timeline = known;
                return Ok((incident, None));
            }
            let reply = get(&live.entries(&id)).await;
            let read = reply.and_then(|reply| Ok(decode::decode_timeline(&reply.body)?));
            let retry_after = read.as_ref().err().and_then(|error| error.retry_after);
            incident.timeline = read.ok().or_else(|| known.map(Timeline::in_part));
            renames.rename_in(&mut incident);
            Ok((incident, retry_after))
        })
    }

    /// The last good answer that this browser kept.
    pub fn kept(&self) -> Option<StatusAnswer> {
        let copy = storage::read(&self.kept_at)?;
        let mut parts = split(&copy, SEPARATOR.as_bytes()[0]);
        let as_of = Timestamp::parse(parts.next()?)?;
        let mut list = decode::decode_list(parts.next()?).ok()?;
        let mut maintenances = match parts.next()? {
            "" => MaintenanceList::default(),
            body => decode::decode_maintenances(body).ok()?.0.public(),
        };
        while let (Some(id), Some(timeline)) = (parts.next(), parts.next()) {
            list.set_timeline(&IncidentId::new(id)?, decode::decode_timeline(timeline).ok()?);
        }
        self.renames.apply(&mut list, &mut maintenances);
        Some(Answer {
            data: StatusData::new(list, maintenances),
            source: Source::Stored,
            as_of: Some(as_of),
            age_on_arrival: None,
            received: clock::now(),
            stale_after: Duration::from_millis(0),
        })
    }
}

impl Origin {
    fn new(
        addresses: [String; 3],
        whole_list: Option<String>,
        stale_after: Option<Duration>,
        api: Option<Base>,
        renames: Renames,
    ) -> Rc<Self> {
        let [as_of, list, maintenances] = addresses;
        Rc::new(Self {
            api,
            as_of,
            list,
            whole_list,
            wants_entries: Cell::new(false),
            maintenances,
            stale_after,
            renames,
            last: RefCell::default(),
            has_versions: Cell::new(Ability::Untried),
            has_maintenances: Cell::new(Ability::Untried),
        })
    }

    /// Asks for the time and the version of the data, and for the lists only when the last ones are of another version.
    async fn ask(&self, shown: Option<&StatusData>) -> Result<(StatusAnswer, Read), ApiError> {
        for round in 1..=ROUNDS {
            let about = self.about().await?;
            if let Some(about) = &about {
                let last = self.last.borrow();
                if let Some(last) = last.as_ref().filter(|last| last.version == about.version) {
                    return Ok(self.answer(about, &last.data, last.copy.as_deref(), None));
                }
            }
            let whole_list = self.whole_list.as_ref().filter(|_| round < ROUNDS && self.wants_entries.get());
            let mut addresses = vec![whole_list.unwrap_or(&self.list).clone()];
            if self.has_maintenances.get().missing_since().is_none() {
                addresses.push(self.maintenances.clone());
            }
            let mut replies = get_all(addresses).await;
            let maintenances = if replies.len() > 1 { replies.pop() } else { None };
            let Some(reply) = replies.pop() else { continue };
            let read = reply.and_then(|reply| Ok((decode::decode_versioned_list(&reply.body)?, reply)));
            if whole_list.is_some() && read.is_err() {
                continue;
            }
            let ((mut list, version), reply) = read?;
            let about = match about {
                // Something changed between the two, or a cache has an old answer of one: the list would get a time that
                // is not its own.
                Some(about) if about.version != version => continue,
                Some(about) => about,
                None => {
                    let since = self.has_versions.get().missing_since().unwrap_or(clock::now());
                    self.has_versions.set(Ability::Missing(since));
                    About::of_list(&reply, version)
                }
            };
            let FetchedMaintenances { list: mut maintenances, body, retry_after: asked } =
                match self.fetched_maintenances(maintenances, &about.version, shown) {
                    Some(fetched) => fetched,
                    None if round < ROUNDS => continue,
                    None => FetchedMaintenances::outdated(shown),
                };
            let mut copy = copy_of(&list, &reply.body, body);
            // A page that came with its components keeps them, though an API's list has none.
            if let Some(shown) = shown {
                list.keep_affected(&shown.incidents, about.as_of);
            }
            let (mut is_whole, of_others, retry_after) =
                self.add_entries(&mut list, &about.version, &mut copy, shown).await;
            is_whole &= !maintenances.is_outdated();
            if of_others && round < ROUNDS {
                continue;
            }
            self.renames.apply(&mut list, &mut maintenances);
            let data = StatusData::new(list, maintenances);
            let answer = self.answer(&about, &data, copy.as_deref(), retry_after.max(asked));
            self.last.replace(is_whole.then_some(Whole { version: about.version, data, copy }));
            return Ok(answer);
        }
        Err(Unreadable::OtherShape.into())
    }

    fn answer(
        &self,
        about: &About,
        data: &StatusData,
        copy: Option<&str>,
        retry_after: Option<Duration>,
    ) -> (StatusAnswer, Read) {
        let answer = Answer {
            data: data.clone(),
            source: if self.api.is_some() { Source::Live } else { Source::Snapshot },
            as_of: about.as_of,
            age_on_arrival: about.age,
            received: about.received,
            stale_after: self.stale_after.unwrap_or(Duration::from_seconds(default_stale_after(about.every))),
        };
        let copy = about.as_of.and_then(|as_of| Some(as_of.to_wire() + copy?));
        (answer, Read { copy, retry_after })
    }

    /// The time and the version of the data; `None` where an API has no call for them.
    async fn about(&self) -> Result<Option<About>, ApiError> {
        if self.has_versions.get().missing_since().is_some() {
            return Ok(None);
        }
        let read = get(&self.as_of).await.and_then(|reply| Ok((AsOf::decode(&reply.body)?, reply)));
        match read {
            Ok((AsOf { as_of, version, every_seconds }, reply)) => {
                self.has_versions.set(Ability::Given);
                // A cache on the way may give its own date to an old answer, or hand it on with its first date and
                // state how long ago that was. The older reading counts.
                let age = reply.date.and_then(|date| age_at(date.plus_millis(reply.held.millis()), as_of));
                Ok(Some(About {
                    as_of: Some(as_of),
                    age: age.map(|age| age.max(reply.held)),
                    received: clock::now(),
                    version: Some(version),
                    every: every_seconds.unwrap_or(0),
                }))
            }
            Err(error) if self.may_lack_versions(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The maintenances by the answer to the call for them, which wasn't made where there is none; `None` when it belongs to
    /// another version.
    fn fetched_maintenances(
        &self,
        reply: Option<Result<Reply, ApiError>>,
        version: &Option<String>,
        shown: Option<&StatusData>,
    ) -> Option<FetchedMaintenances> {
        let Some(reply) = reply else { return Some(FetchedMaintenances::default()) };
        let read = reply.and_then(|reply| Ok((decode::decode_maintenances(&reply.body)?, reply.body)));
        match read {
            Ok(((list, of), body)) => {
                self.has_maintenances.set(Ability::Given);
                let body = if list.unreadable() == 0 { Some(body) } else { None };
                (of == *version).then(|| FetchedMaintenances { list: list.public(), body, retry_after: None })
            }
            Err(error)
                if matches!(error.cause, Cause::NotFound | Cause::Unexpected(405))
                    && self.has_maintenances.get() != Ability::Given
                    && shown.is_none_or(|shown| shown.maintenances.maintenances().is_empty()) =>
            {
                self.has_maintenances.set(Ability::Missing(clock::now()));
                Some(FetchedMaintenances::default())
            }
            Err(error) => {
                Some(FetchedMaintenances { retry_after: error.retry_after, ..FetchedMaintenances::outdated(shown) })
            }
        }
    }

    /// Whether an answer means that an API has no call for the version. One that has had it still has.
    fn may_lack_versions(&self, error: &ApiError) -> bool {
        let Some(api) = self.api.as_ref().filter(|_| self.has_versions.get() != Ability::Given) else { return false };
        match error.cause {
            Cause::NotFound
            | Cause::Refused(_)
            | Cause::Forbidden
            | Cause::SignedOut
            | Cause::Unexpected(_)
            | Cause::Unreadable(Unreadable::OtherShape) => true,
            // On another origin an address that is not there often lacks the header that lets the page read the answer.
            Cause::NoAnswer => names_host(api.as_str()),
            Cause::TimedOut | Cause::Aborted | Cause::TooMany | Cause::ServerFailed(_) | Cause::Unreadable(_) => false,
        }
    }

    /// Adds the entries of open incidents, where the list lacks them. Whether all of them are there now, whether some
    /// are of another version, and how long the API asks to be left alone.
    async fn add_entries(
        &self,
        list: &mut IncidentList,
        version: &Option<String>,
        copy: &mut Option<String>,
        shown: Option<&StatusData>,
    ) -> (bool, bool, Option<Duration>) {
        let (mut is_whole, mut of_others, mut retry_after) = (true, false, None);
        let Some(api) = &self.api else { return (is_whole, of_others, retry_after) };
        let without = list.open().into_iter().filter(|incident| incident.timeline.is_none()).take(TIMELINES_MAX);
        let ids: Vec<IncidentId> = without.map(|incident| incident.id.clone()).collect();
        let bodies = get_all(ids.iter().map(|id| api.entries(id)).collect()).await;
        for (id, reply) in ids.iter().zip(bodies) {
            let read = reply.and_then(|reply| Ok((decode::decode_versioned_timeline(&reply.body)?, reply.body)));
            let known = match read {
                Ok(((timeline, of), body)) if of == *version => {
                    list.set_timeline(id, timeline);
                    if let Some(copy) = copy {
                        for part in [id.as_str(), &body] {
                            copy.push_str(SEPARATOR);
                            copy.push_str(part);
                        }
                    }
                    continue;
                }
                Ok(((timeline, _), _)) => {
                    of_others = true;
                    Some(timeline)
                }
                Err(error) => {
                    retry_after = retry_after.max(error.retry_after);
                    shown.and_then(|shown| shown.incidents.find(id)?.timeline.clone())
                }
            };
            is_whole = false;
            if let Some(known) = known {
                list.set_timeline(id, known.in_part());
            }
        }
        (is_whole, of_others, retry_after)
    }
}

/// The maintenances of an attempt.
struct FetchedMaintenances {
    list: MaintenanceList,
    /// The answer as it came, to be kept; empty where there is none, `None` where it isn't whole.
    body: Option<String>,
    retry_after: Option<Duration>,
}

impl Default for FetchedMaintenances {
    /// Those of an origin that has none.
    fn default() -> Self {
        Self { list: MaintenanceList::default(), body: Some(String::new()), retry_after: None }
    }
}

impl FetchedMaintenances {
    /// Those that are on screen, where newer ones couldn't be had.
    fn outdated(shown: Option<&StatusData>) -> Self {
        let list = shown.map_or_else(MaintenanceList::default, |shown| MaintenanceList::clone(&shown.maintenances));
        Self { list: list.outdated(), body: None, retry_after: None }
    }
}

impl About {
    /// By the headers of a list, where the API says no more.
    fn of_list(reply: &Reply, version: Option<String>) -> Self {
        let as_of = reply.date.map(|date| date.plus_millis(-reply.held.millis()));
        // Without a date that may be read, a cache may have held the answer for as long as it likes.
        Self { as_of, age: as_of.map(|_| reply.held), received: clock::now(), version, every: 0 }
    }
}

/// A copy of the lists to keep, without their time. Only complete ones are kept.
fn copy_of(list: &IncidentList, body: &str, maintenances: Option<String>) -> Option<String> {
    let maintenances = maintenances.filter(|_| list.is_complete() && body.len() <= KEPT_MAX)?;
    Some([SEPARATOR, body, SEPARATOR, &maintenances].concat())
}

/// How old data of `as_of` is at `date`. Data from the future has no age that could be trusted: one of the two clocks
/// is wrong. A little ahead is an ordinary difference of clocks.
fn age_at(date: Timestamp, as_of: Timestamp) -> Option<Duration> {
    (as_of.since(date) <= ORDINARY).then(|| date.since(as_of))
}

/// Asks for all of these addresses side by side. The library's own way to do this brings a scheduler for thousands.
async fn get_all(addresses: Vec<String>) -> Vec<Result<Reply, ApiError>> {
    let call = |address: String| async move { get(&address).await };
    let mut calls: Vec<_> = addresses.into_iter().map(|address| (Box::pin(call(address)), None)).collect();
    poll_fn(|context| {
        let mut waiting = false;
        for (future, output) in &mut calls {
            if output.is_none() {
                match future.as_mut().poll(context) {
                    Poll::Ready(ready) => *output = Some(ready),
                    Poll::Pending => waiting = true,
                }
            }
        }
        if waiting { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
    let mut outputs = Vec::with_capacity(calls.len());
    for (_, output) in calls {
        outputs.extend(output);
    }
    outputs
}
