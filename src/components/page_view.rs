//! Everything that a screen of the public page shows, as plain data: a screen is a function of it.

use super::Formatting;
use contract::config::{Component, ConfigProblem};
use contract::incident_api::ApiError;
use contract::route::{Route, search};
use model::bars::{Interval, Past, first_minute};
use model::history::Event;
use model::search::{Filters, Fold, marks, searched, words};
use model::{
    Assessment, Duration, Incident, IncidentList, Maintenance, MaintenanceState, Month, Phase, StatusData, Timestamp,
};
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

/// How far the first answer is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// So short that nothing is shown for it yet.
    Briefly,
    /// Long enough for a placeholder.
    Visibly,
    /// Over: there is an answer or a failure.
    Over,
}

/// The zones that a visitor can choose between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZoneChoice {
    /// The configured zone, else the visitor's own.
    Local,
    /// Coordinated universal time.
    Utc,
}

/// The incident or maintenance that a page is about, as far as it's known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Not known yet.
    Waiting(Waiting),
    /// The incident. Its timeline may still be missing.
    Found(Arc<Incident>),
    /// The maintenance.
    Maintenance(Arc<Maintenance>),
    /// It doesn't exist.
    Missing,
    /// It could not be asked for.
    Failed(ApiError),
}

/// An action that a visitor asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageAction {
    /// Ask now.
    Refresh,
    /// Stop the automatic updates, or resume them.
    Pause(bool),
    /// Show times in this zone.
    Zone(ZoneChoice),
    /// Show the day bars as a table as well, or no longer.
    Table(bool),
    /// Show more results of a search.
    More,
    /// Save all results of a search as a file.
    Save(FileFormat),
    /// Print.
    Print,
    /// Copy the address.
    CopyLink,
}

/// The format of a file with the results of a search.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileFormat {
    /// Comma-separated values.
    Csv,
    /// A list of objects.
    Json,
}

/// A visitor's place in the day bars.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DayChoice {
    /// Whether the app runs.
    pub is_ready: bool,
    /// The day that the keyboard is at: a date, a blank, and whose row it's in. All days of that row are buttons.
    pub entered: Option<String>,
    /// The day whose events are shown below its row.
    pub opened: Option<String>,
    /// Whether the bars are shown as a table as well.
    pub has_table: bool,
}

/// A visitor's search of the history.
#[derive(Default)]
pub struct Search {
    /// The words, folded.
    pub words: Vec<String>,
    /// The filters.
    pub filters: Filters,
    /// How the browser folds text; `None` in a page at rest, which searches for nothing.
    pub fold: Option<Fold>,
}

impl Search {
    /// The search of an address, by its query.
    pub fn of(query: &str, fold: Fold) -> Self {
        let (text, filters) = search(query);
        Self { words: words(&text, fold), filters, fold: Some(fold) }
    }

    /// The texts of all events of the data, folded, in their order; `None` without words.
    pub fn texts(&self, data: &StatusData) -> Option<Arc<Vec<String>>> {
        let fold = self.fold.filter(|_| !self.words.is_empty())?;
        let mut texts = Vec::new();
        for event in Event::all(data) {
            texts.push(searched(event, fold));
        }
        Some(Arc::new(texts))
    }

    /// Whether there is anything to search for.
    pub fn is_any(&self) -> bool {
        !self.words.is_empty() || self.filters != Filters::default()
    }

    /// Where a text has the words.
    pub fn marks(&self, text: &str) -> Vec<Range<usize>> {
        match self.fold {
            Some(fold) if !self.words.is_empty() => marks(text, &self.words, fold),
            _ => Vec::new(),
        }
    }
}

/// The values that change every second. All are `None` in a page at rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Clock {
    /// The present by the clock of the data's source.
    pub present: Option<Timestamp>,
    /// How old the data is.
    pub age: Option<Duration>,
    /// How long until the next automatic update.
    pub next: Option<Duration>,
    /// How many bytes of an answer have come, in tenths of a megabyte.
    pub received: u32,
}

/// The clock that all live markup of a page reads.
#[derive(Clone, Default)]
pub struct SharedClock(Arc<Mutex<Clock>>);

impl SharedClock {
    /// A clock with these values.
    pub fn new(clock: Clock) -> Self {
        Self(Arc::new(Mutex::new(clock)))
    }

    /// The values.
    pub fn get(&self) -> Clock {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sets the values. Returns whether they have changed.
    pub fn set(&self, clock: Clock) -> bool {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut *held, clock) != clock
    }
}

