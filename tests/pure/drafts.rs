//! From typed text to a request, or to a list of problems.

use crate::builders::{any_component, any_impact, any_status, any_timestamp, at, cases, component, zone};
use model::draft::{EntryDraft, Field, IncidentDraft, MESSAGE_MAX, NAME_MAX, Rule};
use model::{Impact, Status, Timestamp, Utc};
use proptest::prelude::*;

const NOW: &str = "2026-11-23T03:12:00Z";

/// A draft that keeps every rule.
fn entry() -> EntryDraft {
    EntryDraft { message: "We are looking into it.".into(), ..EntryDraft::default() }
}

fn problems(draft: &IncidentDraft) -> Vec<(Field, Rule)> {
    let problems = draft.validate(&Utc, at(NOW)).err().unwrap_or_default();
    problems.iter().map(|problem| (problem.field, problem.rule)).collect()
}

fn entry_problems(draft: EntryDraft) -> Vec<(Field, Rule)> {
    problems(&IncidentDraft { name: "Slow".into(), impact: Some(Impact::Minor), entry: draft })
}

#[test]
fn text_is_required_trimmed_and_bounded_in_characters() {
    fn check(text: &str, max: usize, expect: Result<&str, Rule>) {
        let draft = IncidentDraft {
            name: if max == NAME_MAX { text.into() } else { "n".into() },
            entry: EntryDraft { message: if max == MESSAGE_MAX { text.into() } else { "m".into() }, ..entry() },
            impact: Some(Impact::Minor),
        };
        let valid = draft.validate(&Utc, at(NOW));
        let (field, kept) = if max == NAME_MAX {
            (Field::Name, valid.as_ref().map(|valid| valid.name().to_owned()))
        } else {
            (Field::Message, valid.as_ref().map(|valid| valid.entry().message().to_owned()))
        };
        match expect {
            Ok(text) => assert_eq!(kept.unwrap(), text),
            Err(rule) => assert_eq!(problems(&draft), [(field, rule)]),
        }
    }
    assert_eq!((NAME_MAX, MESSAGE_MAX), (200, 10_000));
    for max in [NAME_MAX, MESSAGE_MAX] {
        check("", max, Err(Rule::Required));
        check(" \t\r\n\u{a0}\u{3000}", max, Err(Rule::Required));
        check("  a b  ", max, Ok("a b"));
        check("x", max, Ok("x"));
        for character in ["x", "é", "🚀"] {
            let fits = character.repeat(max);
            check(&fits, max, Ok(&fits));
            check(&format!(" {fits} "), max, Ok(&fits));
            check(&format!("{fits}{character}"), max, Err(Rule::TooLong(max)));
        }
    }
}

#[test]
fn a_date_is_read_in_the_zone_of_the_form_and_empty_means_now() {
    fn check(text: &str, name: &str, expect: Result<&str, Rule>) {
        let draft = EntryDraft { date: text.into(), ..entry() };
        let found = draft.validate(&zone(name), at(NOW));
        let found =
            found.map(|valid| valid.date()).map_err(|problems| problems.iter().map(|p| (p.field, p.rule)).collect());
        assert_eq!(found, expect.map(at).map_err(|rule| vec![(Field::Date, rule)]), "{text:?} in {name}");
    }
    check("", "Europe/Berlin", Ok(NOW));
    check(" \t", "Europe/Berlin", Ok(NOW));
    check("2026-11-23T03:12", "UTC", Ok("2026-11-23T03:12Z"));
    check(" 2026-11-23T03:12 ", "Europe/Berlin", Ok("2026-11-23T02:12Z"));
    check("2026-11-23T03:12:59.5", "Asia/Kathmandu", Ok("2026-11-22T21:27:59.5Z"));
    // An hour that comes twice is taken the first time; one that never comes is refused.
    check("2026-10-25T02:30", "Europe/Berlin", Ok("2026-10-25T00:30Z"));
    check("2026-03-29T02:30", "Europe/Berlin", Err(Rule::SkippedByClocks));
    check("2011-12-30T12:00", "Pacific/Apia", Err(Rule::SkippedByClocks));
    for nonsense in
        ["yesterday", "2026-11-23", "2026-02-29T00:00", "2026-11-23T24:00", "2026-11-23T03:12Z", "1609681547"]
    {
        check(nonsense, "UTC", Err(Rule::NotADate));
    }
    // The first minute that a reader takes for milliseconds, and the last that it would take for seconds.
    check("1973-03-03T09:46:40", "UTC", Ok("1973-03-03T09:46:40Z"));
    check("1973-03-03T09:46:39.999", "UTC", Err(Rule::TooEarly));
    check("1960-01-01T00:00", "UTC", Err(Rule::TooEarly));
    check("9999-12-31T23:59", "UTC", Ok("9999-12-31T23:59Z"));
}

