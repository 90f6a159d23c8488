//! Messages about failures: what happened, and what to do next.

use crate::builders::error;
use contract::incident_api::error::Cause;
use contract::incident_api::{ApiError, decode::Unreadable};
use model::Duration;
use std::sync::LazyLock;
use text::AdminText;
use text::admin::Kind;

static TEXT: LazyLock<AdminText> = LazyLock::new(AdminText::english);

#[test]
fn the_apis_own_words_are_marked_as_such() {
    let words = |detail: &str| {
        let detail = Some(detail.to_owned());
        TEXT.error.happened(&ApiError { detail, ..error(Cause::ServerFailed(503)) })
    };
    assert!(words("Busy").ends_with("“Busy.”"), "{}", words("Busy"));
    assert!(words("Busy.").ends_with("“Busy.”"), "{}", words("Busy."));
    for detail in ["Unauthorized!", "Who are you?", "Wait…", "Attends\u{a0}!", "なし。"] {
        assert!(words(detail).ends_with(&format!("“{detail}”")), "{}", words(detail));
    }
    assert!(words("Busy... ").ends_with("“Busy...”"), "{}", words("Busy... "));
}

#[test]
fn an_unreadable_answer_leads_to_another_attempt() {
    for cause in [Unreadable::NotJson, Unreadable::OtherShape, Unreadable::TooLarge, Unreadable::Partial] {
        assert!(TEXT.error.next_step(&error(Cause::Unreadable(cause))).starts_with("Try again"), "{cause:?}");
    }
}

#[test]
fn a_lost_answer_is_never_called_a_failure() {
    let cause = TEXT.error.no_answer();
    for kind in [Kind::New, Kind::Update] {
        let texts = [
            TEXT.form.lost(kind).to_owned(),
            TEXT.form.absent_next(kind, cause),
            TEXT.form.incomplete(kind, 2, cause),
            TEXT.form.unreachable(kind, cause, cause),
        ];
        for text in texts {
            assert!(!text.contains("wasn’t created") && !text.contains("wasn’t posted"), "{text}");
        }
    }
}

#[test]
fn waits_are_rounded_up() {
    let wait = |millis| {
        TEXT.error.next_step(&ApiError { retry_after: Some(Duration::from_millis(millis)), ..error(Cause::TooMany) })
    };
    assert_eq!(wait(1_000), "Wait 1 second and try again.");
    assert_eq!(wait(30_000), "Wait 30 seconds and try again.");
    assert_eq!(wait(91_000), "Wait 2 minutes and try again.");
    assert_eq!(TEXT.error.next_step(&error(Cause::TooMany)), "Wait a minute and try again.");
}

#[test]
fn counts_are_in_words() {
    assert_eq!(TEXT.list.show_more(50, 20), "Show 20 more");
    assert_eq!(TEXT.list.show_more(50, 1_000), "Show 50 more (1,000 left)");
    assert_eq!(TEXT.list.summary(0), "No open incidents.");
    assert_eq!(TEXT.view.window_title("Acme", None), "Acme admin");
    assert_eq!(TEXT.view.window_title("Acme", Some(2)), "2 open – Acme admin");
}
