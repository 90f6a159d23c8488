//! The built page: which files there are, and which of them the pages name.

use super::compress::Effort;
use super::html::escape;
use super::tree::Draft;
use crate::failure::Failure;
use crate::site::is_hashed;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What is written anew for every site, or is of no use in it.
const OWN: [&str; 9] = [
    "index.html",
    "404.html",
    "admin/index.html",
    "config.json",
    "theme.css",
    "incidents.json",
    "as-of.json",
    "assets.json",
    "admin/assets.json",
];
/// The folders of written pages.
const OWN_FOLDERS: [&str; 2] = ["incidents/", "history/"];
/// Files that get smaller.
const TEXT: [&str; 8] = ["html", "js", "css", "wasm", "json", "svg", "txt", "xml"];
/// How long a hashed file stays after the last page that named it, in milliseconds: as long as a page may be kept in a
/// tab or in a cache and still be looked at.
const RETIRED_FOR: i64 = 7 * 24 * 3_600_000;

/// A built page.
pub(super) struct Bundle {
    files: BTreeMap<String, Vec<u8>>,
    /// The style sheet of the public page.
    pub(super) css: String,
    /// The HTML of the admin view.
    pub(super) admin: String,
    /// The elements of a page's head that load its scripts, with `{root}` where the site's root goes.
    pub(super) scripts: String,
    /// The icon that a page has before anything is known.
    pub(super) icon: String,
}

impl Bundle {
    /// Reads the whole folder.
    ///
    /// # Errors
    /// When it is not there, or not what the build leaves.
    pub(super) fn read(folder: &Path) -> Result<Self, Failure> {
        let told = |what: &str| {
            Failure::new(format!(
                "The built page in {} can't be used: {what}. Nothing was published. Build it first (`cargo xtask build` \
                 leaves it in dist/) and name that folder with --site.",
                folder.display()
            ))
        };
        let text =
            |name: &str| fs::read_to_string(folder.join(name)).map_err(|error| told(&format!("{name}: {error}")));
        let assets: Value = serde_json::from_str(&text("assets.json")?).map_err(|_| told("assets.json is no JSON"))?;
        let role = |role: &str, key: &str| {
            let value = assets.get(role).and_then(|asset| asset.get(key)?.as_str());
            value.map(escape).ok_or_else(|| told(&format!("assets.json names no {role}")))
        };
        let script = |name: &str, how: &str| {
            let (file, integrity) = (role(name, "file")?, role(name, "integrity")?);
            Ok::<_, Failure>(format!("<script {how} src=\"{{root}}{file}\" integrity=\"{integrity}\"></script>\n"))
        };
        let scripts = script("guard.js", "defer")? + &script("page.js", "type=\"module\"")?;
        let css = text(&role("page.css", "file")?)?;
        let (admin, icon) = (text("admin/index.html")?, text("icons/unknown.svg")?);
        let mut files = BTreeMap::new();
        gather(folder, "", &mut files).map_err(|error| told(&error.to_string()))?;
        Ok(Self { files, css, admin, scripts, icon })
    }

    /// Puts the files there, and keeps those hashed ones of the last generation that only pages from before name.
    /// Returns which ones those are, and since when.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub(super) fn write(
        &self,
        draft: &Draft,
        retired: &BTreeMap<String, i64>,
        now: i64,
    ) -> Result<BTreeMap<String, i64>, Failure> {
        for (path, bytes) in &self.files {
            let has_copy = self.files.contains_key(&format!("{path}.br"));
            let extension = path.rsplit('.').next().unwrap_or("");
            let effort = (TEXT.contains(&extension) && !has_copy).then_some(Effort::Best);
            draft.put(path, bytes, effort)?;
        }
        let mut still = BTreeMap::new();
        for path in draft.last().map(hashed_files).unwrap_or_default() {
            let since = retired.get(&path).copied().unwrap_or(now);
            if !self.files.contains_key(&path) && now - since < RETIRED_FOR && draft.keep(&path)? {
                still.insert(path, since);
            }
        }
        Ok(still)
    }
}

/// Every file below a folder that is published as it is. Links are not followed: they may lead out of it.
fn gather(root: &Path, below: &str, files: &mut BTreeMap<String, Vec<u8>>) -> std::io::Result<()> {
    for entry in fs::read_dir(root.join(below))? {
        let entry = entry?;
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else { continue };
        let path = format!("{below}{name}");
        let kind = entry.file_type()?;
        let plain = path.strip_suffix(".br").or_else(|| path.strip_suffix(".gz")).unwrap_or(&path);
        if name.starts_with('.') || OWN.contains(&plain) {
            continue;
        }
        if kind.is_dir() {
            let folder = format!("{path}/");
            if !OWN_FOLDERS.contains(&folder.as_str()) {
                gather(root, &folder, files)?;
            }
        } else if kind.is_file() {
            files.insert(path, fs::read(entry.path())?);
        }
    }
    Ok(())
}

/// The files with a hash in their names, their compressed copies left out.
fn hashed_files(root: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for folder in ["", "admin/"] {
        let entries = fs::read_dir(root.join(folder)).into_iter().flatten().flatten();
        let paths: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
        for name in paths.iter().filter_map(|path| path.file_name()?.to_str()) {
            if is_hashed(name) && !name.ends_with(".br") && !name.ends_with(".gz") {
                found.push(format!("{folder}{name}"));
            }
        }
    }
    found.sort();
    found
}
