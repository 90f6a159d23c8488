//! Checks all files of a folder, and looks for missing ones.

use super::SiteKind;
use super::address::{Target, target};
use super::finding::Findings;
use super::folder::{NO_TEXT, unreadable};
use super::page::{self, fits};
use super::site::CheckedSite;
use super::{copies, key, theme};
use crate::parallel::{parallel_map, processors};
use contract::document::{Document, path};
use contract::route::{ItemRef, slug};
use data_encoding::HEXLOWER;
use model::history::Event;
use model::{StatusData, Utc, history};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::convert::Infallible;

/// A string that only the admin view's code has.
const ADMIN_CODE: &[u8] = contract::ADMIN_SENTINEL.as_bytes();
/// The files of the build with fixed names, other than documents.
const ICONS: [&str; 2] = ["favicon.ico", "apple-touch-icon.png"];

/// Checks each file, in parallel, then looks for missing ones.
pub(super) fn check(site: &CheckedSite<'_>) -> Findings {
    let names: Vec<&str> = site.folder.names().collect();
    let Ok(found) = parallel_map(&names, processors(), |name| {
        let mut findings = Findings::default();
        file(site, name, &mut findings);
        Ok::<_, Infallible>(findings)
    });
    let mut findings = Findings::default();
    found.into_iter().for_each(|found| findings.take_in(found));
    missing(site, &mut findings);
    for list in [path::ASSETS, path::ADMIN_ASSETS] {
        assets(site, list, &mut findings);
    }
    manifest(site, &mut findings);
    sitemap(site, &mut findings);
    theme::check(site, &mut findings);
    copies::missing(site.folder, &mut findings);
    findings
}

fn file(site: &CheckedSite<'_>, name: &str, findings: &mut Findings) {
    let bytes = match site.folder.bytes(name) {
        Ok(bytes) => bytes,
        Err(error) => return findings.error(name, "", unreadable(&error)),
    };
    if let Some(original) = copies::original(name) {
        return copies::check(site.folder, name, original, &bytes, findings);
    }
    if let Some((what, at)) = key::find(&bytes) {
        findings.error(
            name,
            format!("byte {at}"),
            format!(
                "This looks like {what}, and everyone can read it here. If it's real, revoke it first, then remove it \
                 where it comes from."
            ),
        );
    }
    if !name.starts_with("admin/") && bytes.windows(ADMIN_CODE.len()).any(|window| window == ADMIN_CODE) {
        findings.error(name, "", "This is admin code outside the admin folder, so visitors download it. Build again.");
    }
    if let Some(expected) =
        hash_in_name(name).filter(|expected| *expected != HEXLOWER.encode(&Sha256::digest(&bytes)[..8]))
    {
        findings.error(
            name,
            "",
            format!(
                "The content doesn't match the hash {expected} in the file's name. The file was changed, but browsers \
                 keep their copy for a year. Build or publish again. To change the look, use theme.css."
            ),
        );
    }
    let text = |findings: &mut Findings| match crate::text_file::decode(bytes.clone()) {
        Ok(text) => Some(text),
        Err(_) => {
            findings.error(name, "", NO_TEXT);
            None
        }
    };
    if name.ends_with(".html")
        && let Some(html) = text(findings)
    {
        page::check(site, name, &html, findings);
    }
    let is_script = name.ends_with(".js") && hash_in_name(name).is_some();
    if is_script && let Some(script) = text(findings) {
        module(site, name, &script, findings);
    }
}

/// The hash in a file name of the build, such as `page-0123456789abcdef.js`.
fn hash_in_name(name: &str) -> Option<&str> {
    let (_, rest) = name.rsplit('/').next()?.rsplit_once('-')?;
    let (hash, _) = rest.split_once('.')?;
    let is_hash = hash.len() == 16 && hash.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    is_hash.then_some(hash)
}

