//! Web addresses in a text that somebody typed, as links. All the rest stays the text that it was.

use crate::dom::{Element, Node, attr, el};

/// A part of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part<'a> {
    /// Plain text.
    Text(&'a str),
    /// An address that may be followed, as it was typed.
    Address(&'a str),
}

/// For browsers and search engines: anybody may have typed the address.
pub const REL: &str = "noopener nofollow ugc";

/// The element with the text in it, its addresses as links. A link leads exactly where its text says.
pub fn linked(element: Element, text: &str) -> Element {
    let mut children = Vec::new();
    each(text, &mut |part| {
        children.push(match part {
            Part::Text(text) => Node::from(text.to_owned()),
            // An address reads from left to right in every language.
            Part::Address(address) => {
                let link = el::a().attr(attr::HREF, address.to_owned()).attr(attr::REL, REL).attr(attr::DIR, "ltr");
                link.child(address.to_owned()).into()
            }
        });
    });
    element.children(children)
}

/// Splits a text at its addresses.
pub fn parts(text: &str) -> Vec<Part<'_>> {
    let mut parts = Vec::new();
    each(text, &mut |part| parts.push(part));
    parts
}

/// Hands out the parts of a text in order, at least one. Addresses are those of `http`, `https` and `mailto` alone. Every
/// letter is in exactly one part, and each is looked at a bounded number of times.
fn each<'a>(text: &'a str, hand_out: &mut dyn FnMut(Part<'a>)) {
    let bytes = text.as_bytes();
    // The ends of the text handed out, of the text looked at, and of the next address at most.
    let (mut given, mut seen, mut end) = (0, 0, 0);
    while let Some(colon) = bytes[seen..].iter().position(|byte| *byte == b':').map(|at| seen + at) {
        seen = colon + 1;
        let is = |name: &[u8]| is_scheme(&bytes[given..colon], name);
        let (name, is_mail) = match () {
            () if is(b"https") => (5, false),
            () if is(b"http") => (4, false),
            () if is(b"mailto") => (6, true),
            () => continue,
        };
        if end < seen {
            end = seen + text[seen..].find(ends_address).unwrap_or(bytes.len() - seen);
        }
        let address = &bytes[seen..end];
        let length = if is_mail { mail(address) } else { web(address) };
        if length > 0 {
            let start = colon - name;
            if start > given {
                hand_out(Part::Text(&text[given..start]));
            }
            seen += length;
            given = seen;
            hand_out(Part::Address(&text[start..given]));
        } else if is_mail {
            // All of it was looked at.
            seen = end;
        }
    }
    if given < text.len() || text.is_empty() {
        hand_out(Part::Text(&text[given..]));
    }
}

/// Whether a text ends in this scheme, and not in a longer word or in one behind another scheme.
fn is_scheme(text: &[u8], name: &[u8]) -> bool {
    let Some(start) = text.len().checked_sub(name.len()) else { return false };
    let joined = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.:/@".contains(byte);
    text[start..].eq_ignore_ascii_case(name) && !text[..start].last().is_some_and(joined)
}

/// How long a web address is behind its scheme; 0 where it isn't one.
fn web(text: &[u8]) -> usize {
    let Some(rest) = text.strip_prefix(b"//").filter(|rest| rest.first().is_some_and(begins_host)) else { return 0 };
    let in_host = |(at, byte): (usize, &u8)| match byte {
        // In an address of six parts, and before a port, which is digits.
        b':' => rest[0] == b'[' || rest.get(at + 1).is_some_and(u8::is_ascii_digit),
        _ => begins_host(byte) || b"]-._".contains(byte),
    };
    let host = rest.iter().enumerate().position(|letter| !in_host(letter)).unwrap_or(rest.len());
    let behind = &rest[host..];
    let path = behind.iter().position(|byte| b"/?#".contains(byte)).unwrap_or(behind.len());
    // A name before an `@` is there to be taken for the host.
    match behind[..path].contains(&b'@') {
        true => 0,
        false => trimmed(if path == 0 { text } else { &text[..2 + host] }),
    }
}

fn begins_host(byte: &u8) -> bool {
    byte.is_ascii_alphanumeric() || *byte >= 0x80 || *byte == b'['
}

/// The same for a mail address, which has to name a person and a host.
fn mail(text: &[u8]) -> usize {
    let length = trimmed(text);
    let at = text.iter().position(|byte| *byte == b'@').unwrap_or(0);
    if at > 0 && at + 1 < length && begins_host(&text[at + 1]) { length } else { 0 }
}

/// The length without what ends the sentence around an address, and without brackets that were opened before it.
fn trimmed(address: &[u8]) -> usize {
    let surplus = |open: u8, close: u8| {
        let count = |sought: u8| address.iter().filter(|byte| **byte == sought).count();
        count(close).saturating_sub(count(open))
    };
    let (mut round, mut square) = (surplus(b'(', b')'), surplus(b'[', b']'));
    let mut end = address.len();
    while let Some(last) = address[..end].last() {
        match last {
            b')' if round > 0 => round -= 1,
            b']' if square > 0 => square -= 1,
            b'.' | b',' | b':' | b';' | b'!' | b'?' | b'\'' | b'*' | b'_' => {}
            _ => break,
        }
        end -= 1;
    }
    end
}

/// Whether no address goes on here: blanks and controls, whatever turns or hides letters, quotes and angle brackets, a
/// backslash, which browsers take for a slash, and signs of other scripts that read like a dot or a slash.
fn ends_address(c: char) -> bool {
    matches!(c, '\0'..=' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '{'..='}' | '\u{7f}'..='\u{bf}' | '\u{61c}'
        | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}' | '\u{fe00}'..='\u{ffff}' | '\u{e0000}'..)
}
