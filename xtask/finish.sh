# Trunk's post-build hook. `cargo xtask` names its own program here; under plain Trunk, cargo finds it, without the
# settings of a WebAssembly build, which are not meant for it.
if [ -n "$STATUSPANE_XTASK" ]; then
    exec "$STATUSPANE_XTASK" finish
fi
unset RUSTC RUSTC_BOOTSTRAP CARGO_TARGET_DIR CARGO_UNSTABLE_BUILD_STD CARGO_UNSTABLE_BUILD_STD_FEATURES
exec cargo xtask finish
