//! The mark in the database file: whether it contains every acknowledged change, or some are only in its log.
//!
//! SQLite writes changes to a log (`-wal`) next to the file, and moves them into the file now and then. A copy of the
//! file without the log opens without an error and lacks them. The header of the file therefore records its state, in
//! two fields that SQLite leaves to applications: `application_id` is ours, and `user_version` is a number from
//! [`FIRST`] up while the file is in use. In a complete file it is the negative of the last number, or [`CLOSED`].
//!
//! A log from another moment is as bad as none. Only [`merge_log`] therefore moves the log into the file, and it advances
//! the number: a log begins with an even number, and an odd one reaches the file only after everything before it. As
//! the numbers only grow, a file and a log belong together exactly if the file's number is in the log, or is the odd
//! one before the log's first. The log is never truncated while it is in use, so a copy made while it restarted has
//! newer frames after older ones. [`LogView`](super::log_view::LogView) detects all of this.

use super::Location;
use super::log_view::LogView;
use crate::failure::Failure;
use crate::random;
use sqlx::{AssertSqlSafe, Connection, SqliteConnection, SqlitePool};
use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use tokio::sync::Mutex;

/// The `application_id` of our databases: "StPa".
const OURS: i32 = 0x5374_5061;
/// The `user_version` of a complete file that was never in use. One that was has its last number, negated.
const CLOSED: i32 = 1;
/// The first number of a file in use.
const FIRST: i32 = 3;
/// The length in bytes from which a log is moved into the file, as by SQLite's default.
const LONG: u64 = 1_000 * FRAME;
/// The length of a page in a log, in bytes.
const FRAME: u64 = 24 + 4_096;
/// The number of attempts to match a file and its log: a running server may have moved its log between reading one and
/// the other.
const LOOKS: usize = 5;

/// The state of a file, by its header alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    /// It was last used by a version without marks.
    None,
    /// It is complete.
    Closed,
    /// It is in use, or wasn't closed properly, and needs its log.
    Open(i32),
}

/// The relevant fields of a database header.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Header {
    application: i32,
    version: i32,
}

impl Header {
    /// Reads the header of a file; `None` if it isn't an SQLite database.
    ///
    /// Must not be called while this process has the file open: closing any handle of a file drops the locks that
    /// SQLite holds on it.
    pub(super) fn read(path: &Path) -> std::io::Result<Option<Self>> {
        let mut bytes = [0; 100];
        match File::open(path)?.read_exact(&mut bytes) {
            Ok(()) => {}
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => return Ok(None),
            Err(error) => return Err(error),
        }
        Ok(Self::of_page(&bytes))
    }

