//! What others have posted since the last reading: it's announced, because nobody looks at the list all the time.

use crate::admin::small_map::SmallMap;
use model::incident::Timeline;
use model::{Entry, IncidentId, IncidentList, Status};
use std::collections::{HashMap, HashSet};

/// Something that others have posted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum News {
    /// A new incident.
    Incident,
    /// An update of an incident.
    Update,
}

/// What is known so far, and what was posted from here.
#[derive(Debug, Default)]
pub struct KnownPosts {
    /// The status of each incident. Empty until a list was read.
    incidents: Option<HashMap<IncidentId, Status>>,
    timelines: SmallMap<IncidentId, Timeline>,
    /// Names of incidents and messages that were sent from here. They are noted before they are sent, because a list may
    /// have them before the answer comes.
    own: HashSet<String>,
    /// The last status that was sent from here for each incident.
    own_status: SmallMap<IncidentId, Status>,
    news: Vec<(IncidentId, News)>,
}

impl KnownPosts {
    /// Notes the name of an incident that is being created here.
    pub fn note_incident(&mut self, name: &str) {
        self.own.insert(name.to_owned());
    }

    /// Notes an update that is being posted here.
    pub fn note_update(&mut self, id: &IncidentId, message: &str, status: &Status) {
        self.own.insert(message.to_owned());
        self.own_status.insert(id.clone(), status.clone());
    }

    /// Compares a list with what was known. Nothing in the first one is news.
    pub fn read_list(&mut self, list: &IncidentList) {
        let Some(mut known) = self.incidents.take() else {
            self.incidents = Some(list.incidents().iter().map(|i| (i.id.clone(), i.status.clone())).collect());
            return;
        };
        for incident in list.incidents() {
            let id = &incident.id;
            match known.insert(id.clone(), incident.status.clone()) {
                None if !self.own.contains(&incident.name) => self.add(id, News::Incident),
                Some(before) if before != incident.status && self.own_status.get(id) != Some(&incident.status) => {
                    self.add(id, News::Update);
                }
                None | Some(_) => {}
            }
        }
        self.incidents = Some(known);
    }

    /// Compares the timeline of an incident with what was known.
    pub fn read_timeline(&mut self, id: &IncidentId, timeline: &Timeline) {
        let Some(before) = self.timelines.insert(id.clone(), timeline.clone()) else { return };
        let is_same = |a: &Entry, b: &Entry| a == b || a.id.is_some() && a.id == b.id;
        let is_news = |entry: &Entry| {
            !before.entries().iter().any(|before| is_same(before, entry)) && !self.own.contains(&entry.message)
        };
        if timeline.entries().iter().any(is_news) {
            self.add(id, News::Update);
        }
    }

    fn add(&mut self, id: &IncidentId, news: News) {
        if !self.news.iter().any(|(known, _)| known == id) {
            self.news.push((id.clone(), news));
        }
    }

    /// The news since the last call, one for each incident.
    pub fn take_news(&mut self) -> Vec<(IncidentId, News)> {
        std::mem::take(&mut self.news)
    }
}
