//! The files of a generation that is being written. What did not change is the same file as before, with its times.

use super::UNTOUCHED;
use super::compress::{Effort, brotli, gzip};
use super::rights::Rights;
use super::seal::Seal;
use super::served::Served;
use crate::failure::Failure;
use crate::site::is_hashed;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Makes a compressed copy.
type Pack = fn(&[u8], Effort) -> io::Result<Vec<u8>>;

/// The compressed copies that may lie beside a file.
const COPIES: [(&str, Pack); 2] = [(".br", brotli), (".gz", gzip)];

/// A generation that is being written. Nothing of it stays when it is dropped before it was published.
pub(super) struct Draft {
    unfinished: Unfinished,
    served: Option<Served>,
    /// What every file of this run has: a page that the web server may not read is of no use.
    rights: Rights,
    /// Whether every file is written, also where it would be the same.
    anew: bool,
    seals: Mutex<BTreeMap<String, Seal>>,
    written: AtomicUsize,
    kept: AtomicUsize,
    /// What had been changed, damaged or removed since it was published.
    restored: Mutex<BTreeSet<String>>,
}

/// What has to go when a run fails: a full disk would stay full otherwise.
pub(super) struct Unfinished {
    /// The folder of the files.
    pub(super) root: PathBuf,
    /// What lies beside it.
    pub(super) beside: Vec<PathBuf>,
    /// Whether it is served by now.
    is_served: bool,
}

/// How many files a run has written, and how many stayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Counts {
    pub(super) written: usize,
    pub(super) kept: usize,
    /// How many of those that were written had been changed, damaged or removed since they were published.
    pub(super) restored: usize,
}

impl Draft {
    /// An empty folder, and the generation before it.
    pub(super) fn new(unfinished: Unfinished, served: Option<Served>, rights: Rights, anew: bool) -> Self {
        let (written, kept, restored) = (AtomicUsize::new(0), AtomicUsize::new(0), Mutex::default());
        Self { unfinished, served, rights, anew, seals: Mutex::default(), written, kept, restored }
    }

    /// Its folder.
    pub(super) fn root(&self) -> &Path {
        &self.unfinished.root
    }

    /// The generation before.
    pub(super) fn served(&self) -> Option<&Served> {
        self.served.as_ref()
    }

    /// What was done so far.
    pub(super) fn counts(&self) -> Counts {
        let count = |counter: &AtomicUsize| counter.load(Ordering::Relaxed);
        let restored = self.restored.lock().unwrap_or_else(PoisonError::into_inner).len();
        Counts { written: count(&self.written), kept: count(&self.kept), restored }
    }

    /// The references for its files, for the run after this one.
    pub(super) fn take_seals(&self) -> BTreeMap<String, Seal> {
        std::mem::take(&mut *self.seals.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// It is served now, and stays.
    pub(super) fn finish(mut self) {
        self.unfinished.is_served = true;
    }

    /// Puts a file there, with compressed copies; the one of the generation before if it is the same.
    ///
    /// # Errors
    /// When it cannot be written.
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

    /// Takes a file and its compressed copies over from the generation before, as far as they are what was published;
    /// a copy that is not is made again. Returns whether it had the file.
    ///
    /// # Errors
    /// When it is there and cannot be taken over.
    pub(super) fn keep(&self, path: &str, effort: Effort) -> Result<bool, Failure> {
        // A run that writes everything anew still has nothing else to make these from.
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

    /// The compressed copies of a file: where it is the same as before, those from before.
    fn put_copies(&self, path: &str, bytes: &[u8], effort: Effort, is_the_same: bool) -> Result<(), Failure> {
        for (suffix, pack) in COPIES {
            let name = format!("{path}{suffix}");
            if is_the_same {
                // There was none, since it would not have been smaller.
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

    /// Puts a file there that was found to have these bytes: itself, or its like where its rights are others.
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
        // A run that writes everything has not looked.
        if is_restored && !self.anew {
            self.restored.lock().unwrap_or_else(PoisonError::into_inner).insert(path.to_owned());
        }
    }

    /// A second name of the file before, which has these bytes: neither they nor its times change. Where the file system
    /// has no second names, a copy with the same time.
    fn link(&self, path: &str, bytes: &[u8], seal: Seal) -> Result<(), Failure> {
        let Some(before) = self.served.as_ref().map(|served| served.place(path)) else { return Ok(()) };
        let to = self.root().join(path);
        let told = |error: io::Error| self.unwritten(path, &error);
        clear(&to).map_err(told)?;
        if fs::hard_link(&before, &to).is_err() {
            fs::write(&to, bytes).map_err(told)?;
            let modified = before.metadata().and_then(|metadata| metadata.modified()).map_err(told)?;
            fs::File::options().write(true).open(&to).and_then(|file| file.set_modified(modified)).map_err(told)?;
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
            "{path} could not be written: {error}. {UNTOUCHED} See that the disk has room, then publish again."
        ))
    }
}

impl Unfinished {
    /// What is at these places from now on.
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
            tracing::warn!(%error, "what was written of the new site could not be removed; the next run tries again");
        }
    }
}

/// Makes the folder of a file, and sees that nothing is there: it may be a second name of a file that is served.
fn clear(file: &Path) -> io::Result<()> {
    file.parent().map_or(Ok(()), fs::create_dir_all)?;
    match fs::remove_file(file) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}
