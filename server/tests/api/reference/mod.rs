//! Answers, published files and the text of the program, compared with what they were.

mod answers;
mod program;
mod published;
#[path = "../../../../tests/support/reference.rs"]
mod stored;

use crate::support::Reply;
use crate::support::client::Call;
use std::fmt::Write;
use stored::cut;

/// Texts that differ from run to run, and the placeholders for them.
#[derive(Default)]
struct Stable {
    known: Vec<(String, String)>,
    ids: Vec<String>,
}

impl Stable {
    /// From now on this text has a placeholder.
    fn hide(&mut self, text: &str, placeholder: &str) {
        // One may hold another: the newest is looked for first.
        self.known.insert(0, (text.to_owned(), placeholder.to_owned()));
    }

    /// The text with placeholders: for what is hidden, and for ids in the order in which they came.
    fn text(&mut self, text: &str) -> String {
        let mut stable = text.to_owned();
        for (known, placeholder) in &self.known {
            stable = stable.replace(known, placeholder);
        }
        let mut rest = stable.as_str();
        let mut done = String::new();
        while let Some(at) = rest.char_indices().map(|(at, _)| at).find(|at| is_uuid(&rest[*at..])) {
            let (before, after) = rest.split_at(at);
            let (id, after) = after.split_at(36);
            let known = self.ids.iter().position(|known| known == id);
            let number = known.unwrap_or_else(|| {
                self.ids.push(id.to_owned());
                self.ids.len() - 1
            });
            done.push_str(before);
            let _never_fails = write!(done, "<id {}>", number + 1);
            rest = after;
        }
        done + rest
    }

    /// A request and its answer.
    fn exchange(&mut self, call: Call, reply: &Reply) -> String {
        let mut text = String::new();
        for line in String::from_utf8_lossy(&call.bytes()).lines() {
            if !["Host: ", "Connection: ", "Content-Length: "].iter().any(|name| line.starts_with(name)) {
                text += format!("> {}", self.text(line)).trim_end();
                text.push('\n');
            }
        }
        let _never_fails = writeln!(text, "< {}", reply.status);
        let mut headers: Vec<(String, String)> = reply.headers().collect();
        headers.sort();
        for (name, value) in headers {
            let value = match name.as_str() {
                "date" => "<date>".to_owned(),
                "etag" => "<tag>".to_owned(),
                _ => self.text(&value),
            };
            let _never_fails = writeln!(text, "< {name}: {value}");
        }
        let body = without_version(&reply.text());
        if !body.is_empty() {
            text += &cut(&self.text(&body));
        }
        text
    }

    /// Makes a call and writes down both sides of it.
    async fn ask(&mut self, text: &mut String, call: Call) -> Reply {
        let reply = call.clone().send().await;
        text.push_str(&self.exchange(call, &reply));
        text.push('\n');
        reply
    }
}

/// Versions of a database's lists are random.
fn without_version(body: &str) -> String {
    const START: &str = "\"version\":\"";
    let mut text = String::new();
    let mut rest = body;
    while let Some((before, after)) = rest.split_once(START) {
        let (_, after) = after.split_once('"').expect("the end of a text");
        text = text + before + START + "<version>\"";
        rest = after;
    }
    text + rest
}

fn is_uuid(text: &str) -> bool {
    let bytes = text.as_bytes();
    let is_fit = |(place, byte): (usize, &u8)| match place {
        8 | 13 | 18 | 23 => *byte == b'-',
        _ => matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
    };
    bytes.len() >= 36 && bytes[..36].iter().enumerate().all(is_fit)
}
