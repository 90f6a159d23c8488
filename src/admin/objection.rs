//! What stands in the way of a form, whoever said so: the rules here, or the API.

use model::draft::{Field, Problem, Rule};
use serde_json::Value;
use text::admin::form as message;

/// One thing that stands in the way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Objection {
    /// The field; `None` where it concerns the whole, or a field that this form does not have.
    pub field: Option<Field>,
    /// Why.
    pub why: Why,
}

/// Why a field cannot stay as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Why {
    /// It breaks a rule that is known here.
    Rule(Rule),
    /// The API said so, in its own words; plain text.
    Said(String),
    /// Somebody else posted meanwhile, and the person has not seen it.
    Overtaken,
}

impl From<Problem> for Objection {
    fn from(problem: Problem) -> Self {
        Self { field: Some(problem.field), why: Why::Rule(problem.rule) }
    }
}

/// What the rules here object to.
pub fn of_problems(problems: Vec<Problem>) -> Vec<Objection> {
    problems.into_iter().map(Objection::from).collect()
}

/// What the API objects to, from the body of a refusal: `errors: [{field, message}]`, also inside `error`. Nothing
/// where the body says nothing of the kind.
pub fn of_body(body: &str) -> Vec<Objection> {
    let Ok(value) = serde_json::from_str::<Value>(body) else { return Vec::new() };
    let errors = value.get("errors").or_else(|| value.get("error")?.get("errors"));
    let elements = errors.and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    elements.iter().filter_map(of_element).collect()
}

fn of_element(element: &Value) -> Option<Objection> {
    let message: String = element.get("message")?.as_str()?.chars().filter(|c| !c.is_control()).take(300).collect();
    let field = element.get("field").and_then(Value::as_str).and_then(field);
    (!message.trim().is_empty()).then(|| Objection { field, why: Why::Said(message.trim().to_owned()) })
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
        _ => None,
    })
}

impl Objection {
    /// The sentence for it.
    pub fn text(&self) -> String {
        match (&self.why, self.field) {
            (Why::Rule(rule), Some(field)) => message::rule(field, *rule),
            // A rule always names its field; the first words of a form's summary would do without one.
            (Why::Rule(_), None) => message::PROBLEMS.to_owned(),
            (Why::Said(text), _) => text.clone(),
            (Why::Overtaken, _) => message::OVERTAKEN.to_owned(),
        }
    }
}
