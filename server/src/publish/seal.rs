//! The reference that a published file is held against before the next generation takes it over.

use crate::random::hex;
use sha2::{Digest, Sha256};

/// The size and the hash of a file's bytes, noted by the run that wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seal {
    size: u64,
    hash: String,
}

impl Seal {
    /// That of these bytes.
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self { size: bytes.len() as u64, hash: hex(&Sha256::digest(bytes)[..16]) }
    }

    /// How many bytes there are.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// As it is kept: `<size> <hash>`.
    pub(super) fn to_text(&self) -> String {
        format!("{} {}", self.size, self.hash)
    }

    /// One that was kept.
    pub(super) fn from_text(text: &str) -> Option<Self> {
        let (size, hash) = text.split_once(' ')?;
        Some(Self { size: size.parse().ok()?, hash: hash.to_owned() })
    }
}
