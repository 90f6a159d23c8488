//! Figures: against a count minute by minute, and at their edges.

use crate::builders::{ENDS, FIVE_ZONES, MINUTE, at, component_id as id, intervals_up_to, is_during, zone};
use model::bars::{DayKind, Interval};
use model::figures::{ALWAYS, Figures, ServiceHours, TimeShare};
use model::{ComponentId, Date, Timestamp, Utc, Zone};

const DAY: i64 = 1_440;
const ALL_DAYS: [bool; 7] = [true; 7];
const WEEKDAYS: [bool; 7] = [true, true, true, true, true, false, false];

/// The figures of intervals in a list of their own.
fn figures(
    intervals: &[Interval],
    of: Option<&ComponentId>,
    from: i64,
    to: i64,
    since: Option<i64>,
    windows: &[(i64, i64)],
) -> Figures {
    model::figures::figures(&intervals.iter().collect::<Vec<_>>(), of, from, to, since, windows)
}

fn minute(text: &str) -> i64 {
    at(text).millis() / MINUTE
}

/// Whether the hours contain each minute of the time from `from` to `to`, by clocks that are held while they show a time for
/// the second time.
fn naive_hours(hours: &ServiceHours, from: i64, to: i64, zone: &dyn Zone) -> Vec<bool> {
    let offset = |minute: i64| zone.offset(Timestamp::from_millis(minute * MINUTE).unwrap()).millis() / MINUTE;
    let (mut latest, mut of_quarter) = (i64::MIN, None);
    let mut contained = Vec::new();
    for minute in from - 3 * DAY..to {
        // Asked for once in a quarter of an hour in which it doesn't change.
        if minute.rem_euclid(15) == 0 {
            of_quarter = Some(offset(minute)).filter(|now| *now == offset(minute + 14));
        }
        latest = latest.max(minute + of_quarter.unwrap_or_else(|| offset(minute)));
        let date = Date::from_days(latest.div_euclid(DAY));
        let begins_on = |date: Date| hours.days[usize::from(date.weekday())];
        let time = latest.rem_euclid(DAY);
        let is_contained = if hours.from < hours.to {
            begins_on(date) && (hours.from..hours.to).contains(&time)
        } else {
            begins_on(date) && time >= hours.from || begins_on(date.plus_days(-1)) && time < hours.to
        };
        if minute >= from {
            contained.push(is_contained);
        }
    }
    contained
}

/// The figures by a look at each minute.
fn naive(intervals: &[Interval], of: Option<&ComponentId>, from: i64, to: i64, contained: &[bool]) -> Figures {
    let overlaps = |interval: &&Interval| (from..to).any(|minute| is_during(interval, minute));
    let incidents: Vec<&Interval> = intervals
        .iter()
        .filter(|interval| interval.kind != DayKind::Maintenance)
        .filter(|interval| match (of, &interval.components) {
            (Some(of), Some(components)) => components.contains(of),
            (None, _) | (Some(_), None) => true,
        })
        .collect();
    let may_affect = |one: &&&Interval| of.is_some() && one.components.is_none() && overlaps(one);
    if incidents.iter().filter(may_affect).any(|one| one.kind != DayKind::Notice) {
        return Figures::default();
    }
    let mut share = TimeShare { good: 0, total: 0 };
    let bad = [DayKind::Critical, DayKind::Major, DayKind::Minor];
    for (minute, _) in (from..to).zip(contained).filter(|(_, is_contained)| **is_contained) {
        share.total += 1;
        share.good += i64::from(!incidents.iter().any(|one| bad.contains(&one.kind) && is_during(one, minute)));
    }
    let share = Some(share).filter(|share| share.total > 0);
    if incidents.iter().any(|one| may_affect(&one)) {
        return Figures { share, ..Figures::default() };
    }
    let begun: Vec<&Interval> = incidents.into_iter().filter(|one| (from..to).contains(&one.start)).collect();
    let mut lengths: Vec<i64> = begun.iter().filter_map(|one| one.length).collect();
    lengths.sort_unstable();
    let half = lengths.len() / 2;
    let median = match lengths.len() {
        0 => None,
        odd if odd % 2 == 1 => Some(lengths[half]),
        _ => Some((lengths[half - 1] + lengths[half]) / 2),
    };
    Figures {
        share,
        incidents: Some(begun.len()),
        median,
        longest: lengths.last().copied(),
        kinds: DayKind::ALL.map(|kind| begun.iter().filter(|one| one.kind == kind).count()),
    }
}

