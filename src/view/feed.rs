//! What the screens of the public page are given: the data, what may be said of it, and what a visitor can do.

use crate::api::ApiError;
use crate::config::ConfigProblem;
use crate::domain::{Incident, IncidentList, Length};
use crate::remote::Standing;
use leptos::prelude::*;
use std::sync::Arc;

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

/// Why the last attempt failed, and when the next one is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Why.
    pub error: ApiError,
    /// How long until the page tries again by itself; `None` when it does not, because it is paused.
    pub next: Option<Length>,
}

/// The zones that a visitor can choose between.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ZoneChoice {
    /// The configured zone, else the visitor's own.
    Local,
    /// Coordinated universal time.
    Utc,
}

/// What is known of the one incident that a page is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// Not known yet.
    Waiting(Waiting),
    /// The incident. Its timeline may still be missing.
    Found(Arc<Incident>),
    /// There is no such incident.
    Missing,
    /// It could not be asked for.
    Failed(ApiError),
}

/// The state of the public page as its screens need it. In a page at rest every signal is fixed and the callbacks do
/// nothing.
#[derive(Clone, Copy)]
pub struct Feed {
    /// The incidents, as far as there is an answer.
    pub list: Signal<Option<Arc<IncidentList>>>,
    /// What may be said of them.
    pub standing: Signal<Standing>,
    /// How far the first answer is.
    pub waiting: Signal<Waiting>,
    /// The last attempt, if it failed.
    pub trouble: Signal<Option<Trouble>>,
    /// How old the data is, counting up; `None` in a page at rest or when nothing told it.
    pub age: Signal<Option<Length>>,
    /// Whether an attempt is under way.
    pub asking: Signal<bool>,
    /// Whether the visitor has paused the page.
    pub paused: Signal<bool>,
    /// The zone chosen.
    pub zone_choice: Signal<ZoneChoice>,
    /// What is wrong with the configuration.
    pub config_problems: Signal<Arc<Vec<ConfigProblem>>>,
    /// Asks now.
    pub refresh: Callback<()>,
    /// Pauses or goes on.
    pub pause: Callback<bool>,
    /// Chooses the zone.
    pub choose_zone: Callback<ZoneChoice>,
}

impl Feed {
    /// For a page at rest: a list as it was, spoken of in the past.
    pub fn at_rest(list: Option<Arc<IncidentList>>, standing: Standing) -> Self {
        let waiting = if list.is_some() { Waiting::Over } else { Waiting::Briefly };
        Self {
            list: Signal::stored(list),
            standing: Signal::stored(standing),
            waiting: Signal::stored(waiting),
            trouble: Signal::stored(None),
            age: Signal::stored(None),
            asking: Signal::stored(false),
            paused: Signal::stored(false),
            zone_choice: Signal::stored(ZoneChoice::Local),
            config_problems: Signal::stored(Arc::default()),
            refresh: Callback::new(|()| {}),
            pause: Callback::new(|_| {}),
            choose_zone: Callback::new(|_| {}),
        }
    }

    /// Whether the first answer is still on its way, and nothing else is known.
    pub fn is_awaited(&self) -> bool {
        self.list.with(Option::is_none) && self.waiting.get() != Waiting::Over
    }
}
