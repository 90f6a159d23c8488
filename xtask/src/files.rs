//! File operations whose errors include the path.

use crate::failure::Failure;
use std::io;
use std::path::{Path, PathBuf};

/// Reads the bytes of a file.
pub fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(path).map_err(|error| failure("read", path, &error))
}

/// Reads a file as UTF-8.
pub fn read_text(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|error| failure("read", path, &error))
}

/// Writes a file, and creates missing folders above it.
pub fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<(), Failure> {
    if let Some(folder) = path.parent() {
        create_folder(folder)?;
    }
    std::fs::write(path, content).map_err(|error| failure("write", path, &error))
}

/// Creates a folder and missing folders above it.
pub fn create_folder(path: &Path) -> Result<(), Failure> {
    std::fs::create_dir_all(path).map_err(|error| failure("create", path, &error))
}

/// Removes a file, or a folder with its contents. A missing path isn't an error.
pub fn remove(path: &Path) -> Result<(), Failure> {
    let removed = match path.is_dir() {
        true => std::fs::remove_dir_all(path),
        false => std::fs::remove_file(path),
    };
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(failure("remove", path, &error)),
        _ => Ok(()),
    }
}

/// Moves a folder, also across file systems.
pub fn move_folder(from: &Path, to: &Path) -> Result<(), Failure> {
    for file in list_all(from)? {
        if let Ok(relative) = file.strip_prefix(from) {
            write(&to.join(relative), read(&file)?)?;
        }
    }
    remove(from)
}

/// The entries of a folder, sorted by path.
pub fn list(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let entries = std::fs::read_dir(folder).and_then(|entries| entries.map(|entry| Ok(entry?.path())).collect());
    let mut entries: Vec<PathBuf> = entries.map_err(|error| failure("list", folder, &error))?;
    entries.sort();
    Ok(entries)
}

/// All files below a folder, sorted by path within each folder.
pub fn list_all(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for entry in list(folder)? {
        match entry.is_dir() {
            true => files.extend(list_all(&entry)?),
            false => files.push(entry),
        }
    }
    Ok(files)
}

/// The last segment of a path; empty if it has none in UTF-8.
pub fn name(path: &Path) -> &str {
    path.file_name().and_then(|name| name.to_str()).unwrap_or_default()
}

fn failure(verb: &str, path: &Path, error: &io::Error) -> Failure {
    Failure::new(format!("Couldn't {verb} {}: {error}.", path.display()))
}
