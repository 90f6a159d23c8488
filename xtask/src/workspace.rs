//! Paths of the checkout and of build outputs.

use crate::failure::Failure;
use std::path::{Path, PathBuf};

/// The checkout, and the folders of build outputs.
#[derive(Clone, Debug)]
pub struct Workspace {
    root: PathBuf,
    program: PathBuf,
}

impl Workspace {
    /// Finds the checkout around the current directory.
    pub fn find() -> Result<Self, Failure> {
        let here = std::env::current_dir()
            .map_err(|error| Failure::new(format!("Can't determine the current directory: {error}.")))?;
        let root = here.ancestors().find(|folder| folder.join("Trunk.toml").is_file());
        let program = std::env::current_exe()
            .map_err(|error| Failure::new(format!("Can't determine this program's path: {error}.")))?;
        match root {
            Some(root) => Ok(Self { root: root.to_path_buf(), program }),
            None => Err(Failure::new(format!("{} isn't in a checkout of Statuspane.", here.display()))
                .next("Change to the checkout, then run the command again.")),
        }
    }

    /// The top folder of the checkout.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The path of this program, for Trunk's hook. It is read once at the start: if a build replaces the file, the
    /// system adds a remark to the path.
    pub fn program(&self) -> &Path {
        &self.program
    }

    /// A file or folder of the checkout.
    pub fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// The target folder of native code.
    pub fn native_target(&self) -> PathBuf {
        match std::env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => self.root.join(folder),
            None => self.root.join("target"),
        }
    }

    /// The target folder of WebAssembly release builds.
    pub fn wasm_target(&self) -> PathBuf {
        self.native_target().join("wasm")
    }

    /// The target folder of WebAssembly dev builds.
    pub fn wasm_dev_target(&self) -> PathBuf {
        self.native_target().join("wasm-dev")
    }

    /// The folder of this program's stamps and logs.
    pub fn notes(&self) -> PathBuf {
        self.native_target().join("xtask")
    }

    /// The bundle.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// The staging folder of the admin view, before it is moved into the bundle.
    pub fn staged_admin(&self) -> PathBuf {
        self.notes().join("admin-dist")
    }

    /// The server's binary, as `cargo build` leaves it.
    pub fn server_program(&self) -> PathBuf {
        self.native_target().join("debug").join(format!("statuspane{}", std::env::consts::EXE_SUFFIX))
    }

    /// The folder of installed tools, shared by all checkouts: `$STATUSPANE_TOOLS`, or a folder in the user's cache.
    pub fn tools(&self) -> Result<PathBuf, Failure> {
        let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        if let Some(tools) = variable("STATUSPANE_TOOLS") {
            return Ok(self.root.join(tools));
        }
        let cache = variable("XDG_CACHE_HOME").or_else(|| Some(variable("HOME")?.join(".cache")));
        match cache {
            Some(cache) => Ok(cache.join("statuspane").join("tools")),
            None => Err(Failure::new("There's no home folder to install tools in.")
                .next("Set STATUSPANE_TOOLS to a folder for them.")),
        }
    }
}
