//! The files of the built page.

use super::served::Served;
use super::tree::NewGeneration;
use crate::bundle::{BuiltPage, unpacked};
use crate::compress::Effort;
use crate::failure::Failure;
use crate::render::BuiltParts;
use contract::document::Document;
use std::collections::BTreeMap;
use std::fmt::Display;
use std::io;

/// Extensions of files that compress well.
const TEXT: [&str; 8] = ["html", "js", "css", "wasm", "json", "svg", "txt", "xml"];
/// How long a hashed file is kept after the last page that used it, in milliseconds: an old page may still be open in a
/// tab or in a cache.
const RETIRED_FOR: i64 = 7 * 24 * 3_600_000;

/// A built page.
pub(super) struct Bundle {
    files: BTreeMap<String, Vec<u8>>,
    /// The parts of its documents.
    pub(super) parts: BuiltParts,
}

impl Bundle {
    /// Reads the whole bundle.
    ///
    /// # Errors
    /// If the bundle is missing, or isn't an output of the build.
    pub(super) fn read(page: &BuiltPage) -> Result<Self, Failure> {
        let unusable = |what: &dyn Display| {
            Failure::new(format!(
                "Can't use the built page in {}: {what}. Nothing was published. Run `cargo xtask build`, then name \
                 its output folder, dist/, with --site.",
                page.shown()
            ))
        };
        let parts = BuiltParts::read(|name| page.text(name)).map_err(|error| unusable(&error))?;
        let paths = page.paths(is_published).map_err(|error| unusable(&error))?;
        let read = |path: String| page.bytes(&path).map(|bytes| (path, bytes));
        let files: io::Result<BTreeMap<_, _>> = paths.into_iter().map(read).collect();
        Ok(Self { files: files.map_err(|error| unusable(&error))?, parts })
    }

    /// Writes the files, and keeps hashed files of the last generation that only older pages use. Returns the paths of
    /// those and when they went out of use, in milliseconds since 1970.
    ///
    /// # Errors
    /// If a file can't be written.
    pub(super) fn write(
        &self,
        generation: &NewGeneration,
        retired: &BTreeMap<String, i64>,
        now: i64,
    ) -> Result<BTreeMap<String, i64>, Failure> {
        for (path, bytes) in &self.files {
            let has_copy = self.files.contains_key(&format!("{path}.br"));
            let extension = path.rsplit('.').next().unwrap_or("");
            let effort = (TEXT.contains(&extension) && !has_copy).then_some(Effort::Best);
            generation.put(path, bytes, effort)?;
        }
        let mut still = BTreeMap::new();
        for path in generation.served().map(Served::hashed).unwrap_or_default() {
            let since = retired.get(&path).copied().unwrap_or(now);
            if self.files.contains_key(&path) || now - since >= RETIRED_FOR {
                continue;
            }
            if generation.keep(&path, Effort::Best)? {
                still.insert(path, since);
            } else {
                tracing::warn!(
                    ?path,
                    "a file of an earlier build was changed or removed after it was published and can't be restored; \
                     it's no longer published, so tabs that still need it must be reloaded"
                );
            }
        }
        Ok(still)
    }
}

/// Whether a file, or the contents of a folder, are published unchanged: everything but the documents, which are written
/// for each site.
fn is_published(path: &str) -> bool {
    let is_document = |document: &Document| !document.gives_way() && document.path() == unpacked(path);
    !Document::FIXED.iter().any(is_document) && !Document::FOLDERS.contains(&path)
}
