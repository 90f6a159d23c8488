//! Announcements of an incident that changed.

use crate::builders::{at, entry, incident};
use model::incident::Timeline;
use model::news::{News, news};
use model::{Entry, EntryId, Impact, Incident, Status};

const THEN: &str = "2026-11-23T12:00:00Z";
const NOW: &str = "2026-11-23T12:01:00Z";

fn open() -> Incident {
    Incident { created: Some(at("2026-11-23T11:00:00Z")), ..incident("a", Status::Investigating, Impact::Minor) }
}

fn resolved() -> Incident {
    Incident { status: Status::Resolved, resolved: Some(at("2026-11-23T11:30:00Z")), ..open() }
}

fn upcoming(start: &str) -> Incident {
    Incident { created: Some(at(start)), ..open() }
}

fn update(id: &str, date: &str) -> Entry {
    Entry { id: EntryId::new(id), ..entry(date, &[]) }
}

fn with(entries: Vec<Entry>) -> Incident {
    Incident { timeline: Some(Timeline::new(entries, 0)), ..open() }
}

fn check(before: Option<&Incident>, after: &Incident, expected: Option<News>) {
    assert_eq!(news(before, Some(at(THEN)), after, Some(at(NOW))), expected, "{before:?} -> {after:?}");
}

#[test]
fn every_immediately_visible_change_is_announced() {
    let begins = upcoming("2026-11-23T12:00:30Z");
    let later = upcoming("2026-11-25T12:00:00Z");
    let called_off = Incident { status: Status::Resolved, resolved: Some(at(NOW)), ..later.clone() };
    let worse = Incident { impact: Impact::Critical, ..open() };
    let identified = Incident { status: Status::Identified, ..open() };
    for (before, after, expected) in [
        (None, open(), Some(News::New)),
        (None, later.clone(), Some(News::Upcoming)),
        (None, resolved(), None),
        (None, called_off.clone(), None),
        (Some(open()), open(), None),
        (Some(resolved()), resolved(), None),
        (Some(later.clone()), later.clone(), None),
        (Some(open()), resolved(), Some(News::Resolved)),
        (Some(resolved()), open(), Some(News::Reopened)),
        (Some(open()), worse.clone(), Some(News::Impact)),
        (Some(worse), open(), Some(News::Impact)),
        (Some(open()), identified, Some(News::Updated)),
        (Some(later.clone()), called_off, Some(News::Cancelled)),
        (Some(open()), later, Some(News::Upcoming)),
    ] {
        check(before.as_ref(), &after, expected);
    }
    // The clock alone: a difference of a minute is ignored, so it begins a minute before its time.
    let at_noon = |minute: &str| Some(at(&format!("2026-11-23T12:{minute}:00Z")));
    let start = upcoming("2026-11-23T12:30:00Z");
    assert_eq!(news(Some(&start), at_noon("10"), &start, at_noon("20")), None);
    assert_eq!(news(Some(&start), at_noon("20"), &start, at_noon("31")), Some(News::Started));
    check(Some(&begins), &begins, None);
}

#[test]
fn an_update_is_news_and_a_correction_is_not() {
    let first = || update("1", "2026-11-23T11:00:00Z");
    let second = || update("2", "2026-11-23T11:50:00Z");
    let edited = Entry { message: "Corrected".into(), edited: Some(at(NOW)), ..first() };
    let moved = update("1", "2026-11-23T11:10:00Z");
    let renamed = Incident { name: "Another name".into(), ..with(vec![first()]) };
    let unknown = Incident { timeline: None, ..open() };
    for (before, after, expected) in [
        (with(vec![first()]), with(vec![second(), first()]), Some(News::Updated)),
        (with(vec![]), with(vec![first()]), Some(News::Updated)),
        (with(vec![first()]), with(vec![edited]), None),
        (with(vec![first()]), with(vec![moved]), None),
        (with(vec![first()]), renamed, None),
        (with(vec![second(), first()]), with(vec![first()]), None),
        (with(vec![second()]), with(vec![second(), first()]), None),
        // Updates that now come with the incident aren't news.
        (unknown.clone(), with(vec![first()]), None),
        (with(vec![first()]), unknown, None),
        // A future one isn't news yet.
        (with(vec![first()]), with(vec![update("3", "2026-11-24T12:00:00Z"), first()]), None),
    ] {
        check(Some(&before), &after, expected);
    }
    // Until its time has come.
    let planned = with(vec![update("3", "2026-11-23T12:30:00Z"), first()]);
    let (before, after) = (Some(at("2026-11-23T12:20:00Z")), Some(at("2026-11-23T12:31:00Z")));
    assert_eq!(news(Some(&planned), before, &planned, after), Some(News::Updated));
}

#[test]
fn news_is_announced_in_plain_words() {
    let incident = Incident { name: "<b>Payments</b> fail".into(), status: Status::Identified, ..open() };
    for (news, expected) in [
        (News::New, "New incident: <b>Payments</b> fail"),
        (News::Upcoming, "Upcoming: <b>Payments</b> fail"),
        (News::Started, "Started: <b>Payments</b> fail"),
        (News::Reopened, "Reopened: <b>Payments</b> fail"),
        (News::Resolved, "Resolved: <b>Payments</b> fail"),
        (News::Cancelled, "Cancelled: <b>Payments</b> fail"),
        (News::Impact, "Impact of <b>Payments</b> fail: Minor"),
        (News::Updated, "Update on <b>Payments</b> fail: Identified"),
    ] {
        assert_eq!(text::PageText::english().news(news, &incident), expected);
    }
}
