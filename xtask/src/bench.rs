//! Measures how soon a published page is readable, and how long a keystroke in a search takes.

use crate::bundle::{self, Mode};
use crate::failure::Failure;
use crate::output::Output;
use crate::setup::Needs;
use crate::workspace::Workspace;
use crate::{serve, setup, specs};

/// Compares a published page with a handwritten one of the same text, in a browser on a slow link. Fails if the
/// published incidents are readable too late.
pub fn bench(workspace: &Workspace, runs: u8, out: &Output) -> Result<(), Failure> {
    let tools = setup::prepare(workspace, Needs { browser: true, ..Needs::BUILD }, out);
    let browser = tools.browser.clone()?;
    bundle::build(workspace, &tools, Mode::Release, out)?;
    serve::build_server(workspace, out)?;
    out.say(format!("Visiting a published page and a handwritten one in turn, {runs} times each."));
    specs::run(workspace, "e2e/bench.config.ts", "Measuring")?
        .env("CHROMIUM", &browser.chromium)
        .env("STATUSPANE_RUNS", runs.to_string())
        .next("If the figures vary much between runs, measure again on a quiet machine, or with more --runs.")
        .stream(out)
}
