//! What building and testing need: found, or installed once.

mod browser;
mod cargo_tool;
mod compiler;
mod debian;
mod engines;
mod nginx;
mod npm;

pub use browser::Browser;
pub use compiler::Compiler;
pub use engines::Engines;
pub use nginx::Nginx;

use crate::failure::Failure;
use crate::output::Output;
use crate::workspace::Workspace;
use cargo_tool::CargoTool;
use std::path::PathBuf;

/// What a build needs. Each may be missing for itself, as not every task needs all of them.
pub struct Tools {
    /// A compiler with the source of the standard library.
    pub compiler: Result<Compiler, Failure>,
    /// The folder that has `trunk`.
    pub trunk: Result<PathBuf, Failure>,
    /// The folder that has `wasm-bindgen` and `wasm-bindgen-test-runner`.
    pub wasm_bindgen: Result<PathBuf, Failure>,
    /// Whether `node_modules` is as `package-lock.json` says.
    pub npm: Result<(), Failure>,
}

impl Tools {
    /// For tasks that use none of them.
    pub fn unneeded() -> Self {
        let unneeded = || Failure::new("This tool was not looked for.");
        Self { compiler: Err(unneeded()), trunk: Err(unneeded()), wasm_bindgen: Err(unneeded()), npm: Err(unneeded()) }
    }
}

/// Finds or installs what a build needs.
pub fn prepare(workspace: &Workspace, out: &Output) -> Tools {
    Tools {
        compiler: Compiler::prepare(out),
        npm: npm::prepare(workspace, out),
        wasm_bindgen: CargoTool::WASM_BINDGEN.prepare(workspace, out),
        trunk: CargoTool::TRUNK.prepare(workspace, out),
    }
}

/// Finds or installs the browser that the tests run in.
pub fn prepare_browser(out: &Output) -> Result<Browser, Failure> {
    Browser::prepare(out)
}

/// Finds or installs the web server that the tests serve the site with.
pub fn prepare_nginx(out: &Output) -> Result<Nginx, Failure> {
    Nginx::prepare(out)
}

/// Finds or installs the browsers that the short suite runs in.
pub fn prepare_engines(out: &Output) -> Result<Engines, Failure> {
    Engines::prepare(out)
}

/// Finds or installs everything, and tells about all that is missing.
pub fn prepare_all(workspace: &Workspace, out: &Output) -> Result<(), Failure> {
    let tools = prepare(workspace, out);
    let (browser, nginx) = (prepare_browser(out), prepare_nginx(out));
    let failures = [tools.compiler.err(), tools.trunk.err(), tools.wasm_bindgen.err(), tools.npm.err()];
    let engines = prepare_engines(out);
    // Not every system has both: what is missing is left out of the tests, and no reason to fail.
    for missing in engines.iter().flat_map(Engines::missing) {
        out.say(format!("{missing}; the tests leave it out."));
    }
    let failures: Vec<Failure> =
        failures.into_iter().chain([browser.err(), nginx.err(), engines.err()]).flatten().collect();
    if failures.is_empty() {
        out.say("All that building and testing need is installed.");
        return Ok(());
    }
    for failure in &failures {
        Output::complain(failure);
    }
    Err(Failure::new("Not everything could be installed; the rest is in place.")
        .next("Do what is said above, then run cargo xtask setup again."))
}
