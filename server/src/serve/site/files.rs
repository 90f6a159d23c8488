//! The files of the built page. No path leads out of its folder.

use super::media_type;
use crate::bundle::{BuiltPage, Carried, carried, is_hashed, is_hidden, unpacked};
use crate::http::encoding::{Accepted, Encoding};
use crate::http::etag::Etagged;
use axum::http::HeaderValue;
use bytes::Bytes;
use contract::document::{CacheRule, Document};
use contract::incident_api::endpoint::unsegment;
use std::borrow::Cow;
use std::collections::HashMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// The limits of the in-memory cache in bytes, in total and per file.
const KEPT: usize = 32 * 1024 * 1024;
const KEPT_FILE: usize = 4 * 1024 * 1024;

/// The files of a built page.
#[derive(Clone, Debug)]
pub(super) struct Files {
    page: BuiltPage,
    kept: Arc<Mutex<HashMap<PathBuf, CachedFile>>>,
}

/// A file in memory, valid while the file on disk has the same length and modification time.
#[derive(Clone, Debug)]
struct CachedFile {
    length: u64,
    modified: Option<SystemTime>,
    tagged: Etagged,
}

/// A file as it is sent.
#[derive(Clone, Debug)]
pub(super) struct SiteFile {
    pub(super) tagged: Etagged,
    pub(super) media_type: HeaderValue,
    /// The encoding of the bytes.
    pub(super) encoding: Option<Encoding>,
    /// Whether there are compressed forms, so that caches must keep them apart.
    pub(super) has_variants: bool,
    /// How it may be cached.
    pub(super) cache: CacheRule,
    /// Whether it is an HTML page.
    pub(super) is_html: bool,
}

/// The result of looking up a path.
#[derive(Clone, Debug)]
pub(super) enum Found {
    /// A file, or the index of a folder.
    File(SiteFile),
    /// A folder requested without a trailing slash: its name as it is in the URL.
    FolderWithoutSlash(String),
    /// Nothing that is served.
    Nothing,
}

impl Files {
    /// Serves the files of a built page.
    ///
    /// # Errors
    /// When the folder doesn't exist or isn't a folder.
    pub(super) fn of(page: &BuiltPage) -> io::Result<Self> {
        let page = match page {
            BuiltPage::Folder(folder) => {
                let root = folder.canonicalize()?;
                if !root.is_dir() {
                    return Err(io::Error::from(io::ErrorKind::NotADirectory));
                }
                BuiltPage::Folder(root)
            }
            BuiltPage::Carried(files) => BuiltPage::Carried(files),
        };
        Ok(Self { page, kept: Arc::default() })
    }

    /// Looks up the path of a URL.
    ///
    /// # Errors
    /// When the file exists but can't be read.
    pub(super) async fn find(&self, path: &str, accepted: Option<Accepted>) -> io::Result<Found> {
        let Some(place) = place(path) else { return Ok(Found::Nothing) };
        let files = self.clone();
        let slash = path.ends_with('/');
        let name = path.rsplit('/').next().unwrap_or("").to_owned();
        // The disk may be slow, and other requests mustn't wait for it.
        let found = tokio::task::spawn_blocking(move || files.look(&place, slash, name, accepted));
        found.await.map_err(io::Error::other)?
    }

    /// Reads a small text file of the bundle.
    ///
    /// # Errors
    /// When the file doesn't exist or isn't text.
    pub(super) fn text(&self, name: &str) -> io::Result<String> {
        self.page.text(name)
    }

    fn look(&self, place: &Path, slash: bool, name: String, accepted: Option<Accepted>) -> io::Result<Found> {
        match &self.page {
            BuiltPage::Folder(root) => self.look_in_folder(root, place, slash, name, accepted),
            BuiltPage::Carried(files) => Ok(self.look_in_memory(files, place, slash, name, accepted)),
        }
    }

