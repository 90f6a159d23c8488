//! With the feature `bundled`: lists the files of the built page, for the program to carry.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Names another folder than `dist/` beside the workspace's own files.
const FOLDER: &str = "STATUSPANE_DIST";

fn main() -> ExitCode {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={FOLDER}");
    if std::env::var_os("CARGO_FEATURE_BUNDLED").is_none() {
        return ExitCode::SUCCESS;
    }
    let usual = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist");
    let folder = std::env::var_os(FOLDER).map_or_else(usual, PathBuf::from);
    println!("cargo::rerun-if-changed={}", folder.display());
    match list(&folder) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            println!(
                "cargo::error=The feature `bundled` embeds the built page, but {} can't be used: {error}. Build the \
                 page first (`cargo xtask build` puts it in dist/), or set {FOLDER} to its folder.",
                folder.display()
            );
            ExitCode::FAILURE
        }
    }
}

/// Writes the list that `src/bundle.rs` includes, sorted by path.
fn list(folder: &Path) -> io::Result<()> {
    let folder = folder.canonicalize()?;
    let mut files = Vec::new();
    gather(&folder, "", &mut files)?;
    if !files.iter().any(|(path, _)| path == "assets.json") {
        return Err(io::Error::new(io::ErrorKind::NotFound, "it has no assets.json"));
    }
    files.sort();
    let mut list = String::from("&[\n");
    for (path, file) in files {
        println!("cargo::rerun-if-changed={}", file.display());
        list += &format!("    ({path:?}, include_bytes!({:?})),\n", file.display().to_string());
    }
    let out = std::env::var_os("OUT_DIR").ok_or(io::ErrorKind::NotFound)?;
    fs::write(Path::new(&out).join("carried.rs"), list + "]\n")
}

/// Links are not followed, and what is hidden stays where it is; `.well-known` is not, see `src/bundle.rs`.
fn gather(root: &Path, below: &str, files: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(root.join(below))? {
        let entry = entry?;
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
        let (path, kind) = (format!("{below}{name}"), entry.file_type()?);
        if name.starts_with('.') && name != ".well-known" {
            continue;
        }
        if kind.is_dir() {
            gather(root, &format!("{path}/"), files)?;
        } else if kind.is_file() {
            files.push((path, entry.path()));
        }
    }
    Ok(())
}
