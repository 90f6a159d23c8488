//! One function from any status and any body to an error that can be shown.

use crate::builders::{any_body, cases};
use contract::incident_api::decode::Unreadable;
use contract::incident_api::error::retry_after_seconds;
use contract::incident_api::{ApiError, Cause};
use model::Duration;
use proptest::prelude::*;

#[test]
fn a_status_has_its_cause() {
    fn check(statuses: &[u16], cause: impl Fn(u16) -> Cause) {
        for status in statuses {
            assert_eq!(ApiError::from_response(*status, "", None), ApiError::of(cause(*status)), "{status}");
        }
    }
    check(&[401], |_| Cause::SignedOut);
    check(&[403], |_| Cause::Forbidden);
    check(&[404, 410], |_| Cause::NotFound);
    check(&[429], |_| Cause::TooMany);
    check(&[400, 409, 413, 415, 422], Cause::Refused);
    check(&[408, 500, 501, 502, 503, 504, 599], Cause::ServerFailed);
    check(&[206], |_| Cause::Unreadable(Unreadable::Partial));
    check(&[0, 100, 204, 301, 304, 402, 405, 418, 451, 499, 600, u16::MAX], Cause::Unexpected);
    assert_eq!(ApiError::from(Unreadable::OtherShape), ApiError::of(Cause::Unreadable(Unreadable::OtherShape)));
}

#[test]
fn the_first_readable_sentence_is_shown() {
    fn check(body: &str, expect: Option<&str>) {
        assert_eq!(ApiError::from_response(500, body, None).detail.as_deref(), expect, "{body:?}");
    }
    check(r#"{"message": "No."}"#, Some("No."));
    check(r#"{"error": "No."}"#, Some("No."));
    check(r#"{"error": {"code": "E1", "message": "No."}}"#, Some("No."));
    check(r#"{"errors": [{"field": "name"}, {"message": "No."}, {"message": "Never."}]}"#, Some("No."));
    check(r#"{"errors": ["No."]}"#, Some("No."));
    check(r#"{"message": " ", "error": {"message": null}, "errors": [{"message": "No."}]}"#, Some("No."));
    check(r#"{"errors": ["Last."], "error": "Second.", "message": "First."}"#, Some("First."));
    check(r#""No.""#, Some("No."));
    check("No.", Some("No."));
    check("  Not\r\n\tnow\u{0}\u{7}! ", Some("Not now !"));
    check("He said <b>no</b>.", Some("He said <b>no</b>."));
    // Markup, data, and fragments of either are for machines.
    for body in [
        "",
        " \n",
        "\u{0}",
        "null",
        "404",
        "true",
        "[]",
        "{}",
        r#"{"message": 5}"#,
        r#"{"message": "\u0000"}"#,
        r#"{"detail": "No."}"#,
        "<!doctype html><p>No.",
        "  <html>",
        r#""<b>No.""#,
        r#"{"message": "<p>No."}"#,
        r#"{"message": "cut o"#,
        r#"["cut o"#,
        r#"  {"a":"#,
    ] {
        check(body, None);
    }
}

#[test]
fn a_long_sentence_is_cut_by_characters_and_says_so() {
    fn check(length: usize, cut: bool) {
        let detail = ApiError::from_response(500, &"é".repeat(length), None).detail.unwrap();
        assert_eq!(detail, format!("{}{}", "é".repeat(length.min(300)), if cut { "…" } else { "" }));
    }
    check(299, false);
    check(300, false);
    check(301, true);
    check(100_000, true);
}

#[test]
fn retry_after_is_read_when_it_is_seconds() {
    fn check(header: &str, expect: Option<u32>) {
        assert_eq!(retry_after_seconds(header), expect.map(Duration::from_seconds), "{header:?}");
    }
    check("120", Some(120));
    check(" 0 ", Some(0));
    for other in ["", "-1", "1.5", "soon", "Fri, 31 Dec 1999 23:59:59 GMT", "4294967296"] {
        check(other, None);
    }
    let asked = Some(Duration::from_seconds(9));
    assert_eq!(ApiError::from_response(429, "Slow down.", asked).retry_after, asked);
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn any_answer_becomes_an_error_that_can_be_shown(status in any::<u16>(), body in any_body()) {
        let error = ApiError::from_response(status, &body, None);
        if let Some(detail) = error.detail {
            prop_assert!(!detail.trim().is_empty() && detail.chars().count() <= 301);
            prop_assert!(!detail.starts_with('<') && !detail.chars().any(char::is_control), "{detail:?}");
        }
    }
}
