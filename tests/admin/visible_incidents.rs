//! Which incidents are on screen.

use crate::builders::{incident, list};
use model::{Incident, Status};
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
