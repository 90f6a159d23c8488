//! The mark in the main file: whether all that was acknowledged is in it, or some of it in its log only.
//!
//! SQLite keeps new changes in a log (`-wal`) beside the file and moves them into it now and then. A copy of the file
//! without the log opens without complaint and lacks them. So the header of the file itself says how it stands, in the two
//! fields that SQLite leaves to programs: `application_id` is ours, and `user_version` is a number from [`FIRST`] on while
//! the file is in use, and another when it has everything: the negative of the last, or [`CLOSED`].
//!
//! A log of another moment is as bad as none. So the log is moved into the file by [`settle`] alone, which counts on with
//! each move: a log begins with an even number and ends with the odd one after it, which is in the file once all of the
//! rest is. A file at `n` and a log that leads to `n`, `n + 1` or `n + 2` may belong together, others do not. Not every
//! mismatch shows: a file that was copied while a log was being moved may pass with the next one. Only a backup is sure.

use super::Location;
use crate::failure::Failure;
use crate::random;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection, SqlitePool};
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

/// `application_id` of our databases: "StPa".
const OURS: i32 = 0x5374_5061;
/// `user_version` of a file that has everything and was never in use. One that was has its last number, negative.
const CLOSED: i32 = 1;
/// The first number of a file in use.
const FIRST: i32 = 3;
/// From this length on a log is moved into the file, in bytes: as SQLite does it unless it is asked not to.
const LONG: u64 = 1_000 * 4_096;
/// How often a file and a log that don't fit are looked at again: a server that is running may have moved its log between
/// one look and the other.
const LOOKS: usize = 5;

/// How a file stands, by its header alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// It was last used by a version without marks.
    None,
    /// It has everything.
    Closed,
    /// A program uses it, or has ended without an orderly end: its log belongs to it.
    Open(i32),
}

/// The header of a file, by its bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    application: i32,
    version: i32,
}

impl Header {
    /// Of this file; `None` when it is no SQLite database.
    ///
    /// Must not be called while this process has the file open: closing any handle of a file drops the locks that SQLite
    /// holds on it.
    pub(super) fn read(path: &Path) -> std::io::Result<Option<Self>> {
        let mut bytes = [0; 100];
        match File::open(path)?.read_exact(&mut bytes) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        }
        let number = |at: usize| i32::from_be_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]]);
        let is_sqlite = bytes.starts_with(b"SQLite format 3\0");
        Ok(is_sqlite.then(|| Self { application: number(68), version: number(60) }))
    }

    /// Whether another program has put its name there.
    pub(super) fn is_foreign(self) -> bool {
        ![0, OURS].contains(&self.application)
    }

    pub(super) fn mark(self) -> Mark {
        if self.application == OURS { mark(self.version) } else { Mark::None }
    }
}

fn mark(version: i32) -> Mark {
    match version {
        CLOSED | i32::MIN..=-1 => Mark::Closed,
        FIRST.. => Mark::Open(version),
        _ => Mark::None,
    }
}

/// That this is not a copy that lacks what is in a log. Must not be called while this process has the file open.
///
/// # Errors
/// When it is.
pub(super) async fn refuse_incomplete(location: &Location) -> Result<(), Failure> {
    let read = || Header::read(location.path()).ok().flatten();
    let mut what = "";
    for _ in 0..LOOKS {
        let had_log = location.has_log_file();
        // What can't be read at all is for others to name.
        let Some(header) = read() else { return Ok(()) };
        let Mark::Open(number) = header.mark() else { return Ok(()) };
        what = if had_log || location.has_log_file() {
            match version_with_log(location).await {
                Some(version) if !belong_together(number, version) => "with a log of another moment (-wal)",
                Some(_) | None => return Ok(()),
            }
        } else {
            "without its log (-wal)"
        };
    }
    Err(Failure::new(format!(
        "The database {location} is a copy that was made {what} while a server used it, so the newest changes are missing \
         and nothing was started or changed: make a copy with `statuspane backup`, copy file and log again while no server \
         runs, or go on without what is missing by `statuspane serve --accept-incomplete`."
    )))
}

/// The mark as it is with the changes of the log; `None` when they can't be read without changing anything.
async fn version_with_log(location: &Location) -> Option<i32> {
    let options = SqliteConnectOptions::new().filename(location.path()).read_only(true).busy_timeout(super::PATIENCE);
    let mut connection = SqliteConnection::connect_with(&options).await.ok()?;
    let version = version(&mut connection).await.ok();
    connection.close().await.ok()?;
    version
}

fn belong_together(file: i32, with_log: i32) -> bool {
    // Negative: its end was under way.
    (file..=file.saturating_add(2)).contains(&with_log.saturating_abs())
}

/// When a log is moved into its file.
#[derive(Debug)]
pub(super) struct Log {
    path: PathBuf,
    /// The length from which on it is moved.
    too_long: AtomicU64,
}

impl Log {
    pub(super) fn of(location: &Location) -> Self {
        Self { path: location.log(), too_long: AtomicU64::new(LONG) }
    }

