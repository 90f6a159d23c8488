//! A person's input for a maintenance: what it becomes when it's sent, how it's saved, and what others have changed since.

use contract::incident_api::{decode, encode};
use model::civil::CivilDateTime;
use model::draft::{self, Field, Problem, Rule};
use model::maintenance::{self, MaintenanceRequest};
use model::{ComponentId, Maintenance, Timestamp, Zone};
use serde_json::{Value, json};

/// The content of the form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MaintenanceDraft {
    /// The name as typed.
    pub name: String,
    /// The message as typed.
    pub message: String,
    /// The start as typed, `2026-11-23T03:12` in the zone of the form.
    pub start: String,
    /// The end as typed.
    pub end: String,
    /// The components.
    pub components: Vec<ComponentId>,
    /// Whether it is for the team alone.
    pub internal: bool,
    /// Whether it ends at its planned end, without anybody ending it.
    pub auto_complete: bool,
    /// Whether subscribers are notified.
    pub notify: bool,
    /// The maintenance that is changed, as it was when the form was opened.
    pub base: Option<Maintenance>,
}

impl Default for MaintenanceDraft {
    /// An empty form: public, ends at its planned end, nobody notified.
    fn default() -> Self {
        Self {
            name: String::new(),
            message: String::new(),
            start: String::new(),
            end: String::new(),
            components: Vec::new(),
            internal: false,
            auto_complete: true,
            notify: false,
            base: None,
        }
    }
}

impl MaintenanceDraft {
    /// The form for a change of a maintenance.
    pub fn of(maintenance: &Maintenance, zone: &dyn Zone) -> Self {
        let field = |at: Option<Timestamp>| at.map(|at| to_field(at, zone)).unwrap_or_default();
        Self {
            start: field(maintenance.planned_start),
            end: field(maintenance.planned_end),
            base: Some(maintenance.clone()),
            ..Self::copy_of(maintenance)
        }
    }

    /// The form for a new maintenance that is like this one, in another window.
    pub fn copy_of(maintenance: &Maintenance) -> Self {
        Self {
            name: maintenance.name.clone(),
            message: maintenance.message.clone(),
            components: maintenance.components.clone(),
            internal: maintenance.internal,
            auto_complete: maintenance.auto_complete,
            ..Self::default()
        }
    }

    /// Checks every field; all problems at once, in the order of the form. `has_actual` says whether the API knows that a
    /// maintenance may go on after its planned end.
    ///
    /// # Errors
    /// The problems, at least one.
    pub fn validate(&self, zone: &dyn Zone, has_actual: bool) -> Result<MaintenanceRequest, Vec<Problem>> {
        let mut problems = Vec::new();
        let name = keep(&mut problems, Field::Name, draft::name(&self.name));
        let message = keep(&mut problems, Field::Message, draft::message(&self.message));
        let start = keep(&mut problems, Field::PlannedStart, self.planned_start(zone));
        let end = keep(&mut problems, Field::PlannedEnd, self.planned_end(zone));
        if let (Some(start), Some(end)) = (start, end) {
            keep(&mut problems, Field::PlannedEnd, maintenance::window(start, end));
        }
        let components = keep(&mut problems, Field::Components, maintenance::components(self.components.clone()));
        match (name, message, start, end, components) {
            (Some(name), Some(message), Some(planned_start), Some(planned_end), Some(components))
                if problems.is_empty() =>
            {
                Ok(MaintenanceRequest {
                    name,
                    message,
                    planned_start,
                    planned_end,
                    components: Some(components),
                    notify: Some(self.notify && !self.internal),
                    internal: Some(self.internal),
                    auto_complete: has_actual.then_some(self.auto_complete),
                    actual_start: None,
                    actual_end: None,
                    cancelled: None,
                })
            }
            _ => Err(problems),
        }
    }

    /// The start that was typed.
    ///
    /// # Errors
    /// The rule that it breaks.
    pub fn planned_start(&self, zone: &dyn Zone) -> Result<Timestamp, Rule> {
        time(&self.start, zone, self.base.as_ref().and_then(|base| base.planned_start))
    }

    /// The end that was typed.
    ///
    /// # Errors
    /// The rule that it breaks.
    pub fn planned_end(&self, zone: &dyn Zone) -> Result<Timestamp, Rule> {
        time(&self.end, zone, self.base.as_ref().and_then(|base| base.planned_end))
    }

    /// As it is saved in this browser. Whether to notify isn't saved: that choice is for one request only.
    pub fn encode(&self) -> String {
        let base = self.base.as_ref().map(|base| encode::encode_maintenance(base, Some(("", false))));
        json!({
            "name": self.name,
            "message": self.message,
            "start": self.start,
            "end": self.end,
            "components": self.components.iter().map(ComponentId::as_str).collect::<Vec<_>>(),
            "internal": self.internal,
            "autoComplete": self.auto_complete,
            "base": base,
        })
        .to_string()
    }

    /// Reads a saved draft; `None` if it isn't one.
    pub fn decode(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        let text = |key: &str| Some(value.get(key)?.as_str()?.to_owned());
        let flag = |key: &str| value.get(key)?.as_bool();
        Some(Self {
            name: text("name")?,
            message: text("message")?,
            start: text("start")?,
            end: text("end")?,
            components: value
                .get("components")?
                .as_array()?
                .iter()
                .map(|id| ComponentId::new(id.as_str()?))
                .collect::<Option<_>>()?,
            internal: flag("internal")?,
            auto_complete: flag("autoComplete")?,
            notify: false,
            base: value.get("base").and_then(|base| decode::decode_maintenance(&base.to_string()).ok()),
        })
    }
}

/// A time as typed. The form shows minutes: a time that nobody has touched keeps its seconds.
fn time(text: &str, zone: &dyn Zone, base: Option<Timestamp>) -> Result<Timestamp, Rule> {
    let text = text.trim();
    if let Some(base) = base.filter(|base| to_field(*base, zone) == text) {
        return Ok(base);
    }
    typed_time(text, zone)
}

/// A time that is required.
///
/// # Errors
/// The rule that it breaks.
pub fn typed_time(text: &str, zone: &dyn Zone) -> Result<Timestamp, Rule> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Rule::Required);
    }
    let local = CivilDateTime::parse(text).ok_or(Rule::NotADate)?;
    draft::unambiguous(local.to_timestamp(zone).ok_or(Rule::SkippedByClocks)?)
}

fn to_field(at: Timestamp, zone: &dyn Zone) -> String {
    CivilDateTime::in_zone(at, zone).to_field()
}

fn keep<T>(problems: &mut Vec<Problem>, field: Field, checked: Result<T, Rule>) -> Option<T> {
    checked.map_err(|rule| problems.push(Problem { field, rule })).ok()
}

/// The fields in which a maintenance differs from the one that the form began with.
pub fn changed_fields(base: &Maintenance, now: &Maintenance) -> Vec<Field> {
    let changes = [
        (Field::Name, base.name != now.name),
        (Field::Message, base.message.trim() != now.message.trim()),
        (Field::Components, base.components != now.components),
        (Field::PlannedStart, base.planned_start != now.planned_start),
        (Field::PlannedEnd, base.planned_end != now.planned_end),
        (Field::ActualStart, base.actual_start != now.actual_start),
        (Field::ActualEnd, base.actual_end != now.actual_end),
        (Field::CancelledTime, base.cancelled != now.cancelled),
        (Field::AutoComplete, base.auto_complete != now.auto_complete),
        (Field::Internal, base.internal != now.internal),
    ];
    changes.into_iter().filter(|(_, has_changed)| *has_changed).map(|(field, _)| field).collect()
}
