//! What is said when something goes wrong: what happened, and what to do.

use crate::given::{CAUSES, error};
use contract::incident_api::error::Cause;
use contract::incident_api::{ApiError, decode::Unreadable};
use model::Length;
use text::admin::form::{self, Kind};
use text::admin::{delete, happened, list, next_step, title};

#[test]
fn every_failure_says_what_happened_and_what_to_do() {
    for cause in CAUSES {
        for text in [happened(&error(*cause)), next_step(&error(*cause)), delete::failed(&error(*cause))] {
            assert!(text.ends_with('.') && !text.contains('!'), "{cause:?}: {text}");
        }
    }
}

#[test]
fn the_apis_own_words_are_marked_as_such() {
    let words = |detail: &str| {
        let detail = Some(detail.to_owned());
        happened(&ApiError { detail, ..error(Cause::ServerFailed(503)) })
    };
    assert!(words("Busy").ends_with("“Busy.”"), "{}", words("Busy"));
    assert!(words("Busy.").ends_with("“Busy.”"), "{}", words("Busy."));
    for detail in ["Unauthorized!", "Who are you?", "Wait…", "Attends\u{a0}!", "なし。"] {
        assert!(words(detail).ends_with(&format!("“{detail}”")), "{}", words(detail));
    }
    assert!(words("Busy... ").ends_with("“Busy...”"), "{}", words("Busy... "));
}

#[test]
fn what_could_not_be_read_is_told_without_words_for_developers_and_with_a_next_step() {
    let missing = [list::unreadable(1), list::unreadable(2), form::unreadable(1), form::unreadable(2)];
    for text in &missing {
        assert!(text.contains("Look for"), "{text}");
    }
    let sought = [Kind::New, Kind::Update].map(|kind| form::not_seen_text(kind, 2));
    let read = CAUSES.iter().map(|cause| format!("{} {}", happened(&error(*cause)), next_step(&error(*cause))));
    for text in missing.into_iter().chain(sought).chain(read) {
        assert!(!text.contains("element") && !text.contains("shape"), "{text}");
    }
    for cause in [Unreadable::NotJson, Unreadable::OtherShape, Unreadable::TooLarge, Unreadable::Partial] {
        assert!(next_step(&error(Cause::Unreadable(cause))).starts_with("Try again"), "{cause:?}");
    }
}

#[test]
fn notifying_promises_no_more_than_that_the_api_is_asked() {
    for text in [form::NOTIFY_OFF, form::NOTIFY_ON] {
        for channel in ["mail", "SMS", "text message", "Subscribers get"] {
            assert!(!text.contains(channel), "{text}");
        }
    }
    assert!(form::NOTIFY_ON.contains("is asked"), "{}", form::NOTIFY_ON);
}

#[test]
fn what_is_lost_is_never_called_failed() {
    for kind in [Kind::New, Kind::Update] {
        let texts = [
            form::lost(kind).to_owned(),
            form::not_there_text(kind).to_owned(),
            form::not_seen_text(kind, 2),
            form::not_asked_text(kind, &error(Cause::NoAnswer)),
        ];
        for text in texts {
            assert!(!text.contains("not created") && !text.contains("not posted"), "{text}");
        }
    }
}

#[test]
fn waits_are_rounded_up() {
    let wait =
        |millis| next_step(&ApiError { retry_after: Some(Length::from_millis(millis)), ..error(Cause::TooMany) });
    assert_eq!(wait(1_000), "Wait 1 second and try again.");
    assert_eq!(wait(30_000), "Wait 30 seconds and try again.");
    assert_eq!(wait(91_000), "Wait 2 minutes and try again.");
    assert_eq!(next_step(&error(Cause::TooMany)), "Wait a minute and try again.");
}

#[test]
fn counts_are_in_words() {
    assert_eq!(list::more(50, 20), "Show the other 20");
    assert_eq!(list::more(50, 1_000), "Show 50 more of 1000");
    assert_eq!(list::open(0), "None open");
    assert_eq!(title("Acme", None), "Acme admin");
    assert_eq!(title("Acme", Some(2)), "2 open – Acme admin");
    assert_ne!(
        happened(&error(Cause::Unreadable(Unreadable::NotJson))),
        happened(&error(Cause::Unreadable(Unreadable::OtherShape)))
    );
}
