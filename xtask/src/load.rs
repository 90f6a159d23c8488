//! Load tests of the server.

use crate::bundle::{self, Mode};
use crate::failure::Failure;
use crate::output::Output;
use crate::run::Run;
use crate::setup::{self, Needs};
use crate::workspace::Workspace;

/// The options of `cargo xtask load`.
#[derive(Debug, PartialEq, Eq)]
pub struct LoadOptions {
    /// The length of a soak test in seconds; `None` compares with nginx instead.
    pub soak: Option<u32>,
    /// The number of incidents of the soak test.
    pub incidents: u32,
}

/// Compares the release build with nginx, or measures its memory while clients read, disconnect and write.
pub fn load(workspace: &Workspace, options: &LoadOptions, out: &Output) -> Result<(), Failure> {
    let is_soak = options.soak.is_some();
    let tools = setup::prepare(workspace, Needs { nginx: !is_soak, ..Needs::BUILD }, out);
    bundle::build(workspace, &tools, Mode::Release, out)?;
    out.say("Compiling the optimised program (the first time takes a few minutes).");
    Run::new("cargo", "Compiling the optimised program")
        .within(workspace.root())
        .args(["build", "--quiet", "--release", "--package", "statuspane-server"])
        .stream(out)?;
    let test = if is_soak { "load::load_soak" } else { "load::load_beside_nginx" };
    let mut measuring = Run::new("cargo", "Measuring")
        .within(workspace.root())
        .args(["test", "--quiet", "--package", "statuspane-server", "--test", "api", test])
        .args(["--", "--exact", "--ignored", "--nocapture"])
        .env("STATUSPANE_PROGRAM", workspace.root().join("target/release/statuspane"))
        .env("STATUSPANE_DIST", workspace.dist());
    match options.soak {
        Some(seconds) => {
            measuring = measuring
                .env("STATUSPANE_SOAK_SECONDS", seconds.to_string())
                .env("STATUSPANE_SOAK_INCIDENTS", options.incidents.to_string());
        }
        None => {
            setup::prepare_load_generator(out)?;
            measuring = measuring
                .env("STATUSPANE_NGINX", &tools.nginx.clone()?.program)
                .next("If the machine was busy, measure again when it is quiet.");
        }
    }
    measuring.stream(out)
}
