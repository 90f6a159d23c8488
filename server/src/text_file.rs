//! Reads text files: UTF-8, with or without a byte order mark, which some editors add.

use std::io::{Error, ErrorKind, Result};
use std::path::Path;

const MARK: &[u8] = b"\xef\xbb\xbf";
const OTHERS: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];

/// Reads a text file.
///
/// # Errors
/// If it can't be read, or isn't UTF-8.
pub(crate) fn read(path: &Path) -> Result<String> {
    decode(std::fs::read(path)?)
}

/// Decodes UTF-8, without a byte order mark.
///
/// # Errors
/// If the bytes aren't UTF-8; the message says what to do.
pub(crate) fn decode(mut bytes: Vec<u8>) -> Result<String> {
    if OTHERS.iter().any(|other| bytes.starts_with(other)) {
        return Err(Error::new(ErrorKind::InvalidData, "it's saved as UTF-16; save it as UTF-8"));
    }
    // Only one is removed: anything after it is text.
    if bytes.starts_with(MARK) {
        bytes.drain(..MARK.len());
    }
    String::from_utf8(bytes).map_err(|_| Error::new(ErrorKind::InvalidData, "it isn't UTF-8 text; save it as UTF-8"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_mark_is_taken_off() {
        let check = |bytes: &[u8], expected: std::result::Result<&str, &str>| {
            let text = decode(bytes.to_vec()).map_err(|error| error.to_string());
            assert!(
                match (&text, expected) {
                    (Ok(text), Ok(expected)) => text == expected,
                    (Err(message), Err(part)) => message.contains(part),
                    _ => false,
                },
                "{bytes:?}: {text:?}"
            );
        };
        check(b"{}", Ok("{}"));
        check(b"", Ok(""));
        check(b"\xef\xbb\xbf{}", Ok("{}"));
        check(b"\xef\xbb\xbf", Ok(""));
        check(b"\xef\xbb\xbf\xef\xbb\xbf{}", Ok("\u{feff}{}"));
        check(b"\xff\xfe{\0}\0", Err("UTF-16"));
        check(b"\xfe\xff\0{\0}", Err("UTF-16"));
        check(b"\xef\xbb", Err("UTF-8"));
        check(b"\xff", Err("UTF-8"));
    }
}
