//! Lists of incidents and their timelines: order, duplicates, completeness.

use crate::builders::{any_incident, any_timestamp, cases, entry, incident, incident_id};
use model::incident::Timeline;
use model::{ComponentStatus, Impact, Incident, IncidentList, Overview, Status, StatusData, Timestamp};
use proptest::prelude::*;

fn ids<'a>(incidents: impl IntoIterator<Item = &'a Incident>) -> Vec<&'a str> {
    incidents.into_iter().map(|incident| incident.id.as_str()).collect()
}

#[test]
fn words_have_their_severity() {
    fn check<T>(parse: impl Fn(&str) -> T, severity: impl Fn(&T) -> u8, words: &[(&str, u8)]) {
        for (word, expect) in words {
            assert_eq!(severity(&parse(word)), *expect, "{word}");
        }
    }
    check(
        Impact::parse,
        Impact::severity,
        &[("none", 0), ("minor", 1), ("apocalyptic", 1), ("", 1), ("major", 2), ("critical", 3)],
    );
    check(
        ComponentStatus::parse,
        ComponentStatus::severity,
        &[
            ("operational", 0),
            ("on fire", 1),
            ("under_maintenance", 1),
            ("degraded_performance", 2),
            ("partial_outage", 3),
            ("major_outage", 4),
        ],
    );
}

#[test]
fn every_known_word_is_read_as_it_is_written() {
    assert!(Status::KNOWN.iter().all(|word| Status::parse(word.as_str()) == *word));
    assert!(Impact::KNOWN.iter().all(|word| Impact::parse(word.as_str()) == *word));
    assert!(ComponentStatus::KNOWN.iter().all(|word| ComponentStatus::parse(word.as_str()) == *word));
    assert_eq!((Status::KNOWN.len(), Impact::KNOWN.len(), ComponentStatus::KNOWN.len()), (4, 4, 5));
}

#[test]
fn a_list_is_newest_first_after_incidents_without_a_time() {
    let began = |id: &str, time: &str| Incident {
        created: Timestamp::parse(time),
        ..incident(id, Status::Resolved, Impact::Minor)
    };
    let list = IncidentList::new(
        vec![
            began("b", "1600000000"),
            began("old", "1500000000"),
            began("y", "?"),
            began("a", "1600000000"),
            began("x", "?"),
        ],
        0,
    );
    assert_eq!(ids(list.incidents()), ["x", "y", "a", "b", "old"]);
}

#[test]
fn open_incidents_stand_worst_first_then_newest_first() {
    let with = |id: &str, status: Status, impact: &str, time: &str| Incident {
        created: Timestamp::parse(time),
        ..incident(id, status, Impact::parse(impact))
    };
    let list = IncidentList::new(
        vec![
            with("none", Status::Investigating, "none", "1700000000"),
            with("older", Status::Identified, "major", "1600000000"),
            with("over", Status::Resolved, "critical", "1700000000"),
            with("newer", Status::Monitoring, "major", "1650000000"),
            with("unknown", Status::Other("escalated".into()), "apocalyptic", "1700000000"),
            with("worst", Status::Investigating, "critical", "1500000000"),
        ],
        0,
    );
    assert_eq!(ids(list.open()), ["worst", "newer", "older", "unknown", "none"]);
}

#[test]
fn of_two_incidents_with_one_id_the_open_or_worse_is_kept_and_the_conflict_counted() {
    fn check(incidents: &[(Status, Impact)], expect: (Status, Impact), unreadable: usize) {
        let mut incidents: Vec<_> =
            incidents.iter().map(|(status, impact)| incident("same", status.clone(), impact.clone())).collect();
        incidents.push(incident("other", Status::Resolved, Impact::None));
        for _ in 0..2 {
            let list = IncidentList::new(incidents.clone(), 0);
            let kept = list.find(&incident_id("same")).unwrap();
            assert_eq!((&kept.status, &kept.impact, list.unreadable()), (&expect.0, &expect.1, unreadable));
            assert_eq!(list.incidents().len(), 2);
            incidents.reverse();
        }
    }
    let (open, over) = (Status::Monitoring, Status::Resolved);
    check(&[(over.clone(), Impact::Minor), (over.clone(), Impact::Minor)], (over.clone(), Impact::Minor), 0);
    check(&[(over.clone(), Impact::Minor), (open.clone(), Impact::Minor)], (open.clone(), Impact::Minor), 1);
    check(&[(over.clone(), Impact::Critical), (open.clone(), Impact::None)], (open.clone(), Impact::None), 1);
    check(&[(open.clone(), Impact::Minor), (open.clone(), Impact::Critical)], (open.clone(), Impact::Critical), 1);
    check(
        &[(open.clone(), Impact::Minor), (over, Impact::Minor), (open.clone(), Impact::Major)],
        (open, Impact::Major),
        2,
    );
}

#[test]
fn a_list_counts_unreadable_updates_of_its_timelines() {
    let mut list = IncidentList::new(vec![incident("a", Status::Resolved, Impact::None)], 2);
    list.set_timeline(&incident_id("a"), Timeline::new(vec![entry("1600000000", &[])], 3));
    assert_eq!((list.unreadable(), list.is_complete()), (5, false));
    assert_eq!(list.find(&incident_id("a")).unwrap().entries().len(), 1);
    // A timeline for an incident that is not there changes nothing.
    let before = list.clone();
    list.set_timeline(&incident_id("b"), Timeline::default());
    assert_eq!(list, before);
}

