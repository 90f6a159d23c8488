//! Programs installed by npm.

use crate::failure::Failure;
use crate::run::Run;
use crate::workspace::Workspace;

/// A program of `node_modules`, run at the root of the checkout. `purpose` is as for [`Run::new`].
pub fn npm_bin(workspace: &Workspace, program: &str, purpose: &str) -> Result<Run, Failure> {
    let path = workspace.path("node_modules/.bin").join(program);
    if !path.exists() {
        return Err(Failure::new(format!("{purpose} needs {program}, which isn't installed in node_modules."))
            .next("Run npm ci, then try again."));
    }
    Ok(Run::new(path, purpose).within(workspace.root()))
}
