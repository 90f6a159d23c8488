//! Backups: the state of a database at one moment, complete in one file.

use super::mark::{self, Header, Mark};
use super::{Location, PATIENCE, location, schema};
use crate::failure::Failure;
use crate::random;
use data_encoding::HEXLOWER;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode};
use sqlx::{Connection, SqliteConnection};
use std::fmt::{self, Display};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// The contents of a database, in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holdings {
    /// Incidents.
    pub incidents: i64,
    /// Entries of incidents.
    pub entries: i64,
    /// Maintenances.
    pub maintenances: i64,
    /// API keys.
    pub keys: i64,
}

impl Display for Holdings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = |count: i64, one: &str, many: &str| match count {
            1 => format!("1 {one}"),
            count => format!("{count} {many}"),
        };
        let incidents = number(self.incidents, "incident", "incidents");
        let entries = number(self.entries, "entry", "entries");
        let maintenances = number(self.maintenances, "maintenance", "maintenances");
        let keys = number(self.keys, "key", "keys");
        write!(f, "{incidents}, {entries}, {maintenances} and {keys}")
    }
}

/// Writes the database's current contents to a new file, even while a server writes. The database is only read.
///
/// # Errors
/// When there is no database, or it isn't ours, is damaged, incomplete or from a newer version; when the new file
/// exists already or can't be written. No file is left behind then.
pub async fn backup(location: &Location, to: &Path) -> Result<Holdings, Failure> {
    const NOTHING: &str = "Nothing was backed up.";
    let location = &location.find_existing(NOTHING, "Name the database with --database.")?;
    check_file(location.path(), NOTHING, "Name another database with --database.")?;
    check_ours(location).await?;
    mark::refuse_incomplete(location)?;
    mark::check_names(location)?;
    refuse_existing(&[to.to_owned()], NOTHING, "Name a new file.")?;
    let partial = PartialFile::beside(to).map_err(|error| unwritten(to, &error, NOTHING))?;
    let broken = |error: &sqlx::Error| {
        let (what, next) = cause(error, "Stop the program that keeps it busy, or try again later.");
        failure(format_args!("The database {location} {what}"), NOTHING, next)
    };
    let mut source = read(location).await.map_err(|error| broken(&error))?;
    let checked = check_tables(&mut source, &location.to_string(), NOTHING).await;
    let copied = match checked {
        Ok(()) => copy(&mut source, &partial.path, to, location).await,
        Err(failure) => Err(failure),
    };
    drop(source.close().await);
    copied?;
    let holdings = finish(&partial.path).await.map_err(|error| broken(&error))?;
    let Some(holdings) = holdings else {
        return Err(damaged(&format_args!("The database {location}"), NOTHING));
    };
    partial.keep_as(to).map_err(|error| unwritten(to, &error, NOTHING))?;
    Ok(holdings)
}

/// Creates a new database from a backup.
///
/// # Errors
/// When something exists at its location; when the file isn't one of our backups, or is incomplete, damaged or from a
/// newer version; when the database can't be written. No database is left behind then.
pub async fn restore(from: &Path, location: &Location) -> Result<Holdings, Failure> {
    const NOTHING: &str = "Nothing was restored.";
    const ANOTHER: &str = "Name another file.";
    let shown = from.display();
    refuse_existing(&location.all_files(), NOTHING, "Move it away, or name another database with --database.")?;
    let from = &Location::from(from.to_owned());
    let Some(from) = from.find(NOTHING)? else {
        return Err(failure(format_args!("There is no file {from}"), NOTHING, ANOTHER));
    };
    check_file(from.path(), NOTHING, ANOTHER)?;
    // From here on, read only the copy, which nobody changes.
    let to = location.path();
    let partial = PartialFile::beside(to).map_err(|error| unwritten(to, &error, NOTHING))?;
    partial.fill(from.path()).map_err(|error| {
        failure(
            format_args!("Couldn't copy {shown} to {location}: {error}"),
            NOTHING,
            "Check that this user may read it and write next to the database, and that the disk has free space.",
        )
    })?;
    let is_open =
        Header::read(&partial.path).ok().flatten().is_some_and(|header| matches!(header.mark(), Mark::Open(_)));
    if is_open || from.has_log() {
        return Err(failure(
            format_args!("{shown} is a database in use or a copy of one, so its newest changes may be missing"),
            NOTHING,
            "Name a file written by `statuspane backup`.",
        ));
    }
    let broken = |error: &sqlx::Error| {
        let (what, next) = cause(error, ANOTHER);
        failure(format_args!("{shown} {what}"), NOTHING, next)
    };
    let options = SqliteConnectOptions::new().filename(&partial.path).read_only(true).immutable(true);
    let mut copy = SqliteConnection::connect_with(&options).await.map_err(|error| broken(&error))?;
    let checked = check_tables(&mut copy, &shown.to_string(), NOTHING).await;
    let sound = is_sound(&mut copy).await;
    drop(copy.close().await);
    match sound {
        Ok(true) => checked?,
        // The damage may be in the very tables that identify the database.
        Ok(false) => return Err(damaged(&shown, NOTHING)),
        Err(error) => return Err(checked.err().unwrap_or_else(|| broken(&error))),
    }
    let holdings = finish(&partial.path).await.map_err(|error| broken(&error))?;
    let holdings = holdings.ok_or_else(|| damaged(&shown, NOTHING))?;
    partial.keep_as(to).map_err(|error| unwritten(to, &error, NOTHING))?;
    Ok(holdings)
}

