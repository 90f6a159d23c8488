//! When the page takes a document for one that something else keeps changing.

use statuspane::interference::Interference;

/// Checks a document once a second: `!` if it was changed. Returns the verdict after each check.
fn after(looks: &str) -> String {
    let mut interference = Interference::default();
    let mut look = |c| {
        interference.note(c == '!');
        if interference.is_ongoing() { '!' } else { '.' }
    };
    looks.chars().map(&mut look).collect()
}

#[test]
fn only_repeated_changes_of_a_document_count() {
    let calm = ".".repeat(45);
    for (looks, held) in [
        ("....", "...."),
        // Once, at whatever time.
        ("!...", "...."),
        ("..!...........", ".............."),
        // Again at once.
        ("!!", ".!"),
        ("!.!", "..!"),
        ("!..!", "...!"),
        ("!...!", "....."),
        // Now and then, until it is too often.
        ("!......!......!......!.", ".....................!!"),
    ] {
        assert_eq!(after(looks), held, "{looks}");
    }
    // Long enough apart, changes have nothing to do with each other.
    assert!(!after(&format!("!{calm}!{calm}!{calm}!{calm}!")).contains('!'));
}

#[test]
fn a_document_that_stays_right_is_trusted_again() {
    let held = after(&format!("!!{}", ".".repeat(45)));
    assert_eq!(held, format!(".{}.", "!".repeat(45)));
    // And nothing of before counts any more.
    assert!(after(&format!("!!{}!", ".".repeat(45))).ends_with(".."));
}

#[test]
fn a_contested_document_is_rarely_repaired() {
    let mut interference = Interference::default();
    let undone = (0..100).filter(|_| {
        let may = interference.may_undo();
        interference.note(true);
        may
    });
    let undone: Vec<i32> = undone.collect();
    assert_eq!(undone[..3], [0, 1, 10], "the first is undone, and the one that shows that it goes on");
    assert!(undone.len() <= 12, "{undone:?}");
}
