//! Messages as elements.

use crate::builders::open;
use crate::render::PageState;
use model::incident::Timeline;
use model::{Entry, Impact, Status};

/// The markup of a message on the page.
fn rendered(message: &str) -> String {
    let mut incident = open("a", Impact::Minor);
    let entry = Entry {
        id: None,
        message: message.into(),
        date: None,
        status: Status::Investigating,
        components: vec![],
        edited: None,
    };
    incident.timeline = Some(Timeline::new(vec![entry], 0));
    let html = PageState::running(vec![incident]).render();
    let start = html.find("class=\"message\"").expect("a message");
    let start = html[..start].rfind('<').expect("its element");
    // The list of entries ends with a mark, and those in a message don't.
    let end = html[start..].find("</li><!---->").expect("the end of its entry");
    html[start..start + end].trim_end_matches("<!---->").to_owned()
}

#[test]
fn a_message_with_markup_has_blocks_and_one_without_is_a_paragraph() {
    for (message, expected) in [
        ("One\n\n\n two", "<p class=\"message\" dir=\"auto\">One\n\n\n two</p>"),
        ("", "<p class=\"message\" dir=\"auto\"></p>"),
        ("*One*\n\n\n two", "<div class=\"message\" dir=\"auto\"><p><em>One</em></p><p>two</p></div>"),
        (
            "- a\n- b **c**\n  ```\n  <d>\n  ```",
            "<div class=\"message\" dir=\"auto\"><ul><li>a</li><li>b <strong>c</strong>\
             <pre><code dir=\"ltr\">&lt;d&gt;</code></pre></li></ul></div>",
        ),
        (
            "4. `a`\n7. b",
            "<div class=\"message\" dir=\"auto\"><ol><li value=\"4\"><code dir=\"ltr\">a</code></li>\
             <li value=\"7\">b</li></ol></div>",
        ),
        (
            "[a \\* *b*](https://c.test/?d=1&e=\u{e9})",
            "<div class=\"message\" dir=\"auto\"><p><a href=\"https://c.test/?d=1&amp;e=\u{e9}\" \
             rel=\"noopener nofollow ugc\">a * <em>b</em></a></p></div>",
        ),
    ] {
        assert_eq!(rendered(message), expected, "{message:?}");
    }
}

#[test]
fn a_message_keeps_its_blanks_and_gets_its_links() {
    let message = "Two  blanks,\n\na line: https://a.test/?b=1&c=\"2\"\n <b>mailto:x@y.test</b>";
    let html = rendered(message);
    let expect = "<p class=\"message\" dir=\"auto\">Two  blanks,\n\na line: \
        <a href=\"https://a.test/?b=1&amp;c=\" rel=\"noopener nofollow ugc\" dir=\"ltr\">https://a.test/?b=1&amp;c=</a>\
        &quot;2&quot;\n &lt;b&gt;<a href=\"mailto:x@y.test\" rel=\"noopener nofollow ugc\" dir=\"ltr\">mailto:x@y.test</a>\
        &lt;/b&gt;";
    assert!(html.contains(expect), "{html}");
}
