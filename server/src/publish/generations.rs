//! Generations of the site, and the one system call that replaces the current one.
//!
//! The published name is a symbolic link to a folder in `.<name>.generations/` beside it. A run builds the next folder
//! there and renames a new link over the old one. Each file is therefore served from a complete generation, and an
//! incomplete run changes nothing. A run that fails removes its files; those of a killed run are removed by the next
//! one.

use super::UNTOUCHED;
use super::rights::Rights;
use super::seal::Seal;
use super::served::Served;
use super::tree::{NewGeneration, Unfinished};
use crate::failure::Failure;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The name of the new link before it is renamed.
const NEXT: &str = "next";

/// The notes on a generation, stored next to its folder and never served.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Notes {
    /// A hash of the content of each page that doesn't change with every run.
    pub(super) pages: BTreeMap<String, String>,
    /// Hashed files that pages no longer use, and since when, in milliseconds since 1970.
    pub(super) retired: BTreeMap<String, i64>,
    /// The expected size and hash of each file, without which it isn't reused.
    pub(super) seals: Arc<BTreeMap<String, Seal>>,
}

/// The generations of a published site, locked against other runs.
pub(super) struct Generations {
    /// The path of the published link.
    link: PathBuf,
    /// The folder with the generations.
    folder: PathBuf,
    /// The folder's path relative to the link, so that both can be moved together.
    relative: PathBuf,
    current: Option<u64>,
    notes: Notes,
    _lock: File,
}

impl Generations {
    /// Locks the generations, and removes the files of an interrupted run.
    ///
    /// # Errors
    /// If the path can't be used, or another run holds the lock.
    pub(super) fn enter(to: &Path) -> Result<Self, Failure> {
        Self::enter_while(to, || {})
    }

    /// As [`Self::enter`]. Tests use `others` to act between the first check and the lock.
    fn enter_while(to: &Path, others: impl FnOnce()) -> Result<Self, Failure> {
        let name = to.file_name().ok_or_else(|| {
            Failure::new(format!(
                "{} has no name that could become a link. Nothing was published. Name a folder with --to.",
                to.display()
            ))
        })?;
        let parent = to.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let mut relative = std::ffi::OsString::from(".");
        relative.push(name);
        relative.push(".generations");
        let relative = PathBuf::from(relative);
        let (link, folder) = (parent.join(name), parent.join(&relative));
        // A path that isn't ours is refused before anything is created next to it. The current generation is read again
        // under the lock, as another run may finish in between.
        current(&link, &relative)?;
        others();
        fs::create_dir_all(&folder).map_err(|error| unusable(&folder, &error))?;
        let lock = lock(&folder, &link)?;
        let current = current(&link, &relative)?;
        let notes = current.and_then(|number| Notes::read(&notes_path(&folder, number))).unwrap_or_default();
        let generations = Self { link, folder, relative, current, notes, _lock: lock };
        let previous = generations.numbers()?.into_iter().filter(|number| Some(*number) < current).max();
        generations.remove_all_but(&[current, previous])?;
        Ok(generations)
    }

    /// The notes on the current generation.
    pub(super) fn notes(&self) -> &Notes {
        &self.notes
    }

    /// The current generation.
    pub(super) fn served(&self) -> Option<Served> {
        let of = |number: u64| Served::new(number, self.folder.join(number.to_string()), self.notes.seals.clone());
        self.current.map(of)
    }

    /// Begins the next generation, empty. With `anew`, unchanged files are written too.
    ///
    /// # Errors
    /// If its folder can't be created.
    pub(super) fn begin(&self, served: Option<Served>, anew: bool) -> Result<NewGeneration, Failure> {
        let number = self.current.map_or(1, |number| number + 1);
        let (root, notes) = (self.folder.join(number.to_string()), notes_path(&self.folder, number));
        let unfinished = Unfinished::new(root.clone(), vec![notes.clone(), self.folder.join(NEXT)]);
        fs::create_dir(&root).map_err(|error| unusable(&root, &error))?;
        // The first file of this run shows the owner and permissions of the others.
        let first = File::create(&notes).and_then(|file| file.metadata());
        let rights = Rights::of(&first.map_err(|error| unusable(&notes, &error))?);
        Ok(NewGeneration::new(unfinished, served, rights, anew))
    }