/// Creates an empty database. It gets its name once it is complete, so that a killed process leaves none behind.
///
/// # Errors
/// When it can't be created.
pub(super) async fn create(location: &Location) -> Result<(), Failure> {
    let unmade = |error: &dyn Display| {
        Failure::new(format!(
            "Couldn't create the database {location}: {error}. Nothing was started or changed. Name another file with \
             --database, or give this user permission to write there."
        ))
    };
    let partial = PartialFile::beside(location.path()).map_err(|error| unmade(&error))?;
    let make = async || {
        let options = SqliteConnectOptions::new().filename(&partial.path).journal_mode(SqliteJournalMode::Wal);
        let mut new = SqliteConnection::connect_with(&options).await?;
        schema::make(&mut new).await?;
        mark::set_closed(&mut new).await?;
        new.close().await?;
        Ok(File::open(&partial.path)?.sync_all()?)
    };
    make().await.map_err(|error: sqlx::Error| unmade(&error))?;
    match partial.keep_as(location.path()) {
        // Another program was faster.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        kept => kept.map_err(|error| unmade(&error)),
    }
}

/// Checks that a file is a database of this program before anything is done to it: its permissions aren't changed, and
/// no file is created next to it.
///
/// # Errors
/// When it isn't, or can't be read.
pub(super) async fn check_ours(location: &Location) -> Result<(), Failure> {
    let unread = |error: &dyn Display| location.refusal(&format!("can't be read: {error}"));
    let header = match Header::read(location.path()).map_err(|error| unread(&error))? {
        Some(header) => header,
        None if fs::metadata(location.path()).is_ok_and(|metadata| metadata.len() == 0) => {
            return Err(Failure::new(format!(
                "{location} is empty, so it isn't a database. Nothing was started or changed. Restore a backup under \
                 another name, or remove the file and create a database with `statuspane key create`."
            )));
        }
        None => return Err(location.refusal("isn't an SQLite database")),
    };
    if header.is_ours() {
        return Ok(());
    }
    if header.is_foreign() {
        return Err(location.refusal("is another program's database"));
    }
    // An older version, without marks, may have made it.
    let options = SqliteConnectOptions::new().filename(location.path()).read_only(true).immutable(true);
    let origin = async || {
        let mut connection = SqliteConnection::connect_with(&options).await?;
        let origin = schema::origin(&mut connection).await;
        drop(connection.close().await);
        origin
    };
    match origin().await {
        Ok(schema::SchemaOrigin::Ours | schema::SchemaOrigin::Newer) => Ok(()),
        // Its tables may still be only in its log.
        Ok(schema::SchemaOrigin::Foreign) | Err(_) if location.log_has(schema::STEPS_TABLE) => Ok(()),
        Ok(schema::SchemaOrigin::Foreign) => Err(location.refusal("isn't a Statuspane database")),
        Err(error) => Err(location.refusal(&cause(&error, "").0)),
    }
}

