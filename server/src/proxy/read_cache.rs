//! Reads public data with this server's key. Concurrent requests share one call, and responses are cached briefly.

use crate::client::{ApiClient, ApiReply};
use crate::clock::Clock;
use crate::http::UpstreamError;
use crate::http::etag::Etagged;
use crate::http::representations::{Budget, ListParts, ListPartsWriter, OverBudget};
use axum::http::HeaderValue;
use bytes::Bytes;
use contract::incident_api::decode::{
    Unreadable, decode_incident, decode_maintenances, decode_timeline, decode_versioned_list,
};
use contract::incident_api::encode::{encode_incident, encode_public_entry};
use contract::incident_api::{ApiError, Cause, Endpoint, TIMELINES_MAX};
use contract::snapshot::encode_maintenances;
use data_encoding::HEXLOWER;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared};
use model::incident::Timeline;
use model::{Incident, IncidentId, IncidentList, MaintenanceList, MonotonicInstant, Timestamp};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use statuspane::remote::pause;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;

/// How long a response is reused. A page asks every 30 seconds.
pub const FRESH: model::Duration = model::Duration::from_seconds(10);
/// How long an API without maintenances isn't asked for them again.
const WITHOUT_MAINTENANCES: model::Duration = model::Duration::from_seconds(3600);
/// The maximum pause after failures: our own, and as requested by the API.
const LONGEST_REST: model::Duration = model::Duration::from_seconds(60);
const LONGEST_ASKED_REST: model::Duration = model::Duration::from_seconds(3600);
/// The number of concurrent calls for single incidents and timelines, and how long such a call waits for its turn. The
/// list never waits.
const AT_ONCE: usize = 8;
const PATIENCE: Duration = Duration::from_secs(3);
/// The number of IDs missing from the list that may be requested within [`FRESH`]. Made-up IDs would otherwise cause any
/// number of calls.
const UNKNOWN_IDS: u32 = 20;
/// The number of cached responses above which expired ones are dropped.
const KEPT: usize = 1024;

/// Data that can be read.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Resource {
    /// All incidents.
    List,
    /// One incident.
    Incident(IncidentId),
    /// The entries of an incident.
    Entries(IncidentId),
    /// All maintenances.
    Maintenances,
}

/// The decoded data, for pages rendered here.
#[derive(Clone)]
pub enum Data {
    /// All incidents.
    List(Arc<IncidentList>),
    /// One incident; pages take it from the list.
    Incident,
    /// The entries of an incident.
    Entries(Arc<Timeline>),
    /// All maintenances that visitors may see.
    Maintenances(Arc<MaintenanceList>),
}

/// A response as visitors may read it.
#[derive(Clone)]
pub struct CachedReply {
    /// The body. For the list, only its tag; the body is in [`parts`](Self::parts).
    pub tagged: Etagged,
    /// The compressed elements of the list.
    pub parts: Option<Arc<ListParts>>,
    /// The decoded data.
    pub data: Data,
    /// When it was requested. The data is no older than that, apart from [`held`](Self::held).
    asked: MonotonicInstant,
    /// The same by the wall clock, minus `held`.
    of: Timestamp,
    /// How old the response already was on arrival.
    held: model::Duration,
}

impl CachedReply {
    /// Its maximum age.
    pub fn age(&self, now: MonotonicInstant) -> model::Duration {
        model::Duration::from_millis(self.held.millis().saturating_add(now.since(self.asked).millis()))
    }

    /// The `Date` and `Age`, in whole seconds, of a response sent now. `Date` minus `Age` is the second that the data
    /// is from: a page then never considers it older than data requested earlier, nor newer than it is. If the wall
    /// clock was set back in the meantime, the age is still right.
    pub fn date_and_age(&self, now: Timestamp, moment: MonotonicInstant) -> (i64, i64) {
        let second = |time: Timestamp| time.millis().div_euclid(1000);
        let age = (second(now) - second(self.of)).max(self.age(moment).millis() / 1000);
        (second(now), age)
    }
}

/// Why there is no data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Miss {
    /// The incident doesn't exist, or the API has no maintenances.
    #[error("it doesn't exist")]
    Missing,
    /// The API gave nothing that can be passed on; it is asked again after this time.
    #[error("the API returned nothing that can be passed on")]
    Upstream(#[source] UpstreamError, model::Duration),
}

