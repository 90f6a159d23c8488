//! The inputs of a bundle, and whether any of them changed.

use crate::failure::Failure;
use crate::files;
use crate::workspace::Workspace;
use sha2::{Digest, Sha256};
use std::fmt::{self, Display};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// A SHA-256 over the names and contents of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint(String);

impl Fingerprint {
    /// The fingerprint of some files. A missing file counts as an empty one.
    pub fn of(paths: &[PathBuf]) -> Result<Self, Failure> {
        let mut hash = Sha256::new();
        for path in paths {
            let content = if path.exists() { files::read(path)? } else { Vec::new() };
            let name = path.to_string_lossy();
            hash.update((name.len() as u64).to_le_bytes());
            hash.update(name.as_bytes());
            hash.update((content.len() as u64).to_le_bytes());
            hash.update(&content);
        }
        Ok(Self(format!("{:x}", hash.finalize())))
    }
}

impl Display for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

/// The files a bundle is made of, including this program's.
pub fn bundle(workspace: &Workspace) -> Result<Vec<PathBuf>, Failure> {
    let mut inputs = Vec::new();
    for folder in ["crates", "src", "stubs", "style", "web", "xtask"] {
        let folder = workspace.path(folder);
        if folder.is_dir() {
            inputs.extend(files::list_all(&folder)?);
        }
    }
    for file in ["Cargo.toml", "Cargo.lock", "Trunk.toml", "admin.html", "index.html", "package-lock.json"] {
        inputs.push(workspace.path(file));
    }
    Ok(inputs)
}

/// The names, sizes and modification times of files: cheap enough to poll several times a second.
pub fn glance(paths: &[PathBuf]) -> Vec<(PathBuf, Option<(u64, SystemTime)>)> {
    let look = |path: &Path| {
        let metadata = std::fs::metadata(path).ok()?;
        Some((metadata.len(), metadata.modified().ok()?))
    };
    paths.iter().map(|path| (path.clone(), look(path))).collect()
}
