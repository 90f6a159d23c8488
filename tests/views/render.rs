//! Reads rendered markup.

pub use crate::page_state::{NOW, PageState, config};

/// The opening tag that holds `hook`.
pub fn tag<'a>(html: &'a str, hook: &str) -> &'a str {
    let place = html.find(hook).unwrap_or_else(|| panic!("nothing holds {hook}: {html}"));
    let start = html[..place].rfind('<').expect("a tag begins before its attribute");
    let length = html[start..].find('>').expect("a tag ends");
    &html[start..=start + length]
}

/// The text of the page, as a reader sees it: without tags and comments, entities resolved, blanks joined.
pub fn text(html: &str) -> String {
    let mut text = String::new();
    for (index, piece) in html.split('<').enumerate() {
        text.push_str(if index == 0 { piece } else { piece.split_once('>').map_or("", |(_, text)| text) });
    }
    let text = text.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", "\"").replace("&#39;", "'");
    text.replace("&amp;", "&").split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The headline: a text node, and on the front page the time that it speaks of in an element. The guard replaces both
/// texts.
pub fn headline(html: &str) -> String {
    let (_, rest) = html.split_once("<h1").expect("a headline");
    let (_, rest) = rest.split_once('>').expect("a tag ends");
    let (headline, _) = rest.split_once("</h1>").expect("a headline ends");
    let (state, time) = headline.split_once("<small>").unwrap_or((headline, ""));
    let time = time.strip_suffix("</small>").unwrap_or(time);
    assert!(![state, time].concat().contains('<'), "The headline is more than text: {headline}");
    text(&[state, time].concat())
}
