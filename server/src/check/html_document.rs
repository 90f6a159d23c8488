//! Parses HTML as browsers do.

use html5gum::{DefaultEmitter, Token, Tokenizer};
use std::collections::BTreeMap;

/// The elements of a page, in document order.
pub(super) struct HtmlDocument {
    pub(super) elements: Vec<HtmlElement>,
    /// Whether `</html>` was found; a truncated file lacks it.
    pub(super) is_whole: bool,
}

/// An element's start tag, with the text of a script, style or title.
pub(super) struct HtmlElement {
    pub(super) name: String,
    attributes: BTreeMap<String, String>,
    pub(super) text: String,
}

impl HtmlDocument {
    pub(super) fn read(html: &str) -> Self {
        let mut emitter = DefaultEmitter::default();
        emitter.naively_switch_states(true);
        let mut elements: Vec<HtmlElement> = Vec::new();
        let (mut is_raw, mut is_whole) = (false, false);
        for Ok(token) in Tokenizer::new_with_emitter(html, emitter) {
            match token {
                Token::StartTag(tag) => {
                    let name = text(&tag.name);
                    let attributes = tag.attributes.iter().map(|(name, value)| (text(name), text(value))).collect();
                    is_raw = ["script", "style", "title"].contains(&name.as_str());
                    elements.push(HtmlElement { name, attributes, text: String::new() });
                }
                Token::EndTag(tag) => {
                    is_raw = false;
                    is_whole |= *tag.name == b"html";
                }
                Token::String(part) => {
                    if let Some(element) = elements.last_mut().filter(|_| is_raw) {
                        element.text.push_str(&text(&part));
                    }
                }
                Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
            }
        }
        Self { elements, is_whole }
    }

    /// The elements with this name.
    pub(super) fn named<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a HtmlElement> {
        self.elements.iter().filter(move |element| element.name == name)
    }

    /// The `content` of the first `<meta>` whose `attribute` has this value.
    pub(super) fn meta(&self, attribute: &str, name: &str) -> Option<&str> {
        let is_it = |element: &&HtmlElement| element.get(attribute).is_some_and(|own| own.eq_ignore_ascii_case(name));
        self.named("meta").find(is_it)?.get("content")
    }
}

impl HtmlElement {
    /// The value of an attribute.
    pub(super) fn get(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// The names of its attributes.
    pub(super) fn attributes(&self) -> impl Iterator<Item = &str> {
        self.attributes.keys().map(String::as_str)
    }

    /// Whether `rel` has this word.
    pub(super) fn is_rel(&self, word: &str) -> bool {
        self.get("rel").is_some_and(|rel| rel.split_whitespace().any(|own| own.eq_ignore_ascii_case(word)))
    }

    /// The start tag with one attribute, to identify it in messages.
    pub(super) fn shown(&self, attribute: &str) -> String {
        match self.get(attribute) {
            Some(value) => format!("<{} {attribute}=\"{value}\">", self.name),
            None => format!("<{}>", self.name),
        }
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_read_as_browsers_do() {
        let html = "<!DOCTYPE html><HTML data-root=./><title>a &amp; b</title><!-- <a href=x> -->\
                    <style>p > a{}</style><script>'<a href=\"y\">'</script><a HREF='z&amp;1'>t</a></html>";
        let document = HtmlDocument::read(html);
        let names: Vec<&str> = document.elements.iter().map(|element| element.name.as_str()).collect();
        assert_eq!(names, ["html", "title", "style", "script", "a"]);
        assert_eq!(document.elements[0].get("data-root"), Some("./"));
        assert_eq!(document.elements[1].text, "a & b");
        assert_eq!(document.elements[2].text, "p > a{}");
        assert_eq!(document.elements[3].text, "'<a href=\"y\">'");
        assert_eq!(document.elements[4].get("href"), Some("z&1"));
        assert!(document.is_whole && !HtmlDocument::read("<html><p>").is_whole);
    }
}