/// Checks that an incomplete copy is otherwise sound.
pub(super) async fn check_sound(location: &Location) -> Result<(), Failure> {
    let sound = match read(location).await {
        Ok(mut connection) => {
            let sound = is_sound(&mut connection).await;
            drop(connection.close().await);
            sound
        }
        Err(error) => Err(error),
    };
    match sound {
        Ok(true) => Ok(()),
        // If it can't be read at all, opening it reports why.
        Err(error) if super::error::code(&error) != Some(CORRUPT) => Ok(()),
        Ok(false) | Err(_) => Err(damaged(&format_args!("The database {location}"), "Nothing was started.")),
    }
}

/// SQLITE_CORRUPT and SQLITE_NOTADB.
const CORRUPT: i32 = 11;
const NO_DATABASE: i32 = 26;

/// Opens a read-only connection, with or without concurrent writers.
async fn read(location: &Location) -> Result<SqliteConnection, sqlx::Error> {
    let options = SqliteConnectOptions::new().filename(location.path()).read_only(true).busy_timeout(PATIENCE);
    let reading = async |options: &SqliteConnectOptions| {
        let mut connection = SqliteConnection::connect_with(options).await?;
        sqlx::query("SELECT count(*) FROM sqlite_schema").execute(&mut connection).await?;
        Ok(connection)
    };
    match reading(&options).await {
        // The folder may not be writable, see `Connections::for_reading`.
        Err(_) if !location.has_log() => reading(&options.immutable(true)).await,
        read => read,
    }
}

async fn copy(source: &mut SqliteConnection, partial: &Path, to: &Path, location: &Location) -> Result<(), Failure> {
    const NOTHING: &str = "Nothing was backed up.";
    let Some(path) = partial.to_str() else {
        return Err(failure(
            format_args!("The file name {} isn't UTF-8 text", to.display()),
            NOTHING,
            "Name another file for the backup.",
        ));
    };
    match sqlx::query("VACUUM INTO ?").bind(path).execute(source).await {
        Ok(_) => Ok(()),
        Err(error) => {
            let next = "Check that the disk has free space for the backup, then try again.";
            let (what, next) = cause(&error, next);
            Err(failure(format_args!("The database {location} {what}"), NOTHING, next))
        }
    }
}

/// Marks a copy as complete, syncs it to disk and returns its contents in numbers; `None` if it isn't sound.
async fn finish(partial: &Path) -> Result<Option<Holdings>, sqlx::Error> {
    let options = SqliteConnectOptions::new().filename(partial);
    let mut copy = SqliteConnection::connect_with(&options).await?;
    mark::set_closed(&mut copy).await?;
    if !is_sound(&mut copy).await? {
        return Ok(None);
    }
    let (incidents, entries, maintenances, keys) = sqlx::query_as(
        "SELECT (SELECT count(*) FROM incident), (SELECT count(*) FROM entry), (SELECT count(*) FROM maintenance), \
         (SELECT count(*) FROM credential)",
    )
    .fetch_one(&mut copy)
    .await?;
    copy.close().await?;
    File::open(partial)?.sync_all()?;
    Ok(Some(Holdings { incidents, entries, maintenances, keys }))
}

async fn is_sound(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    let (answer,): (String,) = sqlx::query_as("PRAGMA integrity_check(1)").fetch_one(&mut *connection).await?;
    let orphans = sqlx::query("PRAGMA foreign_key_check").fetch_optional(connection).await?;
    Ok(answer == "ok" && orphans.is_none())
}

/// Checks from the outside that a file may be one of our databases.
fn check_file(path: &Path, nothing: &str, next: &str) -> Result<(), Failure> {
    let shown = path.display();
    match Header::read(path) {
        Ok(Some(header)) if !header.is_foreign() => Ok(()),
        Ok(Some(_)) => Err(failure(format_args!("{shown} is another program's database"), nothing, next)),
        Ok(None) => Err(failure(format_args!("{shown} isn't an SQLite database"), nothing, next)),
        Err(error) => Err(failure(format_args!("{shown} can't be read: {error}"), nothing, next)),
    }
}

async fn check_tables(connection: &mut SqliteConnection, shown: &str, nothing: &str) -> Result<(), Failure> {
    let next = "Name another file.";
    match schema::origin(connection).await {
        Ok(schema::SchemaOrigin::Ours) => Ok(()),
        Ok(schema::SchemaOrigin::Newer) => Err(failure(
            format_args!("{shown} is from a newer version of this program"),
            nothing,
            "Use that version or a newer one.",
        )),
        Ok(schema::SchemaOrigin::Foreign) => {
            Err(failure(format_args!("{shown} isn't a Statuspane database"), nothing, next))
        }
        Err(error) => {
            let (what, next) = cause(&error, next);
            Err(failure(format_args!("{shown} {what}"), nothing, next))
        }
    }
}

