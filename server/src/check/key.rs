//! Looks for credentials, which a page must not contain.

/// The kind and offset of the first credential. The credential itself is never reported.
pub(super) fn find(bytes: &[u8]) -> Option<(&'static str, usize)> {
    if bytes.starts_with(b"SQLite format 3\0") {
        return Some(("a database", 0));
    }
    let mut at = 0;
    while at < bytes.len() {
        let rest = &bytes[at..];
        let is_beginning = at == 0 || !is_word(bytes[at - 1]);
        let found = match rest[0] {
            b'-' if rest.starts_with(b"-----BEGIN ") => {
                let line = &rest[..rest.len().min(80)];
                line.windows(16).any(|window| window == b"PRIVATE KEY-----").then_some("a private key")
            }
            b's' if is_beginning && rest.starts_with(b"sk_") && words(&rest[3..]) >= 40 => Some("a secret key"),
            b's' if is_beginning && rest.starts_with(b"st_") && words(&rest[3..]) >= 40 => Some("an API token"),
            b'e' if is_beginning && is_signed_token(rest) => Some("a signed token"),
            b'A' if is_beginning && rest.starts_with(b"AKIA") && words(rest) == 20 => {
                Some("a cloud provider's access key")
            }
            _ => None,
        };
        if let Some(what) = found {
            return Some((what, at));
        }
        at += 1;
    }
    None
}

/// Whether the text begins with a JSON Web Token (RFC 7519): three parts separated by dots, of which two begin with
/// `{"` in base64url.
fn is_signed_token(bytes: &[u8]) -> bool {
    let header = words(bytes);
    if !bytes.starts_with(b"eyJ") || header < 12 || bytes.get(header) != Some(&b'.') {
        return false;
    }
    let rest = &bytes[header + 1..];
    let claims = words(rest);
    let signature = rest.get(claims + 1..).map_or(0, words);
    rest.starts_with(b"eyJ") && claims >= 12 && rest.get(claims) == Some(&b'.') && signature >= 20
}

fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

fn words(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| is_word(**byte)).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::credential::{AccessKey, ApiToken, SecretKey};

    #[test]
    fn keys_are_recognised() {
        let check = |text: &str, expected: Option<&str>| {
            assert_eq!(find(text.as_bytes()).map(|(what, _)| what), expected, "{text}");
        };
        check(&format!("the key is {}.", SecretKey::generate().expose()), Some("a secret key"));
        check(&format!("{{\"key\":\"{}\"}}", ApiToken::generate().expose()), Some("an API token"));
        // An access key isn't secret: it only names a key pair.
        check(AccessKey::generate().as_str(), None);
        check("-----BEGIN RSA PRIVATE KEY-----", Some("a private key"));
        check("-----BEGIN CERTIFICATE-----", None);
        check("Bearer eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJha19hIn0.c2lnbmF0dXJlLXNpZ25hdHVyZQ", Some("a signed token"));
        check("eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJha19hIn0", None);
        check("AKIAIOSFODNN7EXAMPLE", Some("a cloud provider's access key"));
        check("SQLite format 3\0", Some("a database"));
        check("latest_0123456789012345678901234567890123456789012345", None);
        check("st_short", None);
    }
}
