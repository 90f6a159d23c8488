//! One HTML document of the site.

use super::bundle::Bundle;
use super::html::{PublicUrl, escape};
use super::policy;
use super::settings::Settings;

/// The first frame has the open incidents in it. They come with the first bytes, and a frame without them would only put
/// them off: on a slow processor each takes long. Browsers that don't know it paint as they please.
const TOGETHER: &str = "<link rel=\"expect\" href=\"#open\" blocking=\"render\">\n";

/// What all documents of one run share.
pub(super) struct Shell {
    policy: String,
    inert_policy: String,
    /// The style element.
    style: String,
    /// Style sheets that cannot stand in the document, with `{root}` where the site's root goes.
    linked: String,
    scripts: String,
    /// The icon as an address that holds it.
    icon: String,
    site: String,
    url: Option<PublicUrl>,
}

/// What one document is.
pub(super) struct Page<'a> {
    /// The way to the site's root.
    pub(super) root: &'a str,
    /// Its address below the root.
    pub(super) address: &'a str,
    pub(super) title: String,
    pub(super) description: String,
    /// The screen.
    pub(super) markup: String,
    /// What the app begins with.
    pub(super) data: String,
}

impl Shell {
    pub(super) fn new(bundle: &Bundle, settings: &Settings, url: Option<PublicUrl>) -> Self {
        let (style, linked) = styles(&bundle.css, &settings.theme);
        Self {
            policy: policy::public(settings, &style),
            inert_policy: policy::inert(&style),
            style: format!("<style>{style}</style>\n"),
            linked,
            scripts: bundle.scripts.clone(),
            icon: data_address(&bundle.icon),
            site: settings.config.title.clone(),
            url,
        }
    }

    /// Everything of a document but what makes it this one, to tell whether it has to be written anew.
    pub(super) fn fingerprint(&self) -> String {
        let nothing = String::new;
        let (title, description, markup, data) = (nothing(), nothing(), nothing(), nothing());
        self.document(&Page { root: "", address: "", title, description, markup, data })
    }

    /// A document that the app takes over.
    pub(super) fn document(&self, page: &Page<'_>) -> String {
        let (root, icon) = (page.root, "icons/unknown.svg");
        let head = self.head(page, &self.policy, &format!("{root}{icon}"), true);
        let loaded = format!("{}{}", self.linked, self.scripts).replace("{root}", root);
        let (markup, data) = (&page.markup, &page.data);
        let together = if markup.contains(" id=\"open\"") { TOGETHER } else { "" };
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\" data-root=\"{root}\" data-links=\"files\" data-snapshot>\n<head>\n\
             {head}{together}{style}{loaded}</head>\n<body>\n<div id=\"app\">{markup}</div>\n\
             <script type=\"application/json\" id=\"statuspane-data\">{data}</script>\n</body>\n</html>\n",
            style = self.style,
        )
    }

    /// A document that needs no other file and runs nothing, since nobody knows below which folder it will be shown.
    pub(super) fn alone(&self, page: &Page<'_>) -> String {
        let head = self.head(page, &self.inert_policy, &self.icon, false);
        let (style, markup) = (&self.style, &page.markup);
        format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n{head}<meta name=\"robots\" content=\"noindex\">\n{style}\
             </head>\n<body>\n<div id=\"app\">{markup}</div>\n</body>\n</html>\n"
        )
    }

    /// The addresses of all pages, for search engines; only where the site's own address is known.
    pub(super) fn absolute(&self, address: &str) -> Option<String> {
        self.url.as_ref().map(|url| format!("{}{address}", url.as_str()))
    }

    fn head(&self, page: &Page<'_>, policy: &str, icon: &str, is_found: bool) -> String {
        let meta = |name: &str, value: &str| format!("<meta {name} content=\"{}\">\n", escape(value));
        let mut head = "<meta charset=\"utf-8\">\n".to_owned();
        head += &meta("http-equiv=\"Content-Security-Policy\"", policy);
        head += &meta("name=\"viewport\"", "width=device-width, initial-scale=1");
        head += &meta("name=\"color-scheme\"", "light dark");
        head += &meta("name=\"theme-color\" media=\"(prefers-color-scheme: light)\"", "#ffffff");
        head += &meta("name=\"theme-color\" media=\"(prefers-color-scheme: dark)\"", "#14171c");
        head += &format!("<title>{}</title>\n", escape(&page.title));
        if is_found {
            head += &meta("name=\"description\"", &page.description);
            head += &meta("property=\"og:type\"", "website");
            head += &meta("property=\"og:site_name\"", &self.site);
            head += &meta("property=\"og:title\"", &page.title);
            head += &meta("property=\"og:description\"", &page.description);
            if let Some(address) = self.absolute(page.address) {
                head += &meta("property=\"og:url\"", &address);
                head += &format!("<link rel=\"canonical\" href=\"{}\">\n", escape(&address));
            }
        }
        head += &format!("<link rel=\"icon\" id=\"favicon\" type=\"image/svg+xml\" href=\"{}\">\n", escape(icon));
        head
    }
}

/// The text of the style element, and links to what cannot stand in it: what would end it, and a theme whose addresses
/// are relative to its own place.
fn styles(css: &str, theme: &str) -> (String, String) {
    let lower = theme.to_ascii_lowercase();
    let is_bound = ["url(", "@import", "@charset", "</style", "image-set("].iter().any(|sign| lower.contains(sign));
    // Ours is built without any of these.
    let css = css.replace("</", "<\\/");
    match (theme.trim(), is_bound) {
        ("", _) => (css, String::new()),
        (_, true) => (css, "<link rel=\"stylesheet\" href=\"{root}theme.css\">\n".to_owned()),
        (theme, false) => (format!("{css}\n{theme}\n"), String::new()),
    }
}

/// A picture as an address.
fn data_address(svg: &str) -> String {
    format!("data:image/svg+xml,{}", statuspane::api::request::segment(svg))
}
