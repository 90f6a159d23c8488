//! Every case in `docs/failure-modes.md` has a test, and every numbered test has a row there.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

#[test]
fn the_table_and_the_tests_have_the_same_cases() {
    let table = unique(read("docs/failure-modes.md".as_ref()).lines().filter_map(id_of_row));
    let mut tests = Vec::new();
    for path in files("e2e/specs", "ts") {
        let spec = read(&path);
        let found: Vec<_> = spec.lines().flat_map(ids_of_spec).map(str::to_owned).collect();
        let skips = [".skip(", ".fixme(", ".only(", ".fail("].iter().any(|word| spec.contains(word));
        assert!(found.is_empty() || !skips, "{} skips tests", path.display());
        tests.extend(found);
    }
    for path in ["tests", "server/tests"].iter().flat_map(|folder| files(folder, "rs")) {
        let text = read(&path);
        let lines = text.lines().zip(text.lines().skip(1));
        tests.extend(lines.filter_map(|(above, line)| id_of_test(above, line)).map(str::to_owned));
    }
    let tests = unique(tests.iter().map(String::as_str));
    let missing = |from: &BTreeSet<String>, to: &BTreeSet<String>| -> Vec<_> { from.difference(to).cloned().collect() };
    assert_eq!(missing(&table, &tests), [""; 0], "rows without a test");
    assert_eq!(missing(&tests, &table), [""; 0], "tests without a row in docs/failure-modes.md");
}

#[test]
fn ids_are_found_where_they_count() {
    for (row, expected) in [
        ("| A connection is refused | Nothing is claimed | `P01` |", Some("P01")),
        ("| `alg: none` | 401 | `s107` |", Some("s107")),
        ("| case | result | test |", None),
        ("|---|---|---|", None),
        ("Plain text about `P01`.", None),
    ] {
        assert_eq!(id_of_row(row), expected, "{row}");
    }
    for (line, expected) in [
        (r#"test("P01 one", …); { title: 'P102 two' }, test(`L03 three`, …)"#, &["P01", "P102", "L03"][..]),
        (r#"  // test("P05 commented out")"#, &[]),
        (r#""P5 no" "P1066 no" "Pab no" "P07" test("see P08 elsewhere")"#, &[]),
    ] {
        assert_eq!(ids_of_spec(line).collect::<Vec<_>>(), expected, "{line}");
    }
    for (above, line, expected) in [
        ("#[test]", "fn s01_a_case() {", Some("s01")),
        ("    #[tokio::test(flavor = \"multi_thread\")]", "    async fn s107_a_case() {", Some("s107")),
        ("#[ignore = \"slow\"]", "fn s01_a_case() {", None),
        ("/// A helper.", "fn s01_a_case() {", None),
        ("#[test]", "fn quirk_01_a_time() {", None),
        ("#[test]", "// fn s01_a_case() {", None),
    ] {
        assert_eq!(id_of_test(above, line), expected, "{above} {line}");
    }
}

#[test]
#[should_panic(expected = "ends without an ID")]
fn a_row_without_an_id_is_an_error() {
    id_of_row("| A connection is refused | Nothing is claimed | later |");
}

#[test]
#[should_panic(expected = "P01 twice")]
fn an_id_is_used_once() {
    unique(["P01", "P02", "P01"].into_iter());
}

/// The ID in the last cell of a row, as in `` `P01` ``; `None` for the head of a table and for text around it.
fn id_of_row(line: &str) -> Option<&str> {
    let cell = line.strip_prefix("| ")?.trim_end().strip_suffix('|')?.rsplit('|').next()?.trim();
    let id = cell.strip_prefix('`').filter(|_| cell.ends_with('`')).and_then(|text| id_before('`', text));
    (cell != "test").then(|| id.unwrap_or_else(|| panic!("the row ends without an ID: {line}")))
}

/// The IDs that begin a string in a line of a spec.
fn ids_of_spec(line: &str) -> impl Iterator<Item = &str> {
    let code = if line.trim_start().starts_with("//") { "" } else { line };
    code.split(['"', '\'', '`']).skip(1).filter_map(|text| id_before(' ', text))
}

/// The ID that begins a function's name, if the line above makes the function a test.
fn id_of_test<'a>(above: &str, line: &'a str) -> Option<&'a str> {
    let line = line.trim_start();
    let name = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ")?;
    let above = above.trim_start();
    let is_test = above == "#[test]" || above.starts_with("#[tokio::test");
    id_before('_', name).filter(|_| is_test)
}

/// A letter and two or three digits, if that is all the text has before this character.
fn id_before(end: char, text: &str) -> Option<&str> {
    let (id, _) = text.split_once(end)?;
    let digits = id.strip_prefix(|letter: char| letter.is_ascii_alphabetic())?;
    (matches!(digits.len(), 2 | 3) && digits.bytes().all(|digit| digit.is_ascii_digit())).then_some(id)
}

fn unique<'a>(ids: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    let mut unique = BTreeSet::new();
    for id in ids {
        assert!(unique.insert(id.to_owned()), "{id} twice");
    }
    unique
}

/// All files below a folder of the workspace with this extension.
fn files(folder: impl AsRef<Path>, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    let (folders, others): (Vec<_>, Vec<_>) = entries.partition(|path| path.is_dir());
    let below = folders.iter().flat_map(|folder| files(folder, extension));
    others.into_iter().filter(|path| path.extension().is_some_and(|own| own == extension)).chain(below).collect()
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