type ReadResult = Result<CachedReply, Miss>;
type Flight = Shared<BoxFuture<'static, ReadResult>>;

/// The cached responses, and the calls in progress.
pub struct ReadCache {
    client: Arc<ApiClient>,
    clock: Arc<dyn Clock>,
    budget: Budget,
    places: Semaphore,
    state: Mutex<CacheState>,
}

#[derive(Default)]
struct CacheState {
    /// Incremented by every change that is passed on. Responses to earlier requests aren't reused after it.
    era: u64,
    slots: HashMap<Resource, CacheSlot>,
    /// Until when the API asks clients to wait.
    rest: Option<MonotonicInstant>,
    /// The last list that could be read, to know which IDs exist, and its tag.
    known: Option<(Arc<IncidentList>, HeaderValue)>,
    /// The tags of the entries last read, by incident. Missing if they couldn't be read.
    entries: HashMap<IncidentId, HeaderValue>,
    maintenances: Maintenances,
    /// Whether the API has ever returned maintenances.
    has_maintenances: bool,
    unknown_ids: Window,
    /// The result of the last call for the list.
    last: Option<Result<(), UpstreamError>>,
}

/// The maintenances as last read, for the version.
#[derive(Default)]
enum Maintenances {
    /// The API has none, as far as is known.
    #[default]
    None,
    /// The tag of the response.
    Read(HeaderValue),
    /// The last response couldn't be used.
    Failed,
}

#[derive(Default)]
struct CacheSlot {
    kept: Option<CacheEntry>,
    under_way: Option<(u64, Flight)>,
    /// The number of consecutive failures.
    failures: u32,
}

enum CacheEntry {
    Answer(CachedReply),
    Missing { until: MonotonicInstant },
    Failed { problem: UpstreamError, until: MonotonicInstant },
}

impl CacheEntry {
    /// The outcome for a request made now, unless it has expired.
    fn outcome(&self, now: MonotonicInstant) -> Option<ReadResult> {
        match self {
            Self::Answer(held) => (now.since(held.asked) < FRESH).then(|| Ok(held.clone())),
            Self::Missing { until } => (now < *until).then_some(Err(Miss::Missing)),
            Self::Failed { problem, until } => (now < *until).then(|| Err(Miss::Upstream(*problem, until.since(now)))),
        }
    }
}

/// Counts calls within a period.
#[derive(Default)]
struct Window(Option<(MonotonicInstant, u32)>);

impl Window {
    /// Counts a call, or returns the time until another one is allowed.
    fn take(&mut self, now: MonotonicInstant) -> Result<(), model::Duration> {
        let (since, taken) = self.0.filter(|(since, _)| now.since(*since) < FRESH).unwrap_or((now, 0));
        if taken >= UNKNOWN_IDS {
            return Err(since.after(FRESH).since(now));
        }
        self.0 = Some((since, taken + 1));
        Ok(())
    }
}

impl ReadCache {
    /// Starts with an empty cache.
    pub fn new(client: Arc<ApiClient>, clock: Arc<dyn Clock>, budget: Budget) -> Arc<Self> {
        Arc::new(Self { client, clock, budget, places: Semaphore::new(AT_ONCE), state: Mutex::default() })
    }

    /// The cached data if it is fresh, or else the API's response. Concurrent requests wait for the same call.
    ///
    /// # Errors
    /// Why there is no data. An expired response is never returned instead.
    pub async fn read(self: &Arc<Self>, resource: Resource) -> ReadResult {
        match self.find(resource) {
            Ok(flight) => flight.await,
            Err(outcome) => outcome,
        }
    }

    /// The version of what visitors see: a hash of the list, of the open incidents' entries and of the maintenances as last
    /// read. `None` while no list could be read.
    pub fn version(&self) -> Option<String> {
        let state = self.state();
        let (list, tag) = state.known.as_ref()?;
        let mut hash = Sha256::new();
        hash.update(tag);
        for id in without_entries(list) {
            hash.update(state.entries.get(&id).map_or(b"-".as_slice(), HeaderValue::as_bytes));
        }
        match &state.maintenances {
            Maintenances::None => {}
            Maintenances::Read(tag) => hash.update(tag),
            Maintenances::Failed => hash.update(b"-"),
        }
        Some(HEXLOWER.encode(&hash.finalize()[..8]))
    }

