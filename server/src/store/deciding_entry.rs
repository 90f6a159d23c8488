//! Determines an incident's status from its entries.
//!
//! Whether an entry has taken effect is stored with it (`in_force`), so a clock that is set back revokes no status.

use model::{Duration, Status, Timestamp};
use std::collections::HashMap;

/// A date given at least this far ahead is in the future on purpose. A nearer one may be the present of another clock.
const MEANT: Duration = Duration::from_seconds(30);

/// From this far ahead, a time may be shown as upcoming. A second less than [`ORDINARY`](model::history::ORDINARY), as
/// pages get the current time in whole seconds.
const APPARENT: Duration = Duration::from_seconds(59);

/// The parts of an entry that matter for order and status.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Placed {
    /// Identifies the entry. Entries posted later have higher numbers.
    pub(super) seq: i64,
    /// The order in which entries were posted or moved to another date.
    pub(super) arrival: i64,
    pub(super) date: Timestamp,
    pub(super) status: Status,
    /// Whether it was posted without a date, for the current time.
    pub(super) undated: bool,
    /// Whether its time has come.
    pub(super) in_force: bool,
    /// Whether it was dated in the future on purpose, and its time hasn't come yet.
    pub(super) dated_ahead: bool,
    /// The date given by a clock that was ahead, if it has been corrected.
    pub(super) replaced: Option<Timestamp>,
}

/// The status of an incident, with its start and end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct IncidentState {
    pub(super) created: Timestamp,
    /// Whether its start was set in the future on purpose, and hasn't come yet.
    pub(super) dated_ahead: bool,
    pub(super) status: Status,
    pub(super) resolved: Option<Timestamp>,
    /// An end set by a correction.
    pub(super) set_resolved: Option<Timestamp>,
    /// The status before any entry applies, and the end at that point, if it was resolved.
    pub(super) base_status: Status,
    pub(super) base_resolved: Option<Timestamp>,
}

/// Sorts entries in the order in which they apply.
///
/// They are sorted by date, and by `seq` if the dates are equal. An entry without a date follows all that arrived
/// before it, even if the clock has been set back since and dated it before them. Those then count from its date on, so
/// that a later arrival with a later date follows both.
fn in_order(entries: &[Placed]) -> Vec<&Placed> {
    let mut arrived: Vec<&Placed> = entries.iter().collect();
    arrived.sort_by_key(|entry| entry.arrival);
    // Each entry with the time that it counts from. These times never decrease.
    let mut ordered: Vec<(Timestamp, &Placed)> = Vec::with_capacity(arrived.len());
    for entry in arrived {
        let place = if entry.undated {
            for (from, _) in ordered.iter_mut().rev().take_while(|(from, _)| *from > entry.date) {
                *from = entry.date;
            }
            ordered.len()
        } else {
            let earlier = |(from, other): &(Timestamp, &Placed)| (*from, other.seq) < (entry.date, entry.seq);
            ordered.iter().rposition(earlier).map_or(0, |last| last + 1)
        };
        ordered.insert(place, (entry.date, entry));
    }
    ordered.into_iter().map(|(_, entry)| entry).collect()
}

/// Whether an entry dated `date`, not later than now, follows an entry in force that is dated in the future. That one
/// was dated by a clock that has been set back since, so only the order of arrival shows which of them is newer.
pub(super) fn outruns_a_clock(entries: &[Placed], date: Timestamp, now: Timestamp) -> bool {
    let is_ahead = |last: &&Placed| last.date > now || last.replaced.is_some_and(|replaced| replaced > now);
    date <= now && in_order(entries).iter().rev().find(|entry| entry.in_force).is_some_and(is_ahead)
}

/// Whether a date given now is in the future on purpose.
pub(super) fn is_meant_ahead(date: Timestamp, now: Timestamp) -> bool {
    date.since(now) > MEANT
}

/// While the clock is right, only times given on purpose are at or after this one.
pub(super) fn out_of_reach(now: Timestamp) -> Timestamp {
    now.plus_millis(APPARENT.millis())
}

