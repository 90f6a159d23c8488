//! The first promise: never a false green. Every combination of its conditions.

use crate::builders::{at, incident};
use contract::incident_api::{ApiError, Cause};
use model::{
    Answer, Assessment, Duration, Impact, IncidentList, MonotonicInstant, Overall, Source, Status, StatusData,
};
use statuspane::remote::{Failure, Remote};

const STALE_AFTER: i64 = 300_000;
const RECEIVED: i64 = 1_000_000;

#[test]
fn operational_needs_a_complete_list_without_open_incidents_that_is_recent_and_seen_by_a_running_app() {
    let resolved = || incident("over", Status::Resolved, Impact::Critical);
    let open = |status, impact| incident("open", status, Impact::parse(impact));
    let lists = [
        (vec![], None),
        (vec![resolved()], None),
        (vec![resolved(), open(Status::Monitoring, "none")], Some(Overall::Notice)),
        (vec![open(Status::Other("escalated".into()), "minor")], Some(Overall::Minor)),
        (vec![open(Status::Identified, "major"), resolved()], Some(Overall::Major)),
        (vec![open(Status::Investigating, "critical")], Some(Overall::Critical)),
    ];
    let sources = [Source::Live, Source::Snapshot, Source::Stored, Source::Embedded];
    let ages = [None, Some(0), Some(STALE_AFTER - 1), Some(STALE_AFTER), Some(i64::MAX)];
    let nows = [None, Some(0), Some(1), Some(STALE_AFTER - 1), Some(STALE_AFTER)];
    let (mut green, mut all) = (0, 0);
    for (incidents, bad) in &lists {
        for unreadable in [0, 1, 7] {
            for source in sources {
                for age in ages {
                    for later in nows {
                        for failed in [false, true] {
                            let answer = Answer {
                                data: StatusData::of(IncidentList::new(incidents.clone(), unreadable)),
                                source,
                                as_of: Some(at("2026-11-23T12:00:00Z")),
                                age_on_arrival: age.map(Duration::from_millis),
                                received: MonotonicInstant::from_millis(RECEIVED),
                                stale_after: Duration::from_millis(STALE_AFTER),
                            };
                            let remote = if failed { Remote::Stale(answer, failure()) } else { Remote::Ready(answer) };
                            let now = later.map(|later| MonotonicInstant::from_millis(RECEIVED + later));
                            let assessment = Assessment::of(remote.answer(), now);

                            let young = matches!((age, later), (Some(age), Some(later)) if age < STALE_AFTER - later);
                            let fresh = unreadable == 0 && young && matches!(source, Source::Live | Source::Snapshot);
                            let overall = bad.unwrap_or(if fresh { Overall::Operational } else { Overall::Unknown });
                            let expect = Assessment {
                                overall,
                                fresh,
                                source: Some(source),
                                as_of: Some(at("2026-11-23T12:00:00Z")),
                                open: usize::from(bad.is_some()),
                                subjects: assessment.subjects.clone(),
                                unreadable,

                                lacks_maintenances: false,
                            };
                            assert_eq!(assessment, expect, "{remote:?} at {now:?}");
                            // Data that is no longer current reads as on a page at rest.
                            assert_eq!(assessment.clone().in_the_past(), Assessment::of(remote.answer(), None));
                            green += usize::from(assessment.overall == Overall::Operational);
                            all += 1;
                        }
                    }
                }
            }
        }
    }
    // Two lists without open incidents, two sources, four pairs of ages that stay under the bound, failed or not.
    assert_eq!((green, all), (32, 3_600));
}

#[test]
fn without_an_answer_the_status_is_unknown() {
    let states: [Remote<StatusData>; 2] =
        [Remote::Loading { since: MonotonicInstant::from_millis(0) }, Remote::Failed(failure())];
    for remote in states {
        for now in [None, Some(MonotonicInstant::from_millis(1))] {
            let assessment = Assessment::of(remote.answer(), now);
            assert_eq!(
                assessment,
                Assessment {
                    overall: Overall::Unknown,
                    fresh: false,
                    source: None,
                    as_of: None,
                    open: 0,
                    subjects: Vec::new(),
                    unreadable: 0,
                    lacks_maintenances: false,
                }
            );
        }
    }
}

fn failure() -> Failure {
    Failure { error: ApiError::of(Cause::NoAnswer), at: MonotonicInstant::from_millis(0), attempts: 1 }
}