    fn look_in_folder(
        &self,
        root: &Path,
        place: &Path,
        slash: bool,
        name: String,
        accepted: Option<Accepted>,
    ) -> io::Result<Found> {
        let Some(mut file) = inside(root, place)? else { return Ok(Found::Nothing) };
        if file.is_dir() {
            if !slash {
                return Ok(Found::FolderWithoutSlash(name));
            }
            let Some(index) = inside(root, &place.join("index.html"))? else { return Ok(Found::Nothing) };
            file = index;
        } else if slash {
            return Ok(Found::Nothing);
        }
        if !file.is_file() || is_document(root, &file) {
            return Ok(Found::Nothing);
        }
        let file_name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let sibling = |encoding: Encoding| {
            let sibling = file.with_file_name(format!("{file_name}{}", encoding.suffix()));
            let is_one = sibling.starts_with(root) && sibling.is_file() && !sibling.is_symlink();
            is_one.then_some(sibling)
        };
        let (encoding, chosen, has_variants) = choose(accepted, sibling);
        let tagged = self.read(&chosen.unwrap_or(file))?;
        Ok(Found::File(SiteFile::new(tagged, &file_name, encoding, has_variants)))
    }

    fn look_in_memory(
        &self,
        files: Carried,
        place: &Path,
        slash: bool,
        name: String,
        accepted: Option<Accepted>,
    ) -> Found {
        let Some(mut path) = place.to_str().map(str::to_owned) else { return Found::Nothing };
        let folder = if path.is_empty() { String::new() } else { format!("{path}/") };
        if files.iter().any(|(path, _)| path.starts_with(&folder)) {
            if !slash {
                return Found::FolderWithoutSlash(name);
            }
            path = folder + "index.html";
        } else if slash {
            return Found::Nothing;
        }
        let bytes = carried(files, &path).filter(|_| !replaced().any(|name| name == unpacked(&path)));
        let Some(bytes) = bytes else { return Found::Nothing };
        let sibling = |encoding: Encoding| {
            let sibling = format!("{path}{}", encoding.suffix());
            carried(files, &sibling).map(|bytes| (sibling, bytes))
        };
        let (encoding, chosen, has_variants) = choose(accepted, sibling);
        let (of, bytes) = chosen.unwrap_or_else(|| (path.clone(), bytes));
        Found::File(SiteFile::new(self.keep_carried(of, bytes), &path, encoding, has_variants))
    }

    /// The tag of an embedded file is computed only once.
    fn keep_carried(&self, path: String, bytes: &'static [u8]) -> Etagged {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        let make = || CachedFile { length: 0, modified: None, tagged: Etagged::new(Bytes::from_static(bytes)) };
        kept.entry(PathBuf::from(path)).or_insert_with(make).tagged.clone()
    }

    fn read(&self, file: &Path) -> io::Result<Etagged> {
        let metadata = file.metadata()?;
        let (length, modified) = (metadata.len(), metadata.modified().ok());
        let lock = || self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(kept) = lock().get(file).filter(|kept| kept.length == length && kept.modified == modified) {
            return Ok(kept.tagged.clone());
        }
        let tagged = Etagged::new(std::fs::read(file)?);
        // A recently changed file isn't cached: with a coarse clock, a second change may not show in its modification
        // time.
        let settled = modified.and_then(|modified| modified.elapsed().ok()).is_some_and(|age| age.as_secs() >= 2);
        if settled && tagged.body.len() <= KEPT_FILE {
            let mut kept = lock();
            if kept.values().map(|kept| kept.tagged.body.len()).sum::<usize>() + tagged.body.len() > KEPT {
                kept.clear();
            }
            kept.insert(file.to_owned(), CachedFile { length, modified, tagged: tagged.clone() });
        }
        Ok(tagged)
    }
}

impl SiteFile {
    fn new(tagged: Etagged, name: &str, encoding: Option<Encoding>, has_variants: bool) -> Self {
        // The content behind a name with a hash never changes.
        let cache = if is_hashed(name) { CacheRule::Immutable } else { CacheRule::Revalidate };
        Self {
            tagged,
            media_type: media_type::of(name),
            encoding,
            has_variants,
            cache,
            is_html: name.ends_with(".html"),
        }
    }
}