    /// Replaces the current generation, and removes all but these two.
    ///
    /// # Errors
    /// If it can't be replaced. A failure to remove old generations is only logged, as the new one is already served.
    pub(super) fn publish(&self, generation: NewGeneration, notes: &Notes) -> Result<(), Failure> {
        let number = self.current.map_or(1, |number| number + 1);
        notes.write(&notes_path(&self.folder, number))?;
        settle(generation.root()).map_err(|error| unusable(generation.root(), &error))?;
        let next = self.folder.join(NEXT);
        let swapped = symlink(&self.link_target(generation.root()), &next).and_then(|()| {
            match fs::symlink_metadata(&self.link) {
                // `enter` has checked that the folder is empty; removing it fails if it no longer is.
                Ok(metadata) if metadata.is_dir() => fs::remove_dir(&self.link)?,
                Ok(_) | Err(_) => {}
            }
            fs::rename(&next, &self.link)
        });
        swapped.map_err(|error| {
            Failure::new(format!(
                "Couldn't replace {} with the new site: {error}. {UNTOUCHED} Check that this user may write to its \
                 parent folder and that it isn't a mount point. Then publish again.",
                self.link.display()
            ))
        })?;
        generation.finish();
        // If power fails before this completes, one of the two whole generations is served.
        let parent = self.link.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if let Err(error) = File::open(parent).and_then(|folder| folder.sync_all()) {
            tracing::warn!(%error,
                "the new site is live; if the power fails right now, the previous one may come back");
        }
        if let Err(failure) = self.remove_all_but(&[Some(number), self.current]) {
            tracing::warn!(%failure, "the new site is live, but an old version couldn't be removed");
        }
        Ok(())
    }

    /// Removes the generation before the one just published.
    ///
    /// # Errors
    /// If it can't be removed.
    pub(super) fn remove_last(&self) -> Result<(), Failure> {
        let number = self.current.map_or(1, |number| number + 1);
        self.remove_all_but(&[Some(number)]).map_err(|failure| {
            Failure::new(format!(
                "The new site is live, but the previous version couldn't be removed: {failure} Remove the other \
                 folders in {} by hand.",
                self.folder.display()
            ))
        })
    }

    fn link_target(&self, root: &Path) -> PathBuf {
        self.relative.join(root.file_name().unwrap_or_default())
    }

    /// The numbers of the generations that have a folder.
    fn numbers(&self) -> Result<Vec<u64>, Failure> {
        let entries = fs::read_dir(&self.folder).map_err(|error| unusable(&self.folder, &error))?;
        Ok(entries.filter_map(|entry| number(&entry.ok()?.file_name())).collect())
    }

    /// Removes all generations but these, and the link of an incomplete run.
    fn remove_all_but(&self, kept: &[Option<u64>]) -> Result<(), Failure> {
        let entries = fs::read_dir(&self.folder).map_err(|error| unusable(&self.folder, &error))?;
        for entry in entries {
            let path = entry.map_err(|error| unusable(&self.folder, &error))?.path();
            let stem = path.file_stem().and_then(number);
            let is_kept = stem.is_some_and(|number| kept.contains(&Some(number)));
            let is_ours = stem.is_some() || path.file_name() == Some(OsStr::new(NEXT));
            if is_kept || !is_ours {
                continue;
            }
            let removed = match path.symlink_metadata() {
                Ok(metadata) if metadata.is_dir() => fs::remove_dir_all(&path),
                Ok(_) => fs::remove_file(&path),
                Err(error) => Err(error),
            };
            removed.map_err(|error| unusable(&path, &error))?;
        }
        Ok(())
    }
}

impl Notes {
    /// Reads notes; `None` if they can't be read, and then no files are reused.
    fn read(path: &Path) -> Option<Self> {
        let value: Value = serde_json::from_str(&fs::read_to_string(path).ok()?).ok()?;
        let object = |key: &str| value.get(key).and_then(Value::as_object);
        let text = |(key, value): (&String, &Value)| Some((key.clone(), value.as_str()?.to_owned()));
        let number = |(key, value): (&String, &Value)| Some((key.clone(), value.as_i64()?));
        let seal = |(key, value): (&String, &Value)| Some((key.clone(), Seal::from_text(value.as_str()?)?));
        Some(Self {
            pages: object("pages")?.iter().filter_map(text).collect(),
            retired: object("retired")?.iter().filter_map(number).collect(),
            // Earlier versions didn't write these.
            seals: Arc::new(object("files").map(|files| files.iter().filter_map(seal).collect()).unwrap_or_default()),
        })
    }

    fn write(&self, path: &Path) -> Result<(), Failure> {
        let pages: Map<String, Value> = self.pages.iter().map(|(key, value)| (key.clone(), json!(value))).collect();
        let retired: Map<String, Value> = self.retired.iter().map(|(key, value)| (key.clone(), json!(value))).collect();
        let files: Map<String, Value> =
            self.seals.iter().map(|(path, seal)| (path.clone(), json!(seal.to_text()))).collect();
        let text = json!({"pages": pages, "retired": retired, "files": files}).to_string();
        fs::write(path, text).map_err(|error| unusable(path, &error))
    }
}

