//! Correcting an incident afterwards: its name, its impact, its start and its end.

use crate::draft::{Field, Problem, Rule};
use crate::incident::{Impact, Incident};
use crate::instant::Timestamp;

/// The new values; `None` keeps the one that is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Correction {
    /// The name, trimmed.
    pub name: Option<String>,
    /// The impact.
    pub impact: Option<Impact>,
    /// When it began.
    pub created: Option<Timestamp>,
    /// When it was resolved.
    pub resolved: Option<Timestamp>,
}

impl Correction {
    /// The incident as it is after the correction.
    ///
    /// A value that is there already breaks no rule: an incident that was called off before its start has an end before
    /// its start, and its name can be corrected by sending all of it back.
    ///
    /// # Errors
    /// Every rule that the times break, at least one.
    pub fn apply(&self, to: &Incident) -> Result<Incident, Vec<Problem>> {
        let mut corrected = to.clone();
        if let Some(name) = &self.name {
            corrected.name.clone_from(name);
        }
        if let Some(impact) = &self.impact {
            corrected.impact.clone_from(impact);
        }
        let new = |given: Option<Timestamp>, was: Option<Timestamp>| given.filter(|given| Some(*given) != was);
        let (start, end) = (new(self.created, to.created), new(self.resolved, to.resolved));
        corrected.created = start.or(to.created);
        corrected.resolved = end.or(to.resolved);
        let is_before_start = |end: Option<Timestamp>, start: Option<Timestamp>| matches!((end, start), (Some(end), Some(start)) if end < start);
        let wrong = is_before_start(corrected.resolved, corrected.created);
        let was_called_off = is_before_start(to.resolved, to.created);
        let problem = |field, rule| Err(vec![Problem { field, rule }]);
        match (start, end) {
            (_, Some(_)) if to.is_open() => problem(Field::ResolutionTime, Rule::NotResolved),
            (_, Some(_)) if wrong => problem(Field::ResolutionTime, Rule::BeforeStart),
            (Some(_), None) if wrong && !was_called_off => problem(Field::CreationTime, Rule::AfterEnd),
            _ => Ok(corrected),
        }
    }
}
