//! Checks compressed copies of files.

use super::finding::Findings;
use super::folder::{Folder, unreadable};
use crate::bundle::is_hashed;
use contract::document::Document;
use std::io::{self, Read};

/// The name of the file that a compressed copy belongs to.
pub(super) fn original(name: &str) -> Option<&str> {
    name.strip_suffix(".br").or_else(|| name.strip_suffix(".gz"))
}

/// Checks that a copy decompresses to its file.
pub(super) fn check(folder: &Folder, name: &str, original: &str, copy: &[u8], findings: &mut Findings) {
    if !folder.has(original) {
        findings.error(
            name,
            "",
            format!("This is a compressed copy of {original}, which is missing. Remove it, or publish again."),
        );
        return;
    }
    let expected = match folder.bytes(original) {
        Ok(bytes) => bytes,
        Err(error) => return findings.error(original, "", unreadable(&error)),
    };
    let is_same = match name.ends_with(".br") {
        true => unpacks_to(brotli::Decompressor::new(copy, 64 * 1024), &expected),
        false => unpacks_to(flate2::read::GzDecoder::new(copy), &expected),
    };
    match is_same {
        Ok(true) => {}
        Ok(false) => findings.error(
            name,
            "",
            format!(
                "This compressed copy differs from {original}, and most browsers get the copy. If you edited \
                 {original} by hand, remove the copy; otherwise publish again."
            ),
        ),
        Err(_) => findings.error(
            name,
            "",
            format!("This compressed copy is damaged, and most browsers get it instead of {original}. Publish again."),
        ),
    }
}

/// Files smaller than this, in bytes, may have no copy: compression can make them larger.
const WORTH_IT: usize = 1_000;

/// Warns of generated files without a copy if other files have one: a host that decides only by names would look for
/// it.
pub(super) fn missing(folder: &Folder, findings: &mut Findings) {
    for suffix in [".br", ".gz"] {
        if !folder.names().any(|name| name.ends_with(suffix)) {
            continue;
        }
        for name in folder.names().filter(|name| is_ours(name) && !folder.has(&format!("{name}{suffix}"))) {
            if folder.bytes(name).is_ok_and(|bytes| bytes.len() >= WORTH_IT) {
                findings.warn(
                    name,
                    "",
                    format!(
                        "It has no compressed copy {suffix}, but other files do. Most hosts send the file itself; \
                         CloudFront with the function in deploy/ returns 404. Publish or build again, and copy all \
                         files."
                    ),
                );
            }
        }
    }
}

/// Whether the build or `publish` generates files of this name, in any folder. The deployer's own files don't need
/// copies.
fn is_ours(name: &str) -> bool {
    let last = file_name(name);
    Document::FIXED.iter().any(|document| document.is_page() && file_name(&document.path()) == last)
        || (original(name).is_none()
            && is_hashed(name)
            && ["page-", "guard-", "admin-", "wall-"].iter().any(|start| last.starts_with(start)))
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Stops at the first difference: a damaged copy may decompress to any length.
fn unpacks_to(mut packed: impl Read, expected: &[u8]) -> io::Result<bool> {
    let mut rest = expected;
    let mut buffer = [0; 32 * 1024];
    loop {
        match packed.read(&mut buffer)? {
            0 => return Ok(rest.is_empty()),
            length => match rest.strip_prefix(&buffer[..length]) {
                Some(left) => rest = left,
                None => return Ok(false),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_have_no_copies() {
        for (name, expect) in [
            ("index.html", true),
            ("incidents/a/index.html", true),
            ("404.html", true),
            ("page-0123456789abcdef.wasm", true),
            ("admin/admin-0123456789abcdef.js", true),
            ("page-0123456789abcdef.wasm.br", false),
            ("admin/admin-0123456789abcdef.js.gz", false),
            ("index.html.br", false),
            ("google1234.html", false),
        ] {
            assert_eq!(is_ours(name), expect, "{name}");
        }
    }
}
