//! The current generation. Others can change its files, so each is verified before use.

use super::seal::Seal;
use crate::bundle::is_hashed;
use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The current generation, and the expected contents of its files.
#[derive(Clone, Debug)]
pub(super) struct Served {
    /// The number of the generation, which each publishing run increases by one.
    pub(super) number: u64,
    folder: PathBuf,
    /// Empty if the notes of that run can't be read; then only hashes in file names are known.
    seals: Arc<BTreeMap<String, Seal>>,
}

impl Served {
    pub(super) fn new(number: u64, folder: PathBuf, seals: Arc<BTreeMap<String, Seal>>) -> Self {
        Self { number, folder, seals }
    }

    /// The path of a file.
    pub(super) fn place(&self, path: &str) -> PathBuf {
        self.folder.join(path)
    }

    /// The seal of a file, if there is one.
    pub(super) fn seal(&self, path: &str) -> Option<&Seal> {
        self.seals.get(path)
    }

    /// The metadata of a file; `None` if it isn't a regular file.
    pub(super) fn file(&self, path: &str) -> Option<Metadata> {
        fs::symlink_metadata(self.place(path)).ok().filter(Metadata::is_file)
    }

    /// The bytes of a file, if they are the published ones.
    pub(super) fn sound(&self, path: &str) -> Option<Vec<u8>> {
        let metadata = self.file(path)?;
        let read = || fs::read(self.place(path)).ok();
        match self.seal(path) {
            Some(seal) => read_if(metadata.len() == seal.size(), read).filter(|bytes| Seal::of(bytes) == *seal),
            None if self.seals.is_empty() => read_if(is_hashed(path), read).filter(|bytes| is_named_after(path, bytes)),
            None => None,
        }
    }

    /// The files with a hash in their names, without their compressed copies.
    pub(super) fn hashed(&self) -> Vec<String> {
        let is_wanted = |path: &str| is_hashed(path) && !path.ends_with(".br") && !path.ends_with(".gz");
        if !self.seals.is_empty() {
            return self.seals.keys().filter(|path| is_wanted(path)).cloned().collect();
        }
        let mut found = Vec::new();
        for below in ["", "admin/"] {
            let entries = fs::read_dir(self.folder.join(below)).into_iter().flatten().flatten();
            let names = entries.filter_map(|entry| Some(format!("{below}{}", entry.file_name().to_str()?)));
            found.extend(names.filter(|path| is_wanted(path)));
        }
        found.sort();
        found
    }
}

fn read_if(wanted: bool, read: impl FnOnce() -> Option<Vec<u8>>) -> Option<Vec<u8>> {
    if wanted { read() } else { None }
}

/// Whether the hash in a file's name matches its bytes.
fn is_named_after(path: &str, bytes: &[u8]) -> bool {
    let stem = Path::new(path).file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
    stem.ends_with(&format!("-{}", HEXLOWER.encode(&Sha256::digest(bytes)[..8])))
}
