//! The short suite in Firefox and WebKit.

use super::section::Verdict;
use super::{Bench, bring_up_to_date};
use crate::failure::Failure;
use crate::output::Output;
use crate::specs;

/// Runs the suite in each installed engine, and reports the missing ones.
pub fn check(bench: &Bench<'_>, out: &Output) -> Result<Verdict, Failure> {
    let engines = bench.tools.engines.as_ref().map_err(Clone::clone)?;
    let missing = engines.missing();
    let not_run = || Verdict::NotRun(missing.join("; "));
    if engines.firefox.is_none() && engines.webkit.is_none() {
        return Ok(not_run());
    }
    bring_up_to_date(bench, out)?;
    let mut run = specs::run(bench.workspace, "e2e/engines.config.ts", "Testing in other browsers")?;
    if let Some(firefox) = &engines.firefox {
        run = run.args(["--project", "Firefox"]).env("STATUSPANE_FIREFOX", firefox);
    }
    if let Some(webkit) = &engines.webkit {
        run = run.args(["--project", "WebKit"]);
        run = run.env("STATUSPANE_WEBKIT_DRIVER", &webkit.driver).env("STATUSPANE_XVFB", &webkit.display);
    }
    run.stream(out)?;
    Ok(if missing.is_empty() { Verdict::Passed } else { not_run() })
}
