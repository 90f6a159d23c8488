//! A part of the tests.

use super::Bench;
use crate::failure::Failure;
use crate::output::Output;

/// A part of the tests that passes or fails as a whole.
#[derive(Clone, Copy)]
pub struct Section {
    /// The name for `--only`.
    pub name: &'static str,
    /// The title for people.
    pub title: &'static str,
    /// Whether it needs the tools of set-up, or only those that come with cargo.
    pub needs_tools: bool,
    /// Whether it runs at low priority. Sections whose tests have time limits don't.
    pub gives_way: bool,
    /// Runs the section.
    pub run: fn(&Bench<'_>, &Output) -> Result<Verdict, Failure>,
}

/// The outcome of a section that didn't fail.
pub enum Verdict {
    /// Everything passed.
    Passed,
    /// Everything passed, with a figure to report.
    Measured(String),
    /// The section couldn't run here, for this reason.
    NotRun(String),
}