/// The problem with a database, and the next step, unless it is beyond repair.
fn cause<'a>(error: &sqlx::Error, next: &'a str) -> (String, &'a str) {
    match super::error::code(error).map(|code| code & 0xff) {
        Some(CORRUPT) => ("is damaged".to_owned(), "Restore an older backup to a new database."),
        Some(NO_DATABASE) => ("isn't an SQLite database".to_owned(), next),
        _ => (format!("can't be read: {error}"), next),
    }
}

fn damaged(shown: &dyn Display, nothing: &str) -> Failure {
    failure(format_args!("{shown} is damaged"), nothing, "Restore an older backup to a new database.")
}

fn refuse_existing(paths: &[PathBuf], nothing: &str, next: &str) -> Result<(), Failure> {
    // A dangling link counts as existing.
    match paths.iter().find(|path| path.symlink_metadata().is_ok()) {
        Some(path) => Err(failure(format_args!("{} already exists", path.display()), nothing, next)),
        None => Ok(()),
    }
}

fn unwritten(to: &Path, error: &io::Error, nothing: &str) -> Failure {
    let shown = to.display();
    match error.kind() {
        io::ErrorKind::AlreadyExists => failure(format_args!("{shown} already exists"), nothing, "Name a new file."),
        _ => failure(
            format_args!("Couldn't write {shown}: {error}"),
            nothing,
            "Check that its folder exists, that this user may write to it, and that the disk has free space.",
        ),
    }
}

/// Builds a failure from the problem, without a full stop, and two sentences.
fn failure(what: fmt::Arguments<'_>, nothing: &str, next: &str) -> Failure {
    Failure::new(format!("{what}. {nothing} {next}"))
}

/// A file that gets its final name when it is complete. It is private to its owner from the start, and removed unless
/// it gets there.
struct PartialFile {
    path: PathBuf,
}

impl PartialFile {
    /// Creates an empty file in the same folder.
    fn beside(to: &Path) -> io::Result<Self> {
        // Absolute, as SQLite takes some relative names for URIs.
        let to = std::path::absolute(to)?;
        let name = to.file_name().ok_or(io::ErrorKind::InvalidFilename)?;
        let mut own = std::ffi::OsString::from(".");
        own.push(name);
        own.push(format!(".{}.part", HEXLOWER.encode(&random::bytes::<4>())));
        let path = to.with_file_name(own);
        location::private().write(true).create_new(true).open(&path)?;
        Ok(Self { path })
    }

    /// Copies a file into it.
    fn fill(&self, from: &Path) -> io::Result<()> {
        let mut to = File::options().write(true).truncate(true).open(&self.path)?;
        io::copy(&mut File::open(from)?, &mut to)?;
        to.sync_all()
    }

    /// Gives it its final name, unless that exists already.
    fn keep_as(self, to: &Path) -> io::Result<()> {
        let to = std::path::absolute(to)?;
        rename_to_new(&self.path, &to)?;
        let folder = to.parent().unwrap_or(Path::new("/"));
        File::open(folder)?.sync_all()
    }
}

impl Drop for PartialFile {
    fn drop(&mut self) {
        for suffix in ["", "-journal", "-wal", "-shm"] {
            let mut name = self.path.as_os_str().to_owned();
            name.push(suffix);
            match fs::remove_file(&name) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    tracing::warn!(%error, file = %Path::new(&name).display(), "couldn't remove an unfinished file");
                }
                Ok(()) | Err(_) => {}
            }
        }
    }
}

/// Renames atomically, and never over an existing file.
#[cfg(target_os = "linux")]
fn rename_to_new(from: &Path, to: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, from, CWD, to, RenameFlags::NOREPLACE) {
        // Some file systems don't support this flag.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => fs::hard_link(from, to),
        renamed => Ok(renamed?),
    }
}

/// Links atomically, and never over an existing file. The [`PartialFile`] removes the old name.
#[cfg(not(target_os = "linux"))]
fn rename_to_new(from: &Path, to: &Path) -> io::Result<()> {
    fs::hard_link(from, to)
}
