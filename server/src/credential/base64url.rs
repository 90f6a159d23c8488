//! Decodes base64url as JWTs use it (RFC 4648, section 5, without padding).

/// Decodes `text`. Returns `None` for any other character, an impossible length or non-zero trailing bits, so that no
/// two texts decode to the same bytes.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::with_capacity(text.len() * 3 / 4);
    for chunk in text.as_bytes().chunks(4) {
        let group = chunk.iter().try_fold(0_u32, |group, byte| Some(group << 6 | value(*byte)?))?;
        let [_, first, second, third] = (group << (6 * (4 - chunk.len()))).to_be_bytes();
        match (chunk.len(), second, third) {
            (4, _, _) => bytes.extend([first, second, third]),
            (3, _, 0) => bytes.extend([first, second]),
            (2, 0, 0) => bytes.push(first),
            _ => return None,
        }
    }
    Some(bytes)
}

fn value(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte - b'A',
        b'a'..=b'z' => byte - b'a' + 26,
        b'0'..=b'9' => byte - b'0' + 52,
        b'-' => 62,
        b'_' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

#[cfg(test)]
mod tests {
    use super::*;
    use contract::incident_api::credential::base64url;

    #[test]
    fn what_is_written_is_read() {
        for length in 0..70_u8 {
            let bytes: Vec<u8> = (0..length).map(|n| n.wrapping_mul(37) ^ 0xa5).collect();
            assert_eq!(decode(&base64url(&bytes)).as_deref(), Some(bytes.as_slice()), "{length}");
        }
    }

    #[test]
    fn nothing_else_is_read() {
        for text in ["A", "AAAAA", "AA==", "A A", "AB", "AAB", "++++", "////", "ä"] {
            assert_eq!(decode(text), None, "{text}");
        }
    }
}
