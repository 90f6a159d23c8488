//! Checks the deployer's own styles.

use super::finding::Findings;
use super::folder::unreadable;
use super::html_document::HtmlDocument;
use super::site::CheckedSite;
use super::{SiteKind, brand};
use contract::document::path::{HOME, THEME};
use std::fs;
use std::path::Path;

/// Checks that the pages were published with this theme, and that browsers load the files it refers to.
pub(super) fn check(site: &CheckedSite<'_>, findings: &mut Findings) {
    let Some(theme) = site.folder.text(THEME, findings) else { return };
    of_text(THEME, &theme, findings);
    if site.kind == SiteKind::Built {
        return;
    }
    // The front page is enough: the other pages are published with it.
    let Some(front) = site.folder.text(HOME, findings) else { return };
    let front = HtmlDocument::read(&front);
    let is_linked = front.named("link").any(|link| link.get("href").is_some_and(|href| href.ends_with(THEME)));
    // Browsers normalise line breaks to `\n`.
    let theme = theme.replace("\r\n", "\n").replace('\r', "\n");
    if !is_linked && !front.named("style").any(|style| style.text.contains(theme.trim())) {
        findings.error(
            THEME,
            "",
            "The pages were published with another theme, so only the admin view uses this one. Publish again after \
             changing the theme.",
        );
    }
}

/// Checks a theme outside a site.
pub(super) fn of_file(path: &Path, findings: &mut Findings) {
    let shown = path.display().to_string();
    match fs::read(path).map(crate::text_file::decode) {
        Ok(Ok(text)) => of_text(&shown, &text, findings),
        Ok(Err(_)) => findings.error(&shown, "", "This isn't UTF-8 text. Save it as UTF-8, not UTF-16."),
        Err(error) => findings.error(&shown, "", unreadable(&error)),
    }
}

fn of_text(file: &str, theme: &str, findings: &mut Findings) {
    for address in foreign(theme) {
        findings.warn(
            file,
            address,
            "The pages' policy blocks everything that a style sheet loads from elsewhere, so this has no effect. Put \
             the file next to the page and use its relative URL, or remove this.",
        );
    }
    brand::check(file, theme, findings);
}

/// The addresses in a style sheet that lead to other hosts or embed data.
fn foreign(css: &str) -> Vec<String> {
    let css = without_comments(css);
    let lower = css.to_ascii_lowercase();
    let mut found = Vec::new();
    for sign in ["url(", "@import"] {
        for (at, _) in lower.match_indices(sign) {
            let rest = css[at + sign.len()..].trim_start().trim_start_matches(['"', '\'']);
            let end = rest.find(['"', '\'', ')', ';']).unwrap_or(rest.len());
            let address = rest[..end].trim();
            let is_foreign = ["http:", "https:", "data:", "//"]
                .iter()
                .any(|start| address.get(..start.len()).is_some_and(|own| own.eq_ignore_ascii_case(start)));
            if is_foreign {
                // A `data:` address is long, and its beginning identifies it.
                found.push(address.chars().take(80).collect());
            }
        }
    }
    found
}

fn without_comments(css: &str) -> String {
    let mut parts = css.split("/*");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.filter_map(|part| part.split_once("*/")).fold(first, |text, (_, after)| text + after)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_other_places_are_found() {
        let check = |css: &str, expected: &[&str]| assert_eq!(foreign(css), expected, "{css}");
        check("a{background:url(icons/a.svg)}@import \"more.css\";", &[]);
        check("/* url(https://a.example/) */ a{color:red}", &[]);
        check("@import 'https://a.example/x.css';", &["https://a.example/x.css"]);
        check("@IMPORT url( \"//a.example/x.css\" );", &["//a.example/x.css"]);
        check("@font-face{src:URL(HTTPS://a.example/x.woff2)}", &["HTTPS://a.example/x.woff2"]);
        check("a{background:url(data:image/png;base64,AA)}", &["data:image/png"]);
        check("a{background:url(", &[]);
    }
}
