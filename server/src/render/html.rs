//! Escaping for markup, and checks on addresses.

use contract::config::is_safe_address;
use std::str::FromStr;

/// The public URL of a site: absolute, with a trailing slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublicUrl(String);

impl PublicUrl {
    /// The URL as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The path, with a slash at both ends.
    pub fn path(&self) -> &str {
        let host = self.0.find("://").map_or(0, |scheme| scheme + 3);
        &self.0[self.0[host..].find('/').map_or(self.0.len() - 1, |slash| host + slash)..]
    }
}

/// The text isn't the URL of a site.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("it must be an http or https URL, such as https://status.example.com/")]
pub struct InvalidPublicUrl;

impl FromStr for PublicUrl {
    type Err = InvalidPublicUrl;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let is_absolute = text.starts_with("https://") || text.starts_with("http://");
        if !is_absolute || !is_safe_address(text) || text.contains(['?', '#', '"', '<', '>', '\'']) {
            return Err(InvalidPublicUrl);
        }
        Ok(Self(format!("{}/", text.trim_end_matches('/'))))
    }
}

/// The origin of an absolute address, for a policy; `None` if it is relative or its host isn't valid in a policy.
pub(super) fn origin(address: &str) -> Option<&str> {
    let (scheme, rest) = address.split_once("://")?;
    let host = rest.split(['/', '?', '#']).next()?;
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:[]".contains(&byte);
    let usable = !host.is_empty() && host.bytes().all(is_plain);
    usable.then(|| &address[..scheme.len() + 3 + host.len()])
}

/// Escapes text so that it can end neither an attribute (always in double quotes here) nor an element.
pub(super) fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\0' => escaped.push('\u{fffd}'),
            _ => escaped.push(c),
        }
    }
    escaped
}

/// Escapes JSON for a data block, so that no `<` can end the element or begin a comment. In JSON these characters occur
/// only in strings, where they can be escaped.
pub(super) fn data_block(json: &str) -> String {
    json.replace('<', "\\u003c").replace('>', "\\u003e").replace('&', "\\u0026")
}

/// Collapses text to one line and cuts it after `most` characters.
pub(super) fn one_line(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", line[..end].trim_end()),
        None => line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_addresses_are_read() {
        let check = |text: &str, expected: Option<(&str, &str)>| {
            let url = text.parse::<PublicUrl>().ok();
            assert_eq!(url.as_ref().map(|url| (url.as_str(), url.path())), expected, "{text}");
        };
        check("https://status.example.com", Some(("https://status.example.com/", "/")));
        check("https://example.com/status", Some(("https://example.com/status/", "/status/")));
        check("http://[::1]:8080/a/b/", Some(("http://[::1]:8080/a/b/", "/a/b/")));
        check("status.example.com", None);
        check("/status/", None);
        check("https://", None);
        check("https://example.com/?a", None);
        check("https://example.com/\"><script>", None);
        check("javascript:alert(1)", None);
    }

    #[test]
    fn origins_stand_in_policies() {
        let check = |text: &str, expected: Option<&str>| assert_eq!(origin(text), expected, "{text}");
        check("https://api.example.com/v1", Some("https://api.example.com"));
        check("http://localhost:8080", Some("http://localhost:8080"));
        check("v1", None);
        check("/v1", None);
        check("https://a;script-src *", None);
        check("https://a,b", None);
        check("https://user@host/", None);
    }

    #[test]
    fn a_data_block_holds_what_it_held() {
        let json = r#"{"name":"</script><!-- & \" \\"}"#;
        let block = data_block(json);
        assert!(!block.contains(['<', '>', '&']), "{block}");
        let read = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
        assert_eq!(read(&block), read(json));
    }
}
