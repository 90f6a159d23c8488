//! Hashes of files, each computed once.

use super::folder::Folder;
use data_encoding::BASE64;
use sha2::{Digest, Sha256, Sha384, Sha512};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// A cache of the hashes in integrity values, by file and algorithm.
#[derive(Debug, Default)]
pub(super) struct Digests(Mutex<HashMap<(String, String), Option<String>>>);

impl Digests {
    /// Whether an integrity value matches a file; `None` if it has no hash that browsers support, or the file can't be
    /// read.
    pub(super) fn fits(&self, folder: &Folder, file: &str, integrity: &str) -> Option<bool> {
        let known: Vec<(&str, &str)> = integrity.split_whitespace().filter_map(|value| value.split_once('-')).collect();
        // Browsers use only the strongest algorithm.
        let strongest =
            ["sha512", "sha384", "sha256"].into_iter().find(|kind| known.iter().any(|(own, _)| own == kind))?;
        let digest = self.of(folder, file, strongest)?;
        let value = |(kind, value): &&(&str, &str)| *kind == strongest && value.split('?').next() == Some(&digest);
        Some(known.iter().any(|known| value(&known)))
    }

    fn of(&self, folder: &Folder, file: &str, kind: &str) -> Option<String> {
        let key = (file.to_owned(), kind.to_owned());
        let lock = || self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(&key) {
            return known.clone();
        }
        let digest = folder.bytes(file).ok().map(|bytes| match kind {
            "sha512" => BASE64.encode(&Sha512::digest(&bytes)),
            "sha384" => BASE64.encode(&Sha384::digest(&bytes)),
            _ => BASE64.encode(&Sha256::digest(&bytes)),
        });
        lock().insert(key, digest.clone());
        digest
    }
}

/// The hash source that allows an inline text in a content security policy.
pub(super) fn source(text: &str) -> String {
    format!("'sha256-{}'", BASE64.encode(&Sha256::digest(text)))
}
