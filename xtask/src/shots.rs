//! Makes pictures of every screen, and renews the stored ones.

use crate::bundle::{self, Mode};
use crate::failure::Failure;
use crate::files;
use crate::output::Output;
use crate::setup::Needs;
use crate::workspace::Workspace;
use crate::{serve, setup, specs};

/// The options of `cargo xtask shots`.
#[derive(Debug, PartialEq, Eq)]
pub struct ShotsOptions {
    /// Whether to renew the stored pictures and accessibility trees in place of making sheets.
    pub renew: bool,
    /// Only states whose names contain this text; empty for all.
    pub only: String,
}

/// Makes a sheet for each state of each screen in `target/shots`, or renews `tests/reference/pictures` and
/// `tests/reference/accessibility`. Those are drawn from the stored markup and the style sheets, so they need no bundle.
pub fn shots(workspace: &Workspace, options: &ShotsOptions, out: &Output) -> Result<(), Failure> {
    let tools = setup::prepare(workspace, Needs { browser: true, ..Needs::BUILD }, out);
    let browser = tools.browser.clone()?;
    if options.renew {
        tools.npm.clone()?;
        specs::run(workspace, "e2e/playwright.config.ts", "Drawing the stored pictures")?
            .args(["pictures.spec", "accessibility-tree.spec", "--grep", &options.only])
            .env("CHROMIUM", &browser.chromium)
            .env("STATUSPANE_REFERENCE", "write")
            .stream(out)?;
        out.say("The stored pictures and accessibility trees are those of now. Look at what `git diff` shows.");
        return Ok(());
    }
    bundle::build(workspace, &tools, Mode::Release, out)?;
    serve::build_server(workspace, out)?;
    let folder = workspace.path("target/shots");
    files::create_folder(&folder)?;
    specs::run(workspace, "e2e/shots.config.ts", "Making the contact sheets")?
        .args(["--grep", &options.only])
        .env("CHROMIUM", &browser.chromium)
        .env("SHOTS", &folder)
        .stream(out)?;
    out.say("The contact sheets are in target/shots, and their pictures in target/shots/single.");
    Ok(())
}