    /// Parses the first page of a file; `None` if it isn't that of an SQLite database.
    pub(super) fn of_page(bytes: &[u8]) -> Option<Self> {
        let number = |at: usize| Some(i32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
        let is_sqlite = bytes.starts_with(b"SQLite format 3\0");
        is_sqlite.then_some(Self { application: number(68)?, version: number(60)? })
    }

    /// The number of the file, if it is one of our databases.
    pub(super) fn number(self) -> Option<i32> {
        self.is_ours().then_some(self.version)
    }

    /// Whether this program has set its application ID.
    pub(super) fn is_ours(self) -> bool {
        self.application == OURS
    }

    /// Whether another program has set its application ID.
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

/// Checks that this isn't a copy without the changes in a log. Must not be called while this process has the file open.
///
/// # Errors
/// When it is, or its log can't be read.
pub(super) fn refuse_incomplete(location: &Location) -> Result<(), Failure> {
    let read = || Header::read(location.path()).ok().flatten();
    let mut what = "";
    for _ in 0..LOOKS {
        // Other checks report a file that can't be read at all.
        let Some(header) = read() else { return Ok(()) };
        let log = LogView::read(&location.log()).map_err(|error| {
            Failure::new(format!(
                "Couldn't read the log of the database {location}, so its newest changes may be missing: {error}. \
                 Nothing was started or changed. Give this user permission to read {}.",
                location.log().display()
            ))
        })?;
        what = match (header.mark(), log) {
            (Mark::None, _) | (Mark::Closed, None) => return Ok(()),
            (Mark::Open(_), None) => "without its log (-wal)",
            (Mark::Closed | Mark::Open(_), Some(log)) if fits(header.version, &log) => return Ok(()),
            (Mark::Closed | Mark::Open(_), Some(_)) => "with a log (-wal) from another time",
        };
    }
    Err(Failure::new(format!(
        "The database {location} is a copy made {what} while a server used it, so its newest changes are missing. \
         Nothing was started or changed. Make a copy with `statuspane backup`, or copy the file and its log again \
         while no server runs. To continue without the missing changes, use `statuspane serve --accept-incomplete`."
    )))
}

/// Checks that there can't be a log next to another name of the file. The mark is in the file, so it is the same under
/// every name: [`refuse_incomplete`] rejects a file in use without a log here, and a closed file is complete. Only a
/// version without marks may have left a log elsewhere.
///
/// # Errors
/// When it has another name and no mark.
pub(super) fn check_names(location: &Location) -> Result<(), Failure> {
    if !location.has_other_names() {
        return Ok(());
    }
    let header = Header::read(location.path()).ok().flatten();
    if header.is_none_or(|header| header.mark() == Mark::None) {
        return Err(Failure::new(format!(
            "The database {location} has other names (hard links). A log with its newest changes may be next to one \
             of them. Nothing was started or changed. Once no program uses it, copy it to a file with a single name, \
             or remove the other names."
        )));
    }
    tracing::warn!(
        database = %location,
        "the database has other names (hard links); programs that open it by different names damage it. Remove the \
         other names, and make copies with `statuspane backup`"
    );
    Ok(())
}

/// Whether a file with this number contains everything from before its log began.
fn fits(file: i32, log: &LogView) -> bool {
    if log.is_torn {
        return false;
    }
    let number = file.saturating_abs();
    let Some(&first) = log.numbers.first() else {
        // The log has restarted, and no change in it has set a number yet. The remnants of the previous log still show
        // its last number, up to which the file must be complete.
        return log.newest_before.is_none_or(|before| before.saturating_abs() <= number);
    };
    // A negative number: the file was being closed.
    let is_in_log = log.numbers.iter().any(|in_log| in_log.saturating_abs() == number);
    is_in_log
        || match mark(first) {
            // Only an odd number means that everything before it is in the file.
            Mark::Open(first) if first % 2 == 0 => file == first - 1,
            Mark::Open(first) => mark(file) == Mark::Closed || file == first - 2,
            Mark::None | Mark::Closed => false,
        }
}

/// Controls when a log is moved into its file.
#[derive(Debug)]
pub(super) struct WriteAheadLog {
    path: PathBuf,
    /// The length from which it is moved.
    too_long: AtomicU64,
    /// Whether the file is marked as in use. Nothing may be changed before that.
    is_begun: AtomicBool,
    /// Whether the disk failed during the move. Its state then isn't known until the database is reopened.
    has_failed: AtomicBool,
    pins: Mutex<Option<Pins>>,
}

/// Two read connections for holding on to a state of the log: during a read transaction, the log doesn't restart, and
/// nothing after that state is moved into the file.
#[derive(Debug)]
pub(super) struct Pins {
    pub(super) first: SqliteConnection,
    pub(super) second: SqliteConnection,
}

impl WriteAheadLog {
    pub(super) fn of(location: &Location) -> Self {
        Self {
            path: location.log(),
            too_long: AtomicU64::new(LONG),
            is_begun: AtomicBool::new(false),
            has_failed: AtomicBool::new(false),
            pins: Mutex::new(None),
        }
    }

    /// Marks the file as in use, before any change is acknowledged that is only in the log. If another reader is in the
    /// way, the first change does this.
    pub(super) async fn begin(&self, connection: &mut SqliteConnection, pins: Pins) -> Result<(), sqlx::Error> {
        *self.pins.lock().await = Some(pins);
        match mark(version(connection).await?) {
            Mark::Open(number) if number % 2 == 0 => {
                self.restate(connection, number).await?;
                self.is_begun.store(true, Ordering::Relaxed);
            }
            Mark::None | Mark::Closed | Mark::Open(_) => drop(self.merge_log(connection).await?),
        }
        Ok(())
    }

    /// Sets the number once more if the log doesn't contain it. A server that was killed while it closed the file may
    /// have restarted the log and written nothing to it yet.
    async fn restate(&self, connection: &mut SqliteConnection, number: i32) -> Result<(), sqlx::Error> {
        let log = LogView::read(&self.path).ok().flatten();
        if log.is_some_and(|log| log.numbers.contains(&number)) {
            return Ok(());
        }
        let mut change = connection.begin_with("BEGIN IMMEDIATE").await?;
        // Another program may have advanced it meanwhile.
        if version(&mut change).await? == number {
            mark_with(&mut change, number).await?;
        }
        change.commit().await
    }

    pub(super) fn is_begun(&self) -> bool {
        self.is_begun.load(Ordering::Relaxed)
    }

    pub(super) fn has_failed(&self) -> bool {
        self.has_failed.load(Ordering::Relaxed)
    }

    /// Moves the log into the file if it has grown long.
    pub(super) async fn keep_short(&self, connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
        let too_long = self.too_long.load(Ordering::Relaxed);
        // The file of the log keeps its length when the log restarts.
        let is_long = std::fs::metadata(&self.path).is_ok_and(|metadata| metadata.len() >= LONG.min(too_long));
        if is_long && length(connection).await? >= too_long {
            self.merge_log(connection).await?;
        }
        Ok(())
    }

    /// Moves the log into the file. Returns whether nobody was in the way.
    pub(super) async fn merge_log(&self, connection: &mut SqliteConnection) -> Result<bool, sqlx::Error> {
        let mut pins = self.pins.lock().await;
        let Some(pins) = pins.as_mut() else { return Ok(false) };
        let is_moved = merge_log(connection, pins).await;
        for pin in [&mut pins.first, &mut pins.second] {
            release(pin).await;
        }
        match &is_moved {
            Ok(true) => {
                self.is_begun.store(true, Ordering::Relaxed);
                self.too_long.store(LONG, Ordering::Relaxed);
            }
            // Another connection was in the way. The next change tries again.
            Ok(false) => self.too_long.store(0, Ordering::Relaxed),
            Err(error) if super::error::is_lost_on_disk(error) => self.has_failed.store(true, Ordering::Relaxed),
            Err(_) => self.too_long.store(0, Ordering::Relaxed),
        }
        is_moved
    }

    /// Closes the connections.
    pub(super) async fn close(&self) {
        if let Some(Pins { first, second }) = self.pins.lock().await.take() {
            for pin in [first, second] {
                if let Err(error) = pin.close().await {
                    tracing::debug!(%error, "a connection wasn't closed properly");
                }
            }
        }
    }
}

/// The length of the log, in bytes.
async fn length(connection: &mut SqliteConnection) -> Result<u64, sqlx::Error> {
    let (_, in_log, _): (i32, i32, i32) = sqlx::query_as("PRAGMA wal_checkpoint(NOOP)").fetch_one(connection).await?;
    Ok(u64::try_from(in_log).unwrap_or(0) * FRAME)
}

/// Moves the log into the file and advances the number of each by two. Returns whether nobody was in the way.
///
/// Two invariants hold at any moment, whatever other programs do: an odd number reaches the file only after everything
/// before it, and the log restarts only when the odd number is in the file.
async fn merge_log(connection: &mut SqliteConnection, pins: &mut Pins) -> Result<bool, sqlx::Error> {
    // Nobody else can write from here on.
    let mut change = connection.begin_with("BEGIN IMMEDIATE").await?;
    let seen = changes_of_others(&mut change).await?;
    let number = match mark(version(&mut change).await?) {
        Mark::Open(number) => number.saturating_add(1 + number % 2),
        // A random number each time, so that a log from another day doesn't fit.
        Mark::None | Mark::Closed => i32::from_be_bytes(random::bytes()) >> 2 & 0x1fff_ffff | FIRST,
    };
    pin(&mut pins.first).await?;
    mark_with(&mut change, number).await?;
    change.commit().await?;
    pin(&mut pins.second).await?;
    if changes_of_others(connection).await? != seen {
        return Ok(false);
    }
    // Everything but the number.
    let (in_log, moved) = checkpoint(connection).await?;
    if moved + 1 < in_log {
        return Ok(false);
    }
    release(&mut pins.first).await;
    // The number, but nothing after it.
    let (in_log, moved) = checkpoint(connection).await?;
    if moved < in_log {
        return Ok(false);
    }
    release(&mut pins.second).await;
    set_version(connection, number.saturating_add(1)).await?;
    Ok(true)
}

/// Holds on to the newest state.
async fn pin(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    release(connection).await;
    sqlx::raw_sql("BEGIN; SELECT count(*) FROM sqlite_schema").execute(connection).await?;
    Ok(())
}

async fn release(connection: &mut SqliteConnection) {
    // This fails if nothing was held.
    let _held_nothing = sqlx::raw_sql("ROLLBACK").execute(connection).await;
}

/// A number that changes when another connection changes the database.
async fn changes_of_others(connection: &mut SqliteConnection) -> Result<i64, sqlx::Error> {
    let (number,) = sqlx::query_as("PRAGMA data_version").fetch_one(connection).await?;
    Ok(number)
}

/// Marks the file as complete, if nobody else uses it and it can be written. The connection then has it to itself, and
/// must be closed next.
pub(super) async fn end(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    // Everyone who has the file open holds a lock on it, even when idle. Only one connection can get this lock, and
    // waiting for it is pointless.
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
        (in_log, moved) if in_log == moved => Ok(()),
        _ => Err(sqlx::Error::Protocol("couldn't move the log into the database file".into())),
    }
}

/// Marks a file that nobody else knows of as complete.
pub(super) async fn set_closed(connection: &mut SqliteConnection) -> Result<(), sqlx::Error> {
    set_version(connection, CLOSED).await
}

async fn version(connection: &mut SqliteConnection) -> Result<i32, sqlx::Error> {
    let (version,) = sqlx::query_as("PRAGMA user_version").fetch_one(connection).await?;
    Ok(version)
}

async fn set_version(connection: &mut SqliteConnection, version: i32) -> Result<(), sqlx::Error> {
    let mut change = connection.begin_with("BEGIN IMMEDIATE").await?;
    mark_with(&mut change, version).await?;
    change.commit().await
}

async fn mark_with(connection: &mut SqliteConnection, version: i32) -> Result<(), sqlx::Error> {
    let sql = format!("PRAGMA application_id = {OURS}; PRAGMA user_version = {version}");
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(connection).await?;
    Ok(())
}

/// Moves the log into the file as far as possible. Returns the number of pages in the log, and how many of them are in
/// the file.
async fn checkpoint(connection: &mut SqliteConnection) -> Result<(i32, i32), sqlx::Error> {
    let (busy, in_log, moved): (i32, i32, i32) =
        sqlx::query_as("PRAGMA wal_checkpoint(PASSIVE)").fetch_one(connection).await?;
    // Another program is moving it.
    Ok((in_log, if busy == 0 { moved } else { -2 }))
}

/// A pool whose last connection would move the log into the file and remove it, whatever the file's mark says.
///
/// Unless the mark can be set, the connections stay open until the program ends. That leaves the log in place, as a
/// crash does, and the next start continues from there.
#[derive(Debug)]
pub(super) struct Keeper(SqlitePool);

impl Keeper {
    pub(super) fn of(pool: &SqlitePool) -> Self {
        Self(pool.clone())
    }

