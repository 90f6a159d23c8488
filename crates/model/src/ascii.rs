//! Splitting text at ASCII characters, and numbers as text. The standard library does it for every character and every format,
//! with several hundred bytes of code that visitors would have to download.

/// Whether a byte is one of these few. The standard library's search is built for long texts.
#[expect(clippy::manual_contains, reason = "a quarter of a kilobyte less for each visitor")]
pub fn is_one_of(byte: u8, these: &[u8]) -> bool {
    these.iter().any(|one| *one == byte)
}

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

/// A number in decimal, with zeros before it up to so many digits.
pub fn decimal(number: i64, least: usize) -> String {
    fn push(number: u64, least: usize, text: &mut String) {
        if number > 9 || least > 1 {
            push(number / 10, least.saturating_sub(1), text);
        }
        text.push(char::from(b'0' + (number % 10) as u8));
    }
    let mut text = String::new();
    if number < 0 {
        text.push('-');
    }
    push(number.unsigned_abs(), least, &mut text);
    text
}

/// A number in decimal digits alone; `None` also where it has no room.
pub fn whole_number(text: &str) -> Option<i64> {
    let mut number: Option<i64> = None;
    for byte in text.bytes() {
        let digit = i64::from(byte.is_ascii_digit().then(|| byte - b'0')?);
        number = Some(number.unwrap_or(0).checked_mul(10)?.checked_add(digit)?);
    }
    number
}

/// The text behind a first character that is one of these.
pub fn behind<'a>(text: &'a str, one_of: &[u8]) -> Option<&'a str> {
    let first = text.bytes().next()?;
    is_one_of(first, one_of).then(|| &text[1..])
}
