//! The files of the built page.

use super::compress::Effort;
use super::served::Served;
use super::tree::Draft;
use crate::bundle::BuiltPage;
use crate::failure::Failure;
use crate::pages::Parts;
use std::collections::BTreeMap;
use std::io;

/// What is written anew for every site, or is of no use in it.
const OWN: [&str; 9] = [
    "index.html",
    "404.html",
    "admin/index.html",
    "config.json",
    "theme.css",
    "incidents.json",
    "as-of.json",
    "assets.json",
    "admin/assets.json",
];
/// The folders of written pages.
const OWN_FOLDERS: [&str; 2] = ["incidents/", "history/"];
/// Files that get smaller.
const TEXT: [&str; 8] = ["html", "js", "css", "wasm", "json", "svg", "txt", "xml"];
/// How long a hashed file stays after the last page that named it, in milliseconds: as long as a page may be kept in a
/// tab or in a cache and still be looked at.
const RETIRED_FOR: i64 = 7 * 24 * 3_600_000;

/// A built page.
pub(super) struct Bundle {
    files: BTreeMap<String, Vec<u8>>,
    /// What its documents are made of.
    pub(super) parts: Parts,
}

impl Bundle {
    /// Reads all of it.
    ///
    /// # Errors
    /// When it is not there, or not what the build leaves.
    pub(super) fn read(page: &BuiltPage) -> Result<Self, Failure> {
        let told = |what: String| {
            Failure::new(format!(
                "The built page in {} can't be used: {what}. Nothing was published. Build it first (`cargo xtask build` \
                 leaves it in dist/) and name that folder with --site.",
                page.shown()
            ))
        };
        let parts = Parts::read(|name| page.text(name)).map_err(told)?;
        let paths = page.paths(is_published).map_err(|error| told(error.to_string()))?;
        let read = |path: String| page.bytes(&path).map(|bytes| (path, bytes));
        let files: io::Result<BTreeMap<_, _>> = paths.into_iter().map(read).collect();
        Ok(Self { files: files.map_err(|error| told(error.to_string()))?, parts })
    }

    /// Puts the files there, and keeps those hashed ones of the last generation that only pages from before name.
    /// Returns which ones those are, and since when.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub(super) fn write(
        &self,
        draft: &Draft,
        retired: &BTreeMap<String, i64>,
        now: i64,
    ) -> Result<BTreeMap<String, i64>, Failure> {
        for (path, bytes) in &self.files {
            let has_copy = self.files.contains_key(&format!("{path}.br"));
            let extension = path.rsplit('.').next().unwrap_or("");
            let effort = (TEXT.contains(&extension) && !has_copy).then_some(Effort::Best);
            draft.put(path, bytes, effort)?;
        }
        let mut still = BTreeMap::new();
        for path in draft.served().map(Served::hashed).unwrap_or_default() {
            let since = retired.get(&path).copied().unwrap_or(now);
            if self.files.contains_key(&path) || now - since >= RETIRED_FOR {
                continue;
            }
            if draft.keep(&path, Effort::Best)? {
                still.insert(path, since);
            } else {
                tracing::warn!(
                    ?path,
                    "a file of an earlier build was changed or removed since it was published and can't be restored; it                      is no longer published, and tabs that still need it have to be reloaded"
                );
            }
        }
        Ok(still)
    }
}

/// Whether a file, or what is in a folder, is published as it is.
fn is_published(path: &str) -> bool {
    let plain = path.strip_suffix(".br").or_else(|| path.strip_suffix(".gz")).unwrap_or(path);
    !OWN.contains(&plain) && !OWN_FOLDERS.contains(&path)
}
