//! Splitting text at ASCII characters. The standard library does it for every character, with several hundred bytes of code
//! that visitors would have to download.

/// The text before the first of these, and the text behind it, if there is one.
pub fn cut(text: &str, at: u8) -> (&str, Option<&str>) {
    match text.bytes().position(|byte| byte == at) {
        Some(place) => (&text[..place], Some(&text[place + 1..])),
        None => (text, None),
    }
}

/// The parts between these, at least one.
pub fn split(text: &str, at: u8) -> impl Iterator<Item = &str> {
    let mut rest = Some(text);
    std::iter::from_fn(move || {
        let part;
        (part, rest) = cut(rest?, at);
        Some(part)
    })
}
