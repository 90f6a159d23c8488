//! Paragraphs, lists and blocks of code.

use super::{Mark, MarkKind, Tag, inline};
use crate::ascii::is_one_of;
use std::mem;

/// How deep lists nest.
const LISTS_MAX: usize = 6;

/// A line that begins with a longer run is an ornament.
const FENCE_MAX: usize = 6;

/// A list that is open.
struct List {
    /// How far its newest item is indented.
    indent: usize,
    /// The bullet, or the character behind a number.
    sign: u8,
}

/// A bullet or a number at the beginning of a line.
struct Bullet {
    sign: u8,
    is_numbered: bool,
    /// Whether it may follow a line of text directly: a number other than 1 is more likely part of the text.
    interrupts: bool,
    /// Where its text begins.
    end: usize,
}

/// Reads a message line by line.
struct Blocks<'a> {
    text: &'a [u8],
    marks: Vec<Mark>,
    /// Up to where the text has been given out.
    done: usize,
    /// The paragraph that may go on with the next line; its end is 0 without one.
    paragraph: (usize, usize),
    lists: Vec<List>,
    /// The shortest fence of each kind, backticks and tildes, that isn't closed: no longer one is, either.
    unclosed: [usize; 2],
}

/// All marks of a text.
pub fn parse(text: &[u8]) -> Vec<Mark> {
    let unclosed = [FENCE_MAX + 1; 2];
    let mut blocks = Blocks { text, marks: Vec::new(), done: 0, paragraph: (0, 0), lists: Vec::new(), unclosed };
    let mut at = 0;
    while at < text.len() {
        at = blocks.line(at);
    }
    blocks.end_paragraph();
    while !blocks.lists.is_empty() {
        blocks.end_list();
    }
    blocks.marks
}

