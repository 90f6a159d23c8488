//! Runs the Playwright specs in `e2e/`.

use crate::failure::Failure;
use crate::npm_bin::npm_bin;
use crate::run::Run;
use crate::workspace::Workspace;

/// A run of the specs that a configuration selects, on the bundle and server as last built. `purpose` is as for
/// [`Run::new`].
pub fn run(workspace: &Workspace, configuration: &str, purpose: &str) -> Result<Run, Failure> {
    let configuration = workspace.path(configuration);
    Ok(npm_bin(workspace, "playwright", purpose)?
        .args(["test", "--config"])
        .args([configuration])
        .env("STATUSPANE_BIN", workspace.server_program())
        .env("STATUSPANE_DIST", workspace.dist()))
}
