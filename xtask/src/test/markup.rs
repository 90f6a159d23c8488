//! Whether what is sent is valid HTML and CSS.

use super::section::Verdict;
use super::{Bench, bring_up_to_date};
use crate::failure::Failure;
use crate::output::Output;
use crate::specs;

/// Checks the built page, sites published with it and what the server sends. No browser runs.
pub fn check(bench: &Bench<'_>, out: &Output) -> Result<Verdict, Failure> {
    bring_up_to_date(bench, out)?;
    specs::run(bench.workspace, "e2e/markup.config.ts", "Checking HTML and CSS")?.stream(out)?;
    Ok(Verdict::Passed)
}