#[test]
fn figures_are_as_a_count_of_minutes_says() {
    let mut random = fastrand::Rng::with_seed(23);
    let mut seen = [false; 5];
    for name in FIVE_ZONES {
        let zone = zone(name);
        for end in ENDS {
            for round in 0..8 {
                let now = minute(end);
                let intervals = intervals_up_to(now, &mut random);
                let to = now - if random.bool() { 0 } else { random.i64(0..5 * DAY) };
                let from = to - random.i64(0..9 * DAY);
                let hours = match round {
                    0 => None,
                    1 => Some(ServiceHours { days: ALL_DAYS, from: 0, to: DAY }),
                    2 => Some(ServiceHours { days: WEEKDAYS, from: 8 * 60, to: 18 * 60 }),
                    // Over midnight, and a whole day from noon on.
                    3 => Some(ServiceHours { days: WEEKDAYS, from: 22 * 60, to: 6 * 60 }),
                    4 => Some(ServiceHours { days: ALL_DAYS, from: 720, to: 720 }),
                    // Begins or ends in the night in which clocks change.
                    5 => Some(ServiceHours { days: ALL_DAYS, from: 135, to: random.i64(136..=DAY) }),
                    6 => Some(ServiceHours { days: ALL_DAYS, from: random.i64(0..75), to: random.i64(75..150) }),
                    _ => {
                        let days = [0; 7].map(|_| random.bool());
                        Some(ServiceHours { days, from: random.i64(0..DAY), to: random.i64(1..=DAY) })
                    }
                };
                let windows = hours.map(|hours| hours.windows(from, to, &zone));
                let contained = match &hours {
                    Some(hours) => naive_hours(hours, from, to, &zone),
                    None => (from..to).map(|_| true).collect(),
                };
                for of in [None, Some(id("api")), Some(id("web"))] {
                    let windows = windows.as_deref().unwrap_or(ALWAYS);
                    let found = figures(&intervals, of.as_ref(), from, to, Some(from), windows);
                    let expected = naive(&intervals, of.as_ref(), from, to, &contained);
                    assert_eq!(found, expected, "{name} {end} {from} {to} {of:?} {hours:?}: {intervals:#?}");
                    let is_partial = found.share.is_some_and(|share| share.good < share.total);
                    seen[0] |= is_partial && hours.is_some();
                    seen[1] |= is_partial && hours.is_none();
                    seen[2] |= found == Figures::default();
                    seen[4] |= found.incidents.is_none() && found.share.is_some();
                    seen[3] |= found.incidents.is_some() && found.share.is_none();
                }
            }
        }
    }
    assert_eq!(seen, [true; 5], "the histories have something of everything");
}

/// The changes of the clocks, and leap days, with hours that begin and end around midnight and in the night.
#[test]
fn service_hours_around_changes_of_the_clocks_are_as_a_count_of_minutes_says() {
    for (name, change) in [
        ("UTC", "2024-02-29T00:00:00Z"),
        ("Europe/Berlin", "2026-03-29T01:00:00Z"),
        ("Europe/Berlin", "2026-10-25T01:00:00Z"),
        ("Australia/Lord_Howe", "2026-04-04T15:00:00Z"),
        ("Australia/Lord_Howe", "2026-10-03T15:30:00Z"),
        ("Pacific/Apia", "2011-12-30T10:00:00Z"),
        ("Pacific/Apia", "2012-03-31T14:00:00Z"),
        // At a minute past midnight, backwards to the day before.
        ("America/St_Johns", "2006-04-02T03:31:00Z"),
        ("America/St_Johns", "2006-10-29T02:31:00Z"),
        ("America/St_Johns", "2026-11-01T04:30:00Z"),
    ] {
        let zone = zone(name);
        let (from, to) = (minute(change) - 4 * DAY, minute(change) + 4 * DAY);
        for (from_time, to_time) in [(0, DAY), (1, 120), (30, 150), (120, 180), (150, 90), (1_380, 30), (720, 720)] {
            let hours = ServiceHours { days: ALL_DAYS, from: from_time, to: to_time };
            let windows = hours.windows(from, to, &zone);
            assert!(windows.iter().all(|(begin, end)| begin < end), "{name} {hours:?}");
            assert!(windows.windows(2).all(|pair| pair[0].1 <= pair[1].0), "{name} {hours:?}");
            let contained = naive_hours(&hours, from, to, &zone);
            let mut ours = vec![false; contained.len()];
            for (begin, end) in windows {
                assert!(begin < to && end > from);
                for minute in begin.max(from)..end.min(to) {
                    ours[usize::try_from(minute - from).unwrap()] = true;
                }
            }
            assert!(ours == contained, "{name} {hours:?}");
        }
    }
}

