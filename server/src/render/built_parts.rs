//! The parts of the built page that documents use.

use super::html::escape;
use contract::document::path;
use serde_json::{Map, Value};
use std::io;

/// The parts of a built page that its documents include.
pub struct BuiltParts {
    /// The style sheet of the public page.
    pub(super) css: String,
    /// The HTML of the admin view.
    pub(super) admin: String,
    /// The guard script.
    pub(super) guard: BuiltScript,
    /// The script that starts the app.
    pub(super) app: BuiltScript,
    /// The script that runs in the head of every page, before the first paint. The build puts it into the admin view, too.
    pub(super) scheme: String,
    /// The icon for an unknown status.
    pub(super) icon: String,
    /// The web app manifest, without the site's name.
    pub(super) manifest: Map<String, Value>,
}

/// A built page can't be used.
#[derive(Debug, thiserror::Error)]
pub enum BuiltPageError {
    /// A file is missing, or can't be read.
    #[error("{file}: {source}")]
    Unreadable {
        /// Its path.
        file: String,
        /// The reason.
        source: io::Error,
    },
    /// A file isn't a JSON object.
    #[error("{0} isn't a JSON object")]
    NoJson(&'static str),
    /// The list of files lacks one.
    #[error("assets.json lists no {0}")]
    NoAsset(&'static str),
}

/// A script of the built page.
#[derive(Clone)]
pub(super) struct BuiltScript {
    file: String,
    integrity: String,
}

impl BuiltScript {
    /// The element that loads it. `how` is an attribute such as ` defer`, or empty to run the script in place.
    pub(super) fn element(&self, how: &str, root: &str) -> String {
        let Self { file, integrity } = self;
        format!("<script{how} src=\"{root}{file}\" integrity=\"{integrity}\"></script>")
    }
}

impl BuiltParts {
    /// The files with fixed names. The other files that documents need have a hash in their names, listed in the first
    /// of these.
    pub const FIXED: [&str; 4] = [path::ASSETS, path::ADMIN, "icons/unknown.svg", path::MANIFEST];

    /// Reads the parts. `text` reads a file of the built page.
    ///
    /// # Errors
    /// If a file is missing or malformed.
    pub fn read(text: impl Fn(&str) -> io::Result<String>) -> Result<Self, BuiltPageError> {
        let text =
            |name: &str| text(name).map_err(|source| BuiltPageError::Unreadable { file: name.to_owned(), source });
        let [assets, admin, icon, manifest] = Self::FIXED;
        let object = |name: &'static str| {
            serde_json::from_str::<Map<String, Value>>(&text(name)?).map_err(|_| BuiltPageError::NoJson(name))
        };
        let assets = object(assets)?;
        let admin = text(admin)?;
        let role = |role: &'static str, key: &str| {
            let value = assets.get(role).and_then(|asset| asset.get(key)?.as_str());
            value.map(escape).ok_or(BuiltPageError::NoAsset(role))
        };
        let script = |name: &'static str| {
            let (file, integrity) = (role(name, "file")?, role(name, "integrity")?);
            Ok::<_, BuiltPageError>(BuiltScript { file, integrity })
        };
        Ok(Self {
            guard: script("guard.js")?,
            app: script("page.js")?,
            css: text(&role("page.css", "file")?)?,
            scheme: inline_script(&admin).to_owned(),
            admin,
            icon: text(icon)?,
            manifest: object(manifest)?,
        })
    }
}

/// The script in the head of a built page.
fn inline_script(html: &str) -> &str {
    let script = html.split_once("<script>").and_then(|(_, rest)| rest.split_once("</script>"));
    script.map_or("", |(script, _)| script)
}
