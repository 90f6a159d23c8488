//! The built page: the files of a folder, or those that this program carries.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Files in memory, by their paths below the site's root, sorted by them.
pub type Carried = &'static [(&'static str, &'static [u8])];

/// Those of the release that carries its page.
#[cfg(feature = "bundled")]
const CARRIED: Option<Carried> = Some(include!(concat!(env!("OUT_DIR"), "/carried.rs")));
#[cfg(not(feature = "bundled"))]
const CARRIED: Option<Carried> = None;

/// Where the files of a built page are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BuiltPage {
    /// In this folder.
    Folder(PathBuf),
    /// In memory.
    Carried(Carried),
}

impl BuiltPage {
    /// The folder that was named, else what this program carries, if it carries a page.
    pub fn of(named: Option<PathBuf>) -> Option<Self> {
        named.map(Self::Folder).or(CARRIED.map(Self::Carried))
    }

    /// What messages call it.
    pub fn shown(&self) -> String {
        match self {
            Self::Folder(folder) => folder.display().to_string(),
            Self::Carried(_) => "this program".to_owned(),
        }
    }

    /// The text of a small file.
    ///
    /// # Errors
    /// When it is not there, or no text.
    pub fn text(&self, path: &str) -> io::Result<String> {
        match self {
            Self::Folder(folder) => crate::text::read(&folder.join(path)),
            Self::Carried(files) => {
                let bytes = carried(files, path).ok_or(io::ErrorKind::NotFound)?;
                crate::text::decode(bytes.to_vec())
            }
        }
    }

    /// The paths of all files, as far as `wanted` says so of them and of the folders on the way there, which end in a
    /// slash. What is hidden is left out but for `.well-known`, as in what is served, and links are not followed: they
    /// may lead out of the folder.
    ///
    /// # Errors
    /// When a folder cannot be read.
    pub fn paths(&self, wanted: impl Fn(&str) -> bool) -> io::Result<Vec<String>> {
        let mut paths = Vec::new();
        match self {
            Self::Folder(folder) => gather(folder, "", &wanted, &mut paths)?,
            Self::Carried(files) => {
                let folders = |path: &str| path.match_indices('/').all(|(end, _)| wanted(&path[..=end]));
                let all = files.iter().map(|(path, _)| (*path).to_owned());
                paths.extend(all.filter(|path| folders(path) && wanted(path)));
            }
        }
        Ok(paths)
    }

    /// The bytes of a file.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn bytes(&self, path: &str) -> io::Result<Vec<u8>> {
        match self {
            Self::Folder(folder) => fs::read(folder.join(path)),
            Self::Carried(files) => Ok(carried(files, path).ok_or(io::ErrorKind::NotFound)?.to_vec()),
        }
    }
}

/// A file in memory.
pub(crate) fn carried(files: Carried, path: &str) -> Option<&'static [u8]> {
    files.binary_search_by_key(&path, |(path, _)| path).ok().map(|at| files[at].1)
}

/// Whether nobody gets a file or a folder of this name. `.well-known` is for everybody (RFC 8615).
pub(crate) fn is_hidden(name: &str) -> bool {
    name.starts_with('.') && name != ".well-known"
}

fn gather(root: &Path, below: &str, wanted: &dyn Fn(&str) -> bool, paths: &mut Vec<String>) -> io::Result<()> {
    for entry in fs::read_dir(root.join(below))? {
        let entry = entry?;
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
        let (path, kind) = (format!("{below}{name}"), entry.file_type()?);
        let folder = format!("{path}/");
        if is_hidden(&name) {
            continue;
        }
        if kind.is_dir() && wanted(&folder) {
            gather(root, &folder, wanted, paths)?;
        } else if kind.is_file() && wanted(&path) {
            paths.push(path);
        }
    }
    Ok(())
}