/// Corrects an open incident whose start or entries were dated by a clock that was ahead, as it would be shown as upcoming
/// otherwise. The order of the entries stays the same, so no entry gets a later time than the one that follows it.
///
/// A resolved incident keeps its times, as it says nothing about the present, and the clock that is behind may be the wrong
/// one.
fn set_right(state: IncidentState, entries: &[Placed], now: Timestamp) -> (IncidentState, Vec<Placed>) {
    let mut after = entries.to_vec();
    let is_wrong = |date: Timestamp, dated_ahead: bool| !dated_ahead && date >= out_of_reach(now);
    let starts_wrong = is_wrong(state.created, state.dated_ahead);
    if !state.status.is_open() || !starts_wrong && !entries.iter().any(|entry| is_wrong(entry.date, entry.dated_ahead))
    {
        return (state, after);
    }
    let places: HashMap<i64, usize> = entries.iter().enumerate().map(|(place, entry)| (entry.seq, place)).collect();
    let (mut latest, mut start) = (now, now);
    for entry in in_order(entries).iter().rev() {
        if is_wrong(entry.date, entry.dated_ahead) {
            let right = &mut after[places[&entry.seq]];
            right.replaced = entry.replaced.max(Some(entry.date));
            (right.date, start) = (latest, latest);
        }
        // All times differ, as lists are ordered by time alone.
        latest = latest.min(after[places[&entry.seq]].date.plus_millis(-1));
    }
    if !starts_wrong {
        return (state, after);
    }
    let base_resolved = state.base_resolved.map(|end| end.min(start));
    (IncidentState { created: start, base_resolved, ..state }, after)
}

/// The incident and its entries as of this time.
pub(super) fn after_due(state: IncidentState, entries: &[Placed], now: Timestamp) -> (IncidentState, Vec<Placed>) {
    let (state, entries) = set_right(state, entries, now);
    let after = come(&entries, now);
    if after == entries {
        return (state, after);
    }
    let dated_ahead = state.dated_ahead && state.created > now;
    let state = IncidentState { dated_ahead, ..state.follow(&entries, &after) };
    // An entry that came due may have reopened it.
    set_right(state, &after, now)
}

/// Returns the entries with those in force whose time has come.
fn come(entries: &[Placed], now: Timestamp) -> Vec<Placed> {
    let mut after = entries.to_vec();
    let mut last = entries.iter().map(|entry| entry.arrival).max().unwrap_or(0);
    let mut due: Vec<&mut Placed> = after.iter_mut().filter(|entry| !entry.in_force && entry.date <= now).collect();
    due.sort_by_key(|entry| (entry.date, entry.arrival));
    for entry in due {
        (entry.in_force, entry.dated_ahead) = (true, false);
        // Only those that it arrived after, see `outruns_a_clock`.
        let earlier = |other: &&Placed| other.arrival < entry.arrival;
        let earlier: Vec<Placed> = entries.iter().filter(earlier).cloned().collect();
        if outruns_a_clock(&earlier, entry.date, now) {
            last += 1;
            (entry.undated, entry.arrival) = (true, last);
        }
    }
    after
}

/// The entries that keep the incident resolved: those in force that no later one has reopened, newest first.
fn resolving<'a>(ordered: &[&'a Placed]) -> Vec<&'a Placed> {
    let in_force = ordered.iter().rev().copied().filter(|entry| entry.in_force);
    in_force.take_while(|entry| !entry.status.is_open()).collect()
}

/// Whether these are all entries in force, so that nothing has opened the incident since it began.
fn is_whole(resolving: &[&Placed], entries: &[Placed]) -> bool {
    resolving.len() == entries.iter().filter(|entry| entry.in_force).count()
}

