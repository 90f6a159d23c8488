//! Finds or installs the tools for building and testing.

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

/// The tools of a task besides those of every build.
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
    /// Only a build.
    pub const BUILD: Self = Self { browser: false, nginx: false, engines: false };
    /// Everything.
    pub const ALL: Self = Self { browser: true, nginx: true, engines: true };
}

/// The tools of a task. A missing tool is an error only when it is used, as not every task needs all of them.
pub struct Tools {
    /// A compiler with the source of the standard library.
    pub compiler: Result<Compiler, Failure>,
    /// The folder of `trunk`.
    pub trunk: Result<PathBuf, Failure>,
    /// The folder of `wasm-bindgen` and `wasm-bindgen-test-runner`.
    pub wasm_bindgen: Result<PathBuf, Failure>,
    /// Whether `node_modules` matches `package-lock.json`.
    pub npm: Result<(), Failure>,
    /// The browser of the tests.
    pub browser: Result<Browser, Failure>,
    /// The web server of the tests.
    pub nginx: Result<Nginx, Failure>,
    /// The browsers of the short suite.
    pub engines: Result<Engines, Failure>,
}

impl Tools {
    /// No tools, for tasks that use none.
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
    Err(Failure::new("This tool wasn't looked for."))
}

/// Finds or installs the tools of a build, and those of `needs`. Compiling tools and downloading others run in
/// parallel.
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

/// Finds or installs wrk, the load generator.
pub fn prepare_load_generator(out: &Output) -> Result<(), Failure> {
    if run::on_path("wrk").is_none() && debian::can_install() {
        debian::install(&["wrk"], "a load generator", out)?;
    }
    run::on_path("wrk").map(drop).ok_or_else(|| {
        Failure::new("wrk is missing; the load test uses it to send requests.")
            .next("Install it (on Debian, as root: apt-get install wrk), then try again.")
    })
}

/// Finds or installs all tools, and reports each that is missing.
pub fn prepare_all(workspace: &Workspace, out: &Output) -> Result<(), Failure> {
    let tools = prepare(workspace, Needs::ALL, out);
    // Not every system has both browsers; the tests skip a missing one.
    for missing in tools.engines.iter().flat_map(Engines::missing) {
        out.say(format!("{missing}. Its tests are skipped."));
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
        out.say("Everything needed for building and testing is installed.");
        return Ok(());
    }
    for failure in &failures {
        Output::complain(failure);
    }
    Err(Failure::new("Some tools couldn't be installed; the others are ready.")
        .next("Follow the instructions above, then run cargo xtask setup again."))
}
