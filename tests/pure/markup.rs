//! The markup of messages: what is markup and what stays as it was typed, and that both are what a CommonMark library
//! finds, apart from differences that are listed here.

use model::markup::{Mark, MarkKind, Tag, is_plain, parse, plain_text};
use pulldown_cmark::{Event, Parser, TagEnd};
use std::time::{Duration, Instant};

/// The structure of a message in short: its elements as tags, its text as it is. Addresses without brackets are `‹…›`.
fn outline(text: &str) -> String {
    let (mut out, mut shown, mut open) = (String::new(), 0, Vec::new());
    for mark in parse(text).iter().filter(|mark| mark.kind != MarkKind::Typed) {
        let Mark { start, end, kind } = *mark;
        out += &text[shown..start];
        shown = end;
        match kind {
            MarkKind::Open(tag) => {
                let number = if tag == Tag::NumberedItem { format!(" {}", mark.number(text)) } else { String::new() };
                out += &format!("<{}{number}>", tag.name());
                open.push(tag.name());
            }
            MarkKind::Close => out += &format!("</{}>", open.pop().unwrap()),
            MarkKind::CloseLink => {
                assert_eq!(open.pop(), Some("a"));
                out += &format!("→{}</a>", mark.target(text));
            }
            MarkKind::Address => {
                let address = &text[start..end];
                let is_in_brackets = text[..start].ends_with('<') && text[end..].starts_with('>');
                out +=
                    &if is_in_brackets { format!("<a>{address}→{address}</a>") } else { format!("‹{address}›") };
            }
            MarkKind::Hidden | MarkKind::Typed => {}
        }
    }
    assert_eq!(open, [""; 0]);
    out
}

/// The same, from the library.
fn library(text: &str) -> String {
    let (mut out, mut numbers) = (String::new(), Vec::new());
    for event in Parser::new(text) {
        match event {
            Event::Start(tag) => match tag {
                pulldown_cmark::Tag::Paragraph => out += "<p>",
                pulldown_cmark::Tag::List(first) => {
                    out += if first.is_some() { "<ol>" } else { "<ul>" };
                    numbers.push(first);
                }
                pulldown_cmark::Tag::Item => match numbers.last_mut().unwrap() {
                    Some(number) => {
                        out += &format!("<li {number}>");
                        *number += 1;
                    }
                    None => out += "<li>",
                },
                pulldown_cmark::Tag::CodeBlock(_) => out += "<pre><code>",
                pulldown_cmark::Tag::Emphasis => out += "<em>",
                pulldown_cmark::Tag::Strong => out += "<strong>",
                pulldown_cmark::Tag::Link { dest_url, .. } => {
                    out += "<a>";
                    out += &format!("\u{1}{dest_url}\u{2}");
                }
                other => out += &format!("<{other:?}>"),
            },
            Event::End(end) => match end {
                TagEnd::Paragraph => out += "</p>",
                TagEnd::List(is_ordered) => {
                    numbers.pop();
                    out += if is_ordered { "</ol>" } else { "</ul>" };
                }
                TagEnd::Item => out += "</li>",
                TagEnd::CodeBlock => {
                    out.truncate(out.trim_end_matches('\n').len());
                    out += "</code></pre>";
                }
                TagEnd::Emphasis => out += "</em>",
                TagEnd::Strong => out += "</strong>",
                TagEnd::Link => {
                    // The address comes with the beginning; here it is written at the end.
                    let place = out.rfind('\u{1}').unwrap();
                    let length = out[place..].find('\u{2}').unwrap();
                    let address = out[place + 1..place + length].to_owned();
                    out.replace_range(place..=place + length, "");
                    out += &format!("→{address}</a>");
                }
                other => out += &format!("</{other:?}>"),
            },
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => out += &text,
            Event::Code(text) => out += &format!("<code>{text}</code>"),
            Event::SoftBreak => out += "\n",
            Event::HardBreak => out += "<br>\n",
            other => out += &format!("<{other:?}>"),
        }
    }
    out
}

