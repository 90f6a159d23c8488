//! Licences of dependencies.

use super::Bench;
use super::section::Verdict;
use crate::failure::Failure;
use crate::files;
use crate::output::Output;
use crate::run;
use serde_json::Value;

/// Checks the licence of every crate in the dependency graph against `deny.toml`. Uses `cargo deny` if it is installed;
/// otherwise reads the list here, as compiling that tool takes longer than all the tests.
pub fn check(bench: &Bench<'_>, out: &Output) -> Result<Verdict, Failure> {
    if run::on_path("cargo-deny").is_some() {
        bench.cargo("Checking licences", &["deny", "check", "licenses", "bans", "sources"]).stream(out)?;
        return Ok(Verdict::Passed);
    }
    let allowed = allowed(&files::read_text(&bench.workspace.path("deny.toml"))?)?;
    let metadata = bench.cargo("Reading the graph of crates", &["metadata", "--format-version", "1"]).capture()?;
    let metadata: Value = serde_json::from_str(&metadata)
        .map_err(|error| Failure::new(format!("What cargo metadata wrote can't be read: {error}.")))?;
    let crates = metadata["packages"].as_array().map_or(&[][..], Vec::as_slice);
    let refused: Vec<String> = crates.iter().filter_map(|krate| refusal(krate, &allowed)).collect();
    match refused.as_slice() {
        [] => Ok(Verdict::Measured(format!("{} crates", crates.len()))),
        refused => Err(Failure::new(format!("Licences that deny.toml does not allow:\n  {}.", refused.join("\n  ")))
            .next("Replace the crate, or allow its licence after reading it.")),
    }
}

fn refusal(krate: &Value, allowed: &[String]) -> Option<String> {
    let text = |key: &str| krate[key].as_str().unwrap_or_default();
    let licence = text("license");
    let fine = is_allowed(licence, allowed);
    (!fine)
        .then(|| format!("{} {}: {}", text("name"), text("version"), if licence.is_empty() { "none" } else { licence }))
}

/// The list `allow` of the table `[licenses]`. Reads only the TOML syntax that our file uses.
fn allowed(deny: &str) -> Result<Vec<String>, Failure> {
    let list = || {
        let table = deny.split_once("[licenses]")?.1;
        let list = table.split_once("allow = [")?.1.split_once(']')?.0;
        let without_comments = list.lines().map(|line| line.split('#').next().unwrap_or_default());
        let entries = without_comments.flat_map(|line| line.split(',')).map(|entry| entry.trim().trim_matches('"'));
        Some(entries.filter(|entry| !entry.is_empty()).map(str::to_owned).collect())
    };
    list().ok_or_else(|| Failure::new("deny.toml has no list `allow = [` in a table `[licenses]`."))
}

/// Whether the allowed licences satisfy an SPDX expression: one side of `OR`, both of `AND`. `/` is an old form of
/// `OR`.
fn is_allowed(expression: &str, allowed: &[String]) -> bool {
    let spaced = expression.replace('/', " OR ").replace('(', " ( ").replace(')', " ) ");
    let mut words: Vec<&str> = spaced.split_whitespace().rev().collect();
    either(&mut words, allowed) == Some(true) && words.is_empty()
}

fn either(words: &mut Vec<&str>, allowed: &[String]) -> Option<bool> {
    let mut satisfied = both(words, allowed)?;
    while words.last() == Some(&"OR") {
        words.pop();
        satisfied |= both(words, allowed)?;
    }
    Some(satisfied)
}

fn both(words: &mut Vec<&str>, allowed: &[String]) -> Option<bool> {
    let mut satisfied = single(words, allowed)?;
    while words.last() == Some(&"AND") {
        words.pop();
        satisfied &= single(words, allowed)?;
    }
    Some(satisfied)
}

fn single(words: &mut Vec<&str>, allowed: &[String]) -> Option<bool> {
    let word = words.pop()?;
    if word == "(" {
        let satisfied = either(words, allowed)?;
        return (words.pop()? == ")").then_some(satisfied);
    }
    let mut licence = word.to_owned();
    if words.last() == Some(&"WITH") {
        words.pop();
        licence = format!("{word} WITH {}", words.pop()?);
    }
    Some(allowed.contains(&licence))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expressions_are_satisfied_by_allowed_licences() {
        let allowed = ["MIT", "Apache-2.0", "Apache-2.0 WITH LLVM-exception", "Unicode-3.0"].map(str::to_owned);
        for (expression, expected) in [
            ("MIT", true),
            ("GPL-3.0", false),
            ("MIT OR GPL-3.0", true),
            ("GPL-3.0/MIT", true),
            ("MIT AND GPL-3.0", false),
            ("(MIT OR Apache-2.0) AND Unicode-3.0", true),
            ("(MIT OR Apache-2.0) AND GPL-3.0", false),
            ("GPL-3.0 OR MIT AND Apache-2.0", true),
            ("Apache-2.0 WITH LLVM-exception OR GPL-3.0", true),
            ("MIT WITH LLVM-exception", false),
            ("(MIT", false),
            ("MIT)", false),
            ("MIT Apache-2.0", false),
            ("", false),
        ] {
            assert_eq!(is_allowed(expression, &allowed), expected, "{expression}");
        }
    }

    #[test]
    fn our_list_is_readable() {
        let list = allowed(include_str!("../../../deny.toml")).expect("a list");
        assert!(list.contains(&"MIT".to_owned()), "{list:?}");
        assert!(list.iter().all(|entry| !entry.contains(['"', '#'])), "{list:?}");
    }
}
