//! Content security policies.

use super::html::origin;
use contract::config::Config;
use data_encoding::BASE64;
use sha2::{Digest, Sha256};

/// The policy of the public page, with the hashes of its inline styles and of the script in its head.
pub(super) fn public(config: &Config, inline_styles: &[String], script: &str) -> String {
    let style = format!("'self' {}", hashes(inline_styles));
    let logos = [config.logo.as_deref(), config.logo_dark.as_deref()];
    format!("{}; manifest-src 'self'", policy(&style, &hash(script), &logos, config.live.as_deref()))
}

/// The policy of the admin view. Its styles are files, it shows no logo, and text can't become markup or script there.
pub(super) fn admin(config: &Config, script: &str) -> String {
    let policy = policy("'self'", &hash(script), &[], Some(&config.api));
    format!("{policy}; require-trusted-types-for 'script'; trusted-types 'none'")
}

/// The policy of a page that loads nothing, and runs only the script in its head.
pub(super) fn inert(inline_styles: &[String], script: &str) -> String {
    format!(
        "default-src 'none'; script-src {}; style-src {}; img-src data: 'self'; base-uri 'none'; form-action 'none'",
        hash(script),
        hashes(inline_styles)
    )
}

fn policy(style: &str, script: &str, logos: &[Option<&str>], api: Option<&str>) -> String {
    let with = |address: Option<&str>| address.and_then(origin).map(|origin| format!(" {origin}")).unwrap_or_default();
    let mut images: Vec<String> = logos.iter().map(|logo| with(*logo)).collect();
    images.dedup();
    let (image, connect) = (images.concat(), with(api));
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {script}; style-src {style}; font-src 'self'; img-src \
         'self'{image}; connect-src 'self'{connect}; base-uri 'none'; form-action 'none'"
    )
}

fn hashes(texts: &[String]) -> String {
    texts.iter().map(|text| hash(text)).collect::<Vec<_>>().join(" ")
}

fn hash(text: &str) -> String {
    format!("'sha256-{}'", BASE64.encode(&Sha256::digest(text)))
}
