//! What the plain bundle's pages may load and do, as they tell the browser themselves.
//!
//! Before `config.json` is read nobody knows where the API is: any address over https may be asked, or the page's own
//! origin. A published page names the one that is configured.

/// The public page: its own files, and a logo from anywhere.
const PAGE: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; font-src 'self'; \
                    img-src 'self' https:; connect-src 'self' https:; base-uri 'none'; form-action 'none'";

/// The admin view: no picture of another origin, and no text that becomes markup or script, wherever it comes from.
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
