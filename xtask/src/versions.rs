//! The versions of the tools that are not pinned by a lock file.

/// Trunk, which drives the bundling. The newest that the workspace's own Rust version can compile.
pub const TRUNK: &str = "0.21.14";

/// wasm-bindgen's command-line tool, which must equal the crate of the same name in `Cargo.lock`.
pub const WASM_BINDGEN: &str = "0.2.130";

/// The oldest Rust that compiles the workspace.
pub const RUST: &str = env!("CARGO_PKG_RUST_VERSION");
