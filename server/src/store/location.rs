//! The location of the database.

use crate::failure::Failure;
use std::fmt::{self, Display};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::str::FromStr;

/// The file of the database.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location(PathBuf);

/// The text isn't a location.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InvalidLocation {
    /// It has the scheme of another kind of database.
    #[error("the database must be an SQLite file; `{0}` is another kind")]
    OtherKind(String),
    /// SQLite would keep it in memory.
    #[error("the database must be a file; in memory, nothing would be saved")]
    InMemory,
    /// It is a URI with parameters.
    #[error(
        "the database must be a plain file name, without `file:` and without parameters after `?`, such as \
         sqlite:statuspane.db"
    )]
    Uri,
}

impl FromStr for Location {
    type Err = InvalidLocation;

    /// Parses `sqlite:PATH`, `sqlite://PATH` or a bare path.
    fn from_str(text: &str) -> Result<Self, InvalidLocation> {
        let path = match text.split_once(':') {
            Some((scheme, path)) if scheme.eq_ignore_ascii_case("sqlite") => path.strip_prefix("//").unwrap_or(path),
            Some((scheme, rest)) if rest.starts_with("//") => {
                return Err(InvalidLocation::OtherKind(scheme.to_owned()));
            }
            Some(_) | None => text,
        };
        // SQLite and other programs interpret such names as a database in memory, or as having parameters that may
        // select one.
        let lower = path.trim().to_ascii_lowercase();
        if lower.is_empty() || lower.starts_with(":memory:") {
            return Err(InvalidLocation::InMemory);
        }
        if lower.starts_with("file:") || path.contains('?') {
            return Err(InvalidLocation::Uri);
        }
        Ok(Self(path.into()))
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
    /// The path of the file.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The canonical path of the file, so that its log is looked for next to the file that any links lead to; `None` if
    /// there is no file.
    ///
    /// # Errors
    /// When something else is at the path, or it can't be read.
    pub(super) fn find(&self, nothing: &str) -> Result<Option<Self>, Failure> {
        let refuse =
            |what: &dyn Display| Failure::new(format!("{self} {what}. {nothing} Name a database with --database."));
        let metadata = match fs::metadata(&self.0) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return match fs::symlink_metadata(&self.0) {
                    Ok(_) => Err(refuse(&"is a broken link")),
                    Err(_) => Ok(None),
                };
            }
            Err(error) => return Err(refuse(&format_args!("can't be read: {error}"))),
        };
        // Don't even open it: a pipe would block until someone writes to it.
        if metadata.is_dir() {
            return Err(refuse(&"is a folder, not a database"));
        }
        if !metadata.is_file() {
            return Err(refuse(&"isn't a file"));
        }
        match fs::canonicalize(&self.0) {
            Ok(path) => Ok(Some(Self(path))),
            Err(error) => Err(refuse(&format_args!("can't be read: {error}"))),
        }
    }

    /// As [`find`](Self::find), for a file that must exist.
    ///
    /// # Errors
    /// As [`find`](Self::find), and when there is no file.
    pub(super) fn find_existing(&self, nothing: &str, next: &str) -> Result<Self, Failure> {
        self.find(nothing)?.ok_or_else(|| Failure::new(format!("There is no database at {self}. {nothing} {next}")))
    }

    /// Whether the file has other names (hard links), in this folder or elsewhere.
    #[cfg(unix)]
    pub(super) fn has_other_names(&self) -> bool {
        use std::os::unix::fs::MetadataExt;
        fs::metadata(&self.0).is_ok_and(|metadata| metadata.nlink() > 1)
    }

    /// Not known on this platform.
    #[cfg(not(unix))]
    pub(super) fn has_other_names(&self) -> bool {
        false
    }

    /// The log that SQLite keeps next to the file.
    pub(super) fn log(&self) -> PathBuf {
        self.beside("-wal")
    }

    /// Whether there are changes next to the file that it doesn't contain yet: a log, or a journal for rolling back an
    /// interrupted change.
    pub(super) fn has_log(&self) -> bool {
        let has_content = |suffix| fs::metadata(self.beside(suffix)).is_ok_and(|metadata| metadata.len() > 0);
        has_content("-wal") || has_content("-journal")
    }

    /// Whether the log contains this text.
    pub(super) fn log_has(&self, text: &str) -> bool {
        fs::read(self.log()).is_ok_and(|log| log.windows(text.len()).any(|part| part == text.as_bytes()))
    }

    /// The file, and all files that SQLite may create next to it.
    pub(super) fn all_files(&self) -> [PathBuf; 4] {
        ["", "-wal", "-shm", "-journal"].map(|suffix| self.beside(suffix))
    }

    fn beside(&self, suffix: &str) -> PathBuf {
        let mut name = self.0.as_os_str().to_owned();
        name.push(suffix);
        name.into()
    }

    /// Makes the file private to its owner, as it contains the secrets of key pairs. SQLite gives the files next to it
    /// the same permissions.
    pub(super) fn keep_private(&self) -> Result<(), Failure> {
        keep_private(&self.0).map_err(|error| {
            Failure::new(format!(
                "Couldn't make the database {self} private: {error}. Nothing was started or changed. Name another \
                 file with --database, or give this user permission to change that one."
            ))
        })
    }

    /// The failure when the database can't be opened.
    pub(super) fn failure(&self, error: &sqlx::Error) -> Failure {
        let code = super::error::code(error);
        let newer = matches!(error, sqlx::Error::Migrate(_)) && code.is_none();
        Failure::new(match code {
            _ if newer => format!(
                "The database {self} was last used by another version of this program ({error}). It was left \
                 unchanged. Use that version or a newer one, or name another file with --database."
            ),
            Some(26) => return self.refusal("isn't an SQLite database"),
            _ => format!(
                "Couldn't open the database {self}: {error}. Nothing was started. Check that this user may write to \
                 the file and its folder, and that the disk has free space."
            ),
        })
    }

    /// The failure for a file that can't be used.
    pub(super) fn refusal(&self, what: &str) -> Failure {
        Failure::new(format!("{self} {what}. It was left unchanged. Name another file with --database."))
    }
}

