//! Running every check and every test.

mod advisories;
mod engines;
mod graph;
mod licences;
mod markup;
mod section;
mod size;
mod summary;

use crate::bundle::{self, Mode};
use crate::failure::Failure;
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

/// What the sections work with.
pub struct Bench<'a> {
    workspace: &'a Workspace,
    tools: Tools,
    /// Whether native code has been compiled in passing Clippy, and can be tested as it is.
    linted_native: AtomicBool,
    /// Whether the server's program has been compiled along with the tests.
    built_server: AtomicBool,
}

impl Bench<'_> {
    fn cargo(&self, purpose: &str, arguments: &[&str]) -> Run {
        Run::new("cargo", purpose).args(arguments).within(self.workspace.root())
    }
}

/// Builds all native code in one set of features: the server needs the library with `ssr` anyway.
const NATIVE_BUILD: [&str; 6] = ["build", "--quiet", "--workspace", "--all-targets", "--features", "statuspane/ssr"];

/// Selects code for browsers, the library and what is built on it.
const WASM: [&str; 4] = ["--target", wasm::TARGET, "--features", "browser"];

/// Cheap, and first.
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

/// Native code, one after the other, while the release bundle is built beside it: its long link leaves a core idle. What
/// only compiles gives way, so that what takes longest is done first.
const NATIVE: [Section; 2] = [
    Section { name: "clippy", title: "lints, native", needs_tools: false, gives_way: true, run: clippy_native },
    Section { name: "native", title: "tests, native", needs_tools: false, gives_way: false, run: test_native },
];

/// What most of the rest needs.
const BUNDLE: [Section; 1] =
    [Section { name: "bundle", title: "the release bundle", needs_tools: true, gives_way: false, run: build_bundle }];

/// On what both have built: browsers wait for much of their time.
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

/// Beside the browser specs, one after the other.
const BESIDE: [Section; 6] = [
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
        name: "wasm",
        title: "tests, WebAssembly in a browser",
        needs_tools: true,
        gives_way: false,
        run: test_wasm,
    },
    Section {
        name: "binary",
        title: "the program that carries the bundle",
        needs_tools: true,
        gives_way: true,
        run: test_binary,
    },
    Section {
        name: "advisories",
        title: "advisories on dependencies",
        needs_tools: true,
        gives_way: false,
        run: advisories::check,
    },
];

/// The names that `--only` takes, in the order in which the sections run.
fn section_names() -> Vec<&'static str> {
    [&QUICK[..], &NATIVE, &BUNDLE, &BROWSER, &BESIDE].concat().iter().map(|section| section.name).collect()
}

/// Checks the names after `--only`: at least one, and all of sections. The error lists the sections there are.
pub fn check_names(names: &[String]) -> Result<(), String> {
    let known = section_names();
    match names.iter().find(|name| !known.contains(&name.as_str())) {
        Some(unknown) => Err(format!("There is no section `{unknown}`. The sections are: {}.", known.join(", "))),
        None if names.is_empty() => Err(format!("`--only` needs a section: {}.", known.join(", "))),
        None => Ok(()),
    }
}

/// Runs the sections, or those named, and tells whether none failed.
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
        return Err(Failure::new("rustfmt is missing; it tells whether the code is formatted.")
            .next("Run rustup component add rustfmt, then try again."));
    }
    bench.cargo("Checking the formatting", &["fmt", "--all", "--check"]).next("Run cargo fmt --all.").stream(out)?;
    Ok(Verdict::Passed)
}

