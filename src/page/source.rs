//! Where the public page gets its incidents: the live API, the snapshot beside the page, the copy in this browser.

use crate::api::wire::{self, Unreadable};
use crate::api::{ApiError, Base, Endpoint, Method};
use crate::config::Config;
use crate::domain::incident::Timeline;
use crate::domain::{Incident, IncidentId, IncidentList, Length, Timestamp};
use crate::platform::fetch::{self, Reply};
use crate::platform::{clock, document, storage};
use crate::remote::{Answer, Moment, ORDINARY, Source};
use crate::route::Links;
use serde_json::Value;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::Poll;

/// The incidents and their time.
pub type Incidents = Answer<Arc<IncidentList>>;

/// The most open incidents whose entries are asked for; beyond it the page is unreadable anyway.
const TIMELINES_MAX: usize = 30;

/// The longest copy that is kept in this browser, in bytes: well under what browsers allow a site.
const KEPT_MAX: usize = 1_000_000;

/// The sources of one site.
pub struct Sources {
    live: Option<Base>,
    snapshot: Option<Snapshot>,
    stale_after_live: Length,
    kept_at: String,
}

/// The published snapshot, and the part of it that was read already.
#[derive(Clone)]
struct Snapshot {
    about: String,
    incidents: String,
    stale_after: Option<Length>,
    last: Option<(String, Arc<IncidentList>)>,
}

/// What an attempt brought besides its answer.
#[derive(Default)]
pub struct Read {
    /// The answer as it came, to be kept for the next visit.
    copy: Option<String>,
    /// The snapshot's list and its hash, so that the next attempt need not read it again.
    snapshot: Option<(String, Arc<IncidentList>)>,
    /// How long a source asks to be left alone, though the attempt as a whole was good.
    pub retry_after: Option<Length>,
}

/// Stands between the parts of a kept copy. JSON never holds it as it is.
const SEPARATOR: char = '\u{1e}';

impl Sources {
    /// The sources that the configuration names. A published site carries a snapshot; without a live address there is
    /// nothing else to read.
    pub fn new(config: &Config, links: &Links) -> Self {
        let live = config.live.as_deref().map(|address| document::api_base(address, links));
        let snapshot = (live.is_none() || document::attribute("data-snapshot").is_some()).then(|| Snapshot {
            about: links.file("as-of.json"),
            incidents: links.file("incidents.json"),
            stale_after: config.stale_after_seconds.map(Length::from_seconds),
            last: None,
        });
        Self {
            live,
            snapshot,
            stale_after_live: Length::from_seconds(config.stale_after_live()),
            kept_at: format!("statuspane:{}:last", links.root),
        }
    }

    /// Asks the best source, and the next one when it fails; the error is that of the best source, the one that a
    /// deployer would mend. `shown` is what the page knows already.
    pub fn ask(
        &self,
        shown: Option<Arc<IncidentList>>,
    ) -> impl Future<Output = (Result<Incidents, ApiError>, Read)> + use<> {
        let (live, snapshot, stale_after) = (self.live.clone(), self.snapshot.clone(), self.stale_after_live);
        async move {
            let failed = match &live {
                Some(live) => match ask_live(live, stale_after, shown.as_deref()).await {
                    Ok((answer, read)) => return (Ok(answer), read),
                    Err(error) => error,
                },
                None => ApiError::of(crate::api::Cause::NotFound),
            };
            match snapshot {
                None => (Err(failed), Read::default()),
                Some(snapshot) => match snapshot.ask().await {
                    Ok((answer, read)) => (Ok(answer), Read { retry_after: failed.retry_after, ..read }),
                    Err(error) => (Err(if live.is_some() { failed } else { error }), Read::default()),
                },
            }
        }
    }

    /// Notes what an attempt brought, for the next one and for the next visit. A browser that keeps nothing costs the
    /// visitor nothing now.
    pub fn took(&mut self, read: Read) {
        if let (Some(snapshot), Some(list)) = (&mut self.snapshot, read.snapshot) {
            snapshot.last = Some(list);
        }
        if let Some(copy) = read.copy.filter(|copy| copy.len() <= KEPT_MAX) {
            let _ = storage::write(&self.kept_at, &copy);
        }
    }