    /// Marks the file as one in use, before anything is acknowledged that is only in the log.
    pub(super) async fn begin(&self, connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        match mark(version(connection).await?) {
            // Whoever writes an even number has seen the odd one before it arrive in the file.
            Mark::Open(number) if number % 2 == 0 => Ok(()),
            Mark::None | Mark::Closed | Mark::Open(_) => self.settle(connection).await,
        }
    }

    /// Moves a log that has grown long into the file.
    pub(super) async fn keep_short(&self, connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        if self.length() >= self.too_long.load(Ordering::Relaxed) {
            self.settle(connection).await?;
        }
        Ok(())
    }

    async fn settle(&self, connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        let too_long = match settle(connection).await? {
            // While somebody reads what was there before, the log grows on behind it.
            true if self.length() > LONG => self.length() + LONG,
            true => LONG,
            // A reader was in the way. The next change tries again.
            false => 0,
        };
        self.too_long.store(too_long, Ordering::Relaxed);
        Ok(())
    }

    fn length(&self) -> u64 {
        std::fs::metadata(&self.path).map_or(0, |metadata| metadata.len())
    }
}

/// Moves the log into the file, and both on by a number; whether nobody was in the way.
async fn settle(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    // All but the number first: in a copy that has the number, the rest is there as well.
    checkpoint(connection).await?;
    let number = match mark(version(connection).await?) {
        Mark::Open(number) => number | 1,
        // Another one each time, so that a log of another day does not fit.
        Mark::None | Mark::Closed => i32::from_be_bytes(random::bytes()) >> 2 & 0x1fff_ffff | FIRST,
    };
    set_version(connection, number).await?;
    let is_moved = checkpoint(connection).await?;
    if is_moved {
        set_version(connection, number.saturating_add(1)).await?;
    }
    Ok(is_moved)
}

/// Marks the file as one that has everything, if nobody else uses it and it can be written. The connection has it to
/// itself from then on, and has to be closed next.
pub(super) async fn end(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    // Whoever has the file open holds a lock on it, whether he does anything or not: this one is had by one alone, and it
    // is no use to wait for it.
    sqlx::raw_sql("PRAGMA busy_timeout = 0; PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE; COMMIT")
        .execute(&mut *connection)
        .await?;
    checkpoint(connection).await?;
    let closed = match version(connection).await? {
        number @ FIRST.. => -number,
        _ => CLOSED,
    };
    set_version(connection, closed).await?;
    match checkpoint(connection).await? {
        true => Ok(()),
        false => Err(sqlx::Error::Protocol("the log could not be moved into the file".into())),
    }
}

/// Marks a file that nobody else knows of as one that has everything.
pub(super) async fn set_closed(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    set_version(connection, CLOSED).await
}

async fn version(connection: &mut SqliteConnection) -> Result<i32, sqlx::Error> {
    let (version,) = sqlx::query_as("PRAGMA user_version").fetch_one(connection).await?;
    Ok(version)
}

async fn set_version(connection: &mut SqliteConnection, version: i32) -> Result<(), sqlx::Error> {
    let mut change = connection.begin_with("BEGIN IMMEDIATE").await?;
    let sql = format!("PRAGMA application_id = {OURS}; PRAGMA user_version = {version}");
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(&mut *change).await?;
    change.commit().await
}

/// Moves what is in the log into the file, and that to the disk; whether all of it was moved.
async fn checkpoint(connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
    let (busy, in_log, moved): (i32, i32, i32) =
        sqlx::query_as("PRAGMA wal_checkpoint(PASSIVE)").fetch_one(connection).await?;
    Ok(busy == 0 && in_log == moved)
}

/// A pool whose last connection would move the log into the file and remove it, whatever the file's mark says.
///
/// Unless the mark can be set, its connections stay open until the program ends: that leaves the log where it is, as a
/// crash does, and the next start goes on from there.
#[derive(Debug)]
pub(super) struct Keeper(SqlitePool);

impl Keeper {
    pub(super) fn of(pool: &SqlitePool) -> Self {
        Self(pool.clone())
    }

    /// Closes the pool in order if nobody else uses the file.
    pub(super) async fn close(&self) {
        // Dropped without this, or with it in vain, see below.
        let Ok(connection) = self.0.acquire().await else { return };
        let mut connection = connection.detach();
        let ended = end(&mut connection).await;
        match ended {
            Ok(()) => {
                if let Err(error) = connection.close().await {
                    tracing::warn!(%error, "the database was not closed in order");
                }
                self.0.close().await;
            }
            Err(error) => {
                tracing::debug!(%error, "the database is left with its log, as another program uses it");
                std::mem::forget(connection);
            }
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        if !self.0.is_closed() {
            std::mem::forget(self.0.clone());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_and_its_log_count_together() {
        let check = |file: i32, with_log: i32, expected: bool| {
            assert_eq!(belong_together(file, with_log), expected, "{file} {with_log}");
        };
        check(7, 7, true);
        check(7, 8, true);
        check(7, 9, true);
        check(7, 10, false);
        check(7, 6, false);
        check(7, 1_000_001, false);
        check(7, -8, true);
        check(7, -10, false);
        check(7, CLOSED, false);
        check(7, i32::MIN, false);
        check(i32::MAX, i32::MAX, true);
    }
}
