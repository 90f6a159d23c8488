//! The markup inside a paragraph.

use super::address::{self, deceives, is_joined, trimmed};
use super::utf8::{before, char_at};
use super::{Mark, MarkKind, Tag};

/// How many beginnings of an emphasis wait for their end at once, inside a link and around it: how deep they nest.
const OPEN_MAX: usize = 12;

/// The longest run of stars or underscores that means anything. A longer one is a line or a blank to fill in.
const RUN_MAX: usize = 3;

/// Adds the marks of the text from `start` on.
pub fn parse(text: &[u8], start: usize, marks: &mut Vec<Mark>) {
    let mut reader = Reader { text, start, marks, links: Vec::new(), runs: Vec::new(), unclosed: 0 };
    let mut at = start;
    while at < text.len() {
        at = reader.read(at);
    }
    emphasize(reader.marks, &mut reader.runs);
}

struct Reader<'a> {
    /// The text up to the end of the paragraph.
    text: &'a [u8],
    start: usize,
    marks: &'a mut Vec<Mark>,
    /// The marks of the brackets that are open.
    links: Vec<usize>,
    /// Stars and underscores, outside links.
    runs: Vec<Run>,
    /// A bit for each length of a run of backticks that doesn't come again.
    unclosed: u32,
}

/// Stars or underscores in a row: the marks from `start` to `end`.
struct Run {
    start: usize,
    end: usize,
    sign: u8,
    /// Whether an emphasis may begin here.
    opens: bool,
    /// Whether one may end here.
    closes: bool,
}

impl Reader<'_> {
    /// Reads what is at this place, and returns where it ends.
    fn read(&mut self, at: usize) -> usize {
        let next = at + 1;
        let before = if at > self.start { self.text[at - 1] } else { b'\n' };
        match self.text[at] {
            b'\\' => {
                let is_marker_apart = self.byte(next + 1) == b' ';
                match self.byte(next) {
                    // The path of a file is as it is.
                    _ if before == b':' => return self.word(at),
                    b'\\' => return self.word(at),
                    b'*' | b'_' | b'`' | b'[' | b']' | b'<' | b'~' => {}
                    // Otherwise it would begin an item.
                    b'-' if before == b'\n' && is_marker_apart => {}
                    b'.' | b')' if before.is_ascii_digit() && is_marker_apart => {}
                    _ => return next,
                }
                self.push(at, next, MarkKind::Hidden);
                return next + 1;
            }
            b'`' => return self.code(at),
            b'*' | b'_' => return self.delimiters(at),
            b'[' => {
                self.links.push(self.marks.len());
                self.push(at, next, MarkKind::Typed);
            }
            b']' => {
                if let Some(open) = self.links.pop() {
                    return self.link(open, at);
                }
            }
            b'<' => {
                let end = address::end(self.text, next);
                if end > next && self.byte(end) == b'>' {
                    self.push(at, next, MarkKind::Hidden);
                    self.push(next, end, MarkKind::Address);
                    self.push(end, end + 1, MarkKind::Hidden);
                    // There is no link inside another.
                    self.links.clear();
                    return end + 1;
                }
            }
            b'h' | b'H' | b'm' | b'M' if !is_joined(before) => {
                let end = trimmed(self.text, at, address::end(self.text, at));
                if end > at {
                    self.push(at, end, MarkKind::Address);
                    return end;
                }
            }
            _ => {}
        }
        next
    }

    fn byte(&self, at: usize) -> u8 {
        self.text.get(at).copied().unwrap_or(b' ')
    }

    fn push(&mut self, start: usize, end: usize, kind: MarkKind) {
        self.marks.push(Mark { start, end, kind });
    }

    /// The end of the word at this place, without the emphasis that may end with it.
    fn word(&self, at: usize) -> usize {
        let mut end = at;
        while self.byte(end) > b' ' {
            end += 1;
        }
        trimmed(self.text, at + 1, end)
    }

    /// The end of the run of the same sign.
    fn run(&self, at: usize) -> usize {
        let mut end = at + 1;
        while self.text.get(end) == self.text.get(at) && end < self.text.len() {
            end += 1;
        }
        end
    }

    /// Code goes on to the next run of as many backticks, whatever is between.
    fn code(&mut self, at: usize) -> usize {
        let mut inside = self.run(at);
        let run = inside - at;
        // Longer ones are typed by nobody, and each length may take a search to the end.
        if run > 31 || self.unclosed >> run & 1 > 0 {
            return inside;
        }
        let mut end = inside;
        while end < self.text.len() {
            let next = self.run(end);
            if self.text[end] == b'`' && next - end == run {
                // A blank on either side keeps backticks in the code apart from those around it.
                if end > inside + 2 && self.text[inside] == b' ' && self.text[end - 1] == b' ' {
                    inside += 1;
                    end -= 1;
                }
                self.push(at, inside, MarkKind::Open(Tag::Code));
                self.push(end, next, MarkKind::Close);
                return next;
            }
            end = next;
        }
        self.unclosed |= 1 << run;
        inside
    }

    /// A link, if an address follows. The text of a link must not seem to be another address.
    fn link(&mut self, open: usize, at: usize) -> usize {
        let (next, target) = (at + 1, at + 2);
        if self.byte(next) != b'(' || target >= self.text.len() {
            return next;
        }
        let end = address::end(self.text, target);
        if end == target || self.byte(end) != b')' {
            return next;
        }
        // There is no link inside another.
        self.links.clear();
        if deceives(&self.text[self.marks[open].end..at], &self.text[target..end]) {
            return next;
        }
        for mark in &mut self.marks[open..] {
            if mark.kind == MarkKind::Address {
                mark.kind = MarkKind::Typed;
            }
        }
        self.marks[open].kind = MarkKind::Open(Tag::Link);
        // The inside of a link belongs to nothing outside.
        let mut outside = self.runs.len();
        while outside > 0 && self.runs[outside - 1].start > open {
            outside -= 1;
        }
        emphasize(self.marks, &mut self.runs[outside..]);
        self.runs.truncate(outside);
        self.push(at, end + 1, MarkKind::CloseLink);
        end + 1
    }

    /// Stars and underscores at the edge of a word may begin or end an emphasis. Those inside a word, an expression, a path
    /// or a pattern stay what they are.
    fn delimiters(&mut self, at: usize) -> usize {
        let end = self.run(at);
        let sign = self.text[at];
        let before = if at > self.start { char_at(self.text, before(self.text, at)) } else { ' ' };
        let after = char_at(self.text, end);
        // Words of other scripts aren't always apart.
        let is_apart = |c: char| c >= '\u{80}' && (sign == b'*' || is_mark(c));
        let opens = match after {
            _ if is_blank(after) => false,
            'a'..='z' | 'A'..='Z' | '0'..='9' | '*' | '_' | '`' | '[' | '\u{80}'.. => {
                is_blank(before) || is_apart(before) || matches!(before, '*' | '_' | '(' | '[' | '{' | '"' | '\'')
            }
            '"' | '\'' | '(' | '<' | '#' | '$' | '@' | '&' | '~' | '+' | '-' | '\\' => {
                is_blank(before) || matches!(before, '*' | '_')
            }
            _ => false,
        };
        let closes = !is_blank(before)
            && match after {
                'a'..='z' | 'A'..='Z' | '0'..='9' | '/' | '\\' | '=' => false,
                '\u{80}'.. => is_blank(after) || is_apart(after),
                _ => true,
            };
        if (opens || closes) && end - at <= RUN_MAX {
            let start = self.marks.len();
            for place in at..end {
                self.push(place, place + 1, MarkKind::Typed);
            }
            self.runs.push(Run { start, end: self.marks.len(), sign, opens, closes });
        }
        end
    }
}