#[test]
fn a_new_update_comes_after_existing_ones() {
    let now = Timestamp::parse("1600000000000").expect("a time");
    let check = |dates: &[&str], expected: &str| {
        let timeline = Timeline::new(dates.iter().map(|date| entry(date, &[])).collect(), 0);
        assert_eq!(timeline.next_date(now).to_wire(), expected, "{dates:?}");
    };
    check(&[], "1600000000000");
    check(&[""], "1600000000000");
    check(&["1599999999998", ""], "1600000000000");
    check(&["1599999999999"], "1600000000000");
    check(&["1600000000000"], "1600000000001");
    check(&["1500000000000", "1600000180000", ""], "1600000180001");
    // A planned update doesn't delay one without a date.
    check(&["1600000600000", "1600000600001"], "1600000600001");
    check(&["1600000600001"], "1600000000000");
    check(&[&Timestamp::MAX.to_wire()], "1600000000000");
    check(&["1600000600001", "1600000000005"], "1600000000006");
}

#[test]
fn a_timeline_is_newest_first_and_keeps_the_order_of_equal_times() {
    let named = |message: &str, date: &str| model::Entry { message: message.into(), ..entry(date, &[]) };
    let timeline = Timeline::new(
        vec![
            named("u1", ""),
            named("old", "1500000000"),
            named("s1", "1600000000"),
            named("s2", "1600000000"),
            named("u2", ""),
            named("new", "1700000000"),
        ],
        1,
    );
    let messages: Vec<_> = timeline.entries().iter().map(|entry| entry.message.as_str()).collect();
    assert_eq!(messages, ["new", "s1", "s2", "old", "u1", "u2"]);
    assert_eq!(timeline.unreadable(), 1);
}

#[test]
fn a_timeline_with_a_new_or_changed_update_has_news() {
    let named = |message: &str| model::Entry { message: message.into(), ..entry("1600000000", &[]) };
    let timeline = |messages: &[&str]| Timeline::new(messages.iter().map(|message| named(message)).collect(), 0);
    let check = |now: &[&str], before: &[&str], expected: bool| {
        assert_eq!(timeline(now).has_news_since(&timeline(before)), expected, "{now:?} after {before:?}");
    };
    check(&[], &[], false);
    check(&["a"], &[], true);
    check(&["a"], &["a"], false);
    check(&["a", "b"], &["b", "a"], false);
    check(&["a", "b"], &["a"], true);
    check(&["b"], &["a"], true);
    // A removed update isn't news.
    check(&["a"], &["a", "b"], false);
}

#[test]
fn an_incident_without_a_timeline_has_no_entries() {
    assert!(incident("a", Status::Resolved, Impact::None).entries().is_empty());
}

#[test]
fn a_hundred_thousand_incidents_are_a_list_like_any_other() {
    let many = (0..100_000).map(|number| incident(&number.to_string(), Status::Resolved, Impact::Minor)).collect();
    let list = IncidentList::new(many, 0);
    assert_eq!((list.incidents().len(), list.is_complete()), (100_000, true));
}

/// Lists in which ids meet and times are equal, as generated text would hardly ever make them.
fn any_close_incidents() -> impl Strategy<Value = Vec<Incident>> {
    let id = proptest::sample::select(&["a", "b", "c", "d"][..]);
    let created = proptest::option::of(prop_oneof![Just(Timestamp::MAX), any_timestamp()]);
    let one = (any_incident(), id, created).prop_map(|(incident, id, created)| Incident {
        id: incident_id(id),
        created,
        ..incident
    });
    proptest::collection::vec(one, 0..7)
}

proptest! {
    #![proptest_config(cases(256))]

    #[test]
    fn the_order_of_an_answer_does_not_matter(
        (given, shuffled) in proptest::collection::vec(any_incident(), 0..7)
            .prop_flat_map(|given| (Just(given.clone()), Just(given).prop_shuffle()))
    ) {
        let unique: std::collections::BTreeSet<_> = given.iter().map(|incident| incident.id.clone()).collect();
        prop_assume!(unique.len() == given.len());
        prop_assert_eq!(IncidentList::new(given, 0), IncidentList::new(shuffled, 0));
    }

    #[test]
    fn even_duplicates_say_the_same_in_any_order(
        (given, shuffled) in any_close_incidents().prop_flat_map(|given| (Just(given.clone()), Just(given).prop_shuffle()))
    ) {
        let (given, shuffled) = (IncidentList::new(given, 0), IncidentList::new(shuffled, 0));
        let (one, other) = (StatusData::of(given.clone()), StatusData::of(shuffled.clone()));
        prop_assert_eq!(Overview::of(&one, None), Overview::of(&other, None));
        prop_assert_eq!(given.is_complete(), shuffled.is_complete());
        prop_assert_eq!(given.incidents().len(), shuffled.incidents().len());
    }

    #[test]
    fn a_list_is_no_better_than_its_worst_open_element(given in any_close_incidents()) {
        let worst = given.iter().filter(|incident| incident.is_open()).map(|incident| incident.impact.severity()).max();
        let list = IncidentList::new(given, 0);
        prop_assert_eq!(list.open().first().map(|incident| incident.impact.severity()), worst);
    }
}