    /// Records the current entries of an incident by their tag, for the version. `None` means that they can't be read,
    /// even if they were cached until now.
    pub fn note(&self, id: &IncidentId, tag: Option<HeaderValue>) {
        self.state().note(id, tag);
    }

    /// Drops all cached responses after a change, but not failures. Calls in progress only serve those who already wait
    /// for them.
    pub fn forget(&self) {
        let mut state = self.state();
        state.era += 1;
        for slot in state.slots.values_mut() {
            slot.kept.take_if(|kept| !matches!(kept, CacheEntry::Failed { .. }));
        }
    }

    /// The result that a request for the list would get now, or else that of the last call for it, if any. Starts
    /// another call once the cached result has expired, without waiting for it.
    pub fn last(self: &Arc<Self>) -> Option<Result<(), UpstreamError>> {
        match self.find(Resource::List) {
            Ok(_answered_later) => self.state().last,
            Err(Ok(_)) => Some(Ok(())),
            // Even if the API asked clients to wait in its response to another call.
            Err(Err(Miss::Upstream(problem, _))) => Some(Err(problem)),
            Err(Err(Miss::Missing)) => Some(Err(UpstreamError::Unexpected(404))),
        }
    }

    /// A call to wait for, or else the known outcome.
    fn find(self: &Arc<Self>, resource: Resource) -> Result<Flight, ReadResult> {
        let now = self.clock.moment();
        let mut state = self.state();
        let state = &mut *state;
        let era = state.era;
        if let Some(slot) = state.slots.get(&resource) {
            if let Some(outcome) = slot.kept.as_ref().and_then(|kept| kept.outcome(now)) {
                return Err(outcome);
            }
            // A call that ended without settling is a bug, and mustn't block later ones.
            let joined = slot.under_way.as_ref().filter(|(of, flight)| *of == era && flight.peek().is_none());
            if let Some((_, flight)) = joined {
                return Ok(flight.clone());
            }
        }
        if let Some(until) = state.rest.filter(|until| now < *until) {
            return Err(Err(Miss::Upstream(UpstreamError::Resting, until.since(now))));
        }
        let is_known = match &resource {
            Resource::List | Resource::Maintenances => true,
            Resource::Incident(id) | Resource::Entries(id) => {
                state.known.as_ref().is_some_and(|(list, _)| list.find(id).is_some())
            }
        };
        if !is_known {
            state.unknown_ids.take(now).map_err(|wait| Err(Miss::Upstream(UpstreamError::Occupied, wait)))?;
        }
        if state.slots.len() >= KEPT {
            state.slots.retain(|_, slot| {
                slot.under_way.is_some() || slot.kept.as_ref().is_some_and(|kept| kept.outcome(now).is_some())
            });
        }
        let call = tokio::spawn(self.clone().call(resource.clone(), is_known, era));
        let flight = async move { call.await.unwrap_or(Err(Miss::Upstream(UpstreamError::NoAnswer, FRESH))) };
        let flight = flight.boxed().shared();
        state.slots.entry(resource).or_default().under_way = Some((era, flight.clone()));
        Ok(flight)
    }

    /// Asks the API and caches the result. Runs to completion even if nobody waits for it any longer.
    async fn call(self: Arc<Self>, resource: Resource, is_known: bool, era: u64) -> ReadResult {
        let place = match resource {
            Resource::List | Resource::Maintenances => None,
            Resource::Incident(_) | Resource::Entries(_) => {
                let place = tokio::time::timeout(PATIENCE, self.places.acquire()).await;
                match place {
                    Ok(Ok(place)) => Some(place),
                    Ok(Err(_)) | Err(_) => {
                        return self.finish(&resource, era, Err((UpstreamError::Occupied, None)));
                    }
                }
            }
        };
        let (client, clock, asked_for) = (self.client.clone(), self.clock.clone(), resource.clone());
        let (budget, last) = (self.budget.clone(), self.last_parts());
        let shape = move || ask(&client, clock.as_ref(), &asked_for, is_known, last.as_deref(), budget);
        let answered = tokio::task::spawn_blocking(shape).await;
        drop(place);
        let answered = answered.unwrap_or_else(|_| Err(ApiError::of(Cause::NoAnswer)));
        let result = match answered {
            Ok(held) => Ok(Some(held)),
            Err(error) if self.says_missing(&resource, error.cause) => Ok(None),
            Err(error) => {
                // The API's message may repeat parts of the request, so only our own words are logged.
                let reason = error
                    .detail
                    .as_deref()
                    .filter(|_| matches!(error.cause, Cause::NoAnswer | Cause::TimedOut))
                    .unwrap_or("");
                tracing::warn!(cause = ?error.cause, reason, ?resource,
                    "the upstream API returned nothing that can be passed on");
                Err((UpstreamError::from(&error), error.retry_after))
            }
        };
        self.finish(&resource, era, result)
    }

