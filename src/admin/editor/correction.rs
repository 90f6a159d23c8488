//! Corrections: what a person types becomes a change of what differs, and follows what others change meanwhile.

use super::maintenance_draft::typed_time;
use model::civil::CivilDateTime;
use model::correction::Correction;
use model::draft::{self, EntryDraft, Field, Problem, Rule};
use model::{Entry, Impact, Incident, Status, Timestamp, Zone};
use serde_json::{Value, json};

/// The content of the form for a correction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CorrectionDraft {
    /// The name as typed.
    pub name: String,
    /// The impact.
    pub impact: Impact,
    /// The start as typed, `2026-11-23T03:12` in the zone of the form.
    pub start: String,
    /// The end as typed.
    pub end: String,
    /// The incident as it was when the person began to type, or as they have seen it since. It isn't saved.
    pub base: Incident,
}

impl CorrectionDraft {
    /// The form before anything is corrected.
    pub fn of(incident: &Incident, zone: &dyn Zone) -> Self {
        Self {
            name: incident.name.clone(),
            impact: incident.impact.clone(),
            start: field(incident.created, zone),
            end: field(incident.resolved.filter(|_| !incident.is_open()), zone),
            base: incident.clone(),
        }
    }

    /// The differences from the incident, if they keep every rule.
    ///
    /// # Errors
    /// The problems, at least one.
    pub fn validate(&self, zone: &dyn Zone) -> Result<Correction, Vec<Problem>> {
        let base = &self.base;
        let unchanged = Self::of(base, zone);
        let mut problems = Vec::new();
        let mut keep = |field, rule| problems.push(Problem { field, rule });
        let mut correction = Correction::default();
        if self.name.trim() != base.name {
            correction.name = draft::name(&self.name).map_err(|rule| keep(Field::Name, rule)).ok();
        }
        if self.impact != base.impact {
            correction.impact = draft::known_impact(&self.impact).map_err(|rule| keep(Field::Impact, rule)).ok();
        }
        if self.start != unchanged.start {
            let start = typed_time(&self.start, zone);
            correction.created = start.map_err(|rule| keep(Field::CreationTime, rule)).ok();
        }
        if self.end != unchanged.end {
            let end = typed_time(&self.end, zone);
            correction.resolved = end.map_err(|rule| keep(Field::ResolutionTime, rule)).ok();
        }
        if problems.is_empty() { correction.apply(base).map(|_| correction) } else { Err(problems) }
    }

    /// After somebody else has corrected the incident: fields in which nothing was typed follow it.
    pub fn rebase(&mut self, now: &Incident, zone: &dyn Zone) {
        let (before, now) = (Self::of(&self.base, zone), Self::of(now, zone));
        follow(&mut self.name, &before.name, &now.name);
        follow(&mut self.impact, &before.impact, &now.impact);
        follow(&mut self.start, &before.start, &now.start);
        follow(&mut self.end, &before.end, &now.end);
        self.base = now.base;
    }

    /// As it is saved in this browser.
    pub fn encode(&self) -> String {
        json!({"name": self.name, "impact": self.impact.as_str(), "start": self.start, "end": self.end}).to_string()
    }

    /// Reads a saved draft of a correction of this incident; `None` if it isn't one.
    pub fn decode(text: &str, base: Incident) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        let text = |key: &str| Some(value.get(key)?.as_str()?.to_owned());
        Some(Self {
            base,
            name: text("name")?,
            impact: Impact::parse(&text("impact")?),
            start: text("start")?,
            end: text("end")?,
        })
    }
}

/// Whether a correction of these would see another incident.
pub fn is_corrected(before: &Incident, now: &Incident) -> bool {
    let of = |incident: &Incident| {
        (incident.name.clone(), incident.impact.clone(), incident.created, incident.resolved, incident.is_open())
    };
    of(before) != of(now)
}

/// Whether the incident is as the correction makes it.
pub fn is_as_corrected(incident: &Incident, correction: &Correction) -> bool {
    correction.name.as_ref().is_none_or(|name| *name == incident.name)
        && correction.impact.as_ref().is_none_or(|impact| *impact == incident.impact)
        && correction.created.is_none_or(|created| Some(created) == incident.created)
        && correction.resolved.is_none_or(|resolved| Some(resolved) == incident.resolved)
}

/// The form for an edit before anything is typed. An unknown status can't be sent.
pub fn edit_draft(entry: &Entry, zone: &dyn Zone) -> EntryDraft {
    EntryDraft {
        status: draft::known_status(&entry.status).unwrap_or(Status::Investigating),
        message: entry.message.clone(),
        date: field(entry.date, zone),
        components: entry.components.clone(),
        notify: false,
    }
}

/// After somebody else has edited the entry: fields in which nothing was typed follow it.
pub fn rebase_edit(draft: &mut EntryDraft, before: &Entry, now: &Entry, zone: &dyn Zone) {
    let (before, now) = (edit_draft(before, zone), edit_draft(now, zone));
    follow(&mut draft.status, &before.status, &now.status);
    follow(&mut draft.message, &before.message, &now.message);
    follow(&mut draft.date, &before.date, &now.date);
    follow(&mut draft.components, &before.components, &now.components);
}

/// Whether an edit would replace another text.
pub fn is_rewritten(before: &Entry, now: &Entry) -> bool {
    let of = |entry: &Entry| (entry.message.clone(), entry.status.clone(), entry.date, entry.components.clone());
    of(before) != of(now)
}

fn follow<T: Clone + PartialEq>(typed: &mut T, before: &T, now: &T) {
    if typed == before {
        typed.clone_from(now);
    }
}

fn field(at: Option<Timestamp>, zone: &dyn Zone) -> String {
    at.map(|at| CivilDateTime::in_zone(at, zone).to_field()).unwrap_or_default()
}

/// When a past incident was resolved, as typed; empty for when it began.
///
/// # Errors
/// The rule that it breaks.
pub fn resolved_at(text: &str, start: Timestamp, zone: &dyn Zone) -> Result<Option<Timestamp>, Rule> {
    if text.trim().is_empty() {
        return Ok(None);
    }
    let end = typed_time(text, zone)?;
    if end < start { Err(Rule::BeforeStart) } else { Ok(Some(end)) }
}
