//! The files of a generation that is being written. What did not change is the same file as before, with its times.

use super::UNTOUCHED;
use super::compress::{Effort, brotli, gzip};
use crate::failure::Failure;
use crate::site::is_hashed;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

/// The compressed copies that may lie beside a file.
const COPIES: [&str; 2] = [".br", ".gz"];

/// A generation that is being written.
pub(super) struct Draft {
    root: PathBuf,
    last: Option<PathBuf>,
    /// Whether only what has a hash in its name is taken over, which says what is in it.
    anew: bool,
    written: AtomicUsize,
    kept: AtomicUsize,
}

impl Draft {
    /// An empty folder, and the generation before it.
    pub(super) fn new(root: PathBuf, last: Option<PathBuf>, anew: bool) -> Self {
        Self { root, last, anew, written: AtomicUsize::new(0), kept: AtomicUsize::new(0) }
    }

    /// Its folder.
    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of the generation before.
    pub(super) fn last(&self) -> Option<&Path> {
        self.last.as_deref()
    }

    /// How many files were written, and how many stayed.
    pub(super) fn counts(&self) -> (usize, usize) {
        (self.written.load(Ordering::Relaxed), self.kept.load(Ordering::Relaxed))
    }

    /// Puts a file there, with compressed copies; the one of the generation before if it is the same.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn put(&self, path: &str, bytes: &[u8], effort: Option<Effort>) -> Result<(), Failure> {
        if self.is_as_before(path, bytes) && self.keep(path)? {
            return Ok(());
        }
        self.write(path, bytes)?;
        let Some(effort) = effort else { return Ok(()) };
        let told = |error: io::Error| self.unwritten(path, &error);
        let copies = [brotli(bytes, effort).map_err(told)?, gzip(bytes, effort).map_err(told)?];
        for (suffix, copy) in COPIES.iter().zip(copies) {
            if copy.len() < bytes.len() {
                self.write(&format!("{path}{suffix}"), &copy)?;
            }
        }
        Ok(())
    }

    /// Takes a file and its compressed copies over from the generation before. Returns whether it had the file.
    ///
    /// # Errors
    /// When it is there and cannot be taken over.
    pub(super) fn keep(&self, path: &str) -> Result<bool, Failure> {
        if !self.take_over(path)? {
            return Ok(false);
        }
        for suffix in COPIES {
            self.take_over(&format!("{path}{suffix}"))?;
        }
        Ok(true)
    }

    fn is_as_before(&self, path: &str, bytes: &[u8]) -> bool {
        let Some(before) = self.last.as_ref().map(|last| last.join(path)) else { return false };
        let length = before.metadata().map(|metadata| metadata.len());
        length.is_ok_and(|length| length == bytes.len() as u64) && fs::read(&before).is_ok_and(|before| before == bytes)
    }

    /// A second name of the same file: neither bytes nor times change. Where the file system has no second names, a
    /// copy with the same time.
    fn take_over(&self, path: &str) -> Result<bool, Failure> {
        if self.anew && !is_hashed(path) {
            return Ok(false);
        }
        let Some(before) = self.last.as_ref().map(|last| last.join(path)) else { return Ok(false) };
        let to = self.root.join(path);
        if to.exists() {
            return Ok(true);
        }
        if !before.is_file() {
            return Ok(false);
        }
        let told = |error: io::Error| self.unwritten(path, &error);
        self.make_room(&to).map_err(told)?;
        if fs::hard_link(&before, &to).is_err() {
            fs::copy(&before, &to).map_err(told)?;
            let modified = before.metadata().and_then(|metadata| metadata.modified()).map_err(told)?;
            fs::File::options().write(true).open(&to).and_then(|file| file.set_modified(modified)).map_err(told)?;
        }
        self.kept.fetch_add(1, Ordering::Relaxed);
        Ok(true)
    }

    fn write(&self, path: &str, bytes: &[u8]) -> Result<(), Failure> {
        let to = self.root.join(path);
        // What is there may be a second name of a file that is served.
        let clear = || if to.exists() { fs::remove_file(&to) } else { Ok(()) };
        let written = self.make_room(&to).and_then(|()| clear()).and_then(|()| fs::write(&to, bytes));
        self.written.fetch_add(1, Ordering::Relaxed);
        written.map_err(|error| self.unwritten(path, &error))
    }

    fn make_room(&self, file: &Path) -> io::Result<()> {
        file.parent().map_or(Ok(()), fs::create_dir_all)
    }

    fn unwritten(&self, path: &str, error: &io::Error) -> Failure {
        Failure::new(format!(
            "{path} could not be written: {error}. {UNTOUCHED} See that the disk has room, then publish again."
        ))
    }
}
