//! Addresses in messages: which are links, and where each ends.

use model::markup::{MarkKind, parse};
use std::time::{Duration, Instant};

/// The addresses in a text that are links as they were typed.
fn addresses(text: &str) -> Vec<&str> {
    let marks = parse(text);
    let links = marks.iter().filter(|mark| mark.kind == MarkKind::Address);
    links.map(|mark| &text[mark.start..mark.end]).collect()
}

#[test]
fn addresses_are_found_where_they_end() {
    for (text, expect) in [
        ("See https://status.example.com/a?b=c#d for more", &["https://status.example.com/a?b=c#d"][..]),
        ("http://a.test and HTTPS://B.test", &["http://a.test", "HTTPS://B.test"]),
        ("mailto:help@acme.test, please", &["mailto:help@acme.test"]),
        ("MailTo:help@acme.test?subject=Mail%20is%20late", &["MailTo:help@acme.test?subject=Mail%20is%20late"]),
        (
            "https://a.test:8443/x https://[2001:db8::1]:80/ https://127.0.0.1",
            &["https://a.test:8443/x", "https://[2001:db8::1]:80/", "https://127.0.0.1"],
        ),
        // The sentence around it.
        ("It is at https://a.test/b.", &["https://a.test/b"]),
        ("(see https://a.test/b)", &["https://a.test/b"]),
        (
            "[https://a.test/b], “https://c.test”; 'https://d.test/e'!",
            &["https://a.test/b", "https://c.test", "https://d.test/e"],
        ),
        ("https://a.test/b?!...", &["https://a.test/b"]),
        (
            "https://en.wikipedia.org/wiki/Rust_(fungus) (https://en.wikipedia.org/wiki/Rust_(fungus))",
            &["https://en.wikipedia.org/wiki/Rust_(fungus)", "https://en.wikipedia.org/wiki/Rust_(fungus)"],
        ),
        ("**https://a.test/b** and _https://c.test_", &["https://a.test/b", "https://c.test"]),
        ("[docs: https://a.test/b]", &["https://a.test/b"]),
        (
            "[https://a.test/b](x) [https://[::1]/a] (https://a.test/b)c",
            &["https://a.test/b", "https://[::1]/a", "https://a.test/b"],
        ),
        ("<https://a.test/b>", &["https://a.test/b"]),
        (
            "https://a.test/b\nhttps://c.test\thttps://d.test\u{a0}https://e.test",
            &["https://a.test/b", "https://c.test", "https://d.test", "https://e.test"],
        ),
        ("https://a.test), more", &["https://a.test"]),
        ("https://a.test:", &["https://a.test"]),
        ("https://a.test:abc", &["https://a.test"]),
        ("https://a.test,https://b.test", &["https://a.test", "https://b.test"]),
        // Any script, as it was typed.
        ("请看https://例え.test/道。次", &["https://例え.test/道"]),
        ("https://аррle.test/ (Cyrillic)", &["https://аррle.test/"]),
        ("https://a.test/é/ü?ä", &["https://a.test/é/ü?ä"]),
    ] {
        assert_eq!(addresses(text), expect, "{text:?}");
    }
}

#[test]
fn everything_else_is_text() {
    for text in [
        "",
        "no address at all: none",
        "https:",
        "https://",
        "https:// a",
        "https:/a.test",
        "https://.",
        "https:///a",
        "https://?a",
        "://a.test",
        "javascript:alert(1)",
        "JavaScript://%0aalert(1)",
        "javascript:https://a.test",
        "data:text/html,https",
        "file:///etc/passwd",
        "ftp://a.test",
        "//a.test",
        "www.a.test",
        "a.test/b",
        "help@acme.test",
        "tel:112",
        "xhttps://a.test",
        "view-source:https://a.test",
        "blob:https://a.test/b",
        "git+https://a.test",
        "x@https://a.test",
        // A name before the host is there to be taken for the host.
        "https://bank.com@evil.test",
        "https://bank.com:443@evil.test/",
        "https://bank.com%2f@evil.test",
        "https://user!x@evil.test/",
        "https://@evil.test",
        "https://:@evil.test",
        "mailto:",
        "mailto:help",
        "mailto:@acme.test",
        "mailto:help@",
        "mailto:help@.",
        "mailto:a b@acme.test",
        "https&colon;//a.test",
        "https\u{ff1a}//a.test",
        "hｔtps://a.test",
        "https:\u{200b}//a.test",
        "https:\\\\a.test",
    ] {
        assert_eq!(addresses(text), Vec::<&str>::new(), "{text:?}");
    }
}

#[test]
fn an_address_has_no_invisible_or_reversing_characters() {
    for (text, expect) in [
        ("https://bank.com\u{202e}moc.live//:sptth", "https://bank.com"),
        ("https://bank.com\u{2066}/a", "https://bank.com"),
        ("https://bank.com/a\u{200b}b", "https://bank.com/a"),
        ("https://bank.com/a\0b", "https://bank.com/a"),
        ("https://bank.com/a\u{7f}", "https://bank.com/a"),
        ("https://bank.com\u{ad}.evil.test", "https://bank.com"),
        ("https://bank.com\u{3002}evil.test", "https://bank.com"),
        ("https://bank.com\u{ff0e}evil.test", "https://bank.com"),
        ("https://bank.com\u{ff0f}evil.test", "https://bank.com"),
        ("https://bank.com\u{2044}evil.test", "https://bank.com"),
        ("https://bank.com\\@evil.test", "https://bank.com"),
        ("https://bank.com/\\evil", "https://bank.com/"),
        ("https://bank.com/\"onmouseover=alert(1)", "https://bank.com/"),
        ("https://bank.com/<script>", "https://bank.com/"),
        ("https://bank.com/\u{feff}x", "https://bank.com/"),
        ("https://bank.com/\u{e0041}x", "https://bank.com/"),
    ] {
        assert_eq!(addresses(text), [expect], "{text:?}");
    }
    // Behind the host an `@` means nothing.
    assert_eq!(addresses("https://a.test/@user?x=b@c"), ["https://a.test/@user?x=b@c"]);
}

#[test]
fn long_messages_take_time_by_their_length() {
    const LENGTH: usize = 1_000_000;
    for unit in [
        "https://a.test/ ",
        "https://a@",
        "https://a@b,",
        "mailto:,",
        "mailto:a@b,",
        "https:",
        ":",
        "(",
        "https://a.test/)",
        "https://[",
        "https://a.test:",
        "http",
        "x:",
        "https://a.test/(",
    ] {
        let text = unit.repeat(LENGTH / unit.len());
        let begun = Instant::now();
        let _ = addresses(&text);
        // A generous bound, on a slow machine without optimisation; a square would take hours.
        assert!(begun.elapsed() < Duration::from_secs(5), "{unit:?}: {:?}", begun.elapsed());
        let one = format!("https://a.test/{}", unit.replace(' ', "x").repeat(LENGTH / unit.len()));
        let begun = Instant::now();
        let _ = addresses(&one);
        assert!(begun.elapsed() < Duration::from_secs(5), "one of {unit:?}: {:?}", begun.elapsed());
    }
}
