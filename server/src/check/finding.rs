//! Findings of a check.

use std::collections::HashMap;
use std::fmt::{self, Display};

/// The number of files that the same finding is reported for.
const MANY: usize = 20;

/// The severity of a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Visitors see something wrong or nothing, or can read something they shouldn't.
    Error,
    /// The site works, but something needs attention.
    Warning,
    /// Something could be better.
    Note,
}

/// A problem that a check has found.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The path of the file below the folder; for a file or folder from the command line, the path given there.
    pub file: String,
    /// The severity.
    pub level: Level,
    /// The place in the file: a key, an element, or a line and column. Empty for the whole file.
    pub place: String,
    /// The problem, and what to do about it, in whole sentences.
    pub what: String,
}

/// Four fields separated by tabs: level, file, place (`-` for the whole file), and message.
impl Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "note",
        };
        let place = if self.place.is_empty() { "-" } else { &self.place };
        let line = [level, &self.file, place, &self.what].map(plain).join("\t");
        f.write_str(&line)
    }
}

/// Replaces control characters, which could control the terminal or end a field.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// The findings so far.
#[derive(Debug, Default)]
pub(super) struct Findings(Vec<Finding>);

impl Findings {
    pub(super) fn error(&mut self, file: &str, place: impl Into<String>, what: impl Into<String>) {
        self.add(Level::Error, file, place.into(), what.into());
    }

    pub(super) fn warn(&mut self, file: &str, place: impl Into<String>, what: impl Into<String>) {
        self.add(Level::Warning, file, place.into(), what.into());
    }

    pub(super) fn note(&mut self, file: &str, place: impl Into<String>, what: impl Into<String>) {
        self.add(Level::Note, file, place.into(), what.into());
    }

    pub(super) fn take_in(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// The findings by file, errors first, without duplicates. One that applies to more than `MANY` files is reported
    /// for that many; the first says in how many further files it occurs.
    pub(super) fn sorted(mut self) -> Vec<Finding> {
        self.0.sort();
        self.0.dedup();
        let mut times: HashMap<String, usize> = HashMap::new();
        let mut reported = Vec::new();
        for finding in self.0 {
            let times = times.entry(finding.what.clone()).or_default();
            *times += 1;
            if *times <= MANY {
                reported.push(finding);
            }
        }
        for finding in &mut reported {
            if let Some(times) = times.remove(&finding.what).filter(|times| *times > MANY) {
                finding.what += &format!(" {} more files have the same problem.", times - 1);
            }
        }
        reported
    }

    fn add(&mut self, level: Level, file: &str, place: String, what: String) {
        self.0.push(Finding { file: file.to_owned(), level, place, what });
    }
}
