//! Compressed forms of a file.

use std::io::{self, Write};

/// How much time a file is worth.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effort {
    /// It is one of few, and everybody loads it.
    Best,
    /// It is one of many, or long.
    Quick,
}

/// From this length on, the best that can be had would take seconds.
const LONG: usize = 400_000;

impl Effort {
    fn of(self, bytes: &[u8]) -> Self {
        if bytes.len() >= LONG { Self::Quick } else { self }
    }
}

/// With brotli.
pub(crate) fn brotli(bytes: &[u8], effort: Effort) -> io::Result<Vec<u8>> {
    let (quality, lgwin) = match effort.of(bytes) {
        Effort::Best => (11, 22),
        Effort::Quick => (5, 18),
    };
    let parameters = brotli::enc::BrotliEncoderParams { quality, lgwin, size_hint: bytes.len(), ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &parameters)?;
    Ok(compressed)
}

/// With gzip.
pub(crate) fn gzip(bytes: &[u8], effort: Effort) -> io::Result<Vec<u8>> {
    let level = match effort.of(bytes) {
        Effort::Best => flate2::Compression::best(),
        Effort::Quick => flate2::Compression::new(5),
    };
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), level);
    encoder.write_all(bytes)?;
    encoder.finish()
}
