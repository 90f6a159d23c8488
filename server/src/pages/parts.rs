//! What documents take from the built page.

use super::html::escape;
use serde_json::Value;
use std::io;

/// The parts of a built page that stand in its documents.
pub struct Parts {
    /// The style sheet of the public page.
    pub(super) css: String,
    /// The HTML of the admin view.
    pub(super) admin: String,
    /// The elements of a page's head that load its scripts, with `{root}` where the site's root goes.
    pub(super) scripts: String,
    /// The icon that a page has before anything is known.
    pub(super) icon: String,
}

impl Parts {
    /// The files whose names never change. Whatever else the documents take is named by a hash in the first of them.
    pub const FIXED: [&str; 3] = ["assets.json", "admin/index.html", "icons/unknown.svg"];

    /// Reads them. `text` gives a file of the built page.
    ///
    /// # Errors
    /// What is missing, or not as the build leaves it.
    pub fn read(text: impl Fn(&str) -> io::Result<String>) -> Result<Self, String> {
        let text = |name: &str| text(name).map_err(|error| format!("{name}: {error}"));
        let [assets, admin, icon] = Self::FIXED;
        let assets: Value = serde_json::from_str(&text(assets)?).map_err(|_| format!("{assets} is no JSON"))?;
        let role = |role: &str, key: &str| {
            let value = assets.get(role).and_then(|asset| asset.get(key)?.as_str());
            value.map(escape).ok_or_else(|| format!("assets.json names no {role}"))
        };
        let script = |name: &str, how: &str| {
            let (file, integrity) = (role(name, "file")?, role(name, "integrity")?);
            Ok::<_, String>(format!("<script {how} src=\"{{root}}{file}\" integrity=\"{integrity}\"></script>\n"))
        };
        Ok(Self {
            scripts: script("guard.js", "defer")? + &script("page.js", "type=\"module\"")?,
            css: text(&role("page.css", "file")?)?,
            admin: text(admin)?,
            icon: text(icon)?,
        })
    }
}
