//! Tools that come from the registry of crates.

use crate::failure::Failure;
use crate::output::Output;
use crate::run::{self, Run};
use crate::workspace::Workspace;
use crate::{files, versions};
use std::fs::File;
use std::path::{Path, PathBuf};

/// A tool that `cargo install` makes.
pub struct CargoTool {
    krate: &'static str,
    program: &'static str,
    version: &'static str,
    locked: bool,
    minutes: &'static str,
}

impl CargoTool {
    /// Trunk.
    pub const TRUNK: Self = Self {
        krate: "trunk",
        program: "trunk",
        version: versions::TRUNK,
        locked: true,
        minutes: "about five minutes",
    };

    /// wasm-bindgen and its test runner. Its own lock file may name a version of a crate that is not to be had, so it is
    /// left out.
    pub const WASM_BINDGEN: Self = Self {
        krate: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        version: versions::WASM_BINDGEN,
        locked: false,
        minutes: "about three minutes",
    };

    /// The folder that has the tool: where an earlier run installed it, on the search path, or newly installed.
    pub fn prepare(&self, workspace: &Workspace, out: &Output) -> Result<PathBuf, Failure> {
        if self.krate == Self::WASM_BINDGEN.krate {
            agrees_with_lock_file(workspace)?;
        }
        let tools = workspace.tools()?;
        let home = tools.join(format!("{}-{}", self.krate, self.version));
        if self.is_complete(&home) {
            return Ok(home.join("bin"));
        }
        if let Some(program) = run::on_path(self.program).filter(|program| self.has_version(program)) {
            return Ok(program.parent().unwrap_or(Path::new("")).to_path_buf());
        }

        files::create_folder(&tools)?;
        let _alone = lock(&tools, out)?;
        if self.is_complete(&home) {
            return Ok(home.join("bin"));
        }
        out.say(format!("Compiling {} {} ({}, once).", self.krate, self.version, self.minutes));
        let locked: &[&str] = if self.locked { &["--locked"] } else { &[] };
        let scratch = tools.join("build");
        Run::new("cargo", format!("Installing {}", self.krate))
            .args(["install", "--quiet", "--force", "--version", self.version, self.krate])
            .args(locked)
            .args([Path::new("--root"), &home, Path::new("--target-dir"), &scratch])
            .without(&crate::wasm::VARIABLES)
            .next("If the registry was out of reach, run the same command again: it goes on where it stopped.")
            .stream(out)?;
        files::write(&marker(&home), "")?;
        files::remove(&scratch)?;
        Ok(home.join("bin"))
    }

    /// The marker is written last, so that an interrupted installation is taken up again. A program without one that
    /// runs and tells the right version was put there by hand.
    fn is_complete(&self, home: &Path) -> bool {
        marker(home).exists() || self.has_version(&home.join("bin").join(self.program))
    }

    fn has_version(&self, program: &Path) -> bool {
        let told = Run::new(program, "Asking a tool for its version").args(["--version"]).capture_any();
        told.is_ok_and(|told| told.split_whitespace().nth(1) == Some(self.version))
    }
}

fn marker(home: &Path) -> PathBuf {
    home.join("complete")
}

/// Two runs must not install into one folder at once. The lock ends with the value.
fn lock(tools: &Path, out: &Output) -> Result<File, Failure> {
    let path = tools.join("lock");
    let failure = |error| Failure::new(format!("{} could not be locked: {error}.", path.display()));
    let file = File::create(&path).map_err(failure)?;
    if file.try_lock().is_err() {
        out.say("Waiting for another run that installs tools.");
        file.lock().map_err(failure)?;
    }
    Ok(file)
}

/// The tool and the crate speak a private format: any other version than the crate's is refused by the tool itself, but
/// only after the whole build.
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
            "Write {version} into xtask/src/versions.rs, Trunk.toml and Cargo.toml, or run cargo update wasm-bindgen \
             --precise {}.",
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
