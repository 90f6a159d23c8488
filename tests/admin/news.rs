//! What others have posted is news; what was there before, and what was sent from here, isn't.

use crate::builders::{entry, incident, incident_id, list, timeline};
use model::{Entry, EntryId, Incident, Status};
use statuspane::admin::incidents::news::{KnownPosts, News};

const START: &str = "2026-11-23T03:00:00Z";
const LATER: &str = "2026-11-23T03:10:00Z";

fn open(name: &str) -> Incident {
    incident(name, Status::Investigating, START)
}

fn update(message: &str, date: &str) -> Entry {
    entry(message, Status::Investigating, date)
}

#[test]
fn an_incident_that_appears_is_news_once() {
    let mut known = KnownPosts::default();
    known.read_list(&list(vec![open("a")]));
    assert_eq!(known.take_news(), []);
    known.read_list(&list(vec![open("a"), open("b")]));
    assert_eq!(known.take_news(), [(incident_id("b"), News::Incident)]);
    // One that was missing for a while isn't new when it comes back.
    known.read_list(&list(vec![open("a")]));
    known.read_list(&list(vec![open("a"), open("b")]));
    assert_eq!(known.take_news(), []);
}

#[test]
fn an_update_is_news_by_the_timeline_or_by_the_status() {
    let mut known = KnownPosts::default();
    let a = incident_id("a");
    known.read_list(&list(vec![open("a")]));
    known.read_timeline(&a, &timeline(vec![update("One.", START)]));
    known.read_timeline(&a, &timeline(vec![update("One.", START)]));
    assert_eq!(known.take_news(), []);
    known.read_list(&list(vec![Incident { status: Status::Monitoring, ..open("a") }]));
    known.read_timeline(&a, &timeline(vec![update("One.", START), update("Two.", LATER)]));
    assert_eq!(known.take_news(), [(a.clone(), News::Update)], "once for both");
    known.read_timeline(&a, &timeline(vec![update("One.", START), update("Two.", LATER), update("Three.", LATER)]));
    assert_eq!(known.take_news(), [(a.clone(), News::Update)]);
    known.read_list(&list(vec![Incident { status: Status::Resolved, ..open("a") }]));
    assert_eq!(known.take_news(), [(a, News::Update)]);
}

#[test]
fn an_entry_with_other_words_is_not_a_new_one() {
    let mut known = KnownPosts::default();
    let entry = |message: &str| Entry { id: EntryId::new("e"), ..update(message, START) };
    known.read_timeline(&incident_id("a"), &timeline(vec![entry("One.")]));
    known.read_timeline(&incident_id("a"), &timeline(vec![entry("One, corrected.")]));
    assert_eq!(known.take_news(), []);
}

#[test]
fn what_is_sent_from_here_is_not_news() {
    let mut known = KnownPosts::default();
    let a = incident_id("a");
    known.read_list(&list(vec![open("a")]));
    known.read_timeline(&a, &timeline(Vec::new()));
    known.note_incident("b");
    known.note_update(&a, "A fix is out.", &Status::Monitoring);
    known.read_list(&list(vec![Incident { status: Status::Monitoring, ..open("a") }, open("b")]));
    known.read_timeline(&a, &timeline(vec![update("A fix is out.", LATER)]));
    assert_eq!(known.take_news(), []);
    // What others do with it is.
    known.read_list(&list(vec![Incident { status: Status::Resolved, ..open("a") }, open("b")]));
    assert_eq!(known.take_news(), [(a, News::Update)]);
}
