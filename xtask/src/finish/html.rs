//! The references in a page's HTML.

use super::asset::Asset;
use crate::failure::Failure;

/// A page whose references still name sources.
pub struct Html {
    text: String,
    name: String,
}

impl Html {
    /// `name` is what messages call it.
    pub fn new(text: String, name: &str) -> Self {
        Self { text, name: name.to_owned() }
    }

    /// Makes the one attribute that names `source` name the asset, and adds its integrity.
    pub fn refer(&mut self, attribute: &str, source: &str, asset: &Asset) -> Result<(), Failure> {
        let reference = format!("{attribute}=\"{source}\"");
        if self.text.matches(&reference).count() != 1 {
            return Err(Failure::new(format!("{} does not have {reference} exactly once.", self.name))
                .next("Write it as it was, or change the hook in xtask/src/finish.rs along with it."));
        }
        let replacement = format!("{attribute}=\"{}\" integrity=\"{}\"", asset.name(), asset.integrity());
        self.text = self.text.replace(&reference, &replacement);
        Ok(())
    }

    /// Removes the lines that only Trunk has a use for; it leaves the app's own in place when it writes no script.
    pub fn remove_trunk_links(&mut self) {
        let is_for_trunk = |line: &str| line.trim_start().starts_with("<link") && line.contains("data-trunk");
        let lines = self.text.lines().filter(|line| !line.trim().is_empty() && !is_for_trunk(line));
        self.text = lines.flat_map(|line| [line, "\n"]).collect();
    }

    /// The text as it stands.
    pub fn into_text(self) -> String {
        self.text
    }
}
