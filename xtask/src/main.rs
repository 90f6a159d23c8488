//! `cargo xtask`: sets up the tools, builds the bundle, serves a demo, runs the tests, and measures.
//!
//! Native and WebAssembly builds are kept apart: native code uses the default toolchain and `target/`; WebAssembly is
//! built together with the standard library, by a compiler that has its source, in `target/wasm` and `target/wasm-dev`.
//! In one folder, each would rebuild the other's build scripts and macros. Tests and lints of the WebAssembly reuse the
//! bundle's dependencies, and the bundle uses nothing that Clippy compiled.

mod arguments;
mod bench;
mod bundle;
mod environment;
mod failure;
mod files;
mod finish;
mod graph;
mod inputs;
mod load;
mod npm_bin;
mod output;
mod run;
mod serve;
mod setup;
mod shots;
mod specs;
mod test;
mod versions;
mod wasm;
mod workspace;

use arguments::Task;
use bundle::Mode;
use failure::Failure;
use output::Output;
use setup::Needs;
use std::process::ExitCode;
use workspace::Workspace;

fn main() -> ExitCode {
    let request = match arguments::parse(std::env::args().skip(1)) {
        Ok(request) => request,
        Err(problem) => {
            Output::complain(&problem);
            return ExitCode::from(2);
        }
    };
    match carry_out(request) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            Output::complain(&failure);
            ExitCode::FAILURE
        }
    }
}

/// Runs a command. `Ok(false)` is a failure that has been reported already.
fn carry_out(request: Task) -> Result<bool, Failure> {
    let out = Output::Terminal;
    if let Task::Help(text) = request {
        out.say(text);
        return Ok(true);
    }
    let workspace = Workspace::find()?;
    match request {
        Task::Help(_) => {}
        Task::Setup => setup::prepare_all(&workspace, &out)?,
        Task::Build(mode) => {
            let tools = setup::prepare(&workspace, Needs::BUILD, &out);
            bundle::build(&workspace, &tools, mode, &out)?;
        }
        Task::BuildBinary => {
            let tools = setup::prepare(&workspace, Needs::BUILD, &out);
            bundle::build(&workspace, &tools, Mode::Release, &out)?;
            serve::build_binary(&workspace, &out)?;
        }
        Task::Serve(options) => serve::serve(&workspace, options, &out)?,
        Task::Test { only } => return test::test(&workspace, &only, &out),
        Task::Bench { runs } => bench::bench(&workspace, runs, &out)?,
        Task::Shots(options) => shots::shots(&workspace, &options, &out)?,
        Task::Load(options) => load::load(&workspace, &options, &out)?,
        Task::Graph => return graph::print(&workspace, &out),
        Task::Finish => finish::finish(&workspace, &out)?,
    }
    Ok(true)
}
