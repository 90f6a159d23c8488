//! Checks on the address of an API.

use axum::http::Uri;
use contract::incident_api::Base;
use std::net::IpAddr;

/// The base URL of an API that can be reached from here; `None` if it isn't valid or contains a credential.
pub fn base(text: &str) -> Option<Base> {
    let base = Base::new(text);
    let uri: Uri = base.as_str().parse().ok()?;
    let is_web = matches!(uri.scheme_str(), Some("http" | "https")) && uri.host().is_some_and(|host| !host.is_empty());
    (is_web && !base.as_str().contains(['?', '#', '@', ' '])).then_some(base)
}

/// Whether requests there leave this machine unencrypted.
pub fn is_readable_on_the_way(base: &Base) -> bool {
    base.as_str().parse::<Uri>().is_ok_and(|uri| uri.scheme_str() == Some("http")) && !is_on_this_machine(base)
}

/// Whether the address is on this machine.
pub(super) fn is_on_this_machine(base: &Base) -> bool {
    let Ok(uri) = base.as_str().parse::<Uri>() else { return false };
    let Some(host) = uri.host() else { return false };
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    host.eq_ignore_ascii_case("localhost") || bare.parse().is_ok_and(|address: IpAddr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_can_be_asked_or_not() {
        let check = |text: &str, expected: Option<bool>| {
            assert_eq!(base(text).map(|base| is_readable_on_the_way(&base)), expected, "{text}");
        };
        check("https://api.example.com/v1", Some(false));
        check("http://api.example.com/v1", Some(true));
        check("http://localhost:8080/v1", Some(false));
        check("http://LOCALHOST/v1/", Some(false));
        check("http://127.0.0.1:8080/v1", Some(false));
        check("http://127.1.2.3/v1", Some(false));
        check("http://[::1]:8080/v1", Some(false));
        check("http://localhost.example.com/v1", Some(true));
        check("http://127.0.0.1.example.com/v1", Some(true));
        check("HTTP://api.example.com/v1", Some(true));
        for text in ["", "v1", "/v1", "//host/v1", "ftp://host/v1", "https://", "https:///v1", "https://key@host/v1"] {
            check(text, None);
        }
        for text in ["https://host/v1?key=x", "https://host/v1#x", "https://host/a b", "file:///etc/passwd"] {
            check(text, None);
        }
    }
}
