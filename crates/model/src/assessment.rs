//! The claims that the known incidents allow.
//!
//! [`Assessment::of`] is the only place that decides them; banner, title and icon follow. Kept and embedded data is never
//! current, whatever time it claims.

use crate::answer::{Answer, MonotonicInstant, Source};
use crate::incident::ComponentId;
use crate::instant::Timestamp;
use crate::overview::{Overall, Overview};
use crate::status_data::StatusData;

/// The claims that the data allows now. The first promise is kept here: operational needs complete data and a recent
/// answer, seen by a running app.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assessment {
    /// The overall state that may be claimed.
    pub overall: Overall,
    /// Whether the answer is complete and recent.
    pub fresh: bool,
    /// Where the answer came from; `None` without one.
    pub source: Option<Source>,
    /// The time that the data speaks of.
    pub as_of: Option<Timestamp>,
    /// How many incidents are open, as far as is known.
    pub open: usize,
    /// The components that the worst open incidents affect, the worst affected first; without any, those of the
    /// maintenances that are going on.
    pub subjects: Vec<ComponentId>,
    /// How many elements could not be read.
    pub unreadable: usize,
    /// Whether a newer list of maintenances could not be had.
    pub lacks_maintenances: bool,
}

impl Assessment {
    /// Without any answer.
    pub const NONE: Self = Self {
        overall: Overall::Unknown,
        fresh: false,
        source: None,
        as_of: None,
        open: 0,
        subjects: Vec::new(),
        unreadable: 0,
        lacks_maintenances: false,
    };

    /// The same when it can no longer be called the present.
    #[must_use]
    pub fn in_the_past(self) -> Self {
        Self { overall: self.overall.when_fresh(false), fresh: false, ..self }
    }

    /// The claims that an answer allows at `now`; `None` where no app is running, as in a page at rest.
    pub fn of(answer: Option<&Answer<StatusData>>, now: Option<MonotonicInstant>) -> Self {
        let Some(answer) = answer else { return Self::NONE };
        let data = &answer.data;
        let overview = Overview::of(data, answer.present_at_least(now));
        let fresh = data.is_complete() && now.is_some_and(|now| answer.is_recent(now));
        Self {
            overall: overview.overall.when_fresh(fresh),
            fresh,
            source: Some(answer.source),
            as_of: answer.as_of,
            open: overview.open,
            subjects: overview.subjects,
            unreadable: data.unreadable(),
            lacks_maintenances: data.maintenances.is_outdated(),
        }
    }
}
