//! The built page: the files of a folder, or those embedded in this program.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Files in memory, each with its path below the site's root, sorted by path.
pub type Carried = &'static [(&'static str, &'static [u8])];

/// The files embedded by the feature `bundled`.
#[cfg(feature = "bundled")]
const CARRIED: Option<Carried> = Some(include!(concat!(env!("OUT_DIR"), "/carried.rs")));
#[cfg(not(feature = "bundled"))]
const CARRIED: Option<Carried> = None;

/// The location of a built page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BuiltPage {
    /// In this folder.
    Folder(PathBuf),
    /// In memory.
    Carried(Carried),
}

impl BuiltPage {
    /// The given folder, or the embedded page if there is one.
    pub fn of(named: Option<PathBuf>) -> Option<Self> {
        named.map(Self::Folder).or(CARRIED.map(Self::Carried))
    }

    /// The name in messages.
    pub fn shown(&self) -> String {
        match self {
            Self::Folder(folder) => folder.display().to_string(),
            Self::Carried(_) => "this program".to_owned(),
        }
    }

    /// Reads a file as text.
    ///
    /// # Errors
    /// If it doesn't exist, or isn't text.
    pub fn text(&self, path: &str) -> io::Result<String> {
        match self {
            Self::Folder(folder) => crate::text_file::read(&folder.join(path)),
            Self::Carried(files) => {
                let bytes = carried(files, path).ok_or(io::ErrorKind::NotFound)?;
                crate::text_file::decode(bytes.to_vec())
            }
        }
    }

    /// The paths of all files for which `wanted` holds, and for the folders above them, which end with a slash. As when
    /// serving, hidden files are left out, except for `.well-known`. Links aren't followed, as they may lead out of the
    /// folder.
    ///
    /// # Errors
    /// If a folder can't be read.
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

    /// Reads a file.
    ///
    /// # Errors
    /// If it can't be read.
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

/// Whether files and folders of this name are never served. `.well-known` is public (RFC 8615).
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

/// Whether a name contains a hash added by the build, like `page-0123456789abcdef.js` and its compressed copies. Digits
/// in other names don't count, as such a file (a picture, say) may be replaced under the same name.
pub(crate) fn is_hashed(name: &str) -> bool {
    let Some((stem, "css" | "js" | "wasm")) = unpacked(name).rsplit_once('.') else { return false };
    let is_digit = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
    stem.rsplit_once('-').is_some_and(|(_, hash)| hash.len() == 16 && hash.chars().all(is_digit))
}

/// The name without the suffix of a compressed copy.
pub(crate) fn unpacked(name: &str) -> &str {
    name.strip_suffix(".br").or_else(|| name.strip_suffix(".gz")).unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_in_names_are_recognised() {
        let check = |name: &str, expected: bool| assert_eq!(is_hashed(name), expected, "{name}");
        check("page-0123456789abcdef.js", true);
        check("page-0123456789abcdef.js.br", true);
        check("page-0123456789abcdef.css.gz", true);
        check("page_bg-0123456789abcdef.wasm", true);
        check("my-page-0123456789abcdef.wasm", true);
        check("page-0123abcd.js", false);
        check("page-0123456789abcdef0.js", false);
        check("page-0123456789ABCDEF.js", false);
        check("page-0123456789abcdeg.js", false);
        check("page-0123456789abcdef_bg.wasm", false);
        check("page-0123456789abcdef.js.map", false);
        check("page-0123456789abcdef.js.br.gz", false);
        check("0123456789abcdef.js", false);
        check("page0123456789abcdef.js", false);
        check("logo-20261124.png", false);
        check("team-0123456789abcdef.jpg", false);
        check("incident-deadbeefdeadbeef.html", false);
        check("page.js", false);
        check("-.js", false);
        check("", false);
    }
}
