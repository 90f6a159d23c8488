//! The types of the TypeScript in `e2e/`.

use super::Bench;
use super::section::Verdict;
use crate::failure::Failure;
use crate::npm_bin::npm_bin;
use crate::output::Output;

/// Checks the browser specs and their helpers. Playwright only strips the types.
pub fn check(bench: &Bench<'_>, out: &Output) -> Result<Verdict, Failure> {
    bench.tools.npm.clone()?;
    npm_bin(bench.workspace, "tsc", "Checking the types of the browser specs")?
        .args(["--project", "e2e"])
        .stream(out)?;
    Ok(Verdict::Passed)
}
