//! Characters of a text by their place. Looking at bytes where they suffice, and decoding in one function where they don't,
//! takes a third of the code of slices and iterators, which visitors would have to download.

/// The character that begins at this place, in valid UTF-8; a blank behind the end.
#[inline(never)]
pub fn char_at(bytes: &[u8], at: usize) -> char {
    let byte = |offset: usize| bytes.get(at + offset).map_or(0, |byte| u32::from(*byte & 0x3f));
    let Some(first) = bytes.get(at).copied() else { return ' ' };
    let code = match first {
        ..0xc0 => u32::from(first),
        0xc0..0xe0 => u32::from(first & 0x1f) << 6 | byte(1),
        0xe0..0xf0 => u32::from(first & 0xf) << 12 | byte(1) << 6 | byte(2),
        0xf0.. => u32::from(first & 7) << 18 | byte(1) << 12 | byte(2) << 6 | byte(3),
    };
    char::from_u32(code).unwrap_or(' ')
}

/// Where the character before this place begins.
pub fn before(bytes: &[u8], mut at: usize) -> usize {
    at -= 1;
    while at > 0 && bytes[at] & 0xc0 == 0x80 {
        at -= 1;
    }
    at
}
