//! Writes the files of a generation. An unchanged file is a hard link to the previous one, with the same times.

use super::UNTOUCHED;
use super::rights::Rights;
use super::seal::Seal;
use super::served::Served;
use crate::bundle::is_hashed;
use crate::compress::{Effort, brotli, gzip};
use crate::failure::Failure;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// A compression function.
type Pack = fn(&[u8], Effort) -> io::Result<Vec<u8>>;

/// The extensions of compressed copies.
const COPIES: [(&str, Pack); 2] = [(".br", brotli), (".gz", gzip)];

/// A generation that is being written. Its files are removed if it is dropped before it is published.
pub(super) struct NewGeneration {
    unfinished: Unfinished,
    served: Option<Served>,
    /// The permissions of every file in this run; the web server has to be able to read each page.
    rights: Rights,
    /// Whether unchanged files are written too.
    anew: bool,
    seals: Mutex<BTreeMap<String, Seal>>,
    written: AtomicUsize,
    kept: AtomicUsize,
    /// Files that had been changed, damaged or removed since they were published.
    restored: Mutex<BTreeSet<String>>,
}

/// The files to remove if a run fails; otherwise a full disk would stay full.
pub(super) struct Unfinished {
    /// The folder of the files.
    pub(super) root: PathBuf,
    /// Other files, outside the folder.
    pub(super) beside: Vec<PathBuf>,
    /// Whether the generation has been published.
    is_served: bool,
}

/// The numbers of written and unchanged files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) written: usize,
    pub(super) kept: usize,
    /// The number of written files that had been changed, damaged or removed since they were published.
    pub(super) restored: usize,
}

impl NewGeneration {
    /// A draft in an empty folder.
    pub(super) fn new(unfinished: Unfinished, served: Option<Served>, rights: Rights, anew: bool) -> Self {
        let (written, kept, restored) = (AtomicUsize::new(0), AtomicUsize::new(0), Mutex::default());
        Self { unfinished, served, rights, anew, seals: Mutex::default(), written, kept, restored }
    }

    /// The folder of the draft.
    pub(super) fn root(&self) -> &Path {
        &self.unfinished.root
    }

    /// The previous generation.
    pub(super) fn served(&self) -> Option<&Served> {
        self.served.as_ref()
    }

    /// The counts so far.
    pub(super) fn counts(&self) -> Counts {
        let count = |counter: &AtomicUsize| counter.load(Ordering::Relaxed);
        let restored = self.restored.lock().unwrap_or_else(PoisonError::into_inner).len();
        Counts { written: count(&self.written), kept: count(&self.kept), restored }
    }

