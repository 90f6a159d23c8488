//! The API's errors about fields, read from the bodies of its refusals.

use model::draft::{Field, Problem, Rule};
use statuspane::admin::editor::form_error::{FormError, FormErrorKind, from_body, from_problems};
use text::AdminText;

#[test]
fn the_fields_of_a_refusal_are_those_of_the_form() {
    let fields = [
        ("name", Some(Field::Name)),
        ("incidentImpact", Some(Field::Impact)),
        ("incidentStatus", Some(Field::Status)),
        ("entry.incidentStatus", Some(Field::Status)),
        ("entry.message", Some(Field::Message)),
        ("/entry/date", Some(Field::Date)),
        ("entry.affectedComponents[0].componentId", Some(Field::Components)),
        ("affectedComponents", Some(Field::Components)),
        ("sendNotification", Some(Field::Notify)),
        ("customerId", None),
        ("", None),
    ];
    for (path, field) in fields {
        let body = format!(r#"{{"errors": [{{"field": "{path}", "message": "Not like this."}}]}}"#);
        let expected = FormError { field, kind: FormErrorKind::FromApi("Not like this.".into()) };
        assert_eq!(from_body(&body), [expected], "{path}");
    }
}

#[test]
fn bodies_of_every_kind_are_survived() {
    let cases = [
        ("", 0),
        ("<h1>No</h1>", 0),
        ("null", 0),
        ("[]", 0),
        (r#"{"errors": "no"}"#, 0),
        (r#"{"errors": [1, null, {}, {"message": 3}, {"message": "  "}]}"#, 0),
        (r#"{"errors": [{"message": "No field."}]}"#, 1),
        (r#"{"error": {"message": "No.", "errors": [{"field": "name", "message": "Too long."}]}}"#, 1),
        (r#"{"errors": [{"field": "name", "message": "a"}, {"field": "entry.date", "message": "b"}]}"#, 2),
    ];
    for (body, count) in cases {
        assert_eq!(from_body(body).len(), count, "{body}");
    }
}

#[test]
fn every_field_and_rule_has_a_sentence() {
    let fields =
        [Field::Name, Field::Impact, Field::Status, Field::Message, Field::Date, Field::Components, Field::Notify];
    let rules = [
        Rule::Required,
        Rule::TooLong(10_000),
        Rule::NotADate,
        Rule::SkippedByClocks,
        Rule::TooEarly,
        Rule::UnknownWord,
        Rule::Repeated,
        Rule::WrongType,
        Rule::NotAnObject,
    ];
    for field in fields {
        for rule in rules {
            let form_errors = from_problems(vec![Problem { field, rule }]);
            let text = form_errors[0].text(AdminText::english().form);
            assert!(!text.is_empty() && !text.contains('!'), "{field:?} {rule:?}: {text}");
        }
    }
    let long = from_problems(vec![Problem { field: Field::Message, rule: Rule::TooLong(10_000) }]);
    assert!(long[0].text(AdminText::english().form).contains("10,000"));
}
