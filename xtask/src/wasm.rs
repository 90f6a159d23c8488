//! The environment in which cargo compiles WebAssembly, standard library included.

use crate::setup::Compiler;
use crate::workspace::Workspace;
use std::ffi::OsString;

/// The target of the pages.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// The purpose of a build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// The release bundle, optimised for size.
    Release,
    /// Quick builds, which keep panic messages.
    Dev,
}

/// The variables to set, or to remove if the value is `None`.
///
/// `erase_components` is Leptos' own flag: it erases the types of views, which takes a third off the admin view's code and
/// makes it compile faster. The public page's views are `Node`s, which have one type anyway.
pub fn environment(
    workspace: &Workspace,
    compiler: &Compiler,
    purpose: Purpose,
) -> Vec<(&'static str, Option<OsString>)> {
    let (target, features, flags) = match purpose {
        Purpose::Release => (
            workspace.wasm_target(),
            Some("optimize_for_size"),
            // Unstable, as is building the standard library. A panic aborts without a message, so the messages are left
            // out.
            concat!(
                "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none ",
                "--cfg=erase_components"
            ),
        ),
        // Replaces the default features of the standard library, with which it would read debug information for
        // backtraces.
        Purpose::Dev => (workspace.wasm_dev_target(), Some("optimize_for_size"), "--cfg=erase_components"),
    };
    let text = |value: &str| Some(OsString::from(value));
    vec![
        ("RUSTC", compiler.rustc().map(OsString::from).or_else(|| std::env::var_os("RUSTC"))),
        ("RUSTC_BOOTSTRAP", text("1")),
        ("CARGO_TARGET_DIR", Some(target.into_os_string())),
        ("CARGO_UNSTABLE_BUILD_STD", text("std,panic_abort")),
        ("CARGO_UNSTABLE_BUILD_STD_FEATURES", features.and_then(text)),
        ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", text(flags)),
        // Either of these would override the flags above.
        ("RUSTFLAGS", None),
        ("CARGO_ENCODED_RUSTFLAGS", None),
    ]
}