impl IncidentState {
    /// Applies a change of the entries from `before` to `after`.
    ///
    /// The last entry in force determines the status. The incident's end is the first of the resolved entries that no
    /// later one has reopened: another resolved entry doesn't move it. An end set by a correction holds as long as the
    /// incident stays resolved. Without entries, the incident keeps its state, which is the base for later ones. While
    /// all entries are in the future, the base state applies.
    pub(super) fn follow(self, before: &[Placed], after: &[Placed]) -> Self {
        if after.is_empty() {
            return Self { base_status: self.status.clone(), base_resolved: self.resolved, ..self };
        }
        let ordered = in_order(after);
        let newest = ordered.iter().rev().find(|entry| entry.in_force);
        let status = newest.map_or(&self.base_status, |entry| &entry.status).clone();
        if status.is_open() {
            return Self { status, resolved: None, set_resolved: None, ..self };
        }
        let (chain, earlier) = (resolving(&ordered), in_order(before));
        let own = match chain.last() {
            Some(first) => self.base_resolved.filter(|_| is_whole(&chain, after)).unwrap_or(first.date),
            None => self.base_resolved.or(self.resolved).unwrap_or(self.created),
        };
        // If an entry that kept it resolved no longer does, the incident was reopened and resolved again.
        let earlier = resolving(&earlier);
        let is_there = |entry: &&&Placed| after.iter().any(|other| other.seq == entry.seq);
        let was_from_base = self.base_resolved.is_some() && is_whole(&earlier, before);
        let holds = earlier.iter().filter(is_there).all(|entry| chain.iter().any(|other| other.seq == entry.seq))
            && (!was_from_base || is_whole(&chain, after));
        let set_resolved = self.set_resolved.filter(|_| holds);
        Self { status, resolved: Some(set_resolved.unwrap_or(own)), set_resolved, ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(n: i64) -> Timestamp {
        Timestamp::from_millis(n).expect("a time")
    }

    /// Entries in order of arrival: `r` resolved, `i` identified, `m` monitoring, followed by the date. `!`: without a
    /// date. `+`: in the future.
    fn entries(text: &str) -> Vec<Placed> {
        let entry = |(seq, word): (usize, &str)| Placed {
            seq: seq as i64,
            arrival: seq as i64,
            date: at(word[1..].trim_end_matches(['!', '+']).parse().expect("a number")),
            status: match &word[..1] {
                "r" => Status::Resolved,
                "i" => Status::Identified,
                _ => Status::Monitoring,
            },
            undated: word.contains('!'),
            in_force: !word.contains('+'),
            dated_ahead: word.contains('+'),
            replaced: None,
        };
        text.split_whitespace().enumerate().map(entry).collect()
    }

    fn state(status: Status, base: Option<i64>) -> IncidentState {
        let resolved = base.map(at);
        IncidentState {
            created: at(0),
            dated_ahead: false,
            status: status.clone(),
            resolved,
            set_resolved: None,
            base_status: status,
            base_resolved: resolved,
        }
    }

    #[test]
    fn entries_go_by_date_and_what_has_none_goes_last() {
        let check = |text: &str, expected: &str| {
            let entries = entries(text);
            let got: Vec<String> = in_order(&entries).iter().map(|entry| entry.seq.to_string()).collect();
            assert_eq!(got.join(" "), expected, "{text}");
        };
        check("", "");
        check("i1 i2 i3", "0 1 2");
        check("i3 i1 i2", "1 2 0");
        check("i1 i1 i1", "0 1 2");
        // The clock was set back.
        check("i10! i5!", "0 1");
        check("i10! i5! i7", "0 1 2");
        check("i10! i5! i4", "2 0 1");
        check("i10! i5! i12", "0 1 2");
        check("i10 i9 i5! i2!", "1 0 2 3");
        check("i10 i9 i5! i2! i3", "1 0 2 3 4");
        // Announced, called off, and then an entry for the next day.
        check("i90 r5! m20", "0 1 2");
        check("i90 m5 r20", "1 2 0");
        check("i5 i5!", "0 1");
        check("i5! i5", "0 1");
    }

    #[test]
    fn an_entry_with_another_date_counts_as_arriving_with_it() {
        let mut entries = entries("i1 m5! r9");
        entries[0] = Placed { date: at(12), arrival: 3, ..entries[0].clone() };
        assert_eq!(in_order(&entries).iter().map(|entry| entry.seq).collect::<Vec<_>>(), [1, 2, 0]);
        // With equal dates, the entry posted last still decides.
        entries[0].date = at(9);
        assert_eq!(in_order(&entries).iter().map(|entry| entry.seq).collect::<Vec<_>>(), [1, 0, 2]);
    }

    #[test]
    fn the_last_entry_in_force_decides() {
        let check = |text: &str, base: Option<i64>, expected: (Status, Option<i64>)| {
            let began = state(if base.is_some() { Status::Resolved } else { Status::Investigating }, base);
            let got = began.follow(&[], &entries(text));
            assert_eq!((got.status, got.resolved), (expected.0, expected.1.map(at)), "{text} {base:?}");
        };
        check("", None, (Status::Investigating, None));
        check("", Some(0), (Status::Resolved, Some(0)));
        check("i1", None, (Status::Identified, None));
        check("r1", None, (Status::Resolved, Some(1)));
        check("i1 r2", None, (Status::Resolved, Some(2)));
        check("i1 r2 r3", None, (Status::Resolved, Some(2)));
        check("r1 i2 r3", None, (Status::Resolved, Some(3)));
        check("r1 r2 i3", None, (Status::Identified, None));
        check("r1 r2", Some(0), (Status::Resolved, Some(0)));
        check("r1 i2 r3", Some(0), (Status::Resolved, Some(3)));
        check("i1", Some(0), (Status::Identified, None));
        // Future entries have no effect.
        check("r9+", None, (Status::Investigating, None));
        check("i9+", Some(0), (Status::Resolved, Some(0)));
        check("i1 r9+", None, (Status::Identified, None));
        check("i1 r2 i9+", None, (Status::Resolved, Some(2)));
        check("i90+ r5!", None, (Status::Resolved, Some(5)));
        check("i90 r5!", None, (Status::Resolved, Some(5)));
        check("i90 r5! m20", None, (Status::Monitoring, None));
        check("i10! r5!", None, (Status::Resolved, Some(5)));
    }

    #[test]
    fn what_comes_due_goes_behind_what_a_clock_has_dated_ahead() {
        let check = |text: &str, now: i64, expected: &str| {
            let after = come(&entries(text), at(now));
            let got: Vec<String> = in_order(&after)
                .iter()
                .map(|entry| format!("{}{}", entry.seq, if entry.in_force { "" } else { "+" }))
                .collect();
            assert_eq!(got.join(" "), expected, "{text} at {now}");
        };
        check("i1 r5+", 4, "0 1+");
        check("i1 r5+", 5, "0 1");
        check("i1 m9 r5+", 9, "0 2 1");
        // The second was dated by a clock that was ahead.
        check("i1 m9! r5+", 5, "0 1 2");
        check("i1 m9! r5+ i6+", 5, "0 3+ 1 2");
        check("i1 m9! r5+ i6+", 6, "0 1 2 3");
        check("i1 m9! i6+ r5+", 6, "0 1 3 2");
        check("r5+ m9!", 5, "0 1");
    }

    #[test]
    fn what_a_clock_has_dated_gets_the_present_and_keeps_its_order() {
        let check = |text: &str, created: i64, dates: &[i64], start: i64| {
            let before = entries(text);
            let began = IncidentState { created: at(created), ..state(Status::Identified, None) };
            let (state, after) = set_right(began, &before, at(100_000));
            assert_eq!(after.iter().map(|entry| entry.date.millis()).collect::<Vec<_>>(), dates, "{text}");
            assert_eq!(state.created, at(start), "{text}");
            let order = |entries: &[Placed]| in_order(entries).iter().map(|entry| entry.seq).collect::<Vec<_>>();
            assert_eq!(order(&after), order(&before), "{text}");
            assert_eq!(set_right(state.clone(), &after, at(100_000)), (state, after), "{text}: once");
        };
        check("", 100, &[], 100);
        check("", 159_000, &[], 100_000);
        check("i158999!", 158_999, &[158_999], 158_999);
        check("i159000!", 159_000, &[100_000], 100_000);
        check("i50 i159000!", 50, &[50, 100_000], 50);
        check("i900000! m900001! i900001", 900_000, &[99_998, 99_999, 100_000], 99_998);
        check("m900001 i900000", 900_000, &[100_000, 99_999], 99_999);
        // Something was said since by the clock that is right.
        check("i900000! m100000!", 900_000, &[99_999, 100_000], 99_999);
        check("i900000! m700!", 900_000, &[699, 700], 699);
        // What is meant stays.
        check("i900000+ m900000!", 900_000, &[900_000, 100_000], 100_000);
        check("m900000! i950000+", 900_000, &[100_000, 950_000], 100_000);
        let over = IncidentState { created: at(900_000), ..state(Status::Resolved, Some(900_000)) };
        let entries = entries("r900000!");
        assert_eq!(set_right(over.clone(), &entries, at(100_000)), (over, entries));
    }

    #[test]
    fn an_end_that_was_set_holds_until_the_incident_is_reopened() {
        let check = |before: &str, after: &str, expected: Option<i64>| {
            let resolved = state(Status::Investigating, None).follow(&[], &entries(before));
            let set = IncidentState { set_resolved: Some(at(100)), resolved: Some(at(100)), ..resolved };
            let got = set.follow(&entries(before), &entries(after));
            assert_eq!(got.resolved, expected.map(at), "{before} -> {after}");
            assert_eq!(got.set_resolved, got.resolved.filter(|end| *end == at(100)), "{before} -> {after}");
        };
        check("i1 r5", "i1 r5", Some(100));
        check("i1 r5", "i1 r5 r7", Some(100));
        check("i1 r5", "i1 r6", Some(100));
        check("i1 r5", "i1 r5 i3", Some(100));
        check("i1 r5", "i1 r5 i9+", Some(100));
        check("i1 r5", "i1 r5 i7", None);
        check("i1 r5", "i1", None);
        check("i1 r5", "i1 i5", None);
        check("i1 r5 r9", "i1 r5 r9 i7", Some(9));
        check("i1 r5 r9", "i1 m5 r9", Some(9));
        check("i1 r5", "", Some(100));
    }

    #[test]
    fn an_end_that_was_set_before_any_entry_holds_as_well() {
        let check = |before: &str, after: &str, expected: i64| {
            let began = state(Status::Resolved, Some(0));
            let set = IncidentState { set_resolved: Some(at(100)), resolved: Some(at(100)), ..began };
            let got = set.follow(&entries(before), &entries(after));
            assert_eq!(got.resolved, Some(at(expected)), "{before} -> {after}");
        };
        check("", "r5", 100);
        check("", "i5+", 100);
        check("r5", "r5 r7", 100);
        check("r5", "r7", 100);
        check("r5", "r5 i3", 5);
        // Both came due before anyone looked.
        check("i10+ r20+", "i10 r20", 20);
    }
}