    /// Closes the pool properly if nobody else uses the file.
    pub(super) async fn close(&self) {
        // Without a connection, `drop` keeps the pool open, see below.
        let Ok(connection) = self.0.acquire().await else { return };
        let mut connection = connection.detach();
        let ended = end(&mut connection).await;
        match ended {
            Ok(()) => {
                if let Err(error) = connection.close().await {
                    tracing::warn!(%error, "the database wasn't closed properly");
                }
                self.0.close().await;
            }
            Err(error) => {
                tracing::debug!(%error, "the database keeps its log, because another program is using it");
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
        let check = |file: i32, numbers: &[i32], newest_before: Option<i32>, expected: bool| {
            let log = LogView { numbers: numbers.to_vec(), newest_before, is_torn: false };
            assert_eq!(fits(file, &log), expected, "{file} {log:?}");
            assert!(!fits(file, &LogView { is_torn: true, ..log }), "{file}: torn");
        };
        check(7, &[8], None, true);
        check(7, &[8, 9], Some(7), true);
        check(8, &[8, 9], None, true);
        check(9, &[8, 9], None, true);
        check(7, &[8, 9, 11, 13], None, true);
        check(11, &[8, 9, 11, 13], None, true);
        // The file is from before the previous log, or from after this one.
        check(7, &[10], None, false);
        check(8, &[10, 11], None, false);
        check(8, &[9, 10], None, false);
        check(10, &[8, 9], None, false);
        check(7, &[1_000_001], None, false);
        // The log has restarted and is still empty.
        check(7, &[], None, true);
        check(9, &[], Some(9), true);
        check(7, &[], Some(9), false);
        check(8, &[], Some(9), false);
        // Closed, and opened again.
        check(8, &[8, -8], None, true);
        check(-8, &[8, -8], None, true);
        check(8, &[-8], Some(8), true);
        check(8, &[-10], None, false);
        check(-8, &[51], None, true);
        check(-8, &[-8, 51], None, true);
        check(CLOSED, &[CLOSED, 51], None, true);
        check(-8, &[52], None, false);
        check(7, &[CLOSED], None, false);
        check(7, &[9], None, true);
        check(8, &[9], None, false);
    }
}