/// The compressed form to send, if one is accepted, and whether there are any.
fn choose<T>(
    accepted: Option<Accepted>,
    sibling: impl Fn(Encoding) -> Option<T>,
) -> (Option<Encoding>, Option<T>, bool) {
    let mut has_variants = false;
    for encoding in Encoding::ALL {
        let Some(sibling) = sibling(encoding) else { continue };
        has_variants = true;
        if accepted.is_some_and(|accepted| accepted.takes(encoding)) {
            return (Some(encoding), Some(sibling), true);
        }
    }
    (None, None, has_variants)
}

/// The file itself, with links resolved; `None` if it doesn't exist or a link leads out of the folder.
fn inside(root: &Path, place: &Path) -> io::Result<Option<PathBuf>> {
    match root.join(place).canonicalize() {
        Ok(file) => Ok(Some(file).filter(|file| file.starts_with(root))),
        // Too long a name, a file in place of a folder, or a loop of links: nothing exists there.
        Err(error) if is_absence(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The paths of the files that are never served as they are, only as the documents made from them.
fn replaced() -> impl Iterator<Item = Cow<'static, str>> {
    Document::FIXED.into_iter().filter(Document::replaces_built).map(|document| document.path())
}

/// Whether a file is one of [`replaced`], whatever name it was found by: there may be a link to it, and some file
/// systems ignore case.
fn is_document(root: &Path, file: &Path) -> bool {
    let Some(file) = file.to_str().map(unpacked).filter(|file| file.ends_with(".json") || file.ends_with(".html"))
    else {
        return false;
    };
    replaced().any(|name| root.join(&*name).canonicalize().is_ok_and(|own| own == Path::new(file)))
}

/// The relative file path for the path of a URL; `None` if nothing can be there.
///
/// Every segment must be a plain name: no parent directory, no encoded separator, nothing hidden.
fn place(path: &str) -> Option<PathBuf> {
    let path = path.strip_prefix('/')?;
    let path = path.strip_suffix('/').unwrap_or(path);
    if path.is_empty() {
        return Some(PathBuf::new());
    }
    path.split('/').map(|segment| unsegment(segment).filter(|name| is_plain(name))).collect()
}

fn is_plain(name: &str) -> bool {
    // Some file systems drop a trailing dot or space.
    let ends = name.ends_with(['.', ' ']);
    !name.is_empty()
        && !is_hidden(name)
        && !ends
        && !name.contains(['/', '\\', ':'])
        && !name.chars().any(char::is_control)
}

fn is_absence(error: &io::Error) -> bool {
    use io::ErrorKind::{InvalidFilename, InvalidInput, NotADirectory, NotFound};
    // ELOOP has no stable `ErrorKind`; it is 40 on Linux and 62 on the BSDs.
    matches!(error.kind(), NotFound | NotADirectory | InvalidInput | InvalidFilename)
        || matches!(error.raw_os_error(), Some(40 | 62))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_mean_plain_names_only() {
        let check =
            |path: &str, expected: Option<&str>| assert_eq!(place(path).as_deref(), expected.map(Path::new), "{path}");
        check("/", Some(""));
        check("/index.html", Some("index.html"));
        check("/admin/", Some("admin"));
        check("/admin", Some("admin"));
        check("/a%20b/c", Some("a b/c"));
        check("/.well-known/x", Some(".well-known/x"));
        check("/..", None);
        check("/../x", None);
        check("/a/../x", None);
        check("/%2e%2e/x", None);
        check("/..%2fx", None);
        check("/%2e%2e%2fx", None);
        check("/a%5c..%5cx", None);
        check("/a%00", None);
        check("//etc/passwd", None);
        check("/a//b", None);
        check("/./a", None);
        check("/.git/config", None);
        check("/%2egit/config", None);
        check("/%ff", None);
        check("/%zz", None);
        check("/c:/x", None);
        check("", None);
    }
}