/// The data of a screen.
#[derive(Clone)]
pub struct PageView {
    /// The configuration, links and zone.
    pub formatting: Formatting,
    /// Which screen.
    pub route: Route,
    /// Whether the screen is in a frame of another site's page, where the front page is its banner alone.
    pub is_embed: bool,
    /// The data, as far as there is an answer.
    pub data: Option<StatusData>,
    /// The months that have a page, newest first, where the list does not reach back to all of them.
    pub months: Option<Arc<Vec<Month>>>,
    /// The intervals of the time that the screen shows, where the data does not have the events.
    pub past: Option<Arc<Past>>,
    /// The claims that the data allows.
    pub assessment: Assessment,
    /// The present, as far as it's known: an incident that has begun by then is no longer upcoming. In a page at rest
    /// the time of the data.
    pub present: Option<Timestamp>,
    /// How far the first answer is.
    pub waiting: Waiting,
    /// Why the last attempt failed, if it did.
    pub trouble: Option<ApiError>,
    /// Whether something else keeps changing the document.
    pub interfered: bool,
    /// The incident or maintenance that the screen is about, on its own page.
    pub subject: Subject,
    /// Whether an attempt is under way.
    pub asking: bool,
    /// Whether the visitor has paused the page.
    pub paused: bool,
    /// The zone chosen.
    pub zone_choice: ZoneChoice,
    /// The visitor's place in the day bars.
    pub day: DayChoice,
    /// The visitor's search.
    pub search: Arc<Search>,
    /// The texts of all events for it, folded, in the order of the events; `None` without words.
    pub searched: Option<Arc<Vec<String>>>,
    /// How many times the visitor has asked for more results.
    pub more_results: usize,
    /// Whether the visitor has copied the address of the screen.
    pub has_copied: bool,
    /// The problems of the configuration.
    pub config_problems: Arc<Vec<ConfigProblem>>,
    /// The announcement to screen readers when the state has changed; empty until it does.
    pub announcement: String,
    /// The values that change every second; the few texts that show them are live.
    pub clock: SharedClock,
    /// Handles the visitor's actions.
    pub act: Arc<dyn Fn(PageAction) + Send + Sync>,
}

impl PageView {
    /// A page at rest: a list as it was, spoken of in the past; nobody acts.
    pub fn at_rest(formatting: Formatting, route: Route, data: Option<StatusData>, assessment: Assessment) -> Self {
        let waiting = if data.is_some() { Waiting::Over } else { Waiting::Briefly };
        let subject = subject_in(data.as_ref(), &route, waiting);
        Self {
            formatting,
            route,
            is_embed: false,
            data,
            months: None,
            past: None,
            present: assessment.as_of,
            assessment,
            waiting,
            trouble: None,
            interfered: false,
            subject,
            asking: false,
            paused: false,
            zone_choice: ZoneChoice::Local,
            day: DayChoice::default(),
            search: Arc::default(),
            searched: None,
            more_results: 0,
            has_copied: false,
            config_problems: Arc::default(),
            announcement: String::new(),
            clock: SharedClock::default(),
            act: Arc::new(|_| {}),
        }
    }

    /// These intervals of the data, and those of the past beside it.
    pub fn with_past<'a>(&'a self, own: &'a [Interval]) -> Vec<&'a Interval> {
        let mut intervals = Vec::new();
        for known in [own, self.past.as_ref().map_or(&[], |past| &past.intervals)] {
            intervals.extend(known);
        }
        intervals
    }

    /// The minute from which the figures of a component, or of the whole, can be given: the start of its first day in use, or
    /// else the first event on record, as nothing says when a list was begun. `None` if a part of the data is missing, nothing is on
    /// record, or nobody knows when some of it began.
    pub fn known_since(&self, component: Option<&Component>) -> Option<i64> {
        let data = self.data.as_ref().filter(|data| data.is_complete())?;
        let first = match (&self.past, &self.months) {
            (Some(past), _) => past.since,
            // A document without what it should know of the past has only the last events.
            (None, Some(_)) => None,
            (None, None) => first_minute(&Event::all(data)),
        }?;
        let start = component.and_then(|component| component.start_date);
        Some(start.map_or(first, |day| day.start(&*self.formatting.zone).minute()))
    }

    /// The incidents, as far as there is an answer.
    pub fn incidents(&self) -> Option<&IncidentList> {
        self.data.as_ref().map(|data| &*data.incidents)
    }

    /// How far an incident is. An open one begins with the present; for what became of the others the data speaks.
    pub fn phase(&self, incident: &Incident) -> Phase {
        incident.phase(if incident.is_open() { self.present } else { self.assessment.as_of })
    }

    /// How far a maintenance is.
    pub fn state(&self, maintenance: &Maintenance) -> MaintenanceState {
        maintenance.state(self.present)
    }

    /// Whether the first answer is still on its way, and nothing else is known.
    pub fn is_awaited(&self) -> bool {
        self.data.is_none() && self.waiting != Waiting::Over
    }
}

/// The incident or maintenance that `route` names, as the data has it.
pub fn subject_in(data: Option<&StatusData>, route: &Route, waiting: Waiting) -> Subject {
    let found = match (route, data) {
        (
            Route::Home | Route::Month(_) | Route::Year(_) | Route::History | Route::Component(_) | Route::NotFound,
            _,
        ) => None,
        (_, None) if waiting == Waiting::Over => return Subject::Waiting(Waiting::Visibly),
        (_, None) => return Subject::Waiting(waiting),
        (Route::Incident(of), Some(data)) => {
            let found = data.incidents.incidents().iter().find(|incident| of.names(incident.id.as_str()));
            found.map(|incident| Subject::Found(Arc::new(incident.clone())))
        }
        (Route::Maintenance(of), Some(data)) => {
            let mut all = data.maintenances.maintenances().iter();
            let found = all.find(|maintenance| of.names(maintenance.id.as_str()));
            found.map(|maintenance| Subject::Maintenance(maintenance.clone()))
        }
    };
    found.unwrap_or(Subject::Missing)
}