/// Checks the WebAssembly and the scripts that a script loads, and their integrity values.
fn module(site: &CheckedSite<'_>, name: &str, script: &str, findings: &mut Findings) {
    let folder = name.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
    let literals: Vec<&str> = script.split(['"', '\'', '`']).collect();
    let is_file = |text: &&&str| (text.ends_with(".wasm") || text.ends_with(".js")) && hash_in_name(text).is_some();
    // The build may put the values anywhere, so each file has to match one of them.
    let integrity: Vec<&str> = literals.iter().copied().filter(|text| text.starts_with("sha384-")).collect();
    let integrity = Some(integrity.join(" ")).filter(|values| !values.is_empty());
    for module in literals.iter().filter(is_file) {
        let file = format!("{folder}{module}");
        if !site.folder.has(&file) {
            findings.error(name, *module, format!("It loads {file}, which is missing. Copy the whole folder again."));
        } else if let Some(integrity) = &integrity {
            fits(&site.digests, site, name, module, &file, integrity, findings);
        } else {
            findings.error(name, *module, "It loads this without an integrity value. Build again.");
        }
    }
}

fn missing(site: &CheckedSite<'_>, findings: &mut Findings) {
    const AGAIN: &str = "This file is missing. Publish or build again, and copy all files.";
    for icon in ICONS.iter().filter(|icon| !site.folder.has(icon)) {
        findings.error(icon, "", AGAIN);
    }
    let incidents = site.incidents().iter().map(|incident| slug(incident.id.as_str()));
    let maintenances = site.maintenances().iter().map(|maintenance| slug(maintenance.id.as_str()));
    let empty = StatusData::default();
    let data = site.snapshot.as_ref().map_or(&empty, |snapshot| &snapshot.data);
    let months = history::months(&Event::all(data), site.as_of(), &Utc);
    let components = site.config.components.iter().map(|component| slug(component.id.as_str()));
    let is_expected = |document: &Document| match site.kind {
        SiteKind::Published => document.is_published(),
        SiteKind::Built => document.is_built(),
    };
    for document in Document::all(incidents, maintenances, components, months).filter(is_expected) {
        let path = document.path();
        if site.folder.has(&path) {
            continue;
        }
        let what = match &document {
            Document::Theme => {
                "This file is missing, but the pages refer to it. Add an empty file, or publish again.".into()
            }
            Document::Config => {
                "This file is missing, so the page has its default name and no source of incidents. Add it; {} is \
                 enough."
                    .into()
            }
            Document::Incident(slug) => {
                let id = site.at(slug).map_or(slug.as_str(), |incident| incident.id.as_str());
                format!("The page of the incident {id:?} is missing. Publish again.")
            }
            Document::Maintenance(slug) => {
                let mut all = site.maintenances().iter().map(|maintenance| maintenance.id.as_str());
                let id = all.find(|id| contract::route::slug(id) == *slug).unwrap_or(slug);
                format!("The page of the maintenance {id:?} is missing. Publish again.")
            }
            Document::Component(slug) => {
                let of = ItemRef::Slug(slug.clone());
                let id = site.config.component_at(&of).map_or(slug.as_str(), |component| component.id.as_str());
                format!("The page of the component {id:?} is missing. Publish again.")
            }
            Document::Month(_) => "The page of this month is missing. Publish again.".into(),
            Document::Year(_) => "The page of this year is missing. Publish again.".into(),
            // Whether there has to be one depends on the configuration, see `sitemap`.
            Document::Sitemap => continue,
            Document::Embed if site.config.frame_ancestors.is_empty() => continue,
            // Neither the public page nor the admin view reads it.
            Document::AdminAssets => continue,
            Document::Home
            | Document::Embed
            | Document::NotFound
            | Document::Admin
            | Document::Manifest
            | Document::Incidents
            | Document::Maintenances
            | Document::AsOf
            | Document::Robots
            | Document::History
            | Document::Assets => AGAIN.to_owned(),
        };
        findings.error(&path, "", what);
    }
}

