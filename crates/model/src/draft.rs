//! From what somebody typed to what may be sent. Only a [`ValidIncident`] or a [`ValidEntry`] can become a request.

use crate::civil::CivilDateTime;
use crate::incident::{AffectedComponent, Impact, Status};
use crate::instant::{Timestamp, Zone};

/// The most characters that a name may have.
pub const NAME_MAX: usize = 200;
/// The most characters that a message may have.
pub const MESSAGE_MAX: usize = 10_000;

/// A field of the forms, and of the requests that they become, in the order of the forms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The incident's name.
    Name,
    /// Its impact.
    Impact,
    /// Its status.
    Status,
    /// The entry's message.
    Message,
    /// The entry's date.
    Date,
    /// The components that the entry names.
    Components,
    /// Whether subscribers are notified.
    Notify,
    /// When the incident began.
    CreationTime,
    /// When the incident was resolved.
    ResolutionTime,
    /// When a maintenance is planned to begin.
    PlannedStart,
    /// When it is planned to end.
    PlannedEnd,
    /// When it began.
    ActualStart,
    /// When it ended.
    ActualEnd,
    /// When it was cancelled.
    CancelledTime,
    /// Whether it ends by itself.
    AutoComplete,
    /// Whether it is for the team alone.
    Internal,
}

/// A rule that a field breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Rule {
    /// It's blank, or nothing was chosen.
    Required,
    /// There are more characters than this.
    TooLong(usize),
    /// It isn't a date and time.
    NotADate,
    /// Clocks are set forward over that time: it does not exist in the zone.
    SkippedByClocks,
    /// Before 3 March 1973, where milliseconds would be read as seconds.
    TooEarly,
    /// It isn't one of the contract's words.
    UnknownWord,
    /// The same component is listed twice.
    Repeated,
    /// It is of another type than the contract names.
    WrongType,
    /// The parent of the field isn't an object: the entry of an incident, or else the whole request.
    NotAnObject,
    /// A correction sets it to `null`, and it can't be empty.
    Null,
    /// An end, and the incident isn't resolved.
    NotResolved,
    /// An end before the start.
    BeforeStart,
    /// A start after the end.
    AfterEnd,
    /// A maintenance of more than 90 days.
    WindowTooLong,
}

/// A field and the rule that it breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Problem {
    /// Where.
    pub field: Field,
    /// Why.
    pub rule: Rule,
}

/// An admin's input for an update.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntryDraft {
    /// The incident's status from then on.
    pub status: Status,
    /// The message as typed.
    pub message: String,
    /// The date as typed, `2026-11-23T03:12` in the zone of the form; empty for now.
    pub date: String,
    /// The components chosen, each with its status.
    pub components: Vec<AffectedComponent>,
    /// Whether subscribers are notified. Off unless chosen: the API's own default would mail everybody.
    pub notify: bool,
}

/// An admin's input for a new incident.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IncidentDraft {
    /// The name as typed.
    pub name: String,
    /// The impact, once one was chosen: a default would be a claim that nobody made.
    pub impact: Option<Impact>,
    /// The first entry; its status is the incident's.
    pub entry: EntryDraft,
}

/// An entry that keeps every rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidEntry {
    status: Status,
    message: String,
    date: Timestamp,
    components: Vec<AffectedComponent>,
    notify: bool,
}

/// A new incident that keeps every rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidIncident {
    name: String,
    impact: Impact,
    entry: ValidEntry,
}

impl Default for EntryDraft {
    /// An empty form: investigating, now, nobody notified.
    fn default() -> Self {
        Self {
            status: Status::Investigating,
            message: String::new(),
            date: String::new(),
            components: Vec::new(),
            notify: false,
        }
    }
}

impl Default for IncidentDraft {
    /// An empty form, without an impact: it has to be chosen.
    fn default() -> Self {
        Self { name: String::new(), impact: None, entry: EntryDraft::default() }
    }
}

impl EntryDraft {
    /// Checks every field; all problems at once, in the order of the form.
    ///
    /// # Errors
    /// The problems, at least one.
    pub fn validate(&self, zone: &dyn Zone, now: Timestamp) -> Result<ValidEntry, Vec<Problem>> {
        let mut problems = Vec::new();
        let status = keep(&mut problems, Field::Status, known_status(&self.status));
        let message = keep(&mut problems, Field::Message, message(&self.message));
        let date = keep(&mut problems, Field::Date, date(&self.date, zone, now));
        let components = keep(&mut problems, Field::Components, components(&self.components));
        match (status, message, date, components) {
            (Some(status), Some(message), Some(date), Some(components)) => {
                Ok(ValidEntry { status, message, date, components, notify: self.notify })
            }
            _ => Err(problems),
        }
    }
}