#[test]
fn hours_follow_changes_of_the_clocks() {
    #[track_caller]
    fn check(name: &str, day: &str, from: &str, to: &str, expect: Option<(&str, &str)>) {
        let time = |text: &str| minute(&format!("1970-01-01T{text}:00Z"));
        let mut days = [false; 7];
        let date = Date::parse(day).unwrap();
        days[usize::from(date.weekday())] = true;
        let to = if to == "24:00" { DAY } else { time(to) };
        let hours = ServiceHours { days, from: time(from), to };
        let noon = date.days() * DAY + 720;
        let expect: Vec<(i64, i64)> = expect.into_iter().map(|(begin, end)| (minute(begin), minute(end))).collect();
        assert_eq!(hours.windows(noon - DAY, noon + DAY, &zone(name)), expect, "{name} {day}");
    }
    let berlin = "Europe/Berlin";
    check(berlin, "2026-11-23", "08:00", "18:00", Some(("2026-11-23T07:00:00Z", "2026-11-23T17:00:00Z")));
    check(berlin, "2026-11-23", "22:00", "06:00", Some(("2026-11-23T21:00:00Z", "2026-11-24T05:00:00Z")));
    check(berlin, "2026-11-23", "00:00", "24:00", Some(("2026-11-22T23:00:00Z", "2026-11-23T23:00:00Z")));
    check("UTC", "2024-02-29", "20:00", "08:00", Some(("2024-02-29T20:00:00Z", "2024-03-01T08:00:00Z")));
    // Forward from 02:00 to 03:00.
    check(berlin, "2026-03-29", "00:00", "24:00", Some(("2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z")));
    check(berlin, "2026-03-29", "01:00", "02:30", Some(("2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z")));
    check(berlin, "2026-03-29", "02:30", "04:00", Some(("2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z")));
    check(berlin, "2026-03-29", "02:15", "02:45", None);
    // Back from 03:00 to 02:00.
    check(berlin, "2026-10-25", "00:00", "24:00", Some(("2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z")));
    check(berlin, "2026-10-25", "01:00", "02:30", Some(("2026-10-24T23:00:00Z", "2026-10-25T00:30:00Z")));
    check(berlin, "2026-10-25", "02:30", "04:00", Some(("2026-10-25T00:30:00Z", "2026-10-25T03:00:00Z")));
    check(berlin, "2026-10-25", "02:15", "02:45", Some(("2026-10-25T00:15:00Z", "2026-10-25T00:45:00Z")));
    check(berlin, "2026-10-25", "02:00", "03:00", Some(("2026-10-25T00:00:00Z", "2026-10-25T02:00:00Z")));
    // Half an hour back from 02:00 to 01:30.
    check(
        "Australia/Lord_Howe",
        "2026-04-05",
        "01:00",
        "03:00",
        Some(("2026-04-04T14:00:00Z", "2026-04-04T16:30:00Z")),
    );
    // The day before one that never was, and that one.
    check("Pacific/Apia", "2011-12-29", "18:00", "02:00", Some(("2011-12-30T04:00:00Z", "2011-12-30T10:00:00Z")));
    check("Pacific/Apia", "2011-12-30", "08:00", "18:00", None);
}

fn interval(start: i64, length: Option<i64>, kind: DayKind, components: Option<&[&str]>) -> Interval {
    let components = components.map(|ids| ids.iter().map(|text| id(text)).collect());
    Interval { start, length, kind, components }
}

/// An incident of impact major on `api`.
fn outage(start: i64, length: impl Into<Option<i64>>) -> Interval {
    interval(start, length.into(), DayKind::Major, Some(&["api"]))
}

