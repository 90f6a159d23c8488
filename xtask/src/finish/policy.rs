//! Content security policies of the plain bundle's pages, for their `<meta>` elements.
//!
//! The API's address isn't known until `config.json` is read, so requests may go to any https address or to the page's
//! own origin. A published page allows only the configured one.

/// The public page: its own files, and a logo from anywhere.
const PAGE: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; \
                    img-src 'self' https:; connect-src 'self' https:; base-uri 'none'; form-action 'none'";

/// The admin view: no images from other origins, and no text that is parsed as markup or script (Trusted Types).
const ADMIN: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; \
                     img-src 'self'; connect-src 'self' https:; base-uri 'none'; form-action 'none'; \
                     require-trusted-types-for 'script'; trusted-types 'none'";

/// The policy of one of the two apps.
pub fn of(app: &str) -> &'static str {
    match app {
        "admin" => ADMIN,
        _ => PAGE,
    }
}