/// The number of the current generation; `None` if there isn't one yet, and the path is free.
fn current(link: &Path, relative: &Path) -> Result<Option<u64>, Failure> {
    let shown = link.display();
    let metadata = match fs::symlink_metadata(link) {
        Ok(metadata) => metadata,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unusable(link, &error)),
    };
    if metadata.is_symlink() {
        let target = fs::read_link(link).map_err(|error| unusable(link, &error))?;
        let own = target.strip_prefix(relative).ok().and_then(|rest| number(rest.as_os_str()));
        return own.map(Some).ok_or_else(|| {
            Failure::new(format!(
                "{shown} is a link to {}, which isn't a site published here. It was left unchanged. Name another \
                 place with --to.",
                target.display()
            ))
        });
    }
    let is_empty = metadata.is_dir() && fs::read_dir(link).is_ok_and(|mut entries| entries.next().is_none());
    if is_empty {
        return Ok(None);
    }
    Err(Failure::new(format!(
        "{shown} already exists and wasn't published by this command. It was left unchanged. Move it away, or name \
         another place with --to."
    )))
}

/// Locks out other runs. The system releases the lock when the process ends, however it ends.
fn lock(folder: &Path, link: &Path) -> Result<File, Failure> {
    let path = folder.join("lock");
    let file = File::options().create(true).write(true).truncate(false).open(&path);
    let file = file.map_err(|error| unusable(&path, &error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Failure::new(format!(
            "Another run is publishing to {} right now. This run changed nothing. Try again when the other one has \
             finished.",
            link.display()
        ))),
        Err(TryLockError::Error(error)) => Err(unusable(&path, &error)),
    }
}

/// Flushes a generation to disk before the link points to it. After a power failure the link could otherwise point to
/// empty files.
///
/// Uses one call for the whole file system: a call for each of ten thousand files and folders would wait for the disk
/// as many times.
#[cfg(target_os = "linux")]
fn settle(generation: &Path) -> io::Result<()> {
    rustix::fs::syncfs(File::open(generation)?).map_err(io::Error::from)
}

/// As above, on systems without that call: for each file and folder.
#[cfg(not(target_os = "linux"))]
fn settle(generation: &Path) -> io::Result<()> {
    for entry in fs::read_dir(generation)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            settle(&entry.path())?;
        } else {
            File::open(entry.path())?.sync_all()?;
        }
    }
    File::open(generation)?.sync_all()
}

fn notes_path(folder: &Path, number: u64) -> PathBuf {
    folder.join(format!("{number}.json"))
}

fn number(name: &OsStr) -> Option<u64> {
    name.to_str().filter(|name| name.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()
}

fn unusable(path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!(
        "Can't use {}: {error}. {UNTOUCHED} Check that this user may write there and that the disk has free space, \
         then publish again.",
        path.display()
    ))
}

#[cfg(unix)]
fn symlink(target: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(not(unix))]
fn symlink(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "this system can't replace a symbolic link in one step"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_that_ends_just_before_the_lock_is_seen() {
        let folder = tempfile::tempdir().expect("a folder");
        let to = folder.path().join("out");
        let publish = || {
            let generations = Generations::enter(&to).expect("a place");
            let generation = generations.begin(generations.served(), false).expect("a draft");
            generation.put("index.html", b"page", None).expect("a file");
            let pages = BTreeMap::from([("".to_owned(), generation.root().display().to_string())]);
            generations.publish(generation, &Notes { pages, ..Notes::default() }).expect("it is published");
        };
        publish();
        let late = Generations::enter_while(&to, || {
            publish();
            publish();
        });
        let late = late.expect("a place");
        assert!(to.join("index.html").is_file(), "what is served is gone");
        assert_eq!(fs::read_link(&to).expect("a link").file_name(), Some(OsStr::new("3")));
        assert!(late.notes().pages[""].ends_with('3'), "{:?}", late.notes());
        assert!(late.begin(late.served(), false).expect("a draft").root().ends_with("4"));
    }

    #[test]
    fn a_place_of_somebody_else_is_refused_before_anything_is_made() {
        let folder = tempfile::tempdir().expect("a folder");
        let to = folder.path().join("out");
        fs::write(&to, "mine").expect("a file");
        assert!(Generations::enter(&to).is_err());
        assert!(!folder.path().join(".out.generations").exists());
    }
}
