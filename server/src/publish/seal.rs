//! The size and hash that a published file has to match before the next generation reuses it.

use data_encoding::HEXLOWER;
use sha2::{Digest, Sha256};

/// The size and hash of a file, recorded by the run that wrote it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Seal {
    size: u64,
    hash: String,
}

impl Seal {
    /// The seal of these bytes.
    pub(super) fn of(bytes: &[u8]) -> Self {
        Self { size: bytes.len() as u64, hash: HEXLOWER.encode(&Sha256::digest(bytes)[..16]) }
    }

    /// The size in bytes.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// The stored form: `<size> <hash>`.
    pub(super) fn to_text(&self) -> String {
        format!("{} {}", self.size, self.hash)
    }

    /// Parses the stored form.
    pub(super) fn from_text(text: &str) -> Option<Self> {
        let (size, hash) = text.split_once(' ')?;
        Some(Self { size: size.parse().ok()?, hash: hash.to_owned() })
    }
}
