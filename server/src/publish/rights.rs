//! File permissions and ownership.

use std::fs::Metadata;

/// The permissions, owner and group of a file.
#[cfg(unix)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rights {
    mode: u32,
    owner: u32,
    group: u32,
}

#[cfg(unix)]
impl Rights {
    pub(super) fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self { mode: metadata.mode(), owner: metadata.uid(), group: metadata.gid() }
    }
}

/// Whether a file is read-only, on systems without owners and permissions.
#[cfg(not(unix))]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Rights {
    is_read_only: bool,
}

#[cfg(not(unix))]
impl Rights {
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self { is_read_only: metadata.permissions().readonly() }
    }
}
