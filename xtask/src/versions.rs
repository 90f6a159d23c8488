//! The versions of tools that no lock file pins.

/// Trunk, the bundler: the newest version that the workspace's Rust version can compile.
pub const TRUNK: &str = "0.21.14";

/// wasm-bindgen's command-line tool. Must match the crate in `Cargo.lock`.
pub const WASM_BINDGEN: &str = "0.2.130";

/// The oldest Rust version that compiles the workspace.
pub const RUST: &str = env!("CARGO_PKG_RUST_VERSION");