#[test]
fn a_clock_in_1970_is_not_used_as_the_present() {
    let found = entry().validate(&Utc, at("1970-01-01T00:00:12Z")).unwrap_err();
    assert_eq!((found[0].field, found[0].rule), (Field::Date, Rule::TooEarly));
}

#[test]
fn words_and_components_have_to_be_known_and_unique() {
    fn check(draft: EntryDraft, expect: &[(Field, Rule)]) {
        assert_eq!(entry_problems(draft), expect);
    }
    let with = |components: &[(&str, &str)]| EntryDraft {
        components: components.iter().map(|(id, status)| component(id, status)).collect(),
        ..entry()
    };
    check(with(&[("a", "operational"), ("b", "operational"), ("A", "operational")]), &[]);
    check(
        with(&[("a", "operational"), ("b", "major_outage"), ("a", "operational")]),
        &[(Field::Components, Rule::Repeated)],
    );
    check(with(&[("a", "on fire")]), &[(Field::Components, Rule::UnknownWord)]);
    check(EntryDraft { status: Status::Other("gone".into()), ..entry() }, &[(Field::Status, Rule::UnknownWord)]);
    for status in Status::KNOWN {
        check(EntryDraft { status: status.clone(), ..entry() }, &[]);
    }
    for impact in Impact::KNOWN {
        assert_eq!(problems(&IncidentDraft { name: "n".into(), impact: Some(impact.clone()), entry: entry() }), []);
    }
}

#[test]
fn all_problems_are_reported_in_the_order_of_the_form() {
    let draft = IncidentDraft {
        name: " ".into(),
        impact: Some(Impact::Other("huge".into())),
        entry: EntryDraft {
            status: Status::Other("gone".into()),
            message: String::new(),
            date: "soon".into(),
            components: vec![component("a", "on fire")],
            notify: false,
        },
    };
    assert_eq!(
        problems(&draft),
        [
            (Field::Name, Rule::Required),
            (Field::Impact, Rule::UnknownWord),
            (Field::Status, Rule::UnknownWord),
            (Field::Message, Rule::Required),
            (Field::Date, Rule::NotADate),
            (Field::Components, Rule::UnknownWord),
        ]
    );
}

#[test]
fn an_empty_form_reports_missing_fields_and_assumes_no_impact() {
    let empty = IncidentDraft::default();
    let missing = [Field::Name, Field::Impact, Field::Message].map(|field| (field, Rule::Required));
    assert_eq!(problems(&empty), missing);
    assert_eq!((empty.impact, empty.entry.status, empty.entry.notify), (None, Status::Investigating, false));
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn a_draft_becomes_valid_or_reports_its_problems(
        (name, message, date) in (any::<String>(), any::<String>(), prop_oneof!["\\PC{0,20}", "[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]"]),
        (status, impact) in (any_status(), any_impact()),
        components in proptest::collection::vec(any_component(), 0..4),
        (now, notify) in (any_timestamp(), any::<bool>()),
    ) {
        let entry = EntryDraft { status, message, date, components: components.clone(), notify };
        match (IncidentDraft { name: name.clone(), impact: Some(impact.clone()), entry }).validate(&zone("Europe/Berlin"), now) {
            Ok(valid) => {
                prop_assert_eq!((valid.name(), valid.impact()), (name.trim(), &impact));
                prop_assert_eq!((valid.entry().components(), valid.entry().notify()), (&components[..], notify));
                prop_assert!(valid.entry().date() >= Timestamp::FIRST_UNAMBIGUOUS);
            }
            Err(problems) => prop_assert!(!problems.is_empty()),
        }
    }
}