/// The figures from minute 1,000 to minute 2,000, as good minutes, incidents, median and longest.
#[track_caller]
fn check(intervals: &[Interval], expect: (i64, usize, Option<i64>, Option<i64>)) {
    let share = Some(TimeShare { good: expect.0, total: 1_000 });
    for of in [None, Some(id("api"))] {
        let found = figures(intervals, of.as_ref(), 1_000, 2_000, Some(1_000), ALWAYS);
        assert_eq!(found.kinds.iter().sum::<usize>(), expect.1);
        let expect =
            Figures { share, incidents: Some(expect.1), median: expect.2, longest: expect.3, kinds: found.kinds };
        assert_eq!(found, expect, "{of:?}: {intervals:?}");
    }
}

#[test]
fn median_and_longest_are_over_resolved_incidents_that_began_in_the_span() {
    check(&[], (1_000, 0, None, None));
    check(&[outage(1_100, 7)], (993, 1, Some(7), Some(7)));
    // Of two, the mean, rounded down.
    check(&[outage(1_100, 8), outage(1_200, 5)], (987, 2, Some(6), Some(8)));
    check(&[outage(1_100, 8), outage(1_200, 1), outage(1_300, 90)], (901, 3, Some(8), Some(90)));
    let four = [outage(1_100, 9), outage(1_200, 1), outage(1_300, 90), outage(1_500, 4)];
    check(&four, (896, 4, Some(6), Some(90)));
    check(&[outage(1_100, 3), outage(1_200, 3)], (994, 2, Some(3), Some(3)));
    // One that is open counts, and has no length yet.
    check(&[outage(1_900, None)], (900, 1, None, None));
    check(&[outage(1_900, None), outage(1_100, 6)], (894, 2, Some(6), Some(6)));
}

#[test]
fn incidents_at_the_ends_of_the_span_are_cut_but_not_their_lengths() {
    // Begun before: time without service, but another month's incident.
    check(&[outage(900, 150)], (950, 0, None, None));
    check(&[outage(900, None)], (0, 0, None, None));
    check(&[outage(900, 100)], (1_000, 0, None, None));
    check(&[outage(900, 101)], (999, 0, None, None));
    // Ended after: all of it counts as its length.
    check(&[outage(1_950, 200)], (950, 1, Some(200), Some(200)));
    check(&[outage(1_999, 1)], (999, 1, Some(1), Some(1)));
    check(&[outage(2_000, 1)], (1_000, 0, None, None));
    check(&[outage(2_000, None)], (1_000, 0, None, None));
    check(&[outage(1_000, 1_000)], (0, 1, Some(1_000), Some(1_000)));
    check(&[outage(0, 5_000)], (0, 0, None, None));
}

#[test]
fn overlapping_incidents_take_time_once() {
    check(&[outage(1_100, 100), outage(1_150, 100)], (850, 2, Some(100), Some(100)));
    check(&[outage(1_150, 10), outage(1_100, 100)], (900, 2, Some(55), Some(100)));
    check(&[outage(1_100, 100), outage(1_200, 100)], (800, 2, Some(100), Some(100)));
}

#[test]
fn maintenance_counts_as_nothing_and_notices_only_as_incidents() {
    let one = |kind| interval(1_100, Some(10), kind, Some(&["api"]));
    check(&[one(DayKind::Critical)], (990, 1, Some(10), Some(10)));
    check(&[one(DayKind::Major)], (990, 1, Some(10), Some(10)));
    check(&[one(DayKind::Minor)], (990, 1, Some(10), Some(10)));
    check(&[one(DayKind::Notice)], (1_000, 1, Some(10), Some(10)));
    check(&[one(DayKind::Maintenance)], (1_000, 0, None, None));
    check(&[one(DayKind::Maintenance), one(DayKind::Minor)], (990, 1, Some(10), Some(10)));
    // It isn't an incident that may have affected the component.
    check(&[interval(1_100, Some(10), DayKind::Maintenance, None)], (1_000, 0, None, None));
}

