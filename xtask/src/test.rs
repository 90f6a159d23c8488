//! Runs every check and every test.

mod advisories;
mod engines;
mod graph;
mod licences;
mod markup;
mod section;
mod size;
mod summary;
mod types;

use crate::bundle::{self, Mode};
use crate::failure::{Failure, UsageError};
use crate::output::Output;
use crate::run::{self, Run};
use crate::setup::{self, Needs, Tools};
use crate::wasm::{self, Purpose};
use crate::workspace::Workspace;
use crate::{serve, specs};
use section::{Section, Verdict};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use summary::Summary;

/// The context of the sections.
pub struct Bench<'a> {
    workspace: &'a Workspace,
    tools: Tools,
    /// Whether native code was compiled through Clippy, so that the tests can use that build.
    linted_native: AtomicBool,
    /// Whether the server's binary was compiled along with the tests.
    built_server: AtomicBool,
}

impl Bench<'_> {
    fn cargo(&self, purpose: &str, arguments: &[&str]) -> Run {
        Run::new("cargo", purpose).args(arguments).within(self.workspace.root())
    }
}

/// Builds all native code with one set of features: the server needs the library with `ssr` anyway.
const NATIVE_BUILD: [&str; 6] = ["build", "--quiet", "--workspace", "--all-targets", "--features", "statuspane/ssr"];

/// Selects the code for browsers.
const WASM: [&str; 4] = ["--target", wasm::TARGET, "--features", "browser"];

/// Cheap, so they run first.
const QUICK: [Section; 3] = [
    Section { name: "fmt", title: "formatting", needs_tools: false, gives_way: false, run: formatting },
    Section {
        name: "licences",
        title: "licences of dependencies",
        needs_tools: false,
        gives_way: false,
        run: licences::check,
    },
    Section { name: "graph", title: "cycles between modules", needs_tools: false, gives_way: false, run: graph::check },
];

/// Native code, while the release bundle is built in parallel: its long link leaves a core idle. Sections that only
/// compile run at low priority, as the bundle takes longest.
const NATIVE: [Section; 2] = [
    Section { name: "clippy", title: "lints, native", needs_tools: false, gives_way: true, run: clippy_native },
    Section { name: "native", title: "tests, native", needs_tools: false, gives_way: false, run: test_native },
];

/// The bundle, which most other sections need.
const BUNDLE: [Section; 1] =
    [Section { name: "bundle", title: "the release bundle", needs_tools: true, gives_way: false, run: build_bundle }];

/// Uses the results of the two lists above. Browsers wait most of the time, so other sections run in parallel.
const BROWSER: [Section; 2] = [
    Section { name: "e2e", title: "browser specs", needs_tools: true, gives_way: false, run: test_end_to_end },
    Section {
        name: "engines",
        title: "the short suite in Firefox and WebKit",
        needs_tools: true,
        gives_way: false,
        run: engines::check,
    },
];

/// Runs in parallel with the browser specs, one section at a time.
const BESIDE: [Section; 7] = [
    Section { name: "markup", title: "HTML and CSS", needs_tools: true, gives_way: false, run: markup::check },
    Section {
        name: "size",
        title: "size and contents of the bundle",
        needs_tools: true,
        gives_way: false,
        run: size::check,
    },
    Section { name: "clippy-wasm", title: "lints, WebAssembly", needs_tools: true, gives_way: true, run: clippy_wasm },
    Section {
        name: "types",
        title: "types of the browser specs",
        needs_tools: true,
        gives_way: true,
        run: types::check,
    },
    Section {
        name: "wasm",
        title: "tests, WebAssembly in a browser",
        needs_tools: true,
        gives_way: false,
        run: test_wasm,
    },
    Section {
        name: "binary",
        title: "the program with the embedded page",
        needs_tools: true,
        gives_way: true,
        run: test_binary,
    },
    Section {
        name: "advisories",
        title: "advisories for dependencies",
        needs_tools: true,
        gives_way: false,
        run: advisories::check,
    },
];

/// The section names for `--only`, in the order they run.
fn section_names() -> Vec<&'static str> {
    [&QUICK[..], &NATIVE, &BUNDLE, &BROWSER, &BESIDE].concat().iter().map(|section| section.name).collect()
}

/// Checks the names after `--only`: at least one, each the name of a section. The error lists all sections.
pub fn check_names(names: &[String]) -> Result<(), UsageError> {
    let known = section_names();
    match names.iter().find(|name| !known.contains(&name.as_str())) {
        Some(unknown) => {
            let known = known.join(", ");
            Err(UsageError::new(format!("Unknown section `{unknown}`. The sections are: {known}.")))
        }
        None if names.is_empty() => Err(UsageError::new(format!("`--only` needs a section: {}.", known.join(", ")))),
        None => Ok(()),
    }
}

