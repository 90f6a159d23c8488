//! The errors of a form, by its own rules or by the API.

use model::draft::{Field, Problem, Rule};
use serde_json::Value;
use text::admin::FormText;

/// One error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormError {
    /// The field; `None` if the error concerns the whole form, or a field that this form doesn't have.
    pub field: Option<Field>,
    /// The kind of error.
    pub kind: FormErrorKind,
}

/// The kind of an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FormErrorKind {
    /// The field breaks one of the rules here.
    Rule(Rule),
    /// The API's own error message, as plain text.
    FromApi(String),
    /// Somebody else has posted meanwhile, and the person hasn't seen it.
    Conflict,
    /// Somebody else has changed the same thing meanwhile, and the person hasn't seen it.
    Overwrites,
}

impl From<Problem> for FormError {
    fn from(problem: Problem) -> Self {
        Self { field: Some(problem.field), kind: FormErrorKind::Rule(problem.rule) }
    }
}

/// The errors by the rules here.
pub fn from_problems(problems: Vec<Problem>) -> Vec<FormError> {
    problems.into_iter().map(FormError::from).collect()
}

/// The errors in the body of a refusal: `errors: [{field, message}]`, also inside `error`. Empty if the body has none.
pub fn from_body(body: &str) -> Vec<FormError> {
    let Ok(value) = serde_json::from_str::<Value>(body) else { return Vec::new() };
    let errors = value.get("errors").or_else(|| value.get("error")?.get("errors"));
    let elements = errors.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    elements.iter().filter_map(from_element).collect()
}

fn from_element(element: &Value) -> Option<FormError> {
    let message: String = element.get("message")?.as_str()?.chars().filter(|c| !c.is_control()).take(300).collect();
    let field = element.get("field").and_then(Value::as_str).and_then(field);
    (!message.trim().is_empty()).then(|| FormError { field, kind: FormErrorKind::FromApi(message.trim().to_owned()) })
}

/// A field by the contract's name for it, alone or at the end of a path: `entry.date`, `affectedComponents[0].componentId`.
fn field(path: &str) -> Option<Field> {
    let parts = path.split(['.', '/', '[']);
    parts.rev().find_map(|part| match part {
        "name" => Some(Field::Name),
        "incidentImpact" | "impact" => Some(Field::Impact),
        "incidentStatus" | "status" => Some(Field::Status),
        "message" => Some(Field::Message),
        "date" => Some(Field::Date),
        "affectedComponents" | "components" | "componentId" | "componentStatus" => Some(Field::Components),
        "sendNotification" | "notify" => Some(Field::Notify),
        "creationTime" => Some(Field::CreationTime),
        "resolutionTime" => Some(Field::ResolutionTime),
        "plannedStartTime" => Some(Field::PlannedStart),
        "plannedEndTime" => Some(Field::PlannedEnd),
        "autoComplete" => Some(Field::AutoComplete),
        "internal" => Some(Field::Internal),
        _ => None,
    })
}

impl FormError {
    /// Its message.
    pub fn text(&self, text: FormText) -> String {
        match (&self.kind, self.field) {
            (FormErrorKind::Rule(rule), Some(field)) => text.rule(field, *rule),
            // A rule always has a field. Without one, the heading of the summary would do.
            (FormErrorKind::Rule(_), None) => text.problems().to_owned(),
            (FormErrorKind::FromApi(message), _) => message.clone(),
            (FormErrorKind::Conflict, _) => text.overtaken().to_owned(),
            (FormErrorKind::Overwrites, _) => text.overwrites().to_owned(),
        }
    }
}
