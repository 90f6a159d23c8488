//! Limits how much freed memory glibc retains.
//!
//! glibc allocates from an arena per thread, up to eight per processor core, and each arena retains most of what is freed in
//! it. Lists are built, sent and freed by different threads, so over time every arena grows as large as a list. Two arenas
//! are enough. glibc also stops returning large blocks to the system at once after the first is freed, unless the threshold
//! is set. glibc reads both from the environment when a program starts, so `serve` executes itself again, once.
//!
//! Fewer threads would help little: under load there are about 20, seven of them for connections to the database.

use std::env::{args_os, current_exe, var_os, vars_os};
use std::ffi::{CString, NulError, OsString};
use std::os::unix::ffi::OsStringExt;

/// The limit. If one exists, nothing is changed.
const LIMIT: (&str, &str) = ("MALLOC_ARENA_MAX", "2");
/// Blocks from this size on are returned to the system when freed. It is glibc's default, which changes unless set.
const THRESHOLD: (&str, &str) = ("MALLOC_MMAP_THRESHOLD_", "131072");
/// The other variable that may contain a limit, and the limit's name in it.
const TUNABLES: (&str, &str) = ("GLIBC_TUNABLES", "glibc.malloc.arena_max=");
/// Marks the second start. The limit itself isn't enough: glibc removes it from a program that has file capabilities.
const MARK: (&str, &str) = ("STATUSPANE_RESTARTED", "1");

/// Executes the program again with a limit. Process id, arguments, open files and signals don't change. If this fails, the
/// program continues without a limit and uses more memory.
pub(super) fn limit() {
    let is_limited = var_os(TUNABLES.0).is_some_and(|tunables| tunables.to_string_lossy().contains(TUNABLES.1));
    if is_limited || [LIMIT, MARK].iter().any(|(name, _)| var_os(name).is_some()) {
        return;
    }
    let Ok(program) = current_exe() else { return };
    // If the program was started through the dynamic loader (`ld-linux-x86-64.so.2 statuspane serve`), this is the loader.
    if program.file_name().is_none_or(|name| name.to_string_lossy().contains(".so")) {
        return;
    }
    let threshold = Some(THRESHOLD).filter(|(name, _)| var_os(name).is_none());
    let added = [LIMIT, MARK].into_iter().chain(threshold).map(|(name, value)| (name.into(), value.into()));
    let variables = vars_os().chain(added).map(|(mut variable, value): (OsString, OsString)| {
        variable.push("=");
        variable.push(value);
        variable
    });
    if let (Ok(program), Ok(arguments), Ok(variables)) =
        (text(program.into()), args_os().map(text).collect(), variables.map(text).collect())
    {
        let (arguments, variables): (Vec<_>, Vec<_>) = (arguments, variables);
        // Returns only on failure. The standard library's `exec` would then leave SIGPIPE at its default, which ends the
        // program when the reader of its log is gone.
        let _unlimited = nix::unistd::execve(&program, &arguments, &variables);
    }
}

fn text(text: OsString) -> Result<CString, NulError> {
    CString::new(text.into_vec())
}
