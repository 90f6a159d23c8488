//! Failures of the database.

use sqlx::migrate::MigrateError;

/// A failure of the database, classified by its consequences.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database can't be written: the disk is full, or the file is read-only. Reading still works.
    #[error(transparent)]
    Unwritable(sqlx::Error),
    /// Another process has locked the database, or there are too many requests.
    #[error(transparent)]
    Busy(sqlx::Error),
    /// The change may or may not have been saved: the disk failed while it was synced.
    #[error(transparent)]
    OutcomeUnknown(sqlx::Error),
    /// Anything else: a damaged file, a lost disk or a bug.
    #[error(transparent)]
    Broken(sqlx::Error),
}

impl From<sqlx::Error> for StoreError {
    fn from(error: sqlx::Error) -> Self {
        if let sqlx::Error::PoolTimedOut = error {
            return Self::Busy(error);
        }
        match code(&error).map_or(SqliteFailure::Broken, kind) {
            SqliteFailure::Unwritable => Self::Unwritable(error),
            SqliteFailure::Busy => Self::Busy(error),
            SqliteFailure::Broken => Self::Broken(error),
        }
    }
}

impl StoreError {
    /// Classifies a failed commit. If its last write was refused, nothing was changed. After a later failure the
    /// transaction is in the log, and it isn't known whether it is on disk.
    pub(super) fn of_commit(error: sqlx::Error) -> Self {
        match code(&error) {
            // SQLITE_BUSY, SQLITE_LOCKED, SQLITE_READONLY, SQLITE_FULL, SQLITE_CONSTRAINT, SQLITE_IOERR_WRITE
            Some(code) if matches!(code & 0xff, 5 | 6 | 8 | 13 | 19) || code == WRITE_FAILED => error.into(),
            Some(_) | None => Self::OutcomeUnknown(error),
        }
    }
}

/// SQLITE_IOERR_WRITE.
const WRITE_FAILED: i32 = 10 | 3 << 8;

/// Whether the disk may have lost data that it was given: SQLITE_IOERR_FSYNC and SQLITE_IOERR_DIR_FSYNC. Such data must
/// be written again, as the system doesn't keep what it failed to write.
pub(super) fn is_lost_on_disk(error: &sqlx::Error) -> bool {
    code(error).is_some_and(|code| [10 | 4 << 8, 10 | 5 << 8].contains(&code))
}

/// Whether a database that couldn't be opened may still be readable: it exists, but neither it nor its folder can be
/// written.
pub(super) fn is_unwritable_at_start(error: &sqlx::Error) -> bool {
    // SQLITE_CANTOPEN and SQLITE_IOERR may concern the files next to it, which reading can do without.
    code(error).is_some_and(|code| kind(code) == SqliteFailure::Unwritable || matches!(code & 0xff, 10 | 14))
}

/// The result code of SQLite, including that of a failed migration.
pub(super) fn code(error: &sqlx::Error) -> Option<i32> {
    match error {
        sqlx::Error::Migrate(error) => match error.as_ref() {
            MigrateError::Execute(error) | MigrateError::ExecuteMigration(error, _) => code(error),
            _ => None,
        },
        _ => error.as_database_error()?.code()?.parse().ok(),
    }
}

#[derive(Debug, PartialEq, Eq)]
enum SqliteFailure {
    Unwritable,
    Busy,
    Broken,
}

/// Classifies a result code of SQLite, whose low byte is the primary code (<https://www.sqlite.org/rescode.html>).
fn kind(code: i32) -> SqliteFailure {
    /// SQLITE_IOERR with WRITE, FSYNC, DIR_FSYNC, TRUNCATE and SHMSIZE: the operations that a full or failing disk
    /// refuses.
    const WRITE_FAILURES: [i32; 5] = [10 | 3 << 8, 10 | 4 << 8, 10 | 5 << 8, 10 | 6 << 8, 10 | 19 << 8];
    match code & 0xff {
        // SQLITE_READONLY, SQLITE_FULL
        8 | 13 => SqliteFailure::Unwritable,
        // SQLITE_IOERR
        10 if WRITE_FAILURES.contains(&code) => SqliteFailure::Unwritable,
        // SQLITE_BUSY, SQLITE_LOCKED
        5 | 6 => SqliteFailure::Busy,
        _ => SqliteFailure::Broken,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::{self, Display};

    #[test]
    fn result_codes_tell_what_still_works() {
        let check = |code: i32, expected: SqliteFailure| assert_eq!(kind(code), expected, "{code}");
        check(13, SqliteFailure::Unwritable);
        check(8, SqliteFailure::Unwritable);
        check(8 | 1 << 8, SqliteFailure::Unwritable);
        check(778, SqliteFailure::Unwritable);
        check(266, SqliteFailure::Broken);
        check(5, SqliteFailure::Busy);
        check(517, SqliteFailure::Busy);
        check(11, SqliteFailure::Broken);
        check(1, SqliteFailure::Broken);
        check(2067, SqliteFailure::Broken);
    }

    #[test]
    fn what_fails_behind_the_last_write_may_have_been_made() {
        #[derive(Debug)]
        struct Failed(i32);
        impl Display for Failed {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }
        impl std::error::Error for Failed {}
        impl sqlx::error::DatabaseError for Failed {
            fn message(&self) -> &str {
                "failed"
            }
            fn code(&self) -> Option<std::borrow::Cow<'_, str>> {
                Some(self.0.to_string().into())
            }
            fn as_error(&self) -> &(dyn std::error::Error + Send + Sync + 'static) {
                self
            }
            fn as_error_mut(&mut self) -> &mut (dyn std::error::Error + Send + Sync + 'static) {
                self
            }
            fn into_error(self: Box<Self>) -> Box<dyn std::error::Error + Send + Sync + 'static> {
                self
            }
            fn kind(&self) -> sqlx::error::ErrorKind {
                sqlx::error::ErrorKind::Other
            }
        }
        let check = |code: i32, expected: bool| {
            let got = StoreError::of_commit(sqlx::Error::Database(Box::new(Failed(code))));
            assert_eq!(matches!(got, StoreError::OutcomeUnknown(_)), expected, "{code}");
        };
        check(13, false);
        check(8, false);
        check(5, false);
        check(778, false);
        check(1034, true);
        check(1290, true);
        check(4874, true);
        check(266, true);
        check(11, true);
        check(7, true);
        assert!(matches!(StoreError::of_commit(sqlx::Error::WorkerCrashed), StoreError::OutcomeUnknown(_)));
    }
}
