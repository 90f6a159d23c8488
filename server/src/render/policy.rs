//! Content security policies.

use super::html::origin;
use contract::config::Config;
use data_encoding::BASE64;
use sha2::{Digest, Sha256};

/// The policy of the public page, with the hashes of its inline styles.
pub(super) fn public(config: &Config, inline_styles: &[String]) -> String {
    let style = format!("'self' {}", hashes(inline_styles));
    policy(&style, config.logo.as_deref(), config.live.as_deref())
}

/// The policy of the admin view. Its styles are files, it shows no logo, and text can't become markup or script there.
pub(super) fn admin(config: &Config) -> String {
    let policy = policy("'self'", None, Some(&config.api));
    format!("{policy}; require-trusted-types-for 'script'; trusted-types 'none'")
}

/// The policy of a page that loads nothing and runs nothing.
pub(super) fn inert(inline_styles: &[String]) -> String {
    format!(
        "default-src 'none'; style-src {}; img-src data: 'self'; base-uri 'none'; form-action 'none'",
        hashes(inline_styles)
    )
}

fn policy(style: &str, logo: Option<&str>, api: Option<&str>) -> String {
    let with = |address: Option<&str>| address.and_then(origin).map(|origin| format!(" {origin}")).unwrap_or_default();
    let (image, connect) = (with(logo), with(api));
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src {style}; font-src 'self'; img-src \
         'self'{image}; connect-src 'self'{connect}; base-uri 'none'; form-action 'none'"
    )
}

fn hashes(texts: &[String]) -> String {
    texts.iter().map(|text| hash(text)).collect::<Vec<_>>().join(" ")
}

fn hash(text: &str) -> String {
    format!("'sha256-{}'", BASE64.encode(&Sha256::digest(text)))
}