    /// Whether a failure means that there is no such thing. An API that has had maintenances still has.
    fn says_missing(&self, resource: &Resource, cause: Cause) -> bool {
        match resource {
            Resource::List => false,
            Resource::Incident(_) | Resource::Entries(_) => cause == Cause::NotFound,
            Resource::Maintenances => {
                matches!(cause, Cause::NotFound | Cause::Unexpected(405)) && !self.state().has_maintenances
            }
        }
    }

    fn finish(
        &self,
        resource: &Resource,
        era: u64,
        result: Result<Option<CachedReply>, (UpstreamError, Option<model::Duration>)>,
    ) -> ReadResult {
        let now = self.clock.moment();
        let mut state = self.state();
        let state = &mut *state;
        let current = state.era == era;
        if let Resource::Entries(id) = resource
            && current
        {
            let tag = result.as_ref().ok().and_then(|held| Some(held.as_ref()?.tagged.tag.clone()));
            state.note(id, tag);
        }
        if *resource == Resource::Maintenances && current {
            state.has_maintenances |= matches!(result, Ok(Some(_)));
            state.maintenances = match &result {
                Ok(Some(held)) => Maintenances::Read(held.tagged.tag.clone()),
                Ok(None) => Maintenances::None,
                Err(_) => Maintenances::Failed,
            };
        }
        let slot = state.slots.entry(resource.clone()).or_default();
        if current {
            slot.under_way = None;
            slot.failures = if result.is_ok() { 0 } else { slot.failures.saturating_add(1) };
            if *resource == Resource::List {
                state.last = Some(result.as_ref().map(drop).map_err(|(problem, _)| *problem));
            }
        }
        let (kept, outcome) = match result {
            Ok(Some(held)) => {
                if let Data::List(list) = &held.data
                    && current
                {
                    state.entries.retain(|id, _| list.find(id).is_some());
                    state.known = Some((list.clone(), held.tagged.tag.clone()));
                }
                (CacheEntry::Answer(held.clone()), Ok(held))
            }
            Ok(None) => {
                let length = if *resource == Resource::Maintenances { WITHOUT_MAINTENANCES } else { FRESH };
                (CacheEntry::Missing { until: now.after(length) }, Err(Miss::Missing))
            }
            Err((problem, asked)) => {
                let own = pause(model::Duration::from_seconds(1), slot.failures.max(1), None, 0.5).min(LONGEST_REST);
                let wait = asked.map_or(own, |asked| asked.min(LONGEST_ASKED_REST).max(own));
                let until = now.after(wait);
                if asked.is_some() {
                    state.rest = Some(until);
                }
                (CacheEntry::Failed { problem, until }, Err(Miss::Upstream(problem, wait)))
            }
        };
        // A response to a request from before a change is only for those who wait for it, and mustn't replace a newer
        // one.
        if current {
            slot.kept = Some(kept);
        }
        outcome
    }

    /// The parts of the list as last read, most of which will be the same next time.
    fn last_parts(&self) -> Option<Arc<ListParts>> {
        match self.state().slots.get(&Resource::List)?.kept.as_ref()? {
            CacheEntry::Answer(held) => held.parts.clone(),
            CacheEntry::Missing { .. } | CacheEntry::Failed { .. } => None,
        }
    }

    fn state(&self) -> MutexGuard<'_, CacheState> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CacheState {
    fn note(&mut self, id: &IncidentId, tag: Option<HeaderValue>) {
        match tag {
            Some(tag) => self.entries.insert(id.clone(), tag),
            None => self.entries.remove(id),
        };
    }
}

