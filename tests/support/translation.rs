//! A made-up language: every message in English, between brackets. Words outside all brackets are either data, or a
//! sentence that isn't in a catalogue.

use std::collections::BTreeSet;

/// The message with each of its forms in brackets.
pub fn bracketed(message: &'static str) -> &'static str {
    let forms: Vec<String> = message.split('|').map(|form| format!("⟦{form}⟧")).collect();
    Box::leak(forms.join("|").into_boxed_str())
}

/// The words of the markup, its attributes for people included, that are outside all brackets.
pub fn untranslated(html: &str) -> BTreeSet<String> {
    let mut words = BTreeSet::new();
    let mut depth = 0_usize;
    for (index, piece) in html.split('<').enumerate() {
        let (tag, text) = if index == 0 { ("", piece) } else { piece.split_once('>').unwrap_or((piece, "")) };
        for name in ["aria-label", "alt", "title", "placeholder", "data-past", "data-room", "data-print"] {
            if let Some((_, value)) = tag.split_once(&format!(" {name}=\"")) {
                collect(value.split('"').next().unwrap_or_default(), &mut 0, &mut words);
            }
        }
        collect(text, &mut depth, &mut words);
    }
    assert_eq!(depth, 0, "A message lost a bracket: {html}");
    words
}

fn collect(text: &str, depth: &mut usize, words: &mut BTreeSet<String>) {
    let text = ["&lt;", "&gt;", "&quot;", "&#39;", "&amp;"]
        .iter()
        .fold(text.to_owned(), |text, entity| text.replace(entity, " "));
    for word in text.split_inclusive(|c: char| !c.is_alphabetic()) {
        let letters = word.trim_end_matches(|c: char| !c.is_alphabetic());
        if *depth == 0 && letters.chars().count() > 1 {
            words.insert(letters.to_owned());
        }
        match word.chars().last() {
            Some('⟦') => *depth += 1,
            Some('⟧') => *depth -= 1,
            _ => {}
        }
    }
}

/// The words of these texts.
pub fn words<'a>(texts: impl IntoIterator<Item = &'a str>) -> BTreeSet<String> {
    let words = texts.into_iter().flat_map(|text| text.split(|c: char| !c.is_alphabetic()));
    words.map(str::to_owned).collect()
}