/// Checks `assets.json`, the build's list of files.
fn assets(site: &CheckedSite<'_>, name: &str, findings: &mut Findings) {
    let Some(text) = site.folder.text(name, findings) else { return };
    let Ok(Value::Object(assets)) = serde_json::from_str(&text) else {
        return findings.error(name, "", "This isn't a JSON object. Build again.");
    };
    let folder = name.strip_suffix(path::ASSETS).unwrap_or_default();
    for (role, asset) in &assets {
        let text = |key: &str| asset.get(key).and_then(Value::as_str);
        let (Some(file), Some(integrity)) = (text("file"), text("integrity")) else {
            findings.error(name, role, "It must have a file and its integrity value. Build again.");
            continue;
        };
        let file = format!("{folder}{file}");
        if site.folder.has(&file) {
            fits(&site.digests, site, name, role, &file, integrity, findings);
        } else {
            findings.error(name, role, format!("It lists {file}, which is missing. Build again, and copy all files."));
        }
    }
}

/// Checks the manifest, with which browsers install the page as an app.
fn manifest(site: &CheckedSite<'_>, findings: &mut Findings) {
    const MANIFEST: &str = path::MANIFEST;
    let Some(text) = site.folder.text(MANIFEST, findings) else { return };
    let Ok(Value::Object(manifest)) = serde_json::from_str(&text) else {
        let what = "This isn't a JSON object, so browsers ignore it. Publish or build again.";
        return findings.error(MANIFEST, "", what);
    };
    // Without a configuration, the pages are what has the title.
    let is_named = site.kind == SiteKind::Published && site.folder.has(path::CONFIG);
    if is_named && manifest.get("name").and_then(Value::as_str) != Some(&site.config.title) {
        let what = "The name isn't the title in config.json. Publish again after changing the title.";
        findings.error(MANIFEST, "name", what);
    }
    let icons = manifest.get("icons").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    for address in icons.iter().filter_map(|icon| icon.get("src")?.as_str()) {
        let is_there = matches!(target(MANIFEST, address, site.path()), Target::File(file) if site.folder.has(&file));
        if !is_there {
            findings.error(MANIFEST, address, "This folder has no such icon. Publish or build again.");
        }
    }
}

/// Checks the addresses in the sitemap.
fn sitemap(site: &CheckedSite<'_>, findings: &mut Findings) {
    const SITEMAP: &str = path::SITEMAP;
    if site.kind == SiteKind::Built {
        return;
    }
    if site.config.noindex {
        if site.folder.has(SITEMAP) {
            findings.error(SITEMAP, "", "config.json has noindex, so there must be no sitemap. Publish again.");
        }
        return;
    }
    let Some(url) = &site.url else {
        if site.folder.has(SITEMAP) {
            findings.error(SITEMAP, "", "The front page doesn't have the site's URL. Publish again with --url.");
        }
        return;
    };
    if let Some(text) = site.folder.text(path::ROBOTS, findings) {
        let expected = format!("Sitemap: {url}{SITEMAP}");
        if !text.lines().any(|line| line.trim() == expected) {
            findings.error(path::ROBOTS, "", format!("It must contain {expected:?}. Publish again."));
        }
    }
    let Some(text) = site.folder.text(SITEMAP, findings) else {
        return findings.error(SITEMAP, "", "This file is missing, but robots.txt refers to it. Publish again.");
    };
    for address in text.split("<loc>").skip(1).filter_map(|rest| rest.split("</loc>").next()) {
        let address = address.replace("&amp;", "&");
        let file = address.strip_prefix(url.as_str()).map(|below| format!("{below}index.html"));
        if !file.is_some_and(|file| site.folder.has(&file)) {
            findings.error(SITEMAP, &address, "This folder has no such page. Publish again.");
        }
    }
}