impl IncidentDraft {
    /// Checks every field; all problems at once, in the order of the form.
    ///
    /// # Errors
    /// The problems, at least one.
    pub fn validate(&self, zone: &dyn Zone, now: Timestamp) -> Result<ValidIncident, Vec<Problem>> {
        let mut problems = Vec::new();
        let name = keep(&mut problems, Field::Name, name(&self.name));
        let impact = keep(&mut problems, Field::Impact, chosen_impact(self.impact.as_ref()));
        match (name, impact, self.entry.validate(zone, now)) {
            (Some(name), Some(impact), Ok(entry)) => Ok(ValidIncident { name, impact, entry }),
            (_, _, entry) => {
                problems.extend(entry.err().into_iter().flatten());
                Err(problems)
            }
        }
    }
}

impl ValidEntry {
    /// The incident's status from then on; one that the contract knows.
    pub fn status(&self) -> &Status {
        &self.status
    }

    /// The message, trimmed.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The date.
    pub fn date(&self) -> Timestamp {
        self.date
    }

    /// The components, none of them twice.
    pub fn components(&self) -> &[AffectedComponent] {
        &self.components
    }

    /// Whether subscribers are notified.
    pub fn notify(&self) -> bool {
        self.notify
    }
}

impl ValidIncident {
    /// The name, trimmed.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The impact; one that the contract knows.
    pub fn impact(&self) -> &Impact {
        &self.impact
    }

    /// The first entry.
    pub fn entry(&self) -> &ValidEntry {
        &self.entry
    }
}

/// A name: required, trimmed, at most [`NAME_MAX`] characters.
///
/// # Errors
/// The rule that it breaks.
pub fn name(text: &str) -> Result<String, Rule> {
    bounded(text, NAME_MAX)
}

/// A message: required, trimmed, at most [`MESSAGE_MAX`] characters.
///
/// # Errors
/// The rule that it breaks.
pub fn message(text: &str) -> Result<String, Rule> {
    bounded(text, MESSAGE_MAX)
}

/// A date that a reader cannot take for seconds.
///
/// # Errors
/// [`Rule::TooEarly`].
pub fn unambiguous(at: Timestamp) -> Result<Timestamp, Rule> {
    if at < Timestamp::FIRST_UNAMBIGUOUS { Err(Rule::TooEarly) } else { Ok(at) }
}

/// A status that the contract knows.
///
/// # Errors
/// [`Rule::UnknownWord`].
pub fn known_status(status: &Status) -> Result<Status, Rule> {
    if let Status::Other(_) = status { Err(Rule::UnknownWord) } else { Ok(status.clone()) }
}

/// An impact that the contract knows.
///
/// # Errors
/// [`Rule::UnknownWord`].
pub fn known_impact(impact: &Impact) -> Result<Impact, Rule> {
    if let Impact::Other(_) = impact { Err(Rule::UnknownWord) } else { Ok(impact.clone()) }
}

/// Components, none of them twice, each with a status that the contract knows.
///
/// # Errors
/// The rule that they break.
pub fn components(components: &[AffectedComponent]) -> Result<Vec<AffectedComponent>, Rule> {
    use crate::incident::ComponentStatus;
    for (index, component) in components.iter().enumerate() {
        if let ComponentStatus::Other(_) = component.status {
            return Err(Rule::UnknownWord);
        }
        if components[..index].iter().any(|earlier| earlier.id == component.id) {
            return Err(Rule::Repeated);
        }
    }
    Ok(components.to_vec())
}

/// An impact that somebody chose, one that the contract knows.
fn chosen_impact(impact: Option<&Impact>) -> Result<Impact, Rule> {
    known_impact(impact.ok_or(Rule::Required)?)
}

/// A date as typed in `zone`; empty means now.
fn date(text: &str, zone: &dyn Zone, now: Timestamp) -> Result<Timestamp, Rule> {
    if text.trim().is_empty() {
        // A clock that was never set shows 1970.
        return unambiguous(now);
    }
    let local = CivilDateTime::parse(text).ok_or(Rule::NotADate)?;
    unambiguous(local.to_timestamp(zone).ok_or(Rule::SkippedByClocks)?)
}

fn bounded(text: &str, max: usize) -> Result<String, Rule> {
    let text = text.trim();
    if text.is_empty() {
        Err(Rule::Required)
    } else if text.chars().count() > max {
        Err(Rule::TooLong(max))
    } else {
        Ok(text.to_owned())
    }
}

fn keep<T>(problems: &mut Vec<Problem>, field: Field, checked: Result<T, Rule>) -> Option<T> {
    match checked {
        Ok(value) => Some(value),
        Err(rule) => {
            problems.push(Problem { field, rule });
            None
        }
    }
}
