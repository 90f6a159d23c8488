//! The API's incidents and maintenances for the pages of the site.

use super::Upstream;
use super::read_cache::{CachedReply, Data, Miss, Resource, without_entries};
use crate::source::{IncidentSource, Reading, Unavailable};
use futures_util::future::{BoxFuture, join_all};
use model::incident::Timeline;
use model::{Incident, IncidentId, IncidentList, MaintenanceList, StatusData};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// How long a page waits for the API if there is an earlier page to show.
const PAGE_PATIENCE: Duration = Duration::from_millis(1500);

/// Added to the age of a page's list. The app reads the time of a response in whole seconds, and would otherwise
/// consider the same list older than the page's.
const COUNTED_IN_SECONDS: model::Duration = model::Duration::from_seconds(1);

/// The last list that pages were made from, and its version.
#[derive(Default)]
pub(super) struct Pages(Mutex<Option<(String, StatusData)>>);

/// The list, the entries of the open incidents, and the maintenances.
pub(super) struct Collected {
    listed: CachedReply,
    list: Arc<IncidentList>,
    entries: Vec<(IncidentId, Option<CachedReply>)>,
    /// `Missing` if the API has none.
    maintenances: Result<CachedReply, Miss>,
    /// The version of the data.
    pub(super) version: String,
}

impl Collected {
    /// All responses in it.
    pub(super) fn held(&self) -> impl Iterator<Item = &CachedReply> {
        let entries = self.entries.iter().filter_map(|(_, held)| held.as_ref());
        [&self.listed].into_iter().chain(entries).chain(&self.maintenances)
    }
}

impl Pages {
    fn last(&self) -> Option<(String, StatusData)> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn keep(&self, version: String, data: &StatusData) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((version, data.clone()));
    }
}

impl Upstream {
    /// Everything that pages show at first, read from the API unless it is cached.
    ///
    /// # Errors
    /// When there is no list. An incident whose entries can't be read has none, and the page doesn't mention them. If the
    /// maintenances can't be read, the page says so.
    pub(super) async fn collect(&self) -> Result<Collected, Miss> {
        let (listed, maintenances) =
            tokio::join!(self.cache.read(Resource::List), self.cache.read(Resource::Maintenances));
        let listed = listed?;
        let list = match &listed.data {
            Data::List(list) => list.clone(),
            Data::Incident | Data::Entries(_) | Data::Maintenances(_) => return Err(Miss::Missing),
        };
        let ids = without_entries(&list);
        let asked = ids.iter().map(|id| self.cache.read(Resource::Entries(id.clone())));
        let entries: Vec<_> = ids.iter().cloned().zip(join_all(asked).await.into_iter().map(Result::ok)).collect();
        for (id, held) in &entries {
            self.cache.note(id, held.as_ref().map(|held| held.tagged.tag.clone()));
        }
        let version = self.cache.version().ok_or(Miss::Missing)?;
        Ok(Collected { listed, list, entries, maintenances, version })
    }

    async fn collected(&self) -> Result<Reading, Unavailable> {
        let collected = self.collect().await.map_err(unavailable)?;
        let now = self.clock.moment();
        let oldest = collected.held().map(|held| held.age(now)).max().unwrap_or(model::Duration::from_millis(0));
        let as_of = self.clock.now().plus_millis(-oldest.millis() - COUNTED_IN_SECONDS.millis());
        let Collected { list, entries, maintenances, version, .. } = collected;
        let last = self.pages.last();
        if let Some((_, data)) = last.as_ref().filter(|(of, _)| *of == version) {
            return Ok(Reading { version, data: data.clone(), as_of });
        }
        let mut incidents = IncidentList::clone(&list);
        for (id, held) in &entries {
            if let Some(CachedReply { data: Data::Entries(timeline), .. }) = held {
                incidents.set_timeline(id, Timeline::clone(timeline));
            }
        }
        let maintenances = match maintenances {
            Ok(CachedReply { data: Data::Maintenances(list), .. }) => list,
            Ok(_) | Err(Miss::Missing) => Arc::default(),
            // Those of the last page stay.
            Err(Miss::Upstream(..)) => {
                let known = last.map(|(_, data)| MaintenanceList::clone(&data.maintenances));
                Arc::new(known.unwrap_or_default().outdated())
            }
        };
        let data = StatusData::new(incidents, maintenances);
        self.pages.keep(version.clone(), &data);
        Ok(Reading { version, data, as_of })
    }
}

impl IncidentSource for Upstream {
    fn reading(&self) -> BoxFuture<'_, Result<Reading, Unavailable>> {
        Box::pin(async {
            if self.pages.last().is_none() {
                return self.collected().await;
            }
            // The earlier page shows its own time, so there is no point in waiting.
            match tokio::time::timeout(PAGE_PATIENCE, self.collected()).await {
                Ok(reading) => reading,
                Err(_) => Err(Unavailable::new("the upstream API is slow to respond")),
            }
        })
    }

    fn timeline<'a>(&'a self, of: &'a Incident) -> BoxFuture<'a, Result<Option<Timeline>, Unavailable>> {
        Box::pin(async {
            match self.cache.read(Resource::Entries(of.id.clone())).await {
                Ok(CachedReply { data: Data::Entries(timeline), .. }) => Ok(Some(Timeline::clone(&timeline))),
                // The incident has no entries, or the data is of another kind.
                Ok(_) | Err(Miss::Missing) => Ok(None),
                Err(missed) => Err(unavailable(missed)),
            }
        })
    }
}

fn unavailable(missed: Miss) -> Unavailable {
    match missed {
        Miss::Missing => Unavailable::new("not_found"),
        Miss::Upstream(problem, _) => Unavailable::new(problem.code()),
    }
}
