//! Who may read a file.

use std::fs::Metadata;

/// Permissions, owner and group of a file.
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

/// Whether a file may be written, where there is no more to know.
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
