//! The incidents of the API as the pages of the site need them.

use super::Upstream;
use super::reads::{Data, Held, Missed, Resource};
use crate::site::{IncidentSource, Reading, Unavailable};
use futures_util::future::{BoxFuture, join_all};
use sha2::{Digest, Sha256};
use statuspane::domain::incident::Timeline;
use statuspane::domain::{Incident, IncidentId, IncidentList, Length};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// The most open incidents whose entries are asked for, as in the app.
const TIMELINES_MAX: usize = 30;
/// How long a page waits for the API when there is one from before to show.
const PAGE_PATIENCE: Duration = Duration::from_millis(1500);

/// How much older than it is a page says its list to be. The app takes the time of an answer from whole seconds, and would
/// hold the very same list for an older one than its page's.
const COUNTED_IN_SECONDS: Length = Length::from_seconds(1);

/// The last list that pages were made from, with its version.
#[derive(Default)]
pub(super) struct Pages(Mutex<Option<(i64, Arc<IncidentList>)>>);

impl Pages {
    fn last(&self) -> Option<(i64, Arc<IncidentList>)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, version: i64, list: &Arc<IncidentList>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((version, list.clone()));
    }
}

impl Upstream {
    async fn collected(&self) -> Result<Reading, Unavailable> {
        let listed = self.reads.read(Resource::List).await.map_err(unavailable)?;
        let Data::List(list) = &listed.data else { return Err(Unavailable::new("it is no list")) };
        let without = list.open().into_iter().filter(|incident| incident.timeline.is_none()).take(TIMELINES_MAX);
        let ids: Vec<IncidentId> = without.map(|incident| incident.id.clone()).collect();
        let asked = ids.iter().map(|id| self.reads.read(Resource::Entries(id.clone())));
        // Entries that can't be had leave their incident without any: the page then says nothing of them.
        let entries: Vec<Option<Held>> = join_all(asked).await.into_iter().map(Result::ok).collect();

        let held = || [&listed].into_iter().chain(entries.iter().flatten());
        let now = self.clock.moment();
        let oldest = held().map(|held| held.age(now)).max().unwrap_or(Length::from_millis(0));
        let as_of = self.clock.now().plus_millis(-oldest.millis() - COUNTED_IN_SECONDS.millis());
        let mut hash = Sha256::new();
        hash.update(listed.tagged.tag.as_bytes());
        for entries in &entries {
            hash.update(entries.as_ref().map_or(b"-".as_slice(), |held| held.tagged.tag.as_bytes()));
        }
        let hash = hash.finalize();
        let version = hash[..8].iter().fold(0, |version, byte| version << 8 | i64::from(*byte));
        if let Some((_, list)) = self.pages.last().filter(|(of, _)| *of == version) {
            return Ok(Reading { version, list, as_of });
        }
        let mut told = IncidentList::clone(list);
        for (id, held) in ids.iter().zip(&entries) {
            if let Some(Held { data: Data::Entries(timeline), .. }) = held {
                told.set_timeline(id, Timeline::clone(timeline));
            }
        }
        let list = Arc::new(told);
        self.pages.keep(version, &list);
        Ok(Reading { version, list, as_of })
    }
}

impl IncidentSource for Upstream {
    fn reading(&self) -> BoxFuture<'_, Result<Reading, Unavailable>> {
        Box::pin(async {
            if self.pages.last().is_none() {
                return self.collected().await;
            }
            // The page from before says of what time it is; waiting would help nobody.
            match tokio::time::timeout(PAGE_PATIENCE, self.collected()).await {
                Ok(reading) => reading,
                Err(_) => Err(Unavailable::new("the upstream takes its time")),
            }
        })
    }

    fn timeline<'a>(&'a self, of: &'a Incident) -> BoxFuture<'a, Result<Option<Timeline>, Unavailable>> {
        Box::pin(async {
            match self.reads.read(Resource::Entries(of.id.clone())).await {
                Ok(Held { data: Data::Entries(timeline), .. }) => Ok(Some(Timeline::clone(&timeline))),
                // It has no entries, or they are of another kind.
                Ok(_) | Err(Missed::Missing) => Ok(None),
                Err(missed) => Err(unavailable(missed)),
            }
        })
    }
}

fn unavailable(missed: Missed) -> Unavailable {
    match missed {
        Missed::Missing => Unavailable::new("not_found"),
        Missed::Problem(problem, _) => Unavailable::new(problem.code()),
    }
}
