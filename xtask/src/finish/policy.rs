//! Content security policies of the plain bundle's pages, for their `<meta>` elements.
//!
//! The API's address isn't known until `config.json` is read, so requests may go to any https address or to the page's
//! own origin. A published page allows only the configured one.
//!
//! `{script}` is the hash of the script in the head.

use data_encoding::BASE64;
use sha2::{Digest, Sha256};

/// The public page: its own files, and a logo from anywhere.
const PAGE: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {script}; style-src 'self'; font-src 'self'; \
                    img-src 'self' https:; connect-src 'self' https:; manifest-src 'self'; base-uri 'none'; \
                    form-action 'none'";

/// The admin view: no images from other origins, and no text that is parsed as markup or script (Trusted Types).
const ADMIN: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval' {script}; style-src 'self'; font-src 'self'; \
                     img-src 'self'; connect-src 'self' https:; base-uri 'none'; form-action 'none'; \
                     require-trusted-types-for 'script'; trusted-types 'none'";

/// The policy of one of the two apps. `script` is the script in the head.
pub fn of(app: &str, script: &str) -> String {
    let policy = match app {
        "admin" => ADMIN,
        _ => PAGE,
    };
    policy.replace("{script}", &format!("'sha256-{}'", BASE64.encode(&Sha256::digest(script))))
}
