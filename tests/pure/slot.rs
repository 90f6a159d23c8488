//! Answers that come late, out of order or not at all.

use crate::builders::{at, cases};
use contract::incident_api::{ApiError, Cause};
use model::{Answer, Duration, MonotonicInstant, Source};
use proptest::prelude::*;
use statuspane::remote::{Failure, LONGEST_PAUSE, Remote, Slot, pause};

fn moment(seconds: i64) -> MonotonicInstant {
    MonotonicInstant::from_millis(seconds * 1_000)
}

/// An answer whose data is its name; `as_of` in seconds past noon, and `age` in seconds when it came at `received`.
fn answer(
    data: &'static str,
    source: Source,
    as_of: Option<i64>,
    age: Option<u32>,
    received: i64,
) -> Answer<&'static str> {
    Answer {
        data,
        source,
        as_of: as_of.map(|seconds| at("2026-11-23T12:00:00Z").plus_millis(seconds * 1_000)),
        age_on_arrival: age.map(Duration::from_seconds),
        received: moment(received),
        stale_after: Duration::from_seconds(300),
    }
}

fn live(data: &'static str, as_of: i64) -> Answer<&'static str> {
    answer(data, Source::Live, Some(as_of), Some(0), as_of)
}

fn lost() -> ApiError {
    ApiError::of(Cause::NoAnswer)
}

/// The state in short: the data and the number of failed attempts since.
fn state_of(slot: &Slot<&'static str>) -> (Option<&'static str>, u32) {
    let attempts = slot.state().failure().map_or(0, |failure| failure.attempts);
    (slot.state().answer().map(|answer| answer.data), attempts)
}

#[test]
fn an_attempt_goes_through_its_states_and_keeps_known_data() {
    let mut slot = Slot::new(moment(7));
    assert_eq!(*slot.state(), Remote::Loading { since: moment(7) });

    let ticket = slot.begin();
    assert_eq!(*slot.state(), Remote::Loading { since: moment(7) });
    assert!(slot.settle(ticket, Err(lost()), moment(8)));
    assert_eq!(*slot.state(), Remote::Failed(Failure { error: lost(), at: moment(8), attempts: 1 }));

    let ticket = slot.begin();
    assert!(slot.settle(ticket, Err(ApiError::of(Cause::TimedOut)), moment(9)));
    assert_eq!(
        *slot.state(),
        Remote::Failed(Failure { error: ApiError::of(Cause::TimedOut), at: moment(9), attempts: 2 })
    );

    let ticket = slot.begin();
    assert!(slot.settle(ticket, Ok(live("good", 10)), moment(10)));
    assert_eq!(*slot.state(), Remote::Ready(live("good", 10)));

    // The last good data stays with the error, and the count restarts.
    let ticket = slot.begin();
    assert!(slot.settle(ticket, Err(lost()), moment(11)));
    assert_eq!(*slot.state(), Remote::Stale(live("good", 10), Failure { error: lost(), at: moment(11), attempts: 1 }));
    let ticket = slot.begin();
    assert!(slot.settle(ticket, Err(lost()), moment(12)));
    assert_eq!(state_of(&slot), (Some("good"), 2));

    let ticket = slot.begin();
    assert!(slot.settle(ticket, Ok(live("better", 13)), moment(13)));
    assert_eq!(*slot.state(), Remote::Ready(live("better", 13)));
}

#[test]
fn a_late_ticket_has_no_effect() {
    let mut slot = Slot::new(moment(0));
    let (first, second, third) = (slot.begin(), slot.begin(), slot.begin());
    assert!(slot.settle(second, Ok(live("second", 20)), moment(20)));
    // Even a younger answer and even an error: the attempt began before one that has already ended.
    assert!(!slot.settle(first, Ok(live("first", 30)), moment(30)));
    assert_eq!(*slot.state(), Remote::Ready(live("second", 20)));
    assert!(slot.settle(third, Err(lost()), moment(31)));
    assert_eq!(state_of(&slot), (Some("second"), 1));

    let mut slot = Slot::new(moment(0));
    let (first, second) = (slot.begin(), slot.begin());
    assert!(slot.settle(second, Ok(live("second", 20)), moment(20)));
    assert!(!slot.settle(first, Err(lost()), moment(30)));
    assert_eq!(*slot.state(), Remote::Ready(live("second", 20)));
}

#[test]
fn an_answer_older_than_the_one_shown_ends_a_failure_but_is_not_shown() {
    let mut slot = Slot::new(moment(0));
    let ticket = slot.begin();
    slot.settle(ticket, Ok(live("shown", 20)), moment(20));
    let ticket = slot.begin();
    assert!(!slot.settle(ticket, Ok(live("older", 19)), moment(30)), "nothing changed");
    assert_eq!(*slot.state(), Remote::Ready(live("shown", 20)));

    let ticket = slot.begin();
    slot.settle(ticket, Err(lost()), moment(31));
    let ticket = slot.begin();
    assert!(!slot.settle(ticket, Ok(live("older", 19)), moment(32)));
    assert_eq!(*slot.state(), Remote::Ready(live("shown", 20)), "the failure is over");
}

/// Whether `new`, offered, takes the place of `shown`.
fn takes(shown: Answer<&'static str>, new: Answer<&'static str>) -> bool {
    let mut offered = Slot::new(moment(0));
    assert!(offered.offer(shown.clone()), "the first is always taken");
    let taken = offered.offer(new.clone());
    assert_eq!(state_of(&offered).0, Some(if taken { new.data } else { shown.data }));

    // An attempt that ends replaces by the same rule.
    let mut settled = Slot::new(moment(0));
    settled.offer(shown);
    let ticket = settled.begin();
    assert_eq!(settled.settle(ticket, Ok(new.clone()), new.received), taken);
    assert_eq!(state_of(&settled), state_of(&offered));
    taken
}

#[test]
fn of_two_answers_the_one_that_speaks_of_a_later_time_is_shown() {
    use Source::{Embedded, Live, Snapshot, Stored};
    fn check(shown: (Source, Option<i64>), new: (Source, Option<i64>), expect: bool) {
        let shown_answer = answer("shown", shown.0, shown.1, shown.1.map(|_| 0), 100);
        let new_answer = answer("new", new.0, new.1, new.1.map(|_| 60), 160);
        assert_eq!(takes(shown_answer, new_answer), expect, "{shown:?}, then {new:?}");
    }
    for source in [Live, Snapshot, Stored, Embedded] {
        check((source, Some(100)), (source, Some(101)), true);
        check((source, Some(100)), (source, Some(100)), true);
        check((source, Some(100)), (source, Some(99)), false);
        check((source, None), (source, None), true);
    }
    // Between the sources that can be current the time decides, and so it does between those that cannot.
    for (one, other) in [(Live, Snapshot), (Snapshot, Live), (Stored, Embedded), (Embedded, Stored)] {
        check((one, Some(100)), (other, Some(101)), true);
        check((one, Some(100)), (other, Some(99)), false);
        check((one, None), (other, Some(99)), true);
    }
    // Stored or embedded data wins over an older answer, but never replaces a fetched one: from
    // then on the page would not be fresh, though nothing failed.
    for current in [Live, Snapshot] {
        for kept in [Stored, Embedded] {
            check((kept, Some(100)), (current, Some(39)), false);
            // No more than two clocks may differ.
            check((kept, Some(100)), (current, Some(40)), true);
            check((kept, Some(100)), (current, Some(100)), true);
            check((kept, Some(100)), (current, None), true);
            check((kept, None), (current, Some(99)), true);
            for time in [None, Some(99), Some(100), Some(101)] {
                check((current, Some(100)), (kept, time), false);
                check((current, None), (kept, time), false);
            }
        }
    }
}

#[test]
fn answers_of_a_clock_that_was_ahead_give_way_to_a_running_one() {
    use Source::{Embedded, Live, Snapshot, Stored};
    /// Shows an answer of second 5,000, then lets older ones come: of which second, how old, and when. Tells which of
    /// them are shown.
    fn check(shown: Source, source: Source, later: &[(i64, Option<u32>, i64)]) -> Vec<bool> {
        let mut slot = Slot::new(moment(0));
        let known = matches!(shown, Live).then_some(0);
        slot.offer(answer("shown", shown, Some(5_000), known, 0));
        let settle = |&(as_of, age, received): &(i64, Option<u32>, i64)| {
            let ticket = slot.begin();
            let taken = slot.settle(ticket, Ok(answer("new", source, Some(as_of), age, received)), moment(received));
            assert_eq!(slot.state().answer().is_some_and(|answer| answer.received == moment(received)), taken);
            taken
        };
        later.iter().map(settle).collect()
    }
    for shown in [Live, Snapshot, Stored, Embedded] {
        // One alone may be anything.
        assert_eq!(check(shown, Live, &[(100, Some(0), 10)]), [false]);
        // Two, thirty seconds apart by both clocks; from then on all is as usual.
        let running = [(100, Some(0), 10), (130, Some(0), 40), (160, Some(0), 70)];
        assert_eq!(check(shown, Live, &running), [false, true, true]);
        // An old answer in a cache is the same however often it is asked for, and another cache has another one.
        let cached = [(100, Some(0), 10), (100, Some(0), 40), (101, Some(0), 70), (400, Some(0), 100)];
        assert_eq!(check(shown, Live, &cached), [false; 4]);
        // A cache that reports the age of its answer reports the present too.
        assert_eq!(check(shown, Live, &[(100, Some(10), 10), (100, Some(40), 40)]), [false, true]);
        // A snapshot that is published once an hour.
        assert_eq!(check(shown, Snapshot, &[(100, Some(0), 10), (100, Some(30), 40)]), [false, true]);
        // Without the age of the data the present is unknown too.
        assert_eq!(check(shown, Live, &[(100, None, 10), (130, None, 40)]), [false, false]);
    }
    // Stored data doesn't give the present.
    assert_eq!(check(Embedded, Stored, &[(100, Some(0), 10), (130, Some(0), 40)]), [false, false]);
}

#[test]
fn an_offered_answer_does_not_end_a_failure() {
    let mut slot = Slot::new(moment(0));
    let ticket = slot.begin();
    slot.settle(ticket, Err(lost()), moment(1));
    assert!(slot.offer(answer("kept", Source::Stored, Some(0), None, 2)));
    assert_eq!(state_of(&slot), (Some("kept"), 1));
    let ticket = slot.begin();
    slot.settle(ticket, Err(lost()), moment(3));
    assert_eq!(state_of(&slot), (Some("kept"), 2));
}

#[test]
fn an_answer_ages_by_the_clock_that_never_goes_back() {
    let fresh = answer("a", Source::Live, Some(0), Some(10), 100);
    assert_eq!(fresh.age(moment(100)), Some(Duration::from_seconds(10)));
    assert_eq!(fresh.age(moment(145)), Some(Duration::from_seconds(55)));
    assert_eq!(fresh.age(moment(50)), Some(Duration::from_seconds(10)), "a reading from before it came");
    assert_eq!(fresh.present(moment(145)), Some(at("2026-11-23T12:00:55Z")));
    // Recent until it is as old as it may be, and no longer.
    assert_eq!(fresh.recent_until(moment(145)), Some(moment(390)));
    assert!(fresh.is_recent(MonotonicInstant::from_millis(389_999)));
    assert!(!fresh.is_recent(moment(390)));
    assert_eq!(fresh.recent_until(moment(390)), None);

    let ageless = answer("b", Source::Live, Some(0), None, 100);
    assert_eq!(
        (ageless.age(moment(100)), ageless.present(moment(100)), ageless.recent_until(moment(100))),
        (None, None, None)
    );
    assert!(!ageless.is_recent(moment(100)));
    let timeless = answer("c", Source::Live, None, Some(10), 100);
    assert_eq!(timeless.present(moment(100)), None);
    // However young, stored data wasn't just fetched.
    let kept = answer("d", Source::Stored, Some(0), Some(0), 100);
    assert!(!kept.is_recent(moment(100)));
    assert_eq!(kept.recent_until(moment(100)), None);
}

#[test]
fn moments_neither_overflow_nor_go_back() {
    assert_eq!(moment(5).since(moment(3)), Duration::from_seconds(2));
    assert_eq!(moment(3).since(moment(5)), Duration::from_seconds(0));
    assert_eq!(moment(3).after(Duration::from_seconds(2)).millis(), 5_000);
    let end = MonotonicInstant::from_millis(i64::MAX);
    assert_eq!(end.after(Duration::from_seconds(1)), end);
    assert_eq!(end.since(MonotonicInstant::from_millis(i64::MIN)).millis(), i64::MAX);
    let ancient = Answer { received: MonotonicInstant::from_millis(i64::MIN), ..live("a", 0) };
    assert_eq!(ancient.age(end), Some(Duration::from_millis(i64::MAX)));
    assert!(!ancient.is_recent(end));
}

#[test]
fn every_source_has_its_word() {
    use Source::{Embedded, Live, Snapshot, Stored};
    assert_eq!([Live, Snapshot, Stored, Embedded].map(Source::as_str), ["live", "snapshot", "stored", "embedded"]);
}

#[test]
fn a_pause_doubles_up_to_its_bound() {
    fn check(refresh: u32, failures: u32, retry_after: Option<u32>, random: f64, expect: f64) {
        let found = pause(Duration::from_seconds(refresh), failures, retry_after.map(Duration::from_seconds), random);
        let millis = (expect * 1_000.0) as i64;
        assert!((found.millis() - millis).abs() <= 1, "{refresh} {failures} {retry_after:?} {random}: {found:?}");
    }
    // The spread: a tenth less to a tenth more.
    check(30, 0, None, 0.0, 27.0);
    check(30, 0, None, 0.5, 30.0);
    check(30, 0, None, 1.0, 33.0);
    check(30, 0, None, -7.0, 27.0);
    check(30, 0, None, 7.0, 33.0);
    // Doubling.
    check(30, 1, None, 0.5, 60.0);
    check(30, 2, None, 0.5, 120.0);
    check(30, 3, None, 0.5, 240.0);
    check(5, 5, None, 0.5, 160.0);
    // The bound holds with the spread, and the spread holds at the bound.
    check(30, 4, None, 1.0, 300.0);
    check(30, u32::MAX, None, 1.0, 300.0);
    check(30, u32::MAX, None, 0.0, 300.0 * 9.0 / 11.0);
    // Who wants to be asked less often than that is not asked more often after a failure.
    check(3_600, 0, None, 0.5, 3_600.0);
    check(3_600, 9, None, 0.5, 3_600.0);
    // The server's delay is the minimum, spread over a tenth more.
    check(30, 0, Some(31), 0.0, 31.0);
    check(30, 0, Some(31), 1.0, 34.1);
    check(30, 0, Some(1), 0.5, 30.0);
    check(30, 9, Some(7_200), 0.0, 7_200.0);
    check(30, 9, Some(7_200), 0.5, 7_560.0);
    check(30, 9, Some(7_200), 1.0, 7_920.0);
    check(30, 1, Some(0), 0.5, 60.0);
}

proptest! {
    #![proptest_config(cases(512))]

    #[test]
    fn a_pause_keeps_its_bounds(
        refresh in 1_u32..86_400, failures in 0_u32..100, asked in proptest::option::of(any::<u32>()), random in 0.0..1.0_f64
    ) {
        let refresh = Duration::from_seconds(refresh);
        let by_itself = pause(refresh, failures, None, random);
        prop_assert!(by_itself.millis() * 10 >= refresh.millis() * 9 - 10);
        prop_assert!(by_itself <= LONGEST_PAUSE || by_itself.millis() <= refresh.millis() * 11 / 10);
        prop_assert!(pause(refresh, failures + 1, None, random) >= by_itself);
        let asked = asked.map(Duration::from_seconds);
        let least = by_itself.max(asked.unwrap_or(by_itself));
        let found = pause(refresh, failures, asked, random);
        prop_assert!(found >= least && found.millis() <= least.millis() / 10 * 11 + 10);
    }

    /// A page asks again and again; answers come late, twice, out of order, or never.
    #[test]
    fn the_shown_answer_never_goes_back(steps in proptest::collection::vec((any::<bool>(), 0_usize..6, proptest::option::of(0_i64..50)), 1..40)) {
        let mut slot = Slot::new(moment(0));
        let mut open = Vec::new();
        let (mut begun, mut settled, mut failures, mut shown) = (0, 0, 0, None);
        for (now, (begin, index, result)) in (0_i64..).zip(steps) {
            if begin || open.is_empty() {
                begun += 1;
                open.push((begun, slot.begin()));
                continue;
            }
            let (number, ticket) = open.remove(index % open.len());
            // All at one moment: no clock runs.
            let result = result.map(|as_of| answer("data", Source::Live, Some(as_of), Some(0), 0));
            let as_of = result.as_ref().and_then(|answer| answer.as_of);
            slot.settle(ticket, result.ok_or_else(lost), moment(now));
            if number > settled {
                settled = number;
                failures = if as_of.is_some() { 0 } else { failures + 1 };
                shown = shown.max(as_of);
            }
            prop_assert_eq!(slot.state().answer().and_then(|answer| answer.as_of), shown);
            prop_assert_eq!(slot.state().failure().map_or(0, |failure| failure.attempts), failures);
        }
    }
}
