//! Spellings of a request's path. A path is first split at its slashes, then each segment is decoded once. Routing uses
//! only the result, so that decoding can't change its meaning later.

use contract::incident_api::endpoint::unsegment;
use percent_encoding::{AsciiSet, utf8_percent_encode};

/// The spelling of the path of a page or a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Spelling {
    /// The canonical one.
    Usual,
    /// Another one, with the canonical one.
    Other(String),
    /// Invalid: it has a malformed percent-encoding, isn't UTF-8, has `.` or `..` segments, or a segment has a
    /// separator or control character.
    Unreadable,
}

impl Spelling {
    /// The spelling of a path.
    ///
    /// Repeated slashes and percent-encoded unreserved characters (RFC 3986, section 6.2.2) make another spelling.
    /// Other percent-encodings are left unchanged, in upper or lower case: proxies differ in what they encode, and one
    /// that reversed our spelling would cause a redirect loop.
    pub(crate) fn of(path: &str) -> Self {
        let Some(rest) = path.strip_prefix('/') else { return Self::Unreadable };
        if !["%", "//", "/.", "\\"].iter().any(|sign| path.contains(sign)) {
            return Self::Usual;
        }
        let (mut usual, mut is_other) = (String::with_capacity(path.len()), false);
        let mut segments = rest.split('/').peekable();
        while let Some(segment) = segments.next() {
            match unsegment(segment).as_deref() {
                None | Some("." | "..") => return Self::Unreadable,
                Some("") if segments.peek().is_some() => is_other = true,
                Some(name) if name.contains(['/', '\\']) || name.chars().any(char::is_control) => {
                    return Self::Unreadable;
                }
                Some(_) => {
                    usual.push('/');
                    is_other |= spell(segment, &mut usual);
                }
            }
        }
        if is_other { Self::Other(in_ascii(&usual)) } else { Self::Usual }
    }
}

/// Whether a segment of a path, decoded, equals a name.
pub(crate) fn is_named(segment: &str, name: &str) -> bool {
    segment == name || segment.contains('%') && unsegment(segment).as_deref() == Some(name)
}

/// Whether two paths have the same decoded segments.
pub(crate) fn are_same(one: &str, other: &str) -> bool {
    if one == other {
        return true;
    }
    let decoded = |path: &str| path.split('/').map(unsegment).collect::<Option<Vec<_>>>();
    decoded(one).is_some_and(|one| decoded(other).is_some_and(|other| one == other))
}

/// The relative reference from a path to its canonical spelling. It isn't absolute, as a proxy may have removed a
/// prefix from the path. It goes up from the last folder to the first segment that differs, and down again.
pub(crate) fn way(from: &str, to: &str) -> String {
    let segments = |path: &str| path.split('/').skip(1).map(str::to_owned).collect::<Vec<_>>();
    let (from, to) = (segments(from), segments(to));
    let same = from.iter().zip(&to).take_while(|(from, to)| from == to).count();
    // The last segment is the target, so it is always included.
    let same = same.min(to.len() - 1);
    let ups = from.len() - 1 - same;
    let start = if ups == 0 { "./".to_owned() } else { "../".repeat(ups) };
    start + &to[same..].join("/")
}

/// A text for a header: characters outside ASCII are percent-encoded.
pub(crate) fn in_ascii(text: &str) -> String {
    utf8_percent_encode(text, &AsciiSet::EMPTY).to_string()
}

/// Appends the canonical spelling of a valid segment, and returns whether it differs. Characters outside ASCII are left
/// to the caller.
fn spell(segment: &str, usual: &mut String) -> bool {
    let (mut rest, mut is_other) = (segment, false);
    while let Some(character) = rest.chars().next() {
        let code = rest.strip_prefix('%').and_then(|code| u8::from_str_radix(code.get(..2)?, 16).ok());
        match code.map(char::from) {
            Some(plain @ ('a'..='z' | 'A'..='Z' | '0'..='9' | '-' | '.' | '_' | '~')) => {
                usual.push(plain);
                is_other = true;
                rest = &rest[3..];
            }
            Some(_) => {
                usual.push_str(&rest[..3]);
                rest = &rest[3..];
            }
            None => {
                usual.push(character);
                rest = &rest[character.len_utf8()..];
            }
        }
    }
    is_other
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_one_usual_spelling() {
        let check = |path: &str, expected: Spelling| assert_eq!(Spelling::of(path), expected, "{path}");
        let other = |usual: &str| Spelling::Other(usual.to_owned());
        for path in ["/", "/a", "/a/", "/a%3Fb", "/a%3fb/", "/(1)", "/%281%29", "/é", "/%C3%A9", "/.a", "/a%2541"] {
            check(path, Spelling::Usual);
        }
        check("//", other("/"));
        check("/a//", other("/a/"));
        check("/a//b", other("/a/b"));
        check("/%61", other("/a"));
        check("/%61%3f%62", other("/a%3fb"));
        check("/%7e%2E%2D%5f", other("/~.-_"));
        check("/%25%36%31", other("/%2561"));
        check("/é//%61", other("/%C3%A9/a"));
        for path in [
            "", "*", "a", "/%", "/%4", "/%zz", "/%ff", "/.", "/..", "/a/../b", "/%2e", "/%2e./x", "//.", "/%+1",
            "/a%2Fb", "/a\\b", "/%5C", "/%00",
        ] {
            check(path, Spelling::Unreadable);
        }
    }

    #[test]
    fn paths_are_the_same_by_their_segments() {
        let check = |one: &str, other: &str, same: bool| assert_eq!(are_same(one, other), same, "{one} {other}");
        check("/v1/a", "/v1/%61", true);
        check("/v1/a%2Fb", "/v1/a%2fb", true);
        check("/v1/a%2Fb", "/v1/a/b", false);
        check("/v1/%2561", "/v1/%61", false);
        check("/v1/%zz", "/v1/%zz", true);
        check("/v1/%zz", "/v1/%ZZ", false);
        check("/v1/a", "/v1/a/", false);
    }
}
