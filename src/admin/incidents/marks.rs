//! Marking rows for a while, and announcing what others have posted.

use super::news::News;
use super::{IncidentsController, RowMark};
use crate::admin::small_map::SmallMap;
use crate::admin::ui::Announcement;
use crate::browser::timer::{self, Timeout};
use leptos::prelude::*;
use model::{Duration, IncidentId};
use std::cell::RefCell;
use text::as_count;

/// The timers that take the marks away.
pub type MarkTimers = RefCell<SmallMap<IncidentId, Timeout>>;

impl IncidentsController {
    /// Marks a row for a while.
    pub fn mark(&self, id: &IncidentId, mark: RowMark) {
        let length = match mark {
            RowMark::Sent => Duration::from_seconds(4),
            RowMark::New => Duration::from_seconds(10),
        };
        let marks = self.state.marks;
        marks.update(|marks| {
            marks.insert(id.clone(), mark);
        });
        let marked = id.clone();
        let timer = timer::once(length, move || {
            marks.update(|marks| {
                marks.remove(&marked);
            });
        });
        self.mark_timers.borrow_mut().insert(id.clone(), timer);
    }

    /// The focus is in a row: it's no longer new.
    pub fn seen(&self, id: &IncidentId) {
        if self.state.marks.with_untracked(|marks| marks.get(id) == Some(&RowMark::New)) {
            self.state.marks.update(|marks| {
                marks.remove(id);
            });
        }
    }

    /// Announces what others have posted, and marks its rows. The form of the incident that is being updated says it itself.
    pub(super) fn announce_news(&self) {
        let mut news = self.known_posts.borrow_mut().take_news();
        let Some(list) = self.incidents() else { return };
        let is_pinned = |id: &IncidentId| {
            self.state.pinned.with_untracked(|pinned| pinned.as_ref().is_some_and(|pinned| pinned.id == *id))
        };
        news.retain(|(id, _)| list.find(id).is_some() && !is_pinned(id));
        for (id, _) in &news {
            self.mark(id, RowMark::New);
        }
        let (text, incident) = match &news[..] {
            [] => return,
            [(id, news)] => {
                let name = list.find(id).map_or("", |incident| &incident.name);
                let name = self.text.shared.name(name);
                let text = match news {
                    News::Incident => self.text.list.news_incident(name),
                    News::Update => self.text.list.news_update(name),
                };
                (text, Some(id.clone()))
            }
            many => (self.text.list.news_many(as_count(many.len())), None),
        };
        self.announcement.set(Some(Announcement { text, incident }));
    }
}
