//! Where the database is.

use crate::failure::Failure;
use std::fmt::{self, Display};
use std::fs;
use std::io::ErrorKind;
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
            Some((scheme, path)) if scheme.eq_ignore_ascii_case("sqlite") => path.strip_prefix("//").unwrap_or(path),
            Some((scheme, rest)) if rest.starts_with("//") => {
                return Err(format!("the database is an SQLite file; `{scheme}` is another kind"));
            }
            Some(_) | None => text,
        };
        // SQLite and other programs take such words for a database in memory, or for parameters that may ask for one.
        let lower = path.trim().to_ascii_lowercase();
        if lower.is_empty() || lower.starts_with(":memory:") {
            return Err("the database has to be a file: in memory nothing would be saved".to_owned());
        }
        if lower.starts_with("file:") || path.contains('?') {
            return Err(
                "the database has to be a file: name it alone, without `file:` and without parameters after `?`, \
                        as in sqlite:statuspane.db"
                    .to_owned(),
            );
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
    /// The file.
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// The file by its own name, however many links lead there, so that its log is looked for beside it; `None` where
    /// there is none.
    ///
    /// # Errors
    /// When there is something else, or nobody can say.
    pub(super) fn find(&self, nothing: &str) -> Result<Option<Self>, Failure> {
        let refuse =
            |what: &dyn Display| Failure::new(format!("{self} {what}; {nothing}: name a database with --database."));
        let metadata = match fs::metadata(&self.0) {
            Ok(metadata) => metadata,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                return match fs::symlink_metadata(&self.0) {
                    Ok(_) => Err(refuse(&"is a link that leads nowhere")),
                    Err(_) => Ok(None),
                };
            }
            Err(error) => return Err(refuse(&format_args!("could not be read ({error})"))),
        };
        // Not even opened: a pipe would wait for somebody to write into it.
        if metadata.is_dir() {
            return Err(refuse(&"is a folder and not a database"));
        }
        if !metadata.is_file() {
            return Err(refuse(&"is not a file and not a database"));
        }
        match fs::canonicalize(&self.0) {
            Ok(path) => Ok(Some(Self(path))),
            Err(error) => Err(refuse(&format_args!("could not be read ({error})"))),
        }
    }

    /// The same for a file that has to be there.
    ///
    /// # Errors
    /// As [`find`](Self::find), and when there is none.
    pub(super) fn find_existing(&self, nothing: &str, next: &str) -> Result<Self, Failure> {
        self.find(nothing)?.ok_or_else(|| Failure::new(format!("There is no database at {self}; {nothing}: {next}.")))
    }

    /// Whether the file has another name, in this folder or elsewhere.
    #[cfg(unix)]
    pub(super) fn has_other_names(&self) -> bool {
        use std::os::unix::fs::MetadataExt;
        fs::metadata(&self.0).is_ok_and(|metadata| metadata.nlink() > 1)
    }

    /// Whether the file has another name: nobody can say here.
    #[cfg(not(unix))]
    pub(super) fn has_other_names(&self) -> bool {
        false
    }

    /// The log that SQLite keeps beside it.
    pub(super) fn log(&self) -> PathBuf {
        self.beside("-wal")
    }

    /// Whether something lies beside it that is not in the file itself yet: changes in a log, or what a change that was
    /// broken off has to be taken back with.
    pub(super) fn has_log(&self) -> bool {
        let has_content = |suffix| fs::metadata(self.beside(suffix)).is_ok_and(|metadata| metadata.len() > 0);
        has_content("-wal") || has_content("-journal")
    }

    /// Whether this text is somewhere in the log beside it.
    pub(super) fn log_has(&self, text: &str) -> bool {
        fs::read(self.log()).is_ok_and(|log| log.windows(text.len()).any(|part| part == text.as_bytes()))
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

    /// Keeps the file from everybody but its owner: it holds the secrets of key pairs. SQLite gives the files that it puts
    /// beside it the same permissions.
    pub(super) fn keep_private(&self) -> Result<(), Failure> {
        keep_private(&self.0).map_err(|error| {
            Failure::new(format!(
                "The database {self} could not be kept private: {error}. Nothing was started or changed. Name another \
                 file with --database, or give this user the right to change that one."
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
            Some(26) => return self.refusal("is no SQLite database"),
            _ => format!(
                "The database {self} could not be opened: {error}. Nothing was started. See that the file and its \
                 folder can be written by this user, and that the disk has room."
            ),
        })
    }

    /// What to say of a file that can't be used.
    pub(super) fn refusal(&self, what: &str) -> Failure {
        Failure::new(format!("{self} {what}. It was left as it is. Name another file with --database."))
    }
}

/// How a file is made that nobody else may read.
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

/// Takes away the rights of others, on the database and on what SQLite has put beside it.
#[cfg(unix)]
fn keep_private(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    for suffix in ["", "-wal", "-shm"] {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        // What lies behind a link there is not ours.
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