/// Runs the named sections, or all if `only` is empty. Returns whether none failed.
pub fn test(workspace: &Workspace, only: &[String], out: &Output) -> Result<bool, Failure> {
    let wanted = |sections: &'static [Section]| -> Vec<&'static Section> {
        sections.iter().filter(|section| only.is_empty() || only.iter().any(|name| name == section.name)).collect()
    };
    let (quick, native, bundle) = (wanted(&QUICK), wanted(&NATIVE), wanted(&BUNDLE));
    let (browser, beside) = (wanted(&BROWSER), wanted(&BESIDE));
    let needs_tools =
        [&quick, &native, &bundle, &browser, &beside].into_iter().flatten().any(|section| section.needs_tools);
    let runs = |name| browser.iter().any(|section| section.name == name);
    let bench = Bench {
        workspace,
        tools: match needs_tools {
            true => {
                setup::prepare(workspace, Needs { browser: true, nginx: runs("e2e"), engines: runs("engines") }, out)
            }
            false => Tools::unneeded(),
        },
        linted_native: AtomicBool::new(false),
        built_server: AtomicBool::new(false),
    };
    let summary = Summary::new(workspace, out)?;

    summary.run_in_the_open(&bench, &quick);
    for (one, other) in [(native, bundle), (browser, beside)] {
        if one.is_empty() || other.is_empty() {
            summary.run_in_the_open(&bench, &[one, other].concat());
        } else {
            thread::scope(|scope| {
                scope.spawn(|| summary.run_in_the_background(&bench, &one));
                scope.spawn(|| summary.run_in_the_background(&bench, &other));
            });
        }
    }
    Ok(summary.close())
}

fn formatting(bench: &Bench<'_>, out: &Output) -> Result<Verdict, Failure> {
    if run::on_path("rustfmt").is_none() {
        return Err(Failure::new("rustfmt is missing; it checks the formatting of the code.")
            .next("Run rustup component add rustfmt, then try again."));
    }
    bench.cargo("Checking the formatting", &["fmt", "--all", "--check"]).next("Run cargo fmt --all.").stream(out)?;
    Ok(Verdict::Passed)
}

fn clippy_native(bench: &Bench<'_>, out: &Output) -> Result<Verdict, Failure> {
    let driver = run::on_path("clippy-driver").ok_or_else(|| {
        Failure::new("Clippy is missing; it finds likely mistakes in the code.")
            .next("Run rustup component add clippy, then try again.")
    })?;
    lint(bench.cargo("Checking native code", &NATIVE_BUILD), &driver).stream(out)?;
    bench.linted_native.store(true, Ordering::Relaxed);
    // Without features the library does no input or output; no other section compiles it that way.
    let arguments = ["build", "--quiet", "--package", "statuspane", "--lib"];
    lint(bench.cargo("Checking the library without features", &arguments), &driver).stream(out)?;
    Ok(Verdict::Passed)
}

fn test_native(bench: &Bench<'_>, out: &Output) -> Result<Verdict, Failure> {
    as_linted(bench, bench.cargo("Compiling native code", &NATIVE_BUILD)).stream(out)?;
    bench.built_server.store(true, Ordering::Relaxed);
    let arguments = ["test", "--quiet", "--workspace", "--features", "statuspane/ssr"];
    as_linted(bench, bench.cargo("Testing native code", &arguments)).stream(out)?;
    Ok(Verdict::Passed)
}

/// Runs with the same settings as the earlier build, so that nothing is compiled again.
fn as_linted(bench: &Bench<'_>, run: Run) -> Run {
    match run::on_path("clippy-driver") {
        Some(driver) if bench.linted_native.load(Ordering::Relaxed) => lint(run, &driver),
        _ => run,
    }
}

fn clippy_wasm(bench: &Bench<'_>, out: &Output) -> Result<Verdict, Failure> {
    let compiler = bench.tools.compiler.as_ref().map_err(Clone::clone)?;
    let library =
        bench.cargo("Checking the WebAssembly", &["build", "--quiet", "--profile", "wasm", "--lib"]).args(WASM);
    let library = library.envs(&wasm::environment(bench.workspace, compiler, Purpose::Release));
    // Nothing links to a library that Clippy compiled, so code generation is skipped.
    lint_with(library, &compiler.clippy()?, &["-Zno-codegen"]).stream(out)?;
    // The tests include the apps' binaries as modules.
    wasm_tests(bench, "Checking the WebAssembly tests", &["build", "--quiet"], out)?.stream(out)?;
    Ok(Verdict::Passed)
}

