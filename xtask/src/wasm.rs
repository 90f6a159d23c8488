//! The environment in which cargo compiles WebAssembly, standard library included.

use crate::setup::Compiler;
use crate::workspace::Workspace;
use std::ffi::OsString;

/// The target of the pages.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// What is compiled for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The bundle that visitors get: as small as can be.
    Release,
    /// Quick builds, which keep the words of a panic.
    Dev,
}

/// The variables to set, or to remove where there is no value.
pub fn environment(
    workspace: &Workspace,
    compiler: &Compiler,
    purpose: Purpose,
) -> Vec<(&'static str, Option<OsString>)> {
    let (target, features, flags) = match purpose {
        Purpose::Release => (
            workspace.wasm_target(),
            Some("optimize_for_size"),
            // Unstable, as is building the library: a panic ends the program without a word, so no text of one is kept.
            Some("-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none"),
        ),
        // Not the library's own features, which would have it read debug information for its backtraces.
        Purpose::Dev => (workspace.wasm_dev_target(), Some("optimize_for_size"), None),
    };
    let text = |value: &str| Some(OsString::from(value));
    vec![
        ("RUSTC", compiler.rustc().map(OsString::from).or_else(|| std::env::var_os("RUSTC"))),
        ("RUSTC_BOOTSTRAP", text("1")),
        ("CARGO_TARGET_DIR", Some(target.into_os_string())),
        ("CARGO_UNSTABLE_BUILD_STD", text("std,panic_abort")),
        ("CARGO_UNSTABLE_BUILD_STD_FEATURES", features.and_then(text)),
        ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", flags.and_then(text)),
        // Either of these would take the place of the flags above.
        ("RUSTFLAGS", None),
        ("CARGO_ENCODED_RUSTFLAGS", None),
    ]
}
