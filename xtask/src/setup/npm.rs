//! npm packages.

use crate::failure::Failure;
use crate::files;
use crate::inputs::Fingerprint;
use crate::output::Output;
use crate::run::{self, Run};
use crate::workspace::Workspace;

/// The oldest major version of Node.js that the tools support.
const OLDEST: u32 = 20;

/// Installs the packages of `package-lock.json`, unless they are up to date.
pub fn prepare(workspace: &Workspace, out: &Output) -> Result<(), Failure> {
    let stamp = workspace.path("node_modules/.statuspane");
    let wanted = Fingerprint::of(&[workspace.path("package-lock.json")])?.to_string();
    if stamp.exists() && files::read_text(&stamp)? == wanted {
        return Ok(());
    }
    let install = format!(
        "Run nvm install {OLDEST} (on macOS: brew install node), or install Node.js from https://nodejs.org. Then try \
         again."
    );
    if run::on_path("npm").is_none() {
        return Err(Failure::new(
            "Node.js with npm is missing; it runs the tools that bundle scripts and test the pages.",
        )
        .next(install));
    }
    let version = Run::new("node", "Asking Node.js for its version").args(["--version"]).capture_any()?;
    if !is_new_enough(&version) {
        let version = version.trim();
        return Err(Failure::new(format!(
            "Node.js {version} is too old for the tools that bundle scripts and test the pages. They need version \
             {OLDEST} or later."
        ))
        .next(install));
    }
    let run = Run::new("npm", "Installing the npm packages")
        .args(["ci", "--no-fund", "--no-audit", "--loglevel=error"])
        .within(workspace.root())
        .next("If the registry couldn't be reached, run npm ci again. If package.json changed, run npm install.");
    out.step("Installing the npm packages", || run.quietly())?;
    files::write(&stamp, wanted)
}

/// Whether the tools support a version, from the output of `node --version`. A version that can't be parsed counts as
/// supported.
fn is_new_enough(version: &str) -> bool {
    let major = version.trim().trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    major.is_none_or(|major| major >= OLDEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_that_is_too_old_is_known() {
        for (version, expect) in [
            ("v20.20.2\n", true),
            ("v24.0.0", true),
            ("v100.1.0", true),
            ("v18.19.0\n", false),
            ("v9.0.0", false),
            ("?", true),
        ] {
            assert_eq!(is_new_enough(version), expect, "{version}");
        }
    }
}
