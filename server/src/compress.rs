//! Compresses files.

use std::io::{self, Write};

/// The compression effort.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    /// For the few files that every visitor loads.
    Best,
    /// For a document that most visitors load, and that is made anew at each change: 100 ms in place of 5, and 10 % less.
    Better,
    /// For a file that is long, or one of many.
    Quick,
}

/// The length in bytes from which the best compression would take seconds.
const LONG: usize = 400_000;

impl Effort {
    fn of(self, bytes: &[u8]) -> Self {
        if bytes.len() >= LONG { Self::Quick } else { self }
    }
}

/// Compresses with brotli.
pub(crate) fn brotli(bytes: &[u8], effort: Effort) -> io::Result<Vec<u8>> {
    let (quality, lgwin) = match effort.of(bytes) {
        Effort::Best => (11, 22),
        Effort::Better => (11, 16),
        Effort::Quick => (5, 18),
    };
    let parameters = brotli::enc::BrotliEncoderParams { quality, lgwin, size_hint: bytes.len(), ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &parameters)?;
    Ok(compressed)
}

/// Compresses with gzip.
pub(crate) fn gzip(bytes: &[u8], effort: Effort) -> io::Result<Vec<u8>> {
    let level = match effort.of(bytes) {
        Effort::Best | Effort::Better => flate2::Compression::best(),
        Effort::Quick => flate2::Compression::new(5),
    };
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), level);
    encoder.write_all(bytes)?;
    encoder.finish()
}
