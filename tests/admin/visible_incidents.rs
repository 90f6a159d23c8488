//! Which incidents are on screen.

use crate::builders::{at, entry, incident, incident_id, list, timeline};
use model::{Impact, Incident, IncidentId, Status};
use statuspane::admin::incidents::latest::Attempts;
use statuspane::admin::incidents::visible::{PAGE_SIZE, VisibleIncidents};

fn names(incidents: &[Incident]) -> Vec<&str> {
    incidents.iter().map(|incident| incident.name.as_str()).collect()
}

#[test]
fn open_ones_are_all_there_and_the_past_is_cut() {
    let old = (0..PAGE_SIZE + 20)
        .map(|i| incident(&format!("past {i:03}"), Status::Resolved, &format!("{}", 1_700_000_000 + i)));
    let open = (0..PAGE_SIZE + 5)
        .map(|i| incident(&format!("open {i:03}"), Status::Identified, &format!("{}", 1_600_000_000 + i)));
    let rows = VisibleIncidents::new(&list(old.chain(open).collect()), PAGE_SIZE, None);
    assert_eq!((rows.open.len(), rows.past.len(), rows.hidden), (PAGE_SIZE + 5, PAGE_SIZE, 20));
    assert_eq!(rows.open[0].name, "open 054", "newest first");
    assert_eq!(rows.past[0].name, "past 069", "newest first");
}

#[test]
fn the_incident_that_is_written_about_stays_where_it_is() {
    let a = incident("a", Status::Investigating, "2026-11-23T03:00:00Z");
    let b = incident("b", Status::Investigating, "2026-11-23T02:00:00Z");
    let c = incident("c", Status::Investigating, "2026-11-23T01:00:00Z");
    let all = [a.clone(), b.clone(), c.clone()];
    // Somebody else has resolved it.
    let resolved = Incident { status: Status::Resolved, ..b.clone() };
    let rows = VisibleIncidents::new(&list(vec![a.clone(), resolved.clone(), c.clone()]), PAGE_SIZE, Some(&b));
    assert_eq!((names(&rows.open), names(&rows.past)), (vec!["a", "b", "c"], vec![]));
    assert_eq!(rows.open[1].status, Status::Resolved, "its row shows what it is now");
    // Somebody else has deleted it.
    let rows = VisibleIncidents::new(&list(vec![a.clone(), c.clone()]), PAGE_SIZE, Some(&b));
    assert_eq!(names(&rows.open), ["a", "b", "c"]);
    // It is the first, or the last.
    for (gone, left) in [(&all[0], vec![b.clone(), c.clone()]), (&all[2], vec![a.clone(), b.clone()])] {
        assert_eq!(names(&VisibleIncidents::new(&list(left), PAGE_SIZE, Some(gone)).open), ["a", "b", "c"]);
    }
    // Nobody writes about it any more.
    let rows = VisibleIncidents::new(&list(vec![a, resolved, c]), PAGE_SIZE, None);
    assert_eq!((names(&rows.open), names(&rows.past)), (vec!["a", "c"], vec!["b"]));
}

#[test]
fn a_past_incident_that_is_written_about_is_shown_however_old() {
    let past: Vec<_> =
        (0..10).map(|i| incident(&format!("{i}"), Status::Resolved, &format!("{}", 1_700_000_000 - i))).collect();
    let rows = VisibleIncidents::new(&list(past.clone()), 3, Some(&past[7]));
    assert_eq!((names(&rows.past), rows.hidden), (vec!["0", "1", "2", "7"], 6));
}

/// An open incident with its impact, its start, and its newest update, by the hour of one day.
fn open(name: &str, impact: Impact, start: &str, update: Option<&str>) -> Incident {
    let hour = |hour: &str| format!("2026-11-23T{hour}:00:00Z");
    let update = update.map(|update| timeline(vec![entry("Work goes on.", Status::Identified, &hour(update))]));
    Incident { impact, timeline: update, ..incident(name, Status::Investigating, &hour(start)) }
}

fn arranged(open: Vec<Incident>, held: &[IncidentId]) -> Vec<String> {
    let mut visible = VisibleIncidents::new(&list(open), PAGE_SIZE, None);
    visible.arrange(Some(at("2026-11-23T12:00:00Z")), held);
    names(&visible.open).into_iter().map(str::to_owned).collect()
}

#[test]
fn the_worst_come_first_and_of_the_same_impact_those_without_an_update_for_the_longest_time() {
    let all = vec![
        open("minor", Impact::Minor, "01", None),
        open("critical, updated", Impact::Critical, "02", Some("11")),
        open("critical, silent", Impact::Critical, "03", Some("04")),
        open("critical, not read", Impact::Critical, "05", None),
        open("critical, an update ahead", Impact::Critical, "06", Some("18")),
        open("none", Impact::None, "00", None),
        Incident { created: None, ..open("major, unknown start", Impact::Major, "00", None) },
        open("major", Impact::Major, "00", None),
    ];
    let expected = [
        "critical, silent",
        "critical, not read",
        "critical, an update ahead",
        "critical, updated",
        "major, unknown start",
        "major",
        "minor",
        "none",
    ];
    assert_eq!(arranged(all, &[]), expected);
}

#[test]
fn an_order_that_is_held_stays_and_others_come_between() {
    let held = ["silent", "updated", "gone", "minor"].map(incident_id);
    let all = vec![
        open("updated", Impact::Major, "01", Some("02")),
        open("silent", Impact::Major, "01", Some("11")),
        open("minor", Impact::Minor, "01", None),
        open("new", Impact::Critical, "11", None),
        open("another", Impact::None, "11", None),
    ];
    assert_eq!(arranged(all.clone(), &[]), ["new", "updated", "silent", "minor", "another"]);
    assert_eq!(arranged(all, &held), ["new", "silent", "updated", "minor", "another"]);
}

#[test]
fn timelines_of_open_incidents_take_turns() {
    let mut all: Vec<_> = (0..12).map(|n| open(&format!("{n:02}"), Impact::Minor, &format!("{n:02}"), None)).collect();
    all.push(open("worst", Impact::Critical, "00", None));
    all.push(open("read", Impact::Critical, "00", Some("01")));
    all.push(incident("past", Status::Resolved, "2026-11-23T00:00:00Z"));
    let (list, mut attempts) = (list(all), Attempts::default());
    let next = |attempts: &mut Attempts| {
        let due = attempts.due(&list);
        due.iter().for_each(|id| attempts.note(id));
        due.iter().map(|id| id.as_str().to_owned()).collect::<Vec<_>>()
    };
    let expected = ["worst", "11", "10", "09", "08", "07", "06", "05", "04", "03"];
    assert_eq!(next(&mut attempts), expected);
    assert_eq!(next(&mut attempts), ["02", "01", "00", "worst", "11", "10", "09", "08", "07", "06"]);
}