    /// The seals of the files, for the next run.
    pub(super) fn take_seals(&self) -> BTreeMap<String, Seal> {
        std::mem::take(&mut *self.seals.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Marks the draft as published, so that it isn't removed.
    pub(super) fn finish(mut self) {
        self.unfinished.is_served = true;
    }

    /// Writes a file and its compressed copies, or reuses those of the previous generation if the file is the same.
    ///
    /// # Errors
    /// If it can't be written.
    pub(super) fn put(&self, path: &str, bytes: &[u8], effort: Option<Effort>) -> Result<(), Failure> {
        let seal = Seal::of(bytes);
        let was_the_same = self.sealed(path) == Some(&seal);
        if !self.anew && self.is_as_before(path, bytes) {
            self.link(path, bytes, seal)?;
        } else {
            self.count_restored(was_the_same, path);
            self.write(path, bytes, seal)?;
        }
        effort.map_or(Ok(()), |effort| self.put_copies(path, bytes, effort, was_the_same && !self.anew))
    }

    /// Reuses a file and its compressed copies from the previous generation if they are the published ones; other
    /// copies are made again. Returns whether the file was there.
    ///
    /// # Errors
    /// If it is there, but can't be reused.
    pub(super) fn keep(&self, path: &str, effort: Effort) -> Result<bool, Failure> {
        // Hashed files of an earlier build are kept even with `anew`, as there is no other source for them.
        if self.anew && !is_hashed(path) {
            return Ok(false);
        }
        let is_sealed = self.sealed(path).is_some();
        let Some(bytes) = self.served.as_ref().and_then(|served| served.sound(path)) else {
            self.count_restored(is_sealed, path);
            return Ok(false);
        };
        let seal = self.sealed(path).cloned().unwrap_or_else(|| Seal::of(&bytes));
        self.take_over(path, &bytes, seal)?;
        self.put_copies(path, &bytes, effort, is_sealed)?;
        Ok(true)
    }

    /// Writes the compressed copies of a file, or reuses the previous ones if the file is the same.
    fn put_copies(&self, path: &str, bytes: &[u8], effort: Effort, is_the_same: bool) -> Result<(), Failure> {
        for (suffix, pack) in COPIES {
            let name = format!("{path}{suffix}");
            if is_the_same {
                // There was none, because it wouldn't have been smaller.
                let Some(seal) = self.sealed(&name) else { continue };
                if let Some(copy) = self.served.as_ref().and_then(|served| served.sound(&name)) {
                    self.take_over(&name, &copy, seal.clone())?;
                    continue;
                }
                self.count_restored(true, &name);
            }
            let copy = pack(bytes, effort).map_err(|error| self.unwritten(path, &error))?;
            if copy.len() < bytes.len() {
                self.write(&name, &copy, Seal::of(&copy))?;
            }
        }
        Ok(())
    }

    /// Reuses a file with these bytes: as a link, or as a copy if its permissions differ.
    fn take_over(&self, path: &str, bytes: &[u8], seal: Seal) -> Result<(), Failure> {
        if !self.anew && self.has_rights(path) {
            return self.link(path, bytes, seal);
        }
        self.count_restored(true, path);
        self.write(path, bytes, seal)
    }

    fn sealed(&self, path: &str) -> Option<&Seal> {
        self.served.as_ref()?.seal(path)
    }

    fn is_as_before(&self, path: &str, bytes: &[u8]) -> bool {
        let Some(served) = &self.served else { return false };
        let length = served.file(path).map(|metadata| metadata.len());
        length == Some(bytes.len() as u64)
            && self.has_rights(path)
            && fs::read(served.place(path)).is_ok_and(|before| before == bytes)
    }

    fn has_rights(&self, path: &str) -> bool {
        let metadata = self.served.as_ref().and_then(|served| served.file(path));
        metadata.is_some_and(|metadata| Rights::of(&metadata) == self.rights)
    }

    fn count_restored(&self, is_restored: bool, path: &str) {
        // With `anew`, the previous files haven't been checked.
        if is_restored && !self.anew {
            self.restored.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
        }
    }

    /// Hard-links the previous file, which has these bytes. If the file system doesn't support hard links, copies it
    /// with the same modification time.
    fn link(&self, path: &str, bytes: &[u8], seal: Seal) -> Result<(), Failure> {
        let Some(before) = self.served.as_ref().map(|served| served.place(path)) else { return Ok(()) };
        let to = self.root().join(path);
        let failure = |error: io::Error| self.unwritten(path, &error);
        clear(&to).map_err(failure)?;
        if fs::hard_link(&before, &to).is_err() {
            fs::write(&to, bytes).map_err(failure)?;
            let modified = before.metadata().and_then(|metadata| metadata.modified()).map_err(failure)?;
            fs::File::options().write(true).open(&to).and_then(|file| file.set_modified(modified)).map_err(failure)?;
        }
        self.kept.fetch_add(1, Ordering::Relaxed);
        self.note(path, seal);
        Ok(())
    }

    fn write(&self, path: &str, bytes: &[u8], seal: Seal) -> Result<(), Failure> {
        let to = self.root().join(path);
        clear(&to).and_then(|()| fs::write(&to, bytes)).map_err(|error| self.unwritten(path, &error))?;
        self.written.fetch_add(1, Ordering::Relaxed);
        self.note(path, seal);
        Ok(())
    }

    fn note(&self, path: &str, seal: Seal) {
        self.seals.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned(), seal);
    }

    fn unwritten(&self, path: &str, error: &io::Error) -> Failure {
        Failure::new(format!(
            "Couldn't write {path}: {error}. {UNTOUCHED} Check that the disk has free space, then publish again."
        ))
    }
}

impl Unfinished {
    /// Tracks the files at these paths.
    pub(super) fn new(root: PathBuf, beside: Vec<PathBuf>) -> Self {
        Self { root, beside, is_served: false }
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if self.is_served {
            return;
        }
        let removed = fs::remove_dir_all(&self.root);
        let removed = self.beside.iter().map(fs::remove_file).chain([removed]);
        for error in removed.filter_map(Result::err).filter(|error| error.kind() != io::ErrorKind::NotFound) {
            tracing::warn!(%error, "couldn't remove the unfinished new site; the next run tries again");
        }
    }
}

/// Creates the folder of a file, and removes the file if it exists: it may be a hard link to one that is being served.
fn clear(file: &Path) -> io::Result<()> {
    file.parent().map_or(Ok(()), fs::create_dir_all)?;
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}