fn test_wasm(bench: &Bench<'_>, out: &Output) -> Result<Verdict, Failure> {
    let compiler = bench.tools.compiler.as_ref().map_err(Clone::clone)?;
    let wasm_bindgen = bench.tools.wasm_bindgen.as_ref().map_err(Clone::clone)?;
    let browser = bench.tools.browser.as_ref().map_err(Clone::clone)?;
    let in_browser = |run: Run| {
        run.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", wasm_bindgen.join("wasm-bindgen-test-runner"))
            .env("CHROMEDRIVER", &browser.driver)
    };
    // Compiled separately first, so that a compile error isn't mistaken for a failed test.
    wasm_tests(bench, "Compiling the WebAssembly tests", &["build", "--quiet"], out)?.stream(out)?;
    in_browser(wasm_tests(bench, "Testing the WebAssembly", &["test"], out)?).stream(out).or_else(|failure| {
        out.say(
            "The release build reports no reason for a panic. Running the same tests in a development build, which \
             does:",
        );
        let run = bench.cargo("Testing the WebAssembly again", &["test", "--test", "wasm"]).args(WASM);
        in_browser(run.envs(&wasm::environment(bench.workspace, compiler, Purpose::Dev))).stream(out)?;
        Err(failure)
    })?;
    Ok(Verdict::Passed)
}

/// The tests that run in a browser, linked with the library of the bundle.
fn wasm_tests(bench: &Bench<'_>, purpose: &str, command: &[&str], out: &Output) -> Result<Run, Failure> {
    let compiler = bench.tools.compiler.as_ref().map_err(Clone::clone)?;
    let environment = wasm::environment(bench.workspace, compiler, Purpose::Release);
    // Cargo doesn't distinguish between artifacts of this wrapper and of the compiler. So the bundle's dependencies
    // have to be compiled first, and Clippy compiles only the tests.
    bundle::compile(bench.workspace, &environment, Mode::Release, out)?;
    let run = bench.cargo(purpose, command).args(WASM).args(["--profile", "wasm", "--test", "wasm"]).envs(&environment);
    Ok(run.env("RUSTC_WRAPPER", compiler.clippy()?).env("CLIPPY_ARGS", clippy_arguments(&[])))
}

/// Runs Clippy on the workspace's crates as part of a build, with warnings denied. Unlike `cargo clippy`, it leaves a
/// whole build, which the tests then use: compiling the dependencies and crates again would take minutes.
fn lint(run: Run, driver: &Path) -> Run {
    lint_with(run, driver, &[])
}

/// As [`lint`], with more arguments for the compiler.
fn lint_with(run: Run, driver: &Path, more: &[&str]) -> Run {
    run.env("RUSTC_WORKSPACE_WRAPPER", driver).env("CLIPPY_ARGS", clippy_arguments(more))
}

/// Denies warnings and adds arguments for the compiler. Clippy requires the separator after each argument.
fn clippy_arguments(more: &[&str]) -> String {
    ["-D", "warnings"].iter().chain(more).map(|one| format!("{one}__CLIPPY_HACKERY__")).collect()
}

fn build_bundle(bench: &Bench<'_>, out: &Output) -> Result<Verdict, Failure> {
    bundle::build(bench.workspace, &bench.tools, Mode::Release, out)?;
    Ok(Verdict::Passed)
}

/// Without optimisation, which would take minutes: the test only checks that the files are embedded.
fn test_binary(bench: &Bench<'_>, out: &Output) -> Result<Verdict, Failure> {
    bundle::build(bench.workspace, &bench.tools, Mode::Release, out)?;
    // With the whole workspace: as a single package its dependencies would have fewer features, and be compiled again.
    let features = "statuspane/ssr,statuspane-server/bundled";
    let arguments = ["test", "--quiet", "--workspace", "--features", features, "--test", "bundled"];
    as_linted(bench, bench.cargo("Testing the program with the embedded bundle", &arguments))
        .env("STATUSPANE_DIST", bench.workspace.dist())
        .stream(out)?;
    Ok(Verdict::Passed)
}

fn test_end_to_end(bench: &Bench<'_>, out: &Output) -> Result<Verdict, Failure> {
    let browser = bench.tools.browser.as_ref().map_err(Clone::clone)?;
    let nginx = bench.tools.nginx.as_ref().map_err(Clone::clone)?;
    bring_up_to_date(bench, out)?;
    specs::run(bench.workspace, "e2e/playwright.config.ts", "Testing in the browser")?
        .env("CHROMIUM", &browser.chromium)
        .env("STATUSPANE_NGINX", &nginx.program)
        .env("STATUSPANE_NGINX_BROTLI", &nginx.brotli)
        .stream(out)?;
    Ok(Verdict::Passed)
}

/// Builds the bundle and the server, for sections that run both.
fn bring_up_to_date(bench: &Bench<'_>, out: &Output) -> Result<(), Failure> {
    bundle::build(bench.workspace, &bench.tools, Mode::Release, out)?;
    match bench.built_server.load(Ordering::Relaxed) {
        true => Ok(()),
        false => serve::build_server(bench.workspace, out),
    }
}
