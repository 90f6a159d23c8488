//! The references in a page's HTML.

use super::asset::Asset;
use crate::failure::Failure;

/// A page whose references still point to source files.
pub struct Html {
    text: String,
    name: String,
    /// The element with the script that is part of the page.
    inline: String,
}

impl Html {
    /// `name` is the page's name in error messages.
    pub fn new(text: String, name: &str) -> Self {
        Self { text, name: name.to_owned(), inline: String::new() }
    }

    /// Points the one attribute with the value `source` to the asset, and adds its integrity.
    pub fn refer(&mut self, attribute: &str, source: &str, asset: &Asset) -> Result<(), Failure> {
        let reference = format!("{attribute}=\"{source}\"");
        if self.text.matches(&reference).count() != 1 {
            return Err(Failure::new(format!("{} doesn't have exactly one {reference}.", self.name))
                .next("Restore it, or update the hook in xtask/src/finish.rs."));
        }
        let replacement = format!("{attribute}=\"{}\" integrity=\"{}\"", asset.name(), asset.integrity());
        self.text = self.text.replace(&reference, &replacement);
        Ok(())
    }

    /// Puts a script into the page, in place of the one element that loads it.
    pub fn include(&mut self, source: &str, script: &str) -> Result<(), Failure> {
        let element = format!("<script src=\"{source}\"></script>");
        if self.text.matches(&element).count() != 1 {
            return Err(Failure::new(format!("{} doesn't have exactly one {element}.", self.name))
                .next("Restore it, or update the hook in xtask/src/finish.rs."));
        }
        if script.to_ascii_lowercase().contains("</script") || script.contains("<!--") {
            return Err(Failure::new(format!("{source} contains text that would end its element."))
                .next("Write that text in another way."));
        }
        self.inline = format!("<script>{script}</script>");
        self.text = self.text.replace(&element, &self.inline);
        Ok(())
    }

    /// Removes the lines that are only for Trunk, which leaves the app's link in place if it writes no script.
    pub fn remove_trunk_links(&mut self) {
        let is_for_trunk = |line: &str| line.trim_start().starts_with("<link") && line.contains("data-trunk");
        let lines = self.text.lines().filter(|line| !line.trim().is_empty() && !is_for_trunk(line));
        self.text = lines.flat_map(|line| [line, "\n"]).collect();
    }

    /// Adds a content security policy before everything it governs. Fails if the policy would block any of the markup.
    pub fn hold(&mut self, policy: &str) -> Result<(), Failure> {
        const CHARSET: &str = "<meta charset=\"utf-8\">\n";
        if let Some(refused) = self.refused() {
            return Err(Failure::new(format!("{} has {refused}, which its policy blocks.", self.name))
                .next("Move it to a separate file in style/ or web/."));
        }
        if self.text.matches(CHARSET).count() != 1 {
            return Err(Failure::new(format!("{} doesn't have exactly one {}.", self.name, CHARSET.trim_end()))
                .next("Restore it, or update the hook in xtask/src/finish.rs."));
        }
        let meta = format!("{CHARSET}<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n");
        self.text = self.text.replace(CHARSET, &meta);
        Ok(())
    }

    fn refused(&self) -> Option<&'static str> {
        // The policy has the hash of the script that was put in.
        let rest = match self.inline.as_str() {
            "" => self.text.clone(),
            inline => self.text.replacen(inline, "", 1),
        };
        let mut tags = rest.split('<').skip(1).filter_map(|rest| rest.split('>').next());
        tags.find_map(|tag| {
            let mut words = tag.split_ascii_whitespace();
            let name = words.next().unwrap_or_default();
            if name.eq_ignore_ascii_case("style") {
                return Some("a style element");
            }
            if name.eq_ignore_ascii_case("script") && !tag.contains(" src=") {
                return Some("an inline script");
            }
            words.find_map(|word| match word.split_once('=')?.0 {
                "style" => Some("a style attribute"),
                attribute if attribute.starts_with("on") => Some("a script in an attribute"),
                _ => None,
            })
        })
    }

    /// The page's text.
    pub fn into_text(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "<head>\n<meta charset=\"utf-8\">\n<script src=\"a.js\"></script>\n</head>\n";

    fn held(text: &str) -> Result<String, Failure> {
        let mut html = Html::new(text.to_owned(), "a page");
        html.hold("default-src 'none'").map(|()| html.into_text())
    }

    #[test]
    fn a_policy_comes_before_what_it_governs() {
        let html = held(HEAD).expect("it holds");
        let policy = html.find("content=\"default-src 'none'\"").expect("a policy");
        assert!(html.find("charset").is_some_and(|charset| charset < policy), "{html}");
        assert!(html.find("<script").is_some_and(|script| policy < script), "{html}");
        assert_eq!(html.matches("Content-Security-Policy").count(), 1, "{html}");
    }

    #[test]
    fn one_script_becomes_part_of_the_page() {
        let page = "<meta charset=\"utf-8\">\n<script src=\"web/a.js\"></script>\n";
        let included = |page: &str, script: &str| {
            let mut html = Html::new(page.to_owned(), "a page");
            html.include("web/a.js", script).and_then(|()| html.hold("default-src 'none'")).map(|()| html.into_text())
        };
        let html = included(page, "if (1<2) a=\"b\"").expect("it holds");
        assert!(html.ends_with("<script>if (1<2) a=\"b\"</script>\n"), "{html}");
        assert!(included(page, "\"</SCRIPT>\"").is_err());
        assert!(included(page, "\"<!--\"").is_err());
        assert!(included("<meta charset=\"utf-8\">\n", "1").is_err());
        assert!(included(&format!("{page}<script>2</script>"), "1").is_err());
        assert!(included(&format!("{page}<script>1</script>"), "1").is_err());
    }

    #[test]
    fn markup_that_a_policy_refuses_is_no_build() {
        let check = |body: &str, refused: bool| {
            assert_eq!(held(&format!("{HEAD}{body}")).is_err(), refused, "{body}");
        };
        check("<p class=\"style\">style=</p>", false);
        check("<script type=\"module\" src=\"b.js\"></script>", false);
        check("<p style=\"color:red\">", true);
        check("<style>p{}</style>", true);
        check("<script>1</script>", true);
        check("<script type=\"module\">1</script>", true);
        check("<a href=\"x\" onclick=\"y()\">", true);
        check("<meta charset=\"utf-8\">\n", true);
    }
}
