//! The markup of messages: a small, safe part of Markdown. There is no HTML in it and there are no pictures. Whatever isn't
//! markup is shown as it was typed; `docs/api.md` has the rules for people who write messages.
//!
//! Reading takes time in proportion to a message's length, and elements nest to a bounded depth, whatever the message is:
//! [`parse`] finds blocks line by line and then, in each paragraph, first what nothing else can reach into (code, addresses,
//! links) and then emphasis.

mod address;
mod block;
mod inline;
mod utf8;

/// A beginning, an end or a character at one place in the text of a message. Between marks, the text is shown as it was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The start of the characters that the mark takes the place of, in bytes.
    pub start: usize,
    /// Their end.
    pub end: usize,
    /// Its kind.
    pub kind: MarkKind,
}

/// The kinds of a [`Mark`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MarkKind {
    /// Nothing after all: the characters are shown.
    Typed,
    /// A character that isn't shown, such as a backslash before a star.
    Hidden,
    /// An address that may be followed. It's shown as it was typed.
    Address,
    /// The beginning of an element.
    Open(Tag),
    /// The end of the innermost element.
    Close,
    /// The end of a link: `](`, the address and `)`.
    CloseLink,
}

/// An element of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tag {
    /// A paragraph. The first one of a list's item has no mark of its own.
    Paragraph,
    /// A list with bullets.
    Bullets,
    /// A list with numbers.
    Numbers,
    /// An item with a bullet.
    Item,
    /// An item with a number, see [`Mark::number`].
    NumberedItem,
    /// A block of code, with [`Tag::Code`] inside.
    CodeBlock,
    /// Code.
    Code,
    /// `*…*`
    Emphasis,
    /// `**…**`
    Strong,
    /// `[…](address)`
    Link,
}

impl Mark {
    /// The address at the end of a link. The mark is a [`MarkKind::CloseLink`] of this text.
    pub fn target<'a>(&self, text: &'a str) -> &'a str {
        &text[self.start + 2..self.end - 1]
    }

    /// The number of an item, as it was typed. The mark opens a [`Tag::NumberedItem`] of this text.
    pub fn number<'a>(&self, text: &'a str) -> &'a str {
        let mut end = self.start;
        while text.as_bytes()[end].is_ascii_digit() {
            end += 1;
        }
        &text[self.start..end]
    }
}

impl Tag {
    /// The HTML element.
    pub fn name(self) -> &'static str {
        match self {
            Self::Paragraph => "p",
            Self::Bullets => "ul",
            Self::Numbers => "ol",
            Self::Item | Self::NumberedItem => "li",
            Self::CodeBlock => "pre",
            Self::Code => "code",
            Self::Emphasis => "em",
            Self::Strong => "strong",
            Self::Link => "a",
        }
    }
}

/// The marks of a message, in order. Elements end in the reverse order of their beginnings.
pub fn parse(text: &str) -> Vec<Mark> {
    block::parse(text.as_bytes())
}

/// Whether a message with these marks has no markup: it's shown as it was typed, with its addresses as links.
pub fn is_plain(marks: &[Mark]) -> bool {
    marks.iter().all(|mark| match mark.kind {
        MarkKind::Typed | MarkKind::Address | MarkKind::Close | MarkKind::Open(Tag::Paragraph) => true,
        MarkKind::Hidden | MarkKind::CloseLink | MarkKind::Open(_) => false,
    })
}

/// Whether a message with these marks is shown otherwise than it was typed: with markup, or with addresses as links.
pub fn is_formatted(marks: &[Mark]) -> bool {
    !is_plain(marks) || marks.iter().any(|mark| mark.kind == MarkKind::Address)
}

/// The text of a message without its markup, for places that show nothing but text. Lists keep their bullets and numbers.
pub fn plain_text(text: &str) -> String {
    let marks = parse(text);
    if is_plain(&marks) {
        return text.to_owned();
    }
    let (mut plain, mut shown) = (String::new(), 0);
    for mark in marks.iter().filter(|mark| mark.kind != MarkKind::Typed) {
        plain.push_str(&text[shown..mark.start]);
        // An address is part of the text.
        shown = if mark.kind == MarkKind::Address { mark.start } else { mark.end };
        match mark.kind {
            MarkKind::Open(Tag::Paragraph | Tag::CodeBlock) => begin_line(&mut plain, "\n"),
            MarkKind::Open(Tag::Item) => begin_line(&mut plain, "- "),
            MarkKind::Open(Tag::NumberedItem) => begin_line(&mut plain, &format!("{}. ", mark.number(text))),
            MarkKind::Open(_) | MarkKind::Typed | MarkKind::Hidden | MarkKind::Address => {}
            MarkKind::Close | MarkKind::CloseLink => {}
        }
    }
    plain
}

/// Begins a line with this. A line break, for a gap, isn't needed at the very beginning.
fn begin_line(plain: &mut String, with: &str) {
    if !plain.is_empty() && !plain.ends_with('\n') {
        plain.push('\n');
    }
    if !plain.is_empty() || with != "\n" {
        plain.push_str(with);
    }
}
