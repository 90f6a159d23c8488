//! Finding out whether a request arrived whose answer was lost.

use crate::builders::{at, entry, incident, incident_id, list, timeline, valid, valid_entry};
use model::incident::Timeline;
use model::{IncidentList, Status};
use statuspane::admin::editor::reconcile::{Reconciliation, Saved, find_entry, find_incident};

const SENT: &str = "2026-11-23T03:12:00Z";

#[test]
fn a_new_incident_is_found_by_its_name_and_its_time() {
    let at_time = |created| incident("API down", Status::Investigating, created);
    let cases = [
        ("the date that was sent", vec![at_time(SENT)], Some("API down")),
        ("the API's own time, a little later", vec![at_time("2026-11-23T03:12:40Z")], Some("API down")),
        ("a clock that is off", vec![at_time("2026-11-23T03:05:00Z")], Some("API down")),
        ("a time that can't be read", vec![at_time("soon")], Some("API down")),
        ("the same name, long ago", vec![at_time("2026-11-22T03:12:00Z")], None),
        ("the same name, much later", vec![at_time("2026-11-23T04:12:00Z")], None),
        ("another name", vec![incident("Login down", Status::Investigating, SENT)], None),
        ("nothing at all", vec![], None),
    ];
    for (case, incidents, expected) in cases {
        let expected =
            expected.map_or(Reconciliation::Absent, |name| Reconciliation::Stored(Saved::Incident(incident_id(name))));
        assert_eq!(find_incident(&valid("API down", SENT), at(SENT), &[], &list(incidents)), expected, "{case}");
    }
}

#[test]
fn an_incident_from_before_is_not_the_one_that_was_sent() {
    let there = list(vec![incident("API down", Status::Investigating, SENT)]);
    let known = [incident_id("API down")];
    assert_eq!(find_incident(&valid("API down", SENT), at(SENT), &known, &there), Reconciliation::Absent);
}

#[test]
fn a_date_in_the_past_is_looked_for_at_that_date_and_at_the_sending() {
    let mut draft = crate::builders::draft("API down", "It was down.");
    draft.entry.date = "2026-11-20T10:00".into();
    let sent = draft.validate(&model::Utc, at(SENT)).expect("the draft keeps every rule");
    for created in ["2026-11-20T10:00:00Z", SENT] {
        let there = list(vec![incident("API down", Status::Investigating, created)]);
        assert_eq!(
            find_incident(&sent, at(SENT), &[], &there),
            Reconciliation::Stored(Saved::Incident(incident_id("API down"))),
            "{created}"
        );
    }
}

#[test]
fn a_list_with_unreadable_elements_proves_no_absence() {
    let partly = IncidentList::new(vec![], 2);
    assert_eq!(find_incident(&valid("API down", SENT), at(SENT), &[], &partly), Reconciliation::Incomplete(2));
}

#[test]
fn an_update_is_found_when_there_is_one_more_of_it() {
    let same = || entry("We are looking into it.", Status::Investigating, SENT);
    let yesterday = || entry("We are looking into it.", Status::Investigating, "2026-11-22T03:12:00Z");
    let other = || entry("Something else.", Status::Investigating, SENT);
    let other_status = || entry("We are looking into it.", Status::Resolved, SENT);
    let there = Reconciliation::Stored(Saved::Incident(incident_id("a")));
    let cases = [
        ("it is new", Some(vec![]), vec![same()], there.clone()),
        ("the earlier timeline was not known", None, vec![same()], there.clone()),
        ("the same words were there before", Some(vec![same()]), vec![same()], Reconciliation::Absent),
        ("the same words twice", Some(vec![same()]), vec![same(), same()], there),
        ("the same words, long ago", None, vec![yesterday()], Reconciliation::Absent),
        ("other words", Some(vec![]), vec![other()], Reconciliation::Absent),
        ("another status", Some(vec![]), vec![other_status()], Reconciliation::Absent),
    ];
    for (case, before, after, expected) in cases {
        let (before, after) = (before.map(timeline), timeline(after));
        let sent = valid_entry("We are looking into it.", SENT);
        assert_eq!(find_entry(&sent, at(SENT), &incident_id("a"), before.as_ref(), &after), expected, "{case}");
    }
    let partly = Timeline::new(vec![], 1);
    let sent = valid_entry("We are looking into it.", SENT);
    assert_eq!(find_entry(&sent, at(SENT), &incident_id("a"), None, &partly), Reconciliation::Incomplete(1));
}
