//! Validates HTML and CSS.

use super::section::Verdict;
use super::{Bench, bring_up_to_date};
use crate::failure::Failure;
use crate::output::Output;
use crate::specs;

/// Checks the built page, published sites, and the server's responses, without a browser.
pub fn check(bench: &Bench<'_>, out: &Output) -> Result<Verdict, Failure> {
    bring_up_to_date(bench, out)?;
    specs::run(bench.workspace, "e2e/markup.config.ts", "Checking HTML and CSS")?.stream(out)?;
    Ok(Verdict::Passed)
}
