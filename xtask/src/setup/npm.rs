//! The packages of npm.

use crate::failure::Failure;
use crate::files;
use crate::inputs::Fingerprint;
use crate::output::Output;
use crate::run::{self, Run};
use crate::workspace::Workspace;

/// Installs the packages of `package-lock.json`, unless they are there.
pub fn prepare(workspace: &Workspace, out: &Output) -> Result<(), Failure> {
    let stamp = workspace.path("node_modules/.statuspane");
    let wanted = Fingerprint::of(&[workspace.path("package-lock.json")])?.to_string();
    if stamp.exists() && files::read_text(&stamp)? == wanted {
        return Ok(());
    }
    if run::on_path("npm").is_none() {
        return Err(Failure::new("Node.js with npm is missing; it runs the tools that bundle scripts and test pages.")
            .next("Install Node.js 20 or newer, then try again."));
    }
    out.say("Installing the npm packages (under a minute).");
    Run::new("npm", "Installing the npm packages")
        .args(["ci", "--no-fund", "--no-audit", "--loglevel=error"])
        .within(workspace.root())
        .next("If the registry was out of reach, run npm ci again; if package.json changed, run npm install.")
        .stream(out)?;
    files::write(&stamp, wanted)
}
