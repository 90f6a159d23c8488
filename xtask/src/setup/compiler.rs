//! The compiler for WebAssembly.

use super::debian;
use crate::failure::Failure;
use crate::output::Output;
use crate::run::{self, Run};
use crate::versions;
use std::path::{Path, PathBuf};

/// A compiler with the source of its standard library in its sysroot. The library is compiled with the pages, which
/// needs no precompiled WebAssembly target and makes the bundle a fifth smaller. The source must be of the compiler's
/// version.
#[derive(Clone, Debug)]
pub struct Compiler {
    rustc: CompilerSource,
    version: String,
}

#[derive(Clone, Debug)]
enum CompilerSource {
    /// The compiler that cargo uses by default.
    Active,
    /// Debian's compiler, which isn't the active one.
    Debian,
}

const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_CLIPPY: &str = "/usr/bin/clippy-driver";

impl Compiler {
    /// Finds or installs a compiler.
    pub fn prepare(out: &Output) -> Result<Self, Failure> {
        if let Some(compiler) = Self::find() {
            return Ok(compiler);
        }
        let mut attempts = Vec::new();
        if debian::can_install() {
            let installed = debian::install(&debian_packages(), "a Rust compiler with its library source", out);
            attempts.extend(installed.err());
        }
        if Self::find().is_none() && run::on_path("rustup").is_some() {
            let run = Run::new("rustup", "Installing the source of Rust's standard library").args([
                "component",
                "add",
                "rust-src",
            ]);
            attempts.extend(out.step("Installing the source of Rust's standard library", || run.quietly()).err());
        }
        Self::find().ok_or_else(|| {
            for attempt in &attempts {
                out.say(attempt);
            }
            Failure::new(
                "The source of Rust's standard library is missing; it's compiled together with the WebAssembly.",
            )
            .next(format!(
                "Run rustup component add rust-src (or, on Debian as root, apt-get install {}), then try again.",
                debian_packages().join(" ")
            ))
        })
    }

    /// The value for `RUSTC`; `None` for the active compiler.
    pub fn rustc(&self) -> Option<&'static str> {
        match self.rustc {
            CompilerSource::Active => None,
            CompilerSource::Debian => Some(DEBIAN_RUSTC),
        }
    }

    /// Clippy's driver of the same version.
    pub fn clippy(&self) -> Result<PathBuf, Failure> {
        let (driver, next) = match self.rustc {
            CompilerSource::Active => {
                (run::on_path("clippy-driver"), "Run rustup component add clippy, then try again.")
            }
            CompilerSource::Debian => (
                Some(PathBuf::from(DEBIAN_CLIPPY)).filter(|driver| driver.is_file()),
                "As root, run apt-get install rust-web-clippy, then try again.",
            ),
        };
        driver.ok_or_else(|| Failure::new("Clippy for the WebAssembly compiler is missing.").next(next))
    }

    /// The output of `rustc --version`.
    pub fn version(&self) -> &str {
        &self.version
    }

    fn find() -> Option<Self> {
        let active = std::env::var_os("RUSTC").map_or_else(|| PathBuf::from("rustc"), PathBuf::from);
        if has_source(&active) {
            return Some(Self { rustc: CompilerSource::Active, version: version(&active)? });
        }
        let debian = Path::new(DEBIAN_RUSTC);
        let usable = debian.is_file() && has_source(debian) && run::on_path("rust-lld").is_some_and(|lld| lld.exists());
        let version = version(debian).filter(|version| usable && is_new_enough(version))?;
        Some(Self { rustc: CompilerSource::Debian, version })
    }
}

fn has_source(rustc: &Path) -> bool {
    let sysroot = Run::new(rustc, "Asking the compiler for its sysroot").args(["--print", "sysroot"]).capture_any();
    let library = |sysroot: String| Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library");
    sysroot
        .map(library)
        .is_ok_and(|library| library.join("Cargo.toml").is_file() || library.join("Cargo.lock").is_file())
}

fn version(rustc: &Path) -> Option<String> {
    let version = Run::new(rustc, "Asking the compiler for its version").args(["--version"]).capture_any().ok()?;
    Some(version.trim().to_owned()).filter(|version| !version.is_empty())
}

/// Whether a compiler can compile the workspace; some of Debian's are too old.
fn is_new_enough(version: &str) -> bool {
    let numbers = |text: &str| -> Vec<u32> { text.split('.').map_while(|number| number.parse().ok()).collect() };
    let found = version.split_whitespace().nth(1).map(numbers).unwrap_or_default();
    found >= numbers(versions::RUST)
}

/// Debian's newest Rust is the one that builds its browsers. Its linker has to match, but the packages don't depend on
/// it.
fn debian_packages() -> Vec<String> {
    let dependencies = Run::new("apt-cache", "Looking up a package").args(["depends", "rust-web-llvm"]).capture_any();
    let lld = dependencies.ok().and_then(|text| matching_lld(&text)).unwrap_or_else(|| "lld-22".to_owned());
    let packages = ["rustc-web", "rust-web-src", "rust-web-llvm", "rust-web-clippy", &lld];
    packages.map(str::to_owned).to_vec()
}

fn matching_lld(dependencies: &str) -> Option<String> {
    let llvm = dependencies.split_whitespace().find_map(|word| word.strip_prefix("llvm-"))?;
    llvm.chars().all(|character| character.is_ascii_digit()).then(|| format!("lld-{llvm}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn old_compilers_are_passed_over() {
        for (version, expected) in [
            ("rustc 1.63.0", false),
            ("rustc 1.9.0 (abc 2016-05-26)", false),
            ("rustc 1.95.0 (abc 2026-03-21)", true),
            ("rustc 1.96.0 (abc 2026-05-25) (built from a source tarball)", true),
            ("rustc 2.0.0-nightly", true),
            ("", false),
        ] {
            assert_eq!(is_new_enough(version), expected, "{version}");
        }
    }

    #[test]
    fn the_linker_is_of_the_compilers_llvm() {
        let depends = "rust-web-llvm\n  Depends: libc6\n  Depends: llvm-23\n  Conflicts: <rust-llvm>\n";
        assert_eq!(matching_lld(depends).as_deref(), Some("lld-23"));
        assert_eq!(matching_lld("rust-web-llvm\n  Depends: libc6\n"), None);
    }
}
