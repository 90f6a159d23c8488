//! Files named after a hash of their contents.

use crate::failure::Failure;
use crate::files;
use data_encoding::{BASE64, HEXLOWER};
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256, Sha384};
use std::fmt::{self, Display};
use std::path::Path;

/// A file that can be cached forever, as its name has a hash of its contents.
pub struct Asset {
    name: String,
    integrity: String,
    size: usize,
}

impl Asset {
    /// Writes the bytes as `<stem>-<hash>.<extension>`.
    pub fn write(folder: &Path, stem: &str, extension: &str, bytes: Vec<u8>) -> Result<Self, Failure> {
        let name = format!("{stem}-{}.{extension}", HEXLOWER.encode(&Sha256::digest(&bytes)[..8]));
        files::write(&folder.join(&name), &bytes)?;
        let integrity = format!("sha384-{}", BASE64.encode(&Sha384::digest(&bytes)));
        Ok(Self { name, integrity, size: bytes.len() })
    }

    /// The name of the file.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The value of an `integrity` attribute.
    pub fn integrity(&self) -> &str {
        &self.integrity
    }
}

/// The list of a page's hashed files, `assets.json`, for programs that write pages with them.
#[derive(Default)]
pub struct Assets(Map<String, Value>);

impl Assets {
    /// Adds a file under its role in the page.
    pub fn add(&mut self, role: &str, asset: &Asset) {
        let entry = json!({ "file": asset.name, "integrity": asset.integrity, "bytes": asset.size });
        self.0.insert(role.to_owned(), entry);
    }

    /// Records the size of a file in bytes when compressed with brotli.
    pub fn note_brotli(&mut self, file: &str, size: usize) {
        if let Some(entry) = self.0.values_mut().find(|entry| entry["file"] == file) {
            entry["brotliBytes"] = Value::from(size);
        }
    }

    /// The text of `assets.json`.
    pub fn to_json(&self) -> String {
        format!("{:#}\n", Value::from(self.0.clone()))
    }
}

impl Display for Assets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sizes: Vec<String> = self
            .0
            .iter()
            .map(|(role, entry)| match entry["brotliBytes"].as_u64() {
                Some(compressed) => format!("{role} {} bytes, {compressed} with brotli", entry["bytes"]),
                None => format!("{role} {} bytes", entry["bytes"]),
            })
            .collect();
        formatter.write_str(&sizes.join("; "))
    }
}
