//! Checks the content security policy of a page.
//!
//! The required policy is written here a second time, so that a mistake in `publish` or in the build is found.

use super::SiteKind;
use super::digests::source;
use super::finding::Findings;
use super::html_document::{HtmlDocument, HtmlElement};
use super::site::CheckedSite;
use std::collections::{BTreeMap, BTreeSet};

const PLACE: &str = "Content-Security-Policy";

/// The role of a page, which decides its policy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// A page of the public app.
    Public,
    /// The admin view.
    Admin,
    /// The 404 page, which loads nothing, and runs only the script in its head.
    Missing,
}

/// Checks each source of a page's policy, and that the page complies with it.
pub(super) fn check(site: &CheckedSite<'_>, name: &str, document: &HtmlDocument, role: Role, findings: &mut Findings) {
    let again = match site.kind {
        SiteKind::Published => "Publish again.",
        SiteKind::Built => "Build again.",
    };
    for element in &document.elements {
        for attribute in element.attributes().filter(|own| *own == "style" || own.starts_with("on")) {
            findings.error(
                name,
                format!("<{} {attribute}>", element.name),
                format!(
                    "The page's policy blocks this attribute, so it has no effect. The page was generated without it. \
                     {again}"
                ),
            );
        }
    }
    let is_inline = |script: &&HtmlElement| {
        let is_data = script.get("type").is_some_and(|kind| kind.eq_ignore_ascii_case("application/json"));
        script.get("src").is_none() && !is_data
    };
    let (scripts, foreign): (BTreeSet<String>, BTreeSet<String>) = document
        .named("script")
        .filter(is_inline)
        .map(|script| source(&script.text))
        .partition(|hash| site.script.as_ref() == Some(hash));
    for hash in &foreign {
        findings.error(
            name,
            "<script>",
            format!(
                "The page was generated without this inline script ({hash}), and its policy should block it. {again}"
            ),
        );
    }
    let Some(text) = document.meta("http-equiv", PLACE) else {
        findings.error(
            name,
            PLACE,
            format!(
                "The page has no policy, so browsers run anything injected into it. {again} Check that nothing \
                 removes <meta> elements afterwards."
            ),
        );
        return;
    };
    let inline: BTreeSet<String> = document.named("style").map(|style| source(&style.text)).collect();
    let demanded = demanded(site, role, &inline, &scripts);
    let directives = read(text);
    let nothing = BTreeSet::new();
    let said = |directive: &str| directives.get(directive).unwrap_or(&nothing);
    for hash in inline.difference(said("style-src")) {
        findings.error(
            name,
            "<style>",
            format!(
                "The policy doesn't allow this style element ({hash}), so browsers show the page without its styles. \
                 Something changed the file after it was generated. {again} Turn off anything that rewrites HTML."
            ),
        );
    }
    for (directive, words) in &demanded {
        for word in words.difference(said(directive)).filter(|word| !inline.contains(*word)) {
            findings.error(name, PLACE, lacking(directive, word, again));
        }
    }
    for (directive, words) in &directives {
        let Some(wanted) = demanded.get(directive.as_str()) else {
            let what = format!("It has {directive}, which wasn't generated and may allow more. {again}");
            findings.error(name, PLACE, what);
            continue;
        };
        for word in words.difference(wanted) {
            let what = match word.starts_with("'sha") && !inline.contains(word) {
                true => format!("It allows {word}, but no element has this hash. {again}"),
                false => format!(
                    "{directive} allows {word}, which config.json doesn't need, so anything injected into the page \
                     can use it. {again} Do so after every change of addresses in config.json. If they didn't change, \
                     check that nothing rewrites the page."
                ),
            };
            findings.error(name, PLACE, what);
        }
    }
}

/// The directives of a policy. Browsers use the first of two with the same name.
fn read(text: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut policy = BTreeMap::new();
    for directive in text.split(';') {
        let mut words = directive.split_whitespace();
        if let Some(name) = words.next() {
            policy.entry(name.to_ascii_lowercase()).or_insert_with(|| words.map(str::to_owned).collect());
        }
    }
    policy
}

/// The exact policy that a page has to have. `inline` has the hashes of its style elements, and `scripts` those of its
/// own scripts.
fn demanded(
    site: &CheckedSite<'_>,
    role: Role,
    inline: &BTreeSet<String>,
    scripts: &BTreeSet<String>,
) -> BTreeMap<&'static str, BTreeSet<String>> {
    let config = &site.config;
    let with = |more: &[Option<&str>]| -> BTreeSet<String> {
        ["'self'"].into_iter().chain(more.iter().copied().flatten()).map(str::to_owned).collect()
    };
    let own = |more: Option<&str>| with(&[more]);
    let words = |words: &[&str]| -> BTreeSet<String> { words.iter().map(|word| (*word).to_owned()).collect() };
    let styles = match (site.kind, role) {
        (SiteKind::Published, Role::Public) => own(None).union(inline).cloned().collect(),
        (SiteKind::Published, Role::Missing) => inline.clone(),
        (SiteKind::Published, Role::Admin) | (SiteKind::Built, Role::Public | Role::Admin | Role::Missing) => own(None),
    };
    let logos = || with(&[&config.logo, &config.logo_dark].map(|logo| logo.as_deref().and_then(origin)));
    let (images, addresses) = match (site.kind, role) {
        (SiteKind::Published, Role::Public) => (logos(), config.live.as_deref()),
        (SiteKind::Published | SiteKind::Built, Role::Admin) => (own(None), Some(config.api.as_str())),
        (SiteKind::Built, Role::Public | Role::Missing) => (own(Some("https:")), None),
        (SiteKind::Published, Role::Missing) => (own(Some("data:")), None),
    };
    // The API's address wasn't known when the page was built.
    let addresses = match site.kind {
        SiteKind::Published => addresses.and_then(origin),
        SiteKind::Built => Some("https:"),
    };
    let mut policy = BTreeMap::from([
        ("default-src", words(&["'none'"])),
        ("style-src", styles),
        ("img-src", images),
        ("base-uri", words(&["'none'"])),
        ("form-action", words(&["'none'"])),
    ]);
    match role {
        Role::Missing => {
            // Without a directive, the default applies, which allows none.
            if !scripts.is_empty() {
                policy.insert("script-src", scripts.clone());
            }
            return policy;
        }
        Role::Public => {
            policy.insert("manifest-src", own(None));
        }
        Role::Admin => {
            policy.insert("require-trusted-types-for", words(&["'script'"]));
            policy.insert("trusted-types", words(&["'none'"]));
        }
    }
    policy.insert("script-src", words(&["'self'", "'wasm-unsafe-eval'"]).union(scripts).cloned().collect());
    policy.insert("font-src", own(None));
    policy.insert("connect-src", own(addresses));
    policy
}

/// The origin of an absolute address, as a policy names it.
fn origin(address: &str) -> Option<&str> {
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    Some(&address[..scheme.len() + 3 + host.len()])
}

/// The message for a source that is missing from a policy.
fn lacking(directive: &str, word: &str, again: &str) -> String {
    match (directive, word.contains("://")) {
        ("connect-src", true) => format!(
            "config.json has an address at {word}, but the policy doesn't allow requests to it. Publish again after \
             changing addresses."
        ),
        ("img-src", true) => format!("It doesn't allow the logo, which is at {word}. {again}"),
        ("default-src", _) => format!("It must block everything that it doesn't list: default-src {word}. {again}"),
        _ => format!("It lacks {directive} {word}, which was generated. {again}"),
    }
}
