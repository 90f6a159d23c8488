//! Making the WebAssembly smaller.

use crate::failure::Failure;
use crate::files;
use crate::npm_bin::npm_bin;
use crate::output::Output;
use crate::workspace::Workspace;
use std::path::Path;

/// What the compiler's default for this target uses, by name: asked for all features, wasm-opt writes forms that today's
/// browsers refuse.
pub const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// The module at `path`, optimised for size.
pub fn shrink(workspace: &Workspace, path: &Path, scratch: &Path) -> Result<Vec<u8>, Failure> {
    let shrunk = scratch.join("shrunk.wasm");
    npm_bin(workspace, "wasm-opt", "Shrinking the WebAssembly")?
        .args(["-Oz", "--converge", "--strip-producers", "--strip-target-features"])
        .args(FEATURES)
        .args([path, Path::new("--output"), &shrunk])
        .next("If it names a feature, the compiler has begun to use one more: add it to the list in xtask.")
        .stream(&Output::Terminal)?;
    files::read(&shrunk)
}
