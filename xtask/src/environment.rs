//! Environment variables shared by several builds.

/// The variables that a build of WebAssembly sets or removes. They must not reach a build of native code.
pub const WASM_BUILD: [&str; 8] = [
    "RUSTC",
    "RUSTC_BOOTSTRAP",
    "CARGO_TARGET_DIR",
    "CARGO_UNSTABLE_BUILD_STD",
    "CARGO_UNSTABLE_BUILD_STD_FEATURES",
    "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
    "RUSTFLAGS",
    "CARGO_ENCODED_RUSTFLAGS",
];
