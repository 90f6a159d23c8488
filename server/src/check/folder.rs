//! The files of the folder to check, and whether any link leads out of it.

use super::finding::Findings;
use crate::text_file;
use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Names with a leading dot that a site may have; hosts use them.
const HIDDEN: [&str; 3] = [".well-known", ".nojekyll", ".htaccess"];

/// The message for a file that should be text.
pub(super) const NO_TEXT: &str =
    "This isn't UTF-8 text. Save it as UTF-8. If nobody edited it, publish or build again.";

/// The files of a folder.
pub(super) struct Folder {
    root: PathBuf,
    shown: String,
    files: BTreeSet<String>,
}

impl Folder {
    /// Lists all files. Returns `None` and adds a finding if the folder can't be opened.
    pub(super) fn read(path: &Path, findings: &mut Findings) -> Option<Self> {
        let shown = path.display().to_string();
        let root = match path.canonicalize() {
            Ok(root) if root.is_dir() => root,
            Ok(_) => {
                findings.error(&shown, "", "This isn't a folder. Name the folder of a published site or a built page.");
                return None;
            }
            Err(error) => {
                findings.error(
                    &shown,
                    "",
                    format!("Can't open this folder: {error}. Name another folder with --site."),
                );
                return None;
            }
        };
        let mut folder = Self { root, shown, files: BTreeSet::new() };
        folder.gather("", findings);
        Some(folder)
    }

    /// The path of the folder as given on the command line.
    pub(super) fn shown(&self) -> &str {
        &self.shown
    }

    /// The paths of all files below the folder.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.files.iter().map(String::as_str)
    }

    /// Whether the file exists.
    pub(super) fn has(&self, name: &str) -> bool {
        self.files.contains(name)
    }

    /// Reads a file.
    pub(super) fn bytes(&self, name: &str) -> io::Result<Vec<u8>> {
        fs::read(self.root.join(name))
    }

    /// Reads a file as text. Returns `None` if it doesn't exist; also `None`, with a finding, if it isn't text or can't
    /// be read.
    pub(super) fn text(&self, name: &str, findings: &mut Findings) -> Option<String> {
        if !self.has(name) {
            return None;
        }
        match self.bytes(name).map(text_file::decode) {
            Ok(Ok(text)) => Some(text),
            Ok(Err(_)) => {
                findings.error(name, "", NO_TEXT);
                None
            }
            Err(error) => {
                findings.error(name, "", unreadable(&error));
                None
            }
        }
    }

    fn gather(&mut self, below: &str, findings: &mut Findings) {
        let entries = match fs::read_dir(self.root.join(below)) {
            Ok(entries) => entries,
            Err(error) => return findings.error(below, "", unreadable(&error)),
        };
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => return findings.error(below, "", unreadable(&error)),
            };
            let Some(name) = entry.file_name().to_str().map(str::to_owned) else {
                let shown = format!("{below}{}", entry.file_name().to_string_lossy());
                findings.warn(&shown, "", "The name isn't UTF-8 text, so no URL leads to it. Remove it.");
                continue;
            };
            let path = format!("{below}{name}");
            self.take(&path, &name, &entry.path(), findings);
        }
    }

    fn take(&mut self, path: &str, name: &str, place: &Path, findings: &mut Findings) {
        let is_hidden = name.starts_with('.') && !HIDDEN.contains(&name);
        let kind = match fs::symlink_metadata(place) {
            Ok(metadata) => metadata.file_type(),
            Err(error) => return findings.error(path, "", unreadable(&error)),
        };
        if is_hidden {
            findings.warn(
                path,
                "",
                "This is hidden and isn't part of a site, but some hosts serve it anyway. Remove it.",
            );
        }
        if kind.is_symlink() {
            match place.canonicalize() {
                Ok(target) if !target.starts_with(&self.root) => findings.error(
                    path,
                    "",
                    "This link points outside the folder. A host either refuses it or serves something that isn't \
                     part of the site. Replace it with the file, or remove it.",
                ),
                Ok(target) if target.is_dir() => findings.error(
                    path,
                    "",
                    "This links to another folder of the site, which not every host follows. Replace the link with \
                     the files, or remove it.",
                ),
                Ok(_) => {
                    self.files.insert(path.to_owned());
                }
                Err(_) => findings.error(
                    path,
                    "",
                    "This link is broken: its target doesn't exist. Remove it, or publish again.",
                ),
            }
        } else if kind.is_file() {
            self.files.insert(path.to_owned());
        } else if !kind.is_dir() {
            findings.error(path, "", "This is neither a file nor a folder, so it can't be served. Remove it.");
        } else if !is_hidden {
            self.gather(&format!("{path}/"), findings);
        }
    }
}

pub(super) fn unreadable(error: &io::Error) -> String {
    format!("Can't read this: {error}. Check that this user and the web server's user may read it.")
}