fn is_blank(c: char) -> bool {
    matches!(c, '\0'..=' ' | '\u{a0}' | '\u{2000}'..='\u{200b}' | '\u{3000}')
}

/// Punctuation outside ASCII, as far as it stands beside words.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{2010}'..='\u{205e}' | '\u{3001}'..='\u{303f}')
}

/// Finds which stars and underscores belong together.
fn emphasize(marks: &mut [Mark], runs: &mut [Run]) {
    // The runs that wait for their end.
    let mut open: Vec<usize> = Vec::new();
    for at in 0..runs.len() {
        while runs[at].closes && runs[at].start < runs[at].end {
            let Some(found) = open.iter().rposition(|opener| runs[*opener].sign == runs[at].sign) else { break };
            open.truncate(found + 1);
            let opener = open[found];
            let is_strong = runs[opener].end - runs[opener].start > 1 && runs[at].end - runs[at].start > 1;
            let tag = if is_strong { Tag::Strong } else { Tag::Emphasis };
            if is_strong {
                runs[opener].end -= 1;
                marks[runs[opener].end].kind = MarkKind::Hidden;
                marks[runs[at].start].kind = MarkKind::Hidden;
                runs[at].start += 1;
            }
            runs[opener].end -= 1;
            marks[runs[opener].end].kind = MarkKind::Open(tag);
            marks[runs[at].start].kind = MarkKind::Close;
            runs[at].start += 1;
            if runs[opener].start == runs[opener].end {
                open.truncate(found);
            }
        }
        if runs[at].opens && runs[at].start < runs[at].end {
            if open.len() == OPEN_MAX {
                open.clear();
            }
            open.push(at);
        }
    }
}