    /// The incident by itself, with its entries, from the live API; `None` when there is no live API to ask. Without its
    /// entries it has those that were `known`. Beside it, how long the API asks to be left alone.
    ///
    /// # Errors
    /// Those of the call.
    pub fn incident(
        &self,
        id: IncidentId,
        known: Option<Timeline>,
    ) -> Option<impl Future<Output = Result<(Incident, Option<Length>), ApiError>> + use<>> {
        let live = self.live.clone()?;
        Some(async move {
            let reply = get(&live, Endpoint::Get(&id)).await?;
            let mut incident = wire::decode_incident(&reply.body)?;
            let reply = get(&live, Endpoint::Entries(&id)).await;
            let read = reply.and_then(|reply| Ok(wire::decode_timeline(&reply.body)?));
            let retry_after = read.as_ref().err().and_then(|error| error.retry_after);
            incident.timeline = read.ok().or_else(|| known.map(in_part));
            Ok((incident, retry_after))
        })
    }

    /// The last good answer that this browser kept.
    pub fn kept(&self) -> Option<Incidents> {
        let copy = storage::read(&self.kept_at)?;
        let mut parts = copy.split(SEPARATOR);
        let as_of = Timestamp::parse(parts.next()?)?;
        let mut list = wire::decode_list(parts.next()?).ok()?;
        while let (Some(id), Some(timeline)) = (parts.next(), parts.next()) {
            list.set_timeline(&IncidentId::new(id)?, wire::decode_timeline(timeline).ok()?);
        }
        Some(Answer {
            data: Arc::new(list),
            source: Source::Stored,
            as_of: Some(as_of),
            age_on_arrival: None,
            received: clock::now(),
            stale_after: Length::from_millis(0),
        })
    }
}

/// The beginning of a copy to keep: the time of an answer and its body. Only a complete answer with a time is kept.
fn copy_of(list: &IncidentList, as_of: Option<Timestamp>, body: &str) -> Option<String> {
    let as_of = as_of.filter(|_| list.is_complete() && body.len() <= KEPT_MAX)?;
    Some(as_of.to_wire() + SEPARATOR.encode_utf8(&mut [0; 4]) + body)
}

impl Snapshot {
    /// Reads the small file that tells the snapshot's time, and the list only when it is another than the last.
    async fn ask(self) -> Result<(Incidents, Read), ApiError> {
        let mut about = About::read(&self.about).await?;
        let mut read = Read::default();
        let list = match self.last {
            Some((last, list)) if last == about.hash => list,
            Some(_) | None => {
                let reply = fetch::call(Method::Get, &self.incidents, None, None).await?;
                let hash = sha256_hex(reply.body.as_bytes());
                if hash != about.hash {
                    // Published between the two: the small file is another by now.
                    about = About::read(&self.about).await?;
                }
                // Two files of different publishes: the list would get a time that is not its own.
                if hash != about.hash {
                    return Err(Unreadable::OtherShape.into());
                }
                let list = Arc::new(wire::decode_list(&reply.body)?);
                read.copy = copy_of(&list, Some(about.as_of), &reply.body);
                read.snapshot = Some((hash, list.clone()));
                list
            }
        };
        let answer = Answer {
            data: list,
            source: Source::Snapshot,
            as_of: Some(about.as_of),
            age_on_arrival: about.date.and_then(|date| age_at(date, about.as_of)),
            received: about.received,
            stale_after: self.stale_after.unwrap_or(Length::from_seconds(about.every.saturating_mul(3))),
        };
        Ok((answer, read))
    }
}

/// The small file that tells of a snapshot: `{asOf, everySeconds, incidents}`.
struct About {
    as_of: Timestamp,
    every: u32,
    /// Of the list that it speaks of.
    hash: String,
    /// When the file arrived, by the server's clock.
    date: Option<Timestamp>,
    received: Moment,
}

impl About {
    async fn read(address: &str) -> Result<Self, ApiError> {
        let reply = fetch::call(Method::Get, address, None, None).await?;
        let received = clock::now();
        let about: Value = serde_json::from_str(&reply.body).map_err(|_| Unreadable::NotJson)?;
        let text = |key| about.get(key).and_then(Value::as_str);
        let as_of = text("asOf").and_then(Timestamp::parse);
        let every = about.get("everySeconds").and_then(Value::as_u64).and_then(|every| u32::try_from(every).ok());
        match (as_of, every, text("incidents")) {
            (Some(as_of), Some(every), Some(hash)) => {
                // A cache on the way hands an answer on with its first date, and tells how long ago that was.
                let date = reply.date.map(|date| date.plus_millis(reply.held.millis()));
                Ok(Self { as_of, every, hash: hash.to_owned(), date, received })
            }
            _ => Err(Unreadable::OtherShape.into()),
        }
    }
}

