//! CORS: which other origins may use the API.

use axum::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ORIGIN, VARY,
};
use axum::http::{HeaderMap, HeaderValue};
use axum::response::Response;
use std::str::FromStr;

/// An origin as browsers send it: scheme and host, with a port unless it is the scheme's default.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AllowedOrigin(HeaderValue);

/// The text isn't an origin.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` isn't an origin; use one such as https://status.example.com")]
pub struct InvalidOrigin(String);

impl FromStr for AllowedOrigin {
    type Err = InvalidOrigin;

    fn from_str(text: &str) -> Result<Self, InvalidOrigin> {
        let wrong = || InvalidOrigin(text.to_owned());
        let lower = text.trim().trim_end_matches('/').to_ascii_lowercase();
        let (scheme, host) = lower.split_once("://").ok_or_else(wrong)?;
        let default_port = match scheme {
            "https" => ":443",
            "http" => ":80",
            _ => return Err(wrong()),
        };
        let host = host.strip_suffix(default_port).unwrap_or(host);
        let plain = |byte: u8| byte.is_ascii_alphanumeric() || b".-:[]".contains(&byte);
        if host.is_empty() || host.starts_with(':') || !host.bytes().all(plain) {
            return Err(wrong());
        }
        HeaderValue::from_str(&format!("{scheme}://{host}")).map(Self).map_err(|_| wrong())
    }
}

/// The response headers that a page on another origin may read.
const EXPOSED: &str = "Age, Date, Retry-After, Idempotency-Replayed";
/// The request headers that a page on another origin may send.
const SENT: &str = "Authorization, Content-Type, Idempotency-Key";

/// Allows the requesting origin to read the response of an authenticated call, if the origin is in `allowed`.
///
/// Browsers never attach a credential on their own (there are no cookies), so `Allow-Credentials` isn't needed.
pub fn allow_private(asked: &HeaderMap, allowed: &[AllowedOrigin], response: &mut Response) {
    if allowed.is_empty() {
        return;
    }
    let headers = response.headers_mut();
    // Caches must keep responses for different origins apart, including those without permission.
    headers.append(VARY, HeaderValue::from_static("Origin"));
    let Some(origin) = asked.get(ORIGIN).filter(|origin| allowed.iter().any(|allowed| allowed.0 == **origin)) else {
        return;
    };
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(EXPOSED));
}

/// Adds the preflight headers for authenticated calls from another origin.
pub fn allow_calls(response: &mut Response) {
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, POST, PUT, PATCH, DELETE"));
    headers.insert(ACCESS_CONTROL_ALLOW_HEADERS, HeaderValue::from_static(SENT));
    headers.insert(ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
}

/// Lets any origin read public data. `Date` and `Age` are exposed because the page derives the age of a response from
/// them.
pub fn allow_public(response: &mut Response) {
    let headers = response.headers_mut();
    headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
    headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("Age, Date, ETag, Retry-After"));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn origins_are_written_as_browsers_send_them() {
        let check = |text: &str, expected: Option<&str>| {
            let got = text.parse::<AllowedOrigin>().ok();
            assert_eq!(got.as_ref().map(|origin| origin.0.as_bytes()), expected.map(str::as_bytes), "{text}");
        };
        check("https://status.example.com", Some("https://status.example.com"));
        check("https://Status.Example.com/", Some("https://status.example.com"));
        check("https://status.example.com:443", Some("https://status.example.com"));
        check("http://localhost:8081", Some("http://localhost:8081"));
        check("http://[::1]:8081", Some("http://[::1]:8081"));
        check("https://status.example.com/page", None);
        check("https://user@example.com", None);
        check("status.example.com", None);
        check("ftp://example.com", None);
        check("https://", None);
        check("*", None);
        check("null", None);
    }
}
