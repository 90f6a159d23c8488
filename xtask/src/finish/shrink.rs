//! Makes the WebAssembly smaller.

use super::module::begins_above;
use crate::failure::Failure;
use crate::files;
use crate::npm_bin::npm_bin;
use crate::output::Output;
use crate::workspace::Workspace;
use std::path::Path;

/// The features that the compiler enables by default for this target. With all features enabled, wasm-opt writes
/// instructions that current browsers reject.
pub const FEATURES: [&str; 7] = [
    "--enable-bulk-memory",
    "--enable-bulk-memory-opt",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// The passes that make the compressed module smaller, measured on the public page: functions sorted by name, so that
/// those of a Rust module are adjacent; rebuilt control flow; three rounds of `-Oz`, and the leftovers of the last; and no alignment
/// hints, which engines don't need.
const PASSES: [&str; 10] = [
    "--reorder-functions-by-name",
    "--flatten",
    "--rereloop",
    "-Oz",
    "-Oz",
    "-Oz",
    "--optimize-instructions",
    "--vacuum",
    "--reorder-locals",
    "--dealign",
];

/// Lets wasm-opt fold constant additions into the offsets of loads and stores, which is equivalent unless the sum wraps
/// around to an address below this one. [`begins_above`] checks each module: the compiler puts the stack first, then
/// the data, then the heap, so only the far end of the stack is below. A call that deep would trap a moment later
/// anyway.
const LOW_MEMORY: u64 = 1024;

/// Optimises the module at `path` for size. Its functions should still have names, which are removed.
pub fn shrink(workspace: &Workspace, path: &Path, scratch: &Path) -> Result<Vec<u8>, Failure> {
    let shrunk = scratch.join("shrunk.wasm");
    if !begins_above(&files::read(path)?, LOW_MEMORY) {
        return Err(Failure::new("The WebAssembly has data in memory that wasm-opt would treat as unused.")
            .next("Link it with the stack first, or remove --low-memory-unused in xtask."));
    }
    npm_bin(workspace, "wasm-opt", "Shrinking the WebAssembly")?
        .args(["--low-memory-unused"])
        .args(PASSES)
        .args(["--strip-producers", "--strip-target-features"])
        .args(FEATURES)
        .args([path, Path::new("--output"), &shrunk])
        .next("If the message names a feature, the compiler has started to use it: add it to the list in xtask.")
        .stream(&Output::Terminal)?;
    files::read(&shrunk)
}
