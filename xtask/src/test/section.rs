//! A part of the tests.

use super::Bench;
use crate::failure::Failure;
use crate::output::Output;

/// A part of the tests that passes or fails as a whole.
#[derive(Clone, Copy)]
pub struct Section {
    /// What `--only` calls it.
    pub name: &'static str,
    /// What a person calls it.
    pub title: &'static str,
    /// Whether it needs the tools and the browser that are set up, or only what came with cargo.
    pub needs_tools: bool,
    /// Whether it leaves the processor to the section beside it. Nothing does whose tests have a limit of time.
    pub gives_way: bool,
    /// Runs it.
    pub run: fn(&Bench<'_>, &Output) -> Result<Verdict, Failure>,
}

/// How a section went that did not fail.
pub enum Verdict {
    /// All of it holds.
    Passed,
    /// All of it holds, and there is a figure to tell.
    Measured(String),
    /// It could not be run here, for this reason.
    NotRun(String),
}
