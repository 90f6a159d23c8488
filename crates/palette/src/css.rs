//! Reads style sheets, also broken ones.

/// Blocks deeper than this are skipped. No style sheet needs them.
const MAX_DEPTH: usize = 32;

/// Calls `each` for every declaration, with the heads of the blocks that it is in, outermost first, its name and its
/// value. Comments are removed, and escapes in names are resolved. Like a browser, it makes sense of any text.
pub fn read(css: &str, mut each: impl FnMut(&[String], &str, &str)) {
    let mut within: Vec<String> = Vec::new();
    // The open blocks beyond the limit.
    let mut skipped = 0_usize;
    let mut said = String::new();
    let mut closers: Vec<char> = Vec::new();
    let mut rest = css.chars();
    while let Some(c) = rest.next() {
        match c {
            '/' if rest.as_str().starts_with('*') => {
                let after = rest.as_str()[1..].split_once("*/").map_or("", |(_, after)| after);
                rest = after.chars();
                // A comment separates words.
                said.push(' ');
            }
            '"' | '\'' => {
                said.push(c);
                take_string(c, &mut rest, &mut said);
            }
            '\\' => {
                said.push(c);
                said.extend(rest.next());
            }
            // In brackets, up to the one that closes them, everything is part of a value, such as an address.
            _ if !closers.is_empty() || matches!(c, '(' | '[') => {
                said.push(c);
                match c {
                    '(' => closers.push(')'),
                    '[' => closers.push(']'),
                    '{' => closers.push('}'),
                    _ if closers.last() == Some(&c) => {
                        closers.pop();
                    }
                    _ => {}
                }
            }
            '{' => {
                let head = said.trim().to_owned();
                said.clear();
                if skipped > 0 || within.len() == MAX_DEPTH { skipped += 1 } else { within.push(head) }
            }
            ';' | '}' => {
                if skipped == 0 {
                    declare(&within, &said, &mut each);
                }
                said.clear();
                if c == '}' {
                    if skipped > 0 { skipped -= 1 } else { within.truncate(within.len().saturating_sub(1)) }
                }
            }
            _ => said.push(c),
        }
    }
    if skipped == 0 {
        declare(&within, &said, &mut each);
    }
}

/// Takes the rest of a string. It ends at its quote, or, broken, at the end of the line.
fn take_string(quote: char, rest: &mut std::str::Chars<'_>, said: &mut String) {
    while let Some(c) = rest.next() {
        said.push(c);
        match c {
            '\\' => said.extend(rest.next()),
            '\n' => return,
            _ if c == quote => return,
            _ => {}
        }
    }
}

fn declare(within: &[String], said: &str, each: &mut impl FnMut(&[String], &str, &str)) {
    let Some((name, value)) = said.split_once(':') else { return };
    let name = unescaped(name.trim());
    if !name.is_empty() && !name.starts_with('@') && !within.is_empty() {
        each(within, &name, value.trim());
    }
}

/// A name without escapes: `\61 b` is `ab`.
fn unescaped(name: &str) -> String {
    let mut plain = String::with_capacity(name.len());
    let mut rest = name;
    while let Some((before, after)) = rest.split_once('\\') {
        plain += before;
        let digits = after.bytes().take(6).take_while(u8::is_ascii_hexdigit).count();
        rest = match digits {
            0 => {
                plain.extend(after.chars().next());
                after.get(after.chars().next().map_or(0, char::len_utf8)..).unwrap_or_default()
            }
            _ => {
                let code = u32::from_str_radix(&after[..digits], 16).ok().and_then(char::from_u32);
                plain.push(code.unwrap_or('\u{fffd}'));
                let after = &after[digits..];
                after.strip_prefix([' ', '\t', '\n']).unwrap_or(after)
            }
        };
    }
    plain + rest
}
