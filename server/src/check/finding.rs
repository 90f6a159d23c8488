//! What is wrong, and where.

use std::collections::HashMap;
use std::fmt::{self, Display};

/// For how many files one thing is told.
const MANY: usize = 20;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// Visitors see something wrong, or nothing, or read what they should not.
    Error,
    /// It works, and somebody should look at it.
    Warning,
}

/// One thing that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The file, as a path below the folder; a folder or a file that was named, as it was named.
    pub file: String,
    /// How bad it is.
    pub level: Level,
    /// Where in the file: a key, an element, a line and a column. Empty for all of it.
    pub place: String,
    /// What is wrong, and what to do: whole sentences.
    pub what: String,
}

/// A line with four fields, with tabs between them: level, file, place (`-` for all of the file), and what is wrong.
impl Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let level = match self.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        let place = if self.place.is_empty() { "-" } else { &self.place };
        let line = [level, &self.file, place, &self.what].map(plain).join("\t");
        f.write_str(&line)
    }
}

/// File names and values may hold what a terminal would take as a command, or what would end a field.
fn plain(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// What was found so far.
#[derive(Debug, Default)]
pub(super) struct Findings(Vec<Finding>);

impl Findings {
    pub(super) fn error(&mut self, file: &str, place: impl Into<String>, what: impl Into<String>) {
        self.add(Level::Error, file, place.into(), what.into());
    }

    pub(super) fn warn(&mut self, file: &str, place: impl Into<String>, what: impl Into<String>) {
        self.add(Level::Warning, file, place.into(), what.into());
    }

    pub(super) fn take_in(&mut self, others: Self) {
        self.0.extend(others.0);
    }

    /// File by file, errors first. What is wrong twice is told once, and what is wrong in very many files is told for
    /// some of them.
    pub(super) fn sorted(mut self) -> Vec<Finding> {
        self.0.sort();
        self.0.dedup();
        let mut times: HashMap<String, usize> = HashMap::new();
        let mut told = Vec::new();
        for finding in self.0 {
            let times = times.entry(finding.what.clone()).or_default();
            *times += 1;
            if *times <= MANY {
                told.push(finding);
            }
        }
        for finding in &mut told {
            if let Some(times) = times.remove(&finding.what).filter(|times| *times > MANY) {
                finding.what += &format!(" The same is wrong in {} further files.", times - 1);
            }
        }
        told
    }

    fn add(&mut self, level: Level, file: &str, place: String, what: String) {
        self.0.push(Finding { file: file.to_owned(), level, place, what });
    }
}
