//! How an incident follows its entries.

use statuspane::domain::{Status, Timestamp};

/// An incident's status and the time it was resolved, by its entries, newest first. `None` without entries: the
/// incident then keeps what it has.
///
/// It was resolved at the first of the resolved entries that nothing has reopened since: a later word on a resolved
/// incident does not move its end. `base` is when it was resolved before its first entry, if it was.
pub(super) fn follow(entries: &[(Status, Timestamp)], base: Option<Timestamp>) -> Option<(Status, Option<Timestamp>)> {
    let (status, _) = entries.first()?;
    let unbroken = entries.iter().take_while(|(status, _)| !status.is_open());
    let since = unbroken.clone().last().map(|(_, date)| *date);
    let whole = unbroken.count() == entries.len();
    let resolved = since.map(|since| base.filter(|_| whole).unwrap_or(since));
    Some((status.clone(), resolved))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Entries as letters, newest first: `r` resolved, `i` identified; the oldest has date 1.
    #[test]
    fn the_newest_entry_decides() {
        let check = |entries: &str, base: Option<i64>, expected: Option<(Status, Option<i64>)>| {
            let at = |n: i64| Timestamp::from_millis(n).expect("a time");
            let dated: Vec<_> = entries
                .chars()
                .zip((1..=entries.len() as i64).rev())
                .map(|(letter, date)| (if letter == 'r' { Status::Resolved } else { Status::Identified }, at(date)))
                .collect();
            let got = follow(&dated, base.map(at));
            assert_eq!(got, expected.map(|(status, at_)| (status, at_.map(at))), "{entries} {base:?}");
        };
        check("", None, None);
        check("", Some(0), None);
        check("i", None, Some((Status::Identified, None)));
        check("r", None, Some((Status::Resolved, Some(1))));
        check("ri", None, Some((Status::Resolved, Some(2))));
        check("rri", None, Some((Status::Resolved, Some(2))));
        check("rir", None, Some((Status::Resolved, Some(3))));
        check("irr", None, Some((Status::Identified, None)));
        check("rr", Some(0), Some((Status::Resolved, Some(0))));
        check("rir", Some(0), Some((Status::Resolved, Some(3))));
        check("i", Some(0), Some((Status::Identified, None)));
    }
}
