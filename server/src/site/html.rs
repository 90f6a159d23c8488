//! Pages on their way out: told that links are files, and where they stand.

/// The page as it is served, `deeper` folders below where it was made for.
///
/// `<html>` gets `data-links="files"` beside its `data-root`, and all that is relative (`data-root`, `href`, `src`)
/// begins one folder higher for each. Nothing outside of tags is touched, nor inside of scripts, styles and comments.
pub(super) fn placed(markup: &str, deeper: usize) -> String {
    let up = "../".repeat(deeper);
    let mut out = String::with_capacity(markup.len() + 512);
    let mut rest = markup;
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start]);
        rest = &rest[start..];
        let name = tag_name(rest);
        rest = if rest.starts_with("<!--") {
            pass(&mut out, rest, rest.find("-->").map_or(rest.len(), |end| end + 3))
        } else if name.is_empty() {
            pass(&mut out, rest, 1)
        } else {
            let rest = tag(&mut out, rest, name, &up);
            match name.to_ascii_lowercase().as_str() {
                raw @ ("script" | "style" | "textarea" | "title") => pass(&mut out, rest, end_of_raw(rest, raw)),
                _ => rest,
            }
        };
    }
    out.push_str(rest);
    out
}

/// Copies the first `length` bytes and gives back what follows.
fn pass<'a>(out: &mut String, text: &'a str, length: usize) -> &'a str {
    let (copied, rest) = text.split_at(length);
    out.push_str(copied);
    rest
}

/// The name of an opening tag that begins here, or nothing.
fn tag_name(text: &str) -> &str {
    let inner = &text[1..];
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric() && c != '-').unwrap_or(inner.len());
    if inner.starts_with(|c: char| c.is_ascii_alphabetic()) { &inner[..end] } else { "" }
}

/// Where the end tag of a raw-text element begins.
fn end_of_raw(text: &str, name: &str) -> usize {
    let lower = text.to_ascii_lowercase();
    lower.find(&format!("</{name}")).unwrap_or(text.len())
}

/// Copies a tag with its attributes, and gives back what follows it.
fn tag<'a>(out: &mut String, text: &'a str, name: &str, up: &str) -> &'a str {
    let mut rest = pass(out, text, 1 + name.len());
    let is_root = name.eq_ignore_ascii_case("html");
    let mut has_links = text[..text.find('>').unwrap_or(text.len())].contains("data-links");
    loop {
        let blanks = rest.find(|c: char| !c.is_ascii_whitespace() && c != '/').unwrap_or(rest.len());
        rest = pass(out, rest, blanks);
        if rest.is_empty() {
            return rest;
        }
        if rest.starts_with('>') {
            return pass(out, rest, 1);
        }
        let end =
            rest[1..].find(|c: char| c.is_ascii_whitespace() || "=>/".contains(c)).map_or(rest.len(), |end| end + 1);
        let attribute = rest[..end].to_ascii_lowercase();
        rest = pass(out, rest, end);
        let Some((before, value, after)) = value(rest) else { continue };
        out.push_str(before);
        let moves = matches!(attribute.as_str(), "href" | "src") || (is_root && attribute == "data-root");
        match (moves && is_relative(value)).then(|| value.strip_prefix("./").unwrap_or(value)) {
            Some(value) if !up.is_empty() => {
                out.push_str(up);
                out.push_str(value);
            }
            _ => out.push_str(value),
        }
        rest = &rest[before.len() + value.len()..];
        let closing = rest.len() - after.len();
        rest = pass(out, rest, closing);
        if is_root && attribute == "data-root" && !has_links {
            out.push_str(" data-links=\"files\"");
            has_links = true;
        }
    }
}

/// The value of the attribute whose name ends here: what stands before it, itself, and what follows its quote.
fn value(text: &str) -> Option<(&str, &str, &str)> {
    let blanks = text.find(|c: char| !c.is_ascii_whitespace())?;
    let after_equals = text[blanks..].strip_prefix('=')?;
    let start = text.len() - after_equals.trim_ascii_start().len();
    let (before, inner) = text.split_at(start);
    match inner.chars().next()? {
        quote @ ('"' | '\'') => {
            let end = inner[1..].find(quote)? + 1;
            Some((&text[..before.len() + 1], &inner[1..end], &inner[end + 1..]))
        }
        _ => {
            let end = inner.find(|c: char| c.is_ascii_whitespace() || c == '>').unwrap_or(inner.len());
            Some((before, &inner[..end], &inner[end..]))
        }
    }
}

/// Whether an address is relative to the page, and not to its host or to itself.
fn is_relative(address: &str) -> bool {
    let has_scheme = address.split(['/', '?', '#']).next().unwrap_or("").contains(':');
    !address.is_empty() && !address.starts_with(['/', '#', '?', '\\']) && !has_scheme
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_are_told_where_they_stand() {
        let check =
            |deeper: usize, markup: &str, expected: &str| assert_eq!(placed(markup, deeper), expected, "{markup}");
        let root = r#"<!DOCTYPE html><html lang="en" data-root="./">"#;
        check(0, root, r#"<!DOCTYPE html><html lang="en" data-root="./" data-links="files">"#);
        check(2, root, r#"<!DOCTYPE html><html lang="en" data-root="../../" data-links="files">"#);
        check(0, r#"<html data-root="../">"#, r#"<html data-root="../" data-links="files">"#);
        check(2, r#"<html data-root=./ lang=en>"#, r#"<html data-root=../../ data-links="files" lang=en>"#);
        check(0, r#"<html data-links="query" data-root="./">"#, r#"<html data-links="query" data-root="./">"#);
        check(0, r#"<html data-root="./" data-links="query">"#, r#"<html data-root="./" data-links="query">"#);
        check(0, r#"<html lang="en">"#, r#"<html lang="en">"#);
        check(2, r#"<link rel="x" href="theme.css">"#, r#"<link rel="x" href="../../theme.css">"#);
        check(
            2,
            r#"<script type="module" src='./page-1.js'></script>"#,
            r#"<script type="module" src='../../page-1.js'></script>"#,
        );
        check(1, r#"<img src=a.png alt="src=x">"#, r#"<img src=../a.png alt="src=x">"#);
        check(
            2,
            r##"<a href="#x"><a href="/x"><a href="//h/x"><a href="https://h/x"><a href="mailto:x"><a href="">"##,
            r##"<a href="#x"><a href="/x"><a href="//h/x"><a href="https://h/x"><a href="mailto:x"><a href="">"##,
        );
        check(2, r#"<a data-href="x" hreflang="y">src="z"</a>"#, r#"<a data-href="x" hreflang="y">src="z"</a>"#);
        check(2, r#"<!-- <a href="x"> --><a href="y">"#, r#"<!-- <a href="x"> --><a href="../../y">"#);
        check(
            2,
            r#"<script>let a = '<a href="x">';</script><a href="y">"#,
            r#"<script>let a = '<a href="x">';</script><a href="../../y">"#,
        );
        check(2, r#"<title><a href="x"></title>"#, r#"<title><a href="x"></title>"#);
        check(2, r#"<link crossorigin href = "x" />"#, r#"<link crossorigin href = "../../x" />"#);
        check(2, "a < b <", "a < b <");
        check(2, r#"<a href="x"#, r#"<a href="x"#);
        check(2, "<a href", "<a href");
        check(2, "<a href=", "<a href=");
        check(2, "<ä href='x'>ü", "<ä href='x'>ü");
    }
}