/// The same to a reader in both: an item's first paragraph, blanks at the beginnings and ends of lines, and the
/// brackets around an address.
fn normal(outline: &str) -> String {
    let (mut out, mut rest) = (String::new(), outline);
    let mut depth: Vec<bool> = Vec::new();
    while let Some(place) = rest.find('<') {
        out += &rest[..place];
        let end = rest[place..].find('>').map_or(rest.len(), |end| place + end + 1);
        let tag = &rest[place..end];
        rest = &rest[end..];
        match tag {
            "<p>" => {
                let is_first = out.ends_with('>') && out.rfind("<li").is_some_and(|li| !out[li + 1..].contains('<'));
                depth.push(is_first);
                out += if is_first { "" } else { tag };
            }
            "</p>" => out += if depth.pop() == Some(true) { "" } else { tag },
            tag => out += tag,
        }
    }
    out += rest;
    let lines: Vec<&str> = out.split('\n').map(str::trim).collect();
    lines.join("\n").replace(['‹', '›'], "")
}

#[test]
fn markup_is_found() {
    for (text, expected) in [
        ("", ""),
        ("One\nand two", "<p>One\nand two</p>"),
        ("One\n\nand two", "<p>One</p><p>and two</p>"),
        (
            "*a* _b_ **c** __d__ ***e***",
            "<p><em>a</em> <em>b</em> <strong>c</strong> <strong>d</strong> <em><strong>e</strong></em></p>",
        ),
        ("**a _b_ c**, *d **e***.", "<p><strong>a <em>b</em> c</strong>, <em>d <strong>e</strong></em>.</p>"),
        ("**a\nb**", "<p><strong>a\nb</strong></p>"),
        ("Use `a *b* c` or `` ` ``.", "<p>Use <code>a *b* c</code> or <code>`</code>.</p>"),
        ("[the log](https://a.test/b) of", "<p><a>the log→https://a.test/b</a> of</p>"),
        ("[**a** `b`](mailto:x@y.test)", "<p><a><strong>a</strong> <code>b</code>→mailto:x@y.test</a></p>"),
        ("[a](https://a.test/b_(c)_d)_", "<p><a>a→https://a.test/b_(c)_d</a>_</p>"),
        ("**[a](https://a.test)**", "<p><strong><a>a→https://a.test</a></strong></p>"),
        ("<https://a.test/b.>", "<p><a>https://a.test/b.→https://a.test/b.</a></p>"),
        ("**https://a.test/b_c_**", "<p><strong>‹https://a.test/b_c›_</strong></p>"),
        (r"\*a\* \_b\_ \`c\` \[d](https://a.test)", "<p>*a* _b_ `c` [d](‹https://a.test›)</p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("Now:\n- a\n- b\nAnd", "<p>Now:</p><ul><li>a</li><li>b</li></ul><p>And</p>"),
        ("* a\n\n* b", "<ul><li>a</li><li>b</li></ul>"),
        ("- a\n* b", "<ul><li>a</li></ul><ul><li>b</li></ul>"),
        ("1. a\n2. b\n\n   c", "<ol><li 1>a</li><li 2>b<p>c</p></li></ol>"),
        ("1. a\n2) b", "<ol><li 1>a</li></ol><ol><li 2>b</li></ol>"),
        ("7. a\n9. b", "<ol><li 7>a</li><li 9>b</li></ol>"),
        ("- a\n  - b\n    c\n- d", "<ul><li>a<ul><li>b\n    c</li></ul></li><li>d</li></ul>"),
        ("1. a\n   - b\n2. c", "<ol><li 1>a<ul><li>b</li></ul></li><li 2>c</li></ol>"),
        ("- 1. a\n  2. b", "<ul><li><ol><li 1>a</li><li 2>b</li></ol></li></ul>"),
        ("```\na  *b*\n\n  c\n```", "<pre><code>a  *b*\n\n  c</code></pre>"),
        ("~~~ sh\n```\n~~~~\nb", "<pre><code>```</code></pre><p>b</p>"),
        ("a\n```\n```\nb", "<p>a</p><pre><code></code></pre><p>b</p>"),
        ("- a\n  ```\n  b\n   c\n  ```\n- d", "<ul><li>a<pre><code>b\n c</code></pre></li><li>d</li></ul>"),
        ("- ```\n  b\n  ```", "<ul><li><pre><code>b</code></pre></li></ul>"),
        ("**注意**请看", "<p><strong>注意</strong>请看</p>"),
        ("“_a_” ¡*b*!", "<p>“<em>a</em>” ¡<em>b</em>!</p>"),
        ("- **API**: `a`\r\n- b\r\n", "<ul><li><strong>API</strong>: <code>a</code>\r</li><li>b\r</li></ul>"),
        ("\t- a", "<ul><li>a</li></ul>"),
    ] {
        assert_eq!(outline(text), expected, "{text:?}");
    }
}

#[test]
fn everything_else_stays_as_it_was_typed() {
    for text in [
        "snake_case_names and __init",
        "2 * 3 * 4 = 24, 2*3*4",
        "*.example.com, *.example.org and web-*-a, web-*-b",
        "We saw - briefly - errors",
        "On 29. November\n29. November: it began",
        "2026. It was a good year",
        "#1234 is fixed",
        "# 1234",
        r"C:\path\*.log and C:\*\_a_ \\server\_share_\*a*",
        "https://a.test/a_b_c/_d_*e*",
        "~ 5 minutes, ~~none~~",
        "~~~~~~~~~~~~~\nA line\n~~~~~~~~~~~~~",
        "```\nnever closed",
        "* * * * * /usr/bin/job\n*/5 * * * * /usr/bin/job",
        "- - -\n* * *\n---\n***\n___\n- ",
        "-5 °C and -a --b",
        "+ 20 %",
        "> quoted\n| a | b |\n|---|---|",
        "f(*args, **kwargs) and g(*args)",
        "{\"Action\": \"*\", \"Resource\": \"*\"} s3:*Object* and s3:Get*",
        "foo.*bar.* and /api/*/items/* and **/*.log",
        "char *p, *q",
        "f(int* a, int* b)",
        "Fill in: ____ and ****",
        "a ** b ** c _ d _ e",
        "5`7 and ``",
        "[a] [b](c) [d](/e) [f](#g) [h]: i",
        "[a](javascript:alert(1)) [b](data:text/html,c) [d](//e.test) [f](ftp://g.test)",
        "![a](b.png)",
        "<b>bold</b> <script>x</script> <!-- c --> &amp; &#42;a&#42;",
        "a@b.test www.a.test <a@b.test>",
        "🚀 *",
        "‏עברית* ו*",
        r"a \ b \\ c \d \. \- \!",
        "  indented\n\n\n\n    more  ",
        "(*)",
        "[*]",
        "'*' '*'",
        "\u{0}\u{7}\u{202e}",
    ] {
        let marks = parse(text);
        assert!(is_plain(&marks), "{text:?}: {marks:?}");
        assert_eq!(plain_text(text), text);
    }
}

#[test]
fn a_link_cannot_seem_to_lead_elsewhere() {
    let evil = "https://evil.test/a";
    for (text, address) in [
        ("bank.test", evil),
        ("https://bank.test", evil),
        ("HTTPS://BANK.TEST", evil),
        ("www.bank.test/login", evil),
        ("Go to bank.test now", evil),
        ("**bank**.test", evil),
        ("bank**.**test", evil),
        ("`bank.test`", evil),
        (r"bank\.test", evil),
        ("bank._test_", evil),
        ("bank.t\u{200b}est", evil),
        ("bank\u{200b}.test", evil),
        ("bank\u{3002}test", evil),
        ("bank\u{ff0e}test", evil),
        ("bank\u{2024}test", evil),
        ("банк.рф", evil),
        ("\u{202e}tset.knab", evil),
        ("\u{202e}knab eht", evil),
        ("\u{2066}a", evil),
        ("help@bank.test", evil),
        ("help@bank.test", "mailto:help@evil.test"),
        ("1.1.1.1", evil),
        ("//bank", evil),
        ("https://bank/", evil),
        ("bank.test", "https://bank.test.evil.test/"),
        ("bank.test", "https://bank.test:8443/"),
        ("evil.test bank.test", evil),
        ("evil.test/a bank.test", evil),
        // Nothing to be seen.
        ("", evil),
        (" ", evil),
        ("**", evil),
        ("\u{a0}", evil),
    ] {
        let message = format!("[{text}]({address})");
        let found = outline(&message);
        assert!(!found.contains("<a>"), "{message:?}: {found}");
        assert!(found.contains(&format!("‹{}›", address)), "{message:?}: {found}");
    }
    for (text, address) in [
        ("a.test", "https://a.test"),
        ("a.test", "https://a.test/b?c"),
        ("https://a.test/b_c", "https://a.test/b_c"),
        ("http://a.test", "https://a.test/"),
        ("a.test/b/", "https://a.test/b/c"),
        ("help@a.test", "mailto:help@a.test?subject=b"),
        ("Version 2.41.10", evil),
        ("v1.2.3", evil),
        ("e.g. this, i.e. that", evil),
        ("Done. See", evil),
        ("What’s new – and why…", evil),
        ("@oncall", evil),
        ("⚠️ 状态", evil),
        ("and/or: a", evil),
    ] {
        let message = format!("[{text}]({address})");
        assert_eq!(outline(&message), format!("<p><a>{text}→{address}</a></p>"));
    }
}

#[test]
fn links_lead_where_addresses_do() {
    for address in [
        "https://bank.test@evil.test/",
        "https://bank.test:443@evil.test",
        "https://a.test b",
        "https://a.test\\b",
        "https://a.test\u{202e}",
        "https://a.test/\u{200b}",
        "https://",
        "https:a.test",
        "mailto:a",
        "https://a.test \"title\"",
        "<https://a.test>",
        " https://a.test",
        "https://a.test/(",
    ] {
        assert!(!outline(&format!("[b]({address}")).contains("b→"), "{address}");
        let found = outline(&format!("[b]({address})"));
        assert!(!found.contains("b→"), "{address}: {found}");
    }
    for (text, expected) in [
        // The inner one wins.
        ("[a [b](https://c.test) d](https://e.test)", "<p>[a <a>b→https://c.test</a> d](‹https://e.test›)</p>"),
        (
            "[a <https://c.test> d](https://e.test)",
            "<p>[a <a>https://c.test→https://c.test</a> d](‹https://e.test›)</p>",
        ),
        ("[a [b] c](https://d.test)", "<p><a>a [b] c→https://d.test</a></p>"),
        ("[a *b](https://c.test) d*", "<p><a>a *b→https://c.test</a> d*</p>"),
        ("*a [b*](https://c.test)", "<p>*a <a>b*→https://c.test</a></p>"),
        ("[a `](b)` c](https://d.test)", "<p><a>a <code>](b)</code> c→https://d.test</a></p>"),
        ("![a](https://b.test/c.png)", "<p>!<a>a→https://b.test/c.png</a></p>"),
    ] {
        assert_eq!(outline(text), expected, "{text:?}");
    }
}

#[test]
fn text_without_markup_is_readable() {
    for (text, expected) in [
        ("**a** _b_ `c` [d](https://e.test)", "a b c d"),
        ("a\n\nb **c**", "a\n\nb c"),
        ("Now:\n\n- a\n- *b*\n\n1. c\n2. d", "Now:\n- a\n- b\n1. c\n2. d"),
        ("```sh\na\n\nb\n```\nc <https://d.test>", "a\n\nb\n\nc https://d.test"),
        (r"\*a\*", "*a*"),
    ] {
        assert_eq!(plain_text(text), expected, "{text:?}");
    }
}

#[test]
fn the_library_finds_the_same() {
    for text in TABLE.iter().copied() {
        assert_eq!(normal(&outline(text)), normal(&library(text)), "{text:?}");
    }
}

/// Messages to compare.
const TABLE: &[&str] = &[
    "*a* _b_ **c** __d__ ***e***, *f **g** h*, **i *j* k**",
    "**a *b***, ***c* d**, ***e** f*, *a **b*",
    "*a _b* c_ **d __e** f__",
    "a* b *c d** **e",
    "_a_b_ snake_case _x_, (_y_) \"_z_\"",
    "`a` `` b ` c `` ``` d ``` ` e `` f",
    "``a` b`` `c",
    "[a](https://b.test) [c *d*](https://e.test/f_(g)) [h [i](https://j.test) k](https://l.test)",
    "*[a*](https://b.test) [*c](https://d.test)*",
    "<https://a.test/b_c_d> <mailto:a@b.test>",
    r"\*a\* \[b](c) \`d` \_e_",
    "- a\n- b\n- c",
    "* a\n* b\n\n1. c\n2. d\n3) e",
    "- a\n\n  b\n\n- c",
    "1. a\n\n   ```\n   b\n     c\n\n   d\n   ```\n2. e",
    "- a\n  - b\n    - c\n  - d\n- e\n\nf",
    "a\n- b\n- c\n\nd\n1. e\n2. f",
    "a\n2. b",
    "```\na\n\n*b*\n```\nc\n~~~\nd\n```\n~~~",
    "- a\n * b\n  - c",
    "- a\n - b\n  - c\n   - d",
    "3. a\n4. b",
];

/// Messages that are made of what is supported, as people write it.
struct Writer {
    random: fastrand::Rng,
}

impl Writer {
    fn message(&mut self) -> String {
        let blocks: Vec<String> = (0..self.random.usize(1..3)).map(|_| self.block(0, false)).collect();
        // A comment would keep two lists apart; here a paragraph does.
        blocks.join("\n\nand then\n\n") + self.one_of(&["", "\n", "\n\n"])
    }

    fn one_of(&mut self, choices: &[&'static str]) -> &'static str {
        choices[self.random.usize(..choices.len())]
    }

    fn block(&mut self, depth: usize, is_inner: bool) -> String {
        match self.random.u8(..8) {
            0 | 1 if depth < 3 => self.list(depth),
            2 if !is_inner => self.fence(),
            _ => self.paragraph(),
        }
    }

    fn paragraph(&mut self) -> String {
        let lines: Vec<String> = (0..self.random.usize(1..4)).map(|_| self.inline(0, "")).collect();
        lines.join("\n")
    }

    fn list(&mut self, depth: usize) -> String {
        let is_ordered = self.random.bool();
        let (sign, gap) =
            (self.one_of(if is_ordered { &[".", ")"] } else { &["-", "*"] }), self.one_of(&["\n", "\n\n"]));
        let first = if self.random.bool() { 1 } else { self.random.usize(..120) };
        let items = (0..self.random.usize(1..5)).map(|index| {
            let bullet = if is_ordered { format!("{}{sign} ", first + index) } else { format!("{sign} ") };
            let mut content = self.paragraph();
            for _ in 0..self.random.usize(..4).saturating_sub(2) {
                content += "\n\n";
                content += &self.block(depth + 1, false);
                // Two lists in a row may be one.
                content += "\n\nand";
            }
            let indent = " ".repeat(bullet.len());
            let lines = content.split('\n').enumerate().map(|(index, line)| match (index, line) {
                (0, line) => format!("{bullet}{line}"),
                (_, "") => String::new(),
                (_, line) => format!("{indent}{line}"),
            });
            lines.collect::<Vec<_>>().join("\n")
        });
        items.collect::<Vec<_>>().join(gap)
    }

    fn fence(&mut self) -> String {
        let fence = self.one_of(&["```", "~~~", "````", "~~~~~"]);
        let lines = (0..self.random.usize(1..5)).map(|_| match self.random.u8(..6) {
            0 => String::new(),
            1 => "- *a*".to_owned(),
            2 => "``` ~~".to_owned(),
            _ => self.inline(1, ""),
        });
        let lines = lines.collect::<Vec<_>>().join("\n");
        format!("{fence}{}\nx\n{lines}\nx\n{fence}", self.one_of(&["", "sh", " json"]))
    }

    /// `around` has the signs of what the text is in, which its parts don't begin with again.
    fn inline(&mut self, depth: usize, around: &str) -> String {
        let parts: Vec<String> = (0..self.random.usize(1..4)).map(|_| self.part(depth, around)).collect();
        // A word at the start isn't a bullet.
        format!("{}{}", self.one_of(&["We ", "(a) ", "API: "]), parts.join(self.one_of(&[" ", ", ", " – "])))
    }

    fn part(&mut self, depth: usize, around: &str) -> String {
        match self.random.u8(..if depth < 3 { 13 } else { 5 }) {
            0 | 1 => self
                .one_of(&["API", "snake_case_name", "2 * 3", "é", "🚀", "请看", "#12", "x", "it’s", "~ 5", "(b)"])
                .to_owned(),
            2 => self.one_of(&["`a`", "`*b*`", "`` c`d ``", "`[e](f)`", "`g h`", "``i``"]).to_owned(),
            3 => self.one_of(&[r"\*a\*", r"\_b", r"\[c\]", r"\`", r"e\_f"]).to_owned(),
            4 if !around.contains('[') => {
                self.one_of(&["<https://a.test/_b_>", "https://c.test/d_e_f", "<mailto:g@h.test>"]).to_owned()
            }
            5..=8 => {
                let sign = self.one_of(&["*", "_", "**", "__"]);
                match around.ends_with(&sign[..1]) {
                    true => "x".to_owned(),
                    false => format!("{sign}{}{sign}", self.inline(depth + 1, &format!("{around}{sign}"))),
                }
            }
            9 if around.is_empty() => self.one_of(&["*a", "b*", "_c", "d_", "**e", "f**", "g__"]).to_owned(),
            10 | 11 if !around.contains('[') => {
                format!("[{}](https://a.test/b_(c)*d*)", self.inline(depth + 1, &format!("{around}[")))
            }
            _ => "(y)".to_owned(),
        }
    }
}

#[test]
fn the_library_finds_the_same_in_any_message() {
    let seed = std::env::var("STATUSPANE_SEED").map_or_else(|_| fastrand::u64(..), |text| text.parse().unwrap());
    eprintln!("markup: STATUSPANE_SEED={seed}");
    let mut writer = Writer { random: fastrand::Rng::with_seed(seed) };
    let messages: Vec<String> = (0..4_000).map(|_| writer.message()).collect();
    let differs = |message: &&String| normal(&outline(message)) != normal(&library(message));
    // The shortest is the easiest to understand.
    if let Some(message) = messages.iter().filter(differs).min_by_key(|message| message.len()) {
        panic!("{message}\n\nours: {}\n\ntheirs: {}", normal(&outline(message)), normal(&library(message)));
    }
}

#[test]
fn a_message_takes_time_by_its_length_and_nests_to_a_bounded_depth() {
    const LENGTH: usize = 200_000;
    for unit in [
        "*",
        "_",
        "**a ",
        "*a",
        "*a _b ",
        "*(",
        "a* ",
        "*a* ",
        "`",
        "`a",
        "``a ` ",
        "[",
        "]",
        "[a](",
        "[](",
        "[[a](https://b.test)",
        "[a.bc](https://b.test)",
        "[a.bc",
        "](https://b.test)",
        "- ",
        "- a\n",
        "  - a\n",
        "1. ",
        "1. - ",
        "- a\n\n",
        "```\n",
        "~~~\n",
        "````\n```\n",
        "~~~~~~\n~~~~~\n",
        "```a\n~~~b\n",
        "\\",
        "\\*",
        "\n",
        " \n",
        "\t",
        "<https://",
        "<https://a.test>",
        "mailto:a",
        "mailto:@",
        "https://a,",
        "h",
        "https://a@",
        "(https://a.test/",
        "> ",
        "# ",
        "![",
        "![](",
        "é*",
        "*é",
        "\r\n-\r\n",
    ] {
        let text = unit.repeat(LENGTH / unit.len());
        let nested: String = (0..LENGTH / unit.len() / 40).map(|depth| " ".repeat(depth % 40) + unit + "\n").collect();
        for text in
            [text.clone(), format!("{text}*"), format!("{text}](https://a.test)"), format!("{text}\n```"), nested]
        {
            let begun = Instant::now();
            let marks = parse(&text);
            // A generous bound, on a slow machine without optimisation; a square would take minutes.
            assert!(begun.elapsed() < Duration::from_secs(2), "{unit:?}: {:?}", begun.elapsed());
            check_marks(&text, &marks);
        }
        let runs: String = (1..600).map(|length| unit.repeat(length) + " ").collect();
        let begun = Instant::now();
        check_marks(&runs, &parse(&runs));
        assert!(begun.elapsed() < Duration::from_secs(4), "runs of {unit:?}: {:?}", begun.elapsed());
    }
}

/// Marks are in order, take each character once, and elements nest to a bounded depth.
fn check_marks(text: &str, marks: &[Mark]) {
    let (mut shown, mut depth) = (0, 0_usize);
    for mark in marks {
        assert!(shown <= mark.start && mark.start <= mark.end && mark.end <= text.len());
        shown = mark.end;
        match mark.kind {
            MarkKind::Open(_) => depth += 1,
            MarkKind::Close | MarkKind::CloseLink => depth -= 1,
            _ => {}
        }
        assert!(depth <= 72, "{depth}");
    }
    assert_eq!(depth, 0);
}
