//! The configuration and the theme of a run.

use crate::bundle::BuiltPage;
use crate::config_report::{describe, warn_of_unknown};
use crate::failure::Failure;
use crate::render::SiteSettings;
use contract::config::Expected;
use contract::document::path;
use std::io::ErrorKind;
use std::path::Path;

/// Reads the given files, or those of the built page; either may be missing there.
///
/// # Errors
/// If a given file can't be read, or the configuration has an invalid value. An unknown key is only logged: a newer
/// page may know it.
pub(super) fn read(config: Option<&Path>, theme: Option<&Path>, site: &BuiltPage) -> Result<SiteSettings, Failure> {
    let (config_text, shown) = text("configuration", config, site, path::CONFIG)?;
    let config_text = if config_text.trim().is_empty() { "{}".to_owned() } else { config_text };
    let wrong =
        |problem: String| Failure::new(format!("{problem}. Nothing was published. Correct it, then publish again."));
    let (theme, _) = text("theme", theme, site, path::THEME)?;
    let (settings, problems) = SiteSettings::of(&config_text, theme)
        .ok_or_else(|| wrong(format!("The configuration {shown} isn't a JSON object")))?;
    warn_of_unknown(&problems);
    let unusable: Vec<String> =
        problems.iter().filter(|problem| problem.expected != Expected::KnownKey).map(describe).collect();
    if !unusable.is_empty() {
        return Err(wrong(format!("The configuration {shown} has invalid values: {}", unusable.join("; "))));
    }
    Ok(settings)
}

/// The text of a file, and its name in messages.
fn text(what: &str, named: Option<&Path>, site: &BuiltPage, usual: &str) -> Result<(String, String), Failure> {
    let (text, shown) = match named {
        Some(path) => (crate::text_file::read(path), path.display().to_string()),
        None => (site.text(usual), format!("{usual} of {}", site.shown())),
    };
    match text {
        Ok(text) => Ok((text, shown)),
        Err(error) if named.is_none() && error.kind() == ErrorKind::NotFound => Ok((String::new(), String::new())),
        Err(error) => Err(Failure::new(format!(
            "Couldn't read the {what} {shown}: {error}. Nothing was published. Name another file, or leave the option \
             out."
        ))),
    }
}
