//! The specs in `e2e/`.

use crate::failure::Failure;
use crate::npm_bin::npm_bin;
use crate::run::Run;
use crate::workspace::Workspace;

/// Those that a configuration names, on the bundle and the server's program as they are built now. What they are for
/// begins a sentence, as for [`Run::new`].
pub fn run(workspace: &Workspace, configuration: &str, purpose: &str) -> Result<Run, Failure> {
    let configuration = workspace.path(configuration);
    Ok(npm_bin(workspace, "playwright", purpose)?
        .args(["test", "--config"])
        .args([configuration])
        .env("STATUSPANE_BIN", workspace.server_program())
        .env("STATUSPANE_DIST", workspace.dist()))
}