fn clippy_native(bench: &Bench<'_>, out: &Output) -> Result<Verdict, Failure> {
    let driver = run::on_path("clippy-driver").ok_or_else(|| {
        Failure::new("Clippy is missing; it finds what compiles and is wrong all the same.")
            .next("Run rustup component add clippy, then try again.")
    })?;
    lint(bench.cargo("Checking native code", &NATIVE_BUILD), &driver).stream(out)?;
    bench.linted_native.store(true, Ordering::Relaxed);
    // Without any feature the library is what does no input and output; nothing else here compiles it so.
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

/// Native code as it was compiled before, so that nothing is compiled again.
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
    // A library that Clippy compiled is fit for nobody, so no code is made of it.
    lint_with(library, &compiler.clippy()?, &["-Zno-codegen"]).stream(out)?;
    // The apps' programs are part of the tests, as modules.
    wasm_tests(bench, "Checking the tests of the WebAssembly", &["build", "--quiet"], out)?.stream(out)?;
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
    // First apart, so that what does not compile is not taken for a test that failed.
    wasm_tests(bench, "Compiling the tests of the WebAssembly", &["build", "--quiet"], out)?.stream(out)?;
    in_browser(wasm_tests(bench, "Testing the WebAssembly", &["test"], out)?).stream(out).or_else(|failure| {
        out.say("Built as it is shipped, a panic leaves no words. The same tests in a build that says why:");
        let run = bench.cargo("Testing the WebAssembly once more", &["test", "--test", "wasm"]).args(WASM);
        in_browser(run.envs(&wasm::environment(bench.workspace, compiler, Purpose::Dev))).stream(out)?;
        Err(failure)
    })?;
    Ok(Verdict::Passed)
}

/// The tests that run in a browser, linked with the very library that the bundle was made of.
fn wasm_tests(bench: &Bench<'_>, purpose: &str, command: &[&str], out: &Output) -> Result<Run, Failure> {
    let compiler = bench.tools.compiler.as_ref().map_err(Clone::clone)?;
    let environment = wasm::environment(bench.workspace, compiler, Purpose::Release);
    // Cargo does not tell what this wrapper compiled from what the compiler did: all that the bundle takes has to be there
    // before, and only the tests are left for Clippy to compile.
    bundle::compile(bench.workspace, &environment, Mode::Release, out)?;
    let run = bench.cargo(purpose, command).args(WASM).args(["--profile", "wasm", "--test", "wasm"]).envs(&environment);
    Ok(run.env("RUSTC_WRAPPER", compiler.clippy()?).env("CLIPPY_ARGS", clippy_arguments(&[])))
}

/// Makes a build check our own crates with Clippy on the way, with warnings denied: what `cargo clippy` does, but for a
/// whole build in place of a check. The tests then need nothing compiled again, which would take minutes: not the
/// dependencies, and, where they run in the same way, not our own crates either.
fn lint(run: Run, driver: &Path) -> Run {
    lint_with(run, driver, &[])
}

/// The same, with more arguments for the compiler.
fn lint_with(run: Run, driver: &Path, more: &[&str]) -> Run {
    run.env("RUSTC_WORKSPACE_WRAPPER", driver).env("CLIPPY_ARGS", clippy_arguments(more))
}

/// Warnings denied, and more arguments for the compiler. The mark is Clippy's own: it parts them, and ends the last.
fn clippy_arguments(more: &[&str]) -> String {
    ["-D", "warnings"].iter().chain(more).map(|one| format!("{one}__CLIPPY_HACKERY__")).collect()
}

fn build_bundle(bench: &Bench<'_>, out: &Output) -> Result<Verdict, Failure> {
    bundle::build(bench.workspace, &bench.tools, Mode::Release, out)?;
    Ok(Verdict::Passed)
}

/// Without optimisation, which would take minutes: what is to be seen is that the files are in it.
fn test_binary(bench: &Bench<'_>, out: &Output) -> Result<Verdict, Failure> {
    bundle::build(bench.workspace, &bench.tools, Mode::Release, out)?;
    // As one of the whole workspace: alone it would have its dependencies with fewer features, and all of them again.
    let features = "statuspane/ssr,statuspane-server/bundled";
    let arguments = ["test", "--quiet", "--workspace", "--features", features, "--test", "bundled"];
    as_linted(bench, bench.cargo("Testing the program with the bundle in it", &arguments))
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

/// The bundle and the server's program, for those sections that run both.
fn bring_up_to_date(bench: &Bench<'_>, out: &Output) -> Result<(), Failure> {
    bundle::build(bench.workspace, &bench.tools, Mode::Release, out)?;
    match bench.built_server.load(Ordering::Relaxed) {
        true => Ok(()),
        false => serve::build_server(bench.workspace, out),
    }
}
