//! `docs/failure-modes.md` and the tests that it names: neither has a case that the other lacks.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The fewest cases that the table holds.
const FEWEST: usize = 60;

/// Where each title is said, by the title.
type Titles = BTreeMap<String, String>;

#[test]
fn the_table_of_failure_modes_and_the_tests_name_the_same_cases() {
    let (mut table, mut tests) = (Titles::new(), Titles::new());
    let document = read(&root().join("docs/failure-modes.md"));
    for (line, text) in (1..).zip(document.lines()) {
        if let Some(title) = title_in_row(text) {
            add(&mut table, title, &format!("docs/failure-modes.md, line {line}"));
        }
    }
    for path in files(&root().join("e2e/specs"), "ts") {
        let spec = read(&path);
        let titles: Vec<_> = titles_in_spec(&spec).collect();
        let skips = [".skip(", ".fixme(", ".only(", ".fail("].iter().any(|word| spec.contains(word));
        assert!(titles.is_empty() || !skips, "{} skips a case", path.display());
        for title in titles {
            add(&mut tests, title, &path.display().to_string());
        }
    }
    for folder in ["tests", "server/tests"] {
        for path in files(&root().join(folder), "rs") {
            for title in titles_of_tests(&read(&path)) {
                add(&mut tests, &title, &path.display().to_string());
            }
        }
    }
    let lacks = |one: &Titles, other: &Titles| -> Vec<String> {
        let missing = one.iter().filter(|(title, _)| !other.contains_key(*title));
        missing.map(|(title, place)| format!("{title} ({place})")).collect()
    };
    assert_eq!(lacks(&table, &tests), Vec::<String>::new(), "in the table, and no test has this title");
    assert_eq!(lacks(&tests, &table), Vec::<String>::new(), "in a test, and missing in docs/failure-modes.md");
    assert!(table.len() >= FEWEST, "{} cases", table.len());
    let mut ids: Vec<String> = table.keys().map(|title| title[..3].to_uppercase()).collect();
    ids.dedup();
    assert_eq!(ids.len(), table.len(), "two cases have one number: {ids:?}");
}

#[test]
fn titles_are_found_where_they_stand() {
    let row = "| A connection is refused | Nothing is claimed | `P01 a refused connection` |";
    assert_eq!(title_in_row(row), Some("P01 a refused connection"));
    assert_eq!(title_in_row("| `alg: none` | 401 | `s07_no_algorithm` |"), Some("s07_no_algorithm"));
    for other in ["|---|---|---|", "| case | what is seen | spec |", "Plain text about `P01 a case`.", ""] {
        assert_eq!(title_in_row(other), None, "{other}");
    }
    let spec = "test(\"P01 one\", …); { title: 'P02 two' }, test(`L03 three`, …) // P04 a comment\n\"P5 no\" \"P066 no\" \"Pab no\"";
    assert_eq!(titles_in_spec(spec).collect::<Vec<_>>(), ["P01 one", "P02 two", "L03 three"]);
    assert_eq!(titles_in_spec("  // test(\"P05 five\", …)\ntest(\"P06 six\")").collect::<Vec<_>>(), ["P06 six"]);
    for (attributes, expect) in [
        ("#[test]\n/// It holds.", true),
        ("#[tokio::test(flavor = \"multi_thread\")]", true),
        ("/// It holds.", false),
        ("#[test]\n#[ignore = \"slow\"]", false),
        ("#[test]\nfn other() {}", false),
    ] {
        let found = titles_of_tests(&format!("{attributes}\nfn s01_a_case() {{}}"));
        assert_eq!(found, if expect { vec!["s01_a_case".to_owned()] } else { Vec::new() }, "{attributes}");
    }
    assert_eq!(title_of_function("    async fn s07_no_algorithm() {"), Some("s07_no_algorithm"));
    assert_eq!(title_of_function("fn s08_tokens() {"), Some("s08_tokens"));
    for other in ["fn quirk_01_a_time() {", "fn s1_x() {", "// s07_no_algorithm", "fn a1b_x()"] {
        assert_eq!(title_of_function(other), None, "{other}");
    }
}

#[test]
#[should_panic(expected = "has no title of a test")]
fn a_row_without_a_title_is_no_row() {
    title_in_row("| A connection is refused | Nothing is claimed | later |");
}

/// The title in a row of the table; `None` for every other line.
///
/// # Panics
/// When the row does not have three cells, the last with a title.
fn title_in_row(line: &str) -> Option<&str> {
    let row = line.strip_prefix('|')?;
    if row.starts_with("--") || row.starts_with(" case |") {
        return None;
    }
    let cells: Vec<&str> = row.strip_suffix('|').unwrap_or(row).split('|').map(str::trim).collect();
    let title = match cells.as_slice() {
        [_, _, title] => title.strip_prefix('`').and_then(|title| title.strip_suffix('`')),
        _ => None,
    };
    let title = title.filter(|title| is_numbered(title, ' ') || is_numbered(title, '_'));
    Some(title.unwrap_or_else(|| panic!("the row has no title of a test, in three cells: {line}")))
}

/// The numbered titles in a spec, whatever quotes they stand in. What is commented out is no test.
fn titles_in_spec(spec: &str) -> impl Iterator<Item = &str> {
    let begins = spec.match_indices(['"', '\'', '`']);
    begins.filter_map(|(at, quote)| {
        let line = spec[..at].rfind('\n').map_or(0, |end| end + 1);
        let text = &spec[at + 1..];
        let counts = is_numbered(text, ' ') && !spec[line..at].trim_start().starts_with("//");
        counts.then(|| text.find(quote).map(|end| &text[..end]))?
    })
}

/// The numbered names of functions that run as tests: one that has lost its attribute, or is ignored, is none.
fn titles_of_tests(text: &str) -> Vec<String> {
    let (mut titles, mut attributes) = (Vec::new(), Vec::new());
    for line in text.lines() {
        if let Some(title) = title_of_function(line) {
            let has = |attribute: &str| attributes.iter().any(|own: &&str| own.contains(attribute));
            if (has("[test]") || has("::test")) && !has("[ignore") {
                titles.push(title.to_owned());
            }
        }
        match line.trim_start() {
            attribute if attribute.starts_with("#[") => attributes.push(attribute),
            comment if comment.starts_with("//") => {}
            _ => attributes.clear(),
        }
    }
    titles
}

/// The name of a function whose name begins with a number.
fn title_of_function(line: &str) -> Option<&str> {
    let line = line.trim_start();
    let name = line.strip_prefix("async ").unwrap_or(line).strip_prefix("fn ")?.split('(').next()?;
    is_numbered(name, '_').then_some(name)
}

/// Whether a title begins with a letter, two digits and this sign: the letter stands for the section.
fn is_numbered(title: &str, then: char) -> bool {
    match title.as_bytes() {
        [letter, tens, ones, next, _, ..] => {
            letter.is_ascii_alphabetic() && tens.is_ascii_digit() && ones.is_ascii_digit() && *next == then as u8
        }
        _ => false,
    }
}

fn add(titles: &mut Titles, title: &str, place: &str) {
    if let Some(other) = titles.insert(title.to_owned(), place.to_owned()) {
        panic!("`{title}` stands in {place} and in {other}");
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All files below a folder that end so.
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| match path.is_dir() {
            true => files(&path, extension),
            false if path.extension().is_some_and(|own| own == extension) => vec![path],
            false => Vec::new(),
        })
        .collect()
}
