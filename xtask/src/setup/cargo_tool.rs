//! Tools from crates.io.

use crate::failure::Failure;
use crate::output::Output;
use crate::run::{self, Run};
use crate::workspace::Workspace;
use crate::{environment, files, versions};
use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};

/// A tool that `cargo install` builds.
pub struct CargoTool {
    krate: &'static str,
    program: &'static str,
    version: &'static str,
    locked: bool,
}

impl CargoTool {
    /// Trunk.
    pub const TRUNK: Self = Self { krate: "trunk", program: "trunk", version: versions::TRUNK, locked: true };

    /// wasm-bindgen and its test runner. Its lock file may name a version of a crate that isn't available, so it isn't
    /// used.
    pub const WASM_BINDGEN: Self =
        Self { krate: "wasm-bindgen-cli", program: "wasm-bindgen", version: versions::WASM_BINDGEN, locked: false };

    /// Returns the tool's folder: from an earlier run, on `PATH`, or newly installed.
    pub fn prepare(&self, workspace: &Workspace, out: &Output) -> Result<PathBuf, Failure> {
        if self.krate == Self::WASM_BINDGEN.krate {
            agrees_with_lock_file(workspace)?;
        }
        let tools = workspace.tools()?;
        if let Some(folder) = self.find(&tools) {
            return Ok(folder);
        }

        files::create_folder(&tools)?;
        let _alone = lock(&tools, out)?;
        if let Some(folder) = self.find(&tools) {
            return Ok(folder);
        }
        let (home, build) = (self.home(&tools), tools.join("build"));
        let locked: &[&str] = if self.locked { &["--locked"] } else { &[] };
        let run = Run::new("cargo", format!("Installing {}", self.krate))
            .args(["install", "--quiet", "--force", "--no-default-features", "--version", self.version, self.krate])
            .args(locked)
            .args([Path::new("--root"), &home, Path::new("--target-dir"), &build])
            .envs(&quick_profile())
            .without(&environment::WASM_BUILD)
            .next("If the registry couldn't be reached, run the same command again. It continues where it stopped.");
        out.step(&format!("Compiling {} {} (once)", self.krate, self.version), || run.quietly())?;
        files::write(&marker(&home), "")?;
        // The tools share compiled dependencies, which are removed after the last tool.
        if [Self::WASM_BINDGEN, Self::TRUNK].iter().all(|tool| tool.find(&tools).is_some()) {
            files::remove(&build)?;
        }
        Ok(home.join("bin"))
    }

    fn home(&self, tools: &Path) -> PathBuf {
        tools.join(format!("{}-{}", self.krate, self.version))
    }

    /// The tool's folder, if it is installed.
    fn find(&self, tools: &Path) -> Option<PathBuf> {
        let home = self.home(tools);
        if self.is_complete(&home) {
            return Some(home.join("bin"));
        }
        let program = run::on_path(self.program).filter(|program| self.has_version(program))?;
        Some(program.parent().unwrap_or(Path::new("")).to_path_buf())
    }

    /// The marker is written last, so that an interrupted installation is repeated. A program of the right version
    /// without a marker was put there by hand.
    fn is_complete(&self, home: &Path) -> bool {
        marker(home).exists() || self.has_version(&home.join("bin").join(self.program))
    }

    fn has_version(&self, program: &Path) -> bool {
        let told = Run::new(program, "Asking a tool for its version").args(["--version"]).capture_any();
        told.is_ok_and(|told| told.split_whitespace().nth(1) == Some(self.version))
    }
}

/// Without optimisation the tools compile in a third of the time, and a build of the bundle takes a second longer.
/// Their default features are left out too: they are for downloads and update checks, which aren't used.
fn quick_profile() -> [(&'static str, Option<OsString>); 5] {
    let text = |value: &str| Some(OsString::from(value));
    [
        ("CARGO_PROFILE_RELEASE_OPT_LEVEL", text("0")),
        ("CARGO_PROFILE_RELEASE_LTO", text("off")),
        ("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", text("16")),
        ("CARGO_PROFILE_RELEASE_DEBUG", text("false")),
        ("CARGO_PROFILE_RELEASE_STRIP", text("true")),
    ]
}

fn marker(home: &Path) -> PathBuf {
    home.join("complete")
}

/// Locks the tools folder until the file is dropped, as two runs must not install into it at once.
fn lock(tools: &Path, out: &Output) -> Result<File, Failure> {
    let path = tools.join("lock");
    let failure = |error| Failure::new(format!("Couldn't lock {}: {error}.", path.display()));
    let file = File::create(&path).map_err(failure)?;
    if file.try_lock().is_err() {
        out.say("Waiting for another run that is installing tools.");
        file.lock().map_err(failure)?;
    }
    Ok(file)
}

/// The tool and the crate share a private format. The tool refuses any other version than its own, but only after the
/// whole build.
fn agrees_with_lock_file(workspace: &Workspace) -> Result<(), Failure> {
    let path = workspace.path("Cargo.lock");
    if !path.exists() {
        return Ok(());
    }
    match locked_version(&files::read_text(&path)?, "wasm-bindgen") {
        Some(version) if version != versions::WASM_BINDGEN => Err(Failure::new(format!(
            "Cargo.lock has wasm-bindgen {version}, but the tool is pinned to {}.",
            versions::WASM_BINDGEN
        ))
        .next(format!(
            "Change the version to {version} in xtask/src/versions.rs, Trunk.toml and Cargo.toml, or run cargo update \
             wasm-bindgen --precise {}.",
            versions::WASM_BINDGEN
        ))),
        _ => Ok(()),
    }
}

fn locked_version<'a>(lock_file: &'a str, name: &str) -> Option<&'a str> {
    let mut lines = lock_file.lines().skip_while(|line| *line != format!("name = \"{name}\""));
    lines.nth(1)?.strip_prefix("version = \"")?.strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lock_file_tells_versions() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.1\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked_version(lock, "leptos"), None);
    }

    #[test]
    fn trunk_asks_for_the_same_wasm_bindgen() {
        let trunk = include_str!("../../../Trunk.toml");
        assert!(trunk.contains(&format!("wasm_bindgen = \"{}\"", versions::WASM_BINDGEN)));
    }
}
