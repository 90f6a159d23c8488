//! What a page tells browsers that it may load and run.

use super::digests::source;
use super::document::Document;
use super::finding::Findings;
use super::site::Site;
use std::collections::{BTreeMap, BTreeSet};

const PLACE: &str = "Content-Security-Policy";
/// Whoever puts code into the page may run it under these.
const TOO_MUCH: [&str; 4] = ["'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "*"];

/// Checks the policy of a published page, and that the page keeps to it. `api` is the address that its app asks.
pub(super) fn check(site: &Site<'_>, name: &str, document: &Document, api: Option<&str>, findings: &mut Findings) {
    for element in &document.elements {
        for attribute in element.attributes().filter(|own| *own == "style" || own.starts_with("on")) {
            findings.error(
                name,
                format!("<{} {attribute}>", element.name),
                "The page's policy forbids this attribute, so it has no effect; it was not published like this. \
                 Publish again.",
            );
        }
        let is_data = element.get("type").is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
        if element.name == "script" && element.get("src").is_none() && !is_data {
            findings.error(
                name,
                "<script>",
                "A script stands in the page itself; its policy forbids that, and it was not published like this. \
                 Publish again.",
            );
        }
    }
    let Some(text) = document.meta("http-equiv", PLACE) else {
        findings.error(
            name,
            PLACE,
            "The page has no policy, so browsers run whatever gets into it. Publish again, and see that nothing on \
             the way takes <meta> out.",
        );
        return;
    };
    let policy: BTreeMap<String, Vec<&str>> = text
        .split(';')
        .filter_map(|directive| {
            let mut words = directive.split_whitespace();
            Some((words.next()?.to_ascii_lowercase(), words.collect()))
        })
        .collect();
    if policy.get("default-src").map(Vec::as_slice) != Some(&["'none'"][..]) {
        findings.error(name, PLACE, "What it does not name, it should forbid: default-src 'none'. Publish again.");
    }
    for (directive, word) in
        policy.iter().flat_map(|(directive, words)| words.iter().map(move |word| (directive, *word)))
    {
        if TOO_MUCH.contains(&word) {
            findings.error(name, PLACE, format!("{directive} allows {word}, which allows too much. Publish again."));
        }
    }
    let words = |directive: &str| policy.get(directive).map(Vec::as_slice).unwrap_or_default();
    let allowed: BTreeSet<&str> = words("style-src").iter().copied().filter(|word| word.starts_with("'sha")).collect();
    let inline: Vec<String> = document.named("style").map(|style| source(&style.text)).collect();
    for hash in inline.iter().filter(|hash| !allowed.contains(hash.as_str())) {
        findings.error(
            name,
            "<style>",
            format!(
                "The policy does not allow this style element, so browsers show the page without its styles: it is \
                 {hash}. Something has changed the file after it was published. Publish again, and switch off what \
                 rewrites HTML on the way."
            ),
        );
    }
    for hash in allowed.iter().filter(|hash| !inline.iter().any(|own| own == *hash)) {
        findings.error(name, PLACE, format!("It allows {hash}, and no style element is that. Publish again."));
    }
    if let Some(api) = api.filter(|api| api.contains("://")) {
        let is_allowed =
            |origin: &str| api.strip_prefix(origin).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
        if !words("connect-src").iter().any(|origin| is_allowed(origin)) {
            findings.error(
                name,
                PLACE,
                format!(
                    "config.json names {api}, and the policy does not let the page ask there. A change of addresses \
                     needs a new publish."
                ),
            );
        }
    }
    let logo = site.config.logo.as_deref().filter(|logo| logo.contains("://") && api.is_some());
    let is_allowed = |logo: &&str| words("img-src").iter().any(|origin| logo.starts_with(origin));
    if let Some(logo) = logo.filter(|logo| !is_allowed(logo)) {
        findings.error(name, PLACE, format!("It does not allow the logo {logo}. Publish again."));
    }
}
