//! Where the database is.

use crate::failure::Failure;
use std::fmt::{self, Display};
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The file of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location(PathBuf);

impl FromStr for Location {
    type Err = String;

    /// `sqlite:PATH`, `sqlite://PATH` or a bare path.
    fn from_str(text: &str) -> Result<Self, String> {
        let path = match text.split_once(':') {
            Some(("sqlite", path)) => path.strip_prefix("//").unwrap_or(path),
            Some((scheme, rest)) if rest.starts_with("//") => {
                return Err(format!("the database is an SQLite file; `{scheme}` is another kind"));
            }
            Some(_) | None => text,
        };
        match path {
            "" | ":memory:" => Err("the database has to be a file".to_owned()),
            path => Ok(Self(path.into())),
        }
    }
}

impl From<PathBuf> for Location {
    fn from(path: PathBuf) -> Self {
        Self(path)
    }
}

impl Display for Location {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0.display())
    }
}

impl Location {
    /// The file.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Whether the file is there.
    pub fn exists(&self) -> bool {
        self.0.exists()
    }

    /// The log that SQLite keeps beside it.
    pub(super) fn log(&self) -> PathBuf {
        self.beside("-wal")
    }

    /// Whether there is one, be it empty.
    pub(super) fn has_log_file(&self) -> bool {
        self.log().exists()
    }

    /// Whether a log lies beside it with changes that are not in the file itself yet.
    pub(super) fn has_log(&self) -> bool {
        std::fs::metadata(self.log()).is_ok_and(|metadata| metadata.len() > 0)
    }

    /// The file and everything that SQLite may have put beside it.
    pub(super) fn all_files(&self) -> [PathBuf; 4] {
        ["", "-wal", "-shm", "-journal"].map(|suffix| self.beside(suffix))
    }

    fn beside(&self, suffix: &str) -> PathBuf {
        let mut name = self.0.as_os_str().to_owned();
        name.push(suffix);
        name.into()
    }

    /// Makes the file if there is none, and keeps it from everybody but its owner: it holds the secrets of key pairs.
    /// SQLite gives the files that it puts beside it the same permissions.
    pub(super) fn prepare(&self) -> Result<(), Failure> {
        let made = private().write(true).create_new(true).open(&self.0);
        let kept = match made {
            Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => keep_private(&self.0),
            made => made.map(drop),
        };
        kept.map_err(|error| {
            Failure::new(format!(
                "The database {self} could not be made or kept private: {error}. Nothing was started or changed. Name \
                 another file with --database, or give this user the right to write there."
            ))
        })
    }

    /// What to say when the database could not be opened.
    pub(super) fn failure(&self, error: &sqlx::Error) -> Failure {
        let code = super::error::code(error);
        let newer = matches!(error, sqlx::Error::Migrate(_)) && code.is_none();
        Failure::new(match code {
            _ if newer => format!(
                "The database {self} was last used by another version of this program ({error}). It was left as it \
                 is. Use that version or a newer one, or name another file with --database."
            ),
            Some(26) => {
                format!("{self} is no SQLite database. It was left as it is. Name another file with --database.")
            }
            _ => format!(
                "The database {self} could not be opened: {error}. Nothing was started. See that the file and its \
                 folder can be written by this user, and that the disk has room."
            ),
        })
    }
}

/// How a file is made that nobody else may read.
#[cfg(unix)]
pub(super) fn private() -> std::fs::OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = std::fs::OpenOptions::new();
    options.mode(0o600);
    options
}

#[cfg(not(unix))]
pub(super) fn private() -> std::fs::OpenOptions {
    std::fs::OpenOptions::new()
}

/// Takes away the rights of others, on the database and on what SQLite has put beside it.
#[cfg(unix)]
fn keep_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    for suffix in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        let mode = match std::fs::metadata(&name) {
            Ok(metadata) => metadata.permissions().mode(),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        if mode & 0o077 != 0 {
            std::fs::set_permissions(&name, std::fs::Permissions::from_mode(mode & !0o077))?;
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn keep_private(_: &Path) -> std::io::Result<()> {
    Ok(())
}
