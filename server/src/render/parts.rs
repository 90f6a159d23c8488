//! The parts of the built page that documents use.

use super::html::escape;
use contract::document::path;
use serde_json::Value;
use std::io;

/// The parts of a built page that its documents include.
pub struct Parts {
    /// The style sheet of the public page.
    pub(super) css: String,
    /// The HTML of the admin view.
    pub(super) admin: String,
    /// The guard script.
    pub(super) guard: Script,
    /// The script that starts the app.
    pub(super) app: Script,
    /// The icon for an unknown status.
    pub(super) icon: String,
}

/// A script of the built page.
#[derive(Clone)]
pub(super) struct Script {
    file: String,
    integrity: String,
}

impl Script {
    /// The element that loads it. `how` is an attribute such as ` defer`, or empty to run the script in place.
    pub(super) fn element(&self, how: &str, root: &str) -> String {
        let Self { file, integrity } = self;
        format!("<script{how} src=\"{root}{file}\" integrity=\"{integrity}\"></script>")
    }
}

impl Parts {
    /// The files with fixed names. The other files that documents need have a hash in their names, listed in the first
    /// of these.
    pub const FIXED: [&str; 3] = [path::ASSETS, path::ADMIN, "icons/unknown.svg"];

    /// Reads the parts. `text` reads a file of the built page.
    ///
    /// # Errors
    /// A description of the missing or malformed file.
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