impl Blocks<'_> {
    /// Takes a line, and returns where the next one begins.
    fn line(&mut self, start: usize) -> usize {
        let (mut at, mut from, end) = (start, start, self.end_of_line(start));
        let mut indent = 0;
        loop {
            // Behind a bullet, its own width counts as well.
            indent += at - from;
            while at < end && is_blank(self.text[at]) {
                indent += if self.text[at] == b'\t' { 4 } else { 1 };
                at += 1;
            }
            if at == end {
                self.end_paragraph();
                return end + 1;
            }
            let bullet = self.bullet(at, end);
            let continues = self.leave_lists(indent, bullet.as_ref().map_or(0, |bullet| bullet.sign));
            if let Some(next) = self.fence(at, end, indent) {
                return next;
            }
            let may_begin =
                |bullet: &Bullet| (bullet.interrupts || self.paragraph.1 == 0) && self.lists.len() < LISTS_MAX;
            let Some(bullet) = bullet.filter(|bullet| continues || may_begin(bullet)) else {
                if self.paragraph.1 == 0 {
                    self.paragraph.0 = at;
                }
                self.paragraph.1 = end;
                return end + 1;
            };
            if !continues {
                self.end_paragraph();
                self.lists.push(List { indent, sign: bullet.sign });
                self.mark(at, MarkKind::Open(if bullet.is_numbered { Tag::Numbers } else { Tag::Bullets }));
            }
            self.mark(at, MarkKind::Hidden);
            self.mark(bullet.end, MarkKind::Open(if bullet.is_numbered { Tag::NumberedItem } else { Tag::Item }));
            from = at;
            at = bullet.end;
        }
    }

    /// Ends the lists that a line indented this far is no part of. Returns whether its bullet goes on with a list.
    fn leave_lists(&mut self, indent: usize, sign: u8) -> bool {
        while let Some(list) = self.lists.last().filter(|list| indent < list.indent + 2) {
            let is_same = sign == list.sign;
            self.end_paragraph();
            let outer = self.lists.len().wrapping_sub(2);
            if is_same && self.lists.get(outer).is_none_or(|outer| indent >= outer.indent + 2) {
                self.mark(self.done, MarkKind::Close);
                if let Some(list) = self.lists.last_mut() {
                    list.indent = indent;
                }
                return true;
            }
            self.end_list();
        }
        false
    }

    /// A mark in the place of all text up to here.
    fn mark(&mut self, until: usize, kind: MarkKind) {
        self.marks.push(Mark { start: self.done, end: until, kind });
        self.done = until;
    }

    fn end_list(&mut self) {
        self.lists.pop();
        self.mark(self.done, MarkKind::Close);
        self.mark(self.done, MarkKind::Close);
    }

    fn end_paragraph(&mut self) {
        let (start, end) = mem::take(&mut self.paragraph);
        if end == 0 {
            return;
        }
        // The first one of an item begins where the item does.
        let is_inner = start == self.done && !self.lists.is_empty();
        if !is_inner {
            self.mark(start, MarkKind::Open(Tag::Paragraph));
        }
        inline::parse(&self.text[..end], start, &mut self.marks);
        self.done = end;
        if !is_inner {
            self.mark(end, MarkKind::Close);
        }
    }

    /// The bullet or number at the beginning of a line. Something has to follow, and not another bullet: such a line is a
    /// rule, or a timetable of `cron`.
    fn bullet(&self, at: usize, end: usize) -> Option<Bullet> {
        let line = &self.text[..end];
        let mut behind = at;
        while line.get(behind).is_some_and(u8::is_ascii_digit) {
            behind += 1;
        }
        let (digits, sign) = (behind - at, *line.get(behind)?);
        let content = self.skip_blanks(behind + 1, end, end);
        let is_bullet = |sign: u8| matches!(sign, b'-' | b'*');
        let fits = match sign {
            // More are a year.
            b'.' | b')' => matches!(digits, 1..=3),
            _ => is_bullet(sign) && digits == 0,
        };
        let first = *line.get(content)?;
        let repeats = digits == 0 && is_bullet(first) && line.get(content + 1).is_none_or(|byte| is_blank(*byte));
        (fits && content > behind + 1 && !repeats).then(|| Bullet {
            sign,
            is_numbered: digits > 0,
            interrupts: digits == 0 || digits == 1 && line[at] == b'1',
            end: content,
        })
    }

    /// Takes a block of code that begins at this line, if it ends somewhere.
    fn fence(&mut self, at: usize, end: usize, indent: usize) -> Option<usize> {
        let sign = self.text[at];
        let kind = match sign {
            b'`' => 0,
            b'~' => 1,
            _ => return None,
        };
        let run = self.run(at, end);
        let length = run - at;
        // A backtick further on in the line is the end of a code within it.
        if length < 3 || length >= self.unclosed[kind] || sign == b'`' && is_one_of(sign, &self.text[run..end]) {
            return None;
        }
        let (mut closing, mut closing_end) = (end + 1, 0);
        while closing < self.text.len() {
            closing_end = self.end_of_line(closing);
            let fence = self.skip_blanks(closing, closing_end, closing_end);
            if fence < closing_end && self.text[fence] == sign {
                let run = self.run(fence, closing_end);
                if run - fence >= length && self.skip_blanks(run, closing_end, closing_end) == closing_end {
                    break;
                }
            }
            closing = closing_end + 1;
        }
        if closing >= self.text.len() {
            self.unclosed[kind] = length;
            return None;
        }
        self.end_paragraph();
        let mut line = end + 1;
        self.mark(line, MarkKind::Open(Tag::CodeBlock));
        self.mark(line, MarkKind::Open(Tag::Code));
        while line < closing {
            // As far as the block is indented, so is its content.
            self.done = line;
            self.mark(self.skip_blanks(line, closing, indent), MarkKind::Hidden);
            line = self.end_of_line(line) + 1;
        }
        // Without the end of its last line.
        self.done = self.done.max(closing - 1);
        self.mark(self.done, MarkKind::Close);
        self.mark(closing_end, MarkKind::Close);
        Some(closing_end + 1)
    }

    fn end_of_line(&self, mut at: usize) -> usize {
        while at < self.text.len() && self.text[at] != b'\n' {
            at += 1;
        }
        at
    }

    /// Where the first character that isn't blank is, behind `most` blanks at most.
    fn skip_blanks(&self, at: usize, end: usize, most: usize) -> usize {
        let mut place = at;
        while place < end && place - at < most && is_blank(self.text[place]) {
            place += 1;
        }
        place
    }

    /// The end of the run of the same character.
    fn run(&self, at: usize, end: usize) -> usize {
        let mut place = at;
        while place < end && self.text[place] == self.text[at] {
            place += 1;
        }
        place
    }
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t' | b'\r')
}
