//! Addresses in a text: `http`, `https` and `mailto` alone, and only such that lead where they seem to.

use super::utf8::char_at;

/// Where the address that begins at this place ends: at what can't be part of it. `at` itself where there is none. It looks
/// at no more of the text than the address and, where it isn't one, than the next one can begin after.
pub fn end(text: &[u8], at: usize) -> usize {
    let start = at + scheme(&text[at..]);
    // A web address has a slash before its host.
    let end = if start == at {
        return at;
    } else if text[start - 1] == b':' {
        mail(text, start)
    } else {
        web(text, start)
    };
    if end == start { at } else { end }
}

/// The end of an address without the signs that belong to the sentence around it.
pub fn trimmed(text: &[u8], start: usize, mut end: usize) -> usize {
    while end > start && matches!(text[end - 1], b'.' | b',' | b':' | b';' | b'!' | b'?' | b'\'' | b'*' | b'_') {
        end -= 1;
    }
    end
}

/// Whether an address can't begin behind this character: it would be the end of a longer word, or of another scheme.
pub fn is_joined(before: u8) -> bool {
    before.is_ascii_alphanumeric() || matches!(before, b'+' | b'-' | b'.' | b':' | b'/' | b'@')
}

/// The length of the scheme at the beginning, with its colon and slashes.
fn scheme(text: &[u8]) -> usize {
    let schemes: [&[u8]; 3] = [b"https://", b"http://", b"mailto:"];
    for scheme in schemes {
        if text.len() > scheme.len() && text[..scheme.len()].eq_ignore_ascii_case(scheme) {
            return scheme.len();
        }
    }
    0
}

/// The end of a web address whose host begins at `start`.
fn web(text: &[u8], start: usize) -> usize {
    let is_six = text[start] == b'[';
    if !is_six && !begins_host(text[start]) {
        return start;
    }
    let mut at = start + usize::from(is_six);
    loop {
        let c = char_at(text, at);
        match c {
            '/' | '?' | '#' => return rest(text, at),
            // In an address of six parts, and before a port, which is digits.
            ':' if is_six || char_at(text, at + 1).is_ascii_digit() => {}
            ']' if is_six => {}
            '-' | '.' | '_' | '0'..='9' | 'A'..='Z' | 'a'..='z' => {}
            '\u{80}'.. if !ends(c) => {}
            _ => break,
        }
        at += c.len_utf8();
    }
    let end = at;
    loop {
        let c = char_at(text, at);
        match c {
            // A name before it is there to be taken for the host.
            '@' => return start,
            '/' | '?' | '#' => return end,
            _ if ends(c) => return end,
            _ => at += c.len_utf8(),
        }
    }
}

fn begins_host(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte >= 0x80
}

/// The same for a mail address, which has to name a person and a host.
fn mail(text: &[u8], start: usize) -> usize {
    let mut at = start;
    loop {
        let c = char_at(text, at);
        match c {
            '@' if at > start && text.get(at + 1).is_some_and(|byte| begins_host(*byte)) => {
                let end = rest(text, start);
                return if end > at + 1 { end } else { start };
            }
            '@' | ':' => return start,
            _ if ends(c) => return start,
            _ => at += c.len_utf8(),
        }
    }
}

/// How far an address goes on: to what ends it, or to a bracket that was opened before it.
fn rest(text: &[u8], mut at: usize) -> usize {
    let (mut round, mut square) = (0_u32, 0_u32);
    loop {
        let c = char_at(text, at);
        match c {
            '(' => round += 1,
            '[' => square += 1,
            ')' if round > 0 => round -= 1,
            ']' if square > 0 => square -= 1,
            ')' | ']' => return at,
            _ if ends(c) => return at,
            _ => {}
        }
        at += c.len_utf8();
    }
}

/// Whether no address goes on here: blanks and controls, whatever turns or hides letters, quotes and angle brackets, a
/// backslash, which browsers take for a slash, and signs of other scripts that read like a dot or a slash.
#[inline(never)]
fn ends(c: char) -> bool {
    matches!(c, '\0'..=' ' | '"' | '<' | '>' | '\\' | '^' | '`' | '{'..='}' | '\u{7f}'..='\u{bf}' | '\u{61c}'
        | '\u{2000}'..='\u{206f}' | '\u{3000}'..='\u{303f}' | '\u{fe00}'..='\u{ffff}' | '\u{e0000}'..)
}

/// Whether a link with this text, markup included, could be taken for one to somewhere else, or has nothing to be seen. A
/// text that reads like an address has to be the beginning of the address that the link leads to, with its whole host.
pub fn deceives(text: &[u8], address: &[u8]) -> bool {
    let (shown, whole) = (&text[scheme(text)..], &address[scheme(address)..]);
    if !shown.is_empty() && whole.starts_with(shown) {
        let next = whole.get(shown.len()).copied().unwrap_or(b'/');
        if matches!(next, b'/' | b'?' | b'#') || text.ends_with(b"/") {
            return false;
        }
    }
    let (mut is_blank, mut numbers, mut at, mut before, mut reading) = (true, 0, 0, ' ', Reading::Blank);
    while at < text.len() {
        let c = char_at(text, at);
        at += c.len_utf8();
        let is_letter = c.is_ascii_alphabetic() || c >= '\u{80}';
        reading = match c {
            '*' | '_' | '`' | '\\' => continue,
            '\0'..=' ' | '\u{a0}' | '\u{3000}' => Reading::Blank,
            // They turn the letters around.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => return true,
            '@' if reading != Reading::Blank => return true,
            '/' if before == '/' => return true,
            '.' | '\u{2024}' | '\u{3002}' | '\u{a4f8}' | '\u{fe52}' | '\u{ff0e}' | '\u{ff61}'
                if reading != Reading::Blank =>
            {
                Reading::Dot
            }
            _ => match reading {
                Reading::Letter if is_letter || c == '-' || c.is_ascii_digit() => return true,
                Reading::Dot if is_letter => Reading::Letter,
                Reading::Dot if c.is_ascii_digit() => {
                    numbers += 1;
                    Reading::Word
                }
                _ => Reading::Word,
            },
        };
        is_blank &= reading == Reading::Blank;
        before = c;
    }
    // Four numbers are an address, fewer a version.
    is_blank || numbers > 2
}

#[derive(Clone, Copy, PartialEq)]
enum Reading {
    Blank,
    Word,
    /// A dot behind a word.
    Dot,
    /// A letter behind such a dot. One more, and it may be the end of a host.
    Letter,
}
