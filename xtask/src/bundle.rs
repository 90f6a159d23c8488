//! Builds `dist/`.

use crate::failure::Failure;
use crate::files;
use crate::inputs::{self, Fingerprint};
use crate::output::Output;
use crate::run::{self, Run};
use crate::setup::{Compiler, Tools};
use crate::wasm::{self, Purpose};
use crate::workspace::Workspace;
use std::ffi::OsString;
use std::fs::File;
use std::path::Path;
use std::thread;
use std::time::Instant;

/// The kind of bundle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// For deployment: optimised, minified, compressed.
    Release,
    /// For development: quick to build.
    Dev,
}

/// Builds `dist/`, unless it is up to date with its inputs.
pub fn build(workspace: &Workspace, tools: &Tools, mode: Mode, out: &Output) -> Result<(), Failure> {
    let compiler = tools.compiler.as_ref().map_err(Clone::clone)?;
    let trunk = tools.trunk.as_ref().map_err(Clone::clone)?;
    let wasm_bindgen = tools.wasm_bindgen.as_ref().map_err(Clone::clone)?;
    tools.npm.clone()?;

    let _alone = lock(workspace, out)?;
    let stamp = Stamp::take(workspace, compiler, mode)?;
    if stamp.is_current(workspace)? {
        out.say("The bundle in dist/ is up to date.");
        return Ok(());
    }

    let started = Instant::now();
    let (purpose, duration) = match mode {
        Mode::Release => (Purpose::Release, "the first time takes a few minutes, later builds half a minute"),
        Mode::Dev => (Purpose::Dev, "the first time takes a minute or two, later builds seconds"),
    };
    out.say(format!("Compiling the two apps to WebAssembly ({duration})."));
    let environment = wasm::environment(workspace, compiler, purpose);
    compile(workspace, &environment, mode, out)?;
    let bundling = Bundling { workspace, trunk, wasm_bindgen, environment: &environment, mode, out };
    // Bundling uses one core, and there are two pages.
    let (public, admin) = thread::scope(|scope| {
        let admin = scope.spawn(|| bundling.bundle("admin.html", &workspace.staged_admin(), "the admin view"));
        let public = bundling.bundle("index.html", &workspace.dist(), "the public page");
        (public, admin.join())
    });
    public?;
    admin.unwrap_or_else(|_| Err(Failure::new("Bundling the admin view panicked.")))?;
    // Trunk empties dist/ before it writes the public page, so the admin view goes in afterwards.
    files::move_folder(&workspace.staged_admin(), &workspace.dist().join("admin"))?;
    stamp.write(workspace)?;
    out.say(format!("The bundle is in dist/ ({:.0} s).", started.elapsed().as_secs_f32()));
    Ok(())
}

/// The inputs of one run of Trunk.
struct Bundling<'a> {
    workspace: &'a Workspace,
    trunk: &'a Path,
    wasm_bindgen: &'a Path,
    environment: &'a [(&'static str, Option<OsString>)],
    mode: Mode,
    out: &'a Output,
}

impl Bundling<'_> {
    fn bundle(&self, html: &str, folder: &Path, what: &str) -> Result<(), Failure> {
        Run::new(self.trunk.join("trunk"), format!("Bundling {what}"))
            .within(self.workspace.root())
            .args(["build", html, "--log", "warn", "--dist"])
            .args([folder])
            .args((self.mode == Mode::Release).then_some("--release"))
            .envs(self.environment)
            .env("PATH", run::path_beginning_with(&[self.wasm_bindgen])?)
            .env("STATUSPANE_XTASK", self.workspace.program())
            .env("TRUNK_SKIP_VERSION_CHECK", "true")
            .env("CARGO_TERM_QUIET", "true")
            // Trunk accepts only `true` and `false` for the first, and prints its own stack for the second.
            .without(&["NO_COLOR", "RUST_BACKTRACE"])
            .next("See the message above for the cause. dist/ may be incomplete until a build succeeds.")
            .stream(self.out)
    }
}

/// Compiles both apps in one run of cargo, so that they link in parallel; Trunk's builds would link them one after the
/// other. Trunk then finds everything built.
pub fn compile(
    workspace: &Workspace,
    environment: &[(&'static str, Option<OsString>)],
    mode: Mode,
    out: &Output,
) -> Result<(), Failure> {
    let profile = match mode {
        Mode::Release => "wasm",
        Mode::Dev => "dev",
    };
    Run::new("cargo", "Compiling the apps")
        .within(workspace.root())
        .args(["build", "--quiet", "--target", wasm::TARGET, "--profile", profile, "--features", "browser"])
        .args(["--bin", "page", "--bin", "admin"])
        .envs(environment)
        .next("Fix the compiler errors above. dist/ still has the last bundle.")
        .stream(out)
}

/// Locks `dist/` until the file is dropped: Trunk empties and refills it, so two runs must not overlap.
fn lock(workspace: &Workspace, out: &Output) -> Result<File, Failure> {
    let path = workspace.notes().join("bundle.lock");
    files::create_folder(&workspace.notes())?;
    let failure = |error| Failure::new(format!("Couldn't lock {}: {error}.", path.display()));
    let file = File::create(&path).map_err(failure)?;
    if file.try_lock().is_err() {
        out.say("Waiting for another run that is building the bundle.");
        file.lock().map_err(failure)?;
    }
    Ok(file)
}

/// A fingerprint of a bundle's inputs and outputs, to decide whether it is up to date.
struct Stamp {
    made_of: String,
}

impl Stamp {
    fn take(workspace: &Workspace, compiler: &Compiler, mode: Mode) -> Result<Self, Failure> {
        let inputs = Fingerprint::of(&inputs::bundle(workspace)?)?;
        Ok(Self { made_of: format!("{mode:?}\n{}\n{inputs}\n", compiler.version()) })
    }

    /// The fingerprint of the outputs. The lists of files include every hash, so they reveal a bundle that was replaced
    /// or removed.
    fn came_out(workspace: &Workspace) -> Result<String, Failure> {
        let lists = ["assets.json", "admin/assets.json", "index.html", "admin/index.html"];
        Ok(Fingerprint::of(&lists.map(|list| workspace.dist().join(list)))?.to_string())
    }

    fn is_current(&self, workspace: &Workspace) -> Result<bool, Failure> {
        let path = Self::path(workspace);
        let kept = if path.exists() { files::read_text(&path)? } else { String::new() };
        Ok(kept == format!("{}{}", self.made_of, Self::came_out(workspace)?))
    }

    fn write(&self, workspace: &Workspace) -> Result<(), Failure> {
        files::write(&Self::path(workspace), format!("{}{}", self.made_of, Self::came_out(workspace)?))
    }

    fn path(workspace: &Workspace) -> std::path::PathBuf {
        Path::new(&workspace.notes()).join("bundle.stamp")
    }
}
