//! Making the WebAssembly smaller.

use super::module::begins_above;
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

/// What is left to gain once it is compressed, measured on the public page: functions of one module side by side, control
/// flow found anew, two rounds, and no alignment hints, which no engine needs.
const PASSES: [&str; 6] = ["--reorder-functions-by-name", "--flatten", "--rereloop", "-Oz", "-Oz", "--dealign"];

/// Lets wasm-opt move constants from additions into loads and stores, which is the same unless the sum wraps around to an
/// address below this. [`begins_above`] holds it against each module: the compiler puts the stack first, then the data,
/// then the heap, so that below lies only the far end of the stack. A call that deep would trap a moment later anyway.
const LOW_MEMORY: u64 = 1024;

/// The module at `path`, optimised for size. Its functions should still have names, which it loses here.
pub fn shrink(workspace: &Workspace, path: &Path, scratch: &Path) -> Result<Vec<u8>, Failure> {
    let shrunk = scratch.join("shrunk.wasm");
    if !begins_above(&files::read(path)?, LOW_MEMORY) {
        return Err(Failure::new("The WebAssembly keeps data where wasm-opt is to take memory for unused.")
            .next("Link it with the stack first, or leave out --low-memory-unused in xtask."));
    }
    npm_bin(workspace, "wasm-opt", "Shrinking the WebAssembly")?
        .args(["--low-memory-unused"])
        .args(PASSES)
        .args(["--strip-producers", "--strip-target-features"])
        .args(FEATURES)
        .args([path, Path::new("--output"), &shrunk])
        .next("If it names a feature, the compiler has begun to use one more: add it to the list in xtask.")
        .stream(&Output::Terminal)?;
    files::read(&shrunk)
}
