//! The message of an update: the markup of [`model::markup`], and web addresses as links. All the rest stays the text that
//! it was.

use crate::dom::attr::{self, AttributeName};
use crate::dom::{Element, Node, el};
use leptos::prelude::*;
use model::markup::{Mark, MarkKind, Tag, is_plain, parse};
use std::mem;

/// For browsers and search engines: anybody may have typed the address.
const REL: &str = "noopener nofollow ugc";

/// A message. A plain one is a paragraph, as it was typed; one with markup has paragraphs, lists and blocks of code inside.
#[component(transparent)]
pub fn Message<'a>(
    /// The message.
    text: &'a str,
    /// Opens its links in a new tab, and says so to screen readers with these words.
    #[prop(optional)]
    new_tab: Option<&'static str>,
) -> Node {
    let marks = parse(text);
    let is_plain = is_plain(&marks);
    let root = if is_plain { el::p() } else { el::div() };
    let mut builder = Builder::new(root.class("message").attr(attr::DIR, "auto"));
    let mut shown = 0;
    for mark in marks {
        let Mark { start, end, kind } = mark;
        let is_address = matches!(kind, MarkKind::Address);
        if matches!(kind, MarkKind::Typed) || is_plain && !is_address {
            continue;
        }
        builder.text.push_str(&text[shown..start]);
        shown = end;
        match kind {
            MarkKind::Open(tag) => {
                builder.open(tag);
                match tag {
                    // A number says what was typed.
                    Tag::NumberedItem => builder.attr(attr::VALUE, mark.number(text)),
                    Tag::Code => builder.attr(attr::DIR, "ltr"),
                    Tag::Paragraph | Tag::Bullets | Tag::Numbers | Tag::Item | Tag::CodeBlock | Tag::Emphasis => {}
                    Tag::Strong | Tag::Link => {}
                }
            }
            MarkKind::Close => builder.close(),
            MarkKind::CloseLink | MarkKind::Address => {
                let address = if is_address { &text[start..end] } else { mark.target(text) };
                if is_address {
                    builder.open(Tag::Link);
                    builder.text.push_str(address);
                }
                builder.attr(attr::HREF, address);
                builder.attr(attr::REL, REL);
                if is_address {
                    // An address reads from left to right in every language, as code does.
                    builder.attr(attr::DIR, "ltr");
                }
                if let Some(text) = new_tab {
                    builder.attr(attr::CLASS, "admin-outside");
                    builder.attr(attr::TARGET, "_blank");
                    builder.flush();
                    builder.element.push(el::span().class("visually-hidden").child([" ", text].concat()).into());
                }
                builder.close();
            }
            MarkKind::Typed | MarkKind::Hidden => {}
        }
    }
    if is_plain {
        builder.text.push_str(&text[shown..]);
    }
    builder.flush();
    builder.element.into()
}

/// The elements of a message while they are put together.
struct Builder {
    /// The elements around the innermost one.
    parents: Vec<Element>,
    element: Element,
    /// The text that the innermost one gets next.
    text: String,
}

impl Builder {
    fn new(element: Element) -> Self {
        Self { parents: Vec::new(), element, text: String::new() }
    }

    fn open(&mut self, tag: Tag) {
        self.flush();
        self.parents.push(mem::replace(&mut self.element, el::named(tag.name())));
    }

    fn attr(&mut self, name: AttributeName, value: &str) {
        self.element.set(name, value.to_owned().into());
    }

    fn close(&mut self) {
        self.flush();
        if let Some(parent) = self.parents.pop() {
            let element = mem::replace(&mut self.element, parent);
            self.element.push(element.into());
        }
    }

    fn flush(&mut self) {
        if !self.text.is_empty() {
            let text = mem::take(&mut self.text);
            self.element.push(text.into());
        }
    }
}
