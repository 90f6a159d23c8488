//! `statuspane backup` and `statuspane restore`.

use super::serve::Stop;
use super::{BackupArguments, RestoreArguments, say};
use crate::failure::Failure;
use crate::store::{self, Holdings};
use std::path::Path;

pub(super) async fn backup(BackupArguments { file, database }: BackupArguments) -> Result<(), Failure> {
    let held = unless_stopped(store::backup(&database.database, &file), "nothing was backed up").await?;
    say(&format!("Backed up {held} to {}.", whole(&file)), "The backup is complete.")
}

pub(super) async fn restore(RestoreArguments { file, database }: RestoreArguments) -> Result<(), Failure> {
    let held = unless_stopped(store::restore(&file, &database), "nothing was restored").await?;
    say(&format!("Restored {held} to {}.", whole(database.path())), "The restored database is complete.")
}

/// Runs the work until it is done or a signal asks to stop, without leaving incomplete files.
async fn unless_stopped(
    work: impl Future<Output = Result<Holdings, Failure>>,
    nothing: &str,
) -> Result<Holdings, Failure> {
    let stop = Stop::listen()?;
    tokio::select! {
        held = work => held,
        () = stop.wait() => Err(Failure::new(format!("Stopped by a signal; {nothing}. Run the command again."))),
    }
}

/// The absolute path of a file, for messages.
fn whole(path: &Path) -> String {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned()).display().to_string()
}
