//! Compressed copies, so that a host needn't compress on each request.

use super::asset::Assets;
use crate::failure::Failure;
use crate::files;
use std::io::Write;
use std::path::Path;

const EXTENSIONS: [&str; 6] = ["html", "js", "css", "wasm", "json", "svg"];

/// Writes a `.br` and a `.gz` copy of each file in a folder, where the copy is smaller. Skips the files in `except`.
pub fn compress_all(folder: &Path, except: &[&str], assets: &mut Assets) -> Result<(), Failure> {
    for path in files::list_all(folder)? {
        let extension = path.extension().and_then(|extension| extension.to_str()).unwrap_or_default();
        if !EXTENSIONS.contains(&extension) || except.contains(&files::name(&path)) {
            continue;
        }
        let bytes = files::read(&path)?;
        let brotli = brotli(&bytes)?;
        assets.note_brotli(files::name(&path), brotli.len());
        for (suffix, compressed) in [("br", brotli), ("gz", gzip(&bytes)?)] {
            if compressed.len() < bytes.len() {
                files::write(&path.with_extension(format!("{extension}.{suffix}")), compressed)?;
            }
        }
    }
    Ok(())
}

/// The bytes compressed with brotli at its highest quality.
pub fn brotli(bytes: &[u8]) -> Result<Vec<u8>, Failure> {
    let parameters = brotli::enc::BrotliEncoderParams { quality: 11, size_hint: bytes.len(), ..Default::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &parameters)
        .map_err(|error| Failure::new(format!("Compressing with brotli failed: {error}.")))?;
    Ok(compressed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>, Failure> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    let compressed = encoder.write_all(bytes).and_then(|()| encoder.finish());
    compressed.map_err(|error| Failure::new(format!("Compressing with gzip failed: {error}.")))
}