/// The options for creating a file that nobody else can read.
#[cfg(unix)]
pub(super) fn private() -> fs::OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = fs::OpenOptions::new();
    options.mode(0o600);
    options
}

#[cfg(not(unix))]
pub(super) fn private() -> fs::OpenOptions {
    fs::OpenOptions::new()
}

/// Removes other users' permissions on the database and on the files that SQLite created next to it.
#[cfg(unix)]
fn keep_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    for suffix in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        // The target of a link isn't ours.
        let metadata = match fs::symlink_metadata(&name) {
            Ok(metadata) if metadata.is_file() => metadata,
            Ok(_) => continue,
            Err(error) if error.kind() == ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        let mode = metadata.permissions().mode();
        if mode & 0o077 != 0 {
            fs::set_permissions(&name, fs::Permissions::from_mode(mode & !0o077))?;
        }
    }
    Ok(())
}

#[cfg(not(unix))]
fn keep_private(_: &Path) -> std::io::Result<()> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_file_or_refused() {
        let check = |text: &str, expected: Option<&str>| {
            let got = text.parse::<Location>().ok();
            assert_eq!(got.as_ref().map(Location::path), expected.map(Path::new), "{text}");
        };
        check("sqlite:statuspane.db", Some("statuspane.db"));
        check("sqlite://statuspane.db", Some("statuspane.db"));
        check("sqlite:///var/lib/a b.db", Some("/var/lib/a b.db"));
        check("SQLite:a.db", Some("a.db"));
        check("a.db", Some("a.db"));
        check("./file:a.db", Some("./file:a.db"));
        check("postgres://h/d", None);
        for nowhere in [
            "",
            " ",
            "sqlite:",
            "sqlite://",
            ":memory:",
            "sqlite::memory:",
            "sqlite://:memory:",
            "sqlite::MEMORY:",
            "sqlite: :memory:",
            "sqlite::memory:?cache=shared",
            "file::memory:?cache=shared",
            "file::memory:",
            "sqlite:file:z.db?mode=memory",
            "sqlite://file:z.db?mode=memory",
            "file:z.db?mode=memory",
            "FILE:z.db",
            "sqlite:z.db?mode=memory",
            "sqlite:z.db?vfs=memdb",
            "z.db?mode=memory&cache=shared",
            "sqlite:/z.db?immutable=1",
            "file:/z?vfs=memdb",
        ] {
            check(nowhere, None);
        }
    }
}