#[test]
fn without_the_data_there_are_no_figures() {
    let of = |since| figures(&[outage(1_100, 10)], None, 1_000, 2_000, since, ALWAYS);
    assert_eq!(of(None), Figures::default());
    assert_eq!(of(Some(1_001)), Figures::default());
    assert_eq!(of(Some(1_000)).incidents, Some(1));
    assert_eq!(of(Some(i64::MIN)).incidents, Some(1));

    // An incident whose components aren't known takes the figures of each component, and none of the whole. A notice leaves
    // the share of time.
    let whole = |one: &Interval| figures(std::slice::from_ref(one), None, 1_000, 2_000, Some(0), ALWAYS).incidents;
    let api =
        |one: &Interval| figures(std::slice::from_ref(one), Some(&id("api")), 1_000, 2_000, Some(0), ALWAYS).incidents;
    let unknown = |start, length| interval(start, length, DayKind::Notice, None);
    for (one, of_whole, of_api) in [
        (unknown(1_100, Some(10)), Some(1), None),
        (unknown(990, Some(11)), Some(0), None),
        (unknown(990, Some(10)), Some(0), Some(0)),
        (unknown(990, None), Some(0), None),
        (unknown(1_999, None), Some(1), None),
        (unknown(2_000, None), Some(0), Some(0)),
        // Of another component, and of none.
        (interval(1_100, Some(10), DayKind::Major, Some(&["web"])), Some(1), Some(0)),
        (interval(1_100, Some(10), DayKind::Major, Some(&[])), Some(1), Some(0)),
    ] {
        assert_eq!((whole(&one), api(&one)), (of_whole, of_api), "{one:?}");
        let share = |one| figures(&[one], Some(&id("api")), 1_000, 2_000, Some(0), ALWAYS).share;
        assert!(share(one.clone()).is_some(), "{one:?}");
        let outage = Interval { kind: DayKind::Minor, ..one };
        assert_eq!(share(outage.clone()).is_some(), of_api.is_some(), "{outage:?}");
    }
}

#[test]
fn an_incident_that_ended_nobody_knows_when_counts_and_leaves_no_share() {
    let of = |start, kind| {
        let intervals = [interval(start, Some(0), kind, Some(&["api"])), outage(1_500, 8)];
        let found = figures(&intervals, Some(&id("api")), 1_000, 2_000, Some(0), ALWAYS);
        (found.share.map(|share| share.good), found.incidents, found.median, found.longest)
    };
    assert_eq!(of(1_100, DayKind::Minor), (None, Some(2), Some(8), Some(8)));
    assert_eq!(of(1_000, DayKind::Critical), (None, Some(2), Some(8), Some(8)));
    assert_eq!(of(1_100, DayKind::Notice), (Some(992), Some(2), Some(8), Some(8)));
    assert_eq!(of(999, DayKind::Minor), (Some(992), Some(1), Some(8), Some(8)));
    assert_eq!(of(2_000, DayKind::Minor), (Some(992), Some(1), Some(8), Some(8)));
}

#[test]
fn only_service_hours_count_as_time() {
    // A Monday to the next, with an outage from Friday 17:00 to Saturday 09:00.
    let (from, to) = (minute("2026-11-16T00:00:00Z"), minute("2026-11-23T00:00:00Z"));
    let outage = [outage(minute("2026-11-20T17:00:00Z"), 16 * 60)];
    let share = |hours: Option<ServiceHours>| {
        let windows = hours.map(|hours| hours.windows(from, to, &Utc));
        let found = figures(&outage, None, from, to, Some(from), windows.as_deref().unwrap_or(ALWAYS));
        // Hours don't limit how long an incident took.
        assert_eq!((found.incidents, found.median, found.longest), (Some(1), Some(960), Some(960)));
        found.share.map(|share| (share.good, share.total))
    };
    assert_eq!(share(None), Some((9_120, 10_080)));
    let office = ServiceHours { days: WEEKDAYS, from: 480, to: 1_080 };
    assert_eq!(share(Some(office)), Some((2_940, 3_000)));
    assert_eq!(share(Some(ServiceHours { days: ALL_DAYS, ..office })), Some((4_080, 4_200)));
    // Hours over midnight belong to the day on which they begin.
    assert_eq!(share(Some(ServiceHours { days: WEEKDAYS, from: 1_200, to: 240 })), Some((1_920, 2_400)));
    assert_eq!(share(Some(ServiceHours { days: [false; 7], ..office })), None);
    assert_eq!(figures(&outage, None, from, from, Some(from), ALWAYS).share, None);
}

#[test]
fn anything_short_of_all_time_is_under_100_percent() {
    let hundredths = |good, total| TimeShare { good, total }.hundredths();
    assert_eq!(hundredths(525_600, 525_600), 10_000);
    assert_eq!(hundredths(525_599, 525_600), 9_999);
    assert_eq!(hundredths(129_599, 129_600), 9_999);
    assert_eq!(hundredths(2, 3), 6_666);
    assert_eq!(hundredths(0, 43_200), 0);
    assert_eq!(hundredths(0, 0), 0);
}
