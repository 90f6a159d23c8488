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
use crate::run;
use crate::workspace::Workspace;
use cargo_tool::CargoTool;
use std::path::PathBuf;
use std::thread;

/// What a task needs besides what every build needs.
#[derive(Clone, Copy, Default)]
pub struct Needs {
    /// Chromium and its driver.
    pub browser: bool,
    /// nginx.
    pub nginx: bool,
    /// Firefox and WebKit.
    pub engines: bool,
}

impl Needs {
    /// A build alone.
    pub const BUILD: Self = Self { browser: false, nginx: false, engines: false };
    /// Everything.
    pub const ALL: Self = Self { browser: true, nginx: true, engines: true };
}

/// The tools of a task. Each may be missing for itself, as not every task needs all of them.
pub struct Tools {
    /// A compiler with the source of the standard library.
    pub compiler: Result<Compiler, Failure>,
    /// The folder that has `trunk`.
    pub trunk: Result<PathBuf, Failure>,
    /// The folder that has `wasm-bindgen` and `wasm-bindgen-test-runner`.
    pub wasm_bindgen: Result<PathBuf, Failure>,
    /// Whether `node_modules` is as `package-lock.json` says.
    pub npm: Result<(), Failure>,
    /// The browser that the tests run in.
    pub browser: Result<Browser, Failure>,
    /// The web server that the tests serve the site with.
    pub nginx: Result<Nginx, Failure>,
    /// The browsers that the short suite runs in.
    pub engines: Result<Engines, Failure>,
}

impl Tools {
    /// For tasks that use none of them.
    pub fn unneeded() -> Self {
        Self {
            compiler: unneeded(),
            trunk: unneeded(),
            wasm_bindgen: unneeded(),
            npm: unneeded(),
            browser: unneeded(),
            nginx: unneeded(),
            engines: unneeded(),
        }
    }
}

fn unneeded<T>() -> Result<T, Failure> {
    Err(Failure::new("This tool was not looked for."))
}

/// Finds or installs the tools of a build, and what else is needed. What is compiled and what is downloaded don't wait
/// for each other.
pub fn prepare(workspace: &Workspace, needs: Needs, out: &Output) -> Tools {
    thread::scope(|scope| {
        let compiled =
            scope.spawn(|| (CargoTool::WASM_BINDGEN.prepare(workspace, out), CargoTool::TRUNK.prepare(workspace, out)));
        let mut tools = Tools {
            compiler: Compiler::prepare(out),
            npm: npm::prepare(workspace, out),
            browser: if needs.browser { Browser::prepare(out) } else { unneeded() },
            nginx: if needs.nginx { Nginx::prepare(out) } else { unneeded() },
            engines: if needs.engines { Engines::prepare(out) } else { unneeded() },
            ..Tools::unneeded()
        };
        if let Ok((wasm_bindgen, trunk)) = compiled.join() {
            (tools.wasm_bindgen, tools.trunk) = (wasm_bindgen, trunk);
        }
        tools
    })
}

/// Finds or installs what asks a server as often as it can.
pub fn prepare_load_generator(out: &Output) -> Result<(), Failure> {
    if run::on_path("wrk").is_none() && debian::can_install() {
        debian::install(&["wrk"], "a load generator", out)?;
    }
    run::on_path("wrk").map(drop).ok_or_else(|| {
        Failure::new("wrk is missing; it asks the server as often as it can.")
            .next("Install it (on Debian, as root: apt-get install wrk), then try again.")
    })
}

/// Finds or installs everything, and reports all that is missing.
pub fn prepare_all(workspace: &Workspace, out: &Output) -> Result<(), Failure> {
    let tools = prepare(workspace, Needs::ALL, out);
    // Not every system has both: what is missing is left out of the tests, and no reason to fail.
    for missing in tools.engines.iter().flat_map(Engines::missing) {
        out.say(format!("{missing}; the tests leave it out."));
    }
    let failures: Vec<Failure> = [
        tools.compiler.err(),
        tools.trunk.err(),
        tools.wasm_bindgen.err(),
        tools.npm.err(),
        tools.browser.err(),
        tools.nginx.err(),
        tools.engines.err(),
    ]
    .into_iter()
    .flatten()
    .collect();
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
