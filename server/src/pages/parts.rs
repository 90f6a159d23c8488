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
    /// The guard script.
    pub(super) guard: Script,
    /// The script that starts the app.
    pub(super) app: Script,
    /// The icon that a page has before anything is known.
    pub(super) icon: String,
}

/// A script of the built page.
#[derive(Clone)]
pub(super) struct Script {
    file: String,
    integrity: String,
}

impl Script {
    /// The element that loads it. `how` is an attribute that says when it runs, or nothing: in its place.
    pub(super) fn element(&self, how: &str, root: &str) -> String {
        let Self { file, integrity } = self;
        format!("<script{how} src=\"{root}{file}\" integrity=\"{integrity}\"></script>")
    }
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
        let script = |name: &str| {
            let (file, integrity) = (role(name, "file")?, role(name, "integrity")?);
            Ok::<_, String>(Script { file, integrity })
        };
        Ok(Self {
            guard: script("guard.js")?,
            app: script("page.js")?,
            css: text(&role("page.css", "file")?)?,
            admin: text(admin)?,
            icon: text(icon)?,
        })
    }
}