/// The open incidents whose entries don't come with the list, up to the number that pages show.
pub fn without_entries(list: &IncidentList) -> Vec<IncidentId> {
    let open = list.open().into_iter().filter(|incident| incident.timeline.is_none());
    open.take(TIMELINES_MAX).map(|incident| incident.id.clone()).collect()
}

/// Calls the API and converts the response for visitors. `is_known` is whether the list contains the incident.
fn ask(
    client: &ApiClient,
    clock: &dyn Clock,
    resource: &Resource,
    is_known: bool,
    last: Option<&ListParts>,
    budget: Budget,
) -> Result<CachedReply, ApiError> {
    let (asked, asked_at) = (clock.moment(), clock.now());
    let get = |endpoint: Endpoint<'_>| client.get(endpoint, clock.now());
    let (reply, value, data) = match resource {
        Resource::List => {
            let mut reply = get(Endpoint::List)?;
            let (list, version) = decode_versioned_list(&reply.body)?;
            if let Some((_, age)) = version.map(|version| client.dated(&version, clock.now())).transpose()?.flatten() {
                reply.held = reply.held.max(age);
            }
            let (parts, tag) = public_list(&list, last, budget).map_err(|_| {
                tracing::error!("the list needs more memory than all cached documents together may use");
                ApiError::from(Unreadable::TooLarge)
            })?;
            let ApiReply { held, .. } = reply;
            let of = asked_at.plus_millis(-held.millis());
            let (tagged, data) = (Etagged { body: Bytes::new(), tag }, Data::List(Arc::new(list)));
            return Ok(CachedReply { tagged, parts: Some(Arc::new(parts)), data, asked, of, held });
        }
        Resource::Incident(id) => {
            let reply = get(Endpoint::Get(id))?;
            let incident = decode_incident(&reply.body)?;
            (reply, public_incident(&incident), Data::Incident)
        }
        Resource::Entries(id) => {
            // Entries don't say whether their incident is internal, but the incident does.
            if !is_known {
                get(Endpoint::Get(id))?;
            }
            let reply = get(Endpoint::Entries(id))?;
            let timeline = decode_timeline(&reply.body)?;
            let entries = public_entries(&timeline, Some(id));
            (reply, json!({"incidentId": id.as_str(), "entries": entries}), Data::Entries(Arc::new(timeline)))
        }
        Resource::Maintenances => {
            let reply = get(Endpoint::Maintenances)?;
            let list = decode_maintenances(&reply.body)?.0.public();
            let value = json!({"maintenances": encode_maintenances(&list)});
            (reply, value, Data::Maintenances(Arc::new(list)))
        }
    };
    let ApiReply { held, .. } = reply;
    let of = asked_at.plus_millis(-held.millis());
    Ok(CachedReply { tagged: Etagged::new(value.to_string()), parts: None, data, asked, of, held })
}

/// The list without the customer. Unreadable elements become `null`, so that the page reports them; without them, the
/// list would seem complete.
fn public_list(
    list: &IncidentList,
    last: Option<&ListParts>,
    budget: Budget,
) -> Result<(ListParts, HeaderValue), OverBudget> {
    let within = list.incidents().iter().filter_map(|incident| incident.timeline.as_ref());
    let unreadable = list.unreadable() - within.map(Timeline::unreadable).sum::<usize>();
    let mut writer = ListPartsWriter::after(last, budget);
    for incident in list.incidents() {
        writer.push(incident.id.as_str(), &public_incident(incident))?;
    }
    for _ in 0..unreadable {
        writer.push("", &Value::Null)?;
    }
    let parts = writer.finish()?;
    let tag = parts.tag();
    Ok((parts, tag))
}

fn public_incident(incident: &Incident) -> Value {
    let mut value = encode_incident(incident, None);
    if let Some(timeline) = &incident.timeline {
        value["entries"] = public_entries(timeline, None);
    }
    value
}

fn public_entries(timeline: &Timeline, of: Option<&IncidentId>) -> Value {
    let entries = timeline.entries().iter().map(|entry| {
        let mut value = encode_public_entry(entry);
        if let Some(id) = of {
            value["incidentId"] = id.as_str().into();
        }
        value
    });
    entries.chain(std::iter::repeat_n(Value::Null, timeline.unreadable())).collect()
}