/// How old data of `as_of` is at `date`. Data from the future has no age that could be trusted: one of the two clocks
/// is wrong. A little ahead is an ordinary difference of clocks.
fn age_at(date: Timestamp, as_of: Timestamp) -> Option<Length> {
    (as_of.since(date) <= ORDINARY).then(|| date.since(as_of))
}

/// The list, with the entries of what is open, and what it brought besides.
async fn ask_live(
    live: &Base,
    stale_after: Length,
    shown: Option<&IncidentList>,
) -> Result<(Incidents, Read), ApiError> {
    let mut retry_after = None;
    let reply = get(live, Endpoint::List).await?;
    let received = clock::now();
    let mut list = wire::decode_list(&reply.body)?;
    let as_of = reply.date.map(|date| date.plus_millis(-reply.held.millis()));
    let mut copy = copy_of(&list, as_of, &reply.body);
    let without = list.open().into_iter().filter(|incident| incident.timeline.is_none()).take(TIMELINES_MAX);
    let ids: Vec<IncidentId> = without.map(|incident| incident.id.clone()).collect();
    let bodies = together(ids.iter().map(|id| get(live, Endpoint::Entries(id))).collect()).await;
    for (id, reply) in ids.iter().zip(bodies) {
        let read = reply.and_then(|reply| Ok((wire::decode_timeline(&reply.body)?, reply.body)));
        let known = || shown?.find(id)?.timeline.clone();
        match (read, known()) {
            (Ok((timeline, body)), _) => {
                list.set_timeline(id, timeline);
                if let Some(copy) = &mut copy {
                    for part in [id.as_str(), &body] {
                        copy.push(SEPARATOR);
                        copy.push_str(part);
                    }
                }
            }
            (Err(error), known) => {
                retry_after = retry_after.max(error.retry_after);
                if let Some(known) = known {
                    list.set_timeline(id, in_part(known));
                }
            }
        }
    }
    let answer = Answer {
        data: Arc::new(list),
        source: Source::Live,
        as_of,
        // Without a date that may be read, a cache may have held the answer for as long as it likes.
        age_on_arrival: as_of.map(|_| reply.held),
        received,
        stale_after,
    };
    Ok((answer, Read { copy, snapshot: None, retry_after }))
}

/// Waits for all of them, side by side. The library's own way to do this brings a scheduler for thousands.
async fn together<T>(futures: Vec<impl Future<Output = T>>) -> Vec<T> {
    let mut running: Vec<_> = futures.into_iter().map(Box::pin).collect();
    let mut done: Vec<Option<T>> = running.iter().map(|_| None).collect();
    poll_fn(|context| {
        let mut waiting = false;
        for (future, done) in running.iter_mut().zip(&mut done) {
            if done.is_none() {
                match future.as_mut().poll(context) {
                    Poll::Ready(output) => *done = Some(output),
                    Poll::Pending => waiting = true,
                }
            }
        }
        if waiting { Poll::Pending } else { Poll::Ready(()) }
    })
    .await;
    done.into_iter().flatten().collect()
}

/// What was known stays, marked as not the whole of it, so that no component is called operational by it.
pub fn in_part(known: Timeline) -> Timeline {
    Timeline::new(known.entries().to_vec(), 1)
}

async fn get(live: &Base, endpoint: Endpoint<'_>) -> Result<Reply, ApiError> {
    fetch::call(Method::Get, &live.address(endpoint), None, None).await
}

fn sha256_hex(bytes: &[u8]) -> String {
    use sha2::Digest;
    sha2::Sha256::digest(bytes).iter().flat_map(|byte| [byte >> 4, byte & 15]).fold(
        String::with_capacity(64),
        |mut hex, digit| {
            hex.push(char::from_digit(u32::from(digit), 16).unwrap_or('0'));
            hex
        },
    )
}
